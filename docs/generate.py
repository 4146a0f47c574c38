"""Write what is made from the code and the data: reference pages, JSON Schema, compiled data set.

``python docs/generate.py`` writes them; a test compares them with what they should be.
"""

from __future__ import annotations

import argparse
import csv
import inspect
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pyoxigraph import Literal, NamedNode, RdfFormat, parse  # noqa: E402
from pyoxigraph import Store as Quads  # noqa: E402

import kg  # noqa: E402
from kg import flagship, library  # noqa: E402
from kg.cli import parser  # noqa: E402
from kg.dates import in_words  # noqa: E402
from kg.exporters import turtle, void  # noqa: E402
from kg.identifiers import graph_for  # noqa: E402
from kg.importers import schema, spreadsheet  # noqa: E402
from kg.page import Opening, Page  # noqa: E402
from kg.resources import FLAGSHIP, ONTOLOGY, ontology_files  # noqa: E402
from kg.rows import Rows, as_markdown  # noqa: E402
from kg.store import Store  # noqa: E402
from kg.store_kinds import KINDS, addresses  # noqa: E402
from kg.terms import CG, OWL, PANJSHIR, RDF, RDFS, SKOS, shorten  # noqa: E402


def cli_page() -> str:
    """The reference of the command line, from its parser."""
    parts = ["# Command line", "Made from the command itself; `kg COMMAND --help` prints the same."]
    top = parser()
    (commands,) = (a for a in top._actions if isinstance(a, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        parts += _command(f"kg {name}", command)
    parts += ["## Exit codes", "0 fine, 1 a negative answer, 2 usage, 3 data or environment."]
    return "\n\n".join(parts) + "\n"


def _command(name: str, command: argparse.ArgumentParser) -> list[str]:
    """A command; one that has commands of its own is described by them."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = action.choices.items()
            return [part for more, own in inner for part in _command(f"{name} {more}", own)]
    return [f"## {name}", str(command.description), _options(command)]


def _options(command: argparse.ArgumentParser) -> str:
    rows = []
    for action in command._actions:
        if action.dest == "help":
            continue
        value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
        if action.choices:
            value = " ".join(map(str, action.choices))
        name = ", ".join(f"`{option}`" for option in action.option_strings) or f"`{value}`"
        rows.append([name, str(value) if action.option_strings else "", action.help or ""])
    return as_markdown(["argument", "value", "meaning"], rows).replace("\\\\", "\\")


def queries_page() -> str:
    """The reference of the named queries, from the heads of their files."""
    parts = [
        "# Named queries",
        "Each is a file in `queries/`, valid SPARQL 1.1 as it stands, to be run by "
        "`kg query NAME` or in any store that holds the data with what is derived from them. A "
        "parameter takes a name, an id, a CURIE or an IRI; a date; or a number. Made from the "
        "heads of the files.",
    ]
    theme = ""
    for name in library.names():
        query = library.find(name)
        if query.theme != theme:
            theme = query.theme
            parts.append(f"## {theme.capitalize()}")
        head = query.head()
        parts.append(f"### `{name}`\n\n{head.summary}")
        if head.description:
            parts.append(" ".join(head.description.split()))
        if head.parameters:
            rows = [[f"`--{p.name}`", p.type, p.help, f"`{p.example}`"] for p in head.parameters]
            parts.append(as_markdown(["parameter", "takes", "meaning", "example"], rows))
    parts.append("## Rules")
    parts.append("What is derived, and by which query in `queries/rules/`.")
    rows = [
        [f"`{rule.name}`", str(rule.head().stage), rule.head().graph, rule.head().summary]
        for rule in sorted(library.theme("rules"), key=lambda r: (r.head().stage, r.name))
    ]
    parts.append(as_markdown(["rule", "stage", "graph", "makes"], rows))
    return "\n\n".join(parts) + "\n"


def ontology_page() -> str:
    """The reference of the ontology's terms, from their own labels and definitions."""
    store = Quads()
    for file in ontology_files():
        store.load(path=file, format=RdfFormat.TURTLE)
    parts = [
        "# Ontology",
        "Terms of `https://w3id.org/claimgraph/ontology#`, prefix `cg:`. Made from the terms' own "
        f"labels, definitions and examples; shapes are in `{ONTOLOGY.name}/shapes.ttl`.",
    ]
    kinds = [
        ("Classes", OWL.Class),
        ("Properties and relations", OWL.ObjectProperty),
        ("Properties with values", OWL.DatatypeProperty),
        ("Properties of terms", OWL.AnnotationProperty),
        ("Concepts", SKOS.Concept),
    ]
    for title, kind in kinds:
        found = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, kind)}
        terms = sorted(t.value for t in found if isinstance(t, NamedNode))
        rows = [_term(store, NamedNode(iri)) for iri in terms]
        parts += [f"## {title}", as_markdown(["term", "label", "definition", "example"], rows)]
    return "\n\n".join(parts) + "\n"


def _term(store: Quads, term: NamedNode) -> list[str]:
    def text(predicate: NamedNode) -> str:
        values = sorted(
            quad.object.value
            for quad in store.quads_for_pattern(term, predicate, None)
            if isinstance(quad.object, Literal) and quad.object.language in ("en", None)
        )
        return "; ".join(values)

    own = term.value.startswith(CG.iri)
    name = shorten(term.value) if own else "/".join(term.value.split("/")[-2:])
    return [f"`{name}`", text(RDFS.label), text(SKOS.definition), text(SKOS.example)]


def authoring_page() -> str:
    """The page on authoring, with the columns of spreadsheets in their place."""
    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    rows = []
    definitions = schema.schema()["$defs"]
    for kind, columns in spreadsheet.COLUMNS.items():
        for column in columns:
            field = definitions[kind]["properties"][spreadsheet.field_of(column)]
            needed = "yes" if column in spreadsheet.REQUIRED else ""
            several = "several" if spreadsheet.several(column) else ""
            rows.append([f"`{column}`", kind.lower(), needed, several, field["description"]])
    table = as_markdown(["column", "of the", "needed", "values", "meaning"], rows)
    return _between(page, "columns", table)


def statuses_page() -> str:
    """The page on statuses, with the cases that the rules are held to in their place."""
    page = (ROOT / "docs" / "statuses.md").read_text(encoding="utf-8")
    with (ROOT / "tests" / "rules" / "cases.csv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    rows = [
        [
            case["what was said"],
            case["proposition"],
            case["status"].lower() or "none",
            case["affirming"].title(),
            case["denying"].title(),
            case["sources"],
            case["origins"],
        ]
        for case in cases
    ]
    head = ["said", "on", "status", "affirming", "denying", "sources", "origins"]
    return _between(page, "cases", as_markdown(head, rows))


# An address of each kind as people name it, where the documentation of the kind has one.
STORES = {
    "oxigraph": "http://localhost:7878",
    "virtuoso": "http://localhost:8890/sparql",
    "jena": "http://localhost:3030/claims",
    "graphdb": "http://localhost:7200/repositories/claims",
    "rdf4j": "http://localhost:8080/rdf4j-server/repositories/claims",
    "fuseki": "http://localhost:3030/claims",
    "stardog": "http://localhost:5820/claims",
    "neptune": "https://CLUSTER:8182/sparql",
    "blazegraph": "http://localhost:9999/blazegraph/namespace/claims/sparql",
    "qlever": "http://localhost:7019",
}


def triple_stores_page() -> str:
    """The page on triple stores, with what is known of each kind in its place."""
    page = (ROOT / "docs" / "triple-stores.md").read_text(encoding="utf-8")
    rows = []
    for name, url in STORES.items():
        kind = KINDS[name]
        query, *others = addresses(kind, url)
        paths = [address.partition("//")[2].partition("/") for address in others]
        told = zip(("update", "graphs", "N-Quads"), paths, strict=True)
        rows.append(
            [
                f"`{name}`",
                f"[{kind.title}]({kind.documentation})",
                f"`{query}`",
                ", ".join(f"{what} `/{path[2]}`" for what, path in told if path[0]),
                ", ".join(kind.ways),
                kind.auth,
                kind.union,
                "yes" if kind.tested else "no",
            ]
        )
    head = [
        "kind", "store", "queries", "other paths", "ways in", "authentication", "union", "tested"
    ]  # fmt: skip
    return _between(page, "kinds", as_markdown(head, rows))


def _between(page: str, name: str, table: str) -> str:
    """A page with a table between the marks of that name."""
    start, end = f"<!-- {name}: made by docs/generate.py -->", f"<!-- end of {name} -->"
    before, _, rest = page.partition(start)
    return f"{before}{start}\n\n{table}\n\n{end}{rest.partition(end)[2]}"


def python_page() -> str:
    """The reference of the Python API, from its docstrings."""
    parts = ["# Python", "Made from the docstrings. `import kg` gives these names."]
    for name in ("open", "connect"):
        parts.append(_function(f"kg.{name}", getattr(kg, name)))
    parts += ["## kg.Graph", _block(inspect.getdoc(kg.Graph))]
    for name, member in vars(kg.Graph).items():
        if not name.startswith("_") and inspect.isfunction(member):
            parts.append(_function(f"Graph.{name}", member))
    parts += ["## Rows", _block(inspect.getdoc(Rows)), "## Page", _block(inspect.getdoc(Page))]
    parts += [_function("Page.write", Page.write), _block(inspect.getdoc(Opening)), "## Errors"]
    named = (getattr(kg, name) for name in kg.__all__)
    errors = (item for item in named if isinstance(item, type) and issubclass(item, Exception))
    rows = [
        [f"`kg.{error.__name__}`", (inspect.getdoc(error) or "").splitlines()[0]]
        for error in errors
    ]
    parts.append(as_markdown(["error", "meaning"], rows))
    return "\n\n".join(parts) + "\n"


def _function(name: str, function: Callable[..., object]) -> str:
    parameters = inspect.signature(function).parameters.values()
    given = ", ".join(str(parameter) for parameter in parameters if parameter.name != "self")
    signature = f"{name}({given})".replace("'", "")
    return f"### {name}\n\n{_block(signature, inspect.getdoc(function))}"


def _block(*texts: str | None) -> str:
    return "```text\n" + "\n\n".join(text or "" for text in texts) + "\n```"


def sources_page(graph: kg.Graph) -> str:
    """The sources of the flagship data set, from its own answer to `kg query sources`."""
    parts = [
        "# Sources of the Panjshir data set",
        "Each source with the claims that it reports, the part of them that is on disputed "
        "propositions, and the independent origins that they come from. Sources that are only "
        "credited are counted below the table. Made from the data; `kg query sources` gives the "
        "same.",
    ]
    found = list(graph.query("sources"))
    rows = [
        [
            f"[{row.publisherName}]({row.url})" if row.url else row.publisherName,
            in_words(row.published, row.publishedNotBefore or "", row.publishedNotAfter or ""),
            str(row.claims),
            f"{row.disputedShare} %",
            str(row.origins),
        ]
        for row in found
        if row.claims
    ]
    head = ["source", "published", "claims", "disputed", "origins"]
    parts.append(as_markdown(head, rows))
    parts.append(f"{len(rows)} sources; {len(found) - len(rows)} more are credited by them.")
    return "\n\n".join(parts) + "\n"


def void_description(store: Store) -> bytes:
    """What `kg export --format void` tells of the flagship, with what only people know of it."""
    stated = parse(path=FLAGSHIP / "dataset.ttl", format=RdfFormat.TURTLE)
    own = graph_for(PANJSHIR, "")
    curated = [
        quad
        for quad in store.quads
        if quad.graph_name.value.startswith(own) and "/derived/" not in quad.graph_name.value
    ]
    return turtle.serialize([*stated, *void.describe(curated, PANJSHIR)], PANJSHIR)


def pages() -> dict[Path, bytes]:
    """Every generated file with what it should hold."""
    store = flagship.build()
    texts = {
        ROOT / "docs" / "sources.md": sources_page(kg.Graph(store)),
        ROOT / "docs" / "cli.md": cli_page(),
        ROOT / "docs" / "queries.md": queries_page(),
        ROOT / "docs" / "ontology.md": ontology_page(),
        ROOT / "docs" / "python.md": python_page(),
        ROOT / "docs" / "authoring.md": authoring_page(),
        ROOT / "docs" / "statuses.md": statuses_page(),
        ROOT / "docs" / "triple-stores.md": triple_stores_page(),
    }
    made = {path: text.encode("utf-8") for path, text in texts.items()}
    made[schema.FILE] = schema.text().encode("utf-8")
    made[FLAGSHIP / "void.ttl"] = void_description(store)
    return made | {flagship.COMPILED: flagship.compiled()}


if __name__ == "__main__":
    for path, content in pages().items():
        path.write_bytes(content)
        print(path.relative_to(ROOT))
