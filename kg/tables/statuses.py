"""The rules of queries/rules/ over whole tables: voices, sides, statuses and their numbers.

They say what the SPARQL rules say; tests hold them to these, case by case.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kg.tables.columns import SAID
from kg.tables.days import first_day, last_day

_AFFIRMING = ["Affirms", "Suggests"]


def voiced(claims: ir.Table, sources: ir.Table) -> ir.Table:
    """Each `claim` with its `proposition`, `stance`, `sources`, and with its `voice`, the
    days between which it was made (`begin`, `end`) and its `origins`: the sources that it credits,
    else those that report it.

    Where the day of speech is not known, a claim was made by the day on which the first of its
    sources had been published, and on that day at the earliest where all its sources are published
    by the claimant.
    """
    reported = _reported(claims, sources)
    table = claims.left_join(reported, [("claim", "reported_claim")])
    own = table.own_words
    found = table.mutate(
        voice=ibis.coalesce(table.on_behalf_of, table.claimant),
        begin=ibis.coalesce(
            first_day(table.said_on), ibis.ifelse(own, table.published_first, ibis.null("string"))
        ),
        end=ibis.coalesce(last_day(table.said_on), table.published_last),
        origins=ibis.ifelse(table.credits.length() > 0, table.credits, table.sources),
    )
    return found.select(SAID.names)


def _reported(claims: ir.Table, sources: ir.Table) -> ir.Table:
    """For each claim, when and by whom its sources were published, and where they have it from."""
    pairs = claims.select("claim", "claimant", source=claims.sources.unnest())
    # Claims are often few beside all sources.
    known = sources.semi_join(pairs, [("id", "source")]).select("id", "publisher", "published")
    joined = pairs.join(known, [("source", "id")])
    own = joined.publisher == joined.claimant
    found = joined.group_by("claim").agg(
        own_words=own.all(),
        published_first=first_day(joined.published).min(where=own),
        published_last=last_day(joined.published).min(),
    )
    return found.rename(reported_claim="claim")


def sides(voiced: ir.Table) -> ir.Table:
    """On which side each voice stands: `proposition`, `voice`, `affirms`.

    A claim gives way to another of the same voice on the same proposition that was certainly made
    later; claims whose days overlap stand side by side.
    """
    newest = voiced.group_by("proposition", "voice").agg(newest=voiced.begin.max())
    table = voiced.join(newest, ["proposition", "voice"])
    current = table.filter(table.end.isnull() | table.newest.isnull() | (table.newest <= table.end))
    affirms = current.stance.isin(_AFFIRMING)
    return current.select("proposition", "voice", affirms=affirms).distinct()


def statuses(voiced: ir.Table, sides: ir.Table, rivals: ir.Table | None = None) -> ir.Table:
    """Each proposition that claims are on, with its `status` and the numbers of voices `affirming`
    and `denying`, of `sources` and of `origins`."""
    table = _voices(sides).join(_turns(voiced, sides), "proposition", how="outer")
    table = table.select(
        proposition=ibis.coalesce(table.proposition, table.proposition_right),
        affirming=table.affirming.fill_null(0),
        denying=table.denying.fill_null(0),
        affirmed_once=table.affirmed_once.fill_null(False),
        turned=table.turned.fill_null(False),
    )
    table = _contested(table, rivals)
    affirmed, denied = table.affirming > 0, table.denying > 0
    status = ibis.cases(
        (affirmed & (denied | table.rivalled), "Disputed"),
        (affirmed & table.turned, "Conceded"),
        (affirmed, "Uncontested"),
        (denied & table.affirmed_once, "Retracted"),
        (denied, "Denied"),
    )
    numbers = table.select("proposition", "affirming", "denying", status=status)
    found = numbers.join(_counted(voiced, "sources"), "proposition")
    return found.join(_counted(voiced, "origins"), "proposition")


def _voices(sides: ir.Table) -> ir.Table:
    """How many voices affirm, and how many deny."""
    return sides.group_by("proposition").agg(
        affirming=sides.count(where=sides.affirms), denying=sides.count(where=~sides.affirms)
    )


def _turns(voiced: ir.Table, sides: ir.Table) -> ir.Table:
    """Whether a proposition was ever affirmed, and whether a voice that denied it now affirms."""
    affirms = voiced.stance.isin(_AFFIRMING)
    said = voiced.group_by("proposition", "voice").agg(
        affirmed_once=affirms.any(), denied_once=(~affirms).any()
    )
    now = sides.filter(sides.affirms)
    table = said.left_join(now, ["proposition", "voice"])
    return table.group_by("proposition").agg(
        affirmed_once=table.affirmed_once.any(),
        turned=(table.denied_once & table.affirms.notnull()).any(),
    )


def _contested(table: ir.Table, rivals: ir.Table | None) -> ir.Table:
    """Whether a proposition has a rival that is affirmed."""
    if rivals is None:
        return table.mutate(rivalled=False)
    both = ibis.union(
        rivals, rivals.select(proposition=rivals.rival, rival=rivals.proposition), distinct=True
    )
    affirmed = table.filter(table.affirming > 0).select(rival="proposition")
    found = both.semi_join(affirmed, "rival").select(rivalled_id="proposition").distinct()
    # Ibis mistakes the columns of an outer join for those of its sides, but not those of a view.
    joined = table.view().left_join(found, [("proposition", "rivalled_id")])
    return joined.mutate(rivalled=joined.rivalled_id.notnull()).drop("rivalled_id")


def _counted(voiced: ir.Table, column: str) -> ir.Table:
    """How many different items an array column has over the claims on each proposition."""
    items = voiced.select("proposition", item=voiced[column].unnest())
    return items.group_by("proposition").agg(**{column: items.item.nunique()})
