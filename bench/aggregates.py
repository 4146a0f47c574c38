"""Counts over the whole graph: kg's tables beside SPARQL on Virtuoso and on Oxigraph.

All hold the same quads: generated rows of GDELT's shape, with what follows from them.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox

from bench import servers
from bench.event_tables import write_gdelt
from bench.pushes import load
from bench.servers import Server
from kg.counts import count
from kg.folder import open_folder
from kg.rows import as_markdown
from kg.store import Store
from kg.terms import PREFIXES

QUERIES = sorted((Path(__file__).parent / "aggregates").glob("*.rq"))
ROUNDS = 3
Counts = dict[str, int]


def table(rows: int, work: Path, *, oxigraph: bool = True) -> str:
    """The Markdown table: seconds by the clock, best of three by turns, and Virtuoso's as a
    multiple of ours. Raises `RuntimeError` where the counts differ."""
    events, folder = work / "events.CSV", work / "store"
    write_gdelt(events, rows)
    run = [sys.executable, "-m", "kg", "import", "gdelt", str(events), "--store", str(folder)]
    subprocess.run(run, check=True)
    store = open_folder(folder)
    quads = work / "load" / "quads.nq"
    quads.parent.mkdir()
    ox.serialize(store.quads, quads, ox.RdfFormat.N_QUADS)
    with servers.virtuoso(work / "virtuoso", quads.parent, buffers=300_000) as server:
        load(server, quads)
        found = list(_timed(store, server, oxigraph))
    lines = [
        [name, *(f"{taken:.2f}" for taken in times), f"{times[1] / times[0]:.2f}"]
        for name, times in found
    ]
    ratio = math.exp(sum(math.log(times[0] / times[1]) for _, times in found) / len(found))
    columns = ["by", "kg", "Virtuoso", *(["Oxigraph"] if oxigraph else []), "Virtuoso / kg"]
    head = f"{rows:,} rows, {len(store.quads):,} quads; kg / Virtuoso, geometric mean: {ratio:.2f}"
    return f"{head}\n\n{as_markdown(columns, lines)}"


def _timed(store: Store, server: Server, oxigraph: bool) -> Iterator[tuple[str, list[float]]]:
    for query in QUERIES:
        name, text = query.stem, query.read_text(encoding="utf-8")
        contenders: list[Callable[[], Counts]] = [
            lambda name=name: _counted(store, name),  # type: ignore[misc]
            lambda text=text: _asked(server, text),  # type: ignore[misc]
        ]
        if oxigraph:
            contenders.append(lambda text=text: _answered(store, text))  # type: ignore[misc]
        best = [math.inf] * len(contenders)
        for _ in range(ROUNDS):
            answers = []
            for number, work in enumerate(contenders):
                begin = time.perf_counter()
                answers.append(sorted(work().values()))
                best[number] = min(best[number], time.perf_counter() - begin)
            if any(answer != answers[0] for answer in answers):
                raise RuntimeError(f"different counts by {name}: {[a[-3:] for a in answers]}")
        yield name, best


def _counted(store: Store, by: str) -> Counts:
    return {str(row[0]) + str(row[-1]): int(row[1]) for row in count(store, by).rows}


def _asked(server: Server, text: str) -> Counts:
    form = {"query": text}
    accept = {"Accept": "application/sparql-results+json"}
    answer = httpx.post(server.url, data=form, headers=accept, timeout=600)
    answer.raise_for_status()
    bindings = answer.json()["results"]["bindings"]
    key, number = answer.json()["head"]["vars"][:2]
    return {row[key]["value"]: int(row[number]["value"]) for row in bindings}


def _answered(store: Store, text: str) -> Counts:
    answer = store.quads.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return {str(row[0]): int(row[1].value) for row in answer}  # type: ignore[union-attr]
