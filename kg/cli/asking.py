"""Asking on the command line: a named query with its parameters, a file, or a text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kg import library
from kg.cli.arguments import Parser, filled
from kg.errors import DataError, UsageError
from kg.inputs import read_text


def add_query(parser: argparse.ArgumentParser, help: str) -> None:
    """Add what is asked as an argument that may be left out."""
    parser.add_argument("query", nargs="?", type=filled, metavar="NAME|FILE|-|SPARQL", help=help)


def parse(
    command: str,
    add_options: Callable[[argparse.ArgumentParser], None],
    arguments: Sequence[str],
) -> tuple[argparse.Namespace, dict[str, str]]:
    """The options of a command that takes a query, and the parameters that are given to it.

    The parameters of a named query become options of its own.
    """
    first = Parser(prog=command, add_help=False)
    add_options(first)
    known, others = first.parse_known_args(arguments)
    if not others:
        return known, {}
    named = known.query if known.query in library.names() else None
    parser = Parser(prog=f"{command} {named}" if named else command)
    add_options(parser)
    parameters = _add_parameters(parser, library.find(named)) if named else []
    options = parser.parse_args(arguments)
    given = {name: getattr(options, f"parameter_{name}") for name in parameters}
    return options, {name: text for name, text in given.items() if text is not None}


def _add_parameters(parser: argparse.ArgumentParser, query: library.NamedQuery) -> list[str]:
    head = query.head()
    parser.description = f"{head.summary} {head.description}".replace("%", "%%")
    group = parser.add_argument_group("parameters")
    for parameter in head.parameters:
        help = f"{parameter.help} Example: {parameter.example}".replace("%", "%%")
        group.add_argument(
            f"--{parameter.name}",
            dest=f"parameter_{parameter.name}",
            metavar=parameter.type.upper(),
            help=help,
        )
    return [parameter.name for parameter in head.parameters]


def text_of(query: str) -> str:
    """The name of a named query, or the SPARQL text that is meant."""
    if query in library.names() or "{" in query:
        return query
    if query == "-":
        return _standard_input()
    if Path(query).suffix in (".rq", ".sparql") or Path(query).is_file():
        return read_text(Path(query))
    return query


def _standard_input() -> str:
    if sys.stdin is None:
        raise UsageError("standard input is closed", todo="name a file or write the query")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise DataError("not UTF-8 text", "standard input") from None
