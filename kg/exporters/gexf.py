"""GEXF 1.2: the network for Gephi.

The writer is our own because networkx's writes the day of writing and its own version into the
file, so that the same network gives other bytes tomorrow. https://gexf.net/
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from kg.exporters.flat import Cell, Row, kind, tables
from kg.exporters.xml_text import keep_returns, written

if TYPE_CHECKING:
    import networkx

_NAMESPACE = "http://www.gexf.net/1.2draft"
_TYPES: dict[type[Cell], str] = {bool: "boolean", int: "integer", float: "double", str: "string"}


def serialize(network: networkx.MultiDiGraph) -> bytes:
    """The network as GEXF in UTF-8.

    Nodes have their IRI as id, edges that of their proposition; all attributes are kept, lists as
    `kg.exporters.flat` writes them. Characters that XML cannot hold become U+FFFD.
    """
    root = ET.Element("gexf", {"xmlns": _NAMESPACE, "version": "1.2"})
    content = tables(network)
    description = ET.SubElement(ET.SubElement(root, "meta"), "description")
    description.text = written(content.title)
    graph = ET.SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    node_keys = _declare(graph, "node", content.node_columns, content.nodes)
    edge_keys = _declare(graph, "edge", content.edge_columns, content.edges)
    nodes = ET.SubElement(graph, "nodes")
    for node in content.nodes:
        _fill(ET.SubElement(nodes, "node", {"id": node.id}), node, node_keys)
    edges = ET.SubElement(graph, "edges")
    for edge in content.edges:
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        _fill(ET.SubElement(edges, "edge", ends), edge, edge_keys)
    ET.indent(root)
    return keep_returns(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _declare(
    graph: ET.Element, scope: str, columns: tuple[str, ...], rows: list[Row]
) -> dict[str, str]:
    """Declare an attribute for each column but the label, which GEXF has itself."""
    declarations = ET.SubElement(graph, "attributes", {"class": scope, "mode": "static"})
    keys = {}
    for name in columns:
        if name != "label":
            keys[name] = f"{scope}-{name}"
            declared = {"id": keys[name], "title": name, "type": _TYPES[kind(name, rows)]}
            ET.SubElement(declarations, "attribute", declared)
    return keys


def _fill(element: ET.Element, row: Row, keys: dict[str, str]) -> None:
    element.set("label", written(row.cells["label"]))
    values = ET.SubElement(element, "attvalues")
    for name, key in keys.items():
        ET.SubElement(values, "attvalue", {"for": key, "value": written(row.cells[name])})
