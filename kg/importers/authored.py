"""Files that people write: YAML-LD, and spreadsheets of claims."""

from __future__ import annotations

from pathlib import Path

from kg.importers import spreadsheet, yaml_ld

YAML = (".yaml", ".yml")


def is_authored(file: Path) -> bool:
    """Whether a file's name says that people write it, and not in RDF.

    >>> is_authored(Path("claims.xlsx")), is_authored(Path("claims.ttl"))
    (True, False)
    """
    return file.suffix.lower() in (*YAML, *spreadsheet.READERS)


def read(file: Path, base: str) -> yaml_ld.Document:
    """Read an authored file of the data set at `base`. Raises `DataError` when that cannot be."""
    if file.suffix.lower() in spreadsheet.READERS:
        return spreadsheet.read(file, base)
    return yaml_ld.read(file, base)
