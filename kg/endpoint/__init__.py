"""Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from kg.answers import TIMEOUT, Answer
from kg.endpoint.asking import Line
from kg.endpoint.kept import Kept, rows_of, triples_of, truth_of
from kg.endpoint.paging import CUT, whole
from kg.errors import QueryError, StoreError, UsageError
from kg.library import find
from kg.sparql import Query, read
from kg.terms import ONTOLOGY_GRAPH, PANJSHIR, PREFIXES


class Endpoint:
    """A remote store that answers SPARQL over HTTP.

    Its default graph must be the union of its graphs: Oxigraph is asked for that with each query,
    Virtuoso does so by habit, others have a setting (Jena's ``tdb2:unionDefaultGraph``). `base` is
    the base IRI of the data set there; where it is not given, the store is asked for it.
    """

    def __init__(self, url: str, base: str = "", timeout: float = TIMEOUT) -> None:
        if not url.startswith(("http://", "https://")):
            raise UsageError(f"'{url}' is no endpoint", todo="write http://host:port/path")
        if timeout <= 0:
            raise UsageError(f"{timeout:g} seconds are no timeout", todo="give more than none")
        self.url = url
        self.seen = ""
        self._named = base
        self._line = Line(url, timeout)

    @cached_property
    def base(self) -> str:
        """The base IRI of the data set there.

        Raises `StoreError` when there are several and none of them is the bundled one.
        """
        if self._named:
            return self._named
        ends = ("graph/actors", "graph/sources")
        terms = (row["graph"] for row in self._rows("data-sets", {}))
        graphs = {term.value for term in terms if isinstance(term, ox.NamedNode)}
        bases = sorted({graph.removesuffix(end) for graph in graphs for end in ends} - graphs)
        if len(bases) == 1:
            return str(bases[0])
        if PANJSHIR in bases or not bases:
            return PANJSHIR
        named = " or ".join(bases)
        raise StoreError("several data sets are there", self.url, f"name one by --base: {named}")

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """The statements of the data set and of the ontology, graph by graph.

        Raises `StoreError` when the endpoint gives fewer than it says a graph holds.
        """
        for graph, size in self._rows("graph-sizes", {}):
            if not graph.value.startswith(self.base) and graph != ONTOLOGY_GRAPH:
                continue
            count = 0
            for triple in self.statements(graph):
                count += 1
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            if count < int(size.value):
                what = f"only {count:,} of the {int(size.value):,} statements of {graph.value} came"
                raise StoreError(what, self.url, "raise the store's limit on the rows of an answer")

    def statements(self, graph: ox.NamedNode) -> Iterator[ox.Triple]:
        """The statements of a named graph, in whatever order: to put many in order takes a store
        five times as long as to give them."""
        asked = Query(find("statements-of").bind({"graph": graph})).unordered()
        answer = self.query(asked.text)
        assert isinstance(answer, ox.QuerySolutions)
        for row in answer:
            yield ox.Triple(row["subject"], row["property"], row["value"])

    def _rows(self, name: str, values: dict[str, ox.NamedNode]) -> Iterator[Any]:
        answer = self.query(find(name).bind(values))
        assert isinstance(answer, ox.QuerySolutions)
        return iter(answer)

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL query; its rows are read as they are needed, and all of them are there.

        Raises `QueryError` when the endpoint refuses it, `StoreError` when the endpoint cannot be
        reached, answers something else, or keeps rows back.
        """
        query = read(sparql)
        if query.is_update:
            raise QueryError("bad SPARQL: an update, where a query belongs", self.url)
        if not query.form:
            raise QueryError("bad SPARQL: no query", self.url)
        query = Query(self._prologue(query) + sparql)
        try:
            if query.form in ("CONSTRUCT", "DESCRIBE"):
                return triples_of(self._graph(query))
            if query.form == "SELECT":
                return rows_of(whole(self._line, query))
            return truth_of(self._line.ask(query).body)
        except (SyntaxError, ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"the endpoint does not answer as it should: {_first_line(error)}"
            raise StoreError(what, self.url, "is this its query address?") from None

    def _graph(self, query: Query) -> Kept:
        """The answer to a query for a graph. Virtuoso cuts it without a word: the rows that it is
        made from tell."""
        reply = self._line.ask(query)
        rows = query.as_select() if reply.of_virtuoso else None
        if rows is not None:
            kept = self._line.ask(rows)
            kept.body.close()
            if CUT in kept.headers:
                reply.body.close()
                what = f"the store cuts this graph after {int(kept.headers[CUT]):,} rows"
                raise StoreError(what, self.url, "ask in parts, by LIMIT, or use SELECT")
        return reply.body

    def _prologue(self, query: Query) -> str:
        """The base, where it is needed, and the prefixes that a query need not declare, on a line
        of their own with its first."""
        declared = [f"PREFIX {name}: {ox.NamedNode(iri)}" for name, iri in PREFIXES.items()]
        base = [f"BASE {ox.NamedNode(self.base)}"] if query.needs_a_base else []
        return " ".join([*base, *declared, ""])


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:200] if lines else type(error).__name__
