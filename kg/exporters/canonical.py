"""Order: the same set of quads becomes the same sequence, whatever order it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from kg.terms import RDF

Graph = ox.NamedNode | ox.BlankNode
_TYPE = RDF.type


def canonical(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Each quad once, by graph, subject, property and object, types first.

    Blank nodes, which our own data do not have, are renamed by RDFC-1.0, so that their labels
    follow from the data and not from the file or the process that they came from.

    >>> a, b = (ox.Quad(ox.BlankNode(), RDF.value, ox.Literal("x")) for _ in range(2))
    >>> canonical([a]) == canonical([b])
    True
    """
    return sorted(_relabelled(quads), key=_key)


def merged(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The triples of all graphs together, each once, in the order of `canonical`."""
    return sorted({quad.triple for quad in _relabelled(quads)}, key=_triple_key)


def by_graph(quads: Iterable[ox.Quad]) -> Iterator[tuple[Graph | None, list[ox.Triple]]]:
    """The triples of each graph, all in order; None is the default graph, and comes first."""
    for graph, members in groupby(canonical(quads), key=lambda quad: quad.graph_name):
        name = None if isinstance(graph, ox.DefaultGraph) else graph
        yield name, [quad.triple for quad in members]


def _relabelled(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    dataset = set(quads)
    if any(_has_blank(quad) for quad in dataset):
        renamed = ox.Dataset(dataset)
        renamed.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        dataset = set(renamed)
    return dataset


def _has_blank(statement: ox.Quad | ox.Triple) -> bool:
    what = statement.object
    return (
        isinstance(statement.subject, ox.BlankNode)
        or isinstance(what, ox.BlankNode)
        or (isinstance(what, ox.Triple) and _has_blank(what))
        or (isinstance(statement, ox.Quad) and isinstance(statement.graph_name, ox.BlankNode))
    )


def _key(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
    return (graph, *_triple_key(quad))


def _triple_key(triple: ox.Quad | ox.Triple) -> tuple[str, bool, str, str]:
    return (
        str(triple.subject),
        triple.predicate != _TYPE,
        str(triple.predicate),
        str(triple.object),
    )
