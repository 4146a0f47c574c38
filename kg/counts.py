"""Counts over the whole graph, by status, relation, voice, publisher or time.

They are made over tables, by DuckDB: those that lie beside a store that holds event data, and what
queries tell of everything else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg import ontology
from kg.answers import Queryable
from kg.claims import cells
from kg.derive import joined_to_events, without_events
from kg.errors import UsageError
from kg.judgements import accepted
from kg.store import Store
from kg.tables import counts, statements
from kg.tables.columns import CLAIMS, IDENTITY, RELATIONS, SOURCES, STANDINGS, THINGS, VOICES
from kg.tables.duck import Duck
from kg.tables.engine import Engine, kept
from kg.terms import CG, local_name


class Counted(NamedTuple):
    """A table of counts: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[str | int, ...]]


class _Whole(NamedTuple):
    """The tables of a whole graph, as far as counts need them."""

    standings: ir.Table
    voices: ir.Table
    claims: ir.Table
    sources: ir.Table
    names: ir.Table
    relations: ir.Table


_COUNTS: dict[str, Callable[[_Whole], ir.Table]] = {
    "status": lambda whole: counts.by_status(whole.standings),
    "relation": lambda whole: counts.by_relation(whole.standings),
    "family": lambda whole: counts.by_family(whole.standings, whole.relations),
    "voice": lambda whole: counts.by_voice(whole.voices),
    "publisher": lambda whole: counts.by_publisher(whole.claims, whole.sources),
    "year": lambda whole: counts.by_time(whole.standings, 4),
    "month": lambda whole: counts.by_time(whole.standings, 7),
    "day": lambda whole: counts.by_time(whole.standings, 10),
}
BY = tuple(_COUNTS)
_REPORTED = ibis.schema({"claim": "string", "sources": "array<string>"})
_PUBLISHED = ibis.schema({"id": "string", "publisher": "string"})
_NAMES = ibis.schema({"id": "string", "name": "string"})
_IN_TIME = ("year", "month", "day")
_NAMED = ("voice", "publisher")


def count(graph: Queryable, by: str) -> Counted:
    """Count what a graph holds by one of `BY`: the most frequent first, times in their order.

    Raises `UsageError` for any other.

    >>> from kg import flagship
    >>> count(flagship.load(), "status").columns
    ['status', 'propositions', 'disputed', 'sources']
    """
    if by not in BY:
        raise UsageError(f"nothing is counted by '{by}'", todo=f"known are {', '.join(BY)}")
    with tempfile.TemporaryDirectory(prefix="kg-count-") as work:
        engine = Duck(Path(work))
        try:
            whole = _whole(graph, engine)
            found = _ordered(_COUNTS[by](whole), by)
            if by in _NAMED:
                found = _named(found, whole.names)
            return Counted(list(found.columns), engine.fetch(found))
        finally:
            engine.close()


def _ordered(found: ir.Table, by: str) -> ir.Table:
    key, number = found.columns[:2]
    return found.order_by(key) if by in _IN_TIME else found.order_by(ibis.desc(number), key)


def _named(found: ir.Table, names: ir.Table) -> ir.Table:
    key, *numbers = found.columns
    named = names.group_by("id").agg(name=names.name.min())
    joined = found.left_join(named, [(key, "id")])
    name = ibis.coalesce(joined.name, joined[key])
    table = joined.select(**{key: name}, **{one: joined[one] for one in numbers}, id=joined[key])
    return table.order_by(ibis.desc(numbers[0]), key, "id")


def _whole(graph: Queryable, engine: Engine) -> _Whole:
    """The tables of a graph: those of its event data, and of all else what queries tell."""
    relations = [
        (one.name, one.label, one.family, one.polarity) for one in ontology.relations().values()
    ]
    beside = isinstance(graph, Store) and graph.standings and not joined_to_events(graph)
    rest = without_events(graph) if beside and isinstance(graph, Store) else graph
    told = [
        kept(engine, "told_standings", _standings(rest), STANDINGS),
        kept(engine, "told_voices", _voices(rest), VOICES),
        kept(engine, "told_claims", _claims(rest), _REPORTED),
        kept(engine, "told_sources", _sources(rest), _PUBLISHED),
        kept(engine, "told_names", _names(rest), _NAMES),
    ]
    if beside and isinstance(graph, Store):
        laid = _laid_down(graph, engine)
        told = [ibis.union(one, other) for one, other in zip(told, laid, strict=True)]
    standings, voices, claims, sources, names = told
    known = kept(engine, "relations", relations, RELATIONS)
    return _Whole(standings, voices, claims, sources, names, known)


def _laid_down(store: Store, engine: Engine) -> list[ir.Table]:
    """The tables beside a store, with the names of what they speak of."""
    assert store.standings is not None

    def parquet(name: str, schema: ibis.Schema) -> ir.Table:
        return engine.parquet(name, [folder / f"{name}.parquet" for folder in store.tables], schema)

    def standing(name: str, schema: ibis.Schema) -> ir.Table:
        assert store.standings is not None
        return engine.parquet(name, [store.standings / f"{name}.parquet"], schema)

    identity = kept(engine, "identity", accepted(store), IDENTITY)
    sources = statements.resolved_sources(parquet("sources", SOURCES), identity)
    return [
        standing("standings", STANDINGS),
        standing("voices", VOICES),
        parquet("claims", CLAIMS).select(_REPORTED.names),
        sources.select(_PUBLISHED.names),
        parquet("things", THINGS).select(_NAMES.names),
    ]


def _standings(graph: Queryable) -> Iterator[list[str | int | None]]:
    for row in cells(graph, "network-ties"):
        known: dict[str, str | int | None] = {
            "proposition": _id(row["proposition"], graph),
            "subject": _id(row["subject"], graph),
            "relation": local_name(row["relation"]),
            "object": _id(row["object"], graph),
            "earliest": row["earliestBegin"] or None,
            "latest": row["latestEnd"] or None,
            "status": local_name(row["status"]) or None,
            "affirming": int(row["affirming"]),
            "denying": int(row["denying"]),
            "sources": int(row["sources"]),
            "origins": int(row["origins"]),
        }
        yield [known.get(name) for name in STANDINGS.names]


def _voices(graph: Queryable) -> Iterator[tuple[str | None, str | None, bool]]:
    for row in cells(graph, "network-voices"):
        affirms = row["side"] == CG.affirmedBy.value
        yield _id(row["proposition"], graph), _id(row["voice"], graph), affirms


def _claims(graph: Queryable) -> Iterator[tuple[str, list[str]]]:
    reported = {(row["claim"], row["source"]) for row in cells(graph, "network-claims")}
    for claim, source in sorted(reported):
        yield claim, [_id(source, graph) or ""]


def _sources(graph: Queryable) -> Iterator[tuple[str | None, str | None]]:
    pairs = {(row["source"], row["publisher"]) for row in cells(graph, "network-sources")}
    for source, publisher in sorted(pairs):
        yield _id(source, graph), _id(publisher, graph)


def _names(graph: Queryable) -> Iterator[tuple[str | None, str]]:
    pairs = {(row["thing"], row["name"]) for row in cells(graph, "network-things")}
    for thing, name in sorted(pairs):
        yield _id(thing, graph), name


def _id(iri: str, graph: Queryable) -> str | None:
    return iri.removeprefix(graph.base) or None
