"""Going about in the graph: search, paths, focus, neighbours, pinned places, and the way back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.terms import PANJSHIR
from tests.page_views import View, button, click, fragment, press, said, view
from tests.page_visits import SCRIPTS, TALIBAN, Visit

UNDRAWN = "actor/us-senate"  # It has two ties, too few to be drawn at first.
NORMAL = (SCRIPTS / "normal.js").read_text("utf-8")


def find(visit: Visit, label: str, text: str) -> None:
    """Type into a box that suggests names, and take the first."""
    box = visit.page.get_by_role("combobox", name=label)
    box.press_sequentially(text)
    box.press("Enter")


def search(visit: Visit, text: str) -> None:
    find(visit, "Search actors, places and events by any of their names", text)


def drag(visit: Visit, short: str, across: int, down: int) -> None:
    drawn = visit.drawn(PANJSHIR + short)
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.page.mouse.down()
    visit.page.mouse.move(drawn["x"] + across, drawn["y"] + down, steps=5)
    visit.page.mouse.up()


def within(visit: Visit, iris: set[str]) -> bool:
    """Whether things are drawn where they can be seen."""
    box = visit.page.locator("#graph").bounding_box()
    points = [visit.drawn(PANJSHIR + iri) for iri in iris]
    return all(
        box["x"] <= at["x"] <= box["x"] + box["width"]
        and box["y"] <= at["y"] <= box["y"] + box["height"]
        for at in points
    )


# Search


def test_search_draws_and_opens_an_actor_that_was_not_drawn(whole: Visit) -> None:
    before = view(whole)
    search(whole, "united states sen")
    after = view(whole)
    assert UNDRAWN not in before.actors
    assert after.actors == before.actors | {UNDRAWN}
    assert after.ties.keys() > before.ties.keys()
    assert "United States Senate" in whole.panel
    assert said(whole) == "United States Senate"
    assert within(whole, {UNDRAWN})


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("مسعود", "Ahmad Massoud"),
        ("طالبان", "Taliban"),
        ("پنجشير", "Panjshir"),  # With the Arabic form of a letter.
        ("Islamic Emirate", "Taliban"),
        ("dashti", "Fahim Dashty"),
        ("  PARIAN ", "Paryan"),
    ],
)
def test_any_name_in_any_script_finds_its_actor(whole: Visit, query: str, label: str) -> None:
    search(whole, query)
    assert whole.panel.splitlines()[1] == label


def test_the_box_is_empty_for_the_next_name(whole: Visit) -> None:
    for name in ("Iran", "Pakistan"):
        search(whole, name)
        assert whole.panel.splitlines()[1] == name


def test_suggestions_say_whose_name_was_found_and_arrows_choose_among_them(whole: Visit) -> None:
    box = whole.page.locator("#search")
    box.press_sequentially("mass")
    options = whole.page.locator("#matches [role=option]")
    assert "Massoud · Ahmad Massoud" in options.all_inner_texts()
    box.press("ArrowDown")
    chosen = whole.page.locator("#matches [aria-selected=true]")
    second = chosen.inner_text()
    assert second == options.nth(1).inner_text()
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Enter")
    assert whole.panel.splitlines()[1] == second.split(" · ")[-1]


def test_a_suggestion_can_be_clicked(whole: Visit) -> None:
    whole.page.locator("#search").press_sequentially("rukha")
    whole.page.locator("#matches [role=option]").first.click()
    assert whole.panel.splitlines()[1] == "Rukha"


def test_search_says_when_nobody_has_the_name(whole: Visit) -> None:
    whole.page.locator("#search").press_sequentially("zzz")
    assert whole.page.get_by_text("Nobody and nothing by that name").is_visible()
    whole.page.keyboard.press("Escape")
    assert not whole.page.get_by_text("Nobody and nothing by that name").is_visible()


def test_search_brings_back_what_was_hidden(whole: Visit) -> None:
    click(whole, "place/kabul")
    press(whole, "Hide")
    whole.page.get_by_role("button", name="Place").click()
    search(whole, "kabul")
    drawn = view(whole)
    assert "place/kabul" in drawn.actors
    assert "proposition/taliban-seized-kabul" in drawn.ties


# Paths


def path(visit: Visit, start: str, end: str) -> None:
    search(visit, start)
    find(visit, "Path to", end)


def test_a_path_is_drawn_and_told_step_by_step(whole: Visit) -> None:
    path(whole, "Lindsey Graham", "us senators")
    assert "From Lindsey Graham to Two US senators" in whole.panel
    steps = whole.page.locator("#panel li").all_inner_texts()
    assert "2 steps along a shortest way, whatever the direction of the ties." in whole.panel
    assert "Lindsey Graham" in steps[0]
    assert "Two US senators" in steps[1]
    opaque = {iri for iri in view(whole).actors if whole.drawn(PANJSHIR + iri)["opacity"] == 1}
    assert opaque == {"actor/lindsey-graham", UNDRAWN, "actor/two-us-senators"}


def test_a_path_by_way_of_what_was_not_drawn_draws_it(whole: Visit) -> None:
    assert "place/parwan" not in view(whole).actors
    path(whole, "Charikar", "Taliban")
    drawn = view(whole)
    assert {"place/charikar", "place/parwan", "actor/taliban"} <= drawn.actors
    steps = whole.page.locator("#panel li button")
    assert whole.page.locator("#panel li").count() == 2
    statement = steps.nth(0).inner_text()
    steps.nth(0).click()
    assert whole.panel.splitlines()[1] == statement


def test_every_tie_of_a_step_is_listed_the_best_sourced_first(whole: Visit) -> None:
    path(whole, "Two US senators", "Taliban")
    step = whole.page.locator("#panel li").last
    listed = step.locator("button").all_inner_texts()
    found = whole.page.evaluate(
        """(ends) => {
          const { propositions: { statement, subject, object }, actors } = kgPage.model;
          const { standings, propositions } = kgPage.scene();
          return [...propositions.keys()].filter((p) => propositions[p] && object[p] >= 0
            && [subject[p], object[p]].map((end) => actors.label[end]).sort().join() === ends)
            .map((p) => [statement[p], standings.sources[p]]);
        }""",
        "Panjshir,Taliban",
    )
    assert len(listed) > 1
    assert listed == [statement for statement, _ in sorted(found, key=lambda tie: -tie[1])]


def test_nothing_moves_when_a_path_opens_and_it_comes_into_view(whole: Visit) -> None:
    search(whole, "Charikar")
    before = view(whole).places
    box = whole.page.locator("#graph").bounding_box()
    whole.page.mouse.move(box["x"] + 20, box["y"] + 20)
    whole.page.mouse.down()
    whole.page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 20, steps=5)
    whole.page.mouse.up()
    assert not within(whole, {"place/charikar", "actor/taliban"})
    find(whole, "Path to", "Taliban")
    after = view(whole).places
    assert before.items() < after.items()
    assert within(whole, {"place/charikar", "place/parwan", "actor/taliban"})


def test_a_path_goes_round_what_is_hidden(whole: Visit) -> None:
    path(whole, "Iran", "Amrullah Saleh")
    assert "Taliban" in whole.panel
    press(whole, "Close")
    click(whole, "actor/taliban")
    press(whole, "Hide")
    path(whole, "Iran", "Amrullah Saleh")
    assert "From Iran to Amrullah Saleh" in whole.panel
    assert "Taliban" not in "".join(whole.page.locator("#panel li").all_inner_texts())


def test_where_there_is_no_path_the_panel_says_so(whole: Visit) -> None:
    path(whole, "Wolesi Jirga", "Taliban")
    assert "No path in what is seen now." in whole.panel
    press(whole, "Close")
    assert whole.state["path"] is None


def test_a_path_follows_the_lens(whole: Visit) -> None:
    path(whole, "Tajikistan", "Ahmad Massoud")
    assert "1 step along a shortest way" in whole.panel
    whole.page.locator("#lens").select_option(label="what is uncontested")
    assert "1 step along" not in whole.panel
    assert "No path in what is seen now." in whole.panel


def test_escape_closes_a_path(whole: Visit) -> None:
    path(whole, "Kabul", "Taliban")
    whole.page.keyboard.press("Escape")
    assert whole.panel == ""
    assert whole.state["path"] is None


# Surroundings


def test_focus_draws_one_actor_and_its_neighbours_and_then_theirs(whole: Visit) -> None:
    before = view(whole).actors
    click(whole, "place/tajikistan")
    press(whole, "Focus")
    one = view(whole).actors
    assert one == {
        "place/tajikistan",
        "actor/ahmad-massoud",
        "actor/amrullah-saleh",
        "actor/resistance-commanders",
    }
    press(whole, "Focus 2 ties away")
    two = view(whole).actors
    assert one < two
    assert "actor/taliban" in two
    press(whole, "Show all")
    assert view(whole).actors >= before


def test_expand_draws_the_neighbours_that_were_left_out(whole: Visit) -> None:
    before = view(whole).actors
    click(whole, "actor/two-us-senators")
    press(whole, "Expand")
    assert view(whole).actors == before | {"actor/resistance-leaders", UNDRAWN}
    assert said(whole) == "3 neighbours of Two US senators drawn."


@pytest.mark.parametrize(
    "short", ["actor/two-us-senators", "actor/iran", "actor/ahmad-shah-massoud"]
)
def test_a_double_click_draws_the_neighbours_of_what_it_hits(whole: Visit, short: str) -> None:
    drawn = whole.drawn(PANJSHIR + short)
    whole.page.mouse.dblclick(drawn["x"], drawn["y"])
    assert f"actor:{short.replace('/', '%2F')}" in fragment(whole)
    assert said(whole).endswith(" drawn.")
    press(whole, "Undo")
    assert "with=" not in fragment(whole)


def test_a_click_elsewhere_right_after_a_double_click_is_a_click_of_its_own(whole: Visit) -> None:
    whole.page.evaluate(
        "document.addEventListener('dblclick', () => document.getElementById('undo').click())"
    )
    drawn = whole.drawn(PANJSHIR + "actor/two-us-senators")
    whole.page.mouse.dblclick(drawn["x"], drawn["y"])
    assert said(whole) != "", "Something was drawn."
    assert "with=" not in fragment(whole)


@pytest.mark.parametrize("miss", [13, 17])
def test_a_near_miss_still_hits_a_line_and_a_far_one_nothing(visit: Visit, miss: int) -> None:
    """Fingers are broad: more so than the ten units within which a line is hit anyway."""
    line = visit.page.evaluate(NORMAL)
    for distance, hit in [(miss, True), (45, False)]:
        reach = distance * line["scale"]
        visit.page.mouse.click(line["x"] + reach * line["across"], line["y"] + reach * line["down"])
        assert (visit.panel.splitlines()[1:2] == [line["statement"]]) is hit


def test_what_is_hidden_is_drawn_no_more_with_its_ties_until_all_is_shown(whole: Visit) -> None:
    before = view(whole)
    for short in ("actor/taliban", "place/kabul"):
        click(whole, short)
        press(whole, "Hide")
    drawn = view(whole)
    assert "actor/taliban" not in drawn.actors
    assert "proposition/taliban-seized-kabul" not in drawn.ties
    assert whole.panel == ""
    assert whole.page.locator("#only span").inner_text() == "2 actors hidden."
    press(whole, "Show everything")
    assert view(whole) == before
    assert not whole.page.locator("#only").is_visible()


# Places put by hand


def test_a_dragged_actor_is_pinned_where_it_was_put(whole: Visit) -> None:
    before = view(whole).places
    drag(whole, "actor/iran", 60, 40)
    after = view(whole).places
    scale = whole.page.evaluate("kgPage.network.getScale()")
    moved = [
        now - then for now, then in zip(after["actor/iran"], before["actor/iran"], strict=True)
    ]
    assert moved == pytest.approx([60 / scale, 40 / scale], abs=4)
    assert {**after, "actor/iran": before["actor/iran"]} == before
    press(whole, "Tidy")
    assert view(whole).places["actor/iran"] == after["actor/iran"]


def test_unpin_takes_a_dragged_actor_back(whole: Visit) -> None:
    before = view(whole).places
    drag(whole, "actor/iran", 60, 40)
    click(whole, "actor/iran")
    press(whole, "Unpin")
    assert view(whole).places == before
    assert button(whole, "Pin").is_visible()


def test_an_actor_pinned_by_button_keeps_its_place_when_all_is_arranged_anew(whole: Visit) -> None:
    click(whole, "actor/iran")
    press(whole, "Pin")
    before = view(whole).places
    whole.page.get_by_role("combobox", name="Draw the most relevant").select_option("80")
    after = view(whole).places
    assert after["actor/iran"] == before["actor/iran"]
    assert after["actor/taliban"] != before["actor/taliban"]


# The way back


def hide(visit: Visit) -> None:
    click(visit, "place/kabul")
    press(visit, "Hide")


def pin(visit: Visit) -> None:
    click(visit, "place/kabul")
    press(visit, "Pin")


def focus(visit: Visit) -> None:
    click(visit, "place/tajikistan")
    press(visit, "Focus")


def expand(visit: Visit) -> None:
    click(visit, "actor/two-us-senators")
    press(visit, "Expand")


def conflictual(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Conflictual").click()


def relation(visit: Visit) -> None:
    visit.page.get_by_role("checkbox", name="seized").uncheck()


def most(visit: Visit) -> None:
    visit.page.get_by_role("combobox", name="Draw the most relevant").select_option("20")


def lens(visit: Visit) -> None:
    visit.page.locator("#lens").select_option(label="Taliban")


def against(visit: Visit) -> None:
    visit.page.locator("#against").select_option(label="what is uncontested")


def day(visit: Visit) -> None:
    visit.page.get_by_role("slider", name="Reported by").press("PageDown")


ACTS: list[tuple[Callable[[Visit], None], int]] = [
    (lambda visit: search(visit, "united states sen"), 1),
    (lambda visit: path(visit, "Kabul", "Taliban"), 2),
    (lambda visit: drag(visit, "actor/iran", 50, 50), 1),
    *((act, 2) for act in (hide, pin, focus, expand)),
    *((act, 1) for act in (conflictual, relation, most, lens, against, day)),
]


@pytest.mark.parametrize("way", ["button", "key"])
@pytest.mark.parametrize(("act", "steps"), ACTS)
def test_every_step_can_be_undone(
    whole: Visit, act: Callable[[Visit], None], steps: int, way: str
) -> None:
    before, state, box = view(whole), whole.state, whole.page.locator("#undo")
    act(whole)
    assert whole.state != state
    for _ in range(steps):
        if way == "button":
            box.click()
        else:
            whole.page.keyboard.press("Control+z")
    assert whole.state == state
    assert same(view(whole), before)


def same(one: View, other: View) -> bool:
    """Whether the same is drawn; what is arranged anew need not have the same places."""
    return one.actors == other.actors and one.ties == other.ties


def test_undo_takes_a_dragged_actor_back(whole: Visit) -> None:
    before = view(whole)
    drag(whole, "actor/iran", 50, 50)
    press(whole, "Undo")
    assert view(whole) == before


def test_reset_takes_everything_back_and_can_be_undone(whole: Visit) -> None:
    before = view(whole)
    for act in (lens, hide, relation, day):
        act(whole)
    drag(whole, "actor/iran", 50, 50)
    changed = view(whole)
    press(whole, "Reset")
    assert view(whole) == before
    assert fragment(whole) == ""
    press(whole, "Undo")
    assert view(whole) == changed


def test_undo_in_a_search_box_is_the_boxs_own(whole: Visit) -> None:
    conflictual(whole)
    whole.page.locator("#search").press_sequentially("kabul")
    whole.page.keyboard.press("Control+z")
    assert whole.state["polarities"] == ["conflictual"]


def test_pointing_at_a_line_and_at_an_actor_says_what_they_are(whole: Visit) -> None:
    drawn = whole.drawn(TALIBAN)
    whole.page.mouse.move(drawn["x"], drawn["y"])
    tooltip = whole.page.locator("#graph .tooltip")
    tooltip.wait_for()
    assert tooltip.locator("p").first.inner_text() == "Taliban"
