"""Packages for the bulk loaders of triple stores: the data, the loader's script, and a check.

A folder here holds what is particular to one store; `counts.rq` and `compare.awk`, with which
every script ends, are the same in all of them. Nothing is filled into any of these files: what
they need to know they read, when they run, from the package, their arguments and the environment.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import DataError, StoreError, UsageError
from kg.exporters.files import write_folder
from kg.exporters.nquads import serialize

# The stores, and whether our tests run the package's script on the store itself.
STORES = {"virtuoso": True, "jena": True, "qlever": False, "neptune": False, "graphdb": False}
MANIFEST = "claimgraph-package.json"

_TEMPLATES = Path(__file__).parent
_SHARED = ("compare.awk", "counts.rq")


def known(store: str) -> None:
    """Raise `UsageError` with the known names unless there is a package for that store."""
    if store not in STORES:
        raise UsageError(f"no package for '{store}'", todo=f"there are {' '.join(STORES)}")


def package(quads: Sequence[ox.Quad], base: str, store: str) -> dict[str, bytes]:
    """The files of a package by their names; the same quads give the same bytes.

    ``data.nq`` holds the quads, ``counts.tsv`` how many triples each graph has, ``load.sh`` loads
    and compares. Raises `UsageError` for an unknown store, and `DataError` for statements outside
    of all named graphs, which stores treat in different ways.

    >>> from kg.terms import CG, ONTOLOGY_GRAPH
    >>> files = package([ox.Quad(CG.a, CG.b, ox.Literal("c"), ONTOLOGY_GRAPH)], "", "jena")
    >>> sorted(files)[:4]
    ['claimgraph-package.json', 'compare.awk', 'counts.rq', 'counts.tsv']
    """
    known(store)
    outside = sum(not isinstance(quad.graph_name, ox.NamedNode) for quad in quads)
    if outside:
        what = f"{outside:,} statements are in no named graph"
        raise DataError(what, todo="give them one: stores differ in what their default graph is")
    own = [path for path in (_TEMPLATES / store).iterdir() if path.is_file()]
    templates = [*own, *(_TEMPLATES / name for name in _SHARED)]
    files = {path.name: path.read_bytes() for path in templates}
    files["data.nq"] = serialize(quads, base)
    files["counts.tsv"] = _counts(quads)
    return dict(sorted((files | {MANIFEST: _manifest(store, quads, files)}).items()))


def write_package(folder: Path, files: dict[str, bytes]) -> None:
    """Write a package as a folder, whole or not at all, in place of an older package.

    Raises `StoreError` for a folder that holds anything but a package, or that cannot be written.
    """
    _refuse_strangers(folder)
    write_folder(folder, files)


def _counts(quads: Sequence[ox.Quad]) -> bytes:
    """A line for each graph: its name as counts.rq gives it, its triples, its name."""
    graphs = (quad.graph_name for quad in set(quads))
    sizes = Counter(graph.value for graph in graphs if isinstance(graph, ox.NamedNode))
    lines = [f"{quote(graph, safe='')}\t{n}\t{graph}\n" for graph, n in sorted(sizes.items())]
    return "".join(["encoded\ttriples\tgraph\n", *lines]).encode("utf-8")


def _manifest(store: str, quads: Sequence[ox.Quad], files: dict[str, bytes]) -> bytes:
    content = {
        "for": store,
        "quads": len(set(quads)),
        "graphs": len({quad.graph_name for quad in quads}),
        "files": sorted([*files, MANIFEST]),
    }
    return (json.dumps(content, indent=2) + "\n").encode("utf-8")


def _refuse_strangers(folder: Path) -> None:
    """Raise `StoreError` for a folder with something that no package put there."""
    try:
        if not folder.is_dir():
            if folder.exists():
                raise StoreError("not a folder", str(folder), "a package is a folder: name another")
            return
        present = {path.name for path in folder.iterdir()}
        if not present:
            return
        own = _files_of(folder / MANIFEST)
    except OSError as error:
        raise StoreError(f"cannot be read: {error.strerror}", str(folder)) from None
    if not own:
        raise StoreError("not a package, and not empty", str(folder), "name another folder")
    if present - own:
        others = ", ".join(sorted(present - own)[:3])
        what = f"the package's folder holds something else: {others}"
        raise StoreError(what, str(folder), "name another folder, or move that away")


def _files_of(manifest: Path) -> set[str]:
    """The files that a package says are its own; none if that is no package."""
    try:
        content = json.loads(manifest.read_bytes())
        return {str(name) for name in content["files"]} if content["for"] in STORES else set()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()
