"""Event data into a file of N-Quads, for a store on another machine."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.importers.events import activity, projection
from kg.importers.events.projection import Growth
from kg.importers.events.reading import Read
from kg.tables.engine import Engine
from kg.terms import PANJSHIR


def into_file(read: Read, out: Path, base: str | None, engine: Engine) -> int:
    """Write what was read, and what follows from it, as N-Quads; gives the number of quads.

    The file takes its place when it is whole. Raises `StoreError` when it cannot be written.
    """
    base = base or PANJSHIR
    folder = engine.work / "tables"
    folder.mkdir()
    projection.stored(read.tables, folder, engine)
    new = projection.opened([folder], "new", engine)
    growth = Growth(new, None, new)
    made = list(activity.activity(read.name, read.kind, read.files, read.counts, base))
    draft = out.with_name(f".{out.name}.part")
    quads = len(made)
    try:
        with draft.open("wb") as file:
            ox.serialize(made, file, ox.RdfFormat.N_QUADS)
            for path in projection.project(growth, [], read.name, base, engine):
                with path.open("rb") as part:
                    while block := part.read(1 << 20):
                        quads += block.count(b"\n")
                        file.write(block)
                path.unlink()
        draft.replace(out)
    except OSError as error:
        raise StoreError(f"the file cannot be written: {error.strerror}", str(out)) from None
    finally:
        draft.unlink(missing_ok=True)
    return quads
