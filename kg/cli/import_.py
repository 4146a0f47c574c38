"""``kg import``: files into a folder store."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from kg.cli.arguments import Subparsers, say
from kg.errors import UsageError


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("import", help="read files into a folder store")
    parser.description = (
        "Read YAML-LD, Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD files into a folder "
        "store: all of them, or none. A YAML-LD file takes the place of its earlier version."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="what to read")
    parser.add_argument(
        "--store", metavar="DIR", help="the folder store, made if missing (or set KG_STORE)"
    )
    parser.add_argument("--base", metavar="IRI", help="the base IRI of a new store's data set")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; tells on standard error what came in."""
    from kg.importers import import_files

    folder = options.store or os.environ.get("KG_STORE")
    if not folder:
        raise UsageError("no store is named", todo="add --store DIR, or set KG_STORE")
    if options.base is not None and not re.fullmatch(
        r"https?://[^\s<>\"{}|\\^`\[\]]+/", options.base
    ):
        raise UsageError(f"'{options.base}' is no base IRI", todo="write http(s)://.../")
    done = import_files(Path(folder), options.files, options.base)
    say(
        f"{done.files} file{'s' if done.files > 1 else ''} read; {folder} now holds {done.after} "
        f"quads of data ({done.after - done.before:+d})"
    )
    if done.left_out:
        say(f"note: {done.left_out} quads of the files are derived or the ontology's: made anew")
    return 0
