"""What an import states: its things, sources, propositions and claims as N-Quads.

Tables of sources, things and propositions are given in the order of their ids, those of claims in
the order of propositions.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kg.tables import nquads
from kg.tables.columns import PROPOSITION
from kg.tables.engine import Lines
from kg.tables.nquads import (
    Pair,
    date,
    decimal,
    integer,
    iri,
    known,
    literal,
    statements,
    tag_of,
    tagged,
    text_of,
    typed,
    value,
)
from kg.terms import CG, CODES, PROV, RDF, SCHEMA, SEM, SKOS, XSD


def propositions(claims: ir.Table) -> ir.Table:
    """The propositions that claims are on, each once."""
    return claims.select(*PROPOSITION).distinct()


def of_things(table: ir.Table, base: str, graph: str) -> Lines:
    """The statements on things.

    Of one that was judged to be an actor known before, its names alone are stated, of that actor,
    but for the one that it goes by.
    """
    is_code = table["class"] == "Concept"
    subject = ibis.ifelse(is_code, iri(CODES, table.id), iri(base, table.id))
    described = statements(
        subject,
        graph,
        [
            (RDF.type, _class(table["class"])),
            (SKOS.prefLabel, tagged(table.name, table.language)),
            (SKOS.altLabel, table.other_names.map(_label)),
            (SKOS.notation, literal(table.notation)),
            (SKOS.exactMatch, ibis.literal("<").concat(table.outside, ">")),
            (SCHEMA.latitude, decimal(table.latitude)),
            (SCHEMA.longitude, decimal(table.longitude)),
            (CG.place, iri(base, table.place)),
            (CG.country, iri(CODES, table.country)),
            (CG.actorType, iri(CODES, table.actor_type)),
            (CG.knownGroup, iri(CODES, table.known_group)),
        ],
    )
    # Of one that an earlier import describes, there are more names alone.
    known_before = table.actor.isnull() & table["class"].isnull()
    renamed = ibis.ifelse(known_before, subject, iri(base, table.actor))
    start = renamed.concat(f" {SKOS.altLabel} ")
    others = ibis.coalesce(table.other_names, ibis.literal([], type="array<string>"))
    own = table.name.concat("@", table.language)
    names = ibis.array([own]).concat(others).unique().sort()
    also_named = names.filter(lambda named: named.notnull()).filter(
        lambda named, known=table.known_as: (text_of(named) != known).fill_null(True)
    )
    stated = also_named.map(lambda named: start.concat(_label(named), f" <{graph}> ."))
    more = stated.join("\n").nullif("")
    line = ibis.ifelse(table.actor.isnull() & ~known_before, described, more)
    return Lines(table, line, ("id",), in_order=True)


def _label(named: ir.StringValue) -> ir.StringValue:
    return tagged(text_of(named), tag_of(named))


def _class(name: ir.StringValue) -> ir.StringValue:
    own = ibis.literal(f"<{CG.iri}").concat(name, ">")
    return ibis.ifelse(name == "Concept", known(SKOS.Concept), own)


def of_sources(sources: ir.Table, base: str, graph: str) -> Lines:
    """The statements on sources."""
    kind = ibis.ifelse(
        sources["class"] == "Source",
        ibis.null("string"),
        ibis.literal(f"<{SCHEMA.iri}").concat(sources["class"], ">"),
    )
    line = statements(
        iri(base, sources.id),
        graph,
        [
            (RDF.type, known(CG.Source)),
            (RDF.type, kind),
            (SCHEMA.publisher, iri(base, sources.publisher)),
            (SCHEMA.datePublished, date(sources.published)),
            (SCHEMA.url, _address(sources.url)),
            (SCHEMA.headline, literal(sources.headline)),
        ],
    )
    return Lines(sources, line, ("id",), in_order=True)


def _address(url: ir.StringValue) -> ir.StringValue:
    return typed(nquads.escaped(url), XSD.anyURI)


def of_propositions(propositions: ir.Table, base: str, graph: str) -> Lines:
    """The statements on propositions."""
    table = propositions
    line = statements(
        iri(base, table.proposition),
        graph,
        [
            (RDF.type, known(CG.Proposition)),
            (CG.subject, iri(base, table.subject)),
            (CG.relation, iri(CG.iri, table.relation)),
            (CG.object, iri(base, table.object)),
            (CG.value, value(table.value)),
            (CG.bound, iri(CG.iri, table.bound)),
            (CG.validFrom, date(table.valid_from)),
            (CG.validUntil, date(table.valid_until)),
            *_between(table),
            (CG.place, iri(base, table.place)),
            (CG.describes, iri(base, table.event)),
            (CG.eventCode, iri(CODES, table.code)),
        ],
    )
    return Lines(table, line, ("proposition",), in_order=True)


def _between(table: ir.Table) -> list[Pair]:
    """The time stamps of what happened on unknown days between two known ones."""
    undated = table.valid_from.isnull()
    first = typed(ibis.ifelse(undated, table.earliest, ibis.null("string")), XSD.date)
    last = typed(ibis.ifelse(undated, table.latest, ibis.null("string")), XSD.date)
    return [
        (SEM.hasEarliestBeginTimeStamp, first),
        (SEM.hasLatestBeginTimeStamp, last),
        (SEM.hasEarliestEndTimeStamp, first),
        (SEM.hasLatestEndTimeStamp, last),
    ]


def of_claims(claims: ir.Table, base: str, graph: str) -> Lines:
    """The statements on claims."""
    line = statements(
        iri(base, claims.claim),
        graph,
        [
            (RDF.type, known(CG.Claim)),
            (CG.claimant, iri(base, claims.claimant)),
            (CG.onBehalfOf, iri(base, claims.on_behalf_of)),
            (CG.stance, iri(CG.iri, claims.stance)),
            (CG.proposition, iri(base, claims.proposition)),
            (CG.saidOn, date(claims.said_on)),
            (CG.reportedIn, claims.sources.map(lambda id: iri(base, id))),
            (PROV.hadPrimarySource, claims.credits.map(lambda id: iri(base, id))),
            (CG.content, literal(claims.content)),
            (CG.tone, decimal(claims.tone)),
            (CG.goldsteinScale, decimal(claims.goldstein)),
            (CG.mentionCount, integer(claims.mentions)),
            (CG.articleCount, integer(claims.articles)),
            (CG.outletCount, integer(claims.outlets)),
            (CG.confidence, literal(claims.confidence)),
        ],
    )
    return Lines(claims, line, ("proposition", "claim"), in_order=True)
