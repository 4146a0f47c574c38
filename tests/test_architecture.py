"""The floors of docs/architecture.md, held against what the code imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import kg
from tests.conftest import ROOT

PACKAGE = ROOT / "kg"
ROW = re.compile(r"^\| (\d) \| `(\w+)` \|", re.MULTILINE)


def floors() -> dict[str, int]:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return {name: int(floor) for floor, name in ROW.findall(text)}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports, at the top or within a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "kg":
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            parts = (alias.name.split(".") for alias in node.names)
            names.update(part[1] for part in parts if part[0] == "kg" and len(part) > 1)
    return names


def upward(path: Path) -> set[str]:
    """What a file imports from its own floor or above it, its own package apart."""
    table = floors()
    own = room(path)
    return {name for name in imported(path) - {own} if table.get(name, 9) >= table[own]}


def files() -> list[Path]:
    top = {PACKAGE / "__init__.py", PACKAGE / "__main__.py"}
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path not in top]


def test_every_module_has_a_floor() -> None:
    assert {room(path) for path in files()} == set(floors())


def test_imports_go_down() -> None:
    # __version__ is no module: the command prints it.
    faults = {
        str(path.relative_to(ROOT)): sorted(upward(path) - {"__version__"})
        for path in files()
        if upward(path) - {"__version__"}
    }
    assert faults == {}


def test_an_import_upwards_is_noticed_even_within_a_function(tmp_path: Path) -> None:
    lazy = tmp_path / "lazy.py"
    lazy.write_text("def f():\n    from kg.graph import open\n    from kg import cli\n")
    assert imported(lazy) == {"graph", "cli"}


def test_the_public_names_are_these() -> None:
    assert kg.__all__ == [
        "DataError",
        "Graph",
        "KgError",
        "LimitError",
        "QueryError",
        "StoreError",
        "Totals",
        "UnknownNameError",
        "UsageError",
        "connect",
        "open",
    ]
    public = {name for name in vars(kg.Graph) if not name.startswith("_")}
    assert public == {
        "answer",
        "ask",
        "base",
        "check",
        "construct",
        "counts",
        "diff",
        "export",
        "join",
        "lens",
        "measures",
        "network",
        "page",
        "pull",
        "push",
        "query",
        "rdflib",
        "show",
        "ties",
        "totals",
        "verify",
    }


def test_no_sparql_html_or_rdf_is_built_in_python() -> None:
    """Texts of other languages live in files of their own; only exporters write RDF."""
    other = re.compile(
        r"\b(SELECT|CONSTRUCT|INSERT DATA|ASK)\b\s*[{?*]|<(div|script|span)\b|@prefix"
    )
    faults = []
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and room(path) != "exporters":
                text = "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
                if other.search(text):
                    faults.append(f"{path}:{node.lineno}")
    assert faults == []
