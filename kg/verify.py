"""Evidence against the text that it points into."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from kg.answers import Queryable
from kg.errors import DataError
from kg.library import find
from kg.names import resolve
from kg.rows import Rows
from kg.terms import shorten


class Passage(NamedTuple):
    """A claim beside the passage that its evidence points to, from `start` to before `end`.

    `text` is None when the text is shorter than that, or does not hold the quote.
    """

    claimant: str
    stance: str
    statement: str
    quality: str
    start: int
    end: int
    text: str | None


class Verification(NamedTuple):
    """What came of comparing a source's evidence with a text."""

    source: NamedNode
    unaltered: bool
    passages: list[Passage]


def verify(store: Queryable, source: str, text: bytes) -> Verification:
    """Find every passage of a source again in its text, given as the bytes of the text file.

    `source` is an id, a name or an IRI. The text is unaltered when its SHA-256 is the one stored
    with the source. Raises `UnknownNameError` for an unknown source, `DataError` when nothing
    stored points into it, no digest is stored, or the text is not UTF-8.
    """
    iri = resolve(store, source, "source")
    answer = store.query(find("passages").bind({"source": iri}))
    rows = list(Rows(answer))  # type: ignore[arg-type]
    name = shorten(iri.value, store.base)
    if not rows:
        raise DataError("no evidence points into the text of this source", name)
    if rows[0].sha256 is None:
        raise DataError("no digest of the source's text is stored", name, "add 'sha256: ...'")
    try:
        characters = text.decode("utf-8")
    except UnicodeDecodeError:
        raise DataError("the text is not UTF-8", name) from None
    unaltered = hashlib.sha256(text).hexdigest() == rows[0].sha256
    passages = [_passage(row, characters) for row in rows]
    return Verification(iri, unaltered, passages)


def _passage(row: Any, text: str) -> Passage:
    if row.quote is not None:
        start = text.find(row.quote)
        end = start + len(row.quote)
        found = row.quote if start >= 0 else None
    else:
        start, end = row.start, row.end
        found = text[start:end] if end <= len(text) else None
    return Passage(
        row.claimantName, row.stanceName, row.statement, row.qualityName, start, end, found
    )
