"""Exports, each read back by readers that share no code with the writer."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyld import jsonld as pyld

from kg import flagship
from kg.exporters import (
    formats,
    jsonld,
    nquads,
    ntriples,
    rdfxml,
    trig,
    trig12,
    turtle,
)
from kg.store import Store
from kg.terms import CG, ONTOLOGY_GRAPH, PANJSHIR, RDF, SCHEMA, SKOS, XSD

HERE = Path(__file__).parent
# A base that no data set has: what is written must not need to be told its base.
ELSEWHERE = "https://example.org/elsewhere/document"
NODE_MODULES = os.environ.get("KG_NODE_MODULES", str(HERE / "node_modules"))

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
    paths = os.environ | {"NODE_PATH": NODE_MODULES}
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
    shutil.which("node") is None or not (Path(NODE_MODULES) / "n3").is_dir(),
    reason="N3.js is not installed: npm install --no-save --prefix tests n3@2",
)


@pytest.fixture(autouse=True)
def _spellings_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="session")
def store() -> Store:
    return flagship.build()[0]


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
        "store = flagship.build()[0]\n"
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


ANY = st.characters(exclude_categories=("Cs",))
# What XML 1.0 takes; the rest is refused, see below.
XML = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | (
    st.sampled_from("\t\n\r\u0085")
)
MANY = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", [name for name in SERIALIZERS if name != "rdfxml"])
@given(data=st.data())
@MANY
def test_anything_in_the_profile_is_read_back(name: str, data: st.DataObject) -> None:
    quads = data.draw(data_sets(ANY))
    base = data.draw(st.sampled_from(BASES))
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
    terms = [term for quad in quads for term in (quad.subject, quad.object)]
    assume(all(urljoin(base, t.value) == t.value for t in terms if isinstance(t, ox.NamedNode)))
    assert read_rdflib(content, "rdfxml") == expected(quads, "rdfxml")
