"""``kg import`` of event data, beside other ways from the same rows to the same bytes."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from bench import claim_tables, clusters
from bench.event_tables import write_gdelt, write_ucdp
from bench.imports import Cost, apart
from kg.rows import as_markdown

WRITERS = {"gdelt": write_gdelt, "ucdp-ged": write_ucdp}


def mapping(rows: int, work: Path, *, morph: str = "") -> str:
    """The table of the ways from a table of claims to N-Quads; `morph` is an interpreter that has
    morph-kgc."""
    events, folder = work / "events.csv", work / "claims"
    folder.mkdir()
    write_gdelt(events, rows)
    # A process of its own: what starts others begins their peak of memory with its own.
    apart(partial(claim_tables.make, events, folder))
    claims = folder / "claims.parquet"
    finished, out = work / "finished.nq", work / "out.nq"
    apart(partial(claim_tables.by_duckdb, claims, finished))
    contenders: dict[str, Callable[[], None]] = {
        "raw copy of the bytes": partial(claim_tables.by_copy, finished, out),
        "kg, DuckDB": partial(claim_tables.by_duckdb, claims, out),
        "plain Python": partial(claim_tables.by_python, claims, out),
        "pyoxigraph's serialiser": partial(claim_tables.by_pyoxigraph, claims, out),
    }
    if find_spec("polars"):
        contenders["polars"] = partial(claim_tables.by_polars, claims, out)
    costs = {}
    for name, work_of in contenders.items():
        costs[name] = apart(work_of)
        if not filecmp.cmp(finished, out, shallow=False):
            raise RuntimeError(f"{name} wrote other bytes")
        out.unlink()
    if morph:
        flat, out = folder / "claims.csv", work / "out.nq"
        claim_tables.flat(claims, flat)
        costs["morph-kgc"] = apart(partial(claim_tables.by_morph, morph, flat, out))
        if _sorted(out) != _sorted(finished):
            raise RuntimeError("morph-kgc wrote other quads")
    quads = _lines(finished)
    own = costs["kg, DuckDB"]
    lines = [
        [
            name,
            f"{cost.seconds:.1f}",
            f"{rows / cost.seconds:,.0f}",
            f"{cost.seconds / own.seconds:.2f}",
            # What a process has started is not counted as its own.
            f"{cost.megabytes:.0f}" if name != "morph-kgc" else "",
        ]
        for name, cost in costs.items()
    ]
    head = ["claims to N-Quads", "s", "rows/s", "/ kg", "peak MB"]
    size = finished.stat().st_size / 1e6
    return f"### {rows:,} claims, {quads:,} quads, {size:,.0f} MB\n\n{as_markdown(head, lines)}"


def whole(kind: str, sizes: Sequence[int], work: Path) -> str:
    """The table of whole imports: into a file, and into a store beside pyoxigraph's bulk load."""
    lines = []
    for rows in sizes:
        events, out, folder = work / f"{kind}.csv", work / "out.nq", work / "store"
        WRITERS[kind](events, rows)
        to_file = imported(kind, events, "-o", out)
        quads = _lines(out)
        raw = apart(partial(_bulk_load, out, work / "raw"))
        shutil.rmtree(work / "raw")
        out.unlink()
        to_store = imported(kind, events, "--store", folder)
        shutil.rmtree(folder)
        lines.append(
            [
                f"{rows:,}",
                f"{quads:,}",
                *(f"{to_file.seconds:.1f}", f"{rows / to_file.seconds:,.0f}"),
                f"{to_file.megabytes:.0f}",
                *(f"{to_store.seconds:.1f}", f"{to_store.megabytes:.0f}"),
                *(f"{raw.seconds:.1f}", f"{raw.seconds / to_store.seconds:.2f}"),
            ]
        )
    head = [
        *("rows", "quads", "to N-Quads, s", "rows/s", "peak MB", "into a store, s", "peak MB"),
        *("bulk_load of the N-Quads, s", "bulk_load / store"),
    ]
    return f"### {kind}\n\n{as_markdown(head, lines)}"


def stream(kind: str, sizes: Sequence[int], work: Path) -> str:
    """The table of whole imports to standard output, which is not kept: time and memory by size."""
    lines = []
    for rows in sizes:
        events = work / f"{kind}.csv"
        WRITERS[kind](events, rows)
        cost = imported(kind, events, "-o", "-")
        speed = rows / cost.seconds
        lines.append([f"{rows:,}", f"{cost.seconds:.1f}", f"{speed:,.0f}", f"{cost.megabytes:.0f}"])
    head = ["rows", "to standard output, s", "rows/s", "peak MB"]
    return f"### {kind}\n\n{as_markdown(head, lines)}"


def engines(kind: str, sizes: Sequence[int], work: Path) -> str:
    """The table of DuckDB beside Spark clusters of one and two workers."""
    found: dict[int, list[float]] = {}
    for rows in sizes:
        events = work / f"{kind}-{rows}.csv"
        WRITERS[kind](events, rows)
        found[rows] = [imported(kind, events, "-o", work / "duckdb.nq").seconds]
        for workers in (1, 2):
            with clusters.cluster(work / f"cluster-{rows}-{workers}", workers) as cluster:
                by = ("--engine", "spark", "--master", cluster.master)
                found[rows].append(imported(kind, events, "-o", work / "spark.nq", *by).seconds)
            if not filecmp.cmp(work / "duckdb.nq", work / "spark.nq", shallow=False):
                raise RuntimeError("the engines wrote different bytes")
    head = ["rows", "DuckDB, s", "Spark, 1 worker, s", "Spark, 2 workers, s"]
    lines = [[f"{rows:,}", *(f"{one:.1f}" for one in costs)] for rows, costs in found.items()]
    return f"### {kind}\n\n{as_markdown(head, lines)}"


def imported(kind: str, *arguments: object) -> Cost:
    """What ``kg import`` costs, its start included."""
    command = [sys.executable, "-m", "kg", "import", kind, *map(str, arguments)]
    peak = [sys.executable, "-m", "bench.peak", *command]
    begun = time.perf_counter()
    done = subprocess.run(peak, check=True, capture_output=True, text=True)
    return Cost(time.perf_counter() - begun, float(done.stdout))


def _bulk_load(file: Path, folder: Path) -> None:
    store = ox.Store(str(folder))
    store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def _sorted(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8").replace(" .\n", ".\n")
    return sorted(text.splitlines())


def _lines(file: Path) -> int:
    with file.open("rb") as text:
        return sum(block.count(b"\n") for block in _blocks(text))


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    yield from iter(lambda: file.read(1 << 20), b"")


# The parts that each kind of event data is measured by.
PARTS = {"whole": whole, "stream": stream, "engines": engines}
