"""The documents tell the truth: their commands run, and the generated pages are up to date."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import kg
from kg import library
from kg.ontology import relations
from tests.conftest import ROOT, Run

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(file: str, language: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8")
    return [content for kind, content in BLOCK.findall(text) if kind == language]


def commands(file: str) -> list[str]:
    lines = [line for block in blocks(file, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("kg ")]


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_files_are_up_to_date(generate: ModuleType) -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, content in generate.pages().items()
        if not path.exists() or path.read_bytes() != content
    ]
    assert stale == [], "run: python docs/generate.py"


def test_the_readme_is_short_and_shows_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert blocks("README.md", "sh")[:2] == [
        "pip install . && kg demo\n",
        "pip install '.[test]' && pytest\n",
    ]


def test_every_command_of_the_readme_runs(run: Run, tmp_path: Path) -> None:
    """In the order of the page, in one folder that holds a clone's data."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "tests" / "events", tmp_path / "tests" / "events")
    assert len(commands("README.md")) >= 8
    for line in commands("README.md"):
        done = run(*shlex.split(line)[1:])
        negative = "ASK" in line or line.startswith("kg diff")
        assert done.returncode == (1 if negative else 0), f"{line}: {done.stderr}"
        assert "ASK" not in line or done.stdout == "no\n"


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks("README.md", "python")
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert "Taliban entered Panjshir, 2021-08-28 denies NewsBytes" in capsys.readouterr().out
    assert len(names["network"]) > 20  # type: ignore[arg-type]


def test_every_command_of_the_explorer_runs(run: Run, tmp_path: Path) -> None:
    for line in commands("docs/explorer.md"):
        done = run(*shlex.split(line)[1:])
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert (tmp_path / done.stdout.strip()).stat().st_size > 100_000


def test_every_command_of_the_page_on_event_data_runs(run: Run, tmp_path: Path) -> None:
    for folder in ("data", "tests/events"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    answers = {}
    for line in commands("docs/events/README.md"):
        done = run(*shlex.split(line)[1:])
        assert done.returncode == 0, f"{line}: {done.stderr}"
        answers[line] = done.stdout
    dossier = answers['kg show "National Resistance Front" --store conflict']
    assert "Uppsala Conflict Data Program" in dossier
    assert "Khaama Press" in dossier


def test_the_explorer_names_controls_as_the_page_does() -> None:
    text = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8")
    named = re.findall(r"\*\*([A-Z][\w ]+)\*\*", text.partition("## Asking it")[2])
    page = kg.open().page().html
    assert {"Reported by", "Held between", "Lens", "Undo", "Path to"} <= set(named)
    for name in named:
        assert name in page, name


def test_links_lead_somewhere() -> None:
    for file in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8")):
            assert target.startswith("http") or (file.parent / target).exists(), (file, target)


def test_the_walk_through_of_the_authoring_page_works(run: Run, tmp_path: Path) -> None:
    """Its files are written and its commands run, in the order of the page."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    text = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    answers: dict[str, str] = {}
    for kind, content in BLOCK.findall(text):
        if kind == "yaml":
            name = content.split()[1]
            (tmp_path / name).write_text(content, encoding="utf-8")
            continue
        for line in content.splitlines():
            done = run(*shlex.split(line)[1:])
            assert done.returncode == (1 if line.startswith("kg diff") else 0), f"{line}: {done}"
            answers[line] = done.stdout
    assert answers["kg check slate-actors.yaml slate-2021-09-06.yaml"] == "no findings\n"
    difference = answers["kg diff before after"]
    assert "Zabihullah Mujahid for Taliban affirms: Taliban seized Panjshir" in difference
    assert "Slate suggests: Taliban advanced in Panjshir, 2021-09-05" in difference
    shown = answers["kg show proposition/taliban-seized-panjshir-2021-09-06 --store after"]
    assert "in Slate, 2021-09-06" in shown
    source = answers["kg show source/slate-2021-09-06 --store after"]
    assert "\N{LEFTWARDS ARROW} Associated Press, 2021-09-06" in source


def test_the_authoring_page_names_every_field() -> None:
    from kg.importers.fields import authored

    text = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    # Those that the example's context allows and people seldom need.
    seldom = {"@context", "reportedIn", "hasSource", "selector", "prefix", "suffix", "headline",
              "inLanguage"}  # fmt: skip
    unnamed = [name for name in authored() if f"`{name}" not in text and name not in seldom]
    assert unnamed == []


def test_every_query_and_relation_is_documented() -> None:
    queries = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert [name for name in library.names() if f"### `{name}`" not in queries] == []
    ontology = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    assert [name for name in relations() if f"`cg:{name}`" not in ontology] == []


def test_the_changelog_names_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {kg.__version__}\n" in text
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{kg.__version__}"' in pyproject


@pytest.mark.skipif(sys.platform == "win32", reason="the gate is a shell script")
def test_the_gate_runs_the_tests_as_the_readme_does() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install --quiet '.[test]'" in gate
    assert "\npytest " in gate


FAULT = re.compile(r"^\|.*\| `(tests/\w+\.py)::(test_\w+)` \|$", re.MULTILINE)


def test_each_row_of_the_table_of_faults_names_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    sections = text.split("\n## ")[1:]
    assert len(sections) > 3
    for section in sections:
        title, *lines = section.splitlines()
        rows = [line for line in lines if line.startswith("|")][2:]
        assert rows, f"no fault under '{title}'"
        for row in rows:
            found = FAULT.fullmatch(row)
            assert found, f"a row without a test: {row}"
            tests = (ROOT / found[1]).read_text(encoding="utf-8")
            assert f"def {found[2]}(" in tests, f"{found[1]} has no {found[2]}"
