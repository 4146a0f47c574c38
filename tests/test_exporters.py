"""Exports, each read back by readers that share no code with the writer."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld

from kg import flagship
from kg.errors import DataError, StoreError, UsageError
from kg.exporters import (
    csv_tables,
    dump,
    export,
    flat,
    formats,
    gexf,
    graphml,
    jsonld,
    nquads,
    ntriples,
    rdfxml,
    trig,
    trig12,
    turtle,
    write_file,
)
from kg.network import project
from kg.store import Store
from kg.terms import CG, ONTOLOGY_GRAPH, PANJSHIR, RDF, SCHEMA, SKOS, XSD
from tests.conftest import NODE_MODULES

HERE = Path(__file__).parent
# A base that no data set has: what is written must not need to be told its base.
ELSEWHERE = "https://example.org/elsewhere/document"

SERIALIZERS: dict[str, Callable[[Sequence[ox.Quad], str], bytes]] = {
    "turtle": turtle.serialize,
    "trig": trig.serialize,
    "ntriples": ntriples.serialize,
    "nquads": nquads.serialize,
    "rdfxml": rdfxml.serialize,
    "jsonld": jsonld.serialize,
}
WITH_GRAPHS = ("trig", "nquads", "jsonld")
RDFLIB = {
    "turtle": "turtle",
    "trig": "trig",
    "ntriples": "nt11",
    "nquads": "nquads",
    "rdfxml": "xml",
    "jsonld": "json-ld",
}
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}

# A term, statement or data set as plain values, with every spelling kept, so that readers can be
# compared. Without blank nodes two data sets are isomorphic if and only if they are equal.
Term = tuple[Any, ...] | None
Statements = set[tuple[Term, ...]]
Reader = Callable[[bytes, str], Statements]


def plain(term: Any) -> Term:
    if isinstance(term, ox.DefaultGraph):
        return None
    if isinstance(term, ox.Triple):
        return ("triple", plain(term.subject), plain(term.predicate), plain(term.object))
    if isinstance(term, ox.Literal):
        return ("literal", term.value, term.datatype.value, term.language or "")
    return ("NamedNode", term.value)


def statements(quads: Iterable[ox.Quad], *, graphs: bool = True) -> Statements:
    return {
        (
            plain(quad.subject),
            plain(quad.predicate),
            plain(quad.object),
            plain(quad.graph_name) if graphs else None,
        )
        for quad in quads
    }


def expected(quads: Iterable[ox.Quad], name: str) -> Statements:
    return statements(quads, graphs=name in WITH_GRAPHS)


def read_oxigraph(content: bytes, name: str) -> Statements:
    return statements(ox.parse(content, format=OXIGRAPH[name], base_iri=ELSEWHERE))


def read_rdflib(content: bytes, name: str) -> Statements:
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        # rdflib 7.6 calls its own deprecated methods.
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset.parse(data=content.decode("utf-8"), format=RDFLIB[name], publicID=ELSEWHERE)
        default = (None, rdflib.URIRef(ELSEWHERE), dataset.default_graph.identifier)

    def term(node: Any) -> Term:
        if isinstance(node, rdflib.Literal):
            kind = str(node.datatype) if node.datatype else XSD.string.value
            kind = RDF.langString.value if node.language else kind
            return ("literal", str(node), kind, node.language or "")
        return ("NamedNode", str(node))

    return {
        (term(s), term(p), term(o), None if g in default else term(g))
        for s, p, o, g in dataset.quads()
    }


def read_rapper(content: bytes, name: str) -> Statements:
    command = ["rapper", "-q", "-i", name, "-o", "nquads", "-", ELSEWHERE]
    read = subprocess.run(command, input=content, capture_output=True, check=False)
    assert read.returncode == 0, read.stderr.decode()
    return statements(ox.parse(read.stdout, format=ox.RdfFormat.N_QUADS))


def read_pyld(content: bytes, name: str = "jsonld") -> Statements:
    def no_network(url: str, options: object) -> None:
        raise AssertionError(f"fetches {url}")

    options = {"base": ELSEWHERE, "format": "application/n-quads", "documentLoader": no_network}
    text = pyld.to_rdf(json.loads(content), options)
    return statements(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def read_n3js(content: bytes, folder: Path) -> Statements:
    file = folder / "read-back.trig"
    file.write_bytes(content)
    command = ["node", str(HERE / "exporters" / "read_trig12.cjs"), str(file), ELSEWHERE]
    paths = os.environ | {"NODE_PATH": str(NODE_MODULES)}
    read = subprocess.run(command, capture_output=True, check=False, env=paths)
    assert read.returncode == 0, read.stderr.decode()

    def term(value: Any) -> Term:
        return tuple(term(v) if isinstance(v, list) else v for v in value) if value else None

    lines = read.stdout.decode("utf-8").split("\n")
    return {tuple(map(term, json.loads(line))) for line in lines if line}


needs_rapper = pytest.mark.skipif(
    shutil.which("rapper") is None, reason="rapper is not installed: apt-get install raptor2-utils"
)
needs_n3js = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE_MODULES / "n3").is_dir(),
    reason="N3.js is not installed: npm install --no-save --prefix tests n3@2",
)


@pytest.fixture(autouse=True)
def _spellings_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="session")
def store() -> Store:
    return flagship.build()


@pytest.fixture(scope="session")
def quads(store: Store) -> list[ox.Quad]:
    """All of the flagship: curated, derived, ontology."""
    return list(store.quads)


@pytest.fixture(scope="session")
def curated(store: Store) -> list[ox.Quad]:
    """What people wrote: neither derived nor ontology."""
    apart = (f"{PANJSHIR}graph/derived/", ONTOLOGY_GRAPH.value)
    return [quad for quad in store.quads if not str(quad.graph_name)[1:].startswith(apart)]


@pytest.fixture(scope="session")
def written(quads: list[ox.Quad]) -> dict[str, bytes]:
    """All of the flagship in every RDF format."""
    return {name: serialize(quads, PANJSHIR) for name, serialize in SERIALIZERS.items()}


# RDF: the flagship read back


def _readers() -> list[Any]:
    """Every format with every reader that reads it."""
    found = []
    for name in SERIALIZERS:
        found.append(pytest.param(name, read_oxigraph, id=f"{name}-oxigraph"))
        found.append(pytest.param(name, read_rdflib, id=f"{name}-rdflib"))
        if name == "jsonld":
            found.append(pytest.param(name, read_pyld, id="jsonld-pyld"))
        else:
            found.append(pytest.param(name, read_rapper, id=f"{name}-rapper", marks=needs_rapper))
    return found


@pytest.mark.parametrize(("name", "read"), _readers())
def test_flagship_read_back(
    name: str, read: Reader, quads: list[ox.Quad], written: dict[str, bytes]
) -> None:
    assert read(written[name], name) == expected(quads, name)


@pytest.mark.parametrize(("name", "read"), _readers())
def test_a_missing_quad_would_be_noticed(name: str, read: Reader, curated: list[ox.Quad]) -> None:
    content = SERIALIZERS[name](curated[1:], PANJSHIR)
    assert expected(curated, name) - read(content, name) == expected(curated[:1], name)


@pytest.mark.parametrize(("name", "read"), _readers())
def test_an_altered_date_would_be_noticed(name: str, read: Reader, curated: list[ox.Quad]) -> None:
    content = SERIALIZERS[name](curated, PANJSHIR)
    assert b"2021-08-28" in content
    assert read(content.replace(b"2021-08-28", b"2021-08-27"), name) != expected(curated, name)


# RDF 1.2


@needs_n3js
def test_n3js_reads_back_rdf_12(quads: list[ox.Quad], tmp_path: Path) -> None:
    content = trig12.serialize(quads, PANJSHIR)
    wanted = statements([*quads, *trig12.reified(quads)])
    assert read_n3js(content, tmp_path) == wanted
    altered = content.replace(b"cg:entered <place", b"cg:seized <place")
    assert altered != content
    assert read_n3js(altered, tmp_path) != wanted


def test_every_proposition_reifies_its_triple(store: Store, curated: list[ox.Quad]) -> None:
    content = trig12.serialize(curated, PANJSHIR)
    read = ox.Store()
    read.load(content, format=ox.RdfFormat.TRIG)
    # Asked of the store itself, in SPARQL: the propositions, and which of them say "at least".
    rows = store.query(
        "SELECT ?g ?p ?s ?r ?o { GRAPH ?g { ?p a cg:Proposition ; cg:subject ?s ; cg:relation ?r ."
        " { ?p cg:object ?o } UNION { ?p cg:value ?o"
        " MINUS { ?p cg:bound ?b FILTER(?b IN (cg:AtLeast, cg:AtMost)) } } } }"
    )
    assert isinstance(rows, ox.QuerySolutions)
    wanted = {(row["p"], ox.Triple(row["s"], row["r"], row["o"]), row["g"]) for row in rows}
    found = {
        (quad.subject, quad.object, quad.graph_name)
        for quad in read.quads_for_pattern(None, RDF.reifies, None)
    }
    assert found == wanted
    entered = ox.Triple(node("actor/taliban"), CG.entered, node("place/panjshir"))
    graph = node("graph/source/newsbytes-2021-08-29")
    assert (node("proposition/taliban-entered-panjshir"), entered, graph) in found
    # Reified is not asserted.
    assert not list(read.quads_for_pattern(entered.subject, CG.entered, None))


def test_rdf_12_adds_nothing_but_the_reified_triples(curated: list[ox.Quad]) -> None:
    content = trig12.serialize(curated, PANJSHIR)
    rest = [q for q in ox.parse(content, format=ox.RdfFormat.TRIG) if q.predicate != RDF.reifies]
    assert statements(rest) == statements(curated)


# RDF: the same quads, the same bytes


def node(path: str) -> ox.NamedNode:
    return ox.NamedNode(PANJSHIR + path)


@pytest.mark.parametrize("name", [*SERIALIZERS, "trig12"])
def test_order_does_not_matter(name: str, curated: list[ox.Quad]) -> None:
    serialize = SERIALIZERS.get(name, trig12.serialize)
    shuffled = [*curated, *curated[:50]]
    random.Random(7).shuffle(shuffled)
    assert serialize(shuffled, PANJSHIR) == serialize(curated, PANJSHIR)


@pytest.mark.parametrize("name", SERIALIZERS)
def test_blank_nodes_get_the_same_labels(name: str) -> None:
    """Labels come from the data: they do not depend on those in the file that was imported."""

    def graph(first: str, second: str) -> list[ox.Quad]:
        a, b = ox.BlankNode(first), ox.BlankNode(second)
        return [
            ox.Quad(CG.x, CG.subject, a, CG.g),
            ox.Quad(a, CG.relation, b, CG.g),
            ox.Quad(b, CG.value, ox.Literal("_: none"), CG.g),
        ]

    one = SERIALIZERS[name](graph("a", "b"), PANJSHIR)
    assert one == SERIALIZERS[name](graph("z", "y")[::-1], PANJSHIR)
    graphs = []
    for content, kind in ((one, OXIGRAPH[name]), (_lines(graph("a", "b")), OXIGRAPH["nquads"])):
        graphs.append(rdflib.Graph())
        lines = "".join(f"{quad.triple} .\n" for quad in ox.parse(content, format=kind))
        graphs[-1].parse(data=lines, format="nt11")
    assert len(graphs[0]) == 3
    assert rdflib.compare.isomorphic(*graphs)


def _lines(quads: Iterable[ox.Quad]) -> bytes:
    return "".join(f"{quad} .\n" for quad in quads).encode()


def test_hash_seeds_do_not_matter(tmp_path: Path) -> None:
    """Python orders sets differently in each process."""
    program = (
        "import hashlib; from pathlib import Path; from kg import flagship, exporters\n"
        "store = flagship.build()\n"
        "for name in exporters.formats():\n"
        "    result = exporters.export(store, Path('out'), format=name, derived=True)\n"
        "    sums = [hashlib.sha256(file.read_bytes()).hexdigest() for file in result.files]\n"
        "    print(name, *sums, result.notes)\n"
    )
    answers = set()
    for seed in ("1", "2"):
        variables = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE.parent)}
        run = subprocess.run(
            [sys.executable, "-c", program], env=variables, cwd=tmp_path, capture_output=True
        )
        assert run.returncode == 0, run.stderr.decode()
        answers.add(run.stdout)
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == len(formats())


# RDF: anything within the portable profile

SEGMENT = st.text(
    st.sampled_from("abzAZ019-_.~:@!$&'()*+,;=%/?#\u00e9\u067e\u0634\U00020000"), max_size=8
)
NAME = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,6}", fullmatch=True)
BASES = (PANJSHIR, "https://w3id.org/claimgraph/", "http://example.org/a%20b/", "urn:x:")


@st.composite
def iris(draw: st.DrawFn) -> ox.NamedNode:
    start = draw(st.sampled_from((*BASES, CG.iri, SKOS.iri, SCHEMA.iri, "http://example.org/")))
    try:
        return ox.NamedNode(start + draw(SEGMENT))
    except ValueError:
        assume(False)
        raise


def literals(characters: st.SearchStrategy[str]) -> st.SearchStrategy[ox.Literal]:
    def typed(kind: ox.NamedNode, texts: st.SearchStrategy[str]) -> st.SearchStrategy[ox.Literal]:
        return texts.map(lambda text: ox.Literal(text, datatype=kind))

    texts = st.text(characters, max_size=12)
    digits = st.integers(-(10**20), 10**20).map(str)
    decimals = st.from_regex(r"-?(0|[1-9][0-9]{0,5})\.([0-9]{0,4}[1-9]|0)", fullmatch=True)
    return st.one_of(
        texts.map(ox.Literal),
        st.builds(
            lambda text, tag: ox.Literal(text, language=tag),
            texts,
            st.sampled_from(("en", "fa", "prs", "ps", "en-gb", "zh-hant-tw")),
        ),
        typed(XSD.integer, digits),
        typed(XSD.decimal, decimals.filter(lambda text: text != "-0.0")),
        typed(XSD.boolean, st.sampled_from(("true", "false"))),
        typed(XSD.date, st.dates().map(str)),
        typed(XSD.dateTime, st.datetimes().map(lambda time: f"{time.isoformat()}Z")),
        typed(XSD.gYear, st.integers(1000, 2999).map(str)),
        typed(XSD.gYearMonth, st.dates().map(lambda day: str(day)[:7])),
        typed(XSD.anyURI, st.just("https://example.org/?a=b&c=<d>#e")),
    )


def data_sets(characters: st.SearchStrategy[str]) -> st.SearchStrategy[list[ox.Quad]]:
    names = st.builds(
        lambda start, name: ox.NamedNode(start + name),
        st.sampled_from((CG.iri, SKOS.iri, "http://example.org/terms/", "urn:terms:")),
        NAME,
    )
    properties = st.one_of(
        names,
        st.sampled_from(
            (RDF.type, CG.start, CG.relation, CG.saidOn, SKOS.prefLabel, SCHEMA.url, CG.value)
        ),
    )
    return st.lists(
        st.builds(
            ox.Quad,
            iris(),
            properties,
            st.one_of(iris(), literals(characters)),
            st.one_of(iris(), st.just(ox.DefaultGraph())),
        ).filter(lambda quad: quad.predicate != RDF.type or isinstance(quad.object, ox.NamedNode)),
        max_size=8,
    )


ANY = st.characters(exclude_categories=["Cs"])
# What XML 1.0 takes; the rest is refused, see below.
XML = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | (
    st.sampled_from("\t\n\r\u0085")
)
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", [name for name in SERIALIZERS if name != "rdfxml"])
@given(data=st.data())
@MANY
def test_anything_in_the_profile_is_read_back(name: str, data: st.DataObject) -> None:
    quads = data.draw(data_sets(ANY))
    base = data.draw(st.sampled_from(BASES))
    # JSON-LD refuses these: see test_jsonld_refuses_what_it_would_abbreviate_wrongly.
    assume(name != "jsonld" or not any("ontology#//" in str(quad) for quad in quads))
    content = SERIALIZERS[name](quads, base)
    assert read_oxigraph(content, name) == expected(quads, name)
    second = read_pyld if name == "jsonld" else read_rdflib
    assert second(content, name) == expected(quads, name)


@given(quads=data_sets(XML), base=st.sampled_from(BASES))
@MANY
def test_anything_in_the_profile_is_read_back_from_xml(quads: list[ox.Quad], base: str) -> None:
    content = rdfxml.serialize(quads, base)
    assert read_oxigraph(content, "rdfxml") == expected(quads, "rdfxml")
    # rdflib resolves whole IRIs too, and so loses a final ";" or "#", and "a/../".
    terms = {term for quad in quads for term in (quad.subject, quad.object)}
    whole = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    assume(all(urljoin(start, iri) == iri for iri in whole for start in (base, ELSEWHERE)))
    assert read_rdflib(content, "rdfxml") == expected(quads, "rdfxml")


@given(texts=st.lists(st.text(XML | st.characters(exclude_categories=["Cs"]), max_size=6)))
@MANY
def test_xml_is_written_exactly_or_refused(texts: list[str]) -> None:
    """A character that XML cannot hold is an error that names it, never a different character."""
    quads = [ox.Quad(CG.x, CG.content, ox.Literal(text)) for text in texts]
    try:
        content = rdfxml.serialize(quads, "")
    except DataError as refusal:
        named = chr(int(refusal.what.rpartition("U+")[2], 16))
        refused = {c for text in texts for c in text if not xml_takes(c)}
        assert named in refused
    else:
        assert read_rdflib(content, "rdfxml") == expected(quads, "rdfxml")


def xml_takes(character: str) -> bool:
    try:
        ElementTree.fromstring(f"<a>&#{ord(character)};</a>")
    except ElementTree.ParseError:
        return False
    return True


@pytest.mark.parametrize(
    ("quad", "what"),
    [
        (ox.Quad(CG.x, ox.NamedNode("https://example.org/1"), CG.y), "no name for a property"),
        (ox.Quad(CG.x, RDF.li, CG.y), "no name for a property"),
        (ox.Quad(CG.x, RDF.reifies, ox.Triple(CG.x, CG.leads, CG.y)), "no triple terms"),
    ],
)
def test_rdfxml_refuses_what_it_cannot_hold(quad: ox.Quad, what: str) -> None:
    with pytest.raises(DataError, match=f"{what}.*export as Turtle or N-Triples"):
        rdfxml.serialize([quad], PANJSHIR)


def test_a_type_that_is_no_element_stays_a_type() -> None:
    """rdf:Description as an element would mean no type at all."""
    quads = [ox.Quad(CG.x, RDF.type, RDF.Description), ox.Quad(CG.x, RDF.type, CG.Person)]
    content = rdfxml.serialize(quads, PANJSHIR)
    assert read_rdflib(content, "rdfxml") == expected(quads, "rdfxml")


def test_jsonld_refuses_what_it_would_abbreviate_wrongly() -> None:
    quad = ox.Quad(CG["//"], CG.start, ox.Literal("1"))
    with pytest.raises(DataError, match=r"cannot abbreviate.*export as TriG or N-Quads"):
        jsonld.serialize([quad], "https://example.org/")


def test_jsonld_refuses_triple_terms() -> None:
    quad = ox.Quad(CG.x, RDF.reifies, ox.Triple(CG.x, CG.leads, CG.y))
    with pytest.raises(DataError, match="export as TriG or N-Quads"):
        jsonld.serialize([quad], PANJSHIR)


def test_turtle_is_short_without_escapes() -> None:
    quads = [
        ox.Quad(node("actor/taliban"), RDF.type, CG.ArmedGroup, node("graph/actors")),
        ox.Quad(node("actor/taliban"), SKOS.altLabel, ox.Literal("Taleban", language="en")),
        ox.Quad(node("actor/taliban"), CG["path/to"], CG["ends."]),
        ox.Quad(node("actor/taliban"), CG.value, ox.Literal("1.5", datatype=XSD.decimal)),
        ox.Quad(node("claim/1"), CG.saidOn, ox.Literal("2021-08", datatype=XSD.gYearMonth)),
    ]
    assert turtle.serialize(quads, PANJSHIR).decode() == (
        "@base <https://w3id.org/claimgraph/panjshir/> .\n"
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "\n"
        "<actor/taliban> a cg:ArmedGroup ;\n"
        '  skos:altLabel "Taleban"@en ;\n'
        "  <https://w3id.org/claimgraph/ontology#path/to>"
        " <https://w3id.org/claimgraph/ontology#ends.> ;\n"
        "  cg:value 1.5 .\n"
        "\n"
        '<claim/1> cg:saidOn "2021-08"^^xsd:gYearMonth .\n'
    )


def test_jsonld_reads_like_an_authored_file(curated: list[ox.Quad]) -> None:
    document = json.loads(jsonld.serialize(curated, PANJSHIR))
    nodes = {node["id"]: node for graph in document["@graph"] for node in graph["@graph"]}
    assert nodes["actor/ahmad-massoud"] == {
        "id": "actor/ahmad-massoud",
        "type": "Person",
        "altLabel": {"en": "Massoud"},
        "prefLabel": {"en": "Ahmad Massoud", "fa": "احمد مسعود"},
    }
    published = nodes["source/newsbytes-2021-08-29"]["datePublished"]
    assert published == {"type": "xsd:gYearMonth", "@value": "2021-08"}
    starts = {node["start"] for node in nodes.values() if "start" in node}
    assert {1011, 1152} <= starts


# The network


LABELS = (
    "Taliban",
    "طالبان",
    "<b>\"Front\" & 'co'</b>",
    "a; b\\; c\\",
    "=HYPERLINK(1)",
    "'=x",
    "'Abd",
    "+1\t2",
    "-5",
    "@x",
    "line\nbreak\r\nand\rreturn",
    " spaces ",
    "next\u0085line\u2028separator",
)


def tie(**changes: object) -> dict[str, object]:
    return {
        "relation": "fights",
        "label": "fights",
        "statement": "A fights B",
        "family": "Conflictual",
        "polarity": -1,
        "symmetric": True,
        "status": "Disputed",
        "valid_from": "2021-08",
        "valid_until": "",
        "earliest": "2021-08-01",
        "latest": "",
        "place": "",
        "voices_affirming": 1,
        "voices_denying": 2,
        "sources": 3,
        "origins": 2,
        "affirmed_by": (),
        "denied_by": (),
    } | changes


@pytest.fixture
def network() -> nx.MultiDiGraph:
    """Parallel ties, a loop, a node without ties, and labels that break careless writers."""
    graph = nx.MultiDiGraph(title="Test & <set>")
    for number, label in enumerate(LABELS):
        iri = f"https://example.org/actor/{number}?a=b&c"
        graph.add_node(iri, label=label, type="Person", type_label="person", alt_labels=LABELS)
    a, b, c, *_ = graph
    graph.add_edge(b, a, key="https://example.org/p/3", **tie(label="-warns", statement="=x"))
    graph.add_edge(a, b, key="https://example.org/p/2", **tie(symmetric=False, polarity=0))
    graph.add_edge(a, b, key="https://example.org/p/1", **tie(affirmed_by=LABELS))
    graph.add_edge(c, c, key="https://example.org/p/4", **tie(denied_by=("a", "b; c")))
    return graph


Network = tuple[dict[str, dict[str, object]], dict[tuple[str, str, str], dict[str, object]]]
LISTS = ("alt_labels", "affirmed_by", "denied_by")


def contents(graph: nx.MultiDiGraph) -> Network:
    nodes = {iri: dict(data) for iri, data in graph.nodes(data=True)}
    edges = {(u, v, key): dict(data) for u, v, key, data in graph.edges(keys=True, data=True)}
    return nodes, edges


def read_network(content: bytes, name: str) -> Network:
    if name == "graphml":
        graph = nx.read_graphml(io.BytesIO(content), edge_key_type=str, force_multigraph=True)
    else:
        graph = nx.read_gexf(io.BytesIO(content))
    assert graph.is_directed()
    nodes, edges = contents(graph)
    for key, data in edges.items():
        assert data.pop("id", key[2]) == key[2]
    for columns, rows in ((NODE, nodes), (EDGE, edges)):
        for data in rows.values():
            # networkx leaves out a text of GraphML that is empty.
            data |= {name: "" for name in columns if name not in data}
            data |= {name: flat.split(str(data[name])) for name in LISTS if name in data}
    return nodes, edges


NODE = ("label", "type", "type_label", "alt_labels")
EDGE = tuple(tie())


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_back_the_network(name: str, network: nx.MultiDiGraph) -> None:
    serialize = {"graphml": graphml.serialize, "gexf": gexf.serialize}[name]
    wanted = contents(network)
    content = serialize(network)
    assert contents(network) == wanted, "writing changes nothing"
    assert read_network(content, name) == wanted
    assert read_network(content.replace(b"Disputed", b"Denied", 1), name) != wanted
    network.remove_edge(*next(edge for edge in network.edges(keys=True) if edge[0] == edge[1]))
    assert read_network(serialize(network), name) != wanted


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_back_the_flagship(name: str, store: Store) -> None:
    assert read_network(dump(store, name), name) == contents(project(store))


@pytest.mark.parametrize("name", ["graphml", "gexf", "csv"])
def test_order_of_nodes_and_ties_does_not_matter(name: str, network: nx.MultiDiGraph) -> None:
    serialize: Callable[[nx.MultiDiGraph], object] = {
        "graphml": graphml.serialize,
        "gexf": gexf.serialize,
        "csv": csv_tables.serialize,
    }[name]
    other = nx.MultiDiGraph(title=network.graph["title"])
    other.add_nodes_from(reversed(list(network.nodes(data=True))))
    for u, v, key, data in reversed(list(network.edges(keys=True, data=True))):
        other.add_edge(u, v, key=key, **dict(reversed(data.items())))
    assert serialize(other) == serialize(network)


def test_the_title_is_kept(network: nx.MultiDiGraph) -> None:
    read = nx.read_graphml(io.BytesIO(graphml.serialize(network)))
    assert read.graph["title"] == "Test & <set>"
    root = ElementTree.fromstring(gexf.serialize(network))
    assert root.findtext("{*}meta/{*}description") == "Test & <set>"


def test_no_day_of_writing_in_gexf(network: nx.MultiDiGraph) -> None:
    root = ElementTree.fromstring(gexf.serialize(network))
    assert [element.attrib for element in root.findall("{*}meta")] == [{}]


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_control_characters_become_replacement_characters(
    name: str, network: nx.MultiDiGraph
) -> None:
    first = next(iter(network))
    network.nodes[first]["label"] = "a\x01b\x00\ufffe"
    serialize = {"graphml": graphml.serialize, "gexf": gexf.serialize}[name]
    nodes, _ = read_network(serialize(network), name)
    assert nodes[first]["label"] == "a\ufffdb\ufffd\ufffd"


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))


def test_csv_reads_back_the_network(network: nx.MultiDiGraph) -> None:
    written = csv_tables.serialize(network)
    nodes, edges = contents(network)

    def texts(data: dict[str, object]) -> dict[str, object]:
        return {
            name: value
            if isinstance(value, tuple)
            else str(value).lower()
            if isinstance(value, bool)
            else str(value)
            for name, value in data.items()
        }

    def read(row: dict[str, str]) -> dict[str, object]:
        plain = {name: csv_tables.plain(cell) for name, cell in row.items()}
        return plain | {name: flat.split(plain[name]) for name in LISTS if name in plain}

    found_nodes = {row.pop("id"): read(row) for row in read_csv(written["nodes"])}
    assert found_nodes == {iri: texts(data) for iri, data in nodes.items()}
    found_edges = {
        (row.pop("source"), row.pop("target"), row.pop("id")): read(row)
        for row in read_csv(written["edges"])
    }
    assert found_edges == {key: texts(data) for key, data in edges.items()}


def test_no_cell_of_csv_is_a_formula(network: nx.MultiDiGraph) -> None:
    for table in csv_tables.serialize(network).values():
        for row in read_csv(table):
            numbers = ("polarity", "voices_affirming", "voices_denying", "sources", "origins")
            cells = [cell for name, cell in row.items() if name not in numbers]
            assert not [
                cell for cell in cells if cell[:1] in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
            ]


def test_csv_is_rfc_4180(network: nx.MultiDiGraph) -> None:
    for table in csv_tables.serialize(network).values():
        assert table.endswith(b"\r\n")
        assert not table.startswith(b"\xef\xbb\xbf")
    header = csv_tables.serialize(nx.MultiDiGraph())["edges"]
    assert header.startswith(b"id,source,target,relation,label,statement,")
    assert header.count(b"\r\n") == 1


def test_csv_of_the_flagship_counts_by_family(store: Store, tmp_path: Path) -> None:
    result = export(store, tmp_path / "panjshir.csv")
    assert [file.name for file in result.files] == ["panjshir-nodes.csv", "panjshir-edges.csv"]
    nodes, edges = (read_csv(file.read_bytes()) for file in result.files)
    propositions = store.query(
        "SELECT ?family (COUNT(DISTINCT ?p) AS ?n)"
        " { ?p cg:object ?o ; cg:relation ?r . ?r cg:family ?family } GROUP BY ?family"
    )
    assert isinstance(propositions, ox.QuerySolutions)
    wanted = {row["family"].value.rpartition("#")[2]: int(row["n"].value) for row in propositions}
    assert Counter(row["family"] for row in edges) == wanted
    ends = {row[end] for row in edges for end in ("source", "target")}
    assert {row["id"] for row in nodes} == ends
    assert len(edges) == result.written


@given(items=st.lists(st.text(st.sampled_from("ab;\\ \n\u067e"), min_size=1)))
@MANY
def test_lists_are_read_back(items: list[str]) -> None:
    assert flat.split(flat.join(items)) == tuple(items)


@given(text=st.text())
@MANY
def test_texts_of_csv_are_read_back(text: str) -> None:
    assert csv_tables.plain(csv_tables.harmless(text)) == text


# What is exported


@pytest.fixture
def small() -> Store:
    """Two curated graphs that share a triple, a derived graph, and a term of the ontology."""
    quads = ox.Store()
    label = ox.Literal("A", language="en")
    for graph in ("graph/actors", "graph/source/a"):
        quads.add(ox.Quad(node("actor/a"), SKOS.prefLabel, label, node(graph)))
    claim = node("claim/1")
    quads.add(ox.Quad(claim, CG.stance, CG.Denies, node("graph/source/a")))
    derived = ox.Quad(claim, CG.voice, node("actor/a"), node("graph/derived/status"))
    quads.add(derived)
    quads.add(ox.Quad(CG.Claim, RDF.type, CG.Class, ONTOLOGY_GRAPH))
    return Store(quads, PANJSHIR)


@pytest.mark.parametrize(
    ("asked", "graphs"),
    [
        ((False, False), {"graph/actors", "graph/source/a"}),
        ((True, False), {"graph/actors", "graph/source/a", "graph/derived/status"}),
        ((False, True), {"graph/actors", "graph/source/a", "../ontology"}),
    ],
)
def test_only_the_graphs_asked_for(
    asked: tuple[bool, bool], graphs: set[str], small: Store, tmp_path: Path
) -> None:
    derived, ontology = asked
    result = export(small, tmp_path / "out.nq", derived=derived, ontology=ontology)
    read = list(ox.parse(path=result.files[0], format=ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in read} == {urljoin(PANJSHIR, g) for g in graphs}
    assert (result.written, result.unit, result.notes) == (len(read), "quads", ())


def test_what_turtle_could_not_hold(small: Store, tmp_path: Path) -> None:
    result = export(small, tmp_path / "out.ttl")
    assert (result.written, result.unit) == (2, "triples")
    assert result.notes == (
        "2 named graphs merged into one: Turtle has none",
        "1 repeated triple written once",
    )


def test_what_the_network_could_not_hold(store: Store, tmp_path: Path) -> None:
    result = export(store, tmp_path / "out.graphml")

    def count(pattern: str) -> int:
        answer = store.query(f"SELECT DISTINCT ?x {{ {pattern} }}")
        assert isinstance(answer, ox.QuerySolutions)
        return len(list(answer))

    claims, evidence = count("?x a cg:Claim"), count("?x a cg:Evidence")
    values, ties = count("?x cg:value ?v"), count("?x cg:object ?o")
    nodes = count("?p cg:object ?o { ?p cg:subject ?x } UNION { ?p cg:object ?x }")
    assert (result.written, result.unit) == (ties, "ties")
    assert result.notes == (
        f"GraphML holds the network of {nodes} nodes and {ties} ties; {claims} claims,"
        f" {evidence} pieces of evidence and {values} values stay behind",
    )


def test_lost_characters_are_counted(tmp_path: Path) -> None:
    store = flagship.build()
    taliban = node("actor/taliban")
    bell = ox.Literal("bell\x07\x07", language="en")
    store.quads.add(ox.Quad(taliban, SKOS.altLabel, bell, node("graph/actors")))
    result = export(store, tmp_path / "out.gexf")
    assert "2 characters that XML cannot hold written as U+FFFD" in result.notes


@pytest.mark.parametrize("name", formats())
def test_the_suffix_tells_the_format(name: str, store: Store, tmp_path: Path) -> None:
    suffix = formats()[name].suffix
    by_suffix = export(store, tmp_path / f"one{suffix.upper()}")
    by_name = export(store, tmp_path / "two.txt", format=name)
    assert [f.read_bytes() for f in by_suffix.files] == [f.read_bytes() for f in by_name.files]
    assert by_suffix[1:] == by_name[1:]


@pytest.mark.parametrize(("out", "format"), [("a.docx", ""), ("a", ""), ("a.ttl", "word")])
def test_unknown_formats(out: str, format: str, small: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown format.*turtle.*graphml"):
        export(small, tmp_path / out, format=format)
    assert list(tmp_path.iterdir()) == []


def test_standard_output(small: Store, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    result = export(small, Path("-"), format="nquads")
    assert result.files == ()
    assert capfdbinary.readouterr().out == dump(small, "nquads")
    with pytest.raises(UsageError, match="two files"):
        export(small, Path("-"), format="csv")


# All or nothing


def test_an_older_file_is_replaced_and_keeps_its_mode(small: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.nq"
    out.write_bytes(b"old")
    out.chmod(0o640)
    link = tmp_path / "link.nq"
    link.symlink_to(out)
    export(small, link)
    assert out.read_bytes() == dump(small, "nquads")
    assert link.is_symlink()
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == [link, out]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_device() -> None:
    with pytest.raises(StoreError, match="cannot be written: No space left on device, /dev/full"):
        write_file(Path("/dev/full"), b"content")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_device_as_standard_output() -> None:
    program = (
        "from pathlib import Path; from kg import flagship, exporters\n"
        "exporters.export(flagship.load(), Path('-'), format='nquads')\n"
    )
    variables = os.environ | {"PYTHONPATH": str(HERE.parent)}
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-c", program], env=variables, stdout=full, stderr=subprocess.PIPE
        )
    assert run.stderr.decode().splitlines()[-1] == (
        "kg.errors.StoreError: cannot be written: No space left on device, standard output"
    )


def test_a_device_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        threading.Thread(target=write_file, args=(pipe, b"x" * 200_000), daemon=True).start()
        assert reader.communicate(timeout=20)[0] == b"x" * 200_000
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["out.nq", "out.csv"])
def test_a_full_disk_leaves_all_as_it_was(name: str, tmp_path: Path) -> None:
    """The limit on the size of files stands for the disk: writing fails half way."""
    old = [tmp_path / "out.nq", tmp_path / "out-nodes.csv", tmp_path / "out-edges.csv"]
    for file in old:
        file.write_bytes(b"old")
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from kg import flagship, exporters; from kg.errors import StoreError\n"
        "store = flagship.build()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))\n"
        "try: exporters.export(store, Path(sys.argv[1]))\n"
        "except StoreError as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, name],
        env=os.environ | {"PYTHONPATH": str(HERE.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("cannot be written: File too large, out")
    assert run.stdout.endswith("nothing was written\n")
    assert sorted(tmp_path.iterdir()) == sorted(old)
    assert {file.read_bytes() for file in old} == {b"old"}


def test_a_missing_folder(small: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"No such file or directory.*nothing was written"):
        export(small, tmp_path / "missing" / "out.nq")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_that_name(small: Store, tmp_path: Path) -> None:
    (tmp_path / "out-edges.csv").mkdir()
    with pytest.raises(StoreError, match="directory"):
        export(small, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["out-edges.csv"]


def test_no_permission(small: Store, unprivileged: Path) -> None:
    out = unprivileged / "out.nq"
    out.write_bytes(b"old")
    out.chmod(0o400)
    with pytest.raises(StoreError, match="Permission denied"):
        export(small, out)
    assert out.read_bytes() == b"old"
