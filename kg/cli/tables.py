"""Rows on standard output: a drawn table on a terminal, plain columns in a pipe."""

from __future__ import annotations

import sys

from kg.cli.arguments import write
from kg.rows import Rows, as_text, one_line


def print_table(rows: Rows, columns: list[str] | None = None) -> None:
    """Print rows as a table; with `columns`, only those."""
    chosen = columns or rows.columns
    places = [rows.columns.index(name) for name in chosen]
    cells = [[one_line(row[place]) for place in places] for row in rows.cells()]
    if sys.stdout.isatty():
        _draw(chosen, cells)
    else:
        write(as_text(chosen, cells))


def _draw(columns: list[str], cells: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    Console().print(table)
