"""The contest sheet of a proposition: who affirms, suggests, doubts and denies it, since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.answers import Queryable
from kg.claims import cells
from kg.derive import derive, rules
from kg.errors import DataError
from kg.lens import Lens, look
from kg.library import Value, find
from kg.names import kinds
from kg.sheets.stances import Stance, stances
from kg.sheets.standings import Standing, standings
from kg.store import Store, load_ontology
from kg.terms import CG, RDF, SEM, shorten


@dataclass(frozen=True)
class Rule:
    """The rule that gave a status: its name in queries/rules/, and what it says."""

    name: str
    text: str


@dataclass(frozen=True)
class Change:
    """What was new on a day of report: the status from then on, and the claims first seen, with
    a source of each that had come out by then."""

    day: str
    status: str
    affirmed_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    origins: int
    claims: tuple[str, ...]
    reported_in: tuple[str, ...]


@dataclass(frozen=True)
class ContestSheet:
    """All that is known of who stands where on a proposition.

    `stances` are the claims on it, oldest first, and `given_up` the ids of those that their voice
    no longer holds; `rivals` cannot hold beside it; `changes` tell how it came to stand so. `lens`
    says through which lens it is seen, and `in_sight` whether the voice of that lens holds it.
    """

    lens: str
    in_sight: bool
    standing: Standing
    rule: Rule | None
    stances: tuple[Stance, ...]
    given_up: tuple[str, ...]
    rivals: tuple[Standing, ...]
    changes: tuple[Change, ...]


def contest_sheet(
    store: Queryable, proposition: ox.NamedNode, held: Queryable | None = None
) -> ContestSheet:
    """The contest sheet of a proposition; `held` is what the voice of a lens holds, if any."""
    held = store if held is None else held
    iri = proposition.value
    standing = standings(store, [iri]).get(iri)
    if standing is None:
        what = "the proposition lacks its subject, its relation or what is derived from them"
        raise DataError(what, shorten(iri, store.base), "'kg check' tells what is missing")
    on_it = tuple(stances(store, proposition=proposition))
    rivals = [row["rival"] for row in cells(store, "rivals-of", proposition=proposition)]
    return ContestSheet(
        lens=held.seen,
        in_sight=bool(kinds(held, proposition)),
        standing=standing,
        rule=rule_of(standing.status),
        stances=on_it,
        given_up=tuple(stance.claim for stance in on_it if not _stands(stance, standing)),
        rivals=tuple(standings(store, rivals).values()),
        changes=tuple(_changes(store, proposition)),
    )


def rule_of(status: str) -> Rule | None:
    """The rule that gives a status, by the status's local name.

    >>> rule_of("Denied").text
    'The propositions that are only denied'
    """
    for rule in rules():
        if rule.name == status.lower():
            head = rule.head()
            return Rule(rule.name, head.description or head.summary)
    return None


def _stands(stance: Stance, standing: Standing) -> bool:
    side = standing.affirmed_by if stance.supports else standing.denied_by
    return not set(side).isdisjoint(stance.voices)


def _changes(store: Queryable, proposition: ox.NamedNode) -> Iterator[Change]:
    """How the proposition stood each time that a source on it or on a rival came out."""
    part = _neighbourhood(store, proposition)
    seen: set[str] = set()
    before: tuple[object, ...] = ()
    for day in _days(part):
        view = look(part, Lens(as_of=day)).store
        now = standings(view, [proposition.value]).get(proposition.value)
        if now is None:
            continue
        on_it: dict[str, Stance] = {}
        for stance in stances(view, proposition=proposition):
            on_it.setdefault(stance.claim, stance)
        new = tuple(claim for claim in on_it if claim not in seen)
        state = (now.status, now.affirmed_by, now.denied_by, now.origins)
        if new or state != before:
            sources = tuple(on_it[claim].reported_in for claim in new)
            yield Change(day, *state, new, sources)
        seen.update(new)
        before = state


def _neighbourhood(store: Queryable, proposition: ox.NamedNode) -> Store:
    """A small store with all that bears on the proposition's status, and what that names."""
    part = Store(ox.Store(), store.base)
    load_ontology(part.quads)
    near = _quads(store, "neighbourhood", {"proposition": proposition})
    subjects = {quad.subject for quad in near}
    named = {quad.object for quad in near if isinstance(quad.object, ox.NamedNode)} - subjects
    things = sorted(named, key=str)
    part.quads.extend([*near, *_quads(store, "statements-about", {"subject": things})])
    derive(part)
    return part


def _quads(store: Queryable, query: str, values: Mapping[str, Value]) -> list[ox.Quad]:
    answer = store.query(find(query).bind(values))
    assert isinstance(answer, ox.QuerySolutions)
    return [ox.Quad(*row) for row in answer]


def _days(part: Store) -> list[str]:
    """The days by which the sources had certainly been published, in order."""
    ends = part.quads.quads_for_pattern(None, SEM.hasLatestEndTimeStamp, None)
    sources = {quad.subject for quad in part.quads.quads_for_pattern(None, RDF.type, CG.Source)}
    days = {
        quad.object.value
        for quad in ends
        if quad.subject in sources and isinstance(quad.object, ox.Literal)
    }
    return sorted(days)
