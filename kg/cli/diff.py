"""``kg diff``: what differs between two stores, files, days of report, or voices."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from kg.cli.arguments import Subparsers, add_lens, add_store, lens_of, open_store, write
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
    parser.add_argument(
        "--format", choices=("text", "md", "json"), default="text", help="the form (text)"
    )
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; a difference is a negative answer."""
    from kg import diff
    from kg.sheets import layout

    before, after = _side(options, options.before), _side(options, options.after)
    difference = before.diff(after)
    if options.format == "json":
        write(json.dumps(diff.as_data(difference), ensure_ascii=False, indent=2))
    else:
        paper = diff.as_paper(difference, options.before, options.after)
        write(layout.as_markdown(paper) if options.format == "md" else layout.as_text(paper))
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
        graph = _seen(open_store(options), text, parts)
    return graph.lens(**parts) if any(parts.values()) else graph


def _seen(graph: Graph, text: str, parts: dict[str, str]) -> Graph:
    """The graph as of a date, or according to a voice."""
    part = "as_of" if _DATE.fullmatch(text) else "according_to"
    if parts[part]:
        what = f"'{text}' and --{part.replace('_', '-')} {parts[part]} are two lenses of one kind"
        raise UsageError(what, todo="give one of them")
    try:
        return graph.lens(**{part: text})
    except UnknownNameError as error:
        what = f"'{text}' is no folder, file or date, and no known voice"
        raise UnknownNameError(what, todo=error.todo) from None
