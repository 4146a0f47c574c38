"""A Spark cluster of processes on loopback: one master, and workers with one core each."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import NamedTuple

from bench.servers import free_port

# Seconds that a cluster may take to start.
PATIENCE = 120


class Cluster(NamedTuple):
    """A cluster that runs: its address, and its workers."""

    master: str
    workers: list[subprocess.Popen[bytes]]


def missing() -> str:
    """What a cluster needs and this machine has not, or ``""``."""
    if which("java") is None:
        return "java"
    return "" if find_spec("pyspark") else "pyspark"


@contextmanager
def cluster(folder: Path, workers: int = 2, memory: str = "1g") -> Iterator[Cluster]:
    """A new cluster, which writes what it needs into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    running = [_run(folder, "master", "Master", "--port", str(port))]
    try:
        _await(folder / "master.log", "I have been elected leader")
        for number in range(workers):
            name = f"worker-{number}"
            limits = ("--cores", "1", "--memory", memory, "--work-dir", str(folder / name))
            running.append(_run(folder, name, "Worker", *limits, master))
        for number in range(workers):
            _await(folder / f"worker-{number}.log", "Successfully registered with master")
        yield Cluster(master, running[1:])
    finally:
        for process in reversed(running):
            if process.poll() is None:
                # A worker that is asked to end takes its executors along.
                process.send_signal(signal.SIGTERM)
        for process in running:
            process.wait(PATIENCE)


def _run(folder: Path, name: str, role: str, *options: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    kind = f"org.apache.spark.deploy.{role.lower()}.{role}"
    command = [str(home / "bin" / "spark-class"), kind, "--host", "127.0.0.1"]
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home)}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [*command, "--webui-port", "0", *options],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _await(log: Path, words: str) -> None:
    end = time.monotonic() + PATIENCE
    while words not in log.read_text(encoding="utf-8", errors="replace"):
        if time.monotonic() > end:
            raise TimeoutError(f"no '{words}' in {log}")
        time.sleep(0.1)
