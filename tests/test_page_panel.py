"""The side panel: the claims behind a line, the dossier of a thing, and where they lead."""

from __future__ import annotations

import pytest

from kg.claims import ClaimDetail
from kg.page import PageContent, render
from kg.terms import PANJSHIR
from tests.page_views import press
from tests.page_visits import (
    ENTRY,
    PROVINCE,
    SEIZURE,
    TALIBAN,
    TALKS,
    Pages,
    Visit,
    with_claims,
    with_source,
    with_tie,
)

SENATORS = f"{PANJSHIR}actor/two-us-senators"


def test_a_click_on_a_line_opens_the_claims_behind_it(visit: Visit) -> None:
    visit.click(ENTRY)
    panel = visit.panel
    assert panel.splitlines()[1] == "Taliban entered Panjshir, 2021-08-28"
    assert "Disputed: 1 voice affirms, 2 deny" in panel
    assert "When\nfrom 2021-08-28" in panel
    assert "Affirmed by\nTaliban\n" in panel
    assert "Denied by\nMassoud's supporters, National Resistance Front\n" in panel
    assert "Reported in\n1 source\nOrigins\nNewsBytes, 2021-08\n" in panel
    assert "As it was reported" not in panel  # All of it came on one day.
    claims = visit.page.locator("#panel article").all_inner_texts()
    assert len(claims) == 4
    assert claims[0].startswith("Anaamullah Samangani, on behalf of Taliban affirms, 2021-08-28\n")
    assert "\nNote: From several directions.\n" in claims[0]
    assert "In the source: paraphrase, characters 1011\N{EN DASH}1128" in claims[0]
    assert "In the source: direct quote, characters 1152\N{EN DASH}1273" in claims[0]
    assert (
        "Disputed by Massoud's supporters, 2021-08-28 to 2021-08-29, "
        "National Resistance Front, 2021-08-28 to 2021-08-29, Mohammad Almas Zahid" in claims[0]
    )
    assert "NewsBytes, 2021-08-28 to 2021-08-29" in claims[0]
    assert claims[3].startswith(
        "Mohammad Almas Zahid, on behalf of National Resistance Front denies"
    )
    assert "Disputes Anaamullah Samangani, 2021-08-28" in claims[3]
    assert "direct quote" in claims[3]


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
    assert "Reported in\n1 source\n" in visit.panel
    assert "Origins\nNewsBytes, 2021-08; Pajhwok, 2021-08\n" in visit.panel


def test_a_dispute_leads_to_the_claim_that_it_disputes(visit: Visit) -> None:
    visit.click(ENTRY)
    denial = visit.page.locator("#panel article").nth(1)
    denial.get_by_role("button", name="Anaamullah Samangani, 2021-08-28", exact=True).click()
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
    other_claim = "Anaamullah Samangani, 2021-08-28"
    visit.page.locator("#panel article").get_by_role("button", name=other_claim).click()
    assert visit.panel.splitlines()[1] == "Taliban entered Panjshir, 2021-08-28"
    focused = visit.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Anaamullah Samangani")
    assert "\nDisputed by " in focused
    assert "NewsBytes" in focused.partition("Disputed by ")[2].splitlines()[0]


def test_a_click_on_a_thing_opens_its_dossier(visit: Visit) -> None:
    visit.click(PROVINCE)
    panel = visit.panel
    assert "Type\nplace" in panel
    assert "Panjsher province" in panel
    assert "پنجشیر" in panel
    assert "Id\nplace/panjshir" in panel
    assert "entered, from others: 1\n\nTaliban, from 2021-08-28 disputed" in panel
    soviets, taliban = "Soviet Union uncontested", "Taliban uncontested"
    assert f"resists: 2\n\n{soviets}, one origin\n\n{taliban}, one origin" in panel


def test_a_dossier_says_what_its_actor_says_and_leads_there(visit: Visit) -> None:
    visit.click(TALIBAN)
    assert "2021-08-28 affirms" not in visit.panel
    spoken = visit.page.locator("#panel details")
    assert spoken.locator("summary").inner_text() == "What it says: 4 claims"
    # At the top, above its ties.
    assert spoken.bounding_box()["y"] < visit.page.locator("#panel h3").first.bounding_box()["y"]
    spoken.locator("summary").click()
    said = spoken.inner_text()
    assert "2021-08-28 affirms: Taliban entered Panjshir, 2021-08-28" in said
    assert "2021-08-28 denies: National Resistance Front fights Taliban, 2021-08-28" in said
    assert "seized" not in said
    fights = "National Resistance Front fights Taliban, 2021-08-28"
    spoken.get_by_role("button", name=fights).click()
    assert visit.panel.splitlines()[1] == fights
    focused = visit.page.evaluate("document.activeElement.innerText")
    assert focused.startswith("Anaamullah Samangani, on behalf of Taliban denies")


def test_a_tie_of_a_dossier_leads_to_its_claims_and_on_to_the_other_end(visit: Visit) -> None:
    visit.click(PROVINCE)
    tie = visit.page.locator("#panel").get_by_role("button", name="Soviet Union")
    # Names are read one by one: each says what it is about.
    assert tie.get_attribute("aria-label") == "Soviet Union: Panjshir resists Soviet Union"
    tie.press("Enter")
    assert "Panjshir resists Soviet Union" in visit.panel
    visit.page.locator("#panel").get_by_role("button", name="Soviet Union").press("Enter")
    assert "Type\nstate" in visit.panel


def test_a_fact_of_a_dossier_leads_to_its_claims(visit: Visit) -> None:
    visit.click(f"{PANJSHIR}actor/panjshir-fighters")
    statement = "Fighters gathered in the Panjshir valley fighter count at least 6000"
    visit.page.locator("#panel").get_by_role("button", name=statement).click()
    assert "About\nFighters gathered in the Panjshir valley" in visit.panel
    assert "Relation\nfighter count\nWhen\nstill so on 2021-08-28\n" in visit.panel
    assert "Uncontested: 1 voice suggests" in visit.panel
    assert "unnamed reports" in visit.panel
    assert "In the source: hearsay, characters 2371\N{EN DASH}2554" in visit.panel


def test_what_is_not_chosen_steps_back_until_escape(visit: Visit) -> None:
    visit.click(ENTRY)
    assert visit.drawn(SENATORS)["opacity"] < 0.5
    assert visit.drawn(TALKS)["color"]["opacity"] < 0.5
    assert visit.drawn(TALIBAN)["opacity"] == visit.drawn(ENTRY)["color"]["opacity"] == 1
    visit.page.keyboard.press("Escape")
    assert visit.drawn(SENATORS)["opacity"] == visit.drawn(TALKS)["color"]["opacity"] == 1
    assert visit.panel == ""


def test_the_panel_never_hides_what_was_chosen(visit: Visit, content: PageContent) -> None:
    one, other, proposition = max(
        content.network.edges(keys=True), key=lambda tie: float(visit.drawn(tie[2])["x"])
    )
    before = visit.page.locator("#graph").bounding_box()["width"]
    visit.click(proposition)
    panel = visit.page.locator("#panel").bounding_box()
    assert panel["width"] < before / 2
    assert visit.drawn(one)["x"] < panel["x"]
    assert visit.drawn(other)["x"] < panel["x"]


def test_the_panel_is_copied_as_text(open_page: Pages, html: str) -> None:
    visit = open_page(html, permissions=["clipboard-read", "clipboard-write"])
    visit.click(ENTRY)
    visit.page.locator("#panel").get_by_role("button", name="Copy").click()
    visit.wait("document.getElementById('said').textContent === 'Copied.'")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Taliban entered Panjshir, 2021-08-28")
    assert "Denied or doubted: 3 claims" in copied
    source = f"<{visit.page.locator('#panel a').first.get_attribute('href')}>"
    assert source.startswith("<https://")
    assert copied.count(source) == visit.page.locator("#panel a").count() == 4
    # What is folded up is copied too.
    visit.click(TALIBAN)
    visit.page.locator("#said").evaluate("(said) => { said.textContent = '' }")
    visit.page.locator("#panel").get_by_role("button", name="Copy").click()
    visit.wait("document.getElementById('said').textContent === 'Copied.'")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert "2021-08-28 affirms: Taliban entered Panjshir, 2021-08-28" in copied


# What the whole data set has and one article has not


def choose(visit: Visit, proposition: str) -> str:
    """Open the contest sheet of a proposition, and read it."""
    visit.change(chosen={"proposition": visit.number("propositions", PANJSHIR + proposition)})
    return visit.panel


@pytest.mark.parametrize(
    ("proposition", "status", "sides"),
    [
        (
            "proposition/faiz-hamid-meets-taliban",
            "Uncontested: 1 voice suggests",
            "Affirmed by\nAtalayar (suggests)\n",
        ),
        (
            "proposition/fighting-in-panjshir-2021-08-22",
            "Denied: 1 voice doubts",
            "Denied by\nAhmad Massoud (doubts)\n",
        ),
        (
            "proposition/fighters-drawn-from-army",
            "Uncontested: 1 voice affirms, 2 suggest",
            "Affirmed by\nNewsBytes (suggests), Republic World (suggests), The Straits Times\n",
        ),
        (
            "proposition/front-controls-bazarak-2021-09-06",
            "Disputed: 1 voice affirms, others affirm what cannot hold beside it",
            "Affirmed by\nNational Resistance Front\n",
        ),
    ],
)
def test_suggestions_doubts_and_rivals_are_named_as_such(
    whole: Visit, proposition: str, status: str, sides: str
) -> None:
    panel = choose(whole, proposition)
    assert whole.page.locator("#panel .status").inner_text() == status
    assert sides in panel


def test_a_voice_that_takes_both_sides_is_named_on_both_with_its_stance(whole: Visit) -> None:
    panel = choose(whole, "proposition/taliban-present-in-panjshir-2021-09-05")
    assert "Disputed: 1 voice affirms, 1 suggests, 1 denies" in panel
    assert "Affirmed by\nTaliban, National Resistance Front (suggests)\n" in panel
    assert "Denied by\nNational Resistance Front\n" in panel


@pytest.mark.parametrize(
    ("proposition", "when"),
    [
        ("proposition/taliban-support-peaceful-settlement", "still so on 2021-08-28"),
        ("proposition/front-captured-taliban-fighters-2021-09-05", "on 2021-09-05"),
        ("proposition/front-threatens-taliban", "began between 2021-08-01 and 2021-08-25"),
        ("proposition/agreement-not-to-attack", "ended between 2021-08-30 and 2021-08-31"),
    ],
)
def test_a_date_says_what_began_ended_or_was_then(
    whole: Visit, proposition: str, when: str
) -> None:
    assert f"When\n{when}\n" in choose(whole, proposition)


def test_dates_that_are_known_in_part_are_read_out_whole(
    open_page: Pages, content: PageContent
) -> None:
    spans = {
        ENTRY: ("2021-08-28", "2021-08-30", "from 2021-08-28 to 2021-08-30"),
        SEIZURE: ("by 2021-09-01", "by 2021-09-06", "began by 2021-09-01, ended by 2021-09-06"),
        TALKS: ("2021-08", "by 2021-08-29", "from 2021-08, ended by 2021-08-29"),
    }
    for proposition, (begin, end, _) in spans.items():
        content = with_tie(content, proposition, valid_from=begin, valid_until=end)
    visit = open_page(render(content))
    found = {
        proposition: choose(visit, proposition.removeprefix(PANJSHIR)).partition("When\n")[2]
        for proposition in spans
    }
    assert {key: text.splitlines()[0] for key, text in found.items()} == {
        key: words for key, (*_, words) in spans.items()
    }


def test_how_a_status_came_about_is_told_day_by_day_and_each_day_can_be_gone_to(
    whole: Visit,
) -> None:
    died = "proposition/dashty-died-in-fighting"
    assert "As it was reported\n" in choose(whole, died)
    changes = whole.page.locator("#panel .changes li")
    assert changes.all_inner_texts() == [
        "2021-09-05 Denied: 1 voice denies",
        "2021-09-06 Disputed: 1 voice affirms, 1 denies",
        "2021-09-12 Disputed: 2 voices affirm, 1 denies",
    ]
    changes.get_by_role("button", name="2021-09-06").press("Enter")
    assert whole.page.get_by_label("Reported by, day", exact=True).input_value() == "2021-09-06"
    status = whole.page.locator("#panel .status")
    assert status.inner_text() == "Disputed: 1 voice affirms, 1 denies"
    # What was reported later is no part of it then.
    assert changes.count() == 2
    changes.get_by_role("button", name="2021-09-05").click()
    assert status.inner_text() == "Denied: 1 voice denies"
    assert changes.count() == 0


def test_what_rivals_of_rivals_hold_is_read_without_harm(whole: Visit) -> None:
    """Not only what cannot hold beside a proposition has a status: that has rivals of its own."""
    rivals = whole.page.evaluate("kgPage.model.propositions.rivals")
    far = next(
        number
        for number, own in enumerate(rivals)
        if any(set(rivals[rival]) - {number, *own} for rival in own)
    )
    whole.change(chosen={"proposition": far})
    assert whole.panel.splitlines()[1] == whole.label("propositions", far)
    assert "Cannot hold beside it" in whole.panel
    assert whole.messages == []


def test_speakers_lead_to_their_dossiers(whole: Visit) -> None:
    choose(whole, "proposition/massoud-fled-to-tajikistan")
    claim = whole.page.locator("#panel article").first
    assert claim.inner_text().startswith("Zabihullah Mujahid, on behalf of Taliban suggests")
    claim.get_by_role("button", name="Zabihullah Mujahid", exact=True).click()
    assert whole.panel.splitlines()[1] == "Zabihullah Mujahid"
    press(whole, "Undo")
    claim.get_by_role("button", name="Taliban", exact=True).click()
    assert "Type\narmed group" in whole.panel


def test_what_several_sources_report_of_one_day_is_one_line_of_a_dossier(whole: Visit) -> None:
    whole.search("amrullah saleh")
    spoken = whole.page.locator("#panel details")
    assert spoken.locator("summary").inner_text() == "What it says: 33 claims"
    assert not spoken.locator("p").first.is_visible()
    spoken.locator("summary").press("Enter")
    lines = spoken.locator("p").all_inner_texts()
    office = "Amrullah Saleh holds the office of Caretaker President of Afghanistan, 2021-08-17"
    assert f"by 2021-09-04 affirms: {office} (2 claims)" in lines
    assert len(lines) == len(set(lines)) < 33
    assert "2021-09-03 denies: Amrullah Saleh fled to Tajikistan, 2021-09" in lines


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
