"""The ontology as kg uses it: relations, classes, concepts, labels, and the JSON-LD context."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.resources import ONTOLOGY, ontology_files
from kg.terms import CG, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS, XSD, local_name


class Relation(NamedTuple):
    """A kind of tie: an object property, or a quantity that takes a value."""

    iri: str
    name: str
    label: str
    family: str
    polarity: int
    symmetric: bool


@cache
def _terms() -> Store:
    store = Store()
    for file in ontology_files():
        store.load(path=file, format=RdfFormat.TURTLE)
    return store


def _value(subject: NamedNode, predicate: NamedNode) -> str:
    """The first value in alphabetical order, or ``""``."""
    found = sorted(
        quad.object.value
        for quad in _terms().quads_for_pattern(subject, predicate, None)
        if isinstance(quad.object, NamedNode | Literal)
    )
    return found[0] if found else ""


def _below(root: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    """`root` and all that `predicate` leads to it from, in alphabetical order."""
    reached = {root}
    waiting = [root]
    while waiting:
        for quad in _terms().quads_for_pattern(None, predicate, waiting.pop()):
            if isinstance(quad.subject, NamedNode) and quad.subject not in reached:
                reached.add(quad.subject)
                waiting.append(quad.subject)
    return sorted(reached, key=lambda node: node.value)


def _relation(node: NamedNode) -> Relation:
    symmetric = next(_terms().quads_for_pattern(node, RDF.type, OWL.SymmetricProperty), None)
    return Relation(
        iri=node.value,
        name=local_name(node.value),
        label=_value(node, RDFS.label),
        family=local_name(_value(node, CG.family)),
        polarity=int(_value(node, CG.polarity) or 0),
        symmetric=symmetric is not None,
    )


@cache
def relations() -> dict[str, Relation]:
    """Every relation and quantity by its local name.

    >>> relations()["negotiatesWith"].symmetric
    True
    """
    found = _below(CG.relatesTo, RDFS.subPropertyOf) + _below(CG.quantity, RDFS.subPropertyOf)
    roots = (CG.relatesTo, CG.quantity)
    return {local_name(node.value): _relation(node) for node in found if node not in roots}


@cache
def quantities() -> frozenset[str]:
    """The local names of the relations that take a number.

    >>> "fighterCount" in quantities()
    True
    """
    return frozenset(local_name(node.value) for node in _below(CG.quantity, RDFS.subPropertyOf))


@cache
def counts() -> frozenset[str]:
    """The local names of the quantities that are whole numbers.

    >>> "deathCount" in counts(), "milesFrom" in counts()
    (True, False)
    """
    return frozenset(
        local_name(node.value)
        for node in _below(CG.quantity, RDFS.subPropertyOf)
        if not any(_terms().quads_for_pattern(node, SCHEMA.rangeIncludes, XSD.decimal))
        and node != CG.quantity
    )


@cache
def classes(root: str) -> frozenset[str]:
    """The local names of a class and its subclasses.

    >>> "ArmedGroup" in classes("Actor")
    True
    """
    return frozenset(local_name(node.value) for node in _below(CG[root], RDFS.subClassOf))


@cache
def disjoint(one: str, other: str) -> bool:
    """Whether nothing can be of both classes.

    >>> disjoint("Government", "State"), disjoint("Government", "Actor")
    (True, False)
    """
    return any(
        isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
        and _among({one, other}, quad.subject, quad.object)
        for quad in _terms().quads_for_pattern(None, OWL.disjointWith, None)
    )


def _among(pair: set[str], one: NamedNode, other: NamedNode) -> bool:
    """Whether two classes are below two others, in either order."""
    below, beside = (classes(local_name(node.value)) for node in (one, other))
    first, last = min(pair), max(pair)
    return (first in below and last in beside) or (last in below and first in beside)


@cache
def domains(name: str) -> tuple[str, ...]:
    """The local names of the classes that a property is meant for.

    >>> domains("stance")
    ('Claim',)
    """
    found = _terms().quads_for_pattern(CG[name], SCHEMA.domainIncludes, None)
    return tuple(
        sorted(
            local_name(quad.object.value) for quad in found if isinstance(quad.object, NamedNode)
        )
    )


@cache
def concepts(scheme: str) -> tuple[str, ...]:
    """The local names of the concepts of a scheme, in alphabetical order.

    >>> concepts("Stances")
    ('Affirms', 'Denies', 'Doubts', 'Suggests')
    """
    members = _terms().quads_for_pattern(None, SKOS.inScheme, CG[scheme])
    return tuple(
        sorted(
            local_name(quad.subject.value)
            for quad in members
            if isinstance(quad.subject, NamedNode)
        )
    )


def label(iri: str) -> str:
    """The label of a term, or its local name.

    >>> label("https://w3id.org/claimgraph/ontology#offersTalksTo")
    'offers talks to'
    """
    return _value(NamedNode(iri), RDFS.label) or local_name(iri)


def definition(iri: str) -> str:
    """The definition of a term, or ``""`` for terms of other vocabularies.

    >>> definition("https://w3id.org/claimgraph/ontology#Denies")
    'Says that the proposition does not hold.'
    """
    return _value(NamedNode(iri), SKOS.definition)


@cache
def context() -> dict[str, Any]:
    """The JSON-LD context that authored files are read with."""
    document = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    terms: dict[str, Any] = document["@context"]
    return terms


@cache
def _fields() -> dict[str, str]:
    """The name of each property of the JSON-LD context, by its IRI."""
    names: dict[str, str] = {}
    for name, definition in context().items():
        if name[0].islower() and name not in PREFIXES:
            short = definition if isinstance(definition, str) else definition.get("@id", "")
            prefix, _, local = short.partition(":")
            names.setdefault(PREFIXES.get(prefix, f"{prefix}:") + local, name)
    return names


def field(iri: str) -> str:
    """The name that a property has in authored files, or its local name.

    >>> field("http://www.w3.org/ns/prov#hadPrimarySource")
    'credits'
    """
    return _fields().get(iri) or local_name(iri)
