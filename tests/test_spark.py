"""Event data through a real Spark cluster: three processes on loopback."""

from __future__ import annotations

import csv
import gzip
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.clusters import Cluster, cluster, missing
from bench.event_tables import UCDP_COLUMNS, gdelt, ucdp, write_gdelt
from kg.errors import StoreError
from tests.conftest import Run, environment
from tests.events_stores import EVENTS

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"a Spark cluster needs {missing()}")

# Seconds that an import may take on a busy machine.
LONG = 900


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "kg", "import", *map(str, arguments)]


def imported(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """What ``kg import`` gives in a folder, where it writes `out.nq` and `rejects.csv`."""
    folder.mkdir()
    return subprocess.run(
        command(*arguments, "-o", "out.nq", "--rejects", "rejects.csv"),
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=LONG,
    )


def hostile_gdelt(folder: Path) -> list[Path]:
    """Files with all that engines could take differently; the second is packed."""
    rows = list(gdelt(60))
    rows[3][6] = "\u03a3\u039f\u03a6\u039f\u03a3 \u0130STANBUL\u2028"
    rows[4][31] = "7\u2028"
    rows[5][6] = "\u000bEDGE \u00a0OF\u000b"
    rows[6][30], rows[6][34] = "-0.0", "007.1500"
    rows[7][60] = 'HTTPS://WWW.\u0130\u03a3.example/a\\b?"c"'
    rows[8][6], rows[8][7] = "$1 \\1 'quoted' %s {x}", ""
    rows[9][60] = ""
    rows[10][0] = rows[2][0]
    # Places that share a number, or have none; one name in several spellings.
    rows[11][51:59] = ["1", "Zedland", "ZL", "ZL", "", "1.5", "2.5", "0"]
    rows[12][51:59] = ["1", "Zedland", "ZL", "ZL", "", "9.5", "8.5", "0"]
    rows[13][51:59] = ["4", "Osk, Zedland", "ZL", "ZL01", "", "3", "4", "-1"]
    rows[14][51:59] = ["4", "Palace; Osk", "ZL", "ZL01", "", "3", "4", "-1"]
    rows[15][51:59] = ["4", "\u0648\u0627\u0631\u0646", "ZL", "ZL01", "", "5", "6", "-1"]
    rows[16][51:59] = ["5", "+\ufffdC++ 1", "ZL", "ZL00", "", "7", "8", ""]
    rows[17][51:59] = ["4", "Osk", "ZL", "ZL01", "", "91", "8", "7"]
    lines = ["\t".join(row).encode() for row in rows]
    lines[12:12] = [b"", b"no\tcolumns", b"\xff\xfe" + lines[11], lines[13] + b"\r"]
    first = folder / "_a [1] 'b'.csv"
    first.write_bytes(b"\n".join(lines[:40]))
    second = folder / "b.csv.gz"
    second.write_bytes(gzip.compress(b"\xef\xbb\xbf" + b"\n".join([*lines[40:], b"\xc3", b""])))
    return [first, second]


def hostile_ucdp(folder: Path) -> list[Path]:
    rows = list(ucdp(60))
    column = UCDP_COLUMNS.index
    rows[3][column("side_b")] = "\u03a3\u039f\u03a6\u039f\u03a3 \u0130stanbul\u2028"
    rows[4][column("source_original")] = "A / B;;\u000b c ;a"
    rows[5][column("source_article")] = 'Reuters 1/1/2020 /(1) AFP, "x" /(2) \u00c9cho'
    rows[6][column("where_coordinates")] = 'line\nbreak \\ "quoted"'
    rows[7][column("best")] = "9.0"
    rows[8][column("latitude")] = "-0.50"
    rows[9][column("date_start")] = "2020-02-30"
    rows[10][column("low")], rows[10][column("best")] = "10", "9"
    rows[11][column("best")], rows[11][column("high")] = "9", "8.0"
    rows[12][column("source_original")] = "n/a;http://zed.example/a/b\nSSA/SSPP\r\nA /B (c / d)"
    rows[13][column("source_original")] = '\u0637\u0627\u0644\u0628\u0627\u0646 ; +C++;C;C#;"C"'
    rows[14][column("source_article")] = '";Zed Wire,2021-05-30,One";"zed wire,2021-05-30,Two"'
    files = []
    for number, part in enumerate((rows[:30], rows[30:])):
        file = folder / f"{number}.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([UCDP_COLUMNS, *part])
        files.append(file)
    return files


def hostile_table(folder: Path) -> list[Path | str]:
    """A table and its map: a place at several points, names that differ in signs and scripts."""
    table, map = folder / "table.csv", folder / "map.yaml"
    rows = [
        ["Nr", "A", "B", "Town", "Lat", "Lon"],
        ["1", "C", "\u0637\u0627\u0644\u0628\u0627\u0646", "Osk", "10", "20"],
        ["2", "C++", "\u0422\u0430\u043b\u0438\u0431\u0430\u043d", "Osk", "50", "-30"],
        ["3", "C#", "'C'", "OSK.", "", "-30"],
        ["4", "*C", "c", "Osk", "50", "-30"],
    ]
    with table.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)
    map.write_text(TABLE_MAP, encoding="utf-8")
    return [table, "--map", str(map)]


TABLE_MAP = """
name: zz
title: Zed table
coder: {name: Zed Project, class: Organization}
language: en
things:
  a: {class: ArmedGroup, name: A}
  b: {class: Organization, name: B}
  w: {class: Place, name: Town, latitude: Lat, longitude: Lon}
claims:
  f: {subject: a, relation: attacks, object: b, place: w}
"""


def streams(folder: Path) -> list[Path]:
    """Streams of entities and of statements, and one entity at two points."""
    more = folder / "more.ijson"
    place = '{{"id":"x","schema":"Address","datasets":["{}"],"properties":{{"full":["{}"],{}}}}}'
    more.write_text(
        place.format("a", "Osk", '"latitude":["10"],"longitude":["20"]')
        + "\n"
        + place.format("b", "OSK.", '"latitude":["50"],"longitude":["-30"]')
        + '\n{"id":"y"}\n',
        encoding="utf-8",
    )
    return [EVENTS / "ftm" / "entities.ijson", EVENTS / "ftm" / "statements.csv", more]


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("gdelt", hostile_gdelt),
        ("ucdp-ged", hostile_ucdp),
        ("table", hostile_table),
        ("ftm", streams),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_both_engines_write_the_same_bytes(
    spark: Cluster, kind: str, files: object, tmp_path: Path
) -> None:
    named = files(tmp_path)  # type: ignore[operator]
    here = imported(tmp_path / "here", kind, *named)
    there = imported(
        tmp_path / "there", kind, *named, "--engine", "spark", "--master", spark.master
    )
    assert here.returncode == 0, here.stderr
    assert (there.stderr, there.returncode) == (here.stderr, 0)
    assert (tmp_path / "here" / "rejects.csv").exists()
    for name in ("out.nq", "rejects.csv"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def tasks(worker: int, folder: Path, words: str) -> int:
    """How often the executors of a worker have told so in their logs."""
    logs = folder.glob(f"worker-{worker}/app-*/*/stderr")
    return sum(log.read_text(encoding="utf-8", errors="replace").count(words) for log in logs)


def begun(master: str, folder: Path, out: Path, file: Path, worker: int) -> subprocess.Popen[str]:
    """An import that a worker has done tasks for, and has more to do."""
    before = tasks(worker, folder, "Finished task")
    running = subprocess.Popen(
        command("gdelt", file, "--engine", "spark", "--master", master, "-o", out),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    end = time.monotonic() + LONG
    while tasks(worker, folder, "Finished task") <= before + 2:
        assert running.poll() is None, running.communicate()[1]
        assert time.monotonic() < end
        time.sleep(0.05)
    return running


def test_a_killed_worker_changes_nothing_and_the_loss_of_all_is_told(tmp_path: Path) -> None:
    file, here, there = (tmp_path / name for name in ("events.csv", "here.nq", "there.nq"))
    write_gdelt(file, 20_000)
    duck = command("gdelt", file, "-o", here)
    assert subprocess.run(duck, env=environment(), capture_output=True).returncode == 0
    folder = tmp_path / "cluster"
    with cluster(folder) as spark:
        running = begun(spark.master, folder, there, file, worker=0)
        os.kill(spark.workers[0].pid, signal.SIGKILL)
        spark.workers[0].wait()
        assert running.poll() is None
        assert not there.exists()
        done = tasks(1, folder, "Finished task")
        _, told = running.communicate(timeout=LONG)
        assert running.returncode == 0, told
        assert tasks(1, folder, "Finished task") > done
        assert there.read_bytes() == here.read_bytes()

        there.unlink()
        running = begun(spark.master, folder, there, file, worker=1)
        os.kill(spark.workers[1].pid, signal.SIGKILL)
        spark.workers[1].wait()
        _, told = running.communicate(timeout=LONG)
    assert running.returncode == 3
    assert told.splitlines()[-1] == (
        f"error: the Spark cluster has had no free worker for 20 s, {spark.master}, "
        "start one, or wait for those that work for others"
    )
    assert "Traceback" not in told
    assert not list(tmp_path.glob("*there.nq*"))


def test_a_cluster_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    write_gdelt(file, 3)
    nobody = run("import", "gdelt", file, "-o", "x.nq", "--engine", "spark")
    assert (nobody.returncode, nobody.stderr) == (
        2,
        "error: the address of the Spark cluster is missing, name it, such as --master "
        "spark://host:7077\n",
    )
    begin = time.monotonic()
    closed = run(
        *("import", "gdelt", file, "-o", "x.nq", "--engine", "spark"),
        *("--master", "spark://127.0.0.1:9"),
    )
    assert time.monotonic() - begin < 60
    assert (closed.returncode, closed.stderr) == (
        3,
        "error: no Spark cluster can be reached: Connection refused, spark://127.0.0.1:9, "
        "is it running?\n",
    )


def test_what_is_no_spark_cluster_is_told(tmp_path: Path) -> None:
    from kg.tables.spark import Spark

    with socket.create_server(("127.0.0.1", 0)) as silent:
        master = f"spark://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(StoreError, match="no Spark cluster can be reached: it does not answer"):
            Spark(tmp_path, master, patience=4)


def test_a_missing_extra_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyspark.py").write_text("raise ModuleNotFoundError(name='pyspark')\n")
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = run(
        *("import", "gdelt", "x.csv", "-o", "x.nq", "--engine", "spark"),
        *("--master", "spark://127.0.0.1:9"),
        PYTHONPATH=path,
    )
    assert done.returncode == 2
    assert "pip install 'claimgraph[spark]'" in done.stderr
