"""The side panel: the claims behind a line, the dossier of a thing, and where they lead."""

from __future__ import annotations

from kg.claims import ClaimDetail
from kg.page import PageContent, render
from kg.terms import PANJSHIR
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
    assert "unnamed reports" in visit.panel
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
