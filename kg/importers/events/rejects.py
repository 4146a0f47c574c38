"""Rows that could not be taken, or in part only: where they are, why, and their text, in a file of
their own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.errors import StoreError
from kg.importers.events.files import Input
from kg.importers.events.staging import Damaged, Staged
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
    rows = _with(read, "reason", staged, engine)
    found = _located(read, staged, engine, rows)
    return _named([*staged.damaged(), *found], files)


def taken_in_part(
    files: Sequence[Input], read: ir.Table, staged: Staged, engine: Engine
) -> list[Reject]:
    """All rows of which something was left out, in the order of the files: those with a `remark`
    and no reason."""
    if "remark" not in read.columns:
        return []
    rows = _with(read.filter(read.reason.isnull()), "remark", staged, engine)
    return _named(_located(read, staged, engine, rows), files)


# A file's number, a row's, a reason, a text and, where that is known, a line.
_Row = tuple[int, int, str, str | None, int | None]


def _with(read: ir.Table, column: str, staged: Staged, engine: Engine) -> list[_Row]:
    found = read.filter(read[column].notnull()).select("file", "row", column, "text")
    if "at" in staged.rows.columns:
        found = found.join(staged.rows.select("row", "at"), "row")
    else:
        found = found.mutate(at=ibis.null("int64"))
    rows = found.order_by("row").select("file", "row", column, "text", "at")
    return [(*row,) for row in engine.fetch(rows)]


def _located(
    read: ir.Table,
    staged: Staged,
    engine: Engine,
    rows: Sequence[_Row],
) -> list[Damaged]:
    """Rows with their lines: where each row is a line, its number in the file."""
    if not rows:
        return []
    broken = sorted(staged.damaged())
    firsts = dict(engine.fetch(read.group_by("file").agg(first=read.row.min())))
    found = []
    for file, row, reason, text, at in rows:
        own = [one.line for one in broken if one.file == file]
        line = at if at is not None else _place(row - firsts[file] + 1, own)
        found.append(Damaged(file, line, reason, text or ""))
    return found


def _place(ordinal: int, broken: Sequence[int]) -> int:
    """The number of the line that is the `ordinal`-th of those that are not broken."""
    for number in broken:
        ordinal += number <= ordinal
    return ordinal


def _named(found: Sequence[Damaged], files: Sequence[Input]) -> list[Reject]:
    return [Reject(files[one.file - 1].name, *one[1:]) for one in sorted(found)]


def write(found: Iterable[Reject], path: Path) -> None:
    """Write rejects as CSV. Raises `StoreError` where the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(Reject._fields)
            writer.writerows(found)
    except OSError as error:
        raise StoreError(f"the rejects cannot be written: {error.strerror}", str(path)) from None
