"""``kg export``: the graph as a file, or as a package for a triple store's bulk loader."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kg.cli.arguments import Subparsers, add_lens, add_store, filled, open_graph, say


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("export", help="write the graph as a file or a package")
    parser.description = (
        "Write the curated data in the format that the file's name tells: .ttl .trig .nt .nq .rdf "
        ".jsonld .trig12 (RDF 1.2) .graphml .gexf .csv (nodes and edges) .void (VoID and DCAT: "
        "what the data set holds). '-' is standard output. With --for, OUT is a folder: the data "
        "as the bulk loader of a triple store takes them, its script, and a check that all of them "
        "arrived. A package holds what --with-derived and --with-ontology add in any case."
    )
    parser.add_argument("output", metavar="OUT", help="the file or folder to write, or '-'")
    parser.add_argument("--format", default="", help="the format, whatever the file's name")
    parser.add_argument(
        "--for",
        dest="package",
        type=filled,
        metavar="STORE",
        help="a package for virtuoso, jena, qlever, neptune or graphdb",
    )
    parser.add_argument(
        "--with-derived", action="store_true", help="statuses and direct relations as well"
    )
    parser.add_argument(
        "--with-ontology", action="store_true", help="the terms of the ontology as well"
    )
    parser.add_argument(
        "--with-measures",
        action="store_true",
        help="ties, betweenness, PageRank and community of each node, in .graphml .gexf .csv",
    )
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; tells on standard error what was written and what had to stay behind."""
    sys.stdout.flush()
    done = open_graph(options).export(
        Path(options.output),
        format=options.format,
        package=options.package or "",
        derived=options.with_derived,
        ontology=options.with_ontology,
        measures=options.with_measures,
    )
    files = options.output if options.package else ", ".join(str(file) for file in done.files)
    say(f"{done.written} {done.unit} written to {files}")
    for note in done.notes:
        say(f"note: {note}")
    return 0
