"""Our page beside the one that pyvis writes of the same graph: written, drawn, stepped through."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import networkx as nx
from pyvis.network import Network

from bench.contest import Result, Work, contest
from bench.ties import DAYS, FIRST_DAY, ties
from bench.visits import Patches, Step, Visit, visit
from kg.page import PageContent, render
from kg.rows import as_markdown

KG, PYVIS = "kg", "pyvis"
ROUNDS = 3
# A visit that took longer is not repeated.
SHORT = 10
_EPOCH = date(1970, 1, 1)
WATCHES = {KG: "watch_ours", PYVIS: "watch_pyvis"}
# Changes of the page's state: what `kgPage.change` takes.
FILTER: Patches = [{"lines": hidden} for hidden in (["Disputed"], ["Uncontested"], []) * 3]
TIMELINE: Patches = [
    *({"asOf": (FIRST_DAY - _EPOCH).days + day} for day in range(10, DAYS, 7)),
    {"asOf": None},
]
STEPS: dict[str, Patches] = {
    "filter step": FILTER,
    "timeline step": TIMELINE,
    "drawing every actor": [{"most": None}],
    "filter step, every actor drawn": FILTER,
    "timeline step, every actor drawn": TIMELINE,
}


class Figure(NamedTuple):
    """A figure; or, of a contender that was ended, the limit that it went over."""

    value: float
    over: bool = False


Figures = Sequence[Figure | None]


class Line(NamedTuple):
    """What was measured, and the figures of both: first ours. None where there is none."""

    name: str
    figures: Figures
    digits: int = 2

    def cells(self) -> list[str]:
        """The line of the table, with their figure as a multiple of ours."""
        ours, theirs = self.figures
        ratio = None
        if ours and theirs and ours.value and not ours.over:
            ratio = Figure(theirs.value / ours.value, theirs.over)
        return [self.name, _shown(ours, self.digits), _shown(theirs, self.digits), _shown(ratio, 1)]


def table(actors: int, work: Path, *, limit: float) -> str:
    """The Markdown table for a graph of so many actors.

    A contender that writes its page, or comes to rest, after more than `limit` seconds is ended.
    """
    made = ties(actors)
    files = {name: work / f"{name}-{actors}.html" for name in (KG, PYVIS)}
    written = contest(_writers(made, files), limit=limit, most=5)
    visits = _visits({name: files[name] for name in files if written[name].rows}, limit)
    steps = visits[KG].steps if KG in visits else {}
    if [] in steps.values():
        print("The page has no kgPage.change(): no step was tried.", file=sys.stderr)
    lines = [
        *_of_writing(written),
        *_of_visits(visits.get(KG), visits.get(PYVIS), limit),
        *(line for name, taken in steps.items() for line in _of_steps(name, taken, limit)),
    ]
    return as_markdown(["what", KG, PYVIS, f"{PYVIS} / {KG}"], [line.cells() for line in lines])


def ours(made: PageContent) -> str:
    """Our page."""
    return render(made)


def theirs(labelled: nx.MultiDiGraph) -> str:
    """The page of a graph that has only labels, which pyvis can take, with vis-network in it."""
    network = Network(cdn_resources="in_line")
    network.from_nx(labelled)
    return str(network.generate_html(notebook=False))


def labels_only(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The graph with the labels of its nodes and edges, and nothing else."""
    labelled = nx.MultiDiGraph()
    for node, label in network.nodes(data="label"):
        labelled.add_node(node, label=label)
    for subject, object_, key in network.edges(keys=True):
        label = network.edges[subject, object_, key]["label"]
        labelled.add_edge(subject, object_, key=key, label=label)
    return labelled


def _writers(made: PageContent, files: dict[str, Path]) -> dict[str, Work]:
    labelled = labels_only(made.network)

    def writer(name: str, html: Callable[[], str]) -> Work:
        return lambda: files[name].write_bytes(html().encode("utf-8"))

    return {KG: writer(KG, lambda: ours(made)), PYVIS: writer(PYVIS, lambda: theirs(labelled))}


def _visits(files: dict[str, Path], limit: float) -> dict[str, Visit]:
    """The best of some visits by turns; one that took long is not repeated."""
    found: dict[str, list[Visit]] = {name: [] for name in files}
    for _ in range(ROUNDS):
        for name, file in files.items():
            if all(v.still is not None and v.still < SHORT for v in found[name]):
                steps = STEPS if name == KG else None
                found[name].append(visit(file, WATCHES[name], steps, limit=limit))
    return {name: min(visits, key=lambda v: v.still or limit) for name, visits in found.items()}


def _of_writing(written: dict[str, Result]) -> Iterator[Line]:
    results = [written[name] for name in (KG, PYVIS)]
    yield Line("generation, s of CPU", [Figure(r.seconds, over=r.rows is None) for r in results])
    yield Line("size, MB", [Figure(r.rows / 1e6) if r.rows else None for r in results])


def _of_visits(one: Visit | None, other: Visit | None, limit: float) -> Iterator[Line]:
    both = (one, other)
    over = Figure(limit, over=True)
    yield Line("first drawing, s", [v and (_figure(v.drawn) or over) for v in both])
    yield Line("still, s", [v and (_figure(v.still) or over) for v in both])
    yield Line("script memory, MB", [v and _figure(v.megabytes) for v in both], 1)
    yield Line("requests to the network", [v and Figure(v.requests) for v in both], 0)


def _of_steps(name: str, steps: list[Step] | None, limit: float) -> Iterator[Line]:
    if steps is None:
        yield Line(f"{name}, ms", [Figure(limit * 1000, over=True), None], 0)
    elif steps:
        taken = [step.seconds * 1000 for step in steps]
        called = statistics.median(step.called * 1000 for step in steps)
        yield Line(f"{name}, ms", [Figure(statistics.median(taken)), None], 0)
        yield Line(f"{name}, slowest, ms", [Figure(max(taken)), None], 0)
        yield Line(f"{name}, the call alone, ms", [Figure(called), None], 1)


def _figure(value: float | None) -> Figure | None:
    return None if value is None else Figure(value)


def _shown(figure: Figure | None, digits: int) -> str:
    if figure is None:
        return ""
    return f"{'> ' if figure.over else ''}{figure.value:.{digits}f}"
