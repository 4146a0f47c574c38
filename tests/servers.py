"""Real triple stores for tests: each on free ports of loopback, in a folder of its own.

A store is started by a context manager and ended with its block; what it holds stays in the folder,
so that another can be started there.
"""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.servers import answers, configure_virtuoso, free_port, program

# How long a store may take to start or to end, in seconds.
PATIENCE = 120


@dataclass
class Server:
    """A store that runs, and how to reach it; user and password where writing needs them."""

    command: list[str]
    folder: Path
    query: str
    update: str
    graph_store: str
    user: str = ""
    password: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        while not answers(self.query):
            assert self.process.poll() is None, f"{self.command[0]} ended in {self.folder}"
            assert time.monotonic() < end, f"{self.query} does not answer"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def kill(self) -> None:
        """End it at once, as kill -9 does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def oxigraph(
    folder: Path, *, port: int = 0, read_only: bool = False, union: bool = True
) -> Iterator[Server]:
    """An Oxigraph server over a folder, whose default graph is the union of its graphs, or a graph
    of its own."""
    port = port or free_port()
    command = [_program("oxigraph"), "serve-read-only" if read_only else "serve"]
    command += ["--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    command += ["--union-default-graph"] if union else []
    folder.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    yield from _running(Server(command, folder, f"{url}/query", f"{url}/update", f"{url}/store"))


@contextmanager
def virtuoso(folder: Path, *, port: int = 0, rows: int = 10_000) -> Iterator[Server]:
    """A Virtuoso as it is installed: all may read, and who has the password of dba may write.

    It reads files of its folder and the folder above, and answers with at most so many rows.
    """
    port = port or free_port()
    command = [_program("virtuoso-t"), "-f", "-c", "virtuoso.ini"]
    folder.mkdir(parents=True, exist_ok=True)
    _configure(folder, port, rows)
    url = f"http://127.0.0.1:{port}"
    yield from _running(
        Server(
            command,
            folder,
            f"{url}/sparql",
            f"{url}/sparql-auth",
            f"{url}/sparql-graph-crud-auth",
            "dba",
            "dba",
        )
    )


def fill(server: Server, file: Path) -> None:
    """Load a file of N-Quads by the store's own means."""
    if "virtuoso" in server.command[0]:
        copy = shutil.copy(file, server.folder / "loaded.nq")
        # 512: N-Quads; the graph is for lines that name none.
        load = f"TTLP(file_to_string_output('{copy.name}'), '', 'http://127.0.0.1/', 512)"
        isql(server, f"DB.DBA.{load};\ncheckpoint;\n")
        return
    request = urllib.request.Request(
        server.graph_store,
        data=file.read_bytes(),
        headers={"Content-Type": "application/n-quads"},
        method="POST",
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status in (200, 201, 204)


def isql(virtuoso: Server, commands: str) -> str:
    """Run SQL commands in a Virtuoso, each on a line of its own, as dba."""
    done = subprocess.run(
        [_program("isql-vt"), sql_address(virtuoso), "dba", "dba"],
        input=commands,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert "***" not in done.stderr, done.stderr
    return done.stdout


def sql_address(virtuoso: Server) -> str:
    """Where a Virtuoso listens to isql."""
    settings = RawConfigParser()
    settings.read(virtuoso.folder / "virtuoso.ini")
    return settings["Parameters"]["ServerPort"]


def _configure(folder: Path, port: int, rows: int) -> None:
    """Write virtuoso.ini; a store that was there before keeps its address for isql."""
    settings = RawConfigParser()
    settings.read(folder / "virtuoso.ini")
    sql = settings.get("Parameters", "ServerPort", fallback=f"127.0.0.1:{free_port()}")
    configure_virtuoso(folder, f"127.0.0.1:{port}", sql, f"., {folder.parent}", rows)


def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _program(name: str) -> str:
    """The path of a program; a test is skipped where it is missing."""
    try:
        return program(name)
    except RuntimeError as error:
        pytest.skip(str(error))
