"""From the tables of imports to the N-Quads that state them, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg import ontology
from kg.identifiers import graph_for
from kg.tables import derived, statements
from kg.tables.columns import CLAIMS, IDENTITY, RELATIONS, SOURCES, THINGS, conformed
from kg.tables.engine import Engine, kept
from kg.tables.statuses import sides, statuses, voiced

# The derived graphs of imports.
STATUS = "derived/imports/status"
DIRECT = "derived/imports/uncontested"

# An accepted judgement: the imported actor, the actor that it is, and that one's name.
Judged = tuple[str, str, str]

SCHEMAS = {"claims": CLAIMS, "things": THINGS, "sources": SOURCES}


class Tables(NamedTuple):
    """The tables of one import, or of several together."""

    claims: ir.Table
    things: ir.Table
    sources: ir.Table


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


class Projected(NamedTuple):
    """Files of N-Quads, in the order in which they are to be read one after the other."""

    stated: list[Path]
    derived: list[Path]


def project(
    new: Tables,
    earlier: Tables | None,
    judged: Sequence[Judged],
    name: str,
    base: str,
    engine: Engine,
) -> Projected:
    """Write what an import states into files in the engine's folder, and what follows from it.

    `new` holds nothing that `earlier` imports of the store hold. What follows is given for each
    proposition that a new claim is on, from all claims on it.
    """
    identity = kept(engine, "identity", judged, IDENTITY)
    graph = graph_for(base, f"import/{name}")
    own = _resolved(new, identity, judged)
    stated = [
        ("sources", statements.of_sources(own.sources, base, graph)),
        ("things", statements.of_things(new.things, identity, base, graph)),
        ("propositions", _stated_first(own, earlier, base, graph)),
        ("claims", statements.of_claims(own.claims, base, graph)),
    ]
    every = own
    if earlier is not None:
        both = Tables(*(ibis.union(*pair) for pair in zip(new, earlier, strict=True)))
        every = _resolved(both, identity, judged)
    following = _consequences(own, every, identity, base, engine)
    return Projected(
        [_written(lines, f"stated-{part}", engine) for part, lines in stated],
        [_written(lines, f"derived-{part}", engine) for part, lines in following],
    )


def _resolved(tables: Tables, identity: ir.Table, judged: Sequence[Judged]) -> Tables:
    if not judged:
        return tables
    claims = statements.resolved(tables.claims, identity)
    return Tables(
        claims, tables.things, statements.resolved_sources(tables.sources, identity)
    )


def _stated_first(own: Tables, earlier: Tables | None, base: str, graph: str) -> ir.Table:
    """The propositions that no earlier import states: stores count a statement once a graph."""
    found = statements.propositions(own.claims)
    if earlier is not None:
        found = found.anti_join(earlier.claims, "proposition")
    return statements.of_propositions(found, base, graph)


def _consequences(
    own: Tables, every: Tables, identity: ir.Table, base: str, engine: Engine
) -> Iterator[tuple[str, ir.Table]]:
    status, direct = graph_for(base, STATUS), graph_for(base, DIRECT)
    rows = [
        (one.name, one.label, one.family, one.polarity) for one in ontology.relations().values()
    ]
    relations = kept(engine, "relations", rows, RELATIONS)
    claims = every.claims
    if every is not own:
        claims = claims.semi_join(own.claims.select("proposition"), "proposition")
    said = _laid_down(voiced(claims, every.sources), "voiced", engine)
    held = _laid_down(sides(said), "sides", engine)
    stands = _laid_down(statuses(said, held), "statuses", engine)
    found = _laid_down(statements.propositions(claims), "propositions", engine)
    names = ibis.union(
        every.things.anti_join(identity, "id").select("id", "name"),
        identity.select(id=identity.actor, name=identity.name),
        distinct=True,
    )
    in_words = derived.stated(found, names, relations)
    mine = said if every is own else said.semi_join(own.claims, "claim")
    yield "sources", derived.of_sources(own.sources, names, base, status)
    yield "things", derived.of_things(own.things, identity, base, status)
    yield "propositions", derived.of_propositions(found, stands, held, in_words, base, status)
    yield "claims", derived.of_claims(mine, base, status)
    yield "direct", derived.direct(found, stands, relations, base, direct)


def _laid_down(table: ir.Table, name: str, engine: Engine) -> ir.Table:
    """A table that is computed once, whoever reads it."""
    path = engine.work / f"{name}.parquet"
    engine.write_parquet(table, path)
    return engine.parquet(name, [path], table.schema())


def _written(lines: ir.Table, name: str, engine: Engine) -> Path:
    path = engine.work / f"{name}.nq"
    engine.write_text(lines, path)
    return path
