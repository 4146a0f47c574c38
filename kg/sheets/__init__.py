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


def sheet(store: Queryable, name: str) -> Sheet:
    """The sheet of what a name, an id or an IRI means.

    A proposition (by what it states) or a claim has a contest sheet, an actor, place, event or
    office a dossier, a source (by publisher and date) a sheet of its own. Raises
    `UnknownNameError` with what comes near.
    """
    iri = resolve(store, name, "any")
    kind = kinds(store, iri)
    if "Proposition" in kind:
        return contest_sheet(store, iri)
    if "Claim" in kind:
        (row,) = cells(store, "proposition-of", claim=iri)
        return contest_sheet(store, NamedNode(row["proposition"]))
    if "Source" in kind:
        return source_sheet(store, iri)
    return dossier(store, iri)


def as_text(sheet: Sheet) -> str:
    """A sheet for a terminal."""
    return layout.as_text(_paper(sheet))


def as_markdown(sheet: Sheet) -> str:
    """A sheet in Markdown."""
    return layout.as_markdown(_paper(sheet))


def _paper(sheet: Sheet) -> layout.Paper:
    if isinstance(sheet, ContestSheet):
        return contest_paper(sheet)
    return source_paper(sheet) if isinstance(sheet, SourceSheet) else dossier_paper(sheet)


def as_data(sheet: Sheet) -> dict[str, Any]:
    """A sheet as dicts, lists, texts and numbers, for JSON."""
    return asdict(sheet)
