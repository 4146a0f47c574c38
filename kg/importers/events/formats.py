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
}


def format_of(kind: str) -> Format:
    """The format of a kind of event data. Raises `UsageError` for an unknown one.

    >>> format_of("gdelt").title
    'GDELT events'
    """
    if kind not in FORMATS:
        raise UsageError(
            f"unknown kind of event data '{kind}'", todo=f"known are {', '.join(FORMATS)}"
        )
    found: Format = import_module(f"kg.importers.events.{FORMATS[kind]}").FORMAT
    return found
