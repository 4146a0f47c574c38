"""``kg show``: the sheet of a proposition, an actor or a source."""

from __future__ import annotations

import argparse

from kg.cli.arguments import Subparsers, add_form, add_lens, add_store, open_graph, write_paper


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser(
        "show", help="show all that is known of a proposition, an actor or a source"
    )
    parser.description = (
        "Show the contest sheet of a proposition (who affirms, suggests, doubts and denies it, "
        "when, in which source, from which origin), the dossier of an actor, or the sheet of a "
        "source. Name it by its id, its name or what it states."
    )
    parser.add_argument("name", metavar="PROPOSITION|ACTOR|SOURCE", help="what to show")
    add_form(parser)
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    from kg import sheets

    sheet = open_graph(options).show(options.name)
    write_paper(options.format, sheets.as_data(sheet), sheets.as_paper(sheet))
    return 0
