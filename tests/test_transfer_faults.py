"""Pushing and pulling when things go wrong: every fault is provoked with real servers, and told in
one line; nothing is lost."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import generate
from kg.errors import UsageError
from kg.folder import changing
from kg.store import Store
from kg.terms import CG, PANJSHIR
from kg.transfer import Route, push
from kg.transfer.digest import Digest
from kg.transfer.journal import journal_for
from kg.transfer.pull import fetch
from kg.transfer.remote import Remote
from tests.conftest import Run, environment
from tests.faulty_servers import Answer, Fault, Seen, certificate, liar, nth, proxy
from tests.servers import Server, free_port, isql, oxigraph, virtuoso

GRAPH = f"{PANJSHIR}graph/source/first"
OTHER = f"{PANJSHIR}graph/source/second"
SECRET = "hunter-of-secrets"
NOBODY_THERE = Route("http://127.0.0.1:1")


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
    *others, last = done.stderr.splitlines()
    assert last.startswith("error: ")
    assert not [line for line in others if line.startswith("error: ")]
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


def put(server: Server, triples: Iterable[ox.Triple]) -> None:
    """Add triples to the graph behind our back."""
    auth = httpx.DigestAuth(server.user, server.password) if server.user else None
    headers = {"Content-Type": "application/n-triples"}
    lines = [f"{triple} .\n" for triple in triples]
    for start in range(0, len(lines), 100_000):
        content = "".join(lines[start : start + 100_000])
        graph = {"graph": GRAPH}
        answer = httpx.post(
            server.graph_store,
            params=graph,
            headers=headers,
            content=content,
            auth=auth,
            timeout=60,
        )
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
    generate.write(tmp_path / "generated.nq", 12_000)
    with changing(folder) as store:
        store.quads.bulk_load(path=tmp_path / "generated.nq", format=ox.RdfFormat.N_QUADS)
    env = environment(XDG_STATE_HOME=str(tmp_path / "state"))
    started: list[subprocess.Popen[bytes]] = []

    def kill() -> None:
        started[0].kill()
        started[0].wait()

    with proxy(oxi.query, nth(20, Fault(after=kill, no_answer=True))) as between:
        to = ("push", between.url, "--store", str(folder), "--via", "update")
        started.append(subprocess.Popen([sys.executable, "-m", "kg", *to], cwd=tmp_path, env=env))
        assert started[0].wait(60) == -signal.SIGKILL
        before = len(between.arrived)
        assert before == 19
        done = kg(*to)
        assert re.search("(19|20) unchanged", well(done))
        assert len(set(between.arrived)) == len(between.arrived) > before
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
        assert process.returncode == 130
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
        for way, status in (("gsp", 403), ("update", 500)):
            done = kg("push", f"{between.url}/sparql", "--store", folder, "--via", way, **env)
            assert f"the store refuses: HTTP {status}" in fault(done)
            assert "ask for the right to write there" in fault(done)
            assert len(between.writes) == 2 * (1 + WAYS.index(way))
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


# A disk that is full


@contextmanager
def small_disk(folder: Path, bytes: int) -> Iterator[Path]:
    """A disk of so many bytes; a test is skipped where none can be had."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={bytes}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(["mount", *options], capture_output=True)
    except OSError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_push_whose_disk_is_full(kg: Run, oxi: Server, tmp_path: Path) -> None:
    sizes = {f"{PANJSHIR}graph/source/{number}": 1 for number in range(60)}
    folder = holding(tmp_path / "store", {GRAPH: 3_000, **sizes})
    large = holding(tmp_path / "large", {GRAPH: 200}, "long" * 25_000)
    to = (*by_thousands(f"http://{httpx.URL(oxi.query).netloc.decode()}"), "--store")
    with small_disk(tmp_path / "small", 64 << 10) as small:
        for env in ({"TMPDIR": small}, {"XDG_STATE_HOME": small}):
            place = str(small)
            if "XDG_STATE_HOME" in env:
                (small / "filled").write_bytes(bytes(56 << 10))
            done = kg("push", *to, folder, **{name: str(path) for name, path in env.items()})
            message = fault(done)
            assert "cannot be written: No space left on device, " + place in message
            assert f"name another folder in {next(iter(env))}" in message
        (small / "filled").unlink()
        done = kg("push", *to, large, "--check", TMPDIR=str(small))
        assert f"cannot be written: No space left on device, {small}" in fault(done)
        well(kg("push", *to, folder, XDG_STATE_HOME=str(small)))
        checked(kg, *to, folder)


def test_an_answer_that_no_disk_holds_is_told(
    kg: Run, oxigraph_server: Server, tmp_path: Path
) -> None:
    query = ("query", "statements-of", "--endpoint", oxigraph_server.query)
    with small_disk(tmp_path / "small", 64 << 10) as small:
        message = fault(kg(*query, TMPDIR=str(small)))
        assert f"the answer cannot be kept: No space left on device, {small}" in message
    well(kg(*query))


def test_a_pull_to_a_full_disk_leaves_what_was_there(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "large", {GRAPH: 300}, "long" * 5_000)
    well(kg("push", oxi.query, "--store", folder))
    with small_disk(tmp_path / "small", 4 << 20) as small:
        older = small / "older.nq"
        older.write_text("older")
        assert "No space left on device" in fault(kg("pull", oxi.query, older))
        assert older.read_text() == "older"
        assert [path.name for path in small.iterdir()] == ["older.nq"]
        done = kg("pull", oxi.query, "pulled.nq", TMPDIR=str(small))
        assert "No space left on device" in fault(done)
        assert not (tmp_path / "pulled.nq").exists()
    with small_disk(tmp_path / "middling", 24 << 20) as small:
        kept = holding(small / "store", {OTHER: 20})
        before = well(kg("query", "graph-sizes", "--store", kept))
        (small / "filled").write_bytes(bytes(shutil.disk_usage(small).free - (256 << 10)))
        message = fault(kg("pull", oxi.query, kept))
        assert "cannot be written" in message
        assert "nothing was changed" in message
        assert well(kg("query", "graph-sizes", "--store", kept)) == before
        (small / "filled").unlink()
        well(kg("pull", oxi.query, tmp_path / "pulled"))


# What is no store, or says that it is elsewhere


def test_a_web_page_is_no_store(kg: Run, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    page = Answer(200, b"<!DOCTYPE html><title>Welcome</title>", {"Content-Type": "text/html"})
    with liar(page) as server:
        for arguments in (
            ("push", server.url, "--store-kind", "oxigraph", "--store", folder),
            ("push", server.url, "--store-kind", "oxigraph", "--store", folder, "--check"),
            ("push", server.url, "--store-kind", "virtuoso", "--store", folder, "--dry-run"),
            ("pull", server.url, "pulled.nq"),
            ("pull", server.url, "pulled"),
        ):
            message = fault(kg(*arguments))
            assert message.startswith("a web page answers, and no endpoint, http://127.0.0.1:")
        assert not [seen for seen in server.seen if seen.method == "PUT"]
        assert "the kind of this store cannot be told" in fault(
            kg("push", server.url, "--store", folder), 2
        )
    assert not (tmp_path / "pulled.nq").exists()
    assert not (tmp_path / "pulled").exists()


@pytest.mark.parametrize("status", [301, 307])
def test_no_redirect_takes_secrets_elsewhere(
    status: int, kg: Run, oxi: Server, tmp_path: Path
) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})

    def redirected(seen: Seen) -> Answer:
        if credentials == WRITER and "authorization" not in seen.headers:
            return Answer(401, headers={"WWW-Authenticate": 'Basic realm="here"'})
        return Answer(status, headers={"Location": f"{elsewhere.url}{seen.path}?key={SECRET}"})

    with liar(Answer(200)) as elsewhere, liar(redirected) as server:
        route = (server.url, "--store-kind", "oxigraph")
        # Or only the address that takes graphs redirects.
        partly = (oxi.query, "--graph-store-url", f"{server.url}/store", "--via", "gsp")
        for credentials, command in (
            (WRITER, ("push", *route, "--store", folder)),
            (WRITER, ("pull", *route, "x.nq")),
            (WRITER, ("push", *partly, "--store", folder)),
            ({"KG_TOKEN": SECRET}, ("push", *partly, "--store", folder)),
            ({"KG_HEADER": f"X: {SECRET}"}, ("pull", *route, "x.nq")),
        ):
            message = fault(kg(*command, **credentials))
            assert message.startswith(f"the store redirects to {elsewhere.url}")
            assert message.endswith(", name that address")
        assert elsewhere.seen == []


def test_answers_that_are_slow(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    for writing in (False, True):
        slow = Fault(after=lambda: time.sleep(1.6))
        with proxy(oxi.query, nth(1, slow, writing=writing)) as between:
            done = kg("push", between.url, "--store", folder, "--timeout", 1)
            assert fault(done).startswith(f"no answer within 1 s, {between.url}")
            assert "raise --timeout" in fault(done)
            assert len(between.writes) == writing
    with proxy(oxi.query, nth(1, slow, writing=False)) as between:
        done = kg("pull", between.url, "pulled.nq", "--timeout", 1)
        assert fault(done).startswith(f"no answer within 1 s, {between.url}")
    well(kg("push", oxi.query, "--store", folder, "--timeout", 30))
    for option, text in (("--timeout", "nan"), ("--retries", "-1")):
        fault(kg("push", oxi.query, "--store", folder, option, text), 2)


def test_certificates_are_to_be_trusted(kg: Run, oxi: Server, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = holding(tmp_path / "store", {GRAPH: 10})
    tls = certificate(tmp_path)
    with proxy(oxi.query, tls=tls) as between:
        for command in (("push", between.url, "--store", folder), ("pull", between.url, "x.nq")):
            done = kg(*command)
            assert "certificate verify failed" in fault(done)
            assert "SSL_CERT_FILE, if you trust it" in fault(done)
            assert "trying again" not in done.stderr
            assert between.seen == []
        trusted = {"SSL_CERT_FILE": str(tls[0])}
        well(kg("push", between.url, "--store", folder, **trusted))
        assert "10 quads" in well(kg("pull", between.url, "x.nq", **trusted))
        # The certificate is for an address, and not for a name.
        named = between.url.replace("127.0.0.1", "localhost")
        assert "certificate" in fault(kg("push", named, "--store", folder, **trusted))


# A store that keeps rows back


def test_a_graph_beyond_the_limit_on_rows(kg: Run, virt: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 11_000})
    to = (virt.query, "--store", folder)
    well(kg("push", *to, **WRITER))
    checked(kg, *to)
    assert "11,000 quads in 1 graphs" in well(kg("pull", virt.query, "pulled.nq"))
    pulled = (tmp_path / "pulled.nq").read_text().splitlines()
    name = ox.NamedNode(GRAPH)
    assert sorted(pulled) == sorted(f"{triple} {name} ." for triple in statements(11_000))
    gone = list(statements(10_500))[-1]
    change(virt, f"DELETE DATA {{ GRAPH {name} {{ {gone} }} }}")
    done = kg("push", *to, "--check")
    assert done.returncode == 1
    assert done.stdout == (
        f"{GRAPH}: 11,000 statements here, 10,999 there\n  1 missing there, such as\n"
        f"    {gone} .\n1 of 1 graphs differ\n"
    )
    assert "1 replaced" in well(kg("push", *to, **WRITER))


# Others at the same time


@contextmanager
def watched(server: Server) -> Iterator[list[int]]:
    """The sizes of the graph that a reader sees who asks all the time, without repetitions."""
    seen: list[int] = []
    ended = threading.Event()
    query = f"SELECT (COUNT(?s) AS ?size) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}"

    def look() -> None:
        with httpx.Client(timeout=60) as client:
            while not ended.wait(0.02):
                headers = {"Accept": "text/csv"}
                answer = client.get(server.query, params={"query": query}, headers=headers)
                if answer.is_success:
                    counted = int(answer.text.split()[1].strip('"'))
                    seen.extend([] if seen[-1:] == [counted] else [counted])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
        time.sleep(0.3)
    finally:
        ended.set()
        watcher.join()


REPLACED = [
    *(("oxigraph", "gsp", 9_000), ("oxigraph", "update", 21_000), ("oxigraph", "bulk", 9_000)),
    *(("virtuoso", "update", 2_000), ("virtuoso", "gsp", 4_000), ("virtuoso", "update", 4_000)),
    ("virtuoso", "gsp", 101_000),
]


@pytest.mark.parametrize(("kind", "way", "many"), REPLACED)
def test_a_reader_sees_the_old_graph_or_the_new(
    kind: str, way: str, many: int, kg: Run, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = request.getfixturevalue({"oxigraph": "oxi", "virtuoso": "virt"}[kind])
    put(server, statements(many, "old"))
    folder = holding(tmp_path / "store", {GRAPH: many + 11}, "new")
    with watched(server) as seen:
        to = (server.query, "--store", folder, "--via", way)
        assert "1 replaced" in well(kg("push", *to, **WRITER))
    first, *between, last = seen
    assert (first, last) == (many, many + 11)
    # In Virtuoso a count that is under way when the graph is replaced may count some of both.
    assert len(between) <= (kind == "virtuoso"), seen


def test_two_pushes_at_once(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    begun, ended = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        ended.wait(60)

    with proxy(oxi.query, nth(1, Fault(after=wait))) as between:
        env = environment(XDG_STATE_HOME=str(tmp_path / "state"))
        command = [sys.executable, "-m", "kg", "push", between.url, "--store", str(folder)]
        one = subprocess.Popen(command, env=env, stdout=subprocess.PIPE)
        assert begun.wait(60)
        for url in (between.url, f"{between.url}/query"):
            message = fault(kg("push", url, "--store", folder))
            assert message == (
                f"another push to this store is under way, {between.url}/query, wait for it"
            )
        ended.set()
        said, _ = one.communicate(timeout=60)
        assert one.returncode == 0, said
        checked(kg, between.url, "--store", folder)


def test_a_pull_while_somebody_writes(kg: Run, oxi: Server, tmp_path: Path) -> None:
    """What comes is what was counted, or the pull says that it is not."""
    folder = holding(tmp_path / "store", {GRAPH: 100, OTHER: 50})
    well(kg("push", oxi.query, "--store", folder))
    (tmp_path / "pulled.nq").write_text("older")
    more = Fault(after=lambda: change(oxi, f"INSERT DATA {{ GRAPH <{OTHER}> {{ <x:a> a 1 }} }}"))

    def when_counted(seen: Seen) -> Fault | None:
        asked.append(seen.path)
        return more if len(asked) == 3 else None

    asked: list[str] = []
    with proxy(oxi.query, when_counted) as between:
        done = kg("pull", between.url, "pulled.nq")
        assert fault(done) == (
            f"51 statements of {OTHER} came, where 50 were promised, {between.url}/query, pull "
            "again when nobody writes to it"
        )
        assert (tmp_path / "pulled.nq").read_text() == "older"
        assert "151 quads" in well(kg("pull", between.url, "pulled.nq"))


def test_a_pull_of_what_is_not_there(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    none = "https://example.org/none/"
    message = fault(kg("pull", oxi.query, "x.nq"))
    assert (
        message == f"no graph of the data set at {PANJSHIR}, {oxi.query}, name its base with "
        "--base, or graphs"
    )
    well(kg("push", oxi.query, "--store", folder))
    message = fault(kg("pull", oxi.query, "x.nq", "--base", none))
    assert message.startswith(f"no graph of the data set at {none}, {oxi.query}")
    message = fault(kg("pull", oxi.query, "x.nq", "--graph", "graph/none"), 2)
    assert message.startswith("no graph there fits 'graph/none'")
    assert not (tmp_path / "x.nq").exists()


def test_a_pull_into_a_store_that_is_in_use(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "source", {GRAPH: 10})
    well(kg("push", oxi.query, "--store", folder))
    store = holding(tmp_path / "store", {OTHER: 20})
    before = well(kg("query", "graph-sizes", "--store", store))
    with changing(store):
        message = fault(kg("pull", oxi.query, store))
        assert message == (
            f"the store is in use by another process, {store}, wait until it has finished"
        )
    assert well(kg("query", "graph-sizes", "--store", store)) == before


def test_a_pull_of_what_breaks_the_model(kg: Run, oxi: Server, tmp_path: Path) -> None:
    two = f"<{PANJSHIR}proposition/p> a <{CG.Proposition.value}>"
    change(oxi, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {two} }} }}")
    store = holding(tmp_path / "store", {OTHER: 20})
    before = well(kg("query", "graph-sizes", "--store", store))
    message = fault(kg("pull", oxi.query, store))
    assert "proposition/p" in message
    assert well(kg("query", "graph-sizes", "--store", store)) == before
    assert "Traceback" not in message
    assert "1 quads" in well(kg("pull", oxi.query, "x.nq"))


# A journal that is no journal


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda text: b"",
    "cut in its last line": lambda text: text[:-20],
    "cut in its first line": lambda text: text[:20],
    "holed": lambda text: text.replace(b"begun", b"be\xff\x00gun", 1),
    "of another version": lambda text: b'{"version": 2}\n' + text,
    "of other kinds": lambda text: b'{"graph": [], "state": {}}\n' + text,
    "no objects": lambda text: b'1\n"two"\n[3]\nnull\n' + text,
    "too deep": lambda text: b"[" * 100_000 + b"\n" + text,
    "of other parts": lambda text: text.replace(b'"quads": 1000', b'"quads": "many"'),
    "of nothing": lambda text: text.replace(b'"begun"', b'"begin"'),
    "shuffled": lambda text: b"".join(reversed(text.splitlines(keepends=True))),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_journal_is_not_believed(
    damage: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    digest = Digest(3_000, 1, 2)
    with suppress(InterruptedError), journal_for("http://127.0.0.1:1/query") as journal:
        journal.begin(GRAPH, digest, "insert 1000")
        journal.part(GRAPH, "first", 1_000)
        journal.part(GRAPH, "second", 1_000)
        raise InterruptedError
    (file,) = (tmp_path / "claimgraph").glob("*.jsonl")
    file.write_bytes(damage(file.read_bytes()))
    with suppress(InterruptedError), journal_for("http://127.0.0.1:1/query") as journal:
        resumed = journal.begun(GRAPH, digest)
        assert (resumed is None) == (damage is not DAMAGES["cut in its last line"])
        if resumed:
            assert journal.parts(GRAPH) == {"first": 1_000}
        journal.begin(OTHER, digest, "insert 1000")
        raise InterruptedError
    with journal_for("http://127.0.0.1:1/query") as journal:
        assert OTHER in journal.unfinished()
    assert not file.exists()


@pytest.mark.parametrize("name", ["cut in its last line", "of another version"])
def test_a_push_goes_on_with_a_damaged_journal(
    name: str, kg: Run, oxi: Server, tmp_path: Path
) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 3_000})
    with proxy(oxi.query, nth(3, Fault(answer=400))) as between:
        to = (*by_thousands(between.url), "--store", folder)
        assert "HTTP 400" in fault(kg("push", *to))
        (journal,) = (tmp_path / "state" / "claimgraph").glob("*.jsonl")
        journal.write_bytes(DAMAGES[name](journal.read_bytes()))
        resumed = name == "cut in its last line"
        assert ("1 resumed" if resumed else "1 replaced") in well(kg("push", *to))
        checked(kg, *to)
    assert not journal.exists()


def test_a_journal_that_cannot_be(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    with proxy(oxi.query, nth(1, Fault(answer=400))) as between:
        to = (between.url, "--store", folder)
        fault(kg("push", *to))
        (journal,) = (tmp_path / "state" / "claimgraph").glob("*.jsonl")
        journal.unlink()
        journal.mkdir()
        message = fault(kg("push", *to))
        assert message.startswith(f"the journal cannot be written: Is a directory, {journal}, ")
        assert message.endswith("name another folder in XDG_STATE_HOME")
        (tmp_path / "file").write_text("")
        message = fault(kg("push", *to, XDG_STATE_HOME=str(tmp_path / "file")))
        assert message.startswith("the journal cannot be written: ")
        well(kg("push", *to, XDG_STATE_HOME=str(tmp_path / "other")))


# Hostile input


NOT_ADDRESSES = [
    *("http://", "http://127.0.0.1:99999", "http://127.0.0.1:port", "http://[::1", "http:///query"),
    *("file:///etc/passwd", "ftp://127.0.0.1/query", "127.0.0.1:7878", "javascript:alert(1)", "x"),
    *("http://a b/query", "http://127.0.0.1:1\r\nX: y/query", "http://\u202e.example/\x1b[2J"),
]


@pytest.mark.parametrize("kind", ["oxigraph", "sparql11", ""])
def test_addresses_that_are_none(kind: str) -> None:
    for url in NOT_ADDRESSES:
        for route in (Route(url, kind), Route("http://127.0.0.1:1", kind, update=url)):
            with pytest.raises(UsageError, match="not an address of a store"):
                Remote(route, PANJSHIR)


def test_commands_refuse_what_is_no_address(kg: Run, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    for url in ("http://", "file:///etc/passwd", "http://127.0.0.1:99999"):
        for command in (("push", url, "--store", folder), ("pull", url, "x.nq")):
            message = fault(kg(*command), 2)
            assert message.endswith(", write http://host:port/path")


def test_secrets_in_addresses_are_not_shown(kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    host = oxi.query.removeprefix("http://")
    within = f"http://somebody:{SECRET}@{host}"
    for to in ((within,), (oxi.query, "--update-url", within), (within, "--check")):
        message = fault(kg("push", *to, "--store", folder), 2)
        assert message.startswith("an address with a user or a password in it, leave them out")
    message = fault(kg("push", oxi.query, "--graph-store-url", within, "--store", folder), 2)
    assert message.startswith("an address with a user or a password in it")
    for kind in ((), ("--store-kind", "oxigraph")):
        with liar(Answer(500)) as server:
            to = (f"{server.url}/?key={SECRET}", *kind, "--retries", 0, "--store", folder)
            assert kg("push", *to).returncode in (2, 3)


VARIABLES = [
    ("KG_HEADER", f"X: {SECRET}\r\nX-Other: 1"),
    ("KG_HEADER", f"X\r\nX-Other: {SECRET}"),
    ("KG_HEADER", f"X Y: {SECRET}"),
    ("KG_HEADER", f"\u00e9: {SECRET}"),
    ("KG_HEADER", SECRET),
    ("KG_HEADER", f": {SECRET}"),
    ("KG_TOKEN", f"{SECRET}\nX-Other: 1"),
    ("KG_TOKEN", f"{SECRET}\u202e"),
]


@pytest.mark.parametrize(("name", "value"), VARIABLES)
def test_variables_that_would_write_headers(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=name) as raised, Remote(NOBODY_THERE, PANJSHIR):
        pass
    assert SECRET not in str(raised.value)


def test_netrc_files(kg: Run, virt: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    netrc = tmp_path / "netrc"
    for text, told in (
        (f"machine 127.0.0.1 login writer password {SECRET} and more", f"read, {netrc}:1, mend"),
        (f"machin 127.0.0.1 login writer password {SECRET}", f"read, {netrc}:1, mend"),
        (f"machine 192.0.2.1 login writer password {SECRET}", "does not know who asks: HTTP 401"),
        ("\x00\xff", "a netrc file that cannot be read"),
    ):
        netrc.write_bytes(text.encode("latin-1"))
        netrc.chmod(0o600)
        assert told in fault(kg("push", virt.query, "--store", folder, NETRC=str(netrc)))
    netrc.write_text(f"machine 127.0.0.1 login writer password {SECRET}\n")
    well(kg("push", virt.query, "--store", folder, NETRC=str(netrc)))


HOSTILE_NAMES = [
    "https://example.org/a'b(c)*d",
    "https://example.org/100%25?q=%22%3E&x=1#f%20g",
    "https://example.org/\u202egraph/\u0645\u0632\u0627\u0631/\U0001f5fa",
    "https://example.org/" + "long" * 400,
    "urn:x:a;b",
    f"{PANJSHIR}graph/a#incoming",
]


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso"])
def test_names_of_graphs(
    kind: str, kg: Run, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    server = request.getfixturevalue({"oxigraph": "oxi", "virtuoso": "virt"}[kind])
    folder = holding(tmp_path / "store", dict.fromkeys(HOSTILE_NAMES, 3))
    for way in ("gsp", "update"):
        holding(folder, dict.fromkeys(HOSTILE_NAMES, 3), way)
        done = kg("push", server.query, "--store", folder, "--via", way, "--prune", **WRITER)
        assert well(done).endswith("\nchecked: the store holds what is here\n")
    for graph in HOSTILE_NAMES:
        assert size(server, graph) == 3
        change(server, f"DROP SILENT GRAPH <{graph}>")


@pytest.mark.parametrize("pattern", ["x> ; DROP ALL ; #", 'a"b <c>', "a\nb\x1b[2J"])
def test_patterns_that_fit_no_graph(pattern: str, kg: Run, oxi: Server, tmp_path: Path) -> None:
    folder = holding(tmp_path / "store", {GRAPH: 10})
    with proxy(oxi.query) as between:
        done = kg("push", between.url, "--store", folder, "--graph", pattern)
        assert "\x1b" not in fault(done, 2)
        assert between.asked == []


def test_names_of_graphs_that_a_store_makes_up(kg: Run, tmp_path: Path) -> None:
    """A store that lies about its graphs gets no request to remove them, and no broken file."""
    folder = holding(tmp_path / "store", {GRAPH: 10})
    name = f"{PANJSHIR}graph/x> ; DROP ALL ; #"
    row = {"graph": {"type": "uri", "value": name}, "size": {"type": "literal", "value": "3"}}
    row["size"]["datatype"] = "http://www.w3.org/2001/XMLSchema#integer"
    body = {"head": {"vars": ["graph", "size"]}, "results": {"bindings": [row]}}
    kind = {"Content-Type": "application/sparql-results+json"}
    with liar(Answer(200, json.dumps(body).encode(), kind)) as server:
        route = (server.url, "--store-kind", "oxigraph")
        assert fault(kg("push", *route, "--store", folder, "--prune"))
        assert fault(kg("pull", *route, "x.nq", "--base", PANJSHIR))
        assert not [seen for seen in server.seen if seen.writes]
    assert not (tmp_path / "x.nq").exists()


HOSTILE = (
    *("", " ", "\t\n\r\b\f", "\v", '"""', "'''", "\\", "\\\\n", '\\"', "\\u0041", "a\r\nb"),
    *("\x01", "\x7f\x85", "\u2028\u2029", "\u202eabc\u202c", "\u200f", "\ufeff", "\ufffd"),
    *("\U0010ffff", "e\u0301", "\u0645\u0632\u0627\u0631", "> } ; DROP ALL ; #", "$x ?y", "@en"),
    *("{ GRAPH <x> { ?s ?p ?o } }", "^^<x:y>", "%22%3E", "&lt;<b>", "a MB: " + 'ab\n"' * 250_000),
)


def texts(values: Iterable[str]) -> list[ox.Quad]:
    """Statements that carry texts, with and without a language."""
    says, name = ox.NamedNode("https://example.org/says"), ox.NamedNode(GRAPH)
    made = []
    for number, text in enumerate(values):
        subject = ox.NamedNode(f"https://example.org/text/{number}")
        for literal in (ox.Literal(text), ox.Literal(text, language="fa")):
            made.append(ox.Quad(subject, says, literal, name))
    return made


@pytest.mark.parametrize(
    ("kind", "way"),
    [*(("oxigraph", way) for way in WAYS), ("virtuoso", "gsp"), ("virtuoso", "update")],
)
def test_any_text_is_carried_unchanged(
    kind: str,
    way: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = request.getfixturevalue({"oxigraph": "oxi", "virtuoso": "virt"}[kind])
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name, value in WRITER.items():
        monkeypatch.setenv(name, value)
    route = Route(server.query, way=way)

    def carried(values: list[str]) -> None:
        here = Store(ox.Store())
        here.quads.extend(texts(values))
        assert push(here, route), values
        with Remote(route, PANJSHIR) as remote:
            fetch(
                remote, {GRAPH: len(here.quads)}, tmp_path / "back.nq", lambda graphs, quads: None
            )
        back = ox.parse(path=tmp_path / "back.nq", format=ox.RdfFormat.N_QUADS)
        assert set(back) == set(here.quads)

    carried([*HOSTILE, *(["\x00", "a\x00b"] if kind == "oxigraph" else [])])

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), max_size=30))
    def any_text(values: list[str]) -> None:
        carried(["one at least", *values])

    any_text()
