"""``kg import``: files into a folder store."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from kg.cli.arguments import Subparsers, path, say
from kg.errors import UsageError


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("import", help="read files into a folder store")
    parser.description = (
        "Read YAML-LD, spreadsheets of claims (CSV, TSV, XLSX), Turtle, TriG, N-Triples, N-Quads, "
        "RDF/XML and JSON-LD files into a folder store: all of them, or none. A YAML-LD file or a "
        "spreadsheet takes the place of its earlier version. What will change is said first; on a "
        "terminal you are asked before a new actor comes in whose name resembles an existing one's."
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        type=path,
        help="what to read; a folder stands for the YAML-LD files and spreadsheets in it",
    )
    parser.add_argument(
        "--store", metavar="DIR", help="the folder store, made if missing (or set KG_STORE)"
    )
    parser.add_argument("--base", metavar="IRI", help="the base IRI of a new store's data set")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, and change nothing"
    )
    parser.add_argument(
        "--yes", action="store_true", help="import without asking, whatever resembles what"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; tells on standard error what will change, and then what came in."""
    from kg.importers import import_files
    from kg.importers.authored import within
    from kg.importers.preview import preview

    folder = options.store or os.environ.get("KG_STORE")
    if not folder:
        raise UsageError("no store is named", todo="add --store DIR, or set KG_STORE")
    if options.base is not None and not re.fullmatch(
        r"https?://[^\s<>\"{}|\\^`\[\]]+/", options.base
    ):
        raise UsageError(f"'{options.base}' is no base IRI", todo="write http(s)://.../")
    files = within(options.files)
    coming = preview(Path(folder), files, options.base)
    for line in coming.lines():
        say(line)
    if options.dry_run:
        say("nothing was imported: this was a dry run")
        return 0
    if coming.resemblances and not options.yes and not _agreed():
        say("nothing was imported")
        return 1
    done = import_files(Path(folder), files, options.base)
    say(
        f"{done.files} file{'s' if done.files > 1 else ''} read; the store {folder} now holds "
        f"{done.after} quads of data ({done.after - done.before:+d})"
    )
    if done.left_out:
        say(f"note: {done.left_out} quads of the files are derived or the ontology's: made anew")
    return 0


def _agreed() -> bool:
    """Ask whether to import, on a terminal; where nobody can answer, go on."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    print("import? [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.buffer.readline().decode("utf-8", errors="replace")
    return answer.strip().lower() in ("y", "yes")
