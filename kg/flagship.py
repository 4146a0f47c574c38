"""The flagship data set: Panjshir, August and September 2021.

It is written by people in YAML-LD. ``panjshir.nq`` beside it holds the same with the ontology and
all that the rules derive, ready to be loaded into any store; its first line is a digest of what it
was made from, so that it is never used when it is out of date.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox

from kg.resources import FLAGSHIP, QUERIES, ontology_files
from kg.store import Store, load_ontology
from kg.terms import PANJSHIR

COMPILED = FLAGSHIP / "panjshir.nq"


def files() -> list[Path]:
    """The authored files: actors, places, then each source."""
    return sorted(FLAGSHIP.glob("*.yaml")) + sorted((FLAGSHIP / "sources").glob("*.yaml"))


def digest() -> str:
    """The SHA-256 of everything that the compiled data set is made from, as a comment line."""
    rules = sorted((QUERIES / "rules").glob("*.rq"))
    sum_of_all = hashlib.sha256()
    for file in [*ontology_files(), *rules, *files()]:
        sum_of_all.update(hashlib.sha256(file.read_bytes()).digest())
    return f"# made from files with SHA-256 {sum_of_all.hexdigest()}\n"


def load() -> Store:
    """The data set in memory: from the compiled file, or from its sources when they are newer."""
    try:
        compiled = COMPILED.read_bytes()
    except FileNotFoundError:
        compiled = b""
    if not compiled.startswith(digest().encode()):
        return build()
    store = Store(ox.Store(), PANJSHIR)
    store.quads.bulk_load(compiled, format=ox.RdfFormat.N_QUADS)
    return store


def build() -> Store:
    """The data set from its sources. Raises `DataError` for the first fault in them."""
    from kg.derive import derive
    from kg.importers import add_files

    store = Store(ox.Store(), PANJSHIR)
    load_ontology(store.quads)
    add_files(store, files())
    derive(store)
    return store


def compiled() -> bytes:
    """What the compiled file should hold: the digest, then every quad, in order."""
    lines = sorted(f"{quad} .\n" for quad in build().quads)
    return (digest() + "".join(lines)).encode("utf-8")
