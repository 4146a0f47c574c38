"""Sheets: all that the graph holds on one proposition, actor or source, side by side."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pyoxigraph import NamedNode

from kg.answers import Queryable
from kg.claims import cells
from kg.names import kinds, resolve
from kg.sheets import layout
from kg.sheets.contest import ContestSheet, contest_sheet
from kg.sheets.dossier import Dossier, dossier
from kg.sheets.papers import contest_paper, dossier_paper, source_paper
from kg.sheets.source_sheet import SourceSheet, source_sheet

Sheet = ContestSheet | Dossier | SourceSheet


def sheet(store: Queryable, name: str, around: Queryable | None = None) -> Sheet:
    """The sheet of what a name, an id or an IRI means.

    A proposition (by what it states) or a claim has a contest sheet, an actor, place, event or
    office a dossier, a source (by publisher and date) a sheet of its own. Where the store is what a
    voice holds, `around` is what there is besides: a contest sheet has all sides. Raises
    `UnknownNameError` with what comes near.
    """
    around = store if around is None else around
    iri = resolve(around, name, "any")
    kind = kinds(around, iri)
    if "Claim" in kind:
        (row,) = cells(around, "proposition-of", claim=iri)
        iri = NamedNode(row["proposition"])
    if kind & {"Claim", "Proposition"}:
        return contest_sheet(around, iri, store)
    if "Source" in kind:
        return source_sheet(store, iri)
    return dossier(store, iri)


def as_text(sheet: Sheet) -> str:
    """A sheet for a terminal."""
    return layout.as_text(as_paper(sheet))


def as_markdown(sheet: Sheet) -> str:
    """A sheet in Markdown."""
    return layout.as_markdown(as_paper(sheet))


def as_paper(sheet: Sheet) -> layout.Paper:
    """A sheet laid out."""
    if isinstance(sheet, ContestSheet):
        return contest_paper(sheet)
    return source_paper(sheet) if isinstance(sheet, SourceSheet) else dossier_paper(sheet)


def as_data(sheet: Sheet) -> dict[str, Any]:
    """A sheet as dicts, lists, texts and numbers, for JSON."""
    return asdict(sheet)
