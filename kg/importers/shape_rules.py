"""What the SHACL shapes of the ontology ask of each field, as far as one node alone can tell."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from kg.resources import ONTOLOGY
from kg.terms import RDF, SH, XSD, local_name

Node = NamedNode | BlankNode

# The shapes of selectors hold for evidence, whose fields they are in authored files.
_FIELDS_OF = {"TextPositionSelector": "Evidence", "TextQuoteSelector": "Evidence"}


class Rule(NamedTuple):
    """What a shape asks of the values of a property.

    `classes` are the local names of the classes that a value may be of, `terms` of the terms that
    it may be; `most` and `longest` are 0 where there is no such limit.
    """

    least: int
    most: int
    classes: tuple[str, ...]
    terms: tuple[str, ...]
    number: bool
    smallest: int | None
    pattern: str
    longest: int
    one_by_language: bool
    message: str


NO_RULE = Rule(0, 0, (), (), False, None, "", 0, False, "")


@cache
def rules() -> dict[tuple[str, str], Rule]:
    """The rules by the local name of the class that they hold for and the IRI of the property.

    >>> rules()["Claim", "https://w3id.org/claimgraph/ontology#stance"].terms
    ('Affirms', 'Suggests', 'Doubts', 'Denies')
    """
    store = _store()
    found: dict[tuple[str, str], Rule] = {}
    for quad in sorted(store.quads_for_pattern(None, SH.targetClass, None), key=str):
        if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode):
            kind = local_name(quad.object.value)
            for shape in _objects(quad.subject, SH.property):
                (path,) = _objects(shape, SH.path)
                assert isinstance(path, NamedNode)
                rule = _rule(shape)
                if kind in _FIELDS_OF:
                    # Evidence may have no passage, or one that is picked in the other way.
                    rule = rule._replace(least=0)
                found[_FIELDS_OF.get(kind, kind), path.value] = rule
    return found


def need(iri: str) -> str:
    """Why a field cannot be left out, by the IRI of its property; empty where it can.

    >>> need("https://w3id.org/claimgraph/ontology#stance")
    'a claim needs exactly one stance: Affirms, Suggests, Doubts or Denies'
    """
    needed = (rule.message for (_, path), rule in rules().items() if path == iri and rule.least)
    return next(needed, "")


@cache
def _store() -> Store:
    store = Store()
    store.load(path=ONTOLOGY / "shapes.ttl", format=RdfFormat.TURTLE)
    return store


def _rule(shape: Node) -> Rule:
    options = [option for group in _objects(shape, SH["or"]) for option in _list(group)]
    classes = [kind for part in (shape, *options) for kind in _objects(part, SH["class"])]
    terms = [term for group in _objects(shape, SH["in"]) for term in _list(group)]
    smallest = _text(shape, SH.minInclusive)
    return Rule(
        least=int(_text(shape, SH.minCount) or 0),
        most=int(_text(shape, SH.maxCount) or 0),
        classes=tuple(sorted(local_name(kind.value) for kind in classes)),
        terms=tuple(local_name(term.value) for term in terms),
        number=XSD.integer in _objects(shape, SH.datatype),
        smallest=int(smallest) if smallest else None,
        pattern=_text(shape, SH.pattern),
        longest=int(_text(shape, SH.maxLength) or 0),
        one_by_language=_text(shape, SH.uniqueLang) == "true",
        message=_text(shape, SH.message),
    )


def _objects(subject: Node, predicate: NamedNode) -> list[Node]:
    found = (quad.object for quad in _store().quads_for_pattern(subject, predicate, None))
    return [node for node in found if isinstance(node, NamedNode | BlankNode)]


def _text(subject: Node, predicate: NamedNode) -> str:
    found = (quad.object for quad in _store().quads_for_pattern(subject, predicate, None))
    return next((node.value for node in found if isinstance(node, Literal)), "")


def _list(node: Node) -> list[NamedNode]:
    """The members of an RDF list that are named."""
    members: list[NamedNode] = []
    while node != RDF.nil:
        members += [item for item in _objects(node, RDF.first) if isinstance(item, NamedNode)]
        (node,) = _objects(node, RDF.rest)
    return members
