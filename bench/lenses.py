"""Lenses, and the derivation of statuses, beside pyoxigraph's copy of the same quads."""

from __future__ import annotations

import time
from collections.abc import Callable

import pyoxigraph as ox

from kg.derive import derive
from kg.lens import Lens, look
from kg.rows import as_markdown
from kg.store import Store

ROUNDS = 3
LENSES = {
    "as of a day": Lens(as_of="2021-08-29"),
    "on a day": Lens(on="2021-08-29"),
}


def table(store: Store, voice: str) -> str:
    """The Markdown table: CPU seconds, best of three by turns, and each as a multiple of the copy.

    `voice` is the id of an actor that claims speak for.
    """
    contenders: dict[str, Callable[[], object]] = {"pyoxigraph, copy": lambda: _copy(store)}
    lenses = LENSES | {"according to a voice": Lens(according_to=voice)}
    contenders |= {name: _looking(store, lens) for name, lens in lenses.items()}
    copy = Store(_copy(store), store.base)
    contenders["deriving anew"] = lambda: derive(copy)
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(ROUNDS):
        for name, work in contenders.items():
            best[name] = min(best[name], _seconds(work))
    bare = best["pyoxigraph, copy"]
    rows = [[name, f"{taken:.2f}", f"{taken / bare:.1f}"] for name, taken in best.items()]
    return as_markdown(["what", "s", "/ copy"], rows)


def _copy(store: Store) -> ox.Store:
    quads = ox.Store()
    quads.bulk_extend(store.quads)
    return quads


def _looking(store: Store, lens: Lens) -> Callable[[], object]:
    return lambda: look(store, lens)


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
