"""Remote stores: real servers on loopback, filled with the compiled data set."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

import kg
from kg import library
from kg.endpoint import Endpoint
from kg.terms import PANJSHIR
from tests.conftest import COMPILED, Run
from tests.servers import Server, fill, oxigraph, virtuoso
from tests.test_queries import EVENTS, load

# What a store keeps of its own, besides the data set, is among the rows of these.
LISTING = {
    "described", "graph-digests", "graph-sizes", "literal-types", "stated-logic",
    "statements-about", "statements-of",
}  # fmt: skip
LENSES: list[dict[str, str]] = [
    {"as_of": "2021-08-29"},
    {"on": "2021-09-03"},
    {"according_to": "Taliban"},
    {"as_of": "2021-09-06", "on": "2021-09-06", "according_to": "National Resistance Front"},
]


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> str:
    """Where a store that holds the data set answers queries."""
    held: Server = request.getfixturevalue(f"{request.param}_server")
    return held.query


@pytest.fixture(scope="module")
def own(graph: kg.Graph) -> set[str]:
    """The graphs and the subjects of the data set and of the ontology."""
    quads = list(graph._store.quads)
    return {term.value for quad in quads for term in (quad.graph_name, quad.subject)}  # type: ignore[union-attr]


def asked(name: str) -> list[dict[str, str]]:
    """The parameters with which a query is asked: without any, each by itself, all of them."""
    examples = {one.name: one.example for one in library.find(name).head().parameters}
    each = [{name: example} for name, example in examples.items()]
    return [{}, *each, *([examples] if len(examples) > 1 else [])]


@pytest.mark.parametrize("name", library.names())
def test_every_named_query_gives_the_same_rows(
    server: str, graph: kg.Graph, own: set[str], name: str
) -> None:
    remote = kg.connect(server)
    for parameters in asked(name):
        rows: list[Any] = list(remote.query(name, **parameters))
        if name in LISTING:
            rows = [row for row in rows if row[0] in own]
        assert rows == list(graph.query(name, **parameters)), parameters


@pytest.mark.parametrize("start", [oxigraph, virtuoso])
def test_queries_of_imports_give_the_same_rows(
    start: Callable[[Path], AbstractContextManager[Server]], tmp_path: Path
) -> None:
    held = load(EVENTS)
    file = tmp_path / "events.nq"
    file.write_text("".join(sorted(f"{quad} .\n" for quad in held.quads)), encoding="utf-8")
    embedded = kg.Graph(held)
    with start(tmp_path / "server") as server:
        fill(server, file)
        remote = kg.connect(server.query)
        for query in [*library.theme("imports"), library.find("deaths")]:
            answer = list(embedded.query(query.name))
            assert answer
            assert list(remote.query(query.name)) == answer


def test_the_network_comes_from_an_endpoint(server: str, graph: kg.Graph) -> None:
    remote, embedded = kg.connect(server).network(), graph.network()
    assert dict(remote.nodes(data=True)) == dict(embedded.nodes(data=True))
    edges = [sorted(n.edges(keys=True, data=True), key=lambda e: e[2]) for n in (remote, embedded)]
    assert edges[0] == edges[1]


def test_the_command_asks_an_endpoint(server: str, run: Run, tmp_path: Path) -> None:
    assert run("stats", "--endpoint", server).stdout == run("stats").stdout
    assert run("query", "actors", KG_ENDPOINT=server).stdout == run("query", "actors").stdout
    ask = "ASK { <actor/taliban> cg:seized <place/kabul> }"
    assert run("query", ask, "--endpoint", server).stdout == "yes\n"
    construct = "CONSTRUCT { ?s a ?o } WHERE { ?s cg:stance ?stance ; a ?o }"
    assert run("query", construct, "--endpoint", server).stdout == run("query", construct).stdout
    assert run("view", "--no-open", "--endpoint", server).returncode == 0
    run("view", "--no-open", "-o", "own.html")
    assert (tmp_path / "graph.html").read_bytes() == (tmp_path / "own.html").read_bytes()
    for command in (("show", "Zahid"), ("diff", "2021-08-29", "2021-09-06"), ("check",)):
        assert run(*command, "--endpoint", server).stdout == run(*command).stdout


@pytest.mark.parametrize("more", [(), ("--with-derived", "--with-ontology")], ids=len)
def test_an_export_of_an_endpoint_is_the_same(server: str, run: Run, more: tuple[str, ...]) -> None:
    remote, embedded = (
        run("export", "-", "--format", "nquads", *more, *where)
        for where in (("--endpoint", server), ())
    )
    assert remote.stdout == embedded.stdout
    assert remote.stdout.count("\n") > 10_000


def test_an_rdflib_dataset_holds_what_an_endpoint_holds(server: str, graph: kg.Graph) -> None:
    remote, embedded = kg.connect(server).rdflib(), graph.rdflib()
    assert set(remote.quads()) == set(embedded.quads())


def test_a_page_opens_on_the_answer_of_an_endpoint(server: str, graph: kg.Graph) -> None:
    remote = kg.connect(server)
    for query in ("disputed-claims", "people", "SELECT ?s { ?s a cg:Person } ORDER BY ?s"):
        assert remote.page(query=query).opening == graph.page(query=query).opening
    assert remote.page(around="massoud", depth=2).opening.around.endswith("actor/ahmad-massoud")


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: "-".join(lens))
def test_a_lens_on_an_endpoint_shows_the_same(
    server: str, graph: kg.Graph, lens: dict[str, str]
) -> None:
    remote, embedded = kg.connect(server).lens(**lens), graph.lens(**lens)
    assert remote.hidden == embedded.hidden
    for query in ("statuses", "territory", "disputed-claims", "sources"):
        assert list(remote.query(query)) == list(embedded.query(query))
    entered = "ASK { <actor/taliban> cg:entered <place/panjshir> }"
    assert remote.ask(entered) == embedded.ask(entered) == ("Taliban" in lens.values())


def test_sheets_and_differences_come_from_an_endpoint(server: str, graph: kg.Graph) -> None:
    remote = kg.connect(server)
    for name in ("taliban-entered-panjshir", "Zahid", "source/newsbytes-2021-08-29"):
        assert remote.show(name) == graph.show(name)
    assert not remote.diff(graph)
    assert remote.diff(graph.lens(as_of="2021-08-29")).claims_went


# Limits


def test_a_limit_is_the_most_rows_that_come(server: str, run: Run) -> None:
    for where in ((), ("--endpoint", server)):
        asked = run("query", "claims-by", "--limit", "3", "--format", "csv", *where).stdout
        whole = run("query", "claims-by", "--format", "csv", *where).stdout
        assert asked.splitlines() == whole.splitlines()[:4]
    text = "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 2 # LIMIT 9"
    few = run("query", text, "--limit", "5", "--format", "csv", "--endpoint", server)
    assert len(few.stdout.splitlines()) == 3
    assert run("query", "actors", "--limit", "0").returncode == 2


ALL = "GRAPH ?graph { ?subject ?property ?value } FILTER(STRSTARTS(STR(?graph), STR(<graph/>)))"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT ?graph ?subject ?property ?value {{ {ALL} }}",
        f"SELECT ?graph ?subject ?property ?value {{ {ALL} }} ORDER BY ?subject",
        f"SELECT ?graph ?subject ?property ?value {{ {ALL} }} ORDER BY ?graph LIMIT 15000",
        f"SELECT ?value ?property ?subject {{ {ALL} }} LIMIT 12000 OFFSET 5000",
        f"SELECT ?graph ?subject ?property ?value {{ {ALL} }} OFFSET 3",
    ],
    ids=["plain", "sorted", "sorted-limited", "sliced", "offset"],
)
def test_no_row_is_lost_beyond_the_limit_of_a_store(
    server: str, graph: kg.Graph, text: str
) -> None:
    remote = [tuple(row) for row in kg.connect(server).query(text).terms()]
    embedded = [tuple(row) for row in graph.query(text).terms()]
    assert len(remote) == len(embedded) > 10_000
    # Where a query leaves the order, or part of it, to the store, any is right.
    if "LIMIT" not in text and "OFFSET" not in text:
        assert set(map(str, remote)) == set(map(str, embedded))
    assert len(set(map(str, remote))) == len(remote)


def test_what_a_store_keeps_back_and_cannot_be_asked_for_is_told(virtuoso_server: Server) -> None:
    remote = kg.connect(virtuoso_server.query)
    named = (
        "SELECT ?s ?p ?o FROM <graph/derived/status> FROM <graph/sources> { ?s ?p ?o . ?a ?b ?c }"
    )
    with pytest.raises(kg.StoreError, match="no more than 10,000 rows, and this query names"):
        remote.query(named)
    with pytest.raises(kg.StoreError, match="cuts this graph after 10,000 rows"):
        remote.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert len(remote.construct("CONSTRUCT WHERE { ?s cg:stance ?o }")) > 500


def test_an_endpoint_that_keeps_rows_back_is_not_believed(
    oxigraph_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Endpoint.query
    monkeypatch.setattr(Endpoint, "query", lambda self, sparql: whole(self, _limited(sparql)))
    with pytest.raises(kg.StoreError, match=r"only 1,000 of the [0-9,]+ statements of https"):
        kg.connect(oxigraph_server.query).lens(as_of="2021-09-06")


def _limited(sparql: str) -> str:
    return f"{sparql}\nLIMIT 1000" if "VALUES ?graph {" in sparql else sparql


# Refusals


def test_an_update_is_not_sent(server: str, run: Run) -> None:
    done = run("query", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", "--endpoint", server)
    assert done.returncode == 2
    assert done.stderr.startswith("error: bad SPARQL: an update, where a query belongs")
    assert kg.connect(server).totals().claims > 50


def test_what_an_endpoint_refuses_is_told_in_one_line(server: str, run: Run) -> None:
    bad = run("query", "SELECT ?x { ?x ", "--endpoint", server)
    assert (bad.returncode, len(bad.stderr.splitlines())) == (2, 1)
    assert bad.stderr.startswith("error: bad SPARQL")
    page = server.rpartition("/")[0] + "/"
    html = run("stats", "--endpoint", page)
    assert (html.returncode, len(html.stderr.splitlines())) == (3, 1)
    assert "is this its query address?" in html.stderr


def test_options_of_an_endpoint_want_one(run: Run) -> None:
    done = run("stats", "--base=http://example.org/")
    assert done.returncode == 2
    assert "belongs to an endpoint, name it by --endpoint" in done.stderr
    both = run("stats", "--store", "s", "--endpoint", "http://127.0.0.1:9/")
    assert (both.returncode, "name one" in both.stderr) == (2, True)
    assert run("stats", "--endpoint", "http://127.0.0.1:9/", "--timeout", "0").returncode == 2


def test_an_oxigraph_as_it_starts_by_default_gives_the_same_rows(
    tmp_path: Path, graph: kg.Graph, run: Run
) -> None:
    with oxigraph(tmp_path / "plain", union=False) as server:
        fill(server, COMPILED)
        there = kg.connect(server.query)
        asked = "SELECT ?s ?o { ?s cg:stance ?o } ORDER BY ?s ?o"
        for query in ("disputed-claims", "statuses", asked):
            rows = [tuple(row) for row in graph.query(query)]
            assert rows
            assert [tuple(row) for row in there.query(query)] == rows
        # Who names graphs has these, and nothing else.
        named = f"SELECT ?s FROM <{PANJSHIR}graph/nothing> {{ ?s ?p ?o }}"
        assert not list(there.query(named))
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        done = run("query", count, "--endpoint", server.query, "--format", "csv")
        assert done.stdout == run("query", count, "--format", "csv").stdout
