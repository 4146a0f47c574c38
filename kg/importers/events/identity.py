"""Which imported actors are actors that the graph knows already: judgements, never silent."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.importers.events.projection import Judged
from kg.store import Store
from kg.terms import CG, RDFS, local_name


def accepted(store: Store) -> list[Judged]:
    """The accepted judgements: the imported actor's id, the known actor's, and that one's name."""
    return sorted(_accepted(store))


def _accepted(store: Store) -> Iterator[Judged]:
    for quad in store.quads.quads_for_pattern(None, CG.decision, CG.Accepted):
        judged, candidate = (
            _value(store, quad.subject, part) for part in (CG.judgedActor, CG.candidate)
        )
        name = _value(store, ox.NamedNode(candidate), RDFS.label) or local_name(candidate)
        yield judged.removeprefix(store.base), candidate.removeprefix(store.base), name


def _value(
    store: Store, subject: ox.NamedNode | ox.BlankNode | ox.Triple, predicate: ox.NamedNode
) -> str:
    """The first value in alphabetical order, or ``""``."""
    found = (quad.object for quad in store.quads.quads_for_pattern(subject, predicate, None))
    return min(
        (one.value for one in found if isinstance(one, ox.NamedNode | ox.Literal)), default=""
    )
