"""SPARQL Update requests, put together from terms and statements that are written out already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def insert(graph: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    r"""A request that adds statements, lines of N-Triples, to a graph; piece by piece.

    >>> b"".join(insert("x:g", [b"<x:a> <x:b> <x:c> .\n"]))
    b'INSERT DATA { GRAPH <x:g> {\n<x:a> <x:b> <x:c> .\n} }'
    """
    yield b"INSERT DATA { GRAPH %s {\n" % term(graph)
    yield from lines
    yield b"} }"


def replace(graph: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """A request that puts statements in the place of a graph; piece by piece."""
    yield drop(graph) + b" ;\n"
    yield from insert(graph, lines)


def drop(graph: str) -> bytes:
    """A request that removes a graph, if it is there."""
    return b"DROP SILENT GRAPH " + term(graph)


def copy(graph: str, to: str) -> bytes:
    """A request that puts what a graph holds in the place of another."""
    return b"COPY GRAPH %s TO GRAPH %s" % (term(graph), term(to))


def term(graph: str) -> bytes:
    """The IRI of a graph as a term.

    >>> term("http://example.org/g")
    b'<http://example.org/g>'
    """
    return b"<%s>" % graph.encode()
