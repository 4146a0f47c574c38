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
from pathlib import Path
from typing import IO, NamedTuple

from kg.errors import DataError, UsageError
from kg.inputs import require

# By these ends of names readers know what is no plain text.
_ENDS = (".gz", ".parquet", ".xlsx")
_MARKS = {".gz": b"\x1f\x8b", ".parquet": b"PAR1"}
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
_BLOCK = 1 << 20


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
    for file in found:
        _require_end(file)
    return found


def _require_text(name: str) -> None:
    """Raise `DataError` for a name with bytes that are no UTF-8: engines take none such."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        shown = ascii(name)[1:-1]
        raise DataError("a name that is no UTF-8", shown, "rename the file") from None


def _require_end(file: Input) -> None:
    """Raise `DataError` for a packed file whose name does not end like one."""
    with file.path.open("rb") as raw:
        start = raw.read(4)
    for end, mark in _MARKS.items():
        if start.startswith(mark) and file.path.suffix != end:
            raise DataError(f"holds what '*{end}' files hold", file.name, f"rename it to '*{end}'")


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
    # DuckDB and Arrow go by the ends of names.
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        path = path.rename(path.with_suffix(".gz"))
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
                suffix = Path(member.filename).suffix
                path = folder / f"{number}{suffix if suffix in _ENDS else ''}"
                with archive.open(member) as packed, path.open("wb") as file:
                    for block in _blocks(packed):
                        file.write(block)
                yield Input(f"{name}/{member.filename}", path, _sha256(path))
    except _DAMAGED as error:
        raise DataError(f"no readable zip archive: {error}", name, "pack it anew") from None


def _blocks(packed: IO[bytes]) -> Iterator[bytes]:
    try:
        yield from iter(lambda: packed.read(_BLOCK), b"")
    except (OSError, lzma.LZMAError) as error:
        # As zlib's errors are; one of writing to a full disk is another.
        raise zipfile.BadZipFile(error) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
