"""Rows on standard output: a drawn table on a terminal, plain columns in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.cli.arguments import say, write
from kg.rows import Rows, as_text, one_line

if TYPE_CHECKING:
    from rich.console import Console


def print_table(rows: Rows, columns: list[str] | None = None) -> None:
    """Print rows as a table; with `columns`, only those.

    On a terminal too narrow for all, columns that hold nothing but ids are left out, and named.
    """
    chosen = columns or rows.columns
    if not sys.stdout.isatty():
        write(as_text(chosen, _cells(rows, chosen)))
        return
    from rich.console import Console

    console = Console()
    fitting = chosen if _width(rows, chosen) <= console.width else _readable(rows, chosen)
    _draw(console, fitting, _cells(rows, fitting))
    hidden = [name for name in chosen if name not in fitting]
    if hidden:
        say(f"note: not shown here: {', '.join(hidden)}; --format csv has all columns")


def _cells(rows: Rows, columns: list[str]) -> list[list[str]]:
    places = [rows.columns.index(name) for name in columns]
    return [[one_line(row[place]) for place in places] for row in rows.cells()]


def _width(rows: Rows, columns: list[str]) -> int:
    """The width of the drawn table with no line broken: three characters between columns."""
    cells = [columns, *_cells(rows, columns)]
    return sum(max(map(len, column)) + 3 for column in zip(*cells, strict=True)) + 1


def _readable(rows: Rows, columns: list[str]) -> list[str]:
    """The columns that hold more than ids; all of them where there is no other."""

    def only_ids(name: str) -> bool:
        place = rows.columns.index(name)
        terms = [row[place] for row in rows.terms() if row[place] is not None]
        return bool(terms) and all(isinstance(term, ox.NamedNode) for term in terms)

    return [name for name in columns if not only_ids(name)] or columns


def _draw(console: Console, columns: list[str], cells: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)
