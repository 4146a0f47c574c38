"""The named queries: their answers on the flagship data, on two engines, and their form.

``python -m tests.test_queries`` writes the golden answers anew; read the difference before you
keep it.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
import rdflib

from kg import library
from kg.check import integrity, shapes
from kg.derive import derive, rules
from kg.flagship import build
from kg.lens import Lens, look
from kg.library import NamedQuery
from kg.names import value_of
from kg.store import Store, load_ontology
from kg.terms import CG, PANJSHIR

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
FAULTY = HERE / "integrity"
CASES = HERE / "rules"
EVENTS = HERE / "imports" / "events.trig"
FOLDER = HERE.parent / "queries"

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
TYPES = {
    "actor", "place", "event", "proposition", "claim", "source", "relation", "status", "stance",
    "date", "integer", "thing", "graph", "text",
}  # fmt: skip

QUERIES = [library.find(name) for name in library.names()]
INTEGRITY = [query for query in QUERIES if query.theme == "integrity"]
# The queries of the page, of lenses and of copies have their tests with those who use them.
INTERNAL = ("integrity", "network", "lenses", "copying", "sheets")
ANSWERING = [query for query in QUERIES if query.theme not in INTERNAL]

Term = tuple[str, str, str]
Row = tuple[Term | None, ...]


class Question(NamedTuple):
    """A query with the values of some of its parameters, as the head's examples give them."""

    query: NamedQuery
    examples: dict[str, str]

    @property
    def id(self) -> str:
        every = len(self.query.head().parameters)
        given = "--".join(self.examples) if len(self.examples) < every or every == 1 else "all"
        return f"{self.query.name}--{given}" if self.examples else self.query.name


def questions(queries: list[NamedQuery]) -> list[Question]:
    """Each query without parameters, with each of them, and with all of them.

    Those of sheets and copies are never asked without.
    """
    asked = []
    for query in queries:
        examples = {parameter.name: parameter.example for parameter in query.head().parameters}
        if not examples or query.theme not in ("sheets", "copying"):
            asked += [Question(query, {})]
        asked += [Question(query, {name: example}) for name, example in examples.items()]
        asked += [Question(query, examples)] if len(examples) > 1 else []
    return asked


@pytest.fixture(scope="module")
def flagship() -> Store:
    return build()


def bound(store: Store, question: Question) -> str:
    """The text of a question that an engine is asked."""
    known = {parameter.name: parameter for parameter in question.query.head().parameters}
    return question.query.bind(
        {name: value_of(store, known[name], text) for name, text in question.examples.items()}
    )


def selected(store: Store, text: str) -> ox.QuerySolutions:
    answer = store.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def table(store: Store, text: str) -> str:
    """The answer as CSV: IRIs of the data set relative to its base, blank nodes as ``_:``."""
    answer = selected(store, text)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(variable.value for variable in answer.variables)
    for solution in answer:
        writer.writerow(map(_cell, solution))
    return out.getvalue()


def _cell(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix(PANJSHIR)
    return term.value if isinstance(term, ox.Literal) else ""


# Answers


@pytest.mark.parametrize("question", questions(ANSWERING), ids=lambda question: question.id)
def test_answer_is_the_golden_one(question: Question, flagship: Store) -> None:
    golden = (GOLDEN / f"{question.id}.csv").read_text(encoding="utf-8")
    assert table(flagship, bound(flagship, question)) == golden


def test_every_golden_answer_belongs_to_a_question() -> None:
    asked = {question.id for question in questions(ANSWERING)}
    assert {path.stem for path in GOLDEN.glob("*.csv")} == asked


@pytest.mark.parametrize("query", ANSWERING, ids=lambda query: query.name)
def test_a_query_as_it_stands_restricts_nothing(query: NamedQuery, flagship: Store) -> None:
    assert table(flagship, query.text) == table(flagship, query.bind({}))


@pytest.mark.parametrize("question", questions(ANSWERING), ids=lambda question: question.id)
def test_a_filled_parameter_only_takes_rows_away(question: Question, flagship: Store) -> None:
    whole = table(flagship, question.query.bind({})).splitlines()
    part = table(flagship, bound(flagship, question)).splitlines()
    assert Counter(part) - Counter(whole) == Counter()
    # Nobody in the flagship data goes back on what it said, and none of it is imported event data:
    # see the tests of reversals and of imports.
    if question.query.name not in ("rivals", "reversals") and question.query.theme != "imports":
        assert len(part) > 1


def load(*files: Path) -> Store:
    """A store with the ontology and the files, and what the rules make of them."""
    store = Store(ox.Store(), PANJSHIR)
    load_ontology(store.quads)
    for file in files:
        store.quads.bulk_load(path=file, format=ox.RdfFormat.TRIG, base_iri=PANJSHIR)
    derive(store)
    return store


def rows(store: Store, name: str) -> list[list[str]]:
    """The rows of a query's table, without its head."""
    return list(csv.reader(io.StringIO(table(store, library.find(name).text))))[1:]


@pytest.mark.parametrize(
    ("case", "voice", "rival_voice"),
    [
        ("disputed-by-affirmed-rival", "Red", "Blue"),
        ("denied-rival", "Red", ""),
        ("conceded-with-affirmed-rival", "Blue", "Green"),
    ],
)
def test_rivals_come_once_whichever_names_the_other(
    case: str, voice: str, rival_voice: str
) -> None:
    (row,) = rows(load(CASES / f"{case}.trig"), "rivals")
    assert row[:4] == ["Red entered Town", voice, "Red entered Village", rival_voice]


def test_sources_that_credit_one_agency_have_one_origin() -> None:
    store = load(CASES / "three-sources-two-origins.trig")
    assert [row[1:] for row in rows(store, "origins")] == [
        ["Paper, 2021-08-04", "1", "source/post", "source/post"],
        ["Paper, 2021-08-03", "1", "source/agency", "source/gazette"],
        ["Paper, 2021-08-04", "1", "source/agency", "source/herald"],
        ["Wire, 2021-08-02", "0", "source/agency", "source/agency"],
    ]
    assert rows(store, "single-origin") == []


def test_a_claim_that_another_voice_answers_is_not_unanswered() -> None:
    assert rows(load(CASES / "disputed-by-another-voice.trig"), "unanswered-claims") == []
    alone = rows(load(CASES / "two-speakers-of-one-voice.trig"), "unanswered-claims")
    assert [row[1:3] for row in alone] == [["Ann", "Red"], ["Bob", "Red"]]


@pytest.mark.parametrize(
    ("case", "turns"),
    [
        ("conceded", [("Blue", "denies", "2021-08-02", "affirms", "2021-08-03")]),
        ("retracted", [("Red", "affirms", "2021-08-01", "denies", "2021-08-03")]),
        (
            "affirmed-again-after-denial",
            [
                ("Red", "affirms", "2021-08-01", "denies", "2021-08-03"),
                ("Red", "denies", "2021-08-03", "affirms", "2021-08-05"),
            ],
        ),
        ("denial-reported-late", [("Red", "denies", "2021-08-01", "affirms", "2021-08-03")]),
        ("same-voice-overlapping-dates", []),
        ("disputed-by-another-voice", []),
    ],
)
def test_a_reversal_is_of_one_voice_and_certainly_later(
    case: str, turns: list[tuple[str, ...]]
) -> None:
    found = rows(load(CASES / f"{case}.trig"), "reversals")
    assert [(row[0], *row[2:6]) for row in found] == turns


# Imports of event data: what tests/imports/events.trig says


@pytest.fixture(scope="module")
def events() -> Store:
    return load(EVENTS)


def test_an_import_tells_its_file_its_software_and_its_rows(events: Store) -> None:
    assert [row[:6] for row in rows(events, "imports")] == [
        ["actors.csv", "kg", "0.1.0", "2", "2", "0"],
        ["events.csv", "kg", "0.1.0", "4", "3", "1"],
    ]
    assert [row[6][:4] + row[7] for row in rows(events, "imports")] == [
        "1111graph/import/actors",
        "0000graph/import/events",
    ]


def test_a_judgement_tells_how_it_came_about(events: Store) -> None:
    assert [row[:6] for row in rows(events, "judgements")] == [
        ["Blue", "Red", "0.2", "name", "proposed", ""],
        ["RED", "Red", "0.95", "name", "accepted", "one writes the name in capitals"],
    ]


def test_a_report_of_an_event_comes_with_its_code_tone_and_counts(events: Store) -> None:
    directed, attack = rows(events, "event-reports")
    assert directed[:5] == ["Clash in Town", "directed at", "Blue", "2021-08-31", ""]
    assert directed[5:13] == ["", "", "", "", "", "", "medium", "Coder"]
    assert attack[:5] == ["RED", "attacks", "Blue", "2021-08-30", "Town"]
    assert attack[5:13] == ["190", "-4.5", "-10", "10", "4", "2", "", "Coder"]


def test_the_dead_of_an_event_are_counted_by_voice(events: Store) -> None:
    assert [row[:2] + row[5:9] for row in rows(events, "deaths")] == [
        ["Clash in Town", "Coder", "0", "3", "3", "9"],
        ["Clash in Town", "Red", "", "1", "1", ""],
    ]


@pytest.mark.parametrize(
    ("name", "parameter", "value", "firsts"),
    [
        ("judgements", "actor", "actor/import-blue", ["Blue"]),
        ("judgements", "actor", "actor/red", ["Blue", "RED"]),
        ("event-reports", "actor", "actor/import-red", ["RED"]),
        ("deaths", "thing", "event/clash", ["Clash in Town", "Clash in Town"]),
        ("deaths", "thing", "actor/red", []),
        ("participants", "actor", "actor/import-blue", ["Clash in Town"]),
    ],
)
def test_a_parameter_picks_the_rows_of_imports(
    events: Store, name: str, parameter: str, value: str, firsts: list[str]
) -> None:
    query = library.find(name)
    text = query.bind({parameter: ox.NamedNode(PANJSHIR + value)})
    answer = list(csv.reader(io.StringIO(table(events, text))))[1:]
    assert [row[0] for row in answer] == firsts


def test_data_of_an_import_have_no_fault(events: Store) -> None:
    assert [*integrity(events), *shapes(events)] == []


# Integrity


@pytest.mark.parametrize("query", INTEGRITY, ids=lambda query: query.name)
def test_the_flagship_data_has_no_fault(query: NamedQuery, flagship: Store) -> None:
    assert table(flagship, query.text) == "focus,property,value\n"


@pytest.mark.parametrize("query", INTEGRITY, ids=lambda query: query.name)
def test_a_fault_is_found_where_it_is_and_nowhere_else(query: NamedQuery) -> None:
    faults = (FAULTY / f"{query.name}.csv").read_text(encoding="utf-8")
    assert len(faults.splitlines()) > 1
    assert table(load(FAULTY / f"{query.name}.trig"), query.text) == faults


# Engines

# rdflib 7 warns of names that it has given up and still uses in its own code.
asking_rdflib = pytest.mark.filterwarnings(
    r"ignore:Dataset\.(default_context|contexts) is deprecated:DeprecationWarning"
)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise `TimeoutError` in a block that takes longer, where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"no answer within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def as_rdflib(store: Store) -> rdflib.Dataset:
    """The same quads in rdflib's own store, read from N-Quads."""
    quads = "".join(f"{quad} .\n" for quad in store.quads)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=quads, format="nquads")
    return dataset


@pytest.fixture(scope="module")
def early(flagship: Store) -> Store:
    """What had been reported by 26 August: rdflib takes too long over all of it."""
    return look(flagship, Lens(as_of="2021-08-26")).store


@pytest.fixture(scope="module")
def dataset(early: Store) -> rdflib.Dataset:
    return as_rdflib(early)


def oxigraph_rows(store: Store, text: str) -> list[Row]:
    return [tuple(map(_oxigraph_term, solution)) for solution in selected(store, text)]


def _oxigraph_term(term: object) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return term.value, term.datatype.value, term.language or ""
    return str(term) if isinstance(term, ox.NamedNode) else "_:", "", ""


def rdflib_rows(dataset: rdflib.Dataset, text: str) -> list[Row]:
    return [tuple(map(_rdflib_term, row)) for row in dataset.query(text)]  # type: ignore[arg-type]


def _rdflib_term(term: object) -> Term | None:
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        datatype = LANG_STRING if term.language else str(term.datatype or XSD_STRING)
        return str(term), datatype, term.language or ""
    return f"<{term}>" if isinstance(term, rdflib.URIRef) else "_:", "", ""


@asking_rdflib
@pytest.mark.parametrize("question", questions(QUERIES), ids=lambda question: question.id)
def test_rdflib_gives_the_same_rows_in_the_same_order(
    question: Question, flagship: Store, early: Store, dataset: rdflib.Dataset
) -> None:
    text = bound(flagship, question)
    with within(60):
        assert rdflib_rows(dataset, text) == oxigraph_rows(early, text)


@asking_rdflib
@pytest.mark.parametrize("query", INTEGRITY, ids=lambda query: query.name)
def test_rdflib_finds_the_same_faults(query: NamedQuery) -> None:
    store = load(FAULTY / f"{query.name}.trig")
    with within(60):
        assert rdflib_rows(as_rdflib(store), query.text) == oxigraph_rows(store, query.text)


@asking_rdflib
@pytest.mark.parametrize("query", ANSWERING, ids=lambda query: query.name)
def test_rdflib_gives_the_same_rows_of_an_import(query: NamedQuery, events: Store) -> None:
    with within(60):
        assert rdflib_rows(as_rdflib(events), query.text) == oxigraph_rows(events, query.text)


# Form


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_head_says_what_the_query_answers_and_takes(query: NamedQuery) -> None:
    head = query.head()
    assert head.description
    assert head.tags
    assert head.summary.endswith("?") == (query.theme != "integrity")
    assert {parameter.type for parameter in head.parameters} <= TYPES
    assert all(parameter.help and parameter.example for parameter in head.parameters)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_parameters_stand_in_the_text(query: NamedQuery) -> None:
    lines = [line.strip() for line in query.text.splitlines()]
    standing = {line for line in lines if "UNDEF" in line}
    names = [parameter.name for parameter in query.head().parameters]
    assert len(set(names)) == len(names)
    assert standing == {f"VALUES ?{name} {{ UNDEF }}" for name in names}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_text_keeps_the_house_rules(query: NamedQuery) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", query.name)
    assert "\t" not in query.text
    assert max(map(len, query.text.splitlines())) <= 100
    body = re.sub(r"^#.*\n", "", query.text, flags=re.MULTILINE)
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?\*|\bLIMIT\b|\bOFFSET\b|\bSERVICE\b", body)
    declared = re.findall(r"^PREFIX (\w+): <", body, flags=re.MULTILINE)
    assert declared == sorted(set(declared))
    prologue_end = body.index("SELECT")
    named = re.sub(r'<[^<>\s]*>|"[^"]*"', "", body[prologue_end:])
    assert set(re.findall(r"(?<![\w?])([a-z]\w*):", named)) == set(declared)


@pytest.mark.parametrize("query", INTEGRITY, ids=lambda query: query.name)
def test_an_integrity_query_names_focus_property_and_value(query: NamedQuery) -> None:
    (head,) = re.findall(r"^SELECT (.*)$", query.text, flags=re.MULTILINE)[:1]
    assert head.removeprefix("DISTINCT ").split() == ["?focus", "?property", "?value"]


@pytest.mark.parametrize("question", questions(QUERIES), ids=lambda question: question.id)
def test_order_is_total(question: Question, flagship: Store) -> None:
    """No two rows are equal in all that the query orders by."""
    tail = question.query.text.rpartition("ORDER BY")[2]
    assert "}" not in tail
    keys = re.findall(r"\?(\w+)", tail)
    answer = selected(flagship, bound(flagship, question))
    columns = [variable.value for variable in answer.variables]
    shown = [columns.index(key) for key in keys if key in columns]
    rows = Counter(tuple(str(row[place]) for place in shown) for row in answer)
    if len(shown) == len(keys):
        assert [row for row, times in rows.items() if times > 1] == []


def test_names_are_unique() -> None:
    files = [path.stem for path in FOLDER.glob("*/*.rq") if path.parent.name != "rules"]
    assert sorted(files) == sorted(set(files))


def test_rasqal_reads_the_queries() -> None:
    """A third parser accepts them; it has neither property paths nor NOT EXISTS."""
    program = shutil.which("roqet")
    if program is None:
        pytest.skip("roqet (rasqal-utils) is not installed")
    beyond = re.compile(r"unexpected ('[*+(/^]'|NOT)|syntax error at '[|^]'")
    read, faults = [], []
    for query in [*QUERIES, *rules()]:
        command = [program, "-q", "-i", "sparql", "-n", str(query.path)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
        if done.returncode in (0, 2):  # 2 is for warnings, of variables that are used once
            read.append(query.name)
        elif not beyond.search(done.stderr):
            faults.append((query.name, done.stderr))
    assert faults == []
    assert "statuses" in read


# Rules: the cases of tests/rules/cases.csv, which docs/statuses.md shows.


class Case(NamedTuple):
    """A file, a proposition in it, what was said, and what the rules should make of it."""

    name: str
    proposition: str
    said: str
    status: str
    affirming: str
    denying: str
    sources: str
    origins: str


def cases() -> list[Case]:
    with (CASES / "cases.csv").open(encoding="utf-8", newline="") as file:
        return [Case(*row) for row in list(csv.reader(file))[1:]]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.name}-{case.proposition}")
def test_status_and_numbers(case: Case) -> None:
    store = load(CASES / f"{case.name}.trig")
    affirming, denying = set(case.affirming.split()), set(case.denying.split())

    def objects(of: ox.NamedNode) -> set[str]:
        about = ox.NamedNode(f"{PANJSHIR}proposition/{case.proposition}")
        return {
            quad.object.value
            for quad in store.quads.quads_for_pattern(about, of, None)
            if isinstance(quad.object, ox.NamedNode | ox.Literal)
        }

    def actors(names: set[str]) -> set[str]:
        return {f"{PANJSHIR}actor/{one}" for one in names}

    assert objects(CG.status) == ({CG[case.status].value} if case.status else set())
    assert objects(CG.affirmedBy) == actors(affirming)
    assert objects(CG.deniedBy) == actors(denying)
    assert objects(CG.voicesAffirming) == {str(len(affirming))}
    assert objects(CG.voicesDenying) == {str(len(denying))}
    assert objects(CG.sourceCount) == {case.sources}
    assert objects(CG.originCount) == {case.origins}
    held = case.status in ("Uncontested", "Conceded")
    triple = f"ASK {{ <actor/red> cg:entered <place/{case.proposition}> }}"
    assert bool(store.query(triple)) == held


def test_every_case_of_the_rules_is_expected() -> None:
    assert {case.name for case in cases()} == {path.stem for path in CASES.glob("*.trig")}


@pytest.mark.parametrize("case", sorted({case.name for case in cases()}))
def test_deriving_twice_changes_nothing(case: str) -> None:
    store = load(CASES / f"{case}.trig")
    once = set(store.quads)
    derive(store)
    assert set(store.quads) == once


def test_only_a_value_that_is_said_to_be_exact_becomes_a_direct_triple() -> None:
    store = load(HERE / "values" / "bounds.trig")
    assert store_says(store, "ASK { <actor/exact> cg:fighterCount 100 }")
    assert not store_says(store, "ASK { <actor/at-least> cg:fighterCount ?number }")
    assert not store_says(store, "ASK { <actor/unsaid> cg:fighterCount ?number }")


def store_says(store: Store, ask: str) -> bool:
    answer = store.query(ask)
    assert isinstance(answer, ox.QueryBoolean)
    return bool(answer)


def write_golden() -> None:
    """Write every golden answer, and remove those that belong to no question."""
    store = build()
    for path in GOLDEN.glob("*.csv"):
        path.unlink()
    for question in questions(ANSWERING):
        text = table(store, bound(store, question))
        (GOLDEN / f"{question.id}.csv").write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    write_golden()
