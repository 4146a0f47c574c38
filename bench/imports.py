"""``kg import`` of a file into a folder store, beside pyoxigraph's bulk load of the same file."""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from bench import generate
from kg.answers import Answer
from kg.derive import rules
from kg.folder import changing
from kg.identifiers import graph_for
from kg.importers import add_files, import_files
from kg.library import NamedQuery, theme
from kg.rows import as_markdown
from kg.store import Store, load_ontology

ROUNDS = 2


class Cost(NamedTuple):
    """Seconds, and the peak of the memory in MB, of a process that did nothing else."""

    seconds: float
    megabytes: float


class Part(NamedTuple):
    """A part of an import, the seconds that it took, and how many quads or faults it gave."""

    name: str
    seconds: float
    made: int


def table(size: int, work: Path) -> str:
    """The Markdown table of an import of `size` generated quads."""
    file = work / "import.nq"
    number = generate.write(file, size)
    costs: dict[str, list[Cost]] = {"kg": [], "pyoxigraph": []}
    for _ in range(ROUNDS):
        costs["kg"].append(apart(partial(_with_kg, file, work / "kg")))
        costs["pyoxigraph"].append(apart(partial(_with_pyoxigraph, file, work / "raw")))
    best = {name: min(found) for name, found in costs.items()}
    contenders = [
        [name, *(f"{x:.1f}" for x in (cost.seconds, number / cost.seconds / 1000, cost.megabytes))]
        for name, cost in best.items()
    ]
    ratio = best["kg"].seconds / best["pyoxigraph"].seconds
    return "\n".join(
        [
            f"### {number} quads into a folder store\n",
            as_markdown(["import", "s", "thousand quads/s", "peak MB"], contenders),
            f"\n- kg / pyoxigraph: {ratio:.2f}\n",
            as_markdown(
                ["part of kg's import", "s", "quads or faults"],
                [[part.name, f"{part.seconds:.2f}", str(part.made)] for part in _parts(file, work)],
            ),
        ]
    )


def apart(work: Callable[[], None]) -> Cost:
    """What a piece of work costs in a new process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_measure, args=(there, work))
    child.start()
    there.close()
    try:
        seconds, megabytes = here.recv()
    except EOFError:
        raise RuntimeError("the import failed, see above") from None
    finally:
        child.join()
    return Cost(seconds, megabytes)


def _measure(there: Connection, work: Callable[[], None]) -> None:
    begun = time.perf_counter()
    work()
    seconds = time.perf_counter() - begun
    there.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _with_kg(file: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    import_files(folder, [file])


def _with_pyoxigraph(file: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    store = ox.Store(str(folder))
    store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def _parts(file: Path, work: Path) -> Iterator[Part]:
    """The steps of `import_files`, one by one."""
    with changing(work / "parts") as store:
        yield _timed("load", lambda: _load(store, file))
        for _, stage in groupby(rules(), key=lambda rule: rule.head().stage):
            made: list[ox.Quad] = []
            for rule in stage:
                yield _timed(f"rules/{rule.name}", partial(_apply, store, rule, made))
            store.quads.bulk_extend(made)
        for check in theme("integrity"):
            yield _timed(f"integrity/{check.name}", partial(_faults, store, check))
        yield _timed("optimize", lambda: _optimize(store))


def _timed(name: str, work: Callable[[], int]) -> Part:
    begun = time.perf_counter()
    made = work()
    return Part(name, time.perf_counter() - begun, made)


def _load(store: Store, file: Path) -> int:
    load_ontology(store.quads)
    add_files(store, [file])
    return len(store.quads)


def _faults(store: Store, check: NamedQuery) -> int:
    return _count(store.query(check.text))


def _count(answer: Answer) -> int:
    assert isinstance(answer, ox.QuerySolutions)
    return sum(1 for _ in answer)


def _apply(store: Store, rule: NamedQuery, made: list[ox.Quad]) -> int:
    """Add to `made` what a rule gives; it is stored with the rest of its stage."""
    answer = store.query(rule.text)
    assert not isinstance(answer, ox.QuerySolutions | ox.QueryBoolean)
    graph = ox.NamedNode(graph_for(store.base, rule.head().graph))
    before = len(made)
    made += (ox.Quad(t.subject, t.predicate, t.object, graph) for t in answer)
    return len(made) - before


def _optimize(store: Store) -> int:
    store.quads.optimize()
    return len(store.quads)
