"""How far the writing of a table has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

# Seconds between two looks.
_STEP = 0.1


class Step(NamedTuple):
    """A table that is written, the part of the work on it that is done, from 0 to 1, and for how
    many seconds it has gone on."""

    table: str
    done: float
    seconds: float


# Is told of every step, and again while it goes on.
Watch = Callable[[Step], None]


@contextmanager
def watched(table: str, watch: Watch | None, done: Callable[[], float]) -> Iterator[None]:
    """Tell of the writing of a table while the block runs; `done` says which part is done.

    >>> with watched("claims", lambda step: print(step.table, step.done), lambda: 0.5):
    ...     pass
    claims 0.0
    claims 1.0
    """
    if watch is None:
        yield
        return
    over, begun = threading.Event(), time.monotonic()

    def tell(part: float) -> None:
        watch(Step(table, part, time.monotonic() - begun))

    def look() -> None:
        while not over.wait(_STEP):
            tell(done())

    looking = threading.Thread(target=look, daemon=True)
    tell(0.0)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()
    tell(1.0)
