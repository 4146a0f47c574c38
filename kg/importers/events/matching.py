"""Which known actors imported ones may be: by outside ids first, then by names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg import ontology
from kg.importers.events.import_tables import Tables
from kg.importers.resemblance import SHOWN, folded
from kg.judgements import ACCEPTED, GRAPH, Judgement
from kg.store import Store
from kg.tables.engine import Engine
from kg.terms import CG, ONTOLOGY_GRAPH, RDF, SKOS, local_name

# Of 100. In the files that this was tried on, "Ahmad Masood" and "Ahmad Massoud" have 88 and are
# one; the next pair, "Italian" and "Taliban", has 86 and is not.
THRESHOLD = 87
BY_ID, BY_NEAR_ID, BY_NAME = "outside id", "near outside id", "name"

_NOT_CURATED = re.compile(rf"/graph/((derived|import)/|{GRAPH}$)")


class Named(NamedTuple):
    """An actor as it is matched: its id, its classes, its names, its ids elsewhere.

    `near` are ids of what is nearly the same; `note` says why an outside id is the actor's, where
    that needs to be said.
    """

    id: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    outside: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    note: str = ""


def judgements(imported: Iterable[Named], known: Sequence[Named]) -> list[Judgement]:
    """What may be the same: an imported actor with the outside id of one known actor is that one
    (accepted); all others are proposed.

    Names are compared where neither ids elsewhere nor classes speak against it; of the likest, the
    first few are proposed.
    """
    matcher = _Matcher(known)
    ids = {one.id for one in known}
    return [found for one in imported if one.id not in ids for found in matcher.judge(one)]


def alike(one: str, other: str) -> int:
    """How alike two names are, of 100; order of words, case, accents and signs do not matter.

    >>> alike("TALIBAN", "Taliban"), alike("Massoud, Ahmad", "Ahmad Masood")
    (100, 88)
    >>> alike("Italian", "Taliban"), alike("", "")
    (86, 0)
    """
    return _ratio(_key(one), _key(other))


def _key(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def _ratio(one: str, other: str) -> int:
    from rapidfuzz import fuzz

    return round(fuzz.ratio(one, other)) if one and other else 0


class _Matcher:
    """Known actors by their ids elsewhere, and by the beginnings of the words of their names."""

    def __init__(self, known: Sequence[Named]) -> None:
        self.by_id: dict[str, list[Named]] = defaultdict(list)
        self.by_near_id: dict[str, list[Named]] = defaultdict(list)
        self.by_key: dict[str, list[Named]] = defaultdict(list)
        self.keys: dict[str, set[str]] = defaultdict(set)
        for one in known:
            for outside in one.outside:
                self.by_id[outside].append(one)
            for near in one.near:
                self.by_near_id[near].append(one)
            for key in _keys(one):
                self.by_key[key].append(one)
                for beginning in _beginnings(key):
                    self.keys[beginning].add(key)
        self.found: dict[str, dict[str, int]] = {}

    def judge(self, one: Named) -> Iterator[Judgement]:
        same = [known for id in one.outside for known in self.by_id.get(id, ())]
        if same:
            yield from _by_id(one, same)
            return
        near = [known for id in one.outside for known in self.by_near_id.get(id, ())]
        for known in near:
            likeness = max((alike(a, b) for a in one.names for b in known.names), default=0)
            yield Judgement(one.id, known.id, _score(likeness), BY_NEAR_ID, note=one.note)
        passed = {known.id for known in near}
        yield from self._by_name(one, passed)

    def _by_name(self, one: Named, passed: set[str]) -> Iterator[Judgement]:
        best: dict[str, int] = {}
        for name in _keys(one):
            for key, score in self._like(name).items():
                for known in self.by_key[key]:
                    if known.id not in passed and not _contradicts(one, known):
                        best[known.id] = max(score, best.get(known.id, 0))
        order = sorted(best.items(), key=lambda found: (-found[1], found[0]))
        for id, score in order[:SHOWN]:
            yield Judgement(one.id, id, _score(score), BY_NAME, note=one.note)

    def _like(self, key: str) -> dict[str, int]:
        """The known names that are like one, among those with a word that begins alike."""
        if key not in self.found:
            from rapidfuzz import fuzz, process

            choices = set[str]().union(*(self.keys.get(one, ()) for one in _beginnings(key)))
            near = process.extract_iter(
                key, choices, scorer=fuzz.ratio, processor=None, score_cutoff=THRESHOLD - 1
            )
            scored = {name: round(score) for name, score, _ in near}
            self.found[key] = {name: one for name, one in scored.items() if one >= THRESHOLD}
        return self.found[key]


def _by_id(one: Named, same: Sequence[Named]) -> Iterator[Judgement]:
    if len(same) == 1:
        yield Judgement(one.id, same[0].id, Decimal(1), BY_ID, ACCEPTED, one.note)
        return
    told = "; ".join(filter(None, (one.note, "several known actors have this outside id")))
    for known in same:
        yield Judgement(one.id, known.id, Decimal(1), BY_ID, note=told)


def _keys(one: Named) -> list[str]:
    return sorted({_key(name) for name in one.names} - {""})


def _beginnings(key: str) -> set[str]:
    return {word[:2] for word in key.split()}


def _score(likeness: int) -> Decimal:
    return Decimal(likeness) / 100


def _contradicts(one: Named, known: Named) -> bool:
    """Whether the same register gives the two different ids, or their classes exclude each other:
    then they are not one, whatever their names."""
    registers = {_register(id) for id in one.outside}
    if any(_register(id) in registers for id in (*known.outside, *known.near)):
        return True
    return any(ontology.disjoint(a, b) for a in one.kinds for b in known.kinds)


def _register(id: str) -> str:
    """What gives out an id: all of it but its last part."""
    return re.sub(r"[^/#]*$", "", id)


def imported_actors(tables: Tables, engine: Engine) -> list[Named]:
    """The actors of imports, as they are matched, in the order of their ids."""
    things = tables.things
    actors = things.filter(things["class"].isin(sorted(ontology.classes("Actor"))))
    rows = actors.select("id", "class", "name", "other_names", "outside", "note").order_by("id")
    return [
        Named(id, (kind,), (name, *_texts(others)), (outside,) if outside else (), (), note or "")
        for id, kind, name, others, outside, note in engine.fetch(rows)
    ]


def _texts(named: Sequence[str] | None) -> list[str]:
    """The texts of names with their languages, ``text@tag``."""
    return [one.rpartition("@")[0] for one in named or ()]


def known_actors(store: Store) -> list[Named]:
    """The curated actors of a store's data set, in the order of their ids: not what imports state,
    nor what follows."""
    actors = {CG[name] for name in ontology.classes("Actor")}
    kinds: dict[NamedNode, set[str]] = defaultdict(set)
    for graph in list(store.quads.named_graphs()):
        if not _is_curated(graph):
            continue
        for quad in store.quads.quads_for_pattern(None, RDF.type, None, graph):
            actor, kind = quad.subject, quad.object
            if isinstance(actor, NamedNode) and isinstance(kind, NamedNode) and kind in actors:
                kinds[actor].add(local_name(kind.value))
    return [
        _known(store, actor, of)
        for actor, of in sorted(kinds.items(), key=lambda item: item[0].value)
        if actor.value.startswith(store.base)
    ]


def _known(store: Store, actor: NamedNode, kinds: set[str]) -> Named:
    told: dict[NamedNode, set[str]] = defaultdict(set)
    for quad in store.quads.quads_for_pattern(actor, None, None):
        if _is_curated(quad.graph_name) and isinstance(quad.object, NamedNode | Literal):
            told[quad.predicate].add(quad.object.value)
    return Named(
        actor.value.removeprefix(store.base),
        tuple(sorted(kinds)),
        tuple(sorted(told[SKOS.prefLabel] | told[SKOS.altLabel])),
        tuple(sorted(told[SKOS.exactMatch])),
        tuple(sorted(told[SKOS.closeMatch])),
    )


def _is_curated(graph: object) -> bool:
    """Whether people wrote what a graph states: no import, and no rule."""
    if not isinstance(graph, NamedNode):
        return True
    return graph != ONTOLOGY_GRAPH and _NOT_CURATED.search(graph.value) is None
