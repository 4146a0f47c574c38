"""Servers that fail as real ones do: on loopback, each ended with the block that started it.

A proxy stands before a real store and counts, delays, or cuts; the others are no stores at all.
"""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


class Seen(NamedTuple):
    """A request as it came: what was asked of which path, and with which content."""

    method: str
    path: str
    content: str
    headers: dict[str, str]
    status: int

    @property
    def writes(self) -> bool:
        """Whether it changes the store, or would."""
        queried = self.path.partition("?")[0].endswith(("/query", "/sparql"))
        return self.method in ("PUT", "POST", "DELETE") and not queried


class Fault(NamedTuple):
    """What happens to a request in place of being passed on as it is.

    `after` is done first. ``answer`` is given without asking the store; the connection ends after
    the first half of the content of the request, or of the answer.
    """

    answer: int = 0
    cut_request: bool = False
    cut_answer: bool = False
    no_answer: bool = False
    after: Callable[[], object] = lambda: None


Faults = Callable[[Seen], "Fault | None"]


def nth(number: int, *faults: Fault | None, writing: bool = True) -> Faults:
    """These faults for the requests from that number on, counted from 1, and none for others."""
    numbers, lock = count(1), threading.Lock()

    def given(seen: Seen) -> Fault | None:
        # A request without a password, where one is needed, is made again with it.
        asked_first = "-auth" in seen.path and "authorization" not in seen.headers
        if seen.writes != writing or asked_first:
            return None
        with lock:
            at = next(numbers) - number
        return faults[at] if 0 <= at < len(faults) else None

    return given


class Proxy:
    """Passes requests on to a store, and keeps what it saw; `fault` says what happens to each."""

    def __init__(self, store: str, fault: Faults = lambda seen: None) -> None:
        self.store = urlsplit(store)
        self.fault = fault
        # As they came, and as they were answered.
        self.asked: list[Seen] = []
        self.seen: list[Seen] = []
        self.url = ""

    @property
    def writes(self) -> list[Seen]:
        """The requests that change the store."""
        return [seen for seen in self.asked if seen.writes]

    @property
    def arrived(self) -> list[str]:
        """What the requests held that changed the store, and whose answer was passed on."""
        return [seen.content for seen in self.seen if seen.writes and 200 <= seen.status < 300]


@contextmanager
def proxy(
    store: str,
    fault: Faults = lambda seen: None,
    tls: tuple[Path, Path] | None = None,
) -> Iterator[Proxy]:
    """A proxy before the store at an address; `tls` names its certificate and key."""
    made = Proxy(store, fault)

    class Handler(_Handler):
        def answer(self, content: bytes) -> None:
            _pass_on(self, made, content)

    with _serving(Handler, tls) as url:
        made.url = url
        yield made


class Answer(NamedTuple):
    """What a server that is no store says to everything."""

    status: int
    content: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012 (a tuple's default)
    pause: float = 0.0


class Liar(NamedTuple):
    """A server that says the same to everything, and what it was asked."""

    url: str
    seen: list[Seen]


@contextmanager
def liar(
    said: Answer | Callable[[Seen], Answer], tls: tuple[Path, Path] | None = None
) -> Iterator[Liar]:
    """A server that says the same to everything, or what a function makes of the request.

    `tls` names its certificate and key.
    """
    heard: list[Seen] = []
    ended = threading.Event()

    class Handler(_Handler):
        def answer(self, content: bytes) -> None:
            seen = _seen(self, content, 0)
            given = said if isinstance(said, Answer) else said(seen)
            heard.append(seen._replace(status=given.status))
            ended.wait(given.pause)
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.content)))
            self.end_headers()
            self.wfile.write(given.content)

    with _serving(Handler, tls) as url:
        try:
            yield Liar(url, heard)
        finally:
            ended.set()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody but itself vouches for, and its key."""
    paths = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
        f"subjectAltName=IP:127.0.0.1 -out {paths[0]} -keyout {paths[1]}".split(),
        check=True,
        capture_output=True,
    )
    return paths


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        if len(content) < length:
            self.close_connection = True
            return
        try:
            self.answer(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, content: bytes) -> None:
        raise NotImplementedError

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: object, client_address: object) -> None:
        if self.tls:
            try:
                with self.tls.wrap_socket(request, server_side=True) as safe:  # type: ignore[arg-type]
                    super().finish_request(safe, client_address)  # type: ignore[arg-type]
            except OSError:
                # Whoever asked does not trust us.
                return
        else:
            super().finish_request(request, client_address)  # type: ignore[arg-type]


@contextmanager
def _serving(
    handler: type[BaseHTTPRequestHandler], tls: tuple[Path, Path] | None = None
) -> Iterator[str]:
    with _Server(("127.0.0.1", 0), handler) as server:
        if tls:
            server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.tls.load_cert_chain(*tls)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _seen(handler: BaseHTTPRequestHandler, content: bytes, status: int) -> Seen:
    headers = {name.lower(): value for name, value in handler.headers.items()}
    command = handler.command
    return Seen(command, handler.path, sha256(content).hexdigest(), headers, status)


def _pass_on(handler: BaseHTTPRequestHandler, proxy: Proxy, content: bytes) -> None:
    seen = _seen(handler, content, 0)
    proxy.asked.append(seen)
    fault = proxy.fault(seen) or Fault()
    if fault.answer:
        fault.after()
        proxy.seen.append(seen._replace(status=fault.answer))
        _answer(handler, fault.answer, [], b"as the test has it")
        return
    connection = HTTPConnection(proxy.store.hostname or "", proxy.store.port, timeout=120)
    try:
        connection.putrequest(seen.method, seen.path, skip_host=True, skip_accept_encoding=True)
        for name, value in handler.headers.items():
            if name.lower() != "connection":
                connection.putheader(name, value)
        connection.endheaders()
        if fault.cut_request:
            connection.send(content[: len(content) // 2])
            connection.close()
            fault.after()
            raise ConnectionResetError
        connection.send(content)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException):
        proxy.seen.append(seen)
        handler.close_connection = True
        return
    finally:
        connection.close()
    fault.after()
    if fault.no_answer or fault.cut_answer:
        proxy.seen.append(seen)
        handler.close_connection = True
    else:
        proxy.seen.append(seen._replace(status=answer.status))
    if fault.no_answer:
        return
    headers = [pair for pair in answer.getheaders() if pair[0].lower() not in _OWN]
    if fault.cut_answer:
        head = b"HTTP/1.1 %d cut\r\nContent-Length: %d\r\n" % (answer.status, len(body))
        handler.wfile.write(head + (b"\r\n" + body[: len(body) // 2] if body else b""))
        return
    _answer(handler, answer.status, headers, body)


_OWN = ("content-length", "transfer-encoding", "connection")


def _answer(
    handler: BaseHTTPRequestHandler, status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    handler.send_response_only(status)
    for name, value in headers:
        handler.send_header(name, value)
    if status != 204:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body if status != 204 else b"")
