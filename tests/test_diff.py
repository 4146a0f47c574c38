"""What differs between stores, files, days of report and voices."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from tests.conftest import ROOT, Run

CONTEST = Path(__file__).resolve().parent / "lens" / "contest.trig"
SOURCE = ROOT / "data" / "panjshir" / "sources" / "newsbytes-2021-08-29.yaml"

PAGE = 'schema:url "https://example.org/six"^^xsd:anyURI ;'


@pytest.fixture(scope="module")
def contest() -> kg.Graph:
    return kg.open(CONTEST)


def test_two_days_of_report(contest: kg.Graph) -> None:
    found = contest.lens(as_of="2021-08-06").diff(contest.lens(as_of="2021-08-08"))
    assert [one.statement for one in found.propositions_appeared] == [
        "Red controls Village, 2021-08-10"
    ]
    assert found.propositions_went == ()
    (change,) = found.propositions_changed
    assert (change.id, change.before, change.after) == (
        "proposition/town",
        {"status": "Disputed", "affirmed_by": ("Red",), "denied_by": ("Blue",), "origins": 2},
        {"status": "Conceded", "affirmed_by": ("Blue", "Red"), "denied_by": (), "origins": 3},
    )
    assert [(one.stance.claim, one.stance.source) for one in found.claims_appeared] == [
        ("claim/admitted", "source/eighth"),
        ("claim/entered", "source/eighth"),
        ("claim/village", "source/eighth"),
    ]
    assert (found.claims_went, found.claims_changed) == ((), ())


def test_the_other_way_round_appeared_and_went_change_places(contest: kg.Graph) -> None:
    there = contest.lens(as_of="2021-08-06").diff(contest)
    back = contest.diff(contest.lens(as_of="2021-08-06"))
    assert there.propositions_appeared == back.propositions_went != ()
    assert there.claims_appeared == back.claims_went != ()
    assert [(one.before, one.after) for one in there.propositions_changed] == [
        (one.after, one.before) for one in back.propositions_changed
    ]


def test_two_voices(contest: kg.Graph) -> None:
    then = contest.lens(as_of="2021-08-06")
    found = then.lens(according_to="Red").diff(then.lens(according_to="Blue"))
    assert [one.proposition for one in found.propositions_went] == ["proposition/town"]
    assert found.propositions_appeared == ()
    assert [one.stance.claim for one in found.claims_went] == ["claim/denied", "claim/entered"]
    assert found.claims_appeared == ()


def test_ids_are_compared_in_full(tmp_path: Path) -> None:
    text = CONTEST.read_text(encoding="utf-8")
    elsewhere = tmp_path / "elsewhere.trig"
    elsewhere.write_text(text.replace("claimgraph/panjshir/", "claimgraph/war/"), encoding="utf-8")
    found = kg.open(CONTEST).diff(kg.open(elsewhere))
    assert len(found.propositions_appeared) == len(found.propositions_went) == 3


def test_a_store_of_another_base_is_compared_with_its_own_export(run: Run, tmp_path: Path) -> None:
    base = ["--base", "https://example.org/war/"]
    text = CONTEST.read_text(encoding="utf-8").replace(
        "https://w3id.org/claimgraph/panjshir/", base[1]
    )
    (tmp_path / "war.trig").write_text(text, encoding="utf-8")
    assert run("import", "war.trig", "--store", "war", *base).returncode == 0
    assert run("export", "war.nq", "--store", "war").returncode == 0
    done = run("diff", "war", "war.nq")
    assert (done.returncode, done.stdout.splitlines()[-1].strip()) == (0, "no difference")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"2021-08-10"^^xsd:date', '"2021-08-11"^^xsd:date', "valid_from"),
        ("prov:hadPrimarySource <source/post> .", ".", "credits"),
        (" cg:disputes <claim/entered> ;", "", "disputes"),
        ("cg:quality cg:DirectQuote", "cg:quality cg:Paraphrase", "evidence"),
        ("<source/sixth> a cg:Source ;", f"<source/sixth> a cg:Source ; {PAGE}", "url"),
    ],
)  # fmt: skip
def test_each_field_that_changes_is_told(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = CONTEST.read_text(encoding="utf-8")
    assert old in text
    edited = tmp_path / "edited.trig"
    edited.write_text(text.replace(old, new), encoding="utf-8")
    found = kg.open(CONTEST).diff(kg.open(edited))
    changes = [*found.propositions_changed, *found.claims_changed]
    assert field in {name for change in changes for name in change.after}


def test_a_graph_does_not_differ_from_itself(contest: kg.Graph) -> None:
    assert not contest.diff(kg.open(CONTEST))


def test_a_claim_that_was_edited(tmp_path: Path) -> None:
    text = CONTEST.read_text(encoding="utf-8")
    edited = tmp_path / "edited.trig"
    edited.write_text(
        text.replace(
            'cg:saidOn "2021-08-05"^^xsd:date',
            'cg:saidOn "2021-08-06"^^xsd:date ; cg:content "No."',
        ),
        encoding="utf-8",
    )
    found = kg.open(CONTEST).diff(kg.open(edited))
    (change,) = found.claims_changed
    assert change.before == {"said_on": "2021-08-05", "content": ""}
    assert change.after == {"said_on": "2021-08-06", "content": "No."}
    assert change.words == "Blue denies: Red entered Town, 2021-08-03"


def test_the_command_exits_with_1_when_two_days_differ(run: Run) -> None:
    done = run("diff", "2021-08-28", "2021-08-29")
    assert done.returncode == 1
    assert "Difference\n  from  2021-08-28\n  to    2021-08-29\n" in done.stdout
    assert "Taliban entered Panjshir, 2021-08-28" in done.stdout
    same = run("diff", "2021-08-28", "2021-08-28")
    assert (same.returncode, same.stdout.splitlines()[-1].strip()) == (0, "no difference")


def test_the_command_compares_voices(run: Run) -> None:
    done = run("diff", "Taliban", "National Resistance Front", "--format", "md")
    assert done.returncode == 1
    went = done.stdout.partition("## propositions that went")[2].partition("\n##")[0]
    assert "- Taliban entered Panjshir, 2021-08-28" in went


def test_the_command_compares_a_source_with_its_next_version(run: Run, tmp_path: Path) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    edited = tmp_path / "edited.yaml"
    edited.write_text(text.replace("From several directions.", "From all sides."), encoding="utf-8")
    done = run("diff", SOURCE, edited, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    (change,) = found.pop("claims_changed")
    assert change["before"] == {"content": "From several directions."}
    assert change["after"] == {"content": "From all sides."}
    assert all(value == [] for value in found.values())


def test_the_command_compares_stores_and_files(run: Run, tmp_path: Path) -> None:
    assert run("import", CONTEST, "--store", tmp_path / "store").returncode == 0
    assert run("diff", tmp_path / "store", CONTEST).returncode == 0
    shorter = CONTEST.read_text(encoding="utf-8").partition("<graph/source/some-day>")[0]
    (tmp_path / "shorter.trig").write_text(shorter, encoding="utf-8")
    done = run("diff", tmp_path / "store", tmp_path / "shorter.trig")
    assert done.returncode == 1
    assert "Blue controls Hill" in done.stdout.partition("propositions that went")[2]
    # A lens holds for both sides.
    lensed = run("diff", tmp_path / "store", tmp_path / "shorter.trig", "--as-of", "2021-08-08")
    assert lensed.returncode == 0


def test_a_spreadsheet_joins_the_graph_at_hand(run: Run, tmp_path: Path) -> None:
    rows = (
        "source,publisher,datePublished,claimant,stance,proposition,section,quality\n"
        "source/sheet-2021-09-07,actor/newsbytes,2021-09-07,actor/newsbytes,Doubts,"
        "proposition/taliban-entered-panjshir,headline,Paraphrase\n"
    )
    (tmp_path / "sheet.csv").write_text(rows, encoding="utf-8")
    done = run("diff", "2022", "sheet.csv")
    assert done.returncode == 1
    assert "NewsBytes doubts: Taliban entered Panjshir, 2021-08-28" in done.stdout


def test_two_lenses_of_one_kind_are_refused(run: Run) -> None:
    done = run("diff", "2021-08-28", "2021-08-29", "--as-of", "2021-08-30")
    assert done.returncode == 2
    assert done.stderr.startswith("error: '2021-08-28' and --as-of 2021-08-30 are two lenses")
    done = run("diff", CONTEST, CONTEST, "--according-to", "Nobody")
    assert done.stderr.startswith("error: unknown actor 'Nobody'")


def test_what_is_neither_is_told(run: Run) -> None:
    done = run("diff", "2021-08-28", "nowhere/at-all.trig")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "error: 'nowhere/at-all.trig' is no folder, file or date, and no known voice"
    )
    broken = run("diff", "2021-08-28", "2021-13-01")
    assert broken.stderr.startswith("error: no such date '2021-13-01'")
