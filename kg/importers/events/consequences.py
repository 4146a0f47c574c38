"""What follows from the claims of imports, as tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.importers.events.import_tables import Growth
from kg.tables import derived, identities, statements
from kg.tables.columns import SAID, SETTLED, STANDINGS, VOICES, conformed
from kg.tables.days import first_day, last_day
from kg.tables.engine import Engine, Part, in_parts, laid_down
from kg.tables.relations import relations
from kg.tables.statuses import sides, statuses, voiced


class Consequences(NamedTuple):
    """What follows for propositions that claims are on, in their order: the claims `said` by their
    voices, the `voices` on either side, and the propositions as they are `settled`."""

    said: ir.Table
    voices: ir.Table
    settled: ir.Table


def consequences(growth: Growth, engine: Engine) -> Consequences:
    """What follows for each proposition that a new claim is on, from all claims on it.

    It is worked out for as many claims at once as the engine holds: a proposition needs no other.
    """
    claims = growth.new.claims
    if growth.earlier is not None:
        on = growth.all.claims.semi_join(claims.select("proposition"), "proposition")
        claims = laid_down(engine, "touched", on, ("proposition", "claim"))
    known = relations(engine)
    parts = engine.parts(claims, "proposition")

    def lay(name: str, schema: ibis.Schema, make: Callable[[Part], ir.Table]) -> ir.Table:
        def whole(part: Part) -> ir.Table:
            return conformed(make(part), schema)

        return in_parts(engine, name, parts, whole, schema.names[:3])

    def settled(part: Part) -> ir.Table:
        of_claims, of_said, of_voices = (
            part.of(table, "proposition") for table in (claims, said, voices)
        )
        return _settled(of_claims, of_said, of_voices, growth.all.things, known)

    sources = growth.all.sources
    said = lay("said", SAID, lambda part: voiced(part.of(claims, "proposition"), sources))
    voices = lay("voices", VOICES, lambda part: sides(part.of(said, "proposition")))
    return Consequences(said, voices, lay("settled", SETTLED, settled))


def _settled(
    claims: ir.Table, said: ir.Table, voices: ir.Table, things: ir.Table, relations: ir.Table
) -> ir.Table:
    """The propositions that claims are on, as they are settled."""
    propositions = statements.propositions(claims)
    ids = [propositions.select(id=propositions[name]) for name in ("subject", "object", "place")]
    names = identities.names(things, ibis.union(*ids, distinct=True))
    in_words = derived.stated(propositions, names, relations)
    table = propositions.join(statuses(said, voices), "proposition")
    table = table.join(derived.both_sides(voices), "proposition")
    return table.join(in_words, "proposition")


def standings(found: Consequences, before: Path | None, folder: Path, engine: Engine) -> None:
    """Write what is known of each proposition, and which voices are on either side, as tables.

    That takes the place of what the tables in the folder `before` say of the same propositions.
    """
    now = conformed(_dated(found.settled), STANDINGS)
    for name, table in (("standings", now), ("voices", found.voices)):
        path = f"{name}.parquet"
        if before:
            old = engine.parquet(f"old_{name}", [before / path], table.schema())
            others = old.anti_join(found.settled, "proposition").select(table.columns)
            table = ibis.union(others, table)
        engine.write_parquet(table, folder / path, table.columns[:3] if before else ())


def _dated(settled: ir.Table) -> ir.Table:
    return settled.mutate(
        earliest=ibis.coalesce(settled.earliest, first_day(settled.valid_from)),
        latest=ibis.coalesce(settled.latest, last_day(settled.valid_until)),
    )
