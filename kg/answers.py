"""What asks and answers: the small protocol of the embedded store and of remote endpoints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pyoxigraph as ox

Answer = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


# How long to wait while nothing of a remote store's answer comes, in seconds.
TIMEOUT = 300.0
# How often to try again when the network fails; the pauses double, from half a second to 16.
RETRIES = 6


class Queryable(Protocol):
    """What answers SPARQL."""

    @property
    def base(self) -> str:
        """The base IRI of the data set."""

    # The lens that is looked through, in words; "" where there is none.
    seen: str

    @property
    def quads(self) -> Iterable[ox.Quad]:
        """Every statement, with its named graph."""

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query whose default graph is the union of all graphs."""
