"""Remote stores: real servers on loopback, filled with the compiled data set."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg import library
from kg.endpoint import Endpoint
from tests.conftest import Run
from tests.servers import Server


@pytest.fixture(params=["oxigraph"])
def server(request: pytest.FixtureRequest) -> str:
    """Where a store that holds the data set answers queries."""
    held: Server = request.getfixturevalue(f"{request.param}_server")
    return held.query


@pytest.mark.parametrize("name", library.names())
def test_every_named_query_gives_the_same_rows(server: str, graph: kg.Graph, name: str) -> None:
    assert list(kg.connect(server).query(name)) == list(graph.query(name))


def test_parameters_work_against_an_endpoint(server: str, graph: kg.Graph) -> None:
    rows = kg.connect(server).query("claims-by", actor="Zahid")
    assert list(rows) == list(graph.query("claims-by", actor="Zahid"))
    assert len(rows) > 5


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
    construct = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"
    assert run("query", construct, "--endpoint", server).stdout == run("query", construct).stdout
    assert run("view", "--no-open", "--endpoint", server).returncode == 0
    run("view", "--no-open", "-o", "own.html")
    assert (tmp_path / "graph.html").read_bytes() == (tmp_path / "own.html").read_bytes()


def test_a_page_opens_on_the_answer_of_an_endpoint(server: str, graph: kg.Graph) -> None:
    remote = kg.connect(server)
    for query in ("disputed-claims", "people", "SELECT ?s { ?s ?p ?o }"):
        assert remote.page(query=query).opening == graph.page(query=query).opening
    assert remote.page(around="massoud", depth=2).opening.around.endswith("actor/ahmad-massoud")


LENSES: list[dict[str, str]] = [
    {"as_of": "2021-08-29"},
    {"on": "2021-09-03"},
    {"according_to": "Taliban"},
    {"as_of": "2021-09-06", "on": "2021-09-06", "according_to": "National Resistance Front"},
]


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


def test_an_endpoint_that_keeps_rows_back_is_not_believed(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Endpoint.query
    monkeypatch.setattr(Endpoint, "query", lambda self, sparql: whole(self, _limited(sparql)))
    with pytest.raises(kg.StoreError, match=r"only 1,000 of the [0-9,]+ statements of https"):
        kg.connect(server).lens(as_of="2021-09-06")


def _limited(sparql: str) -> str:
    return f"{sparql}\nLIMIT 1000" if "VALUES ?graph {" in sparql else sparql


def test_an_update_is_not_sent(server: str, run: Run) -> None:
    done = run("query", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", "--endpoint", server)
    assert done.returncode == 2
    assert done.stderr.startswith("error: bad SPARQL: an update, where a query belongs")
    assert kg.connect(server).totals().claims > 50


def test_what_an_endpoint_refuses_is_told_in_one_line(server: str, run: Run) -> None:
    bad = run("query", "SELECT ?x { ?x ", "--endpoint", server)
    assert (bad.returncode, len(bad.stderr.splitlines())) == (2, 1)
    assert bad.stderr.startswith("error: bad SPARQL")
    page = server.removesuffix("query")
    html = run("stats", "--endpoint", page)
    assert (html.returncode, len(html.stderr.splitlines())) == (3, 1)
    assert "is this its query address?" in html.stderr
    export = run("export", "x.ttl", "--store", "s", "--endpoint", server)
    assert export.returncode == 2
