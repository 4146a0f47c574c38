"""Imported actors as those that they were judged to be.

A table of identities has the columns `kg.tables.columns.IDENTITY`.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def of_claims(claims: ir.Table, identity: ir.Table) -> ir.Table:
    """Claims about and by the actors that imported ones were judged to be."""
    for column in ("subject", "object", "claimant", "on_behalf_of"):
        claims = _resolved(claims, identity, column)
    return claims


def of_sources(sources: ir.Table, identity: ir.Table) -> ir.Table:
    """Sources by the publishers that imported ones were judged to be."""
    return _resolved(sources, identity, "publisher")


def of_things(things: ir.Table, identity: ir.Table) -> ir.Table:
    """Things with the `actor` that each was judged to be, and what that one is `known_as`."""
    judged = identity.select(judged_id=identity.id, actor=identity.actor, known_as=identity.name)
    return things.left_join(judged, [("id", "judged_id")]).drop("judged_id")


def names(things: ir.Table, ids: ir.Table) -> ir.Table:
    """The `name` of each `id` of a table, of those that things have or were judged to be."""
    table = things.select(
        id=ibis.coalesce(things.actor, things.id), name=ibis.coalesce(things.known_as, things.name)
    )
    table = table.filter(table.name.notnull())
    return table.semi_join(ids, "id").select("id", "name").distinct()


def _resolved(table: ir.Table, identity: ir.Table, column: str) -> ir.Table:
    judged = identity.select(judged_id=identity.id, judged_actor=identity.actor)
    joined = table.left_join(judged, [(column, "judged_id")])
    return joined.mutate(**{column: ibis.coalesce(joined.judged_actor, joined[column])}).select(
        table.columns
    )
