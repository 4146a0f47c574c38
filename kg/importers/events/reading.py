"""Files of event data, read into tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.dates import PartialDate
from kg.errors import DataError
from kg.importers.events.activity import Counts
from kg.importers.events.files import Input, inputs
from kg.importers.events.import_tables import Tables
from kg.importers.events.mapped import Format
from kg.importers.events.naming import described
from kg.importers.events.rejects import Reject, rejects, taken_in_part
from kg.importers.events.remarks import remarks
from kg.tables.columns import CLAIMS, SOURCES, conformed
from kg.tables.engine import Engine, laid_down


class Read(NamedTuple):
    """What was read of files: the name of the import, its files, its rows and their tables.

    `partial` are rows of which something was left out, `remarks` are on what was made of the rows.
    """

    name: str
    kind: str
    files: list[Input]
    counts: Counts
    rejects: list[Reject]
    partial: list[Reject]
    remarks: list[str]
    tables: Tables


def read(
    kind: str,
    format: Format,
    names: Sequence[str],
    engine: Engine,
    *,
    strict: bool = False,
    published: str = "",
) -> Read:
    """Read files of a format into tables.

    The name of the import stands for the content of its files and how they are read. `published` is
    the date on which the data set came out, as far as that is known. Raises `DataError` when no row
    can be taken, and with `strict` for the first row that cannot, or in part only; `UsageError` for
    a glob that matches nothing.
    """
    files = inputs(names, engine.work)
    staged = format.stage(files, engine)
    rows = format.read(staged.rows, engine)
    path = engine.work / "staged.parquet"
    engine.write_parquet(rows, path)
    rows = engine.parquet("staged", [path], rows.schema())
    refused = rejects(files, rows, staged, engine)
    taken = rows.filter(rows.reason.isnull())
    ((imported,),) = engine.fetch(taken.count().as_table())
    counts = Counts(imported + len(refused), imported, len(refused))
    if not counts.read:
        raise DataError("no rows", ", ".join(file.name for file in files), "name another file")
    if refused and (strict or not imported):
        first = refused[0]
        others = f" ({counts.rejected} of {counts.read} rows)" if counts.rejected > 1 else ""
        raise DataError(f"{first.reason}{others}", first.where, "nothing was imported")
    partial = taken_in_part(files, rows, staged, engine)
    if partial and strict:
        raise DataError(partial[0].reason, partial[0].where, "nothing was imported")
    tables = _dated(_tables(format, taken, engine), published)
    name = _name(kind, files, format.variant, published)
    found = [*staged.notes, *remarks(tables.things, engine)]
    return Read(name, kind, files, counts, refused, partial, found, tables)


def _tables(format: Format, rows: ir.Table, engine: Engine) -> Tables:
    things = described(format.things(rows, engine), engine)
    return Tables(
        conformed(format.claims(rows, engine), CLAIMS),
        laid_down(engine, "described", things),
        conformed(format.sources(rows, engine), SOURCES),
    )


def _dated(tables: Tables, published: str) -> Tables:
    """Tables whose data sets came out on a date, where nothing else is known of them."""
    if not published:
        return tables
    sources = tables.sources
    unknown = (sources["class"] == "Dataset") & sources.published.isnull()
    date = ibis.ifelse(unknown, PartialDate.parse(published).text, sources.published)
    return tables._replace(sources=sources.mutate(published=date))


def _name(kind: str, files: Sequence[Input], *settings: str) -> str:
    """A name that stands for the content of files and the settings that they are read by."""
    key = "\n".join([*filter(None, settings), *sorted(file.sha256 for file in files)])
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
