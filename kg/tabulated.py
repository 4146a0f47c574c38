"""A whole graph as tables: those that lie beside a store that holds event data, and what queries
tell of everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ibis
import ibis.expr.types as ir

from kg import ontology
from kg.answers import Queryable
from kg.claims import cells
from kg.derive import joined_to_events, without_events
from kg.judgements import accepted
from kg.network import things
from kg.store import Store
from kg.tables import identities
from kg.tables.columns import CLAIMS, IDENTITY, SOURCES, STANDINGS, THINGS, VOICES
from kg.tables.engine import Engine, kept
from kg.tables.relations import relations
from kg.terms import CG, local_name

REPORTED = ibis.schema({"claim": "string", "sources": "array<string>"})
PUBLISHED = ibis.schema({"id": "string", "publisher": "string"})
# A thing: the label of its narrowest class, and whether it is an actor.
THINGS_TOLD = ibis.schema({"id": "string", "name": "string", "type": "string", "acting": "boolean"})
_CLASSES = ibis.schema({"class": "string", "type": "string", "acting": "boolean"})


class Tabulated:
    """The tables of a whole graph, each made when it is asked for."""

    def __init__(self, graph: Queryable, engine: Engine) -> None:
        self._engine = engine
        # The store beside which event data lie as tables, and what is to be told by queries.
        self._beside = _with_tables(graph)
        self._rest = without_events(self._beside) if self._beside else graph

    def standings(self) -> ir.Table:
        """Each proposition with what follows from the claims on it."""
        told = kept(self._engine, "told_standings", _standings(self._rest), STANDINGS)
        return self._with(told, lambda store: self._standing(store, "standings", STANDINGS))

    def voices(self) -> ir.Table:
        """On which side of a proposition each voice stands."""
        told = kept(self._engine, "told_voices", _voices(self._rest), VOICES)
        return self._with(told, lambda store: self._standing(store, "voices", VOICES))

    def claims(self) -> ir.Table:
        """Each claim with its sources."""
        told = kept(self._engine, "told_claims", _claims(self._rest), REPORTED)
        return self._with(
            told, lambda store: self._imported(store, "claims", CLAIMS).select(REPORTED.names)
        )

    def sources(self) -> ir.Table:
        """Each source with its publisher."""
        told = kept(self._engine, "told_sources", _sources(self._rest), PUBLISHED)
        return self._with(told, self._published)

    def things(self) -> ir.Table:
        """Each actor, place, event and office with its name and its class."""
        told = kept(self._engine, "told_things", _things(self._rest), THINGS_TOLD)
        return self._with(told, self._named)

    def relations(self) -> ir.Table:
        """The relations of the ontology."""
        return relations(self._engine)

    def _with(self, told: ir.Table, beside: Callable[[Store], ir.Table]) -> ir.Table:
        return ibis.union(told, beside(self._beside)) if self._beside else told

    def _imported(self, store: Store, name: str, schema: ibis.Schema) -> ir.Table:
        files = [folder / f"{name}.parquet" for folder in store.tables]
        return self._engine.parquet(name, files, schema)

    def _standing(self, store: Store, name: str, schema: ibis.Schema) -> ir.Table:
        assert store.standings is not None
        return self._engine.parquet(name, [store.standings / f"{name}.parquet"], schema)

    def _published(self, store: Store) -> ir.Table:
        identity = kept(self._engine, "identity", accepted(store), IDENTITY)
        sources = self._imported(store, "sources", SOURCES)
        return identities.of_sources(sources, identity).select(PUBLISHED.names)

    def _named(self, store: Store) -> ir.Table:
        acting = ontology.classes("Actor")
        rows = [
            (name, ontology.label(CG[name].value), name in acting)
            for root in ("Actor", "Place", "Event")
            for name in sorted(ontology.classes(root))
        ]
        classes = kept(self._engine, "classes", rows, _CLASSES)
        named = self._imported(store, "things", THINGS).join(classes, "class")
        return named.select(THINGS_TOLD.names)


def _with_tables(graph: Queryable) -> Store | None:
    """A store beside which tables say what follows from its event data; None where they do not."""
    if not isinstance(graph, Store) or graph.standings is None or joined_to_events(graph):
        return None
    return graph


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
