"""Tables of events with maps of their columns: claims, things and sources, and faults of maps."""

from __future__ import annotations

import tempfile
from pathlib import Path

import ibis
import openpyxl
import pytest

from kg.errors import DataError
from kg.importers.events.column_map import MAPS
from kg.importers.events.files import inputs
from kg.importers.events.reading import read
from kg.importers.events.table import format_for, read_map
from kg.tables.duck import Duck
from tests.conftest import ROOT
from tests.event_rows import Imported, imported

DATA = ROOT / "tests" / "events" / "table"
MAP = """
name: losses
title: Losses
coder: {name: Losses Project, class: Organization}
dates: [DD/MM/YYYY, M/YYYY]
key: Nr
describes: side
things:
  side:
    class: {column: Kind, values: {group: ArmedGroup, army: ArmedForce}}
    name: Side
    outside: {column: QID, prefix: "http://www.wikidata.org/entity/"}
  where: {class: Place, name: Where}
  battle: {class: Event, name: Battle, place: where}
  speaker: {class: Person, name: Speaker}
sources:
  page: {id: Link, class: Report, url: Link, datePublished: Day}
claims:
  dead:
    subject: side
    relation: deathCount
    value: Dead
    bound: {column: How, values: {over: AtLeast}, else: Exactly}
    validFrom: Day
    describes: battle
    place: where
    claimant: speaker
    onBehalfOf: side
    stance: {column: Says, values: {"yes": Affirms, "no": Denies}}
    saidOn: Day
    reportedIn: page
    content: Note
  there:
    subject: side
    relation: presentIn
    object: where
    confidence: Sure
"""
HEAD = "Nr;Kind;Side;Where;Battle;Speaker;Link;Day;Dead;How;Says;Note;Sure;QID"
ROWS = """
1;group;Front;Valley;First;Person A;https://www.example.org/1;03/02/2021;12;over;no;In part.;high;Q1
2;army;Army;;First;;;2/2021;3.0;;;;;
3;mob;Army;Valley;First;;;2/2021;3;;;;;
4;army;Army;Valley;First;;;31/02/2021;3;;;;;
5;army;Army;Valley;First;;;2/2021;many;;;;;
6;army;Army;Valley;;;;;;;;;;Q1> <x
;army;Army;Valley;;;;;;;;;;
1;army;Army;Valley;;;;;;;;;;
9;army;;Valley;;;;;;;;;;
"""


@pytest.fixture(scope="module")
def icews(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    format = format_for(read_map("icews"))
    return imported(format, [DATA / "icews.tab"], tmp_path_factory.mktemp("icews"))


@pytest.fixture(scope="module")
def sfm(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    format = format_for(read_map("sfm"))
    return imported(format, [DATA / "sfm.csv"], tmp_path_factory.mktemp("sfm"))


def map_of(text: str, folder: Path) -> Path:
    path = folder / "columns.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_event_of_icews_is_a_claim_of_its_publisher(icews: Imported) -> None:
    claim = icews.claims["claim/icews/1/2018-06-01/event"]
    assert claim == {
        "claim": "claim/icews/1/2018-06-01/event",
        "proposition": claim["proposition"],
        "subject": "actor/icews/government-a",
        "relation": "meets",
        "object": "actor/icews/government-b",
        "valid_from": "2018-06-01",
        "valid_until": "2018-06-01",
        "place": "place/icews/a/upper/north/alfa/10-5/20-25",
        "code": "cameo/042",
        "claimant": "actor/icews/first-agency",
        "stance": "Affirms",
        "sources": ["source/icews/first-agency/900"],
        "goldstein": "1.9",
        "row": 1,
    }
    assert icews.sources["source/icews/first-agency/900"]["class"] == "NewsArticle"
    assert icews.things["place/icews/a/upper/north/alfa/10-5/20-25"]["name"] == (
        "Alfa, North, Upper, A"
    )
    assert icews.things["cameo/042"]["class"] == "Concept"


def test_two_stories_on_the_same_event_are_claims_on_one_proposition(icews: Imported) -> None:
    first, second = (icews.claims[f"claim/icews/{one}/2018-06-01/event"] for one in (1, 2))
    assert first["proposition"] == second["proposition"]
    assert first["claimant"] != second["claimant"]
    other_day = icews.claims["claim/icews/1/2018-06-02/event"]
    assert other_day["proposition"] != first["proposition"]


def test_where_nobody_is_named_the_coder_speaks(icews: Imported) -> None:
    claim = icews.claims["claim/icews/3/2018-06-01/event"]
    assert (claim["claimant"], claim["sources"]) == ("actor/icews", ["source/icews"])
    assert icews.sources["source/icews"]["publisher"] == "actor/icews"


def test_rows_of_icews_that_cannot_be_taken(icews: Imported) -> None:
    assert icews.rows == 12
    none = "no claim: of Source Name, Target Name, CAMEO Code some are missing, or the ends are"
    assert icews.reasons == {
        6: "Event ID, Event Date stand in an earlier row",
        7: "Event Date is no date",
        8: "CAMEO Code is no code of CAMEO",
        9: "Intensity is no number",
        10: f"{none} the same",
        11: f"{none} the same",
        12: "Latitude is no latitude",
        13: "too few columns: 7 for 20",
    }


def test_each_cell_of_sfm_is_a_claim_with_its_own_sources_and_confidence(sfm: Imported) -> None:
    said = {
        (row["subject"], row["relation"], row["object"]): (
            row["confidence"],
            row["credits"],
            row.get("valid_from"),
            row.get("valid_until"),
        )
        for row in sfm.claims.values()
    }
    one, two = (f"source/sfm/3f0c9d52-0000-4000-8000-00000000000{number}" for number in (1, 2))
    brigade, division = "actor/sfm/1-brigade", "actor/sfm/2-division"
    cited = said.pop((brigade, "presentIn", "place/sfm/alfa/upper"))
    assert (cited[0], cited[2:]) == ("Low", (None, "2018"))
    assert sfm.sources[cited[1][0]]["headline"].startswith("A report. A publisher (A).")
    assert said == {
        (brigade, "memberOf", division): ("High", [one, two], "2015-04", None),
        (division, "memberOf", "actor/sfm/joint-operation"): ("Medium", [one], "2014", "2016"),
        (division, "presentIn", "place/sfm/upper"): ("High", [two], None, None),
    }
    assert {row["claimant"] for row in sfm.claims.values()} == {"actor/sfm"}


def test_a_unit_of_sfm_without_a_tie_is_described(sfm: Imported) -> None:
    assert sfm.things["actor/sfm/3-company"]["class"] == "ArmedForce"
    assert sfm.things["actor/sfm/1-brigade"]["other_names"] == ["1 Bde@und", "First Brigade@und"]
    assert sorted(sfm.reasons) == [5, 6]
    assert sfm.reasons[6] == "unit:related_unit_first_cited_date is no date"


def test_the_sheet_of_sfms_own_importer_has_a_map(tmp_path: Path) -> None:
    format = format_for(read_map("sfm-importer"))
    found = imported(format, [DATA / "sfm-importer.csv"], tmp_path)
    said = {
        (row["subject"], row["relation"], row["object"]): (
            row["confidence"],
            row.get("valid_from"),
            row.get("valid_until"),
        )
        for row in found.claims.values()
    }
    brigade, division, operation = (
        f"actor/sfm/3f0c9d52-0000-4000-8000-00000000000{end}" for end in "abc"
    )
    assert said == {
        (brigade, "memberOf", division): ("High", "2015-04", "2017-08-09"),
        # The day of a month that is not given says nothing.
        (brigade, "presentIn", "place/sfm/alfa-osm-point"): ("Low", "2016", None),
        (division, "memberOf", operation): ("Medium", None, None),
    }
    assert found.things[division]["class"] == "ArmedForce"
    assert found.named(brigade) == ("1 Brigade@und", {"1 Bde@und", "First Brigade@und"})
    assert found.reasons == {4: "unit:relation_type holds what the map has no word for"}


def test_a_table_that_lacks_columns_names_them_and_the_map_that_fits() -> None:
    with pytest.raises(DataError) as raised:
        columns_of("sfm", DATA / "sfm-importer.csv")
    assert raised.value.what.startswith("no column 'unit:membership_name', 'unit:site_nearest")
    assert raised.value.where == str(DATA / "sfm-importer.csv")
    assert raised.value.todo == "import it with --map sfm-importer, which reads these columns"


def test_a_table_that_no_map_fits_says_how_to_make_one(tmp_path: Path) -> None:
    head, *rows = (DATA / "sfm.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "units.csv"
    file.write_text("\n".join([head.replace(":related_unit,", ":parent,"), *rows]))
    with pytest.raises(DataError) as raised:
        columns_of("sfm", file)
    assert raised.value.what == "no column 'unit:related_unit'"
    assert str(MAPS / "sfm.yaml") in raised.value.todo
    assert "'optional'" in raised.value.todo


def columns_of(map: str, file: Path) -> None:
    """Read a file by a map, as far as its columns allow."""
    with tempfile.TemporaryDirectory() as work:
        imported(format_for(read_map(map)), [file], Path(work))


def test_a_map_of_ones_own(tmp_path: Path) -> None:
    table = tmp_path / "losses.csv"
    table.write_text(HEAD + ROWS, encoding="utf-8")
    path = map_of(MAP + "delimiter: semicolon\n", tmp_path)
    found = imported(format_for(read_map(str(path))), [table], tmp_path / "work")
    claim = dict(found.claims["claim/losses/1/dead"])
    assert str(claim.pop("proposition")).startswith("proposition/losses/front/deathCount/12/")
    assert claim == {
        "claim": "claim/losses/1/dead",
        "subject": "actor/losses/front",
        "relation": "deathCount",
        "value": "12",
        "bound": "AtLeast",
        "valid_from": "2021-02-03",
        "place": "place/losses/valley",
        "event": "event/losses/first",
        "claimant": "actor/losses/person-a",
        "on_behalf_of": "actor/losses/front",
        "stance": "Denies",
        "said_on": "2021-02-03",
        "sources": claim["sources"],
        "content": "In part.",
        "row": 1,
    }
    (source,) = claim["sources"]
    assert found.sources[source]["url"] == "https://www.example.org/1"
    assert found.sources[source]["published"] == "2021-02-03"
    assert found.claims["claim/losses/1/there"]["confidence"] == "high"
    other = found.claims["claim/losses/2/dead"]
    assert (other["value"], other["bound"], other["valid_from"]) == ("3", "Exactly", "2021-02")
    assert (other["stance"], other["claimant"]) == ("Affirms", "actor/losses")
    assert found.things["event/losses/first"]["place"] == "place/losses/valley"
    assert found.things["actor/losses/front"]["outside"] == "http://www.wikidata.org/entity/Q1"
    assert found.things["actor/losses/army"]["class"] == "ArmedForce"
    no_claim = "no claim: of Side, Dead, Where some are missing, or the ends are the same"
    assert found.reasons == {
        4: "Kind holds what the map has no word for",
        5: "Day is no date",
        6: "Dead is no number",
        7: "QID is no web address",
        8: "Nr is missing",
        9: "Nr stands in an earlier row",
        10: no_claim,
    }


def test_another_map_of_the_same_table_is_another_import(tmp_path: Path) -> None:
    table = tmp_path / "losses.csv"
    table.write_text(HEAD.replace(";", ",") + "\n1,army,Army,Valley,,,,,,,,,,\n", encoding="utf-8")
    names = set()
    for text in (MAP, MAP, MAP.replace("relation: presentIn", "relation: controls")):
        engine = Duck(tmp_path, threads=1)
        format = format_for(read_map(str(map_of(text, tmp_path))))
        names.add(read("table", format, [str(table)], engine).name)
        engine.close()
    assert len(names) == 2


def test_a_workbook_is_read_as_a_text_file_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEAD, *ROWS.strip().splitlines()[:2]):
        sheet.append(line.split(";"))
    sheet.append(["7", "army", "Army", "=A1"])
    sheet.append([])
    sheet.append(["8", "mob", "Army", "Valley"])
    book.save(tmp_path / "losses.xlsx")
    path = map_of(MAP, tmp_path)
    files = [tmp_path / "losses.xlsx"]
    found = imported(format_for(read_map(str(path))), files, tmp_path / "work")
    assert sorted(found.claims) == [
        "claim/losses/1/dead",
        "claim/losses/1/there",
        "claim/losses/2/dead",
    ]
    assert found.reasons == {
        4: "Where holds a formula",
        6: "Kind holds what the map has no word for",
    }


def test_a_column_that_the_table_lacks_is_told(tmp_path: Path) -> None:
    table = tmp_path / "losses.csv"
    table.write_text("Nr,Kind\n1,army\n", encoding="utf-8")
    with pytest.raises(DataError, match="no column 'Side'"):
        imported(format_for(read_map(str(map_of(MAP, tmp_path)))), [table], tmp_path / "work")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("relation: presentIn", "relation: presentAt", 35, "unknown relation 'presentAt'"),
        ("object: where", "object: there", 36, "no 'there' in things"),
        ("    saidOn: Day", "    saidAt: Day", 30, "unknown field 'saidAt' of a claim"),
        ("    object: where\n", "", 34, "either an object or a value"),
        ("dates: [DD/MM/YYYY", "dates: [day", 5, "no form of dates 'day'"),
        ("army: ArmedForce", "army: Place", 10, "classes of different kinds"),
        ('"no": Denies', '"no": Denied', 29, "unknown stance 'Denied'"),
        ("title: Losses\n", "", 2, "a map without title"),
        ("name: losses", "name: My losses", 2, "the name 'My losses'"),
        ("name: Speaker", "name: side", 2, "the column 'side' differs from 'Side' in case"),
    ],
)
def test_a_fault_of_a_map_is_told_with_its_line(
    old: str, new: str, line: int, message: str, tmp_path: Path
) -> None:
    assert old in MAP
    path = map_of(MAP.replace(old, new, 1), tmp_path)
    with pytest.raises(DataError, match=message) as caught:
        read_map(str(path))
    assert caught.value.where == f"{path}:{line}"


def test_the_map_of_the_page_on_tables_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "events" / "table.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    found = read_map(str(map_of(example, tmp_path)))
    assert (found.delimiter, found.dates) == (";", ("DD/MM/YYYY", "YYYY"))
    assert found.claims["dead"].reported == ("page",)


def test_an_unknown_map_is_told_with_those_that_are_known() -> None:
    with pytest.raises(DataError, match="no map 'acled', name a YAML file, or one of icews, sfm"):
        read_map("acled")


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
@pytest.mark.parametrize("name", sorted(path.stem for path in MAPS.glob("*.yaml")))
def test_the_mappings_compile_for_both_engines(name: str, dialect: str, tmp_path: Path) -> None:
    format, table = format_for(read_map(name)), next(DATA.glob(f"{name}.*"))
    engine = Duck(tmp_path, threads=1)
    rows = format.read(format.stage(inputs([str(table)], tmp_path), engine).rows, engine)
    staged = ibis.table(rows.schema(), name="staged")
    made = [make(staged, engine) for make in (format.claims, format.things, format.sources)]
    texts = [str(ibis.to_sql(one, dialect=dialect)) for one in (rows, *made)]
    engine.close()
    assert all(text.startswith(("SELECT", "WITH")) for text in texts)
