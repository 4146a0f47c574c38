"""``kg new``: files to begin with, a source's skeleton and the schema that editors read."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from kg.cli.arguments import Parser, Subparsers, say, write
from kg.errors import StoreError, UsageError


def add(commands: Subparsers) -> None:
    """Add the command, with one of its own for each kind of file, to the parser of ``kg``."""
    parser = commands.add_parser("new", help="begin a file: a source, or the schema for editors")
    parser.description = "Begin a file: a source to be filled in, or the schema for editors."
    parser.set_defaults(run=lambda options: _help(parser))
    kinds = parser.add_subparsers(metavar="KIND", title="kinds")

    source = kinds.add_parser("source", help="a source to be filled in, with comments")
    source.description = (
        "Write the skeleton of a source in YAML-LD, with comments. Its first line names the JSON "
        "Schema that editors complete and check it by; where none is in the file's folder or in "
        "one above it, the schema is written beside it."
    )
    source.add_argument("id", nargs="?", default="", metavar="ID", help="the id of the source")
    source.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="where to, a file that is not there yet"
    )
    source.set_defaults(run=_source)

    schema = kinds.add_parser("schema", help="the JSON Schema of authored files")
    schema.description = (
        "Write the JSON Schema (2020-12) of authored files, by which editors complete and check "
        "them; an earlier version of it is replaced."
    )
    schema.add_argument("-o", "--output", metavar="FILE", type=Path, help="where to")
    schema.set_defaults(run=_schema)


def _help(parser: Parser) -> int:
    parser.print_help()
    return 2


def _source(options: argparse.Namespace) -> int:
    from kg.importers.skeleton import SCHEMA, skeleton

    if options.output is None:
        write(skeleton(options.id))
        say(f"note: 'kg new schema -o {SCHEMA}' writes the schema that the first line names")
    else:
        _write_source(options.output, options.id)
    return 0


def _write_source(file: Path, iri: str) -> None:
    """Write a skeleton, and the schema beside it where there is none here or above."""
    from kg.exporters.files import write_files
    from kg.importers.schema import FILE
    from kg.importers.skeleton import SCHEMA, skeleton

    if file.name == SCHEMA:
        raise UsageError(f"'{SCHEMA}' is the name of the schema", str(file), "name another file")
    if file.exists():
        raise StoreError("there already", str(file), "name another file")
    found = _nearest(SCHEMA, file)
    schema = found or file.parent / SCHEMA
    path = os.path.relpath(schema.resolve(), file.parent.resolve())
    files = {file: skeleton(iri, Path(path).as_posix()).encode("utf-8")}
    write_files(files if found else files | {schema: FILE.read_bytes()})
    say(f"{file} written; fill it in, then run 'kg check {file}'")
    if found is None:
        say(f"{schema} written, the schema by which editors complete and check it")
    elif found.read_bytes() != FILE.read_bytes():
        say(f"note: {found} is of another version; 'kg new schema -o {found}' renews it")


def _nearest(name: str, file: Path) -> Path | None:
    """The file of that name in a file's folder, or above it but not above a Git repository."""
    folder = file.resolve().parent
    for above in (folder, *folder.parents):
        if (above / name).is_file():
            return Path(os.path.relpath(above / name))
        if (above / ".git").exists():
            break
    return None


def _schema(options: argparse.Namespace) -> int:
    from kg.exporters.files import write_file
    from kg.importers.schema import FILE

    if options.output is None:
        write(FILE.read_text(encoding="utf-8"))
        return 0
    if options.output.exists() and not _is_schema(options.output):
        raise StoreError("another file is there", str(options.output), "name another file")
    write_file(options.output, FILE.read_bytes())
    say(f"{options.output} written")
    return 0


def _is_schema(path: Path) -> bool:
    """Whether a file is a schema of authored files, of this version or another."""
    from kg.importers.schema import ID

    try:
        return path.is_file() and bool(json.loads(path.read_bytes())["$id"] == ID)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
