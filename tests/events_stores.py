"""What the tests of event data share: stores, and what the rules make of the same statements."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.derive import derive
from kg.folder import open_folder
from kg.store import Store, load_ontology

EVENTS = Path(__file__).resolve().parent / "events"
Triples = set[tuple[str, str, str]]


def consequences(store: Store) -> Triples:
    """What is derived in a store, whichever graph it lies in."""
    return {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in store.quads
        if "/graph/derived/" in str(quad.graph_name)
    }


def by_the_rules(store: Store) -> Triples:
    """What the SPARQL rules derive from what a store states."""
    stated = Store(ox.Store(), store.base)
    stated.quads.bulk_extend(
        quad for quad in store.quads if "/graph/derived/" not in str(quad.graph_name)
    )
    load_ontology(stated.quads)
    derive(stated)
    return consequences(stated)


def opened(folder: Path) -> Store:
    return open_folder(folder)
