"""``kg check``: what breaks the model, in words, with file and line."""

from __future__ import annotations

import argparse

from kg.cli.arguments import Subparsers, add_store, open_graph, path, write


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("check", help="say what breaks the model, with file and line")
    parser.description = (
        "Check files against the model and against the graph that they would join; without files, "
        "check that graph. Exit code 1 when something is found."
    )
    parser.add_argument("files", nargs="*", metavar="FILE", type=path, help="files or folders")
    add_store(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; prints one finding a line."""
    from kg.importers.authored import within

    found = open_graph(options).check(within(options.files))
    for finding in found:
        write(str(finding))
    if not found:
        write("no findings")
    return 1 if found else 0
