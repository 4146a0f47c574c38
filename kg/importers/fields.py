"""The fields that an author may write: what each takes, read from the JSON-LD context."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote

from pyoxigraph import Literal

from kg import ontology
from kg.dates import PartialDate
from kg.errors import DataError
from kg.terms import PREFIXES, XSD

Value = dict[str, str]

_PARTIAL_DATES = frozenset({"saidOn", "validFrom", "validUntil", "datePublished"})
_SCHEMES = {"stance": "Stances", "quality": "EvidenceQualities", "bound": "Bounds"}
_ALL_SCHEMES = "Stances Statuses EvidenceQualities Bounds RelationFamilies Decisions"
# Properties of the context that are not for authors: what is derived, what describes terms.
_DERIVED = (
    "affirmedBy deniedBy disputesClaim origin originCount sourceCount status voice "
    "voicesAffirming voicesDenying"
)
_OF_TERMS = "polarity family ploverCode cameoCode relatesTo quantity"
# What only an import of event data states, and its judgements of identity.
_OF_IMPORTS = (
    "tone goldsteinScale mentionCount articleCount outletCount confidence eventCode country "
    "actorType knownGroup rowsRead rowsImported rowsRejected judgedActor candidate score method "
    "decision"
)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
# What a web address may hold as it stands; the rest is percent-encoded, as stores expect it.
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_LANGUAGE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")


class Field(NamedTuple):
    """A field: the IRI of its property, and what it takes.

    `takes` is one of ``node``, ``term``, ``names``, ``partial date``, ``day``, ``integer``,
    ``address``, ``value`` and ``text``.
    """

    name: str
    iri: str
    takes: str


@cache
def authored() -> dict[str, Field]:
    """Every field that an author may write, by name.

    >>> authored()["stance"].takes
    'term'
    """
    context = ontology.context()
    not_for_authors = (_DERIVED, _OF_TERMS, _OF_IMPORTS)
    not_fields = {*ontology.relations()}.union(*(names.split() for names in not_for_authors))
    fields = {
        name: _field(name, definition)
        for name, definition in context.items()
        if name[0].islower() and name not in not_fields and name not in PREFIXES
    }
    return fields | {
        "id": Field("id", "", "node"),
        "type": Field("type", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "term"),
    }


def _field(name: str, definition: str | dict[str, str]) -> Field:
    parts: dict[str, Any] = {"@id": definition} if isinstance(definition, str) else definition
    short = str(parts.get("@id") or parts.get("@reverse"))
    prefix, _, local = short.partition(":")
    iri = PREFIXES.get(prefix, prefix + ":") + local
    by_type = {
        "@id": "node",
        "@vocab": "term",
        "xsd:date": "day",
        "xsd:integer": "integer",
        "xsd:anyURI": "address",
    }
    if name in _PARTIAL_DATES:
        takes = "partial date"
    elif parts.get("@container") == "@language":
        takes = "names"
    else:
        takes = "value" if name == "value" else by_type.get(parts.get("@type", ""), "text")
    return Field(name, iri, takes)


def refusal(name: str) -> tuple[str, str]:
    """Why a name is no field: what is wrong, and what to do.

    >>> refusal("stanse")
    ("unknown field 'stanse'", "did you mean 'stance'?")
    """
    if name in _DERIVED.split():
        return f"'{name}' is derived from the claims", "leave it out"
    if name in ontology.relations():
        what = f"'{name}' is a relation, and no relation is stored as simply so"
        return what, "write it as the proposition of somebody's claim"
    near = difflib.get_close_matches(name, sorted(authored()), n=1)
    todo = f"did you mean '{near[0]}'?" if near else "docs/authoring.md lists the fields"
    return f"unknown field '{name}'", todo


def literal(field: Field, text: str) -> Value:
    """A text as the literal that the field takes. Raises `DataError` when it is none.

    >>> literal(authored()["saidOn"], "2021-08")["@type"]
    'http://www.w3.org/2001/XMLSchema#gYearMonth'
    """
    if field.takes == "partial date":
        date = PartialDate.parse(text)
        return {"@value": text, "@type": date.datatype.value}
    if field.takes == "day":
        if PartialDate.parse(text).datatype != XSD.date:
            raise DataError(f"'{text}' is no day", todo="write YYYY-MM-DD")
        return {"@value": text, "@type": XSD.date.value}
    if field.takes == "integer" or (field.takes == "value" and _INTEGER.fullmatch(text)):
        if not _INTEGER.fullmatch(text):
            raise DataError(f"'{text}' is no whole number", todo="write digits only")
        return {"@value": text, "@type": XSD.integer.value}
    if field.takes == "value" and _DECIMAL.fullmatch(text):
        return {"@value": _short(text), "@type": XSD.decimal.value}
    if field.takes == "address":
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
            raise DataError(f"'{text}' is no web address", todo="write https://...")
        return {"@value": quote(text, safe=_ASCII), "@type": XSD.anyURI.value}
    return {"@value": text}


def _short(decimal: str) -> str:
    """A decimal without trailing zeros, which stores drop, but with one digit after the point."""
    whole, _, fraction = decimal.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def term(field: str, text: str) -> str:
    """Check a term of the ontology that a field takes. Raises `DataError` with the near ones.

    >>> term("stance", "Denys")
    Traceback (most recent call last):
    kg.errors.DataError: unknown stance 'Denys', one of Affirms, Denies, Doubts, Suggests
    """
    if field == "relation":
        known: tuple[str, ...] = tuple(sorted(ontology.relations()))
    elif field == "type":
        known = _classes()
    else:
        known = ontology.concepts(_SCHEMES[field])
    if text in known:
        return text
    near = difflib.get_close_matches(text, known, n=3)
    if len(known) < 8:
        todo = f"one of {', '.join(known)}"
    else:
        todo = f"did you mean {' or '.join(near)}?" if near else "docs/ontology.md lists them"
    raise DataError(f"unknown {field} '{text}'", todo=todo)


@cache
def _classes() -> tuple[str, ...]:
    context = ontology.context()
    named = {name for name in context if name[0].isupper()} - {"Judgement"}
    for scheme in _ALL_SCHEMES.split():
        named -= {scheme, *ontology.concepts(scheme)}
    return tuple(sorted(named))


@cache
def kinds_of_source() -> frozenset[str]:
    """The types that make a node a source: the context's types of schema.org.

    >>> "NewsArticle" in kinds_of_source()
    True
    """
    context = ontology.context()
    named = (name for name in context if name[0].isupper())
    return frozenset(name for name in named if str(context[name]).startswith("schema:"))


_OF_SOURCES = "publisher datePublished url sha256 headline inLanguage reports"
_OF_EVIDENCE = "hasSource selector section start end quote prefix suffix"
_OF_THINGS = "prefLabel altLabel exactMatch closeMatch"
_OF_TIMES = "earliestBegin latestBegin earliestEnd latestEnd"


@cache
def owners() -> dict[str, tuple[str, ...]]:
    """The kinds of node that a field belongs to, by its name; ``id`` and ``type`` belong to all.

    >>> owners()["stance"]
    ('Claim',)
    """
    things = ("Actor", "Place", "Event", "Office")
    given: dict[str, tuple[str, ...]] = dict.fromkeys(_OF_SOURCES.split(), ("Source",))
    given |= dict.fromkeys(_OF_EVIDENCE.split(), ("Evidence",))
    given |= {"credits": ("Claim", "Source")}
    given |= dict.fromkeys(_OF_THINGS.split(), things)
    given |= dict.fromkeys(_OF_TIMES.split(), ("Claim", "Proposition", "Source"))
    stated = {name: ontology.domains(name) for name in authored()}
    return {name: kinds for name, kinds in stated.items() if kinds} | given


def language(tag: str) -> str:
    """A language tag in lower case. Raises `DataError` when it is none.

    >>> language("en-GB")
    'en-gb'
    """
    try:
        if not _LANGUAGE.fullmatch(tag.lower()):
            raise ValueError(tag)
        Literal("", language=tag.lower())
    except ValueError:
        todo = "write for example en, fa, prs or ps"
        raise DataError(f"'{tag}' is no language tag", todo=todo) from None
    return tag.lower()
