"""Lenses: a graph as one voice has it, as it had been reported by a day, as it was on a day.

A lens is a dataset made for a question: a copy of the graph without what is out of sight, with
statuses derived anew from what remains. The store that is looked at stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kg.answers import Queryable
from kg.dates import PartialDate
from kg.derive import derive, derive_direct, drop_direct
from kg.errors import DataError, UsageError
from kg.identifiers import graph_for
from kg.library import find
from kg.names import resolve
from kg.store import Store, load_ontology
from kg.terms import CG, RDF, RDFS, XSD, local_name

# The kinds of things that a lens may hide, in the order in which they are counted.
_KINDS = ("Source", "Claim", "Proposition")


class Lens(NamedTuple):
    """How a graph is looked at; each part may be empty, and they combine.

    `according_to` is a voice: only the propositions that it affirms or suggests are seen, and the
    uncontested and conceded ones, without those that it denies or doubts. `as_of` is a day, month
    or year of report time: only sources that had certainly been published by its end are seen. `on`
    is one of world time: only propositions that may hold on one of its days are seen.
    """

    according_to: str = ""
    as_of: str = ""
    on: str = ""


class View(NamedTuple):
    """What a lens shows: a store of its own, what is there besides for those who do not listen to
    the voice, and how many sources, claims and propositions are out of sight, by class."""

    store: Store
    around: Store
    hidden: dict[str, int]


def look(graph: Queryable, lens: Lens) -> View:
    """Look at a graph through a lens.

    Raises `UsageError` for a date that is none and for an actor that is no voice,
    `UnknownNameError` for an unknown actor.
    """
    as_of, on = _date(lens.as_of), _date(lens.on)
    store = _copy(graph, graph.seen) if isinstance(graph, Store) else at_hand(graph)
    voice = _voice(store, lens.according_to) if lens.according_to else None
    hidden = _hide(store, _unreported(store, as_of))
    if hidden:
        derive(store)
    # The world's clock hides propositions; what was said of them still counts for their rivals.
    elsewhen = _hide(store, _out_of_time(store, on))
    if elsewhen:
        derive_direct(store)
    hidden += elsewhen
    store.seen = ", ".join(filter(None, (graph.seen, *_words(lens))))
    if voice is None:
        return View(store, store, _counted(hidden))
    heard = _copy(store, f"{store.seen}, according to {_name(store, voice)}".removeprefix(", "))
    hidden += _hear(heard, voice)
    return View(heard, store, _counted(hidden))


def at_hand(graph: Queryable) -> Store:
    """A graph when it is embedded, else a copy of it in memory."""
    if isinstance(graph, Store):
        return graph
    store = _copy(graph, graph.seen)
    # A remote store may hold the curated data alone.
    load_ontology(store.quads)
    derive(store)
    return store


def _copy(graph: Queryable, seen: str) -> Store:
    store = Store(ox.Store(), graph.base, seen)
    store.quads.bulk_extend(graph.quads)
    return store


def _words(lens: Lens) -> Iterator[str]:
    """The two clocks of a lens in words."""
    if lens.as_of:
        yield f"as reported by {lens.as_of}"
    if lens.on:
        yield f"on {lens.on}"


def _name(store: Store, actor: ox.NamedNode) -> str:
    """The label of an actor, or the end of its id."""
    labels = store.quads.quads_for_pattern(actor, RDFS.label, None)
    names = sorted(quad.object.value for quad in labels if isinstance(quad.object, ox.Literal))
    return names[0] if names else local_name(actor.value)


def _date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except DataError as error:
        raise UsageError(error.what, todo=error.todo) from None


def _voice(store: Store, name: str) -> ox.NamedNode:
    """The actor of that name, when it is the voice of a claim."""
    actor = resolve(store, name, "actor")
    if next(store.quads.quads_for_pattern(None, CG.voice, actor), None):
        return actor
    spoken = store.quads.quads_for_pattern(None, CG.claimant, actor)
    voices = {
        quad.object
        for claim in spoken
        for quad in store.quads.quads_for_pattern(claim.subject, CG.voice, None)
    }
    names = sorted(local_name(one.value) for one in voices if isinstance(one, ox.NamedNode))
    raise UsageError(
        f"'{name}' is the voice of no claim",
        todo=f"it speaks for {', '.join(names)}" if names else "'kg query voices' names them all",
    )


def _unreported(store: Store, as_of: PartialDate | None) -> list[ox.NamedNode]:
    """The sources that had not certainly been published by then."""
    if as_of is None:
        return []
    return _things(store, "later-sources", {"asOf": _day(as_of.last.isoformat())})


def _out_of_time(store: Store, on: PartialDate | None) -> list[ox.NamedNode]:
    """The propositions that cannot hold then."""
    if on is None:
        return []
    days = {"first": _day(on.first.isoformat()), "last": _day(on.last.isoformat())}
    return _things(store, "other-times", days)


def _hide(store: Store, out: list[ox.NamedNode]) -> Counter[str]:
    """Take things from a store, and all that hangs on them; counts them by kind."""
    counts: Counter[str] = Counter()
    hanging_before = set(_things(store, "left-hanging", {})) if out else set()
    while out:
        counts.update(_kinds(store, out))
        _remove(store, out)
        out = [one for one in _things(store, "left-hanging", {}) if one not in hanging_before]
    return counts


def _counted(hidden: Counter[str]) -> dict[str, int]:
    return {kind: hidden[kind] for kind in _KINDS if hidden[kind]}


def _day(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=XSD.date)


def _things(store: Store, query: str, values: dict[str, ox.Literal]) -> list[ox.NamedNode]:
    """The first column of a named query."""
    answer = store.query(find(query).bind(values))
    assert isinstance(answer, ox.QuerySolutions)
    return [row[0] for row in answer if isinstance(row[0], ox.NamedNode)]


def _kinds(store: Store, things: Iterable[ox.NamedNode]) -> Iterator[str]:
    for thing in things:
        kinds = {CG[kind]: kind for kind in _KINDS}
        for quad in store.quads.quads_for_pattern(thing, RDF.type, None):
            if quad.object in kinds:
                yield kinds.pop(quad.object)  # type: ignore[arg-type]


def _remove(store: Store, things: Iterable[ox.NamedNode]) -> None:
    """Remove every statement that mentions one of the things."""
    for thing in things:
        for quad in list(store.quads.quads_for_pattern(thing, None, None)):
            store.quads.remove(quad)
        for quad in list(store.quads.quads_for_pattern(None, None, thing)):
            store.quads.remove(quad)


def _hear(store: Store, voice: ox.NamedNode) -> Counter[str]:
    """Leave what a voice holds: its direct relations in the place of the uncontested ones, and no
    proposition besides. Statuses stay as all voices together give them."""
    answer = store.query(find("according-to").bind({"voice": voice}))
    assert isinstance(answer, ox.QuerySolutions)
    graph = ox.NamedNode(graph_for(store.base, f"derived/according-to/{local_name(voice.value)}"))
    held, direct = set(), []
    for row in answer:
        held.add(row["proposition"])
        if row["what"] is not None:
            direct.append(ox.Quad(row["subject"], row["relation"], row["what"], graph))
    stated = store.quads.quads_for_pattern(None, RDF.type, CG.Proposition)
    every = [quad.subject for quad in stated if isinstance(quad.subject, ox.NamedNode)]
    hidden = _hide(store, [one for one in every if one not in held])
    drop_direct(store)
    store.quads.extend(direct)
    return hidden
