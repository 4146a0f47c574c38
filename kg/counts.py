"""Counts over the whole graph, by status, relation, voice, publisher or time.

They are made over tables, by DuckDB: those that lie beside a store that holds event data, and what
queries tell of everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.answers import Queryable
from kg.errors import UsageError
from kg.tables import counts
from kg.tables.duck import at_work
from kg.tabulated import Tabulated


class Counted(NamedTuple):
    """A table of counts: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[tuple[str | int, ...]]


_COUNTS: dict[str, Callable[[Tabulated], ir.Table]] = {
    "status": lambda whole: counts.by_status(whole.standings()),
    "relation": lambda whole: counts.by_relation(whole.standings()),
    "family": lambda whole: counts.by_family(whole.standings(), whole.relations()),
    "voice": lambda whole: counts.by_voice(whole.voices()),
    "publisher": lambda whole: counts.by_publisher(whole.claims(), whole.sources()),
    "year": lambda whole: counts.by_time(whole.standings(), 4),
    "month": lambda whole: counts.by_time(whole.standings(), 7),
    "day": lambda whole: counts.by_time(whole.standings(), 10),
}
BY = tuple(_COUNTS)
_IN_TIME = ("year", "month", "day")
_NAMED = ("voice", "publisher")


def count(graph: Queryable, by: str) -> Counted:
    """Count what a graph holds by one of `BY`: the most frequent first, times in their order.

    Raises `UsageError` for any other.

    >>> from kg import flagship
    >>> count(flagship.load(), "status").columns
    ['status', 'propositions', 'disputed', 'reports']
    """
    if by not in BY:
        raise UsageError(f"nothing is counted by '{by}'", todo=f"known are {', '.join(BY)}")
    with at_work() as duck:
        whole = Tabulated(graph, duck)
        found = _ordered(_COUNTS[by](whole), by)
        if by in _NAMED:
            found = _named(found, whole.things())
        return Counted(list(found.columns), duck.fetch(found))


def _ordered(found: ir.Table, by: str) -> ir.Table:
    key, number = found.columns[:2]
    return found.order_by(key) if by in _IN_TIME else found.order_by(ibis.desc(number), key)


def _named(found: ir.Table, things: ir.Table) -> ir.Table:
    key, *numbers = found.columns
    named = things.group_by("id").agg(name=things.name.min())
    joined = found.left_join(named, [(key, "id")])
    name = ibis.coalesce(joined.name, joined[key])
    table = joined.select(**{key: name}, **{one: joined[one] for one in numbers}, id=joined[key])
    return table.order_by(ibis.desc(numbers[0]), key, "id")
