"""Spreadsheets of claims: the same statements as YAML-LD, faults told by row and column."""

from __future__ import annotations

import csv
import datetime
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import kg
from kg import flagship
from kg.importers import authored, import_files, spreadsheet
from kg.terms import PANJSHIR
from tests.conftest import Run

YAML = """\
id: source/test-2021-09-01
type: NewsArticle
publisher: actor/newsbytes
datePublished: 2021-09-01
url: [https://example.org/a, https://example.org/b]
credits: source/newsbytes-2021-08-29
reports:
  - claimant: actor/ahmad-massoud
    onBehalfOf: [actor/national-resistance-front, actor/massoud-supporters]
    stance: Denies
    saidOn: 2021-08
    content: With a comma, a "quotation" and a semicolon;
    disputes: claim/newsbytes-2021-08-29/samangani-entered
    proposition: proposition/taliban-entered-panjshir
    evidence: {start: 0, end: 10, section: headline, quality: Paraphrase}
  - id: claim/test-2021-09-01/count
    claimant: actor/newsbytes
    stance: Affirms
    saidOn: 2021
    proposition:
      id: proposition/test-count
      subject: actor/panjshir-fighters
      relation: fighterCount
      value: 2500.5
      bound: AtLeast
      validFrom: 2021-08-28
      validUntil: 2021-09
      place: place/panjshir
    evidence:
      - {quote: "2,500 fighters ", prefix: "some ", quality: DirectQuote}
      - {section: "4", quality: Hearsay}
  - claimant: actor/taliban
    stance: Affirms
    proposition: {subject: actor/taliban, relation: controls, object: place/panjshir}
"""
# The same, one row a claim: the second passage of a claim has a row of its own.
ROWS: list[dict[str, str]] = [
    {
        "source": "source/test-2021-09-01", "type": "NewsArticle", "publisher": "actor/newsbytes",
        "datePublished": "2021-09-01", "url": "https://example.org/a | https://example.org/b",
        "credits": "source/newsbytes-2021-08-29", "claimant": "actor/ahmad-massoud",
        "onBehalfOf": "actor/national-resistance-front|actor/massoud-supporters",
        "stance": " Denies", "saidOn": "2021-08",
        "content": 'With a comma, a "quotation" and a semicolon;',
        "disputes": "claim/newsbytes-2021-08-29/samangani-entered",
        "proposition": "proposition/taliban-entered-panjshir",
        "start": "0", "end": "10", "section": "headline", "quality": "Paraphrase",
    },
    {
        "source": "source/test-2021-09-01", "claim": "claim/test-2021-09-01/count",
        "claimant": "actor/newsbytes", "stance": "Affirms", "saidOn": "2021",
        "proposition": "proposition/test-count", "subject": "actor/panjshir-fighters",
        "relation": "fighterCount", "value": "2500.5", "bound": "AtLeast",
        "validFrom": "2021-08-28", "validUntil": "2021-09", "place": "place/panjshir",
        "quote": "2,500 fighters ", "prefix": "some ", "quality": "DirectQuote",
    },
    {
        "source": "source/test-2021-09-01", "publisher": "actor/newsbytes",
        "claimant": "actor/taliban", "stance": "Affirms", "subject": "actor/taliban",
        "relation": "controls", "object": "place/panjshir",
    },
    {
        "source": "source/test-2021-09-01", "claim": "claim/test-2021-09-01/count",
        "section": "4", "quality": "Hearsay",
    },
]  # fmt: skip
COLUMNS = [name for columns in spreadsheet.COLUMNS.values() for name in columns]
GOOD = {
    "source": "source/test-2021-09-01", "type": "NewsArticle", "publisher": "actor/newsbytes",
    "datePublished": "2021-09-01", "claimant": "actor/ahmad-massoud", "stance": "Denies",
    "saidOn": "2021-09-01", "subject": "actor/taliban", "relation": "controls",
    "object": "place/panjshir", "start": "0", "end": "10", "quality": "Paraphrase",
}  # fmt: skip


def as_csv(rows: list[dict[str, str]], separator: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_xlsx(rows: list[dict[str, Any]], path: Path, change: Callable[[Worksheet], None]) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([row.get(name) for name in COLUMNS])
    change(sheet)
    workbook.save(path)
    return path


def unchanged(sheet: Worksheet) -> None:
    """Leave a sheet as it is."""


def at(sheet: Worksheet, row: int, column: str) -> Any:
    return sheet.cell(row, COLUMNS.index(column) + 1)


def quads(path: Path) -> set[str]:
    document = authored.read(path, PANJSHIR)
    assert document.findings == []
    return set(map(str, document.quads))


@pytest.fixture
def yaml(tmp_path: Path) -> set[str]:
    """What the YAML-LD file states."""
    path = tmp_path / "source.yaml"
    path.write_text(YAML, encoding="utf-8")
    return quads(path)


@pytest.mark.parametrize(
    ("name", "separator", "encoding", "end"),
    [
        ("a.csv", ",", "utf-8", "\r\n"),
        ("a.csv", ";", "utf-8-sig", "\n"),
        ("a.csv", "\t", "utf-8", "\n"),
        ("a.TSV", "\t", "utf-8-sig", "\r\n"),
    ],
)
def test_a_csv_file_states_what_the_yaml_of_the_same_source_does(
    yaml: set[str], tmp_path: Path, name: str, separator: str, encoding: str, end: str
) -> None:
    text = as_csv(ROWS, separator).replace("\r\n", end)
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert quads(tmp_path / name) == yaml


def test_a_workbook_states_what_the_yaml_of_the_same_source_does(
    yaml: set[str], tmp_path: Path
) -> None:
    def with_numbers_and_dates(sheet: Worksheet) -> None:
        at(sheet, 2, "datePublished").value = datetime.date(2021, 9, 1)
        at(sheet, 2, "start").value = 0
        at(sheet, 2, "end").value = 10.0
        at(sheet, 3, "value").value = 2500.5
        at(sheet, 3, "saidOn").value = 2021
        at(sheet, 3, "validFrom").value = datetime.datetime(2021, 8, 28)
        # What programs make of "2021-09", and show as it was meant.
        at(sheet, 3, "validUntil").value = datetime.datetime(2021, 9, 1)
        at(sheet, 3, "validUntil").number_format = "[$-409]mmm\\-yy;@"
        at(sheet, 5, "section").value = 4
        sheet.insert_rows(4)

    assert quads(as_xlsx(ROWS, tmp_path / "a.xlsx", with_numbers_and_dates)) == yaml


def test_the_order_of_rows_and_columns_does_not_matter(yaml: set[str], tmp_path: Path) -> None:
    header, *rows = csv.reader(io.StringIO(as_csv(ROWS), newline=""))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows(row[::-1] for row in [header, *rows[::-1]])
    (tmp_path / "a.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    assert quads(tmp_path / "a.csv") == yaml


def test_a_source_without_claims_and_of_no_type_is_a_source(tmp_path: Path) -> None:
    text = "source,publisher,datePublished,claimant,stance,proposition\n"
    (tmp_path / "a.csv").write_text(text + "source/b,actor/newsbytes,2021,,,\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "id: source/b\ntype: Source\npublisher: actor/newsbytes\ndatePublished: 2021\n"
    )
    assert quads(tmp_path / "a.csv") == quads(tmp_path / "b.yaml")


def test_a_spreadsheet_is_imported_and_takes_the_place_of_its_earlier_version(
    run: Run, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    import_files(store, flagship.files())
    before = kg.open(store).totals()
    for content in ("Once.", "Again."):
        row = GOOD | {"content": content}
        (tmp_path / "a.csv").write_text(as_csv([row]), encoding="utf-8", newline="")
        done = run("import", "a.csv", "--store", "store")
        assert done.returncode == 0, done.stderr
    after = kg.open(store)
    assert (after.totals().claims, after.totals().sources) == (
        before.claims + 1,
        before.sources + 1,
    )
    said = [row.content for row in after.query("claims-by", actor="Massoud") if row.content]
    assert "Again." in said
    assert "Once." not in said


# What is changed in the good row, and what is said of it, in which column.
FAULTS = [
    ({"stance": "Denys"}, "stance", "unknown stance 'Denys'; one of"),
    ({"stance": ""}, "", "exactly one stance"),
    ({"claimant": ""}, "", "claimant"),
    ({"claimant": "actor/nobody"}, "claimant", "actor/nobody"),
    ({"claimant": "place/kabul"}, "claimant", "place/kabul"),
    ({"claimant": "Ahmad Massoud"}, "claimant", "'Ahmad Massoud' is no id"),
    ({"claimant": "actor/taliban | actor/newsbytes"}, "claimant", "exactly one claimant"),
    ({"onBehalfOf": "actor/taliban |"}, "onBehalfOf", "'onBehalfOf' is empty"),
    ({"saidOn": "28.08.2021"}, "saidOn", "no such date '28.08.2021'"),
    ({"saidOn": "2021-09-31"}, "saidOn", "no such date '2021-09-31'"),
    ({"relation": "controlls"}, "relation", "did you mean controls"),
    ({"object": "place/atlantis"}, "object", "place/atlantis"),
    ({"object": ""}, "", "object"),
    ({"relation": "fighterCount", "object": "", "value": "6,000"}, "value", "no number"),
    ({"end": "ten"}, "end", "'ten' is no whole number"),
    ({"end": ""}, "start", "an incomplete passage"),
    ({"quality": "Rumour"}, "quality", "unknown quality 'Rumour'"),
    ({"source": ""}, "source", "a row without a source"),
    ({"source": "derived/status"}, "source", "is no id of a NewsArticle"),
    ({"type": "Newspaper"}, "type", "unknown type 'Newspaper'"),
    ({"type": "Person"}, "publisher", "does not belong to a Person"),
    ({"publisher": ""}, "", "exactly one publisher"),
    ({"url": "example.org"}, "url", "is no web address"),
    ({"claim": "actor/x"}, "claim", "'actor/x' is no id of a Claim"),
    ({"content": "x" * 100_001}, "content", "a text of 100001 characters"),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder store that holds the flagship."""
    folder = tmp_path_factory.mktemp("flagship") / "store"
    import_files(folder, flagship.files())
    return folder


def refused(graph: kg.Graph, store: Path, file: Path) -> list[str]:
    """The findings in a file that an import refuses without a change."""
    before = kg.open(store).totals()
    with pytest.raises(kg.DataError) as refusal:
        import_files(store, [file])
    assert str(file) in str(refusal.value)
    assert kg.open(store).totals() == before
    return [str(finding) for finding in graph.check([file])]


@pytest.mark.parametrize(("change", "column", "words"), FAULTS)
def test_a_fault_is_found_in_its_cell_and_keeps_the_file_out(
    graph: kg.Graph, store: Path, tmp_path: Path, change: dict[str, str], column: str, words: str
) -> None:
    other = GOOD | {"source": "source/other", "saidOn": "2021"}
    file = tmp_path / "bad.csv"
    file.write_text(as_csv([other, GOOD | change]), encoding="utf-8", newline="")
    found = refused(graph, store, file)
    place = f"{file}:3 (column {column}): " if column else f"{file}:3: "
    assert any(text.startswith(place) and words in text for text in found), found


def test_the_good_row_of_these_tests_has_no_findings(graph: kg.Graph, tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text(as_csv([GOOD]), encoding="utf-8", newline="")
    assert graph.check([file]) == []
    assert graph.check([as_xlsx([GOOD], tmp_path / "good.xlsx", unchanged)]) == []


def test_rows_that_contradict_each_other_are_refused(graph: kg.Graph, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    second = GOOD | {"stance": "Affirms", "datePublished": "2021-09-02"}
    lost = {"source": GOOD["source"], "claim": "claim/lost", "section": "headline"}
    file.write_text(as_csv([GOOD, second, GOOD, lost]), encoding="utf-8", newline="")
    found = [str(finding) for finding in graph.check([file])]
    assert found == [
        f"{file}:3 (column datePublished): the same source has another 'datePublished' in "
        f"{file}:2 (column datePublished); make them agree, or leave it out here",
        f"{file}:4: the same claim twice; put both passages under one claim, or give each claim "
        "an id",
        f"{file}:5 (column claim): no row of this source has the claim; fill in its claimant and "
        "stance, or give the id of a claim with a row",
    ]


def with_formula(sheet: Worksheet) -> None:
    at(sheet, 2, "end").value = "=5+5"


def with_array_formula(sheet: Worksheet) -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    cell = at(sheet, 2, "end")
    sheet[cell.coordinate] = ArrayFormula(cell.coordinate, "=SUM(1+2)")


def with_error(sheet: Worksheet) -> None:
    at(sheet, 2, "end").value = "#N/A"


def with_merged_cells(sheet: Worksheet) -> None:
    sheet.merge_cells("A2:A3")


def with_a_time(sheet: Worksheet) -> None:
    at(sheet, 2, "saidOn").value = datetime.datetime(2021, 9, 1, 14, 30)


def with_an_hour(sheet: Worksheet) -> None:
    at(sheet, 2, "saidOn").value = datetime.time(14, 30)


def with_a_day_shown_as_a_month(sheet: Worksheet) -> None:
    at(sheet, 2, "saidOn").value = datetime.date(2021, 9, 2)
    at(sheet, 2, "saidOn").number_format = "mmm yyyy"


def with_a_date_for_a_section(sheet: Worksheet) -> None:
    at(sheet, 2, "section").value = datetime.date(2021, 5, 4)


def with_a_remark_beside_it(sheet: Worksheet) -> None:
    sheet.cell(2, len(COLUMNS) + 2).value = "to be checked"


WORKBOOKS = [
    (with_formula, "(column end): a formula; put its value in its place"),
    (with_array_formula, "(column end): a formula"),
    (with_error, "(column end): the error #N/A"),
    (with_merged_cells, "2: merged cells A2:A3; unmerge them"),
    (with_a_time, "(column saidOn): a day with a time, 2021-09-01 14:30"),
    (with_an_hour, "(column saidOn): a time"),
    (with_a_day_shown_as_a_month, "(column saidOn): a cell that shows a month and holds the day"),
    (with_a_date_for_a_section, "(column section): a date, 2021-05-04, where none belongs"),
    (with_a_remark_beside_it, f"(column number {len(COLUMNS) + 2}): a value in a column without"),
]


@pytest.mark.parametrize(("change", "words"), WORKBOOKS)
def test_what_a_cell_cannot_hold_is_refused(
    graph: kg.Graph, store: Path, tmp_path: Path, change: Callable[[Worksheet], None], words: str
) -> None:
    file = as_xlsx([GOOD], tmp_path / "bad.xlsx", change)
    found = refused(graph, store, file)
    assert len(found) == 1
    assert found[0].startswith(f"{file}:2")
    assert words in found[0]


def test_the_sheet_named_claims_is_read(tmp_path: Path) -> None:
    def beside_notes(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.title = "Claims"
        sheet.parent.create_sheet("notes", 0).append(["to do"])

    alone = as_xlsx([GOOD], tmp_path / "alone.xlsx", unchanged)
    assert quads(as_xlsx([GOOD], tmp_path / "a.xlsx", beside_notes)) == quads(alone)


def test_among_several_sheets_one_must_be_named(run: Run, tmp_path: Path) -> None:
    def beside_notes(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.create_sheet("notes").append(["to do"])

    as_xlsx([GOOD], tmp_path / "a.xlsx", beside_notes)
    done = run("check", "a.xlsx")
    assert done.returncode == 3
    told = "error: several sheets, 'Sheet', 'notes', a.xlsx, name the one to read 'claims'\n"
    assert done.stderr == told


HEADERS = [
    ("source,publisher,datePublished,claimant,proposition\n", "a.csv:1", "no column 'stance'"),
    ("\nsource,claimant,stance\n", "a.csv:2", "'publisher', 'datePublished', 'subject', 'relat"),
    (as_csv([]).replace("stance", "stanse"), "a.csv:1", "did you mean 'stance'?"),
    (as_csv([]).replace("stance", "notes"), "a.csv:1", "unknown column 'notes'"),
    (as_csv([]).replace("onBehalfOf", "claimant"), "a.csv:1", "'claimant' stands twice"),
    ("source;publisher,claimant\n", "a.csv:1", "commas and semicolons in the header"),
    ("\n", "a.csv", "an empty file"),
    (as_csv([]) + '"source/a"b,c\n', "a.csv:2", "bad CSV"),
    (as_csv([]) + 'source/a,"c\n', "a.csv:2", "bad CSV"),
]


@pytest.mark.parametrize(("text", "place", "words"), HEADERS)
def test_a_table_that_is_none_of_claims_is_refused(
    run: Run, tmp_path: Path, text: str, place: str, words: str
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8", newline="")
    for arguments in (["check", "a.csv"], ["import", "a.csv", "--store", "store"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (3, "")
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert f", {place}, " in done.stderr
        assert words in done.stderr
    assert not (tmp_path / "store").exists()


def test_a_file_that_is_no_workbook_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("source,claimant\n")
    with zipfile.ZipFile(tmp_path / "empty.xlsx", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    openpyxl.Workbook().save(tmp_path / "blank.xlsx")
    (tmp_path / "latin.csv").write_bytes("source,caf\xe9\n".encode("latin-1"))
    told = {
        "text.xlsx": "not a workbook",
        "empty.xlsx": "not a workbook",
        "blank.xlsx": "an empty workbook",
        "latin.csv": "not UTF-8 text",
        "missing.xlsx": "no such file",
    }
    for name, words in told.items():
        done = run("check", name)
        assert done.returncode == 3
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert f"error: {words}" in done.stderr
        assert name in done.stderr


def test_a_workbook_that_unfolds_beyond_measure_is_refused(run: Run, tmp_path: Path) -> None:
    path = as_xlsx([GOOD], tmp_path / "bomb.xlsx", unchanged)
    bomb = tmp_path / "bomb2.xlsx"
    shutil.copy(path, bomb)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", b" " * 200_000_001)
    done = run("check", "bomb2.xlsx")
    assert done.returncode == 3
    assert done.stderr == "error: too large to be read, bomb2.xlsx, split it\n"


def test_a_workbook_with_a_cell_far_out_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    import openpyxl

    for place in ("XFD20000", "A500000", "ZZ3"):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet["A1"] = "source"
        sheet[place] = "x"
        book.save(tmp_path / "far.xlsx")
        done = run("check", "far.xlsx")
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith(f"error: a cell far out, {place}, far.xlsx, delete what lies")


def test_the_credit_of_one_claim_has_a_column_of_its_own(run: Run, tmp_path: Path) -> None:
    head = (
        "source,publisher,datePublished,claimant,stance,proposition,credits,claimCredits,quality\n"
    )
    row = (
        "source/s-2021-09-07,actor/newsbytes,2021-09-07,actor/newsbytes,Doubts,"
        "proposition/taliban-entered-panjshir,,source/tolonews-2021-08-28,Paraphrase\n"
    )
    (tmp_path / "s.csv").write_text(head + row, encoding="utf-8")
    graph = kg.open().join(tmp_path / "s.csv")
    (stance,) = graph.show("source/s-2021-09-07").claims
    assert stance.credits == ("TOLOnews, 2021-08-28",)
    assert graph.show("source/s-2021-09-07").credits == ()
