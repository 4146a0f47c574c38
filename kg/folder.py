"""A store in a folder, that is changed all at once or not at all.

It holds numbered generations, each a complete Oxigraph database, and a file that names the current
one. A change is made on a copy (hard links, so it is cheap) and becomes current by one rename: a
process that is killed half way leaves the old content as it was.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import clear_frames

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store import STANDINGS, TABLES, Store
from kg.supervisor import removing
from kg.terms import PANJSHIR

FORMAT = 1
_MANIFEST = "claimgraph.json"
_NEXT = f"{_MANIFEST}.new"
_GENERATION = re.compile(r"generation-[0-9]{1,9}")


def open_folder(folder: Path) -> Store:
    """Open the current generation of a folder store for reading.

    Raises `StoreError` when the folder holds no store, or one of another format.
    """
    manifest = _manifest(folder)
    if manifest is None:
        raise StoreError("no store here", str(folder), "make one with 'kg import FILE --store DIR'")
    generation, base = manifest
    try:
        place = folder / generation
        return Store(ox.Store.read_only(str(place)), base, place=place)
    except (OSError, RuntimeError, ValueError) as error:
        raise StoreError(f"the store cannot be read: {error}", str(folder)) from None


def open_or_empty(folder: Path, base: str | None = None) -> Store:
    """Open a folder store for reading as `changing` would open it: an empty one where none is yet.

    Nothing is made. Raises `StoreError` like `changing`.
    """
    if _manifest(folder) is not None:
        store = open_folder(folder)
        _refuse_other(folder, base, store.base)
        return store
    if folder.exists():
        with _failures(folder):
            _refuse_strangers(folder)
    return Store(ox.Store(), base or PANJSHIR)


@contextmanager
def changing(folder: Path, base: str | None = None) -> Iterator[Store]:
    """Change a folder store, or make a new one: all that the block does, or nothing.

    `base` is the data set's base IRI; a new store without one has the flagship's. Raises
    `StoreError` when the folder is in use, holds other files, is of another format or base, or
    cannot be written.
    """
    with _failures(folder):
        made = _make(folder)
    with _locked(folder):
        try:
            with _failures(folder), _discarding(_draft(folder)) as draft:
                store = _copy_of_current(folder, draft, base)
                try:
                    yield store
                    store.quads.flush()
                finally:
                    store.close()
                _finish(folder, draft, store.base)
        except BaseException:
            if made and _manifest(folder) is None:
                shutil.rmtree(folder, ignore_errors=True)
            raise


def _make(folder: Path) -> bool:
    """Make the folder of a store; false when it is there already."""
    try:
        folder.mkdir(parents=True)
        return True
    except FileExistsError:
        if _manifest(folder) is None:
            _refuse_strangers(folder)
        return False


def _draft(folder: Path) -> Path:
    """The place of the next generation while it is made; unfinished ones are removed."""
    _recover(folder)
    manifest = _manifest(folder)
    for path in folder.glob("generation-*.part"):
        shutil.rmtree(path)
    if manifest is None and any(folder.glob("generation-*")):
        raise StoreError(
            f"the store's {_MANIFEST} is missing", str(folder), "restore it, or name another folder"
        )
    # A copy that somebody made has a number, too.
    names = [path.name for path in folder.iterdir() if _GENERATION.fullmatch(path.name)]
    numbers = [int(name.rpartition("-")[2]) for name in names]
    return folder / f"generation-{max(numbers, default=0) + 1}.part"


def _recover(folder: Path) -> None:
    """Finish a change that was ended between the rename of its generation and that of its manifest.

    The next manifest is written before its generation is renamed: where it names one that is
    there, the change was whole.
    """
    following = folder / _NEXT
    try:
        generation = str(json.loads(following.read_text(encoding="utf-8"))["generation"])
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        # It was ended while it was written.
        generation = ""
    if _GENERATION.fullmatch(generation) and (folder / generation).is_dir():
        following.replace(folder / _MANIFEST)
    else:
        following.unlink()


def _finish(folder: Path, draft: Path, base: str) -> None:
    """Make a draft the current generation; the one before is kept for those who still read it."""
    earlier = _manifest(folder)
    generation = draft.with_suffix("")
    _write_next_manifest(folder, generation.name, base)
    draft.rename(generation)
    (folder / _NEXT).replace(folder / _MANIFEST)
    kept = {generation.name, earlier[0] if earlier else ""}
    for path in folder.glob("generation-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _discarding(generation: Path) -> Iterator[Path]:
    """Remove a generation when the block that makes it fails."""
    try:
        with removing(generation):
            yield generation
    except BaseException as error:
        # The frames that the error came through may hold the database open.
        clear_frames(error.__traceback__)
        shutil.rmtree(generation, ignore_errors=True)
        raise


def _copy_of_current(folder: Path, draft: Path, base: str | None) -> Store:
    """A copy of the current generation to work on, or an empty store."""
    manifest = _manifest(folder)
    if manifest is None:
        return Store(ox.Store(str(draft)), base or PANJSHIR, place=draft)
    current, own = manifest
    _refuse_other(folder, base, own)
    ox.Store.read_only(str(folder / current)).backup(str(draft))
    for name in (TABLES, STANDINGS):
        if (folder / current / name).is_dir():
            # Tables are never changed in place: links to them are copies.
            shutil.copytree(folder / current / name, draft / name, copy_function=_link)
    return Store(ox.Store(str(draft)), own, place=draft)


def _link(file: str, copy: str) -> None:
    """A link to a file; a copy where the disk knows no links."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy2(file, copy)


def _manifest(folder: Path) -> tuple[str, str] | None:
    """The name of the current generation and the base IRI; None where there is no store."""
    try:
        content = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise StoreError(
                f"the store has format {content['format']}, this version reads {FORMAT}",
                str(folder),
                "export it with the version that wrote it and import that file",
            )
        generation, base = str(content["generation"]), str(content["base"])
        if not _GENERATION.fullmatch(generation):
            raise ValueError(f"'{generation}' does not name a generation")
        ox.NamedNode(base)
        return generation, base
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"the store's {_MANIFEST} cannot be read: {error}", str(folder)) from None


def _write_next_manifest(folder: Path, generation: str, base: str) -> None:
    """Write the manifest that makes a generation the current one, under its name until then."""
    content = {"format": FORMAT, "generation": generation, "base": base}
    with (folder / _NEXT).open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())


def _refuse_strangers(folder: Path) -> None:
    own = re.compile(r"generation-[0-9]+(\.part)?|lock|claimgraph\.json(\.new)?")
    if any(not own.fullmatch(path.name) for path in folder.iterdir()):
        raise StoreError("not a store, and not empty", str(folder), "name another folder") from None


def _refuse_other(folder: Path, base: str | None, own: str) -> None:
    if base not in (None, own):
        raise StoreError(f"the store's base is {own}", str(folder), "leave --base out")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / "lock", timeout=0):
            yield
    except Timeout:
        raise StoreError(
            "the store is in use by another process", str(folder), "wait until it has finished"
        ) from None


@contextmanager
def _failures(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"the store cannot be written: {error}", str(folder), "nothing was changed"
        ) from None
