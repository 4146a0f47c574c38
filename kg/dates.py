"""Partial dates: a day, a month or a year, each in its XML Schema type."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.errors import DataError
from kg.terms import XSD

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class PartialDate(NamedTuple):
    """A date as far as it is known, with the first and the last day that it may mean.

    >>> PartialDate.parse("2021-08").last
    datetime.date(2021, 8, 31)
    """

    text: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

        Raises `DataError` when the text has another form or no such day exists.

        >>> PartialDate.parse("2021-02-30")
        Traceback (most recent call last):
        kg.errors.DataError: no such date '2021-02-30', write YYYY-MM-DD, YYYY-MM or YYYY
        """
        match = _FORM.fullmatch(text)
        try:
            if match is None:
                raise ValueError(text)
            year, month, day = (int(part) if part else None for part in match.groups())
            assert year is not None
            first = date(year, month or 1, day or 1)
        except ValueError:
            raise DataError(
                f"no such date '{text}'", todo="write YYYY-MM-DD, YYYY-MM or YYYY"
            ) from None
        last_month = month or 12
        last_day = day or calendar.monthrange(year, last_month)[1]
        return cls(text, first, date(year, last_month, last_day))

    @property
    def datatype(self) -> NamedNode:
        """``xsd:date``, ``xsd:gYearMonth`` or ``xsd:gYear``: a partial date is never a date."""
        return (XSD.gYear, XSD.gYearMonth, XSD.date)[self.text.count("-")]

    def literal(self) -> Literal:
        """The date as an RDF literal.

        >>> str(PartialDate.parse("2021").literal())
        '"2021"^^<http://www.w3.org/2001/XMLSchema#gYear>'
        """
        return Literal(self.text, datatype=self.datatype)


def in_words(text: str, first: str = "", last: str = "") -> str:
    """A date as people read it: the day, else the days between which it lies, else as stated.

    `first` and `last` are the earliest and the latest day (``YYYY-MM-DD``) or ``""``.

    >>> in_words("2021-08", "2021-08-28", "2021-08-29")
    '2021-08-28 to 2021-08-29'
    >>> in_words("", "", "2021-08-29")
    'by 2021-08-29'
    """
    if first and first == last:
        return first
    if first and last and not _whole(text, first, last):
        return f"{first} to {last}"
    if text:
        return text
    return f"by {last}" if last else f"{first} or later" if first else ""


def _whole(text: str, first: str, last: str) -> bool:
    """Whether the days are just those that the partial date itself may mean."""
    if not _FORM.fullmatch(text):
        return False
    date = PartialDate.parse(text)
    return (date.first.isoformat(), date.last.isoformat()) == (first, last)
