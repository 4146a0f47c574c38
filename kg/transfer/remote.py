"""A triple store that is written to over HTTP: its graphs, and the requests that change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from kg.answers import RETRIES, TIMEOUT
from kg.credentials import credentials_for, parts_of
from kg.endpoint import Endpoint
from kg.errors import QueryError, StoreError, UsageError
from kg.library import find
from kg.store_kinds import KINDS, Addresses, StoreKind, addresses, guess, kind_of
from kg.transfer.digest import Digest
from kg.transport import Body, Transport, place_of

_TRIPLES = {"Content-Type": "application/n-triples"}
_QUADS = {"Content-Type": "application/n-quads"}
_UPDATE = {"Content-Type": "application/sparql-update"}

# How many digests are asked for in one request: graphs that are named in it, and statements.
_NAMED = 200
_SHARE = 100_000
# The most statements in a store that is gone through whole; it takes a minute.
_SCANNED = 3_000_000


class Route(NamedTuple):
    """How a store is reached: what the user says of it; what is empty is found out.

    `kind` names one of `KINDS`; `update` and `graph_store` are addresses that take the place of
    those that the kind is known by; `way` is one of its ways in. `timeout` is in seconds.
    """

    url: str
    kind: str = ""
    update: str = ""
    graph_store: str = ""
    way: str = ""
    timeout: float = TIMEOUT
    retries: int = RETRIES


class Remote:
    """A connection to a store that is written to; a context manager.

    When it is only read from, its kind need not be known. Raises `UsageError` when its kind cannot
    be told or has no such way in, `StoreError` when it cannot be reached.
    """

    def __init__(
        self,
        route: Route,
        base: str,
        tell: Callable[[str], None] = lambda text: None,
        *,
        reading: bool = False,
    ) -> None:
        for address in filter(None, (route.url, route.update, route.graph_store)):
            parts_of(address)
        self.transport = Transport(
            credentials_for(route.url), timeout=route.timeout, retries=route.retries, tell=tell
        )
        try:
            self.kind = kind_of(route.kind) if route.kind else self._told_by(route.url, reading)
            self.addresses = _reached(self.kind, route)
            self.way = _way_in(self.kind, self.addresses, route.way)
        except BaseException:
            self.transport.close()
            raise
        self.endpoint = Endpoint(self.addresses.query, base, route.timeout)

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *_: object) -> None:
        self.transport.close()

    def _told_by(self, url: str, reading: bool) -> StoreKind:
        """The kind that an answer of the store tells, or its address."""
        found = guess(url, self.transport.server_at(url))
        if found is None and reading:
            return KINDS["sparql11"]
        if found is None:
            raise UsageError(
                "the kind of this store cannot be told",
                place_of(url),
                f"name it with --store-kind, one of {' '.join(KINDS)}",
            )
        return found

    def sizes(self) -> dict[str, int]:
        """How many statements each named graph there holds, by its IRI."""
        return {row["graph"].value: int(row["size"].value) for row in self._rows("graph-sizes", ())}

    def digests(self, sizes: Mapping[str, int]) -> dict[str, Digest]:
        """The digests of graphs, computed there; without those that the store could not compute.

        `sizes` names the graphs, and tells how many statements each has, or should have.
        """
        found = dict(self._digests(())) if self._best_scanned(sum(sizes.values())) else {}
        rest = {graph: size for graph, size in sizes.items() if graph not in found}
        with ThreadPoolExecutor(2) as pool:
            found.update(chain.from_iterable(pool.map(self._digests, _shares(rest))))
        return {graph: found[graph] for graph in sizes if graph in found}

    def _best_scanned(self, size: int) -> bool:
        """Whether so many statements are found soonest by going through all that are there."""
        if not self.kind.scans or not size:
            return False
        return sum(self.sizes().values()) <= min(_SCANNED, 3 * size)

    def _digests(self, graphs: Sequence[str]) -> list[tuple[str, Digest]]:
        try:
            rows = list(self._rows("graph-digests", graphs))
        except (StoreError, QueryError):
            # Not every store knows SHA1, or has the time for it.
            return []
        return [
            (row["graph"].value, Digest(*(int(row[name].value) for name in Digest._fields)))
            for row in rows
            if all(row[name] for name in Digest._fields)
        ]

    def statements(self, graph: str) -> Iterator[bytes]:
        """The statements of a graph there, as lines of canonical N-Triples, in whatever order."""
        for triple in self.endpoint.statements(ox.NamedNode(graph)):
            yield f"{triple} .\n".encode()

    def _rows(self, name: str, graphs: Sequence[str]) -> Iterator[ox.QuerySolution]:
        given = {"graph": [ox.NamedNode(graph) for graph in graphs]} if graphs else {}
        answer = self.endpoint.query(find(name).bind(given))
        assert isinstance(answer, ox.QuerySolutions)
        return iter(answer)

    def put(self, graph: str, triples: Body) -> None:
        """Put triples in the place of a graph, by the Graph Store Protocol."""
        self.transport.send(
            "PUT", self.addresses.graph_store, params={"graph": graph}, headers=_TRIPLES,
            content=triples,
        )  # fmt: skip

    def add(self, graph: str, triples: Body) -> None:
        """Add triples to a graph, by the Graph Store Protocol."""
        self.transport.send(
            "POST", self.addresses.graph_store, params={"graph": graph}, headers=_TRIPLES,
            content=triples,
        )  # fmt: skip

    def load(self, quads: Body) -> None:
        """Add quads to their graphs, by the store's own way of taking many."""
        self.transport.send("POST", self.addresses.bulk, headers=_QUADS, content=quads)

    def update(self, request: bytes | Body) -> None:
        """Send a SPARQL Update request."""
        self.transport.send("POST", self.addresses.update, headers=_UPDATE, content=request)


def _shares(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Graphs that are asked for together: not too many, nor with too many statements in all."""
    share: list[str] = []
    quads = 0
    for graph, size in sizes.items():
        if share and (len(share) == _NAMED or quads + size > _SHARE):
            yield share
            share, quads = [], 0
        share.append(graph)
        quads += size
    if share:
        yield share


def _reached(kind: StoreKind, route: Route) -> Addresses:
    found = addresses(kind, route.url)
    return found._replace(
        update=route.update or found.update, graph_store=route.graph_store or found.graph_store
    )


def _way_in(kind: StoreKind, at: Addresses, wanted: str) -> str:
    """The way in that is wanted, or the best that there is."""
    there = {"gsp": at.graph_store, "update": at.update, "bulk": at.bulk}
    if not wanted:
        return next((way for way in kind.ways if there[way]), "gsp" if at.graph_store else "update")
    if not there[wanted]:
        others = " or ".join(way for way, address in there.items() if address)
        todo = f"it takes {others}"
        if wanted == "bulk" and kind.name in ("virtuoso", "jena", "qlever", "neptune", "graphdb"):
            todo = f"for its own loader: kg export --for {kind.name} DIR"
        raise UsageError(f"{kind.title} has no '{wanted}' over HTTP", todo=todo)
    return wanted
