"""Something that exists in a graph, for each parameter of a named query."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Literal, NamedNode

from kg.errors import UnknownNameError
from kg.library import NamedQuery, Parameter
from kg.names import value_of
from kg.store import Store
from kg.terms import CG

Values = dict[str, NamedNode | Literal]

# The statements that tell how often a thing of a type is used, and whether as their subject.
_USES = {
    "actor": CG.claimant,
    "claim": CG.disputes,
    "event": CG.describes,
    "place": CG.place,
    "proposition": CG.proposition,
    "source": CG.reportedIn,
    "thing": CG.object,
}

# Queries that make sense only with all their parameters given.
NEEDS_ALL = frozenset({"paths-between"})


def values(store: Store, query: NamedQuery, *, own: bool) -> Values:
    """A value for the first parameter of a query, or for all where it makes no sense otherwise.

    With `own`, the parameter's own example, where it names something; else a thing that is used
    more often than nine in ten of its type, and different ones for several parameters.
    """
    parameters = query.head().parameters
    chosen = parameters if query.name in NEEDS_ALL else parameters[:1]
    return {p.name: _value(store, p, place, own) for place, p in enumerate(chosen)}


def _value(store: Store, parameter: Parameter, place: int, own: bool) -> NamedNode | Literal:
    if own or parameter.type not in _USES:
        try:
            return value_of(store, parameter, parameter.example)
        except UnknownNameError:
            if parameter.type not in _USES:
                raise
    return busy(store, parameter.type)[place]


def busy(store: Store, kind: str) -> list[NamedNode]:
    """The things of a type, beginning with one that is used more often than nine in ten."""
    used = Counter(
        quad.object
        for quad in store.quads.quads_for_pattern(None, _USES[kind], None)
        if isinstance(quad.object, NamedNode)
    )
    ranked = sorted(used, key=lambda thing: (-used[thing], thing.value))
    return ranked[len(ranked) // 10 :]
