"""What runs the expressions: DuckDB on this machine, or a Spark cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow
import pyarrow.parquet


class Sink(Protocol):
    """Where text in UTF-8 is written to: an open file, say."""

    def write(self, block: bytes | memoryview, /) -> object:
        """Write a block."""


class Lines(NamedTuple):
    """A line for each row of a table, in the order of some columns; null is no line.

    Rows are put in order before their lines are made, which are much longer; `in_order` says that
    they lie in that order in a file of their own.
    """

    rows: ir.Table
    line: ir.StringValue
    order: tuple[str, ...]
    in_order: bool = False

    def over(self, name: str) -> ir.Table:
        """The lines of the rows as they are known by a name: in their order, with null.

        >>> rows = ibis.table({"id": "string"}, name="rows")
        >>> Lines(rows, rows.id.concat("."), ("id",)).over("in_order").columns
        ('line',)
        """
        known = ibis.table(self.rows.schema(), name=name)
        line = self.line.op().replace({self.rows.op(): known.op()}).to_expr()
        return known.select(line=line)


class Part(NamedTuple):
    """Rows of which a column lies from `begin` on, and below `end`; None is no bound."""

    begin: str | None
    end: str | None

    def of(self, table: ir.Table, column: str) -> ir.Table:
        """The rows of a table that are in the part.

        >>> rows = ibis.table({"id": "string"}, name="rows")
        >>> Part(None, None).of(rows, "id").equals(rows)
        True
        """
        if self.begin is not None:
            table = table.filter(table[column] >= self.begin)
        if self.end is not None:
            table = table.filter(table[column] < self.end)
        return table


class Engine(Protocol):
    """Runs Ibis expressions over the tables that it was told of by name."""

    work: Path

    def parquet(self, name: str, files: Sequence[Path], schema: ibis.Schema) -> ir.Table:
        """Make Parquet files (one or more) of that schema known as one table."""

    def lines(self, name: str, files: Sequence[Path]) -> ir.Table:
        """Make text files known as a table of `file`, `row` (both counted from 1) and `line`.

        Rows are numbered through all files; lines that are no text in UTF-8 are left out, and not
        counted.
        """

    def damaged(self, name: str) -> list[tuple[int, int, str]]:
        """The lines that were left out of a table of lines when its rows were gone through: the
        numbers of file and line (all lines of the file counted), and their text."""

    def write_parquet(self, table: ir.Table, path: Path, order: Sequence[str] = ()) -> None:
        """Write the rows of a table to one Parquet file: in the order of some columns, without any
        as they come."""

    def write_text(self, lines: Lines, out: Sink) -> None:
        """Write lines of text, in their order."""

    def parts(self, table: ir.Table, column: str) -> list[Part]:
        """The parts, in order, into which a table that lies in the order of a column is best taken:
        they have as many rows as the engine holds at once, but for rows that are alike."""

    def fetch(self, table: ir.Table) -> list[tuple[Any, ...]]:
        """The rows of a table, in its order."""

    def close(self) -> None:
        """Let go of what the engine holds."""


def kept(
    engine: Engine, name: str, rows: Iterable[Sequence[object]], schema: ibis.Schema
) -> ir.Table:
    """Make a few rows known as a table, through a file in the engine's folder."""
    path = engine.work / f"{name}.parquet"
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    kinds = schema.to_pyarrow()
    arrays = [pyarrow.array(cells, kind.type) for cells, kind in zip(columns, kinds, strict=True)]
    pyarrow.parquet.write_table(pyarrow.table(arrays, schema=kinds), path)
    return engine.parquet(name, [path], schema)


def in_parts(
    engine: Engine,
    name: str,
    parts: Sequence[Part],
    make: Callable[[Part], ir.Table],
    order: Sequence[str],
) -> ir.Table:
    """A table that is made and laid down part by part, in the order of some columns."""
    files = []
    for number, part in enumerate(parts, 1):
        table = make(part)
        files.append(engine.work / f"{name}_{number}.parquet")
        engine.write_parquet(table, files[-1], order)
    return engine.parquet(name, files, table.schema())


def laid_down(engine: Engine, name: str, table: ir.Table, order: Sequence[str] = ()) -> ir.Table:
    """A table that is computed once, whoever reads it, in the order of some columns."""
    path = engine.work / f"{name}.parquet"
    engine.write_parquet(table, path, order)
    return engine.parquet(name, [path], table.schema())
