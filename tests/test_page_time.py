"""The two clocks of the page: what had been reported by a day, and what may have held then."""

from __future__ import annotations

import pytest

from tests.page_views import button, click, press, view
from tests.page_visits import Visit

FLIGHT = "proposition/massoud-fled-to-tajikistan"  # Reported on 6 September, denied by the 9th.
BRIEF = "proposition/faiz-hamid-meets-baradar"  # On 5 September.
LAST_DAY = "2021-09-30"  # Of the last report.
DISPUTED = [10, 6]
ONE_ORIGIN = [2, 5]


def type_day(visit: Visit, name: str, day: str) -> None:
    visit.page.get_by_label(name, exact=True).fill(day)


def middle_of(visit: Visit, clock: str, day: str) -> tuple[float, float]:
    """Where on the screen the bar of a day stands in one of the two tracks."""
    x, y = visit.page.evaluate(
        """([name, day]) => {
          const group = document.querySelector(`[role=group][aria-label="${name}"]`);
          const slider = group.querySelector("input[type=range]");
          const { x, y, width, height } = group.querySelector(".track").getBoundingClientRect();
          const at = Date.parse(day) / 86400000 - slider.min + 0.5;
          return [x + width * at / (slider.max - slider.min + 1), y + height / 2];
        }""",
        [clock, day],
    )
    return x, y


def drag(visit: Visit, clock: str, start: str, *days: str) -> None:
    """Drag over a track, from a day to others."""
    visit.page.mouse.move(*middle_of(visit, clock, start))
    visit.page.mouse.down()
    for day in days:
        visit.page.mouse.move(*middle_of(visit, clock, day), steps=4)
    visit.page.mouse.up()


def value(visit: Visit, clock: str) -> str:
    """What is written beside the name of a clock."""
    group = visit.page.get_by_role("group", name=clock, exact=True)
    return str(group.locator(".value").inner_text())


# Report time


def test_a_tie_is_unseen_then_uncontested_then_disputed_as_reports_come_in(whole: Visit) -> None:
    looks = []
    for day in ("2021-09-05", "2021-09-06", "2021-09-08", "2021-09-09"):
        type_day(whole, "Reported by, day", day)
        tie = view(whole).ties.get(FLIGHT)
        looks.append(tie and tie["dashes"])
    assert looks == [None, ONE_ORIGIN, ONE_ORIGIN, DISPUTED]


def test_the_contest_sheet_of_a_chosen_tie_follows_the_day(whole: Visit) -> None:
    click(whole, FLIGHT)
    assert "Denied or doubted" in whole.panel
    type_day(whole, "Reported by, day", "2021-09-08")
    assert "Uncontested: 1 voice suggests" in whole.panel
    assert "Denied or doubted" not in whole.panel
    type_day(whole, "Reported by, day", "2021-09-05")
    assert "Nothing had been reported of it by then." in whole.panel


def test_dragging_the_marker_back_takes_ties_counts_and_words_back(whole: Visit) -> None:
    assert whole.shown == "40 of 157 actors, 198 of 333 ties shown"
    drag(whole, "Reported by", LAST_DAY, "2021-09-08", "2021-08-21")
    assert value(whole, "Reported by") == "2021-08-21"
    assert whole.shown == "28 of 157 actors, 31 of 333 ties shown"
    drawn = view(whole)
    assert (len(drawn.actors), len(drawn.ties)) == (28, 31)
    conflictual = whole.page.get_by_role("button", name="Conflictual")
    assert int(conflictual.locator(".count").inner_text()) < 20


def test_a_drag_is_undone_in_one_step_with_the_keyboard_too(whole: Visit) -> None:
    before = view(whole)
    drag(whole, "Reported by", LAST_DAY, "2021-09-10", "2021-09-05", "2021-08-26")
    assert len(view(whole).ties) < len(before.ties)
    whole.page.keyboard.press("Control+z")
    assert value(whole, "Reported by") == "everything reported"
    assert view(whole) == before


def test_the_marker_at_the_last_day_is_no_bound(whole: Visit) -> None:
    drag(whole, "Reported by", "2021-08-26", "2021-09-01")
    assert whole.state["asOf"] is not None
    drag(whole, "Reported by", "2021-09-01", LAST_DAY)
    assert whole.state["asOf"] is None


def test_keys_move_the_marker_by_a_day_and_to_the_ends(whole: Visit) -> None:
    type_day(whole, "Reported by, day", "2021-09-08")
    slider = whole.page.get_by_role("slider", name="Reported by", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "2021-09-09"
    assert view(whole).ties[FLIGHT]["dashes"] == DISPUTED
    slider.press("ArrowLeft")
    assert view(whole).ties[FLIGHT]["dashes"] == ONE_ORIGIN
    slider.press("Home")
    assert view(whole).ties == {}
    slider.press("End")
    assert value(whole, "Reported by") == "everything reported"


def test_everything_brings_back_what_a_day_left_out(whole: Visit) -> None:
    before = view(whole)
    type_day(whole, "Reported by, day", "2021-08-25")
    assert len(view(whole).ties) < len(before.ties)
    press(whole, "Everything reported")
    assert view(whole) == before
    assert whole.page.get_by_label("Reported by, day", exact=True).input_value() == ""


def test_what_was_drawn_before_stays_in_its_place_on_another_day(whole: Visit) -> None:
    before = view(whole).places
    type_day(whole, "Reported by, day", "2021-09-04")
    after = view(whole).places
    common = before.keys() & after.keys()
    assert len(common) > 20
    assert {iri: after[iri] for iri in common} == {iri: before[iri] for iri in common}


def test_a_day_that_does_not_exist_changes_nothing(whole: Visit) -> None:
    box = whole.page.get_by_label("Reported by, day", exact=True)
    box.click()
    box.press_sequentially("0231")  # 31 February, in the month and day parts of the box.
    assert whole.state["asOf"] is None


# Playing


def test_play_goes_from_the_first_report_on_day_by_day(whole: Visit) -> None:
    press(whole, "Play")
    assert button(whole, "Play").get_attribute("aria-pressed") == "true"
    numbers = []
    for day in ("2021-08-17", "2021-08-18", "2021-08-19", "2021-08-20", "2021-08-21"):
        whole.wait("(day) => document.querySelector('#timeline .value').textContent === day", day)
        numbers.append(len(view(whole).ties))
    press(whole, "Play")
    assert numbers == [12, 12, 21, 21, 31]
    assert button(whole, "Play").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("act", ["key", "click"])
def test_what_the_reader_does_stops_the_player(whole: Visit, act: str) -> None:
    press(whole, "Play")
    whole.wait("() => kgPage.history.state.asOf !== null")
    if act == "key":
        whole.page.keyboard.press("Escape")
    else:
        whole.page.locator("#shown").click()
    assert button(whole, "Play").get_attribute("aria-pressed") == "false"
    stopped = whole.state["asOf"]
    whole.page.wait_for_timeout(700)  # Longer than the player waits between two steps.
    assert whole.state["asOf"] == stopped


def test_play_ends_with_everything_reported(whole: Visit) -> None:
    type_day(whole, "Reported by, day", "2021-09-28")
    press(whole, "Play")
    whole.page.locator("#timeline .play[aria-pressed=false]").wait_for()
    assert value(whole, "Reported by") == "everything reported"
    assert len(view(whole).ties) == 198


# World time


def test_days_of_world_time_draw_what_may_have_held_then(whole: Visit) -> None:
    drag(whole, "Held between", "2021-08-31", "2021-09-03")
    assert value(whole, "Held between") == "2021-08-31 and 2021-09-03"
    ties = view(whole).ties
    assert BRIEF not in ties
    assert "proposition/fighting-in-panjshir-2021-09-02" in ties
    assert FLIGHT in ties  # It says only September: that may have been then.


def test_an_edge_of_the_span_can_be_dragged_alone(whole: Visit) -> None:
    type_day(whole, "Held from, day", "2021-08-20")
    type_day(whole, "Held until, day", "2021-08-31")
    x, y = middle_of(whole, "Held between", "2021-08-31")
    half = middle_of(whole, "Held between", "2021-09-01")[0] - x
    whole.page.mouse.move(x + half / 2, y)
    whole.page.mouse.down()
    whole.page.mouse.move(*middle_of(whole, "Held between", "2021-09-05"), steps=5)
    whole.page.mouse.up()
    assert value(whole, "Held between") == "2021-08-20 and 2021-09-05"


def test_the_span_can_be_dragged_as_a_whole(whole: Visit) -> None:
    drag(whole, "Held between", "2021-08-20", "2021-08-24")
    few = view(whole).ties.keys()
    drag(whole, "Held between", "2021-08-22", "2021-09-03")
    assert value(whole, "Held between") == "2021-09-01 and 2021-09-05"
    assert few != view(whole).ties.keys()


def test_keys_move_either_end_of_the_span(whole: Visit) -> None:
    type_day(whole, "Held from, day", "2021-08-20")
    type_day(whole, "Held until, day", "2021-08-24")
    whole.page.get_by_role("slider", name="Held from", exact=True).press("ArrowLeft")
    whole.page.get_by_role("slider", name="Held until", exact=True).press("ArrowRight")
    assert value(whole, "Held between") == "2021-08-19 and 2021-08-25"


def test_an_event_is_drawn_only_in_the_days_when_it_may_have_been(whole: Visit) -> None:
    seen = []
    for day in ("2021-09-04", "2021-09-05", "2021-09-06"):
        type_day(whole, "Held from, day", day)
        type_day(whole, "Held until, day", day)
        seen.append(BRIEF in view(whole).ties)
    assert seen == [False, True, False]


def test_clear_lets_every_day_through_again(whole: Visit) -> None:
    before = view(whole)
    type_day(whole, "Held from, day", "2021-09-06")
    assert view(whole).ties.keys() != before.ties.keys()
    press(whole, "Clear held between")
    assert value(whole, "Held between") == "any time"
    assert view(whole).ties == before.ties


def test_statuses_do_not_change_with_the_days_of_world_time(whole: Visit) -> None:
    type_day(whole, "Held from, day", "2021-09-01")
    type_day(whole, "Held until, day", "2021-09-05")
    assert view(whole).ties[FLIGHT]["dashes"] == DISPUTED


def test_only_what_began_in_the_days_can_be_had_alone(whole: Visit) -> None:
    whole.page.get_by_label("Draw the most relevant").select_option("all")
    began = whole.page.get_by_label("Only what began in the days of Held between")
    assert not began.is_visible()
    type_day(whole, "Held from, day", "2021-09-01")
    type_day(whole, "Held until, day", "2021-09-05")
    held = view(whole).ties.keys()
    began.check()
    begun = view(whole).ties.keys()
    assert BRIEF in begun
    assert begun < held
    firsts = whole.page.evaluate(
        "Object.fromEntries(kgPage.model.propositions.iri.map((iri, p) => {"
        " const day = kgPage.model.propositions.first[p];"
        " return [iri, day === null ? '' : new Date(day * 864e5).toISOString().slice(0, 10)]; }))"
    )
    days = {iri for iri in held if "2021-09-01" <= firsts[iri] <= "2021-09-05"}
    assert begun == days
    undated = {iri for iri in held if not firsts[iri]}
    assert undated
    # The legend counts what is left.
    assert int(
        whole.page.get_by_role("button", name="Conflictual").locator(".count").inner_text()
    ) < len(begun)
    press(whole, "Clear held between")
    assert not began.is_visible()
    assert undated <= view(whole).ties.keys()


def test_both_clocks_are_asked_together(whole: Visit) -> None:
    whole.page.get_by_label("Draw the most relevant").select_option("all")
    type_day(whole, "Reported by, day", "2021-08-31")
    reported = view(whole).ties.keys()
    type_day(whole, "Held from, day", "2021-08-30")
    both = view(whole).ties.keys()
    press(whole, "Everything reported")
    held = view(whole).ties.keys()
    assert both < reported
    assert both < held
