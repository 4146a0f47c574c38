"""What differs between graphs here and in a store: by digest, then by statement."""

from __future__ import annotations

from heapq import nsmallest
from typing import NamedTuple
from zlib import crc32

from kg.errors import DataError
from kg.store import Store
from kg.transfer.digest import Digest, digest_of
from kg.transfer.graphs import Statements, kept, statements_of
from kg.transfer.remote import Remote

# How many examples of statements are given on either side.
_EXAMPLES = 3
# How many statements of either side are looked at together.
_AT_ONCE = 200_000


class Side(NamedTuple):
    """The statements that one side has and the other lacks: how many, and the first of them."""

    size: int
    alone: int
    examples: tuple[str, ...]


class Difference(NamedTuple):
    """A graph that is not the same here and there."""

    graph: str
    here: Side
    there: Side


def compare(store: Store, digests: dict[str, Digest], remote: Remote) -> list[Difference]:
    """Compare graphs whose digests are known here with those in a store; gives those that differ.

    The store computes digests itself. A graph for which it gives none, or another, is read back and
    compared statement by statement.
    """
    there = remote.digests({graph: digest.size for graph, digest in digests.items()})
    doubtful = [graph for graph, digest in digests.items() if there.get(graph) != digest]
    differences = []
    for graph in doubtful:
        with kept(remote.statements(graph)) as copy:
            if not _is(copy, digests[graph]):
                with statements_of(store, graph) as own:
                    differences.append(_difference(graph, own, copy))
    return differences


def _is(copy: Statements, digest: Digest) -> bool:
    try:
        return digest_of(copy) == digest
    except DataError:
        # Blank nodes there, where there are none here.
        return False


def _difference(graph: str, here: Statements, there: Statements) -> Difference:
    """Compare two sets of lines, a share of either at a time, so that memory stays small."""
    sides = (here, there)
    sizes = [sum(1 for _ in side) for side in sides]
    shares = max(sizes) // _AT_ONCE + 1
    alone, examples = [0, 0], [list[bytes](), list[bytes]()]
    for share in range(shares):
        own, copied = ({line for line in side if crc32(line) % shares == share} for side in sides)
        for side, only in enumerate((own - copied, copied - own)):
            alone[side] += len(only)
            examples[side] = nsmallest(_EXAMPLES, [*examples[side], *only])
    told = [
        Side(sizes[side], alone[side], tuple(line.decode().strip() for line in examples[side]))
        for side in (0, 1)
    ]
    return Difference(graph, *told)
