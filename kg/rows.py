"""Rows that answer a query: to iterate, to print, to hand on as a table."""

from __future__ import annotations

import io
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from kg.errors import QueryError, visible
from kg.terms import XSD, shorten

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value: TypeAlias = "str | int | Decimal | bool | None"


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
            try:
                self._terms = [tuple(solution) for solution in self._solutions]
            except (RuntimeError, SyntaxError, OSError) as error:
                raise QueryError(f"the query cannot be answered: {error}") from None
        return self._terms

    def __iter__(self) -> Iterator[Any]:
        row = _row_class(tuple(self.columns))
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


@cache
def _row_class(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


def _decimal(text: str) -> Value:
    from decimal import Decimal

    return Decimal(text)


_PYTHON: dict[str, Callable[[str], Value]] = {
    XSD.integer.value: int,
    XSD.decimal.value: _decimal,
    XSD.boolean.value: lambda text: text in ("true", "1"),
}


def python_value(term: Term | None) -> Value:
    """An RDF term as a Python value.

    >>> python_value(ox.Literal("6000", datatype=XSD.integer))
    6000
    """
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.Literal):
        convert = _PYTHON.get(term.datatype.value)
        return convert(term.value) if convert else term.value
    return None if term is None else str(term)


def _cell(term: Term | None, base: str) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value, base)
    return term.value if isinstance(term, ox.Literal) else str(term)


def one_line(cell: str) -> str:
    r"""A text on one line; control and direction characters are shown by their numbers.

    >>> one_line("a\nb\x1b[2J")
    'a b\\x1b[2J'
    """
    return visible(" ".join(cell.split()))


def as_text(columns: list[str], cells: list[list[str]]) -> str:
    """An aligned text table.

    >>> print(as_text(["name"], [["Kabul"]]))
    name
    -----
    Kabul
    """
    lines = [[one_line(cell) for cell in row] for row in cells]
    widths = [max(map(len, column)) for column in zip(columns, *lines, strict=True)]
    table = [columns, ["-" * width for width in widths], *lines]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~])")
_FIRST = re.compile(r"^(?:(\d+)([.)])|([-+]))")


def markdown(text: str) -> str:
    r"""A text on one line with what Markdown and HTML would take for their own escaped.

    >>> print(markdown("1. a*b & <c>"))
    1\. a\*b &amp; \<c\>
    """
    escaped = _MARKS.sub(r"\\\1", one_line(text).replace("&", "&amp;"))
    return _FIRST.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", escaped)


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows of cells, the first with the names of the columns, as CSV.

    >>> as_csv([["name"], ["Kabul, Panjshir"]])
    'name\\r\\n"Kabul, Panjshir"\\r\\n'
    """
    import csv

    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def as_markdown(columns: list[str], cells: list[list[str]], *, markup: bool = True) -> str:
    r"""A Markdown table. Cells may hold markup of their own, but for pipes; without `markup`,
    everything in them is shown as it stands.

    >>> print(as_markdown(["name"], [["a|b"]]))
    | name |
    | --- |
    | a\|b |
    >>> print(as_markdown(["name"], [["a*b"]], markup=False))
    | name |
    | --- |
    | a\*b |
    """

    def line(row: list[str]) -> str:
        return f"| {' | '.join(map(shown, row))} |"

    def shown(cell: str) -> str:
        if not markup:
            return markdown(cell)
        return one_line(cell).replace("\\", "\\\\").replace("|", "\\|")

    return "\n".join([line(columns), "| --- " * len(columns) + "|", *map(line, cells)])
