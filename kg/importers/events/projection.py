"""From the tables of an import to the N-Quads that state it, and what follows from it.

Each part is to be written before the next is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis.expr.types as ir

from kg.identifiers import graph_for
from kg.importers.events.consequences import Consequences
from kg.importers.events.import_tables import Growth
from kg.tables import derived, identities, statements
from kg.tables.engine import Engine, Lines, Part, in_parts, laid_down
from kg.tables.relations import relations

# The derived graphs of imports.
STATUS = "derived/imports/status"
DIRECT = "derived/imports/uncontested"


def stated(growth: Growth, name: str, base: str, engine: Engine) -> Iterator[Lines]:
    """What an import states; a proposition only where no earlier one did: stores count a statement
    once for each graph that holds it."""
    graph = graph_for(base, f"import/{name}")
    yield statements.of_sources(growth.new.sources, base, graph)
    yield statements.of_things(growth.new.things, base, graph)
    yield statements.of_propositions(_propositions(growth, engine), base, graph)
    yield statements.of_claims(growth.new.claims, base, graph)


def _propositions(growth: Growth, engine: Engine) -> ir.Table:
    """The propositions that an import states, in their order."""
    claims, earlier = growth.new.claims, growth.earlier

    def new_ones(part: Part) -> ir.Table:
        found = statements.propositions(part.of(claims, "proposition"))
        if earlier is not None:
            before = part.of(earlier.claims, "proposition").select("proposition")
            found = found.anti_join(before, "proposition").select(found.columns)
        return found

    parts = engine.parts(claims, "proposition")
    return in_parts(engine, "stated", parts, new_ones, ["proposition"])


def following(growth: Growth, found: Consequences, base: str, engine: Engine) -> Iterator[Lines]:
    """What follows from an import, for its things and sources, and as it was found."""
    status, direct = graph_for(base, STATUS), graph_for(base, DIRECT)
    sources, said = growth.new.sources, found.said
    publishers = sources.select(id="publisher").distinct()
    names = identities.names(growth.all.things, publishers)
    yield derived.of_sources(sources, names, base, status)
    yield derived.of_things(growth.new.things, base, status)
    yield derived.of_propositions(found.settled, base, status)
    if growth.earlier is not None:
        own = said.semi_join(growth.new.claims, "claim")
        said = laid_down(engine, "own_said", own, ("proposition", "claim"))
    yield derived.of_claims(said, base, status)
    yield derived.direct(found.settled, relations(engine), base, direct)
