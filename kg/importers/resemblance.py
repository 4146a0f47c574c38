"""Which actors of a store are spelled like new ones: the same actor, perhaps, under two ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg import ontology
from kg.store import Store
from kg.terms import CG, RDF, SKOS

# Of 100: "Ahmad Masood" and "Ahmad Massoud" have 88, "United States" and "United Nations" 74.
THRESHOLD = 80
SHOWN = 3


class Resemblance(NamedTuple):
    """A name of a new actor, an existing actor whose name is like it, and how much, of 100."""

    name: str
    actor: str
    known_as: str
    score: int


def folded(name: str) -> str:
    """A name as it is compared: in lower case, without accents, signs, and "the".

    >>> folded("The Mas\u2019\u016bd, A\u1e25mad")
    'mas ud ahmad'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(word for word in re.findall(r"\w+", letters) if word != "the")


def score(one: str, other: str) -> int:
    """How alike two names are, of 100; the order of their words does not matter.

    >>> score("Massoud, Ahmad", "Ahmad Massoud"), score("Ahmad Masood", "Ahmad Massoud")
    (100, 88)
    >>> score("United Nations", "United States")
    74
    """
    from rapidfuzz import fuzz

    return round(fuzz.token_sort_ratio(folded(one), folded(other)))


def resembling(store: Store, new: Mapping[str, Sequence[str]]) -> dict[str, list[Resemblance]]:
    """For each new actor with its names, the actors of a store whose names are most like them."""
    found: dict[str, list[Resemblance]] = {actor: [] for actor in new}
    for actor, known_as in _names(store):
        if actor in new:
            continue
        for other, names in new.items():
            for name in names:
                alike = score(name, known_as)
                if alike >= THRESHOLD and _is_actor(store, actor):
                    found[other].append(Resemblance(name, actor, known_as, alike))
    return {actor: _best(alike) for actor, alike in found.items()}


def _best(found: list[Resemblance]) -> list[Resemblance]:
    """The likest first, each actor once."""
    order = sorted(found, key=lambda alike: (-alike.score, alike.actor, alike.known_as, alike.name))
    once: dict[str, Resemblance] = {}
    for alike in order:
        once.setdefault(alike.actor, alike)
    return list(once.values())[:SHOWN]


def _names(store: Store) -> Iterator[tuple[str, str]]:
    for label in (SKOS.prefLabel, SKOS.altLabel):
        for quad in store.quads.quads_for_pattern(None, label, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                yield quad.subject.value, quad.object.value


def _is_actor(store: Store, iri: str) -> bool:
    types = store.quads.quads_for_pattern(NamedNode(iri), RDF.type, None)
    actors = {CG[name] for name in ontology.classes("Actor")}
    return any(quad.object in actors for quad in types)
