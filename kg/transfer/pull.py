"""Bringing graphs from a store: into a file of N-Quads, or a folder store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from pathlib import Path

from kg.errors import StoreError, UsageError
from kg.terms import ONTOLOGY_GRAPH
from kg.transfer.graphs import fits, in_graph, kept
from kg.transfer.remote import Remote
from kg.transfer.ways import INCOMING

# How many lines are put in order at once.
_AT_ONCE = 200_000


def wanted(remote: Remote, base: str, patterns: Sequence[str]) -> dict[str, int]:
    """The graphs of a store that are meant, with their sizes, in order.

    Without patterns they are those of the data set at `base` and the ontology's. Raises
    `UsageError` for a pattern that fits none, `StoreError` when the store has nothing of the sort.
    """
    # What is still being put together is no graph of anybody's.
    sizes = sorted(remote.sizes().items())
    there = {graph: size for graph, size in sizes if not graph.endswith(INCOMING)}
    if not patterns:
        found = {
            graph: size
            for graph, size in there.items()
            if graph.startswith(base) or graph == ONTOLOGY_GRAPH.value
        }
        if not found:
            what = f"no graph of the data set at {base}"
            raise StoreError(what, remote.addresses.query, "name its base with --base, or graphs")
        return found
    for pattern in patterns:
        if not any(fits(graph, pattern, base) for graph in there):
            raise UsageError(f"no graph there fits '{pattern}'", remote.addresses.query)
    return {
        graph: size
        for graph, size in there.items()
        if any(fits(graph, pattern, base) for pattern in patterns)
    }


def fetch(
    remote: Remote, sizes: dict[str, int], file: Path, count: Callable[[int, int], None]
) -> None:
    """Write graphs of a store as N-Quads, in order; memory does not grow with them.

    Raises `StoreError` when the store gives another number of statements than it says it has.
    """
    with file.open("wb") as output:
        for graph, size in sizes.items():
            got = 0
            for line in in_graph(graph, _ordered(remote.statements(graph))):
                output.write(line)
                got += 1
            if got != size:
                raise StoreError(
                    f"{got:,} statements of {graph} came, where {size:,} were promised",
                    remote.addresses.query,
                    "pull again when nobody writes to it",
                )
            count(1, size)


def _ordered(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Lines in the order of their bytes: stores do not agree on one of their own."""
    with ExitStack() as stack:
        runs = []
        while run := sorted(islice(lines, _AT_ONCE)):
            runs.append(stack.enter_context(kept(run)))
        yield from merge(*runs)
