"""``kg stats``: how much a graph holds."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from kg.cli.arguments import Subparsers, add_lens, add_store, count, open_graph, write
from kg.errors import UsageError
from kg.graph import Totals

if TYPE_CHECKING:
    from kg.counts import Counted

BY = ("status", "relation", "family", "voice", "publisher", "year", "month", "day")


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("stats", help="say how much the graph holds")
    parser.description = (
        "Count actors, relations in use, propositions, claims and sources; or, with --by, "
        "propositions, and how often a source reports one (by voice: how many it affirms and "
        "denies; by publisher: sources and claims), the most frequent first, times in their order."
    )
    parser.add_argument("--by", choices=BY, help="count by this")
    parser.add_argument("--limit", type=count, metavar="N", help="only the first N")
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="the form of --by"
    )
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if not options.by:
        for name in ("limit", "format"):
            if getattr(options, name) not in (None, "table"):
                raise UsageError(f"--{name} belongs to --by", todo="say by what to count")
        write(in_words(open_graph(options).totals()))
        return 0
    counted = open_graph(options).counts(options.by)
    write(_laid_out(counted, options.format, options.limit))
    return 0


def _laid_out(counted: Counted, form: str, limit: int | None) -> str:
    from kg.rows import as_csv, as_text

    rows = counted.rows[:limit]
    if form == "json":
        import json

        dicts = [dict(zip(counted.columns, row, strict=True)) for row in rows]
        return json.dumps(dicts, ensure_ascii=False, indent=2)
    if form == "csv":
        return as_csv([counted.columns, *rows])
    return as_text(counted.columns, [[str(cell) for cell in row] for row in rows])


def in_words(totals: Totals) -> str:
    """The counts in one sentence.

    >>> in_words(Totals(23, 32, 50, 53, 1, 1))
    '23 actors, 32 kinds of relation, 50 propositions (1 disputed), 53 claims, 1 source'
    """
    plural = "" if totals.sources == 1 else "s"
    return (
        f"{totals.actors} actors, {totals.relations} kinds of relation, "
        f"{totals.propositions} propositions ({totals.disputed} disputed), "
        f"{totals.claims} claims, {totals.sources} source{plural}"
    )
