"""The page for readers who use assistive technology: axe-core finds no serious fault in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from tests.conftest import NODE_MODULES

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
DESK = {"width": 1400, "height": 900}
PHONE = {"width": 360, "height": 740}

pytestmark = pytest.mark.skipif(
    not AXE.is_file(), reason="no axe-core: npm install --no-save --prefix tests axe-core@4"
)

Open = Callable[..., Any]


def faults(page: Any) -> list[str]:
    """The serious and critical faults that axe-core finds: rule, what it asks for, and where."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{fault['impact']} {fault['id']}: {fault['help']}\n  {node['target'][-1]}: {node['html']}"
        f"\n  {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


@pytest.fixture(scope="module")
def file(article: kg.Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return article.page(tmp_path_factory.mktemp("accessibility") / "graph.html")


@pytest.fixture
def open_page(browser: Any, file: Path) -> Iterator[Open]:
    contexts = []

    def open_(size: dict[str, int] = DESK, **options: Any) -> Any:
        context = browser.new_context(
            viewport=size, offline=True, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=true]", timeout=30_000)
        return page

    yield open_
    for context in contexts:
        context.close()


def open_actor(page: Any) -> None:
    page.locator("#search").fill("Panjshir")
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Panjshir").wait_for()


def open_tie(page: Any) -> None:
    open_actor(page)
    entered = page.locator("#panel h3", has_text="entered")
    entered.locator("xpath=following-sibling::p[1]//button").click()
    page.locator("#panel h2", has_text="Taliban entered Panjshir").wait_for()


def open_matches(page: Any) -> None:
    page.locator("#search").fill("massoud")
    page.get_by_role("option").first.wait_for()


def open_comparison(page: Any) -> None:
    page.locator("#against").select_option("uncontested")
    page.locator("#panel h2", has_text="Two lenses").wait_for()


def open_table(page: Any) -> None:
    page.get_by_role("button", name="Table").click()
    page.locator("tbody tr").first.wait_for()


def open_menus(page: Any) -> None:
    page.locator("#save summary").click()
    page.locator("#help summary").click()


STATES = {
    "at rest": lambda page: None,
    "matches of a search": open_matches,
    "an actor": open_actor,
    "a tie": open_tie,
    "two lenses": open_comparison,
    "the table": open_table,
    "the menus": open_menus,
}
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"size": PHONE, "is_mobile": True, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_nothing_keeps_readers_out(open_page: Open, state: str, look: str) -> None:
    page = open_page(**LOOKS[look])
    STATES[state](page)
    found = faults(page)
    assert not found, "\n" + "\n".join(found)


def test_a_button_without_a_name_would_be_found(open_page: Open) -> None:
    page = open_page()
    page.evaluate("document.querySelector('header').append(document.createElement('button'))")
    found = faults(page)
    assert [fault.splitlines()[0] for fault in found] == [
        "critical button-name: Buttons must have discernible text"
    ]
