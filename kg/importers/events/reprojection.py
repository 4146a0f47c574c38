"""What imports of event data state, written anew from their tables."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence

import ibis
from pyoxigraph import NamedNode, Quad

from kg.derive import derive_authored, lacks_events
from kg.identifiers import graph_for
from kg.importers.events import projection
from kg.importers.events.consequences import consequences
from kg.importers.events.import_tables import Growth, Tables, merged, opened, resolved
from kg.importers.events.loading import load
from kg.importers.events.store import keep_standings
from kg.judgements import Judged, accepted
from kg.store import Store
from kg.tables.duck import at_work
from kg.tables.engine import Engine, kept

_IDS = ibis.schema({"id": "string"})


def reproject(store: Store, before: Sequence[Judged]) -> set[str]:
    """State event data anew where judgements of identity are no longer those of `before`: the
    imports that are concerned, and what follows from all of them; that alone where it is missing.

    Gives the imported actors that are judged otherwise and that no import here brought. A
    proposition stays in the graph of the import that stated it first. The store holds what follows
    from everything else already.
    """
    changed = {judged for judged, _, _ in set(before) ^ set(accepted(store))}
    if not store.tables or not (changed or lacks_events(store)):
        return changed
    with at_work() as duck:
        brought = _state_concerned(store, changed, duck) if changed else set()
        _conclude(store, duck)
    derive_authored(store)
    store.quads.optimize()
    return changed - brought


def _state_concerned(store: Store, changed: Collection[str], duck: Engine) -> set[str]:
    """State the imports anew that name actors; gives those actors that they describe."""
    wanted = kept(duck, "wanted", [(id,) for id in sorted(changed)], _IDS)
    folders = store.tables
    brought: set[str] = set()
    for number, folder in enumerate(folders):
        new = opened([folder], "new", duck)
        described = {id for (id,) in duck.fetch(_described(new, wanted))}
        brought |= described
        if not described and not duck.fetch(_naming(new, wanted)):
            continue
        _forget(store, folder.name)
        earlier = opened(folders[:number], "earlier", duck) if number else None
        growth = resolved(Growth(new, earlier, new), accepted(store), duck)
        load(store, projection.stated(growth, folder.name, store.base, duck), duck)
    return brought


def _described(tables: Tables, wanted: ibis.Table) -> ibis.Table:
    return tables.things.semi_join(wanted, "id").select("id").order_by("id")


def _naming(tables: Tables, wanted: ibis.Table) -> ibis.Table:
    """The first of the ids that claims or sources have, if any."""
    parts = [
        tables.claims.select(id=tables.claims[column])
        for column in ("subject", "object", "claimant", "on_behalf_of")
    ]
    named = ibis.union(*parts, tables.sources.select(id=tables.sources.publisher))
    return named.semi_join(wanted, "id").limit(1)


def _forget(store: Store, name: str) -> None:
    """Remove what an import states; how it came about stays."""
    graph = NamedNode(graph_for(store.base, f"import/{name}"))
    act = f"{store.base}import/{name}"
    kept_on: list[Quad] = [
        quad
        for quad in store.quads.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.subject, NamedNode)
        and (quad.subject.value == act or quad.subject.value.startswith(f"{act}/"))
    ]
    store.quads.remove_graph(graph)
    store.quads.extend(kept_on)


def _conclude(store: Store, duck: Engine) -> None:
    """Make anew what follows from all imports."""
    for graph in (projection.STATUS, projection.DIRECT):
        store.quads.remove_graph(NamedNode(graph_for(store.base, graph)))
    if store.standings:
        shutil.rmtree(store.standings)
    every = merged(store.tables, duck)
    growth = resolved(Growth(every, None, every), accepted(store), duck)
    found = consequences(growth, duck)
    load(store, projection.following(growth, found, store.base, duck), duck)
    keep_standings(store, found, duck)
