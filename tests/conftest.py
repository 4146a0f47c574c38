"""What the tests share: the flagship graph, the command as its users run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT.parent / "shared" / "sources" / "newsbytes-panjshir-2021-08.txt"

NOBODY = 65534

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**more: str) -> dict[str, str]:
    """The environment of a command under test: this checkout, no store named."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    return own | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | more


@pytest.fixture(scope="session")
def graph() -> kg.Graph:
    """The flagship data set."""
    return kg.open()


@pytest.fixture(scope="session")
def article() -> kg.Graph:
    """What one article reports, and nothing else: the source that the data set began with."""
    from kg.store import Store

    data = ROOT / "data" / "panjshir"
    source = data / "sources" / "newsbytes-2021-08-29.yaml"
    return kg.Graph(Store(ox.Store())).join(data / "actors.yaml", data / "places.yaml", source)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``kg`` in an empty folder and give what came of it."""

    def command(
        *arguments: object, stdin: str = "", **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kg", *map(str, arguments)],
            cwd=tmp_path,
            env=environment(**env),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    return command


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, and no right to what file modes forbid: root lays its own aside meanwhile."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)
