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


# The letters of the Latin script: engines have no common name for them.
_LATIN = (
    r"A-Za-z\x{aa}\x{ba}\x{c0}-\x{24f}\x{250}-\x{2ff}\x{1d00}-\x{1dbf}\x{1e00}-\x{1eff}\x{212a}"
    r"\x{212b}\x{2c60}-\x{2c7f}\x{a720}-\x{a7ff}\x{ab30}-\x{ab6f}\x{fb00}-\x{fb06}\x{ff21}-\x{ff5a}"
)


def in_language(text: Text, language: Text | str | None) -> Text:
    """A text with its language, as ``text@tag``: the form that columns of names hold.

    `language` is the tag of the language that the text's source writes in, or null where that is
    not known. The tag is then ``und``, undetermined (ISO 639-2); so it is for a text that has
    letters of another script than Latin and whose source writes in English.
    """
    foreign = text.re_replace(f"[{_LATIN}]+", "").re_search(r"\p{L}")
    own = language if isinstance(language, ir.StringValue) else ibis.literal(language or "und")
    tag = ibis.ifelse((own == "en") & foreign, "und", own.fill_null("und"))
    return text.concat("@", tag)


def text_of(named: Text) -> Text:
    """The text of ``text@tag``."""
    return named.re_replace(r"@[a-z0-9-]+\z", "")


def tag_of(named: Text) -> Text:
    """The tag of ``text@tag``."""
    return named.re_extract(r"@([a-z0-9-]+)\z", 1)


def tagged(text: Text, tag: Text) -> Text:
    """A literal in a language."""
    return ibis.literal('"').concat(escaped(text), '"@', tag)


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
