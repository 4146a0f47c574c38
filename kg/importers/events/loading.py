"""Statements into a store."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.store import Store
from kg.tables.engine import Engine, Lines


def load(store: Store, statements: Iterable[Lines], engine: Engine) -> None:
    """Load statements through one file in the engine's folder: several would take longer."""
    path = engine.work / "statements.nq"
    with path.open("wb") as file:
        for lines in statements:
            engine.write_text(lines, file)
    store.quads.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
    path.unlink()
