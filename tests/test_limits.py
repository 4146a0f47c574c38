"""What ends a command: signals, limits of time and memory, an engine that crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Run, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GROWING = (
    'SELECT (GROUP_CONCAT(?x; separator="") AS ?y) '
    "{ ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?a), STR(?d)) AS ?x) }"
)


def begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command that runs, some way into its work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(2.5)
    assert process.poll() is None
    return process


@pytest.mark.parametrize("command", ["query", "view"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_busy_command_within_a_second(
    command: str, number: signal.Signals, tmp_path: Path
) -> None:
    process = begun(tmp_path, command, ENDLESS)
    start = time.monotonic()
    process.send_signal(number)
    out, told = process.communicate(timeout=10)
    # Half a second more for a machine that is busy.
    assert time.monotonic() - start < 1.5
    assert (process.returncode, out) == (128 + number, "")
    # Which of two it says depends on whether the engine let it end by itself.
    (line,) = told.splitlines()
    assert line.startswith("error: interrupted, ")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_command_leaves_no_process(tmp_path: Path) -> None:
    process = begun(tmp_path, "query", ENDLESS)
    process.kill()
    # Its pipes close when the last process that holds them has ended.
    process.communicate(timeout=5)
    assert process.returncode == -signal.SIGKILL


def test_a_query_without_end_meets_its_time_limit(run: Run) -> None:
    start = time.monotonic()
    done = run("query", ENDLESS, "--timeout", "1.5")
    assert time.monotonic() - start < 4
    assert (done.returncode, done.stdout) == (3, "")
    what = "error: no answer within 1.5 s, ask for less, or raise the limit by --timeout\n"
    assert done.stderr == what
    assert run("query", "actors", "--timeout", "60").returncode == 0


def test_a_query_meets_its_memory_limit(run: Run) -> None:
    done = run("query", GROWING, "--memory", "200M")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "error: more than 200M of memory is needed, ask for less, or raise the limit by --memory\n"
    )
    assert run("query", "actors", "--memory", "2G").returncode == 0


@pytest.mark.parametrize("wrong", ["0", "-1", "2X", "much"])
def test_a_size_that_is_none_is_refused(wrong: str, run: Run) -> None:
    done = run("query", "actors", f"--memory={wrong}")
    assert done.returncode == 2
    assert f"'{wrong}' must be a size such as 500M or 2G" in done.stderr


def test_an_engine_that_crashes_is_one_line_of_error(run: Run, tmp_path: Path) -> None:
    deep = tmp_path / "deep.rq"
    deep.write_text(f"ASK {{ ?s ?p ?o FILTER({'!' * 100_000}true) }}", encoding="utf-8")
    done = run("query", deep)
    assert (done.returncode, done.stdout) == (3, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: an engine crashed (SIGSEGV): the input is nested too deeply")
