"""Turtle: all graphs in one, grouped by subject, for people to read.

The writer is our own because pyoxigraph's declares prefixes that nothing uses, escapes local names
(``cg:a\\/b``, which some stores do not read) and cannot leave the prefixes unshortened by the base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pyoxigraph as ox

from kg.exporters.canonical import merged
from kg.exporters.iris import relative, usable
from kg.terms import PREFIXES, RDF, XSD

_TYPE = RDF.type
_SPLIT = re.compile(r"(.*[/#])([A-Za-z_][A-Za-z0-9_-]*)")
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
# Literals that may stand without quotes and datatype: exactly these spellings.
_BARE = {
    XSD.integer: re.compile(r"-?[0-9]+"),
    XSD.decimal: re.compile(r"-?[0-9]+\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as Turtle in UTF-8, with IRIs relative to `base`.

    The same quads in any order give the same bytes.

    >>> from kg.terms import CG
    >>> quad = ox.Quad(CG.a, CG.polarity, ox.Literal(1), CG.graph)
    >>> print(serialize([quad], "").decode(), end="")
    @prefix cg: <https://w3id.org/claimgraph/ontology#> .
    <BLANKLINE>
    cg:a cg:polarity 1 .
    """
    terms = Terms(base)
    blocks = list(subjects(merged(quads), terms))
    return document(terms, blocks)


class Terms:
    """Writes terms short, and keeps in mind what the head of the document must declare."""

    def __init__(self, base: str) -> None:
        self._base = base if usable(base) else ""
        self._relative = False
        self._prefixes: set[str] = set()

    def head(self) -> str:
        """The declarations that the terms written so far need."""
        lines = [f"@base <{self._base}> .\n"] if self._relative else []
        lines += [f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(self._prefixes)]
        return "".join(lines)

    def write(self, term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
        """One term."""
        if isinstance(term, ox.NamedNode):
            return self._iri(term)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if isinstance(term, ox.Triple):
            parts = (term.subject, term.predicate, term.object)
            return f"<<( {' '.join(map(self.write, parts))} )>>"
        return str(term)

    def _iri(self, node: ox.NamedNode) -> str:
        iri = node.value
        split = _SPLIT.fullmatch(iri)
        if split is not None and split[1] in _PREFIX_OF:
            prefix = _PREFIX_OF[split[1]]
            self._prefixes.add(prefix)
            return f"{prefix}:{split[2]}"
        short = relative(iri, self._base) if self._base else ""
        self._relative = self._relative or bool(short)
        return f"<{short or iri}>"

    def _literal(self, literal: ox.Literal) -> str:
        bare = _BARE.get(literal.datatype)
        if bare is not None and bare.fullmatch(literal.value):
            return literal.value
        if literal.language or literal.datatype == XSD.string:
            return str(literal)
        return f"{ox.Literal(literal.value)}^^{self._iri(literal.datatype)}"


def subjects(triples: Iterable[ox.Triple], terms: Terms, indent: str = "") -> Iterator[str]:
    """A block of Turtle for each subject of sorted triples."""
    for subject, about in groupby(triples, key=lambda triple: triple.subject):
        properties = [
            f"{'a' if predicate == _TYPE else terms.write(predicate)} "
            + ", ".join(terms.write(triple.object) for triple in same)
            for predicate, same in groupby(about, key=lambda triple: triple.predicate)
        ]
        yield f"{indent}{terms.write(subject)} " + f" ;\n{indent}  ".join(properties) + " .\n"


def document(terms: Terms, blocks: Sequence[str]) -> bytes:
    """The head and the blocks, with a blank line before each."""
    parts = [head] if (head := terms.head()) else []
    return "\n".join([*parts, *blocks]).encode("utf-8")
