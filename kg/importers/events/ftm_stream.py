"""Streams of FollowTheMoney as rows: entities as lines of JSON, statements as JSON or CSV.

An entity has an `id`, a `schema` and `properties`, each with several values. A statement is one
value of one property of an entity, with the data set that says so and since when. Lines with the
same id are fragments of one entity, and a statement is a fragment with a single value; so both
kinds of streams become the same rows. After https://followthemoney.tech/docs/ and
https://followthemoney.tech/docs/statements.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import DataError
from kg.identifiers import slug
from kg.importers import delimited
from kg.importers.cells import trimmed
from kg.importers.delimited import Head, Record
from kg.importers.events.files import Input
from kg.importers.events.missing import Emptied, Missing
from kg.importers.events.staging import Damaged, Staged
from kg.resources import CODES
from kg.tables.engine import Engine
from kg.tables.text_lines import opened


class Tie(NamedTuple):
    """A schema whose entities tie others: the properties that name its ends, and the relation."""

    schema: str
    source: str
    target: str
    relation: str


class Fragment(NamedTuple):
    """What a line tells of an entity."""

    id: str
    schema: str
    datasets: list[str]
    first_seen: str | None
    values: dict[str, list[str]]


def ties() -> list[Tie]:
    """The table of the schemata that tie entities.

    >>> [tie for tie in ties() if tie.schema == "Ownership"]
    [Tie(schema='Ownership', source='owner', target='asset', relation='owns')]
    """
    with (CODES / "ftm-schemata.csv").open(encoding="utf-8", newline="") as file:
        return [Tie(**row) for row in csv.DictReader(file)]


# Properties of things, and of ties beside their ends.
THING_PROPERTIES = (
    *("caption", "name", "alias", "previousName", "wikidataId", "full", "street", "postalCode"),
    *("city", "region", "state", "latitude", "longitude"),
)
TIE_PROPERTIES = (
    *("startDate", "endDate", "date", "role", "relationship", "status", "percentage"),
    *("amount", "currency", "amountEur", "amountUsd", "publisher", "sourceUrl"),
)
# The id of an entity stands for the entity itself.
ENDS = tuple(sorted({end for tie in ties() for end in (tie.source, tie.target)} - {"id"}))
PROPERTIES = (*THING_PROPERTIES, *TIE_PROPERTIES, *ENDS)
_NUMBERS = ("file", "row", "at")
_TEXTS = ("text", "id", "type", "stream", "first_seen")
_LISTS = ("datasets", *PROPERTIES)
_BATCH = 10_000


def fragments(files: Sequence[Input], engine: Engine) -> Staged:
    """The rows of streams.

    They have `file`, `row`, `at` (the line), `text`, `id`, `type` (the schema), `stream` (the name
    of the file),
    `datasets`, `first_seen` (a day), and for each property a list of its values.
    """
    path = engine.work / "fragments.parquet"
    texts = pa.schema([(name, pa.string()) for name in _TEXTS])
    lists = pa.schema([(name, pa.list_(pa.string())) for name in _LISTS])
    numbers = pa.schema([(name, pa.int64()) for name in _NUMBERS])
    schema = pa.schema([*numbers, *texts, *lists])
    damaged: list[Damaged] = []
    row = 0
    held: list[dict[str, Any]] = []
    # An id may be anything.
    emptied = Emptied(Missing(columns=dict.fromkeys(ENDS, ())))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for number, file in enumerate(files, 1):
            stream = stream_name(file.name)
            for line, text, found in _read(file, number, damaged):
                row += 1
                held.append({"at": line} | _cells(number, row, text, stream, found, emptied))
                if len(held) == _BATCH:
                    writer.write_table(pa.Table.from_pylist(held, schema=schema))
                    held.clear()
        writer.write_table(pa.Table.from_pylist(held, schema=schema))
    kinds = dict.fromkeys(_NUMBERS, "int64") | dict.fromkeys(_TEXTS, "string")
    kinds |= dict.fromkeys(_LISTS, "array<string>")
    rows = engine.parquet("fragments", [path], ibis.schema(kinds))
    return Staged(rows, lambda: damaged, emptied.notes())


def stream_name(file: str) -> str:
    """What a stream is called whose entities name no data set: its file, without endings.

    >>> stream_name("data/us_ofac_sdn.ftm.json.gz"), stream_name("standard input")
    ('us-ofac-sdn', 'standard-input')
    """
    name = file.replace("\\", "/").rpartition("/")[2].lstrip(".")
    return slug(name.partition(".")[0]) or "stream"


def _cells(
    number: int, row: int, text: str, stream: str, found: Fragment, emptied: Emptied
) -> dict[str, Any]:
    own = {"file": number, "row": row, "text": text, "stream": stream}
    known = {"id": found.id, "type": found.schema, "first_seen": found.first_seen}
    values = {name: emptied.filled(name, found.values.get(name, ())) for name in PROPERTIES}
    values = {name: texts for name, texts in values.items() if texts}
    return own | known | {"datasets": found.datasets or None} | values


# A line, its text, and the fragment that it holds.
_Found = tuple[int, str, Fragment]


def _read(file: Input, number: int, damaged: list[Damaged]) -> Iterator[_Found]:
    try:
        with opened(file.path) as raw:
            if _begins_with_brace(raw):
                yield from _json(raw, number, damaged)
            else:
                yield from _csv(raw, file, number, damaged)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot be read: {error}", file.name) from None


def _begins_with_brace(raw: IO[bytes]) -> bool:
    start = raw.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    raw.seek(0)
    return start.startswith(b"{")


def _json(raw: IO[bytes], number: int, damaged: list[Damaged]) -> Iterator[_Found]:
    for at, line in enumerate(raw, 1):
        if not line.strip():
            continue
        found, text = _of_line(line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n"))
        if isinstance(found, Fragment):
            yield at, text, found
        else:
            damaged.append(Damaged(number, at, found, text))


def _of_line(line: bytes) -> tuple[Fragment | str, str]:
    """The fragment of a line, or why it is none; and the line as text."""
    text = line.decode("utf-8", errors="backslashreplace")
    try:
        held = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return delimited.not_utf8(text), text
    except (ValueError, RecursionError):
        # A number of thousands of digits is refused as well.
        return "not JSON", text
    if not isinstance(held, dict):
        return "neither an entity nor a statement", text
    try:
        text.encode("utf-8")
        return (_statement(held) if "prop" in held else _entity(held)), text
    except ValueError as error:
        return str(error), text


def _entity(held: dict[str, Any]) -> Fragment:
    """An entity; values that are entities themselves, as interfaces nest them, are their ids."""
    properties = held.get("properties")
    if not isinstance(properties, dict):
        raise ValueError("properties are missing")
    values = {}
    for name, given in properties.items():
        several = given if isinstance(given, list) else [given]
        values[name] = [text for one in several if (text := _value(one))]
    if caption := _value(held.get("caption")):
        values["caption"] = [caption]
    datasets = held.get("datasets")
    several = datasets if isinstance(datasets, list) else [held.get("dataset")]
    return Fragment(
        _required(held, "id"),
        _required(held, "schema"),
        sorted({name for one in several if (name := _value(one))}),
        _day(held.get("first_seen")),
        values,
    )


def _statement(held: dict[str, Any]) -> Fragment:
    """A statement; its entity is the one that it was found to belong to."""
    if not _value(held.get("canonical_id")):
        held = held | {"canonical_id": held.get("entity_id")}
    return Fragment(
        _required(held, "canonical_id"),
        _required(held, "schema"),
        [_required(held, "dataset")],
        _day(held.get("first_seen")),
        {_required(held, "prop"): [_required(held, "value")]},
    )


def _required(held: dict[str, Any], name: str) -> str:
    value = _value(held.get(name))
    if not value:
        raise ValueError(f"{name} is missing")
    return value


def _value(given: object) -> str:
    """A value as text; lone surrogates, which JSON can write, are no text."""
    if isinstance(given, dict):
        given = given.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return ""
    text = str(given).encode("utf-8", errors="ignore").decode("utf-8")
    return trimmed(text)


def _day(given: object) -> str | None:
    return _value(given)[:10] or None


_COLUMNS = ("canonical_id", "prop", "schema", "value", "dataset")


def _csv(raw: IO[bytes], file: Input, number: int, damaged: list[Damaged]) -> Iterator[_Found]:
    # A byte that is not UTF-8 becomes a surrogate, by which its row is known.
    wrapped = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
    with wrapped as text:
        first = delimited.head(text, file.name, ",", _COLUMNS)
        _require(first.names, f"{file.name}:{first.line}")
        for row in delimited.records(text, first, file.name):
            found, shown = (row.fault, row.cells[0]) if row.fault else _of_cells(row, first)
            if isinstance(found, Fragment):
                yield row.line, shown, found
            else:
                damaged.append(Damaged(number, row.line, found, shown))


def _require(names: Sequence[str], where: str) -> None:
    missing = ", ".join(repr(name) for name in _COLUMNS if name not in names)
    if missing:
        todo = "an entity is a line of JSON; statements in CSV name their columns first"
        raise DataError(f"no column {missing}", where, todo)


def _of_cells(row: Record, first: Head) -> tuple[Fragment | str, str]:
    """The fragment of a row, or why it is not one; and the row as text."""
    shown = ",".join(row.cells)
    try:
        return _statement(dict(zip(first.names, row.cells, strict=True))), shown
    except ValueError as error:
        return str(error), shown
