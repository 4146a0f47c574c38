"""What is wrong with the data: integrity queries and SHACL shapes, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg import ontology
from kg.errors import DataError
from kg.findings import Finding, Positions, line_of
from kg.library import theme
from kg.resources import ONTOLOGY
from kg.store import Store
from kg.terms import CG, ONTOLOGY_GRAPH, PROV, RDF, RDFS, SCHEMA, shorten

if TYPE_CHECKING:
    import rdflib


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
        for row in islice(answer, 1000):
            focus, of, value = (_text(row[name]) for name in ("focus", "property", "value"))
            head = query.head()
            faults.append(Fault(focus, of, value, head.summary, head.description))
    return faults


def _text(term: object) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)


def shapes(store: Store) -> list[Fault]:
    """The faults that the SHACL shapes of the ontology find in a whole store."""
    faults = _applied(quad.triple for quad in store.quads)
    cited = _cited_by_event_data(store)
    undated = SCHEMA.datePublished.value
    return [
        one
        for one in faults
        if one.focus not in cited or (one.property, one.value) != (undated, "")
    ]


def _cited_by_event_data(store: Store) -> set[str]:
    """The sources that event data cite: they may have no date."""
    made = store.quads.quads_for_pattern(None, PROV.generated, None)
    graphs = [quad.object for quad in made if isinstance(quad.object, ox.NamedNode)]
    stated = (store.quads.quads_for_pattern(None, RDF.type, CG.Source, graph) for graph in graphs)
    found = (quad.subject for quads in stated for quad in quads)
    return {source.value for source in found if isinstance(source, ox.NamedNode)}


def shapes_of(store: Store, new: Sequence[ox.Quad]) -> list[Fault]:
    """The faults that the shapes find in the things that some quads of a store describe.

    This takes as long as there are new quads, however large the store: beside what is said of
    these things, only the types of those that they point to matter, and the ontology's hierarchies.
    """
    things = {quad.subject for quad in new if isinstance(quad.subject, ox.NamedNode)}
    pointed_to = {quad.object for quad in new if isinstance(quad.object, ox.NamedNode)} - things
    about = [store.quads.quads_for_pattern(thing, None, None) for thing in things]
    about += [store.quads.quads_for_pattern(thing, RDF.type, None) for thing in pointed_to]
    about += [
        store.quads.quads_for_pattern(None, below, None, ONTOLOGY_GRAPH)
        for below in (RDFS.subClassOf, RDFS.subPropertyOf)
    ]
    here = {thing.value for thing in things}
    faults = _applied(quad.triple for found in about for quad in found)
    return [fault for fault in faults if fault.focus in here]


def _applied(triples: Iterable[ox.Triple]) -> list[Fault]:
    """The faults that the shapes find in triples."""
    import rdflib
    from pyshacl import validate
    from rdflib.namespace import SH

    rules = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl", format="turtle")
    conforms, report, _ = validate(
        _merged(triples), shacl_graph=rules, inference="none", inplace=True
    )
    if conforms:
        return []
    if not isinstance(report, rdflib.Graph):
        raise DataError(f"the shapes cannot be applied: {report}", str(ONTOLOGY / "shapes.ttl"))
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
    results = report.subjects(rdflib.RDF.type, SH.ValidationResult)
    texts = [[str(report.value(result, part) or "") for part in parts] for result in results]
    return [Fault(focus, of, value, what, "") for focus, of, value, what in sorted(texts)]


def _merged(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Triples as one rdflib graph, their literals as they were written."""
    import rdflib

    # rdflib cannot read triple terms; an integrity query reports them.
    plain = (triple for triple in triples if not isinstance(triple.object, ox.Triple))
    lines = sorted({f"{triple} ." for triple in plain})
    normalize = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        return rdflib.Graph().parse(data="\n".join(lines), format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


def findings(
    faults: Iterable[Fault], positions: Sequence[Positions], base: str, *, only_here: bool = False
) -> list[Finding]:
    """Faults in words, each with the line of the file where its thing stands.

    With `only_here`, faults of things that stand in none of the files are left out.
    """
    found = set()
    for fault in _told_once(faults):
        where = _where(fault, positions)
        if not where and only_here:
            continue
        what = f"{shorten(fault.focus, base)}: {fault.what}{_here(fault, base)}"
        found.add(Finding(what, where, fault.todo))
    return sorted(found, key=line_of)


def _told_once(faults: Iterable[Fault]) -> Iterable[Fault]:
    """Faults, those that an integrity query and a shape both find as one.

    A shape says more closely what is wrong, and of what is missing also what to do.
    """
    told: dict[tuple[str, str, str], Fault] = {}
    for fault in faults:
        place = (fault.focus, fault.property, fault.value)
        earlier = told.setdefault(place, fault)
        if earlier.todo and not fault.todo:
            told[place] = fault._replace(todo=earlier.todo if fault.value else "")
    return told.values()


def _here(fault: Fault, base: str) -> str:
    """The field and the value that a fault is about, in brackets."""
    field = ontology.field(fault.property) if fault.property else ""
    value = shorten(fault.value, base)
    about = f"{field}: {value}" if field and value else field or value
    return f" ({about})" if about else ""


def _where(fault: Fault, positions: Sequence[Positions]) -> str:
    """The place of the faulty thing, else of the thing that it points to."""
    for thing in (fault.focus, fault.value):
        for place in positions:
            if thing and thing in place:
                return place.where(thing, fault.property)
    return ""
