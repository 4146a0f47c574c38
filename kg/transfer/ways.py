"""The ways in which a graph gets into a store: which requests, of what size, whole or in parts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from kg.errors import StoreError
from kg.transfer import graphs, updates
from kg.transfer.digest import Digest
from kg.transfer.remote import Remote
from kg.transfer.shipment import Part
from kg.transport import Body

# A graph that takes another's place in several requests is put together under a name of its own:
# what it replaces stays as it is until all is there.
INCOMING = "#incoming"

# The most statements in one request where a store takes any number: no slower than all at once, and
# what has to be sent again after a fault stays small.
PACK = 250_000


class Way(NamedTuple):
    """How a graph is sent, and the most statements in a request (0: all of them).

    ``add`` and ``insert`` add to what is there, by the Graph Store Protocol or by SPARQL Update;
    ``put`` and ``rewrite`` replace it by one request of either; ``stage-add`` and ``stage-insert``
    put the graph together beside it and copy it there. ``load`` adds quads, by the store's own way
    of taking many.
    """

    name: str
    most: int

    def __str__(self) -> str:
        return f"{self.name} {self.most}"

    def target(self, graph: str) -> str:
        """Where the statements of a graph are sent."""
        return graph + INCOMING if self.name.startswith("stage-") else graph


PACKED = Way("load", PACK)


def way_for(remote: Remote, size: int, *, present: bool) -> Way:
    """The way for a graph of a size, where the store holds another content of it or nothing."""
    kind, by_graph_store = remote.kind, remote.way != "update"
    adding = Way("add", kind.slice or PACK) if by_graph_store else Way("insert", kind.batch)
    if not present:
        return PACKED if remote.way == "bulk" else adding
    if by_graph_store and (kind.atomic_put or not remote.addresses.update):
        return Way("put", 0)
    if size <= kind.batch:
        return Way("rewrite", 0)
    return Way(f"stage-{adding.name}", adding.most)


class Requests(NamedTuple):
    """What a way does for a graph: how lines become a body, how that is sent, what comes before
    the first and after the last."""

    written: Callable[[Iterable[bytes]], Iterable[bytes]]
    sent: Callable[[Body], None]
    start: Callable[[], None] = lambda: None
    finish: Callable[[], None] = lambda: None


def requests(way: Way, remote: Remote, graph: str, digest: Digest) -> Requests:
    """The requests of a way for a graph with that content."""
    target = way.target(graph)
    match way.name.removeprefix("stage-"):
        case "add":
            adding = Requests(iter, partial(remote.add, target))
        case "load":
            adding = Requests(partial(graphs.in_graph, graph), remote.load)
        case "put":
            adding = Requests(iter, partial(remote.put, target))
        case "rewrite":
            adding = Requests(partial(updates.replace, target), remote.update)
        case _:
            adding = Requests(partial(updates.insert, target), remote.update)
    if target == graph:
        return adding
    return adding._replace(
        start=partial(remote.update, updates.drop(target)),
        finish=partial(_take_place, remote, target, graph, digest),
    )


def _take_place(remote: Remote, staged: str, graph: str, digest: Digest) -> None:
    """Put a graph that was put together beside another in its place, if it is whole.

    Raises `StoreError` when it is not. To copy it and then to remove it does no harm when it is
    done again after an answer that was lost; to move a graph that has moved empties the other.
    """
    there = remote.digests({staged: digest.size}).get(staged)
    # Virtuoso hashes some texts in its own way: only the number of statements is sure.
    if (there.size if there else remote.sizes().get(staged, 0)) != digest.size:
        what = "not all that was sent has arrived: what the store held before is still there"
        raise StoreError(what, graph, "push again")
    remote.update(updates.copy(staged, graph))
    remote.update(updates.drop(staged))


def parts(
    lines: Iterator[bytes], size: int, way: Way, asked: Requests, folder: Path
) -> Iterator[Part]:
    """The lines of a graph of a size as requests, each written to a file of the folder in time."""
    most = way.most or size
    for start in range(0, size, most):
        path = new_file(folder)
        with path.open("wb") as file:
            file.writelines(asked.written(islice(lines, most)))
        with path.open("rb") as written:
            name = file_digest(written, "sha1").hexdigest()
        yield Part(name, min(most, size - start), Body(path), asked.sent)


def new_file(folder: Path) -> Path:
    """A new file in a folder."""
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)
