"""The graph as a networkx multigraph: actors and places, and a tie for each proposition."""

from __future__ import annotations

from typing import Any, NamedTuple

import networkx as nx

from kg import ontology
from kg.answers import Queryable
from kg.claims import Cells, cells
from kg.dates import in_words
from kg.terms import CG, local_name


class Fact(NamedTuple):
    """A proposition that gives its subject a value instead of tying it to another thing.

    Its fields are named and meant as the attributes of the network's edges.
    """

    proposition: str
    subject: str
    relation: str
    label: str
    statement: str
    family: str
    polarity: int
    symmetric: bool
    status: str
    valid_from: str
    valid_until: str
    earliest: str
    latest: str
    place: str


class TieColumns(NamedTuple):
    """The ties column by column, named as `kg.measures.Ties.from_columns` takes them."""

    nodes: list[str]
    names: list[str]
    types: list[str]
    actors: list[bool]
    proposition: list[str]
    subject: list[int]
    object: list[int]
    relation: list[str]
    status: list[str]
    earliest: list[str]
    latest: list[str]
    title: str


def columns(store: Queryable) -> TieColumns:
    """The ties of the relationship graph as columns, in the order of their propositions, without a
    networkx graph in between."""
    known = things(store)
    found: dict[str, tuple[str, ...]] = {}
    tied: set[str] = set()
    for tie in cells(store, "network-ties"):
        ends = tie["subject"], tie["object"]
        tied.update(ends)
        if ends[0] in known and ends[1] in known:
            kinds = local_name(tie["relation"]), local_name(tie["status"])
            found[tie["proposition"]] = (*ends, *kinds, tie["earliestBegin"], tie["latestEnd"])
    nodes = sorted(tied & known.keys())
    number = {node: place for place, node in enumerate(nodes)}
    acting = ontology.classes("Actor")
    rows = [found[proposition] for proposition in sorted(found)]
    return TieColumns(
        nodes=nodes,
        names=[known[node]["label"] for node in nodes],
        types=[known[node]["type_label"] for node in nodes],
        actors=[known[node]["type"] in acting for node in nodes],
        proposition=sorted(found),
        subject=[number[row[0]] for row in rows],
        object=[number[row[1]] for row in rows],
        relation=[row[2] for row in rows],
        status=[row[3] for row in rows],
        earliest=[row[4] for row in rows],
        latest=[row[5] for row in rows],
        title=title(store),
    )


def project(store: Queryable) -> nx.MultiDiGraph:
    """The relationship graph.

    Nodes are the IRIs of actors, places, events and offices that a proposition is about, with
    `label`, `type`, `type_label` and `alt_labels`. Edges have the proposition's IRI as key, and
    carry `relation`, `label`, `statement`, `family`, `polarity`, `symmetric`, `status`,
    `valid_from`, `valid_until`, `place`, the first and the last day on which it may hold as
    `earliest` and `latest`, the numbers `voices_affirming`, `voices_denying`,
    `sources` and `origins`, and the names `affirmed_by` and `denied_by`. What is not known is
    ``""``.
    """
    return project_with_facts(store)[0]


def project_with_facts(store: Queryable) -> tuple[nx.MultiDiGraph, list[Fact]]:
    """The relationship graph, and the propositions that have a value by their IRIs."""
    network = nx.MultiDiGraph(title=title(store))
    propositions = list(cells(store, "network-ties"))
    ties = [tie for tie in propositions if tie["object"]]
    tied = {tie[end] for tie in propositions for end in ("subject", "object")}
    for iri, attributes in sorted(things(store).items()):
        if iri in tied:
            network.add_node(iri, **attributes)
    voices = _voices(store)
    for tie in ties:
        if tie["subject"] in network and tie["object"] in network:
            key = tie["proposition"]
            attributes = _tie(tie) | voices.get(key, {"affirmed_by": (), "denied_by": ()})
            network.add_edge(tie["subject"], tie["object"], key=key, **attributes)
    return network, [_fact(tie) for tie in propositions if not tie["object"]]


def title(store: Queryable) -> str:
    """The data set's name, and the lens through which it is seen."""
    name = store.base.rstrip("/").rpartition("/")[2].capitalize()
    return f"{name}, {store.seen}" if store.seen else name


def things(store: Queryable) -> dict[str, dict[str, Any]]:
    """Each actor, place, event and office by its IRI: its name as `label`, the local name of its
    narrowest class as `type` and that one's label as `type_label`, and `alt_labels`."""
    found: dict[str, dict[str, Any]] = {}
    for row in cells(store, "network-things"):
        kind = local_name(row["type"])
        thing = found.setdefault(
            row["thing"], {"label": row["name"], "type": kind, "type_label": row["typeName"]}
        )
        if kind in ontology.classes(thing["type"]):
            thing |= {"type": kind, "type_label": row["typeName"]}
        names = thing.setdefault("alt_labels", ())
        if row["otherName"] and row["otherName"] not in names:
            thing["alt_labels"] = (*names, row["otherName"])
    return found


def _voices(store: Queryable) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    sides = {CG.affirmedBy.value: "affirmed_by", CG.deniedBy.value: "denied_by"}
    for row in cells(store, "network-voices"):
        names = found.setdefault(row["proposition"], {"affirmed_by": (), "denied_by": ()})
        names[sides[row["side"]]] += (row["voiceName"],)
    return found


def _tie(tie: Cells) -> dict[str, Any]:
    relation = ontology.relations()[local_name(tie["relation"])]
    return {
        "relation": relation.name,
        "label": relation.label,
        "statement": tie["statement"],
        "family": relation.family,
        "polarity": relation.polarity,
        "symmetric": relation.symmetric,
        "status": local_name(tie["status"]),
        "valid_from": in_words(tie["validFrom"], tie["earliestBegin"], tie["latestBegin"]),
        "valid_until": in_words(tie["validUntil"], tie["earliestEnd"], tie["latestEnd"]),
        "earliest": tie["earliestBegin"],
        "latest": tie["latestEnd"],
        "place": tie["placeName"],
        "voices_affirming": int(tie["affirming"]),
        "voices_denying": int(tie["denying"]),
        "sources": int(tie["sources"]),
        "origins": int(tie["origins"]),
    }


def _fact(tie: Cells) -> Fact:
    attributes = _tie(tie)
    return Fact(
        tie["proposition"], tie["subject"], *(attributes[name] for name in Fact._fields[2:])
    )
