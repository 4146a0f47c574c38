"""What a format makes of the rows of its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import ibis.expr.types as ir

from kg.importers.events.staging import Stage
from kg.tables.engine import Engine


class Format(NamedTuple):
    """How the files of one format become claims, things and sources.

    `stage` reads files as rows of texts. `read` takes those rows, and gives them with all that the
    other three need, with their `file`, `row` and `text`, and with the `reason` for which a row
    cannot be taken, or null; it may give a `remark` on what is left out of a row that is taken. The
    other three take the rows that can be taken, and give tables with columns of `kg.tables.columns`
    (those that they leave out are null). Claims and sources are given once each, things as often as
    rows mention them: `kg.importers.events.naming.described` makes one of all mentions. `variant`
    tells formats of one kind apart, as the content of a map does.
    """

    title: str
    stage: Stage
    read: Callable[[ir.Table, Engine], ir.Table]
    claims: Callable[[ir.Table, Engine], ir.Table]
    things: Callable[[ir.Table, Engine], ir.Table]
    sources: Callable[[ir.Table, Engine], ir.Table]
    variant: str = ""
