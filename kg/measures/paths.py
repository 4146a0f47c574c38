"""Centrality: through whom the shortest ways lead, and where a wanderer would be."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

import igraph
import numpy as np
from numpy.typing import NDArray

from kg.measures.pairs import Pairs, graph_of, pairs
from kg.measures.ties import Ties

# Up to so many nodes times pairs, betweenness is exact unless a sample is asked for: a few seconds.
EXACT = 200_000_000
SAMPLE = 64
SEED = 1
DAMPING = 0.85
# PageRank has settled when all changes of a step together are less than this.
ENOUGH = 1e-10
STEPS = 300


class Centrality(NamedTuple):
    """For each node: its neighbours, betweenness with its standard error, and PageRank.

    `sources` is how many nodes the shortest paths were followed from; all of them where
    betweenness is exact, and its error 0.
    """

    neighbours: NDArray[np.int64]
    betweenness: NDArray[np.float64]
    error: NDArray[np.float64]
    pagerank: NDArray[np.float64]
    sources: int


def centrality(ties: Ties, *, sample: int = 0, exact: bool = False) -> Centrality:
    """The centrality of each node, in the order of the nodes.

    Betweenness is the share of pairs of other nodes whose shortest paths lead through a node
    (Freeman, "A Set of Measures of Centrality Based on Betweenness", 1977), by Brandes's algorithm
    ("A Faster Algorithm for Betweenness Centrality", 2001). It is exact for graphs of up to
    200 million nodes times pairs, and where `exact` asks for it. Beyond, or with a `sample`, it is
    estimated from so many sources drawn at random with a fixed seed (Brandes and Pich, "Centrality
    Estimation in Large Networks", 2007); its standard error is that of the mean of a sample without
    replacement. It can be too small for a node that only a few sources' paths lead through, such as
    the gate to a small group of which no member was drawn.

    PageRank is that of `pagerank`.

    >>> ties = Ties.from_columns(
    ...     nodes=["a", "b", "c"], proposition=["p", "q"], subject=[0, 1], object=[1, 2],
    ...     relation=["meets", "meets"], status=["", ""], earliest=["", ""], latest=["", ""],
    ... )
    >>> centrality(ties).betweenness.tolist()
    [0.0, 1.0, 0.0]
    """
    size = len(ties.nodes)
    found = pairs(ties)
    graph = graph_of(size, found)
    large = size * len(found.first) > EXACT
    number = 0 if exact else sample or (SAMPLE if large else 0)
    if size < 3:
        through = error = np.zeros(size)
        number = 0
    elif 0 < number < size:
        through, error = _sampled(graph, number)
    else:
        through = np.array(graph.betweenness()) / ((size - 1) * (size - 2) / 2)
        error, number = np.zeros(size), 0
    degree = np.array(graph.degree(), np.int64)
    return Centrality(degree, through, error, _pagerank(found, size), number or size)


def pagerank(ties: Ties) -> NDArray[np.float64]:
    """The PageRank of each node (Brin and Page, "The Anatomy of a Large-Scale Hypertextual Web
    Search Engine", 1998), with damping 0.85; it adds up to 1.

    A wanderer goes to any neighbour alike, whatever the number and direction of ties; one without
    neighbours goes on anywhere.
    """
    return _pagerank(pairs(ties), len(ties.nodes))


def _pagerank(found: Pairs, size: int) -> NDArray[np.float64]:
    """By power iteration over the pairs: for that, no graph need be built."""
    if not size:
        return np.zeros(0)
    first, second = found.first, found.second
    degree = np.bincount(first, minlength=size) + np.bincount(second, minlength=size)
    lonely = degree == 0
    given = np.where(lonely, 0.0, 1 / np.maximum(degree, 1))
    # Where nothing is cut off, it is near to the share of neighbours: a good place to begin.
    rank = (degree + 1) / (degree.sum() + size)
    for _ in range(STEPS):
        share = rank * given
        received = np.bincount(first, share[second], size) + np.bincount(second, share[first], size)
        anywhere = float(rank[lonely].sum()) / size
        following = DAMPING * (received + anywhere) + (1 - DAMPING) / size
        change = float(np.abs(following - rank).sum())
        rank = following
        if change < ENOUGH:
            break
    return np.asarray(rank / rank.sum())


def sources_of(size: int, number: int) -> list[int]:
    """The nodes that a sample follows shortest paths from."""
    return Random(SEED).sample(range(size), number)


def _sampled(graph: igraph.Graph, number: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Betweenness and its standard error, from so many sources.

    A source is never on the way of its own paths: for a node in the sample, the others are.
    """
    size = graph.vcount()
    sources = sources_of(size, number)
    total, squares = np.zeros(size), np.zeros(size)
    for source in sources:
        # igraph halves what it counts from both ends of a path.
        lead = np.array(graph.betweenness(sources=[source])) * 2
        total += lead
        squares += lead * lead
    seen = np.full(size, float(number))
    seen[sources] -= 1
    others, ends = size - 1, (size - 1) * (size - 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / seen
        variance = np.maximum(squares - seen * mean * mean, 0) / (seen - 1)
        error = np.sqrt(variance / seen * (1 - seen / others))
    # Of a single path to judge by there is no error to be told.
    return np.nan_to_num(mean) * others / ends, np.where(seen > 1, error * others / ends, math.nan)
