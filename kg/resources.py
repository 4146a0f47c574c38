"""Where ontology/, queries/ and data/ lie: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    """The checkout's root when the package runs from one, else the wheel's own copy."""
    checkout = _PACKAGE.parent
    if (checkout / "ontology" / "core.ttl").is_file():
        return checkout
    return _PACKAGE / "_data"


ROOT = _root()
ONTOLOGY = ROOT / "ontology"
CODES = ONTOLOGY / "codes"
QUERIES = ROOT / "queries"
FLAGSHIP = ROOT / "data" / "panjshir"


def ontology_files() -> list[Path]:
    """The files of the ontology that a store holds: the terms, neither shapes nor alignments.

    >>> [file.name for file in ontology_files()]
    ['claims.ttl', 'core.ttl', 'imports.ttl', 'relations.ttl', 'schemes.ttl', 'sources.ttl']
    """
    apart = {"shapes.ttl", "reused.ttl"}
    return sorted(file for file in ONTOLOGY.glob("*.ttl") if file.name not in apart)
