"""The page's data: the drawing, and what it stands for, as one JSON text for a data block.

Field names are those of `kg.network`; IRIs of nodes and edges are joined with the short ids that
the drawing uses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.page.appearance import STATUS_STYLES, polarity_name
from kg.page.drawing import Ids, draw

if TYPE_CHECKING:
    from kg.claims import ClaimDetail
    from kg.network import Fact

# JSON allows these inside strings; a script element does not, or not in every browser.
_ESCAPES = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def page_data(
    network: nx.MultiDiGraph,
    ids: Ids,
    claims: Mapping[str, Sequence[ClaimDetail]],
    facts: Sequence[Fact],
) -> str:
    """All that the script needs to know, as JSON that is safe inside a script element.

    Facts about a subject that is not in the network, and claims of propositions that are neither
    an edge nor such a fact, are left out: nothing on the page leads to them.
    """
    drawing = draw(network, ids)
    fact_ids = {
        fact: f"f{number}"
        for number, fact in enumerate(sorted(fact for fact in facts if fact.subject in ids.nodes))
    }
    propositions = {
        **ids.edges,
        **{fact.proposition: number for fact, number in fact_ids.items()},
    }
    return embeddable(
        {
            "drawing": {
                "nodes": drawing.nodes,
                "edges": drawing.edges,
                "options": drawing.options,
            },
            "actors": {ids.nodes[iri]: _actor(iri, network) for iri in ids.nodes},
            "relations": dict(_relations(network, ids)),
            "facts": {
                number: {**fact._asdict(), "subject": ids.nodes[fact.subject]}
                for fact, number in fact_ids.items()
            },
            "claims": {
                number: [claim._asdict() for claim in claims.get(iri, ())]
                for iri, number in propositions.items()
            },
            "statuses": {name: style.label for name, style in STATUS_STYLES.items()},
        }
    )


def embeddable(data: Mapping[str, Any]) -> str:
    r"""JSON that cannot end or change the script element that holds it, and stays the same JSON.

    >>> embeddable({"label": "</script>"})
    '{"label":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def _actor(iri: str, network: nx.MultiDiGraph) -> dict[str, object]:
    names = ("label", "type", "type_label", "alt_labels")
    return {"iri": iri, **{name: network.nodes[iri][name] for name in names}}


def _relations(network: nx.MultiDiGraph, ids: Ids) -> Iterator[tuple[str, dict[str, object]]]:
    for subject, object_, key, attributes in sorted(
        network.edges(keys=True, data=True), key=lambda edge: str(edge[2])
    ):
        yield (
            ids.edges[key],
            {
                **attributes,
                "proposition": key,
                "subject": ids.nodes[subject],
                "object": ids.nodes[object_],
                "polarity": polarity_name(attributes["polarity"]),
            },
        )
