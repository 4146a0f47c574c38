"""GraphML: the network for Gephi, yEd, igraph, networkx.

The writer is our own because networkx's writes booleans as ``True``, which the format does not
know. http://graphml.graphdrawing.org/
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from kg.exporters.flat import Cell, Row, kind, tables
from kg.exporters.xml_text import keep_returns, written

if TYPE_CHECKING:
    import networkx

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES: dict[type[Cell], str] = {bool: "boolean", int: "int", float: "double", str: "string"}


def serialize(network: networkx.MultiDiGraph) -> bytes:
    """The network as GraphML in UTF-8.

    Nodes have their IRI as id, edges that of their proposition; all attributes are kept, lists as
    `kg.exporters.flat` writes them. Characters that XML cannot hold become U+FFFD.
    """
    root = ET.Element("graphml", {"xmlns": _NAMESPACE})
    content = tables(network)
    title = {"id": "title", "for": "graph", "attr.name": "title", "attr.type": "string"}
    ET.SubElement(root, "key", title)
    node_keys = _declare(root, "node", content.node_columns, content.nodes)
    edge_keys = _declare(root, "edge", content.edge_columns, content.edges)
    graph = ET.SubElement(root, "graph", {"edgedefault": "directed"})
    _data(graph, "title", content.title)
    for node in content.nodes:
        _fill(ET.SubElement(graph, "node", {"id": node.id}), node, node_keys)
    for edge in content.edges:
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        _fill(ET.SubElement(graph, "edge", ends), edge, edge_keys)
    ET.indent(root)
    return keep_returns(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _declare(
    root: ET.Element, scope: str, columns: tuple[str, ...], rows: list[Row]
) -> dict[str, str]:
    """Declare an attribute for each column; gives the id of each."""
    keys = {}
    for name in columns:
        keys[name] = f"{scope}-{name}"
        declared = {"attr.name": name, "attr.type": _TYPES[kind(name, rows)]}
        ET.SubElement(root, "key", {"id": keys[name], "for": scope, **declared})
    return keys


def _fill(element: ET.Element, row: Row, keys: dict[str, str]) -> None:
    for name, value in row.cells.items():
        _data(element, keys[name], value)


def _data(element: ET.Element, key: str, value: Cell) -> None:
    ET.SubElement(element, "data", {"key": key}).text = written(value)
