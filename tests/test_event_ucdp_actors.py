"""The UCDP Actor Dataset as actors, names and ties."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.event_formats import found, rows_of, statements, write
from tests.event_rows import Imported

EXCERPT = ROOT / "tests" / "events" / "ucdp_actors" / "actors.csv"
WHOLE = ROOT.parent / "shared" / "data" / "ucdp" / "ucdp-actor-221.csv"


@pytest.fixture(scope="module")
def excerpt() -> Imported:
    return found("ucdp_actors", EXCERPT)


def changed(tmp_path: Path, number: str, **cells: str) -> Path:
    """A file of one row of the excerpt, with other cells."""
    (row,) = (one for one in rows_of(EXCERPT) if one["ActorId"] == number)
    return write(tmp_path / "actors.csv", [row | cells])


def ties(found: Imported, number: str) -> set[tuple[str, str]]:
    """The relations that are claimed of an actor, with the numbers of the others."""
    return {
        (claim["relation"], claim["object"].removeprefix("actor/ucdp/"))
        for claim in found.claims.values()
        if claim["subject"] == f"actor/ucdp/{number}"
    }


def test_a_row_becomes_an_actor_with_its_names(excerpt: Imported) -> None:
    assert excerpt.things["actor/ucdp/323"] == {
        "id": "actor/ucdp/323",
        "class": "ArmedGroup",
        "name": "PKK",
        "language": "en",
        "other_names": [
            "KADEK@und",
            "KONGRA-GEL@und",
            "Kongra Gele Kurdistan@und",
            "Kongreya Azadi u Demokrasiya Kurdistan@und",
            "Kurdistan Freedom and Democracy Congress@en",
            "Kurdistan Worker\u2019s Party@en",
            "Partiya karkeren Kurdistan@und",
            "People\u2019s Congress of Kurdistan@en",
        ],
        "notation": "323",
        "outside": "https://ucdp.uu.se/actor/323",
    }


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("130", "Government"),
        ("303", "ArmedGroup"),
        ("372", "Population"),
        ("387", "Population"),
    ],
)
def test_the_class_is_that_of_the_organisation(excerpt: Imported, number: str, kind: str) -> None:
    assert excerpt.things[f"actor/ucdp/{number}"]["class"] == kind


def test_a_comma_within_a_single_new_name_parts_nothing(excerpt: Imported) -> None:
    assert "Movimiento 26, de Julio@und" in excerpt.things["actor/ucdp/734"]["other_names"]


def test_new_names_that_cannot_be_told_apart_are_left_out(excerpt: Imported) -> None:
    names = excerpt.things["actor/ucdp/6513"]["other_names"]
    assert {"FPM/ADN@und", "Umuhari Uharanira Iteka n'Itekane@und"} <= set(names)
    # Three pieces in English for two names.
    assert [name for name in names if "Saviours" in name] == []


def test_forms_of_a_name_are_parted_at_strokes_beside_blanks(excerpt: Imported) -> None:
    names = excerpt.things["actor/ucdp/367"]["other_names"]
    assert {"Имарат Кавказ@und", "Имар Кавказ@und", "Кавказский Эмират@und"} <= set(names)


def test_line_ends_within_a_name_become_blanks(excerpt: Imported) -> None:
    expected = "Alliance of Democratic Forces for the Liberation of Congo- Kinshasa@en"
    assert expected in excerpt.things["actor/ucdp/422"]["other_names"]


def test_the_native_name_of_another_actor_is_left_out(excerpt: Imported, tmp_path: Path) -> None:
    actor = excerpt.things["actor/ucdp/8114"]
    assert actor["other_names"] == ["National Resistance Front of Afghanistan@en"]
    # Once the data set has a name of its own there, it counts.
    mended = found("ucdp_actors", changed(tmp_path, "8114", NameOrigFull="جبهه مقاومت ملی"))
    assert "جبهه مقاومت ملی@und" in mended.things["actor/ucdp/8114"]["other_names"]


def test_ties_are_claims_of_ucdp(excerpt: Imported) -> None:
    assert excerpt.claims["claim/ucdp-actors/6377/splinter/5575"] == {
        "claim": "claim/ucdp-actors/6377/splinter/5575",
        "proposition": "proposition/ucdp/6377/splitFrom/5575",
        "subject": "actor/ucdp/6377",
        "relation": "splitFrom",
        "object": "actor/ucdp/5575",
        "claimant": "actor/ucdp",
        "stance": "Affirms",
        "sources": ["source/ucdp-actors"],
        "row": 29,
    }
    assert {("alliedWith", "5575"), ("alliedWith", "7514")} <= ties(excerpt, "6377")
    assert ties(excerpt, "291") == {("memberOf", "130")}


def test_all_actors_of_a_cell_are_taken(excerpt: Imported) -> None:
    joined = {other for relation, other in ties(excerpt, "5575") if relation == "memberOf"}
    assert {"5554", "3232", "7103", "6377", "5564", "7610", "7611"} <= joined


def test_no_actor_has_a_tie_to_itself(excerpt: Imported) -> None:
    assert "actor/ucdp/283" in excerpt.things
    assert ties(excerpt, "283") == set()


def test_a_temporary_split_is_told_apart_on_one_proposition(excerpt: Imported) -> None:
    lasting = excerpt.claims["claim/ucdp-actors/6485/splinter/775"]
    passing = excerpt.claims["claim/ucdp-actors/6485/temporary-split/775"]
    assert lasting["proposition"] == passing["proposition"]
    assert "content" not in lasting
    assert "temporary" in passing["content"]


def test_actors_without_a_row_have_the_name_beside_their_number(excerpt: Imported) -> None:
    assert excerpt.things["actor/ucdp/2658"] == {
        "id": "actor/ucdp/2658",
        "class": "Actor",
        "name": "PBCP-ML",
        "language": "en",
    }
    assert excerpt.things["actor/ucdp/7611"]["name"] == "Ansar al-Sham"


def test_an_actor_whose_name_is_not_to_be_told_has_its_number(tmp_path: Path) -> None:
    made = found("ucdp_actors", changed(tmp_path, "1165", NamePrev="PBCP, ML"))
    assert made.things["actor/ucdp/2658"]["name"] == "UCDP actor 2658"


def test_coalitions_are_named_by_their_members(excerpt: Imported) -> None:
    assert excerpt.things["actor/ucdp/3845"] == {
        "id": "actor/ucdp/3845",
        "class": "Population",
        "name": "MLC, RCD-N",
        "language": "en",
    }
    assert ("memberOf", "3845") in ties(excerpt, "423")
    assert ("memberOf", "3845") in ties(excerpt, "653")


def test_both_ways_into_a_coalition_are_one_proposition(excerpt: Imported) -> None:
    ways = [
        claim
        for claim in excerpt.claims.values()
        if claim["proposition"] == "proposition/ucdp/653/memberOf/3845"
    ]
    assert sorted(claim["claim"] for claim in ways) == [
        "claim/ucdp-actors/653/non-state-coalition/3845",
        "claim/ucdp-actors/653/one-sided-coalition/3845",
    ]


def test_the_data_set_is_a_source_of_its_version(excerpt: Imported) -> None:
    assert excerpt.sources == {
        "source/ucdp-actors": {
            "id": "source/ucdp-actors",
            "class": "Dataset",
            "publisher": "actor/ucdp",
            "headline": "UCDP Actor Dataset 22.1",
        }
    }


def test_everything_that_claims_name_is_described(excerpt: Imported) -> None:
    named = {claim[end] for claim in excerpt.claims.values() for end in ("subject", "object")}
    assert named | {"actor/ucdp"} <= set(excerpt.things)


def test_rows_that_cannot_be_taken_are_told(tmp_path: Path) -> None:
    faults: list[tuple[dict[str, str], str]] = [
        ({"ActorId": "x"}, "ActorId is no number"),
        ({"NameData": " "}, "NameData is missing"),
        ({"Org": "5"}, "Org is not 1, 2, 3 or 4"),
        ({"Alliance": "yes"}, "Alliance is neither 0 nor 1"),
        ({"Splinter": "1", "ActorIdPrev": ""}, "ActorIdPrev names no actors by number"),
        ({"JoinGroup": "1", "ActorIdGroup": "12 and 13"}, "ActorIdGroup names no actors by number"),
    ]
    good = rows_of(EXCERPT)[:2]
    rows = [good[0] | {"ActorId": str(n)} | cells for n, (cells, _) in enumerate(faults, 9000)]
    made = found("ucdp_actors", write(tmp_path / "actors.csv", [*good, *rows]))
    assert [(one.line, one.reason) for one in made.rejects] == [
        (line, reason) for line, (_, reason) in enumerate(faults, 4)
    ]
    assert made.taken == 2


def test_a_number_that_stands_twice_is_told(tmp_path: Path) -> None:
    (one, *_) = rows_of(EXCERPT)
    made = found("ucdp_actors", write(tmp_path / "actors.csv", [one, one]))
    assert [reject.reason for reject in made.rejects] == ["ActorId stands in an earlier row"]


def test_the_order_of_rows_changes_nothing(excerpt: Imported, tmp_path: Path) -> None:
    turned = found("ucdp_actors", write(tmp_path / "actors.csv", rows_of(EXCERPT)[::-1]))
    assert turned.things == excerpt.things
    assert turned.sources == excerpt.sources
    assert set(turned.claims) == set(excerpt.claims)


@pytest.mark.skipif(not WHOLE.exists(), reason="the whole data set is not here")
def test_every_row_of_the_whole_data_set_is_taken() -> None:
    made = found("ucdp_actors", WHOLE)
    rows = rows_of(WHOLE)
    assert (made.taken, made.rejects) == (len(rows), [])
    assert {f"actor/ucdp/{row['ActorId']}" for row in rows} <= set(made.things)
    named = {claim[end] for claim in made.claims.values() for end in ("subject", "object")}
    assert named <= set(made.things)
    assert [thing for thing in made.things.values() if "name" not in thing] == []


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_each_engine_has_its_queries(dialect: str) -> None:
    head = list(rows_of(EXCERPT)[0])
    assert [sql for sql in statements("ucdp_actors", head, dialect) if "SELECT" not in sql] == []
