"""The skeleton of a source, for authors to fill in."""

from __future__ import annotations

import re
from importlib import resources

from kg.errors import UsageError
from kg.importers.schema import id_pattern

# The schema beside authored files; the first line of a skeleton names it, by a relative path.
SCHEMA = "claimgraph.schema.json"


def skeleton(iri: str = "", schema: str = SCHEMA) -> str:
    """The text of a source with its id, or with the id to be filled in like the rest.

    `schema` is the path of the JSON Schema from the source's folder. Raises `UsageError` when the
    id is none of a source.

    >>> "id: source/example" in skeleton("source/example").splitlines()
    True
    """
    file = resources.files("kg.importers") / "source-skeleton.yaml"
    text = file.read_text(encoding="utf-8").replace(f"$schema={SCHEMA}", f"$schema={schema}", 1)
    return text.replace("\nid:\n", f"\nid: {_checked(iri)}\n", 1) if iri else text


def _checked(iri: str) -> str:
    """An id of a source; what precedes its own name may be left out."""
    full = iri if "/" in iri else f"source/{iri}"
    if not re.fullmatch(id_pattern("Source"), full):
        todo = "write it like source/newsbytes-2021-08-29"
        raise UsageError(f"'{iri}' is no id of a source", todo=todo)
    return full
