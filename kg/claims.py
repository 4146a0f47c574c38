"""The claims as a reader sees them: who says what, for whom, when, in which source and passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kg import ontology
from kg.answers import Queryable
from kg.dates import in_words
from kg.library import Value, find
from kg.terms import local_name

Cells = dict[str, str]


class ClaimDetail(NamedTuple):
    """A claim as a reader sees it: who, for whom, with which stance, when, and where it stands.

    `id`, `proposition`, `speaker` (the claimant), `voices`, `source`, `origins` and `disputes` are
    IRIs; `claimant`, `on_behalf_of` and `origin` are their labels, the origin's empty where the
    source is its own; `first` and `last` are the days (``YYYY-MM-DD``) between which the claim was
    made; `evidence` says the quality and the place of each passage; what is not known is empty.
    """

    id: str
    proposition: str
    speaker: str
    claimant: str
    voices: tuple[str, ...]
    on_behalf_of: tuple[str, ...]
    stance: str
    said_on: str
    first: str
    last: str
    content: str
    evidence: tuple[str, ...]
    source: str
    headline: str
    url: str
    publisher: str
    published: str
    origin: str
    origins: tuple[str, ...]
    disputes: tuple[str, ...]


class SourceDetail(NamedTuple):
    """A source as a reader sees it.

    `publisher_id` is an IRI, `label` and `publisher` are names; `published` is the day in words,
    and lies between `first` and `last`; by `known` the source had certainly been published, since
    it or a source that credits it had. Days are ``YYYY-MM-DD``; what is not known is empty.
    """

    label: str
    headline: str
    url: str
    publisher: str
    publisher_id: str
    published: str
    first: str
    last: str
    known: str


def sources(store: Queryable) -> dict[str, SourceDetail]:
    """Every source by its IRI."""
    found: dict[str, SourceDetail] = {}
    for row in cells(store, "network-sources"):
        detail = SourceDetail(
            label=row["name"],
            headline=row["headline"],
            url=row["url"],
            publisher=row["publisherName"],
            publisher_id=row["publisher"],
            published=in_words(row["published"], row["first"], row["last"]),
            first=row["first"],
            last=row["last"],
            known=row["known"],
        )
        found.setdefault(row["source"], detail)
    return found


def rivals(store: Queryable) -> dict[str, list[str]]:
    """The propositions that cannot hold beside each proposition that has such, all by IRI."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in cells(store, "rivals-of"):
        found[row["proposition"]].append(row["rival"])
    return dict(found)


def cells(store: Queryable, name: str, **values: Value) -> Iterator[Cells]:
    """The rows of a named query, every cell a text, unbound ones empty."""
    answer = store.query(find(name).bind(values))
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    for row in answer:
        terms = (row[column] for column in columns)
        texts = (t.value if isinstance(t, ox.NamedNode | ox.Literal) else "" for t in terms)
        yield dict(zip(columns, texts, strict=True))


def claims(store: Queryable, **which: Value) -> dict[str, list[ClaimDetail]]:
    """The claims on each proposition, one for each source that reports them, oldest first.

    `which` restricts them: to one or several of `proposition`, `claimant`, `voice` or `source`.
    """
    rows: dict[tuple[str, str], list[Cells]] = defaultdict(list)
    for row in cells(store, "network-claims", **which):
        rows[row["claim"], row["source"]].append(row)
    found: dict[str, list[ClaimDetail]] = defaultdict(list)
    for group in rows.values():
        found[group[0]["proposition"]].append(_claim(group))
    return dict(found)


def _claim(rows: list[Cells]) -> ClaimDetail:
    """One claim in one source, from its rows: which differ in whom it is for, evidence, dispute."""
    row = rows[0]
    # Two that a claim is made for may have one name.
    voices = {r["voice"]: r["voiceName"] for r in rows}

    def different(values: Iterator[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for value in values if value))

    return ClaimDetail(
        id=row["claim"],
        proposition=row["proposition"],
        speaker=row["claimant"],
        claimant=row["claimantName"],
        voices=tuple(voices),
        on_behalf_of=tuple(name for iri, name in voices.items() if iri != row["claimant"]),
        stance=local_name(row["stance"]),
        said_on=in_words(row["saidOn"], row["first"], row["last"]),
        first=row["first"],
        last=row["last"],
        content=row["content"],
        evidence=different(map(_evidence, rows)),
        source=row["source"],
        headline=row["headline"],
        url=row["url"],
        publisher=row["publisherName"],
        published=in_words(row["published"], row["publishedFirst"], row["publishedLast"]),
        origin=", ".join(different(r["originName"] for r in rows if r["origin"] != r["source"])),
        origins=different(r["origin"] for r in rows),
        disputes=different(r["disputed"] for r in rows),
    )


def _evidence(row: Cells) -> str:
    """A piece of evidence in words: its quality, and where the passage stands."""
    if not row["quality"]:
        return ""
    characters = f"characters {row['start']}\N{EN DASH}{row['end']}" if row["start"] else ""
    quality = ontology.label(row["quality"]).capitalize()
    return ", ".join(filter(None, (quality, row["section"], characters, row["quote"])))
