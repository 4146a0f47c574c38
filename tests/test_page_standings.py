"""Where propositions stand: the page, which has no store, against the rules and the lenses."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import networkx as nx
import pytest

import kg
from kg.claims import ClaimDetail
from kg.page import PageContent, content_of, render
from kg.terms import PANJSHIR
from tests.page_visits import ENTRY, FRONT, SCRIPTS, TALIBAN, Pages, Visit, with_claims
from tests.test_queries import load

CASES = Path(__file__).parent / "rules"
SCENE = (SCRIPTS / "scene.js").read_text("utf-8")
SALEH = f"{PANJSHIR}actor/amrullah-saleh"


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


class Case(NamedTuple):
    """A file, a proposition in it, what was said, and what the rules should make of it."""

    name: str
    proposition: str
    said: str
    status: str
    affirming: str
    denying: str
    sources: str
    origins: str


def cases() -> list[Case]:
    with (CASES / "cases.csv").open(encoding="utf-8", newline="") as file:
        return [Case(*row) for row in list(csv.reader(file))[1:]]


def base_of(case: str) -> str:
    return f"{PANJSHIR}{case}/"


@pytest.fixture(scope="module")
def of_cases(
    keep_page: Pages, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Standing]:
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
