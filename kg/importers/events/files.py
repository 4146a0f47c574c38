"""The files of an import: globs, standard input, zip archives."""

from __future__ import annotations

import glob
import hashlib
import lzma
import shutil
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from kg.errors import DataError, UsageError
from kg.inputs import require
from kg.tables.text_lines import opened

# By these ends of names readers know what is packed or not text.
_ENDS = (".gz", ".parquet", ".xlsx")
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
_BLOCK = 1 << 20
# How the contents of files begin, with the end of their names.
_BEGIN = {b"\x1f\x8b": ".gz", b"PAR1": ".parquet"}
# What is not read, by how it begins, and what to do.
_REFUSED = {
    b"PK\x03\x04": ("a zip archive or a workbook under another name", "name it .zip or .xlsx"),
    b"BZh": ("packed with bzip2", "unpack it, or pack it with gzip"),
    b"\xfd7zXZ": ("packed with xz", "unpack it, or pack it with gzip"),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", "unpack it, or pack it with gzip"),
    b"7z\xbc\xaf": ("packed with 7-Zip", "unpack it, or pack it with gzip"),
    b"\xd0\xcf\x11\xe0": ("an old workbook, or one with a password", "save it as .xlsx or CSV"),
    b"%PDF": ("a PDF file, not a table", "name another file"),
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PAGE = (b"<!doctype html", b"<html")


class Input(NamedTuple):
    """A file to read: as the user named it, where its bytes lie, and their SHA-256."""

    name: str
    path: Path
    sha256: str


def inputs(names: Sequence[str], work: Path) -> list[Input]:
    """The files that names stand for, in their order; a glob's in alphabetical order.

    ``-`` is standard input, and a zip archive stands for its members: both are written out in the
    folder `work`. Raises `UsageError` for a glob that matches nothing, `DataError` for a file that
    cannot be read.
    """
    found: list[Input] = []
    for name in [one for given in names for one in _expanded(given)]:
        if name == "-":
            found.append(_standard_input(work / "stdin"))
        elif name.lower().endswith(".zip"):
            found += _members(name, work / f"zip-{len(found)}")
        else:
            require(Path(name))
            _require_text(name)
            found.append(Input(name, Path(name).absolute(), _sha256(Path(name))))
    return [_readable(file, work / f"file-{number}") for number, file in enumerate(found)]


def _require_text(name: str) -> None:
    """Raise `DataError` for a name with bytes that are not UTF-8, which engines do not take."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        shown = ascii(name)[1:-1]
        raise DataError("a name that is not UTF-8", shown, "rename the file") from None


def _readable(file: Input, path: Path) -> Input:
    """A file as readers take it: under a name that ends as its content asks, with line feeds.

    What cannot be left where it is goes to `path`. Raises `DataError` for what is not a table.
    """
    with file.path.open("rb") as raw:
        start = raw.read(8)
    end = next((end for begin, end in _BEGIN.items() if start.startswith(begin)), "")
    if not end and file.path.suffix.lower() == ".xlsx":
        end = ".xlsx"
    if file.path.suffix != end and (end or file.path.suffix == ".gz"):
        linked = path.with_name(path.name + end)
        linked.symlink_to(file.path)
        file = file._replace(path=linked)
    if end in (".parquet", ".xlsx"):
        return file
    for begin, (what, todo) in _REFUSED.items():
        if start.startswith(begin):
            raise DataError(what, file.name, todo)
    return _with_line_feeds(file, path)


def _with_line_feeds(file: Input, path: Path) -> Input:
    """A text file; a copy with line feeds where its lines end with carriage returns alone."""
    try:
        with opened(file.path) as raw:
            start = raw.read(_BLOCK)
            _require_utf8(start, file.name)
            if b"\n" in start or b"\r" not in start.rstrip(b"\r"):
                return file
            with path.open("wb") as out:
                for block in chain([start], iter(lambda: raw.read(_BLOCK), b"")):
                    out.write(block.replace(b"\r", b"\n"))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot be read: {error}", file.name, "pack it again") from None
    return file._replace(path=path)


def _require_utf8(start: bytes, name: str) -> None:
    """Raise `DataError` for text in UTF-16 or UTF-32, and for a web page."""
    if start.startswith(_UTF16) or start.count(b"\0") > len(start) // 4:
        raise DataError("text in UTF-16 or UTF-32, not UTF-8", name, "save it as UTF-8")
    if start[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
        raise DataError("a web page, not a table", name, "download the file itself")


def _expanded(name: str) -> list[str]:
    if name == "-" or Path(name).exists() or not glob.has_magic(name):
        return [name]
    found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 (paths stay as they were named)
    if not found:
        raise UsageError(f"no file matches '{name}'", todo="check the path")
    return found


def _standard_input(path: Path) -> Input:
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return Input("standard input", path, _sha256(path))


def _members(name: str, folder: Path) -> Iterator[Input]:
    require(Path(name))
    folder.mkdir()
    try:
        with zipfile.ZipFile(name) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if not members:
                raise DataError("an empty archive", name, "name another file")
            for number, member in enumerate(members):
                # The archive's own names could lead out of the folder.
                suffix = Path(member.filename).suffix.lower()
                path = folder / f"{number}{suffix if suffix in _ENDS else ''}"
                with archive.open(member) as packed, path.open("wb") as file:
                    for block in _blocks(packed):
                        file.write(block)
                yield Input(f"{name}/{member.filename}", path, _sha256(path))
    except _DAMAGED as error:
        raise DataError(f"not a readable zip archive: {error}", name, "pack it again") from None


def _blocks(packed: IO[bytes]) -> Iterator[bytes]:
    try:
        yield from iter(lambda: packed.read(_BLOCK), b"")
    except (OSError, lzma.LZMAError) as error:
        # As zlib's errors are; one of writing to a full disk is another.
        raise zipfile.BadZipFile(error) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
