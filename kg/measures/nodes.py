"""The measures of each node: its ties by family, its centrality, its community."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.measures.groups import communities
from kg.measures.paths import centrality
from kg.measures.ties import Mask, Ties


class Counted(NamedTuple):
    """The ties of a node, in either direction: in all, of each family, and those that are not
    uncontested or conceded."""

    id: str
    name: str
    type: str
    ties: int
    cooperative: int
    conflictual: int
    neutral: int
    disputed: int


class Central(NamedTuple):
    """The centrality of a node: see `kg.measures.paths`."""

    id: str
    name: str
    type: str
    neighbours: int
    betweenness: float
    error: float
    pagerank: float


class Measured(NamedTuple):
    """The measures of a node.

    Ties are propositions, in either direction; `disputed` are those that are not uncontested or
    conceded. `neighbours` are the other nodes that it is tied to. `betweenness` is the share of
    pairs of other nodes whose shortest paths lead through it, from 0 to 1, and `error` its standard
    error, 0 where it is exact; `pagerank` adds up to 1 over all nodes: see
    `kg.measures.paths`. These look at whether two nodes are tied, not at the direction, the
    number or the kind of ties. `community` is the number of its community, the largest is 1; 0
    stands for none: see `kg.measures.groups`.
    """

    id: str
    name: str
    type: str
    ties: int
    cooperative: int
    conflictual: int
    neutral: int
    disputed: int
    neighbours: int
    betweenness: float
    error: float
    pagerank: float
    community: int


def count(ties: Ties) -> list[Counted]:
    """The ties of each node, those with the most first."""
    columns = [column.tolist() for column in _counts(ties)]
    return _ranked([Counted(*row) for row in zip(*_heads(ties), *columns, strict=True)])


def rank(ties: Ties, *, sample: int = 0, exact: bool = False) -> list[Central]:
    """The centrality of each node, those first through which most shortest paths lead.

    `sample` and `exact` are those of `centrality`.
    """
    columns = [column.tolist() for column in centrality(ties, sample=sample, exact=exact)[:4]]
    found = [Central(*row) for row in zip(*_heads(ties), *columns, strict=True)]
    return sorted(found, key=lambda one: (-one.betweenness, -one.pagerank, one.name, one.id))


def measure(
    ties: Ties, *, sample: int = 0, exact: bool = False, hostile: bool = False
) -> list[Measured]:
    """The measures of each node, those with the most ties first.

    `sample` and `exact` are those of `centrality`, `hostile` that of `communities`.

    >>> ties = Ties.from_columns(
    ...     nodes=["a", "b", "c"], names=["A", "B", "C"], proposition=["p", "q"], subject=[0, 1],
    ...     object=[1, 2], relation=["meets", "meets"], status=["Uncontested", "Uncontested"],
    ...     earliest=["", ""], latest=["", ""],
    ... )
    >>> [(one.name, one.ties, one.betweenness) for one in measure(ties)]
    [('B', 2, 1.0), ('A', 1, 0.0), ('C', 1, 0.0)]
    """
    central = centrality(ties, sample=sample, exact=exact)
    columns = [
        *_counts(ties),
        central.neighbours,
        *(central.betweenness, central.error, central.pagerank),
        communities(ties, hostile=hostile).numbers,
    ]
    lists = [column.tolist() for column in columns]
    return _ranked([Measured(*row) for row in zip(*_heads(ties), *lists, strict=True)])


def attributes(ties: Ties) -> dict[str, dict[str, Any]]:
    """The measures of each node by its id, as exports name attributes of nodes; shares are given to
    nine digits, which are the same on every machine."""
    named = ("ties", "neighbours", "betweenness", "error", "pagerank", "community")
    renamed = {"error": "betweenness_error"}
    return {
        one.id: {renamed.get(name, name): _rounded(getattr(one, name)) for name in named}
        for one in measure(ties)
    }


def _rounded(value: Any) -> Any:
    return float(f"{value:.9g}") if isinstance(value, float) else value


def _heads(ties: Ties) -> tuple[Any, ...]:
    return ties.nodes, ties.names, ties.types


def _ranked(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda one: (-one.ties, one.name, one.id))


def _counts(ties: Ties) -> list[NDArray[np.int64]]:
    """For each node: its ties, those of each family, those that are disputed."""
    families = ("Cooperative", "Conflictual", "Neutral")
    masks = [ties.family.among([family]) for family in families]
    every = np.ones(len(ties), dtype=bool)
    return [_ends(ties, mask) for mask in (every, *masks, ties.disputed())]


def _ends(ties: Ties, rows: Mask) -> NDArray[np.int64]:
    """How many of these ties each node has; one with itself is one."""
    size = len(ties.nodes)
    others = rows & (ties.subject != ties.object)
    return np.bincount(ties.subject[rows], minlength=size) + np.bincount(
        ties.object[others], minlength=size
    )
