"""A whole graph as tables: those that lie beside a store that holds event data, and what queries
tell of everything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg import ontology
from kg.answers import Queryable
from kg.claims import cells
from kg.derive import joined_to_events, without_events
from kg.judgements import accepted
from kg.network import things
from kg.store import Store
from kg.tables import statements
from kg.tables.columns import CLAIMS, IDENTITY, RELATIONS, SOURCES, STANDINGS, THINGS, VOICES
from kg.tables.engine import Engine, kept
from kg.terms import CG, local_name

REPORTED = ibis.schema({"claim": "string", "sources": "array<string>"})
PUBLISHED = ibis.schema({"id": "string", "publisher": "string"})
# A thing: the label of its narrowest class, and whether it is an actor.
THINGS_TOLD = ibis.schema({"id": "string", "name": "string", "type": "string", "acting": "boolean"})
_CLASSES = ibis.schema({"class": "string", "type": "string", "acting": "boolean"})


class Tabulated(NamedTuple):
    """The tables of a whole graph: propositions with what follows for them, the voices on either
    side, claims with their sources, sources with their publishers, things with their names and
    classes, and the relations of the ontology."""

    standings: ir.Table
    voices: ir.Table
    claims: ir.Table
    sources: ir.Table
    things: ir.Table
    relations: ir.Table


def has_tables(graph: Queryable) -> bool:
    """Whether tables beside a store say what follows from its event data."""
    return isinstance(graph, Store) and graph.standings is not None and not joined_to_events(graph)


def tabulated(graph: Queryable, engine: Engine) -> Tabulated:
    """The tables of a graph: those of its event data, and of all else what queries tell."""
    relations = [
        (one.name, one.label, one.family, one.polarity) for one in ontology.relations().values()
    ]
    laid = _laid_down(graph, engine) if isinstance(graph, Store) and has_tables(graph) else []
    rest = without_events(graph) if isinstance(graph, Store) and laid else graph
    found = [
        kept(engine, "told_standings", _standings(rest), STANDINGS),
        kept(engine, "told_voices", _voices(rest), VOICES),
        kept(engine, "told_claims", _claims(rest), REPORTED),
        kept(engine, "told_sources", _sources(rest), PUBLISHED),
        kept(engine, "told_things", _things(rest), THINGS_TOLD),
    ]
    if laid:
        found = [ibis.union(told, beside) for told, beside in zip(found, laid, strict=True)]
    standings, voices, claims, sources, things = found
    known = kept(engine, "relations", relations, RELATIONS)
    return Tabulated(standings, voices, claims, sources, things, known)


def _laid_down(store: Store, engine: Engine) -> list[ir.Table]:
    """The tables beside a store, with the names of what they speak of."""

    def parquet(name: str, schema: ibis.Schema) -> ir.Table:
        return engine.parquet(name, [folder / f"{name}.parquet" for folder in store.tables], schema)

    def standing(name: str, schema: ibis.Schema) -> ir.Table:
        assert store.standings is not None
        return engine.parquet(name, [store.standings / f"{name}.parquet"], schema)

    identity = kept(engine, "identity", accepted(store), IDENTITY)
    sources = statements.resolved_sources(parquet("sources", SOURCES), identity)
    acting = ontology.classes("Actor")
    classes = [
        (name, ontology.label(CG[name].value), name in acting)
        for root in ("Actor", "Place", "Event")
        for name in sorted(ontology.classes(root))
    ]
    things = parquet("things", THINGS).join(kept(engine, "classes", classes, _CLASSES), "class")
    return [
        standing("standings", STANDINGS),
        standing("voices", VOICES),
        parquet("claims", CLAIMS).select(REPORTED.names),
        sources.select(PUBLISHED.names),
        things.select(THINGS_TOLD.names),
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


def _things(graph: Queryable) -> Iterator[tuple[str | None, str, str, bool]]:
    acting = ontology.classes("Actor")
    for thing, about in sorted(things(graph).items()):
        yield _id(thing, graph), about["label"], about["type_label"], about["type"] in acting


def _id(iri: str, graph: Queryable) -> str | None:
    return iri.removeprefix(graph.base) or None
