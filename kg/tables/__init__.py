"""Event data as tables: claims, things and sources in columns, however many rows they have.

Each expression is written once, in Ibis, and run by DuckDB on this machine or by a Spark cluster.
"""

from kg.errors import UsageError

try:
    import duckdb
    import ibis
    import pyarrow
except ImportError as error:
    raise UsageError(
        f"event data need {error.name}, which is not installed",
        todo="install claimgraph with its extra 'events': pip install 'claimgraph[events]'",
    ) from None

__all__ = ["duckdb", "ibis", "pyarrow"]
