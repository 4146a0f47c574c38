"""Sources that report claims of actors on propositions, in the shares of real reporting.

Names are numbers ("Person 17"), so that nothing is said of anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple, TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from kg.identifiers import claim_id, evidence_id, graph_for, proposition_id, selector_id, slug
from kg.ontology import relations
from kg.terms import CG, OA, PROV, RDF, SCHEMA, SEM, SKOS, XSD

T = TypeVar("T")
Term = NamedNode | Literal

# The types of each 20 actors; the first of each type is among the busiest.
_ACTORS = (
    *("ArmedGroup", "Person", "MediaOrganization", "Population", "Delegation", "State", "Person"),
    *("ArmedForce", "Person", "Government", "Person", "Population", "Person", "ArmedGroup"),
    *("MediaOrganization", "Person", "Organization", "Person", "Legislature", "Person"),
)
_AMONG_ACTORS = (
    *("agreesWith", "alliedWith", "fears", "fights", "harms", "leads", "meets", "negotiatesWith"),
    *("offersTalksTo", "opposes", "preparedToFight", "represents", "resists", "speaksFor"),
    *("supports", "threatens", "warns"),
)
_IN_PLACES = ("advancedIn", "controls", "entered", "fleesFrom", "presentIn", "seized")
_AMONG_EVENTS = ("bringsAbout", "ended", "prolongs")
_STANCES_WHERE_CONTESTED = ("Affirms", "Affirms", "Suggests", "Denies", "Denies", "Doubts")
_FIRST_DAY = date(2021, 8, 15)
_DAYS = 45


class Proposition(NamedTuple):
    """A proposition, and what is needed to find a rival for it."""

    node: NamedNode
    relation: str
    what: Term
    begin: Literal | None
    contested: bool


class Claim(NamedTuple):
    """A claim, and what is needed to repeat or to dispute it."""

    node: NamedNode
    claimant: NamedNode
    principal: NamedNode | None
    stance: str
    proposition: Proposition


class Source(NamedTuple):
    """A source with its day, and the claims in it or in what it credits."""

    node: NamedNode
    published: date
    credited: NamedNode | None
    claims: list[Claim]


def _skewed(random: Random, things: Sequence[T]) -> T:
    """One of the things, the first far more often than the last, as in the news."""
    return things[int(len(things) * random.random() ** 3)]


def _partial(day: date, digits: int = 10) -> Literal:
    """A day, or its month (7 digits) or year (4), in the type that is right for it."""
    kind = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}[digits]
    return Literal(day.isoformat()[:digits], datatype=kind)


def _words(kind: str) -> str:
    """The name of a class as words: ``ArmedGroup`` is an armed group."""
    return "".join(f" {c}" if c.isupper() else c for c in kind).strip().capitalize()


class Newsroom:
    """Who acts, where, and who has claimed what so far."""

    def __init__(self, size: int, seed: int, base: str) -> None:
        self.random = Random(seed)
        self.base = base
        self.size = size
        self.said: list[tuple[NamedNode, NamedNode, Term]] = []
        self.ids: set[str] = set()
        self.contents: set[tuple[str, ...]] = set()
        self.actors: list[NamedNode] = []
        self.by_kind: dict[str, list[NamedNode]] = {}
        self.sources: list[Source] = []
        self.propositions: list[Proposition] = []
        self.claims: dict[NamedNode, list[Claim]] = {}
        self.stances: dict[tuple[NamedNode, NamedNode], str] = {}

    def output(self) -> Iterator[list[Quad]]:
        """The actors and places, then the sources and their claims one by one, without end."""
        self.cast()
        yield self.flush("actors")
        while True:
            name = f"report-{len(self.sources) + 1}"
            self.source(name)
            yield self.flush("sources")
            for _ in range(self.random.randint(8, 20)):
                self.claim(name)
                yield self.flush(f"source/{name}")

    def flush(self, graph: str) -> list[Quad]:
        """What has been said since the last time, in a named graph."""
        name = NamedNode(graph_for(self.base, graph))
        made = [Quad(*said, name) for said in self.said]
        self.said.clear()
        return made

    def say(self, subject: NamedNode, predicate: NamedNode, what: Term) -> None:
        self.said.append((subject, predicate, what))

    def node(self, id: str) -> NamedNode:
        """A new resource; an id that is taken is numbered."""
        unique, number = id, 1
        while unique in self.ids:
            number += 1
            unique = f"{id}-{number}"
        self.ids.add(unique)
        return NamedNode(self.base + unique)

    def cast(self) -> None:
        """Actors, places and offices."""
        for number in range(max(20, self.size // 500)):
            kind = _ACTORS[number % len(_ACTORS)]
            self.actors.append(self.named("actor", kind, number))
        for number in range(max(6, self.size // 1500)):
            self.named("place", "Place", number)
        for number in range(max(2, self.size // 4000)):
            self.named("office", "Office", number)

    def named(self, family: str, kind: str, number: int) -> NamedNode:
        """A new thing of a type, with its names."""
        name = f"{_words(kind)} {number + 1}"
        node = self.node(f"{family}/{slug(name)}")
        self.say(node, RDF.type, CG[kind])
        self.say(node, SKOS.prefLabel, Literal(name, language="en"))
        if self.random.random() < 0.3:
            self.say(node, SKOS.altLabel, Literal(f"The {name}", language="en"))
        self.by_kind.setdefault(kind, []).append(node)
        return node

    def actor(self, *kinds: str) -> NamedNode:
        """An actor, of one of the types if any are named."""
        kind = self.random.choice(kinds) if kinds else ""
        return _skewed(self.random, self.by_kind[kind] if kind else self.actors)

    def source(self, name: str) -> None:
        """A new source; four in ten credit an earlier one."""
        node = self.node(f"source/{name}")
        in_all = max(2, self.size // 330)
        day = _FIRST_DAY + timedelta(days=min(_DAYS, len(self.sources) * _DAYS // in_all))
        self.say(node, RDF.type, CG.Source)
        self.say(node, RDF.type, SCHEMA.NewsArticle)
        self.say(node, SCHEMA.publisher, self.actor("MediaOrganization"))
        if self.random.random() < 0.1:
            self.say(node, SCHEMA.datePublished, _partial(day, 7))
            self.say(node, SEM.hasEarliestBeginTimeStamp, _partial(day))
            self.say(node, SEM.hasLatestEndTimeStamp, _partial(day))
        else:
            self.say(node, SCHEMA.datePublished, _partial(day))
        url = f"https://news.example/{name}"
        self.say(node, SCHEMA.url, Literal(url, datatype=XSD.anyURI))
        self.say(node, SCHEMA.sha256, Literal(f"{self.random.getrandbits(256):064x}"))
        made = Source(node, day, None, [])
        if self.sources and self.random.random() < 0.4:
            credited = self.random.choice(self.sources[-40:])
            self.say(node, PROV.hadPrimarySource, credited.node)
            made = Source(node, day, credited.node, list(credited.claims))
        self.sources.append(made)

    def claim(self, name: str) -> None:
        """A claim in the newest source, with its proposition if that is new, and its evidence."""
        source = self.sources[-1]
        claimant, principal, stance, proposition = self.stand(source)
        digits = self.random.choices((10, 7, 0), (65, 10, 25))[0]
        day = source.published - timedelta(days=self.random.randint(0, 3))
        said_on = day.isoformat()[:digits]
        node = self.node(claim_id(name, claimant.value, stance, proposition.node.value, said_on))
        self.say(node, RDF.type, CG.Claim)
        self.say(node, CG.claimant, claimant)
        if principal:
            self.say(node, CG.onBehalfOf, principal)
        self.say(node, CG.proposition, proposition.node)
        self.say(node, CG.stance, CG[stance])
        self.say(node, CG.reportedIn, source.node)
        if digits:
            self.say(node, CG.saidOn, _partial(day, digits))
        if digits == 7:
            first = max(day.replace(day=1), source.published - timedelta(days=3))
            self.say(node, SEM.hasEarliestBeginTimeStamp, _partial(min(first, day)))
            self.say(node, SEM.hasLatestEndTimeStamp, _partial(source.published))
        if self.random.random() < 0.3:
            self.say(node, CG.content, Literal(f"Condition {self.random.randint(1, 50)}."))
        claim = Claim(node, claimant, principal, stance, proposition)
        self.dispute(claim)
        source.claims.append(claim)
        for number in range(1, self.random.choices((0, 1, 2), (5, 75, 20))[0] + 1):
            self.evidence(node, number, source.node)

    def stand(self, source: Source) -> tuple[NamedNode, NamedNode | None, str, Proposition]:
        """Who says it, on whose behalf, with which stance, on what: new, or heard from others."""
        if source.credited and self.random.random() < 0.4:
            heard = self.random.choice(source.claims)
            return heard.claimant, heard.principal, heard.stance, heard.proposition
        if self.random.random() < 0.45 or not self.propositions:
            proposition = self.proposition(source.published)
        else:
            proposition = self.random.choice(self.propositions[-300:])
        claimant, principal = self.speaker(proposition)
        stance = self.stance(principal or claimant, proposition)
        return claimant, principal, stance, proposition

    def speaker(self, proposition: Proposition) -> tuple[NamedNode, NamedNode | None]:
        """Who speaks, and for whom: one who has spoken before, the press, a spokesman, an actor."""
        share = self.random.random()
        earlier = self.claims.get(proposition.node)
        if earlier and share < 0.25:
            again = self.random.choice(earlier)
            return again.claimant, again.principal
        if share < 0.5:
            return self.actor("MediaOrganization"), None
        if share < 0.75:
            return self.actor("Person"), self.actor("ArmedGroup", "Government", "State")
        return self.actor(), None

    def stance(self, voice: NamedNode, proposition: Proposition) -> str:
        """The voice's stance: the one it took before, but for a few that change their minds."""
        before = self.stances.get((voice, proposition.node))
        if before and self.random.random() < 0.7:
            return before
        if before:
            stance = "Denies" if before in ("Affirms", "Suggests") else "Affirms"
        elif proposition.contested:
            stance = self.random.choice(
                ["Affirms", "Affirms", "Suggests", "Denies", "Denies", "Doubts"]
            )
        else:
            stance = "Suggests" if self.random.random() < 0.15 else "Affirms"
        self.stances[voice, proposition.node] = stance
        return stance

    def dispute(self, claim: Claim) -> None:
        """Let a denial dispute, more often than not, an earlier claim that affirms the same."""
        others = self.claims.setdefault(claim.proposition.node, [])
        if claim.stance == "Denies" and self.random.random() < 0.6:
            voice = claim.principal or claim.claimant
            for other in others:
                if other.stance == "Affirms" and (other.principal or other.claimant) != voice:
                    self.say(claim.node, CG.disputes, other.node)
                    break
        others.append(claim)

    def evidence(self, claim: NamedNode, number: int, source: NamedNode) -> None:
        """A passage of the source behind a claim: a range of characters, or a quote."""
        node = self.node(evidence_id(claim.value.removeprefix(self.base), number))
        quality = self.random.choice(["DirectQuote", "Paraphrase", "Paraphrase", "Hearsay"])
        self.say(claim, CG.evidence, node)
        self.say(node, RDF.type, CG.Evidence)
        self.say(node, OA.hasSource, source)
        self.say(node, CG.quality, CG[quality])
        selector = self.node(selector_id(node.value.removeprefix(self.base)))
        self.say(node, OA.hasSelector, selector)
        if self.random.random() < 0.1:
            self.say(selector, RDF.type, OA.TextQuoteSelector)
            self.say(selector, OA.exact, Literal(f"passage {self.random.randint(1, 9999)}"))
        else:
            start = self.random.randint(0, 9000)
            self.say(selector, RDF.type, OA.TextPositionSelector)
            self.say(selector, OA.start, Literal(start))
            self.say(selector, OA.end, Literal(start + self.random.randint(20, 300)))

    def proposition(self, published: date) -> Proposition:
        """A new proposition; some are rivals of an earlier one on who controls a place."""
        rival = self.rival() if self.random.random() < 0.05 else None
        digits = self.random.choices((10, 7, 4, 0), (50, 10, 5, 35))[0]
        day = published - timedelta(days=self.random.randint(0, 20))
        while True:
            subject, relation, what = self.content()
            begin = _partial(day, digits) if digits else None
            if rival:
                subject, relation = self.actor(), rival.relation
                what, begin = rival.what, rival.begin
            text = begin.value if begin else ""
            ends = [subject.value, what.value]
            if relations()[relation].symmetric:
                ends.sort()
            content = (relation, *ends, text)
            if subject != what and content not in self.contents:
                break
            day -= timedelta(days=1)
            rival = None
        self.contents.add(content)
        node = self.node(proposition_id(subject.value, relation, what.value, text))
        made = Proposition(node, relation, what, begin, self.random.random() < 0.25)
        self.describe(made, subject, day)
        if rival:
            self.say(node, CG.incompatibleWith, rival.node)
        self.propositions.append(made)
        return made

    def rival(self) -> Proposition | None:
        """A recent proposition on who controls a place, if there is one."""
        recent = [p for p in self.propositions[-200:] if p.relation == "controls"]
        return self.random.choice(recent) if recent else None

    def content(self) -> tuple[NamedNode, str, Term]:
        """The subject, relation, and object or value of a new proposition."""
        random = self.random
        share = random.random()
        if share < 0.62:
            return self.actor(), random.choice(_AMONG_ACTORS), self.actor()
        if share < 0.87:
            place = _skewed(random, self.by_kind["Place"])
            return self.actor(), random.choice(_IN_PLACES), place
        if share < 0.91:
            return self.actor("Person"), "holdsOffice", random.choice(self.by_kind["Office"])
        if share < 0.95:
            return self.event(), random.choice(_AMONG_EVENTS), self.event()
        return self.actor("ArmedGroup"), "fighterCount", Literal(random.randint(1, 90) * 100)

    def event(self) -> NamedNode:
        """An event: one that is known, or a new one."""
        events = self.by_kind.get("Event", [])
        if events and self.random.random() < 0.7:
            return self.random.choice(events[-60:])
        return self.named("event", "Event", len(events))

    def describe(self, made: Proposition, subject: NamedNode, day: date) -> None:
        """Say what a proposition holds, and when and where."""
        node = made.node
        self.say(node, RDF.type, CG.Proposition)
        self.say(node, CG.subject, subject)
        self.say(node, CG.relation, CG[made.relation])
        if isinstance(made.what, Literal):
            self.say(node, CG.value, made.what)
            bound = self.random.choice(["Exactly", "AtLeast", "AtMost"])
            self.say(node, CG.bound, CG[bound])
        else:
            self.say(node, CG.object, made.what)
            if self.random.random() < 0.25:
                self.say(node, CG.place, _skewed(self.random, self.by_kind["Place"]))
        if made.begin:
            self.say(node, CG.validFrom, made.begin)
            if len(made.begin.value) == 10 and self.random.random() < 0.2:
                days = timedelta(days=self.random.randint(0, 9))
                last = date.fromisoformat(made.begin.value) + days
                self.say(node, CG.validUntil, _partial(last))
        if self.random.random() < 0.3:
            self.say(node, CG.describes, self.event())
