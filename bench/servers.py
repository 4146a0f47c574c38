"""Triple stores to measure: each new and empty, on loopback, with its usual limits."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from configparser import RawConfigParser
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

# How long a store may take to start, in seconds.
PATIENCE = 120


class Server(NamedTuple):
    """A store that runs: its address, who may write to it, and the address of its SQL commands."""

    url: str
    user: str = ""
    password: str = ""
    sql: str = ""


@contextmanager
def oxigraph(folder: Path, files: Path) -> Iterator[Server]:
    """A new Oxigraph server over an empty folder."""
    address = f"127.0.0.1:{free_port()}"
    command = [program("oxigraph"), "serve", "--location", str(folder), "--bind", address]
    with _running([*command, "--union-default-graph"], folder, f"http://{address}/query"):
        yield Server(f"http://{address}")


@contextmanager
def virtuoso(folder: Path, files: Path, *, buffers: int = 10_000) -> Iterator[Server]:
    """A new Virtuoso as it is installed, which may read the files of a folder; `buffers` are the
    pages of 8 kB that it may hold in memory, and then it answers with all rows."""
    address, sql = (f"127.0.0.1:{free_port()}" for _ in range(2))
    folder.mkdir(parents=True)
    rows = 10_000 if buffers == 10_000 else 1_000_000
    configure_virtuoso(folder, address, sql, str(files), rows, buffers)
    command = [program("virtuoso-t"), "-f", "-c", "virtuoso.ini"]
    with _running(command, folder, f"http://{address}/sparql"):
        yield Server(f"http://{address}/sparql", "dba", "dba", sql)


def configure_virtuoso(
    folder: Path, address: str, sql: str, readable: str, rows: int = 10_000, buffers: int = 10_000
) -> None:
    """Write the virtuoso.ini of a store in a folder: where it listens to HTTP and to SQL commands,
    which folders it may read, and with how many rows it answers at most."""
    settings = RawConfigParser()
    settings.optionxform = str  # type: ignore[assignment,method-assign]
    settings.read_dict(
        {
            "Database": {
                "DatabaseFile": "virtuoso.db",
                "ErrorLogFile": "virtuoso.log",
                "LockFile": "virtuoso.lck",
                "TransactionFile": "virtuoso.trx",
                "xa_persistent_file": "virtuoso.pxa",
            },
            "TempDatabase": {
                "DatabaseFile": "virtuoso-temp.db",
                "TransactionFile": "virtuoso-temp.trx",
            },
            "Parameters": {
                "ServerPort": sql,
                "DirsAllowed": readable,
                "NumberOfBuffers": str(buffers),
                "MaxDirtyBuffers": str(buffers * 6 // 10),
            },
            "HTTPServer": {"ServerPort": address, "MaxClientConnections": "10"},
            "SPARQL": {"ResultSetMaxRows": str(rows)},
        }
    )
    with (folder / "virtuoso.ini").open("w", encoding="utf-8") as file:
        settings.write(file)


KINDS = {"oxigraph": oxigraph, "virtuoso": virtuoso}


def isql(server: Server, commands: str) -> None:
    """Run SQL commands in a Virtuoso. Raises `RuntimeError` when one fails."""
    done = subprocess.run(
        [program("isql-vt"), server.sql, server.user, server.password],
        input=commands,
        capture_output=True,
        encoding="utf-8",
    )
    if "***" in done.stderr:
        raise RuntimeError(done.stderr)


def program(name: str) -> str:
    """The path of a program. Raises `RuntimeError` where it is missing."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(name) or shutil.which(name, path=beside)
    if found is None:
        raise RuntimeError(f"{name} is not installed")
    return found


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def _running(command: list[str], folder: Path, url: str) -> Iterator[None]:
    """Start a store, wait until it answers, and in the end remove what it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    silent = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdin=silent, stdout=silent, stderr=silent)
    try:
        end = time.monotonic() + PATIENCE
        while not answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{command[0]} does not start in {folder}")
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def answers(url: str) -> bool:
    """Whether a store answers queries at an address."""
    try:
        with urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=10):
            return True
    except OSError:
        return False
