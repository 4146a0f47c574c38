"""What an import says before it is done, and when it asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg import flagship
from kg.importers import import_files
from kg.importers.resemblance import THRESHOLD, score
from tests.conftest import ROOT, Run, environment

SOURCE = """\
id: source/test-2021-09-01
type: NewsArticle
publisher: actor/newsbytes
datePublished: 2021-09-01
reports:
  - id: claim/test-2021-09-01/one
    claimant: actor/ahmad-massoud
    stance: Denies
    proposition: {subject: actor/taliban, relation: controls, object: place/panjshir}
    evidence: {start: 0, end: 10, quality: Paraphrase}
  - id: claim/test-2021-09-01/two
    claimant: actor/taliban
    stance: Affirms
    proposition: proposition/taliban-controls-panjshir
    evidence: {section: headline, quality: Paraphrase}
"""
ACTORS = """\
- id: actor/a-masood
  type: Person
  prefLabel: {en: "Masood, Ahmad"}
- id: actor/example-mayor
  type: Person
  prefLabel: {en: Mayor of the example}
- id: place/kabul-city
  type: Place
  prefLabel: {en: Kabul}
"""
RESEMBLES = (
    "resembles: actor/a-masood 'Masood, Ahmad' is like actor/ahmad-massoud 'Ahmad Massoud' "
    "(88 of 100)"
)


def test_a_dry_run_tells_what_is_new_and_changes_nothing(
    run: Run, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "source.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    before = kg.open(store).totals()
    done = run("import", "source.yaml", "actors.yaml", "--store", "store", "--dry-run")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "new: 1 source",
        "  source/test-2021-09-01",
        "new: 2 claims",
        "  claim/test-2021-09-01/one",
        "  claim/test-2021-09-01/two",
        "new: 1 proposition",
        "  proposition/taliban-controls-panjshir",
        "new: 2 actors",
        "  actor/a-masood",
        "  actor/example-mayor",
        "new: 1 place",
        "  place/kabul-city",
        RESEMBLES,
        "same content: proposition/taliban-controls-panjshir and "
        "proposition/taliban-control-panjshir-2021-09-05, "
        "proposition/taliban-control-panjshir-2021-09-06; refer to the one that is there, unless "
        "time or place differ",
        "nothing was imported: this was a dry run",
    ]
    assert kg.open(store).totals() == before


def test_what_an_import_replaces_and_removes_is_told(run: Run, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "source.yaml"
    file.write_text(SOURCE, encoding="utf-8")
    import_files(store, [file])
    # Another passage for the first claim, and no second claim.
    file.write_text(SOURCE.split("  - id: claim/test-2021-09-01/two")[0].replace("10", "11"))
    done = run("import", "source.yaml", "--store", "store")
    told = done.stderr.splitlines()
    assert told[:-1] == [
        "replaced: 1 claim",
        "  claim/test-2021-09-01/one",
        "removed: 1 claim",
        "  claim/test-2021-09-01/two",
        "unchanged: 1 source, 1 proposition",
    ]
    assert told[-1].startswith("1 file read; the store store now holds")
    again = run("import", "source.yaml", "--store", "store", "--dry-run").stderr.splitlines()
    assert again[0] == "unchanged: 1 source, 1 claim, 1 proposition"


def test_a_thing_that_another_source_describes_is_added_to(
    run: Run, store: Path, tmp_path: Path
) -> None:
    other = SOURCE.replace("test-2021-09-01", "other-2021-09-02")
    (tmp_path / "source.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    import_files(store, [tmp_path / "source.yaml"])
    told = run("import", "other.yaml", "--store", "store", "--dry-run").stderr
    assert "unchanged: 1 proposition\n" in told


def test_rdf_is_counted(run: Run, tmp_path: Path) -> None:
    done = run("import", flagship.COMPILED, "--store", "store", "--dry-run")
    totals = kg.open().totals()
    assert done.stderr.splitlines()[0].startswith(
        f"{flagship.COMPILED}: {len(flagship.COMPILED.read_text('utf-8').splitlines()) - 1} "
        f"statements, {totals.sources} sources, {totals.claims} claims, "
        f"{totals.propositions} propositions, "
    )
    assert not (tmp_path / "store").exists()


def test_long_lists_are_cut_except_that_of_actors(run: Run) -> None:
    files = [file for file in flagship.files() if file.name == "actors.yaml"]
    everything = run("import", *flagship.files(), "--store", "store", "--dry-run").stderr
    claims = kg.open().totals().claims
    assert f"new: {claims} claims\n" in everything
    assert f"  and {claims - 20} more\n" in everything
    actors = [line.split()[-1] for line in files[0].read_text("utf-8").splitlines()
              if line.startswith("- id: actor/")]  # fmt: skip
    assert [actor for actor in actors if f"  {actor}\n" not in everything] == []


FAULTS = [
    ("bad.yaml", SOURCE.replace("Denies", "Denys"), "unknown stance 'Denys'"),
    ("bad.ttl", "@prefix a: <http://a/> .\n\na:x a:p .\n", "malformed"),
    ("bad.csv", "source,claimant\n", "no column"),
]


@pytest.mark.parametrize(("name", "content", "words"), FAULTS)
def test_a_dry_run_of_what_cannot_be_read_is_an_error(
    run: Run, tmp_path: Path, name: str, content: str, words: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = run("import", name, "--store", "store", "--dry-run")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not (tmp_path / "store").exists()


def test_a_dry_run_refuses_the_stores_that_an_import_would_refuse(
    run: Run, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("notes")
    for arguments in (["other"], ["actors.yaml"], ["store", "--base", "https://example.org/"]):
        told = {
            run("import", "actors.yaml", "--store", *arguments, *dry).stderr
            for dry in ([], ["--dry-run"])
        }
        assert len(told) == 1, told
        assert next(iter(told)).startswith("error: ")


def terminal(folder: Path, answer: str, *more: str) -> tuple[int, str]:
    """Import the actors on a terminal, with an answer typed in; the exit code and what was said."""
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "import", "actors.yaml", "--store", "store", *more],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment(),
    )  # fmt: skip
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:
        pass  # the other end has closed
    os.close(ours)
    return process.wait(), said.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no pty")
def test_on_a_terminal_a_resemblance_is_asked_about(store: Path, tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    before = kg.open(store).totals()
    for answer in ("n\n", "\n", "\x04"):
        code, said = terminal(tmp_path, answer)
        assert code == 1
        assert RESEMBLES in said
        assert "import? [y/N] " in said
        assert said.endswith("nothing was imported\r\n")
    assert kg.open(store).totals() == before
    code, said = terminal(tmp_path, "y\n")
    assert code == 0
    assert kg.open(store).totals().actors == before.actors + 2


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no pty")
def test_nothing_is_asked_when_told_so_or_when_nothing_resembles(
    store: Path, tmp_path: Path
) -> None:
    for text, more in ((ACTORS, ["--yes"]), (ACTORS.replace("Masood, Ahmad", "Somebody"), [])):
        (tmp_path / "actors.yaml").write_text(text, encoding="utf-8")
        code, said = terminal(tmp_path, "", *more)
        assert code == 0
        assert "import?" not in said


def test_without_a_terminal_the_import_goes_on(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text(ACTORS, encoding="utf-8")
    done = run("import", "actors.yaml", "--store", "store", stdin="n\n")
    assert done.returncode == 0
    assert RESEMBLES in done.stderr
    assert "import?" not in done.stderr


ALIKE = [
    ("Massoud, Ahmad", "Ahmad Massoud"),
    ("Ahmed Massud", "Ahmad Massoud"),
    ("Inamullah Samangani", "Anaamullah Samangani"),
    ("The Taliban", "Taliban"),
    ("Zabiullah MUJAHID", "Zabihullah Mujahid"),
    ("احمد مسعود", "مسعود احمد"),
]
UNLIKE = [
    ("United Nations", "United States"),
    ("United States Senate", "United States"),
    ("Massoud delegation", "Taliban delegation"),
    ("Massoud's supporters", "Massoud's forces"),
    ("Mujahid", "Zahid"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_resemble_each_other(one: str, other: str) -> None:
    assert score(one, other) == score(other, one) >= THRESHOLD


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_names_that_do_not(one: str, other: str) -> None:
    assert score(one, other) < THRESHOLD


def test_the_command_starts_without_what_only_imports_need() -> None:
    program = (
        "import sys, kg.cli; kg.cli.main(['stats']); "
        "print(sorted({'openpyxl', 'rapidfuzz', 'yaml', 'csv'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout
