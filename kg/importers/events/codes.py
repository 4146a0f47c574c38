"""The code tables of event coders, in ontology/codes/."""

from __future__ import annotations

import csv

import ibis
import ibis.expr.types as ir

from kg.resources import CODES
from kg.tables.engine import Engine, kept


def codes(engine: Engine, name: str) -> ir.Table:
    """A code table as it stands: texts in the columns of its first row."""
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return kept(engine, name.replace("-", "_"), rows, ibis.schema(dict.fromkeys(head, "string")))
