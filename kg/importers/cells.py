"""The rows of a spreadsheet as text, whatever kind of file they come from."""

from __future__ import annotations

from typing import NamedTuple

from kg.findings import Finding

# What shows nothing at the ends of a text: blanks of any width, and marks that turn the direction
# of writing, or join or part letters.
BLANKS = (
    "\t\n\v\f\r \x85\xa0\xad\u061c\u1680\u180e"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f"
    "\u205f\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3000\ufeff"
)
# What programs and people write into a cell that holds nothing. Letter case counts: Nan is a place
# in Thailand, NAT a code of CAMEO.
MISSING = (
    *("NA", "N/A", "n/a", "N.A.", "n.a.", "#N/A", "#NA", "<NA>", "NaN", "nan", "NaT"),
    *("NULL", "Null", "null", "None", "none", "\\N", "-", "--", "\u2013", "\u2014", ".", ".."),
    *("?", '""', "''", "\u201c\u201d"),
)
# What spreadsheet programs show where a formula failed.
ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")


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


def trimmed(text: str) -> str:
    r"""A text without what shows nothing at its ends.

    >>> trimmed("\u200f\xa0Osk\u200b ")
    'Osk'
    """
    return text.strip(BLANKS)


def filled(content: Content) -> bool:
    """Whether a cell holds anything but blanks.

    >>> filled(Content("  ")), filled(Content("", "a formula"))
    (False, True)
    """
    return bool(trimmed(content.text) or content.fault)
