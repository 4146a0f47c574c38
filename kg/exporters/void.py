"""A description of a data set in VoID and DCAT: what it holds, and from which sources.

https://www.w3.org/TR/void/ and https://www.w3.org/TR/vocab-dcat-3/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.exporters import turtle
from kg.identifiers import graph_for
from kg.terms import CG, DCAT, DCTERMS, RDF, SCHEMA, VOID, XSD, shorten


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The description of the data set at `base` as Turtle in UTF-8.

    The same quads in any order give the same bytes.

    >>> quad = ox.Quad(ox.NamedNode("http://example.org/a"), RDF.type, CG.Claim)
    >>> "void:triples 1" in serialize([quad], "http://example.org/").decode()
    True
    """
    return turtle.serialize(describe(quads, base), base)


def describe(quads: Sequence[ox.Quad], base: str) -> list[ox.Quad]:
    """The statements of the description: counts, classes, and a part for each curated source."""
    data = ox.NamedNode(base)
    title = base.rstrip("/").rpartition("/")[2]
    subjects = {quad.subject for quad in quads}
    said: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (RDF.type, DCAT.Dataset),
        (RDF.type, VOID.Dataset),
        (DCTERMS.title, ox.Literal(title)),
        (VOID.uriSpace, ox.Literal(base)),
        (VOID.vocabulary, ox.NamedNode(CG.iri)),
        (VOID.triples, _number(len({quad.triple for quad in quads}))),
        (VOID.distinctSubjects, _number(len(subjects))),
        (VOID.properties, _number(len({quad.predicate for quad in quads}))),
    ]
    described = [ox.Quad(data, predicate, value) for predicate, value in said]
    return [*described, *_classes(quads, data), *_parts(quads, data), *_period(quads, data)]


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=XSD.integer)


def _classes(quads: Sequence[ox.Quad], data: ox.NamedNode) -> Iterator[ox.Quad]:
    """How many things of each class there are."""
    kinds = {(quad.subject, quad.object) for quad in quads if quad.predicate == RDF.type}
    sizes = Counter(kind for _, kind in kinds)
    for kind, size in sizes.items():
        if isinstance(kind, ox.NamedNode):
            name = shorten(kind.value).partition("://")[2] or shorten(kind.value)
            part = ox.NamedNode(f"{data.value}class/{name.replace(':', '/').replace('#', '/')}")
            yield ox.Quad(data, VOID.classPartition, part)
            yield ox.Quad(part, VOID["class"], kind)
            yield ox.Quad(part, VOID.entities, _number(size))


def _parts(quads: Sequence[ox.Quad], data: ox.NamedNode) -> Iterator[ox.Quad]:
    """The named graphs, each with its size, and with the page that a source's graph is about."""
    sizes = Counter(quad.graph_name for quad in quads)
    pages = [(quad.subject, quad.object) for quad in quads if quad.predicate == SCHEMA.url]
    own = graph_for(data.value, "")
    for graph, size in sizes.items():
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(own):
            yield ox.Quad(data, VOID.subset, graph)
            yield ox.Quad(graph, RDF.type, VOID.Dataset)
            yield ox.Quad(graph, VOID.triples, _number(size))
            source = ox.NamedNode(data.value + graph.value.removeprefix(own))
            for page in (page for of, page in pages if of == source):
                yield ox.Quad(graph, DCTERMS.source, source)
                if _is_address(_value(page)):
                    yield ox.Quad(source, DCAT.landingPage, ox.NamedNode(_value(page)))


def _is_address(text: str) -> bool:
    """Whether a text can be a link."""
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) is not None


def _period(quads: Sequence[ox.Quad], data: ox.NamedNode) -> Iterator[ox.Quad]:
    """The days between which the claims were made, as far as they are stated."""
    stated = [_value(quad.object) for quad in quads if quad.predicate == CG.saidOn]
    days = sorted(day for day in stated if len(day) == 10)
    if days:
        period = ox.NamedNode(f"{data.value}period")
        yield ox.Quad(data, DCTERMS.temporal, period)
        yield ox.Quad(period, RDF.type, DCTERMS.PeriodOfTime)
        for predicate, day in ((DCAT.startDate, days[0]), (DCAT.endDate, days[-1])):
            yield ox.Quad(period, predicate, ox.Literal(day, datatype=XSD.date))


def _value(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value
