"""The rows of the legend, each of which filters what it explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from kg.page.appearance import ACTOR_STYLES, LINE_STYLES, actor_style, polarity_name

if TYPE_CHECKING:
    from kg.network import Fact


class TypeRow(NamedTuple):
    """A type of node: its name, label, shape and colour group."""

    name: str
    label: str
    shape: str
    group: str


class LineRow(NamedTuple):
    """A relation, a polarity or a kind of line: its name, label, polarity and dashes."""

    name: str
    label: str
    polarity: str
    dashes: tuple[int, ...]


class Legend(NamedTuple):
    """What may be drawn of a network, in the order in which the page explains it."""

    types: list[TypeRow]
    polarities: list[LineRow]
    lines: list[LineRow]
    relations: list[LineRow]


def legend_of(network: nx.MultiDiGraph, facts: Sequence[Fact] = ()) -> Legend:
    """The legend of a network and of facts: types, polarities, relations, every kind of line."""
    return Legend(
        types=_types(network),
        polarities=[
            LineRow(name, name.capitalize(), name, ()) for name in map(polarity_name, (1, 0, -1))
        ],
        lines=[
            LineRow(name, style.label, "any", style.dashes)
            for name, style in LINE_STYLES.items()
            if name
        ],
        relations=_relations(network, facts),
    )


def _types(network: nx.MultiDiGraph) -> list[TypeRow]:
    found = {(node["type"], node["type_label"]) for _, node in network.nodes(data=True)}
    order = list(ACTOR_STYLES)
    rows = [TypeRow(name, label, *actor_style(name)) for name, label in found]
    return sorted(
        rows, key=lambda row: (order.index(row.name) if row.name in order else len(order), row)
    )


def _relations(network: nx.MultiDiGraph, facts: Sequence[Fact]) -> list[LineRow]:
    edges = network.edges(data=True)
    found = {(edge["relation"], edge["label"], edge["polarity"]) for _, _, edge in edges}
    found |= {(fact.relation, fact.label, fact.polarity) for fact in facts}
    rows = [LineRow(name, label, polarity_name(polarity), ()) for name, label, polarity in found]
    return sorted(rows, key=lambda row: (row.label.casefold(), row))
