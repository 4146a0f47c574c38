"""What the ontology promises: form, documentation, shapes, context, and logical soundness."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
import yaml
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

import kg

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"
EXAMPLES = ROOT / "tests" / "shapes"
FLAGSHIP = ROOT / "data" / "panjshir" / "panjshir.nq"
NOT_QUERIED = ROOT / "docs" / "ontology-terms-not-queried.md"

CG = Namespace("https://w3id.org/claimgraph/ontology#")
ONTOLOGY_IRI = URIRef("https://w3id.org/claimgraph/ontology")
SCHEMA = Namespace("https://schema.org/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
CAMEO = "https://w3id.org/claimgraph/cameo/"
VANN = Namespace("http://purl.org/vocab/vann/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
BUILT_IN = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, XSD, SH))

FILES = sorted(ONTOLOGY.rglob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
SHAPES = ONTOLOGY / "shapes.ttl"
CORE_FILES = [path for path in FILES if path not in ALIGNMENTS and path != SHAPES]


def load(*paths: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def shorten(path: Path) -> str:
    return path.relative_to(ONTOLOGY).as_posix()


@pytest.fixture(scope="module")
def core() -> Graph:
    return load(*CORE_FILES)


@pytest.fixture(scope="module")
def everything() -> Graph:
    return load(*FILES)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return load(SHAPES)


@pytest.fixture(scope="module")
def context() -> dict[str, Any]:
    document = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    assert set(document) == {"@context"}
    terms: dict[str, Any] = document["@context"]
    return terms


@pytest.fixture(scope="module")
def flagship_ntriples() -> bytes:
    """The flagship data set as N-Triples, graph names dropped; empty where it is not built."""
    if not FLAGSHIP.exists():
        return b""
    triples = (
        quad.triple for quad in pyoxigraph.parse(path=FLAGSHIP, format=pyoxigraph.RdfFormat.N_QUADS)
    )
    return pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""


def cg_iris(graph: Graph) -> set[URIRef]:
    return {
        node
        for triple in graph
        for node in triple
        if isinstance(node, URIRef) and node.startswith(CG)
    }


def terms(core: Graph) -> set[URIRef]:
    """The declared cg terms: classes, properties, relations, concepts, schemes."""
    return cg_iris(core) & {node for node in core.subjects(RDF.type) if isinstance(node, URIRef)}


def relations(core: Graph) -> set[Node]:
    """Relations and quantities."""
    return {
        relation
        for root in (CG.relatesTo, CG.quantity)
        for relation in core.subjects(RDFS.subPropertyOf, root)
    }


# Form


@pytest.mark.parametrize("path", FILES, ids=shorten)
def test_file_is_canonical(path: Path) -> None:
    canonical = load(path).serialize(format="longturtle", canon=True, encoding="utf-8")
    assert path.read_bytes() == canonical


@pytest.mark.parametrize("path", [path for path in FILES if path != SHAPES], ids=shorten)
def test_file_has_no_blank_nodes(path: Path) -> None:
    assert [node for triple in load(path) for node in triple if isinstance(node, BNode)] == []


def test_blank_nodes_of_shapes_are_lists(shapes: Graph) -> None:
    blank = {node for triple in shapes for node in triple if isinstance(node, BNode)}
    assert blank == {node for node in shapes.subjects(RDF.first) if isinstance(node, BNode)}


@pytest.mark.parametrize("path", FILES, ids=shorten)
def test_nothing_infers_types_by_accident(path: Path) -> None:
    predicates = set(load(path).predicates())
    assert predicates.isdisjoint({RDFS.domain, RDFS.range, OWL.imports, OWL.sameAs})


def test_header(core: Graph) -> None:
    header = {
        predicate: value
        for predicate, value in core.predicate_objects(ONTOLOGY_IRI)
        if predicate != DCTERMS.description
    }
    assert header == {
        RDF.type: OWL.Ontology,
        OWL.versionIRI: URIRef("https://w3id.org/claimgraph/ontology/0.1.0"),
        OWL.versionInfo: Literal("0.1.0"),
        DCTERMS.title: Literal("claimgraph ontology", lang="en"),
        DCTERMS.creator: Literal("claimgraph contributors"),
        DCTERMS.created: Literal("2026-11-22", datatype=XSD.date),
        DCTERMS.license: URIRef("https://www.apache.org/licenses/LICENSE-2.0"),
        VANN.preferredNamespacePrefix: Literal("cg"),
        VANN.preferredNamespaceUri: Literal(str(CG)),
    }
    assert core.value(ONTOLOGY_IRI, DCTERMS.description, any=False)


@pytest.mark.parametrize("path", [*ALIGNMENTS, SHAPES], ids=shorten)
def test_every_file_beside_the_core_is_an_ontology_of_its_own(path: Path) -> None:
    graph = load(path)
    expected = URIRef(f"{ONTOLOGY_IRI}/{shorten(path).removesuffix('.ttl')}")
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [expected]
    assert {DCTERMS.title, DCTERMS.license, OWL.versionInfo} <= set(graph.predicates(expected))


# Documentation and declarations


def test_every_term_is_documented(core: Graph) -> None:
    missing = [
        (str(term), str(predicate))
        for term in sorted(terms(core))
        for predicate in (RDFS.label, SKOS.definition, SKOS.example)
        if [getattr(value, "language", None) for value in core.objects(term, predicate)].count("en")
        != 1
    ]
    assert missing == []
    assert {
        term for term in terms(core) if set(core.objects(term, RDFS.isDefinedBy)) != {ONTOLOGY_IRI}
    } == set()


def test_every_concept_and_scheme_has_a_preferred_label(core: Graph) -> None:
    concepts = set(core.subjects(RDF.type, SKOS.Concept))
    schemes = set(core.subjects(RDF.type, SKOS.ConceptScheme))
    unnamed = {
        node
        for node in concepts | schemes
        if set(core.objects(node, SKOS.prefLabel)) != set(core.objects(node, RDFS.label))
    }
    assert unnamed == set()
    assert {c for c in concepts if core.value(c, SKOS.inScheme, any=False) not in schemes} == set()


def test_labels_tell_terms_of_a_kind_apart(core: Graph) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept):
        labels = [
            str(core.value(term, RDFS.label))
            for term in sorted(terms(core))
            if (term, RDF.type, kind) in core
        ]
        assert sorted(labels) == sorted(set(labels))


def test_every_cg_term_used_is_declared(core: Graph, shapes: Graph, everything: Graph) -> None:
    shape_names = set(shapes.subjects(RDF.type, SH.NodeShape))
    shape_names |= set(shapes.subjects(RDF.type, SH.PropertyShape))
    assert cg_iris(everything) - terms(core) - shape_names == set()


def undeclared(graph: Graph, declarations: Graph) -> set[str]:
    used = set(graph.predicates())
    for predicate in (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf):
        used |= set(graph.objects(predicate=predicate))
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {node for kind in kinds for node in declarations.subjects(RDF.type, kind)}
    return {str(node) for node in used - declared if not str(node).startswith(BUILT_IN)}


def test_no_undeclared_outside_terms(everything: Graph, flagship_ntriples: bytes) -> None:
    data = Graph().parse(data=flagship_ntriples, format="nt")
    assert undeclared(everything, everything) == set()
    assert undeclared(data, everything) == set()


@pytest.mark.parametrize("path", ALIGNMENTS, ids=shorten)
def test_alignment_declares_what_it_uses(path: Path) -> None:
    graph = load(path)
    assert undeclared(graph, graph) == set()


SPARQL_TOKEN = re.compile(
    r"""<(?P<iri>[^<>\s]*)>|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n]*"""
    r"""|(?P<name>\w[\w-]*:[\w-]*)"""
)


def cg_terms_in_sparql(text: str) -> Iterator[URIRef]:
    """The cg terms in a query, leaving out its comments and string literals.

    >>> [str(term)[-5:] for term in cg_terms_in_sparql('# cg:no\\n?s a cg:Claim ; ?p "cg:no"')]
    ['Claim']
    """
    for token in SPARQL_TOKEN.finditer(text):
        if (token["iri"] or "").startswith(CG) and token["iri"] != str(CG):
            yield URIRef(token["iri"])
        elif (token["name"] or "").startswith("cg:") and token["name"] != "cg:":
            yield CG[token["name"].removeprefix("cg:")]


QUERIES = sorted((ROOT / "queries").rglob("*.rq"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_queries_use_declared_terms(path: Path, core: Graph) -> None:
    used = set(cg_terms_in_sparql(path.read_text(encoding="utf-8")))
    assert used - terms(core) == set()


def not_queried() -> dict[URIRef, str]:
    """Terms of the documented list, each with its reason: table rows ``| `cg:Term` | reason |``."""
    if not NOT_QUERIED.exists():
        return {}
    rows = re.findall(
        r"^\| *`cg:([\w-]+)` *\|(.*)\|$",
        NOT_QUERIED.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    return {CG[name]: reason.strip() for name, reason in rows}


def queried_or_constrained(shapes: Graph) -> set[URIRef]:
    found = {
        term for path in QUERIES for term in cg_terms_in_sparql(path.read_text(encoding="utf-8"))
    }
    return found | cg_iris(shapes)


def test_every_term_occurs_in_a_query_or_a_shape(core: Graph, shapes: Graph) -> None:
    missing = terms(core) - queried_or_constrained(shapes) - set(not_queried())
    assert sorted(missing, key=str) == []


def test_list_of_terms_not_queried_is_current(core: Graph, shapes: Graph) -> None:
    listed = not_queried()
    assert set(listed) - terms(core) == set()
    assert set(listed) & queried_or_constrained(shapes) == set()
    assert [term for term, reason in listed.items() if not reason] == []


# Relations and code books


def test_family_and_polarity_agree(core: Graph) -> None:
    families = {1: CG.Cooperative, 0: CG.Neutral, -1: CG.Conflictual}
    disagreeing = [
        str(relation)
        for relation, polarity in core.subject_objects(CG.polarity)
        if core.value(relation, CG.family) != families[int(str(polarity))]
    ]
    assert disagreeing == []
    assert set(core.subjects(CG.polarity)) == set(core.subjects(RDFS.subPropertyOf, CG.relatesTo))


def test_codes_of_a_relation_agree_with_the_conversion_table(core: Graph) -> None:
    coded = set(core.subjects(CG.cameoCode))
    # PLOVER has no type for statements, CAMEO's root 01.
    typed = coded - {CG.speaksOf}
    assert typed == set(core.subjects(CG.ploverCode))
    assert core.value(CG.speaksOf, CG.cameoCode) == URIRef(f"{CAMEO}010")
    assert core.value(URIRef(f"{CAMEO}010"), SKOS.broadMatch) is None
    for relation in typed:
        cameo = core.value(relation, CG.cameoCode, any=False)
        plover = core.value(relation, CG.ploverCode, any=False)
        assert core.value(cameo, SKOS.broadMatch, any=False) == plover


def test_notation_is_the_end_of_the_code_iri(core: Graph) -> None:
    codes = {str(c): str(n) for c, n in core.subject_objects(SKOS.notation)}
    assert {iri.rsplit("/", 1)[1] for iri in codes} == set(codes.values())
    assert "036" in codes.values()
    assert all(iri.endswith(f"/{notation}") for iri, notation in codes.items())


# Shapes


def report(data: Graph, core: Graph, shapes: Graph) -> set[tuple[str, str]]:
    """Violated shape and constraint component of each validation result, by local name."""
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=core)
    assert isinstance(results, Graph)
    return {
        (
            str(results.value(result, SH.sourceShape)).removeprefix(CG),
            str(results.value(result, SH.sourceConstraintComponent))
            .removeprefix(str(SH))
            .removesuffix("ConstraintComponent"),
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
    }


GOOD = sorted(EXAMPLES.glob("*.good.ttl"))
BAD = sorted(EXAMPLES.glob("*.bad.ttl"))


def violation(path: Path) -> tuple[str, str]:
    """What a failing example fails on: ``Shape-field.Component[-case].bad.ttl``."""
    shape, component, *_ = path.name.split(".")
    return shape, component.split("-")[0]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_passing_example(path: Path, core: Graph, shapes: Graph) -> None:
    assert report(load(path), core, shapes) == set()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_failing_example_fails_on_its_constraint_alone(
    path: Path, core: Graph, shapes: Graph
) -> None:
    violations = report(load(path), core, shapes)
    assert violation(path) in violations
    assert {shape for shape, _ in violations} == {violation(path)[0]}


COMPONENTS = {
    SH["and"]: "And",
    SH["class"]: "Class",
    SH["in"]: "In",
    SH["or"]: "Or",
    SH.datatype: "Datatype",
    SH.lessThan: "LessThan",
    SH.maxCount: "MaxCount",
    SH.maxLength: "MaxLength",
    SH.minCount: "MinCount",
    SH.maxInclusive: "MaxInclusive",
    SH.minInclusive: "MinInclusive",
    SH.nodeKind: "NodeKind",
    SH.pattern: "Pattern",
    SH.uniqueLang: "UniqueLang",
    SH.xone: "Xone",
}
NOT_CONSTRAINTS = {RDF.type, RDFS.label, RDFS.isDefinedBy, RDFS.seeAlso}
NOT_CONSTRAINTS |= {SH.path, SH.name, SH.message, SH.targetClass, SH.targetSubjectsOf, SH.property}


def reporting_shapes(shapes: Graph) -> set[Node]:
    """Shapes that a report can name: those with a target, and their property shapes."""
    targeted = set(shapes.subjects(SH.targetClass)) | set(shapes.subjects(SH.targetSubjectsOf))
    return targeted | {part for shape in targeted for part in shapes.objects(shape, SH.property)}


def test_every_constraint_has_a_failing_example(shapes: Graph) -> None:
    declared = {
        (str(shape).removeprefix(CG), COMPONENTS[predicate])  # type: ignore[index]
        for shape in reporting_shapes(shapes)
        for predicate in shapes.predicates(shape)
        if predicate not in NOT_CONSTRAINTS
    }
    assert {violation(path) for path in BAD} == declared


def test_passing_examples_fill_every_field(shapes: Graph) -> None:
    unfilled = []
    for shape in reporting_shapes(shapes):
        for part in shapes.objects(shape, SH.property):
            name = str(shape).removeprefix(CG)
            filled = load(*(path for path in GOOD if path.name.startswith(name)))
            if shapes.value(part, SH.path) not in set(filled.predicates()):
                unfilled.append(str(part))
    assert unfilled == []


def test_every_shape_speaks_to_its_reader(shapes: Graph) -> None:
    for shape in reporting_shapes(shapes):
        if (shape, RDF.type, SH.PropertyShape) in shapes:
            name = str(shapes.value(shape, SH.name, any=False))
            assert str(shape).endswith(f"Shape-{name}")
            assert shapes.value(shape, SH.message, any=False)
        else:
            assert shapes.value(shape, RDFS.label, any=False)


def test_shapes_are_well_formed_and_keep_to_core(shapes: Graph) -> None:
    assert set(shapes.predicates()).isdisjoint({SH.sparql, SH.select, SH.target, SH.js})
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_ontology_conforms_to_its_own_shapes(core: Graph, shapes: Graph) -> None:
    assert report(core, Graph(), shapes) == set()


# Context

REUSED = {
    "NewsArticle": "schema:NewsArticle",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "altLabel": "skos:altLabel",
    "closeMatch": "skos:closeMatch",
    "credits": "prov:hadPrimarySource",
    "datePublished": "schema:datePublished",
    "earliestBegin": "sem:hasEarliestBeginTimeStamp",
    "earliestEnd": "sem:hasEarliestEndTimeStamp",
    "end": "oa:end",
    "exactMatch": "skos:exactMatch",
    "hasSource": "oa:hasSource",
    "headline": "schema:headline",
    "inLanguage": "schema:inLanguage",
    "latestBegin": "sem:hasLatestBeginTimeStamp",
    "latestEnd": "sem:hasLatestEndTimeStamp",
    "prefLabel": "skos:prefLabel",
    "prefix": "oa:prefix",
    "publisher": "schema:publisher",
    "quote": "oa:exact",
    "section": "bibo:locator",
    "Dataset": "schema:Dataset",
    "Report": "schema:Report",
    "SocialMediaPosting": "schema:SocialMediaPosting",
    "selector": "oa:hasSelector",
    "sha256": "schema:sha256",
    "start": "oa:start",
    "suffix": "oa:suffix",
    "url": "schema:url",
}


def target(definition: Any) -> str:
    return str(definition["@id"] if isinstance(definition, dict) else definition)


def test_context_covers_the_ontology_and_nothing_else(context: dict[str, Any], core: Graph) -> None:
    prefixes = {name for name, value in context.items() if str(value).endswith(("#", "/"))}
    keywords = {"@version", "id", "type", "reports"}
    own = {str(term).removeprefix(CG): f"cg:{str(term).removeprefix(CG)}" for term in terms(core)}
    assert prefixes == {"bibo", "cg", "oa", "prov", "schema", "sem", "skos", "xsd"}
    assert {
        name: target(value) for name, value in context.items() if name not in prefixes | keywords
    } == own | REUSED


def test_context_points_into_declared_terms(context: dict[str, Any], core: Graph) -> None:
    for name in REUSED.values():
        prefix, local = name.split(":")
        assert (URIRef(context[prefix] + local), RDF.type, None) in core


def test_context_types_every_object_property(context: dict[str, Any], core: Graph) -> None:
    vocabulary = {SKOS.Concept, OWL.ObjectProperty}
    # The concepts of code books have IRIs of their own.
    coded = {CG.eventCode, CG.country, CG.actorType, CG.knownGroup}
    for term in coded:
        assert context[str(term).removeprefix(CG)]["@type"] == "@id"
    for term in terms(core) - coded:
        if (term, RDF.type, OWL.ObjectProperty) in core:
            names_a_term = vocabulary & set(core.objects(term, SCHEMA.rangeIncludes))
            expected = "@vocab" if names_a_term else "@id"
            assert context[str(term).removeprefix(CG)]["@type"] == expected


AUTHORED = """
id: source/morning-paper-1
type: [Source, NewsArticle]
publisher: actor/morning-paper
url: https://example.org/1
prefLabel: {en: Morning Paper of 1 May}
credits: source/agency-7
reports:
  - id: claim/1
    type: Claim
    claimant: actor/north
    stance: Denies
    proposition:
      id: proposition/1
      type: Proposition
      subject: actor/south
      relation: entered
      object: place/ford
      bound: AtLeast
      earliestBegin: "2021-05-01"
    evidence:
      id: evidence/1
      type: Evidence
      quality: Paraphrase
      hasSource: source/morning-paper-1
      selector: {id: selector/1, type: TextPositionSelector, start: 3, end: 9}
"""

EXPECTED = """
@base <https://example.org/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<source/morning-paper-1> a cg:Source , schema:NewsArticle ;
    schema:publisher <actor/morning-paper> ;
    schema:url "https://example.org/1"^^xsd:anyURI ;
    skos:prefLabel "Morning Paper of 1 May"@en ;
    prov:hadPrimarySource <source/agency-7> .
<claim/1> a cg:Claim ; cg:reportedIn <source/morning-paper-1> ; cg:claimant <actor/north> ;
    cg:stance cg:Denies ; cg:proposition <proposition/1> ; cg:evidence <evidence/1> .
<proposition/1> a cg:Proposition ; cg:subject <actor/south> ; cg:relation cg:entered ;
    cg:object <place/ford> ; cg:bound cg:AtLeast ;
    sem:hasEarliestBeginTimeStamp "2021-05-01"^^xsd:date .
<evidence/1> a cg:Evidence ; cg:quality cg:Paraphrase ;
    oa:hasSource <source/morning-paper-1> ; oa:hasSelector <selector/1> .
<selector/1> a oa:TextPositionSelector ; oa:start 3 ; oa:end 9 .
"""


def authored_document(context: dict[str, Any]) -> str:
    inline = {"@base": "https://example.org/", **context}
    return json.dumps({"@context": inline, **yaml.safe_load(AUTHORED)})


# rdflib's JSON-LD reader uses a class that rdflib itself deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_context_reads_authored_data_in_rdflib(context: dict[str, Any]) -> None:
    read = Graph().parse(data=authored_document(context), format="json-ld")
    assert set(read) == set(Graph().parse(data=EXPECTED, format="turtle"))


def test_context_reads_authored_data_in_oxigraph(context: dict[str, Any]) -> None:
    read = pyoxigraph.parse(authored_document(context), format=pyoxigraph.RdfFormat.JSON_LD)
    expected = pyoxigraph.parse(EXPECTED, format=pyoxigraph.RdfFormat.TURTLE)
    assert {quad.triple for quad in read} == {quad.triple for quad in expected}


def unknown_names(node: Any, context: dict[str, Any]) -> Iterator[str]:
    """Keys, types and vocabulary values of authored data that the context does not define."""
    if isinstance(node, list):
        for item in node:
            yield from unknown_names(item, context)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key.startswith("@"):
                continue
            definition = context.get(key)
            if definition is None:
                yield key
                continue
            kind = definition.get("@type") if isinstance(definition, dict) else None
            if key == "type" or kind == "@vocab":
                names = value if isinstance(value, list) else [value]
                yield from (str(name) for name in names if name not in context)
            elif not (isinstance(definition, dict) and "@container" in definition):
                yield from unknown_names(value, context)


DATA = sorted((ROOT / "data").rglob("*.yaml"))


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_data_use_names_of_the_context(path: Path, context: dict[str, Any]) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(unknown_names(document, context)) == []


def test_names_outside_the_context_are_found(context: dict[str, Any]) -> None:
    document = {"reports": [{"stance": "Denise", "claimnt": "actor/north"}], "type": "Sauce"}
    assert list(unknown_names(document, context)) == ["Denise", "claimnt", "Sauce"]


# Logic


def unsatisfiable(ntriples: bytes) -> list[str]:
    """Unsatisfiable classes by HermiT; raises where the whole is inconsistent."""
    owlready2 = pytest.importorskip("owlready2", reason="owlready2 runs the reasoner")
    if shutil.which("java") is None:
        pytest.skip("HermiT needs java")
    world = owlready2.World()
    ontology = world.get_ontology("https://example.org/union#")
    ontology.load(fileobj=io.BytesIO(ntriples), format="ntriples")
    with ontology:
        # HermiT's datatype map has no xsd:date, xsd:gYear or xsd:gYearMonth.
        owlready2.sync_reasoner_hermit(world, ignore_unsupported_datatypes=True, debug=0)
    return sorted(cls.iri for cls in world.inconsistent_classes())


@pytest.fixture(scope="module")
def union(flagship_ntriples: bytes) -> bytes:
    terminology = load(*CORE_FILES, *ALIGNMENTS).serialize(format="nt", encoding="utf-8")
    return terminology + flagship_ntriples


def individual(*classes: str) -> bytes:
    graph = Graph()
    for name in classes:
        graph.add((URIRef("https://example.org/someone"), RDF.type, CG[name]))
    return graph.serialize(format="nt", encoding="utf-8")


def test_union_is_consistent_and_every_class_satisfiable(union: bytes) -> None:
    assert unsatisfiable(union + individual("Person")) == []


@pytest.mark.parametrize(
    "classes",
    [("Person", "State"), ("Government", "State"), ("Population", "Event"), ("Claim", "Source")],
    ids="-".join,
)
def test_disjoint_classes_share_no_member(union: bytes, classes: tuple[str, str]) -> None:
    owlready2 = pytest.importorskip("owlready2", reason="owlready2 runs the reasoner")
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(union + individual(*classes))


def test_punned_relation_values_stay_within_owl_2_dl(union: bytes) -> None:
    proposition = (
        f"<https://example.org/p> <{RDF.type}> <{CG.Proposition}> .\n"
        f"<https://example.org/p> <{CG.relation}> <{CG.fights}> .\n"
        f"<https://example.org/p> <{CG.relation}> <{CG.fighterCount}> .\n"
    )
    assert unsatisfiable(union + proposition.encode()) == []


def test_classes_lie_no_deeper_than_queries_look(graph: kg.Graph) -> None:
    """Queries that Virtuoso must answer go two steps up, and not along a closure."""
    step = "/rdfs:subClassOf"
    deeper = f"ASK {{ ?class rdfs:subClassOf{step}{step} cg:Actor }}"
    assert not graph.ask(deeper)
    assert not graph.ask(deeper.replace("cg:Actor", "cg:Place"))
    assert graph.ask(f"ASK {{ ?class rdfs:subClassOf{step} cg:Actor }}")
