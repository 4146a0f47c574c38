"""The tables of event data: what each column holds.

Ids are relative to the base IRI of the data set (``actor/ucdp/303``), those of codes to that of
the coders' codes (``cameo/043``); relations, classes and
concepts are local names of the ontology; dates are partial dates, days ``YYYY-MM-DD``; numbers are
written as XML Schema writes them. What is not known is null.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

# A claim: one row each. `row` is the number of the row that it was made from.
CLAIMS = ibis.schema(
    {
        "claim": "string",
        "proposition": "string",
        "subject": "string",
        "relation": "string",
        "object": "string",
        "value": "string",
        "bound": "string",
        "valid_from": "string",
        "valid_until": "string",
        "earliest": "string",
        "latest": "string",
        "place": "string",
        "event": "string",
        "code": "string",
        "claimant": "string",
        "on_behalf_of": "string",
        "stance": "string",
        "said_on": "string",
        "sources": "array<string>",
        "credits": "array<string>",
        "tone": "string",
        "goldstein": "string",
        "mentions": "string",
        "articles": "string",
        "outlets": "string",
        "confidence": "string",
        "content": "string",
        "row": "int64",
    }
)

# What a proposition says; equal in every claim on it.
PROPOSITION = (
    *("proposition", "subject", "relation", "object", "value", "bound", "valid_from"),
    *("valid_until", "earliest", "latest", "place", "event", "code"),
)

# An actor, a place, an event or a code; `class` is a local name of the ontology or ``Concept``.
# `language` is the tag of the name, `other_names` have theirs behind them (``text@tag``). `note`
# says why the id outside is the actor's, where that needs to be said. `points` are other pairs of
# latitude and longitude that rows give, and `written` the ways in which they write the name, where
# these differ in signs. A thing that an earlier import describes has no class here, but more names.
THINGS = ibis.schema(
    {
        "id": "string",
        "class": "string",
        "name": "string",
        "language": "string",
        "other_names": "array<string>",
        "notation": "string",
        "outside": "string",
        "latitude": "string",
        "longitude": "string",
        "place": "string",
        "country": "string",
        "actor_type": "string",
        "known_group": "string",
        "note": "string",
        "points": "array<string>",
        "written": "array<string>",
    }
)

# Things in which imported actors are those that they were judged to be: the `actor` that a thing
# was judged to be, and what that one is `known_as`.
RESOLVED_THINGS = ibis.schema(dict(THINGS.items()) | {"actor": "string", "known_as": "string"})

# An article, a statement or a data set; `class` is ``Source`` or a type of schema.org.
SOURCES = ibis.schema(
    {
        "id": "string",
        "class": "string",
        "publisher": "string",
        "published": "string",
        "url": "string",
        "headline": "string",
    }
)

# A proposition with what follows from the claims on it.
STANDINGS = ibis.schema(
    {name: CLAIMS[name] for name in PROPOSITION}
    | {
        "status": "string",
        "affirming": "int64",
        "denying": "int64",
        "sources": "int64",
        "origins": "int64",
    }
)

# A claim with what follows for it: its voice, the days between which it was made (from `begin` to
# `end`), and its origins.
SAID = ibis.schema(
    {
        "proposition": "string",
        "claim": "string",
        "stance": "string",
        "voice": "string",
        "begin": "string",
        "end": "string",
        "sources": "array<string>",
        "origins": "array<string>",
    }
)

# A proposition with what follows for it: its standing, the voices on either side, itself in words.
SETTLED = ibis.schema(
    dict(STANDINGS.items())
    | {"affirmers": "array<string>", "deniers": "array<string>", "statement": "string"}
)

# On which side each voice stands.
VOICES = ibis.schema({"proposition": "string", "voice": "string", "affirms": "boolean"})

# Rows that cannot be read: where they stand, why, and their text.
REJECTS = ibis.schema({"file": "string", "row": "int64", "reason": "string", "text": "string"})

# Imported actors that were judged to be actors known before, with the name of the latter.
IDENTITY = ibis.schema({"id": "string", "actor": "string", "name": "string"})

# The relations of the ontology.
RELATIONS = ibis.schema(
    {"name": "string", "label": "string", "family": "string", "polarity": "int64"}
)

# Propositions that cannot both hold.
RIVALS = ibis.schema({"proposition": "string", "rival": "string"})


def conformed(table: ir.Table, schema: ibis.Schema) -> ir.Table:
    """A table with just the columns of a schema, in its order; missing ones are null.

    >>> few = ibis.table({"id": "string", "actor": "string"}, name="few")
    >>> conformed(few, IDENTITY).columns
    ('id', 'actor', 'name')
    """
    return table.select(
        **{
            name: table[name].cast(kind) if name in table.columns else ibis.null(kind)
            for name, kind in schema.items()
        }
    )
