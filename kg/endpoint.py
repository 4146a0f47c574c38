"""Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPException
from itertools import dropwhile
from typing import Any

import pyoxigraph as ox

from kg.answers import Answer
from kg.errors import QueryError, StoreError, UsageError
from kg.library import find
from kg.terms import ONTOLOGY_GRAPH, PANJSHIR, PREFIXES

# How long to wait for an answer, in seconds.
TIMEOUT = 300


class Endpoint:
    """A remote store that answers SPARQL over HTTP.

    Its default graph must be the union of its graphs: a setting of the store (Oxigraph's
    ``--union-default-graph``, Jena's ``tdb2:unionDefaultGraph``; Virtuoso's habit).
    """

    def __init__(self, url: str, base: str = PANJSHIR) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageError(f"'{url}' is no endpoint", todo="write http://host:port/path")
        self.url = url
        self.base = base
        self.seen = ""

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """The statements of the data set and of the ontology, graph by graph.

        Raises `StoreError` when the endpoint gives fewer than it says a graph holds.
        """
        for graph, size in self._rows("graph-sizes", {}):
            if not graph.value.startswith(self.base) and graph != ONTOLOGY_GRAPH:
                continue
            count = 0
            for name, subject, of, value in self._rows("statements-of", {"graph": graph}):
                count += 1
                yield ox.Quad(subject, of, value, name)
            if count < int(size.value):
                what = f"only {count:,} of the {int(size.value):,} statements of {graph.value} came"
                raise StoreError(what, self.url, "raise the store's limit on the rows of an answer")

    def _rows(self, name: str, values: dict[str, ox.NamedNode]) -> Iterator[Any]:
        answer = self.query(find(name).bind(values))
        assert isinstance(answer, ox.QuerySolutions)
        return iter(answer)

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL query. Raises `QueryError` when the endpoint refuses it, `StoreError`
        when the endpoint cannot be reached or answers something else."""
        from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        client = SPARQLWrapper(self.url)
        client.setMethod(POST)
        client.setTimeout(TIMEOUT)
        client.setOnlyConneg(True)
        client.setQuery(self._prologue() + _without_head(sparql))
        if client.isSparqlUpdateRequest():
            raise QueryError("bad SPARQL: an update, where a query belongs", self.url)
        if not re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", sparql, re.IGNORECASE):
            raise QueryError("bad SPARQL: no query", self.url)
        graph_form = client.queryType in ("CONSTRUCT", "DESCRIBE")
        client.setReturnFormat(N3 if graph_form else JSON)
        try:
            body: bytes = client.query().response.read()
            if graph_form:
                return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)]
            return _read(body)
        except QueryBadFormed as error:
            raise QueryError(f"bad SPARQL: {_reason(error)}", self.url) from None
        except (SPARQLWrapperException, HTTPException, OSError, ValueError, SyntaxError) as error:
            raise StoreError(
                f"the endpoint does not answer as it should: {_reason(error)}",
                self.url,
                "is it running, and is this its query address?",
            ) from None

    def _prologue(self) -> str:
        """The base and the prefixes that a query need not declare, on one line."""
        declared = [f"PREFIX {name}: {ox.NamedNode(iri)}" for name, iri in PREFIXES.items()]
        return " ".join([f"BASE {ox.NamedNode(self.base)}", *declared, ""])


def _read(body: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    """The rows of an answer, once it is sure that all of them can be read."""
    answer = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(answer, ox.QuerySolutions):
        for _ in answer:
            pass
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


def _without_head(sparql: str) -> str:
    """The query without the comment lines at its top: SPARQLWrapper 2.0 takes a word of theirs for
    the kind of the query.

    >>> _without_head("#+ summary: describes nothing\\nSELECT ?s { ?s ?p ?o }")
    'SELECT ?s { ?s ?p ?o }'
    """
    lines = sparql.splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.lstrip().startswith("#"), lines))


def _reason(error: Exception) -> str:
    """The first line of what the endpoint said."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:200] if lines else type(error).__name__
