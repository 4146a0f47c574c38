"""RDF 1.2 TriG: TriG in which each proposition also reifies the triple that it is about.

A proposition with an object, or with an exact value, gets
``rdf:reifies <<( subject relation object )>>`` in the graph where it lies. As in RDF 1.2 the triple
itself is not asserted. Most tools still read RDF 1.1 alone, hence a format of its own.
https://www.w3.org/TR/rdf12-concepts/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import pyoxigraph as ox

from kg.exporters import trig
from kg.terms import CG, RDF

Node = ox.NamedNode | ox.BlankNode
Term = Node | ox.Literal | ox.Triple
_PARTS = frozenset((CG.subject, CG.relation, CG.object, CG.value, CG.bound))


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads and the reified triples as TriG 1.2 in UTF-8, with IRIs relative to `base`.

    The same quads in any order give the same bytes.

    >>> said = {RDF.type: CG.Proposition, CG.subject: CG.a, CG.relation: CG.leads, CG.object: CG.b}
    >>> quads = [ox.Quad(CG.p, predicate, what, CG.g) for predicate, what in said.items()]
    >>> "rdf:reifies <<( cg:a cg:leads cg:b )>>" in serialize(quads, "").decode()
    True
    """
    return b'@version "1.2" .\n' + trig.serialize([*quads, *reified(quads)], base)


def reified(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """The statements that tie each proposition to the triples that it is about."""
    said: dict[Term, dict[ox.NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.predicate in _PARTS:
            said[quad.subject][quad.predicate].append(quad.object)
    return [
        ox.Quad(quad.subject, RDF.reifies, triple, quad.graph_name)
        for quad in quads
        if quad.predicate == RDF.type and quad.object == CG.Proposition
        for triple in _triples(said[quad.subject])
    ]


def _triples(said: dict[ox.NamedNode, list[Term]]) -> Iterator[ox.Triple]:
    """The triples of one proposition; none when its value is a least or a most."""
    exact = all(bound == CG.Exactly for bound in said[CG.bound])
    whats = said[CG.object] + (said[CG.value] if exact else [])
    for subject, relation, what in product(said[CG.subject], said[CG.relation], whats):
        if isinstance(subject, Node) and isinstance(relation, ox.NamedNode):
            yield ox.Triple(subject, relation, what)
