"""claimgraph: a knowledge graph of actors, their relations, and what they claim and dispute."""

from kg.errors import (
    DataError,
    KgError,
    LimitError,
    QueryError,
    StoreError,
    UnknownNameError,
    UsageError,
)
from kg.graph import Graph, Totals, connect, open

__version__ = "0.1.0"

__all__ = [
    "DataError",
    "Graph",
    "KgError",
    "LimitError",
    "QueryError",
    "StoreError",
    "Totals",
    "UnknownNameError",
    "UsageError",
    "connect",
    "open",
]
