"""Event data as N-Quads, for a store on another machine."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.importers.events import activity, projection
from kg.importers.events.consequences import consequences
from kg.importers.events.import_tables import Growth, opened, resolved, stored
from kg.importers.events.reading import Read
from kg.tables.engine import Engine, Sink
from kg.terms import PANJSHIR


def into_file(read: Read, path: Path, base: str | None, engine: Engine) -> int:
    """Write what was read, and what follows from it, to a file; gives the number of quads.

    The file takes its place when it is whole. Raises `StoreError` when it cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            quads = into_stream(read, file, base, engine)
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"the file cannot be written: {error.strerror}", str(path)) from None
    finally:
        draft.unlink(missing_ok=True)
    return quads


def into_stream(read: Read, out: Sink, base: str | None, engine: Engine) -> int:
    """Write what was read, and what follows from it, as it is made; gives the number of quads."""
    base = base or PANJSHIR
    folder = engine.work / "tables"
    folder.mkdir()
    stored(read.tables, folder, engine)
    new = opened([folder], "new", engine)
    growth = resolved(Growth(new, None, new), [], engine)
    made = activity.activity(read.name, read.kind, read.files, read.counts, base)
    counted = _Counted(out)
    counted.write(ox.serialize(made, format=ox.RdfFormat.N_QUADS) or b"")
    for lines in projection.stated(growth, read.name, base, engine):
        engine.write_text(lines, counted)
    found = consequences(growth, engine)
    for lines in projection.following(growth, found, base, engine):
        engine.write_text(lines, counted)
    return counted.lines


class _Counted:
    """Counts the lines that are written to somewhere."""

    def __init__(self, out: Sink) -> None:
        self.lines = 0
        self._out = out

    def write(self, block: bytes | memoryview, /) -> None:
        self.lines += bytes(block).count(b"\n")
        self._out.write(block)
