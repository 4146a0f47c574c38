"""The embedded graph: quads in an Oxigraph store, with the base IRI of their data set."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.answers import Answer
from kg.errors import QueryError
from kg.resources import ontology_files
from kg.sparql import read
from kg.terms import ONTOLOGY_GRAPH, PANJSHIR, PREFIXES

# Where the tables of event data lie in a store's folder, a folder for each import.
TABLES = "tables"
# A file in each, that holds the number of the import in the order of arrival.
ORDER = "order"
# Where what follows from all of them lies as tables.
STANDINGS = "standings"


class Store:
    """A graph of quads with the base IRI of its data set.

    `seen` says in words through which lens the graph is seen; ``""`` where it is whole. `place` is
    the folder that the quads lie in, and the tables of event data beside them; None in memory.

    >>> store = Store(ox.Store())
    >>> bool(store.query("ASK { ?s ?p ?o }"))
    False
    """

    def __init__(
        self, quads: ox.Store, base: str = PANJSHIR, seen: str = "", *, place: Path | None = None
    ) -> None:
        self.quads = quads
        self.base = base
        self.seen = seen
        self.place = place

    @property
    def tables(self) -> list[Path]:
        """The folders of the tables that imports of event data left, in the order of arrival.

        >>> Store(ox.Store()).tables
        []
        """
        folder = self.place / TABLES if self.place else None
        if folder is None or not folder.is_dir():
            return []
        found = [one for one in folder.iterdir() if (one / ORDER).is_file()]
        return sorted(found, key=lambda one: int((one / ORDER).read_text(encoding="ascii")))

    @property
    def standings(self) -> Path | None:
        """The folder of the tables of what follows from event data; None where there are none."""
        folder = self.place / STANDINGS if self.place else None
        return folder if folder and folder.is_dir() else None

    def close(self) -> None:
        """Let go of the database; the store is empty afterwards."""
        self.quads = ox.Store()

    def query(self, sparql: str, *, federate: bool = False) -> Answer:
        """Answer a SPARQL 1.1 query; known prefixes need not be declared.

        Raises `QueryError` with line and column when the text does not parse, and for a SERVICE
        clause, which would send parts of the query elsewhere, unless that is wanted.
        """
        _refuse_depth(sparql)
        if not federate and read(sparql).asks_others:
            raise QueryError(
                "a query that asks another store (SERVICE)",
                todo="allow it by --federate, or in Python by federate=True",
            )
        try:
            return self.quads.query(
                sparql,
                base_iri=self.base,
                prefixes=PREFIXES,
                use_default_graph_as_union=not read(sparql).names_its_graphs,
            )
        except SyntaxError as error:
            raise _query_error(error) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise QueryError(f"the query cannot be answered: {error}") from None


@lru_cache(maxsize=256)
def _refuse_depth(sparql: str) -> None:
    """Refuse a query nested so deeply that the parser's stack would not hold it."""
    depth = 0
    for mark in re.findall(r"[{}()\[\]]", sparql):
        depth += 1 if mark in "{([" else -1
        if depth > 200:
            raise QueryError("bad SPARQL: nested too deeply")


def _query_error(error: SyntaxError) -> QueryError:
    """The first line of Oxigraph's message, with the place in front."""
    match = re.match(r"error at (\d+):(\d+): (.*)", str(error.msg), re.DOTALL)
    if match is None:
        return QueryError(f"bad SPARQL: {error.msg}")
    line, column, message = match.groups()
    if "Prefix not found" in message:
        message = f"a prefix that is not declared; known are {' '.join(PREFIXES)}"
    message = " ".join(message.split())
    if len(message) > 160:
        message = "unexpected text"
    return QueryError(f"bad SPARQL: {message}", f"line {line}, column {column}")


def load_ontology(quads: ox.Store) -> None:
    """Put the ontology's terms in their own graph, in place of those of another version."""
    quads.remove_graph(ONTOLOGY_GRAPH)
    for file in ontology_files():
        quads.bulk_load(path=file, format=ox.RdfFormat.TURTLE, to_graph=ONTOLOGY_GRAPH)
