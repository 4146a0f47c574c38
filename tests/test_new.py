"""``kg new``: a skeleton that passes once it is filled in, and the schema that its editor reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kg
from kg import ontology
from kg.importers.schema import FILE
from kg.importers.skeleton import skeleton
from tests.conftest import Run

# What an author writes into the empty fields.
FILLED_IN = {
    "id": "source/example-2021-08-29", "publisher": "actor/newsbytes",
    "datePublished": "2021-08-29", "url": "https://www.example.org/article",
    "claimant": "actor/taliban", "stance": "Affirms", "subject": "actor/taliban",
    "relation": "controls", "object": "place/kabul", "quality": "Paraphrase",
}  # fmt: skip
# And into those whose '#' is taken away.
KNOWN = {
    "credits": "source/newsbytes-2021-08-29", "sha256": "0" * 64, "onBehalfOf": "actor/taliban",
    "saidOn": "2021-08-28", "id": "proposition/example", "validFrom": "2021-08",
    "validUntil": "2021", "place": "place/kabul", "content": "In part.",
    "disputes": "claim/newsbytes-2021-08-29/samangani-entered", "start": "0", "end": "100",
    "section": "paragraph 4",
}  # fmt: skip
EMPTY = re.compile(r"^( *(?:- )?)(\w+):$", re.MULTILINE)
COMMENTED = re.compile(r"^( *)# (\w+): \S.*$", re.MULTILINE)


def filled_in(text: str) -> str:
    inner = {"reports", "proposition", "evidence"}
    return EMPTY.sub(
        lambda field: field[0] if field[2] in inner else f"{field[1]}{field[2]}: "
        f"{FILLED_IN[field[2]]}", text,
    )  # fmt: skip


def findings(graph: kg.Graph, path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [str(finding).removeprefix(f"{path}:") for finding in graph.check([path])]


def test_as_written_the_skeleton_fails_with_a_finding_for_each_empty_field(
    graph: kg.Graph, tmp_path: Path
) -> None:
    lines = skeleton().splitlines()
    found = findings(graph, tmp_path / "a.yaml", skeleton())
    for finding in found:
        line, name = re.match(r"(\d+): '(\w+)' is empty; ", finding).groups()  # type: ignore[union-attr]
        assert lines[int(line) - 1].lstrip(" -") == f"{name}:"
    assert len(found) == len(FILLED_IN)


def test_filled_in_the_skeleton_passes(graph: kg.Graph, tmp_path: Path) -> None:
    assert findings(graph, tmp_path / "a.yaml", filled_in(skeleton())) == []


def test_what_is_commented_out_can_be_taken_in(graph: kg.Graph, tmp_path: Path) -> None:
    text = filled_in(skeleton())
    names = {field[2] for field in COMMENTED.finditer(text)}
    assert names - {"server", "bound"} == set(KNOWN)
    text = COMMENTED.sub(
        lambda field: f"{field[1]}{field[2]}: {KNOWN[field[2]]}" if field[2] in KNOWN else field[0],
        text,
    )
    assert findings(graph, tmp_path / "a.yaml", text) == []


def test_the_skeleton_names_the_terms_of_the_ontology() -> None:
    text = skeleton()
    for scheme in ("Stances", "EvidenceQualities", "Bounds"):
        assert [term for term in ontology.concepts(scheme) if term not in text] == []


def test_a_source_is_written_with_the_schema_that_it_names(run: Run, tmp_path: Path) -> None:
    done = run("new", "source", "example", "-o", "a.yaml")
    assert (done.returncode, done.stdout) == (0, "")
    first, *rest = (tmp_path / "a.yaml").read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=claimgraph.schema.json"
    assert "id: source/example" in rest
    assert (tmp_path / "claimgraph.schema.json").read_bytes() == FILE.read_bytes()
    assert "claimgraph.schema.json written" in done.stderr


def test_the_schema_of_a_folder_above_serves_within_a_repository(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    assert run("new", "schema", "-o", "claimgraph.schema.json").returncode == 0
    assert run("new", "source", "-o", "sources/a.yaml").returncode == 0
    first = (tmp_path / "sources" / "a.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../claimgraph.schema.json"
    assert not (tmp_path / "sources" / "claimgraph.schema.json").exists()
    (tmp_path / "sources" / ".git").mkdir()
    assert run("new", "source", "-o", "sources/b.yaml").returncode == 0
    assert (tmp_path / "sources" / "claimgraph.schema.json").exists()


def test_a_schema_of_another_version_is_told_and_can_be_renewed(run: Run, tmp_path: Path) -> None:
    schema = tmp_path / "claimgraph.schema.json"
    schema.write_bytes(FILE.read_bytes().replace(b"2020-12", b"2019-09"))
    done = run("new", "source", "-o", "a.yaml")
    told = "note: claimgraph.schema.json is of another version; 'kg new schema -o claimgraph."
    assert told in done.stderr
    assert run("new", "schema", "-o", "claimgraph.schema.json").returncode == 0
    assert schema.read_bytes() == FILE.read_bytes()


def test_a_source_cannot_take_the_name_of_the_schema(run: Run, tmp_path: Path) -> None:
    done = run("new", "source", "-o", "claimgraph.schema.json")
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "is the name of the schema" in done.stderr


def test_standard_output_holds_the_text_alone(run: Run, tmp_path: Path) -> None:
    done = run("new", "source")
    assert done.stdout == skeleton()
    assert "kg new schema -o claimgraph.schema.json" in done.stderr
    assert run("new", "schema").stdout == FILE.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


REFUSED = [
    (("source", "-o", "there.yaml"), 3, "there already, there.yaml"),
    (("schema", "-o", "there.yaml"), 3, "another file is there, there.yaml"),
    (("source", "-o", "no/folder/a.yaml"), 3, "cannot be written"),
    (("schema", "-o", "no/folder/a.json"), 3, "cannot be written"),
    (("source", "a b"), 2, "'a b' is no id of a source"),
    (("source", "actor/taliban", "-o", "a.yaml"), 2, "'actor/taliban' is no id of a source"),
    (("book",), 2, "invalid choice: 'book'"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED)
def test_what_cannot_be_begun_is_told_in_one_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (tmp_path / "there.yaml").write_text("mine")
    done = run("new", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert words in done.stderr
    assert (tmp_path / "there.yaml").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_kind_the_kinds_are_listed(run: Run) -> None:
    done = run("new")
    assert done.returncode == 2
    assert "source" in done.stdout
    assert "schema" in done.stdout
