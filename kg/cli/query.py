"""``kg query``: named queries and SPARQL of one's own."""

from __future__ import annotations

import argparse
import sys

import pyoxigraph as ox

from kg import library
from kg.answers import TIMEOUT
from kg.cli.arguments import Subparsers, add_lens, add_store, count, open_graph, write
from kg.cli.asking import add_query, parse, text_of
from kg.cli.tables import print_table
from kg.errors import QueryError, UsageError
from kg.graph import Graph
from kg.rows import Rows, as_markdown

FORMATS = ("table", "csv", "tsv", "json", "xml", "md", "ttl", "nt", "rdf", "jsonld")
_FOR_ROWS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_FOR_TRIPLES = {
    "table": ox.RdfFormat.TURTLE,
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "xml": ox.RdfFormat.RDF_XML,
    "rdf": ox.RdfFormat.RDF_XML,
    "json": ox.RdfFormat.JSON_LD,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    _add_options(commands.add_parser("query", help="ask a named query, or SPARQL of your own"))


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Ask a named query, a SPARQL file, standard input ('-') or SPARQL text. Parameters of a "
        "named query are options: 'kg query NAME --help' lists them."
    )
    add_query(parser, "what to ask; see --list")
    parser.add_argument("--list", action="store_true", help="list the named queries by theme")
    parser.add_argument(
        "--format", choices=FORMATS, default="table", help="the form of the answer (table)"
    )
    parser.add_argument("--limit", type=count, metavar="N", default=None, help="at most N rows")
    parser.add_argument(
        "--federate", action="store_true", help="let the query ask other stores, by SERVICE"
    )
    add_store(parser, patience=TIMEOUT)
    add_lens(parser)


def run(arguments: list[str]) -> int:
    """Run the command. The parameters of a named query become options of its own."""
    options, parameters = parse("kg query", _add_options, arguments)
    return _list() if options.list else _answer(options, parameters)


def _list() -> int:
    theme = ""
    for name in library.names():
        query = library.find(name)
        if query.theme != theme:
            theme = query.theme
            write(f"{theme}:")
        head = query.head()
        options = " ".join(f"--{parameter.name}" for parameter in head.parameters)
        write(f"  {name:<26} {head.summary}{f' [{options}]' if options else ''}")
    return 0


def _answer(options: argparse.Namespace, parameters: dict[str, str]) -> int:
    if options.query is None:
        raise UsageError("no query is named", todo="'kg query --list' names them all")
    graph = open_graph(options)
    answer = graph.answer(text_of(options.query), parameters, limit=options.limit)
    if isinstance(answer, ox.QueryBoolean):
        return _print_boolean(answer, options.format)
    if isinstance(answer, ox.QuerySolutions):
        return _print_rows(answer, options.format, graph)
    return _print_triples(list(answer), options.format, graph.base)


def _print_boolean(answer: ox.QueryBoolean, format: str) -> int:
    """Print yes or no; no is a negative answer."""
    if format in ("json", "xml", "csv", "tsv"):
        write((answer.serialize(format=_FOR_ROWS[format]) or b"").decode("utf-8"))
    else:
        write("yes" if answer else "no")
    return 0 if answer else 1


def _print_rows(answer: ox.QuerySolutions, format: str, graph: Graph) -> int:
    if format in _FOR_ROWS:
        sys.stdout.flush()
        try:
            answer.serialize(sys.stdout.buffer, format=_FOR_ROWS[format])
        except (RuntimeError, SyntaxError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None
        sys.stdout.buffer.flush()
        return 0
    rows = Rows(answer, graph.base)
    if format == "table":
        print_table(rows)
    elif format == "md":
        write(as_markdown(rows.columns, rows.cells(), markup=False))
    else:
        others = ", ".join(("table", "md", *_FOR_ROWS))
        raise UsageError(f"rows have no format '{format}'", todo=f"one of {others}")
    return 0


def _print_triples(triples: list[ox.Triple], format: str, base: str) -> int:
    if format not in _FOR_TRIPLES:
        raise UsageError(
            f"triples have no format '{format}'", todo=f"one of {', '.join(_FOR_TRIPLES)}"
        )
    kind = _FOR_TRIPLES[format]
    if kind == ox.RdfFormat.TURTLE:
        from kg.exporters import turtle

        text = turtle.serialize([ox.Quad(*triple) for triple in triples], base)
    else:
        text = ox.serialize(sorted(triples, key=str), format=kind) or b""
    write(text.decode("utf-8"))
    return 0
