"""What a format makes of files, as rows to compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import ibis.expr.types as ir

from kg.importers.events.mapped import Format
from kg.importers.events.reading import read
from kg.importers.events.rejects import Reject
from kg.tables.duck import Duck

Row = dict[str, Any]


class Imported(NamedTuple):
    """Claims, things and sources by their ids, without what is null; what was refused, or taken in
    part; and remarks."""

    claims: dict[str, Row]
    things: dict[str, Row]
    sources: dict[str, Row]
    rejects: list[Reject]
    rows: int
    partial: list[Reject]
    remarks: list[str]

    @property
    def taken(self) -> int:
        """How many rows were taken."""
        return self.rows - len(self.rejects)

    def named(self, id: str) -> tuple[str, set[str]]:
        """The name of a thing and its other names, each with its language."""
        thing = self.things[id]
        return f"{thing['name']}@{thing['language']}", set(thing.get("other_names", ()))

    def points(self, kind: str = "Place") -> set[tuple[str, str | None, str | None]]:
        """Things of a class by their names, with latitude and longitude."""
        return {
            (thing["name"], thing.get("latitude"), thing.get("longitude"))
            for thing in self.things.values()
            if thing["class"] == kind
        }

    @property
    def reasons(self) -> dict[int, str]:
        """The reasons of rejects by their lines."""
        return {one.line: one.reason for one in self.rejects}


def imported(format: Format, files: Sequence[Path | str], work: Path) -> Imported:
    """What a format makes of files; every row is taken or refused."""
    work.mkdir(parents=True, exist_ok=True)
    engine = Duck(work, threads=1)
    try:
        found = read("tested", format, [str(file) for file in files], engine)
        # As the rows of the file, which have nothing else for their order.
        made = found.tables._replace(claims=found.tables.claims.order_by("row", "claim"))
        rows = [_by_id(engine.fetch(table), table) for table in made]
        counts = found.counts
        assert counts.read == counts.imported + counts.rejected
        assert counts.rejected == len(found.rejects)
        return Imported(*rows, found.rejects, counts.read, found.partial, found.remarks)
    finally:
        engine.close()


def _by_id(rows: Sequence[tuple[Any, ...]], table: ir.Table) -> dict[str, Row]:
    """Rows by their first column, which no two of them may share."""
    found = {}
    for cells in rows:
        row = dict(zip(table.columns, cells, strict=True))
        key = next(iter(row.values()))
        assert key not in found
        found[key] = {name: cell for name, cell in row.items() if cell not in (None, [])}
    return found
