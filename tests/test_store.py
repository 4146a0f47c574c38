"""A folder store: changed all at once or not at all, by real processes on a real disk."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

import kg
from kg.terms import PANJSHIR
from tests.conftest import ROOT, Run, environment

FLAGSHIP = ROOT / "data" / "panjshir"
AUTHORED = [
    FLAGSHIP / "actors.yaml",
    FLAGSHIP / "places.yaml",
    FLAGSHIP / "sources" / "newsbytes-2021-08-29.yaml",
]


def everything(folder: Path) -> list[tuple[object, ...]]:
    rows = kg.open(folder).query(
        "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
    )
    return [tuple(row) for row in rows]


def claims_of(folder: Path, source: str) -> list[str]:
    """The ids of the claims that a source reports."""
    rows = kg.open(folder).query(
        f"SELECT ?claim {{ ?claim cg:reportedIn <source/{source}> }} ORDER BY ?claim"
    )
    return [row.claim.removeprefix(PANJSHIR) for row in rows]


def big_file(path: Path, lines: int) -> Path:
    thing = "<https://w3id.org/claimgraph/panjshir/thing/{0}>"
    line = f'{thing} <http://purl.org/dc/terms/title> "thing {{0}}" <http://example.org/g> .\n'
    with path.open("w", encoding="utf-8") as file:
        file.writelines(line.format(number) for number in range(lines))
    return path


def begun_import(file: Path, folder: Path, draft: str) -> subprocess.Popen[str]:
    """A process that imports a file, once it has begun to write the draft of a generation."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "import", str(file), "--store", str(folder)],
        env=environment(),
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 60
    while not (folder / draft).exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return process


def test_a_folder_holds_what_the_bundled_data_set_holds(store: Path, graph: kg.Graph) -> None:
    text = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert list(kg.open(store).query(text)) == list(graph.query(text))


P_ONE = """
    proposition:
      id: proposition/p-one
      subject: actor/taliban
      relation: warns
      object: actor/national-resistance-front
"""
P_TWO = P_ONE.replace("p-one", "p-two").replace("warns", "threatens")
SOURCE = """
id: source/{name}-2021-09-01
type: NewsArticle
publisher: actor/newsbytes
datePublished: 2021-09-01
reports:
  - claimant: actor/newsbytes
    stance: Affirms{proposition}"""


def test_a_proposition_that_others_use_outlives_the_source_that_stated_it(
    run: Run, store: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        text = SOURCE.format(name=name, proposition=P_ONE)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert run("import", "a.yaml", "b.yaml", "--store", store).returncode == 0
    warned = "SELECT ?g { GRAPH ?g { <proposition/p-one> cg:relation cg:warns } }"
    assert len(kg.open(store).query(warned)) == 1
    (tmp_path / "a.yaml").write_text(SOURCE.format(name="a", proposition=P_TWO), encoding="utf-8")
    done = run("import", "a.yaml", "--store", store)
    assert done.returncode == 0, done.stderr
    (row,) = kg.open(store).query(warned)
    assert row.g.endswith("graph/source/b-2021-09-01")


def test_a_joined_file_says_what_an_imported_one_says(
    run: Run, store: Path, tmp_path: Path
) -> None:
    """Also where it states what was derived before."""
    stamps = "      earliestBegin: 2021-09-01\n      latestBegin: 2021-09-01\n"
    for version, dates in (("one", "      validFrom: 2021-09-01\n"), ("two", stamps)):
        text = SOURCE.format(name="a", proposition=P_ONE + dates)
        (tmp_path / f"{version}.yaml").write_text(text, encoding="utf-8")
    assert run("import", "one.yaml", "--store", store).returncode == 0
    joined = kg.open(store).join(tmp_path / "two.yaml")
    assert run("import", "two.yaml", "--store", store).returncode == 0
    assert not joined.diff(kg.open(store))
    assert joined.show("proposition/p-one").standing.valid_from == "2021-09-01"


def test_importing_the_same_files_twice_changes_nothing(store: Path, run: Run) -> None:
    before = everything(store)
    done = run("import", FLAGSHIP, "--store", store)
    assert "(+0)" in done.stderr
    assert everything(store) == before


def test_a_new_version_of_a_source_takes_the_place_of_the_old_one(
    store: Path, run: Run, tmp_path: Path
) -> None:
    text = AUTHORED[2].read_text(encoding="utf-8")
    head, _, _ = text.partition("  # Talks")
    shorter = tmp_path / "newsbytes-2021-08-29.yaml"
    shorter.write_text(head, encoding="utf-8")
    assert run("import", shorter, "--store", store).returncode == 0
    claims = claims_of(store, "newsbytes-2021-08-29")
    assert "claim/newsbytes-2021-08-29/samangani-entered" in claims
    assert 0 < len(claims) < 20
    # What another source's claims are on stays, though this one no longer speaks of it.
    names = [row.statement for row in kg.open(store).query("statuses")]
    assert "Taliban seized Kabul, 2021-08" in names
    assert "Two US senators member of United States Senate" not in names


def test_bad_input_leaves_the_store_as_it_was(store: Path, run: Run, tmp_path: Path) -> None:
    before = everything(store)
    good = tmp_path / "good.nt"
    good.write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n")
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix ex: <http://example.org/> .\nex:a ex:b .\n")
    done = run("import", good, bad, "--store", store)
    assert done.returncode == 3
    assert f"{bad}:2" in done.stderr
    assert everything(store) == before
    assert len(list(store.glob("generation-*"))) == 1


def test_bad_input_makes_no_store(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.nt"
    bad.write_text("<a> .\n")
    assert run("import", bad, "--store", tmp_path / "new").returncode == 3
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX only")
def test_a_killed_import_of_a_million_quads_leaves_the_old_content(
    store: Path, run: Run, tmp_path: Path
) -> None:
    before = everything(store)
    big = big_file(tmp_path / "big.nq", 1_000_000)
    process = begun_import(big, store, "generation-2.part")
    time.sleep(0.5)
    assert process.poll() is None, "the import ended before it could be killed"
    assert everything(store) == before
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert everything(store) == before
    small = tmp_path / "small.nt"
    small.write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n")
    done = run("import", small, "--store", store)
    assert done.returncode == 0, done.stderr
    assert "(+1)" in done.stderr


# Adds a statement to a store, and ends at the n-th call that changes its folder, as kill -9 would.
CHANGE = """
import os, sys
from pathlib import Path
import pyoxigraph as ox
from kg.folder import changing

folder, name, last = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
calls = 0

def ending(call):
    def counted(*arguments, **options):
        global calls
        calls += 1
        if calls == last:
            os._exit(9)
        return call(*arguments, **options)
    return counted

for call in ("mkdir", "rename", "replace", "unlink", "rmdir", "fsync"):
    setattr(os, call, ending(getattr(os, call)))
node = ox.NamedNode("urn:" + name)
with changing(folder, "https://example.org/") as store:
    store.quads.add(ox.Quad(node, node, node, node))
"""


def changed(folder: Path, name: str, last: int = 0) -> int:
    command = [sys.executable, "-c", CHANGE, str(folder), name, str(last)]
    return subprocess.run(command, env=environment(), timeout=60).returncode


def subjects(folder: Path) -> set[str]:
    return {row[1] for row in everything(folder)}


def test_a_store_survives_an_end_at_any_call_that_changes_its_folder(tmp_path: Path) -> None:
    calls = 0
    code = 9
    while code == 9:
        calls += 1
        folder = tmp_path / str(calls)
        assert changed(folder, "first") == 0
        code = changed(folder, "second", calls)
        assert subjects(folder) in ({"urn:first"}, {"urn:first", "urn:second"})
        assert changed(folder, "third") == 0
        assert {"urn:first", "urn:third"} <= subjects(folder)
        assert {path.suffix for path in folder.iterdir()} <= {"", ".json"}
        assert len(list(folder.glob("generation-*"))) == 2
    assert (code, calls > 5) == (0, True)


def test_a_new_store_survives_an_end_at_any_call_that_changes_its_folder(tmp_path: Path) -> None:
    calls = 0
    code = 9
    while code == 9:
        calls += 1
        folder = tmp_path / str(calls)
        code = changed(folder, "first", calls)
        assert changed(folder, "second") == 0
        assert "urn:second" in subjects(folder)
    assert (code, calls > 3) == (0, True)


def test_a_copy_of_a_generation_is_in_nobodys_way(store: Path, run: Run) -> None:
    before = everything(store)
    shutil.copytree(store / "generation-1", store / "generation-2")
    assert everything(store) == before
    done = run("import", AUTHORED[0], "--store", store)
    assert (done.returncode, everything(store)) == (0, before), done.stderr


@pytest.mark.parametrize("lines", [0, 1, 2, 20])
def test_an_import_goes_on_when_nobody_reads_what_it_prints(tmp_path: Path, lines: int) -> None:
    store = tmp_path / "store"
    files = " ".join(f"'{file}'" for file in AUTHORED[:2])
    kg_ = f"{sys.executable} -m kg"
    command = (
        f"{kg_} import {files} --store '{store}' 2>&1 | head -n {lines}; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["/bin/bash", "-c", command], env=environment(), capture_output=True, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "0", done
    assert kg.open(store).ask("ASK { <actor/taliban> skos:prefLabel 'Taliban'@en }")


def test_a_failed_import_says_so_by_its_exit_code_when_nobody_reads(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<a> <b> .", encoding="utf-8")
    command = (
        f"{sys.executable} -m kg import bad.ttl --store s 2>&1 | true; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "3\n"
    assert not (tmp_path / "s").exists()


def test_a_store_in_use_is_not_changed(store: Path, run: Run) -> None:
    with FileLock(store / "lock"):
        done = run("import", AUTHORED[0], "--store", store)
        assert run("stats", "--store", store).returncode == 0
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("error: the store is in use by another process")


def test_a_store_of_another_version_is_refused(store: Path, run: Run) -> None:
    manifest = store / "claimgraph.json"
    content = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(content | {"format": 99}))
    for arguments in (["stats"], ["import", AUTHORED[0]]):
        done = run(*arguments, "--store", store)
        assert done.returncode == 3
        assert done.stderr.startswith("error: the store has format 99, this version reads 1")
        assert len(done.stderr.splitlines()) == 1


def test_a_folder_of_other_files_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("keep me")
    done = run("import", AUTHORED[0], "--store", tmp_path / "folder")
    assert done.returncode == 3
    assert "not a store, and not empty" in done.stderr
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["letter.txt"]


def test_a_full_disk_leaves_the_store_as_it_was(store: Path, tmp_path: Path) -> None:
    before = everything(store)
    big = big_file(tmp_path / "big.nq", 20_000)
    done = subprocess.run(
        [sys.executable, "-m", "kg", "import", str(big), "--store", str(store)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )
    assert done.returncode == 3
    _, told = done.stderr.splitlines()
    assert told.startswith("error: the store cannot be written")
    assert everything(store) == before
    assert len(list(store.glob("generation-*"))) == 1


def test_an_imported_status_is_left_out_and_made_anew(
    store: Path, run: Run, tmp_path: Path
) -> None:
    """What a file says is derived is not believed, whatever graph it names."""
    forged = tmp_path / "forged.nq"
    base = "<https://w3id.org/claimgraph/panjshir/"
    cg = "<https://w3id.org/claimgraph/ontology#"
    entry = f"{base}actor/taliban> {cg}entered> {base}place/panjshir>"
    forged.write_text(
        f"{entry} {base}graph/derived/uncontested> .\n"
        f"{entry} <http://example.org/graph/derived/uncontested> .\n"
    )
    before = everything(store)
    done = run("import", forged, "--store", store)
    assert done.returncode == 0, done.stderr
    assert "note: 2 quads of the files are derived or the ontology's: made anew" in done.stderr
    assert everything(store) == before
    forged.write_text(f"{entry} {base}graph/source/forged> .\n")
    done = run("import", forged, "--store", store)
    assert done.returncode == 3
    assert f"{forged}:1" in done.stderr
    assert everything(store) == before


def test_a_stated_status_is_refused(store: Path, run: Run, tmp_path: Path) -> None:
    forged = tmp_path / "forged.ttl"
    forged.write_text(
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
        "@base <https://w3id.org/claimgraph/panjshir/> .\n"
        "<proposition/taliban-entered-panjshir> cg:status cg:Uncontested .\n"
    )
    done = run("import", forged, "--store", store)
    assert done.returncode == 3
    assert f"{forged}:3" in done.stderr
    assert "is stated, not derived" in done.stderr


def test_two_files_that_describe_one_actor_are_refused(
    store: Path, run: Run, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(
            f"- id: actor/taliban\n  type: ArmedGroup\n  prefLabel: {{en: {name}}}\n"
        )
    done = run("import", tmp_path / "one.yaml", tmp_path / "two.yaml", "--store", store)
    assert done.returncode == 3
    assert "described already" in done.stderr
    assert f"{tmp_path / 'one.yaml'}:1" in done.stderr


def test_a_second_import_into_a_new_folder_does_not_harm_the_first(
    run: Run, tmp_path: Path
) -> None:
    """The folder of a store in the making belongs to whoever holds its lock."""
    folder = tmp_path / "new"
    big = big_file(tmp_path / "big.nq", 300_000)
    first = begun_import(big, folder, "generation-1.part")
    second = run("import", AUTHORED[0], "--store", folder)
    assert second.returncode == 3
    assert "in use by another process" in second.stderr
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert len(list(kg.open(folder).query("SELECT ?s { ?s ?p 'thing 7' }"))) == 1


def test_a_store_that_lost_its_manifest_is_not_overwritten(store: Path, run: Run) -> None:
    manifest = (store / "claimgraph.json").read_text()
    (store / "claimgraph.json").unlink()
    done = run("import", AUTHORED[0], "--store", store)
    assert done.returncode == 3
    assert "claimgraph.json is missing" in done.stderr
    (store / "claimgraph.json").write_text(manifest)
    assert kg.open(store).totals().claims > 50


def test_a_store_that_lost_its_data_is_told(store: Path, run: Run) -> None:
    (store / "generation-1").rename(store / "generation-7")
    for arguments in (["stats"], ["import", AUTHORED[0]]):
        done = run(*arguments, "--store", store)
        assert done.returncode == 3
        assert done.stderr.startswith("error: the store cannot be")
        assert len(done.stderr.splitlines()) == 1
    assert (store / "generation-7").exists()


def test_a_terminated_import_leaves_nothing_behind(store: Path, run: Run, tmp_path: Path) -> None:
    before = everything(store)
    big = big_file(tmp_path / "big.nq", 500_000)
    process = begun_import(big, store, "generation-2.part")
    process.terminate()
    _, told = process.communicate(timeout=120)
    assert process.returncode == 143
    assert told.splitlines()[-1].startswith("error: interrupted, ")
    assert everything(store) == before
    assert sorted(path.name for path in store.glob("generation-*")) == ["generation-1"]


def test_another_base_is_refused(store: Path, run: Run) -> None:
    done = run("import", AUTHORED[0], "--store", store, "--base", "https://example.org/other/")
    assert done.returncode == 3
    assert "the store's base is https://w3id.org/claimgraph/panjshir/" in done.stderr


def test_a_source_without_its_claims_takes_them_away(store: Path, run: Run, tmp_path: Path) -> None:
    head, _, _ = AUTHORED[2].read_text(encoding="utf-8").partition("reports:")
    shrunk = tmp_path / "shrunk.yaml"
    shrunk.write_text(head, encoding="utf-8")
    assert run("import", shrunk, "--store", store).returncode == 0
    assert claims_of(store, "newsbytes-2021-08-29") == []
    assert claims_of(store, "onmanorama-2021-08-17") != []
