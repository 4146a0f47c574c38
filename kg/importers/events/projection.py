"""From the tables of imports to the N-Quads that state them, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.identifiers import graph_for
from kg.judgements import Judged
from kg.tables import derived, statements
from kg.tables.columns import (
    CLAIMS,
    IDENTITY,
    SOURCES,
    STANDINGS,
    THINGS,
    VOICES,
    conformed,
)
from kg.tables.days import first_day, last_day
from kg.tables.engine import Engine, Lines, kept
from kg.tables.relations import relations
from kg.tables.statuses import sides, statuses, voiced

# The derived graphs of imports.
STATUS = "derived/imports/status"
DIRECT = "derived/imports/uncontested"

SCHEMAS = {"claims": CLAIMS, "things": THINGS, "sources": SOURCES}


class Tables(NamedTuple):
    """The tables of one import, or of several together."""

    claims: ir.Table
    things: ir.Table
    sources: ir.Table


class Growth(NamedTuple):
    """The tables that an import adds to a store, those of earlier imports (None where there are
    none), and all of them together."""

    new: Tables
    earlier: Tables | None
    all: Tables


def opened(folders: Sequence[Path], name: str, engine: Engine) -> Tables:
    """The tables that lie in folders, one or more; `name` keeps them apart from others."""
    found = []
    for table, schema in SCHEMAS.items():
        files = [folder / f"{table}.parquet" for folder in folders]
        found.append(engine.parquet(f"{name}_{table}", files, schema))
    return Tables(*found)


def stored(tables: Tables, folder: Path, engine: Engine) -> None:
    """Write tables into a folder, each in the order of its ids; claims in that of their rows."""
    orders = {"claims": ("row", "claim"), "things": ("id",), "sources": ("id",)}
    for name, table in tables._asdict().items():
        whole = conformed(table, SCHEMAS[name]).order_by(*orders[name])
        engine.write_parquet(whole, folder / f"{name}.parquet")


def news(tables: Tables, earlier: Tables) -> Tables:
    """What tables hold beyond those of earlier imports."""
    return Tables(
        tables.claims.anti_join(earlier.claims, "claim"),
        tables.things.anti_join(earlier.things, "id"),
        tables.sources.anti_join(earlier.sources, "id"),
    )


def project(
    growth: Growth, judged: Sequence[Judged], name: str, base: str, engine: Engine
) -> Iterator[Path]:
    """Write what an import states, and then what follows from it, as files of N-Quads.

    What follows is given for each proposition that a new claim is on, from all claims on it. Files
    lie in the engine's folder; whoever has read one removes it.
    """
    identity = kept(engine, "identity", judged, IDENTITY)
    own = _resolved(growth.new, identity, judged)
    every = own if growth.earlier is None else _resolved(growth.all, identity, judged)
    graph = graph_for(base, f"import/{name}")
    about = _about(own, every, engine)
    stated = _stated(own, about.propositions, growth.earlier, identity, base, graph, engine)
    following = _consequences(own, every, about, identity, base, engine)
    yield from _written(chain(stated, following), engine)


def project_again(
    new: Tables,
    earlier: Tables | None,
    judged: Sequence[Judged],
    name: str,
    base: str,
    engine: Engine,
) -> Iterator[Path]:
    """Write what an import states, and not what follows, as `project` does."""
    identity = kept(engine, "identity", judged, IDENTITY)
    own = _resolved(new, identity, judged)
    graph = graph_for(base, f"import/{name}")
    propositions = _about(own, own, engine).propositions
    stated = _stated(own, propositions, earlier, identity, base, graph, engine)
    yield from _written(stated, engine)


def project_consequences(
    every: Tables, judged: Sequence[Judged], base: str, engine: Engine
) -> Iterator[Path]:
    """Write what follows from all imports together, as `project` does from one."""
    identity = kept(engine, "identity", judged, IDENTITY)
    own = _resolved(every, identity, judged)
    about = _about(own, own, engine)
    yield from _written(_consequences(own, own, about, identity, base, engine), engine)


def _written(statements: Iterable[Lines], engine: Engine) -> Iterator[Path]:
    for number, lines in enumerate(statements, 1):
        path = engine.work / f"statements-{number}.nq"
        engine.write_text(lines, path)
        yield path


def standings(engine: Engine, before: Path | None, folder: Path) -> None:
    """Write what is known of each proposition, and which voices are on either side, as tables.

    What was projected last takes the place of what the tables in the folder `before` say of the
    same propositions.
    """
    for name, schema in (("standings", STANDINGS), ("voices", VOICES)):
        path = f"{name}.parquet"
        table = engine.parquet(name, [engine.work / path], schema)
        if before:
            old = engine.parquet(f"old_{name}", [before / path], schema)
            now = engine.parquet("standings", [engine.work / "standings.parquet"], STANDINGS)
            kept_on = old.anti_join(now, "proposition").select(schema.names)
            table = ibis.union(kept_on, table)
        engine.write_parquet(table.order_by(table.columns[:2]), folder / path)


class _About(NamedTuple):
    """The propositions that an import's claims are on, and all claims on them."""

    propositions: ir.Table
    claims: ir.Table


def _about(own: Tables, every: Tables, engine: Engine) -> _About:
    claims = every.claims
    if every is not own:
        touched = own.claims.select("proposition")
        claims = claims.semi_join(touched, "proposition").select(CLAIMS.names)
    # Laid down, so that engines need not hold them while they put them in order.
    propositions = _laid_down(statements.propositions(claims), "propositions", engine)
    return _About(propositions, claims)


def _stated(
    own: Tables,
    propositions: ir.Table,
    earlier: Tables | None,
    identity: ir.Table,
    base: str,
    graph: str,
    engine: Engine,
) -> Iterator[Lines]:
    yield statements.of_sources(own.sources, base, graph)
    yield statements.of_things(own.things, identity, base, graph)
    if earlier is not None:
        # Stores count a statement once for each graph that holds it.
        new = propositions.anti_join(earlier.claims, "proposition")
        propositions = _laid_down(new, "stated", engine)
    yield statements.of_propositions(propositions, base, graph)
    yield statements.of_claims(own.claims, base, graph)


def _resolved(tables: Tables, identity: ir.Table, judged: Sequence[Judged]) -> Tables:
    if not judged:
        return tables
    claims = statements.resolved(tables.claims, identity)
    return Tables(claims, tables.things, statements.resolved_sources(tables.sources, identity))


def _consequences(
    own: Tables, every: Tables, about: _About, identity: ir.Table, base: str, engine: Engine
) -> Iterator[Lines]:
    status, direct = graph_for(base, STATUS), graph_for(base, DIRECT)
    known, found = relations(engine), about.propositions
    said = _laid_down(voiced(about.claims, every.sources), "voiced", engine)
    held = _laid_down(sides(said), "voices", engine)
    stands = _laid_down(statuses(said, held), "statuses", engine)
    names = ibis.union(
        every.things.anti_join(identity, "id").select("id", "name"),
        identity.select(id=identity.actor, name=identity.name),
        distinct=True,
    )
    # Kept beside the store: see `standings`.
    _laid_down(_standings(found, stands), "standings", engine)
    in_words = derived.stated(found, names, known)
    mine = said if every is own else said.semi_join(own.claims, "claim")
    yield derived.of_sources(own.sources, names, base, status)
    yield derived.of_things(own.things, identity, base, status)
    yield derived.of_propositions(found, stands, held, in_words, base, status)
    yield derived.of_claims(mine, base, status)
    yield derived.direct(found, stands, known, base, direct)


def _standings(propositions: ir.Table, statuses: ir.Table) -> ir.Table:
    table = propositions.join(statuses, "proposition")
    days = {
        "earliest": ibis.coalesce(table.earliest, first_day(table.valid_from)),
        "latest": ibis.coalesce(table.latest, last_day(table.valid_until)),
    }
    return conformed(table.mutate(**days), STANDINGS)


def _laid_down(table: ir.Table, name: str, engine: Engine) -> ir.Table:
    """A table that is computed once, whoever reads it."""
    path = engine.work / f"{name}.parquet"
    engine.write_parquet(table, path)
    return engine.parquet(name, [path], table.schema())
