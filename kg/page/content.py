"""What a page holds: the network, the facts, and the claims and sources behind both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from kg.answers import Queryable
from kg.claims import ClaimDetail, SourceDetail, claims, rivals, sources
from kg.network import Fact, project_with_facts


class PageContent(NamedTuple):
    """What a page holds, by IRI: the claims on each proposition, each source, and the rivals of
    each proposition that has any.

    `network` is a graph as `kg.network` describes it; `facts` are the propositions that have a
    value. `base` is the base IRI of the data set, and its name in words the network's title.
    """

    base: str
    network: nx.MultiDiGraph
    facts: Sequence[Fact]
    claims: Mapping[str, Sequence[ClaimDetail]]
    sources: Mapping[str, SourceDetail]
    rivals: Mapping[str, Sequence[str]]


def content_of(store: Queryable) -> PageContent:
    """All that a store holds, for a page."""
    network, facts = project_with_facts(store)
    return PageContent(store.base, network, facts, claims(store), sources(store), rivals(store))
