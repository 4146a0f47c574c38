"""Measures of the relationship graph, at any size: centrality, communities, camps, brokers,
structural balance, in windows of time.

Every measure reads `Ties`, plain columns, which come from a networkx graph or from any table.
"""

from kg.measures.asking import MEASURES, Answer, Part, Question, ask, behind
from kg.measures.camps import (
    Broker,
    Camps,
    Member,
    brokers,
    by_id,
    find_camps,
    members,
    named_camps,
)
from kg.measures.groups import Communities, Community, communities, community_rows
from kg.measures.nodes import Central, Counted, Measured, attributes, count, measure, rank
from kg.measures.paths import Centrality, centrality, pagerank
from kg.measures.periods import Period, Window, windows
from kg.measures.ties import Coded, Ties
from kg.measures.triads import Balance, Side, Triad, balance, unbalanced

__all__ = [
    "MEASURES",
    "Answer",
    "Balance",
    "Broker",
    "Camps",
    "Central",
    "Centrality",
    "Coded",
    "Communities",
    "Community",
    "Counted",
    "Measured",
    "Member",
    "Part",
    "Period",
    "Question",
    "Side",
    "Ties",
    "Triad",
    "Window",
    "ask",
    "attributes",
    "balance",
    "behind",
    "brokers",
    "by_id",
    "centrality",
    "communities",
    "community_rows",
    "count",
    "find_camps",
    "measure",
    "members",
    "named_camps",
    "pagerank",
    "rank",
    "unbalanced",
    "windows",
]
