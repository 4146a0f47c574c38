"""Sheets: what `kg show` tells of a proposition, an actor and a source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.sheets import as_data, as_markdown, as_text
from tests.conftest import Run

CONTEST = Path(__file__).resolve().parent / "lens" / "contest.trig"
CASES = Path(__file__).resolve().parent / "rules"


@pytest.fixture(scope="module")
def contest() -> kg.Graph:
    return kg.open(CONTEST)


def data(graph: kg.Graph, name: str) -> dict[str, Any]:
    return as_data(graph.show(name))


def test_a_contest_sheet_tells_who_says_what(contest: kg.Graph) -> None:
    sheet = data(contest, "Red entered Town")
    assert sheet["standing"]["status"] == "Conceded"
    assert sheet["rule"]["name"] == "conceded"
    assert [
        (one["claimant"], one["voices"], one["stance"], one["said_on"], one["source"])
        for one in sheet["stances"]
    ] == [
        ("Ann", ("Red",), "Affirms", "2021-08-03", "source/eighth"),
        ("Ann", ("Red",), "Affirms", "2021-08-03", "source/fourth"),
        ("Blue", ("Blue",), "Denies", "2021-08-05", "source/sixth"),
        ("Blue", ("Blue",), "Affirms", "2021-08-07", "source/eighth"),
    ]
    assert sheet["given_up"] == ("claim/denied",)
    (direct,) = (one for one in sheet["stances"] if one["source"] == "source/fourth")
    assert direct["credits"] == ("Wire, 2021-08",)
    assert direct["evidence"] == ("Direct quote, we are in",)


def test_a_contest_sheet_tells_what_changed_when(contest: kg.Graph) -> None:
    changes = data(contest, "proposition/town")["changes"]
    assert [(one["day"], one["status"], one["claims"]) for one in changes] == [
        ("2021-08-04", "Uncontested", ("claim/entered",)),
        ("2021-08-06", "Disputed", ("claim/denied",)),
        ("2021-08-08", "Conceded", ("claim/admitted",)),
    ]
    assert changes[1]["denied_by"] == ("Blue",)


def test_a_contest_sheet_names_rivals() -> None:
    sheet = data(kg.open(CASES / "disputed-by-affirmed-rival.trig"), "proposition/town")
    assert [one["statement"] for one in sheet["rivals"]] == ["Red entered Village"]
    assert sheet["rivals"][0]["affirmed_by"] == ("Blue",)


def test_a_proposition_that_nobody_claims_has_no_status_and_no_rule() -> None:
    sheet = data(kg.open(CASES / "proposition-without-claims.trig"), "proposition/town")
    assert (sheet["standing"]["status"], sheet["rule"], sheet["changes"]) == ("", None, ())
    assert "no stance" in as_text(
        kg.open(CASES / "proposition-without-claims.trig").show("proposition/town")
    )


def test_a_claim_leads_to_the_sheet_of_its_proposition(contest: kg.Graph) -> None:
    assert contest.show("claim/denied") == contest.show("proposition/town")


def test_the_chain_of_credits_is_shown_to_its_origin() -> None:
    graph = kg.open(CASES / "three-sources-two-origins.trig")
    by_source = {one["source"]: one for one in data(graph, "proposition/town")["stances"]}
    assert by_source["source/herald"]["credits"] == ("Paper, 2021-08-03", "Wire, 2021-08-02")
    assert by_source["source/gazette"]["credits"] == ("Wire, 2021-08-02",)
    assert by_source["source/post"]["credits"] == ()
    assert (
        "Paper, 2021-08-04 \N{LEFTWARDS ARROW} Paper, 2021-08-03 \N{LEFTWARDS ARROW} Wire"
        in as_text(graph.show("proposition/town"))
    )


def test_a_dossier_tells_what_an_actor_claims_and_who_contradicts_it(contest: kg.Graph) -> None:
    then = contest.lens(as_of="2021-08-06")
    sheet = data(then, "Red")
    assert sheet["type"] == "armed group"
    assert [one["claim"] for one in sheet["claims"]] == ["claim/entered"]
    assert [(one["stance"], one["opponents"]) for one in sheet["contested"]] == [
        ("affirms", ("Blue",))
    ]
    assert [one["claim"] for one in sheet["about"]] == ["claim/denied"]
    assert [one["statement"] for one in sheet["ties"]] == ["Red entered Town, 2021-08-03"]
    assert sheet["reversals"] == ()


def test_a_dossier_tells_reversals(contest: kg.Graph) -> None:
    assert data(contest, "Blue")["reversals"] == (
        {
            "statement": "Red entered Town, 2021-08-03",
            "before": "denies",
            "before_until": "2021-08-05",
            "after": "affirms",
            "after_from": "2021-08-07",
        },
    )
    assert data(contest, "Red")["reversals"] == ()


def test_a_spokesman_has_the_claims_that_he_makes_for_others(contest: kg.Graph) -> None:
    assert [one["voices"] for one in data(contest, "Ann")["claims"]] == [("Red",), ("Red",)]


def test_a_dossier_keeps_roles_apart_from_ties(graph: kg.Graph) -> None:
    sheet = data(graph, "Anaamullah Samangani")
    assert "Anaamullah Samangani speaks for Taliban" in [one["statement"] for one in sheet["roles"]]
    assert {one["relation"] for one in sheet["ties"]}.isdisjoint({"speaksFor", "leads"})


def test_a_place_has_a_dossier_without_claims_of_its_own(contest: kg.Graph) -> None:
    sheet = data(contest, "Town")
    assert (sheet["type"], sheet["claims"]) == ("place", ())
    assert {one["claim"] for one in sheet["about"]} == {
        "claim/entered",
        "claim/denied",
        "claim/admitted",
    }


def test_the_sheet_of_a_source_tells_its_origin_and_what_credits_it(contest: kg.Graph) -> None:
    sheet = data(contest, "source/fourth")
    assert sheet["credits"] == ("Wire, 2021-08",)
    assert [one["claim"] for one in sheet["claims"]] == ["claim/entered"]
    assert data(contest, "source/wire")["credited_by"] == ("Paper, 2021-08-04",)


def test_a_source_that_a_single_claim_is_credited_to_names_the_reporting_source() -> None:
    graph = kg.open(CASES / "one-claim-credited-one-not.trig")
    assert data(graph, "Wire, 2021-08-02")["credited_by"] == ("Paper, 2021-08-03",)


def test_a_status_that_a_rival_changes_is_told(tmp_path: Path) -> None:
    text = (CASES / "disputed-by-affirmed-rival.trig").read_text(encoding="utf-8")
    graph = kg.open(CASES / "disputed-by-affirmed-rival.trig")
    changes = data(graph, "proposition/town")["changes"]
    assert [one["status"] for one in changes] == ["Disputed"]
    assert "incompatibleWith" in text


def test_sources_that_are_credited_side_by_side_are_one_step(tmp_path: Path) -> None:
    text = CONTEST.read_text(encoding="utf-8").replace(
        "prov:hadPrimarySource <source/post> .",
        "prov:hadPrimarySource <source/post> , <source/wire> .",
    )
    (tmp_path / "side.trig").write_text(text, encoding="utf-8")
    (stance,) = kg.open(tmp_path / "side.trig").show("proposition/village").stances
    assert stance.credits == ("Wire, 2021-08 and Wire, 2021-08", "Wire, 2021")


@pytest.mark.parametrize("name", ["cg:negotiatesWith", "claim/entered/evidence/1"])
def test_what_has_no_sheet_is_told(contest: kg.Graph, name: str) -> None:
    with pytest.raises(kg.UnknownNameError, match="has no sheet, name one of these: actor, claim"):
        contest.show(name)


def test_addresses_in_markdown_stay_addresses(graph: kg.Graph) -> None:
    page = as_markdown(graph.show("source/business-standard-2021-08-29"))
    assert "<https://www.business-standard.com/article/international/" in page
    assert "121082900071_1.html>" in page


def test_the_three_forms_of_a_sheet_agree(run: Run) -> None:
    name = "taliban-entered-panjshir"
    text, markdown = (run("show", name, "--format", form).stdout for form in ("text", "md"))
    sheet = json.loads(run("show", name, "--format", "json").stdout)
    assert text.startswith("Taliban entered Panjshir, 2021-08-28\n")
    assert markdown.startswith("# Taliban entered Panjshir, 2021-08-28\n")
    for stance in sheet["stances"]:
        assert stance["claimant"] in text
        assert stance["source"].startswith("source/")
        assert stance["said_on"] in markdown
    assert text.count("      in ") == len(sheet["stances"])


def test_text_of_the_data_is_no_markup_and_no_control_sequence(tmp_path: Path) -> None:
    hostile = CONTEST.read_text(encoding="utf-8").replace('"Red"@en', r'"*[R](x)\u001b[2J"@en')
    (tmp_path / "hostile.trig").write_text(hostile, encoding="utf-8")
    sheet = kg.open(tmp_path / "hostile.trig").show("actor/red")
    assert "\x1b" not in as_text(sheet) + as_markdown(sheet)
    assert as_markdown(sheet).startswith("# \\*\\[R\\]\\(x\\)")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Redd", "unknown name 'Redd', near names: 'Red'"),
        ("Red entered", "unknown name 'Red entered', near names: 'Red entered Town'"),
        ("source/ninth", "unknown name 'source/ninth', near names: 'source/sixth'"),
    ],
)
def test_an_unknown_name_is_told_with_near_ones(contest: kg.Graph, name: str, message: str) -> None:
    with pytest.raises(kg.UnknownNameError) as error:
        contest.show(name)
    assert str(error.value).startswith(message)
