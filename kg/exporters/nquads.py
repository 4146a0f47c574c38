"""N-Quads: a line for each quad, sorted; what every store loads and every diff understands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from kg.exporters.canonical import canonical


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as canonical N-Quads in UTF-8; `base` is not used, every IRI is written in full.

    The same quads in any order give the same bytes.

    >>> from kg.terms import CG
    >>> serialize([ox.Quad(CG.a, CG.b, ox.Literal("c"))], "")
    b'<https://w3id.org/claimgraph/ontology#a> <https://w3id.org/claimgraph/ontology#b> "c" .\\n'
    """
    return sorted_lines(quads, ox.RdfFormat.N_QUADS)


def sorted_lines(quads: Sequence[ox.Quad], format: ox.RdfFormat) -> bytes:
    """Each line once, by its bytes. Only when there may be a blank node are quads looked at."""
    lines = _lines(quads, format)
    if any(b"_:" in line for line in lines):
        lines = _lines(canonical(quads), format)
    return b"".join(sorted(lines))


def _lines(quads: Iterable[ox.Quad], format: ox.RdfFormat) -> set[bytes]:
    statements: Iterable[ox.Quad] | Iterable[ox.Triple] = quads
    if format == ox.RdfFormat.N_TRIPLES:
        statements = (quad.triple for quad in quads)
    written = ox.serialize(statements, format=format) or b""
    # In both formats a line feed within a literal is escaped.
    return {line + b"\n" for line in written.split(b"\n") if line}
