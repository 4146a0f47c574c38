"""``kg push`` and ``kg pull`` beside the stores' own ways of taking and giving the same quads."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote, urlsplit
from zlib import crc32

import pyoxigraph as ox

from bench import generate, servers
from bench.servers import Server
from kg.folder import changing, open_folder
from kg.identifiers import graph_for
from kg.resources import ROOT
from kg.rows import as_markdown
from kg.terms import PANJSHIR
from kg.transfer import Progress, Route, Told, push, updates
from kg.transfer.remote import Remote

# Statements in an update of SPARQLWrapper's.
BATCH = 1000


class Shape(NamedTuple):
    """A data set: a file of N-Quads and a folder store that hold the same; how many quads and
    graphs they are."""

    file: Path
    folder: Path
    quads: int
    graphs: int


class Cost(NamedTuple):
    """What a contender did: seconds for so many quads, and the peak of kg's memory in MB."""

    name: str
    seconds: float
    quads: int
    megabytes: float | None = None


def made(work: Path, size: int, graphs: int) -> Shape:
    """Generated quads in as many graphs as the generator makes (0), or spread over a few."""
    folder, file = work / f"store-{size}-{graphs}", work / "files" / f"{size}-{graphs}.nq"
    file.parent.mkdir(exist_ok=True)
    generate.write(file, size)
    if graphs:
        _spread(file, graphs)
    with changing(folder) as store:
        store.quads.bulk_load(path=file)
        store.quads.optimize()
        return Shape(file, folder, len(store.quads), sum(1 for _ in store.quads.named_graphs()))


def _spread(file: Path, graphs: int) -> None:
    """Give the quads of a file to a few graphs, all of a thing to the same."""
    names = [f"<{graph_for(PANJSHIR, f'source/events-{n}')}>".encode() for n in range(graphs)]
    spread = file.with_suffix(".new")
    with file.open("rb") as lines, spread.open("wb") as out:
        for line in lines:
            triple, _, _ = line.rsplit(b" ", 2)
            place = crc32(line.split(b" ", 1)[0]) % graphs
            out.write(b"%s %s .\n" % (triple, names[place]))
    spread.replace(file)


def table(kind: str, shape: Shape, work: Path, *, sample: int) -> str:
    """The Markdown tables of a kind of store and a data set, each contender in a new server.

    The first is the store's own best. SPARQLWrapper is given a `sample` of the quads. Raises
    `RuntimeError` where the store is not installed, or holds less than it was given.
    """
    costs = list(_sent(kind, shape, work, sample))
    own = costs[0].seconds / costs[0].quads
    rows = [
        [
            cost.name,
            f"{cost.seconds:.1f}",
            f"{cost.quads / cost.seconds / 1000:.1f}",
            f"{cost.seconds / cost.quads / own:.2f}",
            "" if cost.megabytes is None else f"{cost.megabytes:.0f}",
        ]
        for cost in costs
    ]
    return f"### {kind}: {shape.quads} quads in {shape.graphs} graphs\n\n" + as_markdown(
        ["what", "s", "thousand quads/s", f"/ {costs[0].name}", "peak MB of kg"], rows
    )


def _sent(kind: str, shape: Shape, work: Path, sample: int) -> Iterator[Cost]:
    def server() -> AbstractContextManager[Server]:
        return servers.KINDS[kind](work / "server", shape.file.parent)

    def timed(name: str, quads: int, work: Callable[[Server], None]) -> Cost:
        with server() as at:
            begun = time.perf_counter()
            work(at)
            seconds = time.perf_counter() - begun
            _verify(at, quads)
        return Cost(name, seconds, quads)

    if kind == "oxigraph":
        yield timed("bulk POST", shape.quads, lambda at: _post(at, shape.file))
    else:
        yield timed("ld_dir", shape.quads, lambda at: load(at, shape.file))
    with server() as at:
        yield from _pushed_apart(at, shape, work)
    with server() as at:
        yield from _commands(kind, at, shape, work)
    if kind == "oxigraph":
        graphs = list(_graphs(shape))
        yield timed("PUT of each graph", shape.quads, lambda at: _put(at, graphs))
    lines = list(_lines(shape, sample))
    batches = [lines[start : start + BATCH] for start in range(0, len(lines), BATCH)]
    part = len(lines)
    yield timed(f"SPARQLWrapper, {part} quads", part, lambda at: _wrapped(kind, at, batches))


def _verify(at: Server, quads: int) -> None:
    with Remote(Route(at.url), PANJSHIR, reading=True) as remote:
        there = sum(size for graph, size in remote.sizes().items() if graph.startswith(PANJSHIR))
    if there != quads:
        raise RuntimeError(f"{at.url} holds {there} quads, where {quads} were sent")


def _pushed_apart(at: Server, shape: Shape, work: Path) -> Iterator[Cost]:
    """The two parts of a push; it is sent when the last of the progress is told."""
    os.environ.update(_environment(at, work))
    times = [time.perf_counter()]

    def note(progress: Progress) -> None:
        times[1:] = [time.perf_counter()]

    done = push(open_folder(shape.folder), Route(at.url), told=Told(progress=note))
    times.append(time.perf_counter())
    if not done:
        raise RuntimeError(f"{at.url} holds something else than was pushed")
    yield Cost("push, sending", times[1] - times[0], shape.quads)
    yield Cost("push, checking", times[2] - times[1], shape.quads)


def _commands(kind: str, at: Server, shape: Shape, work: Path) -> Iterator[Cost]:
    """The command, as a user runs it: push, push again, pull."""
    environment, out = _environment(at, work), work / "pulled.nq"
    there = ["push", at.url, "--store", str(shape.folder)]
    for name, command in {
        "kg push": there,
        "kg push, again": there,
        "kg push --check": [*there, "--check"],
        "kg pull": ["pull", at.url, str(out)],
    }.items():
        yield run(name, command, environment, shape.quads)
    with out.open("rb") as lines:
        if sum(1 for _ in lines) != shape.quads:
            raise RuntimeError(f"{out} has not as many lines as were pushed")
    if kind == "oxigraph":
        begun = time.perf_counter()
        _get(at, out)
        yield Cost("GET of the store", time.perf_counter() - begun, shape.quads)
    out.unlink()


def run(name: str, arguments: Sequence[str], environment: dict[str, str], quads: int) -> Cost:
    """What a ``kg`` command costs. Raises `RuntimeError` when it fails."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.peak", sys.executable, "-m", "kg", *arguments],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed, see above")
    return Cost(name, time.perf_counter() - begun, quads, float(done.stdout))


def _environment(at: Server, work: Path) -> dict[str, str]:
    return {"KG_USER": at.user, "KG_PASSWORD": at.password, "XDG_STATE_HOME": str(work / "state")}


def memory(kind: str, sizes: Iterable[int], work: Path) -> str:
    """The Markdown table of the memory that ``kg push`` takes for one graph of several sizes."""
    rows = []
    for size in sizes:
        shape = made(work, size, 1)
        with servers.KINDS[kind](work / "server", shape.file.parent) as at:
            there = ["push", at.url, "--store", str(shape.folder)]
            cost = run("kg push", there, _environment(at, work), shape.quads)
        rows.append([str(shape.quads), f"{cost.seconds:.1f}", f"{cost.megabytes:.0f}"])
    return f"### {kind}: one graph\n\n" + as_markdown(["quads", "s", "peak MB of kg"], rows)


def _post(at: Server, file: Path) -> None:
    with file.open("rb") as body:
        _send(_connection(at), "POST", "/store?no_transaction", body, "application/n-quads")


def _put(at: Server, graphs: list[tuple[str, bytes]]) -> None:
    connection = _connection(at)
    for graph, triples in graphs:
        path = f"/store?graph={quote(graph, safe='')}"
        _send(connection, "PUT", path, triples, "application/n-triples")


def _get(at: Server, out: Path) -> None:
    connection = _connection(at)
    connection.request("GET", "/store", headers={"Accept": "application/n-quads"})
    answer = connection.getresponse()
    with out.open("wb") as file:
        while piece := answer.read(1 << 16):
            file.write(piece)


def _connection(at: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(at.url).netloc, blocksize=1 << 16)


def _send(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | IO[bytes],
    content_type: str,
) -> None:
    length = len(body) if isinstance(body, bytes) else os.fstat(body.fileno()).st_size
    headers = {"Content-Type": content_type, "Content-Length": str(length)}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {said[:200]!r}")


def load(at: Server, file: Path) -> None:
    """Load a file of N-Quads by Virtuoso's own loader. The graph is for lines that name none."""
    servers.isql(
        at,
        f"ld_dir('{file.parent}', '{file.name}', 'http://127.0.0.1/');\n"
        "rdf_loader_run();\ncheckpoint;\n",
    )


def _graphs(shape: Shape) -> Iterator[tuple[str, bytes]]:
    store = open_folder(shape.folder)
    for graph in store.quads.named_graphs():
        dumped = store.quads.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        assert dumped is not None
        assert isinstance(graph, ox.NamedNode)
        yield graph.value, dumped


def _lines(shape: Shape, most: int) -> Iterator[tuple[str, bytes]]:
    """The first statements of a data set, graph by graph, each with its graph."""
    for graph, triples in _graphs(shape):
        for line in triples.splitlines(keepends=True):
            if most <= 0:
                return
            most -= 1
            yield graph, line


def _wrapped(kind: str, at: Server, batches: list[list[tuple[str, bytes]]]) -> None:
    from SPARQLWrapper import DIGEST, POST, SPARQLWrapper

    client = SPARQLWrapper(at.url.replace("/sparql", "/sparql-auth"))
    if kind == "oxigraph":
        client = SPARQLWrapper(f"{at.url}/update")
    else:
        client.setHTTPAuth(DIGEST)
        client.setCredentials(at.user, at.password)
    client.setMethod(POST)
    for batch in batches:
        inserts = (
            b"".join(updates.insert(graph, (line for _, line in members)))
            for graph, members in groupby(batch, key=lambda statement: statement[0])
        )
        client.setQuery(b" ;\n".join(inserts).decode())
        client.query().response.read()
