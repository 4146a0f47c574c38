"""``kg verify``: evidence against the text of its source."""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.cli.arguments import Subparsers, add_store, open_graph, write
from kg.errors import UsageError
from kg.graph import Graph
from kg.rows import one_line


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("verify", help="find evidence again in the text of its source")
    parser.description = (
        "Print each claim of a source beside the passage that its evidence points to. Exit code 1 "
        "when the text is not the one that the evidence was taken from."
    )
    parser.add_argument(
        "--text",
        action="append",
        required=True,
        metavar="SOURCE=FILE",
        help="a source, and the file that holds its text; may be repeated",
    )
    add_store(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    graph = open_graph(options)
    pairs = [_pair(text) for text in options.text]
    return max([_verify(graph, source, file) for source, file in pairs])


def _pair(text: str) -> tuple[str, Path]:
    source, sign, file = text.partition("=")
    if not (source and sign and file):
        raise UsageError(f"'{text}' is not SOURCE=FILE", todo="write --text source/NAME=FILE")
    return source, Path(file)


def _verify(graph: Graph, source: str, file: Path) -> int:
    done = graph.verify(source, file)
    if not done.unaltered:
        write(f"{source}: {file} is not the text that the evidence was taken from: digests differ")
        return 1
    for passage in done.passages:
        place = f", characters {passage.start} to {passage.end}" if passage.text else ""
        quality = f"{passage.quality}{place}"
        write(f"{passage.claimant} {passage.stance}: {passage.statement} ({quality})")
        write(f"    {one_line(passage.text or 'NOT FOUND in the text')}\n")
    missing = sum(passage.text is None for passage in done.passages)
    write(f"{source}: {len(done.passages) - missing} passages found, {missing} not found")
    return 1 if missing else 0
