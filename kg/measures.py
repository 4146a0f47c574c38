"""Measures of the relationship graph: who is tied to how many, in which way, and how centrally."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import igraph
import networkx as nx


class Measured(NamedTuple):
    """The measures of a node.

    Ties are propositions, in either direction; `disputed` are those that are not uncontested or
    conceded. `neighbours` are the other nodes that it is tied to. `betweenness` is the share of
    pairs of other nodes whose shortest paths lead through it (Freeman, "A Set of Measures of
    Centrality Based on Betweenness", 1977), from 0 to 1; `pagerank` (Brin and Page, "The Anatomy of
    a Large-Scale Hypertextual Web Search Engine", 1998, damping 0.85) adds up to 1 over all nodes.
    Both look at whether two nodes are tied, not at the direction, the number or the kind of ties.
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
    pagerank: float


def measure(network: nx.MultiDiGraph) -> list[Measured]:
    """The measures of each node of a network as `kg.network.project` gives it, those with the most
    ties first.

    >>> network = nx.MultiDiGraph()
    >>> for name in "abc":
    ...     network.add_node(name, label=name.upper(), type_label="actor")
    >>> tie = {"family": "Cooperative", "status": "Uncontested"}
    >>> _ = network.add_edge("a", "b", **tie), network.add_edge("b", "c", **tie)
    >>> [(one.name, one.ties, one.betweenness) for one in measure(network)]
    [('B', 2, 1.0), ('A', 1, 0.0), ('C', 1, 0.0)]
    """
    nodes = sorted(network)
    place = {node: number for number, node in enumerate(nodes)}
    pairs = sorted({tuple(sorted((place[a], place[b]))) for a, b in network.edges() if a != b})
    simple = igraph.Graph(len(nodes), pairs)
    counts = _counts(network)
    through, rank = simple.betweenness(), simple.pagerank()
    others = (len(nodes) - 1) * (len(nodes) - 2) / 2
    found = [
        Measured(
            node,
            network.nodes[node]["label"],
            network.nodes[node]["type_label"],
            ties=counts[node, "ties"],
            cooperative=counts[node, "Cooperative"],
            conflictual=counts[node, "Conflictual"],
            neutral=counts[node, "Neutral"],
            disputed=counts[node, "disputed"],
            neighbours=simple.degree(number),
            betweenness=through[number] / others if others else 0.0,
            pagerank=rank[number],
        )
        for node, number in place.items()
    ]
    return sorted(found, key=lambda one: (-one.ties, one.name, one.id))


def _counts(network: nx.MultiDiGraph) -> Counter[tuple[str, str]]:
    """How many ties each node has: of each family, disputed, in all."""
    counts: Counter[tuple[str, str]] = Counter()
    for subject, other, tie in network.edges(data=True):
        kinds = ["ties", tie["family"]]
        if tie["status"] not in ("Uncontested", "Conceded"):
            kinds.append("disputed")
        for node in {subject, other}:
            counts.update((node, kind) for kind in kinds)
    return counts
