"""TriG: Turtle with named graphs, for people to read and keep under version control."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg.exporters.canonical import by_graph
from kg.exporters.turtle import Terms, document, subjects


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as TriG in UTF-8, with IRIs relative to `base`.

    The same quads in any order give the same bytes.

    >>> from kg.terms import CG
    >>> quad = ox.Quad(CG.a, CG.polarity, ox.Literal(1), ox.NamedNode("https://example.org/g/1"))
    >>> print(serialize([quad], "https://example.org/").decode(), end="")
    @base <https://example.org/> .
    @prefix cg: <https://w3id.org/claimgraph/ontology#> .
    <BLANKLINE>
    <g/1> {
      cg:a cg:polarity 1 .
    }
    """
    terms = Terms(base)
    blocks: list[str] = []
    for graph, triples in by_graph(quads):
        if graph is None:
            blocks.extend(subjects(triples, terms))
        else:
            name = terms.write(graph)
            blocks.append(f"{name} {{\n" + "\n".join(subjects(triples, terms, "  ")) + "}\n")
    return document(terms, blocks)
