"""Imported actors that are judged to be known ones: what is judged, listed, decided and undone."""

from __future__ import annotations

import csv
import io
import json
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import DataError
from kg.folder import open_folder
from kg.importers import replace_graphs
from kg.importers.events.matching import THRESHOLD, Named, alike, judgements
from kg.terms import CG, PANJSHIR, RDF, SKOS
from tests.conftest import ROOT

ACTORS = """\
- id: actor/northern-front
  type: ArmedGroup
  prefLabel: {en: Northern Front}
  altLabel: {en: NF}
  exactMatch: https://ucdp.uu.se/actor/9001
- id: actor/taliban
  type: ArmedGroup
  prefLabel: {en: Taliban}
  exactMatch: https://ucdp.uu.se/actor/303
- id: actor/riverland
  type: State
  prefLabel: {en: Riverland}
  closeMatch: https://ucdp.uu.se/actor/77
- id: actor/ahmad-massoud
  type: Person
  prefLabel: {en: Ahmad Massoud}
- id: place/hilltown
  type: Place
  prefLabel: {en: Hilltown}
"""
TALIBAN = "gdelt/afgins-taliban/is/taliban"
MASSOUD = "gdelt/afg-ahmad-masood/is/ahmad-massoud"
RIVERLAND = "ucdp/77/is/riverland"

# Columns of UCDP's files, and of GDELT's with what they hold here.
UCDP = {
    **{"type_of_violence": "1", "dyad_name": "", "source_article": "", "source_original": ""},
    **{"where_coordinates": "Riverland", "adm_1": "", "latitude": "34.5", "longitude": "69.2"},
    **{"country": "Riverland", "date_prec": "1", "best": "2", "high": "2", "low": "2"},
    **dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), "0"),
}
GDELT = {26: "190", 30: "-10", 31: "4", 32: "1", 33: "4", 34: "-2.5", 59: "20210902000000"}

Kg = Callable[..., "Answer"]


class Answer:
    """What a command gave: its exit code, and what it wrote."""

    def __init__(self, code: int, out: str, told: str) -> None:
        self.code, self.out, self.told = code, out, told


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Kg:
    def call(*arguments: object) -> Answer:
        code = main([str(one) for one in arguments])
        return Answer(code, *capsys.readouterr())

    return call


def ucdp(path: Path, *rows: tuple[str, str, tuple[str, str], tuple[str, str]]) -> Path:
    """A file of UCDP with rows of an id, a day and two sides, each a number and a name."""
    lines = []
    for id, day, (number_a, a), (number_b, b) in rows:
        sides = {"side_a_new_id": number_a, "side_a": a, "side_b_new_id": number_b, "side_b": b}
        lines.append(UCDP | {"id": id, "date_start": day, "date_end": day} | sides)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def gdelt(path: Path, *rows: tuple[str, tuple[str, str], tuple[str, str]]) -> Path:
    """A file of GDELT with rows of an id and two actors, each a code and a name."""
    lines = []
    for id, (code_1, name_1), (code_2, name_2) in rows:
        cells = GDELT | {0: id, 1: "20210901", 5: code_1, 6: name_1, 15: code_2, 16: name_2}
        cells |= {12: "INS" if code_1.endswith("INS") else "", 60: f"https://example.org/{id}"}
        lines.append("\t".join(cells.get(place, "") for place in range(61)) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


REPUBLIC, EMIRATE = ("130", "Government of Afghanistan"), ("130", "Government of Afghanistan")


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    ucdp(
        folder / "ucdp.csv",
        ("1", "2021-05-01", REPUBLIC, ("303", "Taleban")),
        ("2", "2021-09-01", EMIRATE, ("9001", "NF")),
        ("3", "2021-09-01", ("77", "Government of Riverland"), ("9002", "Northern Front")),
    )
    gdelt(
        folder / "gdelt.csv",
        ("1", ("AFGINS", "TALIBAN"), ("AFG", "AHMAD MASOOD")),
        ("2", ("AFGINS", "TALIBAN"), ("AFG", "HILLTOWN")),
    )
    # The same events in another article, and another actor.
    gdelt(
        folder / "again.csv",
        ("3", ("AFGINS", "TALIBAN"), ("AFG", "AHMAD MASOOD")),
        ("4", ("AFGINS", "TALIBAN"), ("IT", "ITALIAN")),
    )
    return folder


@pytest.fixture(scope="session")
def made(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with known actors and three imports; it is not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "store"
    imports = (["actors.yaml"], ["ucdp-ged", "ucdp.csv"], ["gdelt", "gdelt.csv"])
    for *kind, name in (*imports, ["gdelt", "again.csv"]):
        assert main(["import", *kind, str(files / name), "--store", str(folder), "--yes"]) == 0
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "store")


def quads(folder: Path) -> frozenset[ox.Quad]:
    return frozenset(open_folder(folder).quads)


def tables(folder: Path) -> dict[str, list[dict[str, object]]]:
    """The rows of the tables of standings, in their order."""
    place = open_folder(folder).place
    assert place is not None
    files = (place / "standings").iterdir()
    return {path.name: pq.read_table(path).to_pylist() for path in files}


def objects(folder: Path, subject: str, predicate: ox.NamedNode) -> list[str]:
    found = open_folder(folder).quads.quads_for_pattern(
        ox.NamedNode(PANJSHIR + subject), predicate, None
    )
    return sorted(quad.object.value.removeprefix(PANJSHIR) for quad in found)


def listed(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


def decisions(command: Kg, folder: Path) -> dict[str, str]:
    rows = listed(command("actors", "review", "--store", folder, "--all", "--format", "csv"))
    return {row["judgement"].removeprefix("judgement/"): row["decision"] for row in rows}


def test_an_outside_id_joins_an_imported_actor_to_the_known_one_and_says_so(
    command: Kg, files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    command("import", files / "actors.yaml", "--store", folder)
    told = command("import", "ucdp-ged", files / "ucdp.csv", "--store", folder).told.splitlines()
    assert told[2:] == [
        "3 imported actors are known ones by outside ids:",
        "  actor/ucdp/130-since-2021-08-15 is actor/taliban (UCDP's number 130 names a government; "
        "since 2021-08-15 it is that of UCDP's actor 303)",
        "  actor/ucdp/303 is actor/taliban",
        "  actor/ucdp/9001 is actor/northern-front",
        f"1 judgement waits for a decision: 'kg actors review --store {folder}' lists them",
    ]
    assert objects(folder, "proposition/ucdp/2/fights", CG.subject) == ["actor/taliban"]
    assert objects(folder, "proposition/ucdp/2/fights", CG.object) == ["actor/northern-front"]
    # Before that day the number is another actor's.
    assert objects(folder, "proposition/ucdp/1/fights", CG.subject) == ["actor/ucdp/130"]
    assert objects(folder, "actor/ucdp/303", SKOS.prefLabel) == []
    assert "Taleban" in objects(folder, "actor/taliban", SKOS.altLabel)


def test_with_review_even_outside_ids_are_proposals(
    command: Kg, files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    command("import", files / "actors.yaml", "--store", folder)
    told = command("import", "ucdp-ged", files / "ucdp.csv", "--store", folder, "--review").told
    assert "4 judgements wait for a decision" in told
    assert objects(folder, "proposition/ucdp/1/fights", CG.object) == ["actor/ucdp/303"]


def test_review_belongs_to_event_data(command: Kg, files: Path, tmp_path: Path) -> None:
    answer = command("import", files / "actors.yaml", "--store", tmp_path / "new", "--review")
    assert (answer.code, "--review belongs to event data" in answer.told) == (2, True)


def test_review_lists_proposals_and_then_what_was_decided(command: Kg, made: Path) -> None:
    waiting = command("actors", "review", "--store", made)
    assert waiting.told == "3 proposed\n"
    assert [line.split()[0] for line in waiting.out.splitlines()[2:]] == [
        f"judgement/{id}" for id in (TALIBAN, MASSOUD, RIVERLAND)
    ]
    every = listed(command("actors", "review", "--store", made, "--all", "--format", "csv"))
    assert [row["decision"] for row in every] == ["Proposed"] * 3 + ["Accepted"] * 3
    assert every[1] == {
        "judgement": f"judgement/{MASSOUD}",
        "actor": "actor/gdelt/afg-ahmad-masood",
        "name": "AHMAD MASOOD",
        "imported": every[1]["imported"],
        "candidate": "actor/ahmad-massoud",
        "candidate_name": "Ahmad Massoud",
        "score": "0.88",
        "method": "name",
        "decision": "Proposed",
        "claims": "2",
        "note": "",
    }
    assert every[1]["imported"].startswith("gdelt-")
    # A near id does not settle who it is; the score says how little the names tell.
    assert (every[2]["method"], every[2]["name"]) == ("near outside id", "Government of Riverland")
    # The name of what was accepted is still known, though the graph states it of another.
    assert (every[4]["actor"], every[4]["name"]) == ("actor/ucdp/303", "Taleban")
    same = json.loads(command("actors", "review", "--store", made, "--format", "json").out)
    assert (same[1]["score"], same[1]["claims"]) == (0.88, 2)


def test_neither_contradicting_ids_nor_places_are_matched_by_name(command: Kg, made: Path) -> None:
    rows = listed(command("actors", "review", "--store", made, "--all", "--format", "csv"))
    judged = {row["actor"] for row in rows}
    # "Northern Front" is the name of a known actor, but UCDP's number of that one is another.
    assert "actor/ucdp/9002" not in judged
    # "HILLTOWN" is the name of a known place, and the place "Riverland" that of a known state.
    assert all(one.startswith("actor/") and "hilltown" not in one for one in judged)


def test_accepting_joins_claims_and_undoing_gives_back_the_store_that_was(
    command: Kg, store: Path
) -> None:
    before, laid_down = quads(store), tables(store)
    done = command(
        "actors", "review", "--store", store, "--accept", TALIBAN, f"judgement/{MASSOUD}"
    )
    assert done.told.splitlines() == [
        "accepted: actor/gdelt/afgins-taliban is actor/taliban",
        "accepted: actor/gdelt/afg-ahmad-masood is actor/ahmad-massoud",
    ]
    assert "TALIBAN" in objects(store, "actor/taliban", SKOS.altLabel)
    assert objects(store, "actor/gdelt/afgins-taliban", SKOS.prefLabel) == []
    sheet = command("show", "AHMAD MASOOD", "--store", store)
    assert "Taliban" in sheet.out
    assert "actor/gdelt/afg-ahmad-masood" not in sheet.out
    assert not [quad for quad in quads(store) if _uses(quad, "actor/gdelt/afgins-taliban")]
    assert command("check", "--store", store).code == 0
    assert tables(store) != laid_down
    undone = command("actors", "review", "--store", store, "--undo", TALIBAN, MASSOUD)
    assert "proposed: actor/gdelt/afgins-taliban is actor/taliban" in undone.told
    assert quads(store) == before
    assert tables(store) == laid_down


def _uses(quad: ox.Quad, id: str) -> bool:
    node = ox.NamedNode(PANJSHIR + id)
    return node in (quad.subject, quad.object) and quad.predicate != CG.judgedActor


def test_the_store_is_the_same_whichever_import_came_first(
    command: Kg, files: Path, tmp_path: Path
) -> None:
    """Two imports speak of one event: its proposition stays in the graph of the earlier."""
    graphs = []
    for names in (("gdelt.csv", "again.csv"), ("again.csv", "gdelt.csv")):
        folder = tmp_path / names[0]
        command("import", files / "actors.yaml", "--store", folder)
        for name in names:
            answer = command("import", "gdelt", files / name, "--store", folder)
            assert answer.code == 0, answer.told
        before = quads(folder)
        command("actors", "review", "--store", folder, "--accept", MASSOUD)
        assert quads(folder) != before
        command("actors", "review", "--store", folder, "--undo", MASSOUD)
        assert quads(folder) == before
        stated = ox.NamedNode(
            f"{PANJSHIR}proposition/gdelt/2021-09-01/190/afgins-taliban/afg-ahmad-masood/-"
        )
        found = open_folder(folder).quads.quads_for_pattern(stated, CG.subject, None)
        graphs.append([str(quad.graph_name) for quad in found])
    assert [len(found) for found in graphs] == [1, 1]
    assert graphs[0] != graphs[1]


def test_an_undone_outside_id_stays_a_proposal(command: Kg, store: Path, tmp_path: Path) -> None:
    command("actors", "review", "--store", store, "--undo", "ucdp/303/is/taliban")
    assert objects(store, "proposition/ucdp/1/fights", CG.object) == ["actor/ucdp/303"]
    later = ucdp(tmp_path / "later.csv", ("9", "2021-06-01", REPUBLIC, ("303", "Taleban")))
    command("import", "ucdp-ged", later, "--store", store)
    assert command("actors", "match", "--store", store).told == "no new judgements\n"
    assert decisions(command, store)["ucdp/303/is/taliban"] == "Proposed"
    assert objects(store, "proposition/ucdp/9/fights", CG.object) == ["actor/ucdp/303"]


def test_what_was_decided_outlasts_later_imports(command: Kg, store: Path, tmp_path: Path) -> None:
    command("actors", "review", "--store", store, "--refuse", TALIBAN, "--accept", MASSOUD)
    rows = (("8", ("AFGINS", "TALIBAN"), ("AFG", "AHMAD MASOOD")),)
    command("import", "gdelt", gdelt(tmp_path / "later.csv", *rows), "--store", store)
    found = decisions(command, store)
    assert (found[TALIBAN], found[MASSOUD]) == ("Refused", "Accepted")
    proposition = objects(store, "claim/gdelt/8", CG.proposition)[0]
    assert objects(store, proposition, CG.object) == ["actor/ahmad-massoud"]
    assert objects(store, proposition, CG.subject) == ["actor/gdelt/afgins-taliban"]


def test_several_are_decided_or_none(command: Kg, store: Path) -> None:
    before = quads(store)
    unknown = command("actors", "review", "--store", store, "--accept", TALIBAN, "nobody/is/none")
    assert unknown.code == 2
    assert "unknown judgement 'judgement/nobody/is/none'" in unknown.told
    both = command("actors", "review", "--store", store, "--accept", TALIBAN, "--undo", TALIBAN)
    assert (both.code, f"two decisions on 'judgement/{TALIBAN}'" in both.told) == (2, True)
    assert quads(store) == before


def test_no_imported_actor_is_two_known_ones(command: Kg, store: Path, tmp_path: Path) -> None:
    twin = "- id: actor/a-massoud\n  type: Person\n  prefLabel: {en: Ahmad Masood}\n"
    (tmp_path / "twin.yaml").write_text(twin, encoding="utf-8")
    command("import", tmp_path / "twin.yaml", "--store", store, "--yes")
    told = command("actors", "match", "--store", store).told
    assert "1 judgement waits" in told
    other = MASSOUD.replace("ahmad-massoud", "a-massoud")
    before = quads(store)
    answer = command("actors", "review", "--store", store, "--accept", MASSOUD, other)
    assert answer.code == 3
    assert "actor/gdelt/afg-ahmad-masood cannot be two actors" in answer.told
    assert quads(store) == before
    command("actors", "review", "--store", store, "--accept", MASSOUD)
    moved = command("actors", "review", "--store", store, "--undo", MASSOUD, "--accept", other)
    assert moved.code == 0
    proposition = objects(store, "claim/gdelt/1", CG.proposition)[0]
    assert objects(store, proposition, CG.object) == ["actor/a-massoud"]


def test_a_known_actor_that_is_renamed_is_renamed_in_event_data(
    command: Kg, store: Path, tmp_path: Path
) -> None:
    command("actors", "review", "--store", store, "--accept", MASSOUD)
    renamed = ACTORS.replace("{en: Ahmad Massoud}", "{en: Ahmad Masood the younger}")
    (tmp_path / "actors.yaml").write_text(renamed, encoding="utf-8")
    assert command("import", tmp_path / "actors.yaml", "--store", store, "--yes").code == 0
    sheet = command(
        "query",
        "claims-about",
        "--thing",
        "actor/ahmad-massoud",
        "--store",
        store,
        "--format",
        "csv",
    )
    assert "Ahmad Masood the younger" in sheet.out
    assert "Ahmad Massoud" not in sheet.out


def test_an_import_that_changes_no_known_actor_leaves_event_data_alone(
    command: Kg, store: Path, files: Path
) -> None:
    before = quads(store)
    command("import", files / "actors.yaml", "--store", store, "--yes")
    assert quads(store) == before


def test_a_known_actor_that_imported_ones_are_judged_to_be_cannot_go(
    store: Path, tmp_path: Path
) -> None:
    before = quads(store)
    graph = ox.NamedNode(f"{PANJSHIR}graph/actors")
    actor = ox.NamedNode(f"{PANJSHIR}actor/somebody")
    stated = [
        ox.Quad(actor, RDF.type, CG.Person, graph),
        ox.Quad(actor, SKOS.prefLabel, ox.Literal("Somebody", language="en"), graph),
    ]
    other = tmp_path / "other.nq"
    other.write_bytes(ox.serialize(stated, format=ox.RdfFormat.N_QUADS) or b"")
    with pytest.raises(
        DataError, match="actor/ucdp/130-since-2021-08-15 was judged to be actor/taliban"
    ):
        replace_graphs(store, other, [graph.value])
    assert quads(store) == before


def test_judgements_travel_with_an_export_and_are_read_elsewhere(
    command: Kg, store: Path, tmp_path: Path
) -> None:
    command("export", "--store", store, tmp_path / "all.nq")
    command("import", tmp_path / "all.nq", "--store", tmp_path / "copy")
    assert decisions(command, tmp_path / "copy") == decisions(command, store)
    # Its tables are not there, so nothing can be stated anew.
    answer = command("actors", "review", "--store", tmp_path / "copy", "--accept", TALIBAN)
    assert answer.code == 3
    assert "the import that actor/gdelt/afgins-taliban comes from is not here" in answer.told
    assert command("actors", "review", "--store", tmp_path / "copy", "--refuse", TALIBAN).code == 0


def test_known_actors_that_come_later_are_found_by_match(
    command: Kg, files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    command("import", "ucdp-ged", files / "ucdp.csv", "--store", folder)
    command("import", files / "actors.yaml", "--store", folder, "--yes")
    assert decisions(command, folder) == {}
    told = command("actors", "match", "--store", folder).told
    assert "actor/ucdp/303 is actor/taliban" in told
    assert objects(folder, "proposition/ucdp/1/fights", CG.object) == ["actor/taliban"]
    other = tmp_path / "other"
    command("import", files / "actors.yaml", "--store", other)
    command("import", "ucdp-ged", files / "ucdp.csv", "--store", other)
    assert quads(folder) == quads(other)


def test_a_folder_that_is_no_store_is_refused_and_not_made(command: Kg, tmp_path: Path) -> None:
    for arguments in (("match",), ("review",), ("review", "--accept", TALIBAN)):
        answer = command("actors", *arguments, "--store", tmp_path / "none")
        assert (answer.code, "no store here" in answer.told) == (3, True)
    assert not (tmp_path / "none").exists()


# The matcher.

NAMES = st.text(alphabet="abcdeAB 'é-\u0645\u0633", min_size=1, max_size=16)


@given(NAMES, NAMES)
def test_likeness_is_symmetric(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)


@given(st.lists(st.text(alphabet="abcdemn", min_size=1, max_size=6), min_size=1, max_size=4))
def test_case_order_and_articles_do_not_part_names(words: Sequence[str]) -> None:
    known = Named("actor/known", ("Person",), (" ".join(words),))
    other = Named("actor/new", ("Actor",), ("The " + ", ".join(reversed(words)).upper(),))
    (found,) = judgements([other], [known])
    assert (found.candidate, found.score, found.decision) == ("actor/known", 1, "Proposed")


@given(st.text(alphabet="abcde ", min_size=3), st.text(alphabet="abcde ", min_size=3))
def test_names_that_begin_alike_are_found_whenever_they_are_alike(one: str, other: str) -> None:
    one, other = f"ahmad {one}", f"ahmad {other}"
    known = [Named("actor/known", ("Person",), (one,))]
    found = judgements([Named("actor/new", ("Person",), (other,))], known)
    assert bool(found) == (alike(one, other) >= THRESHOLD)


KNOWN = Named("actor/known", ("State",), ("Riverland",), ("https://example.org/a/1",))


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({"outside": ("https://example.org/a/1",)}, ("outside id", "Accepted")),
        # The class and the name do not matter where the id is the same.
        (
            {"outside": ("https://example.org/a/1",), "kinds": ("Government",), "names": ("X",)},
            ("outside id", "Accepted"),
        ),
        ({"outside": ("https://example.org/a/2",)}, None),
        # Another register's id does not contradict.
        ({"outside": ("https://example.org/b/2",)}, ("name", "Proposed")),
        ({"kinds": ("Actor",)}, ("name", "Proposed")),
        ({"kinds": ("Government",)}, None),
        ({"names": ("Riverlund",)}, ("name", "Proposed")),
        ({"names": ("Silverland",)}, None),
        ({"names": ("",)}, None),
    ],
)
def test_what_speaks_for_and_against_a_match(
    new: Mapping[str, tuple[str, ...]], expected: tuple[str, str] | None
) -> None:
    one = Named("actor/new", ("State",), ("RIVERLAND",))._replace(**new)
    found = judgements([one], [KNOWN])
    assert [(each.method, each.decision) for each in found] == ([expected] if expected else [])


def test_an_outside_id_of_two_known_actors_settles_nothing() -> None:
    twin = KNOWN._replace(id="actor/twin")
    one = Named("actor/new", ("State",), ("Riverland",), ("https://example.org/a/1",))
    found = judgements([one], [KNOWN, twin])
    assert [(each.candidate, each.decision) for each in found] == [
        ("actor/known", "Proposed"),
        ("actor/twin", "Proposed"),
    ]
    assert found[0].note == "several known actors have this outside id"


def test_every_command_of_the_page_runs_and_undoing_gives_back_the_store(
    command: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On rows of UCDP and GDELT as they are, beside the Panjshir data set."""
    for folder in ("data", "tests/events"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "events" / "identity.md").read_text(encoding="utf-8")
    lines = page.partition("```sh\n")[2].partition("```")[0].splitlines()
    conflict = tmp_path / "conflict"
    before: frozenset[ox.Quad] = frozenset()
    for line in lines:
        if "--accept" in line:
            before = quads(conflict)
            assert {
                "ucdp/130-since-2021-08-15/is/taliban",
                "ucdp/303/is/taliban",
                "ucdp/769/is/al-qaeda",
                "ucdp/8114/is/national-resistance-front",
            } == {id for id, made in decisions(command, conflict).items() if made == "Accepted"}
        answer = command(*shlex.split(line)[1:])
        assert answer.code == 0, f"{line}: {answer.told}"
        if "--accept" in line:
            sheet = command("show", "PAKISTAN", "--store", conflict).out
            assert "ipsnews.net affirms: NEIGHBOURHOOD speaks of Pakistan" in sheet
        if "--undo" in line:
            assert quads(conflict) == before
    front = command("show", "National Resistance Front", "--store", conflict).out
    assert "Uppsala Conflict Data Program" in front
    assert "Ahmad Massoud" in front


JOINING = """\
id: source/gazette-2021-09-03
type: NewsArticle
publisher: actor/gazette
datePublished: 2021-09-03
reports:
  - id: claim/gazette-2021-09-03/no
    claimant: actor/ahmad-massoud
    stance: Denies
    proposition: proposition/ucdp/2/fights
    evidence: {section: headline, quality: Paraphrase}
"""
GAZETTE = "- id: actor/gazette\n  type: MediaOrganization\n  prefLabel: {en: Gazette}\n"


def test_claims_from_elsewhere_on_event_data_outlast_a_decision(
    command: Kg, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "gazette.yaml").write_text(GAZETTE, encoding="utf-8")
    source = tmp_path / "source.yaml"
    source.write_text(JOINING, encoding="utf-8")
    command("import", tmp_path / "gazette.yaml", "--store", store, "--yes")
    apart = quads(store)
    answer = command("import", source, "--store", store, "--yes")
    assert answer.code == 0, answer.told
    disputed = "proposition/ucdp/2/fights"
    assert objects(store, disputed, CG.status) == [CG.Disputed.value]
    before = quads(store)
    command("actors", "review", "--store", store, "--accept", MASSOUD)
    assert objects(store, disputed, CG.status) == [CG.Disputed.value]
    command("actors", "review", "--store", store, "--undo", MASSOUD)
    assert quads(store) == before
    # The source takes its claim back: what follows from event data is what it was.
    other = JOINING.replace(
        disputed, "{subject: actor/taliban, relation: opposes, object: actor/gazette}"
    )
    source.write_text(other, encoding="utf-8")
    command("import", source, "--store", store, "--yes")
    assert objects(store, disputed, CG.status) == [CG.Uncontested.value]
    assert apart <= quads(store)
