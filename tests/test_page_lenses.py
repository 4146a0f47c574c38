"""Lenses, two of them side by side, and what the legend lets through."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.terms import PANJSHIR
from tests.page_views import button, click, press, said, view
from tests.page_visits import Visit

FLIGHT = "proposition/massoud-fled-to-tajikistan"
SEIZURE = "proposition/taliban-seized-panjshir-2021-09-06"
VOICES = {
    "Taliban": "actor/taliban",
    "National Resistance Front": "actor/national-resistance-front",
}
SOLID, DASHED, DOTTED, SPARSE = False, [10, 6], [2, 5], [4, 10]


def choose(visit: Visit, label: str, option: str) -> None:
    visit.page.get_by_role("combobox", name=label, exact=True).select_option(label=option)


def draw_all(visit: Visit) -> None:
    """Draw every actor, and every tie as a line of its own."""
    choose(visit, "Draw the most relevant", "all")
    visit.page.get_by_label("Draw every tie as a line of its own").check()


def holds(graph: kg.Graph, voice: str, pattern: str) -> set[str]:
    """The propositions that the store has in a relation to a voice, as short IRIs."""
    rows = graph.query(f"SELECT ?p WHERE {{ ?p {pattern} <{PANJSHIR}{voice}> }}")
    return {str(row[0]).removeprefix(PANJSHIR) for row in rows}


# Lenses


def test_what_is_uncontested_is_drawn_in_solid_and_dotted_lines_only(whole: Visit) -> None:
    choose(whole, "Lens", "what is uncontested")
    ties = view(whole).ties
    assert "proposition/massoud-leads-resistance" in ties
    assert FLIGHT not in ties
    assert SEIZURE not in ties
    alone = {iri: tie for iri, tie in ties.items() if tie["id"].startswith("t")}
    assert {str(tie["dashes"]) for tie in alone.values()} == {str(SOLID), str(DOTTED)}


def test_the_lens_of_a_voice_adds_what_it_affirms_and_takes_what_it_denies(
    whole: Visit, graph: kg.Graph
) -> None:
    draw_all(whole)
    everything = view(whole).ties.keys()
    choose(whole, "Lens", "what is uncontested")
    agreed = view(whole).ties.keys()
    choose(whole, "Lens", "Taliban")
    own = view(whole).ties.keys()
    affirmed = holds(graph, "actor/taliban", "cg:affirmedBy") & everything
    denied = holds(graph, "actor/taliban", "cg:deniedBy")
    assert own == (agreed | affirmed) - denied
    assert SEIZURE in own - agreed


def test_the_dossier_of_a_voice_leads_to_its_lens(whole: Visit) -> None:
    click(whole, "actor/national-resistance-front")
    press(whole, "According to it")
    lens = whole.page.get_by_role("combobox", name="Lens", exact=True)
    assert lens.locator("option:checked").inner_text() == "National Resistance Front"
    assert SEIZURE not in view(whole).ties
    assert "National Resistance Front" in whole.panel


def test_the_dossier_of_what_has_no_voice_leads_to_no_lens(whole: Visit) -> None:
    click(whole, "place/kabul")
    assert "Type\nplace" in whole.panel
    assert button(whole, "According to it").count() == 0


def test_lens_and_day_are_asked_together(whole: Visit) -> None:
    choose(whole, "Lens", "what is uncontested")
    assert FLIGHT not in view(whole).ties
    whole.page.get_by_label("Reported by, day", exact=True).fill("2021-09-08")
    assert FLIGHT in view(whole).ties


# Two lenses side by side


@pytest.fixture
def compared(whole: Visit) -> Visit:
    choose(whole, "Lens", "Taliban")
    choose(whole, "Compare with", "National Resistance Front")
    return whole


def test_two_lenses_are_drawn_with_the_same_actors_at_the_same_places(compared: Visit) -> None:
    captions = compared.page.locator("figcaption").all_inner_texts()
    # The style sheet makes their first letter large; the text stays as it is.
    assert [text.lower().partition(":")[0] for text in captions] == [
        "according to taliban",
        "according to national resistance front",
    ]
    left, right = view(compared), view(compared, "other-graph")
    assert left.places == right.places
    assert SEIZURE in left.ties
    assert SEIZURE not in right.ties


def test_each_of_two_graphs_has_all_that_its_lens_shows_of_the_actors_of_both(
    compared: Visit,
) -> None:
    compared.page.get_by_label("Draw every tie as a line of its own").check()
    drawn = [view(compared), view(compared, "other-graph")]
    press(compared, "Close")
    for lens, before in zip(["Taliban", "National Resistance Front"], drawn, strict=True):
        choose(compared, "Lens", lens)
        choose(compared, "Draw the most relevant", "all")
        alone = view(compared).ties.keys()
        ends = ends_of(compared)
        among = {iri for iri in alone if set(ends[iri]) <= before.actors}
        assert before.ties.keys() == among


def ends_of(visit: Visit) -> dict[str, list[str]]:
    """The subject and the object of every tie that the page holds, by short IRI."""
    found: dict[str, list[str]] = visit.page.evaluate(
        """() => {
          const { actors, propositions: { iri, subject, object } } = kgPage.model;
          return Object.fromEntries([...iri.keys()].filter((p) => object[p] >= 0)
            .map((p) => [iri[p], [actors.iri[subject[p]], actors.iri[object[p]]]]));
        }"""
    )
    return found


def test_what_only_one_of_two_lenses_shows_is_drawn_bold(compared: Visit) -> None:
    compared.page.get_by_label("Draw every tie as a line of its own").check()
    left, right = view(compared).ties, view(compared, "other-graph").ties
    for one, other in ((left, right), (right, left)):
        thick = {iri for iri, tie in one.items() if tie["width"] > 4}
        assert thick == one.keys() - other.keys()


def groups(visit: Visit) -> dict[str, list[str]]:
    """What is listed under each heading of a comparison."""
    found: dict[str, list[str]] = visit.page.locator("#panel details").evaluate_all(
        """(groups) => Object.fromEntries(groups.map((group) =>
          [group.querySelector("summary").textContent,
            [...group.querySelectorAll("button")].map((button) => button.textContent)]))"""
    )
    return found


def opened(visit: Visit) -> list[str]:
    """The headings of the groups that are open."""
    return list(visit.page.locator("#panel details[open] summary").all_inner_texts())


def test_two_voices_are_compared_by_the_stances_that_they_take(
    compared: Visit, graph: kg.Graph
) -> None:
    found = groups(compared)
    contradictions = [heading for heading in found if ", National Resistance Front" in heading]
    assert opened(compared) == contradictions == list(found)[: len(contradictions)]
    assert (
        "Taliban affirms or suggests, National Resistance Front denies or doubts: 5"
        in contradictions
    )
    assert (
        "Taliban denies or doubts, National Resistance Front affirms or suggests: 1"
        in contradictions
    )
    for heading, statements in found.items():
        assert heading.endswith(f": {len(statements)}")
    held = {
        (name, verb): {
            row.statement
            for row in graph.query(
                "SELECT ?statement "
                f"{{ ?p cg:{relation} <{PANJSHIR}{voice}> ; rdfs:label ?statement }}"
            )
        }
        for name, voice in VOICES.items()
        for verb, relation in (("affirms", "affirmedBy"), ("denies", "deniedBy"))
    }
    front = "National Resistance Front"
    both = found["Both: affirms or suggests: 4"]
    assert set(both) <= held["Taliban", "affirms"] & held[front, "affirms"]
    against = found["Taliban affirms or suggests, National Resistance Front denies or doubts: 5"]
    assert "Taliban seized Panjshir, 2021-09-06" in against
    assert set(against) <= held["Taliban", "affirms"] & held[front, "denies"]
    alone = next(
        found[heading] for heading in found if heading.startswith(f"{front} affirms or suggests:")
    )
    assert set(alone) <= held[front, "affirms"]
    assert not set(alone) & set(against + both)


def test_a_group_that_is_folded_up_unfolds_with_the_keyboard(compared: Visit) -> None:
    summary = compared.page.locator("#panel summary", has_text="Both: denies or doubts")
    line = compared.page.locator("#panel details", has_text="Both: denies or doubts").locator(
        "button"
    )
    assert not line.is_visible()
    summary.press("Enter")
    assert line.is_visible()


def test_other_lenses_are_compared_by_what_they_show(whole: Visit) -> None:
    choose(whole, "Lens", "Taliban")
    choose(whole, "Compare with", "what is uncontested")
    found = groups(whole)
    only, both = found
    assert only.startswith("Only according to Taliban: ")
    assert both.startswith("Both: ")
    assert "Taliban seized Panjshir, 2021-09-06" in found[only]
    assert "Taliban seized Panjshir, 2021-09-06" not in found[both]
    assert opened(whole) == [only]
    choose(whole, "Lens", "all claims")
    assert [heading.partition(":")[0] for heading in groups(whole)] == ["Only all claims", "Both"]


# What a voice says itself


def own(visit: Visit, graph: kg.Graph) -> set[str]:
    """Of the ties that are drawn, those that the Taliban affirm themselves."""
    return holds(graph, "actor/taliban", "cg:affirmedBy") & view(visit).ties.keys()


def test_what_a_voice_affirms_itself_is_counted_and_drawn_bold(
    whole: Visit, graph: kg.Graph
) -> None:
    draw_all(whole)
    choose(whole, "Lens", "Taliban")
    affirmed = holds(graph, "actor/taliban", "cg:affirmedBy")
    agreed = holds_status(graph) - affirmed - holds(graph, "actor/taliban", "cg:deniedBy")
    assert whole.page.locator("#lens-caption").inner_text() == (
        f"According to Taliban: {len(affirmed)} propositions that it affirms or suggests itself, "
        f"{len(agreed)} that nobody contests"
    )
    ties = view(whole).ties
    bold = {iri for iri, tie in ties.items() if tie["width"] > 4}
    assert bold == own(whole, graph)
    assert bold < ties.keys()


def holds_status(graph: kg.Graph) -> set[str]:
    """What nobody contests, as short IRIs."""
    rows = graph.query("SELECT ?p { ?p cg:status ?s FILTER(?s IN (cg:Uncontested, cg:Conceded)) }")
    return {str(row[0]).removeprefix(PANJSHIR) for row in rows}


def test_of_a_voice_only_what_it_says_itself_can_be_had(whole: Visit, graph: kg.Graph) -> None:
    draw_all(whole)
    alone = whole.page.get_by_label("Of a voice, only what it says itself")
    assert not alone.is_visible()
    choose(whole, "Lens", "Taliban")
    expected = own(whole, graph)
    assert view(whole).ties.keys() > expected
    alone.check()
    assert view(whole).ties.keys() == expected
    assert {tie["width"] for tie in view(whole).ties.values()} == {1.6}
    assert "nobody contests" not in whole.page.locator("#lens-caption").inner_text()
    assert whole.state["alone"]
    choose(whole, "Compare with", "all claims")
    choose(whole, "Lens", "all claims")
    assert not alone.is_visible()


def test_comparing_with_another_voice_too_offers_what_it_says_itself(whole: Visit) -> None:
    choose(whole, "Compare with", "Taliban")
    assert whole.page.get_by_label("Of a voice, only what it says itself").is_visible()


def test_a_line_of_the_list_opens_its_contest_sheet(compared: Visit) -> None:
    button(compared, "Taliban seized Panjshir, 2021-09-06").click()
    assert "Disputed: " in compared.panel
    press(compared, "Close")
    assert "Two lenses compared" in compared.panel


def test_a_click_in_the_second_graph_opens_the_dossier(compared: Visit) -> None:
    x, y = compared.page.evaluate(
        """(iri) => {
          const { model, otherGraph } = kgPage;
          const { network } = otherGraph();
          const box = document.getElementById("other-graph").getBoundingClientRect();
          const node = `a${model.actors.iri.indexOf(iri)}`;
          const { x, y } = network.canvasToDOM(network.getPosition(node));
          return [box.x + x, box.y + y];
        }""",
        "actor/taliban",
    )
    compared.page.mouse.click(x, y)
    assert "Type\narmed group" in compared.panel
    assert said(compared) == "Taliban"


def test_comparing_with_nothing_leaves_one_graph(compared: Visit) -> None:
    choose(compared, "Compare with", "nothing")
    assert not compared.page.locator("#other-graph").is_visible()
    captions = [text for text in compared.page.locator("figcaption").all() if text.is_visible()]
    assert len(captions) == 1
    assert compared.panel == ""


# The legend


def test_the_most_relevant_are_as_many_as_the_reader_asks_for(whole: Visit) -> None:
    forty = view(whole).actors
    choose(whole, "Draw the most relevant", "10")
    ten = view(whole).actors
    assert len(ten) == 10
    assert ten < forty
    assert {"actor/taliban", "actor/national-resistance-front", "place/panjshir"} < ten
    choose(whole, "Draw the most relevant", "all")
    assert whole.shown == "157 of 157 actors, 333 of 333 ties shown"
    assert len(view(whole).actors) == 157


def test_another_measure_draws_others(whole: Visit) -> None:
    choose(whole, "Draw the most relevant", "10")
    by_ties = view(whole).actors
    choose(whole, "by", "disputed ties")
    by_disputes = view(whole).actors
    assert by_ties != by_disputes
    assert len(by_disputes) == 10
    assert "place/tajikistan" in by_disputes - by_ties


def test_a_type_switched_off_takes_its_things_and_their_ties(whole: Visit) -> None:
    place = whole.page.get_by_role("button", name="Place")
    place.click()
    assert place.get_attribute("aria-pressed") == "false"
    drawn = view(whole)
    assert drawn.ties
    assert not [iri for iri in drawn.actors if iri.startswith("place/")]
    ends = ends_of(whole)
    assert not [iri for iri in drawn.ties if any("place/" in end for end in ends[iri])]
    place.click()
    assert "place/panjshir" in view(whole).actors


def test_polarities_can_be_switched_off_one_by_one(whole: Visit) -> None:
    draw_all(whole)
    counts = []
    for name in ("Cooperative", "Neutral", "Conflictual"):
        row = whole.page.get_by_role("button", name=name)
        counts.append(int(row.locator(".count").inner_text()))
        before = len(view(whole).ties)
        row.click()
        assert before - len(view(whole).ties) == counts[-1]
    assert sum(counts) == 333
    assert view(whole).ties == {}


def test_a_status_switched_off_takes_its_lines(whole: Visit) -> None:
    disputed = whole.page.get_by_role("button", name="Disputed")
    assert view(whole).ties[FLIGHT]["dashes"] == DASHED
    disputed.click()
    ties = view(whole).ties
    assert FLIGHT not in ties
    assert not [iri for iri, tie in ties.items() if tie["dashes"] == DASHED]


def test_relations_are_switched_off_alone_and_together(whole: Visit) -> None:
    negotiates = "proposition/massoud-negotiates-with-taliban"
    box = whole.page.get_by_role("checkbox", name="negotiates with")
    box.uncheck()
    assert negotiates not in view(whole).ties
    assert SEIZURE in view(whole).ties
    press(whole, "None")
    assert view(whole).ties == {}
    box.check()
    assert negotiates in view(whole).ties
    press(whole, "All")
    assert SEIZURE in view(whole).ties


def test_what_rests_on_one_origin_can_be_had_alone(whole: Visit, graph: kg.Graph) -> None:
    draw_all(whole)
    everything = view(whole).ties.keys()
    whole.page.get_by_label("Only what rests on one origin").check()
    rows = graph.query("SELECT ?p WHERE { ?p cg:originCount 1 }")
    alone = {str(row[0]).removeprefix(PANJSHIR) for row in rows}
    assert view(whole).ties.keys() == alone & everything
    assert FLIGHT not in alone
    # The legend counts that alone.
    counts = [count_of(whole, name) for name in ("Cooperative", "Neutral", "Conflictual")]
    assert sum(counts) == len(view(whole).ties)
    assert count_of(whole, "Uncontested, one origin") == 190
    assert whole.page.get_by_role("button", name="Uncontested 0", exact=True).is_visible()


def count_of(visit: Visit, row: str) -> int:
    """The number beside a row of the legend."""
    return int(visit.page.get_by_role("button", name=row).locator(".count").inner_text())


def test_quantities_are_rows_of_relations_and_go_with_the_others(whole: Visit) -> None:
    statement = "Taliban death count 7 (Panjshir), 2021-08-30"
    row = whole.page.get_by_role("checkbox", name="death count 11")
    assert row.is_checked()
    press(whole, "Table")
    listed = whole.page.locator("#table tbody th").all_inner_texts
    assert statement in listed()
    row.uncheck()
    assert statement not in listed()
    assert "Taliban wounded count 8 (Panjshir), 2021-08-30" in listed()
    press(whole, "None")
    assert listed() == []
    row.check()
    assert len(listed()) == 11
    assert statement in listed()


@pytest.mark.parametrize(
    ("tie", "dashes", "row"),
    [
        ("dashty-speaks-for-front", SOLID, "Uncontested 86"),
        ("dashty-works-with-massoud", DOTTED, "Uncontested, one origin 190"),
        ("massoud-fled-to-tajikistan", DASHED, "Disputed 42"),
        ("massoud-left-panjshir", SPARSE, "Denied 15"),
    ],
)
def test_lines_are_drawn_as_the_legend_says(whole: Visit, tie: str, dashes: Any, row: str) -> None:
    assert view(whole).ties[f"proposition/{tie}"]["dashes"] == dashes
    swatch = whole.page.get_by_role("button", name=row, exact=True).locator("path")
    expected = "none" if dashes is SOLID else " ".join(map(str, dashes))
    assert swatch.get_attribute("stroke-dasharray") == expected


# More ties than can be told apart


def test_many_ties_of_two_actors_share_a_line_that_lists_them(whole: Visit) -> None:
    line = view(whole).ties["proposition/front-repelled-taliban-2021-08-30"]["id"]
    shared = {iri for iri, tie in view(whole).ties.items() if tie["id"] == line}
    assert len(shared) == 30
    click(whole, "proposition/front-repelled-taliban-2021-08-30")
    assert whole.panel.count("National Resistance Front and Taliban: 30 ties") == 1
    assert len(whole.page.locator("#panel .tie").all()) == 30
    whole.page.locator("#panel .tie button").first.click()
    assert "Affirmed or suggested" in whole.panel


def test_ties_that_share_a_line_can_be_drawn_apart_and_together_again(whole: Visit) -> None:
    click(whole, "proposition/front-repelled-taliban-2021-08-30")
    press(whole, "Draw them apart")
    ties = view(whole).ties
    assert len({tie["id"] for tie in ties.values()}) == len(ties) == 198
    whole.page.get_by_label("Draw every tie as a line of its own").uncheck()
    ties = view(whole).ties
    assert len({tie["id"] for tie in ties.values()}) < len(ties)
