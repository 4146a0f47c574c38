"""``kg view``: the interactive relationship graph."""

from __future__ import annotations

import argparse

from kg.answers import TIMEOUT
from kg.cli.arguments import Subparsers, add_lens, add_store, filled, open_graph, show, write
from kg.cli.asking import add_query, parse, text_of

STDOUT = "-"


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    _add_options(commands.add_parser("view", help="write the interactive relationship graph"))


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Write the relationship graph as one HTML file that needs no network. It holds the whole "
        "graph, and opens on what a query's answer names (propositions, claims, actors, places, "
        "events, offices), on what lies around a thing, or on everything; a lens is where it "
        "opens, too. Parameters of a named query are options: 'kg view NAME --help' lists them."
    )
    add_query(parser, "open on what the answer names; 'kg query --list' names the queries")
    parser.add_argument(
        "--around",
        type=filled,
        metavar="THING",
        help="open on this actor, place, event or office",
    )
    parser.add_argument(
        "--depth",
        type=int,
        metavar="TIES",
        default=1,
        help="and on what lies up to so many ties away from it (1)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=filled,
        metavar="FILE",
        default="graph.html",
        help="where to (graph.html); '-' is standard output",
    )
    parser.add_argument("--no-open", action="store_true", help="do not open it in the browser")
    add_store(parser, patience=TIMEOUT)
    add_lens(parser)


def run(arguments: list[str]) -> int:
    """Run the command; prints the path of the page, or the page."""
    options, parameters = parse("kg view", _add_options, arguments)
    # The page holds what the lens hides as well.
    page = open_graph(options, tell=False).page(
        query=text_of(options.query) if options.query else "",
        parameters=parameters,
        around=options.around or "",
        depth=options.depth,
    )
    if options.output == STDOUT:
        from kg.exporters.files import write_stdout

        write_stdout(page.html.encode("utf-8"))
        return 0
    path = page.write(options.output)
    write(str(path))
    show(path, not options.no_open)
    return 0
