"""Event data that came to harm: what is told of it, and that nothing of it is kept."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.errors import DataError
from kg.importers.events.formats import format_of
from kg.importers.events.reading import read
from kg.importers.events.table import format_for, read_map
from kg.tables.duck import Duck
from tests.conftest import Run
from tests.event_rows import Imported, imported
from tests.events_stores import EVENTS
from tests.test_event_table import HEAD, MAP, map_of

GDELT = EVENTS / "gdelt" / "gdelt2.CSV"
UCDP = EVENTS / "ucdp" / "ged231.csv"


def told(kind: str, content: bytes, name: str, folder: Path) -> str:
    """What is told of a file that is refused."""
    file = folder / name
    file.write_bytes(content)
    work = folder / "work"
    work.mkdir()
    engine = Duck(work, threads=1)
    try:
        with pytest.raises(DataError) as error:
            read(kind, format_of(kind), [str(file)], engine)
    finally:
        engine.close()
    assert str(file) in str(error.value)
    return str(error.value)


def of_gdelt(content: bytes, folder: Path, name: str = "events.CSV") -> Imported:
    file = folder / name
    file.write_bytes(content)
    return imported(format_of("gdelt"), [file], folder / "work")


@pytest.mark.parametrize("packed", [False, True])
def test_lines_of_gdelt_may_end_as_on_windows(tmp_path: Path, packed: bool) -> None:
    content = GDELT.read_bytes()
    plain = of_gdelt(content, tmp_path)
    other = content.replace(b"\n", b"\r\n")
    name = "other.CSV.gz" if packed else "other.CSV"
    found = of_gdelt(gzip.compress(other) if packed else other, tmp_path, name)
    assert (found.claims, found.things) == (plain.claims, plain.things)
    assert not found.rejects


def test_a_return_within_a_line_of_gdelt_parts_nothing(tmp_path: Path) -> None:
    first, second, third = GDELT.read_bytes().splitlines()[:3]
    found = of_gdelt(first + b"\r\n" + second + b"\r" + third + b"\ntoo few\r\n", tmp_path)
    assert found.reasons == dict.fromkeys((2, 3), "neither 57, 58 nor 61 columns")
    assert len(found.claims) == 1


@pytest.mark.parametrize("kind", ["gdelt", "ucdp-ged"])
@pytest.mark.parametrize(
    ("name", "damage", "expected"),
    [
        ("x.csv.gz", lambda content: gzip.compress(content)[:900], "cannot be read"),
        ("x.csv.gz", lambda content: gzip.compress(content)[:-8] + bytes(8), "cannot be read"),
        ("x.csv", lambda content: content.decode().encode("utf-16"), "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, kind: str, name: str, damage: object, expected: str
) -> None:
    assert callable(damage)
    content = (GDELT if kind == "gdelt" else UCDP).read_bytes()
    assert expected in told(kind, damage(content), name, tmp_path)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED]
)
def test_a_damaged_archive_is_told(tmp_path: Path, method: int) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", compression=method) as archive:
        archive.writestr("x.csv", UCDP.read_bytes())
    damaged = bytearray(whole.getvalue())
    damaged[500:560] = b"\xff" * 60
    text = told("ucdp-ged", bytes(damaged), "x.zip", tmp_path)
    assert "not a readable zip archive" in text
    assert "pack it again" in text


def test_any_name_within_an_archive_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"../a.{'x' * 300}", UCDP.read_bytes())
    assert not imported(format_of("ucdp-ged"), [file], tmp_path / "work").rejects
    assert sorted(one.name for one in tmp_path.iterdir()) == ["work", "x.zip"]


def test_a_column_that_stands_twice_is_told(tmp_path: Path) -> None:
    """Which of the two is meant nobody knows; other columns may stand as often as they like."""
    content = UCDP.read_bytes().replace(b",gwnob\n", b",relid\n", 1)
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    assert not imported(format_of("ucdp-ged"), [file], tmp_path / "first").rejects
    content = content.replace(b",relid\n", b",best\n", 1)
    assert "the column 'best' is there twice" in told("ucdp-ged", content, "y.csv", tmp_path)


def test_a_row_without_an_end_is_told(tmp_path: Path) -> None:
    content = UCDP.read_bytes() + b'"' + b"x" * 9_000_000
    assert "a row is longer than 4 MB" in told("ucdp-ged", content, "x.csv", tmp_path)


def test_cells_that_are_lists_are_told(tmp_path: Path) -> None:
    head = UCDP.read_text(encoding="utf-8").splitlines()[0].split(",")
    whole = io.BytesIO()
    pq.write_table(pa.table({name: [["1"]] for name in head}), whole)
    assert "cannot be read" in told("ucdp-ged", whole.getvalue(), "x.parquet", tmp_path)


def test_a_file_whose_name_is_no_text_is_told(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.CSV")
    Path(name).write_bytes(GDELT.read_bytes())
    done = run("import", "gdelt", name, "-o", tmp_path / "x.nq")
    assert done.returncode == 3
    assert "a name that is not UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_place_for_rejects_nothing_is_imported(run: Run, tmp_path: Path) -> None:
    file, store = tmp_path / "x.CSV", tmp_path / "store"
    file.write_bytes(GDELT.read_bytes() + b"damaged\n")
    done = run("import", "gdelt", file, "--store", store, "--rejects", tmp_path / "no" / "r.csv")
    assert done.returncode == 3
    assert "the rejects cannot be written" in done.stderr
    assert not store.exists()


@pytest.mark.parametrize("option", ["--output", "--rejects"])
def test_a_file_that_is_read_is_not_written_over(run: Run, tmp_path: Path, option: str) -> None:
    file = tmp_path / "x.CSV"
    content = GDELT.read_bytes() + b"damaged\n"
    file.write_bytes(content)
    into = () if option == "--output" else ("--store", tmp_path / "store")
    done = run("import", "gdelt", file, option, file, *into)
    assert done.returncode == 2
    assert "name another file to write" in done.stderr
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("map", "fault"),
    [
        (MAP.partition("claims:")[0] + "claims: {}\n", "a map without claims"),
        (MAP.replace("  dead:", '  "d> <e":'), "the name 'd> <e' of a claim"),
    ],
)
def test_a_map_names_claims(tmp_path: Path, map: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        read_map(str(map_of(map, tmp_path)))


@pytest.mark.parametrize("address", ["http://a b", "http://a/<b>", "x", "http://a/\\"])
def test_an_outside_id_of_a_table_is_an_address(tmp_path: Path, address: str) -> None:
    """It becomes an IRI as it stands."""
    composed = '{column: QID, prefix: "http://www.wikidata.org/entity/"}'
    text = MAP.replace(composed, "QID") + "delimiter: semicolon\n"
    format = format_for(read_map(str(map_of(text, tmp_path))))
    table = tmp_path / "x.csv"
    columns = HEAD.strip().split(";")
    cells = {"Kind": "group", "Where": "Valley", "Dead": "1"}
    right = "https://www.example.org/é?a=%20#1"
    rows = [
        cells | {"Nr": str(number), "Side": f"Side {number}", "QID": link}
        for number, link in enumerate((address, right), 1)
    ]
    lines = [";".join(row.get(name, "") for name in columns) for row in rows]
    table.write_text("\n".join([HEAD.strip(), *lines]) + "\n", encoding="utf-8")
    found = imported(format, [table], tmp_path / "work")
    assert [*found.reasons.values()] == ["QID is no web address"]
    assert "actor/losses/side-1" not in found.things
    assert right in map(str, found.things["actor/losses/side-2"].values())


@pytest.mark.parametrize(("ending", "parted"), [("csv", ";"), ("tsv", "\t"), ("csv", ",")])
def test_rejects_are_found_by_their_lines_whatever_parts_the_cells(
    tmp_path: Path, ending: str, parted: str
) -> None:
    """A cell of the rows before is broken into lines, or longer than Python's csv takes."""
    text = MAP + ("delimiter: semicolon\n" if parted == ";" else "")
    format = format_for(read_map(str(map_of(text, tmp_path))))
    columns = HEAD.strip().split(";")
    row = {"Side": "North, South", "Kind": "group", "Where": "Valley", "Dead": "1"}
    cells = [
        row | {"Nr": "1", "Side": "one\nside"},
        row | {"Nr": "2", "Side": "x" * 140_000},
        row | {"Nr": "3"},
        row | {"Nr": "3"},
    ]
    table = tmp_path / f"x.{ending}"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=parted, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(cells)
    found = imported(format, [table], tmp_path / "work")
    assert found.reasons == {6: "Nr stands in an earlier row"}


def test_damaged_lines_of_a_stream_are_told(tmp_path: Path) -> None:
    good = (EVENTS / "ftm" / "entities.ijson").read_bytes().splitlines()
    number = b'{"id": ' + b"9" * 5000 + b', "schema": "Person", "properties": {"name": ["x"]}}'
    file = tmp_path / "x.ijson"
    file.write_bytes(b"\n".join([*good, number, b"[" * 100_000, b""]))
    found = imported(format_of("ftm"), [file], tmp_path / "work")
    assert found.reasons[len(good) + 1] == found.reasons[len(good) + 2] == "not JSON"


def test_a_damaged_stream_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress((EVENTS / "ftm" / "entities.ijson").read_bytes()))
    packed[200:260] = b"\xff" * 60
    assert "cannot be read" in told("ftm", bytes(packed), "x.ijson.gz", tmp_path)
