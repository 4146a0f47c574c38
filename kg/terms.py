"""Namespaces: the only IRIs in Python."""

from __future__ import annotations

from pyoxigraph import NamedNode


class Namespace:
    """A namespace whose attributes are its terms.

    >>> CG.claimant
    <NamedNode value=https://w3id.org/claimgraph/ontology#claimant>
    >>> CG["claimant"] == CG.claimant
    True
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


ONTOLOGY_GRAPH = NamedNode("https://w3id.org/claimgraph/ontology")
# What the ids of event coders' codes are relative to.
CODES = "https://w3id.org/claimgraph/"
PANJSHIR = "https://w3id.org/claimgraph/panjshir/"

CG = Namespace("https://w3id.org/claimgraph/ontology#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
PROV = Namespace("http://www.w3.org/ns/prov#")
BIBO = Namespace("http://purl.org/ontology/bibo/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SEM = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
VOID = Namespace("http://rdfs.org/ns/void#")

PREFIXES: dict[str, str] = {
    "bibo": BIBO.iri,
    "cg": CG.iri,
    "dcat": DCAT.iri,
    "dcterms": DCTERMS.iri,
    "oa": OA.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sem": SEM.iri,
    "skos": SKOS.iri,
    "void": VOID.iri,
    "xsd": XSD.iri,
}


def shorten(iri: str, base: str = "") -> str:
    """The IRI as people write it: relative to `base`, or with one of the known prefixes.

    >>> shorten("https://w3id.org/claimgraph/ontology#Denies")
    'cg:Denies'
    >>> shorten(PANJSHIR + "actor/taliban", PANJSHIR)
    'actor/taliban'
    """
    if base and iri.startswith(base):
        return iri[len(base) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(id: str, base: str) -> str:
    """The IRI of an id that `shorten` made relative to `base`; an IRI stays as it is.

    >>> expand("actor/taliban", PANJSHIR)
    'https://w3id.org/claimgraph/panjshir/actor/taliban'
    """
    return id if "://" in id else base + id


def local_name(iri: str) -> str:
    """What follows the last ``#`` or ``/``.

    >>> local_name("https://w3id.org/claimgraph/ontology#Denies")
    'Denies'
    """
    return iri.rpartition("#" if "#" in iri else "/")[2]
