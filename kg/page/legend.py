"""The rows of the legend, each of which filters what it explains."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import networkx as nx

from kg.page.appearance import ACTOR_STYLES, STATUS_STYLES, actor_style, polarity_name


class TypeRow(NamedTuple):
    """A type of node: its name, label, shape, colour group and number."""

    name: str
    label: str
    shape: str
    group: str
    number: int


class RelationRow(NamedTuple):
    """A type of relation: its name, label, polarity and number."""

    name: str
    label: str
    polarity: str
    number: int


class LineRow(NamedTuple):
    """A polarity or a status: its name, label, dashes and number."""

    name: str
    label: str
    dashes: tuple[int, ...]
    number: int


class Legend(NamedTuple):
    """What occurs in a network, in the order in which the page explains it."""

    types: list[TypeRow]
    polarities: list[LineRow]
    statuses: list[LineRow]
    relations: list[RelationRow]


def legend_of(network: nx.MultiDiGraph) -> Legend:
    """The legend of a network: only what occurs in it, with how often."""
    return Legend(_types(network), _polarities(network), _statuses(network), _relations(network))


def _types(network: nx.MultiDiGraph) -> list[TypeRow]:
    counts = Counter(
        (attributes["type"], attributes["type_label"]) for _, attributes in network.nodes(data=True)
    )
    order = list(ACTOR_STYLES)
    rows = [
        TypeRow(name, label, *actor_style(name), count) for (name, label), count in counts.items()
    ]
    return sorted(
        rows, key=lambda row: (order.index(row.name) if row.name in order else len(order), row)
    )


def _polarities(network: nx.MultiDiGraph) -> list[LineRow]:
    counts = Counter(polarity_name(polarity) for _, _, polarity in network.edges(data="polarity"))
    return [
        LineRow(name, name.capitalize(), (), counts[name])
        for name in map(polarity_name, (1, 0, -1))
        if name in counts
    ]


def _statuses(network: nx.MultiDiGraph) -> list[LineRow]:
    counts = Counter(status for _, _, status in network.edges(data="status"))
    return [
        LineRow(name, style.label, style.dashes, counts[name])
        for name, style in STATUS_STYLES.items()
        if name in counts
    ]


def _relations(network: nx.MultiDiGraph) -> list[RelationRow]:
    counts = Counter(
        (edge["relation"], edge["label"], polarity_name(edge["polarity"]))
        for _, _, edge in network.edges(data=True)
    )
    rows = [RelationRow(*key, count) for key, count in counts.items()]
    return sorted(rows, key=lambda row: (row.label.casefold(), row))
