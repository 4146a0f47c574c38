"""``kg import``: files into a folder store, event data into a store or a file."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from kg.cli.arguments import Subparsers, filled, path, say
from kg.errors import UsageError

# The kinds of event data.
KINDS = ("acled", "ftm", "gdelt", "table", "ucdp-actors", "ucdp-ged")


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("import", help="read files into a folder store")
    parser.description = (
        "Read YAML-LD, spreadsheets of claims (CSV, TSV, XLSX), Turtle, TriG, N-Triples, N-Quads, "
        "RDF/XML and JSON-LD files into a folder store: all of them, or none. A YAML-LD file or a "
        "spreadsheet takes the place of its earlier version. What will change is said first; on a "
        "terminal you are asked before a new actor comes in whose name resembles an existing one's."
        f" Event data come in with their kind named first ({', '.join(KINDS)}): plain, gzip, zip "
        "or Parquet files, globs, or - for standard input; each row becomes claims, and rows that "
        "cannot be taken go to a file of rejects."
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="[KIND] FILE",
        type=filled,
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
    events = parser.add_argument_group("event data")
    events.add_argument(
        "-o",
        "--output",
        type=path,
        metavar="FILE.nq",
        help="write N-Quads in place of a store; '-' is standard output",
    )
    events.add_argument(
        "--map",
        type=filled,
        metavar="MAP",
        help="what a table's columns say: a YAML file or a name",
    )
    events.add_argument(
        "--rejects", type=path, metavar="FILE.csv", help="where rows go that cannot be taken"
    )
    events.add_argument(
        "--published", type=filled, metavar="DATE", help="when the data set came out"
    )
    events.add_argument(
        "--strict", action="store_true", help="import nothing when a row cannot be taken"
    )
    events.add_argument(
        "--review",
        action="store_true",
        help="only propose that imported actors are known ones, also where outside ids agree",
    )
    events.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="what computes (duckdb)"
    )
    events.add_argument(
        "--master", type=filled, metavar="URL", help="the Spark cluster, such as spark://host:7077"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; tells on standard error what will change, and then what came in."""
    if options.files[0] in KINDS:
        from kg.cli import import_events

        return import_events.run(options)
    of_events = ("output", "map", "rejects", "published", "strict", "review", "engine", "master")
    for name in of_events:
        if getattr(options, name) not in (None, False, "duckdb"):
            raise UsageError(f"--{name} belongs to event data", todo="name their kind first")
    options.files = [Path(name) for name in options.files]
    from kg.importers import import_files
    from kg.importers.authored import within
    from kg.importers.preview import preview

    folder = store_folder(options)
    files = within(options.files)
    coming = preview(folder, files, options.base)
    for line in coming.lines():
        say(line)
    if options.dry_run:
        say("nothing was imported: this was a dry run")
        return 0
    if coming.resemblances and not options.yes and not _agreed():
        say("nothing was imported")
        return 1
    done = import_files(folder, files, options.base)
    say(
        f"{done.files} file{'s' if done.files > 1 else ''} read; the store {folder} now holds "
        f"{done.after} quads of data ({done.after - done.before:+d})"
    )
    if done.left_out:
        say(f"note: {done.left_out} quads of the files are derived or the ontology's: made anew")
    return 0


def store_folder(options: argparse.Namespace) -> Path:
    """The folder store that is named. Raises `UsageError` for none, or for a bad base."""
    folder = options.store or os.environ.get("KG_STORE")
    if not folder:
        raise UsageError("no store is named", todo="add --store DIR, or set KG_STORE")
    check_base(options.base)
    return Path(folder)


def check_base(base: str | None) -> None:
    """Raise `UsageError` for what is no base IRI."""
    if base is not None and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`\[\]]+/", base):
        raise UsageError(f"'{base}' is no base IRI", todo="write http(s)://.../")


def _agreed() -> bool:
    """Ask whether to import, on a terminal; where nobody can answer, go on."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    print("import? [y/N] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.buffer.readline().decode("utf-8", errors="replace")
    return answer.strip().lower() in ("y", "yes")
