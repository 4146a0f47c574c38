"""Writing a graph for other tools, one format per file."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import UsageError
from kg.exporters import (
    csv_tables,
    gexf,
    graphml,
    jsonld,
    nquads,
    ntriples,
    packages,
    rdfxml,
    trig,
    trig12,
    turtle,
    void,
)
from kg.exporters.files import move_file, write_file, write_files, write_stdout
from kg.exporters.flat import tables
from kg.exporters.xml_text import forbidden
from kg.identifiers import graph_for
from kg.store import Store
from kg.terms import CG, ONTOLOGY_GRAPH, RDF

__all__ = [
    "Exported",
    "Format",
    "dump",
    "export",
    "export_package",
    "formats",
    "move_file",
    "write_file",
]

STDOUT = Path("-")


class Exported(NamedTuple):
    """What an export wrote: the files, how many quads, triples or ties, what had to stay behind."""

    files: tuple[Path, ...]
    written: int
    unit: str
    notes: tuple[str, ...]


class Format(NamedTuple):
    """A format: its name among people, the suffix of its files, and what it is good for."""

    title: str
    suffix: str
    summary: str


class _Content(NamedTuple):
    """An export before it is written; the key is what a file's name gets before its suffix."""

    files: dict[str, bytes]
    written: int
    unit: str
    notes: tuple[str, ...]


_FORMATS = {
    "turtle": Format("Turtle", ".ttl", "RDF to read, without named graphs"),
    "trig": Format("TriG", ".trig", "RDF to read, with named graphs"),
    "ntriples": Format("N-Triples", ".nt", "RDF by the line, without named graphs"),
    "nquads": Format("N-Quads", ".nq", "RDF by the line, with named graphs; for triple stores"),
    "rdfxml": Format("RDF/XML", ".rdf", "RDF for older tools, without named graphs"),
    "jsonld": Format("JSON-LD", ".jsonld", "RDF as JSON, with named graphs"),
    "trig12": Format("TriG 1.2", ".trig12", "TriG with the reified triple of each proposition"),
    "void": Format("VoID", ".void", "a description of the data set, in VoID and DCAT"),
    "graphml": Format("GraphML", ".graphml", "the network for Gephi, yEd, igraph, networkx"),
    "gexf": Format("GEXF", ".gexf", "the network for Gephi"),
    "csv": Format("CSV", ".csv", "the network as two tables, NAME-nodes.csv and NAME-edges.csv"),
}
_NETWORKS = ("graphml", "gexf", "csv")
_Serializer = Callable[[Sequence[ox.Quad], str], bytes]
_WITH_GRAPHS: dict[str, _Serializer] = {
    "trig": trig.serialize,
    "nquads": nquads.serialize,
    "jsonld": jsonld.serialize,
    "trig12": trig12.serialize,
}
_MERGING: dict[str, _Serializer] = {
    "turtle": turtle.serialize,
    "ntriples": ntriples.serialize,
    "rdfxml": rdfxml.serialize,
}


def formats() -> dict[str, Format]:
    """Every format by the name that `export` takes.

    >>> formats()["nquads"].suffix
    '.nq'
    """
    return dict(_FORMATS)


def export(
    store: Store,
    out: Path,
    *,
    format: str = "",
    derived: bool = False,
    ontology: bool = False,
    measures: bool = False,
) -> Exported:
    """Write a store to a file, in the format that is named or that the file's suffix tells.

    The curated graphs are written, and those that `derived` and `ontology` add; the network
    formats hold neither, and their nodes have what `measures` adds (see `kg.measures.attributes`),
    which no other format takes. ``-`` is standard output, and needs a format. CSV makes two files,
    whose names end in ``-nodes.csv`` and ``-edges.csv``. Raises `UsageError` for an unknown format
    and for measures in one that has no nodes, `DataError` for data that the format cannot hold,
    `StoreError` when the file cannot be written: an older file is then as it was.
    """
    name = _format(out, format)
    if measures and name not in _NETWORKS:
        what = f"{_FORMATS[name].title} has no place for measures"
        raise UsageError(what, str(out), f"formats of the network are {' '.join(_NETWORKS)}")
    content = (
        _network(store, name, measures) if measures else _content(store, name, derived, ontology)
    )
    if out == STDOUT:
        write_stdout(_single(name, content))
        return Exported((), content.written, content.unit, content.notes)
    if len(content.files) > 1 and out.exists() and not out.is_file() and not out.is_dir():
        raise UsageError(f"{name} makes two files", str(out), "name a file, not a device")
    paths = {_path(out, part): written for part, written in content.files.items()}
    write_files(paths)
    return Exported(tuple(paths), content.written, content.unit, content.notes)


def export_package(store: Store, folder: Path, package: str) -> Exported:
    """Write a store as a package for a bulk loader: a folder with the data, the loader's script and
    a check; `package` names the store.

    All graphs are written: the named queries ask those of the rules and of the ontology too. Raises
    `UsageError` for an unknown store, `DataError` for statements outside of all named graphs,
    `StoreError` for a folder that holds anything but a package, or that cannot be written: an older
    package is then as it was.
    """
    packages.known(package)
    if folder == STDOUT:
        raise UsageError("a package is a folder", todo="name it")
    quads = _chosen(store, derived=True, ontology=True)
    files = packages.package(quads, store.base, package)
    packages.write_package(folder, files)
    script = shlex.quote(str(folder / "load.sh"))
    notes = [f"to load it: sh {script} (what it needs is told at its top)"]
    if not packages.STORES[package]:
        notes.append(f"the script for {package} is written from documentation and not tested")
    return Exported(tuple(folder / name for name in files), len(quads), "quads", tuple(notes))


def dump(store: Store, format: str, *, derived: bool = False, ontology: bool = False) -> bytes:
    """The store in a format that makes one file; see `export`.

    Raises `UsageError` for an unknown format and for CSV, which makes two files.
    """
    name = _format(STDOUT, format)
    return _single(name, _content(store, name, derived, ontology))


def _format(out: Path, name: str) -> str:
    by_suffix = {format.suffix: known for known, format in _FORMATS.items()}
    found = name or by_suffix.get(out.suffix.lower(), "")
    if found not in _FORMATS:
        what = f"unknown format '{name or out.name}'"
        raise UsageError(what, todo=f"kg writes {' '.join(_FORMATS)}")
    return found


def _single(name: str, content: _Content) -> bytes:
    if len(content.files) > 1:
        raise UsageError(f"{name} makes two files", todo="give the name of a file")
    return content.files[""]


def _path(out: Path, part: str) -> Path:
    """The file for one part of an export.

    >>> _path(Path("panjshir.csv"), "nodes").name
    'panjshir-nodes.csv'
    """
    return out.with_name(f"{out.stem}-{part}{out.suffix or '.csv'}") if part else out


def _content(store: Store, name: str, derived: bool, ontology: bool) -> _Content:
    if name in _NETWORKS:
        return _network(store, name)
    quads = _chosen(store, derived, ontology)
    if name in _MERGING:
        return _merged(quads, name, store.base)
    if name == "void":
        return _Content({"": void.serialize(quads, store.base)}, len(quads), "quads described", ())
    content = _WITH_GRAPHS[name](quads, store.base)
    if name != "trig12":
        return _Content({"": content}, len(quads), "quads", ())
    reified = trig12.reified(quads)
    bare = _subjects(quads, CG.Proposition) - {quad.subject for quad in reified}
    without = _count(len(bare), "proposition")
    note = f"nothing to reify for {without} without an object or an exact value"
    return _Content({"": content}, len({*quads, *reified}), "quads", (note,) if bare else ())


def _chosen(store: Store, derived: bool, ontology: bool) -> list[ox.Quad]:
    """The quads of the curated graphs, and of those asked for."""
    of_rules = graph_for(store.base, "derived/")

    def wanted(graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> bool:
        if graph == ONTOLOGY_GRAPH:
            return ontology
        return derived or not (isinstance(graph, ox.NamedNode) and graph.value.startswith(of_rules))

    graphs = [ox.DefaultGraph(), *filter(wanted, store.quads.named_graphs())]
    return [
        quad for graph in graphs for quad in store.quads.quads_for_pattern(None, None, None, graph)
    ]


def _merged(quads: Sequence[ox.Quad], name: str, base: str) -> _Content:
    """The quads in a format that has no named graphs."""
    triples = len({quad.triple for quad in quads})
    graphs = {quad.graph_name for quad in quads} - {ox.DefaultGraph()}
    notes = []
    if graphs:
        kept = f"{_count(len(graphs), 'named graph')} merged into one"
        notes.append(f"{kept}: {_FORMATS[name].title} has none")
    if triples < len(quads):
        notes.append(f"{_count(len(quads) - triples, 'repeated triple')} written once")
    return _Content({"": _MERGING[name](quads, base)}, triples, "triples", tuple(notes))


def _network(store: Store, name: str, measures: bool = False) -> _Content:
    """The relationship graph in a format that knows nodes and edges."""
    # networkx takes a while to import, and only these formats need it.
    from kg.network import project

    network = project(store)
    if measures:
        from kg.measures import Ties, attributes

        for node, measured in attributes(Ties.from_network(network)).items():
            network.nodes[node].update(measured)
    if name == "csv":
        files = csv_tables.serialize(network)
    else:
        files = {"": (graphml if name == "graphml" else gexf).serialize(network)}
    nodes, ties = network.number_of_nodes(), network.number_of_edges()
    notes = [
        f"{_FORMATS[name].title} holds the network of {_count(nodes, 'node')} and"
        f" {_count(ties, 'tie')}; {_left_behind(store)} stay behind"
    ]
    content = tables(network)
    cells = [cell for row in (*content.nodes, *content.edges) for cell in row.cells.values()]
    lost = sum(len(forbidden(cell)) for cell in cells if isinstance(cell, str))
    if lost and name != "csv":
        notes.append(f"{_count(lost, 'character')} that XML cannot hold written as U+FFFD")
    return _Content(files, ties, "ties", tuple(notes))


def _left_behind(store: Store) -> str:
    """What the network does not show, counted."""
    quads = list(store.quads.quads_for_pattern(None, RDF.type, None))
    values = {quad.subject for quad in store.quads.quads_for_pattern(None, CG.value, None)}
    claims, evidence = _subjects(quads, CG.Claim), _subjects(quads, CG.Evidence)
    return (
        f"{_count(len(claims), 'claim')}, {_count(len(evidence), 'piece')} of evidence"
        f" and {_count(len(values), 'value')}"
    )


def _subjects(quads: Sequence[ox.Quad], kind: ox.NamedNode) -> set[object]:
    return {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == kind}


def _count(number: int, what: str) -> str:
    """A number of things in words.

    >>> _count(1, "claim"), _count(52, "claim")
    ('1 claim', '52 claims')
    """
    return f"{number:,} {what}" + ("" if number == 1 else "s")
