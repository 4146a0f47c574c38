"""Contenders that do the same work by turns, in a process of its own that can be ended."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import NamedTuple

Work = Callable[[], int]


class Result(NamedTuple):
    """The best time of a contender in seconds of CPU, and the number of rows that it gave.

    A contender that was ended has the time limit, and no number.
    """

    seconds: float
    rows: int | None


def contest(
    contenders: Mapping[str, Work], *, limit: float, patience: float = 0.5, most: int = 30
) -> dict[str, Result]:
    """Let contenders work by turns, and give the best time of each.

    Each works once to warm up, then `most` times or until it has taken `patience` seconds in all.
    One that takes longer than `limit` seconds at a time is ended.
    """
    found: dict[str, Result] = {}
    waiting = dict(contenders)
    while waiting:
        late = _until_late(waiting, found, limit, patience, most)
        if late is not None:
            found[late] = Result(limit, None)
        waiting = {name: work for name, work in waiting.items() if name not in found}
    return {name: found[name] for name in contenders}


def _until_late(
    contenders: Mapping[str, Work],
    found: dict[str, Result],
    limit: float,
    patience: float,
    most: int,
) -> str | None:
    """Run the contenders in a child; gives the name of the one that was late, if one was."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_work, args=(there, contenders, patience, most))
    gc.freeze()
    child.start()
    there.close()
    current = next(iter(contenders))
    try:
        while here.poll(limit):
            current, result = here.recv()
            if result is not None:
                known = found.get(current, result)
                found[current] = min(known, result)
        return current
    except EOFError:
        if child.exitcode is None:
            child.join()
        if child.exitcode:
            raise RuntimeError(f"{current} failed, see above") from None
        return None
    finally:
        child.kill()
        child.join()


def _work(there: Connection, contenders: Mapping[str, Work], patience: float, most: int) -> None:
    """Send the name of each contender before it works, and its result afterwards.

    The first round does not count: it pays for the pages that a forked process shares until it
    writes to them, such as the locks in a store.
    """
    taken = dict.fromkeys(contenders, 0.0)
    for turn in range(most + 1):
        for name, work in contenders.items():
            if turn > 1 and taken[name] >= patience:
                continue
            there.send((name, None))
            begun = time.process_time()
            rows = work()
            seconds = time.process_time() - begun
            if turn:
                taken[name] += seconds
                there.send((name, Result(seconds, rows)))
