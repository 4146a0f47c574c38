"""The JSON Schema of authored files, for editors: completion, descriptions, and first checks.

It is made from the JSON-LD context, the ontology and the SHACL shapes, and lies in the file
``ontology/authoring.schema.json``. It sees one file at a time: what a file refers to, ``kg check``
looks up. Scalars are those of YAML 1.2, as editors read them. https://json-schema.org/
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg import ontology
from kg.importers import fields
from kg.importers.fields import Field
from kg.importers.shape_rules import NO_RULE, Rule, rules
from kg.importers.yaml_ld import FOLDERS
from kg.resources import ONTOLOGY
from kg.terms import CG, RDFS, SCHEMA

Schema = dict[str, Any]

FILE = ONTOLOGY / "authoring.schema.json"
ID = "https://w3id.org/claimgraph/ontology/authoring.schema.json"

_THINGS = ("Actor", "Place", "Event", "Office")
_KINDS = ("Source", *_THINGS, "Claim", "Proposition", "Evidence")
# What the reader fills in where a node stands within another.
_FILLED_IN = {"Claim": {"reportedIn"}, "Evidence": {"hasSource"}}
# What a node needs that stands by itself.
_ALONE = {"Claim": ["id", "reportedIn"], "Proposition": ["id"], "Evidence": ["id", "hasSource"]}
# Fields that are written together, and fields that are not.
_TOGETHER = {"start": ["end"], "end": ["start"], "prefix": ["quote"], "suffix": ["quote"]}
_APART = ("start", "quote")

# Of fields of other vocabularies, whose terms the ontology does not define and no shape explains.
_ABOUT = {
    "headline": "The headline of the source.",
    "inLanguage": "The language of the source, such as en or prs.",
    "prefix": "The words just before the quote, where it stands more than once.",
    "suffix": "The words just after the quote, where it stands more than once.",
    "earliestBegin": "The first day on which it may have begun.",
    "latestBegin": "The last day on which it may have begun.",
    "earliestEnd": "The first day on which it may have ended.",
    "latestEnd": "The last day on which it may have ended.",
    "altLabel": "Other names, by language.",
    "exactMatch": "The same thing in another data set, where you have checked it.",
    "closeMatch": "Nearly the same thing in another data set, where you have checked it.",
    "reports": "The claims that the source reports.",
    "selector": "The passage, described in RDF; in YAML-LD, start and end or a quote.",
}

# A part of an id: what is none of the ASCII characters that an id cannot hold.
_PART = r"""/(?!\.)[^\u0000-\u0020"#%:<>?\[\\\]^`{|}/\u007f]+"""
_ADDRESS = r"""https?://[^\s<>"{}|\\^`]+"""
_DAY = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|[12][0-9]))"
)
_YEAR = "(?!0000)[0-9]{4}"


def text() -> str:
    """The schema as it is written to its file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> Schema:
    """The schema of a file: one node, or a list of nodes.

    >>> schema()["type"]
    ['object', 'array']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "claimgraph authored file",
        "description": "A source with the claims that it reports, or a list of actors, places, "
        "events, offices, sources, claims, propositions or evidence.",
        "type": ["object", "array"],
        "if": {"type": "object"},
        "then": {"$ref": "#/$defs/node"},
        "items": {"$ref": "#/$defs/node"},
        "minItems": 1,
        "$defs": _definitions(),
    }


def _definitions() -> Schema:
    scalar = {"type": ["string", "number", "boolean"], "minLength": 1}
    nodes = {kind: _node(kind) for kind in _KINDS}
    references = {f"{kind}Reference": _reference(kind) for kind in _KINDS}
    return {
        "node": _any_node(),
        **nodes,
        **references,
        "anyId": _pattern(f"^({_ADDRESS}|[a-z]+({_PART})+)$", "write an id, or a web address"),
        "type": _terms([name for kind in _KINDS for name in _types(kind)]),
        "stance": _terms(ontology.concepts("Stances")),
        "quality": _terms(ontology.concepts("EvidenceQualities")),
        "bound": _terms(ontology.concepts("Bounds")),
        "relation": _terms(sorted(ontology.relations())),
        "text": scalar,
        "names": {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
            "additionalProperties": _one_or_more({"$ref": "#/$defs/text"}),
            "minProperties": 1,
        },
        "oneNameEach": {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
            "additionalProperties": {"$ref": "#/$defs/text"},
            "minProperties": 1,
        },
        "day": _pattern(f"^{_YEAR}-{_DAY}$", "write YYYY-MM-DD"),
        "date": {
            "anyOf": [
                _pattern(
                    f"^{_YEAR}(-(0[1-9]|1[0-2]|{_DAY}))?$", "write YYYY-MM-DD, YYYY-MM or YYYY"
                ),
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ]
        },
    }


def _any_node() -> Schema:
    """A node at the top of a file: its type tells which fields it has."""
    cases = []
    for kind in _KINDS:
        one = {"enum": _types(kind)}
        typed = {"anyOf": [one, {"type": "array", "contains": one}]}
        then: Schema = {"$ref": f"#/$defs/{kind}"}
        if kind in _ALONE:
            then = {"allOf": [then, {"required": _ALONE[kind]}]}
        cases.append({"if": {"properties": {"type": typed}, "required": ["type"]}, "then": then})
    return {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"$ref": "#/$defs/anyId"},
            "type": _one_or_more({"$ref": "#/$defs/type"}),
        },
        "allOf": cases,
    }


def _node(kind: str) -> Schema:
    """A node of a kind, as it stands within another."""
    named = [name for name, owners in fields.owners().items() if kind in owners]
    own = [field for name, field in fields.authored().items() if name in named]
    filled_in = _FILLED_IN.get(kind, set())
    required = [f.name for f in own if _rule(kind, f).least and f.name not in filled_in]
    if kind in ("Source", *_THINGS):
        required = ["id", "type", *required]
    properties = {
        "id": {"description": f"The id of this {kind.lower()}.", **_id(kind)},
        "type": {
            "description": f"What kind of {kind.lower()} it is.",
            **_one_or_more(_terms(_types(kind))),
        },
    }
    node: Schema = {
        "type": "object",
        "description": ontology.definition(CG[kind].value),
        "properties": properties | {field.name: _field(kind, field) for field in own},
        "required": required,
        "additionalProperties": False,
    }
    if kind == "Proposition":
        node |= _object_or_value()
    if kind == "Evidence":
        node |= {"dependentRequired": _TOGETHER, "not": {"required": list(_APART)}}
    return node


def _object_or_value() -> Schema:
    """A quantity takes a number, any other relation a thing."""
    quantity = {"enum": sorted(ontology.quantities() & set(ontology.relations()))}
    number = {"properties": {"object": False, "value": {"type": "number"}}}
    return {
        "if": {"properties": {"relation": quantity}, "required": ["relation"]},
        "then": {**number, "required": ["value"]},
        "else": {"properties": {"value": False}, "required": ["object"]},
    }


def _rule(kind: str, field: Field) -> Rule:
    return rules().get((kind, field.iri), NO_RULE)


def _field(kind: str, field: Field) -> Schema:
    """What a field takes, with its description."""
    rule = _rule(kind, field)
    if field.name == "reports":
        rule = rule._replace(classes=("Claim",))
    value = _value(field, rule)
    one = rule.most == 1 or field.takes == "names"
    about = _ABOUT.get(field.name) or ontology.definition(field.iri) or rule.message
    return {
        "description": about[:1].upper() + about[1:].rstrip(".") + ".",
        **(value if one else _one_or_more(value)),
    }


def _value(field: Field, rule: Rule) -> Schema:
    if field.name == "reports":
        return {"$ref": "#/$defs/Claim"}
    if field.takes == "node":
        references = [
            {"$ref": f"#/$defs/{kind}Reference"} for kind in rule.classes if kind in _KINDS
        ]
        if len(references) == 1:
            return references[0]
        return {"anyOf": references} if references else {"$ref": "#/$defs/anyId"}
    if field.takes == "names":
        return {"$ref": f"#/$defs/{'oneNameEach' if rule.one_by_language else 'names'}"}
    if field.takes == "integer":
        least = {} if rule.smallest is None else {"minimum": rule.smallest}
        return {"type": "integer", **least}
    if field.takes == "address":
        return _pattern(f"^{_ADDRESS}$", "write https://...")
    if rule.pattern:
        return _pattern(rule.pattern, rule.message)
    if rule.longest:
        return {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": rule.longest}
    named = {"term": field.name, "partial date": "date", "day": "day"}
    return {"$ref": f"#/$defs/{named.get(field.takes, 'text')}"}


def _reference(kind: str) -> Schema:
    """A reference to a node by its id, or the node itself."""
    return {
        "anyOf": [
            _id(kind),
            {
                "type": "object",
                "properties": {"id": _id(kind)},
                "required": ["id"],
                "additionalProperties": False,
            },
            {"$ref": f"#/$defs/{kind}"},
        ]
    }


def id_pattern(kind: str) -> str:
    """What an id of a kind of node looks like, as a regular expression.

    >>> import re
    >>> bool(re.match(id_pattern("Source"), "source/voa-2021-08-28"))
    True
    """
    return f"^({_ADDRESS}|{FOLDERS[kind]}({_PART})+)$"


def _id(kind: str) -> Schema:
    return _pattern(id_pattern(kind), f"write an id that begins with {FOLDERS[kind]}/")


def _pattern(expression: str, message: str) -> Schema:
    """A text of a form; editors that know the second keyword say what form that is."""
    return {"type": "string", "pattern": expression, "patternErrorMessage": message}


def _types(kind: str) -> list[str]:
    more = fields.kinds_of_source() if kind == "Source" else frozenset()
    return sorted(ontology.classes(kind) | more)


def _terms(names: list[str] | tuple[str, ...]) -> Schema:
    """One of some terms, each with its definition."""
    return {"oneOf": [_term(name) for name in names]}


def _term(name: str) -> Schema:
    iri = CG[name].value
    about = ontology.definition(iri) or _label(SCHEMA[name].value)
    return {"const": name, "description": about}


def _one_or_more(value: Schema) -> Schema:
    return {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}


def _label(iri: str) -> str:
    """The label of a term of another vocabulary, as a sentence."""
    quads = _reused().quads_for_pattern(NamedNode(iri), RDFS.label, None)
    labels = sorted(quad.object.value for quad in quads if isinstance(quad.object, Literal))
    return f"{labels[0].capitalize()}." if labels else ""


@cache
def _reused() -> Store:
    store = Store()
    store.load(path=ONTOLOGY / "reused.ttl", format=RdfFormat.TURTLE)
    return store
