"""Cells that say that they hold nothing: which marks count in which column, and how many there
are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from kg.importers.cells import BLANKS, MISSING

# How many columns a note names.
_NAMED = 6
# The mark that is also the code of a country, Namibia; and how such codes are written.
_NAMIBIA = "NA"
_CODE = "^[A-Za-z]{2}$"
# Words in the names of columns that hold countries.
_COUNTRY = re.compile(
    r"(?<![a-z])(countr(y|ies)|ctry|iso|iso[_ -]?a?2|alpha[_ -]?2|fips|cc|nation(ality)?|land|"
    r"pa[ií]s|pays)(?![a-z])|country|[a-z](Country|ISO|Iso|CC)\b"
)


class Missing(NamedTuple):
    """Which texts mean an empty cell: `marks`, and `columns` for those that have marks of their
    own."""

    marks: tuple[str, ...] = MISSING
    columns: Mapping[str, tuple[str, ...]] = {}

    def of(self, column: str) -> tuple[str, ...]:
        """The marks of a column.

        >>> Missing(("NA", "-"), {"side": ("-",)}).of("side")
        ('-',)
        """
        return self.columns.get(column, self.marks)


def is_of_countries(column: str) -> bool:
    """Whether a column is named for countries, so that NA may be the code of Namibia.

    >>> [is_of_countries(name) for name in ("Country", "iso2", "actor1_country", "Organisation")]
    [True, True, True, False]
    """
    return bool(_COUNTRY.search(column) or _COUNTRY.search(column.lower()))


class Emptied:
    """Makes cells null that hold nothing, and counts those that say so."""

    def __init__(self, missing: Missing) -> None:
        self._missing = missing
        self._counts: dict[str, Counter[str]] = {}
        # Columns of countries with NA, and with anything but codes of two letters.
        self._namibia: Counter[str] = Counter()
        self._names: set[str] = set()

    def of(self, column: str, cells: pa.Array) -> pa.Array:
        """The cells of a column without blanks and unseen marks at their ends; null where that
        leaves nothing, or a mark of the column."""
        text = pc.utf8_trim(cells, characters=BLANKS)
        marks = set(self._missing.of(column))
        if _NAMIBIA in marks and column not in self._missing.columns and is_of_countries(column):
            marks.discard(_NAMIBIA)
            self._look_for_codes(column, text, marks)
        marked = pc.is_in(text, value_set=pa.array(sorted(marks), pa.string()))
        if pc.any(marked).as_py():
            for found in pc.value_counts(text.filter(marked)):
                self._count(column, found["values"].as_py(), found["counts"].as_py())
        nothing = pc.or_(marked, pc.equal(text, ""))
        return pc.if_else(nothing, pa.scalar(None, pa.string()), text)

    def filled(self, column: str, texts: Iterable[str]) -> list[str]:
        """The texts of a column that hold anything."""
        marks = self._missing.of(column)
        found = []
        for text in texts:
            if text in marks:
                self._count(column, text, 1)
            elif text:
                found.append(text)
        return found

    def _count(self, column: str, mark: str, times: int) -> None:
        self._counts.setdefault(column, Counter())[mark] += times

    def _look_for_codes(self, column: str, text: pa.Array, marks: set[str]) -> None:
        self._namibia[column] += pc.sum(pc.equal(text, _NAMIBIA)).as_py() or 0
        filled = text.filter(pc.invert(pc.is_in(text, value_set=pa.array(["", *sorted(marks)]))))
        coded = pc.match_substring_regex(filled, _CODE)
        if pc.any(pc.invert(coded)).as_py():
            self._names.add(column)

    def without_namibia(self) -> list[str]:
        """The columns of countries in which NA means nothing after all, since others of their cells
        are no codes."""
        found = [column for column, times in self._namibia.items() if times]
        empty = [column for column in found if column in self._names]
        for column in empty:
            self._count(column, _NAMIBIA, self._namibia[column])
        return empty

    def notes(self) -> list[str]:
        """How many cells were taken as empty, in which columns."""
        notes = []
        if self._counts:
            number = sum(counts.total() for counts in self._counts.values())
            were = "1 cell was" if number == 1 else f"{number:,} cells were"
            found = [_counted(column, self._counts[column]) for column in self._counts]
            notes.append(f"{were} taken as empty: {_list(found)}")
        kept = [
            f"{column} ({times:,})"
            for column, times in self._namibia.items()
            if times and column not in self._names
        ]
        if kept:
            notes.append(f"NA was taken as the code of a country in {_list(kept)}")
        return notes


def _counted(column: str, counts: Counter[str]) -> str:
    return f"{', '.join(sorted(counts))} in {column} ({counts.total():,})"


def _list(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _NAMED} more columns" if len(texts) > _NAMED else ""
    return "; ".join(texts[:_NAMED]) + more
