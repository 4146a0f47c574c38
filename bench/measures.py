"""Measures of ties beside plain networkx: the same ties, in the same run.

``python -m bench.measures NUMBER`` takes all of our measures once, for its memory to be looked at.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from kg import ontology
from kg.measures import (
    Coded,
    Question,
    Ties,
    ask,
    balance,
    centrality,
    communities,
    count,
    pagerank,
)
from kg.measures.groups import Communities
from kg.measures.pairs import Pairs, graph_of, pairs, signed
from kg.measures.paths import SAMPLE, SEED, sources_of
from kg.rows import as_markdown

BASE = "https://ties.example/"
TIES_PER_NODE = 5
GROUP = 200
DAYS = 730
# So few sources tell how long a sample takes where all of it would take too long.
FEW = 2


class Timed(NamedTuple):
    """CPU seconds, and what came of it; None where it took longer than the limit."""

    seconds: float
    value: Any


class Line(NamedTuple):
    """A line of the table: seconds of both, and how their results differ."""

    what: str
    ours: float
    theirs: float
    difference: str
    mark: str = ""


def ties(number: int, *, seed: int = 1) -> Ties:
    """So many ties, among a fifth as many actors, in groups of about two hundred: most ties within
    a group are cooperative, most between groups conflictual, and some actors have very many.

    >>> len(ties(1000)), len(ties(1000).nodes)
    (1000, 200)
    """
    random = np.random.default_rng(seed)
    size = max(number // TIES_PER_NODE, 10)
    groups = max(size // GROUP, 2)
    subject = random.integers(0, size, number)
    anyone = (size * random.random(number) ** 2).astype(np.int64)
    fellow = subject % groups + groups * (size // groups * random.random(number) ** 2).astype(int)
    within = random.random(number) < 0.7
    names = [name for name in ontology.relations() if name not in ontology.quantities()]
    polarity = np.array([ontology.relations()[name].polarity for name in names])
    chance = random.random(number)
    sign = np.where(within, chance < 0.6, chance < 0.2) * 1 - (~within & (chance > 0.5))
    relation = np.zeros(number, dtype=np.int32)
    for one in (-1, 0, 1):
        chosen, rows = np.flatnonzero(polarity == one), sign == one
        relation[rows] = random.choice(chosen, int(rows.sum()))
    first = np.datetime64("2020-01-01") + random.integers(0, DAYS, number)
    last = first + random.integers(0, 30, number)
    last[random.random(number) < 0.3] = np.datetime64("NaT")
    return Ties.from_columns(
        nodes=[f"{BASE}actor/{place:07}" for place in range(size)],
        proposition=[f"{BASE}proposition/{place:07}" for place in range(number)],
        subject=subject,
        object=np.where(within, fellow, anyone),
        relation=Coded(relation, tuple(names)),
        status=Coded(
            random.choice(3, number, p=(0.7, 0.25, 0.05)), ("Uncontested", "Disputed", "Denied")
        ),
        earliest=first,
        latest=last,
        title=f"{number:,} ties",
    )


def table(number: int, limit: float) -> str:
    """The table for so many ties; networkx gets so many seconds of CPU for each."""
    made = ties(number)
    rows = [_row(line) for line in _lines(made, limit)]
    rows.append([f"all of our measures, peak MB: {_peak(number):.0f}", "", "", "", ""])
    head = ["measure", "kg, s", "networkx, s", "networkx / kg", "difference"]
    return as_markdown(head, rows)


def _row(line: Line) -> list[str]:
    ratio = line.theirs / line.ours if line.ours else 0.0
    over = "> " if line.mark == ">" else ""
    about = "~ " if line.mark == "~" else ""
    return [
        line.what, f"{line.ours:.2f}", f"{over}{about}{line.theirs:.2f}",
        f"{over}{about}{ratio:.1f}", line.difference,
    ]  # fmt: skip


def _lines(made: Ties, limit: float) -> list[Line]:
    every, graph = pairs(made), nx.Graph()
    graph.add_nodes_from(range(len(made.nodes)))
    graph.add_edges_from(_edges(every))
    lines = [_degree(made, graph, limit), _pagerank(made, graph, limit)]
    lines += [_betweenness(made, graph, limit), _communities(made, limit)]
    return [*lines, _triads(made, limit)]


def _edges(found: Pairs) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.second.tolist(), strict=True))


def _degree(made: Ties, graph: nx.Graph, limit: float) -> Line:
    ours = _timed(lambda: len(count(made)), limit)
    multi = nx.MultiDiGraph()
    multi.add_nodes_from(range(len(made.nodes)))
    families = [made.family.texts[number] for number in made.family.numbers.tolist()]
    ends = zip(made.subject.tolist(), made.object.tolist(), families, strict=True)
    multi.add_edges_from((a, b, {"family": family}) for a, b, family in ends)

    def counted() -> int:
        found: dict[tuple[int, str], int] = {}
        for a, b, family in multi.edges(data="family"):
            for node in {a, b}:
                found[node, family] = found.get((node, family), 0) + 1
        return len(dict(multi.degree()))

    theirs = _timed(counted, limit)
    return _line("ties by family", ours, theirs, "none")


def _pagerank(made: Ties, graph: nx.Graph, limit: float) -> Line:
    ours = _timed(lambda: pagerank(made), limit)

    def ranked() -> Any:
        found = nx.pagerank(graph, tol=1e-9)
        return np.array([found[node] for node in range(len(made.nodes))])

    theirs = _timed(ranked, limit)
    return _line("PageRank", ours, theirs, _largest(ours, theirs))


def _betweenness(made: Ties, graph: nx.Graph, limit: float) -> Line:
    """Ours from `SAMPLE` sources; networkx from the same, or from a few of them where its time for
    a few says that all would take longer than the limit."""
    sample = min(SAMPLE, len(made.nodes))

    def through(number: int) -> Callable[[], Any]:
        def found() -> Any:
            one = nx.betweenness_centrality(graph, k=number, seed=SEED)
            return np.array([one[node] for node in range(len(made.nodes))])

        return found

    assert sources_of(9, 3) == nx.utils.create_py_random_state(SEED).sample(list(range(9)), 3)
    what = f"betweenness, {sample} sources"
    ours = _timed(lambda: centrality(made, sample=sample).betweenness, limit)
    few = _timed(through(FEW), limit)
    if few.value is not None and few.seconds / FEW * sample > limit:
        same = Timed(0, centrality(made, sample=FEW).betweenness)
        largest = f"{_largest(same, few)} ({FEW} sources)"
        return Line(what, ours.seconds, few.seconds / FEW * sample, largest, "~")
    theirs = _timed(through(sample), limit)
    return _line(what, ours, theirs, _largest(ours, theirs))


def _communities(made: Ties, limit: float) -> Line:
    """Ours beside Louvain of networkx, on the same weighted pairs; the modularity of both."""

    def found() -> float:
        return communities(made).modularity

    ours = _timed(found, limit)
    bound: Communities = communities(made)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(made.nodes)))
    weighted = zip(_edges(bound.bound), bound.bound.ties.tolist(), strict=True)
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in weighted)

    def louvain() -> float:
        parts = nx.community.louvain_communities(graph, seed=SEED)
        place = {node: number for number, part in enumerate(parts) for node in part}
        members = [place[node] for node in range(len(made.nodes))]
        measured = graph_of(len(made.nodes), bound.bound)
        return float(measured.modularity(members, bound.bound.ties.tolist()))

    theirs = _timed(louvain, limit)
    reached = "" if theirs.value is None else f"; {theirs.value:.4f}"
    return _line("communities", ours, theirs, f"modularity {ours.value:.4f}{reached}")


def _triads(made: Ties, limit: float) -> Line:
    ours = _timed(lambda: balance(made), limit)
    graph = nx.Graph()
    graph.add_edges_from(_edges(signed(made)))
    theirs = _timed(lambda: sum(nx.triangles(graph).values()) // 3, limit)
    told = f"{ours.value.triads:,} triads"
    if theirs.value is not None:
        told += "; the same" if theirs.value == ours.value.triads else f"; {theirs.value:,}"
    return _line("balance; triangles of networkx", ours, theirs, told)


def _line(what: str, ours: Timed, theirs: Timed, difference: str) -> Line:
    over = theirs.value is None
    return Line(what, ours.seconds, theirs.seconds, "" if over and not difference else difference,
                ">" if over else "")  # fmt: skip


def _largest(ours: Timed, theirs: Timed) -> str:
    """The largest difference of two results for one node, beside the largest result."""
    if ours.value is None or theirs.value is None:
        return ""
    return f"{np.abs(ours.value - theirs.value).max() / theirs.value.max():.1e}"


def _timed(work: Callable[[], Any], limit: float) -> Timed:
    """Do some work in a process of its own, again and again for two seconds; the mean counts.

    It is ended after so many seconds of CPU, and has then no result.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()

    def act() -> None:
        most = int(limit) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        rounds, spent = 0, 0.0
        while not rounds or (spent < 2 and spent + spent / rounds < limit):
            value = work()
            rounds, spent = rounds + 1, time.process_time()
        there.send((spent / rounds, value))

    child = context.Process(target=act)
    child.start()
    there.close()
    try:
        return Timed(*here.recv())
    except EOFError:
        child.join()
        if child.exitcode in (-signal.SIGXCPU, -signal.SIGKILL):
            return Timed(limit, None)
        raise RuntimeError("the work failed, see above") from None
    finally:
        child.kill()
        child.join()


def _peak(number: int) -> float:
    """The peak memory of all of our measures, in MB, data included."""
    peak, measures = ([sys.executable, "-m", f"bench.{name}"] for name in ("peak", "measures"))
    done = subprocess.run([*peak, *measures, str(number)], capture_output=True, text=True)
    done.check_returncode()
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    made = ties(int(sys.argv[1]))
    for asked in ("nodes", "communities", "brokers", "balance", "triads"):
        begun = time.process_time()
        found = ask(made, Question(asked, limit=100))
        print(asked, f"{time.process_time() - begun:.2f}", *found.notes, file=sys.stderr)
