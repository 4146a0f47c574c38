"""Sending graphs to a store: what is there already is left; the rest arrives, or is replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.store import Store
from kg.transfer import graphs, updates
from kg.transfer.digest import Digest, digest_of
from kg.transfer.disk import spool
from kg.transfer.journal import Journal
from kg.transfer.pack import Pack
from kg.transfer.remote import Remote
from kg.transfer.shipment import Cargo, Counter, Progress, Shipment
from kg.transfer.ways import INCOMING, PACKED, Way, parts, requests, way_for


class Sent(NamedTuple):
    """What became of a graph: it was ``new``, ``replaced``, ``resumed`` or ``unchanged``.

    `proved` says whether the store has told the same digest.
    """

    graph: str
    digest: Digest
    state: str
    proved: bool = False


def send(
    store: Store,
    sizes: dict[str, int],
    there: dict[str, int],
    remote: Remote,
    journal: Journal,
    tell: Callable[[Progress], None],
) -> list[Sent]:
    """Make graphs hold in a triple store what they hold here; gives what became of each.

    `there` tells the sizes of the graphs in the triple store. A graph that holds the same already
    is left alone. One that holds something else is replaced at once, or is put together beside it
    and then takes its place. Raises `DataError` for what not every store keeps, `StoreError` when
    the store fails or the disk is full; the journal then tells what has arrived, and the next call
    goes on from there.
    """
    digests = _digests_there(sizes, there, remote)
    counter = Counter(sizes, tell)
    sent = []
    with spool("kg-push-") as folder, Shipment(remote, journal, folder, counter) as shipment:
        pack = Pack(shipment)
        for graph, statements in graphs.statements(store, sizes):
            digest = digest_of(statements)
            state = _state(graph, digest, there, digests, remote, journal)
            sent.append(Sent(graph, digest, state, digests.get(graph) == digest))
            if state != "resumed" and graph + INCOMING in there:
                # What a push that nobody takes up again has left.
                remote.update(updates.drop(graph + INCOMING))
            if state == "unchanged":
                counter(1, digest.size)
            elif state == "new" and remote.way == "bulk" and digest.size < PACKED.most:
                pack.add(graph, digest, statements)
            else:
                _ship(sent[-1], statements, shipment)
        pack.send()
        shipment.complete()
    return sorted(sent)


def foresee(
    store: Store, sizes: dict[str, int], there: dict[str, int], remote: Remote, journal: Journal
) -> list[Sent]:
    """What `send` would do with each graph."""
    digests = _digests_there(sizes, there, remote)
    return [
        Sent(graph, digest, _state(graph, digest, there, digests, remote, journal))
        for graph, digest in digests_of(store, sizes).items()
    ]


def digests_of(store: Store, sizes: dict[str, int]) -> dict[str, Digest]:
    """The digests of graphs here."""
    found = {graph: digest_of(own) for graph, own in graphs.statements(store, sizes)}
    return {graph: found[graph] for graph in sizes}


def _digests_there(
    sizes: dict[str, int], there: dict[str, int], remote: Remote
) -> dict[str, Digest]:
    """The digests of the graphs there that are as large as here."""
    same = {graph: size for graph, size in sizes.items() if there.get(graph) == size}
    return remote.digests(same)


def _state(
    graph: str,
    digest: Digest,
    there: dict[str, int],
    digests: dict[str, Digest],
    remote: Remote,
    journal: Journal,
) -> str:
    size = there.get(graph, 0)
    same = digests[graph] == digest if graph in digests else journal.done(graph, digest)
    if size == digest.size and same:
        return "unchanged"
    if _can_be_resumed(graph, digest, there, remote, journal):
        return "resumed"
    return "replaced" if size else "new"


def _can_be_resumed(
    graph: str, digest: Digest, there: dict[str, int], remote: Remote, journal: Journal
) -> bool:
    """Whether a push of that content was begun, and the store still has what arrived of it."""
    way = _begun(graph, digest, remote, journal)
    if way is None:
        return False
    target = way.target(graph)
    arrived = sum(journal.parts(graph).values())
    # When all had arrived, and the graph is not what was sent, some of it was lost.
    return arrived <= there.get(target, 0) and (target != graph or arrived < digest.size)


def _begun(graph: str, digest: Digest, remote: Remote, journal: Journal) -> Way | None:
    """The way in which a push of that content was begun, if it would be sent so now."""
    begun = journal.begun(graph, digest)
    ways = (way_for(remote, digest.size, present=present) for present in (False, True))
    return next((way for way in ways if str(way) == begun), None)


def _ship(sent: Sent, statements: graphs.Statements, shipment: Shipment) -> None:
    """Send one graph."""
    graph, digest, state, _ = sent
    remote, resumed = shipment.remote, state == "resumed"
    way = _begun(graph, digest, remote, shipment.journal) if resumed else None
    way = way or way_for(remote, digest.size, present=state != "new")
    asked = requests(way, remote, graph, digest)
    cargo = Cargo({graph: digest}, str(way), asked.start, asked.finish, resumed)
    shipment.send(cargo, parts(iter(statements), digest.size, way, asked, shipment.folder))
