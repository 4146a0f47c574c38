"""``kg view``: the interactive relationship graph."""

from __future__ import annotations

import argparse

from kg.cli.arguments import Subparsers, add_lens, add_store, open_graph, show, write


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("view", help="write the interactive relationship graph")
    parser.description = "Write the relationship graph as one HTML file that needs no network."
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="graph.html", help="where to (graph.html)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open it in the browser")
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; prints the path of the page."""
    path = open_graph(options).page(options.output)
    write(str(path))
    show(path, not options.no_open)
    return 0
