"""Evidence is found again in the article that it points into, and in no other text."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from tests.conftest import ARTICLE, Run

SOURCE = "source/newsbytes-2021-08-29"
needs_article = pytest.mark.skipif(
    not ARTICLE.is_file(), reason="the article's text is not part of the project"
)


@needs_article
def test_each_claim_stands_beside_its_passage(run: Run) -> None:
    done = run("verify", "--text", f"{SOURCE}={ARTICLE}")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("Two US senators affirms"))
    assert "seeks recognition of Some resistance leaders" in lines[place]
    assert "should also be recognized by the US" in lines[place + 1]
    place = next(n for n, line in enumerate(lines) if "fighter count at least 6000" in line)
    assert lines[place + 1].strip().startswith("Over 6,000 fighters")
    assert lines[-1].endswith(" passages found, 0 not found")


@needs_article
def test_every_claim_has_a_passage_that_starts_and_ends_with_a_word(article: kg.Graph) -> None:
    passages = article.verify(SOURCE, ARTICLE).passages
    statements = {row.statement for row in article.query("statuses")}
    assert {passage.statement for passage in passages} == statements
    for passage in passages:
        assert passage.text is not None
        assert passage.text == passage.text.strip()
        assert passage.text[0].isalnum() or passage.text[0] in "\"'"


@needs_article
def test_an_altered_text_is_told(run: Run, tmp_path: Path) -> None:
    text = ARTICLE.read_text(encoding="utf-8").replace("6,000", "9,000")
    (tmp_path / "altered.txt").write_text(text, encoding="utf-8")
    done = run("verify", "--text", f"{SOURCE}=altered.txt")
    assert done.returncode == 1
    assert done.stdout == (
        f"{SOURCE}: altered.txt is not the text that the evidence was taken from: digests differ\n"
    )


def test_a_source_that_is_not_there_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("text")
    done = run("verify", "--text", "source/nowhere=text.txt")
    assert done.returncode == 2
    assert "unknown source 'source/nowhere'" in done.stderr
