"""A data set of the flagship's shape, of any size: the same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from bench.newsroom import Newsroom
from kg.terms import PANJSHIR


def quads(size: int, *, seed: int = 1, base: str = PANJSHIR) -> Iterator[Quad]:
    """The quads of a data set of about `size` quads of curated data; it ends after a whole claim.

    >>> list(quads(1000)) == list(quads(1000))
    True
    """
    made = 0
    for said in Newsroom(size, seed, base).output():
        made += len(said)
        yield from said
        if made >= size:
            return


def write(path: Path, size: int, *, seed: int = 1, base: str = PANJSHIR) -> int:
    """Write a data set of about `size` quads as N-Quads; gives the number of quads.

    Raises `OSError` when the file cannot be written.
    """
    number = 0
    rest = quads(size, seed=seed, base=base)
    with path.open("wb") as file:
        while part := list(islice(rest, 10_000)):
            serialize(part, file, RdfFormat.N_QUADS)
            number += len(part)
    return number
