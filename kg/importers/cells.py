"""The rows of a spreadsheet as text, whatever kind of file they come from."""

from __future__ import annotations

from typing import NamedTuple

from kg.findings import Finding


class Content(NamedTuple):
    """What a cell holds: its text, or why it cannot be read and what to do.

    `dated` marks what the file itself holds as a date, which a program may have made of a text.
    """

    text: str
    fault: str = ""
    todo: str = ""
    dated: bool = False


class Row(NamedTuple):
    """A row, by the number that spreadsheet programs show; missing cells at its end are empty."""

    number: int
    cells: list[Content]


class Sheet(NamedTuple):
    """The rows that hold anything, the first of them the header, and what was found wrong."""

    rows: list[Row]
    findings: list[Finding]


def filled(content: Content) -> bool:
    """Whether a cell holds anything but blanks.

    >>> filled(Content("  ")), filled(Content("", "a formula"))
    (False, True)
    """
    return bool(content.text.strip() or content.fault)
