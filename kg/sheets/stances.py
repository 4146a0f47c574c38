"""The stances that claims take: who, for whom, when, in which source, from which origin."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.answers import Queryable
from kg.claims import ClaimDetail, cells, claims
from kg.library import Value
from kg.terms import shorten

SUPPORTING = ("Affirms", "Suggests")


@dataclass(frozen=True)
class Stance:
    """A claim in one of its sources: what its voice says of a proposition.

    `voices` are those that it speaks for; `evidence` says the quality and the place of each
    passage; `credits` is the chain of credited sources, the origin last, empty where the source is
    its own origin. Ids are short, names are labels, what is not known is ``""``.
    """

    claim: str
    proposition: str
    stance: str
    claimant: str
    voices: tuple[str, ...]
    said_on: str
    content: str
    evidence: tuple[str, ...]
    source: str
    published: str
    publisher: str
    url: str
    credits: tuple[str, ...]
    disputes: tuple[str, ...]

    @property
    def supports(self) -> bool:
        """Whether it affirms or suggests."""
        return self.stance in SUPPORTING

    @property
    def speaker(self) -> str:
        """The claimant, and whom it speaks for."""
        if self.voices == (self.claimant,):
            return self.claimant
        return f"{self.claimant} for {' and '.join(self.voices)}"

    @property
    def reported_in(self) -> str:
        """The source by publisher and day."""
        return f"{self.publisher}, {self.published}"


def stances(store: Queryable, base: str = "", **which: Value) -> list[Stance]:
    """The stances of the claims that `which` picks (see `kg.claims.claims`), those on one
    proposition side by side, by the last day on which they may have been made.

    Ids are relative to `base`, or to the base of the store.
    """
    base = base or store.base
    chains: dict[str, tuple[str, ...]] = {}
    return [
        _stance(store, base, claim, chains)
        for group in claims(store, **which).values()
        for claim in group
    ]


def _stance(
    store: Queryable, base: str, claim: ClaimDetail, chains: dict[str, tuple[str, ...]]
) -> Stance:
    return Stance(
        claim=shorten(claim.id, base),
        proposition=shorten(claim.proposition, base),
        stance=claim.stance,
        claimant=claim.claimant,
        voices=claim.on_behalf_of or (claim.claimant,),
        said_on=claim.said_on,
        content=claim.content,
        evidence=claim.evidence,
        source=shorten(claim.source, base),
        published=claim.published,
        publisher=claim.publisher,
        url=claim.url,
        credits=_chain(store, claim, chains) if claim.origin else (),
        disputes=tuple(shorten(iri, base) for iri in claim.disputes),
    )


def _chain(
    store: Queryable, claim: ClaimDetail, chains: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The chain of the claim's own credit, else that of its source."""
    for thing in (claim.id, claim.source):
        if thing not in chains:
            chains[thing] = credit_chain(store, thing)
        if chains[thing]:
            return chains[thing]
    return ()


def credit_chain(store: Queryable, thing: str) -> tuple[str, ...]:
    """The names of the sources that a source or claim has it from, nearest first.

    Sources that are credited side by side are one step of the chain: "Paper and Wire".
    """
    links: dict[str, list[tuple[str, str]]] = {}
    for row in cells(store, "credits", thing=NamedNode(thing)):
        links.setdefault(row["link"], []).append((row["creditedName"], row["credited"]))
    names: list[str] = []
    level = {thing}
    seen = set(level)
    while level:
        credited = sorted({pair for link in level for pair in links.get(link, ())})
        step = [name for name, iri in credited if iri not in seen]
        names += [" and ".join(step)] if step else []
        level = {iri for _, iri in credited} - seen
        seen |= level
    return tuple(names)
