"""Statuses, disputes and direct relations: what the rules of queries/rules/ make of the claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions

from kg.errors import DataError
from kg.identifiers import graph_for
from kg.library import NamedQuery, theme
from kg.store import Store

# The graphs that rules make, and those of voices, in a data set of any base.
_DERIVED = re.compile(r"/graph/derived/(status|uncontested|according-to/[^/]+)>$")


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


def derive_direct(store: Store) -> None:
    """Make the direct relations anew, from the statuses as they are."""
    store.quads.remove_graph(NamedNode(graph_for(store.base, DIRECT)))
    direct = [rule for rule in rules() if rule.head().graph == DIRECT]
    store.quads.bulk_extend([quad for rule in direct for quad in _apply(rule, store)])


def drop_derived(store: Store) -> int:
    """Remove the derived graphs of every data set in a store; gives the number of quads."""
    # An iterator over the graphs that is kept would bar their removal for ever.
    names = [graph for graph in store.quads.named_graphs() if _DERIVED.search(str(graph))]
    count = sum(1 for name in names for _ in store.quads.quads_for_pattern(None, None, None, name))
    for name in names:
        store.quads.remove_graph(name)
    return count


def _apply(rule: NamedQuery, store: Store) -> Iterator[Quad]:
    answer = store.query(rule.text)
    if isinstance(answer, QuerySolutions | QueryBoolean):
        raise DataError("a rule must be a CONSTRUCT query", str(rule.path))
    graph = NamedNode(graph_for(store.base, rule.head().graph))
    for triple in answer:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)
