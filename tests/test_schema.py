"""The JSON Schema of authored files: it takes what ``kg check`` takes, and sees its faults."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import kg
from kg import flagship, ontology
from kg.importers import fields, schema
from kg.importers.skeleton import skeleton
from tests.conftest import ROOT
from tests.test_check import FAULTS, GOOD
from tests.test_spreadsheets import YAML as SECOND_GOOD


class Core(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2."""


Core.yaml_implicit_resolvers = {}
_SIGNS = list("-+.0123456789")
for tag, form, first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", _SIGNS),
    (
        "float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        list("-+.0123456789"),
    ),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(form), first)

SCHEMA: dict[str, Any] = json.loads(schema.FILE.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def refusals(text: str) -> list[str]:
    document = yaml.load(text, Loader=Core)
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_the_metaschema_accepts_it() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", flagship.files(), ids=lambda path: path.stem)
def test_every_file_of_the_flagship_is_valid(path: Path) -> None:
    assert refusals(path.read_text(encoding="utf-8")) == []


def test_the_examples_of_the_authoring_page_are_valid() -> None:
    text = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 2
    for example in (*examples, GOOD, SECOND_GOOD):
        assert refusals(example) == []


# Faults of tests/test_check.py that one file alone shows, and more of their kind.
SEEN = [fault for fault in FAULTS if not any(words in fault[3] for words in (
    "actor/nobody", "place/atlantis", "less than its end", "stands twice", "a YAML tag",
))]  # fmt: skip
MORE = [
    ("publisher: actor/newsbytes", "publisher:"),
    ("publisher: actor/newsbytes", "publisher: [actor/newsbytes, actor/taliban]"),
    ("datePublished: 2021-09-01", "datePublished: 2021-13"),
    ("datePublished: 2021-09-01", "datePublished: 2021-9-1"),
    ("datePublished: 2021-09-01", "datePublished: 21"),
    ("datePublished: 2021-09-01", "datePublished: 2021-09-01\nurl: www.example.org"),
    ("datePublished: 2021-09-01", "datePublished: 2021-09-01\nearliestBegin: 2021-08"),
    ("datePublished: 2021-09-01", "datePublished: 2021-09-01\nstance: Affirms"),
    ("type: NewsArticle", "type: Person"),
    ("type: NewsArticle\n", ""),
    ("id: source/test-2021-09-01\n", ""),
    ("reports:\n", "reports: none\nunknown:\n"),
    ("relation: controls", "relation: fighterCount"),
    ("object: place/panjshir", "value: 3"),
    ("relation: controls\n      object: place/panjshir", "relation: deathCount\n      value: ten"),
    ("quality: Paraphrase", "quality: Paraphrase, quote: and this"),
    ("{start: 0, end: 10, quality: Paraphrase}", "{prefix: before, quality: Paraphrase}"),
    ("{start: 0, end: 10, quality: Paraphrase}", f"{{section: {'x' * 81}, quality: Paraphrase}}"),
    ("start: 0", "start: -1"),
    ("{start: 0, end: 10, quality: Paraphrase}", "{start: 0, end: 10}"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [*[fault[:2] for fault in SEEN], *MORE])
def test_what_it_refuses_kg_check_refuses_as_well(
    graph: kg.Graph, tmp_path: Path, old: str, new: str
) -> None:
    assert old in GOOD
    bad = GOOD.replace(old, new, 1)
    assert refusals(bad) != []
    (tmp_path / "bad.yaml").write_text(bad, encoding="utf-8")
    assert graph.check([tmp_path / "bad.yaml"]) != []


NODES = [
    "{id: actor/one, type: Person}",
    "{id: actor/one, type: Person, prefLabel: One}",
    "{id: actor/one, type: Person, prefLabel: {en: [One, Two]}}",
    "{id: actor/one, type: Person, prefLabel: {english!: One}}",
    "{id: actor/one, type: Person, prefLabel: {en: One}, saidOn: 2021}",
    "{id: place/one, type: Person, prefLabel: {en: One}}",
    "{id: actor/one, prefLabel: {en: One}}",
    "{id: claim/one, type: Claim, claimant: actor/taliban, stance: Affirms, "
    "proposition: proposition/taliban-entered-panjshir}",
    "[]",
    "text",
    "[text]",
]


@pytest.mark.parametrize("text", NODES)
def test_nodes_that_both_refuse(graph: kg.Graph, tmp_path: Path, text: str) -> None:
    assert refusals(text) != []
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    if text != "[]":
        assert graph.check([tmp_path / "bad.yaml"]) != []


def test_the_empty_fields_of_a_skeleton_are_seen() -> None:
    assert len(refusals(skeleton())) >= 3


def test_an_id_holds_the_same_ascii_characters_as_for_the_reader(tmp_path: Path) -> None:
    from kg.importers.yaml_ld import read_nodes
    from kg.importers.yaml_tree import Fields, Scalar
    from kg.terms import PANJSHIR

    pattern = re.compile(schema.id_pattern("Place"))
    for code in range(128):
        for iri in (f"place/a{chr(code)}b", f"place/{chr(code)}b"):
            given = {"id": iri, "type": "Place"}
            node = Fields({name: Scalar(text, 1) for name, text in given.items()},
                          dict.fromkeys(given, 1), 1)  # fmt: skip
            fine = not read_nodes([node], tmp_path, PANJSHIR).findings
            assert bool(pattern.search(iri)) == fine, iri


def test_every_field_and_every_term_is_described() -> None:
    kinds = ("Source", "Actor", "Place", "Event", "Office", "Claim", "Proposition", "Evidence")
    described = {
        name: field["description"]
        for kind in kinds
        for name, field in SCHEMA["$defs"][kind]["properties"].items()
        if name != "type"
    }
    assert set(described) == set(fields.authored()) - {"type"}
    assert [name for name, text in described.items() if not text] == []
    stances = {term["const"]: term["description"] for term in SCHEMA["$defs"]["stance"]["oneOf"]}
    assert stances["Denies"] == "Says that the proposition does not hold."
    relations = {term["const"] for term in SCHEMA["$defs"]["relation"]["oneOf"]}
    assert relations == set(ontology.relations())
