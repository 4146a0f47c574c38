"""The page of one article in a browser: what is drawn, what the panel says, what search finds."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from random import Random

import networkx as nx
import pytest

from kg.claims import ClaimDetail
from kg.page import PageContent, render
from kg.terms import PANJSHIR
from tests.conftest import ROOT, environment
from tests.page_visits import (
    ENTRY,
    FRONT,
    PROVINCE,
    SCRIPTS,
    SEIZURE,
    TALIBAN,
    TALKS,
    Pages,
    Visit,
    with_claims,
    with_source,
    with_tie,
)

OVERLAPS = (SCRIPTS / "overlaps.js").read_text("utf-8")
SENATORS = f"{PANJSHIR}actor/two-us-senators"
OFFER = f"{PANJSHIR}proposition/taliban-offer-talks"
AGREEMENT = f"{PANJSHIR}proposition/agreement-not-to-attack"
FIGHTING = f"{PANJSHIR}proposition/fighting-in-panjshir-2021-08-28"
# Letters smaller than this are not read.
LETTERS = 9.5

Tie = tuple[str, str, str]


def ties(content: PageContent) -> list[Tie]:
    """Subject, object and proposition of each tie."""
    return [(one, other, key) for one, other, key in content.network.edges(keys=True)]


# What is drawn


def test_nothing_is_fetched_and_nothing_is_reported_on_the_console(
    open_page: Pages, html: str
) -> None:
    visit = open_page(html)
    visit.click(ENTRY)
    visit.click(TALIBAN)
    assert visit.panel.startswith("×\nTaliban\n")
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


def test_everything_is_in_view_and_large_enough_to_read(visit: Visit, content: PageContent) -> None:
    frame = visit.page.locator("#graph").bounding_box()
    for thing in content.network:
        drawn = visit.drawn(thing)
        assert frame["x"] < drawn["x"] < frame["x"] + frame["width"]
        assert frame["y"] < drawn["y"] < frame["y"] + frame["height"]
    size = visit.page.evaluate("kgPage.model.options.nodes.font.size * kgPage.network.getScale()")
    assert size > LETTERS
    assert visit.shown == "34 of 34 actors, 50 of 50 ties shown"


def test_the_layout_is_the_same_on_every_visit(visit: Visit, open_page: Pages, html: str) -> None:
    pages = visit.page, open_page(html).page
    places = [page.evaluate("kgPage.network.getPositions()") for page in pages]
    assert places[0] == places[1]


def test_lines_between_the_same_two_things_are_drawn_apart(
    visit: Visit, content: PageContent
) -> None:
    bundles: dict[frozenset[str], dict[str, tuple[float, float]]] = defaultdict(dict)
    for one, other, proposition in ties(content):
        drawn = visit.drawn(proposition)
        bundles[frozenset((one, other))][drawn["id"]] = drawn["x"], drawn["y"]
    crowded = [list(lines.values()) for lines in bundles.values() if len(lines) > 1]
    assert max(map(len, crowded)) == 3
    for middles in crowded:
        assert min(math.dist(one, other) for one, other in combinations(middles, 2)) > 10


def test_many_ties_between_two_things_share_lines_by_direction_and_polarity(visit: Visit) -> None:
    shared = visit.drawn(AGREEMENT)
    assert shared["label"] == "3 cooperative ties"
    assert visit.drawn(FIGHTING)["label"] == "3 conflictual ties"
    assert visit.drawn(OFFER)["label"] == "offers talks to"
    visit.click(AGREEMENT)
    assert "National Resistance Front and Taliban: 3 ties" in visit.panel
    visit.page.get_by_role("button", name="National Resistance Front agrees with Taliban").click()
    assert "agrees with (cooperative)" in visit.panel
    visit.click(AGREEMENT)
    visit.page.get_by_role("button", name="Draw them apart").click()
    assert visit.page.get_by_label("Draw every tie as a line of its own").is_checked()
    assert visit.drawn(AGREEMENT)["label"] == "agrees with"
    assert visit.drawn(FIGHTING)["label"] == "fights"


def test_a_line_has_its_arrows_dashes_and_colour_from_its_relation_and_status(
    open_page: Pages, content: PageContent
) -> None:
    origins = (f"{PANJSHIR}source/one", f"{PANJSHIR}source/other")

    def two_origins(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        return [claims[0]._replace(origins=origins)]

    for origin in origins:
        content = with_source(content, origin, label=origin)
    visit = open_page(render(with_claims(content, TALKS, two_origins)))
    entry, talks, seizure, offer = map(visit.drawn, (ENTRY, TALKS, SEIZURE, OFFER))
    assert (entry["arrows"], talks["arrows"]) == ("to", "to, from")
    assert talks["dashes"] is False
    # One origin is dotted, a dispute dashed, a denial dashed with more gap than line.
    gaps = [line["dashes"][1] / sum(line["dashes"]) for line in (entry, offer, seizure)]
    assert gaps[0] < 0.5 < gaps[1] <= gaps[2]
    assert offer["dashes"][0] < seizure["dashes"][0] < entry["dashes"][0]
    colours = [line["color"]["color"] for line in (talks, entry, seizure)]
    assert colours == ["#0072b2", "#7a828e", "#d55e00"]


def test_a_thing_has_its_shape_from_its_type_and_its_size_from_what_is_said_of_it(
    visit: Visit,
) -> None:
    shapes = [visit.drawn(iri)["shape"] for iri in (TALIBAN, PROVINCE, SENATORS)]
    assert shapes == ["triangle", "square", "hexagon"]
    assert visit.drawn(TALIBAN)["size"] > visit.drawn(FRONT)["size"]
    visit.page.get_by_label("by", exact=True).select_option("disputed ties")
    assert visit.drawn(PROVINCE)["size"] > visit.drawn(FRONT)["size"] == 9


def test_names_change_their_colour_with_the_colour_scheme(visit: Visit) -> None:
    assert visit.drawn(TALIBAN)["font"]["color"] == "#1d2025"
    visit.page.emulate_media(color_scheme="dark")
    try:
        visit.wait("kgPage.network.body.data.nodes.get('a0').font.color === '#eceef1'")
        assert visit.drawn(TALIBAN)["font"]["color"] == "#eceef1"
    finally:
        visit.page.emulate_media(color_scheme="light")


def test_a_dragged_thing_stays_where_it_was_put_and_moves_no_other(visit: Visit) -> None:
    before, other = visit.drawn(TALIBAN), visit.drawn(PROVINCE)
    visit.page.mouse.move(before["x"], before["y"])
    visit.page.mouse.down()
    visit.page.mouse.move(before["x"] + 40, before["y"] - 30, steps=5)
    visit.page.mouse.up()
    visit.wait("Object.keys(kgPage.history.state.pinned).length")
    after, still = visit.drawn(TALIBAN), visit.drawn(PROVINCE)
    assert after["x"] - before["x"] == pytest.approx(40, abs=3)
    assert after["y"] - before["y"] == pytest.approx(-30, abs=3)
    assert (still["x"], still["y"]) == (other["x"], other["y"])
    visit.page.get_by_role("button", name="Reset").click()
    assert visit.drawn(TALIBAN)["x"] == pytest.approx(before["x"], abs=1)


def test_pointing_at_a_line_says_what_it_states(visit: Visit) -> None:
    drawn = visit.drawn(ENTRY)
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.page.wait_for_selector("#graph .tooltip", state="visible")
    assert visit.page.locator("#graph .tooltip p").all_inner_texts() == [
        "Taliban entered Panjshir, 2021-08-28",
        "Disputed: 1 voice affirms, 2 deny",
    ]
    drawn = visit.drawn(SENATORS)
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.wait("document.querySelector('.tooltip').innerText.startsWith('Two US senators')")
    assert visit.page.locator("#graph .tooltip p").all_inner_texts()[1] == "population, 3 ties"


@pytest.mark.parametrize("things", [0, 1])
def test_a_network_without_ties_is_drawn_too(
    open_page: Pages, content: PageContent, things: int
) -> None:
    bare = nx.MultiDiGraph(title="Bare")
    bare.add_nodes_from(sorted(content.network.nodes(data=True))[:things])
    visit = open_page(render(content._replace(network=bare, facts=[], claims={})))
    assert visit.messages == []
    assert visit.shown.endswith("0 of 0 ties shown")


# The panel


def test_a_click_on_a_line_opens_the_claims_behind_it(visit: Visit) -> None:
    visit.click(ENTRY)
    panel = visit.panel
    assert panel.splitlines()[1] == "Taliban entered Panjshir, 2021-08-28"
    assert "Disputed: 1 voice affirms, 2 deny" in panel
    assert "When\nfrom 2021-08-28" in panel
    assert "Affirmed by\nTaliban\n" in panel
    assert "Denied by\nMassoud's supporters, National Resistance Front\n" in panel
    assert "Reported in\n1 source, 1 origin" in panel
    claims = visit.page.locator("#panel article").all_inner_texts()
    assert len(claims) == 4
    assert claims[0].startswith("Anaamullah Samangani, on behalf of Taliban affirms, 2021-08-28\n")
    assert "From several directions." in claims[0]
    assert "Paraphrase, characters 1011\N{EN DASH}1128" in claims[0]
    assert "Direct quote, characters 1152\N{EN DASH}1273" in claims[0]
    assert "NewsBytes, 2021-08-28 to 2021-08-29" in claims[0]
    assert claims[3].startswith(
        "Mohammad Almas Zahid, on behalf of National Resistance Front denies"
    )
    assert "Disputes Anaamullah Samangani, 2021-08-28" in claims[3]
    assert "Direct quote" in claims[3]


def test_claims_stand_under_the_side_that_they_take(visit: Visit) -> None:
    visit.click(ENTRY)
    headings = visit.page.locator("#panel h3").all_inner_texts()
    assert headings == ["Affirmed or suggested: 1 claim", "Denied or doubted: 3 claims"]
    colours = [
        article.evaluate("(claim) => getComputedStyle(claim).borderLeftColor")
        for article in visit.page.locator("#panel article").all()
    ]
    assert colours[0] != colours[1] == colours[2] == colours[3]


def test_a_place_and_an_origin_apart_from_the_publisher_are_named(
    open_page: Pages, content: PageContent
) -> None:
    agency = f"{PANJSHIR}source/agency-wire"

    def credited(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        return [claims[0]._replace(origins=(agency,)), *claims[1:]]

    content = with_source(content, agency, label="Pajhwok, 2021-08")
    content = with_claims(with_tie(content, ENTRY, place="Khawak Pass"), ENTRY, credited)
    visit = open_page(render(content))
    visit.click(ENTRY)
    assert "Where\nKhawak Pass" in visit.panel
    assert "(origin: Pajhwok, 2021-08)" in visit.panel
    assert "1 source, 2 origins" in visit.panel


def test_a_dispute_leads_to_the_claim_that_it_disputes(visit: Visit) -> None:
    visit.click(ENTRY)
    visit.page.locator("#panel article").nth(1).get_by_role("button").click()
    focused = visit.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Anaamullah Samangani, on behalf of Taliban affirms")


def test_a_dispute_leads_to_the_claim_of_another_proposition(
    open_page: Pages, content: PageContent
) -> None:
    other = content.claims[ENTRY][0].id

    def disputing(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        return [claim._replace(disputes=(other,)) for claim in claims]

    visit = open_page(render(with_claims(content, SEIZURE, disputing)))
    visit.click(SEIZURE)
    visit.page.locator("#panel article").get_by_role("button").click()
    assert visit.panel.splitlines()[1] == "Taliban entered Panjshir, 2021-08-28"
    focused = visit.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Anaamullah Samangani")
    assert "Disputed by NewsBytes" in focused


def test_a_click_on_a_thing_opens_its_dossier(visit: Visit) -> None:
    visit.click(PROVINCE)
    panel = visit.panel
    assert "Type\nplace" in panel
    assert "Panjsher province" in panel
    assert "پنجشیر" in panel
    assert "Id\nplace/panjshir" in panel
    assert "entered, from others\n\nTaliban, from 2021-08-28 disputed" in panel
    soviets, taliban = "Soviet Union uncontested", "Taliban uncontested"
    assert f"resists\n\n{soviets}, one origin\n\n{taliban}, one origin" in panel


def test_a_dossier_says_what_its_actor_says_and_leads_there(visit: Visit) -> None:
    visit.click(TALIBAN)
    said = visit.panel.partition("What it says: 4 claims")[2]
    assert "2021-08-28 affirms: Taliban entered Panjshir, 2021-08-28" in said
    assert "2021-08-28 denies: National Resistance Front fights Taliban, 2021-08-28" in said
    assert "seized" not in said
    fights = "National Resistance Front fights Taliban, 2021-08-28"
    visit.page.locator("#panel").get_by_role("button", name=fights).click()
    assert visit.panel.splitlines()[1] == fights
    focused = visit.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Anaamullah Samangani, on behalf of Taliban denies")


def test_a_tie_of_a_dossier_leads_to_its_claims_and_on_to_the_other_end(visit: Visit) -> None:
    visit.click(PROVINCE)
    visit.page.locator("#panel").get_by_role("button", name="Soviet Union").press("Enter")
    assert "Panjshir resists Soviet Union" in visit.panel
    visit.page.locator("#panel").get_by_role("button", name="Soviet Union").press("Enter")
    assert "Type\nstate" in visit.panel


def test_a_fact_of_a_dossier_leads_to_its_claims(visit: Visit) -> None:
    visit.click(f"{PANJSHIR}actor/panjshir-fighters")
    statement = "Fighters gathered in the Panjshir valley fighter count at least 6000"
    visit.page.locator("#panel").get_by_role("button", name=statement).click()
    assert "About\nFighters gathered in the Panjshir valley" in visit.panel
    assert "Over 6,000, passed on from reports." in visit.panel
    assert "Hearsay, characters 2371\N{EN DASH}2554" in visit.panel


def test_what_is_not_chosen_steps_back_until_escape(visit: Visit) -> None:
    visit.click(ENTRY)
    assert visit.drawn(SENATORS)["opacity"] < 0.5
    assert visit.drawn(TALKS)["color"]["opacity"] < 0.5
    assert visit.drawn(TALIBAN)["opacity"] == visit.drawn(ENTRY)["color"]["opacity"] == 1
    visit.page.keyboard.press("Escape")
    assert visit.drawn(SENATORS)["opacity"] == visit.drawn(TALKS)["color"]["opacity"] == 1
    assert visit.panel == ""


def test_the_panel_never_hides_what_was_chosen(visit: Visit, content: PageContent) -> None:
    subject, object_, proposition = max(
        ties(content), key=lambda tie: float(visit.drawn(tie[2])["x"])
    )
    before = visit.page.locator("#graph").bounding_box()["width"]
    visit.click(proposition)
    panel = visit.page.locator("#panel").bounding_box()
    assert panel["width"] < before / 2
    assert visit.drawn(subject)["x"] < panel["x"]
    assert visit.drawn(object_)["x"] < panel["x"]


def test_the_panel_is_copied_as_text(open_page: Pages, html: str) -> None:
    visit = open_page(html, permissions=["clipboard-read", "clipboard-write"])
    visit.click(ENTRY)
    visit.page.locator("#panel").get_by_role("button", name="Copy").click()
    visit.wait("document.getElementById('said').textContent === 'Copied.'")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Taliban entered Panjshir, 2021-08-28")
    assert "Denied or doubted: 3 claims" in copied


def test_only_addresses_of_the_web_become_links(open_page: Pages, content: PageContent) -> None:
    addresses = [
        "https://example.org/a?b=1&c=2",
        "javascript:alert(1)",
        "not an address",
        "data:text/html,<script>alert(2)</script>",
    ]
    sources = [f"{PANJSHIR}source/{number}" for number in range(len(addresses))]
    for source, address in zip(sources, addresses, strict=True):
        content = with_source(content, source, label="A paper", url=address)

    def reported(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        return [
            claim._replace(source=source) for claim, source in zip(claims, sources, strict=True)
        ]

    visit = open_page(render(with_claims(content, ENTRY, reported)))
    visit.click(ENTRY)
    links = visit.page.locator("#panel a")
    assert [link.get_attribute("href") for link in links.all()] == [addresses[0]]
    assert links.get_attribute("rel") == "noreferrer noopener"
    assert links.get_attribute("target") == "_blank"
    for address in addresses[1:]:
        assert address in visit.panel


# Search and filters


def chosen(visit: Visit) -> list[str]:
    """The labels of what is chosen in the graph."""
    script = "kgPage.network.getSelectedNodes().map((id) => kgPage.model.actors.label[id.slice(1)])"
    return list(visit.page.evaluate(script))


@pytest.mark.parametrize(
    ("query", "label"),
    [("samang", "Anaamullah Samangani"), ("پنجشير", "Panjshir"), ("PANJSHER prov", "Panjshir")],
)
def test_enter_opens_the_first_match_of_any_name_in_any_script(
    visit: Visit, query: str, label: str
) -> None:
    visit.search(query)
    assert chosen(visit) == [label]
    assert visit.panel.splitlines()[1] == label


def test_arrow_keys_walk_through_the_matches(visit: Visit) -> None:
    search = visit.page.locator("#search")
    search.fill("massoud")
    matches = visit.page.get_by_role("option", selected=True).all_inner_texts()
    matches = visit.page.locator("#matches [role=option]").all_inner_texts()
    assert "Massoud · Ahmad Massoud" in matches
    search.press("ArrowDown")
    active = visit.page.locator("#" + search.get_attribute("aria-activedescendant"))
    assert active.get_attribute("aria-selected") == "true"
    assert active.inner_text() == matches[1]
    search.press("Enter")
    assert search.input_value() == matches[1].partition(" · ")[0]


def test_a_search_without_a_match_says_so(visit: Visit) -> None:
    visit.page.locator("#search").fill("zzz")
    assert visit.page.locator("#matches").inner_text() == "Nobody and nothing by that name"
    visit.page.keyboard.press("Enter")
    assert visit.panel == ""


def test_a_relation_that_is_switched_off_is_neither_drawn_nor_clicked(visit: Visit) -> None:
    drawn = visit.drawn(ENTRY)
    visit.page.get_by_role("checkbox", name="entered").uncheck()
    assert visit.find(ENTRY) is None
    assert visit.find(SEIZURE) is not None
    assert visit.shown == "34 of 34 actors, 49 of 50 ties shown"
    visit.page.mouse.click(drawn["x"], drawn["y"])
    assert "Taliban entered Panjshir" not in visit.panel


def test_all_relations_go_and_come_back_together(visit: Visit) -> None:
    visit.page.get_by_role("button", name="None").click()
    assert visit.shown.endswith("0 of 50 ties shown")
    assert visit.find(ENTRY) is None
    visit.page.get_by_role("button", name="All", exact=True).click()
    assert visit.shown == "34 of 34 actors, 50 of 50 ties shown"
    assert visit.find(ENTRY) is not None


def test_a_type_that_the_legend_hides_takes_its_ties_along(visit: Visit) -> None:
    row = visit.page.get_by_role("button", name="place")
    row.press("Enter")
    assert row.get_attribute("aria-pressed") == "false"
    assert visit.find(PROVINCE) is None
    assert visit.find(ENTRY) is None
    assert visit.find(TALIBAN) is not None
    visit.search("panjshir")
    assert visit.find(PROVINCE) is not None
    assert row.get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    ("row", "attribute", "hidden"),
    [
        ("Disputed 1", ("status", "Disputed"), 1),
        ("Denied 3", ("status", "Denied"), 3),
        ("Cooperative 11", ("family", "Cooperative"), 11),
    ],
)
def test_a_status_or_polarity_is_hidden_by_its_row(
    visit: Visit, content: PageContent, row: str, attribute: tuple[str, str], hidden: int
) -> None:
    visit.page.get_by_role("button", name=row).click()
    name, value = attribute
    gone = [
        data[name]
        for *_, key, data in content.network.edges(keys=True, data=True)
        if visit.find(key) is None
    ]
    assert gone == [value] * hidden
    visit.page.get_by_role("button", name="Reset").click()
    assert visit.shown == "34 of 34 actors, 50 of 50 ties shown"


def test_every_control_is_reached_with_the_keyboard_and_shows_its_focus(
    open_page: Pages, html: str
) -> None:
    visit = open_page(html)
    own = "button:not([disabled]), input, select, summary, [tabindex='0']"
    visible = f"[...document.querySelectorAll(`{own}`)].filter((one) => one.checkVisibility())"
    controls = visit.page.evaluate(f"{visible}.length")
    reached = set()
    for _ in range(controls + 30):
        visit.page.keyboard.press("Tab")
        reached.add(
            visit.page.evaluate(
                "(() => { const at = document.activeElement;"
                f" return getComputedStyle(at).outlineStyle === 'none' ? -1 : {visible}"
                ".indexOf(at); })()"
            )
        )
    assert reached - {-1} == set(range(controls))


# The bytes


def test_the_same_network_gives_the_same_bytes_in_whatever_order_it_was_built(
    content: PageContent, html: str
) -> None:
    order = Random(1)

    def shuffled(items: object) -> list[object]:
        rows = list(items)  # type: ignore[call-overload]
        order.shuffle(rows)
        return list(rows)

    network = nx.MultiDiGraph(**content.network.graph)
    network.add_nodes_from(shuffled(content.network.nodes(data=True)))
    for one, other, key, data in shuffled(content.network.edges(keys=True, data=True)):  # type: ignore[misc]
        network.add_edge(one, other, key=key, **data)
    other = content._replace(
        network=network,
        facts=shuffled(content.facts),
        claims=dict(shuffled(content.claims.items())),
        sources=dict(shuffled(content.sources.items())),
    )
    assert render(other) == html


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_network_gives_the_same_bytes_in_every_process(
    article_file: Path, html: str, seed: str
) -> None:
    program = (
        "import sys, kg; from pathlib import Path; from kg.page import content_of, render;"
        "sys.stdout.buffer.write("
        "render(content_of(kg.open(Path(sys.argv[1]))._store)).encode('utf-8'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, article_file],
        cwd=ROOT,
        env=environment(PYTHONHASHSEED=seed),
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert done.stdout == html.encode("utf-8")


def test_the_data_block_holds_the_same_claims_after_escaping(
    content: PageContent, html: str
) -> None:
    marker = '<script type="application/json" id="data">'
    block = html.partition(marker)[2].partition("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(block)
    data = json.loads(block)
    claims, reports = data["claims"], data["reports"]

    def whole(kind: str, number: int) -> str:
        iri = data[kind]["iri"][number]
        return iri[1:-1] if iri.startswith("<") else data["base"] + iri

    found = sorted(
        (
            whole("claims", claim),
            whole("propositions", claims["proposition"][claim]),
            whole("voices", claims["claimant"][claim]),
            [whole("voices", voice) for voice in claims["voices"][claim]],
            data["stances"][claims["stance"][claim]],
            claims["said"][claim],
            claims["content"][claim],
            [whole("claims", other) for other in claims["disputes"][claim]],
            whole("sources", source),
            [whole("sources", origin) for origin in origins],
            evidence,
        )
        for claim, source, origins, evidence in zip(*reports.values(), strict=True)
    )
    expected = sorted(
        (
            *(claim.id, claim.proposition, claim.speaker, [*claim.voices], claim.stance),
            *(claim.said_on, claim.content, [*claim.disputes], claim.source),
            *([*claim.origins], [*claim.evidence]),
        )
        for group in content.claims.values()
        for claim in group
    )
    assert found == expected
