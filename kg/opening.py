"""What a page opens on: a lens, what a query's answer names, or a thing and what is around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import pyoxigraph as ox

from kg import ontology
from kg.answers import Answer, Queryable
from kg.claims import cells
from kg.dates import PartialDate
from kg.errors import UnknownNameError, UsageError
from kg.lens import Lens
from kg.names import kinds, resolve
from kg.page import Opening
from kg.rows import Rows
from kg.terms import local_name

_NODES = ("Actor", "Place", "Event", "Office")
# How many things are looked up at once; stores limit the length of a query.
_AT_ONCE = 1000


class Asked(NamedTuple):
    """A question in words, and what it was answered."""

    question: str
    answer: Answer


def opening_of(
    store: Queryable, lens: Lens, asked: Asked | None = None, around: str = "", depth: int = 1
) -> Opening:
    """What the page of a whole graph opens on.

    `lens` is one that the graph can be seen through. `asked` picks out the propositions that the
    answer names, and those of the claims that it names; the actors, places, events and offices when
    there are none. `around` is the name of one of these, and `depth` how many ties away from it is
    shown. Raises `UsageError` for an answer that names nothing that is drawn, for a depth that is
    none, and when both an answer and a name are given; `UnknownNameError` for an unknown name.

    >>> from kg import flagship
    >>> opening_of(flagship.load(), Lens(as_of="2021-08"), around="Panjshir", depth=2)
    ... # doctest: +ELLIPSIS
    Opening(voice='', as_of='2021-08-31', ..., around='https://...place/panjshir', depth=2, ...)
    """
    if asked and around:
        raise UsageError("both a query and a thing to open around are named", todo="name one")
    if depth < 1:
        raise UsageError(f"{depth} is no depth", todo="write 1 for the nearest ties, or more")
    if depth > 1 and not around:
        raise UsageError("a depth belongs to a thing to open around", todo="name that thing")
    opening = _seen(store, lens)
    if asked:
        return _picked(store, opening, asked)
    if around:
        return replace(opening, around=_centre(store, around).value, depth=depth)
    return opening


def _seen(store: Queryable, lens: Lens) -> Opening:
    """A lens by IRIs and days, from which a reader can go on."""
    on = PartialDate.parse(lens.on) if lens.on else None
    return Opening(
        voice=resolve(store, lens.according_to, "actor").value if lens.according_to else "",
        as_of=PartialDate.parse(lens.as_of).last.isoformat() if lens.as_of else "",
        first=on.first.isoformat() if on else "",
        last=on.last.isoformat() if on else "",
    )


def _centre(store: Queryable, name: str) -> ox.NamedNode:
    """The thing of that name, when it is drawn."""
    thing = resolve(store, name)
    if not _is_any(kinds(store, thing), _NODES):
        raise UnknownNameError(
            f"'{name}' is no actor, place, event or office", todo="name one of these to open around"
        )
    if not _drawn(store, [thing]):
        raise UsageError(
            f"no proposition has '{name}' at either end", todo="it is not drawn: name another"
        )
    return thing


def _picked(store: Queryable, opening: Opening, asked: Asked) -> Opening:
    """The opening on what an answer names."""
    named = _named(asked.answer)
    types: dict[ox.NamedNode, set[str]] = {}
    for row in _rows(store, "described", "thing", named):
        types.setdefault(ox.NamedNode(row["thing"]), set()).add(local_name(row["type"]))
    claims = [thing for thing in named if _is_any(types.get(thing, set()), ("Claim",))]
    propositions = {
        thing.value for thing in named if _is_any(types.get(thing, set()), ("Proposition",))
    }
    propositions |= {row["proposition"] for row in _rows(store, "proposition-of", "claim", claims)}
    if propositions:
        return replace(opening, propositions=tuple(sorted(propositions)), question=asked.question)
    nodes = [thing for thing in named if _is_any(types.get(thing, set()), _NODES)]
    things = _drawn(store, nodes)
    if not things:
        raise UsageError(
            "the answer names nothing that is drawn",
            todo="ask for propositions, claims, or actors, places, events and offices with ties",
        )
    return replace(opening, things=tuple(sorted(things)), question=asked.question)


def _named(answer: Answer) -> list[ox.NamedNode]:
    """The IRIs of an answer, each once. Raises `UsageError` when it has no rows."""
    if not isinstance(answer, ox.QuerySolutions):
        raise UsageError("a page opens on the rows of an answer", todo="write a SELECT query")
    rows = Rows(answer).terms()
    if not rows:
        raise UsageError(
            "the answer is empty, a page would open on nothing",
            todo="give other parameters, or another lens",
        )
    return list(
        dict.fromkeys(term for row in rows for term in row if isinstance(term, ox.NamedNode))
    )


def _drawn(store: Queryable, things: Sequence[ox.NamedNode]) -> set[str]:
    """Those of the things that are at an end of a proposition."""
    about = [
        ox.NamedNode(row["proposition"])
        for row in _rows(store, "propositions-about", "thing", things)
    ]
    ties = _rows(store, "network-ties", "proposition", list(dict.fromkeys(about)))
    ends = {tie[end] for tie in ties for end in ("subject", "object")}
    return ends.intersection(thing.value for thing in things)


def _rows(
    store: Queryable, query: str, parameter: str, things: Sequence[ox.NamedNode]
) -> Iterator[dict[str, str]]:
    """The rows of a named query on some things."""
    for start in range(0, len(things), _AT_ONCE):
        yield from cells(store, query, **{parameter: things[start : start + _AT_ONCE]})


def _is_any(types: set[str], classes: Iterable[str]) -> bool:
    return any(types & ontology.classes(name) for name in classes)
