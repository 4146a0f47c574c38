"""N-Triples: a line for each triple of all graphs together, sorted."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.exporters.nquads import sorted_lines


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as canonical N-Triples in UTF-8; `base` is not used, every IRI is written in full.

    The same quads in any order give the same bytes.

    >>> from kg.terms import CG
    >>> serialize([ox.Quad(CG.a, CG.b, ox.Literal("c"), CG.g)], "")
    b'<https://w3id.org/claimgraph/ontology#a> <https://w3id.org/claimgraph/ontology#b> "c" .\\n'
    """
    return sorted_lines(quads, ox.RdfFormat.N_TRIPLES)
