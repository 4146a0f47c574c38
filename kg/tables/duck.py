"""The embedded engine: DuckDB, in bounded memory, with the rest on disk."""

from __future__ import annotations

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

from kg.errors import StoreError
from kg.tables.engine import Lines, Part, Sink
from kg.tables.progress import Watch, watched
from kg.tables.text_lines import SCHEMA, Damaged, write_lines

# What DuckDB may hold of tables in memory; more is kept in files meanwhile.
MEMORY = "200MB"
# How many rows of a table are worked on at once, where it is taken in parts.
PART = 100_000
# How many lines are written at once.
_BATCH = 2048


class Duck:
    """DuckDB, working in a folder that it may fill with temporary files."""

    def __init__(
        self,
        work: Path,
        *,
        memory: str = MEMORY,
        threads: int = 0,
        part: int = PART,
        watch: Watch | None = None,
    ) -> None:
        self.work = work
        self._part = part
        self._watch = watch
        self._damaged: dict[str, list[Damaged]] = {}
        self._connection = duckdb.connect()
        settings = {"memory_limit": memory, "temp_directory": str(work / "duckdb")}
        if threads:
            settings["threads"] = str(threads)
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

    def write_parquet(self, table: ir.Table, path: Path) -> None:
        form = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480"
        with watched(path.stem, self._watch, self._done):
            self._run(f"COPY ({_sql(table)}) TO {_text(path)} ({form})")

    def write_text(self, lines: Lines, out: Sink) -> None:
        # What DuckDB itself writes as text in some order, it holds in memory 120 thousand at once.
        # It reads a file in the order of its rows.
        rows = lines.rows if lines.in_order else lines.rows.order_by(*lines.order)
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
