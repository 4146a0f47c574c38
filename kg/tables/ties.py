"""The ties of a graph as a table, their ends numbered."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def nodes(standings: ir.Table, things: ir.Table) -> ir.Table:
    """The things that propositions are about, in the order of their ids, numbered from 0."""
    ends = ibis.union(standings.select(id="subject"), standings.select(id="object"), distinct=True)
    about = things.group_by("id").agg(
        name=things.name.min(), type=things["type"].min(), acting=things.acting.any()
    )
    found = ends.join(about, "id")
    return found.mutate(number=ibis.row_number().over(order_by=found.id)).order_by("number")


def ties(standings: ir.Table, nodes: ir.Table) -> ir.Table:
    """The propositions that tie two nodes, in the order of their ids, with the nodes' numbers."""
    table = standings.select(
        "proposition", "subject", "object", "relation", "status", "earliest", "latest"
    )
    for end in ("subject", "object"):
        numbers = nodes.select(**{f"{end}_id": nodes.id, f"{end}_number": nodes.number})
        table = table.join(numbers, [(end, f"{end}_id")]).drop(f"{end}_id")
    return table.order_by("proposition")
