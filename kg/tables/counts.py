"""Counts over whole tables: what a store's owner asks of millions of claims."""

from __future__ import annotations

import ibis.expr.types as ir


def by_status(standings: ir.Table) -> ir.Table:
    """How many propositions have each status; ``""`` stands for none."""
    status = standings.status.fill_null("")
    return _counted(standings.mutate(status=status), "status")


def by_relation(standings: ir.Table) -> ir.Table:
    """How many propositions there are of each relation."""
    return _counted(standings, "relation")


def by_family(standings: ir.Table, relations: ir.Table) -> ir.Table:
    """How many propositions there are of each family of relations, and of quantities."""
    family = relations.family.nullif("").fill_null("Quantity")
    families = relations.select(relation=relations.name, family=family)
    return _counted(standings.join(families, "relation"), "family")


def by_time(standings: ir.Table, length: int) -> ir.Table:
    """How many propositions may have begun in each year (`length` 4), month (7) or day (10)."""
    dated = standings.filter(standings.earliest.notnull())
    return _counted(dated.mutate(begin=dated.earliest.substr(0, length)), "begin")


def by_voice(voices: ir.Table) -> ir.Table:
    """How many propositions each voice affirms, and how many it denies."""
    return voices.group_by("voice").agg(
        affirmed=voices.count(where=voices.affirms), denied=voices.count(where=~voices.affirms)
    )


def by_publisher(claims: ir.Table, sources: ir.Table) -> ir.Table:
    """How many sources each publisher has, and how many claims they report."""
    reported = claims.select("claim", source=claims.sources.unnest())
    known = sources.select("id", "publisher")
    pairs = reported.join(known, [("source", "id")])
    return pairs.group_by("publisher").agg(
        sources=pairs.source.nunique(), claims=pairs.claim.nunique()
    )


def _counted(standings: ir.Table, key: str) -> ir.Table:
    """Propositions by a column: all of them, the disputed ones, and how often a source reports
    one: a source that reports several counts for each."""
    return standings.group_by(key).agg(
        propositions=standings.count(),
        disputed=standings.count(where=standings.status == "Disputed"),
        reports=standings.sources.sum(),
    )
