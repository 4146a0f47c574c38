"""The relations of the ontology as a table."""

from __future__ import annotations

import ibis.expr.types as ir

from kg import ontology
from kg.tables.columns import RELATIONS
from kg.tables.engine import Engine, kept


def relations(engine: Engine) -> ir.Table:
    """Each relation and quantity, with its label, its family and its polarity."""
    rows = [
        (one.name, one.label, one.family, one.polarity) for one in ontology.relations().values()
    ]
    return kept(engine, "relations", rows, RELATIONS)
