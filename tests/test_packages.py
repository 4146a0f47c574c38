"""Packages for bulk loaders: their scripts run on the stores themselves, and what these give back.

Virtuoso 7 and Jena's TDB2 are the real ones. The scripts for other stores are held to their
syntax and to what can be tried without the store.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import DataError, StoreError, UsageError
from kg.exporters.packages import MANIFEST, STORES
from kg.store import Store
from kg.terms import CG, ONTOLOGY_GRAPH, XSD
from tests import servers
from tests.conftest import ROOT, Run, environment
from tests.servers import Server, fill, sql_address

JARS = Path("/usr/share/java")
# What Jena 4.5 needs of Debian's jars; some of the others there contradict each other.
JENA_JARS = """
jena-arq jena-base jena-cmds jena-core jena-dboe-base jena-dboe-index jena-dboe-storage
jena-dboe-trans-data jena-dboe-transaction jena-iri jena-rdfconnection jena-shacl jena-tdb
jena-tdb2 jena-shex commons-cli commons-codec commons-compress commons-csv commons-io
commons-lang3 dexx.collection gson guava httpclient httpcore jackson-annotations jackson-core
jackson-databind jakarta.json-api jcl-over-slf4j protobuf slf4j-api slf4j-nop thrift
titanium-json-ld
"""
NOT_TESTED = sorted(store for store, tested in STORES.items() if not tested)

needs_rapper = pytest.mark.skipif(
    shutil.which("rapper") is None, reason="rapper is not installed: apt-get install raptor2-utils"
)


@pytest.fixture(scope="session")
def everything(graph: kg.Graph) -> set[ox.Quad]:
    """Every quad of the flagship store, derived ones and ontology too, and some hard ones."""
    return {*graph._store.quads, *hard_quads()}


@pytest.fixture(scope="session")
def whole(everything: set[ox.Quad]) -> kg.Graph:
    return holding(everything)


def holding(quads: Iterable[ox.Quad]) -> kg.Graph:
    """A graph of these quads and no others."""
    store = ox.Store()
    store.extend(quads)
    return kg.Graph(Store(store))


def hard_quads() -> list[ox.Quad]:
    """Names and values that scripts, charsets and separators could break."""
    names = [
        "https://example.org/graph/پنجشیر",
        "https://example.org/graph/it's;a,b&d=(e)!*$@f?g#h/%20i",
        f"https://example.org/graph/{'long-' * 100}",
        "urn:x-example:graph",
    ]
    texts = [
        ox.Literal("line\nbreak \"quoted\" 'single' back\\slash ; comma, tab\t$U{folder} `id`"),
        ox.Literal("پنجشیر", language="prs"),
        ox.Literal("2021-09", datatype=XSD.gYearMonth),
        ox.Literal("2.5", datatype=XSD.decimal),
        ox.Literal("true", datatype=XSD.boolean),
    ]
    return [
        ox.Quad(ox.NamedNode(f"https://example.org/{number}"), CG.content, text, ox.NamedNode(name))
        for name in names
        for number, text in enumerate(texts)
    ]


def read(file: Path) -> set[ox.Quad]:
    return set(ox.parse(path=file, format=ox.RdfFormat.N_QUADS))


def load(folder: Path, *arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a package, from another folder."""
    return subprocess.run(
        ["sh", str(folder / "load.sh"), *map(str, arguments)],
        cwd=folder.parent,
        env={**os.environ, "LC_ALL": "C", **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )


# Virtuoso


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Virtuoso that reads packages beside its folder, and gives all rows at once."""
    with servers.virtuoso(tmp_path_factory.mktemp("packages") / "server", rows=1_000_000) as server:
        yield server


def in_virtuoso(server: Server, graphs: set[ox.NamedNode]) -> set[ox.Quad]:
    """What the graphs of that name hold, asked for over HTTP."""
    query = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    answer = ask(server.query, query, "application/sparql-results+json")
    rows = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    # It writes the two booleans as 1 and 0.
    words = {ox.Literal(n, datatype=XSD.boolean): ox.Literal(n == "1") for n in "01"}
    quads = {ox.Quad(s, p, words.get(o, o), g) for s, p, o, g in rows}  # type: ignore[arg-type]
    return {quad for quad in quads if quad.graph_name in graphs}


def ask(url: str, query: str, form: str) -> bytes:
    body = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, data=body, headers={"Accept": form})
    with urllib.request.urlopen(request) as answer:
        return bytes(answer.read())


def test_virtuoso_holds_what_its_package_held(
    virtuoso: Server, whole: kg.Graph, everything: set[ox.Quad], tmp_path: Path
) -> None:
    folder = tmp_path / "it's a package"
    whole.export(folder, package="virtuoso")
    done = load(folder, sql_address(virtuoso), VIRTUOSO_PASSWORD="dba")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{len(everything)} triples in ")
    graphs = {quad.graph_name for quad in everything}
    found = in_virtuoso(virtuoso, graphs)  # type: ignore[arg-type]
    assert (found - everything, everything - found) == (set(), set())
    # Its default graph is the union, as the named queries expect.
    remote = kg.connect(virtuoso.query)
    assert set(remote.query("disputed-claims")) == set(whole.query("disputed-claims"))

    again = load(folder, sql_address(virtuoso), VIRTUOSO_PASSWORD="dba")
    assert (again.returncode, again.stdout) == (0, done.stdout)


def test_the_virtuoso_script_notices_what_did_not_arrive(virtuoso: Server, tmp_path: Path) -> None:
    """The bulk loader itself ends well, whatever it left out."""
    lines = [f'<urn:s> <urn:p> "{number}" <urn:x-example:torn> .\n' for number in range(9)]
    folder = tmp_path / "package"
    quads = ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS)
    holding(quads).export(folder, package="virtuoso")
    torn = "".join([*lines[:4], "<urn:s> <urn:p> torn\n", *lines[5:]])
    (folder / "data.nq").write_text(torn, encoding="utf-8")
    done = load(folder, sql_address(virtuoso), VIRTUOSO_PASSWORD="dba")
    assert done.returncode == 1
    assert "urn:x-example:torn: 0 triples in the store, 9 in the package" in done.stdout
    assert "ll_error" in done.stderr
    assert "syntax error" in done.stderr


def test_the_virtuoso_script_notices_a_file_that_the_server_does_not_see(
    virtuoso: Server, tmp_path: Path
) -> None:
    quad = ox.Quad(CG.a, CG.b, ox.Literal("c"), ox.NamedNode("urn:x-example:unseen"))
    folder = tmp_path / "package"
    holding([quad]).export(folder, package="virtuoso")
    elsewhere = str(tmp_path / "elsewhere")
    done = load(folder, sql_address(virtuoso), VIRTUOSO_PASSWORD="dba", FOLDER=elsewhere)
    assert done.returncode == 1
    assert "urn:x-example:unseen: 0 triples in the store, 1 in the package" in done.stdout


def test_the_virtuoso_script_notices_what_was_there_before(
    virtuoso: Server, tmp_path: Path
) -> None:
    name = ox.NamedNode("urn:x-example:older")
    for value in ("older", "newer"):
        folder = tmp_path / value
        quads = [ox.Quad(CG.a, CG.b, ox.Literal(value), name)]
        holding(quads).export(folder, package="virtuoso")
        done = load(folder, sql_address(virtuoso), VIRTUOSO_PASSWORD="dba")
        assert done.returncode == (0 if value == "older" else 1)
    assert "urn:x-example:older: 2 triples in the store, 1 in the package" in done.stdout


def test_the_virtuoso_script_says_that_it_was_not_let_in(
    virtuoso: Server, whole: kg.Graph, tmp_path: Path
) -> None:
    whole.export(tmp_path / "package", package="virtuoso")
    done = load(tmp_path / "package", sql_address(virtuoso), VIRTUOSO_PASSWORD="wrong")
    assert done.returncode == 2
    assert "Bad login" in done.stderr


# Jena


@pytest.fixture(scope="session")
def jena(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The class path of Debian's Jena."""
    if shutil.which("java") is None:
        pytest.skip("java is not installed")
    if not (JARS / "jena-tdb2.jar").exists():
        pytest.skip("Jena is not installed: apt-get install libapache-jena-java")
    # Its copy of Xerces looks for its messages in another place than the one that they lie in.
    resources = tmp_path_factory.mktemp("jena")
    inside = "org/apache/jena/ext/xerces/"
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(inside) and not name.endswith("/"):
                target = resources / "xerces" / name.removeprefix(inside)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return os.pathsep.join(
        [str(resources), *(str(JARS / f"{name}.jar") for name in JENA_JARS.split())]
    )


def java(class_path: str, *arguments: object, cwd: Path) -> str:
    done = subprocess.run(
        ["java", "-cp", class_path, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=240,
    )
    return done.stdout


def test_jena_holds_what_its_package_held(
    jena: str, whole: kg.Graph, everything: set[ox.Quad], tmp_path: Path
) -> None:
    folder = tmp_path / "it's a package"
    whole.export(folder, package="jena")
    done = load(folder, JENA_CLASSPATH=jena)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith(f"{len(everything)} triples in ")
    dumped = java(jena, "tdb2.tdbdump", "--loc", "tdb2", cwd=tmp_path)
    assert set(ox.parse(dumped, format=ox.RdfFormat.N_QUADS)) == everything

    # The package's description makes the union the default graph.
    (tmp_path / "fuseki.ttl").write_bytes((folder / "fuseki.ttl").read_bytes())
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    described = java(
        jena, "tdb2.tdbquery", "--desc", "fuseki.ttl", "--results=csv", query, cwd=tmp_path
    )
    assert described.split() == ["n", str(len({quad.triple for quad in everything}))]


def test_the_jena_script_notices_what_did_not_arrive(jena: str, tmp_path: Path) -> None:
    quads = [ox.Quad(CG.a, CG.b, ox.Literal(text), ONTOLOGY_GRAPH) for text in ("one", "two")]
    folder = tmp_path / "package"
    holding(quads).export(folder, package="jena")
    lines = (folder / "data.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "data.nq").write_text(lines[0], encoding="utf-8")
    done = load(folder, JENA_CLASSPATH=jena)
    assert done.returncode == 1
    expected = f"{ONTOLOGY_GRAPH.value}: 1 triples in the store, 2 in the package"
    assert expected in done.stdout


# The other stores


@needs_rapper
@pytest.mark.parametrize("store", STORES)
def test_rapper_reads_the_data_of_every_package(
    store: str, whole: kg.Graph, everything: set[ox.Quad], tmp_path: Path
) -> None:
    whole.export(tmp_path / "package", package=store)
    command = ["rapper", "-q", "-i", "nquads", "-o", "nquads", "data.nq"]
    done = subprocess.run(
        command, cwd=tmp_path / "package", capture_output=True, check=True, timeout=120
    )
    assert set(ox.parse(done.stdout, format=ox.RdfFormat.N_QUADS)) == everything


def test_riot_finds_nothing_wrong_in_the_data(jena: str, whole: kg.Graph, tmp_path: Path) -> None:
    whole.export(tmp_path / "package", package="graphdb")
    file = tmp_path / "package" / "data.nq"
    read_by_jena = java(jena, "riotcmd.riot", "--output=nquads", "--check", file, cwd=tmp_path)
    assert set(ox.parse(read_by_jena, format=ox.RdfFormat.N_QUADS)) == read(file)


@pytest.mark.parametrize("store", NOT_TESTED)
def test_a_script_that_was_not_tested_says_so_and_names_what_it_needs(
    store: str, whole: kg.Graph, tmp_path: Path
) -> None:
    whole.export(tmp_path / "package", package=store)
    script = (tmp_path / "package" / "load.sh").read_text(encoding="utf-8")
    assert script.splitlines()[1].startswith("# Not tested: ")
    # Only what the scripts of all stores take for granted, neither curl nor a store's command.
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "awk", "mktemp", "rm"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = load(
        tmp_path / "package", PATH=str(tools), NEPTUNE_URL="https://localhost:8182",
        S3_FOLDER="s3://bucket", IAM_ROLE_ARN="arn", AWS_REGION="eu-west-1",
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("no ")


@pytest.mark.parametrize("store", STORES)
def test_every_script_is_one_for_any_shell(store: str, whole: kg.Graph, tmp_path: Path) -> None:
    whole.export(tmp_path / "package", package=store)
    script = tmp_path / "package" / "load.sh"
    assert script.stat().st_mode & stat.S_IXUSR
    for shell in ("dash", "bash"):
        if shutil.which(shell):
            subprocess.run([shell, "-n", str(script)], check=True)


def test_the_qleverfile_names_the_data(whole: kg.Graph, tmp_path: Path) -> None:
    whole.export(tmp_path / "package", package="qlever")
    settings = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    settings.read(tmp_path / "package" / "Qleverfile", encoding="utf-8")
    assert settings["data"]["FORMAT"] == "nq"
    assert (tmp_path / "package" / settings["index"]["INPUT_FILES"]).is_file()
    assert settings["index"]["CAT_INPUT_FILES"] == "cat data.nq"
    assert json.loads(settings["index"]["SETTINGS_JSON"]) == {"num-triples-per-batch": 1000000}


def test_the_graphdb_repository_infers_nothing(whole: kg.Graph, tmp_path: Path) -> None:
    whole.export(tmp_path / "package", package="graphdb")
    content = (tmp_path / "package" / "repository.ttl").read_bytes()
    found = {
        quad.predicate.value.rpartition("#")[2]: quad.object.value
        for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.object, ox.Literal)
    }
    assert found["repositoryID"] == "claimgraph"
    assert found["ruleset"] == "empty"


def test_the_graphdb_script_checks_what_a_server_answers(whole: kg.Graph, tmp_path: Path) -> None:
    """Not GraphDB's own answer, but one in the same format, over HTTP."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    folder = tmp_path / "package"
    whole.export(folder, package="graphdb")
    with servers.oxigraph(tmp_path / "oxigraph") as server:
        fill(server, folder / "data.nq")
        done = load(folder, "check", server.query)
        assert done.returncode == 0, done.stdout + done.stderr
        drop = urllib.request.Request(
            f"{server.graph_store}?graph={ONTOLOGY_GRAPH.value}", method="DELETE"
        )
        with urllib.request.urlopen(drop):
            pass
        done = load(folder, "check", server.query)
        assert done.returncode == 1
        assert f"{ONTOLOGY_GRAPH.value}: 0 triples in the store" in done.stdout


def test_differences_are_counted_when_they_are_many(tmp_path: Path) -> None:
    quads = [
        ox.Quad(CG.a, CG.b, ox.Literal("c"), ox.NamedNode(f"urn:x-example:{number:02}"))
        for number in range(30)
    ]
    folder = tmp_path / "package"
    holding(quads).export(folder, package="jena")
    (tmp_path / "answer").write_text('"graph","triples"\r\n"urn%3Ax-example%3A00","1"\r\n')
    done = subprocess.run(
        ["awk", "-f", folder / "compare.awk", folder / "counts.tsv", tmp_path / "answer"],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "urn:x-example:01: 0 triples in the store, 1 in the package"
    assert lines[-2:] == ["and 19 graphs more", "29 of 30 graphs are not as in the package"]


# The folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("store", STORES)
def test_a_package_holds_everything_and_its_bytes_do_not_depend_on_the_order(
    store: str, whole: kg.Graph, everything: set[ox.Quad], tmp_path: Path
) -> None:
    done = whole.export(tmp_path / "one", package=store)
    holding(sorted(everything, key=str, reverse=True)).export(tmp_path / "two", package=store)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert read(tmp_path / "one" / "data.nq") == everything
    assert (done.written, done.unit) == (len(everything), "quads")
    assert {file.name for file in done.files} == set(contents(tmp_path / "one"))


def test_an_older_package_gives_way_whole(graph: kg.Graph, whole: kg.Graph, tmp_path: Path) -> None:
    folder, other = tmp_path / "package", tmp_path / "other"
    graph.export(folder, package="virtuoso")
    whole.export(folder, package="jena")
    whole.export(other, package="jena")
    assert contents(folder) == contents(other)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "package"]


def test_an_empty_folder_is_taken(graph: kg.Graph, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    graph.export(tmp_path / "package", package="jena")
    assert (tmp_path / "package" / "data.nq").stat().st_size > 1_000_000


def not_a_package(folder: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")


def another_manifest(folder: Path) -> None:
    folder.mkdir()
    (folder / MANIFEST).write_text('{"for": "something else", "files": ["data.nq"]}')


def with_a_stranger(folder: Path) -> None:
    kg.open().export(folder, package="qlever")
    (folder / "claimgraph.index.pos").write_text("an index")


@pytest.mark.parametrize("make", [not_a_package, another_manifest, with_a_stranger])
def test_a_folder_that_holds_anything_else_is_refused(
    make: Callable[[Path], None], graph: kg.Graph, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    make(folder)
    before = contents(folder)
    with pytest.raises(StoreError, match="name another folder"):
        graph.export(folder, package="qlever")
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_file_is_no_folder(graph: kg.Graph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="not a folder"):
        graph.export(tmp_path / "file", package="jena")
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_is_left_where_nothing_may_be_written(graph: kg.Graph, unprivileged: Path) -> None:
    closed = unprivileged / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="cannot be written: Permission denied"):
        graph.export(closed / "package", package="jena")
    assert list(closed.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="limits on files are of Unix")
def test_a_disk_that_fills_leaves_the_older_package(tmp_path: Path, graph: kg.Graph) -> None:
    folder = tmp_path / "package"
    graph.export(folder, package="virtuoso")
    before = contents(folder)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from kg.cli import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "export", "--for", "jena", str(folder)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 3, done.stderr
    assert "cannot be written: File too large" in done.stderr
    assert contents(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_statements_outside_of_all_graphs_are_refused(tmp_path: Path) -> None:
    quads = [ox.Quad(CG.a, CG.b, ox.Literal("c"))]
    with pytest.raises(DataError, match="1 statements are in no named graph"):
        holding(quads).export(tmp_path / "package", package="jena")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_a_package_is_refused(graph: kg.Graph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there are virtuoso jena qlever neptune graphdb"):
        graph.export(tmp_path / "package", package="oracle")
    with pytest.raises(UsageError, match="leave the format out"):
        graph.export(tmp_path / "package", package="jena", format="turtle")
    with pytest.raises(UsageError, match="a package is a folder"):
        graph.export("-", package="jena")
    assert list(tmp_path.iterdir()) == []


# The command


def test_the_command_says_how_to_load_what_it_wrote(run: Run, tmp_path: Path) -> None:
    done = run("export", "--for", "virtuoso", "my package")
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr.splitlines()[0].endswith(" quads written to my package")
    assert "sh 'my package/load.sh'" in done.stderr
    assert "not tested" not in done.stderr
    assert (tmp_path / "my package" / "load.sql").exists()


def test_the_command_says_that_a_script_was_not_tested(run: Run) -> None:
    done = run("export", "--for", "neptune", "package")
    assert done.returncode == 0
    assert "the script for neptune is written from documentation and not tested" in done.stderr


def test_the_options_for_derived_and_ontology_change_nothing_in_a_package(
    run: Run, tmp_path: Path
) -> None:
    assert run("export", "--for", "jena", "one").returncode == 0
    more = ("--with-derived", "--with-ontology")
    assert run("export", "--for", "jena", "two", *more).returncode == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_package_of_what_a_lens_shows(run: Run, tmp_path: Path) -> None:
    assert run("export", "--for", "jena", "package", "--as-of", "2021-08-29").returncode == 0
    seen = {quad.graph_name.value for quad in read(tmp_path / "package" / "data.nq")}
    assert any("2021-08-2" in name for name in seen)
    assert not any("2021-09" in name for name in seen)


def test_the_command_refuses_a_store_that_it_does_not_know(run: Run) -> None:
    done = run("export", "--for", "oracle", "package")
    assert done.returncode == 2
    assert "there are virtuoso jena qlever neptune graphdb" in done.stderr


def test_the_page_on_triple_stores_writes_and_loads_a_package_for_each_store(
    run: Run, tmp_path: Path
) -> None:
    """Its commands are typed as they stand, but for those that need the store."""
    page = (ROOT / "docs" / "triple-stores.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("kg export --for ")]
    assert [line.split()[3] for line in lines] == list(STORES)
    for line in lines:
        assert run(*line.split()[1:]).returncode == 0, line
        script = f"{line.split()[-1]}/load.sh"
        assert (tmp_path / script).is_file()
        assert f"sh {script}" in page
    named = set(re.findall(r"^\| (`[^|]+`) \|", page.partition("## Bulk-load")[2], re.MULTILINE))
    told = {name for cell in named for name in re.findall(r"`([^`]+)`", cell)}
    common = set.intersection(*(set(contents(tmp_path / line.split()[-1])) for line in lines))
    assert told == common
