"""XLSX workbooks, through openpyxl."""

from __future__ import annotations

import re
import warnings
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import DataError
from kg.findings import Finding
from kg.importers.cells import Content, Row, Sheet, filled
from kg.inputs import require

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "claims"
_LARGEST = 60_000_000
_CELLS = 1_000_000
_COLUMNS = 200
_ROWS = 100_000
# In a number format: texts between quotes or brackets, and escaped characters.
_NOT_PARTS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


def read(path: Path, name: str = SHEET) -> Sheet:
    """The rows of a workbook's sheet of a name, or of its only sheet that holds anything.

    Raises `DataError` when it is no workbook, or when it is not clear which sheet is meant.
    """
    sheet = _sheet(path, _worksheets(path), name)
    if sheet.max_row > _ROWS:
        todo = "split it, or delete the rows below the last one"
        raise DataError(f"{sheet.max_row} rows", str(path), todo)
    findings = [
        Finding(f"merged cells {area}", f"{path}:{area.min_row}", "unmerge them, and fill in each")
        for area in sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, str(area)))
    ]
    rows = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        contents = [_content(cell) for cell in cells]
        if any(map(filled, contents)):
            rows.append(Row(number, contents))
    return Sheet(rows, findings)


def _worksheets(path: Path) -> list[Worksheet]:
    import openpyxl

    require(path)
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > _LARGEST:
                raise DataError("too large to be read", str(path), "split it")
            for name in parts.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_spread(path, parts.read(name))
        with warnings.catch_warnings():
            # openpyxl warns of what it does not keep, such as drop-down lists.
            warnings.simplefilter("ignore")
            return list(openpyxl.load_workbook(path).worksheets)
    except DataError:
        raise
    except Exception as error:  # whatever openpyxl raises on a file that is no workbook
        todo = "save it as .xlsx without a password, or as CSV"
        raise DataError(f"not a workbook: {error}", str(path), todo) from None


# A cell, or an area of merged cells, in the XML of a sheet: the column and row of its last corner.
_PLACED = re.compile(
    rb'<(?:\w+:)?(?:c|mergeCell)\b[^>]*?\b(?:r|ref)="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3})([0-9]{1,7})"'
)


def _refuse_spread(path: Path, sheet: bytes) -> None:
    """Refuse a sheet whose cells lie so far apart, or are so many, that reading would not end."""
    count = 0
    for match in _PLACED.finditer(sheet):
        count += 1
        column, row = match[1].decode(), int(match[2])
        if len(column) > 2 or _number(column) > _COLUMNS or row > _ROWS:
            todo = "delete what lies beyond the columns and rows of the claims"
            raise DataError(f"a cell far out, {column}{row}", str(path), todo)
    if count > _CELLS:
        raise DataError(f"{count} cells", str(path), "split it")


def _number(column: str) -> int:
    """The number of a column.

    >>> _number("A"), _number("AB")
    (1, 28)
    """
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _sheet(path: Path, sheets: list[Worksheet], name: str) -> Worksheet:
    """The sheet of that name, or the only one that holds anything."""
    named = [sheet for sheet in sheets if sheet.title.strip().lower() == name]
    used = named or [sheet for sheet in sheets if _used(sheet)]
    if len(used) > 1:
        names = ", ".join(f"'{sheet.title}'" for sheet in used)
        raise DataError(f"several sheets, {names}", str(path), f"name the one to read '{name}'")
    if not used:
        raise DataError("an empty workbook", str(path), f"fill in a sheet named '{name}'")
    return used[0]


def _used(sheet: Worksheet) -> bool:
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _content(cell: Any) -> Content:
    """What a cell holds, as text: a day as YYYY-MM-DD, a number in digits."""
    value = cell.value
    if value is None:
        return Content("")
    if cell.data_type == "f":
        return Content("", "a formula", "put its value in its place")
    if cell.data_type == "e":
        return Content("", f"the error {value}", "write the value")
    if isinstance(value, bool):
        return Content(str(value).upper())
    if isinstance(value, int | float):
        return Content(_digits(value))
    if isinstance(value, date):
        return _day(value, str(cell.number_format))
    if cell.is_date:
        return Content("", "a time", "write the day, as text or as a date")
    return Content(str(value))


def _digits(number: float) -> str:
    """A number with the 15 digits that spreadsheet programs keep, never with an exponent.

    >>> [_digits(number) for number in (6000, 2.50, 0.1 + 0.2, 3.0, 1e-7)]
    ['6000', '2.5', '0.3', '3', '0.0000001']
    """
    if isinstance(number, int):
        return str(number)
    text = format(Decimal(f"{number:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: date, number_format: str) -> Content:
    """A date as far as its cell shows it: programs make the first of August of "2021-08".

    >>> _day(date(2021, 8, 1), "mmm-yy").text
    '2021-08'
    >>> _day(date(2021, 8, 28), "mmm-yy").fault
    'a cell that shows a month and holds the day 2021-08-28'
    """
    if isinstance(value, datetime) and value != datetime(value.year, value.month, value.day):
        return Content("", f"a day with a time, {value:%Y-%m-%d %H:%M}", "write the day alone")
    day = f"{value:%Y-%m-%d}" if value.year > 999 else value.isoformat()[:10]
    shown = set(_NOT_PARTS.sub("", number_format.lower()))
    if "d" in shown or not shown & {"m", "y"}:
        return Content(day, dated=True)
    part = "month" if "m" in shown else "year"
    if not day.endswith("-01" if part == "month" else "-01-01"):
        todo = "show the whole day, or write what is known as text"
        return Content("", f"a cell that shows a {part} and holds the day {day}", todo)
    return Content(day[:7] if part == "month" else day[:4], dated=True)
