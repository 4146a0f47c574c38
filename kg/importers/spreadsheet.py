"""Spreadsheets of claims: CSV, TSV and XLSX files with a fixed set of columns, one row a claim.

A column is named for the field that it holds. Rows become the same tree as a YAML-LD file, so that
ids, checks and messages are the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

from kg.errors import DataError
from kg.findings import Cell, Finding, Line
from kg.importers import csv_file, fields, xlsx_file, yaml_ld
from kg.importers.cells import Content, Row, Sheet, filled
from kg.importers.shape_rules import NO_RULE, rules
from kg.importers.yaml_tree import LONGEST, Fields, Items, Scalar, Tree, items

READERS: dict[str, Callable[[Path], Sheet]] = {
    ".csv": csv_file.read,
    ".tsv": csv_file.read,
    ".xlsx": xlsx_file.read,
}
# The columns, by the kind of node that they describe.
COLUMNS: dict[str, tuple[str, ...]] = {
    "Source": ("source", "type", "publisher", "datePublished", "url", "credits", "sha256"),
    "Claim": (
        "claim",
        "claimant",
        "onBehalfOf",
        "stance",
        "saidOn",
        "content",
        "disputes",
        "claimCredits",
    ),
    "Proposition": (
        *("proposition", "subject", "relation", "object", "value", "bound"),
        *("validFrom", "validUntil", "place", "describes", "incompatibleWith"),
    ),
    "Evidence": ("section", "quote", "prefix", "suffix", "start", "end", "quality"),
}
REQUIRED = ("source", "publisher", "datePublished", "claimant", "stance")
_IDS = {"source", "claim", "proposition"}
# Columns that hold a field under another name: both a source and a claim have credits.
_FIELDS = {**dict.fromkeys(_IDS, "id"), "claimCredits": "credits"}
# What a source is whose type is not said.
_TYPE = "Source"
# The words of a source: blanks at their ends may belong to them.
_VERBATIM = {"quote", "prefix", "suffix"}

# What the cells of a row hold, by column; one that cannot be read holds no values.
Cells = dict[str, Tree]


def field_of(column: str) -> str:
    """The field that a column holds.

    >>> field_of("stance"), field_of("claim"), field_of("claimCredits")
    ('stance', 'id', 'credits')
    """
    return _FIELDS.get(column, column)


def several(column: str) -> bool:
    """Whether a cell of the column may hold several values, with ``|`` between them.

    >>> several("disputes"), several("claimant"), several("content")
    (True, False, False)
    """
    kind = next(kind for kind, columns in COLUMNS.items() if column in columns)
    field = fields.authored()[field_of(column)]
    rule = rules().get((kind, field.iri), NO_RULE)
    return _refers(column) and rule.most != 1


def _refers(column: str) -> bool:
    """Whether the column holds ids or addresses of other things, none of which has a ``|``."""
    return column not in _IDS and fields.authored()[field_of(column)].takes in ("node", "address")


def read(path: Path, base: str) -> yaml_ld.Document:
    """Read a spreadsheet of the data set at `base`, an IRI that ends in a slash.

    Faults that leave the rest readable come back as findings, each with file, row and column.
    Raises `DataError` when the file cannot be read, or when its columns are not those of claims.
    """
    sheet = READERS[path.suffix.lower()](path)
    if not sheet.rows:
        raise DataError("an empty file", str(path), "begin with the names of the columns")
    head, *rows = sheet.rows
    names = _names(head, path)
    table = _Table(path, sheet.findings)
    for row in rows:
        table.add(row, _cells(row, names, table))
    nodes = table.sources()
    return yaml_ld.read_nodes(nodes, path, base, table.findings)


def _names(head: Row, path: Path) -> list[str]:
    """The columns of a header row, each a known one, none twice, none that is needed missing."""
    names = [content.text.strip() for content in head.cells]
    where = f"{path}:{head.number}"
    known = [name for columns in COLUMNS.values() for name in columns]
    for name in filter(None, names):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            todo = f"did you mean '{near[0]}'?" if near else "docs/authoring.md lists the columns"
            raise DataError(f"unknown column '{name}'", where, todo)
        if names.count(name) > 1:
            raise DataError(f"the column '{name}' stands twice", where, "keep one")
    needed = (*REQUIRED, *(() if "proposition" in names else ("subject", "relation")))
    missing = [f"'{name}'" for name in needed if name not in names]
    if missing:
        raise DataError(f"no column {', '.join(missing)}", where, "add it to the first row")
    return names


def _cells(row: Row, names: list[str], table: _Table) -> Cells:
    """The filled cells of a row by column, less those that cannot be read."""
    cells: Cells = {}
    for number, content in enumerate(row.cells):
        name = names[number] if number < len(names) else ""
        if not filled(content):
            continue
        cell = Cell(row.number, name or f"number {number + 1}")
        what, todo = _fault(name, content)
        if what:
            table.fault(what, cell, todo)
        if name:
            text = content.text if name in _VERBATIM else content.text.strip()
            cells[name] = Items([], cell) if what else Scalar(text, cell)
    return cells


def _fault(name: str, content: Content) -> tuple[str, str]:
    """Why the content of a cell cannot be read, and what to do; empty where it can."""
    if not name:
        return "a value in a column without a name", "name the column, or empty the cell"
    if content.fault:
        return content.fault, content.todo
    if content.dated and "date" not in fields.authored()[field_of(name)].takes:
        return f"a date, {content.text}, where none belongs", "format the column as text"
    if len(content.text) > LONGEST:
        return f"a text of {len(content.text)} characters", f"at most {LONGEST}"
    return "", ""


class _Table:
    """The sources of a spreadsheet, gathered row by row."""

    def __init__(self, path: Path, findings: list[Finding]) -> None:
        self.path = path
        self.findings = list(findings)
        self._sources: dict[str, Fields] = {}
        self._claims: dict[tuple[str, str], Fields] = {}
        self._passages: list[tuple[str, Cells, int]] = []

    def fault(self, what: str, line: Line, todo: str) -> None:
        """Note what is wrong in a row."""
        self.findings.append(Finding(what, f"{self.path}:{line}", todo))

    def add(self, row: Row, cells: Cells) -> None:
        """Take in a row: a source, and a claim in it or a further passage of one."""
        source = _text(cells, "source")
        if not source:
            if "source" not in cells:
                self.fault("a row without a source", Cell(row.number, "source"), "give its id")
            return
        self._describe(source, _part(cells, "Source"), row.number)
        if set(_part(cells, "Claim")) == {"claim"} and not _part(cells, "Proposition"):
            self._passages.append((source, cells, row.number))
        elif set(cells) - set(COLUMNS["Source"]):
            claim = _claim(cells, row.number)
            self._claims.setdefault((source, _text(cells, "claim")), claim)
            _append(self._sources[source], "reports", claim)

    def _describe(self, source: str, cells: Cells, row: int) -> None:
        """Note what a row says of its source; every row must say the same, or nothing."""
        described = self._sources.setdefault(source, Fields({}, {}, row))
        for column, value in cells.items():
            name = field_of(column)
            if name not in described.fields:
                described.fields[name] = _value(column, value)
                described.lines[name] = value.line
            elif _texts(described.fields[name]) != _texts(_value(column, value)):
                place = f"{self.path}:{described.lines[name]}"
                what = f"the same source has another '{column}' in {place}"
                self.fault(what, value.line, "make them agree, or leave it out here")

    def sources(self) -> list[Tree]:
        """The sources as nodes, with the claims that they report."""
        for source, cells, row in self._passages:
            claim = self._claims.get((source, _text(cells, "claim")))
            if claim is None:
                todo = "fill in its claimant and stance, or give the id of a claim with a row"
                self.fault("no row of this source has the claim", cells["claim"].line, todo)
                continue
            _append(claim, "evidence", _fields(_part(cells, "Evidence"), row))
        for described in self._sources.values():
            if "type" not in described.fields:
                described.fields["type"] = Scalar(_TYPE, described.line)
                described.lines["type"] = described.line
        return list(self._sources.values())


def _part(cells: Cells, kind: str) -> Cells:
    return {column: cells[column] for column in COLUMNS[kind] if column in cells}


def _claim(cells: Cells, row: int) -> Fields:
    """The claim of a row, with its proposition and its passage."""
    claim = _fields(_part(cells, "Claim"), row)
    proposition = _part(cells, "Proposition")
    if set(proposition) == {"proposition"}:
        claim.fields["proposition"] = proposition["proposition"]
        claim.lines["proposition"] = proposition["proposition"].line
    elif proposition:
        claim.fields["proposition"] = _fields(proposition, row)
        claim.lines["proposition"] = row
    passage = _part(cells, "Evidence")
    if passage:
        _append(claim, "evidence", _fields(passage, row))
    return claim


def _append(node: Fields, name: str, value: Fields) -> None:
    """Add a value to a list that is a node's field."""
    values = node.fields.setdefault(name, Items([], value.line))
    node.lines.setdefault(name, value.line)
    assert isinstance(values, Items)
    values.items.append(value)


def _fields(cells: Cells, row: int) -> Fields:
    return Fields(
        {field_of(column): _value(column, value) for column, value in cells.items()},
        {field_of(column): value.line for column, value in cells.items()},
        row,
    )


def _value(column: str, value: Tree) -> Tree:
    """The value of a cell, or the list of its values, be they more than the field takes."""
    if not isinstance(value, Scalar) or not _refers(column) or "|" not in value.text:
        return value
    parts = [part.strip() for part in value.text.split("|")]
    return Items([Scalar(part, value.line) for part in parts], value.line)


def _text(cells: Cells, column: str) -> str:
    value = cells.get(column)
    return value.text if isinstance(value, Scalar) else ""


def _texts(tree: Tree) -> list[str]:
    return [value.text for value in items(tree) if isinstance(value, Scalar)]
