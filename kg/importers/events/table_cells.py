"""The texts, ids, dates and numbers of a table's cells, as a map of its columns says."""

from __future__ import annotations

import re
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from kg.importers.events.column_map import NUMBERS, TIMES, Cell, Map, Thing
from kg.importers.events.words import ADDRESS, END, clean, decimal_number, digest, is_date, slug
from kg.tables.engine import Engine, laid_down

_NONE = ibis.null("string")
_NUMBERS = ("value", "latitude", "longitude", *NUMBERS)
_PARTS = {"YYYY": "[0-9]{4}", "MM": "[0-9]{2}", "DD": "[0-9]{2}", "M": "[0-9]{1,2}"}
_PARTS["D"] = _PARTS["M"]


def kept_name(map: Map, column: str) -> str:
    """The name under which a column is kept: those of tables may hold anything."""
    return f"c{map.columns.index(column)}"


def parsed(map: Map, rows: ir.Table, engine: Engine) -> ir.Table:
    """Rows with the texts, dates, numbers and ids of their cells, for `Cells` to give.

    What is made of what was made before is computed from files: as one expression it would grow
    too large to be computed.
    """
    columns = {kept_name(map, column): clean(rows[column]) for column in map.columns}
    rows = laid_down(engine, "table_columns", rows.select("file", "row", **columns))
    texts = {f"t{number}": _text(map, rows, cell) for number, cell in enumerate(map.cells)}
    rows = laid_down(engine, "table_texts", rows.mutate(**texts))
    times, numbers = (
        [cell for field, cell in _fields(map) if field in known] for known in (TIMES, _NUMBERS)
    )
    dates = {_name(map, "d", cell): _date(map, _of(map, rows, cell)) for cell in times}
    read = {_name(map, "n", cell): decimal_number(_of(map, rows, cell)) for cell in numbers}
    ids = {f"i{number}": _thing(map, rows, one) for number, one in enumerate(map.things.values())}
    return laid_down(engine, "table_cells", rows.mutate(**dates, **read, **ids))


def _fields(map: Map) -> list[tuple[str, Cell]]:
    """The cells of all things, sources and claims with the names of their fields."""
    named = [
        *(thing.cells for thing in map.things.values()),
        *(origin.cells for origin in map.sources.values()),
        *(claim.cells for claim in map.claims.values()),
    ]
    return [pair for cells in named for pair in cells.items()]


def _name(map: Map, kind: str, cell: Cell) -> str:
    return f"{kind}{map.cells.index(cell)}"


def _of(map: Map, rows: ir.Table, cell: Cell) -> ir.StringValue:
    return rows[_name(map, "t", cell)]


def _text(map: Map, rows: ir.Table, cell: Cell) -> ir.StringValue:
    """The text of a cell; null where it is empty, or not one of its known values."""
    text = _plain(map, rows, cell)
    if cell.values:
        other = ibis.literal(cell.otherwise) if cell.otherwise else _NONE
        other = ibis.ifelse(text.isnull(), _NONE, other)
        text = ibis.cases(*((text == one, word) for one, word in cell.values), else_=other)
    if cell.prefix:
        text = ibis.literal(cell.prefix).concat(text)
    return _conditioned(map, rows, cell, text)


def _plain(map: Map, rows: ir.Table, cell: Cell) -> ir.StringValue:
    if cell.constant:
        return ibis.literal(cell.constant)
    texts = [rows[kept_name(map, column)] for column in cell.columns]
    if cell.join:
        return _joined(texts, cell.join)
    return texts[0] if len(texts) == 1 else ibis.literal(", ").join(texts).nullif("")


def _joined(texts: Sequence[ir.StringValue], sign: str) -> ir.StringValue:
    """Texts with a sign between them, as far as the first of them that is null."""
    first, *others = texts
    if not others:
        return first
    return first.concat(ibis.literal(sign).concat(_joined(others, sign)).fill_null(""))


def _conditioned(map: Map, rows: ir.Table, cell: Cell, text: ir.StringValue) -> ir.StringValue:
    if cell.only_if is None:
        return text
    column, words = cell.only_if
    return ibis.ifelse(rows[kept_name(map, column)].isin(words).fill_null(False), text, _NONE)


def _thing(map: Map, rows: ir.Table, thing: Thing) -> ir.StringValue:
    """The id of a thing that a row names."""
    id = ibis.literal(f"{thing.folder}/{map.name}/").concat(_key(map, rows, thing.id))
    named = _of(map, rows, thing.name).notnull() & _of(map, rows, thing.kind).notnull()
    return ibis.ifelse(named, id, _NONE)


def _key(map: Map, rows: ir.Table, cell: Cell) -> ir.StringValue:
    """The part of an id that a cell makes: its columns one below the other."""
    if cell.constant or cell.values or len(cell.columns) == 1:
        return _slug(_of(map, rows, cell))
    parts = [_slug(rows[kept_name(map, column)]).fill_null("-") for column in cell.columns]
    whole = ibis.literal("/").join(parts)
    return ibis.ifelse(_of(map, rows, cell).isnull(), _NONE, whole)


def _date(map: Map, text: ir.StringValue) -> ir.StringValue:
    """A date in one of the map's forms; a time of day behind it is left out."""
    day = text.re_replace(r"[T ][0-9]{1,2}:[0-9:.]+ ?[A-Za-z0-9:+-]*" + END, "")
    found = ibis.coalesce(*(_dated(day, form) for form in map.dates), _NONE)
    return ibis.ifelse(is_date(found).fill_null(False), found, _NONE)


class Cells:
    """The cells of parsed rows, through a map."""

    def __init__(self, map: Map, rows: ir.Table) -> None:
        self.map = map
        self.rows = rows

    def text(self, cell: Cell | None) -> ir.StringValue:
        """The text of a cell; null where it is empty, or not one of its known values."""
        return _NONE if cell is None else _of(self.map, self.rows, cell)

    def unknown(self, cell: Cell) -> ir.BooleanValue:
        """Whether a cell holds what its table of values does not know."""
        text = _conditioned(self.map, self.rows, cell, _plain(self.map, self.rows, cell))
        return text.notnull() & self.text(cell).isnull()

    def thing(self, name: str | None) -> ir.StringValue:
        """The id of the thing that the map calls so; null where a row has none."""
        return self.rows[f"i{list(self.map.things).index(name)}"] if name else _NONE

    def origins(self, name: str) -> ir.ArrayValue:
        """The ids of the sources that the map calls so, one or more.

        Null where a row has none, or does not name the publisher that the map says it names.
        """
        origin = self.map.sources[name]
        cell = origin.id
        folder = ibis.literal(f"source/{self.map.name}/")
        if cell.separator:
            return self.parted(cell).map(lambda text: folder.concat(plain_or_digest(text)))
        one = folder.concat(_key(self.map, self.rows, cell))
        missing = one.isnull()
        if origin.publisher:
            missing |= self.thing(origin.publisher).isnull()
        return ibis.ifelse(missing, ibis.null("array<string>"), ibis.array([one]))

    def parted(self, cell: Cell) -> ir.ArrayValue:
        """The texts of a cell that holds several."""
        parts = self.text(cell).split(cell.separator).map(clean)
        return parts.filter(lambda text: text.notnull()).unique()

    def date(self, cell: Cell | None) -> ir.StringValue:
        """A date of a cell, or null where it is none."""
        return _NONE if cell is None else self.rows[_name(self.map, "d", cell)]

    def number(self, cell: Cell | None) -> ir.StringValue:
        """A decimal number of a cell, or null where it is none."""
        return _NONE if cell is None else self.rows[_name(self.map, "n", cell)]

    def address(self, cell: Cell | None) -> ir.StringValue:
        """A web address of a cell, or null where it is none."""
        text = self.text(cell)
        return ibis.ifelse(text.re_search(ADDRESS), text, _NONE)

    def degrees(self, cell: Cell | None, most: int) -> ir.StringValue:
        """A latitude or longitude of a cell, no larger than `most` either way."""
        number = self.number(cell)
        return ibis.ifelse(number.cast("float64").abs() <= most, number, _NONE)


def plain_or_digest(text: ir.StringValue) -> ir.StringValue:
    """A text as part of an id: as it stands where it is plain, else its digest."""
    return ibis.ifelse(text.re_search(rf"^[A-Za-z0-9][A-Za-z0-9_-]*{END}"), text, digest(text))


def _slug(text: ir.StringValue) -> ir.StringValue:
    return ibis.coalesce(slug(text), digest(text))


def _dated(text: ir.StringValue, form: str) -> ir.StringValue:
    """A date in a form such as ``DD/MM/YYYY`` as ``YYYY-MM-DD``, or null."""
    parts = re.findall("YYYY|MM|DD|M|D|[^YMD]+", form)
    pattern = "".join(f"({_PARTS[part]})" if part in _PARTS else re.escape(part) for part in parts)
    order = [part[0] for part in parts if part in _PARTS]
    found = [
        text.re_extract(f"^{pattern}{END}", order.index(part) + 1).lpad(
            4 if part == "Y" else 2, "0"
        )
        for part in "YMD"
        if part in order
    ]
    return ibis.ifelse(text.re_search(f"^{pattern}{END}"), ibis.literal("-").join(found), _NONE)
