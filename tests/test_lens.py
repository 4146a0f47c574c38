"""Lenses: as a voice has it, as it had been reported by a day, as it was on a day."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from tests.conftest import Run

CONTEST = Path(__file__).resolve().parent / "lens" / "contest.trig"


@pytest.fixture(scope="module")
def contest() -> kg.Graph:
    return kg.open(CONTEST)


def statuses(graph: kg.Graph) -> dict[str, str]:
    """The status of each proposition by the end of its id."""
    return {row.proposition.rpartition("/")[2]: row.statusName for row in graph.query("statuses")}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2021-08-03", {}),
        ("2021-08-04", {"town": "uncontested"}),
        ("2021-08-05", {"town": "uncontested"}),
        ("2021-08-06", {"town": "disputed"}),
        ("2021-08-08", {"town": "conceded", "village": "uncontested"}),
        # Of what came out in August, it is certain only at its end that it had come out.
        ("2021-08-30", {"town": "conceded", "village": "uncontested"}),
        ("2021-08", {"town": "conceded", "village": "uncontested", "hill": "uncontested"}),
        ("2021", {"town": "conceded", "village": "uncontested", "hill": "uncontested"}),
    ],
)
def test_statuses_follow_from_what_had_been_reported(
    contest: kg.Graph, as_of: str, expected: dict[str, str]
) -> None:
    assert statuses(contest.lens(as_of=as_of)) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2021-08-02", {"hill"}),
        ("2021-08-03", {"hill", "town"}),
        ("2021-08-10", {"hill", "town", "village"}),
        ("2021-08-12", {"hill", "town", "village"}),
        ("2021-08-13", {"hill", "town"}),
        ("2021-08", {"hill", "town", "village"}),
        ("2021-07", {"hill"}),
    ],
)
def test_only_what_may_hold_on_a_day_is_seen(
    contest: kg.Graph, on: str, expected: set[str]
) -> None:
    assert set(statuses(contest.lens(on=on))) == expected


ENTERED = "ASK { <actor/red> cg:entered <place/town> }"
HOLDS = "ASK { <actor/red> cg:controls <place/village> }"


@pytest.mark.parametrize(
    ("lens", "entered", "holds"),
    [
        ({}, True, True),
        ({"as_of": "2021-08-06"}, False, False),
        ({"as_of": "2021-08-06", "according_to": "Red"}, True, False),
        ({"as_of": "2021-08-06", "according_to": "Blue"}, False, False),
        # What Red says of the village stands uncontested, so it holds for Blue as well.
        ({"according_to": "Blue"}, True, True),
        ({"according_to": "Blue", "on": "2021-08-13"}, True, False),
        ({"according_to": "Red", "as_of": "2021-08-06", "on": "2021-08-02"}, False, False),
    ],
)
def test_direct_relations_are_those_of_the_lens(
    contest: kg.Graph, lens: dict[str, str], entered: bool, holds: bool
) -> None:
    seen = contest.lens(**lens)
    assert (seen.ask(ENTERED), seen.ask(HOLDS)) == (entered, holds)


def test_what_is_out_of_sight_is_counted_and_nothing_points_to_it(contest: kg.Graph) -> None:
    seen = contest.lens(as_of="2021-08-04")
    assert seen.hidden == {"Source": 5, "Claim": 4, "Proposition": 2}
    assert [row.claim for row in seen.query("SELECT ?claim { ?claim a cg:Claim }")] == [
        "https://w3id.org/claimgraph/panjshir/claim/entered"
    ]
    # The source of the 8th is gone from the claim that the 4th reports as well; its evidence stays.
    rows = seen.query("SELECT ?source { <claim/entered> cg:reportedIn ?source }")
    assert [row.source.rpartition("/")[2] for row in rows] == ["fourth"]
    assert seen.ask("ASK { <claim/entered> cg:evidence/oa:hasSelector/oa:exact 'we are in' }")
    # What a source credits had been published before it, whatever its own date.
    assert seen.ask("ASK { <source/fourth> cg:origin <source/wire> }")
    later = contest.lens(as_of="2021-08-08")
    assert later.ask(
        "ASK { <claim/village> cg:origin <source/letter> . <source/post> a cg:Source }"
    )
    assert not seen.ask("ASK { <source/post> a cg:Source }")
    assert not seen.ask("ASK { ?anything ?says <claim/denied> }")
    assert seen.check() == []


def test_what_hangs_on_hidden_things_is_hidden(contest: kg.Graph) -> None:
    seen = contest.lens(on="2021-08-02")
    assert not seen.ask("ASK { ?evidence a cg:Evidence }")
    assert not seen.ask("ASK { ?selector a oa:TextQuoteSelector }")
    assert seen.hidden == {"Claim": 4, "Proposition": 2}


def test_the_graph_that_is_looked_at_stays_as_it_is(contest: kg.Graph) -> None:
    before = statuses(contest)
    contest.lens(as_of="2021-08-04", according_to="Red")
    assert statuses(contest) == before
    assert contest.hidden == {}


def test_the_network_shows_what_the_voice_holds(contest: kg.Graph) -> None:
    disputed = contest.lens(as_of="2021-08-06")

    def keys(graph: kg.Graph) -> set[str]:
        return {key.rpartition("/")[2] for *_, key in graph.network().edges(keys=True)}

    assert keys(disputed) == {"town"}
    assert keys(disputed.lens(according_to="Red")) == {"town"}
    assert keys(disputed.lens(according_to="Blue")) == set()


def test_only_what_the_voice_holds_is_seen_with_all_claims_on_it(contest: kg.Graph) -> None:
    disputed = contest.lens(as_of="2021-08-06")
    assert statuses(disputed.lens(according_to="Red")) == {"town": "disputed"}
    assert statuses(disputed.lens(according_to="Blue")) == {}
    claims = disputed.lens(according_to="Red").query("claims-about", thing="Town")
    assert {row.voiceName for row in claims} == {"Red", "Blue"}


def test_a_sheet_tells_whether_the_voice_holds_it(contest: kg.Graph) -> None:
    disputed = contest.lens(as_of="2021-08-06")
    red, blue = (
        disputed.lens(according_to=name).show("proposition/town") for name in ("Red", "Blue")
    )
    assert (red.lens, red.in_sight) == ("as reported by 2021-08-06, according to Red", True)
    assert (blue.lens, blue.in_sight) == ("as reported by 2021-08-06, according to Blue", False)
    assert red.stances == blue.stances != ()


def test_what_is_out_of_sight_is_not_called_unknown(contest: kg.Graph) -> None:
    with pytest.raises(kg.UnknownNameError, match="'Red controls Village' is out of sight"):
        contest.lens(as_of="2021-08-06").show("Red controls Village")
    with pytest.raises(kg.UnknownNameError, match="unknown name 'Red controls Vilage'"):
        contest.lens(as_of="2021-08-06").show("Red controls Vilage")


def test_the_network_says_through_which_lens_it_is_seen(contest: kg.Graph) -> None:
    seen = contest.lens(as_of="2021-08-06", on="2021-08-05", according_to="Red")
    title = "Panjshir, as reported by 2021-08-06, on 2021-08-05, according to Red"
    assert seen.network().graph["title"] == title


def test_what_hung_loose_before_a_lens_stays(contest: kg.Graph, tmp_path: Path) -> None:
    (tmp_path / "loose.yaml").write_text(
        "id: proposition/loose\ntype: Proposition\nsubject: actor/red\nrelation: opposes\n"
        "object: actor/blue\n",
        encoding="utf-8",
    )
    loose = "ASK { <proposition/loose> a cg:Proposition }"
    assert contest.join(tmp_path / "loose.yaml").lens(on="2021-08-13").ask(loose)


def test_of_a_lens_of_a_lens_the_later_part_counts(contest: kg.Graph) -> None:
    red = contest.lens(according_to="Red")
    assert red.lens(as_of="2021-08-06").ask(ENTERED)
    assert not contest.lens(as_of="2021-08-06").lens(according_to="Blue").ask(ENTERED)
    assert not red.lens(as_of="2021-08-06").lens(according_to="Blue").ask(ENTERED)
    assert statuses(contest.lens(as_of="2021-08-04").lens(as_of="2021-08-06")) == {
        "town": "disputed"
    }


def test_a_rival_of_another_time_still_disputes(tmp_path: Path) -> None:
    """What the world's clock hides has been said all the same."""
    rivals = Path(__file__).resolve().parent / "rules" / "disputed-by-affirmed-rival.trig"
    text = rivals.read_text(encoding="utf-8")
    assert "<proposition/village> a cg:Proposition ;" in text
    graph = kg.open(rivals)
    dated = text.replace(
        "<proposition/village> a cg:Proposition ;",
        '<proposition/village> a cg:Proposition ; cg:validFrom "2021-09-01"^^xsd:date ;',
    )
    file = tmp_path / "dated.trig"
    file.write_text(dated, encoding="utf-8")
    seen = kg.open(file).lens(on="2021-08-01")
    assert statuses(graph)["town"] == statuses(seen)["town"] == "disputed"
    assert "village" not in statuses(seen)
    assert not seen.ask(ENTERED)


def test_an_empty_lens_is_refused_on_the_command_line(run: Run) -> None:
    for option in ("--as-of", "--on", "--according-to"):
        done = run("stats", option, "")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: argument {option}: an empty value")


def test_a_lens_can_be_looked_through_again(contest: kg.Graph) -> None:
    once = contest.lens(as_of="2021-08-08", on="2021-08-11")
    twice = contest.lens(as_of="2021-08-08").lens(on="2021-08-11")
    assert statuses(once) == statuses(twice) == {"town": "conceded", "village": "uncontested"}


def test_an_actor_without_a_voice_is_told_for_whom_it_speaks(contest: kg.Graph) -> None:
    with pytest.raises(kg.UsageError, match="'Ann' is the voice of no claim, it speaks for red"):
        contest.lens(according_to="Ann")
    with pytest.raises(kg.UsageError, match="'Wire' is the voice of no claim, 'kg query voices'"):
        contest.lens(according_to="Wire")
    with pytest.raises(kg.UnknownNameError, match="unknown actor 'Rad', near names: 'Red'"):
        contest.lens(according_to="Rad")


@pytest.mark.parametrize("lens", [{"as_of": "2021-02-30"}, {"on": "yesterday"}])
def test_a_date_that_is_none_is_refused(contest: kg.Graph, lens: dict[str, str]) -> None:
    with pytest.raises(kg.UsageError, match="no such date"):
        contest.lens(**lens)


def test_every_command_that_reads_takes_a_lens(run: Run, tmp_path: Path) -> None:
    lens = ["--store", str(tmp_path / "store"), "--as-of", "2021-08-06", "--according-to", "Red"]
    assert run("import", CONTEST, "--store", tmp_path / "store").returncode == 0
    assert ", 1 propositions (1 disputed), 2 claims, " in run("stats", *lens).stdout
    assert run("query", ENTERED, *lens).stdout == "yes\n"
    assert run("query", ENTERED, *lens[:-2]).stdout == "no\n"
    assert "disputed" in run("show", "proposition/town", *lens).stdout
    exported = run("export", "part.nq", "--with-derived", *lens)
    assert "out of sight through this lens: 4 sources, 3 claims, 2 propositions" in exported.stderr
    text = (tmp_path / "part.nq").read_text(encoding="utf-8")
    assert "claim/denied" in text
    assert "claim/admitted" not in text
    assert "graph/derived/according-to/red" in text
    assert run("view", "--no-open", "-o", "page.html", *lens).returncode == 0
    # A page holds the whole graph: the lens is where it opens.
    assert "Hill" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_bad_lens_on_the_command_line_is_told_in_one_line(run: Run) -> None:
    done = run("query", "statuses", "--as-of", "soon")
    assert done.returncode == 2
    assert done.stderr == "error: no such date 'soon', write YYYY-MM-DD, YYYY-MM or YYYY\n"
    done = run("stats", "--according-to", "nobody at all")
    assert done.returncode == 2
    assert done.stderr.startswith("error: unknown actor 'nobody at all'")
