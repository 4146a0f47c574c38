"""What is wrong with the data: integrity queries and SHACL shapes, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kg.findings import Finding, Positions, line_of
from kg.library import theme
from kg.resources import ONTOLOGY
from kg.store import Store
from kg.terms import shorten


class Fault(NamedTuple):
    """A fault in the graph: a thing, its property, the value found, what is wrong, what to do."""

    focus: str
    property: str
    value: str
    what: str
    todo: str


def integrity(store: Store) -> list[Fault]:
    """The faults that the queries of queries/integrity/ find, each at most 1,000 times."""
    faults = []
    for query in theme("integrity"):
        answer = store.query(query.text)
        assert isinstance(answer, ox.QuerySolutions)
        for row, _ in zip(answer, range(1000), strict=False):
            focus, of, value = (row[name] for name in ("focus", "property", "value"))
            head = query.head()
            faults.append(Fault(_text(focus), _text(of), _text(value), head.summary, head.description))
    return faults


def _text(term: object) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)


def shapes(store: Store) -> list[Fault]:
    """The faults that the SHACL shapes of the ontology find."""
    import rdflib
    from pyshacl import validate

    data = _plain_graph(store)
    rules = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl", format="turtle")
    conforms, report, _ = validate(data, shacl_graph=rules, inference="none", advanced=False)
    if conforms:
        return []
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    faults = []
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        parts = [
            str(report.value(result, sh[name]) or "") for name in ("focusNode", "resultPath", "value")
        ]
        message = str(report.value(result, sh.resultMessage))
        faults.append(Fault(parts[0], parts[1], parts[2], message, ""))
    return sorted(faults)


def _plain_graph(store: Store) -> object:
    """All statements of the store as one rdflib graph, its literals as they were written."""
    import rdflib

    triples = sorted({f"{quad.triple} ." for quad in store.quads})
    rdflib.NORMALIZE_LITERALS = False
    return rdflib.Graph().parse(data="\n".join(triples), format="nt")


def findings(
    faults: Iterable[Fault], positions: Sequence[Positions], base: str, *, only_here: bool = False
) -> list[Finding]:
    """Faults in words, each with the line of the file where its thing stands.

    With `only_here`, faults of things that stand in none of the files are left out.
    """
    found = []
    for fault in faults:
        place = next((p for p in positions if fault.focus in p), None)
        if place is None and only_here:
            continue
        where = place.where(fault.focus, fault.property) if place else ""
        about = shorten(fault.focus, base)
        value = f" (here: {shorten(fault.value, base)})" if fault.value else ""
        found.append(Finding(f"{about}: {fault.what}{value}", where, fault.todo))
    return sorted(set(found), key=line_of)
