"""The sheet of a source: where it comes from, what it reports, how much of that is contested."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.answers import Queryable
from kg.claims import cells
from kg.dates import in_words
from kg.errors import DataError
from kg.sheets.stances import Stance, credit_chain, stances
from kg.sheets.standings import Standing, standings
from kg.terms import expand, shorten


@dataclass(frozen=True)
class SourceSheet:
    """A source: its publisher, its day, the chain of sources that it credits (the origin last),
    the sources that credit it, the claims that it reports, and where their propositions stand.
    `lens` says through which lens it is seen."""

    lens: str
    id: str
    name: str
    publisher: str
    published: str
    url: str
    credits: tuple[str, ...]
    credited_by: tuple[str, ...]
    claims: tuple[Stance, ...]
    standings: dict[str, Standing]


def source_sheet(store: Queryable, source: NamedNode) -> SourceSheet:
    """The sheet of a source."""
    row = next(cells(store, "source-of-record", source=source), None)
    if row is None:
        what = "the source lacks its publisher or its date"
        raise DataError(what, shorten(source.value, store.base), "'kg check' tells what is missing")
    reported = stances(store, source=source)
    on = dict.fromkeys(expand(stance.proposition, store.base) for stance in reported)
    about = standings(store, on)
    crediting = (row["creditingName"] for row in cells(store, "credited-by", source=source))
    return SourceSheet(
        lens=store.seen,
        id=shorten(source.value, store.base),
        name=row["name"],
        publisher=row["publisherName"],
        published=in_words(row["published"], row["first"], row["last"]),
        url=row["url"],
        credits=credit_chain(store, source.value),
        credited_by=tuple(dict.fromkeys(crediting)),
        claims=tuple(reported),
        standings={one.proposition: one for one in about.values()},
    )
