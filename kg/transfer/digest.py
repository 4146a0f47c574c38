"""The digest of a named graph: what it holds, in whatever order, computed here or in a store.

It adds up numbers taken from the SHA-1 of each statement, so it does not depend on an order (an
additive multiset hash: Bellare and Micciancio, "A New Paradigm for Collision-Free Hashing", 1997).
``queries/copying/graph-digests.rq`` is the same in SPARQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha1
from typing import NamedTuple

from kg.errors import DataError
from kg.terms import XSD


class Digest(NamedTuple):
    """The number of statements, and two sums over their hashes."""

    size: int
    first: int
    second: int


def digest_of(lines: Iterable[bytes]) -> Digest:
    r"""The digest of statements in canonical N-Triples, a line each, every statement once.

    Raises `DataError` for a blank node or a triple term, which not every store takes unchanged.

    >>> digest_of([b'<x:a> <x:b> "c" .\n', b"<x:a> <x:b> <x:c> .\n"])
    Digest(size=2, first=927375396, second=999089912)
    """
    size = first = second = 0
    for line in lines:
        digits = sha1(_statement(line)).hexdigest().encode().translate(None, b"abcdef")
        size += 1
        first += int(digits[:9] or 0)
        second += int(digits[9:18] or 0)
    return Digest(size, first, second)


_STRING = XSD.string.value.encode()
_ESCAPED = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MEANING = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"b": b"\b", b"f": b"\f"}
_UNSAFE = re.compile(rb"[^A-Za-z0-9._~-]")
_ENCODED = {bytes([code]): b"%%%02X" % code for code in range(256)}


def _statement(line: bytes) -> bytes:
    r"""The text that stands for a statement: subject, property, value, kind of the value.

    >>> _statement(b'<x:a> <x:b> "\\u00e9t\\"e" .\n')
    b'x:a x:b %C3%A9t%22e http://www.w3.org/2001/XMLSchema#string'
    >>> _statement(b'<x:a> <x:b> "etat"@fr .\n'), _statement(b"<x:a> <x:b> <x:c> .\n")
    (b'x:a x:b etat @fr', b'x:a x:b x:c ')
    """
    subject, of, value = line.rstrip(b" .\n").split(b" ", 2)
    if value[:1] == b"<" and value[:2] != b"<<" and subject[:1] == b"<":
        return b"%s %s %s " % (subject[1:-1], of[1:-1], value[1:-1])
    if value[:1] != b'"' or subject[:1] != b"<":
        raise DataError(
            "a blank node or a triple term, which not every store keeps as it is",
            line.decode("utf-8", "replace").strip()[:200],
            "give the thing an IRI; 'kg check' finds all of them",
        )
    text, _, tail = value[1:].rpartition(b'"')
    if b"\\" in text:
        text = _ESCAPED.sub(_unescaped, text)
    kind = tail if tail[:1] == b"@" else tail[3:-1] or _STRING
    return b"%s %s %s %s" % (subject[1:-1], of[1:-1], _UNSAFE.sub(_encoded, text), kind)


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1] or match[2]
    return chr(int(code, 16)).encode() if code else _MEANING.get(match[3], match[3])


def _encoded(match: re.Match[bytes]) -> bytes:
    return _ENCODED[match[0]]
