"""The Panjshir data set: whole, checked, and as its README says that it is."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

import kg
from kg.terms import PANJSHIR
from tests.conftest import ROOT, Run

DATA = ROOT / "data" / "panjshir"
ARTICLES = sorted(file for file in (DATA / "sources").glob("*.yaml") if file.stem != "credited")


def test_nothing_is_found_wrong_in_it(run: Run) -> None:
    done = run("check", DATA)
    assert (done.returncode, done.stdout) == (0, "no findings\n")


def test_it_is_as_large_as_it_was_meant_to_be(graph: kg.Graph) -> None:
    totals = graph.totals()
    assert totals.claims >= 250
    assert len([row for row in graph.query("sources") if row.claims]) == len(ARTICLES) >= 20


def test_every_article_has_its_page_its_day_and_a_place_for_each_claim(graph: kg.Graph) -> None:
    published = {row.source: row for row in graph.query("sources") if row.claims}
    for file in ARTICLES:
        row = published.pop(f"{PANJSHIR}source/{file.stem}")
        assert row.url.startswith(("https://", "http://"))
        assert re.fullmatch(r"2021-0[89](-[0-9]{2})?", row.published), file
        assert "2021-08-15" <= row.publishedNotBefore <= row.publishedNotAfter, file
    assert published == {}
    assert not list(
        graph.query(
            "SELECT ?claim { ?claim a cg:Claim MINUS { ?claim cg:evidence ?evidence ."
            " { ?evidence bibo:locator ?section } UNION { ?evidence oa:hasSelector ?passage } } }"
        )
    )


def test_each_proposition_is_written_out_in_one_file_only() -> None:
    written: dict[str, str] = {}
    for file in sorted(DATA.rglob("*.yaml")):
        for name in re.findall(r"^ +id: (proposition/\S+)$", file.read_text("utf-8"), re.MULTILINE):
            assert name not in written, (name, file.name, written[name])
            written[name] = file.name
    assert len(written) > 200


def test_reports_that_credit_one_agency_have_one_origin(graph: kg.Graph) -> None:
    origins = {
        row.source.rpartition("/")[2]: row.originName
        for row in graph.query("origins")
        if "tolonews-2021-08-28" in row.origin
    }
    assert {"al-arabiya-2021-08-28", "business-standard-2021-08-29"} <= set(origins)
    assert set(origins.values()) == {"TOLOnews, 2021-08-28"}
    standing = graph.show("taliban-entered-panjshir").standing
    assert standing.sources > standing.origins


def test_the_description_counts_what_the_data_hold(graph: kg.Graph) -> None:
    described = ox.Store()
    described.load(path=DATA / "void.ttl", format=ox.RdfFormat.TURTLE)
    void = "http://rdfs.org/ns/void#"

    def values(subject: str, predicate: str) -> set[str]:
        nodes = ox.NamedNode(subject), ox.NamedNode(predicate)
        return {quad.object.value for quad in described.quads_for_pattern(*nodes, None)}  # type: ignore[union-attr]

    claims = values(f"{PANJSHIR}class/cg/Claim", f"{void}entities")
    assert claims == {str(graph.totals().claims)}
    assert values(PANJSHIR, "http://purl.org/dc/terms/license") == {
        "https://creativecommons.org/licenses/by/4.0/"
    }
    parts = values(PANJSHIR, f"{void}subset")
    assert {f"{PANJSHIR}graph/source/{file.stem}" for file in ARTICLES} <= parts
    page = values(f"{PANJSHIR}source/newsbytes-2021-08-29", "http://www.w3.org/ns/dcat#landingPage")
    assert page
    assert all(address.startswith("https://www.newsbytesapp.com/") for address in page)


def test_the_licence_lies_beside_the_data() -> None:
    assert "Attribution 4.0 International" in (DATA / "LICENSE").read_text("utf-8")
    for name in re.findall(r"\]\(([^)]+)\)", (DATA / "README.md").read_text("utf-8")):
        assert (DATA / Path(name)).exists(), name
