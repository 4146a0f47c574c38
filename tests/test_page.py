"""The page of one article in a browser: what is drawn, what the panel says, what search finds."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from random import Random
from typing import TypeVar

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
)

OVERLAPS = (SCRIPTS / "overlaps.js").read_text("utf-8")
SENATORS = f"{PANJSHIR}actor/two-us-senators"
OFFER = f"{PANJSHIR}proposition/taliban-offer-talks"
AGREEMENT = f"{PANJSHIR}proposition/agreement-not-to-attack"
FIGHTING = f"{PANJSHIR}proposition/fighting-in-panjshir-2021-08-28"
# Letters smaller than this are not read.
LETTERS = 9.5

Tie = tuple[str, str, str]
Item = TypeVar("Item")


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
    assert visit.panel.splitlines()[1] == "Taliban"
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
    assert visit.drawn(AGREEMENT)["label"] == "agrees with"
    visit.page.keyboard.press("Escape")
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
    visit.page.locator("#measure").select_option("disputed ties")
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
    visit.page.get_by_role("button", name="Undo").click()
    assert visit.drawn(TALIBAN)["x"] == pytest.approx(after["x"], abs=1)
    visit.page.get_by_role("button", name="Undo").click()
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


# The bytes


def shuffled(items: Iterable[Item]) -> list[Item]:
    """The same in another order."""
    rows = [*items]
    Random(1).shuffle(rows)
    return rows


def test_the_same_network_gives_the_same_bytes_in_whatever_order_it_was_built(
    content: PageContent, html: str
) -> None:
    network = nx.MultiDiGraph(**content.network.graph)
    network.add_nodes_from(shuffled(content.network.nodes(data=True)))
    for one, other, key, data in shuffled([*content.network.edges(keys=True, data=True)]):
        network.add_edge(one, other, key=key, **data)
    changed = content._replace(
        network=network,
        facts=shuffled(content.facts),
        claims=dict(shuffled(content.claims.items())),
        sources=dict(shuffled(content.sources.items())),
    )
    assert list(network) != list(content.network)
    assert render(changed) == html


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
        iri = str(data[kind]["iri"][number])
        return iri[1:-1] if iri.startswith("<") else f"{data['base']}{iri}"

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
