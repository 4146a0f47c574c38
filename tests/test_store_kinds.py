"""What is known of each kind of store: from one address to all, and from an address to the kind."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.store_kinds import KINDS, Addresses, addresses, guess, kind_of

STORES = {
    "oxigraph": Addresses(
        "http://localhost:7878/query",
        "http://localhost:7878/update",
        "http://localhost:7878/store",
        "http://localhost:7878/store?no_transaction",
    ),
    "virtuoso": Addresses(
        "http://localhost:8890/sparql",
        "http://localhost:8890/sparql-auth",
        "http://localhost:8890/sparql-graph-crud-auth",
        "",
    ),
    "fuseki": Addresses(
        "http://localhost:3030/claims/query",
        "http://localhost:3030/claims/update",
        "http://localhost:3030/claims/data",
        "http://localhost:3030/claims/data",
    ),
    "graphdb": Addresses(
        "http://localhost:7200/repositories/claims",
        "http://localhost:7200/repositories/claims/statements",
        "http://localhost:7200/repositories/claims/rdf-graphs/service",
        "http://localhost:7200/repositories/claims/statements",
    ),
    "rdf4j": Addresses(
        "http://localhost:8080/rdf4j-server/repositories/claims",
        "http://localhost:8080/rdf4j-server/repositories/claims/statements",
        "http://localhost:8080/rdf4j-server/repositories/claims/rdf-graphs/service",
        "http://localhost:8080/rdf4j-server/repositories/claims/statements",
    ),
    "stardog": Addresses(
        "http://localhost:5820/claims/query",
        "http://localhost:5820/claims/update",
        "http://localhost:5820/claims",
        "",
    ),
    "neptune": Addresses(
        "https://db.cluster-x.eu-west-1.neptune.amazonaws.com:8182/sparql",
        "https://db.cluster-x.eu-west-1.neptune.amazonaws.com:8182/sparql",
        "https://db.cluster-x.eu-west-1.neptune.amazonaws.com:8182/sparql/gsp/",
        "",
    ),
    "blazegraph": Addresses(
        "http://localhost:9999/blazegraph/namespace/claims/sparql",
        "http://localhost:9999/blazegraph/namespace/claims/sparql",
        "",
        "http://localhost:9999/blazegraph/namespace/claims/sparql",
    ),
    "qlever": Addresses(
        "https://example.org/qlever/claims",
        "https://example.org/qlever/claims",
        "https://example.org/qlever/claims",
        "",
    ),
}
GIVEN = [(name, url) for name, known in STORES.items() for url in sorted({*known} - {""})]


@pytest.mark.parametrize(("name", "url"), GIVEN)
def test_each_address_of_a_store_leads_to_all_the_others(name: str, url: str) -> None:
    assert addresses(KINDS[name], url) == STORES[name]


@pytest.mark.parametrize(("name", "url"), GIVEN)
def test_each_address_of_a_store_tells_its_kind(name: str, url: str) -> None:
    found = guess(url, "")
    assert found is not None
    assert found.name == name


def test_push_to_jena_is_push_to_fuseki() -> None:
    for url in STORES["fuseki"]:
        assert addresses(KINDS["jena"], url) == STORES["fuseki"]


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("oxigraph", "http://localhost:7878"),
        ("oxigraph", "http://localhost:7878/"),
        ("virtuoso", "http://localhost:8890/"),
        ("fuseki", "http://localhost:3030/claims/"),
        ("fuseki", "http://localhost:3030/claims/sparql"),
        ("blazegraph", "http://localhost:9999/blazegraph/namespace/claims"),
        ("graphdb", "http://localhost:7200/repositories/claims/size"),
    ],
)
def test_an_address_that_takes_nothing_itself_leads_to_those_that_do(name: str, url: str) -> None:
    assert addresses(KINDS[name], url) == STORES[name]


def test_a_store_below_a_path_stays_there() -> None:
    found = addresses(KINDS["oxigraph"], "https://example.org/stores/one/query")
    assert found.update == "https://example.org/stores/one/update"
    found = addresses(KINDS["fuseki"], "https://example.org/stores/claims/data?graph=urn:x")
    assert found.query == "https://example.org/stores/claims/query"


def test_an_unknown_endpoint_has_the_address_that_is_given() -> None:
    url = "https://example.org/sparql?default-graph-uri="
    assert addresses(KINDS["sparql11"], url) == Addresses(url, url, "", "")


@pytest.mark.parametrize(
    ("name", "url", "todo"),
    [
        ("fuseki", "http://localhost:3030/", "name the data set"),
        ("stardog", "http://localhost:5820", "name the database"),
        ("graphdb", "http://localhost:7200/sparql", "name the repository"),
    ],
)
def test_an_address_that_names_no_data_set_is_refused(name: str, url: str, todo: str) -> None:
    with pytest.raises(UsageError, match=todo):
        addresses(KINDS[name], url)


@pytest.mark.parametrize(
    "url", ["", "localhost:7878/query", "file:///tmp/x", "http:///query", "http://[::1/query"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="no address of a store"):
        addresses(KINDS["oxigraph"], url)


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("Oxigraph/0.5.13", "oxigraph"),
        ("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu", "virtuoso"),
        ("Apache Jena Fuseki (4.5.0)", "fuseki"),
    ],
)
def test_a_server_is_believed_rather_than_its_address(server: str, name: str) -> None:
    for url in ("https://example.org/sparql", "http://localhost:7200/repositories/claims"):
        found = guess(url, server)
        assert found is not None
        assert found.name == name


def test_a_server_that_says_nothing_of_the_kind_leaves_the_address_to_tell() -> None:
    found = guess("http://localhost:8890/sparql", "nginx/1.25")
    assert found is not None
    assert found.name == "virtuoso"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/sparql",
        "https://query.example.org/data/query",
        "http://localhost:78780/query",
        "https://oxigraph@example.org/sparql",
    ],
)
def test_nothing_is_guessed_without_a_sign(url: str) -> None:
    assert guess(url, "") is None


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="oxigraph virtuoso jena graphdb rdf4j fuseki stardog"):
        kind_of("virtuso")


def test_each_way_in_has_an_address() -> None:
    for name, known in STORES.items():
        found = {"update": known.update, "gsp": known.graph_store, "bulk": known.bulk}
        assert sorted(KINDS[name].ways) == sorted(way for way, url in found.items() if url), name
