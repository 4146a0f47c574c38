"""The picture of the network over time, read back."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.measures import measure
from kg.measures.picture import draw
from tests.conftest import ROOT, Run, environment
from tests.test_measures import made

pytest.importorskip("matplotlib", reason="the extra 'picture' is not installed")
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> list[str]:
    return ["".join(text.itertext()).strip() for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_a_png_has_the_size_that_its_rows_need(run: Run, tmp_path: Path) -> None:
    def height(limit: int) -> int:
        done = run("network", "--by", "week", "--limit", limit, "--output", "time.png")
        assert done.returncode == 0, done.stderr
        head = (tmp_path / "time.png").read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(head[16:20], "big") == 1320
        return int.from_bytes(head[20:24], "big")

    assert height(6) - height(2) == pytest.approx(4 * 150, abs=2)


def test_an_svg_names_the_data_the_lens_and_the_leading_actors(run: Run, tmp_path: Path) -> None:
    lens = ("--as-of", "2021-09-03")
    done = run("network", "--by", "day", "--limit", 3, "--output", "time.svg", *lens)
    assert "without a day are in no window" in done.stderr
    found = texts((tmp_path / "time.svg").read_bytes())
    assert found.count("Panjshir, as reported by 2021-09-03") == 1
    graph = kg.open().lens(as_of="2021-09-03")
    ties = graph.ties()
    actors = {node for node, acts in zip(ties.nodes, ties.actors, strict=True) if acts}
    leading = [one for one in measure(ties) if one.id in actors][:3]
    for one in leading:
        assert f"{one.name}, {one.type}" in found
    assert {"conflictual", "neutral", "cooperative", "betweenness", "PageRank"} <= set(found)
    assert any(text.startswith("Ties that may hold on each day; ") for text in found)


def test_the_same_ties_give_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys, kg; from kg.measures.picture import draw; "
        "[sys.stdout.buffer.write(draw(kg.open().ties(), form, by='week').content)"
        " for form in ('png', 'svg')]"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment(PYTHONHASHSEED=seed),
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(printed[0]) > 100_000
    assert printed[0] == printed[1]


def test_names_are_shown_as_they_are() -> None:
    """No name is a formula or markup, and one in any script is drawn."""
    names = ["$x^2$ <b> & co", "احمد مسعود", "\u5317\u65b9 \U0001f600"]
    rows = [("a", "meets", "b", "", "2021-08-30", ""), ("b", "fights", "c", "", "2021-09-01", "")]
    ties = made(rows, names=names)
    found = texts(draw(ties, "svg", by="day").content)
    assert set(names) <= set(found)
    assert draw(ties, "png", by="day").content.startswith(b"\x89PNG")


def test_without_days_there_is_nothing_to_draw() -> None:
    with pytest.raises(UsageError, match="no tie has a day"):
        draw(made([("a", "meets", "b")]), "png")


def test_without_matplotlib_the_extra_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ImportError('not here')", encoding="utf-8")
    done = run(
        "network", "--output", "time.png", PYTHONPATH=f"{tmp_path}:{environment()['PYTHONPATH']}"
    )
    assert done.returncode == 3
    assert "a picture needs matplotlib, pip install 'claimgraph[picture]'" in done.stderr
    assert not (tmp_path / "time.png").exists()
