"""What imports of event data state, written anew from their tables."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.derive import derive, joined_to_events
from kg.identifiers import graph_for
from kg.importers.events import projection
from kg.importers.events.projection import Growth
from kg.importers.events.store import state
from kg.store import Store
from kg.tables.engines import engine


def reproject(store: Store) -> None:
    """State all imports of a store anew, one after the other in the order of their arrival, under
    the judgements of identity as they are now.

    A proposition stays in the graph of the import that stated it first. The store holds what
    follows from everything else already.
    """
    for folder in store.tables:
        _forget(store, folder.name)
    for graph in (projection.STATUS, projection.DIRECT):
        store.quads.remove_graph(NamedNode(graph_for(store.base, graph)))
    if store.standings:
        shutil.rmtree(store.standings)
    for number in range(len(store.tables)):
        _state(store, number)
    if joined_to_events(store):
        derive(store)


def _forget(store: Store, name: str) -> None:
    """Remove what an import states; how it came about stays."""
    graph = NamedNode(graph_for(store.base, f"import/{name}"))
    act = f"{store.base}import/{name}"
    kept: list[Quad] = [
        quad
        for quad in store.quads.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode)
        and (quad.subject.value == act or quad.subject.value.startswith(f"{act}/"))
    ]
    store.quads.remove_graph(graph)
    store.quads.extend(kept)


def _state(store: Store, number: int) -> None:
    """State one import, as it was stated when only those before it were there."""
    folders = store.tables[: number + 1]
    with tempfile.TemporaryDirectory(prefix="kg-import-") as work:
        duck = engine("duckdb", Path(work))
        try:
            new = projection.opened(folders[-1:], "new", duck)
            earlier = projection.opened(folders[:-1], "earlier", duck) if number else None
            growth = Growth(new, earlier, projection.opened(folders, "every", duck))
            state(store, growth, folders[-1].name, duck)
        finally:
            duck.close()
