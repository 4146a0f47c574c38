"""``kg stats``: how much a graph holds."""

from __future__ import annotations

import argparse

from kg.cli.arguments import Subparsers, add_lens, add_store, open_graph, write
from kg.graph import Totals


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("stats", help="say how much the graph holds")
    parser.description = "Count actors, relations in use, propositions, claims and sources."
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    write(in_words(open_graph(options).totals()))
    return 0


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
