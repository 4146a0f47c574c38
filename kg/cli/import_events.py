"""``kg import KIND``: event data into a folder store, or into a file of N-Quads."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.arguments import say
from kg.cli.import_ import check_base, store_folder
from kg.cli.transfers import Meter
from kg.dates import PartialDate
from kg.errors import DataError, UsageError
from kg.exporters import STDOUT

if TYPE_CHECKING:
    from kg.importers.events.reading import Read
    from kg.judgements import Judgement
    from kg.tables.engine import Engine
    from kg.tables.progress import Step


def run(options: argparse.Namespace) -> int:
    """Run the command; tells on standard error what came in, and what did not."""
    kind, *names = options.files
    if not names:
        raise UsageError(f"no file of {kind} is named", todo="name files, or - for standard input")
    if options.output and options.store:
        raise UsageError("both a store and a file to write are named", todo="name one")
    if options.dry_run and options.output:
        raise UsageError("--dry-run writes no file", todo="leave --output out")
    if options.review and options.output:
        raise UsageError("--review needs a store: a file knows no actors", todo="leave it out")
    if not options.output:
        store_folder(options)
    check_base(options.base)
    with tempfile.TemporaryDirectory(prefix="kg-import-") as work, Meter() as meter:
        course = Course(meter)
        engine = _engine(options, Path(work), course)
        try:
            return _import(kind, names, options, engine, course)
        finally:
            engine.close()


class Course:
    """Shows how far an import has come: the table that is written, and for how much longer."""

    def __init__(self, meter: Meter) -> None:
        self.rows = 0
        self._meter = meter

    def __call__(self, step: Step) -> None:
        """Show a step."""
        self._meter.tell(in_words(step, self.rows), last=step.done == 1)

    def say(self, text: str) -> None:
        """Tell a line of text above what is shown."""
        self._meter.say(text)


def in_words(step: Step, rows: int) -> str:
    """How far a table made of so many rows has come; 0 rows are not known yet.

    >>> from kg.tables.progress import Step
    >>> in_words(Step("claims", 0.25, 2.0), 20_000)
    'claims: 25 %, 2,500 rows/s, 6 s left'
    >>> in_words(Step("staged", 0.5, 2.0), 0)
    'staged: 50 %, 2 s left'

    A numbered table is a part, with fewer rows.

    >>> in_words(Step("voices_7", 0.5, 2.0), 20_000)
    'voices_7: 50 %, 2 s left'
    """
    text = f"{step.table}: {step.done:.0%}".replace("%", " %")
    if not step.done or step.seconds <= 0:
        return text
    whole = rows and not step.table[-1].isdigit()
    speed = f", {rows * step.done / step.seconds:,.0f} rows/s" if whole else ""
    return f"{text}{speed}, {step.seconds / step.done - step.seconds:.0f} s left"


def _engine(options: argparse.Namespace, work: Path, course: Course) -> Engine:
    from kg.tables.engines import engine

    watch = course if sys.stderr.isatty() else None
    return engine(options.engine, work, options.master or "", watch)


def _import(
    kind: str, names: list[str], options: argparse.Namespace, engine: Engine, course: Course
) -> int:
    from kg.importers.events.formats import format_of
    from kg.importers.events.reading import read

    format = format_of(kind, options.map)
    how = {"strict": options.strict, "published": _date(options.published)}
    found = read(kind, format, names, engine, **how)
    _spare_inputs(found, options.output, options.rejects)
    course.rows = found.counts.imported
    course.say(f"{found.counts.read:,} rows read: {found.counts.imported:,} taken")
    if options.dry_run:
        _tell_rejects(found, None)
        _tell_remarks(found)
        say("nothing was imported: this was a dry run")
        return 0
    rejects = options.rejects or Path(f"rejects-{found.name}.csv")
    if found.rejects or found.partial:
        from kg.importers.events.rejects import write

        # Where they cannot be written, nothing is imported.
        write([*found.rejects, *found.partial], rejects)
    if options.output:
        _write(found, options.output, options.base, engine, course)
    else:
        _into_store(found, options, engine, course)
    _tell_rejects(found, rejects)
    _tell_remarks(found)
    return 0


def _write(found: Read, out: Path, base: str | None, engine: Engine, course: Course) -> None:
    from kg.importers.events.output import into_file, into_stream

    if out == STDOUT:
        sys.stdout.flush()
        quads = into_stream(found, sys.stdout.buffer, base, engine)
        sys.stdout.buffer.flush()
        course.say(f"{quads:,} quads written")
    else:
        quads = into_file(found, out, base, engine)
        course.say(f"{out} holds {quads:,} quads")


def _spare_inputs(found: Read, *written: Path | None) -> None:
    """Raise `UsageError` where a file would be written over one that is read."""
    read = {file.path.resolve() for file in found.files}
    for path in written:
        if path and path.resolve() in read:
            raise UsageError(f"'{path}' is read", todo="name another file to write")


def _date(text: str | None) -> str:
    """A date that the user named. Raises `UsageError` for one that does not exist."""
    try:
        return PartialDate.parse(text).text if text else ""
    except DataError as error:
        raise UsageError(error.what, todo=error.todo) from None


def _into_store(found: Read, options: argparse.Namespace, engine: Engine, course: Course) -> None:
    from kg.importers.events.store import into_store

    folder = store_folder(options)
    done = into_store(found, folder, options.base, engine, review=options.review)
    if done is None:
        course.say(
            f"the store {folder} holds this import already ({found.name}): nothing was changed"
        )
        return
    course.say(
        f"the store {folder} now holds {done.after:,} quads ({done.after - done.before:+,}), "
        f"with what follows from them; this import is {found.name}"
    )
    tell_judgements(done.judged, folder)
    if done.known.same:
        say(f"note: {done.known.same:,} claims were there from an earlier import")
    if done.known.different:
        say(
            f"note: {done.known.different:,} claims were there from an earlier import with other "
            "content, and were left as they are"
        )


def tell_judgements(judged: Sequence[Judgement], folder: Path) -> None:
    """Tell which imported actors were judged to be known ones, and how many wait for a decision."""
    same = [one for one in judged if one.decision == "Accepted"]
    if same:
        what = "actor is a known one" if len(same) == 1 else "actors are known ones"
        say(f"{len(same):,} imported {what} by outside ids:")
    for one in same:
        say(f"  {one.judged} is {one.candidate}{f' ({one.note})' if one.note else ''}")
    waiting = len(judged) - len(same)
    if waiting:
        what = "judgement waits" if waiting == 1 else "judgements wait"
        say(f"{waiting:,} {what} for a decision: 'kg actors review --store {folder}' lists them")


def _tell_rejects(found: Read, path: Path | None) -> None:
    where = f"; all are in {path}" if path else ""
    for rows, what in ((found.rejects, "not taken"), (found.partial, "taken in part")):
        if rows:
            first, were = rows[0], "row was" if len(rows) == 1 else "rows were"
            say(
                f"note: {len(rows):,} {were} {what}, the first at {first.where} "
                f"({first.reason}){where}"
            )


def _tell_remarks(found: Read) -> None:
    for remark in found.remarks:
        say(f"note: {remark}")
