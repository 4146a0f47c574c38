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

# What DuckDB may hold of tables in memory; more is kept in files meanwhile.
MEMORY = "300MB"


class Duck:
    """DuckDB, working in a folder that it may fill with temporary files."""

    def __init__(
        self, work: Path, *, memory: str = MEMORY, threads: int = 0, watch: Watch | None = None
    ) -> None:
        self.work = work
        self._watch = watch
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
        # A mark that no text has parts the columns: there is one.
        numbers = {str(path): number for number, path in enumerate(files, 1)}
        self._run(
            f"CREATE OR REPLACE TABLE {name}_files AS SELECT unnest({_list(numbers)}) AS path, "
            f"unnest({list(numbers.values())}) AS file"
        )
        self._run(
            f"CREATE OR REPLACE VIEW {name} AS SELECT file, row, line FROM ("
            "SELECT filename, row_number() OVER () AS row, line "
            f"FROM read_csv({_list(files)}, columns = {{'line': 'VARCHAR'}}, header = false, "
            "delim = '\x01', quote = '', escape = '', new_line = '\\n', auto_detect = false, "
            "null_padding = true, filename = true, store_rejects = true, "
            f"rejects_table = '{name}_rejects', rejects_scan = '{name}_scans', "
            f"max_line_size = 16000000)) JOIN {name}_files ON path = filename"
        )
        return ibis.table({"file": "int64", "row": "int64", "line": "string"}, name=name)

    def damaged(self, name: str) -> list[tuple[int, int, str]]:
        rows = self._run(
            "SELECT DISTINCT file, line, csv_line "
            f"FROM {name}_rejects JOIN {name}_scans USING (scan_id, file_id) "
            f"JOIN {name}_files ON path = file_path ORDER BY 1, 2"
        ).fetchall()
        return [(file, line, text or "") for file, line, text in rows]

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
    except (
        duckdb.IOException,
        duckdb.InvalidInputException,
        duckdb.OutOfMemoryException,
    ) as error:
        first = str(error).splitlines()[0]
        raise StoreError(f"the tables cannot be written or read: {first}") from None


def _sql(table: ir.Table) -> str:
    return str(ibis.to_sql(table, dialect="duckdb"))


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _list(values: Iterable[object]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"
