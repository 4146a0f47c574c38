"""Reading claims and other statements into a store, one format per file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad
from pyoxigraph import Store as Quads

from kg.check import findings, integrity, shapes
from kg.derive import derive
from kg.findings import Finding, Positions, line_of, refuse
from kg.folder import changing
from kg.identifiers import graph_for
from kg.importers import rdf, yaml_ld
from kg.store import Store, load_ontology
from kg.terms import PANJSHIR

YAML = (".yaml", ".yml")


class Imported(NamedTuple):
    """What an import did: how many quads of data the store held before and holds now."""

    files: int
    before: int
    after: int


def import_files(folder: Path, files: Sequence[Path], base: str = PANJSHIR) -> Imported:
    """Read files into a folder store: all of them, or none.

    A YAML-LD file takes the place of what an earlier version of it said; any other file adds.
    Raises `DataError` for a file that cannot be read or that breaks the model, `StoreError` for a
    store that cannot be written; the store is then as it was.
    """
    with changing(folder, base) as store:
        before = data_size(store)
        load_ontology(store.quads)
        positions = [place for file in files for place in add_file(store, file)]
        faults = integrity(store)
        if faults:
            positions += [rdf.read(file, store.base)[1] for file in files if not is_yaml(file)]
            refuse(findings(faults, positions, store.base))
        derive(store)
        store.quads.optimize()
        return Imported(len(files), before, data_size(store))


def examine(store: Store, files: Sequence[Path]) -> list[Finding]:
    """What breaks the model in files that would join a store, or in the store itself.

    The store stays as it is. Raises `DataError` for a file that cannot be read at all.
    """
    joined = Store(Quads(), store.base)
    joined.quads.bulk_extend(store.quads)
    found: list[Finding] = []
    positions: list[Positions] = []
    for file in files:
        document = _read(file, store.base)
        found += document.findings
        positions.append(document.positions)
        replace(joined.quads, document.quads, store.base)
    derive(joined)
    faults = [*integrity(joined), *shapes(joined)]
    unread = {finding.where for finding in found}
    others = findings(faults, positions, store.base, only_here=bool(files))
    # What could not be read is missing as well: one finding for it is enough.
    found += [finding for finding in others if finding.where not in unread]
    return sorted(found, key=line_of)


def _read(file: Path, base: str) -> yaml_ld.Document:
    if is_yaml(file):
        return yaml_ld.read(file, base)
    quads, positions = rdf.read(file, base)
    return yaml_ld.Document(quads, positions, [])


def is_yaml(file: Path) -> bool:
    """Whether a file's name says that it is YAML-LD."""
    return file.suffix.lower() in YAML


def add_file(store: Store, file: Path) -> list[Positions]:
    """Add one file to a store that is being changed; gives the lines of an authored file.

    Raises `DataError` for the first fault in it, with file and line.
    """
    if not is_yaml(file):
        rdf.load(store.quads, file, store.base)
        return []
    document = yaml_ld.read(file, store.base)
    refuse(document.findings)
    replace(store.quads, document.quads, store.base)
    return [document.positions]


def replace(quads: Quads, new: Sequence[Quad], base: str) -> None:
    """Add quads in place of the older ones of their source's graph, or of their subject."""
    of_sources = graph_for(base, "source/")
    for name in {quad.graph_name for quad in new}:
        if isinstance(name, NamedNode) and name.value.startswith(of_sources):
            quads.remove_graph(name)
    for subject, graph in {(quad.subject, quad.graph_name) for quad in new}:
        for old in list(quads.quads_for_pattern(subject, None, None, graph)):
            quads.remove(old)
    quads.bulk_extend(new)


def data_size(store: Store) -> int:
    """The number of quads that are neither derived nor the ontology's."""
    apart = graph_for(store.base, "derived/")
    names = (graph for graph in store.quads.named_graphs() if isinstance(graph, NamedNode))
    own = [g for g in names if g.value.startswith(store.base) and not g.value.startswith(apart)]
    return sum(1 for g in own for _ in store.quads.quads_for_pattern(None, None, None, g))
