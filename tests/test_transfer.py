"""Graphs into real stores and back: pushed, compared, replaced, pulled."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg import library
from kg.store import Store
from kg.terms import PANJSHIR
from kg.transfer.digest import digest_of
from tests.conftest import ROOT, Run, environment
from tests.servers import Server, oxigraph, virtuoso

COMPILED = ROOT / "data" / "panjshir" / "panjshir.nq"
ACTORS = f"{PANJSHIR}graph/actors"
UNCONTESTED = f"{PANJSHIR}graph/derived/uncontested"


def lines(path: Path) -> list[bytes]:
    """The statements of a file of N-Quads."""
    return [line for line in path.read_bytes().splitlines() if not line.startswith(b"#")]


def secrets(server: Server) -> dict[str, str]:
    """The variables by which a command says who it is to a server."""
    return {"KG_USER": server.user, "KG_PASSWORD": server.password} if server.user else {}


def change(server: Server, update: str) -> None:
    """Change a store behind our back, by SPARQL Update."""
    auth = httpx.DigestAuth(server.user, server.password) if server.user else None
    headers = {"Content-Type": "application/sparql-update"}
    answer = httpx.post(server.update, content=update, headers=headers, auth=auth, timeout=60)
    answer.raise_for_status()


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """An empty store, which the tests of this module share."""
    start = {"oxigraph": oxigraph, "virtuoso": virtuoso}[request.param]
    with start(tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture
def kg_run(run: Run, server: Server, tmp_path: Path) -> Run:
    """The command, that knows the store's password and keeps its journals here."""

    def command(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        state = {"XDG_STATE_HOME": str(tmp_path / "state")}
        return run(*arguments, **secrets(server), **state, **env)

    return command


@pytest.fixture
def filled(kg_run: Run, server: Server) -> Server:
    """The store with the data set in it, and nothing else of it."""
    assert kg_run("push", server.query, "--prune").returncode == 0
    return server


def test_what_is_pushed_is_pulled_back(filled: Server, kg_run: Run, tmp_path: Path) -> None:
    done = kg_run("pull", filled.query, "back.nq")
    assert done.stdout == "22,270 quads in 51 graphs brought to back.nq\n".replace(
        "22,270", f"{len(lines(COMPILED)):,}"
    )
    assert sorted(lines(tmp_path / "back.nq")) == sorted(lines(COMPILED))


def test_pulling_twice_gives_the_same_bytes(filled: Server, kg_run: Run, tmp_path: Path) -> None:
    for name in ("one.nq", "two.nq"):
        assert kg_run("pull", filled.query, name, "--graph", "graph/*").returncode == 0
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()
    pulled = lines(tmp_path / "one.nq")
    assert {line.rsplit(b" ", 2)[1].startswith(b"<" + PANJSHIR.encode()) for line in pulled} == {
        True
    }


def test_a_place_that_cannot_be_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    """Before anything is asked for: nobody listens at this address."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear", encoding="utf-8")
    for out, told in {"x.ttl": "no '.ttl'", "full": "not a store, and not empty"}.items():
        done = run("pull", "http://127.0.0.1:9/sparql", out)
        assert done.returncode in (2, 3)
        assert told in done.stderr


def test_a_pulled_folder_store_is_the_graph(
    filled: Server, kg_run: Run, graph: kg.Graph, tmp_path: Path
) -> None:
    done = kg_run("pull", filled.query, "store")
    assert done.returncode == 0, done.stderr
    pulled = kg.open(tmp_path / "store")
    assert set(pulled._store.quads) == set(graph._store.quads)
    assert kg_run("push", filled.query, "--check", "--store", "store").returncode == 0


def test_pulling_into_a_folder_replaces_graphs_of_that_name(
    filled: Server, kg_run: Run, store: Path, graph: kg.Graph
) -> None:
    """What went from a graph there goes from it here; other graphs stay."""
    taliban, name = f"<{PANJSHIR}actor/taliban>", '"Islamic Emirate of Afghanistan"@en'
    also = f"{taliban} <http://www.w3.org/2004/02/skos/core#altLabel> {name}"
    asked = f"ASK {{ GRAPH <{ACTORS}> {{ {also} }} }}"
    assert kg.open(store).ask(asked)
    change(filled, f"DELETE DATA {{ GRAPH <{ACTORS}> {{ {also} }} }}")
    done = kg_run("pull", filled.query, store, "--graph", "graph/actors")
    assert done.returncode == 0, done.stderr
    assert not kg.open(store).ask(asked)
    assert kg.open(store).totals() == graph.totals()


def test_a_push_leaves_alone_what_is_the_same(filled: Server, kg_run: Run) -> None:
    done = kg_run("push", filled.query)
    assert done.stdout.splitlines()[0].endswith("51 graphs: 51 unchanged")
    assert done.stdout.splitlines()[-1] == "checked: the store holds what is here"


def test_what_differs_is_shown_and_mended(filled: Server, kg_run: Run) -> None:
    """By graph, with examples; a missing, a surplus and an altered statement, a graph that went."""
    taliban, kabul = f"<{PANJSHIR}actor/taliban>", f"<{PANJSHIR}place/kabul>"
    label = f'{taliban} <http://www.w3.org/2004/02/skos/core#altLabel> "étudiants"@fr'
    seized = f"{taliban} <https://w3id.org/claimgraph/ontology#seized> {kabul}"
    change(filled, f"INSERT DATA {{ GRAPH <{ACTORS}> {{ {label} }} }}")
    change(filled, f"DELETE DATA {{ GRAPH <{UNCONTESTED}> {{ {seized} }} }}")
    change(filled, f"DROP SILENT GRAPH <{PANJSHIR}graph/sources>")
    found = kg_run("push", filled.query, "--check")
    assert found.returncode == 1
    assert (
        f"{ACTORS}: 550 statements here, 551 there\n  1 only there, such as\n    {label} .\n"
        in (found.stdout)
    )
    assert f"{UNCONTESTED}: 248 statements here, 247 there\n  1 missing there" in found.stdout
    assert f"    {seized} .\n" in found.stdout
    assert f"{PANJSHIR}graph/sources: 503 statements here, 0 there" in found.stdout
    assert found.stdout.endswith("3 of 51 graphs differ\n")
    planned = kg_run("push", filled.query, "--dry-run").stdout
    assert [line.split()[0] for line in planned.splitlines()[:-1]].count("unchanged") == 48
    assert "1,301 quads in 3 graphs would be sent" in planned
    assert kg_run("push", filled.query, "--check").returncode == 1
    mended = kg_run("push", filled.query)
    assert mended.returncode == 0
    assert mended.stdout.splitlines()[0].endswith("51 graphs: 1 new, 2 replaced, 48 unchanged")


def test_an_altered_value_is_found_though_the_count_is_the_same(
    filled: Server, kg_run: Run
) -> None:
    dated = f"<{PANJSHIR}claim/x> <https://schema.org/datePublished>"
    change(filled, f'INSERT DATA {{ GRAPH <{PANJSHIR}graph/own> {{ {dated} "2021-08" }} }}')
    one = f"<{PANJSHIR}actor/taliban> <http://www.w3.org/2004/02/skos/core#prefLabel>"
    change(filled, f'DELETE DATA {{ GRAPH <{ACTORS}> {{ {one} "Taliban"@en }} }}')
    change(filled, f'INSERT DATA {{ GRAPH <{ACTORS}> {{ {one} "Taliban"@en-gb }} }}')
    found = kg_run("push", filled.query, "--check")
    assert f"{ACTORS}: 550 statements here, 550 there" in found.stdout
    assert '"Taliban"@en .' in found.stdout
    assert '"Taliban"@en-gb .' in found.stdout
    assert f"there and not here: {PANJSHIR}graph/own\n" in found.stdout
    planned = kg_run("push", filled.query, "--dry-run", "--prune").stdout
    assert planned.endswith(f"there and not here, would be removed: {PANJSHIR}graph/own\n")
    # What --graph does not mean stays.
    assert kg_run("push", filled.query, "--graph", "graph/actors", "--prune").returncode == 0
    assert f"{PANJSHIR}graph/own" in kg_run("push", filled.query, "--check").stdout
    assert kg_run("push", filled.query, "--prune").returncode == 0
    assert (
        f"{PANJSHIR}graph/own"
        not in kg_run("query", "graph-sizes", "--endpoint", filled.query).stdout
    )


def test_a_part_is_pushed_and_pulled(server: Server, kg_run: Run, tmp_path: Path) -> None:
    assert kg_run("push", server.query, "--prune").returncode == 0
    change(server, f"DROP SILENT GRAPH <{ACTORS}>")
    only = ("--graph", "graph/source/al-arabiya-*", "--graph", "graph/actors")
    done = kg_run("push", server.query, *only)
    assert done.returncode == 0
    assert " 1 new" in done.stdout
    assert kg_run("pull", server.query, "part.nq", *only).returncode == 0
    names = {line.rsplit(b" ", 2)[1].decode() for line in lines(tmp_path / "part.nq")}
    assert f"<{ACTORS}>" in names
    assert {
        name.startswith((f"<{PANJSHIR}graph/source/al-arabiya-", f"<{ACTORS}")) for name in names
    } == {True}
    bad = kg_run("push", server.query, "--graph", "graph/nothing")
    assert (bad.returncode, len(bad.stderr.splitlines())) == (2, 1)
    assert "no graph fits 'graph/nothing'" in bad.stderr


def test_curated_graphs_alone_can_be_pushed(tmp_path: Path, run: Run) -> None:
    with oxigraph(tmp_path / "store") as server:
        done = run("push", server.query, "--curated", XDG_STATE_HOME=str(tmp_path))
        assert done.returncode == 0
        sizes = run("query", "graph-sizes", "--endpoint", server.query).stdout
        assert "graph/actors" in sizes
        assert "derived" not in sizes
        assert "ontology" not in sizes
        lens = kg.connect(server.query).lens(according_to="Taliban")
        assert lens.ask("ASK { <actor/taliban> cg:entered <place/panjshir> }")


@pytest.mark.parametrize("way", ["gsp", "update", "bulk"])
def test_every_way_in_carries_everything(way: str, server: Server, kg_run: Run) -> None:
    """New graphs, and others that are replaced; a way that is not there is refused with advice."""
    if way == "bulk" and server.user:
        refused = kg_run("push", server.query, "--via", "bulk")
        assert refused.returncode == 2
        assert "kg export --for virtuoso" in refused.stderr
        return
    assert kg_run("push", server.query).returncode == 0
    for graph in (ACTORS, UNCONTESTED, f"{PANJSHIR}graph/derived/status"):
        change(server, f"DROP SILENT GRAPH <{graph}>")
    change(server, f'INSERT DATA {{ GRAPH <{UNCONTESTED}> {{ <x:a> <x:b> "c" }} }}')
    change(server, f"INSERT DATA {{ GRAPH <{PANJSHIR}graph/derived/status> {{ <x:a> <x:b> 1 }} }}")
    done = kg_run("push", server.query, "--via", way)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0].endswith("51 graphs: 1 new, 2 replaced, 48 unchanged")


def test_a_lens_goes_into_a_store_of_its_own(
    filled: Server, kg_run: Run, run: Run, tmp_path: Path
) -> None:
    before = kg_run("query", "graph-sizes", "--endpoint", filled.query, "--format", "csv").stdout
    lens = ("--according-to", "Taliban", "--as-of", "2021-09-06")
    refused = kg_run("push", filled.query, *lens)
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1].endswith("push a lens into a store of its own")
    after = kg_run("query", "graph-sizes", "--endpoint", filled.query, "--format", "csv").stdout
    assert before == after
    with oxigraph(tmp_path / "lens") as own:
        done = run("push", own.query, *lens, XDG_STATE_HOME=str(tmp_path))
        assert done.returncode == 0, done.stderr
        assert kg.connect(own.query).ask("ASK { <actor/taliban> cg:entered <place/panjshir> }")
        # Once more: the same lens is no mixture.
        assert run("push", own.query, *lens, XDG_STATE_HOME=str(tmp_path)).returncode == 0


def test_graphs_push_from_python(
    filled: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name, value in secrets(filled).items():
        monkeypatch.setenv(name, value)
    change(filled, f"DROP SILENT GRAPH <{ACTORS}>")
    done = kg.open().push(filled.query, graphs=["graph/actors"])
    assert done
    assert [(sent.graph, sent.state) for sent in done.sent] == [(ACTORS, "new")]


def test_graphs_are_pulled_from_python(filled: Server, tmp_path: Path) -> None:
    there = kg.connect(filled.query)
    file = there.pull(tmp_path / "two.nq", graphs=["graph/actors", "graph/sources"])
    assert {line.rsplit(b" ", 2)[1] for line in lines(file)} == {
        f"<{PANJSHIR}graph/{name}>".encode() for name in ("actors", "sources")
    }
    with pytest.raises(kg.UsageError, match="no remote store"):
        kg.open().pull(tmp_path / "x.nq")


def test_a_store_of_an_unknown_kind_wants_a_name(server: Server, kg_run: Run) -> None:
    """It is told by what the server calls itself; a stranger must be named."""
    refused = kg_run("push", "http://127.0.0.1:9/sparql", "--retries", 0)
    assert refused.returncode == 3
    assert "cannot be reached: Connection refused" in refused.stderr
    named = kg_run("push", server.query, "--store-kind", "sparql11", "--update-url", server.update)
    assert named.returncode == 0, named.stderr


def test_progress_is_shown_on_a_terminal(filled: Server, tmp_path: Path) -> None:
    change(filled, f"DROP SILENT GRAPH <{ACTORS}>")
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "kg", "push", filled.query],
        cwd=tmp_path,
        env=environment(**secrets(filled), XDG_STATE_HOME=str(tmp_path)),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = io.BytesIO()
    try:
        while chunk := os.read(ours, 4096):
            shown.write(chunk)
    except OSError:
        # The other end of a terminal was closed.
        pass
    assert done.wait() == 0
    text = shown.getvalue().decode()
    assert f"51 of 51 graphs, {len(lines(COMPILED)):,} of {len(lines(COMPILED)):,} quads" in text
    assert " quads/s, 0 s left" in text


def test_the_digest_here_is_that_of_the_query(graph: kg.Graph) -> None:
    assert isinstance(graph._store, Store)
    quads = graph._store.quads
    rows = graph.query("graph-digests").terms()
    assert len(rows) == 51
    for name, *numbers in rows:
        text = quads.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name)
        assert text is not None
        own = digest_of(io.BytesIO(text))
        assert list(own) == [int(number.value) for number in numbers]


LITERALS = st.builds(
    ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
) | st.builds(lambda text: ox.Literal(text, language="fa"), st.text('پنجé\\"\n x', max_size=9))


@given(st.lists(st.tuples(LITERALS | st.just(ox.NamedNode("x:é/%20")), st.integers(0, 3))))
def test_digests_of_anything_agree_and_forget_the_order(
    stated: list[tuple[ox.Literal | ox.NamedNode, int]],
) -> None:
    graph = ox.NamedNode("x:g")
    store = Store(ox.Store())
    for value, number in stated:
        store.quads.add(ox.Quad(ox.NamedNode(f"x:{number}"), ox.NamedNode("x:p"), value, graph))
    text = store.quads.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    own = [line + b"\n" for line in text.split(b"\n") if line]
    assert digest_of(own) == digest_of(reversed(own))
    answer = store.query(library.find("graph-digests").text)
    assert isinstance(answer, ox.QuerySolutions)
    asked = [tuple(int(term.value) for term in list(row)[1:]) for row in answer]
    assert asked == ([tuple(digest_of(own))] if own else [])
