"""What can be asked of ties, and the answers: a measure, over all time or in windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kg.answers import Queryable
from kg.claims import ClaimDetail, cells
from kg.errors import UsageError
from kg.measures.camps import Camps, brokers, by_id, find_camps, leading, members, named_camps
from kg.measures.groups import communities, community_rows
from kg.measures.nodes import count, measure, rank
from kg.measures.paths import SAMPLE
from kg.measures.periods import windows
from kg.measures.ties import Ties
from kg.measures.triads import LISTED, Triad, balance, claims_behind, unbalanced


@dataclass(frozen=True)
class Question:
    """What to measure: one of `MEASURES`.

    `by`, `first`, `until` and `began` are those of `windows`, `sample` and `exact` those of
    `centrality`, `hostile` that of `communities`; `leaders` are the ids of two actors whose camps
    are meant, else they are found; `limit` keeps the first rows of each window.
    """

    measure: str = "nodes"
    by: str = ""
    first: str = ""
    until: str = ""
    began: bool = False
    leaders: Sequence[str] = ()
    sample: int = 0
    exact: bool = False
    hostile: bool = False
    limit: int | None = None

    @property
    def timed(self) -> bool:
        """Whether it asks for windows of time."""
        return bool(self.by or self.first or self.until or self.began)


class Part(NamedTuple):
    """The rows of one window, whose name is empty where all time is one."""

    window: str
    rows: Sequence[Any]


class Behind(NamedTuple):
    """What a proposition states, its status, and the claims on it."""

    statement: str
    status: str
    claims: Sequence[ClaimDetail]


@dataclass(frozen=True)
class Answer:
    """The answer to a question: the rows of each window, what should be said beside them, and for
    triads, where it was asked for, what is behind their propositions."""

    measure: str
    title: str
    parts: Sequence[Part]
    notes: Sequence[str] = ()
    behind: Mapping[str, Behind] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Any]:
        return (row for part in self.parts for row in part.rows)


# The rows of some ties, and what to say of them.
_Measure = Callable[[Ties], tuple[Sequence[Any], str]]


def ask(ties: Ties, question: Question) -> Answer:
    """Measure ties.

    Raises `UsageError` for an unknown measure or span of time, for a date that is none, and for
    camps that there are not.

    >>> ties = Ties.from_columns(
    ...     nodes=["a", "b"], proposition=["p"], subject=[0], object=[1], relation=["meets"],
    ...     status=["Uncontested"], earliest=["2021-08-30"], latest=["2021-08-30"],
    ... )
    >>> [(part.window, len(part.rows)) for part in ask(ties, Question("ties", by="year")).parts]
    [('2021', 2)]
    """
    if question.measure not in MEASURES:
        what = f"unknown measure '{question.measure}'"
        raise UsageError(what, todo=f"one of {', '.join(MEASURES)}")
    measured, notes = MEASURES[question.measure](ties, question)
    parts = []
    if not question.timed:
        parts.append(_part("", ties, measured, question, notes))
    else:
        period, found = windows(
            ties, question.by, first=question.first, until=question.until, began=question.began
        )
        begun = " a day on which it began" if question.began else " a day"
        if period.undated:
            notes.append(f"{_count(period.undated, 'tie')} without{begun} in no window")
        if period.outside:
            notes.append(f"{_count(period.outside, 'tie')} on other days")
        for window in found:
            parts.append(_part(window.name, window.ties, measured, question, notes))
    return Answer(question.measure, ties.title, tuple(parts), tuple(notes))


def _part(name: str, ties: Ties, measured: _Measure, question: Question, notes: list[str]) -> Part:
    rows, note = measured(ties)
    if note:
        notes.append(f"{name}: {note}" if name else note)
    return Part(name, rows[: question.limit])


def behind(store: Queryable, triads: Sequence[Triad]) -> dict[str, Behind]:
    """What is behind the propositions of triads, by proposition: claims as `kg.claims` has them."""
    from pyoxigraph import NamedNode

    from kg.terms import local_name

    wanted = sorted({name for one in triads for side in one.sides for name in side.propositions})
    if not wanted:
        return {}
    terms = [NamedNode(name) for name in wanted]
    claimed = claims_behind(store, triads)
    return {
        row["proposition"]: Behind(
            row["statement"], local_name(row["status"]), claimed.get(row["proposition"], ())
        )
        for row in cells(store, "network-ties", proposition=terms)
    }


def _of_nodes(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    def measured(part: Ties) -> tuple[Sequence[Any], str]:
        options = {"sample": question.sample, "exact": question.exact}
        rows = measure(part, **options, hostile=question.hostile)  # type: ignore[arg-type]
        return rows, _estimated(rows, question)

    return measured, []


def _of_ties(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    return lambda part: (count(part), ""), []


def _of_centrality(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    def measured(part: Ties) -> tuple[Sequence[Any], str]:
        rows = rank(part, sample=question.sample, exact=question.exact)
        return rows, _estimated(rows, question)

    return measured, []


def _estimated(rows: Sequence[Any], question: Question) -> str:
    """That betweenness is an estimate, where it is."""
    if not any(row.error for row in rows):
        return ""
    number = question.sample or SAMPLE
    return f"betweenness estimated from {number:,} of {len(rows):,} nodes; see its error"


def _of_communities(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    def measured(part: Ties) -> tuple[Sequence[Any], str]:
        found = communities(part, hostile=question.hostile)
        alone = int((found.numbers == 0).sum())
        note = f"modularity {found.modularity:.3f}"
        note += f"; {_count(alone, 'node')} in no community" if alone else ""
        return community_rows(part, found), note

    return measured, []


def _of_camps(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    known = by_id(ties, _camps(ties, question))

    def measured(part: Ties) -> tuple[Sequence[Any], str]:
        return members(part, *known), ""

    return measured, []


def _of_brokers(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    chosen = _camps(ties, question)
    known = by_id(ties, chosen)
    told = [
        f"{which} camp: {', '.join(names)}" + (f" and {more:,} more" if more > 0 else "")
        for which, names, more in _led(ties, chosen)
    ]

    def measured(part: Ties) -> tuple[Sequence[Any], str]:
        rows = brokers(part, *known)
        return rows, "" if rows else "nobody talks with both camps"

    return measured, told


def _led(ties: Ties, chosen: Camps) -> Iterator[tuple[str, Sequence[str], int]]:
    led = leading(ties, chosen)
    for number, which in enumerate(("first", "second")):
        size = int((chosen.of == number + 1).sum())
        yield which, led[number], size - len(led[number])


def _camps(ties: Ties, question: Question) -> Camps:
    if not question.leaders:
        return find_camps(ties)
    if len(question.leaders) != 2:
        raise UsageError("camps are two", todo="name two leaders")
    return named_camps(ties, *question.leaders)


def _of_balance(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    return lambda part: ([balance(part)], ""), []


def _of_triads(ties: Ties, question: Question) -> tuple[_Measure, list[str]]:
    most = question.limit or LISTED

    def measured(part: Ties) -> tuple[Sequence[Any], str]:
        counted = balance(part)
        every = counted.torn + counted.all_enemies
        rows = unbalanced(part, most) if every else []
        listed = f", the {len(rows):,} with the most ties listed" if len(rows) < every else ""
        return rows, f"{every:,} of {_count(counted.triads, 'triad')} unbalanced{listed}"

    return measured, []


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


MEASURES: dict[str, Callable[[Ties, Question], tuple[_Measure, list[str]]]] = {
    "nodes": _of_nodes,
    "ties": _of_ties,
    "centrality": _of_centrality,
    "communities": _of_communities,
    "camps": _of_camps,
    "brokers": _of_brokers,
    "balance": _of_balance,
    "triads": _of_triads,
}
