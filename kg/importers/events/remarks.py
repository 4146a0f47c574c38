"""What the user of an import should know of the things that it made."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from kg.tables.engine import Engine

# How many things a remark names, and how much of each; the rest is counted.
_NAMED = 3


def remarks(things: ir.Table, engine: Engine) -> list[str]:
    """Remarks on things that rows put at several points, and on names that differ in signs and
    make one id."""
    placed = things.filter(things.points.length() > 0)
    written = things.filter(things.written.length() > 0)
    found = []
    for table, head, column, text in (
        (placed, "{} at several points; the most frequent one is kept", "points", _pointed),
        (written, "{} joined from names that differ only in signs", "written", _joined),
    ):
        ((number,),) = engine.fetch(table.count().as_table())
        if number:
            columns = ("id", "name", "latitude", "longitude", column)
            some = engine.fetch(table.order_by("id").select(*columns).limit(_NAMED))
            what = "1 thing is" if number == 1 else f"{number:,} things are"
            more = f"; and {number - _NAMED:,} more" if number > _NAMED else ""
            found.append(f"{head.format(what)}: {'; '.join(text(*row) for row in some)}{more}")
    return found


def _pointed(id: str, name: str, latitude: str, longitude: str, others: Sequence[str]) -> str:
    return f"'{name}' ({id}) at {latitude} {longitude}, not at {_listed(others)}"


def _joined(id: str, name: str, latitude: str, longitude: str, written: Sequence[str]) -> str:
    return f"{_listed([repr(one) for one in written])} ({id})"


def _listed(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _NAMED:,} more" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + more
