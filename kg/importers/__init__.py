"""Reading claims and other statements into a store, one format per file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, Triple
from pyoxigraph import Store as Quads

from kg.answers import Queryable
from kg.check import findings, integrity, shapes, shapes_of
from kg.derive import (
    derive,
    derive_authored,
    drop_authored,
    drop_derived,
    event_graphs,
    lacks_events,
)
from kg.errors import DataError
from kg.findings import Finding, Positions, line_of, refuse
from kg.folder import changing
from kg.identifiers import source_graph
from kg.importers import authored, rdf
from kg.importers.authored import described_twice, is_authored
from kg.importers.yaml_ld import Document
from kg.judgements import Judged, accepted
from kg.store import Store, load_ontology
from kg.terms import CG, ONTOLOGY_GRAPH, RDF, expand, shorten


class Imported(NamedTuple):
    """What an import did: how many quads of data the store held before and holds now.

    `left_out` counts the quads of the files that are made anew or belong to this version: derived
    ones, and those of the ontology.
    """

    files: int
    before: int
    after: int
    left_out: int


def import_files(folder: Path, files: Sequence[Path], base: str | None = None) -> Imported:
    """Read files into a folder store: all of them, or none.

    An authored file takes the place of what an earlier version of it said; an RDF file adds.
    Raises `DataError` for a file that cannot be read, that breaks the model or that would change
    what event data state, `StoreError` for a store that cannot be written; the store is then as it
    was.
    """
    with changing(folder, base) as store:
        _refuse_changed_events(store, files)
        judged = accepted(store)
        before = _curated(store)
        documents = add_files(store, files)
        done = _completed(store, before, files, documents)
        _restate_events(store, judged)
        return done


def replace_graphs(
    folder: Path, file: Path, graphs: Iterable[str], base: str | None = None
) -> Imported:
    """Read a file of N-Quads into a folder store in the place of graphs that it holds.

    Derived graphs and the ontology are made anew. Raises as `import_files` does.
    """
    with changing(folder, base) as store:
        replaced = {NamedNode(graph) for graph in graphs}
        _refuse_changed_events(store, [file], replaced)
        judged = accepted(store)
        before = _curated(store)
        for graph in replaced:
            store.quads.remove_graph(graph)
        rdf.load(store.quads, file, store.base)
        done = _completed(store, before, [file], [])
        _restate_events(store, judged)
        return done


def _refuse_changed_events(
    store: Store, files: Sequence[Path], replaced: Collection[NamedNode] = ()
) -> None:
    """Raise `DataError` for files that would change what an import of event data states, since the
    tables beside the store would say something else. `replaced` are graphs that give way."""
    apart = event_graphs(store)
    if not apart:
        return
    found = Counter[NamedNode]()
    for file in files:
        if is_authored(file):
            continue
        unnamed = rdf.graph_of(file, store.base)
        for quad in rdf.stream(file, store.base):
            graph = quad.graph_name if isinstance(quad.graph_name, NamedNode) else unnamed
            if graph in apart:
                found[graph] += 1
                if Quad(quad.subject, quad.predicate, quad.object, graph) not in store.quads:
                    raise _changed(graph, file, store)
    for graph in apart.intersection(replaced):
        held = sum(1 for _ in store.quads.quads_for_pattern(None, None, None, graph))
        if found[graph] != held:
            raise _changed(graph, files[0], store)


def _changed(graph: NamedNode, file: Path, store: Store) -> DataError:
    return DataError(
        f"{shorten(graph.value, store.base)} would no longer be what was imported from event data",
        str(file),
        "put statements of your own in another graph, or take a store without this import",
    )


def _curated(store: Store) -> int:
    """Leave nothing in a store but what was curated, and what follows from event data; gives how
    many quads that are."""
    drop_authored(store)
    store.quads.remove_graph(ONTOLOGY_GRAPH)
    return len(store.quads)


def _completed(
    store: Store, before: int, files: Sequence[Path], documents: Sequence[Document]
) -> Imported:
    """Derive what follows from files that were read; refuse what breaks the model."""
    _refuse_lost(store)
    left_out = drop_authored(store) + _drop_ontology(store)
    after = len(store.quads)
    store.quads.optimize()
    load_ontology(store.quads)
    derive_authored(store)
    _refuse_faults(store, files, documents)
    store.quads.optimize()
    return Imported(len(files), before, after, left_out)


def _refuse_lost(store: Store) -> None:
    """Raise `DataError` where an imported actor was judged to be one that nothing describes."""
    for imported, known, _ in accepted(store):
        actor = NamedNode(expand(known, store.base))
        if next(store.quads.quads_for_pattern(actor, RDF.type, None), None) is None:
            raise DataError(
                f"{imported} was judged to be {known}, which nothing would describe",
                todo=f"keep {known}, or undo that with 'kg actors review --undo'",
            )


def _restate_events(store: Store, before: Sequence[Judged]) -> None:
    """State event data anew where what imported actors are judged to be, or its name, is no longer
    what it was; and what follows from them where that has gone."""
    if store.tables and (accepted(store) != before or lacks_events(store)):
        from kg.importers.events.reprojection import reproject

        reproject(store, before)


def add_files(store: Store, files: Sequence[Path]) -> list[Document]:
    """Add files to a store that is being changed; gives the authored ones as they were read.

    Two authored files of one import must not describe the same actor, place or source: the second
    would take the place of the first.
    """
    documents: list[Document] = []
    for file in files:
        if not is_authored(file):
            rdf.load(store.quads, file, store.base)
            continue
        document = authored.read(file, store.base)
        refuse(document.findings)
        for earlier in documents:
            refuse(described_twice(earlier.positions, document.positions))
        replace(store.quads, document.quads, store.base)
        documents.append(document)
    return documents


def _refuse_faults(store: Store, files: Sequence[Path], documents: Sequence[Document]) -> None:
    """Raise `DataError` for a fault in the integrity of all, or the shape of what was authored."""
    positions = [document.positions for document in documents]
    faults = integrity(store)
    if faults:
        positions += [rdf.read(file, store.base)[1] for file in files if not is_authored(file)]
        refuse(findings(faults, positions, store.base))
    if documents:
        new = [quad for document in documents for quad in document.quads]
        refuse(findings(shapes_of(store, new), positions, store.base, only_here=True))


def _drop_ontology(store: Store) -> int:
    count = sum(1 for _ in store.quads.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH))
    store.quads.remove_graph(ONTOLOGY_GRAPH)
    return count


def examine(store: Store, files: Sequence[Path]) -> list[Finding]:
    """What breaks the model in files that would join a store, or in the store itself.

    The store stays as it is. Raises `DataError` for a file that cannot be read at all.
    """
    joined = Store(Quads(), store.base)
    joined.quads.bulk_extend(store.quads)
    drop_derived(joined)
    found: list[Finding] = []
    positions: list[Positions] = []
    new: list[Quad] = []
    for file in files:
        if is_authored(file):
            document = authored.read(file, store.base)
            found += document.findings
            for earlier in positions:
                found += described_twice(earlier, document.positions)
            replace(joined.quads, document.quads, store.base)
            positions.append(document.positions)
            new += document.quads
        else:
            quads, lines = rdf.read(file, store.base)
            joined.quads.bulk_extend(quads)
            positions.append(lines)
            new += quads
    drop_derived(joined)
    load_ontology(joined.quads)
    derive(joined)
    faults = integrity(joined) + (shapes_of(joined, new) if files else shapes(joined))
    unread = {finding.where for finding in found}
    others = findings(faults, positions, store.base, only_here=bool(files))
    # What could not be read is missing as well: one finding for it is enough.
    found += [finding for finding in others if finding.where not in unread]
    return sorted(found, key=line_of)


def joined(store: Queryable, files: Sequence[Path]) -> Store:
    """A store in memory that holds what a graph holds, and files besides.

    The graph stays as it is. Raises `DataError` for a file that cannot be read or that breaks the
    model.
    """
    copy = Store(Quads(), store.base)
    copy.quads.bulk_extend(store.quads)
    drop_derived(copy)
    documents = add_files(copy, files)
    drop_derived(copy)
    load_ontology(copy.quads)
    derive(copy)
    _refuse_faults(copy, files, documents)
    return copy


def replace(quads: Quads, new: Sequence[Quad], base: str) -> None:
    """Add quads in place of the older ones of their source's graph, or of their subject.

    A proposition belongs to the graph that states it first: what another graph states of it already
    is not stated again, since stores count a statement once for each graph that holds it. A
    proposition that claims of other graphs are on stays when its source no longer states it.
    """
    propositions = {quad.subject for quad in new if quad.object == CG.Proposition}
    for quad in new:
        if quad.predicate == RDF.type and quad.object == CG.Source:
            assert isinstance(quad.subject, NamedNode)
            own = NamedNode(source_graph(base, quad.subject.value))
            needed = list(_needed_elsewhere(quads, own, propositions))
            quads.remove_graph(own)
            quads.bulk_extend(needed)
    for subject, graph in {(quad.subject, quad.graph_name) for quad in new}:
        for old in list(quads.quads_for_pattern(subject, None, None, graph)):
            quads.remove(old)
    once: dict[Triple, Quad] = {}
    for quad in new:
        if quad.subject in propositions:
            once.setdefault(quad.triple, quad)
    quads.bulk_extend(quad for quad in new if quad.subject not in propositions)
    quads.bulk_extend(
        quad
        for quad in once.values()
        if next(quads.quads_for_pattern(quad.subject, quad.predicate, quad.object), None) is None
    )


def _needed_elsewhere(
    quads: Quads, graph: NamedNode, described: Collection[object]
) -> Iterator[Quad]:
    """The statements of a graph that goes on propositions that claims of other graphs are on, in
    the graph of such a claim; not on those that are described anew."""
    for stated in quads.quads_for_pattern(None, RDF.type, CG.Proposition, graph):
        claims = quads.quads_for_pattern(None, CG.proposition, stated.subject)
        users = sorted({claim.graph_name for claim in claims} - {graph}, key=str)
        if users and stated.subject not in described:
            for quad in quads.quads_for_pattern(stated.subject, None, None, graph):
                yield Quad(quad.subject, quad.predicate, quad.object, users[0])
