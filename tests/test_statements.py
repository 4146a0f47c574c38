"""What the first source says, statement by statement: each is found by a named query."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import kg

ZAHID = ("Mohammad Almas Zahid", "National Resistance Front")
SAMANGANI = ("Anaamullah Samangani", "Taliban")
MASSOUD = ("Ahmad Massoud", "Ahmad Massoud")
SENATORS = ("Two US senators", "Two US senators")
SUPPORTERS = ("Massoud's supporters", "Massoud's supporters")
NEWSBYTES = ("NewsBytes", "NewsBytes")

# When it was said, not before and not after. The article speaks of "Saturday", 28 August, and was
# out by the 29th; what it tells as said earlier has no first day.
SATURDAY = ("2021-08-28", "2021-08-28")
WEEKEND = ("2021-08-28", "2021-08-29")
EARLIER = (None, "2021-08-29")


class Said(NamedTuple):
    """A claim that a query of claims must give: the query with its parameter, and the row."""

    query: str
    parameter: str
    value: str
    who: tuple[str, str]
    stance: str
    when: tuple[str | None, str]
    statement: str
    content: str | None = None


BY, ABOUT = ("claims-by", "actor"), ("claims-about", "thing")
PEACE = "Talks between Massoud and the Taliban for a peace deal"
SECOND = "Second round of talks between the resistance and the Taliban"
FIRST = "First round of talks between the resistance and the Taliban"
FAILURE = "If the talks fail; the consequences fall on both sides."
HISTORY = "In the past; no dates given."
CHALLENGE = "From there, as an attempt."

SAID = {
    "1 the Taliban entered Panjshir": Said(
        *BY, "Taliban", SAMANGANI, "affirms", SATURDAY,
        "Taliban entered Panjshir, 2021-08-28", "From several directions.",
    ),
    "2 they met no resistance": Said(
        "denials", "actor", "Samangani", SAMANGANI, "denies", SATURDAY,
        "National Resistance Front resists Taliban, 2021-08-28",
    ),
    "2 without fighting": Said(
        "denials", "actor", "Samangani", SAMANGANI, "denies", SATURDAY,
        "National Resistance Front fights Taliban, 2021-08-28",
    ),
    "3 nobody has entered": Said(
        "disputed-claims", "claimant", "Zahid", ZAHID, "denies", WEEKEND,
        "Taliban entered Panjshir, 2021-08-28",
    ),
    "4 there is no fight": Said(
        "denials", "actor", "Zahid", ZAHID, "denies", WEEKEND,
        "National Resistance Front fights Taliban, 2021-08-28",
    ),
    "5 Massoud's supporters refute the entry": Said(
        "disputed-claims", "claimant", "Massoud's supporters", SUPPORTERS, "denies", WEEKEND,
        "Taliban entered Panjshir, 2021-08-28",
    ),
    "6 Massoud and the Taliban talk": Said(
        *ABOUT, PEACE, NEWSBYTES, "suggests", WEEKEND,
        "Ahmad Massoud negotiates with Taliban",
        "Passed on as reports that talks for a peace deal are going on.",
    ),
    "7 a second round is due": Said(
        *ABOUT, SECOND, NEWSBYTES, "affirms", WEEKEND,
        "National Resistance Front plans talks with Taliban, 2021-08",
        "Due in two days, counted from 28 or 29 August.",
    ),
    "8 not to attack each other": Said(
        *ABOUT, FIRST, NEWSBYTES, "affirms", WEEKEND,
        "National Resistance Front agrees with Taliban",
        "That neither side attacks before they meet again.",
    ),
    "9 Zahid warns": Said(
        *ABOUT, "Zahid", NEWSBYTES, "affirms", WEEKEND,
        "Mohammad Almas Zahid warns Taliban, 2021-08",
        "Of what follows should the second round fail.",
    ),
    "9 failure harms the Taliban": Said(
        *BY, "Zahid", ZAHID, "affirms", WEEKEND, "Failure of the talks harms Taliban", FAILURE,
    ),
    "9 failure harms the resistance": Said(
        *BY, "Zahid", ZAHID, "affirms", WEEKEND,
        "Failure of the talks harms National Resistance Front", FAILURE,
    ),
    "9 war brings foreign intervention": Said(
        *ABOUT, "Foreign intervention", ZAHID, "affirms", WEEKEND,
        "War that would follow failed talks brings about Foreign intervention",
    ),
    "9 intervention prolongs the war": Said(
        *ABOUT, "Foreign intervention", ZAHID, "affirms", WEEKEND,
        "Foreign intervention prolongs War that would follow failed talks",
    ),
    "10 the door is open": Said(
        "unanswered-claims", "actor", "Samangani", SAMANGANI, "affirms", SATURDAY,
        "Taliban offers talks to National Resistance Front", "Negotiation remains possible.",
    ),
    "11 delegations met in Kabul": Said(
        *ABOUT, "Kabul", NEWSBYTES, "suggests", WEEKEND,
        "Massoud delegation meets Taliban delegation, 2021-08-28",
        "Passed on as reported, without naming who reported it.",
    ),
    "12 Massoud hopes for talks": Said(
        *BY, "Massoud", MASSOUD, "affirms", EARLIER,
        "Ahmad Massoud offers talks to Taliban", "Hopes to hold peace talks.",
    ),
    "12 his forces are ready to fight": Said(
        *ABOUT, "Massoud's forces", MASSOUD, "affirms", EARLIER,
        "Massoud's forces prepared to fight Taliban", "If the Taliban try to invade Panjshir.",
    ),
    "13 no way but negotiation": Said(
        *BY, "Massoud", MASSOUD, "affirms", EARLIER,
        f"Ahmad Massoud supports {PEACE}", "Sees no way forward but negotiation.",
    ),
    "14 senators on Panjshir": Said(
        *ABOUT, "US senators", NEWSBYTES, "suggests", WEEKEND,
        "Two US senators seeks recognition of Panjshir",
        "As a safe zone; passed on as reported, without naming the senators.",
    ),
    "15 senators on resistance leaders": Said(
        *BY, "US senators", SENATORS, "affirms", EARLIER,
        "Two US senators seeks recognition of Some resistance leaders",
        "By the United States and others.",
    ),
    "16 Panjshir did not fall": Said(
        "denials", "actor", "NewsBytes", NEWSBYTES, "denies", WEEKEND,
        "Taliban seized Panjshir", "Named as the one province outside Taliban control.",
    ),
    "16 the other provinces did": Said(
        *ABOUT, "Provinces of Afghanistan other than Panjshir", NEWSBYTES, "affirms", WEEKEND,
        "Taliban seized Provinces of Afghanistan other than Panjshir",
    ),
    "17 the Taliban seized power": Said(
        *ABOUT, "Afghanistan", NEWSBYTES, "affirms", WEEKEND,
        "Taliban seized Afghanistan, 2021-08",
        "Power in the country.",
    ),
    "18 Panjshir resisted the Soviets": Said(
        *ABOUT, "Soviets", NEWSBYTES, "affirms", WEEKEND, "Panjshir resists Soviet Union", HISTORY,
    ),
    "18 Panjshir resisted the Taliban": Said(
        *ABOUT, "Panjshir", NEWSBYTES, "affirms", WEEKEND, "Panjshir resists Taliban", HISTORY,
    ),
    "19 Massoud's challenge": Said(
        *ABOUT, "Massoud", NEWSBYTES, "affirms", WEEKEND,
        "Ahmad Massoud opposes Taliban", CHALLENGE,
    ),
    "19 Saleh's challenge": Said(
        *ABOUT, "Saleh", NEWSBYTES, "affirms", WEEKEND, "Amrullah Saleh opposes Taliban", CHALLENGE,
    ),
    "20 Saleh was vice president": Said(
        *ABOUT, "Vice President of Afghanistan", NEWSBYTES, "affirms", WEEKEND,
        "Amrullah Saleh holds the office of Vice President of Afghanistan", "Formerly.",
    ),
    "21 over 6,000 fighters": Said(
        *ABOUT, "Panjshir valley", NEWSBYTES, "suggests", WEEKEND,
        "Fighters gathered in the Panjshir valley fighter count at least 6000 (Panjshir valley)",
        "More than that number, by unnamed reports.",
    ),
    "21 gathered in the valley": Said(
        *ABOUT, "Panjshir valley", NEWSBYTES, "suggests", WEEKEND,
        "Fighters gathered in the Panjshir valley present in Panjshir valley",
    ),
    "21 from the army": Said(
        *ABOUT, "Afghan Army", NEWSBYTES, "suggests", WEEKEND,
        "Fighters gathered in the Panjshir valley drawn from Afghan Army",
        "Mainly what remains of it.",
    ),
    "21 from the special forces": Said(
        *ABOUT, "Afghan Special Forces", NEWSBYTES, "suggests", WEEKEND,
        "Fighters gathered in the Panjshir valley drawn from Afghan Special Forces",
        "Mainly what remains of them.",
    ),
    "21 from the militia": Said(
        *ABOUT, "Local militia of Panjshir", NEWSBYTES, "suggests", WEEKEND,
        "Fighters gathered in the Panjshir valley drawn from Local militia of Panjshir",
    ),
    "22 90 miles": Said(
        *ABOUT, "Kabul", NEWSBYTES, "suggests", WEEKEND, "Panjshir valley miles from 90 (Kabul)",
    ),
    "22 north of Kabul": Said(
        *ABOUT, "Kabul", NEWSBYTES, "suggests", WEEKEND, "Panjshir valley north of Kabul",
    ),
    "23 clashes over the past week": Said(
        *ABOUT, "NRF", NEWSBYTES, "affirms", WEEKEND,
        "National Resistance Front fights Taliban, 2021-08",
        "Clashes over the week before 28 or 29 August; no place given.",
    ),
    "24 Kabul was captured": Said(
        *ABOUT, "Kabul", NEWSBYTES, "affirms", WEEKEND, "Taliban seized Kabul, 2021-08",
        "Before they had power in the country.",
    ),
    "25 US troops withdrew": Said(
        *ABOUT, "US troops", NEWSBYTES, "affirms", WEEKEND, "US troops withdrew from Afghanistan",
    ),
    "25 which ended a war": Said(
        *ABOUT, "United States", NEWSBYTES, "suggests", WEEKEND,
        "United States ended War on Terror of the United States", "As what the withdrawal was for.",
    ),
    "25 of two decades": Said(
        *ABOUT, "War on Terror of the United States", NEWSBYTES, "affirms", WEEKEND,
        "War on Terror of the United States duration in years 20", "Given as two decades.",
    ),
    "26 the Taliban gained ground": Said(
        *ABOUT, "Taliban", NEWSBYTES, "affirms", WEEKEND,
        "Taliban advanced in Afghanistan", "While the US troops withdrew.",
    ),
    "27 an inclusive government": Said(
        *ABOUT, "Inclusive government of Afghanistan", NEWSBYTES, "affirms", WEEKEND,
        "Taliban seeks to form Inclusive government of Afghanistan",
    ),
    "28 Afghans flee": Said(
        *ABOUT, "Fleeing Afghans", NEWSBYTES, "affirms", WEEKEND,
        "Fleeing Afghans flees from Afghanistan",
    ),
    "28 and fear reprisals": Said(
        *ABOUT, "Fleeing Afghans", NEWSBYTES, "affirms", WEEKEND,
        "Fleeing Afghans fears Taliban", "Acts of revenge, and a strict religious regime.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("said", SAID.values(), ids=SAID.keys())
def test_who_said_it_with_which_stance_and_when(said: Said, graph: kg.Graph) -> None:
    article = "NewsBytes, 2021-08"
    rows = {
        (
            (row.claimantName, row.voiceName),
            row.stanceName,
            (row.saidNotBefore, row.saidNotAfter),
            row.statement,
            row.content,
        )
        for row in graph.query(said.query, **{said.parameter: said.value})
        if row.sourceName == article
    }
    assert (said.who, said.stance, said.when, said.statement, said.content) in rows


# What the statements say of the world: a query of another theme, its parameters, cells of one row.
HELD: dict[str, tuple[str, dict[str, str], dict[str, object]]] = {
    "1 disputed": (
        "territory",
        {"place": "Panjshir", "actor": "Taliban"},
        {"relationName": "entered", "from": "2021-08-28", "statusName": "disputed"},
    ),
    "2 and 4 agree": (
        "agreed-by-both-sides",
        {},
        {
            "statement": "National Resistance Front fights Taliban, 2021-08-28",
            "stanceName": "denies",
            "oneName": "National Resistance Front",
            "otherName": "Taliban",
        },
    ),
    "3 contradicts 1": (
        "disputes",
        {"actor": "Zahid"},
        {"claimantName": "Anaamullah Samangani", "voiceName": "Taliban", "stanceName": "affirms"},
    ),
    "5 contradicts 1": (
        "disputes",
        {"actor": "Massoud's supporters", "claimant": "Taliban"},
        {"claimantName": "Anaamullah Samangani", "stanceName": "affirms"},
    ),
    "6 by hearsay": (
        "hearsay",
        {"actor": "Ahmad Massoud"},
        {"statement": "Ahmad Massoud negotiates with Taliban", "claimantName": "NewsBytes"},
    ),
    "7 on 30 or 31 August": (
        "timeline",
        {"actor": "NRF"},
        {
            "begunNotBefore": "2021-08-30",
            "begunNotAfter": "2021-08-31",
            "statement": "National Resistance Front plans talks with Taliban, 2021-08",
        },
    ),
    "8 at the first round": (
        "negotiations",
        {"actor": "Taliban"},
        {
            "subjectName": "National Resistance Front",
            "relationName": "agrees with",
            "eventName": FIRST,
        },
    ),
    "9 in direct words": (
        "quotes",
        {"actor": "Zahid"},
        {
            "statement": "War that would follow failed talks brings about Foreign intervention",
            "start": 767,
            "end": 812,
        },
    ),
    "10 an offer": (
        "negotiations",
        {"actor": "NRF"},
        {"subjectName": "Taliban", "relationName": "offers talks to"},
    ),
    "11 in Kabul on Saturday": (
        "negotiations",
        {"actor": "Ahmad Massoud"},
        {
            "subjectName": "Massoud delegation",
            "relationName": "meets",
            "objectName": "Taliban delegation",
            "from": "2021-08-28",
            "until": "2021-08-28",
            "placeName": "Kabul",
        },
    ),
    "12 from Panjshir": (
        "conflicts",
        {"actor": "Massoud's forces"},
        {
            "relationName": "prepared to fight",
            "objectName": "Taliban",
            "placeName": "Panjshir",
        },
    ),
    "13 in direct words": (
        "quotes",
        {"actor": "Massoud"},
        {"statement": f"Ahmad Massoud supports {PEACE}", "start": 1663, "end": 1750},
    ),
    "16 denied": (
        "statuses",
        {"status": "denied"},
        {"statement": "Taliban seized Panjshir", "voicesAffirming": 0},
    ),
    "17 between 15 and 18 August": (
        "timeline",
        {"until": "2021-08-27"},
        {
            "begunNotBefore": "2021-08-15",
            "begunNotAfter": "2021-08-18",
            "statement": "Taliban seized Afghanistan, 2021-08",
        },
    ),
    "19 Massoud and Saleh": (
        "common-enemies",
        {"one": "Saleh", "other": "Massoud"},
        {"enemyName": "Taliban"},
    ),
    "19 against the Taliban": (
        "supporters-and-opponents",
        {"actor": "Taliban"},
        {"familyName": "conflictual", "otherName": "Amrullah Saleh", "relationName": "opposes"},
    ),
    "20 an office": (
        "offices",
        {"actor": "Saleh"},
        {"personName": "Amrullah Saleh", "officeName": "Vice President of Afghanistan"},
    ),
    "21 at least": (
        "quantities",
        {"actor": "Fighters gathered in the Panjshir valley"},
        {"quantityName": "fighter count", "boundName": "at least", "amount": "6000"},
    ),
    "22 miles": (
        "quantities",
        {},
        {"subjectName": "Panjshir valley", "quantityName": "miles from", "amount": "90"},
    ),
    "23 on a day of the past week": (
        "on-day",
        {"day": "2021-08-25", "actor": "NRF"},
        {
            "statement": "National Resistance Front fights Taliban, 2021-08",
            "begunNotBefore": "2021-08-21",
            "endedNotAfter": None,
        },
    ),
    "24 the capital": (
        "territory",
        {"place": "Kabul"},
        {"actorName": "Taliban", "relationName": "seized", "from": "2021-08"},
    ),
    "25 left the country": (
        "territory",
        {"place": "Afghanistan", "actor": "US troops"},
        {"relationName": "withdrew from", "statusName": "uncontested"},
    ),
    "26 ground": (
        "territory",
        {"place": "Afghanistan", "actor": "Taliban"},
        {"relationName": "advanced in", "statusName": "uncontested"},
    ),
    "27 a government": (
        "relations-of",
        {"actor": "Taliban", "relation": "seeks to form"},
        {"objectName": "Inclusive government of Afghanistan"},
    ),
    "28 fear of whom": (
        "relations-of",
        {"actor": "Fleeing Afghans"},
        {"relationName": "fears", "objectName": "Taliban"},
    ),
}


@pytest.mark.parametrize(("query", "parameters", "cells"), HELD.values(), ids=HELD.keys())
def test_what_it_says_of_the_world(
    query: str, parameters: dict[str, str], cells: dict[str, object], graph: kg.Graph
) -> None:
    answer = graph.query(query, **parameters)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer]
    assert any(cells.items() <= row.items() for row in rows), rows


def test_every_statement_has_a_case() -> None:
    assert {int(name.split()[0]) for name in SAID} == set(range(1, 29))
