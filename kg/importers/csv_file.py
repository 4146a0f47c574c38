"""CSV and TSV files, in UTF-8."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kg.errors import DataError
from kg.importers.cells import Content, Row, Sheet, filled
from kg.inputs import read_text

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def read(path: Path) -> Sheet:
    """The rows of a file. Raises `DataError` when it is not UTF-8 or its quotes do not match.

    A ``.tsv`` file is separated by tabs; any other by whichever of comma, semicolon and tab its
    header has.
    """
    text = read_text(path)
    tabs = path.suffix.lower() == ".tsv"
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter="\t" if tabs else _separator(text, path),
        strict=True,
    )
    rows: list[Row] = []
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            cells = [Content(cell) for cell in line]
            if any(map(filled, cells)):
                rows.append(Row(number, cells))
    except csv.Error as error:
        place = f"{path}:{number + 1}"
        raise DataError(f"bad CSV: {error}", place, "check the quotation marks") from None
    return Sheet(rows, [])


def _separator(text: str, path: Path) -> str:
    """The separator that the header row has; no name of a column holds one."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    found = [mark for mark in _SEPARATORS if mark in header]
    if len(found) > 1:
        both = " and ".join(_SEPARATORS[mark] for mark in found)
        todo = "separate the cells by one of them"
        raise DataError(f"{both} in the header", f"{path}:1", todo)
    return found[0] if found else ","
