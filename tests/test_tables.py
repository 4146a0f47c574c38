"""The statuses that tables give, held to the SPARQL rules: case by case, and on any claims."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import ibis
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.dates import PartialDate
from kg.derive import derive
from kg.errors import StoreError
from kg.store import Store, load_ontology
from kg.tables.columns import CLAIMS, IDENTITY, RIVALS, SOURCES
from kg.tables.days import first_day, is_day, last_day
from kg.tables.duck import Duck
from kg.tables.engine import Engine, kept
from kg.tables.statuses import sides, statuses, voiced
from kg.terms import CG, PROV, RDF, SCHEMA, local_name
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "rules").glob("*.trig"))
BASE = "https://example.org/case/"
Standing = tuple[str | None, int, int, int]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    duck = Duck(tmp_path)
    yield duck
    duck.close()


def derived(store: Store) -> dict[str, Standing]:
    """What the rules make of each proposition that claims are on: its status, how many voices
    affirm and deny it, and how many sources report of it."""
    load_ontology(store.quads)
    derive(store)

    def number(proposition: object, of: ox.NamedNode) -> int:
        return int(value(store, proposition, of) or 0)

    claimed = {quad.object for quad in store.quads.quads_for_pattern(None, CG.proposition, None)}
    return {
        str(one): (
            local_name(value(store, one, CG.status) or "") or None,
            number(one, CG.voicesAffirming),
            number(one, CG.voicesDenying),
            number(one, CG.sourceCount),
        )
        for one in claimed
    }


def value(store: Store, subject: object, of: ox.NamedNode) -> str | None:
    found = values(store, subject, of)
    return found[0] if found else None


def values(store: Store, subject: object, of: ox.NamedNode) -> list[str]:
    assert isinstance(subject, ox.NamedNode)
    found = (quad.object for quad in store.quads.quads_for_pattern(subject, of, None))
    return sorted(one.value for one in found if isinstance(one, ox.NamedNode | ox.Literal))


def from_tables(store: Store, engine: Engine) -> dict[str, Standing]:
    """The same from tables that hold what the store states."""
    claims, published, rivals = [], [], []
    for quad in store.quads.quads_for_pattern(None, RDF.type, CG.Claim):
        one = quad.subject
        # A claim for two voices is two rows.
        for voice in values(store, one, CG.onBehalfOf) or [None]:
            known = {
                "claim": f"{one} {voice}",
                "proposition": f"<{value(store, one, CG.proposition)}>",
                "claimant": value(store, one, CG.claimant),
                "on_behalf_of": voice,
                "stance": local_name(value(store, one, CG.stance) or ""),
                "said_on": value(store, one, CG.saidOn),
                "sources": values(store, one, CG.reportedIn),
                "credits": values(store, one, PROV.hadPrimarySource),
            }
            claims.append([known.get(name) for name in CLAIMS.names])
    for quad in store.quads.quads_for_pattern(None, RDF.type, CG.Source):
        known = {
            "id": str(quad.subject)[1:-1],
            "publisher": value(store, quad.subject, SCHEMA.publisher),
            "published": value(store, quad.subject, SCHEMA.datePublished),
        }
        published.append([known.get(name) for name in SOURCES.names])
    for quad in store.quads.quads_for_pattern(None, CG.incompatibleWith, None):
        rivals.append((str(quad.subject), str(quad.object)))
    said = voiced(
        kept(engine, "claims", claims, CLAIMS), kept(engine, "sources", published, SOURCES)
    )
    held = sides(said)
    found = statuses(said, held, kept(engine, "rivals", rivals, RIVALS))
    columns = ("proposition", "status", "affirming", "denying", "sources")
    return {row[0]: row[1:] for row in engine.fetch(found.select(*columns))}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_tables_give_what_the_rules_give(case: Path, engine: Engine) -> None:
    store = Store(ox.Store(), BASE)
    store.quads.load(path=case, format=ox.RdfFormat.TRIG, base_iri=BASE)
    told = from_tables(store, engine)
    assert told == derived(store)


STANCES = st.sampled_from(["Affirms", "Suggests", "Doubts", "Denies"])
DATES = st.sampled_from([None, "2021", "2021-08", "2021-08-28", "2021-09", "2021-09-03", "2020"])
VOICES = st.sampled_from(["red", "blue", "paper"])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(VOICES, STANCES, st.sampled_from("ab"), DATES, st.sampled_from("mno")), max_size=8
    ),
    st.tuples(DATES, DATES, DATES),
    st.booleans(),
)
def test_tables_give_what_the_rules_give_of_any_claims(
    tmp_path_factory: pytest.TempPathFactory,
    said: list[tuple[str, str, str, str | None, str]],
    published: tuple[str | None, ...],
    rivals: bool,
) -> None:
    store = Store(ox.Store(), BASE)

    def node(name: str) -> ox.NamedNode:
        return ox.NamedNode(BASE + name)

    def date(text: str) -> ox.Literal:
        return PartialDate.parse(text).literal()

    def state(subject: ox.NamedNode, of: ox.NamedNode, what: ox.NamedNode | ox.Literal) -> None:
        store.quads.add(ox.Quad(subject, of, what, node("graph/source/x")))

    for name in "ab":
        state(node(name), RDF.type, CG.Proposition)
    if rivals:
        state(node("a"), CG.incompatibleWith, node("b"))
    for name, day in zip("mno", published, strict=True):
        state(node(name), RDF.type, CG.Source)
        state(node(name), SCHEMA.publisher, node("paper"))
        if day:
            state(node(name), SCHEMA.datePublished, date(day))
    for number, (voice, stance, proposition, day, source) in enumerate(said):
        claim = node(f"claim/{number}")
        state(claim, RDF.type, CG.Claim)
        state(claim, CG.claimant, node(voice))
        state(claim, CG.stance, CG[stance])
        state(claim, CG.proposition, node(proposition))
        state(claim, CG.reportedIn, node(source))
        if day:
            state(claim, CG.saidOn, date(day))
    engine = Duck(tmp_path_factory.mktemp("duck"))
    try:
        told = from_tables(store, engine)
    finally:
        engine.close()
    assert told == derived(store)


def test_days_of_partial_dates(engine: Engine) -> None:
    texts = ["2021", "2021-02", "2020-02", "1900-02", "2000-02", "2021-04", "2021-12", "2021-08-28"]
    table = kept(engine, "dates", [(text, text, text) for text in texts], IDENTITY)
    found = engine.fetch(
        table.select(table.id, first=first_day(table.id), last=last_day(table.id)).order_by("id")
    )
    for text, first, last in found:
        date = PartialDate.parse(text)
        assert (first, last) == (date.first.isoformat(), date.last.isoformat())
    days = [
        "2021-02-28",
        "2021-02-29",
        "2020-02-29",
        "2021-13-01",
        "2021-00-10",
        "2021-04-31",
        "21",
    ]
    table = kept(engine, "days", [(day, day, day) for day in days], IDENTITY)
    right = engine.fetch(table.filter(is_day(table.id)).select("id").order_by("id"))
    assert right == [("2020-02-29",), ("2021-02-28",)]


# Sorting

KEYED = ibis.schema({"key": "string", "number": "int64", "items": "array<string>"})
KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(KEYS, st.lists(KEYS, max_size=2)), max_size=40), st.integers(1, 9))
def test_rows_are_put_in_order_by_runs_as_at_once(
    tmp_path_factory: pytest.TempPathFactory, given: list[tuple[str, list[str]]], part: int
) -> None:
    rows = [(key, number, items) for number, (key, items) in enumerate(given)]
    duck = Duck(tmp_path_factory.mktemp("runs"), part=part)
    table = kept(duck, "rows", rows, KEYED)
    for name, write in (("once", duck.write_parquet), ("runs", duck.write_by_runs)):
        write(table, duck.work / f"{name}.parquet", ("key", "number"))
    found = [pq.read_table(duck.work / f"{name}.parquet").to_pylist() for name in ("once", "runs")]
    in_order = sorted(rows, key=lambda row: (row[0].encode(), row[1]))
    assert found[0] == found[1] == [dict(zip(KEYED, row, strict=True)) for row in in_order]
    whole = duck.parquet("in_order", [duck.work / "runs.parquet"], KEYED)
    parts = [part.of(whole, "key") for part in duck.parts(whole, "key")]
    taken = [duck.fetch(part.order_by("key", "number")) for part in parts]
    assert [row for rows in taken for row in rows] == in_order
    # Rows with the same key are in one part.
    keys = [{row[0] for row in rows} for rows in taken]
    assert sum(map(len, keys)) == len({row[0] for row in rows})
    duck.close()


def test_what_cannot_be_sorted_at_once_in_little_memory_is_sorted_by_runs(tmp_path: Path) -> None:
    random = Random(7)
    rows = [(f"{random.random()}", number, [f"{number}" * 40]) for number in range(60_000)]
    duck = Duck(tmp_path, memory=20, threads=1, part=2_000)
    table = kept(duck, "rows", rows, KEYED)
    with pytest.raises(StoreError, match="Out of Memory"):
        duck.write_parquet(table.order_by("key"), tmp_path / "at_once.parquet")
    duck.write_parquet(table, tmp_path / "by_runs.parquet", ["key"])
    keys = pq.read_table(tmp_path / "by_runs.parquet")["key"].to_pylist()
    assert keys == sorted(key for key, _, _ in rows)
    duck.close()
