"""Rows that answer a query: to iterate, to print, to hand on as a table."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.terms import XSD, shorten

if TYPE_CHECKING:
    import pandas

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value = str | int | Decimal | bool | None


class Rows:
    """The answer to a SELECT query: named columns, and rows as named tuples of Python values.

    IRIs, texts and dates are strings, integers and decimals are numbers, an unbound variable is
    None. A column whose name Python forbids is named by its place: ``_0``.

    >>> store = ox.Store()
    >>> rows = Rows(store.query("SELECT ?a ?b { VALUES (?a ?b) { (1 'x') } }"))
    >>> list(rows)
    [Row(a=1, b='x')]
    >>> print(rows)
    a  b
    -  -
    1  x
    """

    def __init__(self, solutions: ox.QuerySolutions, base: str = "") -> None:
        self.columns: list[str] = [variable.value for variable in solutions.variables]
        self._base = base
        self._terms: list[tuple[Term | None, ...]] | None = None
        self._solutions = solutions

    def terms(self) -> list[tuple[Term | None, ...]]:
        """The rows as RDF terms."""
        if self._terms is None:
            self._terms = [tuple(solution) for solution in self._solutions]
        return self._terms

    def __iter__(self) -> Iterator[Any]:
        row = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]
        for terms in self.terms():
            yield row(*map(python_value, terms))

    def __len__(self) -> int:
        return len(self.terms())

    def cells(self) -> list[list[str]]:
        """The rows as people read them: IRIs shortened, unbound cells empty."""
        return [[_cell(term, self._base) for term in row] for row in self.terms()]

    def __str__(self) -> str:
        return as_text(self.columns, self.cells())

    def _repr_html_(self) -> str:
        """The table that a notebook shows, escaped."""
        import html

        def line(tag: str, cells: list[str]) -> str:
            row = "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells)
            return f"<tr>{row}</tr>"

        body = "".join(line("td", cells) for cells in self.cells())
        return f"<table><thead>{line('th', self.columns)}</thead><tbody>{body}</tbody></table>"

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas data frame; needs pandas to be installed."""
        try:
            import pandas
        except ImportError:
            raise ImportError("to_pandas() needs pandas: pip install pandas") from None
        values = [list(map(python_value, terms)) for terms in self.terms()]
        return pandas.DataFrame(values, columns=self.columns)


def python_value(term: Term | None) -> Value:
    """An RDF term as a Python value.

    >>> python_value(ox.Literal("6000", datatype=XSD.integer))
    6000
    """
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        if term.datatype == XSD.integer:
            return int(term.value)
        if term.datatype == XSD.decimal:
            return Decimal(term.value)
        if term.datatype == XSD.boolean:
            return term.value in ("true", "1")
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _cell(term: Term | None, base: str) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value, base)
    return term.value if isinstance(term, ox.Literal) else str(term)


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def as_text(columns: list[str], cells: list[list[str]]) -> str:
    """An aligned text table.

    >>> print(as_text(["name"], [["Kabul"]]))
    name
    -----
    Kabul
    """
    lines = [[_one_line(cell) for cell in row] for row in cells]
    widths = [max(map(len, column)) for column in zip(columns, *lines, strict=True)]
    table = [columns, ["-" * width for width in widths], *lines]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def as_markdown(columns: list[str], cells: list[list[str]]) -> str:
    r"""A Markdown table; pipes in cells are escaped.

    >>> print(as_markdown(["name"], [["a|b"]]))
    | name |
    | --- |
    | a\|b |
    """

    def line(row: list[str]) -> str:
        escaped = (_one_line(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in row)
        return f"| {' | '.join(escaped)} |"

    return "\n".join([line(columns), line(["---"] * len(columns)), *map(line, cells)])
