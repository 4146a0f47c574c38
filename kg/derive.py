"""Statuses, disputes and direct relations: what the rules of queries/rules/ make of the claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions

from kg.errors import DataError
from kg.identifiers import graph_for
from kg.library import NamedQuery, theme
from kg.store import Store
from kg.terms import CG, ONTOLOGY_GRAPH, RDF

# The graphs that rules make, and those of voices, in a data set of any base.
_DERIVED = re.compile(
    r"/graph/derived/(status|uncontested|according-to/[^/]+|imports/(status|uncontested))>$"
)
_OF_EVENTS = re.compile(r"/graph/derived/imports/(status|uncontested)$")
_DIRECT = re.compile(r"/graph/derived/(imports/)?uncontested$")
# What ties a claim or a proposition from elsewhere to a proposition of event data.
_JOINING = (CG.proposition, CG.incompatibleWith)

DIRECT = "derived/uncontested"


def rules() -> list[NamedQuery]:
    """The rules in the order in which they run: by stage, then by name."""
    return sorted(theme("rules"), key=lambda rule: (rule.head().stage, rule.name))


def derive(store: Store) -> None:
    """Make the derived graphs of a store anew.

    Each rule is a CONSTRUCT query; what it gives goes into the graph that its head names. Rules
    of one stage see what earlier stages made. Deriving twice changes nothing.
    """
    drop_derived(store)
    for _, stage in groupby(rules(), key=lambda rule: rule.head().stage):
        made = [quad for rule in stage for quad in _apply(rule, store)]
        store.quads.bulk_extend(made)


def derive_authored(store: Store) -> None:
    """Make anew what follows from everything but event data, and leave what follows from that.

    Where other statements join event data, everything is made anew.
    """
    if not store.tables or joined_to_events(store):
        derive(store)
        return
    drop_authored(store)
    part = without_events(store)
    part.quads.bulk_extend(_mentioned(store, part))
    derive(part)
    there = _derived(store)
    for graph in _derived(part):
        found = part.quads.quads_for_pattern(None, None, None, graph)
        store.quads.bulk_extend(quad for quad in found if not _among(store, quad, there))


def _among(store: Store, quad: Quad, graphs: list[NamedNode]) -> bool:
    """Whether one of these graphs has the statement."""
    said = quad.subject, quad.predicate, quad.object
    return any(Quad(*said, graph) in store.quads for graph in graphs)


def _mentioned(store: Store, part: Store) -> Iterator[Quad]:
    """What event data state of the things and sources that a part of a store without them names,
    and of those that these name."""
    apart = event_graphs(store)
    seen: set[object] = {CG.Claim, CG.Proposition}
    wanted = {quad.object for quad in part.quads} - seen
    while wanted:
        seen |= wanted
        told = [quad for node in wanted for quad in _told(store, node, apart)]
        yield from told
        wanted = {quad.object for quad in told} - seen


def _told(store: Store, node: object, apart: set[NamedNode]) -> list[Quad]:
    """What event data state of a node, unless it is a claim or a proposition."""
    if not isinstance(node, NamedNode):
        return []
    found = store.quads.quads_for_pattern(node, None, None)
    told = [quad for quad in found if quad.graph_name in apart]
    said = any(quad.object in (CG.Claim, CG.Proposition) for quad in told)
    return [] if said else told


def without_events(store: Store) -> Store:
    """A copy of a store in memory, without its event data and what follows from them."""
    part = Store(ox.Store(), store.base, store.seen)
    of_events = {graph for graph in _derived(store) if _OF_EVENTS.search(graph.value)}
    for graph in set(store.quads.named_graphs()) - event_graphs(store) - of_events:
        part.quads.bulk_extend(store.quads.quads_for_pattern(None, None, None, graph))
    return part


def event_graphs(store: Store) -> set[NamedNode]:
    """The named graphs of the event data whose tables lie beside a store."""
    return {NamedNode(graph_for(store.base, f"import/{one.name}")) for one in store.tables}


def joined_to_events(store: Store) -> bool:
    """Whether other statements join event data: a claim from elsewhere is on one of their
    propositions, a proposition from elsewhere cannot hold beside one, or something that they
    describe is described elsewhere as well."""
    apart = event_graphs(store)
    if not apart:
        return False
    others = set(store.quads.named_graphs()) - apart - set(_derived(store)) - {ONTOLOGY_GRAPH}
    joining = {
        node
        for graph in others
        for quad in store.quads.quads_for_pattern(None, None, None, graph)
        for node in (quad.subject, quad.object if quad.predicate in _JOINING else None)
    }
    return any(
        quad.graph_name in apart
        for node in joining
        if isinstance(node, NamedNode)
        for quad in store.quads.quads_for_pattern(node, RDF.type, None)
    )


def lacks_events(store: Store) -> bool:
    """Whether what follows from event data is missing: it was derived with all else, while other
    statements joined them, and went with that."""
    if not store.tables or any(_OF_EVENTS.search(graph.value) for graph in _derived(store)):
        return False
    return not joined_to_events(store)


def derive_direct(store: Store) -> None:
    """Make the direct relations anew, from the statuses as they are."""
    drop_direct(store)
    direct = [rule for rule in rules() if rule.head().graph == DIRECT]
    store.quads.bulk_extend([quad for rule in direct for quad in _apply(rule, store)])


def drop_direct(store: Store) -> int:
    """Remove the direct relations, also those of event data; gives the number of quads."""
    return _drop(store, [graph for graph in _derived(store) if _DIRECT.search(graph.value)])


def drop_derived(store: Store) -> int:
    """Remove the derived graphs of every data set in a store; gives the number of quads."""
    return _drop(store, _derived(store))


def drop_authored(store: Store) -> int:
    """Remove what follows from everything but event data; gives the number of quads."""
    return _drop(store, _authored_derived(store))


def _derived(store: Store) -> list[NamedNode]:
    # An iterator over the graphs that is kept would bar their removal for ever.
    graphs = list(store.quads.named_graphs())
    return [one for one in graphs if isinstance(one, NamedNode) and _DERIVED.search(str(one))]


def _authored_derived(store: Store) -> list[NamedNode]:
    return [graph for graph in _derived(store) if not _OF_EVENTS.search(graph.value)]


def _drop(store: Store, graphs: list[NamedNode]) -> int:
    count = sum(1 for one in graphs for _ in store.quads.quads_for_pattern(None, None, None, one))
    for graph in graphs:
        store.quads.remove_graph(graph)
    return count


def _apply(rule: NamedQuery, store: Store) -> Iterator[Quad]:
    answer = store.query(rule.text)
    if isinstance(answer, QuerySolutions | QueryBoolean):
        raise DataError("a rule must be a CONSTRUCT query", str(rule.path))
    graph = NamedNode(graph_for(store.base, rule.head().graph))
    for triple in answer:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
