"""What an import would add to a store, replace in it and take from it, said before it is done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from kg import ontology
from kg.findings import Positions, refuse
from kg.folder import open_or_empty
from kg.identifiers import source_graph
from kg.importers import authored, rdf
from kg.importers.fields import kinds_of_source
from kg.importers.resemblance import Resemblance, resembling
from kg.store import Store
from kg.terms import CG, OA, RDF, SCHEMA, SKOS, shorten

# What is counted, in one and in many; evidence belongs to its claim.
KINDS = {
    "Source": ("source", "sources"),
    "Claim": ("claim", "claims"),
    "Proposition": ("proposition", "propositions"),
    "Actor": ("actor", "actors"),
    "Place": ("place", "places"),
    "Event": ("event", "events"),
    "Office": ("office", "offices"),
}
# What an import does to a thing, in the order in which it is told.
CHANGES = ("new", "replaced", "added to", "removed", "unchanged")
LISTED = 20

Statements = dict[NamedNode, set[Quad]]


class Change(NamedTuple):
    """What happens to things of one kind: which change, and their ids."""

    change: str
    kind: str
    ids: list[str]

    def lines(self) -> list[str]:
        """The change with the ids on lines of their own; of actors all, of others the first.

        >>> Change("new", "Claim", ["claim/a", "claim/b"]).lines()
        ['new: 2 claims', '  claim/a', '  claim/b']
        """
        listed = self.ids if self.kind == "Actor" else self.ids[:LISTED]
        more = [f"  and {len(self.ids) - LISTED} more"] if len(self.ids) > len(listed) else []
        told = f"{self.change}: {number(len(self.ids), self.kind)}"
        return [told, *(f"  {thing}" for thing in listed), *more]


class Counted(NamedTuple):
    """An RDF file: how many statements it holds, and how many things of each kind it types."""

    file: Path
    statements: int
    kinds: dict[str, int]

    def __str__(self) -> str:
        kinds = "".join(f", {number(count, kind)}" for kind, count in self.kinds.items())
        return f"{self.file}: {self.statements} statements{kinds}"


class Preview(NamedTuple):
    """What an import would do; for each new actor, which existing ones have names like its own; for
    each new proposition, which existing ones put the same relation between the same two."""

    changes: list[Change]
    counted: list[Counted]
    resemblances: dict[str, list[Resemblance]]
    same_content: dict[str, list[str]]

    def lines(self) -> list[str]:
        """The preview in words."""
        changed = (change for change in self.changes if change.change != "unchanged")
        told = [line for change in changed for line in change.lines()]
        same = [change for change in self.changes if change.change == "unchanged"]
        if same:
            numbers = ", ".join(number(len(change.ids), change.kind) for change in same)
            told.append(f"unchanged: {numbers}")
        told += [str(counted) for counted in self.counted]
        for actor, alike in self.resemblances.items():
            told += [
                f"resembles: {actor} '{other.name}' is like {other.actor} '{other.known_as}' "
                f"({other.score} of 100)"
                for other in alike
            ]
        told += [
            f"same content: {new} and {', '.join(known)}; refer to the one that is there, unless "
            "time or place differ"
            for new, known in self.same_content.items()
        ]
        return told


def number(count: int, kind: str) -> str:
    """A number of things.

    >>> number(1, "Actor"), number(2, "Office")
    ('1 actor', '2 offices')
    """
    return f"{count} {KINDS[kind][count != 1]}"


def preview(folder: Path, files: Sequence[Path], base: str | None = None) -> Preview:
    """What importing the files into a folder store would do; the store may not be there yet.

    RDF files are counted as they are read, so that their size does not matter. Raises `DataError`
    for a file that cannot be read, `StoreError` for a store that cannot.
    """
    store = open_or_empty(folder, base)
    positions: list[Positions] = []
    quads: list[Quad] = []
    counted: list[Counted] = []
    for file in files:
        if not authored.is_authored(file):
            counted.append(_count(file, store.base))
            continue
        document = authored.read(file, store.base)
        refuse(document.findings)
        for earlier in positions:
            refuse(authored.described_twice(earlier, document.positions))
        positions.append(document.positions)
        quads += document.quads
    statements = _by_subject(quads)
    fates = {thing: _fate(store, thing, statements) for thing in statements}
    named = {
        thing.value: _names(statements[thing])
        for thing, fate in fates.items()
        if fate == "new" and _kind(statements[thing]) == "Actor"
    }
    alike = {actor: found for actor, found in resembling(store, named).items() if found}
    new = [thing for thing, fate in fates.items() if fate == "new"]
    return Preview(
        _changes(store, statements, fates),
        counted,
        _shortened(alike, store.base),
        _same_content(store, {thing: statements[thing] for thing in new}),
    )


def _names(quads: Iterable[Quad]) -> list[str]:
    labels = (SKOS.prefLabel, SKOS.altLabel)
    named = (quad.object for quad in quads if quad.predicate in labels)
    return sorted(name.value for name in named if isinstance(name, Literal))


_CONTENT = (CG.subject, CG.relation, CG.object, CG.value)


def _same_content(store: Store, new: Statements) -> dict[str, list[str]]:
    """The stored propositions with the subject, relation and object or value of each new one."""
    found: dict[str, list[str]] = {}
    for thing, quads in sorted(new.items(), key=lambda item: item[0].value):
        content = [quad for quad in quads if quad.predicate in _CONTENT]
        holders = [
            {other.subject for other in store.quads.quads_for_pattern(None, q.predicate, q.object)}
            for q in content
        ]
        same = set.intersection(*holders) - {thing} if len(holders) > 2 else set()
        known = sorted(shorten(one.value, store.base) for one in same if isinstance(one, NamedNode))
        if known:
            found[shorten(thing.value, store.base)] = known
    return found


def _shortened(alike: dict[str, list[Resemblance]], base: str) -> dict[str, list[Resemblance]]:
    return {
        shorten(actor, base): [other._replace(actor=shorten(other.actor, base)) for other in found]
        for actor, found in sorted(alike.items())
    }


def _count(file: Path, base: str) -> Counted:
    """Count what a file types; a thing whose types stand together is counted once."""
    counts: Counter[str] = Counter()
    statements = 0
    last: dict[str, object] = {}
    for quad in rdf.stream(file, base):
        statements += 1
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            kind = _kinds().get(quad.object.value)
            if kind and last.get(kind) != quad.subject:
                counts[kind] += 1
                last[kind] = quad.subject
    return Counted(file, statements, {kind: counts[kind] for kind in KINDS if counts[kind]})


def _by_subject(quads: Iterable[Quad]) -> Statements:
    statements: Statements = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            statements[quad.subject].add(quad)
    return dict(statements)


@cache
def _kinds() -> dict[str, str]:
    """The kind of thing that a class is of, by the IRI of the class."""
    kinds = {CG[name].value: kind for kind in KINDS for name in ontology.classes(kind)}
    return kinds | {SCHEMA[name].value: "Source" for name in kinds_of_source()}


def _kind(quads: Iterable[Quad]) -> str:
    """The kind of thing that statements describe; empty where it is none that is counted."""
    types = (quad.object for quad in quads if quad.predicate == RDF.type)
    kinds = {_kinds().get(kind.value, "") for kind in types if isinstance(kind, NamedNode)}
    return next((kind for kind in KINDS if kind in kinds), "")


def _fate(store: Store, thing: NamedNode, statements: Statements) -> str:
    """What happens to a thing that new statements describe: one of `CHANGES`."""
    if next(store.quads.quads_for_pattern(thing, RDF.type, None), None) is None:
        return "new"
    graphs = {quad.graph_name for quad in statements[thing]}

    def stored(part: NamedNode) -> Iterable[Quad]:
        found = (store.quads.quads_for_pattern(part, None, None, graph) for graph in graphs)
        return chain.from_iterable(found)

    before = _whole(thing, stored)
    if not before:
        # A proposition is stated once: what another graph says of it already is not added.
        known = all(_holds(store, quad) for quad in statements[thing])
        return "unchanged" if known else "added to"
    after = _whole(thing, lambda part: statements.get(part, ()))
    return "unchanged" if before == after else "replaced"


def _holds(store: Store, quad: Quad) -> bool:
    """Whether any graph makes a statement."""
    found = store.quads.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    return next(found, None) is not None


def _whole(thing: NamedNode, said_of: Callable[[NamedNode], Iterable[Quad]]) -> set[Quad]:
    """All that is said of a thing, and of the passages that are its evidence."""
    found: set[Quad] = set()
    waiting = [thing]
    while waiting:
        for quad in said_of(waiting.pop()):
            inner = quad.predicate in (CG.evidence, OA.hasSelector) and quad not in found
            if inner and isinstance(quad.object, NamedNode):
                waiting.append(quad.object)
            found.add(quad)
    return found


def _changes(store: Store, statements: Statements, fates: dict[NamedNode, str]) -> list[Change]:
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for thing, fate in fates.items():
        ids[fate, _kind(statements[thing])].append(shorten(thing.value, store.base))
    for thing, kind in _removed(store, statements):
        ids["removed", kind].append(shorten(thing.value, store.base))
    return [
        Change(change, kind, sorted(ids[change, kind]))
        for change in CHANGES
        for kind in KINDS
        if (change, kind) in ids
    ]


def _removed(store: Store, statements: Statements) -> Iterator[tuple[NamedNode, str]]:
    """What only the earlier versions of these sources describe."""
    for source in statements:
        graph = NamedNode(source_graph(store.base, source.value))
        if _kind(statements[source]) != "Source":
            continue
        for thing, quads in _by_subject(
            store.quads.quads_for_pattern(None, RDF.type, None, graph)
        ).items():
            types = store.quads.quads_for_pattern(thing, RDF.type, None)
            elsewhere = any(quad.graph_name != graph for quad in types)
            if _kind(quads) and thing not in statements and not elsewhere:
                yield thing, _kind(quads)
