"""``python -m bench``: the benchmarks, each a Markdown table on standard output."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench import (
    aggregates,
    events,
    generate,
    imports,
    lenses,
    measures,
    pages,
    pushes,
    queries,
    servers,
    start_up,
)
from bench.examples import busy
from bench.ties import TIES_PER_ACTOR
from kg import flagship
from kg.store import Store


def main(argv: Sequence[str] | None = None) -> int:
    """Run one benchmark; gives the exit code."""
    options = _parser().parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="kg-bench-", dir=options.work) as work:
        code: int = options.run(options, Path(work))
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--work", metavar="DIR", help="where temporary files go (the system's)")
    commands = parser.add_subparsers(dest="command", required=True)

    command = commands.add_parser("generate", help="write a data set of the flagship's shape")
    command.add_argument("out", type=Path, metavar="OUT")
    command.add_argument("--quads", type=int, default=100_000, help="about how many (100000)")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(run=_generate)

    command = commands.add_parser("queries", help="kg beside pyoxigraph and rdflib")
    command.add_argument(
        "--quads", type=int, nargs="*", default=[], help="sizes of generated data (the flagship)"
    )
    command.add_argument(
        "--events", type=int, nargs="*", default=[], metavar="ROWS",
        help="the flagship with rows of event data beside it, in a folder store",
    )  # fmt: skip
    command.add_argument("--rdflib", action="store_true", help="ask rdflib as well")
    command.add_argument("--given", action="store_true", help="only with an example's values")
    command.add_argument("--folder", action="store_true", help="generated data in a folder store")
    command.add_argument("--limit", type=float, default=60, help="seconds for one query (60)")
    command.add_argument(
        "--patience", type=float, default=0.5, help="seconds for repeating one query (0.5)"
    )
    command.set_defaults(run=_queries)

    command = commands.add_parser("import", help="kg's import beside pyoxigraph's bulk load")
    command.add_argument("--quads", type=int, default=100_000)
    command.set_defaults(run=_import)

    command = commands.add_parser("lenses", help="lenses beside a copy of the same quads")
    command.add_argument("--quads", type=int, nargs="*", default=[], help="sizes (the flagship)")
    command.set_defaults(run=_lenses)

    command = commands.add_parser("pages", help="the page beside pyvis's own, in Chromium")
    command.add_argument(
        "--actors", type=int, nargs="+", default=[40, 300, 1000, 5000, 20_000], metavar="N"
    )
    command.add_argument("--limit", type=float, default=60, help="seconds for each (60)")
    command.set_defaults(run=_pages)

    command = commands.add_parser("push", help="push and pull beside the stores' own loaders")
    command.add_argument("--quads", type=int, default=1_000_000, help="(1000000)")
    command.add_argument("--stores", nargs="+", choices=servers.KINDS, default=[*servers.KINDS])
    command.add_argument(
        "--graphs", type=int, nargs="*", default=[0, 10], help="0: as generated (0 10)"
    )
    command.add_argument(
        "--sample", type=int, default=50_000, help="quads for SPARQLWrapper (50000)"
    )
    command.add_argument(
        "--memory", type=int, nargs="*", default=[100_000, 1_000_000, 3_000_000], metavar="N",
        help="sizes of a single graph (100000 1000000 3000000)",
    )  # fmt: skip
    command.set_defaults(run=_push)

    command = commands.add_parser("measures", help="measures of ties beside networkx's own")
    command.add_argument(
        "--ties", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], metavar="N"
    )
    command.add_argument("--limit", type=float, default=300, help="seconds of CPU for each (300)")
    command.set_defaults(run=_measures)

    command = commands.add_parser("aggregates", help="counts beside Virtuoso and Oxigraph")
    command.add_argument("--rows", type=int, nargs="+", default=[100_000], help="(100000)")
    command.set_defaults(run=_aggregates)

    command = commands.add_parser("events", help="event data beside other ways to N-Quads")
    command.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000], metavar="N")
    command.add_argument("--kinds", nargs="+", choices=events.WRITERS, default=["gdelt"])
    parts = ["mapping", *events.PARTS]
    command.add_argument("--parts", nargs="+", choices=parts, default=parts)
    command.add_argument("--morph", default="", metavar="PYTHON", help="one that has morph-kgc")
    command.set_defaults(run=_events)

    command = commands.add_parser("start-up", help="kg's start beside a bare pyoxigraph")
    command.add_argument("--rounds", type=int, default=15)
    command.set_defaults(run=_start_up)
    return parser


def _generate(options: argparse.Namespace, work: Path) -> int:
    number = generate.write(options.out, options.quads, seed=options.seed)
    print(f"| file | quads |\n| --- | --- |\n| {options.out} | {number} |")
    return 0


def _queries(options: argparse.Namespace, work: Path) -> int:
    stores: list[tuple[str, Callable[[], Store]]] = []
    for size in options.quads:
        stores.append((f"{size}", partial(queries.generated, size, options.folder, work)))
    for rows in options.events:
        stores.append((f"{rows} rows", partial(queries.reported, rows, work)))
    for name, opened in stores or [("flagship", flagship.load)]:
        store = opened()
        dataset = queries.as_dataset(store) if options.rdflib else None
        asked = queries.questions(store, own=not stores, only_given=options.given)
        results = queries.ask(store, dataset, asked, limit=options.limit, patience=options.patience)
        print(f"### {name} ({len(store.quads)} quads with all that is derived)\n")
        print(queries.table(results), flush=True)
    return 0


def _import(options: argparse.Namespace, work: Path) -> int:
    print(imports.table(options.quads, work))
    return 0


def _lenses(options: argparse.Namespace, work: Path) -> int:
    for size in options.quads or [0]:
        store = queries.generated(size, False, work) if size else flagship.load()
        print(f"### {size or 'flagship'} ({len(store.quads)} quads with all that is derived)\n")
        print(lenses.table(store, busy(store, "actor")[0].value), flush=True)
    return 0


def _pages(options: argparse.Namespace, work: Path) -> int:
    for actors in options.actors:
        print(f"### {actors} actors, {actors * TIES_PER_ACTOR} ties\n")
        print(pages.table(actors, work, limit=options.limit), end="\n\n", flush=True)
    return 0


def _push(options: argparse.Namespace, work: Path) -> int:
    for graphs in options.graphs:
        shape = pushes.made(work, options.quads, graphs)
        for kind in options.stores:
            print(pushes.table(kind, shape, work, sample=options.sample), end="\n\n", flush=True)
    for kind in options.stores if options.memory else ():
        print(pushes.memory(kind, options.memory, work), end="\n\n", flush=True)
    return 0


def _measures(options: argparse.Namespace, work: Path) -> int:
    for number in options.ties:
        print(f"### {number:,} ties\n")
        print(measures.table(number, options.limit), end="\n\n", flush=True)
    return 0


def _aggregates(options: argparse.Namespace, work: Path) -> int:
    for rows in options.rows:
        folder = work / str(rows)
        folder.mkdir()
        print(aggregates.table(rows, folder), end="\n\n", flush=True)
    return 0


def _events(options: argparse.Namespace, work: Path) -> int:
    if "mapping" in options.parts:
        print(events.mapping(max(options.rows), work, morph=options.morph), end="\n\n", flush=True)
    for kind in options.kinds:
        for name in options.parts:
            if name in events.PARTS:
                print(events.PARTS[name](kind, options.rows, work), end="\n\n", flush=True)
    return 0


def _start_up(options: argparse.Namespace, work: Path) -> int:
    print(start_up.table(options.rounds, work))
    return 0


if __name__ == "__main__":
    sys.exit(main())
