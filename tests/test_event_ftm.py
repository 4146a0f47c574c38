"""Streams of FollowTheMoney: entities and statements as claims, things and sources."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import ibis
import pytest

from kg import ontology
from kg.errors import DataError
from kg.importers.events import ftm, ftm_stream
from kg.resources import CODES
from kg.tables.duck import Duck
from tests.conftest import ROOT
from tests.event_rows import Imported, imported

DATA = ROOT / "tests" / "events" / "ftm"


@pytest.fixture(scope="module")
def entities(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return imported(ftm.FORMAT, [DATA / "entities.ijson"], tmp_path_factory.mktemp("entities"))


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return imported(ftm.FORMAT, [DATA / "statements.csv"], tmp_path_factory.mktemp("statements"))


def of(found: Imported, entity: str) -> list[dict[str, object]]:
    """The claims made of an entity, in the order of their propositions."""
    claims = [row for id, row in found.claims.items() if id.startswith(f"claim/ftm/{entity}/")]
    return sorted(claims, key=lambda row: str(row["proposition"]))


def test_every_line_becomes_a_thing_or_a_claim_or_is_refused(entities: Imported) -> None:
    assert entities.rows == 30
    assert entities.reasons == {
        12: "Vessel is no actor, place, event or office, and no tie of two",
        13: "Company without a name",
        15: "owner and asset are not two actors, places, events or offices of these files",
        22: "authority is missing",
        23: "endDate lies before startDate",
        24: "startDate is no date",
        25: "subject and object are not two actors, places, events or offices of these files",
        26: "organization is missing",
        27: "no JSON",
        28: "no entity and no statement",
        29: "id is missing",
        30: "properties are missing",
    }
    assert entities.rejects[0].text == (DATA / "entities.ijson").read_text().splitlines()[11]


def test_an_ownership_is_a_claim_of_the_data_set_that_it_is_from(entities: Imported) -> None:
    (claim,) = of(entities, "own")
    assert claim == {
        "claim": claim["claim"],
        "proposition": "proposition/ftm/holding/owns/paper/2018/2021-02-01",
        "subject": "actor/ftm/holding",
        "relation": "owns",
        "object": "actor/ftm/paper",
        "valid_from": "2018",
        "valid_until": "2021-02-01",
        "claimant": "actor/ftm/dataset/register",
        "stance": "Affirms",
        "sources": ["source/ftm/dataset/register/2022-05-06"],
        "content": "shareholder; share: 51",
        "row": 14,
    }
    assert entities.sources["source/ftm/dataset/register/2022-05-06"] == {
        "id": "source/ftm/dataset/register/2022-05-06",
        "class": "Dataset",
        "publisher": "actor/ftm/dataset/register",
        "published": "2022-05-06",
    }


def test_several_payers_and_payees_are_a_claim_for_each_pair(entities: Imported) -> None:
    claims = of(entities, "pay")
    assert [(row["subject"], row["object"]) for row in claims] == [
        ("actor/ftm/holding", "actor/ftm/ministry"),
        ("actor/ftm/holding", "actor/ftm/paper"),
        ("actor/ftm/person-a", "actor/ftm/ministry"),
        ("actor/ftm/person-a", "actor/ftm/paper"),
    ]
    assert {row["content"] for row in claims} == {"amount: 1000 AFN; amount: 10.5 EUR"}
    assert {(row["valid_from"], row["valid_until"]) for row in claims} == {
        ("2020-01-02", "2020-01-02")
    }


def test_of_several_data_sets_nobody_knows_which_says_it(entities: Imported) -> None:
    (claim, *_) = of(entities, "pay")
    assert claim["claimant"] == "actor/ftm/dataset/entities"
    assert claim["sources"] == ["source/ftm/dataset/entities"]
    assert claim["credits"] == ["source/ftm/dataset/leak", "source/ftm/dataset/register"]


def test_a_publisher_speaks_for_itself_on_its_page(entities: Imported) -> None:
    (claim,) = of(entities, "job")
    assert claim["claimant"] == "actor/ftm/publisher/official-journal"
    (page,) = claim["sources"]  # type: ignore[misc]
    assert entities.sources[page]["url"] == "https://www.example.org/journal/1"
    assert entities.sources[page]["publisher"] == claim["claimant"]
    assert "credits" not in claim


def test_a_page_without_a_publisher_is_credited(entities: Imported) -> None:
    (claim,) = of(entities, "kin")
    assert claim["claimant"] == "actor/ftm/dataset/entities"
    (page,) = claim["credits"]  # type: ignore[misc]
    assert entities.sources[page]["url"] == "https://www.example.org/family"
    assert entities.sources[page]["publisher"] == "actor/outlet/example.org"
    assert claim["content"] == "brother"


def test_an_authority_imposes_a_sanction(entities: Imported) -> None:
    (claim,) = of(entities, "list")
    assert (claim["relation"], claim["object"]) == ("sanctions", "actor/ftm/holding")
    authority = entities.things[str(claim["subject"])]
    assert (authority["class"], authority["name"]) == ("Actor", "Council of Ministers")


def test_employers_offices_cases_and_events(entities: Imported) -> None:
    said = {
        (row["subject"], row["relation"], row["object"])
        for entity in ("job", "held", "party", "fair")
        for row in of(entities, entity)
    }
    assert said == {
        ("actor/ftm/ministry", "employs", "actor/ftm/person-a"),
        ("actor/ftm/person-a", "holdsOffice", "office/ftm/post"),
        ("actor/ftm/holding", "takesPartIn", "event/ftm/case"),
        ("actor/ftm/holding", "takesPartIn", "event/ftm/fair"),
        ("actor/ftm/paper", "takesPartIn", "event/ftm/fair"),
    }


def test_things_have_the_class_that_the_data_tell(entities: Imported) -> None:
    classes = {id: row["class"] for id, row in entities.things.items() if "/ftm/dataset/" not in id}
    assert classes == {
        "actor/ftm/person-a": "Person",
        "actor/ftm/09124753b1847c6d": "Person",
        "actor/ftm/holding": "Organization",
        "actor/ftm/paper": "Organization",
        "actor/ftm/ministry": "Organization",
        "actor/ftm/authority/council-of-ministers": "Actor",
        "actor/ftm/publisher/official-journal": "Actor",
        "actor/outlet/example.org": "Actor",
        "place/ftm/address-1": "Place",
        "place/ftm/address-2": "Place",
        "office/ftm/post": "Office",
        "event/ftm/case": "Event",
        "event/ftm/fair": "Event",
    }


def test_names_ids_elsewhere_and_coordinates(entities: Imported) -> None:
    things = entities.things
    assert things["actor/ftm/person-a"]["name"] == "Person A"
    assert things["actor/ftm/person-a"]["other_names"] == ["A. Person@und", "Mr A@und"]
    assert things["actor/ftm/person-a"]["outside"] == "http://www.wikidata.org/entity/Q4242"
    assert things["actor/ftm/09124753b1847c6d"]["notation"] == "Person/B"
    assert "outside" not in things["actor/ftm/09124753b1847c6d"]
    assert things["actor/ftm/paper"]["other_names"] == ["Gazette@und"]
    assert things["place/ftm/address-1"] == {
        "id": "place/ftm/address-1",
        "class": "Place",
        "name": "1 Main Street, Springfield",
        "language": "und",
        "notation": "address-1",
        "latitude": "34.5",
        "longitude": "69.2",
    }
    assert "latitude" not in things["place/ftm/address-2"]


def test_statements_of_two_data_sets_are_two_voices_on_one_proposition(
    statements: Imported,
) -> None:
    first, second = sorted(statements.claims.values(), key=lambda row: row["claimant"])
    assert (first["claimant"], second["claimant"]) == (
        "actor/ftm/dataset/eu_list",
        "actor/ftm/dataset/un_list",
    )
    assert (
        first["proposition"] == second["proposition"] == ("proposition/ftm/Q1/memberOf/org-1/-/-")
    )
    assert "content" not in first
    assert second["content"] == "treasurer"


def test_a_claim_was_made_when_the_last_of_its_statements_was_first_seen(
    statements: Imported,
) -> None:
    published = {row["publisher"]: row["published"] for row in statements.sources.values()}
    assert published == {
        "actor/ftm/dataset/eu_list": "2021-01-01",
        "actor/ftm/dataset/un_list": "2020-06-01",
    }


def test_fragments_of_an_entity_are_one_thing(statements: Imported) -> None:
    assert statements.things["actor/ftm/Q1"] == {
        "id": "actor/ftm/Q1",
        "class": "Person",
        "name": "Person A",
        "language": "und",
        "other_names": ["Mr A@und"],
        "notation": "Q1",
    }


def test_refused_statements_are_told_by_their_lines(statements: Imported) -> None:
    assert statements.reasons == {
        11: "organization is missing",
        12: "Vessel is no actor, place, event or office, and no tie of two",
        13: "value is missing",
        14: "too few columns: 3 for 14",
    }


def test_statements_in_json_are_read_alike(tmp_path: Path) -> None:
    found = imported(ftm.FORMAT, [DATA / "statements.json"], tmp_path)
    assert found.reasons == {5: "value is missing"}
    (claim,) = found.claims.values()
    assert claim["sources"] == ["source/ftm/dataset/un_list"]
    assert "published" not in found.sources["source/ftm/dataset/un_list"]


def test_a_stream_that_names_no_data_set_is_named_after_its_file(tmp_path: Path) -> None:
    stream = tmp_path / "Leaked Ledger.ftm.json.gz"
    lines = [
        {"id": "a", "schema": "Company", "properties": {"name": ["A"]}},
        {"id": "b", "schema": "Company", "properties": {"name": "B"}},
        {"id": "d", "schema": "Debt", "properties": {"debtor": ["a"], "creditor": [{"id": "b"}]}},
    ]
    with gzip.open(stream, "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(line) for line in lines))
    found = imported(ftm.FORMAT, [stream], tmp_path / "work")
    (claim,) = found.claims.values()
    assert claim["claimant"] == "actor/ftm/dataset/leaked-ledger"
    assert (claim["relation"], claim["content"]) == ("associatedWith", "debt")
    assert found.things["actor/ftm/dataset/leaked-ledger"]["name"] == "leaked-ledger"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("who,whom\na,b\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column 'canonical_id'"):
        imported(ftm.FORMAT, [table], tmp_path / "work")


def test_relations_and_classes_of_the_tables_are_in_the_ontology() -> None:
    known = ontology.relations()
    assert [tie for tie in ftm_stream.ties() if tie.relation not in known] == []
    classes = (CODES / "ftm-classes.csv").read_text(encoding="utf-8").split()[1:]
    text = (ROOT / "ontology" / "core.ttl").read_text(encoding="utf-8")
    assert [row for row in classes if f"cg:{row.partition(',')[2]}\n" not in text] == []


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_the_mapping_compiles_for_both_engines(dialect: str, tmp_path: Path) -> None:
    engine = Duck(tmp_path, threads=1)
    rows = ftm.FORMAT.read(ftm.FORMAT.stage([], engine).rows, engine)
    staged = ibis.table(rows.schema(), name="staged")
    made = [make(staged, engine) for make in (ftm.claims, ftm.things, ftm.sources)]
    texts = [str(ibis.to_sql(table, dialect=dialect)) for table in (rows, *made)]
    engine.close()
    assert all(text.startswith(("SELECT", "WITH")) for text in texts)
