"""Hostile data: markup, scripts and controls in every text and IRI stay texts, whatever is done."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import networkx as nx
import pytest

from kg.page import Opening, PageContent, render
from kg.terms import PANJSHIR
from tests.page_visits import ENTRY, PROVINCE, SEIZURE, TALIBAN, Pages, Visit, with_thing

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
TAINT = "#'\",@:;&=%3C|%<script>alert(3)</script>"
NAMES = [
    f"{ATTACK}One",
    "Two\u2028\u2029<!--<script>",
    "\u202eThree \u0627\u0644\u0645\u062b\u0627\u0644",
    "Four" * 500,
    "{{ 7 * 7 }}{% raw %}",
    "__proto__",
    "constructor",
    "]]>&lt;b&gt;",
]
# All other texts are free.
IRIS = ("proposition", "subject", "id", "speaker", "source", "publisher_id")
LISTS_OF_IRIS = ("voices", "origins", "disputes")
BOUND = ("first", "last", "known", "earliest", "latest", "stance")


def tainted(iri: str) -> str:
    return iri + TAINT if iri else ""


def attacked(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a row, hostile wherever a text is free or an IRI."""
    return {name: _attacked(name, value) for name, value in row.items()}


def _attacked(name: str, value: Any) -> Any:
    if name in IRIS:
        return tainted(value)
    if name in LISTS_OF_IRIS and isinstance(value, tuple):
        return tuple(map(tainted, value))
    if name == "url":
        return "javascript:alert(4)"
    if name in BOUND:
        return value
    if isinstance(value, tuple):
        return (ATTACK,) * len(value)
    return ATTACK if isinstance(value, str) else value


def hostile(content: PageContent) -> PageContent:
    """The content with an attack in every text and name."""
    names = cycle(NAMES)
    network = nx.MultiDiGraph(title=f"</title>{ATTACK}")
    for number, (iri, data) in enumerate(sorted(content.network.nodes(data=True))):
        own = {"label": f"{next(names)}{number}", "alt_labels": (f'"{ATTACK}', "constructor")}
        network.add_node(tainted(iri), **(attacked(data) | own))
    for *ends, key, data in content.network.edges(keys=True, data=True):
        relation = f"{ATTACK}{data['relation']}"
        own = {"relation": relation, "label": relation}
        network.add_edge(*map(tainted, ends), key=tainted(key), **(attacked(data) | own))
    return content._replace(
        network=network,
        facts=[fact._replace(**attacked(fact._asdict())) for fact in content.facts],
        claims={
            tainted(key): [claim._replace(**attacked(claim._asdict())) for claim in claims]
            for key, claims in content.claims.items()
        },
        sources={
            tainted(key): source._replace(**attacked(source._asdict()))
            for key, source in content.sources.items()
        },
        rivals={tainted(ENTRY): [tainted(SEIZURE)]},
    )


def unharmed(visit: Visit) -> None:
    """Nothing ran, nothing was fetched, nothing became an element of its own."""
    assert visit.page.locator("img, iframe, object, embed, a[href^=javascript]").count() == 0
    assert visit.page.locator("script").count() == 3
    assert visit.dialogs == []
    assert visit.messages == []
    assert visit.requests == [visit.address.partition("#")[0]]


@pytest.fixture
def attack(open_page: Pages, content: PageContent) -> Visit:
    return open_page(render(hostile(content)))


def test_hostile_texts_are_drawn_and_read_as_texts(attack: Visit) -> None:
    visit = attack
    assert visit.page.title() == f"</title>{ATTACK}"
    assert visit.page.locator("h1").inner_text() == f"</title>{ATTACK}"
    assert visit.shown == "34 of 34 actors, 50 of 50 ties shown"
    drawn = visit.drawn(tainted(ENTRY))
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.page.wait_for_selector("#graph .tooltip", state="visible")
    assert visit.page.locator("#graph .tooltip p").first.inner_text() == ATTACK
    for iri in (ENTRY, PROVINCE, TALIBAN):
        visit.click(tainted(iri))
        assert ATTACK in visit.panel
    visit.click(tainted(ENTRY))
    assert visit.page.locator("#panel a").count() == 0
    assert visit.page.locator("#panel article").count() == 4
    visit.page.locator("#search").fill("onerror")
    assert visit.page.locator("#matches [role=option]").count() > 3
    visit.page.keyboard.press("Enter")
    visit.search("constructor")
    assert ATTACK in visit.panel
    unharmed(visit)


def test_hostile_names_filter_and_are_looked_through(attack: Visit) -> None:
    visit = attack
    box = visit.page.get_by_role("checkbox", name=f"{ATTACK}seized")
    box.uncheck()
    assert visit.shown == "33 of 34 actors, 46 of 50 ties shown"
    visit.page.locator("#lens").select_option(index=2)
    visit.page.locator("#against").select_option(index=1)
    assert (
        visit.page.locator("#lens-caption")
        .inner_text()
        .startswith(f"According to {ATTACK}: 40 propositions")
    )
    visit.page.locator("#table-button").click()
    assert visit.page.locator("#table th[scope=row]").first.inner_text() == ATTACK
    visit.page.locator("#table-button").click()
    visit.page.get_by_role("button", name="Reset").click()
    visit.click(tainted(TALIBAN))
    path = visit.page.locator("#path-to")
    path.fill("__proto__")
    path.press("Enter")
    assert "From " in visit.panel
    unharmed(visit)


def test_hostile_names_come_back_from_an_address(
    attack: Visit, open_page: Pages, content: PageContent
) -> None:
    taliban, province = (attack.number("actors", tainted(one)) for one in (TALIBAN, PROVINCE))
    entry = attack.number("propositions", tainted(ENTRY))
    attack.change(
        types=[ATTACK],
        relations=[f"{ATTACK}seized", f"{ATTACK}opposes"],
        hidden=[0],
        added=[taliban, province],
        pinned={str(taliban): [10, -20]},
        path=[taliban, province],
        chosen={"proposition": entry},
        question=ATTACK,
    )
    fragment = attack.page.evaluate("location.hash").removeprefix("#")
    visit = open_page(render(hostile(content)), fragment)
    assert visit.state == attack.state
    unharmed(visit)


def test_a_hostile_opening_is_shown_as_text(open_page: Pages, content: PageContent) -> None:
    opening = Opening(question=ATTACK, propositions=(tainted(ENTRY),), voice=ATTACK, around=ATTACK)
    visit = open_page(render(hostile(content), opening))
    visit.page.locator("#table-button").click()
    assert ATTACK in visit.page.locator("#table caption").inner_text()
    assert visit.shown == "2 of 34 actors, 1 of 50 ties shown"
    unharmed(visit)


SENSELESS = [
    "__proto__=1",
    "constructor=1",
    "=",
    "&&&===",
    "%",
    "lens=%E0%A4%A",
    "lens=voice",
    "lens=constructor",
    "voice=nobody",
    "against=voice:nobody",
    "against=toString",
    "reported-by=2021-13-45",
    "reported-by=9999999999-01-01",
    "held-from=NaN",
    "most=-1",
    "most=1e9",
    "most=99999999999",
    "depth=0",
    "depth=<script>",
    "measure=constructor",
    "pinned=__proto__@1:2",
    "pinned=actor/taliban@1e9:2",
    "pinned=actor/taliban",
    "path=actor/taliban",
    "path=actor/taliban,actor/nobody",
    "chosen=actor:<img src=x onerror=alert(1)>",
    "chosen=constructor:x",
    "chosen=toString:actor/taliban",
    "chosen=__proto__:x",
    "chosen=actor",
    "with=<script>alert(1)</script>",
    "without=__proto__",
]


def test_an_address_without_sense_changes_nothing(visit: Visit) -> None:
    """Nor does it break the page: the next address is understood."""
    changed = {}
    before = visit.state
    for fragment in SENSELESS:
        visit.page.evaluate("(text) => { location.hash = text; }", fragment)
        # An event follows, not at once.
        visit.page.evaluate("new Promise((done) => setTimeout(done))")
        if visit.state != before or visit.messages or visit.dialogs:
            changed[fragment] = visit.state, [*visit.messages]
        visit.messages.clear()
    assert changed == {}
    visit.page.evaluate("location.hash = 'chosen=actor:actor%2Ftaliban'")
    visit.wait("kgPage.history.state.chosen !== null")
    assert visit.panel.splitlines()[1] == "Taliban"


def test_a_long_name_is_cut_on_the_canvas_and_whole_in_the_dossier(
    open_page: Pages, content: PageContent
) -> None:
    name = "Long name " * 60
    visit = open_page(render(with_thing(content, PROVINCE, label=name)))
    assert len(visit.drawn(PROVINCE)["label"]) <= 60
    visit.click(PROVINCE)
    assert name.strip() in visit.panel


@pytest.mark.parametrize("name", ["", " ", "\u200b", "\u202e", "\n", "x" * 200_000])
def test_a_name_of_any_kind_leaves_the_page_in_order(
    open_page: Pages, content: PageContent, name: str
) -> None:
    visit = open_page(render(with_thing(content, TALIBAN, label=name, alt_labels=(name,))))
    visit.click(TALIBAN)
    assert "Id\nactor/taliban" in visit.panel
    frame = visit.page.locator("#panel").bounding_box()
    assert frame["width"] < 700
    visit.search("ahmad massoud")
    assert visit.panel.splitlines()[1] == "Ahmad Massoud"
    assert visit.messages == []


def test_what_nothing_on_the_page_leads_to_is_left_out(
    open_page: Pages, content: PageContent
) -> None:
    network = content.network.copy()
    network.remove_node(f"{PANJSHIR}place/panjshir-valley")
    visit = open_page(render(content._replace(network=network)))
    held = visit.page.evaluate("kgPage.model.propositions.iri")
    assert "proposition/fighters-number-over-6000" in held
    assert "proposition/panjshir-valley-90-miles-from-kabul" not in held
    assert "proposition/panjshir-valley-north-of-kabul" not in held
    assert visit.messages == []
