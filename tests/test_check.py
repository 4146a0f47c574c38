"""Faults in authored files: found, located, and told in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg import flagship
from kg.importers import import_files
from tests.conftest import Run

GOOD = """\
id: source/test-2021-09-01
type: NewsArticle
publisher: actor/newsbytes
datePublished: 2021-09-01
reports:
  - claimant: actor/ahmad-massoud
    stance: Denies
    saidOn: 2021-09-01
    proposition:
      subject: actor/taliban
      relation: controls
      object: place/panjshir
    evidence: {start: 0, end: 10, quality: Paraphrase}
"""

# What is changed in the good file, the line on which the fault stands, and what is said of it.
FAULTS = [
    ("  - claimant: actor/ahmad-massoud\n    stance", "  - stance", 6, "claimant"),
    ("stance: Denies", "stance: Denys", 7, "unknown stance 'Denys'"),
    ("    stance: Denies\n", "", 6, "stance"),
    ("stance: Denies", "stance: [Denies, Affirms]", 7, "exactly one stance"),
    ("stance: Denies", "stanse: Denies", 7, "did you mean 'stance'?"),
    ("actor/ahmad-massoud", "actor/nobody", 6, "actor/nobody"),
    ("actor/ahmad-massoud", "place/kabul", 6, "place/kabul"),
    ("actor/ahmad-massoud", "'a b'", 6, "'a b' is no id"),
    ("saidOn: 2021-09-01", "saidOn: 2021-09-31", 8, "no such date '2021-09-31'"),
    ("saidOn: 2021-09-01", "saidOn: yesterday", 8, "write YYYY-MM-DD"),
    ("relation: controls", "relation: controlls", 11, "did you mean controls"),
    ("relation: controls", "relation: relatesTo", 11, "unknown relation 'relatesTo'"),
    ("object: place/panjshir", "object: place/atlantis", 12, "place/atlantis"),
    ("      object: place/panjshir\n", "", 10, "object"),
    ("object: place/panjshir", "object: place/panjshir\n      value: 3", 10, "never both"),
    ("end: 10", "end: ten", 13, "'ten' is no whole number"),
    (", end: 10", "", 13, "incomplete passage"),
    ("end: 10", "end: 0", 13, "less than its end"),
    ("quality: Paraphrase", "quality: Rumour", 13, "unknown quality 'Rumour'"),
    ("publisher: actor/newsbytes\n", "", 1, "publisher"),
    ("type: NewsArticle", "type: Newspaper", 2, "unknown type 'Newspaper'"),
    ("    stance: Denies", "    stance: Denies\n    controls: place/panjshir", 8, "is a relation"),
    ("    stance: Denies", "    stance: Denies\n    status: Denied", 8, "is derived"),
    ("    stance: Denies", "    stance: Denies\n    stance: Affirms", 8, "stands twice"),
    ("    saidOn: 2021-09-01", "    saidOn: {day: 1}", 8, "one value"),
    ("actor/ahmad-massoud", "actor/%zz", 6, "'actor/%zz' is no id"),
    ("actor/ahmad-massoud", "javascript:alert(1)", 6, "is no id"),
    ("actor/ahmad-massoud", "../actor/ahmad-massoud", 6, "is no id"),
    ("id: source/test-2021-09-01", "id: derived/status", 1, "is no id of a NewsArticle"),
    ("id: source/test-2021-09-01", "id: actors", 1, "is no id"),
    ("saidOn: 2021-09-01", "saidOn: \uff12\uff10\uff12\uff11", 8, "no such date"),
    ("saidOn: 2021-09-01", "saidOn: null", 8, "'saidOn' is empty"),
    ("saidOn: 2021-09-01", "saidOn: !!str 2021-09-01\n    claimant: x", 9, "stands twice"),
    ("saidOn: 2021-09-01", "saidOn: !!python/object:os.system x", 8, "a YAML tag"),
    ("    saidOn: 2021-09-01", "    publisher: actor/newsbytes", 8, "does not belong to a Claim"),
    ("publisher: actor/newsbytes", "publisher: actor/newsbytes\nsha256: xyz", 4, "SHA-256"),
    ("      object: place/panjshir", "      value: 6 thousand", 12, "value"),
]


def test_a_good_file_has_no_findings(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    done = run("check", "good.yaml")
    assert (done.stdout, done.returncode) == ("no findings\n", 0)


def test_the_flagship_has_no_findings(run: Run) -> None:
    done = run("check")
    assert (done.stdout, done.returncode) == ("no findings\n", 0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder store that holds the flagship."""
    folder = tmp_path_factory.mktemp("flagship") / "store"
    import_files(folder, flagship.files())
    return folder


@pytest.mark.parametrize(("old", "new", "line", "words"), FAULTS)
def test_a_fault_is_found_on_its_line_and_keeps_the_file_out(
    graph: kg.Graph, store: Path, tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    file = tmp_path / "bad.yaml"
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    found = [str(finding) for finding in graph.check([file])]
    assert any(text.startswith(f"{file}:{line}: ") and words in text for text in found), found
    before = kg.open(store).totals()
    with pytest.raises(kg.DataError) as refusal:
        import_files(store, [file])
    assert str(file) in str(refusal.value)
    assert kg.open(store).totals() == before


def test_the_good_file_of_these_tests_can_be_imported(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(store, folder)
    file = tmp_path / "good.yaml"
    file.write_text(GOOD, encoding="utf-8")
    import_files(folder, [file])
    claims = kg.open(folder).query("claims-by", actor="Massoud")
    assert "Taliban controls Panjshir" in [row.statement for row in claims]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("broken.yaml", b"a: [1,\nb: 2\n", "broken.yaml:3"),
        ("latin.yaml", b"id: caf\xe9\n", "latin.yaml, byte 7"),
        ("empty.yaml", b"# nothing\n", "empty.yaml"),
        ("two.yaml", b"a: 1\n---\nb: 2\n", "two.yaml:2"),
        ("deep.yaml", b"[" * 20_000, "deep.yaml"),
        ("broken.ttl", b"@prefix a: <http://a/> .\n\na:x a:p .\n", "broken.ttl:3"),
        ("broken.trig", b"<http://a/g> {\n<http://a/x> <http://a/y> }\n", "broken.trig:2"),
        ("broken.nt", b"<http://a/x> <http://a/y> <http://a/z> .\nx\n", "broken.nt:2"),
        ("broken.nq", b"<http://a/x> <http://a/y> .\n", "broken.nq:1"),
        ("broken.rdf", b"<rdf:RDF>\n<a>\n</rdf:RDF>\n", "broken.rdf"),
        ("broken.jsonld", b'{"@id": "http://a/x",\n', "broken.jsonld"),
    ],
)
def test_a_file_that_does_not_parse_is_told_with_its_line(
    run: Run, tmp_path: Path, name: str, content: bytes, place: str
) -> None:
    (tmp_path / name).write_bytes(content)
    for arguments in (["check", name], ["import", name, "--store", "store"]):
        done = run(*arguments)
        assert done.returncode == 3
        assert done.stderr.startswith("error: ")
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert place in done.stderr
    assert not (tmp_path / "store").exists()


def test_a_yaml_alias_is_refused(run: Run, tmp_path: Path) -> None:
    text = GOOD.replace("evidence: {", "evidence: &passage {") + (
        "  - claimant: actor/taliban\n    stance: Affirms\n"
        "    proposition: proposition/taliban-controls-panjshir\n    evidence: *passage\n"
    )
    (tmp_path / "alias.yaml").write_text(text, encoding="utf-8")
    done = run("check", "alias.yaml")
    assert done.returncode == 1
    assert "a YAML alias" in done.stdout


def test_the_same_claim_twice_is_a_fault(run: Run, tmp_path: Path) -> None:
    head, claim = GOOD.split("reports:\n")
    second = claim.split("    proposition:")[0] + (
        "    proposition: proposition/taliban-controls-panjshir\n"
    )
    (tmp_path / "twice.yaml").write_text(f"{head}reports:\n{claim}{second}", encoding="utf-8")
    done = run("check", "twice.yaml")
    assert done.returncode == 1
    assert "twice.yaml:14: the same claim twice" in done.stdout


def test_a_fault_in_turtle_is_found_on_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claim.ttl").write_text(
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
        "@base <https://w3id.org/claimgraph/panjshir/> .\n\n"
        "<claim/mine> a cg:Claim ;\n"
        "  cg:claimant <actor/taliban> ;\n"
        "  cg:stance cg:Perhaps ;\n"
        "  cg:proposition <proposition/taliban-entered-panjshir> ;\n"
        "  cg:reportedIn <source/newsbytes-2021-08-29> .\n",
        encoding="utf-8",
    )
    done = run("check", "claim.ttl")
    assert done.returncode == 1
    assert any(text.startswith("claim.ttl:6: ") for text in done.stdout.splitlines()), done.stdout


def test_what_a_node_is_must_be_said(graph: kg.Graph, tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text("- id: actor/one\n  prefLabel: {en: One}\n", encoding="utf-8")
    assert [str(finding) for finding in graph.check([file])] == [
        f"{file}:1: a node without a type; add 'type: ...'"
    ]


def test_names_of_one_language_stand_together(graph: kg.Graph, tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text(
        "- id: actor/one\n  type: Person\n  prefLabel: {en: One,\n    EN: Two}\n", encoding="utf-8"
    )
    found = [str(finding) for finding in graph.check([file])]
    assert f"{file}:4: names in 'en' twice; make them one list" in found


def test_a_quantity_takes_a_number(graph: kg.Graph, tmp_path: Path) -> None:
    text = GOOD.replace("relation: controls", "relation: fighterCount")
    file = tmp_path / "count.yaml"
    file.write_text(text.replace("object: place/panjshir", "value: 6 thousand"), encoding="utf-8")
    found = [str(finding) for finding in graph.check([file])]
    assert any(f"{file}:12: '6 thousand' is no number" in text for text in found), found
    file.write_text(text.replace("object: place/panjshir", "value: 2.50"), encoding="utf-8")
    assert graph.check([file]) == []


def test_a_long_line_of_rdf_is_checked(graph: kg.Graph, tmp_path: Path) -> None:
    file = tmp_path / "long.nt"
    subject = "<https://w3id.org/claimgraph/panjshir/thing/1>"
    file.write_text(
        f'{subject} <http://purl.org/dc/terms/title> "{"x" * 20_000}" .\n'
        f'{subject} <http://purl.org/dc/terms/date> "never"^^'
        "<http://www.w3.org/2001/XMLSchema#date> .\n",
        encoding="utf-8",
    )
    (found,) = graph.check([file])
    assert str(found).startswith(f"{file}:2: thing/1: A value that is none of its datatype")


def test_xml_entities_within_entities_are_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bomb.rdf").write_text(
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<r>&b;</r>\n', encoding="utf-8"
    )
    done = run("import", "bomb.rdf", "--store", "store")
    assert done.returncode == 3
    assert done.stderr.startswith("error: XML entities within entities, bomb.rdf")
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["secret.yaml", "secret.ttl"])
def test_a_file_that_may_not_be_read_is_told(
    graph: kg.Graph, unprivileged: Path, name: str
) -> None:
    secret = unprivileged / name
    secret.write_text("")
    secret.chmod(0)
    with pytest.raises(kg.DataError, match="cannot be read: Permission denied"):
        graph.check([secret])


def test_a_folder_stands_for_the_files_in_it(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden.yaml").write_text("not read", encoding="utf-8")
    (folder / "~$lock.xlsx").write_text("not read", encoding="utf-8")
    (folder / "notes.txt").write_text("not read", encoding="utf-8")
    (folder / "deep" / "actor.yaml").write_text("id: actor/x\ntype: Persn\n", encoding="utf-8")
    done = run("check", "sources")
    assert done.returncode == 1
    assert "sources/deep/actor.yaml:2: unknown type 'Persn'" in done.stdout
    (folder / "deep" / "actor.yaml").unlink()
    empty = run("check", "sources")
    assert (empty.returncode, empty.stderr) == (
        3,
        "error: a folder without YAML-LD or spreadsheets, sources, name files\n",
    )


def test_what_lies_in_a_folder_and_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    done = run("check", "sources")
    assert done.stderr == "error: not a file that can be read, sources/gone.yaml, remove it\n"
    done = run("check", "")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_claim_that_is_written_out_twice_is_told(run: Run, tmp_path: Path) -> None:
    claim = """  - id: claim/twice
    claimant: actor/newsbytes
    stance: Affirms
    proposition: proposition/taliban-entered-panjshir
"""
    head = """id: source/twice-2021-09-01
type: NewsArticle
publisher: actor/newsbytes
datePublished: 2021-09-01
reports:
"""
    (tmp_path / "twice.yaml").write_text(head + claim + claim, encoding="utf-8")
    done = run("check", "twice.yaml")
    assert done.returncode == 1
    assert "twice.yaml:10: 'claim/twice' twice; give each claim an id of its own" in done.stdout


def test_a_fault_cannot_write_to_the_terminal(run: Run, tmp_path: Path) -> None:
    text = 'id: actor/x\ntype: Person\n"a\\e[2J\\nno findings": 1\n'
    (tmp_path / "hostile.yaml").write_text(text, encoding="utf-8")
    done = run("check", "hostile.yaml")
    assert "\x1b" not in done.stdout
    assert not any(line.startswith("no findings") for line in done.stdout.splitlines())
