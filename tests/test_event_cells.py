"""Cells of event data: what means nothing, numbers as programs write them, quotation marks,
separators and encodings, and days that do not exist."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import openpyxl
import pytest

from kg.errors import DataError
from kg.importers.events.formats import format_of
from kg.importers.events.mapped import Format
from kg.importers.events.reading import read
from kg.importers.events.table import format_for, read_map
from kg.tables.duck import Duck
from tests.conftest import Run
from tests.event_rows import Imported, imported
from tests.events_stores import EVENTS

CASES = EVENTS / "cases"
MAP = """
name: zz
title: Zed table
coder: {name: Zed Project, class: Organization}
key: Nr
things:
  a: {class: ArmedGroup, name: A}
  b: {class: ArmedGroup, name: B}
  land: {class: Place, name: Country}
claims:
  f: {subject: a, relation: attacks, object: b, validFrom: Day, place: land}
"""
HEAD = "Nr,A,B,Day,Country"


def zed(folder: Path, more: str = "") -> Format:
    path = folder / "zz.yaml"
    path.write_text(MAP + more, encoding="utf-8")
    return format_for(read_map(str(path)))


def table(folder: Path, content: str | bytes, name: str = "x.csv", more: str = "") -> Imported:
    """What the map above makes of a file."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return imported(zed(folder, more), [file], folder / "work")


def notes(folder: Path, content: str) -> list[str]:
    """The remarks on a table."""
    (folder / "x.csv").write_text(content, encoding="utf-8")
    engine = Duck(folder, threads=1)
    try:
        return read("table", zed(folder), [str(folder / "x.csv")], engine).remarks
    finally:
        engine.close()


def names(found: Imported, folder: str) -> set[str]:
    return {one["name"] for id, one in found.things.items() if id.startswith(f"{folder}/zz/")}


def ends(found: Imported) -> dict[str, tuple[str, str]]:
    """Who attacks whom, by the keys of the rows."""
    return {
        id.split("/")[2]: (claim["subject"][9:], claim["object"][9:])
        for id, claim in found.claims.items()
    }


def test_na_in_event_data_is_nobody_and_nowhere(tmp_path: Path) -> None:
    found = imported(format_of("ucdp-ged"), [CASES / "ucdp-ged-na-cells.csv"], tmp_path)
    (claim,) = [one for id, one in found.claims.items() if "/fights/" in id]
    assert claim["claimant"] == "actor/ucdp"
    assert {one["name"] for id, one in found.things.items() if id.startswith("place/")} == {
        "Osk town, Zed"
    }
    assert not [id for id in found.things if id.endswith(("/na", "said-by/na"))]


@pytest.mark.parametrize(
    "mark",
    [
        *("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NaT", "NULL", "null", "None", "-"),
        *(".", " NA ", "\u00a0", "\u200b-\u200f", '""""""', "''", "\u2013", "?", "\\N"),
    ],
)
def test_a_cell_that_means_nothing_is_empty(tmp_path: Path, mark: str) -> None:
    found = table(tmp_path, f"{HEAD}\n1,{mark},Varn,2021-08-28,Zed\n2,Ilo,Varn,2021-08-29,{mark}\n")
    assert list(found.reasons) == [2]
    assert ends(found) == {"2": ("ilo", "varn")}
    assert names(found, "place") == set()


@pytest.mark.parametrize("name", ["Nan", "Nana", "Na", "NAT", "Dash-", "Nobody", "0"])
def test_names_that_are_like_marks_are_names(tmp_path: Path, name: str) -> None:
    found = table(tmp_path, f"{HEAD}\n1,{name},Varn,2021-08-28,Zed\n")
    assert name in names(found, "actor")


def test_what_means_nothing_is_up_to_the_map(tmp_path: Path) -> None:
    rows = f"{HEAD}\n1,NA,Varn,2021-08-28,xx\n2,Ilo,Varn,2021-08-28,NA\n"
    for folder, more, reasons, places in (
        ("list", "missing: [xx]\n", {}, {"NA"}),
        ("nothing", "missing: []\n", {}, {"xx", "NA"}),
        ("columns", "missing: {Country: [xx]}\n", {2: True}, {"NA"}),
    ):
        (tmp_path / folder).mkdir()
        found = table(tmp_path / folder, rows, more=more)
        assert (dict.fromkeys(found.reasons, True), names(found, "place")) == (reasons, places)


def test_a_word_that_the_map_knows_is_not_empty(tmp_path: Path) -> None:
    more = MAP.replace(
        "class: ArmedGroup, name: A}", "class: {column: Kind, values: KNOWN}, name: A}"
    )
    more = more.replace("KNOWN", '{"-": ArmedForce, NA: ArmedGroup}')
    (tmp_path / "zz.yaml").write_text(more, encoding="utf-8")
    (tmp_path / "x.csv").write_text(
        f"{HEAD},Kind\n1,Ilo,Varn,2021-08-28,Zed,-\n2,Osk,Varn,2021-08-28,Zed,NA\n"
    )
    format = format_for(read_map(str(tmp_path / "zz.yaml")))
    found = imported(format, [tmp_path / "x.csv"], tmp_path / "work")
    assert found.things["actor/zz/ilo"]["class"] == "ArmedForce"
    assert found.things["actor/zz/osk"]["class"] == "ArmedGroup"


def test_namibia_is_a_country_where_cells_hold_codes(tmp_path: Path) -> None:
    coded = f"{HEAD}\n1,Ilo,Varn,2021-08-28,NA\n2,Ilo,Varn,2021-08-29,ZA\n"
    named = coded.replace("ZA", "South Africa")
    for folder in ("coded", "named", "notes"):
        (tmp_path / folder).mkdir()
    assert names(table(tmp_path / "coded", coded), "place") == {"NA", "ZA"}
    assert names(table(tmp_path / "named", named), "place") == {"South Africa"}
    assert notes(tmp_path / "notes", coded) == [
        "NA was taken as the code of a country in Country (1)"
    ]


def test_cells_that_were_taken_as_empty_are_counted(tmp_path: Path) -> None:
    content = f"{HEAD}\n1,Ilo,Varn,NA,-\n2,Ilo,Varn,NULL,-\n3,Ilo,Varn,2021-08-28,Zed\n"
    assert notes(tmp_path, content) == [
        "4 cells were taken as empty: - in Country (2); NA, NULL in Day (2)"
    ]


def test_an_unknown_column_or_empty_mark_of_a_map_is_named(tmp_path: Path) -> None:
    for more, fault in (
        ("missing: {Land: [NA]}\n", "no column 'Land' is used"),
        ("missing: [NA, null]\n", "an empty text, which always means an empty cell"),
    ):
        with pytest.raises(DataError, match=fault):
            zed(tmp_path, more)


def test_a_number_with_a_fraction_of_nothing_is_an_id(tmp_path: Path) -> None:
    found = imported(format_of("ucdp-ged"), [CASES / "ucdp-ged-float-ids.csv"], tmp_path)
    assert not found.rejects
    assert "event/ucdp/900001" in found.things


def test_a_count_is_a_whole_number(tmp_path: Path) -> None:
    more = "  d: {subject: a, relation: deathCount, value: Dead}\n"
    rows = ["Nr,A,B,Day,Country,Dead", "1,Ilo,Varn,,,3.0", "2,Ilo,Varn,,,12.5"]
    found = table(tmp_path, "\n".join(rows), more=more)
    assert found.reasons == {3: "Dead is not a whole number"}
    assert found.claims["claim/zz/1/d"]["value"] == "3"


def test_a_quotation_mark_in_a_tab_separated_file_is_text(tmp_path: Path) -> None:
    rows = [HEAD, '1,"Front,Varn,,', '2,Ilo,"Varn,,', '3,the "Old" Guard,Varn,,', "4,Ilo,Osk,,"]
    content = "\n".join(rows).replace(",", "\t")
    found = table(tmp_path, content, "x.tab")
    assert not found.rejects
    assert ends(found) == {
        "1": ("front", "varn"),
        "2": ("ilo", "varn"),
        "3": ("the-old-guard", "varn"),
        "4": ("ilo", "osk"),
    }


def test_a_quotation_mark_that_is_not_closed_swallows_no_row(tmp_path: Path) -> None:
    rows = [HEAD, '1,"Front,Varn,,', "2,Ilo,Osk,,", '3,"Ilo,Osk,,', "4,Ilo,Osk,,"]
    found = table(tmp_path, "\n".join(rows))
    reason = "a quotation mark opens a cell and is not closed"
    assert found.reasons == {2: reason, 4: reason}
    assert set(ends(found)) == {"2", "4"}


def test_rows_that_quotation_marks_may_join_are_rejected_each(tmp_path: Path) -> None:
    rows = [HEAD, '1,"Front,Varn,,', '2,Osk 5",Varn,,', "3,Ilo,Osk,,"]
    found = table(tmp_path, "\n".join(rows))
    what = "quotation marks make one row of lines 2 to 3, each of which is a row"
    assert found.reasons == {2: what, 3: what}
    assert set(ends(found)) == {"3"}


def test_quoted_cells_may_hold_lines_and_quotation_marks(tmp_path: Path) -> None:
    rows = [HEAD, '1,"Old\nFront",Varn,,', '2,"the ""Old"" Guard",Varn,,', '3,a "b" c,Varn,,']
    found = table(tmp_path, "\n".join([*rows, '4,"a "b" c",Varn,,', "5,Ilo"]))
    assert found.reasons == {
        6: "a quotation mark in a quoted cell is not doubled",
        7: "too few columns: 2 for 5",
    }
    assert ends(found) == {
        "1": ("old-front", "varn"),
        "2": ("the-old-guard", "varn"),
        "3": ("a-b-c", "varn"),
    }


def test_empty_columns_and_rows_at_the_end_are_left_out(tmp_path: Path) -> None:
    content = f"\ufeff{HEAD},,\n1,Ilo,Varn,,,,\n2,Ilo,Osk,,\n,,,,,,\n \n3,Ilo,Osk,,,,x\n"
    found = table(tmp_path, content)
    assert found.reasons == {6: "too many columns: 7 for 5"}
    assert set(ends(found)) == {"1", "2"}


def test_a_row_of_the_year_0_is_rejected(tmp_path: Path) -> None:
    more = MAP.replace("name: Country", "name: Town")
    (tmp_path / "zz.yaml").write_text(more, encoding="utf-8")
    format = format_for(read_map(str(tmp_path / "zz.yaml")))
    found = imported(format, [CASES / "table-year-0.csv"], tmp_path / "work")
    assert found.reasons == {2: "Day is no date"}
    assert set(ends(found)) == {"2"}


@pytest.mark.parametrize(
    "day",
    [
        *("0000-00-00", "0000", "0000-01", "1900-01-00", "2021-02-31", "10000-01-01"),
        *("-0044-03-15", "44436", "2021-13-01"),
    ],
)
def test_a_day_that_does_not_exist_is_rejected(tmp_path: Path, day: str) -> None:
    found = table(tmp_path, f"{HEAD}\n1,Ilo,Varn,{day},\n2,Ilo,Varn,2021-08-28,\n")
    assert found.reasons == {2: "Day is no date"}


@pytest.mark.parametrize("kind", ["ucdp-ged", "acled", "ucdp-actors"])
@pytest.mark.parametrize("change", ["semicolons", "sep", "bom", "returns", "gzip", "strokes"])
def test_event_files_are_read_as_programs_write_them(
    tmp_path: Path, kind: str, change: str
) -> None:
    folder = {"ucdp-ged": "ucdp/ged231.csv", "acled": "acled/events.csv"}
    source = EVENTS / folder.get(kind, "ucdp_actors/actors.csv")
    with source.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    separator = {"semicolons": ";", "sep": ";", "strokes": "|"}.get(change, ",")
    file = tmp_path / "other.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        if change == "sep":
            out.write("sep=;\r\n")
        csv.writer(out, delimiter=separator).writerows(rows)
    content = file.read_bytes()
    content = b"\xef\xbb\xbf" + content if change == "bom" else content
    if change == "returns":
        content = content.replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    file.write_bytes(gzip.compress(content) if change == "gzip" else content)
    here = imported(format_of(kind), [source], tmp_path / "first")
    there = imported(format_of(kind), [file], tmp_path / "second")
    assert there.taken == here.taken > 0
    if change != "returns":
        assert there[:3] == here[:3]


def refused(format: Format, file: Path, folder: Path) -> str:
    engine = Duck(folder, threads=1)
    try:
        with pytest.raises(DataError) as error:
            read("tested", format, [str(file)], engine)
    finally:
        engine.close()
    return str(error.value)


def test_a_wrong_separator_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(HEAD.replace(",", ";") + "\n1;Ilo;Varn;;\n")
    said = refused(zed(tmp_path, "delimiter: comma\n"), file, tmp_path)
    assert f"no column 'Nr', 'A', 'B', 'Country', 'Day', {file}:1" in said
    assert "its cells seem to be separated by a semicolon, not by a comma" in said
    assert "write 'delimiter: semicolon' in the map" in said


@pytest.mark.parametrize("kind", ["ucdp-ged", "gdelt"])
def test_text_that_is_not_utf8_is_named(tmp_path: Path, kind: str) -> None:
    source = EVENTS / ("gdelt/gdelt2.CSV" if kind == "gdelt" else "ucdp/ged231.csv")
    text = source.read_text(encoding="utf-8")
    file = tmp_path / "x.csv"
    file.write_bytes(text.encode("utf-16"))
    said = refused(format_of(kind), file, tmp_path)
    assert "text in UTF-16 or UTF-32, not UTF-8" in said
    assert "save it as UTF-8" in said


def test_bytes_of_windows_1252_are_named_with_their_line(tmp_path: Path) -> None:
    rows = f"{HEAD}\n1,Caf\u00e9,Varn,,\n2,Ilo,Varn,,\n"
    found = table(tmp_path, rows.encode("cp1252"))
    assert found.reasons == {
        2: "the byte 0xe9 ('\u00e9' in Windows-1252) is not UTF-8 in column A; save it as UTF-8"
    }


def test_a_failed_formula_rejects_its_row(tmp_path: Path) -> None:
    found = table(tmp_path, f"{HEAD}\n1,#REF!,Varn,,\n2,Ilo,Varn,,\n")
    assert found.reasons == {2: "A holds the error #REF!"}


def test_a_workbook_with_a_column_twice_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Nr", "A", "A", "B", "Day", "Country"], [1, "Ilo", "Osk", "Varn", None, None]):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    said = refused(zed(tmp_path), tmp_path / "x.xlsx", tmp_path)
    assert "the column 'A' is there twice" in said


def test_the_command_prints_what_was_taken_as_empty(run: Run, tmp_path: Path) -> None:
    done = run(
        "import", "ucdp-ged", CASES / "ucdp-ged-na-cells.csv", "--store", tmp_path / "s",
        "--base", "https://example.org/zed/",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "cells were taken as empty: NA in source_original (1)" in done.stderr
