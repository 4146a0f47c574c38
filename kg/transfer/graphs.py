"""The named graphs of a store at hand, as lines to be sent or compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pyoxigraph as ox

from kg.errors import UsageError
from kg.identifiers import graph_for
from kg.library import find
from kg.store import Store
from kg.terms import ONTOLOGY_GRAPH, expand


def sizes(store: Store) -> dict[str, int]:
    """How many statements each named graph of a store holds, by its IRI, in order."""
    answer = store.query(find("graph-sizes").text)
    assert isinstance(answer, ox.QuerySolutions)
    return {row["graph"].value: int(row["size"].value) for row in answer}


def chosen(
    store: Store, patterns: Sequence[str] = (), *, curated: bool = False
) -> dict[str, int]:
    """The graphs of a store that are meant, with their sizes.

    Patterns are IRIs or ids such as ``graph/source/*``, ``*`` and ``?`` standing for any letters;
    none means all. With `curated`, neither derived graphs nor the ontology. Raises `UsageError` for
    a pattern that fits no graph.
    """
    found = sizes(store)
    if curated:
        derived = graph_for(store.base, "derived/")
        found = {
            graph: size
            for graph, size in found.items()
            if graph != ONTOLOGY_GRAPH.value and not graph.startswith(derived)
        }
    if not patterns:
        return found
    kept: set[str] = set()
    for pattern in patterns:
        fitting = [graph for graph in found if fnmatchcase(graph, expand(pattern, store.base))]
        if not fitting:
            raise UsageError(
                f"no graph fits '{pattern}'", todo="'kg query graph-sizes' names them all"
            )
        kept.update(fitting)
    return {graph: size for graph, size in found.items() if graph in kept}


def dump(store: Store, graph: str, path: Path) -> Path:
    """Write the statements of a graph to a file as N-Triples; memory does not grow with them."""
    store.quads.dump(path, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
    return path


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file."""
    with path.open("rb") as file:
        yield from file


def in_graph(line: bytes, graph: bytes) -> bytes:
    r"""A line of N-Triples as one of N-Quads.

    >>> in_graph(b"<x:a> <x:b> <x:c> .\n", b"<x:g>")
    b'<x:a> <x:b> <x:c> <x:g> .\n'
    """
    return b"%s%s .\n" % (line[:-2], graph)
