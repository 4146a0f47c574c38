"""Graphs on their way to a store: parts that are delivered side by side, each noted when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import NamedTuple

from kg.transfer.digest import Digest
from kg.transfer.journal import Journal
from kg.transfer.remote import Remote
from kg.transport import Body


class Progress(NamedTuple):
    """How far a transfer has come."""

    graphs: int
    of_graphs: int
    quads: int
    of_quads: int


class Part(NamedTuple):
    """One request's worth of statements, named for what it holds; its file is removed when they
    have been delivered."""

    name: str
    quads: int
    body: Body
    deliver: Callable[[Body], None]


class Cargo(NamedTuple):
    """The graphs that travel together, how they do, what is done before the first part and after
    the last, and whether an earlier push began with them."""

    graphs: dict[str, Digest]
    how: str
    start: Callable[[], None] = lambda: None
    finish: Callable[[], None] = lambda: None
    resumed: bool = False


class Shipment:
    """Delivers parts to a store, a few at a time; a context manager.

    What is to be delivered waits in files of `folder`.

    Whatever fails in a delivery is raised by the next call, and nothing more is sent.
    """

    def __init__(
        self, remote: Remote, journal: Journal, folder: Path, count: Callable[[int, int], None]
    ) -> None:
        self.remote = remote
        self.journal = journal
        self.folder = folder
        self._pool = ThreadPoolExecutor(remote.kind.connections)
        # What waits on disk is bounded as well.
        self._room = BoundedSemaphore(remote.kind.connections + 1)
        self._count = count
        self._under_way: list[tuple[Cargo, list[Future[None]]]] = []

    def __enter__(self) -> Shipment:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            self.remote.transport.give_up()
        self._pool.shutdown(cancel_futures=True)

    def send(self, cargo: Cargo, parts: Iterator[Part]) -> None:
        """Send the parts of a cargo; those that an earlier push delivered are passed over."""
        arrived = self._begin(cargo)
        deliveries: list[Future[None]] = []
        self._under_way.append((cargo, deliveries))
        for part in parts:
            if part.name in arrived:
                part.body.path.unlink()
                self._count(0, part.quads)
                continue
            self._room.acquire()
            deliveries.append(self._pool.submit(self._deliver, cargo, part))
            self._settle(wait=False)
        self._settle(wait=False)

    def _begin(self, cargo: Cargo) -> set[str]:
        """Note that a cargo is on its way; gives its parts that an earlier push delivered."""
        arrived: set[str] = set()
        for graph, digest in cargo.graphs.items():
            if cargo.resumed:
                arrived |= set(self.journal.parts(graph))
            else:
                self.journal.begin(graph, digest, cargo.how)
        if not arrived:
            cargo.start()
        return arrived

    def complete(self) -> None:
        """Wait until everything has arrived."""
        self._settle(wait=True)

    def _deliver(self, cargo: Cargo, part: Part) -> None:
        try:
            part.deliver(part.body)
            for graph in cargo.graphs:
                self.journal.part(graph, part.name, part.quads)
            self._count(0, part.quads)
        finally:
            part.body.path.unlink(missing_ok=True)
            self._room.release()

    def _settle(self, wait: bool) -> None:
        """Finish every cargo whose parts are all there."""
        for cargo, deliveries in list(self._under_way):
            for delivery in deliveries:
                if wait or delivery.done():
                    delivery.result()
            # The last may still get more parts.
            last = cargo is self._under_way[-1][0]
            if wait or (not last and all(delivery.done() for delivery in deliveries)):
                cargo.finish()
                for graph in cargo.graphs:
                    self.journal.finish(graph)
                self._count(len(cargo.graphs), 0)
                self._under_way.remove((cargo, deliveries))


class Counter:
    """Adds up what has arrived, and tells it."""

    def __init__(self, sizes: dict[str, int], tell: Callable[[Progress], None]) -> None:
        self._progress = Progress(0, len(sizes), 0, sum(sizes.values()))
        self._tell = tell
        self._lock = Lock()

    def __call__(self, graphs: int, quads: int) -> None:
        """So many graphs and statements more are there."""
        with self._lock:
            at = self._progress
            self._progress = at._replace(graphs=at.graphs + graphs, quads=at.quads + quads)
            self._tell(self._progress)
