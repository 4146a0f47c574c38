"""What follows from an import, as N-Quads: what the rules of queries/rules/ would derive."""

from __future__ import annotations

from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from kg.tables.days import first_day, last_day
from kg.tables.engine import Lines
from kg.tables.nquads import Pair, integer, iri, literal, statements, typed, value
from kg.terms import CG, RDFS, SEM, XSD

Text: TypeAlias = ir.StringValue


def of_things(things: ir.Table, base: str, graph: str) -> Lines:
    """A name for each thing but for codes, and for those judged to be an actor known before."""
    named = things.filter((things["class"] != "Concept") & things.actor.isnull())
    line = statements(iri(base, named.id), graph, [(RDFS.label, literal(named.name))])
    return Lines(named, line, ("id",), in_order=True)


def of_sources(sources: ir.Table, names: ir.Table, base: str, graph: str) -> Lines:
    """The origin, the name and the time stamps of each source."""
    publisher = names.select(publisher_id=names.id, publisher_name=names.name)
    table = sources.left_join(publisher, [("publisher", "publisher_id")])
    dated = ibis.literal(", ").concat(table.published).fill_null("")
    line = statements(
        iri(base, table.id),
        graph,
        [
            (CG.origin, iri(base, table.id)),
            (RDFS.label, literal(table.publisher_name.concat(dated))),
            *_instant(first_day(table.published), last_day(table.published)),
        ],
    )
    return Lines(table, line, ("id",))


def of_claims(said: ir.Table, base: str, graph: str) -> Lines:
    """The voice, the time stamps and the origins of each claim."""
    line = statements(
        iri(base, said.claim),
        graph,
        [
            (CG.voice, iri(base, said.voice)),
            *_instant(said.begin, said.end),
            (CG.origin, said.origins.map(lambda id: iri(base, id))),
        ],
    )
    return Lines(said, line, ("proposition", "claim"), in_order=True)


def of_propositions(table: ir.Table, base: str, graph: str) -> Lines:
    """The statement, the time stamps, the status and the numbers of each proposition, and who
    stands on which side."""
    line = statements(
        iri(base, table.proposition),
        graph,
        [
            (RDFS.label, literal(table.statement)),
            (CG.voicesAffirming, _count(table.affirming)),
            (CG.voicesDenying, _count(table.denying)),
            (CG.sourceCount, _count(table.sources)),
            (CG.originCount, _count(table.origins)),
            (CG.status, iri(CG.iri, table.status)),
            (CG.affirmedBy, table.affirmers.map(lambda id: iri(base, id))),
            (CG.deniedBy, table.deniers.map(lambda id: iri(base, id))),
            (SEM.hasEarliestBeginTimeStamp, _day(first_day(table.valid_from))),
            (SEM.hasLatestBeginTimeStamp, _day(last_day(table.valid_from))),
            (SEM.hasEarliestEndTimeStamp, _day(first_day(table.valid_until))),
            (SEM.hasLatestEndTimeStamp, _day(last_day(table.valid_until))),
        ],
    )
    return Lines(table, line, ("proposition",), in_order=True)


def both_sides(sides: ir.Table) -> ir.Table:
    """The voices on either side of each proposition, in the order of their ids."""
    return sides.group_by("proposition").agg(
        affirmers=sides.voice.collect(where=sides.affirms).sort(),
        deniers=sides.voice.collect(where=~sides.affirms).sort(),
    )


def stated(propositions: ir.Table, names: ir.Table, relations: ir.Table) -> ir.Table:
    """Each `proposition` in words, as the rule for statements puts it."""
    table = propositions
    for column in ("subject", "object", "place"):
        known = names.select(**{f"{column}_id": names.id, f"{column}_name": names.name})
        table = table.left_join(known, [(column, f"{column}_id")]).drop(f"{column}_id")
    table = table.join(relations.select(relation="name", relation_name="label"), "relation")
    words = {"AtLeast": "at least ", "AtMost": "at most "}
    bound = ibis.cases(*((table.bound == name, word) for name, word in words.items()))
    place = ibis.literal(" (").concat(table.place_name, ")")
    amount = bound.fill_null("").concat(table.value, place.fill_null(""))
    what = ibis.coalesce(table.object_name, _last_part(table.object), amount)
    undated = table.valid_from.isnull() & table.valid_until.isnull()
    last = ibis.literal(" to ").concat(table.latest.nullif(table.earliest)).fill_null("")
    between = ibis.ifelse(undated & table.latest.notnull(), table.earliest.concat(last), None)
    when = ibis.literal(", ").concat(ibis.coalesce(table.valid_from, between))
    subject = ibis.coalesce(table.subject_name, _last_part(table.subject))
    return table.select(
        "proposition",
        statement=subject.concat(" ", table.relation_name, " ", what, when.fill_null("")),
    )


def _last_part(id: Text) -> Text:
    """What stands for a thing that has no name: the end of its id."""
    return id.re_replace("(?s)^.*[/#]", "")


def direct(settled: ir.Table, relations: ir.Table, base: str, graph: str) -> Lines:
    """The direct relation of each uncontested or conceded proposition, each once."""
    agreed = settled.filter(settled.status.isin(["Uncontested", "Conceded"]))
    table = agreed.semi_join(relations.select(relation="name"), "relation")
    exact = ibis.ifelse(table.bound == "Exactly", value(table.value), ibis.null("string"))
    what = ibis.coalesce(iri(base, table.object), exact)
    rows = table.select("subject", "relation", what=what).distinct()
    line = iri(base, rows.subject).concat(" ", iri(CG.iri, rows.relation), " ", rows.what)
    return Lines(rows, line.concat(f" <{graph}> ."), ("subject", "relation", "what"))


def _count(number: ir.IntegerValue) -> Text:
    return integer(number.cast("string"))


def _day(text: Text) -> Text:
    return typed(text, XSD.date)


def _instant(first: Text, last: Text) -> list[Pair]:
    """The four time stamps of what ends on the day on which it begins."""
    return [
        (SEM.hasEarliestBeginTimeStamp, _day(first)),
        (SEM.hasEarliestEndTimeStamp, _day(first)),
        (SEM.hasLatestBeginTimeStamp, _day(last)),
        (SEM.hasLatestEndTimeStamp, _day(last)),
    ]
