"""Rows as N-Quads: terms and statements as expressions of text.

The N-Quads of W3C (https://www.w3.org/TR/n-quads/), within the portable profile: IRIs of letters,
digits and what `kg.identifiers` writes, plain and language-tagged texts, numbers and dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import ibis
import ibis.expr.types as ir
from pyoxigraph import NamedNode

from kg.terms import XSD

Text: TypeAlias = ir.StringValue


def iri(base: str, id: Text) -> Text:
    """The IRI of a relative id; null stays null."""
    return ibis.literal(f"<{base}").concat(id, ">")


def known(term: NamedNode) -> Text:
    """A term that every row shares."""
    return ibis.literal(str(term))


def escaped(text: Text) -> Text:
    """A text with what N-Quads escapes in literals."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("\n", "\\n").replace("\r", "\\r")


def literal(text: Text) -> Text:
    """A plain literal."""
    return ibis.literal('"').concat(escaped(text), '"')


def english(text: Text) -> Text:
    """A literal in English."""
    return ibis.literal('"').concat(escaped(text), '"@en')


def typed(text: Text, datatype: NamedNode) -> Text:
    """A literal of a datatype, of a text that needs no escape."""
    return ibis.literal('"').concat(text, f'"^^{datatype}')


def date(text: Text) -> Text:
    """A partial date in its own datatype."""
    return ibis.cases(
        (text.length() == 4, typed(text, XSD.gYear)),
        (text.length() == 7, typed(text, XSD.gYearMonth)),
        else_=typed(text, XSD.date),
    )


def integer(text: Text) -> Text:
    """A whole number."""
    return typed(text, XSD.integer)


def decimal(text: Text) -> Text:
    """A decimal number."""
    return typed(text, XSD.decimal)


def value(text: Text) -> Text:
    """A number where the text is one, else a plain literal."""
    return ibis.cases(
        (text.re_search(r"^-?[0-9]+\z"), integer(text)),
        (text.re_search(r"^-?[0-9]+\.[0-9]+\z"), decimal(text)),
        else_=literal(text),
    )


Pair = tuple[NamedNode, Text | ir.ArrayValue]


def statements(subject: Text, graph: str, pairs: Sequence[Pair]) -> Text:
    """The statements on a subject as lines, without the last line's end.

    A null object makes no statement, an array one for each of its items; where the first object is
    null there is no line.
    """
    end = f" <{graph}> ."
    (predicate, first), *others = pairs
    assert isinstance(first, ir.StringValue)
    parts = [_joined(subject, f" {predicate} ", first, end)]
    for predicate, objects in others:
        if isinstance(objects, ir.ArrayValue):
            start = ibis.literal("\n").concat(subject, f" {predicate} ")
            several = objects.map(lambda one, start=start: start.concat(one, end)).join("")
            parts.append(several.fill_null(""))
        else:
            stated = _joined("\n", subject, f" {predicate} ", objects, end)
            parts.append(ibis.ifelse(objects.isnull(), "", stated))
    return ibis.ifelse(first.isnull(), ibis.null("string"), _joined(*parts))


def _joined(*parts: Text | str) -> Text:
    """Texts one after the other, made at once and not one by one; none of them is null."""
    return ibis.literal("").join(parts)
