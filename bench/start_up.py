"""The start of ``kg query`` beside a bare pyoxigraph that loads the same compiled data set."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from kg import flagship
from kg.resources import ROOT
from kg.rows import as_markdown

NAME = "disputed-claims"
BARE = "import pyoxigraph, sys; pyoxigraph.Store().bulk_load(path=sys.argv[1])"
_LINE = re.compile(r"import time: +(\d+) \| +(\d+) \| ( *)(\S+)")


def table(rounds: int, work: Path) -> str:
    """The Markdown tables: the best start of each contender, and the dearest modules of kg's."""
    compiled = _copy(work / "copy")
    kg = [sys.executable, "-m", "kg", "query", NAME]
    commands = {
        f"kg query {NAME}": kg,
        "pyoxigraph, bulk load": [sys.executable, "-c", BARE, str(compiled)],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            best[name] = min(best[name], _seconds(command, work / "copy"))
    own, bare, _ = best.values()
    return "\n".join(
        [
            as_markdown(["start", "ms"], [[n, f"{s * 1000:.0f}"] for n, s in best.items()]),
            f"\n- kg / pyoxigraph: {own / bare:.2f}\n",
            as_markdown(["module", "own ms", "with its imports, ms"], _dearest(kg, work / "copy")),
        ]
    )


def _copy(copy: Path) -> Path:
    """Copy what `kg` runs from, with a compiled data set that is up to date; gives its path."""
    for name in ("kg", "ontology", "queries", "data"):
        shutil.copytree(ROOT / name, copy / name)
    compiled = copy / flagship.COMPILED.relative_to(ROOT)
    compiled.write_bytes(flagship.compiled())
    return compiled


def _seconds(command: list[str], place: Path) -> float:
    begun = time.perf_counter()
    subprocess.run(command, check=True, cwd=place, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _dearest(command: list[str], place: Path) -> list[list[str]]:
    """The 15 modules that take longest to import, by their own time."""
    traced = [command[0], "-X", "importtime", *command[1:]]
    report = subprocess.run(traced, check=True, cwd=place, capture_output=True, text=True).stderr
    found = [
        (int(match[1]), int(match[2]), match[4])
        for line in report.splitlines()
        if (match := _LINE.match(line))
    ]
    dearest = sorted(found, reverse=True)[:15]
    return [[name, f"{own / 1000:.1f}", f"{all_ / 1000:.1f}"] for own, all_, name in dearest]
