"""``kg push``: the graph into a triple store, and the proof that it arrived."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.arguments import Subparsers, add_lens, add_store, open_graph, say, write
from kg.cli.transfers import Meter, add_graphs, add_route, route_of

if TYPE_CHECKING:
    from kg.transfer import Difference, Pushed
    from kg.transfer.comparison import Side


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("push", help="send the graph to a triple store, and check it")
    parser.description = (
        "Make a triple store hold the graph: graphs that it holds already are left alone, others "
        "are sent or replaced, and afterwards all are compared. An interrupted push goes on "
        "where it ended. Exit code 1 when the store does not hold what is here."
    )
    add_route(parser)
    add_graphs(parser)
    parser.add_argument(
        "--curated", action="store_true", help="neither derived graphs nor the ontology"
    )
    parser.add_argument(
        "--prune",
        action="store_true",
        help="remove what is there and not here: graphs of the data set, or of --graph",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare, and send nothing")
    what.add_argument("--dry-run", action="store_true", help="say what would be sent")
    add_store(parser, remote=False)
    add_lens(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; prints what became of the graphs, and what differs."""
    from kg.transfer import Selection, Told, check, push

    store = open_graph(options)._embedded()
    route = route_of(options)
    selection = Selection(options.graph, options.curated)
    if options.check:
        return _report_check(check(store, route, selection, told=Told(word=say)))
    with Meter() as meter:
        told = Told(word=meter.say, progress=meter.show)
        done = push(
            store, route, selection, prune=options.prune, dry_run=options.dry_run, told=told
        )
    if options.dry_run:
        return _report_plan(done, prune=options.prune)
    return _report(done, pruned=options.prune)


def _report_plan(planned: Pushed, *, prune: bool) -> int:
    for sent in planned.sent:
        write(f"{sent.state:<10} {sent.digest.size:>9,}  {sent.graph}")
    would = [sent for sent in planned.sent if sent.state != "unchanged"]
    quads = sum(sent.digest.size for sent in would)
    way = f"{planned.kind.title}, by {planned.way}"
    write(f"{quads:,} quads in {len(would):,} graphs would be sent to {way}")
    if planned.strangers:
        what = "would be removed" if prune else "would be left there (--prune removes them)"
        write(f"there and not here, {what}: {_listed(planned.strangers)}")
    return 0


def _report(done: Pushed, *, pruned: bool) -> int:
    states = [sent.state for sent in done.sent]
    counts = ", ".join(
        f"{states.count(state):,} {state}"
        for state in ("new", "replaced", "resumed", "unchanged")
        if state in states
    )
    quads = sum(sent.digest.size for sent in done.sent)
    write(f"{quads:,} quads in {len(states):,} graphs: {counts}")
    if done.strangers:
        what = "removed" if pruned else "left there (--prune removes them)"
        write(f"there and not here, {what}: {_listed(done.strangers)}")
    return _verdict(done)


def _report_check(done: Pushed) -> int:
    if done.strangers:
        write(f"besides, there and not here: {_listed(done.strangers)}")
    return _verdict(done)


def _listed(graphs: Sequence[str]) -> str:
    """The first of some graphs, and how many more there are."""
    more = f" and {len(graphs) - 5:,} more" if len(graphs) > 5 else ""
    return ", ".join(graphs[:5]) + more


def _verdict(done: Pushed) -> int:
    for difference in done.differences:
        _print(difference)
    if not done:
        write(f"{len(done.differences):,} of {len(done.sent):,} graphs differ")
        return 1
    write("checked: the store holds what is here")
    return 0


def _print(difference: Difference) -> None:
    here, there = difference.here, difference.there
    write(f"{difference.graph}: {here.size:,} statements here, {there.size:,} there")
    _print_side("missing there", here)
    _print_side("only there", there)


def _print_side(what: str, side: Side) -> None:
    if side.alone:
        write(f"  {side.alone:,} {what}, such as")
        for example in side.examples:
            write(f"    {example}")
