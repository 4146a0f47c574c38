"""Measures of the relationship graph, at any size: centrality, communities, camps, brokers,
structural balance, in windows of time.

Every measure reads `Ties`, plain columns, which come from a networkx graph or from any table.
"""

from kg.measures.asking import MEASURES, Answer, Part, Question, ask, behind
from kg.measures.balance import Balance, Side, Triad, balance, unbalanced
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
from kg.measures.centrality import Centrality, centrality
from kg.measures.communities import Communities, Community, communities, community_rows
from kg.measures.nodes import Central, Counted, Measured, attributes, count, measure, rank
from kg.measures.ties import Coded, Ties
from kg.measures.windows import Period, Window, windows

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
    "rank",
    "unbalanced",
    "windows",
]
