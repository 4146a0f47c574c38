"""What is known of each kind of triple store: its addresses, ways in, limits and habits.

What the tests have measured is told of the kinds that they run against; all else comes from the
page of the store's documentation that is named with it. What could not be found there is left out:
an address ``""``, a PUT that is not called atomic.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit, urlunsplit

from kg.errors import UsageError


class StoreKind(NamedTuple):
    """A kind of triple store.

    `name` is what ``--store-kind`` takes, `title` what its makers call it. `tested` says whether
    our tests run against its server; the others are written from `documentation`. `ways` are the
    ways in, the best first: ``gsp`` (Graph Store Protocol), ``update`` (SPARQL Update), ``bulk``
    (N-Quads with several graphs at once). `batch` is the most triples in one update, `slice` the
    most in one Graph Store request, 0 where any number is taken. `atomic_put` says whether a graph
    is replaced whole or not at all, `connections` how many requests at once serve the store best,
    `auth` which scheme it asks for when it is protected (``""``: none that is known here), `union`
    how its default graph becomes the union of all graphs, `scans` whether a query goes through all
    graphs sooner than through a third of them, `opening` what a Graph Store request has to begin
    with so that it is taken for what it is.
    """

    name: str
    title: str
    documentation: str
    ways: tuple[str, ...]
    union: str
    auth: str = ""
    tested: bool = False
    # Where a limit is not documented: few triples in an update, since it is parsed whole, and one
    # request at a time.
    batch: int = 1_000
    slice: int = 0
    atomic_put: bool = False
    connections: int = 1
    scans: bool = False
    opening: bytes = b""


class Addresses(NamedTuple):
    """Where a store takes queries, updates, graphs, and N-Quads with several graphs.

    ``""`` where there is no such address.
    """

    query: str
    update: str
    graph_store: str
    bulk: str


_FUSEKI = StoreKind(
    name="fuseki",
    title="Apache Jena Fuseki",
    documentation="https://jena.apache.org/documentation/fuseki2/fuseki-config-endpoint",
    ways=("gsp", "bulk", "update"),
    atomic_put=True,
    auth="digest",
    union="tdb2:unionDefaultGraph true in the description of the dataset",
)

_RDF4J = StoreKind(
    name="rdf4j",
    title="Eclipse RDF4J",
    documentation="https://rdf4j.org/documentation/reference/rest-api/",
    ways=("gsp", "bulk", "update"),
    atomic_put=True,
    union="its habit: nothing to set",
)

_LISTED = (
    StoreKind(
        name="oxigraph",
        title="Oxigraph",
        tested=True,
        documentation="https://github.com/oxigraph/oxigraph/blob/main/cli/README.md",
        ways=("bulk", "gsp", "update"),
        batch=20_000,
        atomic_put=True,
        connections=1,
        union="start the server with --union-default-graph",
    ),
    StoreKind(
        name="virtuoso",
        title="OpenLink Virtuoso",
        tested=True,
        documentation="https://docs.openlinksw.com/virtuoso/",
        ways=("gsp", "update"),
        # 5,000 triples exhaust the memory of its SPARQL compiler, 3,000 do not.
        batch=3_000,
        slice=100_000,
        # It empties the graph, commits, and then reads what is to take its place.
        atomic_put=False,
        # Four at once end in deadlocks.
        connections=2,
        auth="digest",
        union="its habit: nothing to set",
        # 16 microseconds for a statement of all, 60 for one of graphs that are named.
        scans=True,
        # It does not look at Content-Type, and takes triples with a long text for plain text.
        opening=b"@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n",
    ),
    _FUSEKI._replace(name="jena", title="Apache Jena TDB2"),
    _RDF4J._replace(
        name="graphdb",
        title="Ontotext GraphDB",
        documentation="https://graphdb.ontotext.com/documentation/10.2/using-graphdb-with-the-rdf4j-api.html",
        atomic_put=False,
        auth="basic",
    ),
    _RDF4J,
    _FUSEKI,
    StoreKind(
        name="stardog",
        title="Stardog",
        documentation="https://docs.stardog.com/developing/http-api",
        ways=("gsp", "update"),
        auth="basic",
        union="query.all.graphs=true in the options of the database",
    ),
    StoreKind(
        name="neptune",
        title="Amazon Neptune",
        documentation="https://docs.aws.amazon.com/neptune/latest/userguide/sparql-graph-store-protocol.html",
        ways=("gsp", "update"),
        # Requests are signed where its IAM authentication is on, which is none of our schemes.
        union="its habit: nothing to set",
    ),
    StoreKind(
        name="blazegraph",
        title="Blazegraph",
        documentation="https://github.com/blazegraph/database/wiki/REST_API",
        # It has no Graph Store Protocol.
        ways=("bulk", "update"),
        union="not known; named graphs need a namespace in quads mode",
    ),
    StoreKind(
        name="qlever",
        title="QLever",
        documentation="https://docs.qlever.dev/update/",
        ways=("gsp", "update"),
        auth="bearer",
        union="its habit: nothing to set",
    ),
    StoreKind(
        name="sparql11",
        title="any other SPARQL 1.1 endpoint",
        tested=True,
        documentation="https://www.w3.org/TR/sparql11-protocol/",
        ways=("update",),
        union="see the store's own documentation",
    ),
)
KINDS: dict[str, StoreKind] = {kind.name: kind for kind in _LISTED}


class _Paths(NamedTuple):
    """The paths of a kind: what is given, with its `root`, and what follows the root of each way
    (None where there is no such way)."""

    given: str
    query: str | None
    update: str | None
    graph_store: str | None
    bulk: str | None
    needed: str = ""


_FUSEKI_PATHS = _Paths(
    r"(?P<root>.*?/[^/]+?)(/(query|sparql|update|data|get|upload))?",
    "/query", "/update", "/data", "/data",
    "name the data set as well, as in http://localhost:3030/claims",
)  # fmt: skip
_RDF4J_PATHS = _Paths(
    r"(?P<root>.*/repositories/[^/]+)(/.*)?",
    "", "/statements", "/rdf-graphs/service", "/statements",
    "name the repository as well, as in http://localhost:7200/repositories/claims",
)  # fmt: skip
_PATHS: dict[str, _Paths] = {
    "oxigraph": _Paths(
        r"(?P<root>.*?)(/(query|update|store))?",
        "/query", "/update", "/store", "/store?no_transaction",
    ),
    "virtuoso": _Paths(
        r"(?P<root>.*?)(/sparql(-auth|-graph-crud|-graph-crud-auth)?)?",
        "/sparql", "/sparql-auth", "/sparql-graph-crud-auth", None,
    ),
    "jena": _FUSEKI_PATHS,
    "fuseki": _FUSEKI_PATHS,
    "graphdb": _RDF4J_PATHS,
    "rdf4j": _RDF4J_PATHS,
    "stardog": _Paths(
        r"(?P<root>.*?/[^/]+?)(/(query|update))?",
        "/query", "/update", "", None,
        "name the database as well, as in http://localhost:5820/claims",
    ),
    "neptune": _Paths(
        r"(?P<root>.*?)(/sparql(/gsp)?)?", "/sparql", "/sparql", "/sparql/gsp/", None
    ),
    "blazegraph": _Paths(
        r"(?P<root>.*?)(/sparql)?", "/sparql", "/sparql", None, "/sparql"
    ),
    "qlever": _Paths(r"(?P<root>.*)", "", "", "", None),
}  # fmt: skip


def kind_of(name: str) -> StoreKind:
    """The kind with that name. Raises `UsageError` with the known names.

    >>> kind_of("virtuoso").title
    'OpenLink Virtuoso'
    """
    if name not in KINDS:
        raise UsageError(f"unknown kind of store '{name}'", todo=f"kg knows {' '.join(KINDS)}")
    return KINDS[name]


def addresses(kind: StoreKind, url: str) -> Addresses:
    """From any one address of a store of that kind to all of them; what follows a ``?`` is dropped.

    A `sparql11` endpoint has the address that is given and no other. Raises `UsageError` for an
    address that is none, or that does not name the data set where the kind has several.

    >>> addresses(KINDS["oxigraph"], "http://localhost:7878/query").graph_store
    'http://localhost:7878/store'
    """
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"'{url}' is no address of a store", todo="write http://host:port/path")
    if kind.name not in _PATHS:
        return Addresses(url, url, "", "")
    paths = _PATHS[kind.name]
    match = re.fullmatch(paths.given, parts.path.rstrip("/"))
    if match is None:
        raise UsageError(f"no address of {kind.title}", url, paths.needed)
    root = urlunsplit((parts.scheme, parts.netloc, match["root"], "", ""))
    ways = (paths.query, paths.update, paths.graph_store, paths.bulk)
    return Addresses(*("" if way is None else root + way for way in ways))


def _split(url: str) -> SplitResult:
    """The parts of an address; of one that cannot be read, none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


# What an address of each kind is known by: the name of host or path, the port that it listens on
# unless told otherwise, a path that no other has. The first that fits tells the kind.
_SIGNS = {
    "virtuoso": r"\bvirtuoso\b|:8890\b|/sparql-(auth|graph-crud)",
    "oxigraph": r"\boxigraph\b|:7878\b",
    "blazegraph": r"\b(blazegraph|bigdata)\b|/namespace/[^/]+/sparql",
    "stardog": r"\bstardog\b|:5820\b",
    "neptune": r"\.neptune\.amazonaws\.com|/sparql/gsp\b",
    "qlever": r"\bqlever\b",
    "graphdb": r"\bgraphdb\b|:7200\b",
    "rdf4j": r"\b(rdf4j|openrdf)\b|/repositories/[^/]+",
    "fuseki": r"\bfuseki\b|:3030\b",
}
# How servers begin the header Server of their answers. Others do not name themselves, or it is
# not known how.
_SERVERS = {"Oxigraph/": "oxigraph", "Virtuoso/": "virtuoso", "Apache Jena Fuseki": "fuseki"}


def guess(url: str, server: str) -> StoreKind | None:
    """The kind of the store at an address, if that can be told.

    `server` is the header Server of one of its answers, ``""`` if that is not known; it is believed
    rather than the address.

    >>> guess("http://localhost:8890/sparql", "").name
    'virtuoso'
    >>> guess("https://example.org/sparql", "") is None
    True
    """
    for start, name in _SERVERS.items():
        if server.startswith(start):
            return KINDS[name]
    parts = _split(url)
    host = parts.netloc.rpartition("@")[2]
    place = f"{host}{parts.path}".lower()
    fitting = (name for name, sign in _SIGNS.items() if re.search(sign, place))
    name = next(fitting, "")
    return KINDS[name] if name else None
