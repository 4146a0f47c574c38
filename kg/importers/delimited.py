"""Text files of rows with separated cells, read so that no quotation mark swallows a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TextIO

from kg.errors import DataError
from kg.importers.cells import trimmed

# The separators of cells by the words that people use for them.
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "stroke"}
# How many characters a row has at most.
LONGEST = 4 << 20
# Text seldom holds these. Where they separate cells, quotation marks are often plain text.
_RARE = "\t|"
# Bytes that are not UTF-8, as Python's `surrogateescape` keeps them.
_BYTE = re.compile("[\udc80-\udcff]")
_SHOWN = re.compile(r"\\x([89a-f][0-9a-f])")
_DECLARED = re.compile('"?sep=(.)"?', re.IGNORECASE)


class Head(NamedTuple):
    """The first row of a file: the names of its columns, the separator of its cells, and the line
    on which it ends."""

    names: list[str]
    separator: str
    line: int


class Record(NamedTuple):
    """A row: the line on which it begins, its cells, and why it cannot be taken, or "".

    The only cell of a row with a fault is its text, in which bytes that are not UTF-8 are shown by
    their numbers.
    """

    line: int
    cells: list[str]
    fault: str = ""


def head(text: TextIO, where: str, separator: str, required: Sequence[str] = ()) -> Head:
    r"""Read a file up to its first row, which names the columns.

    A first line such as ``sep=;`` names the separator; else it is the given one. If not all of the
    required columns are found with it, but are with another, it is that one. Raises `DataError` for
    a row that is not UTF-8.

    >>> import io
    >>> head(io.StringIO("sep=;\nid;side\n1;A\n"), "x.csv", ",")
    Head(names=['id', 'side'], separator=';', line=2)
    """
    number, line = 1, text.readline(LONGEST)
    if declared := _DECLARED.fullmatch(line.strip("\r\n ")):
        separator = declared[1]
        number, line = 2, text.readline(LONGEST)
    while line and not trimmed(line):
        number, line = number + 1, text.readline(LONGEST)
    if bad := _BYTE.search(line):
        raise DataError(_not_utf8(bad[0]), f"{where}:{number}", "save the file as UTF-8")
    while line.count('"') % 2 and len(line) < LONGEST and (more := text.readline(LONGEST)):
        number, line = number + 1, line + more
    tried = [separator, *(one for one in SEPARATORS if one != separator)]
    found = [Head(_names(line, one), one, number) for one in tried]
    return next((one for one in found if set(required) <= set(one.names)), found[0])


def _names(line: str, separator: str) -> list[str]:
    """The names of columns, without empty ones at the end."""
    names = [trimmed(name) for name in next(csv.reader([line], delimiter=separator), [])]
    while names and not names[-1]:
        names.pop()
    return names


def other_separator(names: Sequence[str]) -> str:
    """The separator that a head seems to have which was read as one column, or "".

    >>> other_separator(["id;side_a;side_b"]), other_separator(["id", "side"])
    (';', '')
    """
    if len(names) != 1:
        return ""
    most = max(SEPARATORS, key=names[0].count)
    return most if most in names[0] else ""


def records(text: TextIO, first: Head, where: str) -> Iterator[Record]:
    """The rows of a file after its first one; rows without any content are left out.

    A quotation mark that is not closed, or that would make one row of several, leaves the rows
    after it as they are. The row that it is in is read with quotation marks as plain text where
    tabs or strokes separate cells; else it is given with a fault. Raises `DataError` for a line of
    more than 4 MB.
    """
    lines = _Lines(text, first.line, where)
    reader = csv.reader(lines, delimiter=first.separator, strict=True)
    with _long_fields():
        while True:
            number = lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _NotClosedError):
                yield from _quoted_badly(number, lines, first)
                continue
            if len(lines.taken) > 1 and _are_rows(lines.taken, first):
                yield from _several(number, lines, first)
            elif _holds(cells):
                yield _record(number, cells, lines.taken, first)


class _NotClosedError(Exception):
    """A quotation mark opens a cell that does not end."""


class _Lines:
    """The lines of a file, with those that the row at hand has taken."""

    def __init__(self, text: TextIO, number: int, where: str) -> None:
        self.taken: list[str] = []
        self._text = text
        self._number = number
        self._where = where
        self._back: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) > 1 and sum(map(len, self.taken)) > LONGEST:
            raise _NotClosedError
        line = self._back.pop() if self._back else self._text.readline(LONGEST + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST:
            place = f"{self._where}:{self._number + len(self.taken) + 1}"
            raise DataError("a row is longer than 4 MB", place, "is a quotation mark left open?")
        self.taken.append(line)
        return line

    def begin(self) -> int:
        """The number of the line on which the next row begins."""
        self._number += len(self.taken)
        self.taken = []
        return self._number + 1

    def give_back(self) -> None:
        """Leave all lines but the first to later rows."""
        self._back += reversed(self.taken[1:])
        del self.taken[1:]


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let cells be as long as a row."""
    before = csv.field_size_limit(2 * LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _quoted_badly(number: int, lines: _Lines, first: Head) -> Iterator[Record]:
    """A row whose quotation marks do not match."""
    several = len(lines.taken) > 1
    lines.give_back()
    line = lines.taken[0]
    open_to_the_end = several or _width(line, first.separator)[1]
    if first.separator in _RARE:
        yield _literal(number, line, first)
    elif open_to_the_end:
        yield _fault(number, line, "a quotation mark opens a cell and is not closed")
    else:
        yield _fault(number, line, "a quotation mark in a quoted cell is not doubled")


def _several(number: int, lines: _Lines, first: Head) -> Iterator[Record]:
    """Lines that quotation marks make one row of, and that are rows by themselves."""
    if first.separator in _RARE:
        lines.give_back()
        yield _literal(number, lines.taken[0], first)
        return
    last = number + len(lines.taken) - 1
    what = f"quotation marks make one row of lines {number} to {last}, each of which is a row"
    for place, line in enumerate(lines.taken):
        yield _fault(number + place, line, what)


def _are_rows(taken: Sequence[str], first: Head) -> bool:
    """Whether the first two lines of a row have all its cells each."""
    wanted = len(first.names)
    return wanted > 1 and all(_width(line, first.separator)[0] == wanted for line in taken[:2])


def _width(line: str, separator: str) -> tuple[int, bool]:
    """How many cells a line has by itself, and whether a quotation mark is left open in it."""
    probe = iter([line, "\n"])
    cells = next(csv.reader(probe, delimiter=separator))
    is_open = next(probe, None) is None
    return len(cells) + (cells[-1].count(separator) if is_open else 0), is_open


def _literal(number: int, line: str, first: Head) -> Record:
    return _record(number, line.rstrip("\r\n").split(first.separator), [line], first)


def _record(number: int, cells: list[str], taken: Sequence[str], first: Head) -> Record:
    """A row with as many cells as there are columns, or with its fault."""
    line = taken[0] if len(taken) == 1 else "".join(taken)
    if "\0" in line:
        return _fault(number, line, "a NUL byte, which is not text")
    if not line.isascii() and (bad := _BYTE.search(line)):
        place = next(place for place, cell in enumerate(cells) if _BYTE.search(cell))
        name = first.names[place] if place < len(first.names) else f"number {place + 1}"
        return _fault(number, line, f"{_not_utf8(bad[0])} in column {name}; save it as UTF-8")
    wanted = len(first.names)
    if len(cells) < wanted:
        return _fault(number, line, f"too few columns: {len(cells)} for {wanted}")
    if _holds(cells[wanted:]):
        return _fault(number, line, f"too many columns: {len(cells)} for {wanted}")
    return Record(number, cells[:wanted])


def _holds(cells: Sequence[str]) -> bool:
    """Whether any of the cells holds anything."""
    return any(map(trimmed, cells))


def _fault(number: int, line: str, what: str) -> Record:
    raw = line.rstrip("\r\n").encode("utf-8", errors="surrogateescape")
    return Record(number, [raw.decode("utf-8", errors="backslashreplace")], what)


def not_utf8(text: str) -> str:
    r"""What is wrong with a text in which bytes that are not UTF-8 are shown by their numbers.

    >>> not_utf8(r"Caf\xe9")
    "the byte 0xe9 ('é' in Windows-1252) is not UTF-8"
    """
    found = _SHOWN.search(text)
    return _not_utf8(chr(0xDC00 + int(found[1], 16))) if found else "not UTF-8"


def _not_utf8(bad: str) -> str:
    """What a byte that is not UTF-8 is, and what it may be meant for."""
    byte = bytes([ord(bad) - 0xDC00])
    meant = byte.decode("cp1252", errors="replace")
    guess = "" if meant == "\ufffd" else f" ('{meant}' in Windows-1252)"
    return f"the byte 0x{byte.hex()}{guess} is not UTF-8"
