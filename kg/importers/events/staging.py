"""Rows of files as tables of texts: lines as they stand, and records with named columns."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from kg.errors import DataError
from kg.importers import xlsx_file
from kg.importers.events.files import Input
from kg.tables.engine import Engine
from kg.tables.text_lines import opened


class Damaged(NamedTuple):
    """A row that is no row of its table: the number of its file and its own, both from 1."""

    file: int
    number: int
    reason: str
    text: str


class Staged(NamedTuple):
    """The rows of files, numbered through all of them from 1, and, once those have been gone
    through, the damaged ones.

    Rows have `file` and `row`; damaged ones are not counted in `row`. `delimiter` is what parts the
    cells of files of text whose first line names the columns; of others it is empty.
    """

    rows: ir.Table
    damaged: Callable[[], list[Damaged]]
    delimiter: str = ""


# A row of CSV is no longer.
_BLOCK = 4 << 20
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
        return [Damaged(file, line, "no text in UTF-8", text) for file, line, text in found]

    return Staged(rows, damaged)


def lines_of(file: Input, rows: Sequence[int], delimiter: str) -> list[int]:
    """The lines on which rows of a file begin; of a Parquet file the rows' own numbers.

    `rows` are numbers from 1, in rising order; for `delimiter` see `Staged`.
    """
    if not delimiter or not rows or file.path.suffix == ".parquet" or _is_json(file.path):
        return list(rows)
    if file.path.suffix == ".xlsx":
        numbers = [row.number for row in xlsx_file.read(file.path).rows[1:]]
        return [numbers[row - 1] for row in rows]
    wanted, found, begin = iter(rows), [], 1
    next_row = next(wanted, 0)
    with _opened(file.path) as text, _long_fields():
        reader = csv.reader(text, delimiter=delimiter)
        number = -1
        try:
            for cells in reader:
                number += bool(cells)
                while cells and number == next_row:
                    found.append(begin)
                    next_row = next(wanted, 0)
                begin = reader.line_num + 1
        except csv.Error:
            # Beyond this nobody knows the lines; the rows still have their numbers.
            pass
    return found + list(rows)[len(found) :]


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let the fields of CSV be as long as a row."""
    before = csv.field_size_limit(_BLOCK)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _is_json(path: Path) -> bool:
    """Whether a file's lines are objects of JSON, which name their fields themselves."""
    with opened(path) as raw:
        return raw.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


# What to do about a file that lacks columns, by those that it has.
Advice = Callable[[Sequence[str]], str]


def records(
    required: Sequence[str],
    optional: Sequence[str] = (),
    delimiter: str = ",",
    advice: Advice = lambda _: "is it a file of this kind?",
) -> Stage:
    """Reads CSV files that name at least the required columns in their first row, and Parquet
    files with such columns; other columns are left out. `advice` says what to do about a file that
    lacks some."""

    def stage(files: Sequence[Input], engine: Engine) -> Staged:
        columns = (*required, *optional)
        path = engine.work / "records.parquet"
        damaged: list[Damaged] = []
        schema = pa.schema(
            [("file", pa.int64()), ("row", pa.int64()), *((name, pa.string()) for name in columns)]
        )
        row = 0
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for number, file in enumerate(files, 1):
                for batch in _batches(file, number, required, columns, delimiter, damaged, advice):
                    size = batch.num_rows
                    numbers = pa.array(range(row + 1, row + size + 1), pa.int64())
                    row += size
                    held = [pa.array([number] * size, pa.int64()), numbers, *batch.columns]
                    writer.write_batch(pa.record_batch(held, schema=schema))
        kinds = {"file": "int64", "row": "int64"} | dict.fromkeys(columns, "string")
        rows = engine.parquet("records", [path], ibis.schema(kinds))
        return Staged(rows, lambda: damaged, delimiter)

    return stage


def _batches(
    file: Input,
    number: int,
    required: Sequence[str],
    columns: Sequence[str],
    delimiter: str,
    damaged: list[Damaged],
    advice: Advice,
) -> Iterator[pa.RecordBatch]:
    """The rows of a file in the order of `columns`, as texts; null where a cell is empty."""
    try:
        if file.path.suffix == ".parquet":
            source = pq.ParquetFile(file.path)
            _require(source.schema_arrow.names, required, columns, file, advice)
            found: Iterator[pa.RecordBatch] = source.iter_batches(batch_size=50_000)
        else:
            found = _csv(file, number, delimiter, damaged)
        ordinal = 1
        for batch in found:
            _require(batch.schema.names, required, columns, file, advice)
            yield _texts(batch, columns, number, ordinal, damaged)
            ordinal += batch.num_rows
    except (pa.ArrowException, OSError, EOFError) as error:
        if "straddl" in str(error):
            most, todo = f"{_BLOCK >> 20} MB", "is a quote left open?"
            raise DataError(f"a row is longer than {most}", file.name, todo) from None
        raise DataError(f"cannot be read: {_first_line(error)}", file.name) from None


def _csv(
    file: Input, number: int, delimiter: str, damaged: list[Damaged]
) -> Iterator[pa.RecordBatch]:
    def skip(row: Any) -> str:
        many = "too many" if row.actual_columns > row.expected_columns else "too few"
        reason = f"{many} columns: {row.actual_columns} for {row.expected_columns}"
        # The first row of the file names the columns.
        damaged.append(Damaged(number, row.number - 1, reason, row.text))
        return "skip"

    head = _head(file, delimiter)
    with pa.csv.open_csv(
        pa.input_stream(str(file.path), compression="detect"),
        read_options=pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK),
        parse_options=pa.csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(head, pa.binary()), strings_can_be_null=False
        ),
    ) as reader:
        yield from reader


def _head(file: Input, delimiter: str) -> list[str]:
    try:
        with _opened(file.path) as text:
            head = next(csv.reader(text, delimiter=delimiter), [])
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise DataError(f"cannot be read: {error}", file.name) from None
    try:
        "".join(head).encode("utf-8")
    except UnicodeEncodeError:
        raise DataError("not UTF-8 text", file.name, "save it as UTF-8") from None
    return head


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="")
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _require(
    names: Sequence[str],
    required: Sequence[str],
    columns: Sequence[str],
    file: Input,
    advice: Advice,
) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise DataError(
            f"no column {', '.join(repr(name) for name in missing)}",
            file.name,
            advice(names),
        )
    twice = [name for name in columns if names.count(name) > 1]
    if twice:
        todo = "leave one of them out, or rename it"
        raise DataError(f"the column {twice[0]!r} stands twice", file.name, todo)


def _texts(
    batch: pa.RecordBatch,
    columns: Sequence[str],
    number: int,
    ordinal: int,
    damaged: list[Damaged],
) -> pa.RecordBatch:
    """The columns as texts, without rows that are none in UTF-8."""
    size = batch.num_rows
    found = [
        batch.column(batch.schema.get_field_index(name))
        if name in batch.schema.names
        else pa.nulls(size, pa.string())
        for name in columns
    ]
    try:
        arrays = [_text(one) for one in found]
    except pa.ArrowInvalid:
        kept = _readable(found, number, ordinal, damaged)
        arrays = [_text(one.filter(kept)) for one in found]
    return pa.record_batch(arrays, names=list(columns))


def _text(cells: pa.Array) -> pa.Array:
    text = cells.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _readable(
    found: Sequence[pa.Array], number: int, ordinal: int, damaged: list[Damaged]
) -> pa.Array:
    """Which rows are text in UTF-8; the others are told."""
    kept = []
    for place, cells in enumerate(zip(*(one.to_pylist() for one in found), strict=True)):
        raw = b",".join(cell for cell in cells if isinstance(cell, bytes))
        try:
            raw.decode("utf-8")
            kept.append(True)
        except UnicodeDecodeError:
            kept.append(False)
            text = raw.decode("utf-8", errors="backslashreplace")
            damaged.append(Damaged(number, ordinal + place, "no text in UTF-8", text))
    return pa.array(kept)


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
