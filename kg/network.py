"""The graph as a networkx multigraph: actors and places, and a tie for each proposition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import networkx as nx
import pyoxigraph as ox

from kg import ontology
from kg.answers import Queryable
from kg.dates import in_words
from kg.library import find
from kg.terms import CG, local_name

Cells = dict[str, str]


class ClaimDetail(NamedTuple):
    """A claim as a reader sees it: who, for whom, with which stance, when, and where it stands.

    `id`, `proposition`, `source` and `disputes` are IRIs; names are labels; `evidence` says the
    quality and the place of each passage; `origin` is empty where the source is its own; what is
    not known is empty.
    """

    id: str
    proposition: str
    claimant: str
    on_behalf_of: tuple[str, ...]
    stance: str
    said_on: str
    content: str
    evidence: tuple[str, ...]
    source: str
    headline: str
    url: str
    publisher: str
    published: str
    origin: str
    disputes: tuple[str, ...]


class Fact(NamedTuple):
    """A proposition that gives its subject a value instead of tying it to another thing."""

    proposition: str
    subject: str
    statement: str
    status: str


def _cells(store: Queryable, name: str) -> Iterator[Cells]:
    """The rows of a named query, every cell a text, unbound ones empty."""
    answer = store.query(find(name).bind({}))
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    for row in answer:
        values = (row[column] for column in columns)
        texts = (v.value if isinstance(v, ox.NamedNode | ox.Literal) else "" for v in values)
        yield dict(zip(columns, texts, strict=True))


def project(store: Queryable) -> nx.MultiDiGraph:
    """The relationship graph.

    Nodes are the IRIs of actors, places, events and offices that a proposition is about, with
    `label`, `type`, `type_label` and `alt_labels`. Edges have the proposition's IRI as key, and
    carry `relation`, `label`, `statement`, `family`, `polarity`, `symmetric`, `status`,
    `valid_from`, `valid_until`, `place`, the numbers `voices_affirming`, `voices_denying`,
    `sources` and `origins`, and the names `affirmed_by` and `denied_by`. What is not known is
    ``""``.
    """
    network = nx.MultiDiGraph(title=_title(store.base))
    propositions = _propositions(store)
    ties = [tie for tie in propositions if tie["object"]]
    tied = {tie[end] for tie in propositions for end in ("subject", "object")}
    for iri, attributes in sorted(_things(store).items()):
        if iri in tied:
            network.add_node(iri, **attributes)
    voices = _voices(store)
    for tie in ties:
        if tie["subject"] in network and tie["object"] in network:
            key = tie["proposition"]
            attributes = _tie(tie) | voices.get(key, {"affirmed_by": (), "denied_by": ()})
            network.add_edge(tie["subject"], tie["object"], key=key, **attributes)
    return network


def _propositions(store: Queryable) -> list[Cells]:
    """Every proposition, or those that the voice of a lens holds."""
    found = list(_cells(store, "network-ties"))
    return [row for row in found if store.held is None or row["proposition"] in store.held]


def _title(base: str) -> str:
    return base.rstrip("/").rpartition("/")[2].capitalize()


def _things(store: Queryable) -> dict[str, dict[str, Any]]:
    """Each thing with its narrowest type and its names."""
    found: dict[str, dict[str, Any]] = {}
    for row in _cells(store, "network-things"):
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
    for row in _cells(store, "network-voices"):
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
        "place": tie["placeName"],
        "voices_affirming": int(tie["affirming"]),
        "voices_denying": int(tie["denying"]),
        "sources": int(tie["sources"]),
        "origins": int(tie["origins"]),
    }


def facts(store: Queryable) -> list[Fact]:
    """The propositions that have a value, in the order of their IRIs."""
    return [
        Fact(
            tie["proposition"],
            tie["subject"],
            tie["statement"],
            local_name(tie["status"]),
        )
        for tie in _propositions(store)
        if not tie["object"]
    ]


def claims(store: Queryable) -> dict[str, list[ClaimDetail]]:
    """The claims on each proposition, one for each source that reports them, oldest first."""
    rows: dict[tuple[str, str], list[Cells]] = defaultdict(list)
    for row in _cells(store, "network-claims"):
        rows[row["claim"], row["source"]].append(row)
    found: dict[str, list[ClaimDetail]] = defaultdict(list)
    for group in rows.values():
        found[group[0]["proposition"]].append(_claim(group))
    return dict(found)


def _claim(rows: list[Cells]) -> ClaimDetail:
    """One claim in one source, from its rows: which differ in whom it is for, evidence, dispute."""
    row = rows[0]

    def different(values: Iterator[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in values if value))

    return ClaimDetail(
        id=row["claim"],
        proposition=row["proposition"],
        claimant=row["claimantName"],
        on_behalf_of=different(r["representedName"] for r in rows),
        stance=local_name(row["stance"]),
        said_on=in_words(row["saidOn"], row["first"], row["last"]),
        content=row["content"],
        evidence=different(map(_evidence, rows)),
        source=row["source"],
        headline=row["headline"],
        url=row["url"],
        publisher=row["publisherName"],
        published=in_words(row["published"], row["publishedFirst"], row["publishedLast"]),
        origin=row["originName"] if row["origin"] != row["source"] else "",
        disputes=different(r["disputed"] for r in rows),
    )


def _evidence(row: Cells) -> str:
    """A piece of evidence in words: its quality, and where the passage stands."""
    if not row["quality"]:
        return ""
    characters = f"characters {row['start']}\N{EN DASH}{row['end']}" if row["start"] else ""
    quality = ontology.label(row["quality"]).capitalize()
    return ", ".join(filter(None, (quality, row["section"], characters, row["quote"])))
