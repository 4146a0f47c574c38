"""Formats of event data as tests read them: files in, tables out."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import ibis
import ibis.expr.types as ir

from kg.importers.events.mapped import Format
from kg.tables.duck import Duck
from tests.event_rows import Imported, imported


def found(module: str, *files: Path) -> Imported:
    """What a format makes of files; ids that stand twice fail."""
    with tempfile.TemporaryDirectory() as work:
        return imported(_format(module), files, Path(work))


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """A CSV file of rows that have the same columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def statements(module: str, names: Sequence[str], dialect: str) -> list[str]:
    """The queries that a format asks of an engine, over records of those columns."""
    kinds = {"file": "int64", "row": "int64"} | dict.fromkeys(names, "string")
    format = _format(module)
    with tempfile.TemporaryDirectory() as work:
        engine = Duck(Path(work), threads=1)
        rows = format.read(ibis.table(ibis.schema(kinds), name="records"), engine)
        tables: list[ir.Table] = [rows]
        for make in (format.claims, format.things, format.sources):
            tables.append(make(ibis.table(rows.schema(), name="staged"), engine))
        engine.close()
    return [str(ibis.to_sql(table, dialect=dialect)) for table in tables]


def _format(module: str) -> Format:
    format: Format = import_module(f"kg.importers.events.{module}").FORMAT
    return format
