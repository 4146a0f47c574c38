"""Limits on a process: how long it may run and how much memory it may hold."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kg.errors import LimitError

# How often the memory of a process is looked at, in seconds.
TICK = 0.05
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SIZE = re.compile(r"([0-9]{1,15})([KMGT]?)I?B?", re.IGNORECASE)
# What a process holds for itself, in memory or swapped out.
_OWN = re.compile(r"^(?:RssAnon|RssShmem|VmSwap):\s+(\d+) kB", re.MULTILINE)


class Limits(NamedTuple):
    """How long, in seconds, and how much memory, in bytes; None means without a limit."""

    timeout: float | None = None
    memory: int | None = None


def size_of(text: str) -> int:
    """A number of bytes, written with a unit or without: ``500M``, ``2G``.

    Raises `ValueError` for any other text, and for nothing.

    >>> size_of("2G"), size_of("500 MiB"), size_of("4096")
    (2147483648, 524288000, 4096)
    """
    match = _SIZE.fullmatch(text.replace(" ", ""))
    if match is None or not int(match[1]):
        raise ValueError(f"'{text}' must be a size such as 500M or 2G")
    return int(match[1]) * _UNITS[match[2].upper()]


def in_words(size: int) -> str:
    """A number of bytes as people write it.

    >>> in_words(2 << 30), in_words(1_500_000)
    ('2G', '1.4M')
    """
    for unit in "TGMK":
        if size >= _UNITS[unit]:
            return f"{size / _UNITS[unit]:.1f}".removesuffix(".0") + unit
    return str(size)


def most_memory() -> int | None:
    """Three quarters of the memory that the machine, or its control group, has; None where the
    system does not say."""
    sizes = []
    try:
        sizes.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return None
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            sizes.append(int(Path(file).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return min(sizes) * 3 // 4


def memory_of(pid: int) -> int:
    """How much memory a process holds for itself, in bytes; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return sum(int(size) << 10 for size in _OWN.findall(status))


class Watch:
    """A watch over a child process that has limits."""

    def __init__(self, pid: int, limits: Limits) -> None:
        self._pid = pid
        self._start = time.monotonic()
        self.limits = limits

    def check(self) -> None:
        """Raise `LimitError` when the process has passed a limit."""
        timeout, memory = self.limits
        if timeout is not None and time.monotonic() - self._start >= timeout:
            raise LimitError(
                f"no answer within {timeout:g} s",
                todo="ask for less, or raise the limit by --timeout",
            )
        if memory is not None and memory_of(self._pid) > memory:
            raise too_much(memory)

    def pause(self) -> float:
        """How long to wait until the next check, in seconds."""
        if self.limits.timeout is None:
            return TICK
        left = self._start + self.limits.timeout - time.monotonic()
        return max(0.0, min(TICK, left))


def too_much(memory: int) -> LimitError:
    """The error of a process that needs more memory than it may hold."""
    return LimitError(
        f"more than {in_words(memory)} of memory is needed",
        todo="ask for less, or raise the limit by --memory",
    )


def end(pid: int) -> int:
    """Kill a child process, whatever it does, and wait for it; gives its status."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]
