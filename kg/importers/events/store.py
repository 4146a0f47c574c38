"""Event data into a folder store: its tables, its statements, and what follows from them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import ibis
import pyoxigraph as ox

from kg.derive import derive_authored
from kg.folder import changing, open_or_empty
from kg.identifiers import graph_for
from kg.importers.events import activity, matching, projection
from kg.importers.events.consequences import Consequences, consequences, standings
from kg.importers.events.import_tables import (
    Growth,
    Tables,
    news,
    opened,
    resolved,
    stored,
)
from kg.importers.events.loading import load
from kg.importers.events.reading import Read
from kg.judgements import PROPOSED, Judgement, accepted, record
from kg.store import ORDER, STANDINGS, TABLES, Store, load_ontology
from kg.tables.engine import Engine
from kg.terms import CG, ONTOLOGY_GRAPH


class Known(NamedTuple):
    """Claims that the store had from earlier imports: as they are, and with other content."""

    same: int
    different: int


class Stored(NamedTuple):
    """What an import added to a store: quads, claims that it had before, and the judgements of
    identity that were put on record."""

    before: int
    after: int
    known: Known
    judged: list[Judgement]


def into_store(
    read: Read, folder: Path, base: str | None, engine: Engine, *, review: bool = False
) -> Stored | None:
    """Put what was read into a folder store; None when it holds this very import already.

    Imported actors with the outside id of a known one are that one; with `review` that is only
    proposed. Raises `StoreError` for a store that cannot be written; it is then as it was.
    """
    if any(tables.name == read.name for tables in open_or_empty(folder, base).tables):
        return None
    with changing(folder, base) as store:
        before = len(store.quads)
        earlier = opened(store.tables, "earlier", engine) if store.tables else None
        known = _known(read.tables, earlier, engine)
        judged = _load(store, read, _grown(read, earlier, store, engine), engine, review)
        store.quads.optimize()
        return Stored(before, len(store.quads), known, judged)


def _known(tables: Tables, earlier: Tables | None, engine: Engine) -> Known:
    if earlier is None:
        return Known(0, 0)
    content = [name for name in tables.claims.columns if name != "row"]
    again = tables.claims.semi_join(earlier.claims, "claim").select(content)
    same = ibis.intersect(again, earlier.claims.select(content))
    ((all_again, unchanged),) = engine.fetch(
        again.count().as_table().cross_join(same.count().name("same").as_table())
    )
    return Known(unchanged, all_again - unchanged)


def _grown(read: Read, earlier: Tables | None, store: Store, engine: Engine) -> Growth:
    """Write the tables of an import beside the store: what earlier imports do not hold."""
    assert store.place is not None
    arrived = len(store.tables) + 1
    folder = store.place / TABLES / read.name
    folder.mkdir(parents=True)
    (folder / ORDER).write_text(str(arrived), encoding="ascii")
    tables = news(read.tables, earlier) if earlier else read.tables
    stored(tables, folder, engine)
    new = opened([folder], "new", engine)
    every = opened(store.tables, "every", engine) if earlier else new
    return Growth(new, earlier, every)


def _load(
    store: Store, read: Read, growth: Growth, engine: Engine, review: bool
) -> list[Judgement]:
    if next(store.quads.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH), None) is None:
        load_ontology(store.quads)
    # The statements of an export of this import, which has no tables, give way.
    store.quads.remove_graph(ox.NamedNode(graph_for(store.base, f"import/{read.name}")))
    store.quads.extend(activity.activity(read.name, read.kind, read.files, read.counts, store.base))
    new = matching.imported_actors(growth.new, engine)
    judged = matching.judgements(new, matching.known_actors(store))
    if review:
        judged = [one._replace(decision=PROPOSED) for one in judged]
    judged = record(store, judged)
    touched = _touched(growth.new, growth.earlier, engine) if growth.earlier else []
    _forget_consequences(store, touched)
    growth = resolved(growth, accepted(store), engine)
    found = consequences(growth, engine)
    stated = projection.stated(growth, read.name, store.base, engine)
    load(store, chain(stated, projection.following(growth, found, store.base, engine)), engine)
    _settle_direct(store, touched)
    keep_standings(store, found, engine)
    derive_authored(store)
    return judged


def keep_standings(store: Store, found: Consequences, engine: Engine) -> None:
    """Lay down what was found beside a store: in place of what is there of those propositions."""
    assert store.place is not None
    folder, draft = store.place / STANDINGS, engine.work / STANDINGS
    draft.mkdir()
    standings(found, folder if folder.is_dir() else None, draft, engine)
    # The earlier generation holds the files of the folder as well: they are replaced, not changed.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.move(draft, folder)


def _touched(new: Tables, earlier: Tables, engine: Engine) -> list[str]:
    """The propositions of earlier imports that a new claim is on."""
    found = earlier.claims.semi_join(new.claims, "proposition").select("proposition").distinct()
    return [row[0] for row in engine.fetch(found.order_by("proposition"))]


def _forget_consequences(store: Store, touched: Sequence[str]) -> None:
    """Remove what followed for propositions, since it will be given anew."""
    graph = ox.NamedNode(graph_for(store.base, projection.STATUS))
    for proposition in touched:
        subject = ox.NamedNode(store.base + proposition)
        for quad in list(store.quads.quads_for_pattern(subject, None, None, graph)):
            store.quads.remove(quad)


def _settle_direct(store: Store, touched: Sequence[str]) -> None:
    """Remove the direct relations of propositions that new claims made contested, where no other
    proposition says the same uncontested."""
    graph = ox.NamedNode(graph_for(store.base, projection.DIRECT))
    for proposition in touched:
        node = ox.NamedNode(store.base + proposition)
        said = _content(store, node)
        if said is None or _agreed(store, node):
            continue
        of = CG.object if isinstance(said.object, ox.NamedNode) else CG.value
        same = store.quads.quads_for_pattern(None, of, said.object)
        others = [quad.subject for quad in same if isinstance(quad.subject, ox.NamedNode)]
        if not any(_content(store, one) == said and _agreed(store, one) for one in others):
            store.quads.remove(ox.Quad(said.subject, said.predicate, said.object, graph))


def _content(store: Store, proposition: ox.NamedNode) -> ox.Triple | None:
    """What a proposition says of its subject: its object, or its value where that is said to be
    exact; None where it is not."""
    parts = (CG.subject, CG.relation, CG.object, CG.value, CG.bound)
    subject, relation, what, value, bound = (_part(store, proposition, one) for one in parts)
    if what is None and bound == CG.Exactly:
        what = value
    if not (isinstance(subject, ox.NamedNode) and isinstance(relation, ox.NamedNode)):
        return None
    return ox.Triple(subject, relation, what) if what is not None else None


def _part(
    store: Store, proposition: ox.NamedNode, predicate: ox.NamedNode
) -> ox.NamedNode | ox.Literal | None:
    found = next(store.quads.quads_for_pattern(proposition, predicate, None), None)
    what = found.object if found else None
    return what if isinstance(what, ox.NamedNode | ox.Literal) else None


def _agreed(store: Store, proposition: ox.NamedNode) -> bool:
    found = store.quads.quads_for_pattern(proposition, CG.status, None)
    return any(quad.object in (CG.Uncontested, CG.Conceded) for quad in found)
