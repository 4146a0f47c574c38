"""A command in a process of its own, which another one watches and can always end.

An engine that is busy hears no signal, and nothing in its own process can stop it. So the command
runs in a child; its parent hears the signals, holds the limits, and kills the child where it does
not end by itself. Where the system has no fork (Windows), the command runs unwatched.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from kg.errors import KgError, LimitError, StoreError, UsageError
from kg.limits import Limits, Watch, end, most_memory

# How long a command that is asked to end may take to undo what it has begun, in seconds.
_GRACE = 0.6
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# The way to the process that watches this one.
_channel: list[int] = []


def hold(limits: Limits) -> None:
    """Give this command limits, from now on; a memory limit of None leaves that of the machine.

    Raises `UsageError` for a limit where no process watches this one, as on Windows.
    """
    if _channel:
        _send({"timeout": limits.timeout, "memory": limits.memory})
    elif limits.memory is not None:
        raise UsageError("no memory limit can be held here", todo="leave --memory out")


@contextmanager
def removing(path: Path) -> Iterator[None]:
    """Within the block, have a file or folder removed should this process be killed."""
    name = str(path.absolute())
    if _channel:
        _send({"begun": name})
    try:
        yield
    finally:
        if _channel:
            _send({"ended": name})


def explained() -> None:
    """Say that this command has printed why it ends: what watches it does not print it again."""
    if _channel:
        _send({"explained": True})


def _send(message: dict[str, object]) -> None:
    os.write(_channel[0], json.dumps(message).encode("ascii") + b"\n")


def supervised(command: Callable[[], int]) -> int:
    """Run a command in a process that this one watches; gives its exit code.

    130 and 143 follow SIGINT and SIGTERM, which end it within a second whatever it does; 3 a limit
    that it passed, or an engine that crashed.
    """
    if not hasattr(os, "fork"):
        return command()
    heard: list[int] = []

    def listen(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    # A shell that starts a command in the background may want it to ignore the keyboard.
    for number in (one for one in _SIGNALS if before[one] != signal.SIG_IGN):
        signal.signal(number, listen)
    reader, writer = os.pipe()
    life, alive = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        os.close(alive)
        _channel.append(writer)
        _become_child(life, parent)
        return command()
    os.close(writer)
    os.close(life)
    try:
        return _Supervisor(pid, reader, heard).run()
    except KgError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def _become_child(life: int, parent: int) -> None:
    """Hear only the watching process, and end when that is gone."""

    def wait() -> None:
        os.read(life, 1)
        os._exit(3)

    # The keyboard reaches both: the parent passes it on.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.signal(signal.SIGTERM, interrupt)
    threading.Thread(target=wait, daemon=True).start()
    if os.getppid() != parent:
        os._exit(3)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """End like an interruption from the keyboard: what was begun is undone."""
    raise KeyboardInterrupt


class _Supervisor:
    """What watches a command: its limits, the signals, what to remove when it is killed."""

    def __init__(self, pid: int, channel: int, heard: list[int]) -> None:
        self._pid = pid
        self._channel = channel
        self._heard = heard
        self._rest = b""
        self._drafts: list[str] = []
        self._watch = Watch(pid, Limits(None, most_memory()))
        self._deadline: float | None = None
        self._explained = False

    def run(self) -> int:
        """Watch until the command has ended; gives the exit code. Raises `LimitError` for a limit
        that it passed, `StoreError` when it crashed."""
        while True:
            if self._heard and self._deadline is None:
                os.kill(self._pid, signal.SIGTERM)
                self._deadline = time.monotonic() + _GRACE
            if self._deadline is not None and time.monotonic() > self._deadline:
                end(self._pid)
                self._clear()
                if not self._explained:
                    print("error: interrupted, files and stores are as they were", file=sys.stderr)
                return 128 + self._heard[0]
            try:
                self._watch.check()
            except LimitError:
                end(self._pid)
                self._clear()
                raise
            self._read()
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                return self._ended(status)

    def _read(self) -> None:
        """Wait a moment for what the command says of itself; nothing comes when it has ended."""
        waited = [self._channel] if self._channel >= 0 else []
        ready, _, _ = select.select(waited, [], [], self._watch.pause())
        if not ready:
            return
        content = os.read(self._channel, 1 << 16)
        if not content:
            # Its end is a moment away.
            self._channel = -1
            time.sleep(0.001)
            return
        *lines, self._rest = (self._rest + content).split(b"\n")
        for line in lines:
            self._hear(json.loads(line))

    def _hear(self, message: dict[str, object]) -> None:
        if "begun" in message:
            self._drafts.append(str(message["begun"]))
        elif "explained" in message:
            self._explained = True
        elif "ended" in message:
            self._drafts.remove(str(message["ended"]))
        else:
            timeout, memory = message["timeout"], message["memory"]
            assert timeout is None or isinstance(timeout, float | int)
            assert memory is None or isinstance(memory, int)
            self._watch.limits = Limits(timeout, memory or self._watch.limits.memory)

    def _ended(self, status: int) -> int:
        code = os.waitstatus_to_exitcode(status)
        if code >= 0:
            return 128 + self._heard[0] if self._heard and code else code
        self._clear()
        if self._heard:
            return 128 + self._heard[0]
        name = signal.Signals(-code).name
        what = f"the command was ended in the midst by {name}"
        if -code in (signal.SIGSEGV, signal.SIGBUS):
            what = f"an engine crashed ({name}): the input is nested too deeply, or damaged"
        elif -code in (signal.SIGABRT, signal.SIGKILL):
            what = f"the command was ended in the midst ({name}): it may need more memory"
        raise StoreError(what, todo="files and stores are as they were")

    def _clear(self) -> None:
        """Remove what a command that was killed has left half made."""
        while self._channel >= 0 and select.select([self._channel], [], [], 0)[0]:
            self._read()
        for name in self._drafts:
            path = Path(name)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
