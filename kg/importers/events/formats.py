"""The formats of event data by the names that users give."""

from __future__ import annotations

from importlib import import_module

from kg.errors import UsageError
from kg.importers.events.mapped import Format

FORMATS = {
    "gdelt": "gdelt",
    "ucdp-ged": "ucdp_ged",
    "ucdp-actors": "ucdp_actors",
    "acled": "acled",
    "ftm": "ftm",
}


def format_of(kind: str, map: str | None = None) -> Format:
    """The format of a kind of event data; of tables, that which a map of columns describes.

    Raises `UsageError` for an unknown kind, and for a map that is missing or not wanted;
    `DataError` for a map that is none.

    >>> format_of("gdelt").title
    'GDELT events'
    >>> format_of("table", "icews").title
    'ICEWS Coded Event Data'
    """
    if kind == "table":
        return _mapped(map)
    if map is not None:
        raise UsageError("--map belongs to tables", todo="leave it out, or import 'table'")
    if kind not in FORMATS:
        raise UsageError(
            f"unknown kind of event data '{kind}'",
            todo=f"known are {', '.join((*FORMATS, 'table'))}",
        )
    found: Format = import_module(f"kg.importers.events.{FORMATS[kind]}").FORMAT
    return found


def _mapped(map: str | None) -> Format:
    if map is None:
        todo = "add --map with a YAML file, or with icews or sfm"
        raise UsageError("a table needs a map of its columns", todo=todo)
    from kg.importers.events.table import format_for, read_map

    return format_for(read_map(map))
