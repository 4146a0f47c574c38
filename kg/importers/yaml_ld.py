"""YAML-LD: JSON-LD written in YAML, the form in which people write sources.

A file is read with the bundled context (ontology/context.jsonld). What an author may leave out is
filled in: the ids of claims, propositions, evidence and selectors, the types that a field implies,
and the datatypes of partial dates. https://www.w3.org/TR/yaml-ld/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg import identifiers, ontology
from kg.errors import DataError
from kg.findings import Finding, Line, Positions, line_of
from kg.importers import fields
from kg.importers.fields import Field
from kg.importers.shape_rules import need
from kg.importers.yaml_tree import Fields, Scalar, Tree, items, parse
from kg.terms import CG, ONTOLOGY_GRAPH

_ABSOLUTE = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
# What an id of the data set's own begins with, by the kind of node.
FOLDERS = {
    "Actor": "actor",
    "Place": "place",
    "Event": "event",
    "Office": "office",
    "Source": "source",
    "Proposition": "proposition",
    "Claim": "claim",
    "Evidence": "claim",
}
# Letters and digits of any script, joined by single slashes and the usual signs.
_RELATIVE = re.compile(r"[a-z]+(/(?!\.)[\w.~\u200c\u200d'()!*+,;=@&$-]+)+")
_RANGE = ["start", "end"]
_QUOTE = ["quote", "prefix", "suffix"]
_SELECTOR = (*_RANGE, *_QUOTE)
# The type that a node has because of the field that leads to it.
_IMPLIED = {"reports": "Claim", "proposition": "Proposition", "evidence": "Evidence"}


class Document(NamedTuple):
    """What a file says: its statements in their named graphs, where each stands, its faults."""

    quads: list[ox.Quad]
    positions: Positions
    findings: list[Finding]


def read(path: Path, base: str) -> Document:
    """Read a YAML-LD file of the data set at `base`, an IRI that ends in a slash.

    Faults that leave the rest readable come back as findings, each with file and line. Raises
    `DataError` when the file is no YAML.
    """
    tree, findings = parse(path)
    if tree is None:
        raise DataError("an empty file", str(path), "write a source, or a list of actors")
    return read_nodes(items(tree), path, base, findings)


def read_nodes(
    nodes: Iterable[Tree], path: Path, base: str, findings: Sequence[Finding] = ()
) -> Document:
    """Read the nodes of a file, whatever they were written in; `findings` are earlier ones."""
    reader = _Reader(str(path), base, list(findings))
    for node in nodes:
        reader.top(node)
    quads = reader.quads()
    return Document(quads, reader.positions, sorted(reader.findings, key=line_of))


class _Place(NamedTuple):
    """Where a node stands: the graph that takes it, its source, and the id made for it."""

    graph: str
    source: str = ""
    made_id: str = ""


class _Reader:
    """Turns the nodes of one file into JSON-LD, gathered by named graph."""

    def __init__(self, file: str, base: str, findings: list[Finding]) -> None:
        self.file = file
        self.base = base
        self.positions = Positions(file)
        self.findings = findings
        self._graphs: dict[str, list[dict[str, Any]]] = {}
        self._claims: set[str] = set()
        self._propositions: dict[str, dict[str, Any]] = {}

    def top(self, node: Tree) -> None:
        """Read a node that stands at the top of the file."""
        if isinstance(node, Fields):
            self._define(node, "", _Place(identifiers.graph_for(self.base, "actors")))
        else:
            self._fault("a node is written as fields", node.line, "for example 'id: actor/...'")

    def quads(self) -> list[ox.Quad]:
        """The statements read so far, by way of JSON-LD."""
        graphs = [{"@id": name, "@graph": nodes} for name, nodes in self._graphs.items()]
        document = {"@context": ontology.context(), "@graph": graphs}
        text = json.dumps(document, ensure_ascii=False)
        try:
            quads = list(ox.parse(text, format=ox.RdfFormat.JSON_LD, base_iri=self.base))
        except (SyntaxError, MemoryError) as error:
            raise DataError(f"cannot be read: {error}", self.file) from None
        self._require_all({str(quad.subject) for quad in quads})
        return quads

    def _require_all(self, read: set[str]) -> None:
        """Notice nodes that the JSON-LD parser drops, as it does where an id is no IRI."""
        for nodes in self._graphs.values():
            for iri in (node["@id"] for node in nodes):
                if f"<{iri}>" not in read:
                    where = self.positions.where(iri)
                    self.findings.append(Finding(f"'{iri}' is no id", where, "write another"))

    def _define(self, node: Fields, field: str, place: _Place) -> str:
        """Read one node with all that stands in it; returns its IRI."""
        known = self._known(node)
        types = self._types(known, field)
        body: dict[str, Any] = {"@type": types}
        place = place._replace(graph=self._graph(types, place.graph))
        self._owned(node, known, types)
        for name, tree in known.items():
            if name not in ("id", "type", "evidence", "reports", *_SELECTOR):
                body[name] = self._values(name, tree, place)
        self._number(body, node)
        if "id" in known:
            iri = self._own_id(known["id"], types)
            self._refuse_twice(iri, known, node, types)
        else:
            iri = self._made_id(node, types, body, place)
        self._note(iri, node, known)
        if "Claim" in types and place.source:
            reported = body.get("reportedIn", [])
            body["reportedIn"] = [{"@id": place.source}, *reported]
        if "Evidence" in types and place.source:
            body.setdefault("hasSource", [{"@id": place.source}])
        if "evidence" in known:
            body["evidence"] = self._evidence(known["evidence"], iri, place)
        if any(name in known for name in _SELECTOR):
            body["selector"] = self._selector(known, node, iri, place)
        self._graphs.setdefault(place.graph, []).append({"@id": iri, **body})
        if not place.graph.startswith(identifiers.graph_for(self.base, "source/")):
            self.positions.described.add(iri)
        if "reports" in known:
            self._reports(known["reports"], iri)
        return iri

    def _refuse_twice(
        self, iri: str, known: dict[str, Tree], node: Fields, types: list[str]
    ) -> None:
        """A claim that is written out stands in a file once."""
        if "Claim" not in types or set(known) == {"id"}:
            return
        if iri in self._claims:
            what = f"'{iri.removeprefix(self.base)}' twice"
            self._fault(what, node.line, "give each claim an id of its own")
        self._claims.add(iri)

    def _known(self, node: Fields) -> dict[str, Tree]:
        """The fields of a node, less those that are none."""
        known = {}
        for name, tree in node.fields.items():
            if name in fields.authored():
                known[name] = tree
            else:
                what, todo = fields.refusal(name)
                self._fault(what, node.lines[name], todo)
        return known

    def _types(self, known: dict[str, Tree], field: str) -> list[str]:
        types = [_IMPLIED[field]] if field in _IMPLIED else []
        for item in items(known["type"]) if "type" in known else ():
            if not self._empty("type", item):
                types.extend(self._term("type", item))
        if any(kind in fields.kinds_of_source() for kind in types):
            types.insert(0, "Source")
        return list(dict.fromkeys(types))

    def _owned(self, node: Fields, known: dict[str, Tree], types: list[str]) -> None:
        """Every node has a type, and no field that belongs to another kind of node."""
        if not types and set(known) != {"id"}:
            self._fault("a node without a type", node.line, "add 'type: ...'")
            return
        for name in known:
            owners = fields.owners().get(name, ())
            fitting = any(kind in ontology.classes(owner) for owner in owners for kind in types)
            if owners and not fitting:
                what = f"'{name}' does not belong to a {types[-1]}"
                self._fault(what, node.lines[name], f"it belongs to a {' or '.join(owners)}")

    def _graph(self, types: list[str], graph: str) -> str:
        """Sources and actors have a graph each; the rest stays with the source it came from."""
        if "Source" in types:
            return identifiers.graph_for(self.base, "sources")
        apart = ontology.classes("Actor") | {"Place", "Office"}
        if any(kind in apart for kind in types):
            return identifiers.graph_for(self.base, "actors")
        return graph

    def _reports(self, claims: Tree, source: str) -> None:
        """The claims that a source reports go into the source's own graph."""
        place = _Place(identifiers.source_graph(self.base, source), source)
        for claim in items(claims):
            if self._empty("reports", claim):
                continue
            if isinstance(claim, Fields):
                self._define(claim, "reports", place)
            else:
                self._fault("a claim is written as fields", claim.line, "start with 'claimant: '")

    def _evidence(self, tree: Tree, claim: str, place: _Place) -> list[dict[str, str]]:
        found = []
        for number, item in enumerate(items(tree), start=1):
            if self._empty("evidence", item):
                continue
            made = place._replace(made_id=identifiers.evidence_id(claim, number))
            found.append({"@id": self._node("evidence", item, made)})
        return found

    def _selector(
        self, known: dict[str, Tree], node: Fields, evidence: str, place: _Place
    ) -> list[dict[str, str]]:
        """The selector of an evidence: a range of characters, or a quote."""
        names = [name for name in _SELECTOR if name in known]
        line = node.lines[names[0]]
        quoted = names[0] == "quote" and set(names) <= set(_QUOTE)
        if names != _RANGE and not quoted:
            todo = "give 'start' and 'end', or else 'quote', with 'prefix' and 'suffix' if you like"
            self._fault("an incomplete passage", line, todo)
            return []
        iri = identifiers.selector_id(evidence)
        kind = "TextQuoteSelector" if quoted else "TextPositionSelector"
        body = {name: self._values(name, known[name], place) for name in names}
        self.positions.add(iri, "", line)
        for name in names:
            self.positions.add(iri, fields.authored()[name].iri, node.lines[name])
        self._graphs.setdefault(place.graph, []).append({"@id": iri, "@type": [kind], **body})
        return [{"@id": iri}]

    def _made_id(self, node: Fields, types: list[str], body: dict[str, Any], place: _Place) -> str:
        """The IRI of a node without an id, made from its content."""

        def content(name: str) -> str:
            values = body.get(name) or [""]
            first = values[0]
            return first if isinstance(first, str) else str(first.get("@id") or first["@value"])

        if place.made_id:
            return place.made_id
        if "Proposition" in types:
            what = content("object") or content("value")
            iri = self.base + identifiers.proposition_id(
                content("subject"), content("relation"), what, content("validFrom")
            )
            if self._propositions.setdefault(iri, body) != body:
                self._fault(
                    "two propositions that differ only in detail", node.line, "give each an id"
                )
            return iri
        if "Claim" in types and place.source:
            parts = map(content, ("claimant", "stance", "proposition", "saidOn"))
            iri = self.base + identifiers.claim_id(place.source, *parts)
            if iri in self._claims:
                self._fault(
                    "the same claim twice",
                    node.line,
                    "put both passages under one claim, or give each claim an id",
                )
            self._claims.add(iri)
            return iri
        self._fault("a node without an id", node.line, "add 'id: ...'")
        return self.base + "without-id"

    def _values(self, name: str, tree: Tree, place: _Place) -> Any:
        """The values of a field as JSON-LD."""
        field = fields.authored()[name]
        if field.takes == "names":
            return self._names(field, tree)
        values: list[str | dict[str, str]] = []
        for item in items(tree):
            if self._empty(name, item):
                continue
            if field.takes == "node":
                values.append({"@id": self._node(name, item, place)})
            elif field.takes == "term":
                values.extend(self._term(name, item))
            else:
                values.extend(self._literal(field, item))
        return values

    def _number(self, body: dict[str, Any], node: Fields) -> None:
        """A quantity is given in numbers: a text would be counted as none."""
        relation = (body.get("relation") or [""])[0]
        if relation in ontology.quantities():
            for value in body.get("value", []):
                if "@type" not in value:
                    what = f"'{value['@value']}' is no number"
                    self._fault(what, node.lines["value"], "write digits, like 6000 or 2.5")

    def _node(self, name: str, tree: Tree, place: _Place) -> str:
        """The IRI of a node that is written out here, or referred to by its id."""
        if isinstance(tree, Fields):
            if set(tree.fields) == {"id"}:
                return self._iri(tree.fields["id"])
            return self._define(tree, name, place)
        return self._iri(tree)

    def _own_id(self, tree: Tree, types: list[str]) -> str:
        """The IRI of a node that is described here: one of the data set's own, or a web address."""
        if self._empty("id", tree):
            return self.base + "without-id"
        iri = self._iri(tree)
        relative = iri.removeprefix(self.base)
        folders = {
            folder
            for kind, folder in FOLDERS.items()
            if any(name in ontology.classes(kind) for name in types)
        }
        if relative != iri and folders and relative.partition("/")[0] not in folders:
            todo = f"begin it with {' or '.join(f'{folder}/' for folder in sorted(folders))}"
            self._fault(f"'{relative}' is no id of a {types[-1]}", tree.line, todo)
        elif iri.startswith((CG.iri, f"{ONTOLOGY_GRAPH.value}")):
            self._fault(f"'{iri}' is the ontology's", tree.line, "take an id of your own")
        return iri

    def _iri(self, tree: Tree) -> str:
        """A full web address, or an id of the data set's own in full."""
        text = self._text(tree)
        full = text if _ABSOLUTE.match(text) else self.base + text
        try:
            if not text or (full != text and not _RELATIVE.fullmatch(text)):
                raise ValueError(text)
            return ox.NamedNode(full).value
        except ValueError:
            self._fault(f"'{text}' is no id", tree.line, "write it like actor/ahmad-massoud")
            return self.base + "without-id"

    def _term(self, name: str, tree: Tree) -> list[str]:
        try:
            return [fields.term(name, self._text(tree))]
        except DataError as error:
            self._fault(error.what, tree.line, error.todo)
            return []

    def _empty(self, name: str, tree: Tree) -> bool:
        """Whether a field, or one of its values, was left empty, which is a fault."""
        empty = isinstance(tree, Scalar) and not tree.text
        if empty:
            todo = need(fields.authored()[name].iri) or "fill it in or leave it out"
            self._fault(f"'{name}' is empty", tree.line, todo)
        return empty

    def _literal(self, field: Field, tree: Tree) -> list[dict[str, str]]:
        try:
            return [fields.literal(field, self._text(tree))]
        except DataError as error:
            self._fault(error.what, tree.line, error.todo)
            return []

    def _names(self, field: Field, tree: Tree) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        if not isinstance(tree, Fields):
            self._fault(f"'{field.name}' without a language", tree.line, "write {en: Kabul}")
            return names
        for tag, value in tree.fields.items():
            try:
                folded = fields.language(tag)
                if folded in names:
                    raise DataError(f"names in '{folded}' twice", todo="make them one list")
                names[folded] = [self._text(item) for item in items(value)]
                if not all(re.search(r"\w", name) for name in names[folded]):
                    raise DataError("an empty name", todo="fill it in or leave it out")
            except DataError as error:
                self._fault(error.what, tree.lines[tag], error.todo)
        return names

    def _text(self, tree: Tree) -> str:
        if isinstance(tree, Scalar):
            return tree.text
        self._fault("a list or fields where one value belongs", tree.line, "write one value")
        return "unreadable"

    def _note(self, iri: str, node: Fields, known: dict[str, Tree]) -> None:
        self.positions.add(iri, "", node.line)
        for name in known:
            self.positions.add(iri, fields.authored()[name].iri, node.lines[name])

    def _fault(self, what: str, line: Line, todo: str) -> None:
        self.findings.append(Finding(what, f"{self.file}:{line}", todo))
