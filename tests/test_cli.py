"""The command line as its users meet it: answers, exit codes, one line for each error."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, environment


def one_error(done: subprocess.CompletedProcess[str], code: int, *parts: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("error: ")
    for part in parts:
        assert part in done.stderr


def test_demo_answers_three_questions_and_writes_the_page(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--no-open")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"The Panjshir graph holds {run('stats').stdout.strip()}.")
    answers = done.stdout.split("\n\n")
    assert any("negotiates with" in part and "Ahmad Massoud" in part for part in answers)
    assert any("Zahid" in part and "denies" in part for part in answers)
    assert any("1011" in part and "Samangani" in part for part in answers)
    assert [line.strip() for line in done.stdout.splitlines()[-3:]] == [
        "kg query --list",
        "kg show taliban-seized-panjshir-2021-09-06",
        "kg export panjshir.trig",
    ]
    assert len(done.stdout.splitlines()) < 60
    assert " more: kg query disputed-claims\n" in done.stdout
    page = (tmp_path / "panjshir.html").read_text(encoding="utf-8")
    assert "Ahmad Massoud" in page
    assert "Taliban entered Panjshir" in page


def test_the_next_commands_of_the_demo_work(run: Run, tmp_path: Path) -> None:
    assert "disputed-claims" in run("query", "--list").stdout
    assert "denied by (" in run("show", "taliban-seized-panjshir-2021-09-06").stdout
    done = run("export", "panjshir.trig")
    assert done.returncode == 0, done.stderr
    assert "taliban-entered-panjshir" in (tmp_path / "panjshir.trig").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "Zahid",
        "zahid",
        "Mohammad Almas Zahid",
        "actor/mohammad-almas-zahid",
        "https://w3id.org/claimgraph/panjshir/actor/mohammad-almas-zahid",
    ],
)
def test_a_parameter_takes_any_name_of_a_thing(run: Run, name: str) -> None:
    done = run("query", "claims-by", "--actor", name, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["claimantName"] for row in rows} == {"Mohammad Almas Zahid"}


def test_an_unknown_name_lists_the_near_ones(run: Run) -> None:
    done = run("query", "claims-by", "--actor", "Masood")
    one_error(done, 2, "unknown actor 'Masood'", "'Massoud'")


@pytest.mark.parametrize(
    "name", ["Taliban entered Panjshir, 2021-08-28", "taliban entered panjshir, 2021-08-28",
             "taliban-entered-panjshir", "proposition/taliban-entered-panjshir"],
)  # fmt: skip
def test_a_proposition_is_named_by_what_it_states(run: Run, name: str) -> None:
    done = run("query", "evidence-for", "--proposition", name, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["statement"] for row in rows} == {"Taliban entered Panjshir, 2021-08-28"}
    text = "National Resistance Front fights Taliban"
    several = run("query", "evidence-for", "--proposition", text)
    one_error(several, 2, "is the name of several", "proposition/clashes-late-august-2021")


def test_an_empty_answer_is_told(run: Run) -> None:
    done = run("query", "SELECT ?x { ?x cg:claiment ?y }")
    assert (done.returncode, done.stderr) == (0, "no rows\n")


def test_a_thing_of_another_kind_is_refused(run: Run) -> None:
    one_error(run("query", "claims-by", "--actor", "Kabul"), 2, "place/kabul is not an actor")
    one_error(run("query", "claims-by", "--actor", "place/kabul"), 2, "place/kabul is not an actor")


def test_a_relation_is_named_by_its_label_too(run: Run) -> None:
    labelled = run("query", "relations-of", "--actor", "Taliban", "--relation", "offers talks to")
    named = run("query", "relations-of", "--actor", "Taliban", "--relation", "cg:offersTalksTo")
    assert labelled.stdout == named.stdout
    assert "National Resistance Front" in labelled.stdout
    one_error(
        run("query", "relations-of", "--relation", "negotiateWith"), 2, "near names: negotiatesWith"
    )


def test_help_of_a_query_comes_from_its_head(run: Run) -> None:
    done = run("query", "evidence-for", "--help")
    assert done.returncode == 0
    assert "--proposition PROPOSITION" in done.stdout


def test_the_formats_of_rows_agree(run: Run) -> None:
    query = ("query", "disputed-claims", "--format")
    rows = list(csv.reader(io.StringIO(run(*query, "csv").stdout)))
    bindings = json.loads(run(*query, "json").stdout)["results"]["bindings"]
    assert len(rows) == len(bindings) + 1 > 4
    assert [row[0] for row in rows[1:]] == [b[rows[0][0]]["value"] for b in bindings]
    tsv = run(*query, "tsv").stdout.splitlines()
    assert [name.lstrip("?") for name in tsv[0].split("\t")] == rows[0]
    markdown = run(*query, "md").stdout.splitlines()
    assert markdown[0] == f"| {' | '.join(rows[0])} |"
    assert len(markdown) == len(rows) + 1
    assert run(*query, "xml").stdout.count("<result>") == len(bindings)
    table = run(*query, "table").stdout.splitlines()
    assert table[0].split() == rows[0]


def test_sparql_of_ones_own_from_a_file_a_pipe_or_the_command_line(
    run: Run, tmp_path: Path
) -> None:
    text = "SELECT ?name { <actor/taliban> rdfs:label ?name }"
    (tmp_path / "own.rq").write_text(text, encoding="utf-8")
    answers = [
        run("query", "own.rq", "--format", "csv"),
        run("query", "-", "--format", "csv", stdin=text),
        run("query", text, "--format", "csv"),
    ]
    assert {done.stdout.replace("\r", "") for done in answers} == {"name\nTaliban\n"}


def test_an_ask_query_says_yes_or_no(run: Run) -> None:
    yes = run("query", "ASK { <actor/taliban> cg:seized <place/kabul> }")
    assert (yes.stdout, yes.returncode) == ("yes\n", 0)
    no = run("query", "ASK { <actor/taliban> cg:entered <place/panjshir> }")
    assert (no.stdout, no.returncode) == ("no\n", 1)


def test_a_construct_query_gives_turtle_that_is_the_same_each_time(run: Run) -> None:
    text = "CONSTRUCT WHERE { <actor/taliban> ?property ?value }"
    first, second = run("query", text), run("query", text)
    assert first.stdout == second.stdout
    assert 'skos:prefLabel "Taliban"@en' in first.stdout
    assert (
        "<http://www.w3.org/2004/02/skos/core#prefLabel>"
        in run("query", text, "--format", "nt").stdout
    )


def test_head_of_a_long_answer_prints_no_traceback() -> None:
    command = f"{sys.executable} -m kg query 'SELECT * {{ ?s ?p ?o }}' | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment(), capture_output=True, encoding="utf-8"
    )
    assert done.stdout.split() == ["o", "p", "s"]
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_answer_is_an_error() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "query", "actors"],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    assert done.returncode == 3
    assert done.stderr == "error: No space left on device, output\n"


BAD_SPARQL = [
    ("SELECT ?x WHERE { ?x ", "line 1"),
    ("SELECT ?x\nWHERE { ?x nope:y ?z }", "line 2"),
    ("DROP ALL # {", "bad SPARQL"),
    ("SELECT * " + "{" * 3000, "nested too deeply"),
]


@pytest.mark.parametrize(("text", "place"), BAD_SPARQL)
def test_bad_sparql_is_located(run: Run, text: str, place: str) -> None:
    one_error(run("query", "-", stdin=text), 2, "bad SPARQL", place)


USAGE = [
    (("query", "disputed-claim"), "did you mean 'disputed-claims'"),
    (("query", "disputed-claims", "--who", "Zahid"), "unrecognized arguments: --who Zahid"),
    (("query", "timeline", "--since", "August"), "no such date 'August'"),
    (("query", "timeline", "--since", "2021-08"), "takes a day"),
    (("query",), "no query is named"),
    (("query", "actors", "--format", "nt"), "rows have no format 'nt'"),
    (("query", "actors", "--store", "a", "--endpoint", "http://127.0.0.1:9"), "name one"),
    (("nonsense",), "invalid choice: 'nonsense'"),
    (("import", "a.yaml"), "no store is named"),
    (("import", "a.docx", "--store", "s"), "unknown kind of file '.docx'"),
    (("import", "a.yaml", "--store", "s", "--base", "here"), "'here' is no base IRI"),
    (("export", "graph.docx"), "docx"),
    (("verify", "--text", "nothing"), "is not SOURCE=FILE"),
    (("stats", "--endpoint", "localhost"), "is no endpoint"),
]


@pytest.mark.parametrize(("arguments", "part"), USAGE)
def test_wrong_usage_is_told_in_one_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], part: str
) -> None:
    one_error(run(*arguments), 2, part)
    assert list(tmp_path.iterdir()) == []


ENVIRONMENT = [
    (("import", "missing.ttl", "--store", "s"), "no such file, missing.ttl"),
    (("import", "missing.yaml", "--store", "s"), "no such file, missing.yaml"),
    (("check", "missing.yaml"), "no such file, missing.yaml"),
    (("query", "missing.rq"), "no such file, missing.rq"),
    (("stats", "--store", "missing"), "no store here, missing"),
    (("view", "-o", "no/folder/graph.html"), "cannot be written"),
    (("export", "no/folder/graph.ttl"), "cannot be written"),
    (("stats", "--endpoint", "http://127.0.0.1:9/query"), "the store cannot be reached"),
    (("verify", "--text", "source/newsbytes-2021-08-29=missing.txt"), "no such file, missing.txt"),
]


@pytest.mark.parametrize(("arguments", "part"), ENVIRONMENT)
def test_trouble_with_data_or_environment_is_told_in_one_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], part: str
) -> None:
    one_error(run(*arguments), 3, part)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_a_file_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    for name in ("folder.ttl", "folder.yaml"):
        (tmp_path / name).mkdir()
        one_error(run("import", name, "--store", "s"), 3, "a folder without YAML-LD", name)


def test_the_store_may_be_named_in_the_environment(run: Run) -> None:
    file = ROOT / "data" / "panjshir" / "panjshir.nq"
    assert run("import", file, KG_STORE="mine").returncode == 0
    assert run("stats", KG_STORE="mine").stdout == run("stats").stdout


def test_from_names_the_graphs_that_are_asked(run: Run) -> None:
    query = "ASK FROM <{}> {{ <actor/taliban> skos:prefLabel ?name }}"
    actors = "https://w3id.org/claimgraph/panjshir/graph/actors"
    assert run("query", query.format(actors)).stdout == "yes\n"
    assert run("query", query.format("http://example.org/none")).stdout == "no\n"


def test_control_characters_are_shown_by_their_numbers(run: Run) -> None:
    text = "SELECT ?text { VALUES ?text { 'a\\u001B[2Jb\\u202Ec' } }"
    done = run("query", text)
    assert done.stdout.splitlines()[-1] == "a\\x1b[2Jb\\u202ec"


@pytest.mark.skipif(shutil.which("script") is None, reason="script(1) is not installed")
def test_on_a_narrow_terminal_ids_make_room_for_words(tmp_path: Path) -> None:
    command = f"stty cols 130; {sys.executable} -m kg query disputed-claims"
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        env=environment(TERM="xterm"), capture_output=True, encoding="utf-8", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0
    assert "claimantName" in done.stdout
    assert "claim/newsbytes-2021-08-29/samangani-entered" not in done.stdout
    assert "note: not shown here: proposition, claim, source; --format csv" in done.stdout


def test_closed_streams_are_no_trouble() -> None:
    command = f"{sys.executable} -m kg stats >&-; echo $?"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment(), capture_output=True, encoding="utf-8"
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_version_and_help(run: Run) -> None:
    import kg

    assert run("--version").stdout == f"kg {kg.__version__}\n"
    assert "commands:" in run("--help").stdout
    assert run().returncode == 2


def test_the_command_starts_without_what_it_does_not_need() -> None:
    """What takes long to load waits until a command needs it."""
    program = "import sys, kg.cli; kg.cli.parser(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, encoding="utf-8"
    )
    slow = {"httpx", "igraph", "networkx", "pyshacl", "pyvis", "rdflib", "rich", "SPARQLWrapper"}
    assert "kg.cli.push" in done.stdout.split()
    assert slow & set(done.stdout.split()) == set()
