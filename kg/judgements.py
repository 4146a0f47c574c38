"""Judgements of identity: whether an imported actor is one that the graph knows already.

Each is a resource of the graph `graph/judgements`, with its score, the method that found it, and
what was decided. What is accepted is stated of the known actor; what is proposed or refused changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg import ontology
from kg.errors import DataError, UnknownNameError
from kg.identifiers import graph_for, slug
from kg.store import Store
from kg.terms import CG, RDF, RDFS, SKOS, XSD, expand, local_name, shorten

GRAPH = "judgements"
PROPOSED, ACCEPTED, REFUSED = "Proposed", "Accepted", "Refused"

# An accepted judgement: the imported actor, the actor that it is, and that one's name.
Judged = tuple[str, str, str]


class Judgement(NamedTuple):
    """An imported actor, an actor that it may be, and what was decided; ids as `shorten` writes
    them, the score from 0 to 1, the decision a local name of `cg:Decisions`.

    >>> Judgement("actor/ucdp/303", "actor/taliban", Decimal(1), "name").id
    'judgement/ucdp/303/is/taliban'
    """

    judged: str
    candidate: str
    score: Decimal
    method: str
    decision: str = PROPOSED
    note: str = ""

    @property
    def id(self) -> str:
        """The same for the same two actors, whatever else is judged of them."""
        return f"judgement/{_path(self.judged)}/is/{_path(self.candidate)}"


def _path(actor: str) -> str:
    return slug(actor) if ":" in actor else actor.removeprefix("actor/")


def recorded(store: Store) -> dict[str, Judgement]:
    """The judgements of a store by their ids, in alphabetical order."""
    found = {
        shorten(quad.subject.value, store.base): _read(store, quad.subject)
        for quad in store.quads.quads_for_pattern(None, RDF.type, CG.Judgement)
        if isinstance(quad.subject, NamedNode)
    }
    return dict(sorted(found.items()))


def _read(store: Store, judgement: NamedNode) -> Judgement:
    return Judgement(
        shorten(value(store, judgement, CG.judgedActor), store.base),
        shorten(value(store, judgement, CG.candidate), store.base),
        Decimal(value(store, judgement, CG.score) or 0),
        value(store, judgement, CG.method),
        local_name(value(store, judgement, CG.decision)),
        value(store, judgement, SKOS.note),
    )


def record(store: Store, judgements: Iterable[Judgement]) -> list[Judgement]:
    """Put judgements on record that are not there yet; gives them as they were recorded.

    What was decided before stays: a judgement on the same two actors is left as it is, and of an
    imported actor that was accepted to be one, no other is accepted or proposed.
    """
    known = recorded(store)
    settled = {one.judged for one in known.values() if one.decision == ACCEPTED}
    new = [one for one in judgements if one.id not in known and one.judged not in settled]
    store.quads.extend(quad for one in new for quad in _stated(one, store.base))
    return new


def _stated(one: Judgement, base: str) -> Iterator[Quad]:
    graph = NamedNode(graph_for(base, GRAPH))
    judgement = NamedNode(base + one.id)
    # The portable profile has no zeros at the end.
    score = format(one.score.normalize(), "f")
    stated: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, CG.Judgement),
        (CG.judgedActor, NamedNode(expand(one.judged, base))),
        (CG.candidate, NamedNode(expand(one.candidate, base))),
        (CG.score, Literal(score, datatype=XSD.decimal)),
        (CG.method, Literal(one.method)),
        (CG.decision, CG[one.decision]),
    ]
    if one.note:
        stated.append((SKOS.note, Literal(one.note)))
    for predicate, what in stated:
        yield Quad(judgement, predicate, what, graph)


def decide(store: Store, decisions: Mapping[str, str]) -> list[Judgement]:
    """Decide on judgements, by their ids; gives those that were decided otherwise before.

    Raises `UnknownNameError` for an id that is no judgement, `DataError` where an imported actor
    would be two known ones, or one that nothing describes; nothing is decided then.
    """
    known = recorded(store)
    unknown = [id for id in decisions if id not in known]
    if unknown:
        raise UnknownNameError(
            f"unknown judgement '{unknown[0]}'", todo="'kg actors review --all' lists them"
        )
    after = known | {id: known[id]._replace(decision=word) for id, word in decisions.items()}
    changed = [id for id in decisions if after[id] != known[id]]
    _refuse_two(after)
    for id in changed:
        if after[id].decision == ACCEPTED:
            _refuse_undescribed(store, after[id])
    for id in changed:
        judgement = NamedNode(expand(id, store.base))
        for quad in list(store.quads.quads_for_pattern(judgement, CG.decision, None)):
            store.quads.remove(quad)
            decision = CG[after[id].decision]
            store.quads.add(Quad(judgement, CG.decision, decision, quad.graph_name))
    return [after[id] for id in changed]


def _refuse_two(judgements: Mapping[str, Judgement]) -> None:
    accepted: dict[str, str] = {}
    for id, one in judgements.items():
        if one.decision != ACCEPTED:
            continue
        other = accepted.setdefault(one.judged, id)
        if other != id:
            raise DataError(
                f"{one.judged} cannot be two actors: {other} and {id}",
                todo="undo or refuse one of them",
            )


def _refuse_undescribed(store: Store, one: Judgement) -> None:
    types = store.quads.quads_for_pattern(
        NamedNode(expand(one.candidate, store.base)), RDF.type, None
    )
    actors = {CG[name] for name in ontology.classes("Actor")}
    if not any(quad.object in actors for quad in types):
        raise DataError(
            f"{one.candidate} is described nowhere", one.id, "refuse the judgement, or describe it"
        )


def accepted(store: Store) -> list[Judged]:
    """The accepted judgements: the imported actor's id, the known actor's, and that one's name.

    The store holds what follows from its statements: names are told by that.
    """
    return sorted(_accepted(store))


def _accepted(store: Store) -> Iterator[Judged]:
    for quad in store.quads.quads_for_pattern(None, CG.decision, CG.Accepted):
        judged, candidate = (
            value(store, quad.subject, part) for part in (CG.judgedActor, CG.candidate)
        )
        name = value(store, NamedNode(candidate), RDFS.label) or local_name(candidate)
        yield judged.removeprefix(store.base), candidate.removeprefix(store.base), name


def value(store: Store, subject: NamedNode | ox.BlankNode | ox.Triple, predicate: NamedNode) -> str:
    """The first value of a property in alphabetical order, or ``""``."""
    found = (quad.object for quad in store.quads.quads_for_pattern(subject, predicate, None))
    return min((one.value for one in found if isinstance(one, NamedNode | Literal)), default="")
