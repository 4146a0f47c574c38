"""What a reader of the page has before them: which things and ties are drawn, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from kg.terms import PANJSHIR
from tests.page_visits import Visit

VIEW = (Path(__file__).parent / "page" / "view.js").read_text("utf-8")


class View(NamedTuple):
    """What is drawn, by short IRI: each thing at its place, each tie with its look."""

    places: dict[str, tuple[int, int]]
    ties: dict[str, dict[str, Any]]

    @property
    def actors(self) -> set[str]:
        return set(self.places)


def view(visit: Visit, graph: str = "graph") -> View:
    """What one of the two graphs of the page has drawn, as its canvas was given it."""
    found = visit.page.evaluate(VIEW, graph)
    places = {iri: (x, y) for iri, (x, y) in found["places"].items()}
    return View(places, found["ties"])


def click(visit: Visit, short: str) -> None:
    """A real click on a thing or a line, by short IRI."""
    visit.click(PANJSHIR + short)


def button(visit: Visit, name: str) -> Any:
    """The one button of that name."""
    return visit.page.get_by_role("button", name=name, exact=True)


def press(visit: Visit, *names: str) -> None:
    """Click buttons, one after the other."""
    for name in names:
        button(visit, name).click()


def said(visit: Visit) -> str:
    """What was last announced to those who do not see it."""
    return str(visit.page.locator("#said").text_content())


def fragment(visit: Visit) -> str:
    """The part of the address that says what is seen."""
    return str(visit.page.evaluate("location.hash.slice(1)"))
