"""Rows that could not be taken, or in part only: where they are, why, and their text, in a file of
their own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import ibis.expr.types as ir

from kg.errors import StoreError
from kg.importers.events.files import Input
from kg.importers.events.staging import Damaged, Staged, lines_of
from kg.tables.engine import Engine


class Reject(NamedTuple):
    """A row that was not taken, or in part only: its file and line (of a Parquet file the row), the
    reason, and its text as far as it could be read."""

    file: str
    line: int
    reason: str
    text: str

    @property
    def where(self) -> str:
        """The place as ``file:line``."""
        return f"{self.file}:{self.line}"


def rejects(files: Sequence[Input], read: ir.Table, staged: Staged, engine: Engine) -> list[Reject]:
    """All rows that are not taken, in the order of the files: those that were `read` and have a
    reason, and those that are damaged."""
    broken = sorted(staged.damaged())
    rows = _with(read, "reason", engine)
    return _numbered(files, read, staged, engine, rows, broken)


def taken_in_part(
    files: Sequence[Input], read: ir.Table, staged: Staged, engine: Engine
) -> list[Reject]:
    """All rows of which something was left out, in the order of the files: those with a `remark`
    and no reason."""
    if "remark" not in read.columns:
        return []
    rows = _with(read.filter(read.reason.isnull()), "remark", engine)
    return _numbered(files, read, staged, engine, rows, [])


_Row = tuple[int, int, str, str | None]


def _with(read: ir.Table, column: str, engine: Engine) -> list[_Row]:
    found = read.filter(read[column].notnull()).order_by("row")
    return [(*row,) for row in engine.fetch(found.select("file", "row", column, "text"))]


def _numbered(
    files: Sequence[Input],
    read: ir.Table,
    staged: Staged,
    engine: Engine,
    rows: Sequence[_Row],
    damaged: Sequence[Damaged],
) -> list[Reject]:
    """Rows with the numbers of their lines, and the `damaged` ones that are wanted as well."""
    if not rows and not damaged:
        return []
    broken = sorted(staged.damaged())
    firsts = dict(engine.fetch(read.group_by("file").agg(first=read.row.min())))
    found = list(damaged)
    for file, row, reason, text in rows:
        place = _place(row - firsts[file] + 1, [one.number for one in broken if one.file == file])
        found.append(Damaged(file, place, reason, text or ""))
    return list(_located(sorted(found), files, staged.delimiter))


def _place(ordinal: int, broken: Sequence[int]) -> int:
    """The number of the row that is the `ordinal`-th of those that are not broken."""
    for number in broken:
        ordinal += number <= ordinal
    return ordinal


def _located(found: Sequence[Damaged], files: Sequence[Input], delimiter: str) -> Iterator[Reject]:
    for number, file in enumerate(files, 1):
        own = [one for one in found if one.file == number]
        lines = lines_of(file, [one.number for one in own], delimiter)
        for one, line in zip(own, lines, strict=True):
            yield Reject(file.name, line, one.reason, one.text)


def write(found: Iterable[Reject], path: Path) -> None:
    """Write rejects as CSV. Raises `StoreError` where the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(Reject._fields)
            writer.writerows(found)
    except OSError as error:
        raise StoreError(f"the rejects cannot be written: {error.strerror}", str(path)) from None
