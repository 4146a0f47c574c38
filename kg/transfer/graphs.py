"""The named graphs of a store at hand, as lines to be sent or compared."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import groupby, islice
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.identifiers import graph_for
from kg.library import find
from kg.store import Store
from kg.terms import ONTOLOGY_GRAPH, expand


class Statements:
    """The statements of a graph as lines of canonical N-Triples; they can be gone through again."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        return iter(self._file)


class _Spooled(tempfile.SpooledTemporaryFile[bytes]):
    """A file that is in memory while it is small."""

    def __init__(self) -> None:
        super().__init__(max_size=16 << 20)


def sizes(store: Store) -> dict[str, int]:
    """How many statements each named graph of a store holds, by its IRI, in order."""
    answer = store.query(find("graph-sizes").text)
    assert isinstance(answer, ox.QuerySolutions)
    return {row["graph"].value: int(row["size"].value) for row in answer}


def chosen(store: Store, patterns: Sequence[str] = (), *, curated: bool = False) -> dict[str, int]:
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
        fitting = [graph for graph in found if fits(graph, pattern, store.base)]
        if not fitting:
            raise UsageError(
                f"no graph fits '{pattern}'", todo="'kg query graph-sizes' names them all"
            )
        kept.update(fitting)
    return {graph: size for graph, size in found.items() if graph in kept}


def statements(store: Store, sizes: dict[str, int]) -> Iterator[tuple[str, Statements]]:
    """Each of these graphs with its statements, which last until the next one is asked for.

    Memory does not grow with them. On disk a store gives all graphs at once faster than one by one.
    """
    if store.place and 2 * sum(sizes.values()) > len(store.quads) and hasattr(os, "mkfifo"):
        yield from _together(store, sizes)
    else:
        for graph in sizes:
            with statements_of(store, graph) as own:
                yield graph, own


def fits(graph: str, pattern: str, base: str) -> bool:
    """Whether a pattern means a graph; it is an IRI, or an id in the data set at `base`.

    >>> fits("http://example.org/graph/source/a", "graph/source/*", "http://example.org/")
    True
    """
    return fnmatchcase(graph, expand(pattern, base))


@contextmanager
def statements_of(store: Store, graph: str) -> Iterator[Statements]:
    """The statements of one graph."""
    with _Spooled() as file:
        store.quads.dump(file, ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        yield Statements(file)


@contextmanager
def kept(lines: Iterable[bytes]) -> Iterator[Statements]:
    """Lines of canonical N-Triples that come from elsewhere."""
    rest = iter(lines)
    with _Spooled() as file:
        # Only after a write does the file look whether it has become too large for memory.
        while some := list(islice(rest, 10_000)):
            file.writelines(some)
        yield Statements(file)


def _together(store: Store, sizes: dict[str, int]) -> Iterator[tuple[str, Statements]]:
    """The graphs of a whole store, which has them on disk one after the other."""
    met: set[bytes] = set()
    for graph, members in groupby(_flow(store), key=lambda line: line.rsplit(b" ", 2)[1]):
        if graph in met:
            raise StoreError("the store mixes its graphs", graph.decode(), "import it anew")
        met.add(graph)
        name, after = graph[1:-1].decode(), len(graph) + 3
        if name in sizes:
            with kept(b"%s.\n" % line[:-after] for line in members) as own:
                yield name, own


def _flow(store: Store) -> Iterator[bytes]:
    """The lines of a whole store as N-Quads, while they are being written: a pipe with a name, so
    that the writer need not wait for Python."""
    with tempfile.TemporaryDirectory(prefix="kg-push-") as folder, ThreadPoolExecutor(1) as pool:
        pipe = Path(folder) / "quads"
        os.mkfifo(pipe)
        writing = pool.submit(_write, store, pipe)
        with pipe.open("rb", buffering=1 << 20) as file:
            yield from file
        writing.result()


def _write(store: Store, pipe: Path) -> None:
    try:
        store.quads.dump(pipe, ox.RdfFormat.N_QUADS)
    except OSError as error:
        # At its end dump asks for the file to be safe on disk, which no pipe can be.
        if "os error 22" not in str(error):
            raise


def in_graph(graph: str, triples: Iterable[bytes]) -> Iterator[bytes]:
    r"""Lines of N-Triples as lines of N-Quads.

    >>> list(in_graph("x:g", [b"<x:a> <x:b> <x:c> .\n"]))
    [b'<x:a> <x:b> <x:c> <x:g> .\n']
    """
    name = graph.encode()
    for line in triples:
        yield b"%s<%s> .\n" % (line[:-2], name)
