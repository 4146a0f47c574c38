"""The page in Firefox: drawn, searched and read as in Chromium, with nothing on the console."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kg
from tests.conftest import NODE_MODULES

SCRIPT = Path(__file__).parent / "page" / "firefox.mjs"
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

pytestmark = [
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox here: apt-get install firefox-esr"),
    pytest.mark.skipif(
        shutil.which("node") is None or not (NODE_MODULES / "puppeteer-core").is_dir(),
        reason="no puppeteer-core: npm install --no-save --prefix tests puppeteer-core@24",
    ),
]


def visit(page: Path, name: str) -> dict[str, Any]:
    """Open a page in Firefox and search for a name in it; pictures are left beside the page."""
    done = subprocess.run(
        ["node", str(SCRIPT), str(page), str(page.parent), name],
        # Firefox writes to its user's home.
        env=os.environ
        | {
            "NODE_PATH": str(NODE_MODULES),
            "KG_FIREFOX": str(FIREFOX),
            "HOME": str(page.parent),
        },
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def page(article: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return article.page(tmp_path_factory.mktemp("firefox") / "graph.html")


@pytest.fixture(scope="module")
def visited(page: Path) -> dict[str, Any]:
    return visit(page, "massoud's for")


def test_the_graph_is_drawn(visited: dict[str, Any]) -> None:
    # Lines, shapes and names in several colours, with smooth edges; an empty canvas has one.
    assert visited["colours"] > 500
    assert visited["shown"].split()[0].isdigit()


def test_enter_opens_the_dossier_and_escape_closes_it(visited: dict[str, Any]) -> None:
    assert visited["heading"] == "Massoud's forces"
    assert "prepared to fight" in visited["panel"]
    assert visited["closed"]


def test_nothing_is_reported_on_the_console(visited: dict[str, Any]) -> None:
    assert visited["messages"] == []


def test_a_script_that_is_not_the_pages_own_does_not_run_and_is_reported(
    page: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.html"
    intruder = "<script>document.getElementById('shown').remove()</script></body>"
    changed.write_text(page.read_text("utf-8").replace("</body>", intruder), encoding="utf-8")
    visited = visit(changed, "massoud's for")
    assert visited["shown"]
    assert "Content-Security-Policy" in visited["messages"][0]
