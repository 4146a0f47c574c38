"""Search by any name, and the legend that filters what it explains."""

from __future__ import annotations

import pytest

from kg.page import PageContent
from tests.page_visits import (
    ENTRY,
    PROVINCE,
    SEIZURE,
    TALIBAN,
    Pages,
    Visit,
)


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
    matches = visit.page.locator("#matches [role=option]").all_inner_texts()
    assert "Massoud · Ahmad Massoud" in matches
    search.press("ArrowDown")
    active = visit.page.locator("#" + search.get_attribute("aria-activedescendant"))
    assert active.get_attribute("aria-selected") == "true"
    assert active.inner_text() == matches[1]
    search.press("Enter")
    assert search.input_value() == ""


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
    controls = visit.page.evaluate(
        f"{visible}.map((one) => one.ariaLabel ?? (one.innerText || one.id))"
    )
    at = f"{visible}.indexOf(document.activeElement)"
    without = visit.page.locator("#timeline").screenshot()
    shown = set()
    for _ in range(len(controls) + 30):
        visit.page.keyboard.press("Tab")
        number = visit.page.evaluate(at)
        if number < 0 or number in shown:
            continue
        outlined = visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        # A slider's thumb shows it, and that has no style to be asked for.
        if outlined == "solid" or visit.page.locator("#timeline").screenshot() != without:
            shown.add(number)
    assert [name for number, name in enumerate(controls) if number not in shown] == []
