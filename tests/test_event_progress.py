"""How far an import of event data has come: told on a terminal, and nowhere else."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from bench.event_tables import write_gdelt
from tests.conftest import Run, environment


def test_an_import_tells_how_far_it_has_come(tmp_path: Path) -> None:
    write_gdelt(tmp_path / "events.csv", 10_000)
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "kg", "import", "gdelt", "events.csv", "-o", "out.nq"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = io.BytesIO()
    try:
        while chunk := os.read(ours, 4096):
            shown.write(chunk)
    except OSError:
        # The other end of a terminal was closed.
        pass
    assert done.wait() == 0
    told = [text.strip() for text in re.split(r"[\r\n]+", shown.getvalue().decode())]
    assert [
        text for text in told if re.match(r"(staged|statements): [1-9][0-9]? %.* s left$", text)
    ]
    rates = [re.match(r"claims: 100 %, ([0-9,]+) rows/s, 0 s left$", text) for text in told]
    assert any(int(rate[1].replace(",", "")) > 100 for rate in rates if rate)
    # What stays is told above it, and the last line is left empty.
    assert "10,000 rows read: 10,000 taken" in told
    assert told[-1] == ""


def test_without_a_terminal_only_what_stays_is_told(run: Run, tmp_path: Path) -> None:
    write_gdelt(tmp_path / "events.csv", 10)
    done = run("import", "gdelt", "events.csv", "-o", "out.nq")
    quads = len((tmp_path / "out.nq").read_text(encoding="utf-8").splitlines())
    assert done.stderr == f"10 rows read: 10 taken\nout.nq holds {quads:,} quads\n"
