"""The code tables for event data: what CAMEO's codes mean, and what is made of them."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

import kg
from kg import ontology
from kg.resources import CODES
from kg.terms import local_name
from tests.conftest import ROOT

CAMEO = "https://w3id.org/claimgraph/cameo/"
PLOVER = "https://w3id.org/claimgraph/plover/"
TABLES = {
    "cameo-events": ["code", "label", "plover", "relation"],
    "cameo-countries": ["code", "label"],
    "cameo-groups": ["code", "label"],
    "cameo-types": ["code", "label", "class"],
    "cameo-ethnic": ["code", "label"],
    "cameo-religions": ["code", "label"],
    "cameo-choices": ["code", "relation", "why"],
    "plover-choices": ["plover", "relation", "why"],
    "ftm-classes": ["schema", "class"],
    "ftm-schemata": ["schema", "source", "target", "relation"],
    "acled-events": ["code", "label", "relation", "subject"],
    "acled-places": ["code", "relation", "subject"],
    "acled-actor-types": ["code", "label", "number", "class"],
}
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(name: str, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in table(name)}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_its_columns_and_each_code_once(name: str) -> None:
    text = (CODES / f"{name}.csv").read_bytes().decode("utf-8")
    assert text.splitlines()[0].split(",") == TABLES[name]
    assert "\r" not in text
    rows = table(name)
    codes = [row[TABLES[name][0]] for row in rows]
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    assert codes == sorted(codes)
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell != " ".join(cell.split())] == []
    filled = set(TABLES[name]) - {"plover" if name == "cameo-events" else ""}
    assert [row for row in rows for key in filled if not row[key]] == []


def test_every_table_is_known_and_the_page_names_it() -> None:
    page = (CODES / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in CODES.glob("*.csv")} == set(TABLES)
    for name, columns in TABLES.items():
        assert f"| `{name}.csv` | {', '.join(f'`{column}`' for column in columns)} |" in page


def named(graph: kg.Graph, namespace: str) -> dict[str, str]:
    """The notations of the ontology's concepts in a namespace, with their English labels."""
    found = graph.query(
        "SELECT ?code ?notation ?label WHERE { ?code skos:notation ?notation ; rdfs:label ?label }"
    )
    return {row.notation: row.label for row in found if str(row.code).startswith(namespace)}


def test_events_have_the_labels_that_the_ontology_gives_them(graph: kg.Graph) -> None:
    labels = column("cameo-events", "code", "label")
    known = named(graph, CAMEO)
    assert len(known) > 30
    assert {code: labels[code] for code in known} == known


def test_every_plover_type_occurs_and_no_other(graph: kg.Graph) -> None:
    types = {row["plover"] for row in table("cameo-events")} - {""}
    assert types == set(named(graph, PLOVER)) == set(column("plover-choices", "plover", "why"))


def test_statements_and_appeals_alone_have_no_plover_type() -> None:
    untyped = {row["code"][:2] for row in table("cameo-events") if not row["plover"]}
    assert untyped == {"01", "02"}
    typed = {row["code"][:2] for row in table("cameo-events") if row["plover"]}
    assert typed == {f"{root:02}" for root in range(3, 21)}


def test_every_event_stands_below_its_base_and_its_root() -> None:
    codes = set(column("cameo-events", "code", "label"))
    assert all(re.fullmatch("[0-9]{2,4}", code) for code in codes)
    above = {code[:length] for code in codes for length in range(2, len(code))}
    assert above - codes == set()
    assert {code for code in codes if len(code) == 2 and f"{code}0" not in codes} == set()


# The rule of the page beside the tables, from the ontology and the two tables of choices.


def between_actors(graph: kg.Graph) -> dict[str, set[str]]:
    """The relations that tie two actors, by the CAMEO code that they have."""
    found: dict[str, set[str]] = {}
    for row in graph.query(
        "SELECT ?relation ?code WHERE { ?relation cg:cameoCode/skos:notation ?code ; "
        "schema:domainIncludes cg:Actor ; schema:rangeIncludes cg:Actor }"
    ):
        found.setdefault(row.code, set()).add(local_name(str(row.relation)))
    return found


def by_rule(graph: kg.Graph, chosen: dict[str, str]) -> dict[str, str]:
    """The relation of each event by the rule; empty where several share its code."""
    by_type = column("plover-choices", "plover", "relation")
    coded = between_actors(graph)

    def relation(code: str, plover: str) -> str:
        whole = f"{code}0" if len(code) == 2 else code
        for length in range(len(whole), 1, -1):
            start = whole[:length]
            if start in chosen:
                return chosen[start]
            if start in coded:
                return next(iter(coded[start])) if len(coded[start]) == 1 else ""
        return by_type.get(plover, "")

    return {row["code"]: relation(row["code"], row["plover"]) for row in table("cameo-events")}


def test_the_relation_of_every_event_follows_from_the_rule(graph: kg.Graph) -> None:
    chosen = column("cameo-choices", "code", "relation")
    assert column("cameo-events", "code", "relation") == by_rule(graph, chosen)


def test_every_choice_is_needed(graph: kg.Graph) -> None:
    chosen = column("cameo-choices", "code", "relation")
    whole = by_rule(graph, chosen)
    assert set(chosen) - set(whole) == set()
    without = {code: {c: r for c, r in chosen.items() if c != code} for code in chosen}
    assert [code for code, rest in without.items() if by_rule(graph, rest) == whole] == []


def test_relations_and_classes_are_those_of_the_ontology() -> None:
    for name in TABLES:
        if "relation" not in TABLES[name]:
            continue
        assert {row["relation"] for row in table(name)} - set(ontology.relations()) == set()
    for name in ("cameo-types", "acled-actor-types"):
        assert {row["class"] for row in table(name)} - ontology.classes("Actor") == set()


@pytest.mark.parametrize(
    ("code", "relation"),
    [
        ("016", "speaksOf"),
        ("0233", "asksHelpOf"),
        ("036", "offersTalksTo"),
        ("042", "meets"),
        ("046", "negotiatesWith"),
        ("0871", "concedesTo"),
        ("0874", "concedesTo"),
        ("1124", "accuses"),
        ("14", "protestsAgainst"),
        ("163", "sanctions"),
        ("173", "coerces"),
        ("1831", "attacks"),
        ("195", "attacksFromTheAir"),
    ],
)
def test_a_relation_says_no_more_than_the_code(code: str, relation: str) -> None:
    assert column("cameo-events", "code", "relation")[code] == relation


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("GOV", "Government"),
        ("MIL", "ArmedForce"),
        ("SEP", "ArmedGroup"),
        ("LEG", "Legislature"),
        ("MED", "MediaOrganization"),
        ("REF", "Population"),
        ("COP", "Organization"),
        ("BUS", "Actor"),
    ],
)
def test_a_type_has_the_class_of_its_actors(code: str, kind: str) -> None:
    assert column("cameo-types", "code", "class")[code] == kind


# tests/codes/gdelt-codes.csv: every code in the columns for actors and events of two files of the
# GDELT Project (https://www.gdeltproject.org/), of 24 November 2014 and 1 January 2018.


def test_the_codes_of_real_events_are_known() -> None:
    with (ROOT / "tests" / "codes" / "gdelt-codes.csv").open(encoding="utf-8", newline="") as file:
        seen = [(row["table"], row["code"]) for row in csv.DictReader(file)]
    known = {
        (name, row["code"]) for name in TABLES if "code" in TABLES[name] for row in table(name)
    }
    cameo = {name for name in TABLES if name.startswith("cameo")}
    assert {name for name, _ in seen} == cameo - {"cameo-choices"}
    assert set(seen) - known == set()


# ACLED's kinds of events: the 25 of its codebook, in the words of its exports.


def test_codes_of_acled_are_made_of_their_labels() -> None:
    for name in ("acled-events", "acled-actor-types"):
        for row in table(name):
            assert row["code"] == re.sub("[^a-z]+", "-", row["label"].lower())
    assert len(table("acled-events")) == 25
    assert {row["code"] for row in table("acled-places")} <= {
        row["code"] for row in table("acled-events")
    }
    assert sorted(row["number"] for row in table("acled-actor-types")) == list("12345678")


def test_where_either_actor_may_come_first_the_relation_is_symmetric(graph: kg.Graph) -> None:
    both_ways = {
        local_name(str(row.relation))
        for row in graph.query("SELECT ?relation WHERE { ?relation a owl:SymmetricProperty }")
    }
    either = {row["relation"] for row in table("acled-events") if row["subject"] == "either"}
    assert either == {"agreesWith", "fights", "linkedTo"}
    assert either <= both_ways
    directed = [row for row in table("acled-events") if row["subject"] != "either"]
    assert {row["relation"] for row in directed} & both_ways == set()


def test_the_first_actor_acts_only_in_violence_against_civilians() -> None:
    first = {row["code"] for row in table("acled-events") if row["subject"] == "first"}
    assert first == {"abduction-forced-disappearance", "attack", "sexual-violence"}
