"""The tables of an import: its claims, things and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.judgements import Judged
from kg.tables import identities
from kg.tables.columns import CLAIMS, IDENTITY, RESOLVED_THINGS, SOURCES, THINGS, conformed
from kg.tables.engine import Engine, kept
from kg.tables.nquads import text_of

SCHEMAS = {"claims": CLAIMS, "things": THINGS, "sources": SOURCES}
_RESOLVED = {"claims": CLAIMS, "things": RESOLVED_THINGS, "sources": SOURCES}
_ORDERS = {"claims": ("proposition", "claim"), "things": ("id",), "sources": ("id",)}


class Tables(NamedTuple):
    """The tables of one import, or of several together."""

    claims: ir.Table
    things: ir.Table
    sources: ir.Table


class Growth(NamedTuple):
    """The tables that an import adds to a store, in order; those of earlier imports (None where
    there are none); and all of them together."""

    new: Tables
    earlier: Tables | None
    all: Tables


def opened(folders: Sequence[Path], name: str, engine: Engine) -> Tables:
    """The tables that lie in folders, one or more; `name` keeps them apart from others."""
    return _opened(folders, name, engine, SCHEMAS)


def stored(tables: Tables, folder: Path, engine: Engine) -> None:
    """Write tables into a folder: claims in the order of their propositions, things and sources in
    that of their ids."""
    for name, table in tables._asdict().items():
        engine.write_parquet(table, folder / f"{name}.parquet", _ORDERS[name])


def merged(folders: Sequence[Path], engine: Engine) -> Tables:
    """The tables of imports as one, in order."""
    tables = opened(folders, "every", engine)
    if len(folders) == 1:
        return tables
    folder = engine.work / "merged"
    folder.mkdir()
    stored(tables, folder, engine)
    return opened([folder], "merged", engine)


def news(tables: Tables, earlier: Tables) -> Tables:
    """What tables hold beyond those of earlier imports; of things that these describe, more names
    for them."""
    things = tables.things.anti_join(earlier.things, "id")
    return Tables(
        tables.claims.anti_join(earlier.claims, "claim"),
        ibis.union(things, _more_names(tables.things, earlier.things), distinct=False),
        tables.sources.anti_join(earlier.sources, "id"),
    )


def _more_names(things: ir.Table, earlier: ir.Table) -> ir.Table:
    """Things that were described before, with the names alone that they had not then."""
    before = _spelled(earlier).mutate(text=lambda one: text_of(one.named)).select("id", "text")
    again = _spelled(things.semi_join(earlier, "id"))
    again = again.mutate(text=text_of(again.named)).anti_join(before, ["id", "text"])
    return conformed(again.group_by("id").agg(other_names=again.named.collect().sort()), THINGS)


def _spelled(things: ir.Table) -> ir.Table:
    """Each name of things with its language."""
    others = things.other_names.fill_null(ibis.literal([], type="array<string>"))
    own = ibis.array([things.name.concat("@", things.language)])
    table = things.select("id", named=own.concat(others).unnest())
    return table.filter(table.named.notnull())


def resolved(growth: Growth, judged: Sequence[Judged], engine: Engine) -> Growth:
    """Tables in which imported actors are those that they were judged to be; things have the
    columns `kg.tables.columns.RESOLVED_THINGS`."""
    identity = kept(engine, "identity", judged, IDENTITY)

    def one(tables: Tables, name: str) -> Tables:
        if not judged:
            return tables._replace(things=conformed(tables.things, RESOLVED_THINGS))
        return _resolved(tables, name, identity, engine)

    new = one(growth.new, "new")
    every = new if growth.all is growth.new else one(growth.all, "all")
    return Growth(new, growth.earlier, every)


def _resolved(tables: Tables, name: str, identity: ir.Table, engine: Engine) -> Tables:
    found = Tables(
        identities.of_claims(tables.claims, identity),
        identities.of_things(tables.things, identity),
        identities.of_sources(tables.sources, identity),
    )
    folder = engine.work / f"resolved_{name}"
    folder.mkdir(exist_ok=True)
    stored(found, folder, engine)
    return _opened([folder], f"resolved_{name}", engine, _RESOLVED)


def _opened(
    folders: Sequence[Path], name: str, engine: Engine, schemas: Mapping[str, ibis.Schema]
) -> Tables:
    found = []
    for table, schema in schemas.items():
        files = [folder / f"{table}.parquet" for folder in folders]
        found.append(engine.parquet(f"{name}_{table}", files, schema))
    return Tables(*found)
