"""What a page opens on, from Python and the command line, and how a notebook shows it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import kg
from kg.page import Opening, Page
from tests.conftest import ROOT, Run

BASE = "https://w3id.org/claimgraph/panjshir/"
TALIBAN, MASSOUD = f"{BASE}actor/taliban", f"{BASE}actor/ahmad-massoud"
ENTRY = f"{BASE}proposition/taliban-entered-panjshir"
CONTEST = ROOT / "tests" / "lens" / "contest.trig"
OF_TALIBAN = "SELECT ?p { ?p cg:subject <actor/taliban> }"


@pytest.fixture(scope="module")
def contest() -> kg.Graph:
    return kg.open(CONTEST)


# On a query


def test_it_opens_on_the_propositions_that_an_answer_names(graph: kg.Graph) -> None:
    given = {"claimant": "Zahid"}
    opening = graph.page(query="disputed-claims", parameters=given).opening
    rows = graph.query("disputed-claims", **given)
    assert ENTRY in opening.propositions
    assert opening.propositions == tuple(sorted({row.proposition for row in rows}))
    # The claims, claimants and sources of the same rows are not picked out as well.
    assert opening.things == ()
    assert opening.question == "Which claims are disputed, and who says what?"


def test_a_claim_stands_for_its_proposition(graph: kg.Graph) -> None:
    query = "SELECT ?claim ?who { ?claim cg:claimant ?who . ?who rdfs:label 'Taliban' }"
    expected = graph.query(
        "SELECT DISTINCT ?p { ?c cg:proposition ?p ; cg:claimant/rdfs:label 'Taliban' } ORDER BY ?p"
    )
    opening = graph.page(query=query).opening
    assert opening.propositions == tuple(row.p for row in expected)
    assert len(opening.propositions) > 1
    assert opening.question == "a query of your own"


def test_without_propositions_it_opens_on_the_things_that_are_drawn(graph: kg.Graph) -> None:
    nobody = f"{BASE}actor/newsbytes"
    assert nobody not in graph.network()
    query = """SELECT ?any { VALUES ?any {
        <place/panjshir> <actor/newsbytes> <actor/taliban> <source/newsbytes-2021-08-29> cg:entered
        <actor/nowhere> 'Kabul'
    } }"""
    opening = graph.page(query=query).opening
    assert opening.things == (TALIBAN, f"{BASE}place/panjshir")
    assert opening.propositions == ()


def test_an_answer_may_name_all_that_there_is(graph: kg.Graph) -> None:
    query = "SELECT DISTINCT ?s { ?s ?p ?o MINUS { ?s a cg:Claim } } ORDER BY ?s"
    names = [row.s for row in graph.query(query)]
    # Long enough to be looked up part by part.
    assert any("/proposition/" in name for name in names[1000:])
    opening = graph.page(query=query).opening
    assert opening.propositions == tuple(sorted(row.proposition for row in graph.query("statuses")))
    assert len(opening.propositions) > 300


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ({"query": "disputed-claim"}, "did you mean 'disputed-claims'"),
        ({"query": "disputed-claims", "parameters": {"claiment": "Zahid"}}, "it takes --claimant"),
        ({"query": "disputed-claims", "parameters": {"claimant": "Zahidd"}}, "near names: 'Zahid'"),
        ({"query": OF_TALIBAN, "parameters": {"actor": "Zahid"}}, "belong to named queries"),
        ({"parameters": {"claimant": "Zahid"}}, "belong to a query, name the query"),
        ({"query": "SELECT ?x { ?x cg:subject cg:subject }"}, "the answer is empty"),
        ({"query": "publishers"}, "the answer names nothing that is drawn"),
        ({"query": "SELECT ?x { VALUES ?x { 1 } }"}, "the answer names nothing that is drawn"),
        ({"query": "ASK { ?s ?p ?o }"}, "write a SELECT query"),
        ({"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"}, "write a SELECT query"),
        ({"query": "SELECT ?x {"}, "bad SPARQL"),
        ({"query": "actors", "around": "Taliban"}, "name one"),
        ({"around": "Tailban"}, "unknown thing 'Tailban', near names: 'Taliban'"),
        ({"around": "actor/newsbytes"}, "no proposition has 'actor/newsbytes' at either end"),
        ({"around": "source/newsbytes-2021-08-29"}, "is no actor, place, event or office"),
        ({"around": "Taliban", "depth": 0}, "0 is no depth"),
        ({"around": "Taliban", "depth": -1}, "-1 is no depth"),
        ({"depth": 2}, "a depth belongs to a thing"),
        ({"query": "actors", "depth": 2}, "a depth belongs to a thing"),
    ],
)
def test_what_no_page_can_open_on_is_told(
    graph: kg.Graph, tmp_path: Path, asked: dict[str, Any], part: str
) -> None:
    with pytest.raises(kg.UsageError) as error:
        graph.page(tmp_path / "graph.html", **asked)
    assert part in str(error.value)
    assert list(tmp_path.iterdir()) == []


# Around a thing


@pytest.mark.parametrize("name", ["massoud", "Ahmad Massoud", "actor/ahmad-massoud", MASSOUD])
def test_it_opens_around_a_thing_by_any_of_its_names(graph: kg.Graph, name: str) -> None:
    assert graph.page(around=name, depth=2).opening == Opening(around=MASSOUD, depth=2)


def test_it_opens_around_a_place(graph: kg.Graph) -> None:
    assert graph.page(around="Kabul").opening == Opening(around=f"{BASE}place/kabul", depth=1)


# Through a lens


def test_a_lens_is_where_the_page_of_the_whole_graph_opens(contest: kg.Graph) -> None:
    seen = contest.lens(as_of="2021-08", according_to="Red").lens(on="2021-02")
    opening = seen.page().opening
    assert opening == Opening(
        voice=f"{BASE}actor/red", as_of="2021-08-31", first="2021-02-01", last="2021-02-28"
    )
    early = contest.lens(as_of="2021-08-06")
    assert not early.ask("ASK { ?claim cg:proposition <proposition/hill> }")
    for statement in ("Red entered Town", "Hill", "Village"):
        assert statement in early.page().html


def test_a_query_is_asked_through_the_lens(contest: kg.Graph) -> None:
    town = (f"{BASE}proposition/town",)
    disputed = contest.lens(as_of="2021-08-06").page(query="disputed-claims").opening
    assert (disputed.propositions, disputed.as_of) == (town, "2021-08-06")
    with pytest.raises(kg.UsageError, match="the answer is empty"):
        contest.lens(as_of="2021-08-04").page(query="disputed-claims")


def test_it_opens_around_a_thing_through_a_lens(contest: kg.Graph) -> None:
    """A place of which nothing had been reported by then: the page holds what came later."""
    opening = contest.lens(as_of="2021-08-06").page(around="Village").opening
    assert opening.as_of == "2021-08-06"
    assert opening.around.startswith(BASE)


# The page


def test_without_a_file_the_page_is_given(graph: kg.Graph, tmp_path: Path) -> None:
    page = graph.page()
    assert page.opening == Opening()
    assert page.write(str(tmp_path / "one.html")) == tmp_path / "one.html"
    assert graph.page(tmp_path / "two.html") == tmp_path / "two.html"
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert (tmp_path / "one.html").read_bytes().decode("utf-8") == page.html
    assert len(repr(page)) < 300


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(kg.StoreError, match="cannot be written"):
        Page("", Opening()).write(tmp_path / "no" / "graph.html")


@pytest.mark.parametrize("depth", [1, 2])
def test_the_reader_first_sees_what_lies_around_a_thing(
    browser: Any, graph: kg.Graph, tmp_path: Path, depth: int
) -> None:
    near = nx.ego_graph(graph.network(), f"{BASE}place/charikar", depth, undirected=True)
    expected = f"{len(near)} of {len(graph.network())} actors, {near.number_of_edges()} of"
    assert shown(browser, graph.page(around="Charikar", depth=depth), tmp_path).startswith(expected)


def test_the_reader_first_sees_what_answers_the_question(
    browser: Any, graph: kg.Graph, tmp_path: Path
) -> None:
    page = graph.page(query="disputed-claims", parameters={"claimant": "Zahid"})
    assert shown(browser, page, tmp_path).startswith("2 of ")
    assert "actors, 1 of" in shown(browser, page, tmp_path)
    two = "SELECT ?who { VALUES ?who { <actor/taliban> <actor/ahmad-massoud> } }"
    between = graph.network().subgraph([TALIBAN, MASSOUD]).number_of_edges()
    assert f"actors, {between} of" in shown(browser, graph.page(query=two), tmp_path)


def shown(browser: Any, page: Page, folder: Path) -> str:
    """How much of the graph the page says that it shows."""
    visit = browser.new_page(viewport={"width": 1400, "height": 900})
    try:
        visit.goto(page.write(folder / "page.html").as_uri())
        visit.wait_for_selector("html[data-ready=true]", timeout=30_000)
        return str(visit.locator("#shown").inner_text())
    finally:
        visit.close()


# The command


def test_the_command_takes_a_query_with_its_parameters(
    run: Run, graph: kg.Graph, tmp_path: Path
) -> None:
    done = run("view", "disputed-claims", "--claimant", "Zahid", "--no-open", "-o", "page.html")
    assert (done.returncode, done.stdout) == (0, "page.html\n")
    page = graph.page(query="disputed-claims", parameters={"claimant": "Zahid"})
    assert (tmp_path / "page.html").read_bytes().decode("utf-8") == page.html


def test_the_command_takes_sparql(run: Run, graph: kg.Graph, tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_text(OF_TALIBAN, encoding="utf-8")
    expected = graph.page(query=OF_TALIBAN).html
    assert run("view", "own.rq", "-o", "-").stdout == expected
    assert run("view", OF_TALIBAN, "-o", "-").stdout == expected
    assert run("view", "-", "-o", "-", stdin=OF_TALIBAN).stdout == expected
    assert [file.name for file in tmp_path.iterdir()] == ["own.rq"]


def test_the_command_opens_around_a_thing_and_through_a_lens(run: Run, graph: kg.Graph) -> None:
    done = run("view", "--around", "massoud", "--depth", "2", "--as-of", "2021-08-28", "-o", "-")
    expected = graph.lens(as_of="2021-08-28").page(around="massoud", depth=2)
    assert done.stdout == expected.html
    assert done.stderr == "", "the page holds what the lens hides"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("disputed-claim",), "did you mean 'disputed-claims'"),
        (("disputed-claims", "--claimant", "Zahidd"), "near names: 'Zahid'"),
        (("disputed-claims", "--who", "Zahid"), "unrecognized arguments: --who Zahid"),
        (("disputed-claims", "--claimant", "Zahid", "--as-of", "2021-08-01"), "answer is empty"),
        (("disputed-claims", "--around", "Taliban"), "name one"),
        (("--around", "Tailban"), "near names: 'Taliban'"),
        (("--around", "Taliban", "--depth", "0"), "0 is no depth"),
        (("--around", "Taliban", "--depth", "far"), "invalid int value: 'far'"),
        (("--depth", "2"), "a depth belongs to a thing"),
        (("--around", ""), "an empty value"),
        (("",), "an empty value"),
        (("-o", ""), "an empty value"),
    ],
)
def test_wrong_usage_writes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], part: str
) -> None:
    done = run("view", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    error = done.stderr.splitlines()[-1]
    assert error.startswith("error: ")
    assert part in error
    assert list(tmp_path.iterdir()) == []


def test_help_tells_the_parameters_of_a_query(run: Run) -> None:
    assert "--claimant" not in run("view", "--help").stdout
    assert "--around THING" in run("view", "--help").stdout
    assert "--claimant ACTOR" in run("view", "disputed-claims", "--help").stdout


# In a notebook


class Tags(HTMLParser):
    """The elements of a text with their attributes, and the text outside of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = """<!DOCTYPE html><html data-ready="true"><title>"></iframe><b>'&quot;&</title>
<body><script>
  window.ran = true;
  try { parent.intruder = true; } catch (error) { window.refused = error.name; }
  try { top.location = "about:blank"; } catch (error) { window.stayed = error.name; }
</script></body></html>"""


def test_a_notebook_gets_one_frame_that_holds_the_page_as_it_is() -> None:
    frame = Tags(Page(HOSTILE, Opening())._repr_html_())
    ((tag, attributes),) = frame.elements
    assert tag == "iframe"
    assert attributes["srcdoc"] == HOSTILE
    assert set(str(attributes["sandbox"]).split()) == {
        "allow-scripts",
        "allow-downloads",
        "allow-popups",
        "allow-popups-to-escape-sandbox",
    }
    assert attributes["title"]
    assert int(str(attributes["height"])) > 400
    assert frame.text.strip() == ""


def test_two_voices_of_one_name_stay_two(tmp_path: Path) -> None:
    text = CONTEST.read_text("utf-8")
    twins = "\n".join(
        f'  <actor/{one}> a cg:ArmedGroup ; skos:prefLabel "Green"@en .' for one in ("one", "two")
    )
    changed = text.replace("  <actor/ann> a cg:Person", f"{twins}\n  <actor/ann> a cg:Person")
    changed = changed.replace(
        "cg:onBehalfOf <actor/red> ;", "cg:onBehalfOf <actor/one>, <actor/two> ;"
    )
    file = tmp_path / "contest.trig"
    file.write_text(changed, encoding="utf-8")
    data = re.search(r'id="data">(.*?)</script>', kg.open(file).page().html, re.DOTALL)
    assert data
    voices = json.loads(data[1])["voices"]
    named = dict(zip(voices["iri"], voices["name"], strict=True))
    assert [named[f"actor/{one}"] for one in ("one", "two", "ann")] == ["Green", "Green", "Ann"]


def in_a_notebook(browser: Any, page: Page, folder: Path) -> tuple[Any, Any]:
    """A document that shows the page as a notebook does, and the frame within it."""
    file = folder / "notebook.html"
    text = f'<!DOCTYPE html><meta charset="utf-8"><title>Notebook</title>{page._repr_html_()}'
    file.write_text(text, encoding="utf-8", newline="")
    outer = browser.new_context(viewport={"width": 1000, "height": 900}, offline=True).new_page()
    outer.goto(file.as_uri())
    frame = outer.locator("iframe").element_handle().content_frame()
    frame.wait_for_selector("html[data-ready=true]", timeout=30_000)
    return outer, frame


def test_a_notebook_shows_the_page(browser: Any, contest: kg.Graph, tmp_path: Path) -> None:
    outer, frame = in_a_notebook(browser, contest.page(), tmp_path)
    try:
        box = outer.locator("iframe").bounding_box()
        assert box["width"] > 900
        assert box["height"] > 600
        # It is drawn, and it answers: typing a name finds the thing.
        assert frame.locator("#graph canvas").bounding_box()["height"] > 300
        frame.locator("#search").fill("Town")
        assert "Town" in frame.locator("#matches").inner_text()
    finally:
        outer.context.close()


def test_a_page_in_a_notebook_cannot_touch_the_notebook(browser: Any, tmp_path: Path) -> None:
    outer, frame = in_a_notebook(browser, Page(HOSTILE, Opening()), tmp_path)
    try:
        assert frame.evaluate("[ran, refused, stayed]") == [True, "SecurityError", "SecurityError"]
        assert outer.evaluate("window.intruder") is None
        assert outer.title() == "Notebook"
        assert outer.locator("body > *").count() == 1
    finally:
        outer.context.close()
