"""Each named query: kg beside raw pyoxigraph and rdflib, on the same data in one run."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import rdflib

from bench import generate
from bench.contest import Result, Work, contest
from bench.event_tables import write_gdelt
from bench.examples import NEEDS_ALL, Values, values
from kg import library
from kg.derive import derive
from kg.folder import open_folder
from kg.graph import Graph
from kg.importers import add_files, import_files
from kg.rows import as_markdown
from kg.store import Store, load_ontology
from kg.terms import PANJSHIR

FLAGSHIP = Path(__file__).resolve().parents[1] / "data" / "panjshir"
PEERS = ("pyoxigraph", "rdflib")


class Asked(NamedTuple):
    """A named query with the values that it was asked with, and what each contender made of it."""

    name: str
    given: Values
    results: dict[str, Result]


def generated(size: int, folder: bool, work: Path) -> Store:
    """A generated data set of `size` quads with all that is derived, in memory or in a folder."""
    file = work / f"generated-{size}.nq"
    generate.write(file, size)
    if folder:
        import_files(work / "store", [file])
        return open_folder(work / "store")
    store = Store(ox.Store(), PANJSHIR)
    load_ontology(store.quads)
    add_files(store, [file])
    derive(store)
    return store


def reported(rows: int, work: Path) -> Store:
    """The flagship in a folder store, with rows of event data of GDELT's shape beside it."""
    folder, file = work / f"reported-{rows}", work / "events.CSV"
    write_gdelt(file, rows)
    for what in ([FLAGSHIP], ["gdelt", file]):
        command = [sys.executable, "-m", "kg", "import", *map(str, what), "--store", str(folder)]
        subprocess.run(command, check=True, capture_output=True)
    file.unlink()
    return open_folder(folder)


def as_dataset(store: Store) -> rdflib.Dataset:
    """The same quads in rdflib's own memory store, its default graph the union of all."""
    dataset = rdflib.Dataset(default_union=True)
    quads = store.quads.dump(format=ox.RdfFormat.N_QUADS)
    assert quads is not None
    dataset.parse(data=quads, format="nquads")
    return dataset


def questions(store: Store, *, own: bool, only_given: bool) -> Iterator[tuple[str, Values]]:
    """Each named query without parameters (unless `only_given`), and with an example."""
    for name in library.names():
        given = values(store, library.find(name), own=own)
        if not only_given and (own or name not in NEEDS_ALL):
            yield name, {}
        if given:
            yield name, given


def ask(
    store: Store,
    dataset: rdflib.Dataset | None,
    asked: Iterable[tuple[str, Values]],
    *,
    limit: float,
    patience: float,
) -> Iterator[Asked]:
    """Ask named queries of each contender."""
    for name, given in asked:
        contenders = _contenders(store, dataset, library.find(name), given)
        yield Asked(name, given, contest(contenders, limit=limit, patience=patience))


def _contenders(
    store: Store, dataset: rdflib.Dataset | None, query: library.NamedQuery, given: Values
) -> dict[str, Work]:
    text = query.bind(given)
    contenders: dict[str, Work] = {
        "kg": partial(_with_kg, Graph(store), query.name, given),
        "pyoxigraph": partial(_with_pyoxigraph, store.quads, text),
    }
    if dataset is not None:
        contenders["rdflib"] = partial(_with_rdflib, dataset, text)
    return contenders


def _with_kg(graph: Graph, name: str, given: Values) -> int:
    texts = {parameter: value.value for parameter, value in given.items()}
    return len(graph.query(name, **texts).terms())


def _with_pyoxigraph(quads: ox.Store, text: str) -> int:
    solutions = quads.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    return len(list(solutions))


def _with_rdflib(dataset: rdflib.Dataset, text: str) -> int:
    return len(list(dataset.query(text)))


def table(asked: Iterable[Asked]) -> str:
    """A Markdown table with a line for each named query, and below it the means of the ratios."""
    every = list(asked)
    peers = [peer for peer in PEERS if any(peer in one.results for one in every)]
    half = ["rows", "kg (ms)", *(_heading(peer) for peer in peers)]
    columns = ["query", *half, "given", *(f"{heading}, given" for heading in half)]
    lines = []
    for name in dict.fromkeys(one.name for one in every):
        unfilled = [one for one in every if one.name == name and not one.given]
        filled = [one for one in every if one.name == name and one.given]
        given = ", ".join(one.lstrip("-") for one in (filled[0].given if filled else ()))
        lines.append([name, *_half(unfilled, peers), given, *_half(filled, peers)])
    return "\n".join([as_markdown(columns, lines), "", *(_summary(every, peer) for peer in peers)])


def _heading(peer: str) -> str:
    return "kg / pyoxigraph" if peer == "pyoxigraph" else f"{peer} / kg"


def _half(asked: list[Asked], peers: list[str]) -> list[str]:
    """The cells for one way of asking; empty where it was not asked so."""
    if not asked:
        return [""] * (2 + len(peers))
    own = asked[0].results["kg"]
    cells = [_rows(asked[0]), _over(own, f"{own.seconds * 1000:.1f}")]
    for peer in peers:
        ratio = _ratio(asked[0], peer)
        late = _over(asked[0].results[peer], "") if peer != "pyoxigraph" else ""
        cells.append("" if ratio is None else f"{late}{ratio:.2f}")
    return cells


def _over(result: Result, text: str) -> str:
    return f"> {text}" if result.rows is None else text


def _rows(asked: Asked) -> str:
    """The number of rows, and whose number is another."""
    own = asked.results["kg"].rows
    others = [
        f"{peer}: {result.rows}"
        for peer, result in asked.results.items()
        if result.rows is not None and result.rows != own
    ]
    return " ".join(["?" if own is None else str(own), *others])


def _ratio(asked: Asked, peer: str) -> float | None:
    """How long kg takes in times of pyoxigraph, or rdflib in times of kg (at least)."""
    own, other = asked.results["kg"], asked.results[peer]
    if own.rows is None:
        return None
    return own.seconds / other.seconds if peer == "pyoxigraph" else other.seconds / own.seconds


def _summary(asked: list[Asked], peer: str) -> str:
    ratios = {
        f"{one.name}{' (given)' if one.given else ''}": ratio
        for one in asked
        if (ratio := _ratio(one, peer)) is not None
    }
    if not ratios:
        return f"- {_heading(peer)}: nothing to compare"
    mean = math.exp(math.fsum(map(math.log, ratios.values())) / len(ratios))
    worst = (max if peer == "pyoxigraph" else min)(ratios, key=lambda name: ratios[name])
    return f"- {_heading(peer)}: geometric mean {mean:.2f}, worst {ratios[worst]:.2f} ({worst})"
