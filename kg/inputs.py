"""Files that a user names: read whole, or refused with a reason."""

from __future__ import annotations

from pathlib import Path

from kg.errors import DataError


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `DataError` when there is none, or none to be read."""
    require(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", str(path)) from None


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte order mark. Raises `DataError` when it is none."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            "not UTF-8 text", f"{path}, byte {error.start}", "save it as UTF-8"
        ) from None


def require(path: Path) -> None:
    """Raise `DataError` when a file cannot be opened for reading."""
    try:
        if path.exists() and not path.is_file():
            raise DataError("cannot be read: not a file", str(path))
        path.open("rb").close()
    except FileNotFoundError:
        raise DataError("no such file", str(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"cannot be read: {reason}", str(path)) from None
