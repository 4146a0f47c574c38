"""Rows of files as tables of texts: lines as they are, and records with named columns."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kg.errors import DataError
from kg.importers import delimited, xlsx_file
from kg.importers.cells import ERRORS, trimmed
from kg.importers.delimited import SEPARATORS, Record
from kg.importers.events.files import Input
from kg.importers.events.missing import Emptied, Missing
from kg.tables.engine import Engine


class Damaged(NamedTuple):
    """A row that is no row of its table: the number of its file, its line, both from 1."""

    file: int
    line: int
    reason: str
    text: str


class Staged(NamedTuple):
    """The rows of files, numbered through all of them from 1, and, once those have been gone
    through, the damaged ones.

    Rows have `file`, `row` and, where lines and rows are not the same, `at`: the line on which each
    begins, of a Parquet file its number. Damaged ones are not counted in `row`. `notes` say what
    was made of the cells.
    """

    rows: ir.Table
    damaged: Callable[[], list[Damaged]]
    notes: Sequence[str] = ()


# How many rows are held at once.
_BATCH = 20_000
# Reads files as rows of texts.
Stage = Callable[[Sequence[Input], Engine], Staged]


def lines(files: Sequence[Input], engine: Engine) -> Staged:
    """Files of lines."""
    try:
        rows = engine.lines("lines_read", [file.path for file in files])
    except DataError as error:
        # Files have the names that the user knows.
        named = {str(file.path): file.name for file in files}
        raise DataError(error.what, named.get(error.where, error.where), error.todo) from None

    def damaged() -> list[Damaged]:
        found = engine.damaged("lines_read")
        return [Damaged(file, line, delimited.not_utf8(text), text) for file, line, text in found]

    return Staged(rows, damaged)


def records(
    required: Sequence[str],
    optional: Sequence[str] = (),
    separator: str = "",
    missing: Missing = Missing(),  # noqa: B008 (it never changes)
) -> Stage:
    """Reads files that name at least the required columns in their first row: text, workbooks and
    Parquet files; other columns are left out.

    Cells are separated by the given separator, else by the one with which the columns are found.
    """

    def stage(files: Sequence[Input], engine: Engine) -> Staged:
        columns = _Columns(required, (*required, *optional), separator)
        emptied = Emptied(missing)
        damaged: list[Damaged] = []
        path = engine.work / "records.parquet"
        numbers = dict.fromkeys(("file", "row", "at"), "int64")
        kinds = ibis.schema(numbers | dict.fromkeys(columns.all, "string"))
        row = 0
        with pq.ParquetWriter(path, kinds.to_pyarrow(), compression="zstd") as writer:
            for number, file in enumerate(files, 1):
                for at, cells in _batches(file, number, columns, damaged):
                    size = len(at)
                    texts = [emptied.of(*pair) for pair in zip(columns.all, cells, strict=True)]
                    counted = pa.array(range(row + 1, row + size + 1), pa.int64())
                    row += size
                    held = [pa.array([number] * size, pa.int64()), counted, at, *texts]
                    writer.write_batch(pa.record_batch(held, schema=kinds.to_pyarrow()))
        rows = engine.parquet("records", [path], kinds)
        rows = rows.mutate(**{name: rows[name].nullif("NA") for name in emptied.without_namibia()})
        return Staged(rows, lambda: damaged, emptied.notes())

    return stage


class _Columns(NamedTuple):
    """The columns that a file must have, all that are read of it, and what separates its cells, if
    that is known."""

    required: Sequence[str]
    all: tuple[str, ...]
    separator: str

    def of(self, names: Sequence[str], where: str, seen: str = "") -> list[int | None]:
        """The places of all columns among the names of a file. Raises `DataError` where a required
        one is missing, or one is there twice; `seen` is a separator that its head seems to have."""
        lacking = [name for name in self.required if name not in names]
        if lacking:
            shown = ", ".join(repr(name) for name in lacking[:5])
            more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
            raise DataError(f"no column {shown}{more}", where, self._todo(names, seen))
        twice = [name for name in self.all if names.count(name) > 1]
        if twice:
            todo = "leave one of them out, or rename it"
            raise DataError(f"the column {twice[0]!r} is there twice", where, todo)
        return [names.index(name) if name in names else None for name in self.all]

    def _todo(self, names: Sequence[str], seen: str) -> str:
        if seen:
            word, given = SEPARATORS[seen], SEPARATORS.get(self.separator, "")
            instead = f", not by a {given}" if given else ""
            return (
                f"its cells seem to be separated by a {word}{instead}: "
                f"write 'delimiter: {word}' in the map of its columns"
            )
        return f"is it a file of this kind? It has {', '.join(repr(name) for name in names[:8])}"


# The lines of some rows, and the texts of all columns in them.
_Batch = tuple[pa.Array, Sequence[pa.Array]]


def _batches(
    file: Input, number: int, columns: _Columns, damaged: list[Damaged]
) -> Iterator[_Batch]:
    try:
        if file.path.suffix == ".parquet":
            yield from _of_parquet(file, number, columns, damaged)
        elif file.path.suffix == ".xlsx":
            yield from _of_workbook(file, number, columns, damaged)
        else:
            with _opened(file.path) as text:
                yield from _of_text(text, file, number, columns, damaged)
    except (pa.ArrowException, OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot be read: {_first_line(error)}", file.name) from None


def _of_text(
    text: TextIO, file: Input, number: int, columns: _Columns, damaged: list[Damaged]
) -> Iterator[_Batch]:
    given = columns.separator or _usual_separator(file.name)
    looked_for = () if columns.separator else columns.required
    first = delimited.head(text, file.name, given, looked_for)
    seen = delimited.other_separator(first.names)
    places = columns.of(first.names, f"{file.name}:{first.line}", seen)
    rows = delimited.records(text, first, file.name)
    yield from _of_records(rows, places, number, columns, damaged)


def _usual_separator(name: str) -> str:
    """What separates the cells of a file by its name."""
    return "\t" if name.lower().removesuffix(".gz").endswith((".tsv", ".tab")) else ","


def _of_workbook(
    file: Input, number: int, columns: _Columns, damaged: list[Damaged]
) -> Iterator[_Batch]:
    try:
        sheet = xlsx_file.read(file.path, "events")
    except DataError as error:
        raise DataError(error.what, file.name, error.todo) from None
    if sheet.findings:
        first = sheet.findings[0]
        where = first.where.replace(str(file.path), file.name)
        raise DataError(first.what, where, first.todo)
    if not sheet.rows:
        raise DataError("an empty workbook", file.name, "name another file")
    names = [trimmed(content.text) for content in sheet.rows[0].cells]
    places = columns.of(names, f"{file.name}:{sheet.rows[0].number}")
    used = {
        place: name for place, name in zip(places, columns.all, strict=True) if place is not None
    }

    def rows() -> Iterator[Record]:
        for row in sheet.rows[1:]:
            texts = [content.text for content in row.cells]
            faults = [
                f"{name} holds {row.cells[place].fault}"
                for place, name in used.items()
                if row.cells[place].fault
            ]
            text = [",".join(texts)] if faults else texts
            yield Record(row.number, text, "; ".join(faults))

    yield from _of_records(rows(), places, number, columns, damaged)


def _of_records(
    rows: Iterable[Record],
    places: Sequence[int | None],
    number: int,
    columns: _Columns,
    damaged: list[Damaged],
) -> Iterator[_Batch]:
    rows = iter(rows)
    while some := list(islice(rows, _BATCH)):
        good = []
        for row in some:
            if row.fault:
                damaged.append(Damaged(number, row.line, row.fault, row.cells[0]))
            else:
                good.append(row)
        turned = list(zip(*(row.cells for row in good), strict=True))
        if not turned:
            continue
        cells = [
            pa.nulls(len(good), pa.string())
            if place is None
            else pa.array(turned[place], pa.string())
            for place in places
        ]
        at = pa.array([row.line for row in good], pa.int64())
        yield _without_errors((at, cells), number, columns, damaged)


def _without_errors(
    batch: _Batch, number: int, columns: _Columns, damaged: list[Damaged]
) -> _Batch:
    """The rows without those that hold what a spreadsheet program shows for a failed formula."""
    at, cells = batch
    errors = pa.array(ERRORS, pa.string())
    found = {
        name: pc.is_in(pc.utf8_trim_whitespace(texts), value_set=errors)
        for name, texts in zip(columns.all, cells, strict=True)
    }
    kept = [True] * len(at)
    for place, name in enumerate(columns.all):
        if not pc.any(found[name]).as_py():
            continue
        for row, failed in enumerate(found[name].to_pylist()):
            if failed and kept[row]:
                kept[row] = False
                text = ",".join(texts[row].as_py() or "" for texts in cells)
                reason = f"{name} holds the error {cells[place][row].as_py().strip()}"
                damaged.append(Damaged(number, at[row].as_py(), reason, text))
    mask = pa.array(kept, pa.bool_())
    return at.filter(mask), [texts.filter(mask) for texts in cells]


def _of_parquet(
    file: Input, number: int, columns: _Columns, damaged: list[Damaged]
) -> Iterator[_Batch]:
    source = pq.ParquetFile(file.path)
    places = columns.of(source.schema_arrow.names, file.name)
    row = 1
    for batch in source.iter_batches(batch_size=_BATCH):
        at = pa.array(range(row, row + batch.num_rows), pa.int64())
        row += batch.num_rows
        found = [
            pa.nulls(len(at), pa.string()) if place is None else batch.column(place)
            for place in places
        ]
        try:
            cells = [one.cast(pa.string()) for one in found]
        except pa.ArrowInvalid:
            mask = _readable(found, at, number, damaged)
            at, found = at.filter(mask), [one.filter(mask) for one in found]
            cells = [one.cast(pa.string()) for one in found]
        yield _without_errors((at, cells), number, columns, damaged)


def _readable(
    found: Sequence[pa.Array], at: pa.Array, number: int, damaged: list[Damaged]
) -> pa.Array:
    """Which rows are text in UTF-8; the others are noted."""
    kept = []
    for row, cells in zip(
        at.to_pylist(), zip(*(one.to_pylist() for one in found), strict=True), strict=True
    ):
        raw = b",".join(cell for cell in cells if isinstance(cell, bytes))
        text = raw.decode("utf-8", errors="backslashreplace")
        kept.append(text.encode() == raw)
        if not kept[-1]:
            damaged.append(Damaged(number, row, delimited.not_utf8(text), text))
    return pa.array(kept, pa.bool_())


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
