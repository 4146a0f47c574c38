"""Moving graphs into triple stores and back, and proving that they arrived."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kg import exporters
from kg.errors import StoreError, UsageError
from kg.exporters import move_file
from kg.folder import open_or_empty
from kg.identifiers import graph_for
from kg.importers import Imported, replace_graphs
from kg.store import Store
from kg.store_kinds import StoreKind
from kg.transfer import graphs, updates
from kg.transfer.comparison import Difference, compare
from kg.transfer.disk import on_disk, spool
from kg.transfer.journal import journal_for
from kg.transfer.pull import fetch, wanted
from kg.transfer.push import Sent, digests_of, foresee, send
from kg.transfer.remote import Remote, Route
from kg.transfer.shipment import Counter, Progress
from kg.transfer.ways import INCOMING
from kg.transport import place_of

__all__ = [
    "Difference",
    "Progress",
    "Pulled",
    "Pushed",
    "Route",
    "Selection",
    "Sent",
    "Told",
    "check",
    "pull",
    "push",
]


class Selection(NamedTuple):
    """Which graphs of a store: all, the curated ones, or those that patterns name."""

    patterns: Sequence[str] = ()
    curated: bool = False


class Told(NamedTuple):
    """What is told meanwhile: a line about the network, and how far a transfer has come."""

    word: Callable[[str], None] = lambda text: None
    progress: Callable[[Progress], None] = lambda progress: None


class Pushed(NamedTuple):
    """What a push did, or would do: the kind of store and the way in, what became of each graph,
    what differs afterwards, and which graphs of the data set are there and not here."""

    kind: StoreKind
    way: str
    sent: tuple[Sent, ...]
    differences: tuple[Difference, ...]
    strangers: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether the store holds what is here."""
        return not self.differences


def push(
    store: Store,
    route: Route,
    selection: Selection = Selection(),  # noqa: B008 (immutable)
    *,
    prune: bool = False,
    dry_run: bool = False,
    told: Told = Told(),  # noqa: B008 (immutable)
) -> Pushed:
    """Make a triple store hold the graphs of a store at hand, and check that it does.

    Graphs that are the same there are left alone; `prune` removes those of the data set, or of the
    patterns, that are not here. With `dry_run` nothing is changed. Raises `UsageError` for an
    unknown kind, way or graph, and for a lens whose store holds the data set otherwise; `DataError`
    for blank nodes; `StoreError` when the store cannot be reached or fails, or the disk is full:
    the next push then goes on from there.
    """
    sizes = graphs.chosen(store, selection.patterns, curated=selection.curated)
    with (
        on_disk(),
        _interruptible(route.url),
        Remote(route, store.base, told.word) as remote,
        journal_for(remote.addresses.query) as journal,
    ):
        there = remote.sizes()
        strangers = _strangers(store, there, selection.patterns)
        if dry_run or store.seen:
            planned = foresee(store, sizes, there, remote, journal)
            if store.seen:
                _refuse_mixture(planned, strangers, place_of(route.url))
        if dry_run:
            journal.kept = True
            return Pushed(remote.kind, remote.way, tuple(planned), (), strangers)
        _tell_of_unfinished(journal.unfinished(), there, told)
        sent = send(store, sizes, there, remote, journal, told.progress)
        for stranger in strangers if prune else ():
            remote.update(updates.drop(stranger))
        digests = {one.graph: one.digest for one in sent if not one.proved}
        differences = compare(store, digests, remote)
    return Pushed(remote.kind, remote.way, tuple(sent), tuple(differences), strangers)


def check(
    store: Store,
    route: Route,
    selection: Selection = Selection(),  # noqa: B008 (immutable)
    *,
    told: Told = Told(),  # noqa: B008 (immutable)
) -> Pushed:
    """Compare the graphs of a store at hand with those of a triple store; changes nothing.

    Raises as `push` does.
    """
    sizes = graphs.chosen(store, selection.patterns, curated=selection.curated)
    with on_disk(), Remote(route, store.base, told.word, reading=True) as remote:
        digests = digests_of(store, sizes)
        differences = compare(store, digests, remote)
        differing = {difference.graph for difference in differences}
        states = tuple(
            Sent(graph, digest, "different" if graph in differing else "unchanged")
            for graph, digest in digests.items()
        )
        strangers = _strangers(store, remote.sizes(), selection.patterns)
        return Pushed(remote.kind, remote.way, states, tuple(differences), strangers)


class Pulled(NamedTuple):
    """What a pull brought: the graphs with their sizes, where they are now, and what an import
    into a folder store did."""

    graphs: dict[str, int]
    out: Path
    imported: Imported | None


def pull(
    route: Route,
    out: Path,
    patterns: Sequence[str] = (),
    *,
    base: str = "",
    told: Told = Told(),  # noqa: B008 (immutable)
) -> Pulled:
    """Bring graphs from a triple store: into a file when `out` ends in ``.nq``, else into a folder
    store, where they take the place of those of the same name.

    Without patterns they are those of the data set at `base` (the one that is found there, when it
    is not given), and the ontology's. A folder store has the ontology of this version, and derives
    statuses anew. All of them are brought, or nothing is changed. Raises `UsageError` when `out`
    ends like a file of another format; `StoreError` when it is there and no store, when the triple
    store cannot be reached or keeps statements back, and when the disk is full; `DataError` when a
    folder store would hold what breaks the model.
    """
    _refuse_out(out)
    with (
        spool("kg-pull-") as folder,
        Remote(route, base, told.word, reading=True) as remote,
    ):
        base = remote.endpoint.base
        sizes = wanted(remote, base, patterns)
        file = folder / "pulled.nq"
        fetch(remote, sizes, file, Counter(sizes, told.progress))
        if out.suffix == ".nq":
            move_file(file, out)
            return Pulled(sizes, out, None)
        return Pulled(sizes, out, replace_graphs(out, file, sizes, base))


@contextmanager
def _interruptible(url: str) -> Iterator[None]:
    """Say of an interruption that some of a push may have arrived."""
    try:
        yield
    except KeyboardInterrupt:
        todo = "push again: it goes on from there"
        raise StoreError("interrupted, some of it may have arrived", place_of(url), todo) from None


def _refuse_out(out: Path) -> None:
    """Refuse a place for what is pulled before anything is asked for."""
    formats = {format.suffix for format in exporters.formats().values()}
    if out.suffix.lower() in formats - {".nq"}:
        what = f"kg pull writes N-Quads or a folder store, no '{out.suffix}'"
        raise UsageError(what, str(out), "'kg export --endpoint' writes other formats")
    if out.suffix != ".nq":
        open_or_empty(out).close()
    if not os.access(next(place for place in out.absolute().parents if place.exists()), os.W_OK):
        raise StoreError("cannot be written: Permission denied", str(out), "nothing was brought")


def _tell_of_unfinished(unfinished: Sequence[str], there: dict[str, int], told: Told) -> None:
    """Say which graphs an earlier push has left half sent."""
    some = [graph for graph in unfinished if there.keys() & {graph, graph + INCOMING}]
    if some:
        told.word(f"taking up a push that was interrupted at {', '.join(some[:3])}")


def _strangers(store: Store, there: dict[str, int], patterns: Sequence[str]) -> tuple[str, ...]:
    """The graphs of the data set, or of the patterns, that a triple store holds and the store at
    hand does not."""
    here, own = graphs.sizes(store), graph_for(store.base, "")
    return tuple(
        graph
        for graph in sorted(there)
        if graph.startswith(own)
        and not {graph, graph.removesuffix(INCOMING)} & here.keys()
        and (not patterns or any(graphs.fits(graph, one, store.base) for one in patterns))
    )


def _refuse_mixture(planned: Sequence[Sent], strangers: Sequence[str], url: str) -> None:
    """A lens pushed over the whole data set would leave neither."""
    if strangers or any(one.state == "replaced" for one in planned):
        raise UsageError(
            "the store holds this data set otherwise than this lens shows it",
            url,
            "push a lens into a store of its own",
        )
