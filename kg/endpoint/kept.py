"""An answer of an endpoint: kept until it is known to be whole, and read as it is needed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

import pyoxigraph as ox

# How much of an answer stays in memory, in bytes; what goes beyond lies in a temporary file.
_IN_MEMORY = 1 << 22


class Kept(io.RawIOBase):
    """The bytes of an answer, to be read once or more; what holds them goes with it.

    >>> kept = Kept([b"one ", b"two"])
    >>> kept.read()
    b'one two'
    """

    def __init__(self, chunks: Iterable[bytes] = ()) -> None:
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed by close)
        try:
            for chunk in chunks:
                self._file.write(chunk)
        except BaseException:
            self.close()
            raise
        self._file.seek(0)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read on, as far as there is room."""
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    @property
    def file(self) -> IO[bytes]:
        """The same, as those want it who read files."""
        return cast("IO[bytes]", self)

    def again(self) -> Kept:
        """The same, from the beginning."""
        self._file.seek(0)
        return self

    def close(self) -> None:
        """Let go of what holds it."""
        self._file.close()
        super().close()


def rows_of(kept: Kept) -> ox.QuerySolutions:
    """The answer to a SELECT query, in JSON, once all of it has been read without a fault.

    Raises `SyntaxError` or `ValueError` when it is none.
    """
    for _ in _rows(kept):
        pass
    return _rows(kept.again())


def _rows(kept: Kept) -> ox.QuerySolutions:
    answer = ox.parse_query_results(kept.file, format=ox.QueryResultsFormat.JSON)
    if not isinstance(answer, ox.QuerySolutions):
        raise ValueError("a yes or no, where rows belong")
    return answer


def truth_of(kept: Kept) -> ox.QueryBoolean:
    """The answer to an ASK query, in JSON: Virtuoso gives a number in a row of its own.

    >>> bool(truth_of(Kept([b'{"head": {}, "boolean": true}'])))
    True

    Raises `ValueError` or `KeyError` when it is none.
    """
    content = content_of(kept)
    truth = content.get("boolean")
    if truth is None:
        rows = content["results"]["bindings"]
        truth = any(cell["value"] not in ("0", "false") for row in rows for cell in row.values())
    plain = json.dumps({"head": {}, "boolean": bool(truth)})
    answer = ox.parse_query_results(plain, format=ox.QueryResultsFormat.JSON)
    assert isinstance(answer, ox.QueryBoolean)
    return answer


def triples_of(kept: Kept) -> Iterator[ox.Triple]:
    """The triples of a graph in Turtle, once all of it has been read without a fault.

    Raises `SyntaxError` when it is none.
    """
    for _ in ox.parse(kept.file, format=ox.RdfFormat.TURTLE):
        pass
    return (quad.triple for quad in ox.parse(kept.again().file, format=ox.RdfFormat.TURTLE))


def once(kept: Kept) -> Kept:
    """The same rows without those that are given twice: Virtuoso's DISTINCT lets some through, of
    rows in which something is unbound."""
    seen: set[int] = set()
    repeated = False
    for row in _rows(kept):
        mark = hash(tuple(row))
        repeated = repeated or mark in seen
        seen.add(mark)
    if not repeated:
        return kept.again()
    content = content_of(kept.again())
    rest = {json.dumps(row, sort_keys=True): row for row in content["results"]["bindings"]}
    return joined([content | {"results": {"bindings": list(rest.values())}}])


def content_of(kept: Kept) -> Any:
    """An answer in JSON, as Python has it. Raises `ValueError` when it is none."""
    with kept:
        return json.loads(kept.read())


def joined(pages: Iterable[Any]) -> Kept:
    """One answer, in JSON, from the contents of its pages."""
    return Kept(_joined(pages))


def _joined(pages: Iterable[Any]) -> Iterator[bytes]:
    between = b""
    for page in pages:
        if not between:
            head = json.dumps({"vars": page["head"]["vars"]})
            yield b'{"head":' + head.encode() + b',"results":{"bindings":['
            between = b"\n"
        for row in page["results"]["bindings"]:
            yield between + json.dumps(row, ensure_ascii=False).encode()
            between = b",\n"
    yield b"\n]}}\n"
