"""The drawing: a pyvis network that holds the nodes, the edges and the options of vis-network.

Nodes and edges get short ids of their own (``n0``, ``e0``, in the order of their IRIs): no name
from the data is ever used as a key in the browser.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from importlib import resources
from typing import NamedTuple

import networkx as nx
from pyvis.network import Network

from kg.page.appearance import STATUS_STYLES, actor_style

LONGEST_LABEL = 60
LONE_CURVE = 0.08
CURVE_STEP = 0.2
STRONGEST_CURVE = 0.72


class Ids(NamedTuple):
    """The page's short ids: of nodes by IRI, of edges by the IRI of their proposition."""

    nodes: Mapping[str, str]
    edges: Mapping[str, str]


def number_items(network: nx.MultiDiGraph) -> Ids:
    """Short ids for a network's nodes and edges, in the order of their IRIs.

    >>> network = nx.MultiDiGraph()
    >>> _ = network.add_edge("iri:b", "iri:a", key="iri:p")
    >>> number_items(network)
    Ids(nodes={'iri:a': 'n0', 'iri:b': 'n1'}, edges={'iri:p': 'e0'})
    """
    propositions = sorted(key for _, _, key in network.edges(keys=True))
    return Ids(
        nodes={iri: f"n{number}" for number, iri in enumerate(sorted(network))},
        edges={iri: f"e{number}" for number, iri in enumerate(propositions)},
    )


def draw(network: nx.MultiDiGraph, ids: Ids) -> Network:
    """The pyvis network of a network: shapes by type, arrows, dashes by status, one curve per edge.

    `network` is a graph as `kg.network` describes it. Colours are left to the page, which knows
    whether it is light or dark.
    """
    drawing = Network(directed=True)
    drawing.set_options(resources.files(__package__).joinpath("options.json").read_text("utf-8"))
    for iri, node in ids.nodes.items():
        _draw_node(drawing, node, network.nodes[iri], network.degree(iri))
    curves = _curves(network)
    edges = {key: (subject, object_) for subject, object_, key in network.edges(keys=True)}
    for key, edge in ids.edges.items():
        subject, object_ = edges[key]
        drawing.add_edge(
            ids.nodes[subject],
            ids.nodes[object_],
            id=edge,
            smooth=curve_option(curves[key]),
            **_line(network.edges[subject, object_, key]),
        )
    return drawing


def _draw_node(drawing: Network, node: str, attributes: Mapping[str, str], degree: int) -> None:
    style = actor_style(attributes["type"])
    drawing.add_node(
        node,
        label=shorten(attributes["label"]),
        shape=style.shape,
        group=style.group,
        size=round(9 + 3 * math.sqrt(degree), 1),
    )


def _line(attributes: Mapping[str, object]) -> dict[str, object]:
    dashes = STATUS_STYLES[str(attributes["status"])].dashes
    return {
        "label": shorten(str(attributes["label"])),
        "arrows": "to, from" if attributes["symmetric"] else "to",
        "dashes": list(dashes) or False,
    }


def shorten(label: str) -> str:
    """A label as the canvas shows it: one line, cut where it would hide its neighbours.

    >>> shorten("Panjshir")
    'Panjshir'
    >>> len(shorten("long " * 100))
    60
    """
    line = " ".join(label.split())
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"


def _curves(network: nx.MultiDiGraph) -> dict[str, float]:
    """The signed curve of each edge, so that edges between the same two nodes fan out.

    vis-network measures a curve from an edge's own start, so that edges of opposite direction
    with the same curve bend apart; the sign is therefore turned for one of the directions.
    """
    bundles: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for subject, object_, key in sorted(network.edges(keys=True)):
        forward = subject <= object_
        pair = (subject, object_) if forward else (object_, subject)
        bundles[pair].append((key, forward))
    curves = {}
    for bundle in bundles.values():
        for (key, forward), curve in zip(bundle, fan(len(bundle)), strict=True):
            curves[key] = curve if forward else -curve
    return curves


def fan(count: int) -> list[float]:
    """The curves of that many edges between one pair of nodes, from one side to the other.

    >>> fan(1), fan(2)
    ([0.08], [-0.1, 0.1])
    >>> len(set(fan(9))), max(fan(9)) <= 0.72
    (9, True)
    """
    if count == 1:
        return [LONE_CURVE]
    step = min(CURVE_STEP, 2 * STRONGEST_CURVE / (count - 1))
    return [round((slot - (count - 1) / 2) * step, 3) for slot in range(count)]


def curve_option(curve: float) -> dict[str, object]:
    """vis-network's option for a signed curve.

    >>> curve_option(-0.1)
    {'enabled': True, 'type': 'curvedCCW', 'roundness': 0.1}
    """
    return {
        "enabled": True,
        "type": "curvedCW" if curve >= 0 else "curvedCCW",
        "roundness": abs(curve),
    }
