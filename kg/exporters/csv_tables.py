"""CSV: the network as two tables, nodes and edges, for spreadsheets and data frames.

RFC 4180: UTF-8 without a byte order mark, commas, a header row, lines ended by CR LF. Booleans are
``true`` and ``false``; lists are written as `kg.exporters.flat` says.

A spreadsheet takes a text that begins with ``= + - @``, their full-width forms, a tab or a line
break for a formula. Such a text gets an apostrophe in front, after any apostrophes that it begins
with already; `plain` takes it away again. Numbers are left alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.exporters.flat import Cell, tables

if TYPE_CHECKING:
    import networkx

_FORMULA = re.compile("'*[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]")


def serialize(network: networkx.MultiDiGraph) -> dict[str, bytes]:
    """The tables ``nodes`` (a row for each IRI) and ``edges`` (a row for each proposition)."""
    content = tables(network)
    nodes = ([row.id, *row.cells.values()] for row in content.nodes)
    edges = ([row.id, row.source, row.target, *row.cells.values()] for row in content.edges)
    return {
        "nodes": _table(("id", *content.node_columns), nodes),
        "edges": _table(("id", "source", "target", *content.edge_columns), edges),
    }


def _table(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(header)
    table.writerows(map(_written, row) for row in rows)
    return out.getvalue().encode("utf-8")


def _written(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    return harmless(cell) if isinstance(cell, str) else cell


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Taliban"), harmless("'Abd")
    ("'=1+1", 'Taliban', "'Abd")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text that `harmless` was given.

    >>> plain(harmless("=1+1")), plain("'Abd")
    ('=1+1', "'Abd")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
