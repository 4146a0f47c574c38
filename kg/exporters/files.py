"""Writing files all or nothing: a draft beside the file, made safe on disk, then renamed."""

from __future__ import annotations

import io
import os
import shutil
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import StoreError


def write_file(path: Path, content: bytes) -> None:
    """Write one file, in place of an older one; see `write_files`."""
    write_files({path: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write several files, all or none; a device or a pipe is written to as it is.

    Raises `StoreError` with the path when the disk is full, the folder missing or not to be
    written in. Older files are then as they were, and no half of a new one is left.
    """
    drafts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            if path.exists() and not path.is_file():
                _write_device(path, content)
            else:
                target = path.resolve()
                drafts[target] = _draft_of(target, len(drafts))
                _write_draft(drafts[target], target, content)
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        raise _refusal(error, str(path), "nothing was written") from None
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def move_file(source: Path, path: Path) -> None:
    """Put a finished file in the place of `path`, which may lie on another disk; see
    `write_files`."""
    target = path.resolve()
    draft = _draft_of(target, 0)
    try:
        if target.exists():
            target.open("ab").close()
        shutil.copyfile(source, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError as error:
        raise _refusal(error, str(path), "nothing was written") from None
    finally:
        draft.unlink(missing_ok=True)


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write a folder of files, whole or not at all, in place of an older one. Scripts (``.sh``) can
    be run.

    Raises `StoreError` with the path when the disk is full, the folder above missing or not to be
    written in. An older folder is then as it was, and no half of a new one is left.
    """
    target = folder.resolve()
    draft, older = _draft_of(target, 0), _draft_of(target, 1)
    try:
        draft.mkdir()
        for name, content in contents.items():
            _write_draft(draft / name, draft / name, content)
            if name.endswith(".sh"):
                mode = (draft / name).stat().st_mode
                (draft / name).chmod(mode | (mode & 0o444) >> 2)
        if target.exists():
            target.rename(older)
        try:
            draft.rename(target)
        except OSError:
            if older.exists():
                older.rename(target)
            raise
    except OSError as error:
        raise _refusal(error, str(folder), "nothing was written") from None
    finally:
        for left in (draft, older):
            shutil.rmtree(left, ignore_errors=True)


def _draft_of(target: Path, number: int) -> Path:
    """A name that no other process or thread uses."""
    return target.with_name(f".kg-{os.getpid()}-{threading.get_ident()}-{number}.part")


def _write_draft(draft: Path, target: Path, content: bytes) -> None:
    if target.exists():
        # Opening tells whether the file may be written, which renaming over it would not.
        target.open("ab").close()
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        draft.chmod(target.stat().st_mode & 0o7777)


def write_stdout(content: bytes) -> None:
    """Write to standard output. Raises `StoreError`, except for a reader that has left: that is
    `BrokenPipeError`, as everywhere in Python."""
    try:
        sys.stdout.flush()
        # Unbuffered, so that a failure is one here and not again when Python ends.
        buffer: Any = sys.stdout.buffer
        _write_all(getattr(buffer, "raw", buffer), content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refusal(error, "standard output", "") from None


def _refusal(error: OSError, where: str, todo: str) -> StoreError:
    return StoreError(f"cannot be written: {error.strerror or error}", where, todo)


def _write_device(path: Path, content: bytes) -> None:
    with path.open("ab", buffering=0) as device:
        _write_all(device, content)


def _write_all(stream: io.RawIOBase, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[stream.write(rest) or 0 :]
