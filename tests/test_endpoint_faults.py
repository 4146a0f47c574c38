"""Remote stores that ask who we are, keep rows back, or fail; and stores that ask each other."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.endpoint import Endpoint
from kg.store import Store
from tests.conftest import Run
from tests.faulty_servers import Answer, Fault, Seen, certificate, liar, nth, proxy
from tests.servers import Server, fill, isql, oxigraph, virtuoso

ROWS = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
GRAPH = "CONSTRUCT WHERE { ?s cg:stance ?o }"
ONE_ROW = Answer(
    200,
    b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "x:a"}}]}}',
    {"Content-Type": "application/sparql-results+json"},
)
SECRET = "of-a-test"
WRITER = {"KG_USER": "analyst", "KG_PASSWORD": SECRET}
ASK = "SELECT ?s { ?s a ?kind }"


@pytest.fixture
def asked(run: Run, tmp_path: Path) -> Run:
    """Ask an endpoint, with no credentials but those that are given."""

    def ask(url: str, *arguments: object, **env: str) -> object:
        own = {"NETRC": os.devnull, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        words = arguments or (ASK,)
        return run("query", *words, "--endpoint", url, **own | env)

    return ask  # type: ignore[return-value]


def fault(done: object, code: int = 3) -> str:
    """The one line that a failed command says, and nothing else."""
    assert (done.returncode, done.stdout) == (code, ""), done  # type: ignore[attr-defined]
    (line,) = done.stderr.splitlines()  # type: ignore[attr-defined]
    assert SECRET not in line
    return str(line).removeprefix("error: ")


# Who asks


def test_a_password_is_shown_by_basic_only_to_who_asks_for_it(asked: Run) -> None:
    basic = base64.b64encode(f"analyst:{SECRET}".encode()).decode()

    def guarded(seen: Seen) -> Answer:
        if seen.headers.get("authorization") == f"Basic {basic}":
            return ONE_ROW
        return Answer(401, headers={"WWW-Authenticate": 'Basic realm="here"'})

    with liar(guarded) as server:
        assert "x:a" in asked(server.url, **WRITER).stdout
        assert [seen.status for seen in server.seen[:2]] == [401, 200]
        assert "authorization" not in server.seen[0].headers
        wrong = fault(asked(server.url, **WRITER | {"KG_PASSWORD": "wrong"}))
        assert wrong.startswith(f"the store does not know who asks: HTTP 401, {server.url}, set")
        assert fault(asked(server.url)) == wrong
    digest = Answer(401, headers={"WWW-Authenticate": 'Digest realm="here", nonce="a", qop="auth"'})
    with liar(digest) as server:
        assert fault(asked(server.url, **WRITER)).startswith("the store does not know who asks")
        shown = [seen.headers.get("authorization", "") for seen in server.seen]
        assert any(one.startswith("Digest ") for one in shown)
        assert not any(basic in one for one in shown)


def test_a_virtuoso_that_asks_for_digest(
    virtuoso_server: Server, graph: kg.Graph, asked: Run
) -> None:
    dba = {"KG_USER": "dba", "KG_PASSWORD": "dba"}
    rows = asked(virtuoso_server.update, "claims-by", "--format", "csv", **dba).stdout
    assert rows == asked(virtuoso_server.query, "claims-by", "--format", "csv").stdout
    assert len(rows.splitlines()) > 100
    wrong = fault(asked(virtuoso_server.update, "actors", **dba | {"KG_PASSWORD": SECRET}))
    assert wrong.startswith("the store does not know who asks: HTTP 401")


def test_a_token_and_a_header_go_with_every_question(asked: Run) -> None:
    with liar(ONE_ROW) as server:
        assert "x:a" in asked(server.url, KG_TOKEN=SECRET).stdout
        assert {seen.headers.get("authorization") for seen in server.seen} == {f"Bearer {SECRET}"}
        assert "x:a" in asked(server.url, KG_HEADER=f"X-Key: {SECRET}").stdout
        assert server.seen[-1].headers["x-key"] == SECRET


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int, asked: Run) -> None:
    with liar(ONE_ROW) as elsewhere:
        there = Answer(status, headers={"Location": f"{elsewhere.url}/query?key={SECRET}"})
        with liar(there) as server:
            message = fault(asked(server.url, KG_TOKEN=SECRET))
        assert message.startswith(f"the store redirects to {elsewhere.url}/query, {server.url}")
        assert message.endswith(", name that address")
        assert elsewhere.seen == []


# What is no answer


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        (Answer(200, b"<html></html>", {"Content-Type": "text/html"}), 3, "a web page answers"),
        (Answer(200, b"hello"), 3, "the endpoint does not answer as it should"),
        (Answer(200, b"{}"), 3, "the endpoint does not answer as it should"),
        (Answer(200, ONE_ROW.content[:-5]), 3, "the endpoint does not answer as it should"),
        (Answer(400, b"what?"), 2, "bad SPARQL: what?"),
        (Answer(403, b"not for you"), 3, "the store refuses: HTTP 403, not for you"),
        (Answer(404), 3, "the store refuses: HTTP 404"),
        (Answer(500, b"<h1>Out of memory</h1>"), 3, "the store fails: HTTP 500, Out of memory"),
        (Answer(503, b"busy\nvery"), 3, "the store fails: HTTP 503, busy"),
        (
            ONE_ROW._replace(headers={"X-SQL-State": "S1TAT", "X-SQL-Message": "too slow"}),
            3,
            "the store gave up before it had the whole answer: too slow",
        ),
    ],
    ids=lambda value: None if isinstance(value, int) else str(value)[:30],
)
def test_what_a_store_says_instead_is_told(
    answer: Answer, code: int, said: str, asked: Run
) -> None:
    with liar(answer) as server:
        message = fault(asked(server.url), code)
    assert message.startswith(said)
    assert server.url in message


def test_a_slow_store_is_told_with_what_to_do(asked: Run) -> None:
    with liar(ONE_ROW._replace(pause=20)) as server:
        message = fault(asked(server.url, ASK, "--timeout", "0.5"))
    assert message.startswith(f"no answer within 0.5 s, {server.url}, raise --timeout")
    with (
        pytest.raises(kg.StoreError, match="no answer within"),
        liar(ONE_ROW._replace(pause=20)) as server,
    ):
        kg.connect(server.url, timeout=0.5).query(ASK)


@pytest.mark.parametrize("query", [ROWS, GRAPH], ids=["rows", "graph"])
def test_an_answer_that_is_cut_shows_nothing(
    oxigraph_server: Server, query: str, asked: Run
) -> None:
    cut = nth(1, *[Fault(cut_answer=True)] * 3, writing=False)
    with proxy(oxigraph_server.query, cut) as between:
        message = fault(asked(f"{between.url}/query", query))
    assert message.startswith("the connection ended in the midst of the answer")


def test_nobody_there(asked: Run) -> None:
    message = fault(asked("http://127.0.0.1:9/query"))
    assert message.startswith("the store cannot be reached: Connection refused")
    assert "is it running" in message
    assert "is no endpoint" in fault(asked("127.0.0.1:7878"), 2)


def test_a_graph_whose_end_cannot_be_told_is_not_believed(asked: Run) -> None:
    """By HTTP/1.0 an answer may end with its connection: Turtle may then be cut between lines."""
    with _without_length(b"<x:a> <x:b> <x:c> .\n", "text/turtle") as url:
        assert "does not say where its answer ends" in fault(
            asked(url, "CONSTRUCT { } { ?s a ?o }")
        )
    with _without_length(ONE_ROW.content, "application/sparql-results+json") as url:
        assert "x:a" in asked(url).stdout


@contextmanager
def _without_length(content: bytes, kind: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    one, _ = listener.accept()
                except OSError:
                    return
                with one:
                    while b"query=" not in one.recv(1 << 16):
                        pass
                    one.sendall(
                        f"HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + content
                    )

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        listener.shutdown(socket.SHUT_RDWR)


def test_certificates_are_to_be_trusted(
    oxigraph_server: Server, asked: Run, tmp_path: Path
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    tls = certificate(tmp_path)
    with proxy(oxigraph_server.query, tls=tls) as between:
        message = fault(asked(f"{between.url}/query"))
        assert "certificate verify failed" in message
        assert message.endswith("SSL_CERT_FILE, if you trust it")
        assert between.seen == []
        trusted = {"SSL_CERT_FILE": str(tls[0])}
        assert asked(f"{between.url}/query", "actors", **trusted).stdout.startswith("actorName")


# Which data set


def _typed(*bases: str) -> list[ox.Quad]:
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return [
        ox.Quad(ox.NamedNode(f"{base}actor/a"), kind, ox.NamedNode("x:Actor"), ox.NamedNode(name))
        for base in bases
        for name in (f"{base}graph/actors", f"{base}graph/sources")
    ]


def test_the_base_is_that_of_the_data_set_there(
    oxigraph_server: Server, asked: Run, tmp_path: Path
) -> None:
    one, other = "http://example.org/one/", "http://example.org/other/"
    assert kg.connect(oxigraph_server.query).base == kg.open().base
    file = tmp_path / "data.nq"
    with oxigraph(tmp_path / "store") as server:
        assert kg.connect(server.query).base == kg.open().base
        for bases, expected in (((one,), one), ((one, kg.open().base), kg.open().base)):
            file.write_text("".join(f"{quad} .\n" for quad in _typed(*bases)), encoding="utf-8")
            fill(server, file)
            assert kg.connect(server.query).base == expected
    with oxigraph(tmp_path / "two") as server:
        file.write_text("".join(f"{quad} .\n" for quad in _typed(one, other)), encoding="utf-8")
        fill(server, file)
        relative = "ASK { <actor/a> a ?kind }"
        message = fault(asked(server.query, relative))
        assert message.endswith(f"name one by --base: {one} or {other}")
        assert asked(server.query, relative, "--base", other).stdout == "yes\n"
        assert kg.connect(server.query, other).ask(relative)


# Limits on rows


def test_a_copy_is_whole_beyond_the_limits_on_rows_and_graphs(tmp_path: Path) -> None:
    base = "http://example.org/"
    value = ox.NamedNode(f"{base}value")

    def quad(graph: int, number: int) -> ox.Quad:
        subject, name = f"{base}thing/{graph}/{number}", f"{base}graph/{graph}"
        text = ox.Literal(f"the text of {number % 7}", language="en")
        return ox.Quad(ox.NamedNode(subject), value, text, ox.NamedNode(name))

    quads = [quad(graph, 0) for graph in range(70)] + [quad(99, one) for one in range(333)]
    file = tmp_path / "data.nq"
    file.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
    with virtuoso(tmp_path / "virtuoso", rows=50) as server:
        fill(server, file)
        endpoint = Endpoint(server.query, base)
        assert sorted(map(str, endpoint.quads)) == sorted(map(str, quads))
        text = "SELECT DISTINCT ?o { GRAPH ?g { ?s <value> ?o } } ORDER BY ?o"
        assert len(kg.connect(server.query, base).query(text)) == 7


# Stores that ask each other

BOTH_SIDES = """
SELECT ?proposition ?affirming ?denying
WHERE {{
  ?claim cg:proposition ?proposition ; cg:stance cg:Affirms ; cg:claimant ?affirming .
  SERVICE <{there}> {{
    ?other cg:proposition ?proposition ; cg:stance cg:Denies ; cg:claimant ?denying
  }}
}}
ORDER BY ?proposition ?affirming ?denying
"""


@pytest.fixture(scope="module")
def newsrooms(
    graph: kg.Graph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Server]]:
    """Two stores: the sources up to M are in the one, those from N on in the other."""
    folder = tmp_path_factory.mktemp("newsrooms")
    with oxigraph(folder / "one") as one, oxigraph(folder / "other") as other:
        for server, early in ((one, True), (other, False)):
            chosen = [
                f"{quad} .\n"
                for quad in graph._store.quads
                if "/graph/source/" in quad.graph_name.value  # type: ignore[union-attr]
                and (quad.graph_name.value.rpartition("/")[2] < "n") == early  # type: ignore[union-attr]
            ]
            file = folder / "part.nq"
            file.write_text("".join(sorted(chosen)), encoding="utf-8")
            fill(server, file)
        yield one, other


@pytest.fixture(scope="module")
def contradictions(graph: kg.Graph) -> list[tuple[str, ...]]:
    """What the first newsroom affirms and the second denies, by the whole graph at hand."""
    text = (
        BOTH_SIDES.replace("SERVICE <{there}>", "")
        .format()
        .replace("?claim cg:prop", "GRAPH ?here { ?claim a cg:Claim } ?claim cg:prop")
        .replace("?other cg:prop", "GRAPH ?there { ?other a cg:Claim } ?other cg:prop")
    )
    early = 'STRAFTER(STR(?%s), "graph/source/") < "n"'
    sides = f"FILTER({early % 'here'} && !({early % 'there'})) }}\nORDER"
    return [tuple(row) for row in graph.query(text.replace("}\nORDER", sides))]


def test_a_query_joins_two_stores(
    newsrooms: tuple[Server, Server], contradictions: list[tuple[str, ...]], tmp_path: Path
) -> None:
    one, other = newsrooms
    text = BOTH_SIDES.format(there=other.query)
    assert len(contradictions) > 5
    assert [tuple(row) for row in kg.connect(one.query).query(text)] == contradictions
    quads = tmp_path / "one.nq"
    quads.write_text("".join(f"{q} .\n" for q in Endpoint(one.query).quads), encoding="utf-8")
    with virtuoso(tmp_path / "virtuoso") as server:
        fill(server, quads)
        with pytest.raises(kg.StoreError, match="SPARQL_SINV"):
            kg.connect(server.query).query(text)
        isql(server, 'grant select on "DB.DBA.SPARQL_SINV_2" to "SPARQL";\n')
        isql(server, 'grant execute on "DB.DBA.SPARQL_SINV_IMP" to "SPARQL";\n')
        assert [tuple(row) for row in kg.connect(server.query).query(text)] == contradictions


def hidden_service(name: str, url: str) -> str:
    """A query whose SERVICE clause lies between two quotation marks that begin no string."""
    clause = f"SERVICE <{url}/> {{ ?s ?p ?o }}"
    return (
        f"PREFIX ex: <http://e/> ASK {{ {{ ?a ?b ex:{name}\\' }}"
        f" UNION {{ {clause} }} UNION {{ ?a ?b 'z' }} }}"
    )


NAME_CHARACTERS = st.text(
    st.one_of(
        st.characters(categories=["L", "Mn", "Mc", "Nd", "Pc"]),
        st.sampled_from("\u00b7\u0300\u036f\u203f\u2040\u200c\u200d%._-:\\'\"#<>{}()@^"),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(name=NAME_CHARACTERS, quote=st.sampled_from(["'", '"', "'''", '"""']))
def test_no_name_hides_a_request_to_another_store(name: str, quote: str) -> None:
    graph = kg.Graph(Store(ox.Store()))
    with liar(ONE_ROW) as outside:
        text = hidden_service(name, outside.url).replace("'", quote)
        with suppress(kg.QueryError):
            graph.ask(text)
        assert outside.seen == []


def test_escapes_within_escapes_end_no_command(run: Run) -> None:
    escapes = "\\" + "u005C" * 2_000
    done = run("query", f"ASK {{ ?s ?p '{escapes}u0053ERVICE' }}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the word SERVICE next to escapes by number")


def test_a_graph_at_hand_asks_others_only_when_it_may(
    newsrooms: tuple[Server, Server], graph: kg.Graph, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "both.rq"
    file.write_text(BOTH_SIDES.format(there=newsrooms[1].query), encoding="utf-8")
    with liar(ONE_ROW) as outside:
        refused = [
            f"ASK {{ SERVICE <{outside.url}/> {{ ?s ?p ?o }} }}",
            f"ASK {{ service silent<{outside.url}/> {{ ?s ?p ?o }} }}",
            f"ASK {{ ?a ?b 'x' .SERVICE ?u {{ ?s ?p ?o }} VALUES ?u {{ <{outside.url}/> }} }}",
            hidden_service("x\u0301", outside.url),
            hidden_service("x\u00b7", outside.url),
            f"ASK {{ FILTER(1 < IF(EXISTS {{ SERVICE <{outside.url}/> {{ }} }}, 1, 2)) }}",
            rf"ASK {{{{ SERV\u0049CE <{outside.url}/> {{ ?s ?p ?o }} }}}}",
            f"ASK {{ SERVICE <{outside.url}/> {{ ?s ?p ?o }} ",
            f"ASK {{ ?a ?b ?c # x\r SERVICE <{outside.url}/> {{ ?s ?p ?o }} \n }}",
        ]
        for text in (str(file), *refused):
            done = run("query", text)
            assert (done.returncode, done.stdout) == (2, "")
            assert "allow it by --federate" in done.stderr
        for view in (graph, graph.lens(on="2021-09-01")):
            with pytest.raises(kg.QueryError, match="federate=True"):
                view.ask(refused[0])
        assert outside.seen == []
    assert run("query", "ASK { ?service a <SERVICE> # SERVICE\n}").stdout == "no\n"
    rows = run("query", str(file), "--federate", "--format", "csv")
    assert rows.stdout.count("\n") > 10
    allowed = kg.open(federate=True)
    for view in (allowed, allowed.lens(as_of="2021-09-10")):
        assert len(view.query(file.read_text(encoding="utf-8"))) > 5
