"""Properties that hold for any input: dates, identifiers, parameters, authored files."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

import kg
from kg.dates import PartialDate
from kg.identifiers import claim_id, slug
from kg.importers import yaml_ld
from kg.library import NamedQuery
from kg.names import resolve
from kg.store import Store
from kg.terms import PANJSHIR, SKOS

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@given(st.dates(min_value=datetime.date(1, 1, 1)))
def test_a_day_means_itself_and_lies_within_its_month_and_year(day: datetime.date) -> None:
    text = day.isoformat()
    whole = PartialDate.parse(text)
    assert (whole.first, whole.last, whole.literal().value) == (day, day, text)
    for part in (PartialDate.parse(text[:7]), PartialDate.parse(text[:4])):
        assert part.first <= day <= part.last
    month = PartialDate.parse(text[:7])
    assert month.first.day == 1
    assert month.last == datetime.date.max or (month.last + datetime.timedelta(1)).day == 1


@given(TEXT)
def test_a_text_is_a_date_or_is_refused_with_a_way_out(text: str) -> None:
    form = re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text)
    if form is None:
        with pytest.raises(kg.DataError, match="write YYYY-MM-DD"):
            PartialDate.parse(text)
        return
    try:
        date = PartialDate.parse(text)
    except kg.DataError:
        return  # of the form of a date, but there is no such day
    assert date.first <= date.last


@given(TEXT)
def test_a_slug_is_its_own_slug_and_fits_an_iri(text: str) -> None:
    assert slug(slug(text)) == slug(text)
    assert not re.search(r"[\s<>\"{}|\\^`/]", slug(text))
    NamedNode("https://example.org/" + slug(text))


KEYS = st.tuples(*[st.from_regex(r"[a-z]{1,8}", fullmatch=True)] * 4)


@given(KEYS, KEYS)
def test_claims_have_the_same_id_only_when_they_have_the_same_key(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    ids = [claim_id(*(f"x/{part}" for part in key)) for key in (one, other)]
    assert (ids[0] == ids[1]) == (one == other)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_bound_value_is_data_whatever_it_holds(text: str) -> None:
    """A literal in a parameter comes back as it was: it cannot become part of the query."""
    query = NamedQuery(
        "q", "t", Path("q.rq"),
        "#+ summary: s\n#+ parameters: [{name: x, type: t, help: h, example: e}]\n"
        "SELECT ?x { VALUES ?x { UNDEF } }",
    )  # fmt: skip
    from pyoxigraph import Store as Quads

    answer = Store(Quads()).query(query.bind({"x": Literal(text)}))
    assert [row[0].value for row in answer] == [text]  # type: ignore[union-attr, index]


GRAPH = kg.open()
NAMED = [row for row in GRAPH.query("names") if row.thing.startswith(PANJSHIR + "actor/")]
ACTORS = {row.name for row in NAMED if "://" not in row.name}


@given(st.sampled_from(sorted(ACTORS)), st.sampled_from([str.upper, str.lower, str.title]))
def test_a_name_is_found_in_any_case(name: str, change: Callable[[str], str]) -> None:
    found = resolve(GRAPH._store, f"  {change(name)} ", "actor").value
    assert name in {row.name for row in GRAPH.query("names", thing=found)}


@given(TEXT.filter(lambda text: text.strip() not in ACTORS))
@settings(deadline=None, max_examples=60)
def test_a_text_that_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(kg.UnknownNameError):
        resolve(GRAPH._store, text, "actor")


NAMES = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,8})?", fullmatch=True)
LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(
    lambda text: any(map(str.isalnum, text))
)


@given(
    st.dictionaries(
        NAMES,
        st.dictionaries(st.sampled_from(["en", "fa", "ps"]), LABELS, min_size=1),
        min_size=1,
        max_size=5,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_names_survive_the_way_from_yaml_to_quads(
    tmp_path: Path, people: dict[str, dict[str, str]]
) -> None:
    nodes = [
        {"id": f"actor/{name}", "type": "Person", "prefLabel": labels}
        for name, labels in people.items()
    ]
    file = tmp_path / "people.yaml"
    file.write_text(yaml.safe_dump(nodes, allow_unicode=True), encoding="utf-8")
    document = yaml_ld.read(file, PANJSHIR)
    assert document.findings == []
    read = {
        (quad.subject.value, quad.object.language, quad.object.value)
        for quad in document.quads
        if quad.predicate == SKOS.prefLabel
        and isinstance(quad.object, Literal)
        and isinstance(quad.subject, NamedNode)
    }
    assert read == {
        (f"{PANJSHIR}actor/{name}", tag, label)
        for name, labels in people.items()
        for tag, label in labels.items()
    }


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    from kg import flagship

    return [quad for file in flagship.files() for quad in yaml_ld.read(file, PANJSHIR).quads]


@given(st.integers())
@settings(deadline=None, max_examples=3)
def test_the_order_of_statements_does_not_matter(quads: list[Quad], seed: int) -> None:
    from pyoxigraph import Store as Quads

    from kg.derive import derive
    from kg.store import load_ontology

    shuffled = list(quads)
    random.Random(seed).shuffle(shuffled)
    store = Store(Quads())
    load_ontology(store.quads)
    for quad in shuffled:
        store.quads.add(quad)
    derive(store)
    assert set(store.quads) == set(kg.open()._store.quads)  # type: ignore[attr-defined]
