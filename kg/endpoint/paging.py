"""Answers that a store cuts: the rest is asked for, page by page.

Virtuoso gives no more than so many rows (10,000 unless it is told otherwise) and says so by a
header alone. It refuses to sort for an offset beyond that, but not when the sorted query stands
within another.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

from kg.endpoint.asking import Line
from kg.endpoint.kept import Kept, content_of, joined, once
from kg.errors import QueryError, StoreError
from kg.sparql import Query

_HERE = Path(__file__).parent
# The header by which Virtuoso says that it gave as many rows as it may.
CUT = "x-sparql-maxrows"
# What it says of a sorted query with an offset or limit beyond that, and of an offset alone.
_REFUSED = ("SR350", "SR353")
# The most rows that are asked for at once.
_PAGE = 10_000


def whole(line: Line, query: Query) -> Kept:
    """The answer to a SELECT query, in JSON, with all its rows.

    Raises `StoreError` when the store keeps rows back that cannot be asked for.
    """
    try:
        reply = line.ask(query)
    except (StoreError, QueryError) as error:
        if query.names_its_graphs or not any(sign in error.what for sign in _REFUSED):
            raise
        reply = line.ask(query.sliced(0))
        return joined(_pages(line, query, content_of(reply.body)))
    if CUT not in reply.headers:
        return once(reply.body) if reply.of_virtuoso and query.is_distinct else reply.body
    most = int(reply.headers[CUT])
    if query.limit is not None and query.limit <= most:
        return reply.body
    if query.names_its_graphs:
        reply.body.close()
        what = f"the store gives no more than {most:,} rows, and this query names its graphs"
        raise StoreError(what, line.url, "write GRAPH in the place of FROM, or set a LIMIT")
    return joined(_pages(line, query, content_of(reply.body)))


def _pages(line: Line, query: Query, first: Any) -> Iterator[Any]:
    """The pages of an answer, its first page being known, be it empty."""
    # Only in one order, the same for each page, do pages fit together.
    ordered = query.sliced(None).ordered(first["head"]["vars"])
    known = len(first["results"]["bindings"]) if ordered.text == query.sliced(None).text else 0
    yield first if known else _with_rows(first, [])
    size = _count(line, ordered) - query.offset
    size = max(0, size if query.limit is None else min(size, query.limit))
    while known < size:
        page = _content(line, ordered, min(_PAGE, size - known), query.offset + known)
        rows = len(page["results"]["bindings"])
        if not rows:
            what = f"only {known:,} of {size:,} rows came"
            raise StoreError(what, line.url, "ask again: they may have changed meanwhile")
        known += rows
        yield page


def _with_rows(content: Any, rows: list[Any]) -> Any:
    return content | {"results": {"bindings": rows}}


def _count(line: Line, query: Query) -> int:
    """How many rows a query has."""
    content = content_of(line.ask(_within("count", query)).body)
    return int(content["results"]["bindings"][0]["rows"]["value"])


def _content(line: Line, query: Query, limit: int, offset: int) -> Any:
    """Some of the rows of a query."""
    return content_of(line.ask(_within("page", query, limit=limit, offset=offset)).body)


def _within(name: str, query: Query, **values: int) -> Query:
    """A query about the rows of another, which stands within it."""
    template = Template((_HERE / f"{name}.rq").read_text(encoding="utf-8"))
    return Query(template.substitute(values, prologue=query.prologue, query=query.body))
