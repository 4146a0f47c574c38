"""The files of an import: globs, standard input, zip archives."""

from __future__ import annotations

import glob
import hashlib
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import DataError, UsageError
from kg.inputs import require


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
            found.append(Input(name, Path(name).absolute(), _sha256(Path(name))))
    return found


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
                path = folder / f"{number}{Path(member.filename).suffix}"
                with archive.open(member) as packed, path.open("wb") as file:
                    shutil.copyfileobj(packed, file)
                yield Input(f"{name}/{member.filename}", path, _sha256(path))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(f"no readable zip archive: {error}", name, "pack it anew") from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
