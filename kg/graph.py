"""The public face: open a graph, ask it, draw it, export it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, overload

import pyoxigraph as ox

from kg import library
from kg.answers import TIMEOUT, Answer, Queryable
from kg.errors import UnknownNameError, UsageError
from kg.rows import Rows
from kg.sparql import read
from kg.store import Store

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.counts import Counted
    from kg.diff import Difference
    from kg.endpoint import Endpoint
    from kg.exporters import Exported
    from kg.findings import Finding
    from kg.measures import Answer as Measures
    from kg.measures import Ties
    from kg.page import Opening, Page
    from kg.sheets import Sheet
    from kg.transfer import Pushed
    from kg.verify import Verification


class Totals(NamedTuple):
    """How much a graph holds."""

    actors: int
    relations: int
    propositions: int
    claims: int
    disputed: int
    sources: int


def open(store: str | Path | None = None, *, federate: bool = False) -> Graph:
    """Open the flagship data set, the store in a folder, or an RDF file, for reading.

    With `federate`, SERVICE clauses of queries are performed: they send parts of a query to the
    addresses that it names, and wait for their answers.

    Raises `StoreError` when the folder holds no store that this version can read, `DataError` when
    the file cannot be read or breaks the model.

    >>> "Taliban" in [row.actorName for row in open().query("actors")]
    True
    """
    if store is None:
        from kg import flagship

        return Graph(flagship.load(), federate=federate)
    if Path(store).is_file():
        return Graph(Store(ox.Store()), federate=federate).join(store)
    from kg.folder import open_folder

    return Graph(open_folder(Path(store)), federate=federate)


def connect(url: str, base: str = "", *, timeout: float = TIMEOUT, federate: bool = False) -> Graph:
    """A graph in a remote store, by the address at which it answers SPARQL queries.

    `base` is the base IRI of the data set there; where it is not given, the store is asked for it.
    `timeout` is how many seconds to wait while nothing of an answer comes. Who we are is found in
    the environment, the keyring or the netrc file. A remote store performs SERVICE clauses itself;
    a graph seen through a lens is a copy at hand, which performs them with `federate`. Raises
    `UsageError` when the address is none; what the graph is asked raises `StoreError` when the
    store cannot be reached or refuses.
    """
    from kg.endpoint import Endpoint

    return Graph(Endpoint(url, base, timeout), federate=federate)


class Graph:
    """A graph of actors, relations and claims.

    >>> graph = open()
    >>> for row in graph.query("most-disputed", actor="Taliban", opponent="Amrullah Saleh"):
    ...     print(row.actorName, "is disputed by", row.opponentName)
    Taliban is disputed by Amrullah Saleh
    """

    def __init__(self, store: Store | Endpoint, *, federate: bool = False) -> None:
        self._store: Queryable = store
        self._federate = federate
        # What is seen without listening to a voice, and the graph that is looked at.
        self._around: Queryable = store
        self._whole = self
        self._lens: dict[str, str] = {}
        self.hidden: dict[str, int] = {}

    @property
    def base(self) -> str:
        """The base IRI of the data set."""
        return self._store.base

    def query(self, query: str, /, **parameters: str) -> Rows:
        """Ask a named query, or a SPARQL SELECT query of your own.

        A parameter of a named query takes a name, an id, a CURIE or an IRI; a date; or a number.
        Raises `UsageError` for an unknown query, parameter or name, `QueryError` for bad SPARQL.
        """
        answer = self.answer(query, parameters)
        if not isinstance(answer, ox.QuerySolutions):
            raise UsageError("not a SELECT query", todo="use ask() or construct()")
        return Rows(answer, self.base)

    def ask(self, sparql: str) -> bool:
        """Answer an ASK query.

        >>> open().ask("ASK { <actor/taliban> cg:entered <place/panjshir> }")
        False
        """
        answer = self.answer(sparql, {})
        if not isinstance(answer, ox.QueryBoolean):
            raise UsageError("not an ASK query", todo="use query() or construct()")
        return bool(answer)

    def construct(self, sparql: str) -> list[ox.Triple]:
        """The triples that a CONSTRUCT or DESCRIBE query makes."""
        answer = self.answer(sparql, {})
        if isinstance(answer, ox.QuerySolutions | ox.QueryBoolean):
            raise UsageError("not a CONSTRUCT query", todo="use query() or ask()")
        return list(answer)

    def answer(self, query: str, parameters: dict[str, str], *, limit: int | None = None) -> Answer:
        """The answer of any query, as pyoxigraph gives it; with a limit, no more rows than that."""
        text = query
        if re.fullmatch(r"[\w-]+", query):
            named = library.find(query)
            text = named.bind(self._values(named, parameters))
        elif parameters:
            raise UsageError("parameters belong to named queries", todo="write VALUES instead")
        if limit is not None:
            text = read(text).at_most(limit).text
        if isinstance(self._store, Store):
            return self._store.query(text, federate=self._federate)
        return self._store.query(text)

    def _values(
        self, query: library.NamedQuery, parameters: dict[str, str]
    ) -> dict[str, ox.NamedNode | ox.Literal]:
        if not parameters:
            return {}
        from kg.names import value_of

        known = {name: query.parameter(name) for name in parameters}
        return {name: value_of(self._store, known[name], text) for name, text in parameters.items()}

    def lens(self, *, according_to: str = "", as_of: str = "", on: str = "") -> Graph:
        """The graph as a voice has it, as it had been reported by a day, as it was on a day.

        `according_to` names a voice: only the propositions that it affirms or suggests are seen,
        with their direct relations, and the uncontested ones, without those that it denies.
        `as_of` is a day, month or year: only sources that had certainly been published by its end
        are seen, and statuses follow from their claims. `on` is a day, month or year: only
        propositions that may hold then are seen. They combine; through a lens of a lens, a part
        that is given again takes the place of the earlier. `hidden` of the new graph counts what is
        out of sight. This graph stays as it is. Raises `UsageError` for a date that is none
        or an actor that is no voice, `UnknownNameError` for an unknown actor.

        >>> entered = "ASK { <actor/taliban> cg:entered <place/panjshir> }"
        >>> open().ask(entered), open().lens(according_to="Taliban").ask(entered)
        (False, True)
        """
        from kg.lens import Lens, look

        given = {"according_to": according_to, "as_of": as_of, "on": on}
        lens = self._lens | {part: text for part, text in given.items() if text}
        view = look(self._whole._store, Lens(**lens))
        graph = Graph(view.store, federate=self._federate)
        graph._around = view.around
        graph._whole = self._whole
        graph._lens = lens
        graph.hidden = view.hidden
        return graph

    def join(self, *files: str | Path) -> Graph:
        """The graph with files besides, in memory: sources and actors in YAML, or RDF.

        This graph stays as it is. Raises `DataError` for a file that cannot be read or that breaks
        the model.
        """
        from kg.importers import joined

        found = joined(self._store, [Path(file) for file in files])
        return Graph(found, federate=self._federate)

    def diff(self, other: Graph) -> Difference:
        """Which claims and statuses another graph has more, has no more, or has otherwise.

        >>> graph = open()
        >>> bool(graph.diff(graph))
        False
        >>> difference = graph.lens(as_of="2021-08-20").diff(graph)
        >>> "Taliban entered Panjshir, 2021-08-28" in [
        ...     proposition.statement for proposition in difference.propositions_appeared
        ... ]
        True
        """
        from kg.diff import diff

        return diff(self._store, other._store)

    def show(self, name: str) -> Sheet:
        """The sheet of a proposition, an actor (or place, event, office), or a source.

        Through a lens that listens to a voice, the sheet of a proposition tells whether the voice
        holds it. Raises `UnknownNameError` with what comes near, or when it is out of sight.

        >>> sheet = open().show("taliban-entered-panjshir")
        >>> sheet.standing.status, sheet.rule.name
        ('Disputed', 'disputed')
        """
        from kg.sheets import sheet

        try:
            return sheet(self._store, name, self._around)
        except UnknownNameError as error:
            from kg.names import knows

            if self._whole is not self and knows(self._whole._store, name):
                what = f"'{name}' is out of sight through this lens"
                raise UnknownNameError(what, todo="it is in the whole graph") from None
            raise error

    def totals(self) -> Totals:
        """Count actors, relations in use, propositions, claims, disputed propositions, sources."""
        (row,) = self.query("totals")
        return Totals(*row)

    def counts(self, by: str) -> Counted:
        """Count propositions, claims or sources by a trait, the most frequent first.

        `by` is ``status``, ``relation``, ``family``, ``voice``, ``publisher``, ``year``, ``month``
        or ``day`` (on which they may have begun). Needs the extra `events`. Raises `UsageError` for
        another trait.

        >>> open().counts("status").rows[0][:2]
        ('Uncontested', 294)
        """
        from kg.counts import count

        return count(self._store, by)

    def network(self) -> networkx.MultiDiGraph:
        """The relationship graph for networkx: a node for each actor, place, event and office, an
        edge for each proposition.

        >>> open().network().nodes["https://w3id.org/claimgraph/panjshir/actor/taliban"]["label"]
        'Taliban'
        """
        from kg.network import project

        return project(self._store)

    def measures(
        self,
        measure: str = "nodes",
        *,
        by: str = "",
        first: str = "",
        until: str = "",
        began: bool = False,
        camps: Sequence[str] = (),
        sample: int = 0,
        exact: bool = False,
        hostile: bool = False,
        claims: bool = False,
        limit: int | None = None,
    ) -> Measures:
        """Measure the relationship graph.

        `measure` is nodes, ties, centrality, communities, camps, brokers, balance or triads; see
        docs/network.md. `by` measures each year, month, week or day by itself, with the ties that
        may hold then, from `first` to `until` where they are given; with `began`, each tie belongs
        only to the window of the first day on which it may hold. `camps` names the leaders of two
        camps, which are found otherwise. Betweenness is estimated from a `sample` of so many nodes
        where that is given or the graph is large, and `exact` forbids it. With `hostile`,
        communities are made of all ties, also those that set apart. With `claims`, triads come with
        what is behind them.
        The rows are named tuples; `parts` has those of each window, `notes` what should be told
        beside them. Raises `UsageError` for an unknown measure, span, date or name.

        >>> found = open().measures("ties", limit=1)
        >>> [(row.name, row.ties, row.disputed) for row in found]
        [('Taliban', 156, 28)]
        """
        from kg.measures import Question, ask, behind
        from kg.names import resolve

        leaders = [resolve(self._store, name, "actor").value for name in camps]
        question = Question(
            measure, by, first, until, began, leaders, sample, exact, hostile, limit
        )
        found = ask(self.ties(), question)
        if claims and measure == "triads":
            found = replace(found, behind=behind(self._store, list(found)))
        return found

    def ties(self) -> Ties:
        """The ties of the relationship graph as plain columns, which `kg.measures` reads.

        >>> ties = open().ties()
        >>> len(ties), ties.names[ties.subject[0]]
        (333, 'Abdullah Abdullah')
        """
        from kg.ties import ties

        return ties(self._store)

    @overload
    def page(
        self,
        out: None = None,
        *,
        query: str = "",
        parameters: dict[str, str] | None = None,
        around: str = "",
        depth: int = 1,
    ) -> Page: ...

    @overload
    def page(
        self,
        out: str | Path,
        *,
        query: str = "",
        parameters: dict[str, str] | None = None,
        around: str = "",
        depth: int = 1,
    ) -> Path: ...

    def page(
        self,
        out: str | Path | None = None,
        *,
        query: str = "",
        parameters: dict[str, str] | None = None,
        around: str = "",
        depth: int = 1,
    ) -> Page | Path:
        """The interactive relationship graph as one HTML document.

        With `out` it is written to a file, whose path is given; without, it is given as a `Page`,
        which a notebook shows. It holds the whole graph: a lens is where it opens, and its reader
        can go on from there. It opens on what the answer to `query` names, a named query with its
        `parameters` or a SPARQL SELECT query of your own, asked through the lens: the propositions,
        and those of claims; where there are none, the actors, places, events and offices. Or it
        opens on a thing `around` which all is shown that lies up to `depth` ties away. Raises
        `UsageError` when both are given, for a depth that is none, and for an answer that names
        nothing that is drawn; `UnknownNameError` for an unknown name; `StoreError` when the file
        cannot be written, and nothing is left half written.

        >>> page = open().page(query="disputed-claims", parameters={"claimant": "Zahid"})
        >>> [iri.rpartition("/")[2] for iri in page.opening.propositions]
        ['taliban-entered-panjshir']
        >>> page.opening.question
        'Which claims are disputed, and who says what?'
        """
        from kg.page import Page, content_of, render

        opening = self._opening(query, parameters or {}, around, depth)
        html = render(content_of(self._whole._store), opening)
        page = Page(html, opening)
        return page if out is None else page.write(out)

    def _opening(self, query: str, parameters: dict[str, str], around: str, depth: int) -> Opening:
        from kg.lens import Lens
        from kg.opening import Asked, opening_of

        if parameters and not query:
            raise UsageError("parameters belong to a query", todo="name the query")
        asked = Asked(_question(query), self.answer(query, parameters)) if query else None
        return opening_of(self._whole._store, Lens(**self._lens), asked, around, depth)

    def export(
        self,
        out: str | Path,
        *,
        format: str = "",
        package: str = "",
        derived: bool = False,
        ontology: bool = False,
        measures: bool = False,
    ) -> Exported:
        """Write the graph to a file, in the format that its name tells or that is named.

        The curated data are written; `derived` adds statuses and direct relations, `ontology` the
        terms. With `package` the name of a store (virtuoso, jena, qlever, neptune, graphdb), a
        folder is written that its bulk loader takes: all of the data, whatever else is asked for,
        the loader's script, and a check that all of it arrived. With `measures`, the nodes of
        GraphML, GEXF and CSV carry their ties, neighbours, betweenness with its error, PageRank and
        community. Raises `UsageError` for an unknown
        format or store, `DataError` for data that cannot be written so, `StoreError` when nothing
        can be written.
        """
        from kg.exporters import export, export_package

        if package and measures:
            raise UsageError("a package has no measures", todo="leave the measures out")
        if package and format:
            raise UsageError("a package has its own format", todo="leave the format out")
        if package:
            return export_package(self._embedded(), Path(out), package)
        return export(
            self._embedded(),
            Path(out),
            format=format,
            derived=derived,
            ontology=ontology,
            measures=measures,
        )

    def push(
        self,
        url: str,
        *,
        graphs: Sequence[str] = (),
        curated: bool = False,
        kind: str = "",
        way: str = "",
        prune: bool = False,
    ) -> Pushed:
        """Make a triple store hold this graph, and check that it does.

        `url` is any of the store's addresses; `kind` names what kind of store it is, where that
        cannot be told (see `kg.store_kinds.KINDS`), and `way` one of its ways in: ``gsp``,
        ``update`` or ``bulk``. `graphs` are ids of named graphs or patterns such as
        ``graph/source/*``; none means all, and `curated` leaves derived graphs and the ontology
        out. Graphs that the store holds already are left alone; `prune` removes those of the data
        set that are not here. The result is true when the store holds what is here, and tells what
        became of each graph and what differs. Raises `UsageError` for an unknown kind, way or
        graph, `StoreError` when the store fails; the next push goes on from there.
        """
        from kg.transfer import Route, Selection, push

        route = Route(url, kind=kind, way=way)
        return push(self._embedded(), route, Selection(graphs, curated), prune=prune)

    def pull(self, out: str | Path, *, graphs: Sequence[str] = ()) -> Path:
        """Bring the named graphs of a remote store into a file of N-Quads (its name ends in
        ``.nq``), or into a folder store; gives its path.

        `graphs` are ids of named graphs or patterns; none means those of the data set and of the
        ontology. In a folder store they take the place of those of the same name, and what is
        derived is made anew. All of them are brought, and counted, or nothing is changed. Raises
        `UsageError` when this graph is not remote or a pattern fits nothing, `StoreError` when the
        store fails or keeps statements back, `DataError` when they break the model.
        """
        from kg.endpoint import Endpoint
        from kg.transfer import Route, pull

        if not isinstance(self._store, Endpoint):
            raise UsageError("this graph is no remote store", todo="kg.connect() opens one")
        there = self._store
        return pull(Route(there.url), Path(out), graphs, base=there.base).out

    def check(self, files: Sequence[Path] = ()) -> list[Finding]:
        """What breaks the model: faults that the shapes and the integrity queries find.

        With `files`, the faults in those files, read beside this graph but not into it; without,
        the faults in the graph itself. Raises `DataError` for a file that cannot be read.
        """
        from kg.importers import examine

        return examine(self._embedded(), files)

    def verify(self, source: str, text: str | Path) -> Verification:
        """Find the evidence of a source again in the file that holds its text.

        Raises `UnknownNameError` for an unknown source, `DataError` when the file cannot be read or
        nothing points into the source.
        """
        from kg.inputs import read_bytes
        from kg.verify import verify

        return verify(self._store, source, read_bytes(Path(text)))

    def rdflib(self) -> rdflib.Dataset:
        """An rdflib dataset over the same store, or over a copy of a remote one; its default graph
        is the union of all graphs."""
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self._embedded().quads), default_union=True)

    def _embedded(self) -> Store:
        """The store, when it is at hand; else a copy of it in memory."""
        from kg.lens import at_hand

        return at_hand(self._store)


def _question(query: str) -> str:
    """A query in words."""
    if query in library.names():
        return library.find(query).head().summary
    return "a query of your own"
