"""``kg pull``: named graphs out of a triple store, into a file or a folder store."""

from __future__ import annotations

import argparse

from kg.cli.arguments import Subparsers, path, write
from kg.cli.transfers import Meter, add_graphs, add_route, route_of


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("pull", help="bring graphs out of a triple store")
    parser.description = (
        "Bring the named graphs of a data set out of a triple store: into a file of N-Quads "
        "(OUT ends in .nq), or into a folder store, where they take the place of those of the same "
        "name. All of them are brought, and counted, or nothing is changed."
    )
    add_route(parser, writing=False)
    parser.add_argument(
        "out", metavar="OUT", type=path, help="a file that ends in .nq, or a folder"
    )
    add_graphs(parser)
    parser.add_argument(
        "--base",
        default="",
        metavar="IRI",
        help="the base IRI of the data set there, if it has several",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; prints what was brought."""
    from kg.transfer import Told, pull

    with Meter() as meter:
        done = pull(
            route_of(options),
            options.out,
            options.graph,
            base=options.base,
            told=Told(word=meter.say, progress=meter.show),
        )
    quads = sum(done.graphs.values())
    write(f"{quads:,} quads in {len(done.graphs):,} graphs brought to {done.out}")
    if done.imported:
        anew = f"{done.imported.left_out:,} of them are derived or of the ontology: made anew"
        write(f"{anew}; curated quads in {done.out}: {done.imported.after:,}")
    return 0
