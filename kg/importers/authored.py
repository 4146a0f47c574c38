"""Files that people write: YAML-LD, and spreadsheets of claims."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from kg.errors import DataError
from kg.findings import Finding, Positions
from kg.importers import spreadsheet, yaml_ld

YAML = (".yaml", ".yml")


def is_authored(file: Path) -> bool:
    """Whether a file's name says that people write it, and not in RDF.

    >>> is_authored(Path("claims.xlsx")), is_authored(Path("claims.ttl"))
    (True, False)
    """
    return file.suffix.lower() in (*YAML, *spreadsheet.READERS)


def within(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant: a folder stands for every authored file in it and below.

    Raises `DataError` for a folder without any.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = _below(path)
        if not inside:
            raise DataError("a folder without YAML-LD or spreadsheets", str(path), "name files")
        found += inside
    return found


def _below(folder: Path) -> list[Path]:
    """The authored files in a folder and below, in order; hidden and lock files are passed over.

    Raises `DataError` for what cannot be looked into.
    """

    def refuse(error: OSError) -> None:
        raise DataError(
            "the folder cannot be read", str(error.filename), "see its permissions, or name files"
        )

    found = []
    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place) / name
            if name.startswith((".", "~$")) or not is_authored(file):
                continue
            if not file.is_file():
                raise DataError("not a file that can be read", str(file), "remove it")
            found.append(file)
    return sorted(found)


def read(file: Path, base: str) -> yaml_ld.Document:
    """Read an authored file of the data set at `base`. Raises `DataError` when that cannot be."""
    if file.suffix.lower() in spreadsheet.READERS:
        return spreadsheet.read(file, base)
    return yaml_ld.read(file, base)


def described_twice(earlier: Positions, later: Positions) -> list[Finding]:
    """Things that two files describe whole: the second would take the place of the first."""
    return [
        Finding(f"described already, in {earlier.where(thing)}", later.where(thing), "keep one")
        for thing in sorted(earlier.described & later.described)
    ]
