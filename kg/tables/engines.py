"""The engine that a user names."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.tables.duck import Duck
from kg.tables.engine import Engine
from kg.tables.progress import Watch


def engine(name: str, work: Path, master: str = "", watch: Watch | None = None) -> Engine:
    """Start an engine that may fill the folder `work`: ``duckdb``, or ``spark`` with the address
    of a cluster; `watch` is told how far it has come. Raises `UsageError` for a cluster without an
    address, or an address without one.
    """
    if name == "duckdb":
        if master:
            raise UsageError("--master belongs to Spark", todo="add --engine spark")
        return Duck(work, watch=watch)
    from kg.tables.spark import Spark

    return Spark(work, master, watch=watch)
