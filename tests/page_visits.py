"""Visits to a page in a browser: what a reader sees, clicks and types; and pages changed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from kg.claims import ClaimDetail, SourceDetail
from kg.page import PageContent
from kg.terms import PANJSHIR

SCRIPTS = Path(__file__).parent / "page"
DRAWN = (SCRIPTS / "drawn.js").read_text("utf-8")
TALIBAN = f"{PANJSHIR}actor/taliban"
MASSOUD = f"{PANJSHIR}actor/ahmad-massoud"
FRONT = f"{PANJSHIR}actor/national-resistance-front"
KABUL = f"{PANJSHIR}place/kabul"
PROVINCE = f"{PANJSHIR}place/panjshir"
ENTRY = f"{PANJSHIR}proposition/taliban-entered-panjshir"
SEIZURE = f"{PANJSHIR}proposition/taliban-seized-panjshir"
TALKS = f"{PANJSHIR}proposition/massoud-negotiates-with-taliban"

BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
# Other work may slow a machine down: this is to be sure that something never comes.
PATIENCE = 60_000

Pages = Callable[..., "Visit"]


class Visit(NamedTuple):
    """An opened page, and what it did behind the scenes."""

    page: Any
    address: str
    requests: list[str]
    messages: list[str]
    dialogs: list[str]

    def find(self, iri: str) -> dict[str, Any] | None:
        """How a thing or the line of a proposition is drawn, and where; None where it is not."""
        found: dict[str, Any] | None = self.page.evaluate(DRAWN, iri)
        return found

    def drawn(self, iri: str) -> dict[str, Any]:
        """How a thing or the line of a proposition is drawn, and where on the screen."""
        found = self.find(iri)
        assert found is not None, f"{iri} is not drawn"
        return found

    def click(self, iri: str) -> None:
        """A real click on a thing or on the middle of a line."""
        drawn = self.drawn(iri)
        self.page.mouse.click(drawn["x"], drawn["y"])

    def search(self, name: str) -> None:
        """Type a name into the search box, and take the first match."""
        box = self.page.locator("#search")
        box.fill(name)
        box.press("Enter")

    def change(self, **patch: object) -> None:
        """Change the page's state as its controls do, for what a test does not test."""
        self.page.evaluate("(patch) => kgPage.change(patch)", patch)

    def begin_again(self) -> None:
        """Take the page back to what it showed first; what can be undone stays."""
        self.page.keyboard.press("Escape")
        self.page.get_by_role("button", name="Reset").click()
        self.page.get_by_role("button", name="Fit").click()
        self.page.evaluate("document.activeElement.blur()")

    def afresh(self) -> Visit:
        """The page as it showed first, with nothing yet asked for or told behind the scenes."""
        self.begin_again()
        self.requests.clear()
        self.messages.clear()
        return self

    def wait(self, script: str, argument: object = None) -> None:
        """Wait until a condition in the page holds."""
        # Not by the page's own means: its policy forbids to evaluate texts.
        end = monotonic() + PATIENCE / 1000
        while not self.page.evaluate(script, argument):
            assert monotonic() < end, f"this never came: {script}"
            self.page.wait_for_timeout(20)

    def label(self, kind: str, number: int) -> str:
        """The label of an actor, the name of a voice, by its number in the page."""
        column = {"actors": "label", "voices": "name", "propositions": "statement"}[kind]
        script = "([kind, column, number]) => kgPage.model[kind][column][number]"
        return str(self.page.evaluate(script, [kind, column, number]))

    def number(self, kind: str, iri: str) -> int:
        """The number that an actor, a voice or a proposition of the data set has in the page."""
        script = "([kind, iri]) => kgPage.model[kind].iri.indexOf(iri)"
        found = int(self.page.evaluate(script, [kind, iri.removeprefix(PANJSHIR)]))
        assert found >= 0, f"the page holds no {iri}"
        return found

    @property
    def state(self) -> dict[str, Any]:
        """The state that everything is drawn from."""
        found: dict[str, Any] = self.page.evaluate("kgPage.history.state")
        return found

    @property
    def panel(self) -> str:
        """What a reader reads in the side panel; empty while it is closed."""
        panel = self.page.locator("#panel")
        return str(panel.inner_text()) if panel.is_visible() else ""

    @property
    def shown(self) -> str:
        """How much is shown, as the legend says it."""
        return str(self.page.locator("#shown").inner_text())


@contextmanager
def visits(browser: Any, folder: Path) -> Iterator[Pages]:
    """Open pages in a browser that has no network: open_(html, fragment, **context options)."""
    contexts: list[Any] = []

    def open_(html: str, fragment: str = "", **options: Any) -> Visit:
        file = folder / f"graph-{len(contexts)}.html"
        file.write_text(html, encoding="utf-8", newline="")
        given = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce"}
        context = browser.new_context(**{**given, **options}, offline=True)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        address = file.as_uri() + (f"#{fragment}" if fragment else "")
        visit = Visit(context.new_page(), address, [], [], [])

        def dismissed(dialog: Any) -> None:
            visit.dialogs.append(dialog.message)
            dialog.dismiss()

        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.messages.append(message.text))
        visit.page.on("pageerror", lambda error: visit.messages.append(str(error)))
        visit.page.on("dialog", dismissed)
        visit.page.goto(address)
        visit.page.wait_for_selector("html[data-ready=true]")
        return visit

    try:
        yield open_
    finally:
        for context in contexts:
            context.close()


# Content that was changed


def with_thing(content: PageContent, iri: str, **attributes: object) -> PageContent:
    """The content with other attributes of one actor, place or event."""
    network = content.network.copy()
    network.nodes[iri].update(attributes)
    return content._replace(network=network)


def with_tie(content: PageContent, proposition: str, **attributes: object) -> PageContent:
    """The content with other attributes of one tie."""
    network = content.network.copy()
    found = [data for *_, key, data in network.edges(keys=True, data=True) if key == proposition]
    assert len(found) == 1, f"{len(found)} ties {proposition}"
    found[0].update(attributes)
    return content._replace(network=network)


def with_claims(
    content: PageContent, proposition: str, change: Callable[[list[ClaimDetail]], list[ClaimDetail]]
) -> PageContent:
    """The content with other claims on one proposition."""
    changed = change(list(content.claims.get(proposition, ())))
    return content._replace(claims={**content.claims, proposition: changed})


def with_source(content: PageContent, iri: str, **fields: str) -> PageContent:
    """The content with a source of its own, or with other fields of one that it has."""
    empty = SourceDetail(*[""] * len(SourceDetail._fields))
    source = content.sources.get(iri, empty)._replace(**fields)
    return content._replace(sources={**content.sources, iri: source})
