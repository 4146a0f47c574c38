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
    files = []
    for number, part in enumerate((rows[:30], rows[30:])):
        file = folder / f"{number}.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([UCDP_COLUMNS, *part])
        files.append(file)
    return files


@pytest.mark.parametrize(
    ("kind", "files"), [("gdelt", hostile_gdelt), ("ucdp-ged", hostile_ucdp)], ids=lambda one: ""
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
