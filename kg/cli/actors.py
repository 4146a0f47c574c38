"""``kg actors``: which imported actors are known ones."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.arguments import Parser, Subparsers, filled, say, write
from kg.errors import UsageError
from kg.rows import as_csv, as_text

if TYPE_CHECKING:
    from kg.importers.events.review import Reviewed
    from kg.judgements import Judgement

# What an editor can decide, and what it makes of a judgement.
_DECISIONS = {"accept": "Accepted", "refuse": "Refused", "undo": "Proposed"}


def add(commands: Subparsers) -> None:
    """Add the command, with those of its own, to the parser of ``kg``."""
    parser = commands.add_parser("actors", help="judge which imported actors are known ones")
    parser.description = "Judge which actors of imported event data are ones that the store knows."
    parser.set_defaults(run=lambda options: _help(parser))
    kinds = parser.add_subparsers(metavar="COMMAND", title="commands")

    review = kinds.add_parser("review", help="list judgements of identity, and decide on them")
    review.description = (
        "List the judgements that wait for a decision: which imported actor may be which known "
        "one, how alike they are, by what, and how many claims name the imported one. Name "
        "judgements to accept, refuse or undo them, as many as you like: all are decided, or none."
    )
    for word, made in _DECISIONS.items():
        review.add_argument(
            f"--{word}",
            nargs="+",
            action="extend",
            default=[],
            type=filled,
            metavar="ID",
            help=f"judgements that are {made.lower()}{' again' if word == 'undo' else ''}",
        )
    review.add_argument("--all", action="store_true", help="list what was decided, too")
    review.add_argument(
        "--format", choices=("table", "csv", "json"), default="table", help="the form (table)"
    )
    _add_store(review)
    review.set_defaults(run=_review)

    match = kinds.add_parser("match", help="look for known actors among imported ones again")
    match.description = (
        "Judge all imported actors against the known ones as they are now, as an import does with "
        "those it brings. What was judged before stays."
    )
    match.add_argument(
        "--review", action="store_true", help="only propose, also where outside ids agree"
    )
    _add_store(match)
    match.set_defaults(run=_match)


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", metavar="DIR", help="the folder store (or set KG_STORE)")
    parser.set_defaults(base=None)


def _help(parser: Parser) -> int:
    parser.print_help()
    return 2


def _review(options: argparse.Namespace) -> int:
    from kg.cli.import_ import store_folder

    folder = store_folder(options)
    decisions = _decisions(options)
    if decisions:
        return _settle(folder, decisions)
    from kg.folder import open_folder
    from kg.importers.events.review import review

    found = review(open_folder(folder), every=options.all)
    _print(found, options.format)
    return 0


def _decisions(options: argparse.Namespace) -> dict[str, str]:
    """What is decided, by the ids of judgements. Raises `UsageError` for two decisions on one."""
    named = [
        (id if "://" in id or id.startswith("judgement/") else f"judgement/{id}", made)
        for word, made in _DECISIONS.items()
        for id in getattr(options, word)
    ]
    decisions = dict(named)
    twice = [id for id, made in named if decisions[id] != made]
    if twice:
        raise UsageError(f"two decisions on '{twice[0]}'", todo="name it once")
    if decisions and (options.all or options.format != "table"):
        raise UsageError("--all and --format belong to the list", todo="leave them out")
    return decisions


def _settle(folder: Path, decisions: dict[str, str]) -> int:
    from kg.importers.events.review import settle

    changed = settle(folder, decisions)
    for one in changed:
        say(f"{one.decision.lower()}: {one.judged} is {one.candidate}")
    same = len(decisions) - len(changed)
    if same:
        say(f"note: {same} of the judgements {'was' if same == 1 else 'were'} decided so already")
    return 0


def _match(options: argparse.Namespace) -> int:
    from kg.cli.import_ import store_folder
    from kg.cli.import_events import tell_judgements
    from kg.importers.events.review import match

    folder = store_folder(options)
    found: Sequence[Judgement] = match(folder, review=options.review)
    if not found:
        say("no new judgements")
    tell_judgements(found, folder)
    return 0


def _print(found: Sequence[Reviewed], form: str) -> None:
    if form == "json":
        rows = [one._asdict() | {"score": float(one.score)} for one in found]
        write(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from kg.importers.events.review import Reviewed

    columns = list(Reviewed._fields)
    cells = [[str(cell) for cell in one] for one in found]
    if form == "csv":
        write(as_csv([columns, *cells]))
        return
    write(as_text(columns, cells))
    counts = Counter(one.decision.lower() for one in found)
    say(", ".join(f"{count:,} {word}" for word, count in counts.items()) or "no judgements wait")
