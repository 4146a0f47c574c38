"""``kg network``: who is tied to how many, in which way, and how centrally."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.arguments import Subparsers, add_lens, add_store, open_graph, write
from kg.rows import as_text

if TYPE_CHECKING:
    from kg.measures import Measured


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("network", help="measure the relationship graph")
    parser.description = (
        "For each actor, place, event and office: how many ties it has, of which family, how many "
        "of them are disputed, how many neighbours, betweenness and PageRank."
    )
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="the form (table)"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N")
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    # networkx takes a while to import.
    from kg.measures import measure

    measured = measure(open_graph(options).network())[: options.limit]
    if options.format == "json":
        write(json.dumps([one._asdict() for one in measured], ensure_ascii=False, indent=2))
    elif options.format == "csv":
        write(_as_csv(measured))
    else:
        columns = list(type(measured[0])._fields[1:]) if measured else []
        write(as_text(columns, [_cells(one)[1:] for one in measured]))
    return 0


def _as_csv(measured: Sequence[Measured]) -> str:
    import csv

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(measured[0]._fields if measured else ())
    writer.writerows(_cells(one) for one in measured)
    return text.getvalue()


def _cells(one: Measured) -> list[str]:
    return [f"{value:.4f}" if isinstance(value, float) else str(value) for value in one]
