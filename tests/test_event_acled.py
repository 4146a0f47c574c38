"""ACLED's events as claims of outlets and of ACLED."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.event_formats import found, rows_of, statements, write
from tests.event_rows import Imported

FIXTURES = ROOT / "tests" / "events" / "acled"
EVENTS = FIXTURES / "events.csv"
ARMY = "actor/acled/military-forces-of-northland-2010"
POLICE = "actor/acled/police-forces-of-northland-2010"
FRONT = "actor/acled/nlf-northland-liberation-front"
CIVILIANS = "actor/acled/civilians-northland"
PLACE = "place/acled/northland/stonebridge-35.25-69.4"


@pytest.fixture(scope="module")
def events() -> Imported:
    return found("acled", EVENTS)


def changed(tmp_path: Path, number: int, **cells: str) -> Path:
    """A file of one event of the fixture, with other cells."""
    (row,) = (one for one in rows_of(EVENTS) if one["event_id_cnty"] == f"NTL{number}")
    return write(tmp_path / "events.csv", [row | cells])


def several(tmp_path: Path, number: int, changes: Sequence[dict[str, str]]) -> Path:
    """A file of one event of the fixture several times, as NTL0 and so on, with other cells."""
    (row,) = (one for one in rows_of(EVENTS) if one["event_id_cnty"] == f"NTL{number}")
    rows = [row | {"event_id_cnty": f"NTL{n}"} | cells for n, cells in enumerate(changes)]
    return write(tmp_path / "events.csv", rows)


def said(found: Imported, number: int) -> set[tuple[str, str, str]]:
    """What is claimed of an event but for deaths: subjects, relations and objects."""
    return {
        (claim["subject"], claim["relation"], claim["object"])
        for claim in found.claims.values()
        if claim["event"] == f"event/acled/ntl{number}" and "object" in claim
    }


def test_each_source_claims_what_happened(events: Imported) -> None:
    claim = events.claims["claim/acled/ntl1/fights/valley-times"]
    assert claim == {
        "claim": "claim/acled/ntl1/fights/valley-times",
        "proposition": "proposition/acled/ntl1/fights",
        "subject": ARMY,
        "relation": "fights",
        "object": FRONT,
        "valid_from": "2021-09-06",
        "valid_until": "2021-09-06",
        "earliest": "2021-09-06",
        "latest": "2021-09-06",
        "place": PLACE,
        "event": "event/acled/ntl1",
        "code": "acled/armed-clash",
        "claimant": "actor/outlet/valley-times",
        "stance": "Affirms",
        "sources": ["source/acled/ntl1/valley-times"],
        "row": 1,
    }
    other = events.claims["claim/acled/ntl1/fights/northland-press-agency"]
    assert other["proposition"] == claim["proposition"]
    assert other["claimant"] == "actor/outlet/northland-press-agency"


def test_a_source_is_known_by_the_day_on_which_acled_had_it(events: Imported) -> None:
    assert events.sources["source/acled/ntl1/valley-times"] == {
        "id": "source/acled/ntl1/valley-times",
        "class": "Source",
        "publisher": "actor/outlet/valley-times",
        "published": "2021-09-14",
    }


def test_deaths_are_a_claim_of_acled_that_credits_the_sources(events: Imported) -> None:
    claim = events.claims["claim/acled/ntl1/deaths"]
    assert (claim["claimant"], claim["said_on"]) == ("actor/acled", "2021-09-14")
    assert (claim["subject"], claim["relation"]) == ("event/acled/ntl1", "deathCount")
    assert (claim["value"], claim["bound"]) == ("12", "AtLeast")
    assert claim["sources"] == ["source/acled"]
    assert claim["credits"] == [
        "source/acled/ntl1/northland-press-agency",
        "source/acled/ntl1/valley-times",
    ]


def test_no_word_of_deaths_is_no_claim(events: Imported) -> None:
    deaths = {claim["event"] for claim in events.claims.values() if "value" in claim}
    assert deaths == {"event/acled/ntl1", "event/acled/ntl4"}


def test_where_no_source_is_named_acled_is_the_claimant(tmp_path: Path) -> None:
    unnamed = [{"source": ""}, {"source": "Undisclosed Source"}]
    made = found("acled", several(tmp_path, 14, unnamed))
    assert list(made.claims) == [
        "claim/acled/ntl0/captured/acled",
        "claim/acled/ntl1/captured/acled",
    ]
    for claim in made.claims.values():
        assert (claim["claimant"], claim["sources"]) == ("actor/acled", ["source/acled"])
        assert claim["said_on"] == "2021-09-14"


def test_one_outlet_named_in_two_ways_speaks_once(tmp_path: Path) -> None:
    made = found("acled", changed(tmp_path, 14, source="Valley Times; valley-times;  ; ?"))
    assert list(made.claims) == ["claim/acled/ntl14/captured/valley-times"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        # Territory changes hands: the one side that is of the state's forces, or that is not.
        (2, {(FRONT, "fights", ARMY), (ARMY, "seized", PLACE)}),
        (3, {(ARMY, "fights", FRONT), (FRONT, "seized", PLACE)}),
        # Civilians never attack, in whatever column they stand.
        (4, {(ARMY, "attacksFromTheAir", CIVILIANS)}),
        # The order of two armed actors says nothing.
        (5, {(ARMY, "linkedTo", FRONT)}),
        (6, {("actor/acled/unidentified-armed-group-northland", "attacks", CIVILIANS)}),
        (7, {("actor/acled/protesters-northland", "takesPartIn", "event/acled/ntl7")}),
        (8, {(POLICE, "attacks", "actor/acled/protesters-northland")}),
        (9, {(POLICE, "coerces", FRONT)}),
        (10, {(FRONT, "takesPartIn", "event/acled/ntl10"), (FRONT, "controls", PLACE)}),
        (12, {("actor/acled/rioters-northland", "harms", CIVILIANS)}),
        (13, {("actor/acled/government-of-northland-2010", "agreesWith", FRONT)}),
        (14, {(FRONT, "captured", CIVILIANS)}),
        # An actor that deals with itself.
        (15, {(FRONT, "takesPartIn", "event/acled/ntl15")}),
    ],
)
def test_who_did_what(events: Imported, number: int, expected: set[tuple[str, str, str]]) -> None:
    assert said(events, number) == expected


def test_where_both_sides_may_have_gained_a_place_none_is_said_to(tmp_path: Path) -> None:
    militia = {"actor1": "Upper Valley Militia", "inter1": "Political militia"}
    made = found("acled", changed(tmp_path, 3, **militia))
    assert said(made, 3) == {("actor/acled/upper-valley-militia", "fights", FRONT)}


def test_a_place_is_gained_only_where_it_is_known_exactly(events: Imported, tmp_path: Path) -> None:
    assert said(events, 11) == {(ARMY, "takesPartIn", "event/acled/ntl11")}
    exact = found("acled", changed(tmp_path, 11, geo_precision="1"))
    assert (ARMY, "presentIn", PLACE) in said(exact, 11)


def test_control_has_a_beginning_and_no_known_end(events: Imported) -> None:
    claim = events.claims["claim/acled/ntl10/controls/valley-times"]
    assert claim["valid_from"] == "2021-09-06"
    assert {"valid_until", "earliest", "latest"} & set(claim) == set()


def test_associated_actors_and_notes_are_not_carried_over(events: Imported) -> None:
    cells = {
        str(cell)
        for table in (events.claims, events.things, events.sources)
        for row in table.values()
        for cell in row.values()
    }
    assert [cell for cell in cells if "Tribal" in cell or "sentence" in cell] == []


def test_the_time_is_as_exact_as_the_file_says(tmp_path: Path) -> None:
    changes = [{"event_date": "2021-03-01", "time_precision": step} for step in "123"]
    made = found("acled", several(tmp_path, 14, changes))
    times = ("valid_from", "valid_until", "earliest", "latest")
    assert [[claim.get(time) for time in times] for claim in made.claims.values()] == [
        ["2021-03-01", "2021-03-01", "2021-03-01", "2021-03-01"],
        [None, None, "2021-02-26", "2021-03-04"],
        ["2021-03", "2021-03", "2021-03-01", "2021-03-31"],
    ]


def test_days_are_read_as_exports_write_them(tmp_path: Path) -> None:
    days = {
        "2021-09-06": "2021-09-06",
        "06 September 2021": "2021-09-06",
        "6-Sep-2021": "2021-09-06",
        "29 February 2020": "2020-02-29",
    }
    made = found("acled", several(tmp_path, 14, [{"event_date": day} for day in days]))
    assert [claim["valid_from"] for claim in made.claims.values()] == list(days.values())


def test_time_stamps_tell_the_day(tmp_path: Path) -> None:
    days = {
        "0": None,
        "1582934399": "2020-02-28",
        "1582934400": "2020-02-29",
        "2020-02-29 10:00:00": "2020-02-29",
        "2020-02-30": None,
        "": None,
    }
    made = found("acled", several(tmp_path, 14, [{"timestamp": stamp} for stamp in days]))
    published = [
        made.sources[f"source/acled/ntl{number}/valley-times"].get("published")
        for number in range(len(days))
    ]
    assert published == list(days.values())


def test_a_location_that_stands_for_a_region_is_not_the_place(events: Imported) -> None:
    claim = events.claims["claim/acled/ntl9/coerces/radio-stonebridge"]
    assert claim["place"] == "place/acled/northland"
    assert events.things["place/acled/northland"] == {
        "id": "place/acled/northland",
        "class": "Place",
        "name": "Northland",
        "language": "en",
    }
    assert events.things["event/acled/ntl9"]["name"] == "Arrests, Northland, 2021-09"


def test_places_and_events_are_described(events: Imported) -> None:
    assert events.things[PLACE] == {
        "id": PLACE,
        "class": "Place",
        "name": "Stonebridge, Upper Valley, Northland",
        "language": "en",
        "latitude": "35.25",
        "longitude": "69.4",
    }
    assert events.things["event/acled/ntl6"] == {
        "id": "event/acled/ntl6",
        "class": "Event",
        "name": "Attack, Stonebridge, about 2021-09-08",
        "language": "en",
        "notation": "NTL6",
        "place": PLACE,
    }
    assert events.things["acled/armed-clash"] == {
        "id": "acled/armed-clash",
        "class": "Concept",
        "name": "Armed clash",
        "language": "en",
        "notation": "armed-clash",
    }


@pytest.mark.parametrize(
    ("actor", "kind"),
    [
        (ARMY, "ArmedForce"),
        (POLICE, "Organization"),
        ("actor/acled/government-of-northland-2010", "Government"),
        (FRONT, "ArmedGroup"),
        ("actor/acled/unidentified-armed-group-northland", "Actor"),
        (CIVILIANS, "Population"),
        ("actor/outlet/valley-times", "Actor"),
    ],
)
def test_actors_have_the_class_that_their_type_tells(
    events: Imported, actor: str, kind: str
) -> None:
    assert events.things[actor]["class"] == kind


def test_an_actor_of_changing_type_is_an_actor(tmp_path: Path) -> None:
    rows = [row for row in rows_of(EVENTS) if row["event_id_cnty"] in ("NTL10", "NTL14")]
    rows[0]["inter1"] = "State forces"
    made = found("acled", write(tmp_path / "events.csv", rows))
    assert made.things[FRONT]["class"] == "Actor"
    assert "actor_type" not in made.things[FRONT]


def test_older_exports_say_the_same(events: Imported) -> None:
    assert found("acled", FIXTURES / "events-with-numbers.csv") == events


def test_everything_that_claims_name_is_described(events: Imported) -> None:
    ends = ("subject", "object", "place", "event", "code", "claimant")
    named = {claim[end] for claim in events.claims.values() for end in ends if end in claim}
    types = {thing["actor_type"] for thing in events.things.values() if "actor_type" in thing}
    publishers = {source["publisher"] for source in events.sources.values()}
    assert (named | types | publishers) - set(events.things) == set()
    listed = {
        id
        for claim in events.claims.values()
        for id in (*claim["sources"], *claim.get("credits", []))
    }
    assert listed - set(events.sources) == set()


def test_rows_that_cannot_be_taken_are_told(tmp_path: Path) -> None:
    faults: list[tuple[dict[str, str], str]] = [
        ({"event_id_cnty": ""}, "event_id_cnty is missing"),
        ({"event_date": "31 June 2021"}, "event_date is no day"),
        ({"event_date": "2021-13-01"}, "event_date is no day"),
        ({"event_date": "September 2021"}, "event_date is no day"),
        ({"time_precision": "4"}, "time_precision is not 1, 2 or 3"),
        ({"time_precision": ""}, "time_precision is not 1, 2 or 3"),
        ({"sub_event_type": "Battle"}, "sub_event_type is none of ACLED's"),
        ({"sub_event_type": ""}, "sub_event_type is none of ACLED's"),
        ({"actor1": ""}, "actor1 is missing"),
        ({"inter1": "9"}, "inter1 is no type of actor"),
        ({"inter2": "Pirates"}, "inter2 is no type of actor"),
        ({"country": ""}, "country is missing"),
        ({"location": ""}, "location is missing"),
        ({"latitude": "north"}, "latitude or longitude is no number"),
        ({"geo_precision": ""}, "geo_precision is not 1, 2 or 3"),
        ({"fatalities": "several"}, "fatalities is no number"),
        ({"event_id_cnty": "ntl1"}, "event_id_cnty stands in an earlier row"),
    ]
    path = several(tmp_path, 1, [{}, {}, *(cells for cells, _ in faults)])
    made = found("acled", path)
    assert [(one.line, one.reason) for one in made.rejects] == [
        (line, reason) for line, (_, reason) in enumerate(faults, 4)
    ]
    assert made.taken == 2


def test_an_older_spelling_of_a_kind_of_event_is_known(tmp_path: Path) -> None:
    older = {"sub_event_type": "Excessive force against protestors"}
    made = found("acled", changed(tmp_path, 8, **older))
    assert said(made, 8) == {(POLICE, "attacks", "actor/acled/protesters-northland")}


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_each_engine_has_its_queries(dialect: str) -> None:
    head = list(rows_of(EVENTS)[0])
    assert [sql for sql in statements("acled", head, dialect) if "SELECT" not in sql] == []
