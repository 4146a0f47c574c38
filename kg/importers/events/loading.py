"""Files of N-Quads into a store."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.store import Store


def load(store: Store, files: Iterable[Path]) -> None:
    """Load files in their order, and remove each."""
    for file in files:
        store.quads.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
        file.unlink()
