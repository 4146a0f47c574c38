"""``kg diff``: what differs between two stores, files, days of report, or voices."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from kg.cli.arguments import (
    Subparsers,
    add_form,
    add_lens,
    add_store,
    lens_of,
    open_store,
    write_paper,
)
from kg.errors import UnknownNameError, UsageError
from kg.graph import Graph, open

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("diff", help="compare two stores, files, days or voices")
    parser.description = (
        "Say which propositions and claims appeared, went or changed from A to B. Each is a folder "
        "store, a file (YAML or a spreadsheet joins the graph at hand, RDF is a graph of its own), "
        "a date (what had been reported by then) or an actor (the graph according to that voice). "
        "Exit code 1 when they differ."
    )
    parser.add_argument("before", metavar="A", help="a store, a file, a date or a voice")
    parser.add_argument("after", metavar="B", help="what to compare it with")
    add_form(parser)
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; a difference is a negative answer."""
    from kg import diff

    before, after = _side(options, options.before), _side(options, options.after)
    difference = before.diff(after)
    paper = diff.as_paper(difference, options.before, options.after)
    write_paper(options.format, diff.as_data(difference), paper)
    return 1 if difference else 0


def _side(options: argparse.Namespace, text: str) -> Graph:
    """The graph that one of the two names, through the lens of the options."""
    parts = lens_of(options)
    path = Path(text)
    if path.is_dir():
        graph = open(path)
    elif path.is_file():
        from kg.importers.authored import is_authored

        graph = open_store(options).join(path) if is_authored(path) else open(path)
    else:
        return _seen(open_store(options), text, parts)
    return graph.lens(**parts) if any(parts.values()) else graph


def _seen(graph: Graph, text: str, parts: dict[str, str]) -> Graph:
    """The graph as of a date, or according to a voice, through the lens of the options as well."""
    part = "as_of" if _DATE.fullmatch(text) else "according_to"
    if parts[part]:
        what = f"'{text}' and --{part.replace('_', '-')} {parts[part]} are two lenses of one kind"
        raise UsageError(what, todo="give one of them")
    try:
        return graph.lens(**parts | {part: text})
    except UnknownNameError as error:
        if part == "as_of":
            raise
        what = f"'{text}' is no folder, file or date, and no known voice"
        raise UnknownNameError(what, todo=error.todo) from None
