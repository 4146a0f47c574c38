"""Where propositions stand: what each states, its status, and the voices on either side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.answers import Queryable
from kg.claims import cells
from kg.dates import in_words
from kg.library import Value
from kg.terms import local_name, shorten


@dataclass(frozen=True)
class Standing:
    """A proposition as it stands: ids, a statement in words, the status and the numbers beside it.

    `status` is the local name of a status, ``""`` where nobody has taken a stance. Names are labels
    of voices; what is not known is ``""``.
    """

    proposition: str
    statement: str
    subject: str
    relation: str
    object: str
    value: str
    bound: str
    place: str
    valid_from: str
    valid_until: str
    status: str
    affirmed_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    sources: int
    origins: int

    @property
    def status_in_words(self) -> str:
        """The status as people read it."""
        return self.status.lower() or "no stance"


def standings(
    store: Queryable, propositions: Iterable[str] | None = None, base: str = ""
) -> dict[str, Standing]:
    """Where each of the propositions stands, by its IRI, in the order of the statements.

    Without `propositions`, every one. Ids are relative to `base`, or to the base of the store.
    """
    base = base or store.base
    which: dict[str, Value] = {}
    if propositions is not None:
        which = {"proposition": [NamedNode(iri) for iri in propositions]}
        if not which["proposition"]:
            return {}
    sides: dict[tuple[str, str], list[str]] = {}
    for row in cells(store, "network-voices", **which):
        sides.setdefault((row["proposition"], local_name(row["side"])), []).append(row["voiceName"])
    found = {
        row["proposition"]: _standing(
            row,
            base,
            tuple(sides.get((row["proposition"], "affirmedBy"), ())),
            tuple(sides.get((row["proposition"], "deniedBy"), ())),
        )
        for row in cells(store, "network-ties", **which)
    }
    return dict(sorted(found.items(), key=lambda item: (item[1].statement, item[0])))


def _standing(
    row: dict[str, str], base: str, affirmed_by: tuple[str, ...], denied_by: tuple[str, ...]
) -> Standing:
    return Standing(
        proposition=shorten(row["proposition"], base),
        statement=row["statement"],
        subject=shorten(row["subject"], base),
        relation=local_name(row["relation"]),
        object=shorten(row["object"], base),
        value=row["value"],
        bound=local_name(row["bound"]),
        place=row["placeName"],
        valid_from=in_words(row["validFrom"], row["earliestBegin"], row["latestBegin"]),
        valid_until=in_words(row["validUntil"], row["earliestEnd"], row["latestEnd"]),
        status=local_name(row["status"]),
        affirmed_by=affirmed_by,
        denied_by=denied_by,
        sources=int(row["sources"]),
        origins=int(row["origins"]),
    )
