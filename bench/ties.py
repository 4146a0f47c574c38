"""What a page holds, of any size: a relationship graph, with the claims and sources behind it.

Names are numbers ("Person 17"), so that nothing is said of anybody. The same seed gives the same
graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import networkx as nx

from kg import ontology
from kg.claims import ClaimDetail, SourceDetail
from kg.page import PageContent
from kg.terms import CG

BASE = "https://ties.example/"
TIES_PER_ACTOR = 5
FIRST_DAY = date(2021, 8, 1)
DAYS = 61
_TYPES = (
    *("ArmedGroup", "Person", "MediaOrganization", "Population", "Delegation", "State", "Person"),
    *("Place", "Person", "Government", "Event", "ArmedForce", "Person", "Legislature", "Person"),
)
_STANCES = ("Affirms",) * 12 + ("Suggests",) * 3 + ("Denies",) * 4 + ("Doubts",)
_DENYING = ("Denies", "Doubts")


class Source(NamedTuple):
    """An article: where it has its news from is empty if from nobody else."""

    iri: str
    publisher: str
    published: date
    origin: str


def ties(actors: int, *, seed: int = 1) -> PageContent:
    """Five ties for each of two actors or more; who has many is likely to get the next.

    >>> made = ties(40)
    >>> made.network.number_of_nodes(), made.network.number_of_edges(), len(made.claims)
    (40, 200, 200)
    >>> made.claims == ties(40).claims
    True
    """
    random = Random(seed)
    network = nx.MultiDiGraph(title=f"{actors} actors")
    for number in range(actors):
        _add_actor(network, number, random)
    sources = [_source(number, random) for number in range(max(4, actors // 4))]
    relations = sorted(set(ontology.relations()) - ontology.quantities())
    # The first actors have the most ties, and do the talking.
    voices = [(actor, network.nodes[actor]["label"]) for actor in list(network)[:200]]
    claims = {}
    for number, ends in enumerate(_ends(list(network), random)):
        proposition = f"{BASE}proposition/{number}"
        made = [_claim(proposition, n, voices, sources, random) for n in (1, 2)]
        claims[proposition] = made[: random.randint(1, 2)]
        attributes = _tie(network, ends, random.choice(relations), random)
        network.add_edge(*ends, key=proposition, **attributes, **_standing(claims[proposition]))
    details = {source.iri: _detail(source) for source in sources}
    return PageContent(BASE, network, [], claims, details, {})


def _add_actor(network: nx.MultiDiGraph, number: int, random: Random) -> None:
    kind = _TYPES[number % len(_TYPES)]
    words = ontology.label(CG[kind].value)
    name = f"{words.capitalize()} {number + 1}"
    network.add_node(
        f"{BASE}actor/{number + 1}",
        label=name,
        type=kind,
        type_label=words,
        alt_labels=(f"The {name}",) if random.random() < 0.3 else (),
    )


def _source(number: int, random: Random) -> Source:
    return Source(
        f"{BASE}source/{number}",
        f"Publisher {random.randint(1, 40)}",
        FIRST_DAY + timedelta(days=random.randrange(DAYS)),
        f"Agency {random.randint(1, 9)}" if random.random() < 0.4 else "",
    )


def _detail(source: Source) -> SourceDetail:
    name, day = source.iri.rpartition("/")[2], source.published.isoformat()
    return SourceDetail(
        label=f"{source.publisher}, {day}",
        headline=f"Report {name}",
        url=f"https://news.example/{name}",
        publisher=source.publisher,
        publisher_id=f"{BASE}publisher/{source.publisher.rpartition(' ')[2]}",
        published=day,
        first=day,
        last=day,
        known=day,
    )


def _ends(actors: Sequence[str], random: Random) -> list[tuple[str, str]]:
    """The ends of each tie: a newcomer, and one of those who were there before it."""
    # An actor stands here once, and once more for each of its ties.
    there = list(actors[:2])
    found = []
    for newcomer in actors:
        for _ in range(TIES_PER_ACTOR):
            other = newcomer
            while other == newcomer:
                other = random.choice(there)
            there += [newcomer, other]
            found.append((newcomer, other) if random.random() < 0.5 else (other, newcomer))
    return found


def _claim(
    proposition: str,
    number: int,
    voices: list[tuple[str, str]],
    sources: list[Source],
    random: Random,
) -> ClaimDetail:
    (speaker, claimant), principal = random.choice(voices), random.choice(voices)
    for_another = random.random() < 0.3
    source = random.choice(sources)
    start = random.randint(0, 9000)
    said_on = (source.published - timedelta(days=random.randint(0, 2))).isoformat()
    return ClaimDetail(
        id=f"{proposition}/claim/{number}".replace("/proposition/", "/said/"),
        proposition=proposition,
        speaker=speaker,
        claimant=claimant,
        voices=(principal[0] if for_another else speaker,),
        on_behalf_of=(principal[1],) if for_another else (),
        stance=random.choice(_STANCES),
        said_on=said_on,
        first=said_on,
        last=said_on,
        content=f"Condition {random.randint(1, 50)}." if random.random() < 0.3 else "",
        evidence=(f"Paraphrase, characters {start}\N{EN DASH}{start + random.randint(20, 300)}",),
        source=source.iri,
        headline=f"Report {source.iri.rpartition('/')[2]}",
        url=f"https://news.example/{source.iri.rpartition('/')[2]}",
        publisher=source.publisher,
        published=source.published.isoformat(),
        origin=source.origin,
        origins=(source.iri,),
        disputes=(),
    )


def _tie(
    network: nx.MultiDiGraph, ends: tuple[str, str], name: str, random: Random
) -> dict[str, Any]:
    relation = ontology.relations()[name]
    subject, object_ = (network.nodes[end]["label"] for end in ends)
    first = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    last = first + timedelta(days=random.randint(0, 9))
    valid_from = first.isoformat() if random.random() < 0.7 else ""
    valid_until = last.isoformat() if random.random() < 0.3 else ""
    return {
        "relation": name,
        "label": relation.label,
        "statement": f"{subject} {relation.label} {object_}",
        "family": relation.family,
        "polarity": relation.polarity,
        "symmetric": relation.symmetric,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "earliest": valid_from,
        "latest": valid_until,
        "place": f"Place {random.randint(1, 30)}" if random.random() < 0.25 else "",
    }


def _standing(claims: list[ClaimDetail]) -> dict[str, Any]:
    """The status that follows from the claims on a proposition, and its numbers and names."""
    latest: dict[str, bool] = {}
    for claim in sorted(claims, key=lambda claim: claim.said_on):
        for voice in claim.on_behalf_of or (claim.claimant,):
            latest[voice] = claim.stance in _DENYING
    affirmed_by = tuple(sorted(voice for voice, denies in latest.items() if not denies))
    denied_by = tuple(sorted(voice for voice, denies in latest.items() if denies))
    status = "Denied" if not affirmed_by else "Disputed" if denied_by else "Uncontested"
    return {
        "status": status,
        "voices_affirming": len(affirmed_by),
        "voices_denying": len(denied_by),
        "sources": len({claim.source for claim in claims}),
        "origins": len({claim.origin or claim.source for claim in claims}),
        "affirmed_by": affirmed_by,
        "denied_by": denied_by,
    }
