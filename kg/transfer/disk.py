"""The disk that a transfer needs while it lasts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError


@contextmanager
def spool(prefix: str) -> Iterator[Path]:
    """A folder for what waits to be sent or kept. Raises `StoreError` when its disk is full."""
    with on_disk(), tempfile.TemporaryDirectory(prefix=prefix) as folder:
        yield Path(folder)


@contextmanager
def on_disk() -> Iterator[None]:
    """Turn the faults of the disk that temporary files lie on into ours: `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"what is under way cannot be written: {error.strerror or error}",
            tempfile.gettempdir(),
            "make room there, or name another folder in TMPDIR",
        ) from None
