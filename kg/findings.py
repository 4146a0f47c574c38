"""What was found wrong in which place, and where each statement stands in its file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.errors import DataError, visible

_PLACE = re.compile(r"(.*):([0-9]+)(?: \(column .*\))?", re.DOTALL)


class Cell(NamedTuple):
    """A cell of a spreadsheet: its row, counted from 1, and the name of its column.

    >>> str(Cell(7, "stance"))
    '7 (column stance)'
    """

    row: int
    column: str

    def __str__(self) -> str:
        return f"{self.row} (column {self.column})"


# Where something stands in a file: on a line, or in a cell.
Line = int | Cell


class Finding(NamedTuple):
    """One fault: what is wrong, where (``file:line``), and what to do.

    >>> str(Finding("no claimant", "a.yaml:3", "add 'claimant'"))
    "a.yaml:3: no claimant; add 'claimant'"
    """

    what: str
    where: str = ""
    todo: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return visible(f"{place}{self.what}" + (f"; {self.todo}" if self.todo else ""))


def line_of(finding: Finding) -> tuple[str, int, str]:
    """Where a finding stands, as a key to sort by: file, line, then what it says.

    >>> line_of(Finding("no claimant", "a.yaml:12"))
    ('a.yaml', 12, 'no claimant')
    >>> line_of(Finding("unknown stance", "a.csv:7 (column stance)"))
    ('a.csv', 7, 'unknown stance')
    """
    place = _PLACE.fullmatch(finding.where)
    if place is None:
        return finding.where, 0, finding.what
    return place[1], int(place[2]), finding.what


class Positions:
    """The line on which each subject, and each of its properties, stands in a file.

    `described` holds the subjects of which the file gives the whole description.

    >>> positions = Positions("a.yaml")
    >>> positions.add("http://example.org/c", "", 3)
    >>> positions.where("http://example.org/c", "http://example.org/p")
    'a.yaml:3'
    >>> positions.where("http://example.org/d")
    'a.yaml'
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._lines: dict[tuple[str, str], Line] = {}
        self.described: set[str] = set()

    def add(self, subject: str, predicate: str, line: Line) -> None:
        """Note the first line on which `subject` has `predicate`; ``""`` means its beginning."""
        self._lines.setdefault((subject, predicate), line)

    def __contains__(self, subject: str) -> bool:
        return (subject, "") in self._lines

    def where(self, subject: str, predicate: str = "") -> str:
        """``file:line`` of the property, else of its subject, else the file."""
        line = self._lines.get((subject, predicate)) or self._lines.get((subject, ""))
        return f"{self.file}:{line}" if line else self.file


def refuse(findings: Sequence[Finding]) -> None:
    """Raise `DataError` for the first finding, and say how many more there are."""
    if not findings:
        return
    first = findings[0]
    more = len(findings) - 1
    rest = f"and {more} more" if more else ""
    raise DataError(first.what, first.where, "; ".join(part for part in (first.todo, rest) if part))
