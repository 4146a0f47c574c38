"""The embedded engine: DuckDB, in bounded memory, with the rest on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow

from kg.errors import StoreError
from kg.tables.progress import Watch, watched
from kg.tables.text_lines import SCHEMA, Damaged, write_lines

# What DuckDB may hold of tables in memory; more is kept in files meanwhile.
MEMORY = "300MB"


class Duck:
    """DuckDB, working in a folder that it may fill with temporary files."""

    def __init__(
        self, work: Path, *, memory: str = MEMORY, threads: int = 0, watch: Watch | None = None
    ) -> None:
        self.work = work
        self._watch = watch
        self._damaged: dict[str, list[Damaged]] = {}
        self._connection = duckdb.connect()
        settings = {"memory_limit": memory, "temp_directory": str(work / "duckdb")}
        if threads:
            settings["threads"] = str(threads)
        if watch:
            settings |= {"enable_progress_bar": "true", "enable_progress_bar_print": "false"}
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
        self._copy(table, path, "FORMAT parquet, COMPRESSION zstd")

    def write_text(self, lines: ir.Table, path: Path) -> None:
        self._copy(lines, path, "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'")

    def _copy(self, table: ir.Table, path: Path, form: str) -> None:
        with watched(path.stem, self._watch, self._done):
            self._run(f"COPY ({_sql(table)}) TO {_text(path)} ({form})")

    def _done(self) -> float:
        # It is negative before DuckDB knows.
        return max(0.0, self._connection.query_progress()) / 100

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
def _failures() -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StoreError(f"the tables cannot be written or read: {error}") from None


def _sql(table: ir.Table) -> str:
    return str(ibis.to_sql(table, dialect="duckdb"))


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _list(values: Iterable[object]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"
