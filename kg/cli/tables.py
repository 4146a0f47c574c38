"""Rows on standard output: a drawn table on a terminal, plain columns in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.cli.arguments import say, write
from kg.rows import Rows, Term, as_text, one_line
from kg.terms import XSD

if TYPE_CHECKING:
    from rich.console import Console


def print_table(rows: Rows, columns: list[str] | None = None, most: int | None = None) -> None:
    """Print rows as a table; with `columns`, only those, with `most`, only so many rows.

    On a terminal too narrow for all, columns that hold nothing but ids are left out, and named.
    """
    chosen = columns or rows.columns
    if not len(rows):
        say("no rows")
    if not sys.stdout.isatty():
        write(as_text(chosen, _cells(rows, chosen)[:most]))
        return
    from rich.console import Console

    console = Console()
    fitting, cells = chosen, _cells(rows, chosen)[:most]
    if _width([chosen, *cells]) > console.width:
        fitting = _readable(rows, chosen)
        cells = _cells(rows, fitting)[:most]
    _draw(console, fitting, cells)
    hidden = [name for name in chosen if name not in fitting]
    if hidden:
        say(f"note: not shown here: {', '.join(hidden)}; --format csv has all columns")


def _cells(rows: Rows, columns: list[str]) -> list[list[str]]:
    places = [rows.columns.index(name) for name in columns]
    return [[one_line(row[place]) for place in places] for row in rows.cells()]


def _width(lines: list[list[str]]) -> int:
    """The width of the drawn table with no line broken: three characters between columns."""
    return sum(max(map(len, column)) + 3 for column in zip(*lines, strict=True)) + 1


def _readable(rows: Rows, columns: list[str]) -> list[str]:
    """The columns that hold more than ids and addresses; all where there is no other."""

    def only_ids(name: str) -> bool:
        place = rows.columns.index(name)
        return all(_is_address(row[place]) for row in rows.terms())

    return [name for name in columns if not only_ids(name)] or columns


def _is_address(term: Term | None) -> bool:
    """Whether a cell is empty, an id or a web address."""
    address = isinstance(term, ox.Literal) and term.datatype == XSD.anyURI
    return term is None or address or isinstance(term, ox.NamedNode)


def _draw(console: Console, columns: list[str], cells: list[list[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)
