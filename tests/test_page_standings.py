"""Where propositions stand: the page, which has no store, against the rules and the lenses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

import networkx as nx
import pyoxigraph as ox
import pytest

import kg
from kg.claims import ClaimDetail
from kg.derive import derive
from kg.page import PageContent, content_of, render
from kg.store import Store, load_ontology
from kg.terms import CG, PANJSHIR, PROV, RDF, SCHEMA, SKOS, XSD
from tests.page_visits import ENTRY, FRONT, SCRIPTS, TALIBAN, Pages, Visit, with_claims
from tests.test_queries import Case, cases, load

CASES = Path(__file__).parent / "rules"
SCENE = (SCRIPTS / "scene.js").read_text("utf-8")
SALEH = f"{PANJSHIR}actor/amrullah-saleh"


Change = Callable[[list[ClaimDetail]], list[ClaimDetail]]


class Standing(NamedTuple):
    """What is made of a proposition: its status, the voices on either side, and the numbers."""

    status: str
    affirming: list[str]
    denying: list[str]
    sources: int
    origins: int


def standings(visit: Visit, facts: bool = False) -> dict[str, Standing]:
    """What a page makes of each tie that it draws, or of each fact that it knows, by IRI."""
    return {iri: Standing(*rest) for iri, *rest in visit.page.evaluate(SCENE, facts)}


def seen(visit: Visit, *, as_of: str = "", voice: str = "", on: str = "") -> None:
    """See a page through a lens, with everything drawn."""
    days = {"asOf": as_of, "from": on, "until": on}
    numbers = visit.page.evaluate(
        "(days) => Object.fromEntries(Object.entries(days).map(([name, day]) =>"
        " [name, day ? Date.parse(`${day}T00:00:00Z`) / 864e5 : null]))",
        days,
    )
    number = visit.number("voices", voice) if voice else None
    visit.change(most=None, lens="voice" if voice else "all", voice=number, **numbers)


def of_network(network: nx.MultiDiGraph) -> dict[str, Standing]:
    """What the rules make of each tie, voices by name."""
    return {
        key: Standing(
            data["status"],
            sorted(data["affirmed_by"]),
            sorted(data["denied_by"]),
            data["sources"],
            data["origins"],
        )
        for *_, key, data in network.edges(keys=True, data=True)
    }


# The rules


def base_of(case: str) -> str:
    return f"{PANJSHIR}{case}/"


@pytest.fixture(scope="module")
def of_cases(keep_page: Pages, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Standing]:
    """What one page makes of all cases, each of which has a base of its own there."""
    folder = tmp_path_factory.mktemp("cases")
    files = []
    for case in sorted({case.name for case in cases()}):
        text = (CASES / f"{case}.trig").read_text("utf-8")
        assert f"BASE <{PANJSHIR}>" in text
        files.append(folder / f"{case}.trig")
        files[-1].write_text(text.replace(PANJSHIR, base_of(case)), encoding="utf-8")
    store = load(*files)
    return standings(keep_page(render(content_of(store))))


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.name}-{case.proposition}")
def test_the_page_makes_of_a_case_what_the_rules_make_of_it(
    of_cases: dict[str, Standing], case: Case
) -> None:
    base = base_of(case.name)

    def actors(names: str) -> list[str]:
        return sorted(f"{base}actor/{name}" for name in names.split())

    assert of_cases[f"{base}proposition/{case.proposition}"] == Standing(
        case.status,
        actors(case.affirming),
        actors(case.denying),
        int(case.sources),
        int(case.origins),
    )


# The lenses


@pytest.fixture(scope="module")
def whole(keep_page: Pages, graph: kg.Graph) -> Visit:
    """The page of the data set, for tests that see it through lenses."""
    return keep_page(render(content_of(graph._store)))


LENSES: list[dict[str, str]] = [
    {},
    {"as_of": "2021-08-14"},
    {"as_of": "2021-08-29"},
    {"as_of": "2021-09-03"},
    {"as_of": "2021-12-31"},
    {"according_to": TALIBAN},
    {"according_to": FRONT},
    {"according_to": SALEH},
    {"on": "2021-08-28"},
    {"as_of": "2021-08-29", "according_to": TALIBAN},
    {"as_of": "2021-09-06", "according_to": FRONT},
    {"as_of": "2021-09-06", "on": "2021-09-06"},
    {"according_to": TALIBAN, "on": "2021-08-28"},
    {"as_of": "2021-09-03", "according_to": SALEH, "on": "2021-08-20"},
]


def name_of(lens: dict[str, str]) -> str:
    return " ".join(value.rpartition("/")[2] for value in lens.values()) or "everything"


def through(visit: Visit, lens: dict[str, str]) -> None:
    seen(
        visit,
        as_of=lens.get("as_of", ""),
        voice=lens.get("according_to", ""),
        on=lens.get("on", ""),
    )


def by_name(visit: Visit, found: dict[str, Standing]) -> dict[str, Standing]:
    """The same with the names of voices instead of their IRIs."""
    names = visit.page.evaluate(
        "Object.fromEntries(kgPage.model.voices.iri.map((iri, voice) =>"
        " [kgPage.model.base + iri, kgPage.model.voices.name[voice]]))"
    )

    def named(voices: Iterable[str]) -> list[str]:
        return sorted(names[voice] for voice in voices)

    return {
        iri: row._replace(affirming=named(row.affirming), denying=named(row.denying))
        for iri, row in found.items()
    }


@pytest.mark.parametrize("lens", LENSES, ids=name_of)
def test_the_page_sees_through_a_lens_what_the_graph_sees(
    whole: Visit, graph: kg.Graph, lens: dict[str, str]
) -> None:
    through(whole, lens)
    view = graph.lens(**lens) if lens else graph
    expected = of_network(view.network())
    found = by_name(whole, standings(whole))
    assert found.keys() == expected.keys()
    assert {iri: (found[iri], row) for iri, row in expected.items() if found[iri] != row} == {}


def test_lenses_that_are_compared_differ(graph: kg.Graph) -> None:
    """But for the last day: all had been reported by then."""
    views = [graph.lens(**lens) if lens else graph for lens in LENSES]
    looks = [sorted(of_network(view.network()).items()) for view in views]
    assert [one for number, one in enumerate(LENSES) if looks[number] in looks[:number]] == [
        {"as_of": "2021-12-31"}
    ]


FACTS = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
SELECT ?proposition ?status ?sources ?origins
  (COUNT(DISTINCT ?yes) AS ?affirming) (COUNT(DISTINCT ?no) AS ?denying)
WHERE {
  ?proposition cg:value ?value ; cg:sourceCount ?sources ; cg:originCount ?origins .
  OPTIONAL { ?proposition cg:status ?status }
  OPTIONAL { ?proposition cg:affirmedBy ?yes }
  OPTIONAL { ?proposition cg:deniedBy ?no }
}
GROUP BY ?proposition ?status ?sources ?origins
ORDER BY ?proposition
"""


@pytest.mark.parametrize("lens", LENSES, ids=name_of)
def test_facts_stand_through_a_lens_as_the_graph_has_them(
    whole: Visit, graph: kg.Graph, lens: dict[str, str]
) -> None:
    view = graph.lens(**lens) if lens else graph
    expected = {
        row.proposition: (
            str(row.status).rpartition("#")[2],
            *map(int, (row.affirming, row.denying, row.sources, row.origins)),
        )
        for row in view.query(FACTS)
    }
    through(whole, lens)
    ties = standings(whole)
    found = {
        iri: (row.status, len(row.affirming), len(row.denying), row.sources, row.origins)
        for iri, row in standings(whole, facts=True).items()
        if iri not in ties
    }
    assert found == expected


STANCES_TAKEN = """
PREFIX cg: <https://w3id.org/claimgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?statement ?voice ?stance WHERE {
  ?claim cg:proposition/rdfs:label ?statement ; cg:stance ?stance .
  OPTIONAL { ?claim cg:onBehalfOf ?principal }
  OPTIONAL { ?claim cg:claimant ?claimant }
  BIND(COALESCE(?principal, ?claimant) AS ?who)
  ?who skos:prefLabel ?voice
  FILTER(lang(?voice) IN ("", "en") && !CONTAINS(?voice, ", "))
}
"""


def test_the_table_says_what_the_graph_says(whole: Visit, graph: kg.Graph) -> None:
    lens = {"as_of": "2021-09-06", "according_to": FRONT}
    through(whole, lens)
    whole.change(table=True)
    rows = whole.page.locator("#table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText))"
    )
    whole.change(table=False)
    found = sorted(
        (
            statement,
            place,
            status,
            *(sorted(map(plain, voices_of(side))) for side in sides),
            *counts,
        )
        for statement, _, place, status, *sides, sources, origins in rows
        for counts in [(sources, origins)]
    )
    view = graph.lens(**lens)
    network = view.network()
    facts = {fact.statement for fact in content_of(view._store).facts}
    expected = sorted(
        (
            data["statement"],
            data["place"],
            data["status"].lower() + ", one origin" * (data["origins"] == 1),
            sorted(data["affirmed_by"]),
            sorted(data["denied_by"]),
            str(data["sources"]),
            str(data["origins"]),
        )
        for *_, data in network.edges(data=True)
    )
    assert [row for row in found if row[0] not in facts] == expected


def voices_of(cell: str) -> list[str]:
    return list(filter(None, cell.split(", ")))


def plain(voice: str) -> str:
    return voice.removesuffix(" (suggests)").removesuffix(" (doubts)")


def test_the_table_tells_suggestions_from_affirmations_and_doubts_from_denials(
    whole: Visit, graph: kg.Graph
) -> None:
    """But for a voice that takes several stances: its latest counts."""
    through(whole, {})
    whole.change(table=True)
    rows = whole.page.locator("#table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [0, 4, 5].map((cell) => row.cells[cell].innerText))"
    )
    whole.change(table=False)
    taken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in graph.query(STANCES_TAKEN):
        taken[row.statement, row.voice].add(str(row.stance).rpartition("#")[2])
    named = {
        "Affirms": {(row[0], name) for row in rows for name in voices_of(row[1])},
        "Denies": {(row[0], name) for row in rows for name in voices_of(row[2])},
    }
    for stance, word, firm in (("Suggests", "suggests", "Affirms"), ("Doubts", "doubts", "Denies")):
        marked = {(text, plain(name)) for text, name in named[firm] if name.endswith(f"({word})")}
        only = {pair for pair, stances in taken.items() if stances == {stance}}
        firmly = {pair for pair, stances in taken.items() if stances == {firm}}
        assert only
        assert only <= marked
        assert not marked & firmly


# Claims as they come


DAYS = ["2021-07", "2021-08", "2021-08-01", "2021-08-02", "2021-08-03", "2021-08-04", "2021", ""]
DATES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
STANCES = [CG.Affirms, CG.Suggests, CG.Doubts, CG.Denies]


Term = ox.NamedNode | ox.Literal


class Lot:
    """Propositions, claims and sources of every shape that the model knows, drawn by lot."""

    def __init__(self, seed: int) -> None:
        self.lot = Random(seed)
        self.quads: list[ox.Quad] = []
        self.actors = self.things("actor", 5)
        self.sources = self.things("source", 12)
        self.propositions = self.things("proposition", 150)
        for number, actor in enumerate(self.actors):
            self.say(actor, RDF.type, CG.ArmedGroup)
            self.say(actor, SKOS.prefLabel, ox.Literal(f"Actor {number}", language="en"))
        for number, source in enumerate(self.sources):
            self.publish(source, self.sources[:number])
        for proposition in self.propositions:
            self.propose(proposition)
        # Nothing is left without a claim: a lens loses sight of that when it hides anything.
        upon = self.propositions + self.lot.choices(self.propositions, k=300)
        for claim, proposition in zip(self.things("claim", 450), upon, strict=True):
            self.claim(claim, proposition)

    def things(self, kind: str, number: int) -> list[ox.NamedNode]:
        return [ox.NamedNode(f"{PANJSHIR}{kind}/{count}") for count in range(number)]

    def say(
        self, one: ox.NamedNode, what: ox.NamedNode, *others: ox.NamedNode | ox.Literal
    ) -> None:
        graph = ox.NamedNode(f"{PANJSHIR}graph/source/0")
        self.quads += [ox.Quad(one, what, other, graph) for other in others]

    def some(self, things: list[ox.NamedNode], most: int) -> list[ox.NamedNode]:
        return self.lot.sample(things, min(len(things), self.lot.randint(0, most)))

    def seldom(self, things: list[ox.NamedNode]) -> list[ox.NamedNode]:
        return self.some(things, 1) if self.lot.random() < 0.2 else []

    def date(self, one: ox.NamedNode, what: ox.NamedNode) -> bool:
        text = self.lot.choice(DAYS)
        if text:
            self.say(one, what, ox.Literal(text, datatype=DATES[len(text)]))
        return bool(text)

    def publish(self, source: ox.NamedNode, earlier: list[ox.NamedNode]) -> None:
        self.say(source, RDF.type, CG.Source)
        self.say(source, SCHEMA.publisher, self.lot.choice(self.actors))
        self.say(source, PROV.hadPrimarySource, *self.seldom(earlier))
        self.date(source, SCHEMA.datePublished)

    def propose(self, proposition: ox.NamedNode) -> None:
        self.say(proposition, RDF.type, CG.Proposition)
        self.say(proposition, CG.subject, self.actors[0])
        self.say(proposition, CG.relation, CG.opposes)
        self.say(proposition, CG.object, self.actors[1])
        rivals = [one for one in self.propositions if one != proposition]
        self.say(proposition, CG.incompatibleWith, *self.seldom(rivals))

    def claim(self, claim: ox.NamedNode, proposition: ox.NamedNode) -> None:
        self.say(claim, RDF.type, CG.Claim)
        self.say(claim, CG.claimant, self.lot.choice(self.actors))
        self.say(claim, CG.onBehalfOf, *self.some(self.actors, 2))
        self.say(claim, CG.stance, self.lot.choice(STANCES))
        self.say(claim, CG.proposition, proposition)
        self.say(claim, CG.reportedIn, self.lot.choice(self.sources))
        # Who is credited had been published by then; much credit would leave nothing unknown.
        self.say(claim, PROV.hadPrimarySource, *self.seldom(self.sources[:3]))
        if self.date(claim, CG.saidOn):
            # One without a day takes it from its sources, and on the page from all of them, also
            # from those that a lens does not see.
            self.say(claim, CG.reportedIn, *self.some(self.sources, 1))


@pytest.mark.parametrize("seed", range(3))
def test_claims_drawn_by_lot_stand_as_the_rules_have_them(open_page: Pages, seed: int) -> None:
    store = Store(ox.Store())
    load_ontology(store.quads)
    store.quads.extend(Lot(seed).quads)
    derive(store)
    graph = kg.Graph(store)
    visit = open_page(render(content_of(graph._store)))
    kinds = set()
    for as_of in ("", "2021-07-31", "2021-08-02", "2021-08-04", "2021-08-31"):
        seen(visit, as_of=as_of)
        view = graph.lens(as_of=as_of) if as_of else graph
        expected = of_network(view.network())
        found = by_name(visit, standings(visit))
        assert found.keys() == expected.keys()
        assert {iri: (found[iri], row) for iri, row in expected.items() if found[iri] != row} == {}
        kinds |= {row.status for row in expected.values()}
    assert kinds == {"Uncontested", "Disputed", "Conceded", "Retracted", "Denied"}


# What changes when a claim does


def later(claim: ClaimDetail, stance: str) -> ClaimDetail:
    """Another claim of the same speaker on a later day."""
    day = "2021-08-30"
    return claim._replace(id=f"{claim.id}-later", stance=stance, first=day, last=day)


def says(visit: Visit) -> str:
    """What the page says of the entry into Panjshir, once it is clicked."""
    visit.click(ENTRY)
    return str(visit.page.locator("#panel .status").inner_text())


SPOKESMAN = f"{PANJSHIR}actor/anaamullah-samangani"
SUPPORTERS = f"{PANJSHIR}actor/massoud-supporters"


def test_what_the_page_says_follows_from_its_claims(open_page: Pages, content: PageContent) -> None:
    """The statuses that come with the network do not matter: the page finds them itself."""

    def denied(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        return [claim._replace(stance="Denies") for claim in claims]

    def retracted(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        (before,) = [claim for claim in claims if claim.speaker == SPOKESMAN]
        return [*claims, later(before, "Doubts")]

    def conceded(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        others = [claim for claim in claims if claim.speaker != SPOKESMAN]
        return [*claims, *(later(claim, "Suggests") for claim in others)]

    def without_speaker(claims: list[ClaimDetail]) -> list[ClaimDetail]:
        return [claim for claim in claims if claim.speaker != SUPPORTERS]

    expected: dict[str, Change] = {
        "Disputed: 1 voice affirms, 2 deny": list,
        "Denied: 3 voices deny": denied,
        "Retracted: 1 voice doubts, 2 deny": retracted,
        "Conceded: 1 voice affirms, 2 suggest": conceded,
        "Disputed: 1 voice affirms, 1 denies": without_speaker,
        "No status": lambda claims: [],
    }
    found = {
        says(open_page(render(with_claims(content, ENTRY, change)))): change
        for change in expected.values()
    }
    assert found == expected
