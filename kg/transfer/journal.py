"""The journal of a push: which graphs and parts have arrived, so that it can be taken up again.

It is a file of lines of JSON beside the user's other state, one for each store, and is removed when
a push has been checked. It holds no statements and no secrets. One that is damaged, or that another
version wrote, is not believed: what it tells of is sent again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import IO, Any
from urllib.parse import urlsplit

from kg.errors import StoreError
from kg.transfer.digest import Digest
from kg.transport import place_of


def _file_for(url: str) -> Path:
    """The journal for the store at an address, in ``$XDG_STATE_HOME`` or ``~/.local/state``."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    host = re.sub(r"[^a-z0-9.-]+", "-", urlsplit(url).netloc.lower()) or "store"
    name = f"push-{host}-{sha256(url.encode()).hexdigest()[:12]}.jsonl"
    return Path(state) / "claimgraph" / name


class Journal:
    """What an earlier push has done, and what this one does; several threads may write to it."""

    def __init__(self, file: IO[bytes]) -> None:
        # Whether the file stays when nothing fails.
        self.kept = False
        self._file = file
        self._lock = Lock()
        self._forget_all()
        try:
            for entry in _entries(file):
                self._note(entry)
        except (KeyError, TypeError, ValueError, RecursionError):
            self._forget_all()
            file.truncate(0)

    def _forget_all(self) -> None:
        self._done: dict[str, Digest] = {}
        self._begun: dict[str, tuple[Digest, str]] = {}
        self._parts: dict[str, dict[str, int]] = {}

    def _note(self, entry: dict[str, Any]) -> None:
        graph = entry["graph"]
        if entry["state"] == "begun":
            self._begun[graph] = Digest(*entry["digest"]), entry["how"]
            self._parts[graph] = {}
        elif entry["state"] == "part":
            self._parts[graph][entry["part"]] = int(entry["quads"])
        else:
            self._done[graph] = self._begun.pop(graph)[0]

    def done(self, graph: str, digest: Digest) -> bool:
        """Whether that content of a graph has arrived."""
        return self._done.get(graph) == digest

    def unfinished(self) -> list[str]:
        """The graphs of which a part has arrived."""
        return sorted(self._begun)

    def begun(self, graph: str, digest: Digest) -> str | None:
        """How that content of a graph was begun to be sent; None when it was not."""
        began, how = self._begun.get(graph, (None, ""))
        return how if began == digest else None

    def parts(self, graph: str) -> dict[str, int]:
        """The parts of a graph that was begun that have arrived, with their sizes."""
        return dict(self._parts[graph])

    def begin(self, graph: str, digest: Digest, how: str) -> None:
        """A graph is about to change."""
        self._write({"graph": graph, "state": "begun", "digest": list(digest), "how": how})

    def part(self, graph: str, name: str, quads: int) -> None:
        """A part of a graph has arrived."""
        self._write({"graph": graph, "state": "part", "part": name, "quads": quads})

    def finish(self, graph: str) -> None:
        """All of a graph has arrived."""
        self._write({"graph": graph, "state": "done"})

    def _write(self, entry: dict[str, Any]) -> None:
        with self._lock, _failures(Path(self._file.name)):
            self._note(entry)
            self._file.write(json.dumps(entry).encode() + b"\n")
            self._file.flush()


@contextmanager
def journal_for(url: str) -> Iterator[Journal]:
    """The journal of the pushes to a store; it is removed when the block ends without an error.

    Raises `StoreError` when another push to the store is under way, or the journal cannot be
    written.
    """
    path = _file_for(url)
    with _failures(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.with_suffix(".lock"), url), _opened(path) as file:
        journal = Journal(file)
        yield journal
        if not journal.kept or path.stat().st_size == 0:
            path.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path, url: str) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    with _failures(path):
        try:
            lock.acquire()
        except Timeout:
            what = "another push to this store is under way"
            raise StoreError(what, place_of(url), "wait for it") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with _failures(path):
        file = path.open("a+b")
    try:
        yield file
    finally:
        # What a full disk has not taken is written once more.
        with _failures(path):
            file.close()


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the journal cannot be written: {error.strerror or error}",
            str(path),
            "make room there, or name another folder in XDG_STATE_HOME",
        ) from None


def _entries(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The entries of a journal; a last line that was cut off is removed.

    Raises `ValueError` for any other line that is not whole.
    """
    file.seek(0)
    whole, end, _ = file.read().rpartition(b"\n")
    file.truncate(len(whole + end))
    for line in whole.splitlines():
        yield json.loads(line)
