"""What the commands that move graphs share: how a store is reached, and how far they have come."""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from kg.answers import RETRIES, TIMEOUT
from kg.cli.arguments import filled, say
from kg.store_kinds import KINDS

if TYPE_CHECKING:
    from kg.transfer import Progress, Route


def add_route(parser: argparse.ArgumentParser, *, writing: bool = True) -> None:
    """Add the address of a store, and how it is reached where that cannot be told."""
    parser.add_argument("url", metavar="URL", type=filled, help="any of the store's addresses")
    group = parser.add_argument_group("the store")
    group.add_argument(
        "--store-kind", default="", choices=KINDS, metavar="KIND", help=" ".join(KINDS)
    )
    if writing:
        _add_ways(group)
    group.add_argument(
        "--timeout", type=float, default=TIMEOUT, metavar="SECONDS", help=f"({TIMEOUT:g})"
    )
    group.add_argument(
        "--retries",
        type=int,
        default=RETRIES,
        metavar="N",
        help=f"when the network fails ({RETRIES})",
    )


def _add_ways(group: argparse._ArgumentGroup) -> None:
    """Add how a store is written to."""
    group.add_argument(
        "--via",
        default="",
        choices=("gsp", "update", "bulk"),
        help="Graph Store Protocol, SPARQL Update, or the store's own way of taking many graphs at "
        "once (the best that there is)",
    )
    group.add_argument(
        "--update-url", default="", metavar="URL", help="where it takes SPARQL updates"
    )
    group.add_argument("--graph-store-url", default="", metavar="URL", help="where it takes graphs")


def add_graphs(parser: argparse.ArgumentParser) -> None:
    """Add ``--graph``, which may be given several times."""
    parser.add_argument(
        "--graph",
        action="append",
        default=[],
        type=filled,
        metavar="GRAPH",
        help="only this named graph: an id or a pattern such as 'graph/source/*'; repeatable",
    )


def route_of(options: argparse.Namespace) -> Route:
    """How the store that the options mean is reached."""
    from kg.transfer import Route

    return Route(
        options.url,
        kind=options.store_kind,
        update=getattr(options, "update_url", ""),
        graph_store=getattr(options, "graph_store_url", ""),
        way=getattr(options, "via", ""),
        timeout=options.timeout,
        retries=options.retries,
    )


class Meter:
    """Shows on a terminal how far a transfer or an import has come; a context manager."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._shown = 0.0
        self._wide = 0

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        self._write("")

    def say(self, text: str) -> None:
        """Tell a line of text above the meter."""
        self._write("")
        say(text)

    def show(self, at: Progress) -> None:
        """Show how far it has come, at most ten times a second."""
        self.tell(in_words(at, time.monotonic() - self._begun), last=at.quads == at.of_quads)

    def tell(self, text: str, *, last: bool = False) -> None:
        """Show a text in place of the one before, at most ten times a second but for the last."""
        now = time.monotonic()
        if now - self._shown >= 0.1 or last:
            self._shown = now
            self._write(text)

    def _write(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text:<{self._wide}}\r{text}")
            sys.stderr.flush()
            self._wide = len(text)


def in_words(at: Progress, seconds: float) -> str:
    """How far a transfer has come after some seconds.

    >>> from kg.transfer import Progress
    >>> in_words(Progress(3, 54, 5_000, 20_000), 2.0)
    '3 of 54 graphs, 5,000 of 20,000 quads, 2,500 quads/s, 6 s left'
    """
    text = f"{at.graphs:,} of {at.of_graphs:,} graphs, {at.quads:,} of {at.of_quads:,} quads"
    if not at.quads or seconds <= 0:
        return text
    speed = at.quads / seconds
    return f"{text}, {speed:,.0f} quads/s, {(at.of_quads - at.quads) / speed:.0f} s left"
