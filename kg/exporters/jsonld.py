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
from kg.terms import RDF, XSD

Node = dict[str, Any]
_TYPE = RDF.type
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_INSTEAD = "export as TriG or N-Quads"


def serialize(quads: Sequence[ox.Quad], base: str) -> bytes:
    """The quads as JSON-LD in UTF-8, each named graph apart, with ids relative to `base`.

    The same quads in any order give the same bytes. Raises `DataError` for triple terms and base
    directions, which this context cannot hold.

    >>> from kg.terms import CG
    >>> quad = ox.Quad(ox.NamedNode("https://example.org/claim/1"), CG.stance, CG.Denies)
    >>> json.loads(serialize([quad], "https://example.org/"))["@graph"]
    [{'id': 'claim/1', 'stance': 'Denies'}]
    """
    expanded: list[Node] = []
    for graph, triples in by_graph(quads):
        nodes = _nodes(triples)
        expanded.extend(nodes if graph is None else [{"@id": _id(graph), "@graph": nodes}])
    context = dict(ontology.context())
    if _relative_ids(quads, base):
        context = {"@base": base, **context}
    document = {"@context": context, "@graph": _ordered(_compact(expanded, context))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _compact(expanded: list[Node], context: Mapping[str, Any]) -> Any:
    # PyLD takes longer to import than all else here, and only this format needs it.
    from pyld import jsonld  # type: ignore[import-untyped]  # it ships no types

    def refuse(url: str, options: Mapping[str, Any]) -> NoReturn:
        """Stands where PyLD would fetch a context from the network."""
        raise jsonld.JsonLdError("no remote contexts", "jsonld.LoadDocumentError", {"url": url})

    options = {"documentLoader": refuse, "graph": True}
    try:
        return jsonld.compact(expanded, {"@context": context}, options)["@graph"]
    except jsonld.JsonLdError as error:
        raise DataError(f"cannot be written as JSON-LD: {error}", todo=_INSTEAD) from None


def _relative_ids(quads: Sequence[ox.Quad], base: str) -> bool:
    """Whether every IRI below the base can be written relative to it."""
    if not usable(base):
        return False
    terms = {term for quad in quads for term in (quad.subject, quad.object, quad.graph_name)}
    return all(
        relative(term.value, base)
        for term in terms
        if isinstance(term, ox.NamedNode) and term.value.startswith(base)
    )


def _nodes(triples: Sequence[ox.Triple]) -> list[Node]:
    """Sorted triples as expanded JSON-LD, a node for each subject."""
    nodes: dict[str, Node] = {}
    for triple in triples:
        node = nodes.setdefault(_id(triple.subject), {"@id": _id(triple.subject)})
        if triple.predicate == _TYPE and not isinstance(triple.object, ox.Literal | ox.Triple):
            node.setdefault("@type", []).append(_id(triple.object))
        else:
            value = _value(triple)
            node.setdefault(triple.predicate.value, []).append(value)
    return list(nodes.values())


def _id(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _value(triple: ox.Triple) -> Node:
    what = triple.object
    if isinstance(what, ox.NamedNode | ox.BlankNode):
        return {"@id": _id(what)}
    if isinstance(what, ox.Triple) or what.direction is not None:
        raise DataError("JSON-LD has no triple terms or directions here", str(triple), _INSTEAD)
    if what.language:
        return {"@value": what.value, "@language": what.language}
    native = _native(what)
    if native is not None and triple.predicate.value not in _coerced():
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
def _coerced() -> frozenset[str]:
    """The properties whose values have a datatype in the context."""
    context = ontology.context()
    coerced = set()
    for term in context.values():
        if isinstance(term, dict) and ":" in str(term.get("@type", "")):
            prefix, _, name = term["@id"].partition(":")
            coerced.add(context[prefix] + name)
    return frozenset(coerced)


def _ordered(value: Any) -> Any:
    """The document with ids and types first, the other fields in alphabetical order."""
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if isinstance(value, dict):
        first = [name for name in ("id", "type") if name in value]
        rest = sorted(name for name in value if name not in first)
        return {name: _ordered(value[name]) for name in (*first, *rest)}
    return value
