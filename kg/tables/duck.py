"""The embedded engine: DuckDB, in bounded memory, with the rest on disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow
import pyarrow.parquet as pq

from kg.errors import StoreError
from kg.tables.engine import Lines, Part, Sink, laid_down
from kg.tables.progress import Watch, watched
from kg.tables.text_lines import SCHEMA, Damaged, write_lines

# How many threads DuckDB has at most, and how many megabytes of tables it may hold: for each of
# them, and at least. More is kept in files meanwhile.
MOST_THREADS = 4
MEMORY_PER_THREAD = 100
LEAST_MEMORY = 200
# How many rows of a table are worked on at once, where it is taken in parts.
PART = 100_000
# How many lines are written at once.
_BATCH = 2048
# How many rows of a file are read at once.
_ROW_GROUP = 20_480
# By how many rows it is told how many there are in a part.
_SAMPLES = 50


class Duck:
    """DuckDB, working in a folder that it may fill with temporary files.

    `memory`, in megabytes, and `threads` are those of this machine where they are 0.
    """

    def __init__(
        self,
        work: Path,
        *,
        memory: int = 0,
        threads: int = 0,
        part: int = PART,
        watch: Watch | None = None,
    ) -> None:
        self.work = work
        self._part = part
        self._watch = watch
        self._damaged: dict[str, list[Damaged]] = {}
        self._connection = duckdb.connect()
        threads = threads or min(MOST_THREADS, os.cpu_count() or 1)
        memory = memory or max(LEAST_MEMORY, MEMORY_PER_THREAD * threads)
        settings = {
            "memory_limit": f"{memory}MB",
            "temp_directory": str(work / "duckdb"),
            "threads": str(threads),
        }
        # It would draw a bar of its own on standard output.
        settings["enable_progress_bar_print"] = "false"
        settings["enable_progress_bar"] = "true" if watch else "false"
        for name, value in settings.items():
            self._connection.execute(f"SET {name} = {_text(value)}")

    def parquet(self, name: str, files: Sequence[Path], schema: ibis.Schema) -> ir.Table:
        self._run(f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet({_list(files)})")
        return ibis.table(schema, name=name)

    def lines(self, name: str, files: Sequence[Path]) -> ir.Table:
        # DuckDB's own reader takes other ends of lines for such as well.
        path = self.work / f"{name}.parquet"
        self._damaged[name] = write_lines(files, path)
        return self.parquet(name, [path], ibis.Schema.from_pyarrow(SCHEMA))

    def damaged(self, name: str) -> list[Damaged]:
        return self._damaged[name]

    def write_parquet(self, table: ir.Table, path: Path, order: Sequence[str] = ()) -> None:
        with _failures():
            try:
                self._copy(table.order_by(*order) if order else table, path)
            except duckdb.OutOfMemoryException:
                # DuckDB needs the more memory to put rows in order, the more there are.
                if not order:
                    raise
                self.write_by_runs(table, path, order)

    def write_by_runs(self, table: ir.Table, path: Path, order: Sequence[str]) -> None:
        """Write the rows of a table in the order of some columns, of which the first holds texts
        and no null: a few at a time are put in order, and then parts of all of these together.

        Gives what `write_parquet` does, of any number of rows in the same memory.
        """
        folder = self.work / f"{path.stem}_runs"
        folder.mkdir()
        runs = self._runs(table, folder, order)
        whole = self.parquet(f"{path.stem}_runs", runs, table.schema())
        with pq.ParquetWriter(path, table.schema().to_pyarrow(), compression="zstd") as writer:
            for part in self._parts_of_runs(runs, order[0]):
                rows = part.of(whole, order[0]).order_by(*order)
                for batch in self._connection.sql(_sql(rows)).to_arrow_reader(_ROW_GROUP):
                    writer.write_batch(batch.cast(writer.schema))
        shutil.rmtree(folder)

    def _runs(self, table: ir.Table, folder: Path, order: Sequence[str]) -> list[Path]:
        """Some rows of a table after the other, each in order."""
        draft = folder / "unsorted.parquet"
        self._copy(table, draft, compression="lz4")
        numbered = f"read_parquet({_list([draft])}, file_row_number = true)"
        self._run(f"CREATE OR REPLACE VIEW unsorted AS FROM {numbered}")
        number = {"file_row_number": "int64"}
        unsorted = ibis.table(dict(table.schema().items()) | number, name="unsorted")
        runs: list[Path] = []
        size = 2 * self._part
        for first in range(0, max(1, pq.read_metadata(draft).num_rows), size):
            rows = unsorted.filter(unsorted.file_row_number.between(first, first + size - 1))
            runs.append(folder / f"{len(runs)}.parquet")
            in_order = rows.order_by(*order).select(table.columns)
            # Few rows of each run are wanted at once.
            self._copy(in_order, runs[-1], compression="lz4", row_group=_BATCH)
        draft.unlink()
        return runs

    def _parts_of_runs(self, runs: Sequence[Path], column: str) -> list[Part]:
        """The parts, with about half as many rows as are worked on at once (all files are open
        meanwhile), of rows that are in order in each of several files."""
        found = []
        each = max(1, self._part // 2 // _SAMPLES)
        for run in runs:
            with pq.ParquetFile(run) as file:
                batches = file.iter_batches(each, columns=[column])
                found += [batch.column(0)[0].as_py() for batch in batches]
        bounds = dict.fromkeys(sorted(found)[_SAMPLES::_SAMPLES])
        return [Part(*ends) for ends in pairwise([None, *bounds, None])]

    def _copy(
        self,
        table: ir.Table,
        path: Path,
        *,
        compression: str = "zstd",
        row_group: int = _ROW_GROUP,
    ) -> None:
        form = f"FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE {row_group}"
        with watched(path.stem, self._watch, self._done):
            self._connection.execute(f"COPY ({_sql(table)}) TO {_text(path)} ({form})")

    def write_text(self, lines: Lines, out: Sink) -> None:
        # What DuckDB itself writes as text in some order, it holds in memory 120 thousand at once.
        # It reads a file in the order of its rows.
        rows = lines.rows
        if not lines.in_order:
            rows = laid_down(self, "lines_in_order", rows, lines.order)
        self._run(f"CREATE OR REPLACE VIEW rows_in_order AS {_sql(rows)}")
        ended = lines.over("rows_in_order").mutate(line=lambda made: made.line.concat("\n"))
        with watched("statements", self._watch, self._done), _failures():
            for batch in self._connection.sql(_sql(ended)).to_arrow_reader(_BATCH):
                # DuckDB would make each line twice to leave out those that are null.
                out.write(_text_of(batch.column(0).drop_null()))

    def _done(self) -> float:
        # It is negative before DuckDB knows.
        return max(0.0, self._connection.query_progress()) / 100

    def parts(self, table: ir.Table, column: str) -> list[Part]:
        bounds: list[str | None] = [None]
        seen = 0
        with _failures():
            for batch in self._connection.sql(_sql(table.select(column))).to_arrow_reader(_BATCH):
                for place in range(-seen % self._part, batch.num_rows, self._part):
                    begin = batch.column(0)[place].as_py()
                    if seen + place and begin != bounds[-1]:
                        bounds.append(begin)
                seen += batch.num_rows
        return [Part(*ends) for ends in pairwise([*bounds, None])]

    def fetch(self, table: ir.Table) -> list[tuple[Any, ...]]:
        return self._run(_sql(table)).fetchall()

    def arrow(self, table: ir.Table) -> pyarrow.Table:
        """The rows of a table, in its order, column by column."""
        with _failures():
            return self._connection.sql(_sql(table)).to_arrow_table()

    def close(self) -> None:
        self._connection.close()

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        with _failures():
            return self._connection.execute(sql)


@contextmanager
def at_work() -> Iterator[Duck]:
    """DuckDB in a folder of its own, which goes with it."""
    with tempfile.TemporaryDirectory(prefix="kg-tables-") as work:
        duck = Duck(Path(work))
        try:
            yield duck
        finally:
            duck.close()


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (
        duckdb.IOException,
        duckdb.InvalidInputException,
        duckdb.OutOfMemoryException,
        pyarrow.ArrowException,
    ) as error:
        first = str(error).splitlines()[0]
        raise StoreError(f"the tables cannot be written or read: {first}") from None


def _text_of(texts: pyarrow.Array) -> memoryview:
    """Texts without a null, one after the other."""
    _, offsets, content = texts.buffers()
    ends = memoryview(offsets).cast("i" if pyarrow.types.is_string(texts.type) else "q")
    return memoryview(content)[ends[texts.offset] : ends[texts.offset + len(texts)]]


def _sql(table: ir.Table) -> str:
    return str(ibis.to_sql(table, dialect="duckdb"))


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _list(values: Iterable[object]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"
