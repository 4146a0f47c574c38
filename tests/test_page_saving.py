"""What a reader saves of a view: files as they come, named and filled as the view is."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kg
from kg.terms import PANJSHIR
from tests.page_views import click, press, view
from tests.page_visits import ENTRY, Visit

SVG = "{http://www.w3.org/2000/svg}"


class File(NamedTuple):
    """A file that was saved."""

    name: str
    text: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text, newline="")))


def save(visit: Visit, item: str, number: int = 1) -> list[File]:
    """Choose an item of the menu Save, and take the files that come."""
    found: list[Any] = []
    page = visit.page

    def came(download: Any) -> None:
        found.append(download)

    page.on("download", came)
    try:
        page.locator("#save summary").click()
        page.get_by_role("button", name=item, exact=True).click()
        for _ in range(300):
            if len(found) >= number:
                break
            page.wait_for_timeout(50)
        page.wait_for_timeout(200)  # Should more come than are expected.
    finally:
        page.remove_listener("download", came)
    files = [
        File(one.suggested_filename, Path(one.path()).read_text("utf-8", "replace"))
        for one in found
    ]
    assert len(files) == number
    return files


def compare(visit: Visit) -> None:
    visit.page.locator("#lens").select_option(label="Taliban")
    visit.page.locator("#against").select_option(label="National Resistance Front")


def test_claims_are_saved_with_a_row_for_each_source_that_reports_one(
    whole: Visit, graph: kg.Graph
) -> None:
    whole.page.locator("#most").select_option("all")
    (file,) = save(whole, "Claims with sources (CSV)")
    assert file.name == "Panjshir.claims.csv"
    expected = {
        (str(row.claim), str(row.source))
        for row in graph.query("SELECT ?claim ?source { ?claim cg:reportedIn ?source }")
    }
    rows = file.rows
    assert len(rows) == len(expected)
    assert {row["claim"] for row in rows} == {claim for claim, _ in expected}
    flight = [
        row for row in rows if row["statement"] == "Ahmad Massoud fled to Tajikistan, 2021-09"
    ]
    assert sorted(row["stance"] for row in flight) == ["Denies", "Denies", "Suggests"]
    (first,) = [row for row in flight if row["claimant"] == "Zabihullah Mujahid"]
    assert first["stance"] == "Suggests"
    assert first["voices"] == "Taliban"
    assert first["said_on"] == "2021-09-06"
    assert first["note"] == "He had been told so."
    assert first["evidence"] == "Paraphrase, paragraph 1"
    assert first["source"] == "The Quint, 2021-09-06"
    assert first["url"].startswith("https://")
    assert first["origins"] == "Reuters, 2021-09-06"
    assert first["status"] == "Disputed"
    assert first["proposition"] == f"{PANJSHIR}proposition/massoud-fled-to-tajikistan"
    assert "Taliban death count 7 (Panjshir), 2021-08-30" in {row["statement"] for row in rows}


def test_claims_are_saved_as_lens_day_and_graph_have_them(whole: Visit, graph: kg.Graph) -> None:
    whole.page.get_by_label("Reported by, day", exact=True).fill("2021-09-08")
    (file,) = save(whole, "Claims with sources (CSV)")
    assert file.name == "Panjshir-as-reported-by-2021-09-08.claims.csv"
    flight = [row for row in file.rows if row["statement"].startswith("Ahmad Massoud fled to Taj")]
    assert [(row["stance"], row["status"]) for row in flight] == [("Suggests", "Uncontested")]
    # Of ties, those that are drawn.
    drawn = {PANJSHIR + iri for iri in view(whole).ties}
    ties = {str(row[0]) for row in graph.query("SELECT ?tie { ?tie cg:object ?object }")}
    assert {row["proposition"] for row in file.rows} & ties == drawn


def test_ties_of_two_lenses_are_saved_with_the_lens_that_shows_them(whole: Visit) -> None:
    (file,) = save(whole, "Ties (CSV)")
    assert file.name == "Panjshir.csv"
    assert "lens" not in file.rows[0]
    compare(whole)
    (file,) = save(whole, "Ties (CSV)")
    lenses = {row["proposition"].removeprefix(PANJSHIR): row["lens"] for row in file.rows}
    left, right = (view(whole, graph).ties.keys() for graph in ("graph", "other-graph"))
    assert lenses.keys() == left | right
    assert {iri for iri, lens in lenses.items() if lens == "both"} == left & right
    assert {iri for iri, lens in lenses.items() if lens == "according to Taliban"} == left - right
    assert file.name.startswith("Panjshir-according-to-Taliban-beside-according-to-National")


def test_what_the_table_lists_is_saved_while_it_is_open(whole: Visit) -> None:
    whole.page.locator("#most").select_option("10")
    (drawn,) = save(whole, "Ties (CSV)")
    press(whole, "Table")
    (listed,) = save(whole, "Ties (CSV)")
    assert {row["proposition"] for row in drawn.rows} == {
        PANJSHIR + iri for iri in view(whole).ties
    }
    assert len(listed.rows) == 333
    assert len(drawn.rows) < 333


def fills(svg: str) -> dict[str, str]:
    """The colour of each thing in a picture, by its name."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        shape = next((one for one in group if one.get("fill", "none") != "none"), None)
        if title is not None and title.text and shape is not None:
            found[title.text] = str(shape.get("fill"))
    return found


def test_a_picture_is_dimmed_as_the_view_is_and_named_for_what_is_chosen(visit: Visit) -> None:
    (before,) = save(visit, "Picture (SVG)")
    visit.click(ENTRY)
    (after,) = save(visit, "Picture (SVG)")
    assert before.name == "Panjshir.svg"
    assert after.name == "Panjshir-Taliban-entered-Panjshir-2021-08-28.svg"
    plain, dimmed = fills(before.text), fills(after.text)
    assert plain["Taliban"] == dimmed["Taliban"]
    assert plain["Two US senators"] != dimmed["Two US senators"]
    assert "Taliban entered Panjshir, 2021-08-28" in after.text


@pytest.mark.parametrize(("item", "end"), [("Picture (SVG)", ".svg"), ("Picture (PNG)", ".png")])
def test_two_lenses_make_two_pictures(whole: Visit, item: str, end: str) -> None:
    compare(whole)
    files = save(whole, item, number=2)
    assert [file.name.partition("-Two-lenses")[0].removesuffix(end) for file in files] == [
        "Panjshir-according-to-Taliban",
        "Panjshir-according-to-National-Resistance-Front",
    ]
    if end == ".svg":
        for file, graph in zip(files, ("graph", "other-graph"), strict=True):
            assert f", {len(view(whole, graph).ties)} of 333 ties shown" in file.text


def test_a_view_is_saved_as_a_query_that_gives_its_ties(whole: Visit, graph: kg.Graph) -> None:
    click(whole, "actor/iran")
    press(whole, "Focus")
    (file,) = save(whole, "Query (SPARQL)")
    assert file.name == "Panjshir-around-Iran.rq"
    found = {row.proposition.removeprefix(PANJSHIR) for row in graph.query(file.text)}
    assert found == view(whole).ties.keys()
