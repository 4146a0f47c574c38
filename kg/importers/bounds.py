"""What a parser of RDF is not given: files nested so deeply, or with entities so long, that it
would run out of stack or memory."""

from __future__ import annotations

import mmap
import re
from collections import Counter
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox

from kg.errors import DataError

# The parsers of pyoxigraph 0.5 overflow their stack from some thousand levels on.
DEEPEST = 500
# How many bytes the entities of an XML file may unfold to.
MOST_UNFOLDED = 50_000_000

_TURTLE = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*"""'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    rb'|"(?:[^"\\\n]|\\.)*"'
    rb"|'(?:[^'\\\n]|\\.)*'"
    rb'|<(?:[^<>"{}|^`\\\x00-\x20]|\\[uU])*>'
    rb"|\\.|\#[^\n]*|<<|>>|[][(){}]",
    re.DOTALL,
)
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}]', re.DOTALL)
_OPENING = frozenset((b"<<", b"[", b"(", b"{"))
_CLOSING = frozenset((b">>", b"]", b")", b"}"))
_ENTITY = re.compile(rb"<!ENTITY\s+([^\s%]+)\s+(\"[^\"]*\"|'[^']*')")
_REFERENCE = re.compile(rb"&([^\s&;]+);")
_NESTED_ENTITY = re.compile(rb"<!ENTITY[^>]*&\w")

_SYNTAX = {
    ox.RdfFormat.TURTLE: _TURTLE,
    ox.RdfFormat.TRIG: _TURTLE,
    ox.RdfFormat.N_TRIPLES: _TURTLE,
    ox.RdfFormat.N_QUADS: _TURTLE,
    ox.RdfFormat.JSON_LD: _JSON,
}


def require_bounded(path: Path, kind: ox.RdfFormat) -> None:
    """Raise `DataError`, with the line, for a file that is nested more than `DEEPEST` levels deep,
    and for XML whose entities unfold into one another or to more than `MOST_UNFOLDED` bytes."""
    if kind == ox.RdfFormat.RDF_XML:
        _require_short_entities(path)
        _require_shallow_xml(path)
        return
    line = _too_deep_line(path, kind)
    if line:
        raise _too_deep(path, line)


def _too_deep_line(path: Path, kind: ox.RdfFormat) -> int:
    """The line on which a file gets too deep; 0 where it does not."""
    with path.open("rb") as file:
        if not file.seek(0, 2):
            return 0
        # A large file is not read into memory.
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            end = None if _is_flat(content, kind) else _too_deep_place(content, _SYNTAX[kind])
            return 0 if end is None else content[:end].count(b"\n") + 1


def _is_flat(content: mmap.mmap, kind: ox.RdfFormat) -> bool:
    """Whether a file of lines has nothing that nests."""
    lines = kind in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
    return lines and content.find(b"<<") < 0


def _too_deep_place(content: mmap.mmap, syntax: re.Pattern[bytes]) -> int | None:
    """How many bytes lie before the first token that is too deep."""
    depth = 0
    for match in syntax.finditer(content):
        token = match[0]
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth > DEEPEST:
            return match.start()
    return None


def _require_shallow_xml(path: Path) -> None:
    parser = expat.ParserCreate()
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(path, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    with path.open("rb") as file:
        try:
            parser.ParseFile(file)
        except expat.ExpatError:
            # What is wrong, and where, is for the parser of RDF/XML to say.
            return


def _require_short_entities(path: Path) -> None:
    text = path.read_bytes()
    if _NESTED_ENTITY.search(text):
        raise DataError("XML entities within entities", str(path), "write their text out")
    lengths: Counter[bytes] = Counter()
    for name, value in _ENTITY.findall(text):
        lengths[name] += len(value)
    used = (match[1] for match in _REFERENCE.finditer(text)) if lengths else ()
    unfolded = sum(lengths[name] for name in used)
    if unfolded > MOST_UNFOLDED:
        what = f"XML entities that unfold to {unfolded:,} bytes"
        raise DataError(what, str(path), f"at most {MOST_UNFOLDED:,}: write their text out")


def _too_deep(path: Path, line: int) -> DataError:
    return DataError(
        "nested too deeply", f"{path}:{line}", f"at most {DEEPEST} levels; nothing was imported"
    )
