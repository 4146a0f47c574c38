"""Communities: groups that are tied among themselves more than chance would have it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import igraph
import numpy as np
from numpy.typing import NDArray

from kg.measures.pairs import Pairs, graph_of, pairs
from kg.measures.ties import Ties

# So many rounds of the method, and in a graph of more pairs than that only two: a third takes
# longer than both, and gains a few thousandths of modularity.
ROUNDS = 10
LARGE = 100_000
SEED = 1
LEADING = 5


class Communities(NamedTuple):
    """The number of each node's community, and the modularity of the whole.

    Communities are numbered from 1 on by their size, those of one size by their smallest id; 0 is
    a node that is bound to none. `bound` are the pairs that were looked at, with their ties.
    """

    numbers: NDArray[np.int64]
    modularity: float
    bound: Pairs


class Community(NamedTuple):
    """A community: how many nodes it has, how many ties among them and to others, and the names of
    the members with the most ties among them."""

    community: int
    size: int
    within: int
    outward: int
    leading: tuple[str, ...]


def communities(ties: Ties, *, hostile: bool = False) -> Communities:
    """The communities of a graph, by the Leiden method (Traag, Waltman and van Eck, "From Louvain
    to Leiden: guaranteeing well-connected communities", 2019) for modularity (Newman and Girvan,
    2004), each pair of nodes weighing as much as it has ties.

    Only ties that bind are looked at: those that are neither conflictual nor merely denied. With
    `hostile`, all are. The same ties give the same communities.
    """
    size = len(ties.nodes)
    found = pairs(ties, None if hostile else ties.held() & (ties.polarity >= 0))
    if not len(found.first):
        return Communities(np.zeros(size, dtype=np.int64), 0.0, found)
    graph = graph_of(size, found)
    weights = found.ties.tolist()
    igraph.set_random_number_generator(random.Random(SEED))
    try:
        clusters = graph.community_leiden(
            objective_function="modularity",
            weights=weights,
            n_iterations=ROUNDS if len(weights) <= LARGE else 2,
        )
    finally:
        igraph.set_random_number_generator(random)
    alone = np.array(graph.degree()) == 0
    numbers = _numbered(np.array(clusters.membership), alone, ties)
    return Communities(numbers, float(graph.modularity(clusters.membership, weights)), found)


def _numbered(
    members: NDArray[np.int64], alone: NDArray[np.bool_], ties: Ties
) -> NDArray[np.int64]:
    """Communities by their size, then by their smallest id; 0 for those that are alone."""
    smallest: dict[int, str] = {}
    sizes: dict[int, int] = {}
    for node in np.flatnonzero(~alone).tolist():
        one = int(members[node])
        smallest[one] = min(smallest.get(one, ties.nodes[node]), ties.nodes[node])
        sizes[one] = sizes.get(one, 0) + 1
    ordered = sorted(sizes, key=lambda one: (-sizes[one], smallest[one]))
    number = np.zeros(int(members.max()) + 1, dtype=np.int64)
    number[ordered] = np.arange(1, len(ordered) + 1)
    return np.where(alone, 0, number[members])


def community_rows(ties: Ties, found: Communities) -> list[Community]:
    """The communities, largest first."""
    return list(_rows(ties, found))


def _rows(ties: Ties, found: Communities) -> Iterator[Community]:
    a, b = found.numbers[found.bound.first], found.numbers[found.bound.second]
    same = a == b
    number = int(found.numbers.max(initial=0)) + 1
    sizes = np.bincount(found.numbers, minlength=number).tolist()
    within = np.bincount(a[same], found.bound.ties[same], number).astype(int).tolist()
    outward = np.bincount(a[~same], found.bound.ties[~same], number)
    outward = (outward + np.bincount(b[~same], found.bound.ties[~same], number)).astype(int)
    size = len(ties.nodes)
    inner = np.bincount(found.bound.first[same], found.bound.ties[same], size)
    inner = inner + np.bincount(found.bound.second[same], found.bound.ties[same], size)
    leading = _leading(ties, found.numbers, inner)
    for one in range(1, number):
        yield Community(one, sizes[one], within[one], int(outward[one]), leading.get(one, ()))


def _leading(
    ties: Ties, numbers: NDArray[np.int64], inner: NDArray[Any]
) -> dict[int, tuple[str, ...]]:
    """The names of the members with the most ties within each community."""
    # Stable, so that of equals the one that stands first comes first.
    order = np.lexsort((np.arange(len(numbers)), -inner, numbers))
    found: dict[int, tuple[str, ...]] = {}
    for node in order.tolist():
        one = int(numbers[node])
        names = found.get(one, ())
        if len(names) < LEADING:
            found[one] = (*names, ties.names[node])
    return found
