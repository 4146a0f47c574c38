"""Who is tied to whom, whatever the number and direction of ties: the pairs of a graph."""

from __future__ import annotations

from typing import NamedTuple

import igraph
import numpy as np
from numpy.typing import NDArray

from kg.measures.ties import Mask, Ties


class Pairs(NamedTuple):
    """The pairs of different nodes that are tied, each once, the smaller number first, in order.

    `ties` counts the ties of each pair; `sums` adds up what was given for each of them.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    ties: NDArray[np.int64]
    sums: NDArray[np.int64]


def pairs(ties: Ties, rows: Mask | None = None, values: NDArray[np.int64] | None = None) -> Pairs:
    """The pairs of all ties, or of some; with a value for each tie, their sum for each pair."""
    keys, which = keys_of(ties, rows)
    found, place = np.unique(keys, return_inverse=True)
    count = np.bincount(place, minlength=len(found))
    sums = np.zeros(len(found), dtype=np.int64)
    if values is not None:
        np.add.at(sums, place, values[which])
    size = max(len(ties.nodes), 1)
    return Pairs(found // size, found % size, count, sums)


def keys_of(ties: Ties, rows: Mask | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A number for the pair that each tie is of, and the places of these ties; those of a node with
    itself are left out."""
    size = max(len(ties.nodes), 1)
    apart = ties.subject != ties.object
    which = np.flatnonzero(apart if rows is None else apart & rows)
    a, b = ties.subject[which].astype(np.int64), ties.object[which].astype(np.int64)
    return np.minimum(a, b) * size + np.maximum(a, b), which


def signed(ties: Ties) -> Pairs:
    """The pairs of actors with a sign: `sums` is 1 or -1, that of the sum of the polarities of the
    ties that are not merely denied. Pairs whose sum is 0 are left out."""
    found = pairs(ties, siding(ties), ties.polarity.astype(np.int64))
    some = found.sums != 0
    return Pairs(found.first[some], found.second[some], found.ties[some], np.sign(found.sums[some]))


def siding(ties: Ties) -> Mask:
    """The ties that count for the sign of a pair."""
    return np.asarray(ties.held() & (ties.polarity != 0) & ties.among_actors())


def graph_of(size: int, found: Pairs) -> igraph.Graph:
    """The pairs as a graph of `size` nodes, for igraph to measure."""
    return igraph.Graph(size, np.column_stack((found.first, found.second)))
