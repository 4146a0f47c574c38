"""Files of lines as a table in one Parquet file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import DataError

SCHEMA = pa.schema([("file", pa.int64()), ("row", pa.int64()), ("line", pa.string())])

_BLOCK = 1 << 20
# What is longer is no line of a table, and would fill the memory.
_LONGEST = 16 << 20

# The numbers of a file and of a line in it, and its text.
Damaged = tuple[int, int, str]


def write_lines(files: Sequence[Path], path: Path) -> list[Damaged]:
    """Write the lines of files as `file`, `row` and `line`, as `kg.tables.engine` describes them;
    gives those that are no text in UTF-8.

    Raises `DataError` for a file that cannot be read.
    """
    damaged: list[Damaged] = []
    row = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for number, file in enumerate(files, 1):
            line = 0
            for whole in _lines(file):
                texts = _texts(whole, number, line, damaged)
                line += len(whole)
                size = len(texts)
                numbers = pa.array(range(row + 1, row + size + 1), pa.int64())
                row += size
                columns = [pa.array([number] * size, pa.int64()), numbers, texts]
                writer.write_batch(pa.record_batch(columns, schema=SCHEMA))
    return damaged


def shown(raw: bytes) -> str:
    """The text of a line that is none in UTF-8, with its other bytes by their numbers, without a
    return at its end, and with blanks for others."""
    plain = bytes(raw).removesuffix(b"\r").replace(b"\r", b" ")
    return plain.decode("utf-8", errors="backslashreplace")


def _lines(path: Path) -> Iterator[list[bytes]]:
    """The lines of a file, some at a time, without their ends and without a byte order mark."""
    try:
        with opened(path) as file:
            rest = file.read(3).removeprefix(b"\xef\xbb\xbf")
            while block := file.read(_BLOCK):
                *whole, rest = (rest + block).split(b"\n")
                if len(rest) > _LONGEST:
                    raise DataError("a line of more than 16 MB", str(path), "is it a table?")
                if whole:
                    yield whole
            if rest:
                yield rest.removesuffix(b"\n").split(b"\n")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"cannot be read: {error}", str(path), "pack it anew") from None
    except OSError as error:
        raise DataError(f"cannot be read: {error}", str(path)) from None


def opened(path: Path) -> IO[bytes]:
    """A file to be read, unpacked where its name ends in ``.gz``."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _texts(whole: Iterable[bytes], file: int, line: int, damaged: list[Damaged]) -> pa.Array:
    try:
        texts = pa.array(whole, pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        kept = []
        for number, raw in enumerate(whole, line + 1):
            try:
                kept.append(raw.decode("utf-8"))
            except UnicodeDecodeError:
                damaged.append((file, number, shown(raw)))
        texts = pa.array(kept, pa.string())
    return texts
