"""RDF/XML: all graphs in one, for tools that read nothing else.

The writer is our own because pyoxigraph's leaves carriage returns and control characters raw: the
first come back as line feeds, the second make a file that no XML reader takes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import pyoxigraph as ox

from kg.errors import DataError
from kg.exporters.canonical import merged
from kg.exporters.iris import relative, usable
from kg.exporters.xml_text import forbidden, keep_returns
from kg.terms import PREFIXES, RDF, XSD

_INSTEAD = "export as Turtle or N-Triples"
_Node = ox.NamedNode | ox.BlankNode
_TYPE = RDF.type
_SPLIT = re.compile(r"(.*?)([A-Za-z_][A-Za-z0-9_.-]*)")
# Names that mean something else when they stand as an element (RDF/XML, section 5.1).
_RESERVED = frozenset(
    RDF[name].value
    for name in (
        *("Description", "RDF", "ID", "about", "aboutEach", "aboutEachPrefix", "bagID"),
        *("datatype", "li", "nodeID", "parseType", "resource"),
    )
)


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as RDF/XML in UTF-8, with IRIs relative to `base`.

    The same quads in any order give the same bytes. Raises `DataError` for what RDF/XML cannot
    hold: control characters, properties whose IRI does not end in a name, triple terms.

    >>> from kg.terms import CG
    >>> quad = ox.Quad(CG.a, CG.polarity, ox.Literal(1), CG.graph)
    >>> "<cg:polarity rdf:datatype=" in serialize([quad], "").decode()
    True
    """
    triples = merged(quads)
    names = _Names(triples)
    out = io.BytesIO()
    xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    base = base if usable(base) else ""
    head = ({"xml:base": base} if base else {}) | names.declarations
    xml.startElement("rdf:RDF", AttributesImpl(head))
    for subject, about in groupby(triples, key=lambda triple: triple.subject):
        _write_subject(xml, subject, about, names, base)
    xml.ignorableWhitespace("\n")
    xml.endElement("rdf:RDF")
    xml.ignorableWhitespace("\n")
    xml.endDocument()
    return keep_returns(out.getvalue())


class _Names:
    """The element names of the properties and types, and the namespaces they need."""

    def __init__(self, triples: Sequence[ox.Triple]) -> None:
        prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}
        used = {RDF.iri: "rdf"}
        self._names: dict[str, str] = {}
        for iri in sorted({triple.predicate.value for triple in triples} | _types(triples)):
            split = _SPLIT.fullmatch(iri)
            if split is not None and iri not in _RESERVED:
                prefix = used.setdefault(split[1], prefixes.get(split[1]) or f"ns{len(used)}")
                self._names[iri] = f"{prefix}:{split[2]}"
        self.declarations = {
            f"xmlns:{prefix}": iri for prefix, iri in sorted((p, i) for i, p in used.items())
        }

    def type(self, iri: str) -> str:
        """The element of a thing of this type; ``""`` when XML has no name for it."""
        return self._names.get(iri, "")

    def property(self, predicate: ox.NamedNode) -> str:
        """The element of a property. Raises `DataError` when XML has no name for it."""
        name = self._names.get(predicate.value)
        if name is None:
            raise DataError("RDF/XML has no name for a property", predicate.value, _INSTEAD)
        return name


def _types(triples: Sequence[ox.Triple]) -> set[str]:
    return {
        triple.object.value
        for triple in triples
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode)
    }


def _write_subject(
    xml: XMLGenerator, subject: _Node, about: Iterable[ox.Triple], names: _Names, base: str
) -> None:
    """One thing, as an element named for its first type that has a name."""
    element = ""
    properties = []
    for triple in about:
        if not element and triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode):
            element = names.type(triple.object.value)
            if element:
                continue
        properties.append(triple)
    element = element or "rdf:Description"
    xml.ignorableWhitespace("\n\n  ")
    xml.startElement(element, AttributesImpl(_reference(subject, "rdf:about", base)))
    for triple in properties:
        _write_property(xml, triple, names, base)
    if properties:
        xml.ignorableWhitespace("\n  ")
    xml.endElement(element)


def _write_property(xml: XMLGenerator, triple: ox.Triple, names: _Names, base: str) -> None:
    what = triple.object
    name = names.property(triple.predicate)
    attributes: dict[str, str] = {}
    text = ""
    if isinstance(what, ox.NamedNode | ox.BlankNode):
        attributes = _reference(what, "rdf:resource", base)
    elif isinstance(what, ox.Literal) and what.direction is None:
        text = _text(what.value, triple)
        if what.language:
            attributes = {"xml:lang": what.language}
        elif what.datatype != XSD.string:
            attributes = {"rdf:datatype": what.datatype.value}
    else:
        raise DataError("RDF/XML has no triple terms or directions", str(triple), _INSTEAD)
    xml.ignorableWhitespace("\n    ")
    xml.startElement(name, AttributesImpl(attributes))
    xml.characters(text)
    xml.endElement(name)


def _reference(node: _Node, attribute: str, base: str) -> dict[str, str]:
    if isinstance(node, ox.BlankNode):
        return {"rdf:nodeID": node.value}
    short = relative(node.value, base) if base else ""
    return {attribute: short or node.value}


def _text(text: str, triple: ox.Triple) -> str:
    if found := forbidden(text):
        raise DataError(
            f"RDF/XML cannot hold the character U+{ord(found[0]):04X}",
            f"{triple.subject} {triple.predicate}",
            _INSTEAD,
        )
    return text
