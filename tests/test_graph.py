"""The Python API: open, ask, and hand on to the tools that people already use."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
import rdflib

import kg
from tests.conftest import ROOT

BASE = "https://w3id.org/claimgraph/panjshir/"


def test_rows_iterate_by_name(article: kg.Graph) -> None:
    rows = article.query("disputed-claims", claimant="Taliban")
    assert [(row.claimantName, row.stanceName) for row in rows] == [
        ("Anaamullah Samangani", "affirms")
    ]
    assert len(rows) == 1


def test_rows_print_as_a_table(graph: kg.Graph) -> None:
    rows = graph.query("SELECT ?name { <actor/taliban> rdfs:label ?name }")
    assert str(rows) == "name\n-------\nTaliban"


def test_rows_in_a_notebook_are_escaped(graph: kg.Graph) -> None:
    rows = graph.query("SELECT ?text { VALUES ?text { '<script>alert(1)</script>' } }")
    assert rows._repr_html_() == (
        "<table><thead><tr><th>text</th></tr></thead><tbody>"
        "<tr><td>&lt;script&gt;alert(1)&lt;/script&gt;</td></tr></tbody></table>"
    )


def test_rows_turn_into_pandas(article: kg.Graph) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = article.query("statuses").to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    disputed = frame[frame["statusName"] == "disputed"]
    assert list(disputed["statement"]) == ["Taliban entered Panjshir, 2021-08-28"]


def test_values_are_python_values(graph: kg.Graph) -> None:
    (row,) = graph.query(
        "SELECT ?a ?b ?c ?d ?e { VALUES (?a ?b ?c ?d ?e) { (1 2.5 true 'x' UNDEF) } }"
    )
    assert [str(value) for value in row] == ["1", "2.5", "True", "x", "None"]
    assert row.a + 1 == 2


def test_awkward_column_names_are_numbered(graph: kg.Graph) -> None:
    (row,) = graph.query("SELECT ?class ?_a { VALUES (?class ?_a) { (1 2) } }")
    assert (row._0, row._1) == (1, 2)


def test_nothing_disputed_is_a_direct_triple(graph: kg.Graph, article: kg.Graph) -> None:
    assert not graph.ask("ASK { <actor/taliban> cg:entered <place/panjshir> }")
    assert graph.ask("ASK { <actor/taliban> cg:seized <place/kabul> }")
    assert not graph.ask("ASK { <actor/taliban> cg:seized <place/panjshir> }")
    # Under no other relation either: who denies an entry denies an advance as well.
    assert not article.ask("ASK { <actor/taliban> ?relation <place/panjshir> }")


def test_direct_triples_are_those_of_uncontested_propositions(graph: kg.Graph) -> None:
    direct = {
        (row.s, row.p, row.o)
        for row in graph.query("SELECT ?s ?p ?o { GRAPH <graph/derived/uncontested> { ?s ?p ?o } }")
    }
    stated = {
        (row.s, row.r, row.o)
        for row in graph.query(
            "SELECT ?s ?r ?o { ?p cg:status cg:Uncontested ; cg:subject ?s ; cg:relation ?r ."
            " { ?p cg:object ?o } UNION { ?p cg:value ?o ; cg:bound cg:Exactly } }"
        )
    }
    assert direct == stated
    assert len(direct) > 40


def test_construct_gives_triples(graph: kg.Graph) -> None:
    (triple,) = graph.construct("CONSTRUCT WHERE { <actor/taliban> rdfs:label ?name }")
    assert triple.subject.value == BASE + "actor/taliban"


def test_each_kind_of_query_has_its_method(graph: kg.Graph) -> None:
    with pytest.raises(kg.UsageError, match="not a SELECT query"):
        graph.query("ASK { ?s ?p ?o }")
    with pytest.raises(kg.UsageError, match="not an ASK query"):
        graph.ask("SELECT ?s { ?s ?p ?o }")
    with pytest.raises(kg.UsageError, match="not a CONSTRUCT query"):
        graph.construct("ASK { ?s ?p ?o }")
    with pytest.raises(kg.UsageError, match="has no parameter 'who'"):
        graph.query("disputed-claims", who="Zahid")


def test_the_network_carries_what_the_claims_say(article: kg.Graph) -> None:
    network = article.network()
    assert isinstance(network, nx.MultiDiGraph)
    taliban = network.nodes[BASE + "actor/taliban"]
    assert (taliban["label"], taliban["type"]) == ("Taliban", "ArmedGroup")
    assert "Islamic Emirate of Afghanistan" in taliban["alt_labels"]
    entered = network.edges[
        BASE + "actor/taliban",
        BASE + "place/panjshir",
        BASE + "proposition/taliban-entered-panjshir",
    ]
    assert entered["label"] == "entered"
    assert entered["status"] == "Disputed"
    assert entered["valid_from"] == "2021-08-28"
    assert entered["affirmed_by"] == ("Taliban",)
    assert entered["denied_by"] == ("Massoud's supporters", "National Resistance Front")
    assert (entered["voices_affirming"], entered["voices_denying"]) == (1, 2)
    between = network.get_edge_data(
        BASE + "actor/national-resistance-front", BASE + "actor/taliban"
    )
    assert sorted(tie["relation"] for tie in between.values()) == [
        "agreesWith", "fights", "fights", "negotiatesWith", "plansTalksWith", "resists",
    ]  # fmt: skip
    days = {key: tie["valid_from"] for key, tie in between.items() if tie["relation"] == "fights"}
    assert days == {
        BASE + "proposition/fighting-in-panjshir-2021-08-28": "2021-08-28",
        BASE + "proposition/clashes-late-august-2021": "2021-08-21 to 2021-08-29",
    }


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning:rdflib")
def test_rdflib_sees_the_same_store(graph: kg.Graph) -> None:
    """rdflib 7.6 warns of its own use of what it deprecates."""
    dataset = graph.rdflib()
    taliban = rdflib.URIRef(BASE + "actor/taliban")
    assert str(dataset.value(taliban, rdflib.RDFS.label)) == "Taliban"
    text = "SELECT ?s ?p ?o { ?s ?p ?o }"
    assert len(dataset.query(text)) == len(graph.query(text))


def test_the_page_is_written_whole(graph: kg.Graph, tmp_path: Path) -> None:
    path = graph.page(tmp_path / "graph.html")
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert graph.page(tmp_path / "again.html").read_bytes() == path.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again.html", "graph.html"]


def test_a_folder_may_be_named_by_text(tmp_path: Path) -> None:
    from kg.importers import import_files

    import_files(tmp_path / "store", [ROOT / "data" / "panjshir" / "panjshir.nq"])
    assert kg.open(str(tmp_path / "store")).totals() == kg.open().totals()


def test_a_store_out_of_reach_is_told() -> None:
    with pytest.raises(kg.StoreError, match="cannot be reached: Connection refused"):
        kg.connect("http://127.0.0.1:9/query").totals()
