"""Pushing and pulling when things go wrong: every fault is provoked with real servers, and told in
one line; nothing is lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from bench import generate
from kg.folder import changing
from kg.terms import PANJSHIR
from tests.conftest import Run, environment
from tests.faulty_servers import Fault, Seen, nth, proxy
from tests.servers import Server, free_port, isql, oxigraph, virtuoso

GRAPH = f"{PANJSHIR}graph/source/first"
OTHER = f"{PANJSHIR}graph/source/second"
SECRET = "hunter-of-secrets"
KILL = {"cut_request": True}


# What the tests share


@pytest.fixture
def kg(run: Run, tmp_path: Path) -> Run:
    """Run ``kg`` with its state and its temporary files in the test's folder; what it says holds
    neither a traceback nor a secret, and neither does the journal."""
    state, temporary = tmp_path / "state", tmp_path / "temporary"
    temporary.mkdir()

    def command(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        own = {"XDG_STATE_HOME": str(state), "TMPDIR": str(temporary), "NETRC": str(state / "no")}
        done = run(*arguments, **(own | env))
        assert "Traceback" not in done.stderr
        kept = [path.read_text() for path in state.rglob("*.jsonl") if path.is_file()]
        assert all(SECRET not in text for text in (done.stdout, done.stderr, *kept))
        assert not list(temporary.iterdir())
        return done

    return command


def fault(done: subprocess.CompletedProcess[str], code: int = 3) -> str:
    """The message of a command that failed for the sake of data or environment: its last line."""
    assert done.returncode == code, done
    assert done.stderr.count("error: ") == 1, done
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    return last.removeprefix("error: ")


def well(done: subprocess.CompletedProcess[str]) -> str:
    """What a command said that ended well."""
    assert done.returncode == 0, done
    return done.stdout


def checked(kg: Run, *to: object, **env: str) -> None:
    """The store holds what is here, says a comparison that sends nothing."""
    assert well(kg("push", *to, "--check", **env)) == "checked: the store holds what is here\n"


def statements(size: int, text: str = "") -> Iterator[ox.Triple]:
    """As many statements as are wanted."""
    says = ox.NamedNode("https://example.org/says")
    for number in range(size):
        subject = ox.NamedNode(f"https://example.org/thing/{number}")
        yield ox.Triple(subject, says, ox.Literal(f"{text}{number}"))


def holding(folder: Path, sizes: dict[str, int], text: str = "") -> Path:
    """A folder store whose graphs hold so many statements."""
    with changing(folder) as store:
        for graph, size in sizes.items():
            name = ox.NamedNode(graph)
            store.quads.remove_graph(name)
            store.quads.bulk_extend(ox.Quad(*triple, name) for triple in statements(size, text))
    return folder


def by_thousands(url: str) -> tuple[str, ...]:
    """The address of a store that is sent a thousand statements at a time."""
    return (f"{url}/query", "--store-kind", "sparql11", "--update-url", f"{url}/update")


def ask(server: Server, query: str) -> list[str]:
    """The lines of the answer to a query, below their heading."""
    answer = httpx.get(
        server.query, params={"query": query}, headers={"Accept": "text/csv"}, timeout=60
    )
    answer.raise_for_status()
    return answer.text.split()[1:]


def size(server: Server, graph: str = GRAPH) -> int:
    """How many statements a graph there holds."""
    query = f"SELECT (COUNT(?s) AS ?size) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    return int(ask(server, query)[0].strip('"'))


def change(server: Server, update: str) -> None:
    """Change a store behind our back."""
    auth = httpx.DigestAuth(server.user, server.password) if server.user else None
    headers = {"Content-Type": "application/sparql-update"}
    answer = httpx.post(server.update, content=update, headers=headers, auth=auth, timeout=60)
    answer.raise_for_status()


@pytest.fixture
def oxi(tmp_path: Path) -> Iterator[Server]:
    """An empty Oxigraph server."""
    with oxigraph(tmp_path / "oxigraph") as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Virtuoso with a user who may write, and one who may not."""
    folder = tmp_path_factory.mktemp("virtuoso") / "empty"
    with virtuoso(folder) as server:
        isql(
            server,
            f"DB.DBA.USER_CREATE('writer', '{SECRET}');\ngrant SPARQL_UPDATE to \"writer\";\n"
            f"DB.DBA.USER_CREATE('reader', '{SECRET}');\ngrant SPARQL_SELECT to \"reader\";\n"
            "shutdown;\n",
        )
        server.process.wait(60)  # type: ignore[union-attr]
    return folder


@pytest.fixture(scope="module")
def virtuoso_shared(virtuoso_folder: Path) -> Iterator[Server]:
    """A Virtuoso for the tests that do not kill it."""
    folder = Path(shutil.copytree(virtuoso_folder, virtuoso_folder.parent / "shared"))
    with virtuoso(folder) as server:
        yield server


@pytest.fixture
def virt(virtuoso_shared: Server) -> Server:
    """A Virtuoso without graphs of ours."""
    own = f'FILTER(STRSTARTS(STR(?g), "{PANJSHIR}"))'
    for graph in ask(virtuoso_shared, f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} {own} }}"):
        change(virtuoso_shared, f"DROP SILENT GRAPH <{graph.strip(chr(34))}>")
    return virtuoso_shared


WRITER = {"KG_USER": "writer", "KG_PASSWORD": SECRET}


# A store that is killed


def test_a_store_that_is_killed_and_restarted_in_mid_push(
    kg: Run, oxi: Server, tmp_path: Path
) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 5_000})

    def restart() -> None:
        oxi.kill()
        oxi.start()

    with proxy(oxi.query, nth(3, Fault(cut_request=True, after=restart))) as between:
        done = kg("push", *by_thousands(between.url), "--store", folder)
    assert well(done).endswith("1 new\nchecked: the store holds what is here\n")
    assert "trying again in 0.5 s" in done.stderr
    assert len(between.writes) == 5 + 1


def test_a_store_that_is_killed_and_restarted_later(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 5_000})
    with proxy(oxi.query, nth(4, Fault(cut_request=True, after=oxi.kill))) as between:
        to = (*by_thousands(between.url), "--store", folder, "--retries", 1)
        message = fault(kg("push", *to))
        assert message.startswith("the store cannot be reached: ")
        assert f", {between.url}/update, is it running, and is this its address?" in message
        assert len(between.arrived) == 3
        oxi.start()
        done = kg("push", *to)
        assert f"taking up a push that was interrupted at {GRAPH}\n" in done.stderr
        assert "1 resumed" in well(done)
        assert len(set(between.arrived)) == len(between.arrived) == 5
        checked(kg, *to)
    assert not list((tmp_path / "state").rglob("*.jsonl"))
    assert fault(kg("push", f"http://127.0.0.1:{free_port()}", "--retries", 0, "--store", folder))


@pytest.mark.parametrize("restarted", ["within the retries", "later"])
def test_a_virtuoso_that_is_killed(
    restarted: str, kg: Run, virtuoso_folder: Path, tmp_path: Path
) -> None:
    """It forgets what it had not written down; that is seen, and mended by the next push."""
    folder = holding(tmp_path / "store", {GRAPH: 7_000, OTHER: 4_000})
    with virtuoso(Path(shutil.copytree(virtuoso_folder, tmp_path / "virtuoso"))) as server:
        before = holding(tmp_path / "before", {GRAPH: 6_500}, "before")
        env = WRITER | {"KG_STORE": str(folder)}
        well(kg("push", server.query, **env | {"KG_STORE": str(before)}))
        isql(server, "checkpoint;\n")

        def kill() -> None:
            server.kill()
            if restarted != "later":
                server.start()

        with proxy(server.query, nth(5, Fault(cut_request=True, after=kill))) as between:
            to = (f"{between.url}/sparql", "--via", "update", "--retries", 2)
            done = kg("push", *to, **env)
            if restarted == "later":
                assert between.url in fault(done)
                server.start()
            assert size(server) in (6_500, 7_000)
            done = kg("push", *to, **env)
            if done.returncode == 3:
                assert fault(done).startswith("not all that was sent has arrived")
            if done.returncode:
                done = kg("push", *to, **env)
            well(done)
            checked(kg, *to, **env)
        assert (size(server), size(server, OTHER)) == (7_000, 4_000)
        assert size(server, f"{GRAPH}#incoming") == 0


def test_a_push_that_is_killed_goes_on_where_it_was(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    generate.write(tmp_path / "generated.nq", 30_000)
    with changing(folder) as store:
        store.quads.bulk_load(path=tmp_path / "generated.nq", format=ox.RdfFormat.N_QUADS)
    env = environment(XDG_STATE_HOME=str(tmp_path / "state"))
    started: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        started[0].kill()
        started[0].wait()

    with proxy(oxi.query, nth(60, Fault(after=kill, no_answer=True))) as between:
        to = ("push", between.url, "--store", str(folder), "--via", "update")
        started.append(subprocess.Popen([sys.executable, "-m", "kg", *to], cwd=tmp_path, env=env))
        assert started[0].wait(60) == -signal.SIGKILL
        before = len(between.arrived)
        assert before == 59
        done = kg(*to)
        assert "59 unchanged" in well(done) or "60 unchanged" in well(done)
        assert len(set(between.arrived)) == len(between.arrived) > 2 * before
        checked(kg, *to[1:])


def test_a_push_that_is_interrupted_says_so(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 5_000})
    env = environment(XDG_STATE_HOME=str(tmp_path / "state"))
    started: list[subprocess.Popen[str]] = []

    def interrupt() -> None:
        started[0].send_signal(signal.SIGINT)

    failing = (Fault(answer=503, after=interrupt), *(Fault(answer=503) for _ in range(5)))
    with proxy(oxi.query, nth(3, *failing)) as between:
        to = (*by_thousands(between.url), "--store", str(folder))
        command = [sys.executable, "-m", "kg", "push", *to]
        begun = time.monotonic()
        process = subprocess.Popen(
            command, cwd=tmp_path, env=env, stderr=subprocess.PIPE, encoding="utf-8"
        )
        started.append(process)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 3
        assert said.splitlines()[-1] == (
            f"error: interrupted, some of it may have arrived, {between.url}/query, push again: it "
            "goes on from there"
        )
        assert time.monotonic() - begun < 20
        between.fault = lambda seen: None
        assert "1 resumed" in well(kg("push", *to))


# A network that fails


WAYS = ["gsp", "update", "bulk"]
CUTS = (
    *(Fault(cut_request=True), None),
    *(Fault(cut_answer=True), None),
    *(Fault(no_answer=True), None),
    *(Fault(answer=503), None),
)


@pytest.mark.parametrize("way", WAYS)
def test_connections_that_are_cut(way: str, kg: Run, oxi: Server, tmp_path: Path) -> None:
    """Each request fails once, for new graphs as for those that are replaced."""
    sizes = {GRAPH: 100, OTHER: 50, f"{PANJSHIR}graph/source/third": 10}
    told = ""
    with proxy(oxi.query, nth(1, *CUTS)) as between:
        for content in ("one", "another"):
            folder = holding(tmp_path / "store", sizes, content)
            done = kg("push", between.url, "--via", way, "--store", folder)
            assert well(done).endswith("checked: the store holds what is here\n")
            checked(kg, between.url, "--store", folder)
            told += done.stderr
    assert told.count("trying again in 0.5 s\n") == 4
    assert "answers HTTP 503; trying again" in told


def test_a_lost_answer_empties_no_graph(kg: Run, virt: Server, tmp_path: Path) -> None:
    """Each request to Virtuoso is made twice; among them the one by which a graph that was put
    together beside another takes its place."""
    folder = holding(tmp_path / "store", {GRAPH: 4_000}, "before")
    well(kg("push", virt.query, "--store", folder, **WRITER))
    holding(folder, {GRAPH: 4_005}, "after")
    met: set[str] = set()

    def lose(seen: Seen) -> Fault | None:
        if not seen.writes or "authorization" not in seen.headers or seen.content in met:
            return None
        met.add(seen.content)
        return Fault(no_answer=True)

    for way in ("update", "gsp"):
        with proxy(virt.query, lose) as between:
            to = (f"{between.url}/sparql", "--store", folder)
            assert "1 replaced" in well(kg("push", *to, "--via", way, **WRITER))
            checked(kg, *to, **WRITER)
            assert len(between.arrived) >= 4
        assert size(virt, f"{GRAPH}#incoming") == 0
        holding(folder, {GRAPH: 4_010}, "again")


def test_a_store_that_fails_for_good(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    failing = [Fault(answer=500)] * 9
    with proxy(oxi.query, nth(1, *failing)) as between:
        done = kg("push", between.url, "--store", folder, "--retries", 2)
        assert fault(done) == (
            f"the store fails: HTTP 500, as the test has it, {between.url}/store, push again when "
            "it works: what arrived is not sent again"
        ) or "HTTP 500" in fault(done)
        assert len(between.writes) == 3
        between.fault = lambda seen: None
        well(kg("push", between.url, "--store", folder))


# Who may not


def test_who_may_not_write_is_told_so_at_once(kg: Run, virt: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    refusals = {
        "the store does not know who asks: HTTP 401": [
            {"KG_USER": "writer", "KG_PASSWORD": "not-his"},
            {"KG_TOKEN": SECRET},
            {"KG_HEADER": f"X-Secret: {SECRET}"},
            {},
        ],
    }
    for message, credentials in refusals.items():
        for env in credentials:
            with proxy(virt.query) as between:
                done = kg("push", f"{between.url}/sparql", "--store", folder, **env)
                assert fault(done).startswith(message)
                assert "set KG_USER and KG_PASSWORD, KG_TOKEN or KG_HEADER" in done.stderr
                assert len(between.writes) == (2 if "KG_USER" in env else 1)
    with proxy(virt.query) as between:
        env = {"KG_USER": "reader", "KG_PASSWORD": SECRET}
        for way in ("gsp", "update"):
            done = kg("push", f"{between.url}/sparql", "--store", folder, "--via", way, **env)
            assert fault(done) == way
    assert size(virt) == 0


def test_a_store_that_is_only_for_reading(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    well(kg("push", oxi.query, "--store", folder))
    oxi.stop()
    holding(folder, {GRAPH: 20})
    with oxigraph(oxi.folder, read_only=True) as server:
        for way in WAYS:
            with proxy(server.query) as between:
                done = kg("push", between.url, "--store", folder, "--via", way)
                assert "ask for the right to write there" in fault(done)
                assert "HTTP 403" in fault(done)
                assert len(between.writes) == 1
        assert size(server) == 10
