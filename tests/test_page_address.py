"""The address of the page holds the view: sent to somebody else, it shows the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.terms import PANJSHIR
from tests.page_views import click, fragment, press, said, view
from tests.page_visits import Pages, Visit


def go_to(visit: Visit, text: str) -> None:
    """Paste a fragment into the address of the open page, and wait until it is taken up."""
    visit.page.evaluate(
        """(text) => new Promise((done) => {
          window.addEventListener("hashchange", () => done(), { once: true });
          const before = location.hash;
          location.hash = text;
          if (location.hash === before) { done(); }
        })""",
        text,
    )


def explore(visit: Visit) -> None:
    """Much of what a reader can do that the address holds."""
    page = visit.page
    page.locator("#lens").select_option(label="Taliban")
    page.locator("#against").select_option(label="National Resistance Front")
    page.get_by_label("Reported by, day", exact=True).fill("2021-09-06")
    page.get_by_label("Held from, day", exact=True).fill("2021-08-20")
    page.get_by_role("button", name="Event").click()
    page.get_by_role("checkbox", name="fears").uncheck()
    page.get_by_role("button", name="Denied").click()
    page.get_by_role("combobox", name="by", exact=True).select_option(label="claims about it")
    click(visit, "actor/pakistan")
    press(visit, "Pin", "Expand")
    click(visit, "place/afghanistan")
    press(visit, "Hide")
    page.get_by_role("combobox", name="Draw the most relevant").select_option("20")
    click(visit, "actor/taliban")


def test_the_same_view_opens_elsewhere_from_the_address(
    whole: Visit, open_page: Pages, flagship_html: str
) -> None:
    explore(whole)
    address = fragment(whole)
    other = open_page(flagship_html, address)
    assert other.state == whole.state
    assert view(other) == view(whole)
    assert view(other, "other-graph") == view(whole, "other-graph")
    assert other.panel == whole.panel
    assert other.shown == whole.shown
    assert fragment(other) == address
    assert other.messages == []


def test_the_same_view_comes_back_when_the_address_is_pasted(whole: Visit) -> None:
    explore(whole)
    address, state, before, panel = fragment(whole), whole.state, view(whole), whole.panel
    press(whole, "Reset")
    assert fragment(whole) == ""
    go_to(whole, address)
    assert whole.state == state
    assert view(whole) == before
    assert whole.panel == panel


def look_through_two_lenses(visit: Visit) -> None:
    visit.page.locator("#lens").select_option(label="Taliban")
    visit.page.get_by_label("Reported by, day", exact=True).fill("2021-08-25")
    visit.page.locator("#lens").select_option(label="National Resistance Front")


def filter_by_the_legend(visit: Visit) -> None:
    visit.page.get_by_label("Held from, day", exact=True).fill("2021-09-06")
    for name in ("Person", "Conflictual"):
        visit.page.get_by_role("button", name=name).click()


def ask_for_more(visit: Visit) -> None:
    visit.search("united states sen")
    visit.page.get_by_label("Reported by, day", exact=True).fill("2021-09-05")
    visit.search("charikar")
    press(visit, "Expand")
    press(visit, "Everything reported")


def drag_and_find_a_path(visit: Visit) -> None:
    drawn = visit.drawn(f"{PANJSHIR}actor/iran")
    visit.page.mouse.move(drawn["x"], drawn["y"])
    visit.page.mouse.down()
    visit.page.mouse.move(drawn["x"] - 60, drawn["y"] - 40, steps=5)
    visit.page.mouse.up()
    find_a_path(visit)


def find_a_path(visit: Visit) -> None:
    visit.search("lindsey")
    visit.page.get_by_role("combobox", name="Path to").fill("charikar")
    visit.page.keyboard.press("Enter")


def focus_and_look_through_a_lens(visit: Visit) -> None:
    visit.search("iran")
    press(visit, "Focus")
    visit.page.locator("#lens").select_option(label="what is uncontested")


@pytest.mark.parametrize(
    "act",
    [
        look_through_two_lenses,
        filter_by_the_legend,
        ask_for_more,
        drag_and_find_a_path,
        focus_and_look_through_a_lens,
    ],
)
def test_an_address_puts_everything_where_its_sender_had_it(
    whole: Visit, open_page: Pages, flagship_html: str, act: Callable[[Visit], None]
) -> None:
    act(whole)
    there = view(open_page(flagship_html, fragment(whole)))
    assert there.places == view(whole).places
    assert there.ties == view(whole).ties


def test_lenses_days_choices_and_paths_move_nothing(whole: Visit) -> None:
    whole.search("charikar")
    before = view(whole).places
    for act in (look_through_two_lenses, find_a_path):
        act(whole)
        after = view(whole).places
        common = before.keys() & after.keys()
        assert len(common) > 20
        assert {iri: after[iri] for iri in common} == {iri: before[iri] for iri in common}
    assert "place/charikar" in common


@pytest.mark.parametrize("choose", ["line", "path", "table", "around"])
def test_what_is_opened_is_in_the_address(whole: Visit, choose: str) -> None:
    if choose == "line":
        click(whole, "proposition/front-repelled-taliban-2021-08-30")
    elif choose == "table":
        press(whole, "Table")
    else:
        click(whole, "actor/iran")
        if choose == "path":
            whole.page.get_by_role("combobox", name="Path to").fill("kabul")
            whole.page.keyboard.press("Enter")
        else:
            press(whole, "Focus", "Focus 2 ties away")
    state, panel = whole.state, whole.panel
    address = fragment(whole)
    press(whole, "Reset")
    go_to(whole, address)
    assert whole.state == state
    assert whole.panel == panel


def test_back_of_the_browser_goes_back_a_step_and_forward_goes_on(whole: Visit) -> None:
    before, state = view(whole), whole.state
    whole.page.get_by_role("button", name="Conflictual").click()
    click(whole, "actor/iran")
    assert "Type\nstate" in whole.panel
    changed = whole.state
    whole.page.go_back()
    whole.wait("() => kgPage.history.state.chosen === null")
    assert whole.panel == ""
    assert whole.state["polarities"] == ["conflictual"]
    whole.page.go_back()
    whole.wait("() => kgPage.history.state.polarities.length === 0")
    assert whole.state == state
    assert view(whole) == before
    whole.page.go_forward()
    whole.page.go_forward()
    whole.wait("() => kgPage.history.state.chosen !== null")
    assert whole.state == changed


def test_what_changes_nothing_is_no_step(whole: Visit) -> None:
    conflictual = whole.page.get_by_role("button", name="Conflictual")
    conflictual.click()
    entries = whole.page.evaluate("history.length")
    click(whole, "actor/iran")
    click(whole, "actor/iran")
    press(whole, "Clear held between")
    whole.page.get_by_role("button", name="All", exact=True).click()
    assert whole.page.evaluate("history.length") in (entries + 1, 50)  # No browser keeps more.
    press(whole, "Undo")
    assert whole.panel == ""
    assert whole.state["polarities"] == ["conflictual"]
    press(whole, "Undo")
    assert whole.state["polarities"] == []


def test_back_returns_to_the_view_before_a_pasted_one(whole: Visit) -> None:
    whole.page.get_by_role("button", name="Conflictual").click()
    before = view(whole)
    go_to(whole, "lens=uncontested")
    assert view(whole) != before
    whole.page.go_back()
    whole.wait("() => kgPage.history.state.lens === 'all'")
    assert view(whole) == before


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("chosen=actor:actor%2Fnobody", "1 thing"),
        ("lens=voice&voice=actor%2Fnobody", "1 thing"),
        ("with=actor%2Fnobody,actor%2Fiman,actor%2Firan", "2 things"),
        ("without-types=Dragon,Place&without-relations=eats", "2 things"),
        ("around=actor%2Fnobody", "1 thing"),
        ("reported-by=2021-02-31", "1 thing"),
        ("nonsense=1&most=-3&measure=beauty", "3 things"),
    ],
)
def test_an_address_that_names_unknown_things_says_so(whole: Visit, text: str, number: str) -> None:
    go_to(whole, text)
    expected = f"The address names {number} that this page does not hold."
    assert said(whole) == expected
    assert whole.page.locator("#hint").inner_text() == expected
    assert view(whole).ties


def test_of_an_address_known_in_part_the_known_part_is_shown(whole: Visit) -> None:
    go_to(whole, "with=actor%2Fnobody,actor%2Fus-senate&without=actor%2Firan&eat=1")
    drawn = view(whole).actors
    assert "actor/us-senate" in drawn
    assert "actor/iran" not in drawn


KEYS = [
    *("lens", "voice", "against", "reported-by", "held-from", "held-until", "without-types"),
    *("without-polarities", "without-lines", "without-relations", "one-origin", "measure", "most"),
    *("itself", "began"),
    *("around", "depth", "propositions", "things", "question", "with", "without", "pinned"),
    *("apart", "path", "chosen", "table", "__proto__", "constructor"),
]
VALUES = [
    *("actor%2Ftaliban", "actor/iran", "place%2Fkabul", "voice", "voice:actor%2Ftaliban", "all"),
    *(
        "actor:actor%2Firan",
        "proposition:proposition%2Ftaliban-entered-panjshir",
        "line:",
        "1",
        "0",
    ),
    *("proposition%2Ftaliban-entered-panjshir", "2021-08-28", "0000-01-01", "9999-12-31", "Place"),
    *(
        "actor%2Firan@5:-5",
        "actor%2Firan@9999999:9999999",
        "constructor",
        "__proto__",
        "%",
        "%E0%A4",
    ),
    *("line:proposition%2Ffighters-number-over-6000", "conflictual", "Disputed", ""),
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.tuples(
            st.sampled_from(KEYS),
            st.lists(st.one_of(st.sampled_from(VALUES), st.text(max_size=8)), max_size=3),
        ),
        max_size=5,
    ).map(lambda parts: "&".join(f"{key}={','.join(values)}" for key, values in parts)),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_no_address_does_harm(visit: Visit, text: str) -> None:
    whole = "kgPage.model.actors.iri"
    go_to(visit, text)
    assert visit.shown.endswith("shown")
    assert "undefined" not in visit.panel
    press(visit, "Reset")
    assert visit.messages == []
    assert view(visit).actors == set(visit.page.evaluate(whole))


def test_an_address_holds_no_markup(whole: Visit) -> None:
    go_to(whole, "question=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&table=1")
    caption = whole.page.locator("#table caption")
    assert "<img src=x onerror=alert(1)>" in caption.inner_text()
    assert whole.page.locator("#table img").count() == 0
    assert whole.dialogs == []


# The clipboard


@pytest.mark.parametrize("granted", [True, False])
def test_copy_link_and_copy_put_texts_on_the_clipboard(
    open_page: Pages, html: str, granted: bool
) -> None:
    permissions = ["clipboard-read", "clipboard-write"] if granted else ["clipboard-read"]
    visit = open_page(html, permissions=permissions)
    if not granted:
        # As in a browser that keeps the clipboard to itself.
        visit.page.evaluate(
            "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }"
        )
    clipboard = "navigator.clipboard.readText()"
    click(visit, "actor/taliban")
    press(visit, "Copy link")
    visit.wait("() => document.getElementById('said').textContent.includes('copied')")
    assert visit.page.evaluate(clipboard) == visit.page.url
    assert "#chosen=actor:actor%2Ftaliban" in visit.page.url
    told = "The link to this view is copied. It opens where this file is: send the file as well."
    hint = visit.page.locator("#hint")
    assert said(visit) == hint.inner_text() == told
    assert hint.is_visible()
    press(visit, "Copy")
    visit.wait("() => document.getElementById('said').textContent === 'Copied.'")
    assert hint.inner_text() == "Copied."
    if granted:
        hint.wait_for(state="hidden")
    copied = visit.page.evaluate(clipboard)
    assert copied.startswith("Taliban\n")
    assert "actor/taliban" in copied
    assert "Focus" not in copied
    assert visit.page.evaluate("document.activeElement.textContent") == "Copy"


# The table


def rows_of(visit: Visit) -> dict[str, list[str]]:
    rows = visit.page.locator("#table tbody tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    return {statement: rest for statement, *rest in cells}


def test_what_is_seen_can_be_read_as_a_table(whole: Visit) -> None:
    drawn = view(whole)
    press(whole, "Table")
    rows = rows_of(whole)
    assert not whole.page.locator("#graph").is_visible()
    flight = rows["Ahmad Massoud fled to Tajikistan, 2021-09"]
    assert flight == [
        *("from 2021-09", "", "disputed"),
        *("Taliban (suggests)", "Zahir Aghbar", "3", "3"),
    ]
    headings = whole.page.locator("#table thead th").all_inner_texts()
    assert headings == [
        *("What is claimed", "When", "Where", "Status", "Affirmed by", "Denied by"),
        *("Sources", "Origins"),
    ]
    talks = rows["National Resistance Front negotiates with Taliban, 2021-08-26"]
    assert talks[1:3] == ["Charikar", "disputed, one origin"]
    # Facts, which are no ties, are in the table too.
    assert len(rows) > len(drawn.ties)
    assert "Panjshir valley miles from 90 (Kabul)" in rows


def test_a_row_of_the_table_opens_its_contest_sheet(whole: Visit) -> None:
    press(whole, "Table")
    whole.page.get_by_role("button", name="Ahmad Massoud fled to Tajikistan, 2021-09").click()
    assert "Disputed: 1 voice suggests, 1 denies" in whole.panel
    assert whole.page.locator("#table").is_visible()


def test_the_table_follows_lens_and_days(whole: Visit) -> None:
    statement = "Ahmad Massoud fled to Tajikistan, 2021-09"
    press(whole, "Table")
    whole.page.locator("#lens").select_option(label="what is uncontested")
    assert statement not in rows_of(whole)
    whole.page.get_by_label("Reported by, day", exact=True).fill("2021-09-08")
    assert rows_of(whole)[statement][2] == "uncontested, one origin"
    caption = whole.page.locator("#table caption").inner_text()
    assert caption.startswith("Panjshir, what is uncontested, as reported by 2021-09-08: ")


def test_the_table_lists_what_is_not_drawn_too_and_what_is_hidden_never(whole: Visit) -> None:
    whole.page.locator("#most").select_option("10")
    assert "actor/us-senate" not in view(whole).actors
    press(whole, "Table")
    statement = "Two US senators member of United States Senate"
    few = rows_of(whole)
    assert statement in few
    whole.page.locator("#most").select_option("all")
    assert rows_of(whole) == few
    whole.page.get_by_role("button", name="Organisation").click()
    press(whole, "Table")
    click(whole, "actor/two-us-senators")
    press(whole, "Hide", "Table")
    assert statement not in rows_of(whole)


def test_the_table_says_through_which_of_two_lenses_a_row_is_seen(whole: Visit) -> None:
    press(whole, "Table")
    whole.page.locator("#lens").select_option(label="Taliban")
    alone = rows_of(whole).keys()
    whole.page.locator("#against").select_option(label="National Resistance Front")
    assert whole.page.locator("#table thead th").all_inner_texts()[-1] == "Lens"
    rows = rows_of(whole)
    assert rows["Taliban seized Panjshir, 2021-09-06"][-1] == "according to Taliban"
    assert rows["Ahmad Massoud leads National Resistance Front"][-1] == "both"
    right = {
        statement
        for statement, cells in rows.items()
        if cells[-1] not in ("both", "according to Taliban")
    }
    assert {rows[statement][-1] for statement in right} == {
        "according to National Resistance Front"
    }
    assert rows.keys() - right == alone


@pytest.mark.parametrize("first", [False, True])
def test_the_graph_comes_back_whole_after_the_table(
    whole: Visit, open_page: Pages, html: str, first: bool
) -> None:
    visit = open_page(html, "table=1") if first else whole
    if not first:
        press(visit, "Table")
    visit.page.get_by_role("combobox", name="Draw the most relevant").select_option("10")
    visit.page.locator("#table tbody button").last.click()
    press(visit, "Table")
    places = view(visit).places
    box = visit.page.locator("#graph").bounding_box()
    assert len(places) >= 10
    for iri in places:
        at = visit.drawn(PANJSHIR + iri)
        assert box["x"] <= at["x"] <= box["x"] + box["width"]
        assert box["y"] <= at["y"] <= box["y"] + box["height"]
