"""Who we are to a store: a real one behind a guard that asks for it in each of the usual ways."""

from __future__ import annotations

import base64
import hashlib
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import kg
from kg.credentials import Credentials, credentials_for
from tests.conftest import Run
from tests.servers import Server, oxigraph

USER, PASSWORD, TOKEN = "analyst", 'a b:c"d', "s3cret-token"

BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


CHALLENGE = 'Digest realm="here", nonce="n", qop="auth"'


def digest_fits(method: str, given: str) -> bool:
    """Whether a header answers a digest challenge of RFC 7616 for our user."""
    parts = dict(re.findall(r'(\w+)="?([^",]*)"?', given))
    first = hashlib.md5(f"{USER}:here:{PASSWORD}".encode()).hexdigest()
    second = hashlib.md5(f"{method}:{parts.get('uri')}".encode()).hexdigest()
    inner = ":".join(parts.get(name, "") for name in ("nonce", "nc", "cnonce", "qop"))
    return parts.get("response") == hashlib.md5(f"{first}:{inner}:{second}".encode()).hexdigest()


class Guard:
    """What a guard asks for, which header it looks at, and what it has seen there."""

    def __init__(self, asks: str, header: str, fits: Callable[[str, str], bool]) -> None:
        self.asks = asks
        self.header = header
        self.fits = fits
        self.seen: list[str] = []


GUARDS = {
    "basic": lambda: Guard('Basic realm="here"', "Authorization", lambda _, given: given == BASIC),
    "digest": lambda: Guard(
        'Digest realm="here", nonce="n", qop="auth"', "Authorization", digest_fits
    ),
    "bearer": lambda: Guard("Bearer", "Authorization", lambda _, given: given == f"Bearer {TOKEN}"),
    "header": lambda: Guard("", "X-Api-Key", lambda _, given: given == TOKEN),
}
SECRETS = {
    "basic": {"KG_USER": USER, "KG_PASSWORD": PASSWORD},
    "digest": {"KG_USER": USER, "KG_PASSWORD": PASSWORD},
    "bearer": {"KG_TOKEN": TOKEN},
    "header": {"KG_HEADER": f"X-Api-Key: {TOKEN}"},
}


@contextmanager
def guarded(server: Server, guard: Guard) -> Iterator[str]:
    """The address of a guard, who passes on to a store what those may who are known."""
    root = server.query.removesuffix("/query")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            given = self.headers.get(guard.header, "")
            guard.seen.append(given)
            if not guard.fits(self.command, given):
                self.answer(401, {"WWW-Authenticate": guard.asks} if guard.asks else {}, b"")
                return
            kept = {name: self.headers[name] for name in ("Content-Type", "Accept")
                    if name in self.headers}  # fmt: skip
            asked = urllib.request.Request(
                root + self.path, content or None, kept, method=self.command
            )
            with urllib.request.urlopen(asked) as answer:
                kind = {
                    "Content-Type": answer.headers.get("Content-Type", ""),
                    "Server": "Oxigraph/0",
                }
                self.answer(answer.status, kind, answer.read())

        do_GET = do_POST = do_PUT = handle_one  # noqa: N815

        def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=proxy.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The store behind the guards."""
    with oxigraph(tmp_path_factory.mktemp("behind")) as server:
        yield server


def command(url: str) -> tuple[str, ...]:
    return ("push", url, "--store-kind", "oxigraph", "--graph", "graph/actors")


@pytest.mark.parametrize("scheme", GUARDS)
def test_a_store_is_told_who_asks(scheme: str, behind: Server, run: Run, tmp_path: Path) -> None:
    """In the way it asks for; nothing secret is shown, or kept in the journal."""
    guard = GUARDS[scheme]()
    with guarded(behind, guard) as url:
        done = run(*command(url), XDG_STATE_HOME=str(tmp_path), **SECRETS[scheme])
        assert done.returncode == 0, done.stderr
        asked = run("query", "ASK {}", "--endpoint", f"{url}/query", **SECRETS[scheme])
        assert asked.stdout == "yes\n", asked.stderr
    shown = done.stdout + done.stderr + asked.stderr
    for secret in (PASSWORD, TOKEN, BASIC):
        assert secret not in shown
    if scheme == "digest":
        assert not [given for given in guard.seen if given.startswith("Basic")]


@pytest.mark.parametrize("scheme", GUARDS)
def test_a_stranger_is_refused_once(scheme: str, behind: Server, run: Run, tmp_path: Path) -> None:
    guard = GUARDS[scheme]()
    with guarded(behind, guard) as url:
        wrong = {name: value.replace("c", "x") for name, value in SECRETS[scheme].items()}
        wrong |= {"KG_HEADER": "X-Api-Key: no"} if scheme == "header" else {}
        for secrets in ({}, wrong):
            done = run(*command(url), XDG_STATE_HOME=str(tmp_path), **secrets)
            assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
            assert "set KG_USER and KG_PASSWORD, KG_TOKEN or KG_HEADER" in done.stderr
            assert "trying again" not in done.stderr
            for secret in secrets.values():
                assert secret not in done.stderr


def test_netrc_tells_who_we_are(behind: Server, run: Run, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f'machine 127.0.0.1 login {USER} password "a b:c\\"d"\n', encoding="utf-8")
    netrc.chmod(0o600)
    with guarded(behind, GUARDS["basic"]()) as url:
        env = {"XDG_STATE_HOME": str(tmp_path), "NETRC": str(netrc)}
        assert run(*command(url), **env).returncode == 0
        netrc.write_text("machine 192.0.2.1 login other password none\n", encoding="utf-8")
        assert run(*command(url), **env).returncode == 3
        netrc.write_text("machine\n", encoding="utf-8")
        bad = run(*command(url), **env)
        assert "a netrc file that cannot be read, " in bad.stderr
        assert f"{netrc}:2" in bad.stderr


RING = """
from keyring.backend import KeyringBackend
from keyring.credentials import SimpleCredential

class Ring(KeyringBackend):
    priority = 1

    def get_credential(self, service, username):
        return SimpleCredential(USER, PASSWORD) if service == SERVICE else None

    def get_password(self, service, username):
        return None

    def set_password(self, service, username, password):
        raise NotImplementedError
"""


def test_a_keyring_tells_who_we_are(behind: Server, run: Run, tmp_path: Path) -> None:
    """By the store's origin; a keyring of one entry stands for the desktop's."""
    with guarded(behind, GUARDS["basic"]()) as url:
        (tmp_path / "onering.py").write_text(
            f"SERVICE, USER, PASSWORD = {url!r}, {USER!r}, {PASSWORD!r}\n{RING}", encoding="utf-8"
        )
        env = {
            "XDG_STATE_HOME": str(tmp_path),
            "PYTHON_KEYRING_BACKEND": "onering.Ring",
            "PYTHONPATH": f"{tmp_path}:{Path(kg.__file__).parent.parent}",
        }
        done = run(*command(url), **env)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"KG_USER": "a"}, "KG_PASSWORD is not set"),
        ({"KG_PASSWORD": "geheim"}, "KG_USER is not set"),
        ({"KG_TOKEN": "geheim", "KG_HEADER": "A: geheim"}, "KG_TOKEN and KG_HEADER are set"),
        ({"KG_HEADER": "geheim"}, "KG_HEADER is no header"),
        ({"KG_TOKEN": "geh\neim"}, "KG_TOKEN holds what no header can"),
        ({"KG_TOKEN": "gehéim"}, "KG_TOKEN holds what no header can"),
    ],
)
def test_variables_that_make_no_sense_are_refused(
    variables: dict[str, str], told: str, run: Run
) -> None:
    done = run("push", "http://127.0.0.1:9/", **variables)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert told in done.stderr
    assert "geh" not in done.stderr


def test_no_password_belongs_in_an_address(run: Run) -> None:
    done = run("push", "http://me:geheim@127.0.0.1:9/sparql")
    assert done.returncode == 2
    assert "set KG_USER and KG_PASSWORD" in done.stderr
    assert "geheim" not in done.stderr


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_USER", USER)
    monkeypatch.setenv("KG_PASSWORD", PASSWORD)
    found = credentials_for("http://127.0.0.1/")
    assert found == Credentials(USER, PASSWORD)
    assert repr(found) == "Credentials(user='analyst')"
    assert PASSWORD not in str([found])
