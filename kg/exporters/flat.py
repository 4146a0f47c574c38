"""The network as two tables of plain values, for formats that know neither lists nor keys.

A list becomes one text: its items joined by ``"; "``, with a backslash before each backslash and
semicolon that belongs to an item. What is not known is ``""``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import networkx

Cell = str | int | float | bool

# The attributes that `kg.network` documents; others follow in alphabetical order.
_NODE = ("label", "type", "type_label", "alt_labels")
_EDGE = (
    *("relation", "label", "statement", "family", "polarity", "symmetric", "status"),
    *("valid_from", "valid_until", "earliest", "latest", "place"),
    *("voices_affirming", "voices_denying"),
    *("sources", "origins", "affirmed_by", "denied_by"),
)


class Row(NamedTuple):
    """A node, or an edge with the two nodes that it ties, and all its attributes in order."""

    id: str
    source: str
    target: str
    cells: dict[str, Cell]


class Tables(NamedTuple):
    """Nodes and edges by id, each with the same columns throughout; the names of the columns."""

    title: str
    node_columns: tuple[str, ...]
    nodes: list[Row]
    edge_columns: tuple[str, ...]
    edges: list[Row]


def tables(network: networkx.MultiDiGraph) -> Tables:
    """The nodes and edges of a network, in the order of their ids."""
    node_attributes = [data for _, data in network.nodes(data=True)]
    edge_attributes = [data for _, _, data in network.edges(data=True)]
    nodes, edges = _columns(_NODE, node_attributes), _columns(_EDGE, edge_attributes)
    return Tables(
        str(network.graph.get("title", "")),
        nodes,
        sorted(Row(iri, "", "", _cells(nodes, data)) for iri, data in network.nodes(data=True)),
        edges,
        sorted(
            Row(key, source, target, _cells(edges, data))
            for source, target, key, data in network.edges(keys=True, data=True)
        ),
    )


def _columns(known: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    found = {name for row in rows for name in row}
    return (*known, *sorted(found.difference(known)))


def _cells(columns: Iterable[str], attributes: Mapping[str, Any]) -> dict[str, Cell]:
    return {name: _cell(attributes.get(name, "")) for name in columns}


def _cell(value: Any) -> Cell:
    if isinstance(value, str | int | float):
        return value
    return join(value)


def kind(column: str, rows: Iterable[Row]) -> type[Cell]:
    """The type of a column: the one that all its cells have, else text."""
    kinds = {type(row.cells[column]) for row in rows}
    return kinds.pop() if len(kinds) == 1 else str


def join(items: Iterable[str]) -> str:
    """Write a list as one text.

    >>> join(("Taleban", "Emirate; Kabul"))
    'Taleban; Emirate\\\\; Kabul'
    """
    return "; ".join(re.sub(r"([\\;])", r"\\\1", item) for item in items)


def split(text: str) -> tuple[str, ...]:
    """Read a list that `join` has written.

    >>> split(join(("Taleban", "Emirate; Kabul")))
    ('Taleban', 'Emirate; Kabul')
    """
    # The space of the first separator, put in front, makes all items alike.
    items = re.findall(r" ((?:[^\\;]|\\.)+)", f" {text}", re.DOTALL)
    return tuple(re.sub(r"\\(.)", r"\1", item, flags=re.DOTALL) for item in items)
