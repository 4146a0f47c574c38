"""What the tests share: the flagship graph, the command as its users run it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg import flagship
from kg.importers import import_files
from kg.page import PageContent, content_of, render
from kg.terms import CG, PANJSHIR
from tests.page_visits import BROWSER_OPTIONS, Pages, Visit, visits
from tests.servers import Server, fill, oxigraph, virtuoso

ROOT = Path(__file__).resolve().parent.parent
COMPILED = ROOT / "data" / "panjshir" / "panjshir.nq"
ARTICLE = ROOT.parent / "shared" / "sources" / "newsbytes-panjshir-2021-08.txt"
# Packages from npm that only tests use.
NODE_MODULES = Path(os.environ.get("KG_NODE_MODULES", ROOT / "tests" / "node_modules"))

NOBODY = 65534

OF_THE_ARTICLE = ("actors", "sources", "source/newsbytes-2021-08-29")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**more: str) -> dict[str, str]:
    """The environment of a command under test: this checkout, no store named."""
    # COLUMNS would take the place of a terminal's own width.
    own = {n: v for n, v in os.environ.items() if not n.startswith("KG_") and n != "COLUMNS"}
    return own | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | more


@pytest.fixture(scope="session")
def graph() -> kg.Graph:
    """The flagship data set."""
    return kg.open()


@pytest.fixture(scope="session")
def article(article_file: Path) -> kg.Graph:
    """What one article reports, and nothing else: the source that the data set began with."""
    return kg.open(article_file)


@pytest.fixture(scope="session")
def article_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the claims of that article, and the propositions that they are on."""
    quads = flagship.load().quads
    own = [ox.NamedNode(f"{PANJSHIR}graph/{name}") for name in OF_THE_ARTICLE]
    kept = [quad for name in own for quad in quads.quads_for_pattern(None, None, None, name)]
    stated = {quad.subject for quad in kept}
    others = {q.object for q in kept if q.predicate == CG.proposition} - stated
    kept += [q for one in others for q in quads.quads_for_pattern(one, None, None)]  # type: ignore[arg-type]
    file = tmp_path_factory.mktemp("article") / "article.nq"
    lines = sorted(f"{quad} .\n" for quad in kept if "/graph/derived/" not in str(quad))
    file.write_text("".join(lines), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder store that holds the data set; it is not to be changed."""
    folder = tmp_path_factory.mktemp("imported") / "store"
    import_files(folder, flagship.files())
    return folder


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> Path:
    """A folder store that holds the data set, to be changed."""
    return shutil.copytree(imported, tmp_path / "store")


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


# Remote stores


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An Oxigraph server that holds the data set, compiled; it is not to be changed."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        fill(server, COMPILED)
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Virtuoso that holds the data set, compiled; it is not to be changed."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        fill(server, COMPILED)
        yield server


# The page in a browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium here")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def content(article: kg.Graph) -> PageContent:
    """What a page holds of one article: everything that it shows is drawn."""
    return content_of(article._store)


@pytest.fixture(scope="session")
def html(content: PageContent) -> str:
    """The page of one article."""
    return render(content)


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Pages]:
    """Open pages, each as if for the first time, for one test: open_page(html, fragment)."""
    with visits(browser, tmp_path) as pages:
        yield pages


@pytest.fixture(scope="module")
def keep_page(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Open pages that the tests of a module share."""
    with visits(browser, tmp_path_factory.mktemp("pages")) as pages:
        yield pages


@pytest.fixture(scope="module")
def kept(keep_page: Pages, html: str) -> Visit:
    """The page of one article, opened once for the tests of a module."""
    return keep_page(html)


@pytest.fixture
def visit(kept: Visit) -> Visit:
    """The page of one article as it opens; opened once, and reset for each test of a module."""
    return kept.afresh()


@pytest.fixture(scope="session")
def flagship_html(graph: kg.Graph) -> str:
    """The page of the whole data set: too many actors to draw them all."""
    return render(content_of(graph._store))


@pytest.fixture(scope="module")
def kept_flagship(keep_page: Pages, flagship_html: str) -> Visit:
    """The page of the whole data set, opened once for the tests of a module."""
    return keep_page(flagship_html)


@pytest.fixture
def whole(kept_flagship: Visit) -> Visit:
    """The page of the whole data set as it opens; opened once, and reset for each test."""
    return kept_flagship.afresh()
