"""Files that would end a parser are refused with one line, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'


def nested(begin: str, inner: str, end: str, levels: int) -> str:
    return begin * levels + inner + end * levels


DEEP = {
    "objects.jsonld": nested('{"urn:p":', '{"@id":"urn:a"}', "}", 10_000),
    "lists.jsonld": '{"@id":"urn:a","urn:p":' + nested('{"@list":[', "", "]}", 10_000) + "}",
    "triples.ttl": "<urn:a> <urn:b>\n"
    + nested("<<( <urn:a> <urn:b> ", "<urn:c>", " )>>", 10_000)
    + " .",
    "triples.nt": "<urn:a> <urn:b> "
    + nested("<<( <urn:a> <urn:b> ", "<urn:c>", " )>>", 10_000)
    + " .",
    "nodes.ttl": "<urn:a> <urn:b> " + nested("[ <urn:b> ", "<urn:c>", " ]", 10_000) + " .",
    "lists.trig": "<urn:g> { <urn:a> <urn:b> " + nested("(", "", ")", 10_000) + " }",
    # The apostrophe of a name begins no string that would hide what follows.
    "hidden.ttl": "@prefix e: <urn:e:> . e:x\\' e:y "
    + nested("(", "", ")", 10_000)
    + " . e:x\\' e:y 1 .",
    "elements.rdf": f"<rdf:RDF {RDF}>"
    + nested("<rdf:Description><e:p>", "", "</e:p></rdf:Description>", 30_000)
    + "</rdf:RDF>",
}


@pytest.mark.parametrize("name", DEEP)
def test_a_file_nested_too_deeply_is_refused_with_its_line(
    run: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(DEEP[name], encoding="utf-8")
    line = 2 if name == "triples.ttl" else 1
    said = f"error: nested too deeply, {name}:{line}, at most 500 levels; nothing was imported\n"
    for command in (["import", name, "--store", "made"], ["check", name]):
        done = run(*command)
        assert (done.returncode, done.stderr) == (3, said)
    assert not (tmp_path / "made").exists()


def test_brackets_in_texts_and_comments_are_not_nesting(run: Run, tmp_path: Path) -> None:
    text = "(" * 1_000
    lines = f'# {text}\n<http://e.org/a#{text}> <http://e.org/b> \'{text}\', """{text}"{text}""" .'
    (tmp_path / "flat.ttl").write_text(lines, encoding="utf-8")
    done = run("import", "flat.ttl", "--store", "made")
    assert done.returncode == 0, done.stderr
    assert "(+2)" in done.stderr


def test_four_hundred_levels_are_read(run: Run, tmp_path: Path) -> None:
    objects = "".join(f'{{"@id":"urn:a:{n}","urn:p":' for n in range(400)) + '"end"' + "}" * 400
    (tmp_path / "deep.jsonld").write_text(objects, encoding="utf-8")
    done = run("import", "deep.jsonld", "--store", "made")
    assert done.returncode == 0, done.stderr
    assert "(+400)" in done.stderr


def test_xml_entities_that_unfold_to_too_much_are_refused(run: Run, tmp_path: Path) -> None:
    def written(length: int, uses: int) -> None:
        used = "<e:p>&a;</e:p>" * uses
        described = f'<rdf:Description rdf:about="urn:a">{used}</rdf:Description>'
        entity = f'<!DOCTYPE rdf:RDF [<!ENTITY a "{"x" * length}">]>'
        text = f"{entity}<rdf:RDF {RDF}>{described}</rdf:RDF>"
        (tmp_path / "entity.rdf").write_text(text, encoding="utf-8")

    written(1_000_000, 300)
    done = run("import", "entity.rdf", "--store", "made")
    assert done.returncode == 3
    assert "error: XML entities that unfold to 300,000,600 bytes, entity.rdf" in done.stderr
    assert not (tmp_path / "made").exists()
    written(10, 300)
    done = run("import", "entity.rdf", "--store", "made")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["bom.ttl", "bom.nt", "bom.trig"])
def test_a_byte_order_mark_before_rdf_is_read_past(run: Run, tmp_path: Path, name: str) -> None:
    line = "<http://e.org/a> <http://e.org/b> <http://e.org/c> .\n"
    (tmp_path / name).write_text(line, encoding="utf-8-sig")
    done = run("import", name, "--store", "made")
    assert done.returncode == 0, done.stderr
    assert "(+1)" in done.stderr
    assert run("check", name).returncode == 0
