"""``kg demo``: the flagship data set in one screen and one page."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from kg.cli.arguments import Subparsers, show, write
from kg.cli.stats import in_words
from kg.cli.tables import print_table
from kg.graph import open


class Question(NamedTuple):
    """A question in words, the named query that answers it, and the columns worth a look."""

    words: str
    query: str
    parameters: dict[str, str]
    columns: str


QUESTIONS = (
    Question(
        "Who negotiates with whom?",
        "negotiations",
        {},
        "subjectName relationName objectName from until placeName statusName",
    ),
    Question(
        "Which claims are disputed, and by whom?",
        "disputed-claims",
        {},
        "statement claimantName voiceName stanceName saidNotBefore saidNotAfter sourceName",
    ),
    Question(
        "What stands behind 'Taliban entered Panjshir'?",
        "evidence-for",
        {"proposition": "proposition/taliban-entered-panjshir"},
        "claimantName stanceName qualityName section start end sourceName originName",
    ),
)
ROWS = 12
NEXT = (
    "kg query --list",
    "kg show taliban-seized-panjshir-2021-09-06",
    "kg export panjshir.trig",
)


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("demo", help="show the bundled Panjshir data set")
    parser.description = (
        "Say what the Panjshir graph holds, answer three questions, and write panjshir.html."
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the page")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    graph = open()
    write(f"The Panjshir graph holds {in_words(graph.totals())}.\n")
    for question in QUESTIONS:
        write(question.words)
        rows = graph.query(question.query, **question.parameters)
        print_table(rows, question.columns.split(), ROWS)
        if len(rows) > ROWS:
            given = "".join(f" --{name} {text}" for name, text in question.parameters.items())
            write(f"... and {len(rows) - ROWS} more: kg query {question.query}{given}")
        write("")
    page = graph.page(Path("panjshir.html"))
    write(f"The relationship graph is in {page}: open it in a browser.")
    write("Next, try:")
    for command in NEXT:
        write(f"  {command}")
    show(page, not options.no_open)
    return 0
