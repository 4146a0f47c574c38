"""What an import did, as PROV describes it: an activity, the files that it used, the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg import __version__
from kg.identifiers import graph_for
from kg.importers.events.files import Input
from kg.terms import CG, PROV, RDF, SCHEMA, XSD


class Counts(NamedTuple):
    """The rows of an import: those read are those imported and those rejected."""

    read: int
    imported: int
    rejected: int


def activity(
    name: str, kind: str, files: Sequence[Input], counts: Counts, base: str
) -> Iterator[Quad]:
    """The statements on an import, in the graph that it makes."""
    graph = NamedNode(graph_for(base, f"import/{name}"))
    act = NamedNode(f"{base}import/{name}")

    def state(subject: NamedNode, predicate: NamedNode, what: NamedNode | Literal) -> Quad:
        return Quad(subject, predicate, what, graph)

    yield state(act, RDF.type, PROV.Activity)
    yield state(act, SCHEMA.name, Literal(kind))
    yield state(act, PROV.generated, graph)
    numbers = zip((CG.rowsRead, CG.rowsImported, CG.rowsRejected), counts, strict=True)
    for predicate, number in numbers:
        yield state(act, predicate, Literal(str(number), datatype=XSD.integer))
    software = NamedNode(f"{act.value}/software")
    yield state(act, PROV.wasAssociatedWith, software)
    yield state(software, RDF.type, PROV.SoftwareAgent)
    yield state(software, SCHEMA.name, Literal("claimgraph"))
    yield state(software, SCHEMA.softwareVersion, Literal(__version__))
    for number, file in enumerate(files, 1):
        used = NamedNode(f"{act.value}/file/{number}")
        yield state(act, PROV.used, used)
        yield state(used, RDF.type, PROV.Entity)
        yield state(used, SCHEMA.name, Literal(file.name.rpartition("/")[2]))
        yield state(used, SCHEMA.sha256, Literal(file.sha256))
