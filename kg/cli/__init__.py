"""The command line: parse, call, print; the one place that catches errors."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from kg.cli import query, view
from kg.cli.arguments import Parser
from kg.errors import KgError
from kg.supervisor import explained, interrupt, supervised

# What these take depends on the query that is named.
_ASKING: dict[str, Callable[[list[str]], int]] = {"query": query.run, "view": view.run}
# What these print is less than what they do: they go on when nobody reads it any more.
_WORKING = ("actors", "import", "new", "pull", "push", "view")


def parser() -> Parser:
    """The parser of the command ``kg`` with all its subcommands."""
    from kg.cli import (
        actors,
        check,
        demo,
        diff,
        export,
        import_,
        network,
        new,
        pull,
        push,
        show,
        stats,
        verify,
    )

    top = Parser(
        prog="kg",
        description="A knowledge graph of actors, their relations, and the claims they make and "
        "dispute. Without a store, the bundled Panjshir data set is used.",
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    reading = (demo, query, show, diff, view, network, export, push)
    for command in (*reading, pull, new, import_, actors, check, verify, stats):
        command.add(commands)
    return top


def command() -> int:
    """Run ``kg`` with the arguments of the process, so that signals and limits end it whatever it
    does; gives the exit code."""
    return supervised(main)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``kg`` with these arguments (those of the process when None); gives the exit code.

    0 fine, 1 a negative answer (does not conform, differs), 2 usage, 3 data or environment, 130
    interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _prepare_streams(works=bool(arguments) and arguments[0] in _WORKING)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KgError as error:
        print(f"error: {error}", file=sys.stderr)
        explained()
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): what is left to write goes nowhere.
        _give_up_on_output()
        return 0
    except OSError as error:
        _give_up_on_output()
        print(f"error: {error.strerror or error}, {error.filename or 'output'}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("error: interrupted, nothing was changed", file=sys.stderr)
        explained()
        return 130


class _Unread(io.FileIO):
    """A file descriptor whose reader may have gone (``| head``): the rest goes nowhere."""

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            return len(content)


def _prepare_streams(*, works: bool) -> None:
    """Write UTF-8 whatever the locale says; where a stream was closed, write to nowhere.

    A reader of standard error that goes away ends no command; one of standard output does, unless
    the command `works`.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    # Others in their place, such as those of a test, are left alone.
    if sys.stderr is sys.__stderr__:
        sys.stderr = _unread(2)
    if works and sys.stdout is sys.__stdout__:
        sys.stdout = _unread(1)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _unread(descriptor: int) -> io.TextIOWrapper:
    raw = _Unread(descriptor, "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", line_buffering=True)


def _nowhere() -> io.TextIOWrapper:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    return io.TextIOWrapper(io.FileIO(nowhere, "w", closefd=False), encoding="utf-8")


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in _ASKING:
        return _ASKING[arguments[0]](arguments[1:])
    options = parser().parse_args(arguments)
    if options.version:
        from kg import __version__

        print(f"kg {__version__}")
        return 0
    if options.command is None:
        parser().print_help()
        return 2
    return int(options.run(options))


def _give_up_on_output() -> None:
    """Keep Python from writing once more, to a full disk or a closed pipe, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
