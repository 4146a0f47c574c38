"""The dossier of an actor: roles, ties, what it claims, what is claimed about it, reversals.

A place, an event or an office has one as well; it makes no claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg import ontology
from kg.answers import Queryable
from kg.claims import cells
from kg.sheets.stances import Stance, stances
from kg.sheets.standings import Standing, standings
from kg.terms import local_name, shorten

# The relations that say what an actor is, not what it does.
_ROLES = frozenset({"childOf", "holdsOffice", "leads", "memberOf", "represents", "speaksFor"})


@dataclass(frozen=True)
class Reversal:
    """A voice that went from one stance on a proposition to another, certainly later."""

    statement: str
    before: str
    before_until: str
    after: str
    after_from: str


@dataclass(frozen=True)
class Contested:
    """A proposition on which the actor's voice stands against others."""

    standing: Standing
    stance: str
    opponents: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """What the graph holds on an actor, a place, an event or an office.

    `claims` are those that it makes or that are made on its behalf, `about` those of others on
    propositions that name it; `standings` are the propositions of all of them, by short id. `lens`
    says through which lens it is seen.
    """

    lens: str
    id: str
    name: str
    type: str
    other_names: tuple[str, ...]
    elsewhere: tuple[str, ...]
    roles: tuple[Standing, ...]
    ties: tuple[Standing, ...]
    claims: tuple[Stance, ...]
    about: tuple[Stance, ...]
    contested: tuple[Contested, ...]
    reversals: tuple[Reversal, ...]
    standings: dict[str, Standing]


def dossier(store: Queryable, thing: NamedNode) -> Dossier:
    """The dossier of an actor, a place, an event or an office."""
    about = standings(store, _column(store, "propositions-about", "thing", thing))
    claimed = standings(store, _column(store, "propositions-claimed", "actor", thing))
    made = _made(store, thing)
    own = {stance.claim for stance in made}
    others = stances(store, proposition=[NamedNode(iri) for iri in about]) if about else []
    id = shorten(thing.value, store.base)
    identity = list(cells(store, "identity", thing=thing))
    name = identity[0]["name"]
    named = {one.proposition: one for one in {**about, **claimed}.values()}
    return Dossier(
        lens=store.seen,
        id=id,
        name=name,
        type=_narrowest(identity),
        other_names=_different(row["otherName"] for row in identity),
        elsewhere=_different(row["elsewhere"] for row in identity),
        roles=tuple(one for one in about.values() if _is_role(one, id)),
        ties=tuple(one for one in about.values() if not _is_role(one, id)),
        claims=tuple(made),
        about=tuple(stance for stance in others if stance.claim not in own),
        contested=tuple(_contested(claimed, name)),
        reversals=tuple(_reversals(store, thing)),
        standings=named,
    )


def _column(store: Queryable, query: str, parameter: str, thing: NamedNode) -> list[str]:
    return [row["proposition"] for row in cells(store, query, **{parameter: thing})]


def _made(store: Queryable, thing: NamedNode) -> list[Stance]:
    """The claims that an actor makes and those made on its behalf, each once."""
    made = [*stances(store, claimant=thing), *stances(store, voice=thing)]
    # The last day on which it may have been said stands at the end of its words.
    return sorted(
        set(made), key=lambda one: (one.said_on[-10:], one.proposition, one.claim, one.source)
    )


def _is_role(standing: Standing, id: str) -> bool:
    return standing.subject == id and standing.relation in _ROLES


def _narrowest(identity: list[dict[str, str]]) -> str:
    """The label of the type that has no other of the types below it."""
    names = {local_name(row["type"]): row["typeName"] for row in identity}
    below = {kind: ontology.classes(kind) & set(names) for kind in names}
    return names[min(names, key=lambda kind: (len(below[kind]), kind))]


def _different(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _contested(claimed: dict[str, Standing], name: str) -> list[Contested]:
    """Where the actor's voice affirms what others deny, or denies what others affirm."""
    found = []
    for standing in claimed.values():
        sides = [("affirms", standing.affirmed_by, standing.denied_by)]
        sides.append(("denies", standing.denied_by, standing.affirmed_by))
        for stance, own, others in sides:
            opponents = tuple(one for one in others if one != name)
            if name in own and opponents:
                found.append(Contested(standing, stance, opponents))
    return found


def _reversals(store: Queryable, thing: NamedNode) -> list[Reversal]:
    rows = cells(store, "reversals", actor=thing)
    found = (
        Reversal(
            row["statement"],
            row["fromName"],
            row["fromNotAfter"],
            row["toName"],
            row["toNotBefore"],
        )
        for row in rows
    )
    return list(dict.fromkeys(found))
