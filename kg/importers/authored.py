"""Files that people write: YAML-LD, and spreadsheets of claims."""

from __future__ import annotations

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
        inside = sorted(file for file in path.rglob("*") if _is_meant(file, path))
        if not inside:
            raise DataError("a folder without YAML-LD or spreadsheets", str(path), "name files")
        found += inside
    return found


def _is_meant(file: Path, folder: Path) -> bool:
    """Whether a file below a folder is authored, and no hidden or lock file."""
    parts = file.relative_to(folder).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return is_authored(file) and file.is_file() and not hidden


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
