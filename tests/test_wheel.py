"""The wheel carries all that it needs: built, installed and used outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import kg
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build", reason="the package 'build' is not installed")
    pytest.importorskip("hatchling", reason="the package 'hatchling' is not installed")
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_ontology_queries_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    carried = [
        path.relative_to(ROOT).as_posix()
        for folder in ("ontology", "queries", "data")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    ]
    assert len(carried) > 60
    assert [name for name in carried if f"kg/_data/{name}" not in names] == []
    assert "kg/py.typed" in names
    of_the_page = [
        path.relative_to(ROOT).as_posix()
        for ending in ("html", "js", "css", "json")
        for path in (ROOT / "kg" / "page").rglob(f"*.{ending}")
    ]
    assert len(of_the_page) > 30
    assert set(of_the_page) <= names
    assert "kg/importers/source-skeleton.yaml" in names
    of_packages = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kg" / "exporters" / "packages").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    ]
    assert len(of_packages) > 10
    assert set(of_packages) <= names


def test_the_installed_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """The dependencies come from this environment; the package itself only from the wheel."""
    folder = tmp_path / "venv"
    venv.create(folder, system_site_packages=False, with_pip=False)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    here = [path for path in sys.path if path.endswith("site-packages")]
    env = {"PYTHONPATH": os.pathsep.join([str(site), *here]), "PATH": os.environ["PATH"]}
    claims = str(kg.open().totals().claims)
    program = "import kg; print(kg.__file__); print(kg.open().totals().claims)"
    done = subprocess.run(
        [str(python), "-c", program], cwd=tmp_path, env=env, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.splitlines() == [str(site / "kg" / "__init__.py"), claims], done.stderr
    done = subprocess.run(
        [str(python), "-m", "kg", "demo", "--no-open"],
        cwd=tmp_path, env=env, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "panjshir.html").stat().st_size > 100_000
