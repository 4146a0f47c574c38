"""docs/triple-stores.md: its sessions are typed as they stand, on real stores."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.servers import Server, oxigraph, virtuoso
from tests.test_docs import BLOCK

PAGE = (ROOT / "docs" / "triple-stores.md").read_text(encoding="utf-8")
OXIGRAPH, VIRTUOSO = "http://127.0.0.1:7878", "http://127.0.0.1:8890"


def session(address: str) -> list[str]:
    """The commands of the page that ask a store at an address, in order."""
    blocks = [content for kind, content in BLOCK.findall(PAGE) if kind == "sh"]
    return [line for block in blocks if address in block for line in block.splitlines()]


def root(server: Server) -> str:
    return server.query.rpartition("/")[0]


def typed(lines: list[str], run: Run, env: dict[str, str]) -> list[str]:
    """What commands print, typed one after the other; variables are exported."""
    printed = []
    for line in lines:
        words = shlex.split(line)
        if words[0] == "export":
            env |= dict(word.split("=", 1) for word in words[1:])
            continue
        done = run(*words[1:], **env)
        assert done.returncode == 0, f"{line}: {done.stderr}"
        printed.append(done.stdout)
    return printed


def test_the_session_with_oxigraph(run: Run, tmp_path: Path) -> None:
    with oxigraph(tmp_path / "oxigraph") as server:
        lines = [line.replace(OXIGRAPH, root(server)) for line in session(OXIGRAPH)]
        printed = typed(lines, run, {"XDG_STATE_HOME": str(tmp_path)})
    assert len(printed) > 10
    assert printed[0].endswith("new\nchecked: the store holds what is here\n")
    assert (tmp_path / "few.nq").read_bytes().count(b"\n") == 550
    assert "as reported by 2021-08-29" in printed[-1]


def test_the_session_with_two_stores(run: Run, tmp_path: Path) -> None:
    one, other = "http://127.0.0.1:7001", "http://127.0.0.1:7002"
    (query,) = [text for kind, text in BLOCK.findall(PAGE) if kind == "sparql"]
    with oxigraph(tmp_path / "one") as first, oxigraph(tmp_path / "other") as second:

        def here(text: str) -> str:
            return text.replace(one, root(first)).replace(other, root(second))

        (tmp_path / "both-sides.rq").write_text(here(query), encoding="utf-8")
        lines = [here(line) for line in session(one)] + ["kg query both-sides.rq --federate"]
        assert len(lines) == 5
        printed = typed(lines, run, {"XDG_STATE_HOME": str(tmp_path)})
    remote, embedded = (set(text.splitlines()) for text in (printed[2], printed[4]))
    assert printed[3] == printed[4]
    assert len(remote) > 5
    # The data at hand hold the sources of both.
    assert {line.split()[0] for line in remote} < {line.split()[0] for line in embedded}


def test_the_session_with_virtuoso(run: Run, tmp_path: Path) -> None:
    with virtuoso(tmp_path / "virtuoso") as server:
        lines = [line.replace(VIRTUOSO, root(server)) for line in session(VIRTUOSO)]
        printed = typed(lines, run, {"XDG_STATE_HOME": str(tmp_path)})
    assert printed[0].endswith("checked: the store holds what is here\n")
    assert printed[1] == run("query", "denials").stdout
    assert "51 graphs brought to back.nq" in printed[2]


def test_other_clients_read_what_was_pushed(
    oxigraph_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    programs = [content for kind, content in BLOCK.findall(PAGE) if kind == "python"]
    for program in programs[:2]:
        code = program.replace(OXIGRAPH, root(oxigraph_server))
        exec(compile(code, "triple-stores.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "rdflib: https://w3id.org/claimgraph/ontology#Disputed",
        "SPARQLWrapper: 734",
    ]
