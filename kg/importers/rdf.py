"""RDF files: Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import DataError, UsageError
from kg.findings import Positions
from kg.identifiers import graph_for, slug
from kg.importers.bounds import require_bounded
from kg.inputs import read_bytes, require

FORMATS: dict[str, ox.RdfFormat] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}


def format_of(path: Path) -> ox.RdfFormat:
    """The format that a file's name tells. Raises `UsageError` for any other.

    >>> format_of(Path("a.ttl")).name
    'Turtle'
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        known = " ".join((".yaml", ".csv", ".tsv", ".xlsx", *FORMATS))
        raise UsageError(
            f"unknown kind of file '{path.suffix}'", str(path), f"kg reads {known}"
        ) from None


def graph_of(path: Path, base: str) -> ox.NamedNode:
    """The named graph for statements that a file puts in none.

    >>> graph_of(Path("my notes.ttl"), "https://example.org/").value
    'https://example.org/graph/import/my-notes'
    """
    return ox.NamedNode(graph_for(base, f"import/{slug(path.stem)}"))


def load(quads: ox.Store, path: Path, base: str) -> None:
    """Bulk-load a file. Raises `DataError` with the line when it does not parse."""
    kind, graph = format_of(path), graph_of(path, base)
    _harmless(path, kind)
    try:
        if _has_mark(path):
            with _opened(path) as file:
                quads.bulk_load(file, format=kind, base_iri=base, to_graph=graph)
        else:
            # By its path a file is loaded faster than through Python.
            quads.bulk_load(path=path, format=kind, base_iri=base, to_graph=graph)
    except SyntaxError as error:
        raise _refusal(error, path) from None
    except MemoryError:
        raise DataError("too large to be read", str(path), "split it") from None


def _harmless(path: Path, kind: ox.RdfFormat) -> None:
    """Refuse what cannot be opened, and what would end or stall a parser."""
    require(path)
    require_bounded(path, kind)


def read(path: Path, base: str) -> tuple[list[ox.Quad], Positions]:
    """The statements of a file, and the line on which each subject and property stands."""
    positions = Positions(str(path))
    quads = []
    for quad, line in _with_lines(path, base):
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        positions.add(subject, "", line)
        positions.add(subject, quad.predicate.value, line)
        quads.append(quad)
    return quads, positions


def stream(path: Path, base: str) -> Iterator[ox.Quad]:
    """The statements of a file one by one, however large it is. Raises `DataError` like `load`."""
    kind = format_of(path)
    _harmless(path, kind)
    try:
        with _opened(path) as file:
            yield from ox.parse(file, format=kind, base_iri=base)
    except SyntaxError as error:
        raise _refusal(error, path) from None
    except MemoryError:
        raise DataError("too large to be read", str(path), "split it") from None


def _opened(path: Path) -> BinaryIO:
    """A file, opened behind its byte order mark if it has one."""
    marked = _has_mark(path)
    file = path.open("rb")
    file.seek(len(codecs.BOM_UTF8) if marked else 0)
    return file


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8


class _Lines(io.BytesIO):
    """A file that is handed out one line at a time, so that the parser's place is known."""

    number = 0

    def read(self, size: int | None = -1) -> bytes:
        line = self.readline(-1 if size is None else size)
        self.number += line.endswith(b"\n")
        return line


def _with_lines(path: Path, base: str) -> Iterator[tuple[ox.Quad, int]]:
    _harmless(path, format_of(path))
    lines = _Lines(read_bytes(path).removeprefix(codecs.BOM_UTF8))
    graph = graph_of(path, base)
    try:
        for quad in ox.parse(lines, format=format_of(path), base_iri=base):
            if isinstance(quad.graph_name, ox.DefaultGraph):
                quad = ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            yield quad, max(lines.number, 1)
    except SyntaxError as error:
        raise _refusal(error, path) from None


def _refusal(error: SyntaxError, path: Path) -> DataError:
    message = str(error.msg).rpartition(" column ")[2].partition(": ")[2] or str(error.msg)
    place = f"{path}:{error.lineno}" if error.lineno else str(path)
    return DataError(f"malformed: {message}", place, "correct it; nothing was imported")
