"""What several commands share: the parser, the store that is meant, where output goes."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import UsageError, visible
from kg.graph import Graph, connect, open
from kg.limits import Limits, size_of
from kg.supervisor import hold

if TYPE_CHECKING:
    from kg.sheets.layout import Paper

Subparsers = Any  # argparse names this type only in private


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are errors like all others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` in place of printing and leaving."""
        raise UsageError(message, todo=f"see '{self.prog} --help'")


def path(text: str) -> Path:
    """A file or folder that is named. Raises `ArgumentTypeError` for an empty text."""
    return Path(filled(text))


def filled(text: str) -> str:
    """A text that is not empty, as that of a variable that is not set would be."""
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty value")
    return text


def add_store(
    parser: argparse.ArgumentParser, *, remote: bool = True, patience: float | None = None
) -> None:
    """Add ``--store`` and, where a remote store serves as well, ``--endpoint``; with the limits.

    `patience` is how many seconds the command may take by default with an embedded store.
    """
    parser.add_argument(
        "--store", metavar="DIR", help="a folder store (or set KG_STORE); else the bundled data"
    )
    if not remote:
        return
    parser.set_defaults(patience=patience)
    limits = parser.add_argument_group("limits")
    limits.add_argument(
        "--timeout",
        type=seconds,
        metavar="SECONDS",
        default=None,
        help="how long the command may take, or with an endpoint how long to wait while nothing of "
        f"an answer comes ({f'{patience:g}' if patience else 'no limit; with an endpoint 300'})",
    )
    limits.add_argument(
        "--memory",
        type=size,
        metavar="SIZE",
        default=None,
        help="how much memory the command may hold: 500M, 2G (three quarters of what there is)",
    )
    group = parser.add_argument_group("remote store")
    group.add_argument(
        "--endpoint",
        type=filled,
        metavar="URL",
        default=None,
        help="a SPARQL 1.1 endpoint (or set KG_ENDPOINT)",
    )
    group.add_argument(
        "--base",
        type=filled,
        metavar="IRI",
        default=None,
        help="the base of the data set there; else the endpoint is asked for it",
    )


def seconds(text: str) -> float:
    """A time to wait. Raises `ArgumentTypeError` for none, or none that ends."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds")
    return value


def size(text: str) -> int:
    """A number of bytes. Raises `ArgumentTypeError` for any other text."""
    try:
        return size_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """A number of things, at least one. Raises `ArgumentTypeError` for any other text."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 on")
    return int(text)


def add_lens(parser: argparse.ArgumentParser) -> None:
    """Add ``--according-to``, ``--as-of`` and ``--on``, which combine."""
    group = parser.add_argument_group("lens")
    group.add_argument(
        "--according-to",
        type=filled,
        metavar="ACTOR",
        default=None,
        help="what this voice affirms, and what is uncontested",
    )
    group.add_argument(
        "--as-of", type=filled, metavar="DATE", default=None, help="as it had been reported by then"
    )
    group.add_argument(
        "--on", type=filled, metavar="DATE", default=None, help="what may have held then"
    )


def add_form(parser: argparse.ArgumentParser) -> None:
    """Add ``--format``, for what is laid out as a sheet."""
    parser.add_argument(
        "--format", choices=("text", "md", "json"), default="text", help="the form (text)"
    )


def write_paper(form: str, data: dict[str, Any], paper: Paper) -> None:
    """Write a sheet in a form: its data as JSON, or its layout as text or Markdown."""
    import json

    from kg.sheets import layout

    if form == "json":
        write(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        write(layout.as_markdown(paper) if form == "md" else layout.as_text(paper))


def open_graph(options: argparse.Namespace, *, tell: bool = True) -> Graph:
    """The graph that the options mean, through the lens that they name.

    Tells on standard error what the lens hides, unless told not to. Raises `UsageError` when two
    stores are named.
    """
    graph = open_store(options)
    parts = lens_of(options)
    if not any(parts.values()):
        return graph
    seen = graph.lens(**parts)
    if tell and seen.hidden:
        counts = (
            f"{count:,} {kind.lower()}{'' if count == 1 else 's'}"
            for kind, count in seen.hidden.items()
        )
        say(f"note: out of sight through this lens: {', '.join(counts)}")
    return seen


def lens_of(options: argparse.Namespace) -> dict[str, str]:
    """The parts of the lens that the options name."""
    return {name: getattr(options, name, None) or "" for name in ("according_to", "as_of", "on")}


def open_store(options: argparse.Namespace) -> Graph:
    """The graph that the options mean, whole.

    Raises `UsageError` when they name two, or say how to ask a remote one and name none.
    """
    remote = hasattr(options, "endpoint")
    federate = getattr(options, "federate", False)
    store, endpoint = options.store, options.endpoint if remote else None
    if not store and not endpoint:
        store = os.environ.get("KG_STORE")
        endpoint = os.environ.get("KG_ENDPOINT") if remote else None
    if store and endpoint:
        raise UsageError("both a store and an endpoint are named", todo="name one")
    if endpoint:
        hold(Limits(None, options.memory))
        how = {"timeout": options.timeout} if options.timeout else {}
        return connect(endpoint, options.base or "", federate=federate, **how)
    if remote and options.base:
        raise UsageError("--base belongs to an endpoint", todo="name it by --endpoint")
    if remote:
        hold(Limits(options.timeout or options.patience, options.memory))
    return open(store or None, federate=federate)


def write(text: str) -> None:
    """Write a result to standard output."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def say(text: str) -> None:
    """Tell the user something that is no result: on standard error."""
    print(visible(text), file=sys.stderr)


def has_display() -> bool:
    """Whether a browser could show a page here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show(path: os.PathLike[str], wanted: bool) -> None:
    """Open a page in the browser, if that is wanted and there is a display."""
    if wanted and has_display():
        import pathlib
        import webbrowser

        webbrowser.open(pathlib.Path(path).resolve().as_uri())
