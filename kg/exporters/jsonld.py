"""JSON-LD 1.1, compact: the names of the bundled context, so that it reads like an authored file.

The context stands in the document itself: nothing has to be fetched to read it.
https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NoReturn

import pyoxigraph as ox

from kg import ontology
from kg.errors import DataError
from kg.exporters.canonical import by_graph
from kg.exporters.iris import relative, usable
from kg.terms import PREFIXES, RDF, XSD

Node = dict[str, Any]
_AnyNode = ox.NamedNode | ox.BlankNode | ox.Triple
_TYPE = RDF.type
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_INSTEAD = "export as TriG or N-Quads"


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as JSON-LD in UTF-8, each named graph apart, with ids relative to `base`.

    The same quads in any order give the same bytes. Raises `DataError` for triple terms, base
    directions, and ids with ``//`` after a known namespace, which this context cannot hold.

    >>> from kg.terms import CG
    >>> quad = ox.Quad(ox.NamedNode("https://example.org/claim/1"), CG.stance, CG.Denies)
    >>> json.loads(serialize([quad], "https://example.org/"))["@graph"]
    [{'id': 'claim/1', 'stance': 'Denies'}]
    """
    ids = _Ids(base)
    expanded: list[Node] = []
    for graph, triples in by_graph(quads):
        nodes = _nodes(triples, ids)
        expanded.extend(nodes if graph is None else [{"@id": ids.short(graph), "@graph": nodes}])
    context = dict(ontology.context())
    compact = _compact(expanded, context)
    if ids.relative:
        context = {"@base": base, **context}
    document = {"@context": context, "@graph": _ordered(compact)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _compact(expanded: list[Node], context: Mapping[str, Any]) -> Any:
    # PyLD takes longer to import than all else here, and only this format needs it.
    from pyld import jsonld

    def refuse(url: str, options: Mapping[str, Any]) -> NoReturn:
        """Stands where PyLD would fetch a context from the network."""
        raise jsonld.JsonLdError("no remote contexts", "jsonld.LoadDocumentError", {"url": url})

    options = {"documentLoader": refuse, "graph": True, "skipExpansion": True}
    try:
        return jsonld.compact(expanded, {"@context": context}, options)["@graph"]
    except jsonld.JsonLdError as error:
        raise DataError(f"cannot be written as JSON-LD: {error}", todo=_INSTEAD) from None


class _Ids:
    """Writes ids relative to the base, and keeps in mind whether there was any.

    PyLD can do this as well, but it writes ``../x`` too, and ``a:b`` where that is no path.
    """

    def __init__(self, base: str) -> None:
        self.relative = False
        self._base = base if usable(base) else ""

    def short(self, node: _AnyNode) -> str:
        """The id of a node where only an id can stand."""
        short = relative(node.value, self._base) if isinstance(node, ox.NamedNode) else ""
        if self._base and short:
            self.relative = True
            return short
        return _full(node)


def _full(node: _AnyNode) -> str:
    """The IRI in full; `DataError` for one that PyLD would abbreviate to something else.

    JSON-LD reads ``cg://x`` as an IRI of its own, not as ``x`` in the namespace of ``cg``.
    """
    if not isinstance(node, ox.NamedNode):
        return str(node)
    if any(node.value.startswith(f"{namespace}//") for namespace in PREFIXES.values()):
        raise DataError("JSON-LD cannot abbreviate this id", node.value, _INSTEAD)
    return node.value


def _nodes(triples: Sequence[ox.Triple], ids: _Ids) -> list[Node]:
    """Sorted triples as expanded JSON-LD, a node for each subject."""
    nodes: dict[_AnyNode, Node] = {}
    for triple in triples:
        subject = triple.subject
        node = nodes.setdefault(subject, {"@id": ids.short(subject)})
        if triple.predicate == _TYPE and isinstance(triple.object, ox.NamedNode | ox.BlankNode):
            node.setdefault("@type", []).append(_full(triple.object))
        else:
            node.setdefault(triple.predicate.value, []).append(_value(triple, ids))
    return list(nodes.values())


def _value(triple: ox.Triple, ids: _Ids) -> Node:
    what = triple.object
    if isinstance(what, ox.NamedNode | ox.BlankNode):
        # Where the context expects a term, a relative id could be taken for one.
        expects_term = triple.predicate.value in _properties("@vocab")
        return {"@id": _full(what) if expects_term else ids.short(what)}
    if isinstance(what, ox.Triple) or what.direction is not None:
        raise DataError("JSON-LD has no triple terms or directions here", str(triple), _INSTEAD)
    if what.language:
        return {"@value": what.value, "@language": what.language}
    native = _native(what)
    if native is not None and triple.predicate.value not in _properties("literal"):
        return {"@value": native}
    if what.datatype == XSD.string:
        return {"@value": what.value}
    kept = what.value if native is None else native
    return {"@value": kept, "@type": what.datatype.value}


def _native(literal: ox.Literal) -> int | bool | None:
    """A number or boolean of JSON that means exactly this literal, or None."""
    if literal.datatype == XSD.integer and _INTEGER.fullmatch(literal.value):
        return int(literal.value)
    if literal.datatype == XSD.boolean and literal.value in ("true", "false"):
        return literal.value == "true"
    return None


@cache
def _properties(values: str) -> frozenset[str]:
    """The properties from whose values the context expects this: ``@vocab``, a term; ``literal``,
    a datatype or a map of languages, below which PyLD would put a bare number that no reader takes.
    """
    context = ontology.context()
    found = set()
    for term in context.values():
        if isinstance(term, dict) and "@id" in term:
            literal = ":" in term.get("@type", "") or term.get("@container") == "@language"
            if term.get("@type") == values or (literal and values == "literal"):
                prefix, _, name = term["@id"].partition(":")
                found.add(context[prefix] + name)
    return frozenset(found)


def _ordered(value: Any) -> Any:
    """The document with ids and types first, the other fields in alphabetical order."""
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        first = [name for name in ("id", "type") if name in value]
        rest = sorted(name for name in value if name not in first)
        return {name: _ordered(value[name]) for name in (*first, *rest)}
    return value
