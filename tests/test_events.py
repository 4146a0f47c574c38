"""Event data through the command: what rows become, what is told of those that cannot be taken."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import DataError
from kg.importers import import_files, replace_graphs
from kg.importers.events.formats import format_of
from kg.importers.events.output import into_stream
from kg.importers.events.reading import read
from kg.store import Store
from kg.tables.duck import PART, Duck
from kg.terms import PANJSHIR, PROV
from tests.conftest import ROOT, Run, environment
from tests.events_stores import EVENTS, by_the_rules, consequences, opened

GDELT = EVENTS / "gdelt" / "gdelt2.CSV"
GDELT_1 = EVENTS / "gdelt" / "gdelt1.CSV"
UCDP = EVENTS / "ucdp" / "ged231.csv"
UCDP_API = EVENTS / "ucdp" / "ged241-api.csv"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """A store with both kinds of event data."""
    folder = tmp_path_factory.mktemp("events") / "store"
    for kind, *files in (("gdelt", GDELT, GDELT_1), ("ucdp-ged", UCDP)):
        kg_import(kind, *files, "--store", folder)
    return kg.open(folder)


def kg_import(*arguments: object, **how: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "import", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, **how
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return done


def refused(code: int, done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def copy_of(graph: kg.Graph, folder: Path) -> Path:
    """A store of its own that holds the same."""
    store = graph._store
    assert isinstance(store, Store)
    assert store.place is not None
    shutil.copytree(store.place.parent, folder)
    return folder


def lines(out: Path) -> set[str]:
    return set(out.read_text(encoding="utf-8").splitlines())


def claims(graph: kg.Graph, proposition: str) -> list[tuple[str, str, str]]:
    """Who takes which stance on a proposition, in which source."""
    rows = graph.query(
        "SELECT ?who ?stance ?source { ?claim cg:proposition ?what ; cg:claimant ?who ;"
        f" cg:stance ?stance ; cg:reportedIn ?source . FILTER(?what = <{proposition}>) }}"
        " ORDER BY ?who ?source"
    )
    return [
        (row.who.removeprefix(PANJSHIR), row.stance.rpartition("#")[2], row.source) for row in rows
    ]


# What rows become


def test_a_row_of_ucdp_is_what_others_said_and_what_ucdp_counts(reports: kg.Graph) -> None:
    """One row says best 0 and high 9, while one of its headlines says 27: all stay reports."""
    said = claims(reports, "proposition/ucdp/438647/fights")
    assert {who for who, _, _ in said} == {
        "actor/ucdp/said-by/nrf-spokesman",
        "actor/ucdp/said-by/pro-taleban-sources",
    }
    # Who said it in which of four articles is not told.
    assert {source for _, _, source in said} == {f"{PANJSHIR}source/ucdp-ged"}
    credited = reports.query(
        "SELECT ?article"
        " { <claim/ucdp/438647/fights/nrf-spokesman> prov:hadPrimarySource ?article }"
    )
    assert len(credited) == 4
    ((_, _, article),) = claims(reports, "proposition/ucdp/401115/fights")
    assert article.startswith(f"{PANJSHIR}source/ucdp/")
    for part, value, bound in (
        ("low", 0, "AtLeast"),
        ("best", 0, "Exactly"),
        ("high", 9, "AtMost"),
    ):
        (row,) = reports.query(
            f"SELECT ?value ?bound {{ <proposition/ucdp/438647/{part}> cg:value ?value ;"
            " cg:bound ?bound ; cg:subject <event/ucdp/438647> ; cg:relation cg:deathCount }"
        )
        assert (row.value, row.bound.rpartition("#")[2]) == (value, bound)
        assert [who for who, _, _ in claims(reports, f"proposition/ucdp/438647/{part}")] == [
            "actor/ucdp"
        ]
    headlines = {
        row.headline
        for row in reports.query(
            "SELECT ?headline { <claim/ucdp/438647/best> prov:hadPrimarySource/schema:headline"
            " ?headline }"
        )
    }
    assert any(" 27 " in headline for headline in headlines)
    assert not reports.ask("ASK { ?any cg:value 27 }")


def test_a_government_that_changed_hands_is_another_actor_since(reports: kg.Graph) -> None:
    subjects = {
        row.event.rpartition("/")[2]: row.side.rpartition("/")[2]
        for row in reports.query(
            "SELECT ?event ?side { ?p cg:relation cg:fights ; cg:subject ?side ;"
            " cg:describes ?event }"
        )
    }
    # 2021-05-28 and 2021-09-09: the Republic, and those who governed after it.
    assert subjects["401115"] == "130"
    assert subjects["414226"] == "130-since-2021-08-15"
    outside = reports.query(
        "SELECT ?same { <actor/ucdp/130-since-2021-08-15> skos:exactMatch ?same }"
    )
    assert [row.same for row in outside] == ["https://ucdp.uu.se/actor/303"]


def test_days_are_as_precise_as_ucdp_knows_them(reports: kg.Graph) -> None:
    rows = {
        row.p.rpartition("ucdp/")[2]: (row.begin, row.first, row.last)
        for row in reports.query(
            "SELECT ?p ?begin ?first ?last { ?p cg:relation cg:fights ;"
            " sem:hasEarliestBeginTimeStamp ?first ; sem:hasLatestEndTimeStamp ?last ."
            " OPTIONAL { ?p cg:validFrom ?begin } }"
        )
    }
    assert rows["414226/fights"] == ("2021-09-09", "2021-09-09", "2021-09-09")
    assert rows["438647/fights"] == (None, "2022-05-26", "2022-05-27")
    assert rows["171751/fights"] == (None, "2011-08-20", "2011-11-20")


def test_what_happened_between_two_days_says_so(reports: kg.Graph) -> None:
    (row,) = reports.query("SELECT ?name { <proposition/ucdp/438647/fights> rdfs:label ?name }")
    assert row.name.endswith(", 2022-05-26 to 2022-05-27")
    (dead,) = reports.query("deaths", thing="event/ucdp/438647")
    assert dead[2:4] == ("2022-05-26", "2022-05-27")


def test_the_dead_in_a_place_are_found(reports: kg.Graph) -> None:
    (place,) = reports.query("SELECT ?id { <event/ucdp/438647> cg:place ?id }")
    found = {row.subject for row in reports.query("deaths", thing=place.id)}
    assert any(one.endswith("event/ucdp/438647") for one in found)


def test_a_claim_is_first_seen_in_a_source_that_had_come_out(reports: kg.Graph) -> None:
    (first,) = reports.show("proposition/ucdp/401115/fights").changes
    assert first.day == "2021-05-29"
    assert set(first.reported_in) == {"Bakhtar News, 2021-05-29"}


def test_sources_of_ucdp_are_unpacked(reports: kg.Graph) -> None:
    rows = reports.query(
        "SELECT ?name ?published { <claim/ucdp/414226/best> prov:hadPrimarySource ?source ."
        " ?source schema:publisher/rdfs:label ?name ; schema:datePublished ?published }"
        " ORDER BY ?name"
    )
    assert [(row.name, row.published) for row in rows] == [
        ("Afghanistan Fact Checks on Twitter", "2021-09-11"),
        ("Afghanistan Resistance Panjshir valley on Twitter", "2021-09-10"),
        ("Associated Press Newswires", "2021-09-11"),
        ("BBC Monitoring South Asia", "2021-09-11"),
        ("Hasnain Mughal PTI on Twitter", "2021-09-10"),
        ("Reuters News", "2021-09-10"),
        ("Usman Sharifi on Twitter", "2021-09-10"),
    ]


def test_an_event_that_several_report_is_one_proposition(reports: kg.Graph) -> None:
    rows = reports.query(
        "SELECT ?p (COUNT(DISTINCT ?claim) AS ?claims) (COUNT(DISTINCT ?source) AS ?sources)"
        " { ?claim cg:proposition ?p ; cg:reportedIn ?source ; cg:tone ?tone }"
        " GROUP BY ?p HAVING (COUNT(DISTINCT ?claim) > 1) ORDER BY DESC(?claims)"
    )
    first = next(iter(rows))
    with GDELT.open(encoding="utf-8") as file:
        fields = [line.rstrip("\n").split("\t") for line in file]
    same = [f for f in fields if (f[5], f[6], f[26], f[58]) == ("COP", "DEPUTIES", "190", "1")]
    assert first.claims >= first.sources > 1, same
    (counts,) = reports.query(
        "SELECT ?voices ?sources { <" + first.p + "> cg:voicesAffirming ?voices ;"
        " cg:sourceCount ?sources }"
    )
    assert counts.sources == first.sources


def test_public_statements_are_kept(reports: kg.Graph) -> None:
    (row,) = reports.query(
        "SELECT (COUNT(?p) AS ?number) { ?p cg:relation cg:speaksOf ; cg:eventCode ?code ;"
        " cg:object ?other }"
    )
    with GDELT.open(encoding="utf-8") as file:
        fields = [line.split("\t") for line in file]
    both = {
        (f[1], f[5], f[6], f[15], f[16], f[26], f[58])
        for f in fields
        if f[28] == "01" and f[5] and f[15] and (f[5], f[6]) != (f[15], f[16])
    }
    assert row.number >= len(both) > 0


def test_an_actor_alone_takes_part_in_an_event(reports: kg.Graph) -> None:
    alone = reports.query(
        "SELECT ?p { ?p cg:relation ?relation ; cg:subject ?s ; cg:object ?o ; cg:eventCode ?code"
        " VALUES ?relation { cg:takesPartIn cg:directedAt } }"
    )
    with GDELT.open(encoding="utf-8") as file:
        fields = [line.split("\t") for line in file]
    one = [f for f in fields if bool(f[5]) != bool(f[15]) or (f[5], f[6]) == (f[15], f[16])]
    assert len(one) >= 6
    assert len(alone) >= len({(f[1], f[5], f[6], f[15], f[16], f[26], f[58]) for f in one}) > 0


def test_old_files_of_gdelt_name_no_source(run: Run, tmp_path: Path) -> None:
    """Before April 2013 rows had 57 columns; the claims are GDELT's own then."""
    rows = GDELT_1.read_text(encoding="utf-8").splitlines()
    mixed = tmp_path / "mixed.CSV"
    mixed.write_text("\n".join([rows[0].rpartition("\t")[0], *rows[1:]]) + "\n", encoding="utf-8")
    out = tmp_path / "out.nq"
    done = run("import", "gdelt", mixed, "-o", out)
    assert f"{len(rows)} rows read: {len(rows)} taken" in done.stderr
    first = rows[0].split("\t")[0]
    own = f"<{PANJSHIR}claim/gdelt/{first}> <https://w3id.org/claimgraph/ontology#claimant>"
    assert f"{own} <{PANJSHIR}actor/gdelt> " in out.read_text(encoding="utf-8")


def test_the_codes_of_actors_are_resolved(reports: kg.Graph) -> None:
    rows = reports.query(
        "SELECT DISTINCT ?kind ?name { ?actor cg:country|cg:actorType|cg:knownGroup ?code ."
        " ?code a skos:Concept ; skos:prefLabel ?name ; skos:notation ?kind }"
    )
    names = {row.kind: row.name for row in rows}
    assert names["USA"] == "United States"
    assert names["COP"] == "Police forces"
    (state,) = reports.query("SELECT ?type { <actor/gdelt/usa-united-states> a ?type }")
    assert state.type.endswith("#State")
    (city,) = reports.query("SELECT ?type { <actor/gdelt/usa-missouri> a ?type }")
    assert city.type.endswith("#Actor")


# What follows is what the rules derive


def test_what_follows_is_what_the_rules_derive(reports: kg.Graph) -> None:
    store = reports._store
    assert isinstance(store, kg.store.Store)
    made, told = consequences(store), by_the_rules(store)
    assert made - told == set()
    assert told - made == set()
    assert len(told) > 1000


def test_ties_and_counts_from_tables_are_those_of_the_quads(reports: kg.Graph) -> None:
    from kg.measures import Ties
    from kg.network import columns

    store = reports._store
    assert isinstance(store, kg.store.Store)
    assert store.standings
    here, there = reports.ties(), Ties.from_columns(**columns(store)._asdict())
    assert len(here) > 20
    for name in ("nodes", "names", "types", "proposition", "subject", "object", "actors"):
        assert list(getattr(here, name)) == list(getattr(there, name)), name
    for name in ("earliest", "latest"):
        assert [*map(str, getattr(here, name))] == [*map(str, getattr(there, name))], name
    for name in ("relation", "status"):
        one, other = getattr(here, name), getattr(there, name)
        assert [one.texts[n] for n in one.numbers] == [other.texts[n] for n in other.numbers], name
    # The same quads in memory have no tables beside them.
    alone = kg.graph.Graph(kg.store.Store(store.quads, store.base))
    for by in ("status", "relation", "family", "voice", "publisher", "year", "month", "day"):
        assert reports.counts(by) == alone.counts(by), by


def test_counts_are_the_same_in_every_form(run: Run) -> None:
    told = run("stats", "--by", "status", "--format", "json").stdout
    rows = csv.DictReader(io.StringIO(run("stats", "--by", "status", "--format", "csv").stdout))
    counted = [{name: str(cell) for name, cell in row.items()} for row in json.loads(told)]
    assert list(rows) == counted


def test_event_data_keep_to_the_model(reports: kg.Graph) -> None:
    assert reports.check() == []


def test_a_lens_hides_the_direct_relations_of_event_data(reports: kg.Graph) -> None:
    fights = "ASK { <actor/ucdp/130-since-2021-08-15> cg:fights <actor/ucdp/8114> }"
    assert reports.ask(fights)
    assert reports.lens(on="2022").ask(fights)
    assert not reports.lens(on="1999").ask(fights)
    twice = "ASK { GRAPH ?g { ?a cg:fights ?b } GRAPH ?h { ?a cg:fights ?b } FILTER(?g != ?h) }"
    coder = reports.lens(according_to="Uppsala Conflict Data Program")
    assert coder.ask(fights)
    assert not coder.ask(twice)


def test_a_later_import_adds_claims_to_propositions(run: Run, tmp_path: Path) -> None:
    """The reports of one event come in two files: what follows is as if they came in one."""
    rows = GDELT.read_text(encoding="utf-8").splitlines(keepends=True)
    halves = [tmp_path / "a.CSV", tmp_path / "b.CSV"]
    for half, own in zip(halves, (rows[::2], rows[1::2]), strict=True):
        half.write_text("".join(own), encoding="utf-8")
        run("import", "gdelt", half, "--store", tmp_path / "apart")
    run("import", "gdelt", GDELT, "--store", tmp_path / "together")
    apart, together = opened(tmp_path / "apart"), opened(tmp_path / "together")
    assert consequences(apart) == consequences(together) == by_the_rules(apart)

    def stated(store: kg.store.Store) -> list[str]:
        found = (str(q.triple) for q in store.quads if "/graph/import/" in str(q.graph_name))
        return sorted(one for one in found if f"<{PANJSHIR}import/" not in one)

    # Each statement in one graph only: stores count it once for each graph that holds it.
    assert stated(apart) == stated(together)
    one, other = (
        run("stats", "--by", "status", "--store", tmp_path / n) for n in ("apart", "together")
    )
    assert one.stdout == other.stdout


MAP = """
name: losses
title: Losses
coder: Losses Project
key: Nr
things:
  side: {class: ArmedGroup, name: Side}
  speaker: {class: Person, name: Speaker}
claims:
  dead:
    subject: side
    relation: deathCount
    value: Dead
    claimant: speaker
    stance: {column: Says, values: {"yes": Affirms, "no": Denies}}
"""


def test_a_number_that_a_later_import_denies_is_no_direct_value(tmp_path: Path) -> None:
    columns, store = tmp_path / "columns.yaml", tmp_path / "store"
    columns.write_text(MAP, encoding="utf-8")
    rows = ("1,Front,Person A,12,yes\n2,Army,Person A,12,yes\n", "3,Front,Person B,12,no\n")
    for number, text in enumerate(rows):
        file = tmp_path / f"{number}.csv"
        file.write_text("Nr,Side,Speaker,Dead,Says\n" + text, encoding="utf-8")
        kg_import("table", file, "--map", columns, "--store", store)
    graph = kg.open(store)
    assert graph.ask("ASK { <actor/losses/army> cg:deathCount 12 }")
    assert not graph.ask("ASK { <actor/losses/front> cg:deathCount 12 }")
    assert consequences(opened(store)) == by_the_rules(opened(store))


def test_a_denial_from_elsewhere_contests_event_data(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("import", "ucdp-ged", UCDP, "--store", store)
    direct = "ASK { <actor/ucdp/130-since-2021-08-15> cg:fights <actor/ucdp/8114> }"
    assert kg.open(store).ask(direct)
    names = "414226", "447368", "438647"
    denial = "\n".join(
        f"""
        <claim/denial-{name}> a cg:Claim ; cg:claimant <actor/ucdp/303> ; cg:stance cg:Denies ;
          cg:proposition <proposition/ucdp/{name}/fights> ; cg:reportedIn <source/letter> .
        """
        for name in names
    )
    file = tmp_path / "denial.ttl"
    file.write_text(
        f"""
        @base <{PANJSHIR}> .
        @prefix cg: <https://w3id.org/claimgraph/ontology#> .
        @prefix schema: <https://schema.org/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <source/letter> a cg:Source ; schema:publisher <actor/ucdp/303> ;
          schema:datePublished "2022-10-01"^^xsd:date .
        {denial}
        """,
        encoding="utf-8",
    )
    run("import", file, "--store", store)
    graph = kg.open(store)
    (row,) = graph.query("SELECT ?s { <proposition/ucdp/414226/fights> cg:status ?s }")
    assert row.s.endswith("#Disputed")
    assert not graph.ask(direct)
    assert consequences(opened(store)) == by_the_rules(opened(store))
    # Event data that come after it are told apart no less.
    run("import", "ucdp-ged", UCDP_API, "--store", store)
    assert consequences(opened(store)) == by_the_rules(opened(store))
    counted = run("stats", "--by", "status", "--format", "json", "--store", store).stdout
    assert {row["status"]: row["propositions"] for row in json.loads(counted)}["Disputed"] == 3


OWN = """
@base <https://w3id.org/claimgraph/panjshir/> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<source/letter> a cg:Source ; schema:publisher <actor/ucdp/303> ;
  schema:datePublished "2022-10-01"^^xsd:date .
<claim/own> a cg:Claim ; cg:claimant <actor/ucdp/303> ; cg:stance cg:Affirms ;
  cg:proposition <proposition/own> ; cg:reportedIn <source/letter> .
<proposition/own> a cg:Proposition ; cg:subject <actor/ucdp/303> ; cg:relation cg:opposes ;
  cg:object <actor/ucdp/8114> .
"""


@pytest.mark.parametrize(
    ("besides", "follows"),
    [
        ("", 'ASK { <proposition/own> rdfs:label "Taleban opposes NRF" }'),
        (
            "<proposition/own> cg:incompatibleWith <proposition/ucdp/414226/fights> .",
            "ASK { <proposition/ucdp/414226/fights> cg:status cg:Disputed }",
        ),
        (
            "<claim/own> cg:reportedIn <source/ucdp-ged> .",
            "ASK { <proposition/own> cg:originCount 2 }",
        ),
        (
            '<actor/ucdp/303> a cg:ArmedGroup ; skos:prefLabel "Emirate"@en .',
            'ASK { <proposition/own> rdfs:label "Emirate opposes NRF" }',
        ),
    ],
    ids=["names actors", "cannot hold beside", "cites a source", "describes an actor"],
)
def test_what_follows_knows_what_event_data_describe(
    reports: kg.Graph, tmp_path: Path, besides: str, follows: str
) -> None:
    own, store = tmp_path / "own.ttl", tmp_path / "store"
    own.write_text(OWN + besides, encoding="utf-8")
    copy_of(reports, store)
    import_files(store, [own])
    graph = opened(store)
    assert graph.query(follows)
    assert consequences(graph) == by_the_rules(graph)


def test_an_import_takes_the_place_of_its_own_export(run: Run, tmp_path: Path) -> None:
    first, second, file = tmp_path / "first", tmp_path / "second", tmp_path / "export.nq"
    run("import", "ucdp-ged", UCDP, "--store", first)
    run("export", file, "--store", first)
    run("import", file, "--store", second)
    run("import", "ucdp-ged", UCDP, "--store", second)
    # Each statement stands once, and in the same graph.
    assert sorted(map(str, opened(second).quads)) == sorted(map(str, opened(first).quads))


def test_what_event_data_state_is_not_changed_by_other_files(
    reports: kg.Graph, tmp_path: Path
) -> None:
    store, file = copy_of(reports, tmp_path / "store"), tmp_path / "edited.nq"
    reports.export(file)
    before = sorted(map(str, opened(store).quads))
    whole = file.read_text(encoding="utf-8").splitlines(keepends=True)
    own = [line for line in whole if "/graph/import/ucdp-ged" in line]
    graph = own[0].rpartition("<")[2].partition(">")[0]
    import_files(store, [file])
    file.write_text("".join(own), encoding="utf-8")
    replace_graphs(store, file, [graph])
    assert sorted(map(str, opened(store).quads)) == before
    file.write_text("".join(own[1:]), encoding="utf-8")
    with pytest.raises(DataError, match="would no longer be what was imported"):
        replace_graphs(store, file, [graph])
    stance = next(line for line in own if "ontology#Affirms" in line)
    file.write_text(stance.replace("Affirms", "Denies"), encoding="utf-8")
    with pytest.raises(DataError, match=r"graph/import/ucdp-ged-\w+ would no longer be"):
        import_files(store, [file])
    assert sorted(map(str, opened(store).quads)) == before


def test_authored_claims_come_in_beside_event_data(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("import", "gdelt", GDELT, "--store", store)
    before = consequences(opened(store))
    run("import", ROOT / "data" / "panjshir", "--store", store)
    after = opened(store)
    assert before < consequences(after) == by_the_rules(after)
    # GDELT has a UNITED STATES of its own: the name goes on to mean what people coded.
    shown = run("show", "United States", "--store", store)
    assert shown.returncode == 0, shown.stderr
    assert "actor/united-states" in shown.stdout


# Files


def test_files_come_packed_and_by_standard_input(run: Run, tmp_path: Path) -> None:
    plain = tmp_path / "plain.nq"
    run("import", "ucdp-ged", UCDP, "-o", plain)
    content = UCDP.read_bytes()
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(content, mtime=0))
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("inner/ged.csv", content)
    import pyarrow.csv
    import pyarrow.parquet

    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    table = pyarrow.csv.read_csv(io.BytesIO(content), parse_options=options)
    pyarrow.parquet.write_table(table, tmp_path / "table.parquet")

    def of_claims(out: Path) -> set[str]:
        return {one for one in lines(out) if f"<{PANJSHIR}import/" not in one}

    def without_graph(found: set[str]) -> set[str]:
        return {one.rpartition(" <")[0] for one in found}

    expected = without_graph(of_claims(plain))
    for name in ("packed.csv.gz", "packed.zip", "table.parquet"):
        out = tmp_path / f"{name}.nq"
        run("import", "ucdp-ged", tmp_path / name, "-o", out)
        assert without_graph(of_claims(out)) == expected, name
    out = tmp_path / "stdin.nq"
    with UCDP.open("rb") as file:
        subprocess.run(
            [sys.executable, "-m", "kg", "import", "ucdp-ged", "-", "-o", str(out)],
            stdin=file, cwd=ROOT, env=environment(), check=True, capture_output=True,
        )  # fmt: skip
    assert without_graph(of_claims(out)) == expected


def test_a_glob_stands_for_files_and_must_match(run: Run, tmp_path: Path) -> None:
    run("import", "gdelt", GDELT.parent / "*.CSV", "-o", tmp_path / "glob.nq")
    run("import", "gdelt", GDELT_1, GDELT, "-o", tmp_path / "named.nq")
    assert (tmp_path / "glob.nq").read_bytes() == (tmp_path / "named.nq").read_bytes()
    none = refused(2, run("import", "gdelt", tmp_path / "*.none", "-o", tmp_path / "x.nq"))
    assert "no file matches" in none.stderr
    assert not (tmp_path / "x.nq").exists()


def test_a_dash_writes_to_standard_output(run: Run, tmp_path: Path) -> None:
    told = run("import", "gdelt", GDELT, "-o", tmp_path / "file.nq")
    done = run("import", "gdelt", GDELT, "-o", "-")
    assert done.stdout == (tmp_path / "file.nq").read_text(encoding="utf-8")
    quads = len(done.stdout.splitlines())
    assert done.stderr.splitlines()[1] == f"{quads:,} quads written"
    assert done.stderr.splitlines()[0] == told.stderr.splitlines()[0]
    assert not Path("-").exists()


def test_a_reader_that_leaves_ends_the_writing_quietly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "import", "gdelt", str(GDELT), "-o", "-"]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stderr
        first = writer.stdout.readline()
        writer.stdout.close()
        told = writer.stderr.read()
    assert PROV.Activity.value in first
    assert (writer.returncode, "error" in told) == (0, False)


@pytest.mark.parametrize("part", [1, 7])
def test_rows_give_the_same_bytes_in_parts_of_any_size(part: int, tmp_path: Path) -> None:
    found = {}
    for size in (part, PART):
        work = tmp_path / str(size)
        work.mkdir()
        engine = Duck(work, part=size)
        rows = read("gdelt", format_of("gdelt"), [str(GDELT)], engine)
        out = io.BytesIO()
        into_stream(rows, out, None, engine)
        engine.close()
        found[size] = out.getvalue(), len(list(work.glob("settled_*.parquet")))
    assert found[part][0] == found[PART][0]
    assert found[PART][1] == 1 < found[part][1]


def test_the_same_input_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for name in ("a.nq", "b.nq"):
        run("import", "gdelt", GDELT, GDELT_1, "-o", tmp_path / name)
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()
    run("import", "gdelt", GDELT, GDELT_1, "--store", tmp_path / "store")
    parsed = set(ox.parse(path=tmp_path / "a.nq", format=ox.RdfFormat.N_QUADS))
    held = {q for q in opened(tmp_path / "store").quads if "/graph/" in str(q.graph_name)}
    assert parsed == held


def test_importing_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("import", "gdelt", GDELT, "--store", store)
    before = set(opened(store).quads)
    again = run("import", "gdelt", GDELT, "--store", store)
    assert "holds this import already" in again.stderr
    assert set(opened(store).quads) == before
    # A copy under another name has the same rows.
    copy = tmp_path / "copy.CSV"
    copy.write_bytes(GDELT.read_bytes())
    assert "holds this import already" in run("import", "gdelt", copy, "--store", store).stderr


def test_a_row_that_says_something_else_now_is_told(run: Run, tmp_path: Path) -> None:
    store, newer = tmp_path / "store", tmp_path / "newer.csv"
    run("import", "ucdp-ged", UCDP, "--store", store)
    rows = list(csv.reader(io.StringIO(UCDP.read_text(encoding="utf-8"))))
    best = rows[0].index("best")
    place = next(n for n, row in enumerate(rows) if row[0] == "438647")
    rows[place][best] = "5"
    with newer.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = run("import", "ucdp-ged", newer, "--store", store)
    assert "with other content" in done.stderr
    assert "1 claims" in done.stderr


# Rows that cannot be taken


def test_rejects_of_gdelt_are_counted_located_and_kept(run: Run, tmp_path: Path) -> None:
    rows = GDELT.read_bytes().splitlines()
    damaged = [
        rows[0],
        rows[1][:100],
        b"",
        rows[2].replace(b"\t2017", b"\t2O17", 1),
        rows[3] + b"\textra",
        b"\xff\xfe" + rows[4],
        rows[5],
        rows[5],
    ]
    fields = rows[6].split(b"\t")
    damaged.append(b"\t".join([*fields[:26], b"999", *fields[27:]]))
    fields = rows[7].split(b"\t")
    damaged.append(b"\t".join([*fields[:5], *[b""] * 20, *fields[25:]]))
    file, rejects = tmp_path / "damaged.CSV", tmp_path / "rejects.csv"
    file.write_bytes(b"\n".join(damaged) + b"\n")
    done = run("import", "gdelt", GDELT_1, file, "-o", tmp_path / "x.nq", "--rejects", rejects)
    good = len(GDELT_1.read_text(encoding="utf-8").splitlines())
    assert f"{good + len(damaged)} rows read: {good + 2} taken" in done.stderr
    assert "8 rows were not taken" in done.stderr
    with rejects.open(encoding="utf-8", newline="") as found:
        told = list(csv.DictReader(found))
    assert {row["file"] for row in told} == {str(file)}
    assert [(int(row["line"]), row["reason"]) for row in told] == [
        (2, "neither 57, 58 nor 61 columns"),
        (3, "an empty line"),
        (4, "SQLDATE is no day"),
        (5, "neither 57, 58 nor 61 columns"),
        (6, "no text in UTF-8"),
        (8, "GLOBALEVENTID stands in an earlier row"),
        (9, "EventCode is no code of CAMEO"),
        (10, "no actor"),
    ]
    assert told[0]["text"] == rows[1][:100].decode()


def test_rejects_of_a_spreadsheet_are_located_by_line(run: Run, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(UCDP.read_text(encoding="utf-8"))))
    head = rows[0]
    column = {
        name: head.index(name)
        for name in ("best", "date_start", "side_b", "id", "where_description")
    }
    rows[1][column["where_description"]] = "two\nlines"
    rows[2][column["best"]] = "many"
    rows[4][column["date_start"]] = "2021-02-30"
    rows[6][rows[0].index("latitude")] = "91"
    rows.append([*rows[3]])
    rows[-1][column["side_b"]] = "UNREADABLE"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    content = text.getvalue().encode().replace(b"UNREADABLE", b"\xff\xfe") + b"too,few\n"
    file, rejects = tmp_path / "damaged.csv", tmp_path / "rejects.csv"
    file.write_bytes(content)
    done = run("import", "ucdp-ged", file, "-o", tmp_path / "x.nq", "--rejects", rejects)
    assert f"{len(rows)} rows read: {len(rows) - 5} taken" in done.stderr
    with rejects.open(encoding="utf-8", newline="") as found:
        told = list(csv.DictReader(found))
    whole = content.decode("utf-8", errors="replace").splitlines()
    for row in told:
        place = whole[int(row["line"]) - 1]
        if "best" in row["reason"]:
            assert place.startswith(rows[2][0])
        elif "date_start" in row["reason"]:
            assert place.startswith(rows[4][0])
        elif "latitude" in row["reason"]:
            assert place.startswith(rows[6][0])
        elif "too few" in row["reason"]:
            assert place == "too,few"
        else:
            assert row["reason"] == "no text in UTF-8"
            assert "\ufffd" in place
    assert len(told) == 5


def test_strict_imports_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "damaged.CSV"
    file.write_bytes(GDELT.read_bytes() + b"damaged\n")
    done = refused(3, run("import", "gdelt", file, "--store", tmp_path / "store", "--strict"))
    number = len(GDELT.read_text(encoding="utf-8").splitlines()) + 1
    assert f"neither 57, 58 nor 61 columns, {file}:{number}" in done.stderr
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("kind", "content"),
    [("gdelt", b""), ("gdelt", b"a,b\n1,2\n"), ("ucdp-ged", b"a,b\n1,2\n"), ("ucdp-ged", b"")],
)
def test_a_file_of_another_kind_is_refused(
    run: Run, tmp_path: Path, kind: str, content: bytes
) -> None:
    file = tmp_path / "other.csv"
    file.write_bytes(content)
    done = refused(3, run("import", kind, file, "--store", tmp_path / "store"))
    assert done.stderr.startswith("error: ")
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "store").exists()


def test_an_import_that_is_killed_leaves_the_store(run: Run, tmp_path: Path) -> None:
    store, large = tmp_path / "store", tmp_path / "large.CSV"
    run("import", "ucdp-ged", UCDP, "--store", store)
    before = set(opened(store).quads)
    rows = [line.split("\t") for line in GDELT.read_text(encoding="utf-8").splitlines()]
    with large.open("w", encoding="utf-8") as file:
        for number in range(2000):
            for row in rows:
                file.write("\t".join([f"{number}{row[0]}", *row[1:]]) + "\n")
    command = [sys.executable, "-m", "kg", "import", "gdelt", large, "--store", store]
    importing = subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(store.glob("*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert importing.poll() is None
    os.kill(importing.pid, signal.SIGKILL)
    importing.wait()
    assert set(opened(store).quads) == before
    run("import", "gdelt", GDELT, "--store", store)
    assert not list(store.glob("*.part"))


def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "duckdb.py").write_text("raise ImportError('no duckdb', name='duckdb')\n")
    done = subprocess.run(
        [sys.executable, "-m", "kg", "import", "gdelt", str(GDELT), "-o", str(tmp_path / "x.nq")],
        cwd=ROOT,
        env=environment(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "pip install 'claimgraph[events]'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("gdelt",),
        ("gdelt", "x", "--master", "spark://127.0.0.1:1", "-o", "x.nq"),
        ("x.yaml", "--strict", "--store", "s"),
        ("x.yaml", "--published", "2021", "--store", "s"),
        ("x.yaml", "--engine", "spark", "--store", "s"),
        ("gdelt", "x", "-o", "x.nq", "--review"),
        ("gdelt", "x", "-o", "x.nq", "--store", "s"),
    ],
)
def test_options_that_do_not_fit_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    told = refused(2, run("import", *arguments)).stderr
    assert told.startswith("error: ")
    # It is not the file that is missing.
    assert "no such file" not in told
