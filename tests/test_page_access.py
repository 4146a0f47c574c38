"""The page without a mouse, on a phone, on paper, and in scripts that run from right to left."""

from __future__ import annotations

from typing import Any

import pytest

from kg.page import PageContent, render
from tests.page_views import button, click, press, said, view
from tests.page_visits import ENTRY, MASSOUD, TALIBAN, Pages, Visit, with_thing

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def focused(visit: Visit) -> str:
    """What has the keyboard's focus, by the name that it has for those who do not see it."""
    return str(
        visit.page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one === document.body) { return ""; }
              const label = [...one.labels?.[0]?.childNodes ?? []]
                .filter((part) => part !== one && part.className !== "count")
                .map((part) => part.textContent).join("").trim();
              return one.getAttribute("aria-label") || label
                || one.querySelector(".name")?.textContent || one.textContent.trim();
            }"""
        )
    )


def tab_to(visit: Visit, name: str, most: int = 150) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(most):
        if focused(visit) == name:
            return
        visit.page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached with Tab")


def keys(visit: Visit, *names: str) -> None:
    for name in names:
        visit.page.keyboard.press(name)


# Keyboard


def test_everything_can_be_reached_with_tab_and_its_focus_is_seen(visit: Visit) -> None:
    click(visit, "actor/taliban")
    visit.page.locator("#search").focus()
    reached, unseen = [], []
    for _ in range(150):
        reached.append(focused(visit))
        style = "(({ outlineStyle, outlineWidth }) => `${outlineStyle} ${outlineWidth}`)"
        outline = visit.page.evaluate(f"{style}(getComputedStyle(document.activeElement))")
        if outline.startswith("none") or outline.endswith(" 0px"):
            unseen.append(reached[-1])
        keys(visit, "Tab")
        if visit.page.evaluate("document.activeElement === document.getElementById('search')"):
            break
    expected = {
        *("Search actors, places and events by any of their names", "Lens", "Compare with"),
        *("Go to the graph", "Table", "Fit", "Tidy", "Undo", "Reset", "Copy link", "Save", "Help"),
        *("Draw the most relevant", "by", "person", "Cooperative", "Disputed", "entered"),
        *("Only what rests on one origin", "All", "None", "Close", "Focus", "Expand", "Hide"),
        *("Pin", "According to it", "Copy", "Path to", "Play", "Everything reported"),
        *("Reported by", "Reported by, day", "Held from", "Held until", "Held from, day"),
        *("Held until, day", "Clear held between", "Draw every tie as a line of its own"),
        "Graph: arrow keys go from actor to actor, Enter opens the dossier",
    }
    assert expected - set(reached) == set()
    # Boxes for days and sliders show it in parts of theirs.
    without = {name for name in unseen if name in expected and not shows_focus(visit, name)}
    assert without == set()


def shows_focus(visit: Visit, name: str) -> bool:
    """Whether a control of the timeline looks otherwise while it has the focus."""
    control = visit.page.locator(f'#timeline input[aria-label="{name}"]')
    timeline = visit.page.locator("#timeline")
    control.focus()
    with_focus = timeline.screenshot()
    control.blur()
    return bool(with_focus != timeline.screenshot())


def test_arrows_go_from_actor_to_actor_and_say_where_they_are(visit: Visit) -> None:
    visit.page.locator("#graph").focus()
    keys(visit, "ArrowRight")
    first = said(visit)
    place = chosen_place(visit)
    keys(visit, "ArrowRight")
    right = chosen_place(visit)
    assert said(visit) != first
    assert right[0] > place[0]
    keys(visit, "ArrowUp")
    assert chosen_place(visit)[1] < right[1]
    assert said(visit) == visit.page.locator("#panel h2").inner_text()
    assert focused(visit).startswith("Graph: ")


def chosen_place(visit: Visit) -> tuple[float, float]:
    x, y = visit.page.evaluate(
        """() => {
          const { x, y } = kgPage.network.getPosition(kgPage.network.getSelectedNodes()[0]);
          return [x, y];
        }"""
    )
    return x, y


def test_enter_goes_to_the_dossier_and_escape_back_to_the_graph(visit: Visit) -> None:
    visit.page.locator("#graph").focus()
    keys(visit, "ArrowRight", "Enter")
    assert focused(visit) == said(visit)
    keys(visit, "Escape")
    assert visit.panel == ""
    assert focused(visit).startswith("Graph: ")


def test_plus_minus_and_nought_change_the_scale(visit: Visit) -> None:
    scale = "kgPage.network.getScale()"
    visit.page.locator("#graph").focus()
    before = visit.page.evaluate(scale)
    keys(visit, "+", "+")
    near = visit.page.evaluate(scale)
    keys(visit, "-")
    assert before < visit.page.evaluate(scale) < near
    keys(visit, "0")
    assert visit.page.evaluate(scale) == pytest.approx(before, rel=0.01)


def test_slash_goes_to_the_search_and_escape_empties_it(visit: Visit) -> None:
    visit.page.locator("#graph").focus()
    keys(visit, "/")
    visit.page.keyboard.type("kab/ul")
    box = visit.page.locator("#search")
    assert box.input_value() == "kab/ul"
    keys(visit, "Escape")
    assert box.input_value() == ""
    visit.page.keyboard.type("kabul")
    keys(visit, "Enter")
    assert focused(visit) == "Kabul"


def test_what_a_dossier_offers_is_done_with_the_keyboard_and_keeps_the_focus(whole: Visit) -> None:
    keys(whole, "/")
    whole.page.keyboard.type("two us sen")
    keys(whole, "Enter")
    for name, after in [("Pin", "Unpin"), ("Unpin", "Pin"), ("Expand", "Expand")]:
        tab_to(whole, name)
        keys(whole, "Enter")
        assert focused(whole) == after
    assert "actor/us-senate" in view(whole).actors
    tab_to(whole, "Path to")
    whole.page.keyboard.type("kabul")
    keys(whole, "Enter")
    assert focused(whole) == "From Two US senators to Kabul"
    keys(whole, "Escape", "/")
    whole.page.keyboard.type("tajikistan")
    keys(whole, "Enter")
    tab_to(whole, "Focus")
    keys(whole, "Enter")
    assert len(view(whole).actors) == 4
    assert focused(whole) == "Show all"
    keys(whole, "Enter")
    tab_to(whole, "Hide")
    keys(whole, "Enter")
    assert "place/tajikistan" not in view(whole).actors
    assert focused(whole).startswith("Graph: ")
    keys(whole, "Control+z")
    assert "place/tajikistan" in view(whole).actors


def test_lens_legend_and_table_are_done_with_the_keyboard(whole: Visit) -> None:
    whole.page.locator("#search").focus()
    tab_to(whole, "Lens")
    keys(whole, "ArrowDown")
    assert whole.state["lens"] == "uncontested"
    tab_to(whole, "Compare with")
    keys(whole, "ArrowDown")
    assert whole.page.locator("#other-graph").is_visible()
    keys(whole, "ArrowUp")
    tab_to(whole, "Conflictual")
    keys(whole, " ")
    assert whole.state["polarities"] == ["conflictual"]
    tab_to(whole, "accuses")
    keys(whole, " ")
    assert whole.state["relations"] == ["accuses"]
    whole.page.locator("#search").focus()
    tab_to(whole, "Table")
    keys(whole, "Enter")
    first = whole.page.locator("#table tbody button").first
    statement = first.inner_text()
    tab_to(whole, statement)
    keys(whole, "Enter")
    assert whole.panel.splitlines()[1] == statement
    keys(whole, "Escape")
    assert focused(whole) == "Table of what is seen"


def test_a_tie_is_reached_from_the_dossier_of_either_end(visit: Visit) -> None:
    visit.page.locator("#graph").focus()
    keys(visit, "/")
    visit.page.keyboard.type("soviet")
    keys(visit, "Enter")
    tab_to(visit, "Panjshir: Panjshir resists Soviet Union")
    keys(visit, "Enter")
    assert "Affirmed or suggested" in visit.panel
    tab_to(visit, "Panjshir")
    keys(visit, "Enter")
    assert visit.panel.splitlines()[1] == "Panjshir"


def test_help_opens_with_the_keyboard_and_closes_with_escape(visit: Visit) -> None:
    visit.page.locator("#search").focus()
    tab_to(visit, "Help")
    keys(visit, "Enter")
    text = visit.page.get_by_text("Nothing here is said to be true")
    assert text.is_visible()
    keys(visit, "Escape")
    assert not text.is_visible()


# Phone


@pytest.fixture(scope="module")
def phone(keep_page: Pages, flagship_html: str) -> Visit:
    return keep_page(flagship_html, **PHONE)


def tap(visit: Visit, iri: str) -> None:
    """Tap a thing with a finger."""
    drawn = visit.drawn(iri)
    visit.page.touchscreen.tap(drawn["x"], drawn["y"])


def test_nothing_is_wider_than_a_phone(phone: Visit) -> None:
    phone.begin_again()
    wide = """() => [...document.body.querySelectorAll("*")]
      .filter((one) => one.checkVisibility() && !one.closest(".unseen")
        && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"""
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    assert phone.page.evaluate(wide) == []


def test_the_legend_is_folded_on_a_phone_and_unfolds(phone: Visit) -> None:
    phone.begin_again()
    row = phone.page.get_by_role("button", name="Conflictual")
    assert not row.is_visible()
    phone.page.locator("nav summary").tap()
    assert row.is_visible()
    phone.page.locator("nav summary").tap()


def test_the_graph_of_a_phone_is_drawn_whole_and_keeps_its_size(phone: Visit) -> None:
    phone.begin_again()
    box = phone.page.locator("#graph").bounding_box()
    assert box["height"] <= 0.71 * 844
    for iri in (TALIBAN, MASSOUD):
        at = phone.drawn(iri)
        assert 0 < at["x"] < 390
        assert box["y"] < at["y"] < box["y"] + box["height"]
    inked = """() => {
      const canvas = document.querySelector("#graph canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    }"""
    assert phone.page.evaluate(inked)


def test_a_tap_opens_a_panel_that_can_be_read(phone: Visit) -> None:
    phone.begin_again()
    phone.page.locator("#graph").scroll_into_view_if_needed()
    tap(phone, TALIBAN)
    box = phone.page.locator("#panel").bounding_box()
    assert "Type\narmed group" in phone.panel
    assert (box["x"], box["width"]) == (0, 390)
    assert 200 < box["height"] < 0.6 * 844
    assert box["y"] + box["height"] <= 845
    size = phone.page.evaluate("parseFloat(getComputedStyle(panel).fontSize)")
    assert size >= 13
    button(phone, "Close").tap()
    assert phone.panel == ""


def test_the_marker_of_the_timeline_follows_a_finger(phone: Visit) -> None:
    phone.begin_again()
    track = phone.page.locator("#timeline .reported")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    phone.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    day = phone.page.locator("#timeline .value").first.inner_text()
    assert "2021-08-2" < day < "2021-09"


# Paper


def test_on_paper_are_the_graph_and_the_panel_and_no_controls(whole: Visit) -> None:
    click(whole, "actor/iran")
    whole.page.emulate_media(media="print")
    try:
        for seen in ("h1", "#graph canvas", "#panel h2", "#panel dl", "#shown", "nav .swatch"):
            assert whole.page.locator(seen).first.is_visible(), seen
        for control in (
            *("#search", "#lens", "#undo", "#save", "#most", "#hint", "#skip", "#alone", "#began"),
            *("#single", "#apart", "#timeline", "#path-to", "nav input", "#panel .actions"),
        ):
            assert not whole.page.locator(control).first.is_visible(), control
        assert not button(whole, "Close").is_visible()
        # One below the other: nothing lies over the text of the panel.
        main, panel = [whole.page.locator(one).bounding_box() for one in ("main", "#panel")]
        assert panel["y"] >= main["y"] + main["height"] - 1
    finally:
        whole.page.emulate_media(media="screen")


def test_on_paper_the_dark_page_is_light_and_sources_have_their_addresses(
    open_page: Pages, html: str
) -> None:
    visit = open_page(html, color_scheme="dark")
    visit.click(ENTRY)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert visit.page.evaluate(ground) != "rgb(255, 255, 255)"
    written = "(link) => getComputedStyle(link, '::after').content"
    source = visit.page.locator("#panel a").first
    assert source.evaluate(written) == "none"
    letters = visit.drawn(TALIBAN)["font"]["color"]
    visit.page.emulate_media(media="print")
    visit.wait("(dark) => kgPage.network.body.data.nodes.get('a0').font.color !== dark", letters)
    assert visit.page.evaluate(ground) == "rgb(255, 255, 255)"
    text = visit.page.locator("#panel h2").evaluate("(one) => getComputedStyle(one).color")
    assert max(map(int, text.removeprefix("rgb(").removesuffix(")").split(","))) < 100
    assert visit.drawn(TALIBAN)["font"]["color"] == "#1d2025"
    assert source.get_attribute("href") in source.evaluate(written)


def test_what_comes_before_all_else_leads_to_the_graph(visit: Visit) -> None:
    visit.page.locator("#search").focus()
    clipped = "getComputedStyle(document.getElementById('skip')).clipPath"
    assert visit.page.evaluate(clipped) != "none"
    keys(visit, "Shift+Tab")
    assert focused(visit) == "Go to the graph"
    assert visit.page.evaluate(clipped) == "none"
    keys(visit, "Enter")
    assert focused(visit).startswith("Graph: ")
    press(visit, "Table")
    button(visit, "Go to the graph").press("Enter")
    assert focused(visit) == "Table of what is seen"


def test_keys_do_what_they_do_while_a_checkbox_has_the_focus(visit: Visit) -> None:
    box = visit.page.get_by_role("checkbox", name="entered")
    box.focus()
    keys(visit, " ")
    assert visit.state["relations"] == ["entered"]
    keys(visit, "Control+z")
    assert visit.state["relations"] == []
    visit.click(TALIBAN)
    box.focus()
    keys(visit, "Escape")
    assert visit.panel == ""
    box.focus()
    keys(visit, "/")
    assert focused(visit).startswith("Search actors")
    assert box.is_checked()


# Right to left


def test_a_persian_label_reads_from_right_to_left(open_page: Pages, content: PageContent) -> None:
    named = with_thing(content, TALIBAN, label="طالبان", alt_labels=("Taliban",))
    visit = open_page(render(named))
    visit.click(TALIBAN)
    direction = "(one) => getComputedStyle(one).direction"
    assert visit.page.locator("#panel h2").inner_text() == "طالبان"
    assert visit.page.locator("#panel h2").evaluate(direction) == "rtl"
    assert visit.page.get_by_role("listitem").get_by_text("Taliban").evaluate(direction) == "ltr"
    press(visit, "Close")
    box = visit.page.locator("#search")
    box.press_sequentially("طال")
    assert box.evaluate(direction) == "rtl"
    assert visit.page.locator("#matches [role=option]").first.evaluate(direction) == "rtl"
    box.press("Enter")
    assert said(visit) == "طالبان"
