"""Measures on the page: in the dossier, and as the size of actors."""

from __future__ import annotations

import pytest

import kg
from kg.measures import Measured, measure
from kg.page import content_of, render
from tests.page_visits import TALIBAN, Pages, Visit


@pytest.fixture(scope="module")
def measured(graph: kg.Graph) -> dict[str, Measured]:
    return {one.id: one for one in measure(graph.ties())}


def test_the_dossier_tells_where_an_actor_stands(
    whole: Visit, measured: dict[str, Measured]
) -> None:
    whole.click(TALIBAN)
    one = measured[TALIBAN]
    told = f"betweenness {one.betweenness:.3f}, PageRank {one.pagerank:.3f}, community 1"
    assert f"Over all ties\n{told}" in whole.panel
    # Another day changes what is seen of it, and not where it stands over all.
    whole.change(until=whole.page.evaluate("Date.parse('2021-08-20') / 864e5"))
    assert f"Over all ties\n{told}" in whole.panel


@pytest.mark.parametrize("name", ["betweenness", "PageRank"])
def test_actors_are_sized_and_chosen_by_a_measure(
    whole: Visit, measured: dict[str, Measured], name: str
) -> None:
    whole.page.locator("#measure").select_option(label=name)
    by_it = sorted(measured.values(), key=lambda one: -getattr(one, name.lower()))
    assert by_it[0].id == TALIBAN
    sizes = [whole.drawn(one.id)["size"] for one in by_it[:6]]
    assert sizes == sorted(sizes, reverse=True)
    # The largest is as large as an actor gets; others shrink with the root of their share.
    assert sizes[0] == 45
    share = getattr(by_it[5], name.lower()) / getattr(by_it[0], name.lower())
    assert sizes[5] == pytest.approx(9 + 36 * share**0.5, abs=0.1)


def test_a_page_without_ties_can_be_sized_by_them(open_page: Pages, graph: kg.Graph) -> None:
    content = content_of(graph.lens(as_of="2021-08-01")._store)
    visit = open_page(render(content))
    visit.page.locator("#measure").select_option(label="betweenness")
    assert visit.page.locator("#measure").input_value() == "betweenness"
