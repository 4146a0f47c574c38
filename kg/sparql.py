"""What the text of a SPARQL query says of itself: its form, its data set, its slice, its parts."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cached_property, lru_cache

from kg.errors import QueryError

# What is opaque: IRIs, strings, comments, prefixed names (those with an escape, too).
_OPAQUE = re.compile(
    r'<[^<>"{}|^`\\\x00-\x20]*>'
    r'|"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'(?:[^'\\]|\\.)*'"
    r"|\#[^\n]*"
    r"|(?<![?$\w-])(?:\w[\w.-]*)?:(?:[\w:.%-]|\\.)*",
    re.DOTALL,
)
_WORD = r"(?<![?$@\w])"
_FORM = re.compile(_WORD + r"(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_DISTINCT = re.compile(r"SELECT\s+DISTINCT\b", re.IGNORECASE)
_UPDATE = re.compile(
    _WORD + r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE
)
_FROM = re.compile(_WORD + r"FROM\b", re.IGNORECASE)
# Anywhere, within names as well: where a name ends is for a parser to say.
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
_ORDER = re.compile(_WORD + r"ORDER\s+BY\b", re.IGNORECASE)
_SLICE = re.compile(_WORD + r"(LIMIT|OFFSET)\s+(\d+)", re.IGNORECASE)
_VALUES = re.compile(_WORD + r"VALUES\b", re.IGNORECASE)
_TEMPLATE = re.compile(r"\s*\{[^}]*\}")
_DESCRIBED = re.compile(r"[^{]*?(?=\{|" + _WORD + r"(?:WHERE|FROM)\b)", re.IGNORECASE)
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)")
_BASE = re.compile(_WORD + r"BASE\b", re.IGNORECASE)
_BARE_RETURN = re.compile(r"\r(?!\n)")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Query:
    """A query as its text has it; a text that is no SPARQL says of itself what it can.

    >>> query = Query("SELECT ?s { ?s ?p 'LIMIT 1' } ORDER BY ?s LIMIT 10 # OFFSET 3")
    >>> query.form, query.limit, query.offset
    ('SELECT', 10, 0)
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._bare = _OPAQUE.sub(_blank, text)
        self._top = _outermost(self._bare)

    @cached_property
    def form(self) -> str:
        """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; ``""`` for an update or none of them.

        >>> Query("PREFIX ask: <http://example.org/> DELETE WHERE { ?s ask:a ?o }").form
        ''
        """
        found, update = _FORM.search(self._top), _UPDATE.search(self._top)
        return found[1].upper() if found and not (update and update.start() < found.start()) else ""

    @property
    def is_update(self) -> bool:
        """Whether it changes something."""
        return not self.form and bool(_UPDATE.search(self._top))

    @property
    def names_its_graphs(self) -> bool:
        r"""Whether it has a FROM clause: then that, and not the union, is its default graph.

        >>> Query("SELECT * FROM <http://example.org/g> { ?s ?p ?o }").names_its_graphs
        True
        >>> Query("# from <here>\nSELECT ?from { ?from ?p 'FROM <x>' }").names_its_graphs
        False
        """
        return bool(_FROM.search(self._top))

    @property
    def asks_others(self) -> bool:
        r"""Whether it has a SERVICE clause, by which the store that is asked asks another.

        A text without the word has none. Where the word occurs, rdflib's parser decides. Raises
        `QueryError` for a text with the word that rdflib cannot parse, or that has escapes by
        number (``\uXXXX``) or bare carriage returns as well: parsers differ in what they make of
        these.

        >>> Query("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }").asks_others
        True
        >>> Query("# SERVICE\nASK { ?service a 'SERVICE', <urn:SERVICE> }").asks_others
        False
        """
        if not _SERVICE.search(_decoded(self.text)):
            return False
        if _ESCAPE.search(self.text):
            raise _unchecked("the word SERVICE next to escapes by number")
        # rdflib takes what follows one in a comment for more of the comment, Oxigraph does not.
        if _BARE_RETURN.search(self.text):
            raise _unchecked("the word SERVICE next to a bare carriage return")
        return _has_service(self.text)

    @property
    def needs_a_base(self) -> bool:
        """Whether it has an IRI that is relative to a base that it does not declare.

        >>> Query("ASK { <actor/taliban> ?p ?o }").needs_a_base
        True
        >>> Query("BASE <http://example.org/> ASK { <a> ?p <urn:b> }").needs_a_base
        False
        """
        opaque = (match[0] for match in _OPAQUE.finditer(self.text))
        return not _BASE.search(self._top) and any(map(_RELATIVE.match, opaque))

    @property
    def is_distinct(self) -> bool:
        """Whether it wants each row but once."""
        return bool(_DISTINCT.match(self._top, self._begin))

    @property
    def limit(self) -> int | None:
        """The most rows that it asks for; None where it sets no limit."""
        return self._slice().get("LIMIT")

    @property
    def offset(self) -> int:
        """How many rows it leaves out."""
        return self._slice().get("OFFSET", 0)

    @property
    def prologue(self) -> str:
        """What is declared before the query begins: prefixes, a base; and comments."""
        return self.text[: self._begin]

    @property
    def body(self) -> str:
        """The query without its prologue."""
        return self.text[self._begin :]

    def sliced(self, limit: int | None, offset: int = 0) -> Query:
        """The query with another limit and offset, or without.

        >>> Query("SELECT * { ?s ?p ?o } LIMIT 5 VALUES ?s { <urn:a> }").sliced(3).text
        'SELECT * { ?s ?p ?o } \\nLIMIT 3 VALUES ?s { <urn:a> }'
        """
        text, place = self.text, self._end
        for match in reversed(list(_SLICE.finditer(self._top, self._begin))):
            text = text[: match.start()] + text[match.end() :]
            place = min(place, match.start())
        words = f"\nLIMIT {limit}" if limit is not None else ""
        words += f"\nOFFSET {offset}" if offset else ""
        return Query(text[:place] + words + text[place:])

    def at_most(self, limit: int) -> Query:
        """The query for no more rows than that.

        >>> Query("SELECT * { ?s ?p ?o } LIMIT 5").at_most(9).limit
        5
        """
        if self.form in ("", "ASK"):
            return self
        return self.sliced(min(limit, limit if self.limit is None else self.limit), self.offset)

    def ordered(self, variables: Iterable[str]) -> Query:
        """The query with an order in which no two different rows are alike.

        >>> Query("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o LIMIT 3").ordered(["s", "o"]).text
        'SELECT ?s ?o { ?s ?p ?o } ORDER BY ?o ?s LIMIT 3'
        """
        order, place = _ORDER.search(self._top), self._order_end
        given = re.findall(r"[?$](\w+)", self._top[order.end() : place]) if order else []
        lacking = " ".join(f"?{name}" for name in variables if name not in given)
        if not lacking:
            return self
        words = f"{lacking} " if order else f"\nORDER BY {lacking}\n"
        return Query(self.text[:place] + words + self.text[place:])

    def unordered(self) -> Query:
        """The query for the same rows in whatever order.

        >>> Query("SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3").unordered().text
        'SELECT ?s { ?s ?p ?o } LIMIT 3'
        """
        order = _ORDER.search(self._top)
        if order is None:
            return self
        return Query(self.text[: order.start()] + self.text[self._order_end :])

    def as_select(self) -> Query | None:
        """The query for what a CONSTRUCT or DESCRIBE query is made from; None where that is a list.

        >>> made = Query("CONSTRUCT { ?s a ?o } FROM <urn:g> WHERE { ?s ?p ?o }").as_select()
        >>> made.text if made else ""
        'SELECT *  FROM <urn:g> WHERE { ?s ?p ?o }'
        >>> Query("DESCRIBE <urn:a>").as_select() is None
        True
        """
        start = self._begin + len(self.form)
        if "{" not in self._top[start:]:
            return None
        made = (_TEMPLATE if self.form == "CONSTRUCT" else _DESCRIBED).match(self._top, start)
        rest = self.text[made.end() if made else start :]
        return Query(self.prologue + "SELECT * " + rest)

    @cached_property
    def _begin(self) -> int:
        """Where the prologue ends."""
        found = _FORM.search(self._top)
        return found.start() if found else 0

    @cached_property
    def _end(self) -> int:
        """Where the query ends, but for the values that may follow."""
        found = _VALUES.search(self._top, self._begin)
        return found.start() if found else len(self._top.rstrip())

    @cached_property
    def _order_end(self) -> int:
        """Where an order ends, or would: before limit and offset."""
        sliced = [match.start() for match in _SLICE.finditer(self._top, self._begin)]
        return min([self._end, *sliced])

    def _slice(self) -> dict[str, int]:
        return {m[1].upper(): int(m[2]) for m in _SLICE.finditer(self._top, self._begin)}


@lru_cache(maxsize=256)
def read(text: str) -> Query:
    """The query of a text; the same text is read once."""
    return Query(text)


def _decoded(text: str) -> str:
    r"""A text without escapes by number, nor any that decoding makes.

    >>> _decoded(r"\u0053ERVICE \u005Cu0053ERVICE")
    'SERVICE SERVICE'
    """
    while (plain := _ESCAPE.sub(_character, text)) != text:
        text = plain
    return text


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= sys.maxunicode else "\N{REPLACEMENT CHARACTER}"


def _has_service(text: str) -> bool:
    """Whether a query has a SERVICE clause, as rdflib's parser reads it."""
    # Slow to load, and few queries have the word.
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parts = [parseQuery(text)]
    # It raises errors of several libraries, and some by mistake.
    except Exception:
        raise _unchecked("the word SERVICE in a query that rdflib's parser cannot read") from None
    while parts:
        part = parts.pop()
        if getattr(part, "name", None) == "ServiceGraphPattern":
            return True
        if isinstance(part, dict):
            parts.extend(part.values())
        elif not isinstance(part, str) and isinstance(part, Iterable):
            parts.extend(part)
    return False


def _unchecked(what: str) -> QueryError:
    return QueryError(
        f"{what}: whether it asks another store cannot be checked",
        todo="leave the word out, or allow it by --federate, in Python by federate=True",
    )


def _blank(match: re.Match[str]) -> str:
    """As much room as something opaque takes."""
    return ("~" if match[0][0] != "#" else " ") * len(match[0])


def _outermost(bare: str) -> str:
    """A text in which what lies within braces and parentheses is blank; as long as it was."""
    depth, out = 0, []
    for mark in bare:
        depth -= mark in "})"
        out.append(mark if depth <= 0 else " ")
        depth += mark in "{("
    return "".join(out)
