"""The interactive page in a browser: what readers see, find and open, and what cannot happen."""

from __future__ import annotations

import copy
import json
import math
import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest

from kg.claims import ClaimDetail
from kg.network import Fact
from kg.page import render

HERE = Path(__file__).parent / "page"
SAMPLE = json.loads((HERE / "panjshir.json").read_text("utf-8"))
OVERLAPS = (HERE / "overlaps.js").read_text("utf-8")
DRAWN = (HERE / "drawn.js").read_text("utf-8")
BASE = "https://w3id.org/claimgraph/panjshir/"
TALIBAN = BASE + "actor/taliban"
PANJSHIR = BASE + "place/panjshir"
ENTRY = BASE + "proposition/taliban-entered-panjshir"

Sample = dict[str, Any]


def page_of(sample: Sample) -> str:
    network = nx.MultiDiGraph(title=sample["title"])
    for actor in sample["actors"]:
        rest = {name: value for name, value in actor.items() if name != "iri"}
        network.add_node(actor["iri"], **rest)
    for relation in sample["relations"]:
        ends = ("proposition", "subject", "object")
        rest = {name: value for name, value in relation.items() if name not in ends}
        network.add_edge(
            relation["subject"], relation["object"], key=relation["proposition"], **rest
        )
    claims = {
        proposition: [ClaimDetail(**claim) for claim in group]
        for proposition, group in sample["claims"].items()
    }
    return render(network, claims, [Fact(**fact) for fact in sample["facts"]])


class Visit(NamedTuple):
    """An opened page, and what it did behind the scenes."""

    page: Any
    address: str
    requests: list[str]
    messages: list[str]
    dialogs: list[str]

    def drawn(self, iri: str) -> dict[str, Any]:
        """How a node or an edge is drawn, and where on the screen."""
        found: dict[str, Any] = self.page.evaluate(DRAWN, iri)
        return found

    def click(self, iri: str) -> None:
        """A real click on a node or on the middle of an edge."""
        drawn = self.drawn(iri)
        self.page.mouse.click(drawn["x"], drawn["y"])

    @property
    def panel(self) -> str:
        """What a reader reads in the side panel; empty while it is closed."""
        panel = self.page.locator("#panel")
        return str(panel.inner_text()) if panel.is_visible() else ""


Open = Callable[..., Visit]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def open_(html: str, **options: Any) -> Visit:
        file = tmp_path / "graph.html"
        file.write_text(html, encoding="utf-8", newline="")
        size = {"width": 1400, "height": 900}
        context = browser.new_context(
            viewport=size, offline=True, reduced_motion="reduce", **options
        )
        contexts.append(context)
        visit = Visit(context.new_page(), file.as_uri(), [], [], [])
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.messages.append(message.text))
        visit.page.on("pageerror", lambda error: visit.messages.append(str(error)))
        visit.page.on("dialog", lambda dialog: (visit.dialogs.append(""), dialog.dismiss()))
        visit.page.goto(visit.address)
        visit.page.wait_for_selector("html[data-ready=true]", timeout=30_000)
        return visit

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def html() -> str:
    return page_of(SAMPLE)


@pytest.fixture
def visit(open_page: Open, html: str) -> Visit:
    return open_page(html)


def relation(sample: Sample, proposition: str) -> dict[str, Any]:
    """One relation of a sample, to be read or changed."""
    return next(row for row in sample["relations"] if row["proposition"] == proposition)


def changed(change: Callable[[Sample], object]) -> Sample:
    sample = copy.deepcopy(SAMPLE)
    change(sample)
    return sample


# What is drawn


def test_nothing_is_fetched_and_nothing_is_reported_on_the_console(visit: Visit) -> None:
    visit.click(ENTRY)
    visit.click(TALIBAN)
    assert visit.requests == [visit.address]
    assert visit.messages == []


def test_a_script_that_is_not_the_pages_own_does_not_run(visit: Visit) -> None:
    visit.page.evaluate(
        "document.body.append(Object.assign("
        "document.createElement('script'), { textContent: 'window.intruder = true' }))"
    )
    assert visit.page.evaluate("window.intruder") is None
    assert "Content Security Policy" in visit.messages[0]


def test_nodes_and_labels_keep_clear_of_each_other(visit: Visit) -> None:
    overlaps = visit.page.evaluate(OVERLAPS)
    assert overlaps == {"nodes": [], "labels": [], "labelsOnNodes": []}


def test_everything_is_in_view_and_large_enough_to_read(visit: Visit) -> None:
    frame = visit.page.locator("#graph").bounding_box()
    for actor in SAMPLE["actors"]:
        drawn = visit.drawn(actor["iri"])
        assert frame["x"] < drawn["x"] < frame["x"] + frame["width"]
        assert frame["y"] < drawn["y"] < frame["y"] + frame["height"]
    assert visit.page.evaluate("kgPage.network.getScale()") > 0.7


def test_the_layout_is_the_same_on_every_visit(open_page: Open, html: str) -> None:
    places = [open_page(html).page.evaluate("kgPage.network.getPositions()") for _ in range(2)]
    assert places[0] == places[1]


def test_edges_between_the_same_two_nodes_are_drawn_apart(visit: Visit) -> None:
    bundles = defaultdict(list)
    for row in SAMPLE["relations"]:
        drawn = visit.drawn(row["proposition"])
        bundles[frozenset((row["subject"], row["object"]))].append((drawn["x"], drawn["y"]))
    crowded = [middles for middles in bundles.values() if len(middles) > 1]
    assert max(map(len, crowded)) == 6
    for middles in crowded:
        assert min(math.dist(one, other) for one, other in combinations(middles, 2)) > 10


def test_an_edge_has_its_arrows_dashes_and_colour_from_its_relation_and_status(
    visit: Visit,
) -> None:
    entry = visit.drawn(ENTRY)
    talks = visit.drawn(BASE + "proposition/massoud-negotiates-with-taliban")
    seizure = visit.drawn(BASE + "proposition/taliban-seized-panjshir")
    assert (entry["arrows"], talks["arrows"]) == ("to", "to, from")
    assert talks["dashes"] is False
    assert sum(seizure["dashes"]) < sum(entry["dashes"])
    colours = [edge["color"]["color"] for edge in (talks, entry, seizure)]
    assert colours == ["#0072b2", "#7a828e", "#d55e00"]


def test_names_change_their_colour_with_the_colour_scheme(visit: Visit) -> None:
    assert visit.drawn(TALIBAN)["font"]["color"] == "#1d2025"
    visit.page.emulate_media(color_scheme="dark")
    visit.page.wait_for_timeout(200)
    assert visit.drawn(TALIBAN)["font"]["color"] == "#eceef1"


def test_a_dragged_node_stays_where_it_was_put_and_moves_no_other(visit: Visit) -> None:
    before, other = visit.drawn(TALIBAN), visit.drawn(PANJSHIR)
    visit.page.mouse.move(before["x"], before["y"])
    visit.page.mouse.down()
    visit.page.mouse.move(before["x"] + 40, before["y"] - 30, steps=5)
    visit.page.mouse.up()
    visit.page.wait_for_timeout(300)
    after, still = visit.drawn(TALIBAN), visit.drawn(PANJSHIR)
    assert after["x"] - before["x"] == pytest.approx(40, abs=3)
    assert after["y"] - before["y"] == pytest.approx(-30, abs=3)
    assert (still["x"], still["y"]) == (other["x"], other["y"])
    visit.page.get_by_role("button", name="Reset").click()
    assert visit.drawn(TALIBAN)["x"] == pytest.approx(before["x"], abs=1)


def test_pointing_at_an_edge_says_what_it_states(visit: Visit) -> None:
    drawn = visit.drawn(ENTRY)
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.page.wait_for_selector("#tooltip", state="visible")
    assert visit.page.locator("#tooltip p").all_inner_texts() == [
        "Taliban entered Panjshir",
        "Disputed: 1 voice affirms, 2 deny",
    ]


@pytest.mark.parametrize("actors", [0, 1])
def test_a_network_without_ties_is_drawn_too(open_page: Open, actors: int) -> None:
    bare = {"relations": [], "facts": [], "claims": {}, "actors": SAMPLE["actors"][:actors]}
    visit = open_page(page_of({**SAMPLE, **bare}))
    assert visit.messages == []
    assert visit.page.locator("#shown").inner_text() == "0 of 0 ties shown"


# The panel


def test_a_click_on_an_edge_opens_the_claims_behind_it(visit: Visit) -> None:
    visit.click(ENTRY)
    panel = visit.panel
    assert "Taliban entered Panjshir" in panel
    assert "Disputed: 1 voice affirms, 2 deny" in panel
    assert "from 2021-08-28" in panel
    assert "1 source, 1 origin" in panel
    claims = visit.page.locator("#panel article").all_inner_texts()
    assert len(claims) == 3
    assert "Anaamullah Samangani, on behalf of Taliban affirms, 2021-08-28" in claims[0]
    assert "From several directions." in claims[0]
    assert "Paraphrase, characters 1011\N{EN DASH}1128 and 1152\N{EN DASH}1273" in claims[0]
    assert "(NewsBytes, 2021-08)" in claims[0]
    assert "Mohammad Almas Zahid, on behalf of National Resistance Front denies" in claims[1]
    assert "Disputes Anaamullah Samangani, 2021-08-28" in claims[1]
    assert "Direct quote" in claims[1]


def test_a_place_and_an_origin_apart_from_the_publisher_are_named(open_page: Open) -> None:
    def change(sample: Sample) -> None:
        relation(sample, ENTRY)["place"] = "Khawak Pass"
        sample["claims"][ENTRY][0]["origin"] = "Pajhwok"

    visit = open_page(page_of(changed(change)))
    visit.click(ENTRY)
    assert "Where\nKhawak Pass" in visit.panel
    assert "(NewsBytes, 2021-08, origin: Pajhwok)" in visit.panel


def test_a_dispute_leads_to_the_claim_that_it_disputes(visit: Visit) -> None:
    visit.click(ENTRY)
    visit.page.locator("#panel article").nth(1).get_by_role("button").click()
    focused = visit.page.evaluate("document.activeElement.dataset.claim")
    assert focused == BASE + "claim/newsbytes-2021-08-29/samangani-entered"


def test_a_dispute_leads_to_the_claim_of_another_proposition(open_page: Open) -> None:
    seizure = BASE + "proposition/taliban-seized-panjshir"

    def change(sample: Sample) -> None:
        other = SAMPLE["claims"][ENTRY][0]["id"]
        sample["claims"][seizure][0]["disputes"] = [other]

    visit = open_page(page_of(changed(change)))
    visit.click(seizure)
    visit.page.locator("#panel article").get_by_role("button").click()
    assert visit.panel.splitlines()[1] == "Taliban entered Panjshir"
    focused = visit.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Anaamullah Samangani")
    assert "Disputed by NewsBytes" in focused


def test_a_click_on_a_node_opens_its_dossier(visit: Visit) -> None:
    visit.click(PANJSHIR)
    panel = visit.panel
    assert "Type\nPlace" in panel
    assert "Panjsher province" in panel
    assert "پنجشیر" in panel
    assert "entered, from others\n\nTaliban disputed" in panel
    assert "resists\n\nSoviet Union uncontested\n\nTaliban uncontested" in panel


def test_a_tie_of_a_dossier_leads_to_its_claims_and_on_to_the_other_end(visit: Visit) -> None:
    visit.click(PANJSHIR)
    visit.page.locator("#panel").get_by_role("button", name="Soviet Union").press("Enter")
    assert "Panjshir resists Soviet Union" in visit.panel
    visit.page.locator("#panel").get_by_role("button", name="Soviet Union").press("Enter")
    assert "Type\nState" in visit.panel


def test_a_fact_of_a_dossier_leads_to_its_claims(visit: Visit) -> None:
    visit.click(BASE + "actor/panjshir-fighters")
    statement = "Fighters gathered in the Panjshir valley: number of fighters at least 6000"
    visit.page.get_by_role("button", name=statement).click()
    assert "Over 6,000, passed on from reports." in visit.panel
    assert "Hearsay, characters 2371\N{EN DASH}2554" in visit.panel


def test_what_is_not_chosen_steps_back_until_escape(visit: Visit) -> None:
    senators = BASE + "actor/two-us-senators"
    visit.click(ENTRY)
    assert visit.drawn(senators)["opacity"] < 0.5
    assert visit.drawn(TALIBAN)["opacity"] == 1
    visit.page.keyboard.press("Escape")
    assert visit.drawn(senators)["opacity"] == 1
    assert visit.panel == ""


def test_the_panel_never_hides_what_was_chosen(visit: Visit) -> None:
    far_right = max(
        (visit.drawn(row["proposition"]) for row in SAMPLE["relations"]), key=lambda row: row["x"]
    )
    visit.page.mouse.click(far_right["x"], far_right["y"])
    chosen = visit.page.evaluate("kgPage.network.getSelectedEdges()[0]")
    iri = visit.page.evaluate("(id) => kgPage.relations[id].proposition", chosen)
    visit.page.wait_for_timeout(200)
    panel = visit.page.locator("#panel").bounding_box()
    row = relation(SAMPLE, iri)
    assert visit.drawn(row["subject"])["x"] < panel["x"]
    assert visit.drawn(row["object"])["x"] < panel["x"]


def test_only_addresses_of_the_web_become_links(open_page: Open) -> None:
    addresses = ["https://example.org/a?b=1&c=2", "javascript:alert(1)", "not an address"]

    def change(sample: Sample) -> None:
        for claim, address in zip(sample["claims"][ENTRY], addresses, strict=True):
            claim["url"] = address

    visit = open_page(page_of(changed(change)))
    visit.click(ENTRY)
    links = visit.page.locator("#panel a")
    assert [link.get_attribute("href") for link in links.all()] == [addresses[0]]
    assert links.get_attribute("rel") == "noreferrer noopener"
    assert links.get_attribute("target") == "_blank"
    for address in addresses[1:]:
        assert address in visit.panel


# Search and filters


@pytest.mark.parametrize(
    ("query", "label"),
    [("samang", "Anaamullah Samangani"), ("پنجشير", "Panjshir"), ("PANJSHER prov", "Panjshir")],
)
def test_enter_opens_the_first_match_of_any_name_in_any_script(
    visit: Visit, query: str, label: str
) -> None:
    visit.page.get_by_role("combobox").fill(query)
    visit.page.keyboard.press("Enter")
    selected = visit.page.evaluate(
        "kgPage.network.getSelectedNodes().map((id) => kgPage.actors[id].label)"
    )
    assert selected == [label]
    assert label in visit.panel


def test_arrow_keys_walk_through_the_matches(visit: Visit) -> None:
    search = visit.page.get_by_role("combobox")
    search.fill("massoud")
    matches = visit.page.get_by_role("option").all_inner_texts()
    assert "Massoud · Ahmad Massoud" in matches
    search.press("ArrowDown")
    active = visit.page.locator("#" + search.get_attribute("aria-activedescendant"))
    assert active.get_attribute("aria-selected") == "true"
    assert active.inner_text() == matches[1]
    search.press("Enter")
    assert search.input_value() in matches[1]


def test_a_search_without_a_match_says_so(visit: Visit) -> None:
    visit.page.get_by_role("combobox").fill("zzz")
    assert visit.page.locator("#matches").inner_text() == "Nobody and nothing by that name"
    visit.page.keyboard.press("Enter")
    assert visit.panel == ""


def test_a_relation_that_is_switched_off_is_neither_drawn_nor_clicked(visit: Visit) -> None:
    visit.page.get_by_role("checkbox", name="entered").uncheck()
    assert visit.drawn(ENTRY)["hidden"]
    assert not visit.drawn(BASE + "proposition/taliban-seized-panjshir")["hidden"]
    assert visit.page.locator("#shown").inner_text() == "46 of 47 ties shown"
    visit.click(ENTRY)
    assert "Taliban entered Panjshir" not in visit.panel


def test_all_relations_go_and_come_back_together(visit: Visit) -> None:
    visit.page.get_by_role("button", name="None").click()
    assert visit.page.locator("#shown").inner_text() == "0 of 47 ties shown"
    visit.page.get_by_role("button", name="All", exact=True).click()
    assert visit.page.locator("#shown").inner_text() == "47 of 47 ties shown"


def test_a_type_that_the_legend_hides_takes_its_ties_along(visit: Visit) -> None:
    row = visit.page.get_by_role("button", name="Place")
    row.press("Enter")
    assert row.get_attribute("aria-pressed") == "false"
    assert visit.drawn(PANJSHIR)["hidden"]
    assert visit.drawn(ENTRY)["hidden"]
    assert not visit.drawn(TALIBAN)["hidden"]
    visit.page.get_by_role("combobox").fill("panjshir")
    visit.page.keyboard.press("Enter")
    assert not visit.drawn(PANJSHIR)["hidden"]
    assert row.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(("row", "hidden"), [("Disputed", 1), ("Denied", 3), ("Cooperative", 10)])
def test_a_status_or_polarity_is_hidden_by_its_row(visit: Visit, row: str, hidden: int) -> None:
    button = visit.page.get_by_role("button", name=row)
    button.click()
    shown = [edge for edge in SAMPLE["relations"] if not visit.drawn(edge["proposition"])["hidden"]]
    assert len(shown) == len(SAMPLE["relations"]) - hidden
    assert not [edge for edge in shown if row in (edge["status"], edge["family"])]
    visit.page.get_by_role("button", name="Reset").click()
    assert visit.page.locator("#shown").inner_text() == "47 of 47 ties shown"


def test_every_control_is_reached_with_the_keyboard_and_shows_its_focus(visit: Visit) -> None:
    controls = visit.page.locator("button:visible, input:visible").count()
    reached = set()
    for _ in range(controls + 3):
        visit.page.keyboard.press("Tab")
        reached.add(
            visit.page.evaluate(
                "(() => { const at = document.activeElement; return at.matches('button, input')"
                " && getComputedStyle(at).outlineStyle === 'solid'"
                " ? [...document.querySelectorAll('button, input')].indexOf(at) : -1; })()"
            )
        )
    assert len(reached - {-1}) == controls


# Hostile data


def hostile_sample() -> tuple[Sample, list[str]]:
    """The sample with markup, scripts and controls in every text, and some of what was put in."""
    sample = copy.deepcopy(SAMPLE)
    attack = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    names = [
        f"{attack}One",
        "Two\u2028\u2029<!--<script>",
        "\u202eThree \u0627\u0644\u0645\u062b\u0627\u0644",
        "Four" * 500,
        "{{ 7 * 7 }}{% raw %}",
        "__proto__",
    ]
    sample["title"] = f"</title>{attack}"
    for number, actor in enumerate(sample["actors"]):
        actor["label"] = names[number % len(names)] + str(number)
        actor["type_label"] = attack
        actor["alt_labels"] = [f'"{attack}', "constructor"]
    for number, row in enumerate(sample["relations"]):
        row["label"] = row["relation"] = f"{attack}{number % 9}"
        row["statement"] = row["place"] = row["valid_from"] = attack
        row["affirmed_by"] = row["denied_by"] = [attack]
    for claims in sample["claims"].values():
        for claim in claims:
            for name, value in claim.items():
                if isinstance(value, str) and name not in ("id", "proposition"):
                    claim[name] = attack
            claim["on_behalf_of"] = [attack]
            claim["disputes"] = [*claim["disputes"], attack]
            claim["url"] = "javascript:alert(3)"
    for fact in sample["facts"]:
        fact["statement"] = attack
    taint = "#'\"><script>alert(4)</script>"
    for group in ("actors", "relations", "facts"):
        for row in sample[group]:
            for name in ("iri", "subject", "object", "proposition"):
                if name in row:
                    row[name] += taint
    sample["claims"] = {key + taint: claims for key, claims in sample["claims"].items()}
    return sample, [attack, taint]


def test_hostile_texts_stay_texts(open_page: Open) -> None:
    sample, (attack, taint) = hostile_sample()
    visit = open_page(page_of(sample))
    assert visit.page.title() == f"</title>{attack}"
    assert visit.page.locator("h1").inner_text() == f"</title>{attack}"
    for iri in (ENTRY + taint, PANJSHIR + taint):
        visit.click(iri)
        assert attack in visit.panel
    visit.page.get_by_role("combobox").fill("onerror")
    assert visit.page.get_by_role("option").count() > 3
    visit.page.keyboard.press("Enter")
    for row in sample["facts"]:
        visit.page.get_by_role("combobox").fill("constructor")
        visit.page.keyboard.press("Enter")
        assert attack in visit.panel, row
    drawn = visit.drawn(ENTRY + taint)
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.page.wait_for_timeout(300)
    assert visit.page.locator("img, iframe, object, a[href^=javascript]").count() == 0
    assert visit.page.locator("script").count() == 3
    assert visit.dialogs == []
    assert visit.messages == []
    assert visit.requests == [visit.address]


def test_a_long_name_is_cut_on_the_canvas_and_whole_in_the_dossier(open_page: Open) -> None:
    name = "Long name " * 60

    def change(sample: Sample) -> None:
        next(row for row in sample["actors"] if row["iri"] == PANJSHIR)["label"] = name

    visit = open_page(page_of(changed(change)))
    assert len(visit.drawn(PANJSHIR)["label"]) <= 60
    visit.click(PANJSHIR)
    assert name.strip() in visit.panel


# The bytes


def test_the_same_network_gives_the_same_bytes_in_whatever_order_it_was_built(html: str) -> None:
    shuffled = copy.deepcopy(SAMPLE)
    order = random.Random(1)
    for group in ("actors", "relations", "facts"):
        order.shuffle(shuffled[group])
    shuffled["claims"] = dict(sorted(shuffled["claims"].items(), reverse=True))
    assert page_of(shuffled) == html


def test_the_same_network_gives_the_same_bytes_in_every_process(html: str) -> None:
    program = (
        "import sys; from tests.test_page import SAMPLE, page_of;"
        "sys.stdout.buffer.write(page_of(SAMPLE).encode('utf-8'))"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=HERE.parent.parent,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        )
        assert done.stdout == html.encode("utf-8")


def test_the_data_block_holds_the_same_claims_after_escaping(html: str) -> None:
    marker = '<script type="application/json" id="data">'
    block = html.partition(marker)[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(block)
    claims = [claim for group in json.loads(block)["claims"].values() for claim in group]
    expected = [claim for group in SAMPLE["claims"].values() for claim in group]
    assert sorted(claims, key=lambda claim: claim["id"]) == sorted(
        expected, key=lambda claim: claim["id"]
    )
