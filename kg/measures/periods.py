"""Windows of time: the ties that may hold within a day, a week, a month or a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from kg.dates import PartialDate
from kg.errors import DataError, UsageError
from kg.measures.ties import Mask, Ties

SPANS = ("year", "month", "week", "day")
MOST_WINDOWS = 4000


class Window(NamedTuple):
    """A span of days, both ends included, and the ties that belong to it.

    `name` is the year, the month, the day, or the ISO week (``2021-W35``).
    """

    name: str
    first: date
    last: date
    ties: Ties


class Period(NamedTuple):
    """Which windows there are, and which ties belong to none.

    `undated` is the number of ties of which neither a first nor a last day is known; `outside` of
    those that lie before the first window or after the last.
    """

    spans: tuple[tuple[str, date, date], ...]
    undated: int
    outside: int


def windows(
    ties: Ties, by: str = "", *, first: str = "", until: str = "", began: bool = False
) -> tuple[Period, Iterator[Window]]:
    """The windows of a calendar, with the ties that may hold in each of them.

    `by` is year, month, week (from Monday) or day; without it there is one window, from `first` to
    `until`, which are days, months or years. Where they are not given, windows go from the first
    day on which a tie began to the last on which one began or ended. A tie belongs to each window
    on a day of which it may hold: one whose end is not known, to all that follow its beginning.
    With `began`, it belongs only to that in which it began. Raises `UsageError` for another span,
    for a date that is none, and for more than 4,000 windows.

    >>> ties = Ties.from_columns(
    ...     nodes=["a", "b"], proposition=["p", "q"], subject=[0, 1], object=[1, 0],
    ...     relation=["meets", "fights"], status=["", ""],
    ...     earliest=["2021-08-30", "2021-09-02"], latest=["2021-09-01", "2021-09-02"],
    ... )
    >>> period, found = windows(ties, "month")
    >>> [(window.name, len(window.ties)) for window in found]
    [('2021-08', 1), ('2021-09', 2)]
    """
    if by and by not in SPANS:
        raise UsageError(f"no span of time '{by}'", todo=f"one of {', '.join(SPANS)}")
    undated = np.isnat(ties.earliest) & (True if began else np.isnat(ties.latest))
    start, end = _start(ties, first, undated), _end(ties, until, undated)
    spans = tuple(_spans(by, start, end)) if start and end else ()
    inside = (
        _within(ties, start, end, began) & ~undated if start and end else np.zeros(len(ties), bool)
    )
    outside = int(len(ties) - undated.sum() - inside.sum())

    def picked() -> Iterator[Window]:
        for name, one, other in spans:
            yield Window(name, one, other, ties.pick(_within(ties, one, other, began) & ~undated))

    return Period(spans, int(undated.sum()), outside), picked()


def span_for(ties: Ties, most: int = 60) -> str:
    """The shortest span of which there are at most so many windows."""
    for by in reversed(SPANS):
        undated = np.isnat(ties.earliest) & np.isnat(ties.latest)
        start, end = _start(ties, "", undated), _end(ties, "", undated)
        days = {"year": 366, "month": 31, "week": 7, "day": 1}[by]
        if start and end and (end - start).days // days < most:
            return by
    return "year"


def _within(ties: Ties, first: date, last: date, began: bool) -> Mask:
    one, other = np.datetime64(first), np.datetime64(last)
    begun = np.isnat(ties.earliest) | (ties.earliest <= other)
    if began:
        return np.asarray(begun & (ties.earliest >= one))
    return np.asarray(begun & (np.isnat(ties.latest) | (ties.latest >= one)))


def _start(ties: Ties, text: str, undated: Mask) -> date | None:
    if text:
        return _partial(text).first
    known = ties.earliest[~np.isnat(ties.earliest)]
    known = known if len(known) else ties.latest[~undated]
    return _date(known.min()) if len(known) else None


def _end(ties: Ties, text: str, undated: Mask) -> date | None:
    if text:
        return _partial(text).last
    both = np.concatenate((ties.earliest[~undated], ties.latest[~undated]))
    both = both[~np.isnat(both)]
    return _date(both.max()) if len(both) else None


def _date(day: np.datetime64) -> date:
    return date.fromisoformat(str(day))


def _partial(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except DataError as error:
        raise UsageError(error.what, todo=error.todo) from None


def _spans(by: str, start: date, end: date) -> Iterator[tuple[str, date, date]]:
    """The windows from the one that holds the start to the one that holds the end."""
    if not by:
        name = start.isoformat() if start == end else f"{start} to {end}"
        yield name, start, end
        return
    day = _first_of(by, start)
    number = 0
    while day <= end:
        if number == MOST_WINDOWS:
            what = f"more than {MOST_WINDOWS:,} windows by {by}"
            raise UsageError(what, todo="take a longer span, or --from and --until")
        number += 1
        following = _first_of(by, day + timedelta(days={"year": 366, "month": 31}.get(by, 7)))
        following = day + timedelta(days=1) if by == "day" else following
        yield _name(by, day), max(day, start), min(following - timedelta(days=1), end)
        day = following


def _first_of(by: str, day: date) -> date:
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "day":
        return day
    return day.replace(day=1) if by == "month" else day.replace(month=1, day=1)


def _name(by: str, day: date) -> str:
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[by]]
