"""Judgements of identity laid before an editor, and what the editor decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import ibis
from pyoxigraph import NamedNode

from kg.errors import StoreError
from kg.folder import changing, open_folder
from kg.importers.events import matching
from kg.importers.events.import_tables import opened
from kg.importers.events.reprojection import reproject
from kg.judgements import (
    ACCEPTED,
    PROPOSED,
    REFUSED,
    Judged,
    Judgement,
    accepted,
    decide,
    record,
    recorded,
    value,
)
from kg.store import Store
from kg.tables.duck import at_work
from kg.tables.engine import Engine, kept
from kg.terms import RDFS, expand

_ORDER = (PROPOSED, ACCEPTED, REFUSED)


class Reviewed(NamedTuple):
    """A judgement with what an editor needs to know: both names, which import brought the actor,
    and how many claims name it."""

    judgement: str
    actor: str
    name: str
    imported: str
    candidate: str
    candidate_name: str
    score: Decimal
    method: str
    decision: str
    claims: int
    note: str


class _Brought(NamedTuple):
    """An imported actor as its import has it."""

    name: str
    imported: str
    claims: int


def review(store: Store, *, every: bool = False) -> list[Reviewed]:
    """The judgements that wait for a decision; with `every`, then those accepted and refused.

    The likest come first, and of those the ones that most claims name. Of an actor whose import is
    not in the store, only its id is known.
    """
    judged = {id: one for id, one in recorded(store).items() if every or one.decision == PROPOSED}
    brought = _brought(store, sorted({one.judged for one in judged.values()}))
    rows = [_reviewed(store, id, one, brought.get(one.judged)) for id, one in judged.items()]
    return sorted(
        rows,
        key=lambda row: (_ORDER.index(row.decision), -row.score, -row.claims, row.judgement),
    )


def _reviewed(store: Store, id: str, one: Judgement, brought: _Brought | None) -> Reviewed:
    name, imported, claims = brought or ("", "", 0)
    candidate = NamedNode(expand(one.candidate, store.base))
    return Reviewed(
        id,
        one.judged,
        name,
        imported,
        one.candidate,
        value(store, candidate, RDFS.label),
        one.score,
        one.method,
        one.decision,
        claims,
        one.note,
    )


def _brought(store: Store, ids: Sequence[str]) -> dict[str, _Brought]:
    if not ids or not store.tables:
        return {}
    with at_work() as duck:
        wanted = kept(duck, "wanted", [(id,) for id in ids], ibis.schema({"id": "string"}))
        claims = _claims_naming(store, wanted, duck)
        found: dict[str, _Brought] = {}
        for folder in store.tables:
            things = opened([folder], "these", duck).things
            named = things.filter(things.name.notnull())
            rows = named.semi_join(wanted, "id").select("id", "name").order_by("id")
            for id, name in duck.fetch(rows):
                found[id] = _Brought(name, folder.name, claims.get(id, 0))
        return found


def _claims_naming(store: Store, wanted: ibis.Table, duck: Engine) -> dict[str, int]:
    """How many claims each of some actors makes, has made for it, or is spoken of in."""
    claims = opened(store.tables, "every", duck).claims
    parts = [
        claims.select("claim", id=claims[column]).semi_join(wanted, "id")
        for column in ("subject", "object", "claimant", "on_behalf_of")
    ]
    named = ibis.union(*parts, distinct=True)
    rows = named.group_by("id").agg(claims=named.count()).order_by("id")
    return dict(duck.fetch(rows))


def settle(folder: Path, decisions: Mapping[str, str]) -> list[Judgement]:
    """Decide on judgements of a folder store, by their ids: all of them, or none. Gives those that
    were decided otherwise before.

    Event data are stated anew where that changes who is who. Raises `UnknownNameError` for an
    unknown id, `DataError` for what cannot be accepted, `StoreError` for a store that is none, that
    cannot be written, or that does not hold the import that is concerned.
    """
    open_folder(folder).close()
    with changing(folder) as store:
        before = accepted(store)
        changed = decide(store, decisions)
        _restate(store, before, folder)
        return changed


def match(folder: Path, *, review: bool = False) -> list[Judgement]:
    """Judge all imported actors of a folder store against the known ones as they are now; gives
    the judgements that are new.

    With `review`, none is accepted at once. Raises `StoreError` as `settle` does.
    """
    open_folder(folder).close()
    with changing(folder) as store:
        if not store.tables:
            return []
        before = accepted(store)
        with at_work() as duck:
            every = opened(store.tables, "every", duck)
            imported = matching.imported_actors(every, duck)
        found = matching.judgements(imported, matching.known_actors(store))
        if review:
            found = [one._replace(decision=PROPOSED) for one in found]
        new = record(store, found)
        _restate(store, before, folder)
        return new


def _restate(store: Store, before: Sequence[Judged], folder: Path) -> None:
    """State event data anew where who is who has changed."""
    missing = sorted(reproject(store, before))
    if missing:
        raise StoreError(
            f"the import that {missing[0]} comes from is not here",
            str(folder),
            "import its files into this store first",
        )
