"""How things of event data get their names, languages, ids and points, through the command."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pytest

import kg
from kg.importers.events.formats import format_of
from tests.conftest import Run
from tests.event_formats import rows_of, write
from tests.event_rows import Imported, imported
from tests.events_stores import EVENTS

CASES = EVENTS / "cases"
ACTORS = EVENTS / "ucdp_actors" / "actors.csv"
UCDP = CASES / "ucdp-ged-stray-character-in-publisher.csv"
MAP = """
name: zz
title: Zed table
coder: {name: Zed Project, class: Organization}
key: Nr
things:
  a: {class: ArmedGroup, name: A}
  b: {class: Organization, name: B}
  w: {class: Place, name: Town, latitude: Lat, longitude: Lon}
claims:
  f: {subject: a, relation: attacks, object: b, place: w}
"""
HEAD = ("Nr", "A", "B", "Town", "Lat", "Lon")


def made(folder: Path, kind: str, *files: Path, map: Path | None = None) -> Imported:
    """What an import makes of files."""
    return imported(format_of(kind, None if map is None else str(map)), files, folder / "work")


def table(folder: Path, *rows: Sequence[str], map: str = MAP) -> Imported:
    """What a table of a few rows becomes."""
    path = folder / "columns.yaml"
    path.write_text(map, encoding="utf-8")
    events = write(folder / "table.csv", [dict(zip(HEAD, row, strict=True)) for row in rows])
    return made(folder, "table", events, map=path)


def attacks(*names: str) -> list[Sequence[str]]:
    """Rows of a table, in each of which an actor of that name attacks another."""
    return [(str(number), name, "Varn", "Osk", "1", "2") for number, name in enumerate(names)]


def gdelt(folder: Path, *places: Mapping[str, str], width: int = 58) -> Path:
    """A file of events of Canada and Poland on one day, each in a place of its own."""
    rows = []
    for number, place in enumerate(places, 1):
        row = [""] * width
        row[0], row[1], row[26], row[30:35] = str(number), "20130405", "040", list("11112")
        row[5:8], row[15:18] = ["CAN", "CANADA", "CAN"], ["POL", "POLAND", "POL"]
        given = [place.get(name, "") for name in ("kind", "name", "country", "division")]
        point = [place.get(name, "") for name in ("lat", "lon", "feature")]
        start = 51 if width == 61 else 49
        second = [""] if width == 61 else []
        row[start : start + 7 + len(second)] = [*given, *second, *point]
        row[59 if width == 61 else 56] = "20130406"
        if width > 57:
            row[width - 1] = f"https://news.example/{number}"
        rows.append("\t".join(row))
    path = folder / "events.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def where(found: Imported) -> list[str]:
    """The names of the places of propositions."""
    places = {claim["proposition"]: claim["place"] for claim in found.claims.values()}
    return sorted(found.things[place]["name"] for place in places.values())


def test_countries_without_a_feature_id_are_places_of_their_own(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("import", "gdelt", CASES / "gdelt-57-columns-featureid-0.csv", "--store", store)
    rows = kg.open(store).query(
        "SELECT ?proposition ?name ?lat ?lon { ?proposition a cg:Proposition ; cg:place ?place ."
        " ?place skos:prefLabel ?name ; schema:latitude ?lat ; schema:longitude ?lon }"
    )
    assert sorted((row.name, str(row.lat), str(row.lon)) for row in rows) == [
        ("Canada", "60", "-95"),
        ("Kuwait", "29.3375", "47.6581"),
        ("United States", "38", "-97"),
    ]


OSK = {"country": "CA", "division": "CA08", "lat": "45", "lon": "-80"}
FEATURES = ("", "0", "0.0", "-1", "-560473", "12", "CA", "CA08", "ON")


@pytest.mark.parametrize("width", [57, 58, 61])
def test_places_with_the_same_feature_id_are_told_apart_by_their_points(
    tmp_path: Path, width: int
) -> None:
    places = [
        {"kind": kind, "name": f"Osk {n}", "country": "CA", "division": "CA00", "feature": feature}
        | {"lat": str(n), "lon": f"-{n}.25"}
        for n, (kind, feature, _) in enumerate(product("345", FEATURES, range(2)), 1)
    ]
    found = made(tmp_path, "gdelt", gdelt(tmp_path, *places, width=width))
    assert found.points() == {(one["name"], one["lat"], one["lon"]) for one in places}
    assert len(places) == 54
    assert where(found) == sorted(one["name"] for one in places)


def test_a_country_and_a_state_with_the_same_feature_id_are_two_places(tmp_path: Path) -> None:
    country = {"kind": "1", "name": "Canada", "country": "CA", "division": "CA", "feature": "CA"}
    state = {"kind": "2", "name": "California", "country": "US", "division": "USCA"}
    places = [country | {"lat": "60", "lon": "-95"}, state | {"lat": "36", "lon": "-119"}]
    file = gdelt(tmp_path, *(one | {"feature": "CA"} for one in places))
    assert made(tmp_path, "gdelt", file).points() == {
        ("Canada", "60", "-95"),
        ("California", "36", "-119"),
    }


def test_a_country_is_one_place_whatever_its_feature_id(tmp_path: Path) -> None:
    country = {"kind": "1", "name": "Canada", "country": "CA", "division": "CA"}
    points = [("60", "-95", "0"), ("60", "-96", "CA"), ("60", "-96", "")]
    places = [
        country | {"lat": lat, "lon": lon, "feature": feature} for lat, lon, feature in points
    ]
    found = made(tmp_path, "gdelt", gdelt(tmp_path, *places))
    assert found.points() == {("Canada", "60", "-96")}
    (remark,) = found.remarks
    assert "'Canada' (place/gdelt/country/ca) at 60 -96, not at 60 -95" in remark


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ({"lat": "91"}, "ActionGeo_Lat or ActionGeo_Long is out of range"),
        ({"lat": "4#.5"}, "ActionGeo_Lat or ActionGeo_Long is not a number"),
        ({"lon": ""}, "ActionGeo_Lat or ActionGeo_Long is not a number"),
    ],
)
def test_a_place_of_gdelt_without_a_point_on_earth_is_refused(
    tmp_path: Path, point: dict[str, str], reason: str
) -> None:
    osk = OSK | {"kind": "4", "name": "Osk", "feature": "7"}
    found = made(tmp_path, "gdelt", gdelt(tmp_path, osk, osk | point))
    assert found.reasons == {2: reason}


def test_a_place_goes_by_its_commonest_name(tmp_path: Path) -> None:
    city = {"kind": "4", "country": "RS", "division": "RS48", "feature": "-2960561"}
    city |= {"lat": "55.7522", "lon": "37.6156"}
    names = ["Kremlin, Moskva, Russia", "Moscow, Moskva, Russia", "Moscow, Moskva, Russia"]
    found = made(tmp_path, "gdelt", gdelt(tmp_path, *(city | {"name": name} for name in names)))
    assert {point[0] for point in found.points()} == {"Moscow, Moskva, Russia"}
    assert found.named("place/gdelt/city/-2960561/55.7522-37.6156") == (
        "Moscow, Moskva, Russia@en",
        {"Kremlin, Moskva, Russia@en"},
    )
    assert found.remarks == []


def test_a_later_import_adds_the_names_that_it_has_for_a_known_place(
    run: Run, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    city = {"kind": "4", "country": "RS", "feature": "7", "lat": "55.5", "lon": "37.5"}
    for names in (["Moscow"], ["Moscow", "Moskva"], ["Kremlin", "Moskva"]):
        file = gdelt(tmp_path, *(city | {"name": name} for name in names))
        assert run("import", "gdelt", file, "--store", store).returncode == 0
    graph = kg.open(store)
    place = f"{graph.base}place/gdelt/city/7/55.5-37.5"
    rows = graph.query(
        "SELECT ?p ?name (COUNT(?graph) AS ?graphs) { GRAPH ?graph"
        f" {{ <{place}> ?p ?name . FILTER(?p IN (skos:prefLabel, skos:altLabel, rdfs:label)) }} }}"
        " GROUP BY ?p ?name"
    )
    assert sorted((row.p.rpartition("#")[2], row.name, row.graphs) for row in rows) == [
        ("altLabel", "Kremlin", 1),
        ("altLabel", "Moskva", 1),
        ("label", "Moscow", 1),
        ("prefLabel", "Moscow", 1),
    ]
    assert run("check", "--store", store).returncode == 0


def test_a_publisher_goes_by_its_commonest_name_without_stray_signs(
    run: Run, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    done = run("import", "ucdp-ged", UCDP, "--store", store)
    graph = kg.open(store)
    rows = graph.query(
        f"SELECT ?p ?name {{ <{graph.base}actor/outlet/zed-wire> ?p ?name ."
        " FILTER(?p IN (skos:prefLabel, skos:altLabel)) }"
    )
    assert sorted((row.p.rpartition("#")[2], row.name) for row in rows) == [
        ("altLabel", "zed wire"),
        ("prefLabel", "Zed Wire"),
    ]
    assert "note: 1 thing is joined from names that differ only in signs: " in done.stderr
    assert "';Zed Wire', 'Zed Wire', 'zed wire' (actor/outlet/zed-wire)" in done.stderr


@pytest.mark.parametrize(
    "written",
    [
        *(";Zed Wire", '"Zed Wire', "(Zed Wire", "Zed Wire;", "\ufffdZed Wire", "- Zed Wire"),
        *("*Zed Wire", '"Zed Wire"', "Zed Wire)", "Zed Wire |", "...Zed Wire", "\u201cZed Wire"),
    ],
)
def test_stray_signs_are_no_part_of_a_name(tmp_path: Path, written: str) -> None:
    found = table(tmp_path, *attacks(written))
    assert found.named("actor/zz/zed-wire") == ("Zed Wire@und", set())


def test_signs_of_a_name_stay(tmp_path: Path) -> None:
    names = {"Yahoo!", "Zed Inc.", "C++", "Front (FZ)", "[Osk] Post", "B'Tselem", "!Ilo", "Varn's"}
    found = table(tmp_path, *attacks(*sorted(names)))
    assert {point[0] for point in found.points("ArmedGroup")} == names


def test_of_names_that_are_as_common_the_first_is_shown_in_any_order(tmp_path: Path) -> None:
    rows = attacks("osk army", "Osk Army")
    for number, order in enumerate((rows, rows[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = table(folder, *order)
        assert found.named("actor/zz/osk-army") == ("Osk Army@und", {"osk army@und"})


def test_names_that_differ_in_plus_and_hash_are_different_actors(tmp_path: Path) -> None:
    found = table(tmp_path, *attacks("C", "C++", "C#"))
    assert {name for name, _, _ in found.points("ArmedGroup")} == {"C", "C++", "C#"}
    assert found.remarks == []


def test_names_that_differ_in_other_signs_are_joined_with_a_note(tmp_path: Path) -> None:
    found = table(tmp_path, *attacks("Al Osk", "Al-Osk", "Al-Osk", "al  osk"))
    others = {"Al Osk@und", "al  osk@und"}
    assert found.named("actor/zz/al-osk") == ("Al-Osk@und", others)
    (remark,) = found.remarks
    assert "'Al Osk', 'Al-Osk', 'al  osk' (actor/zz/al-osk)" in remark


def test_names_that_differ_in_a_stray_sign_are_joined_with_a_note(tmp_path: Path) -> None:
    found = table(tmp_path, *attacks("A", "A*", "*A"))
    assert found.named("actor/zz/a") == ("A@und", {"A*@und"})
    (remark,) = found.remarks
    assert "'*A', 'A', 'A*' (actor/zz/a)" in remark


def test_names_in_scripts_with_vowel_signs_are_different_actors(tmp_path: Path) -> None:
    names = ("\u0930\u093e\u092e", "\u0930\u094b\u092e")
    found = table(tmp_path, *attacks(*names))
    assert {name for name, _, _ in found.points("ArmedGroup")} == set(names)


def test_latitude_and_longitude_are_a_pair_that_a_row_has(run: Run, tmp_path: Path) -> None:
    store, file = tmp_path / "store", CASES / "table-place-two-coordinates.csv"
    done = run("import", "table", file, "--map", CASES / "table.map.yaml", "--store", store)
    rows = kg.open(store).query(
        "SELECT ?lat ?lon { ?place schema:latitude ?lat ; schema:longitude ?lon }"
    )
    assert [(str(row.lat), str(row.lon)) for row in rows] == [("10", "20")]
    assert "'Osk, North' (place/zz/osk/north) at 10 20, not at 50 -30" in done.stderr


def test_half_a_point_is_none(tmp_path: Path) -> None:
    rows = [("1", "Ilo", "Varn", "Osk", "10", ""), ("2", "Ilo", "Varn", "Osk", "", "20")]
    found = table(tmp_path, *rows)
    assert found.points() == {("Osk", None, None)}
    assert found.remarks == []


def test_fragments_of_followthemoney_give_a_point_together_only_within_a_data_set(
    tmp_path: Path,
) -> None:
    addresses = [
        ("a", "x", {"full": "Osk", "latitude": "10", "longitude": "20"}),
        ("a", "y", {"full": "Osk", "latitude": "50", "longitude": "-30"}),
        ("b", "x", {"full": "Varn", "latitude": "10"}),
        ("b", "y", {"longitude": "-30"}),
        ("c", "x", {"full": "Ilo", "latitude": "1"}),
        ("c", "x", {"longitude": "2"}),
    ]
    lines = [
        json.dumps({"id": id, "schema": "Address", "datasets": [data_set], "properties": values})
        for id, data_set, values in addresses
    ]
    file = tmp_path / "entities.ijson"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = made(tmp_path, "ftm", file)
    assert found.points() == {("Osk", "10", "20"), ("Varn", None, None), ("Ilo", "1", "2")}
    (remark,) = found.remarks
    assert "'Osk' (place/ftm/a) at 10 20, not at 50 -30" in remark


SCRIPTS = {
    "Arabic": "\u0637\u0627\u0644\u0628\u0627\u0646",
    "Cyrillic": "\u0422\u0430\u043b\u0438\u0431\u0430\u043d",
    "Han": "\u5854\u5229\u73ed",
    "Devanagari": "\u0924\u093e\u0932\u093f\u092c\u093e\u0928",
    "Greek": "\u03a4\u03b1\u03bb\u03b9\u03bc\u03c0\u03ac\u03bd",
    "mixed": "Taliban (\u0637\u0627\u0644\u0628\u0627\u0646)",
}


@pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS)
def test_names_in_another_script_are_not_tagged_english(tmp_path: Path, name: str) -> None:
    rows = rows_of(UCDP)[:1]
    rows[0] |= {"source_original": f"{name};Caf\u00e9 \u0141\u00f3d\u017a", "side_b": name}
    ucdp = made(tmp_path / "1", "ucdp-ged", write(tmp_path / "ged.csv", rows))
    osk = OSK | {"kind": "4", "name": name, "feature": "7"}
    found = [ucdp, made(tmp_path / "2", "gdelt", gdelt(tmp_path, osk))]
    rows = rows_of(EVENTS / "acled" / "events.csv")[:1]
    file = write(tmp_path / "acled.csv", [rows[0] | {"actor1": name}])
    found.append(made(tmp_path / "3", "acled", file))
    for one in found:
        tags = {thing["name"]: thing["language"] for thing in one.things.values()}
        assert tags.pop(name) == "und"
        assert {tag for other, tag in tags.items() if name not in other} == {"en"}
    assert ucdp.named("actor/ucdp/said-by/caf\u00e9-\u0142\u00f3d\u017a")[0].endswith("@en")


def test_languages_are_stated(run: Run, tmp_path: Path) -> None:
    rows = rows_of(UCDP)[:1]
    rows[0]["source_original"] = SCRIPTS["Arabic"]
    file, out = write(tmp_path / "ged.csv", rows), tmp_path / "out.nq"
    run("import", "ucdp-ged", file, "-o", out)
    written = out.read_text(encoding="utf-8")
    assert f'prefLabel> "{SCRIPTS["Arabic"]}"@und ' in written
    assert 'prefLabel> "Zed Wire"@en ' in written


def test_a_map_says_the_language_of_names(tmp_path: Path) -> None:
    map = MAP.replace("key: Nr", "key: Nr\nlanguage: en").replace(
        "name: B}", "name: {column: B, language: prs}}"
    )
    arabic, cyrillic = SCRIPTS["Arabic"], SCRIPTS["Cyrillic"]
    found = table(tmp_path, ("1", "Ilo", arabic, cyrillic, "1", "2"), map=map)
    assert found.named("actor/zz/ilo")[0] == "Ilo@en"
    assert found.named(f"actor/zz/{arabic}")[0] == f"{arabic}@prs"
    assert found.named(f"place/zz/{cyrillic.lower()}")[0] == f"{cyrillic}@und"


def test_names_that_a_data_set_has_in_their_own_language_have_an_unknown_one(
    tmp_path: Path,
) -> None:
    name, others = made(tmp_path, "ucdp-actors", ACTORS).named("actor/ucdp/367")
    assert name == "Forces of the Caucasus Emirate@en"
    assert "\u0418\u043c\u0430\u0440 \u041a\u0430\u0432\u043a\u0430\u0437@und" in others
    assert not [one for one in others if one.endswith("@en")]


def speakers(found: Imported) -> set[str]:
    """The names of those whom `source_original` names."""
    said = [id for id in found.things if id.startswith("actor/ucdp/said-by/")]
    return {found.things[id]["name"] for id in said}


def test_strokes_within_names_dates_and_addresses_part_nothing(tmp_path: Path) -> None:
    found = made(tmp_path, "ucdp-ged", CASES / "ucdp-ged-strokes-in-source-original.csv")
    assert speakers(found) == {
        "Front for Zed (FZ/ZF)",
        "and/or police",
        "Zed Wire, 05/06/2021",
        "zed.example",
    }
    assert found.claims["claim/ucdp/3/fights/ucdp"]["claimant"] == "actor/ucdp"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("SSA/SSPP", {"SSA/SSPP"}),
        ("Ilo, army,\nOsk of Varn\nPolice", {"Ilo, army", "Osk of Varn", "Police"}),
        ("Zed army\r\nPolice", {"Zed army", "Police"}),
        ("Police /Zed army / ISAF", {"Police", "Zed army", "ISAF"}),
        ("Front (FZ / ZF); Police", {"Front (FZ / ZF)", "Police"}),
        ("https://www.zed.example/a;b=1/c", {"zed.example"}),
        ("Police; http://zed.example/a / Zed army", {"Police", "zed.example", "Zed army"}),
        ("n/a; Police;N/A", {"Police"}),
    ],
)
def test_speakers_are_parted_as_ucdp_parts_them(
    tmp_path: Path, cell: str, expected: set[str]
) -> None:
    rows = rows_of(UCDP)[:1]
    rows[0]["source_original"] = cell
    found = made(tmp_path, "ucdp-ged", write(tmp_path / "ged.csv", rows))
    assert speakers(found) == expected


@pytest.mark.parametrize(
    ("estimates", "left", "reason"),
    [
        (("3", "2", "3"), {"best": "2", "high": "3"}, "low 3 is above best 2"),
        (("1", "4", "3"), {"best": "4", "low": "1"}, "high 3 is below best 4"),
        (("9", "5", "3"), {"best": "5"}, "low 9 is above best 5, high 3 is below best 5"),
        (("10", "9", "11"), {"best": "9", "high": "11"}, "low 10 is above best 9"),
    ],
)
def test_an_estimate_that_contradicts_the_best_one_is_left_out_and_located(
    tmp_path: Path, estimates: tuple[str, str, str], left: dict[str, str], reason: str
) -> None:
    rows = rows_of(UCDP)
    rows[1] |= dict(zip(("low", "best", "high"), estimates, strict=True))
    found = made(tmp_path, "ucdp-ged", write(tmp_path / "ged.csv", rows))
    values = {
        id.rpartition("/")[2]: claim.get("value")
        for id, claim in found.claims.items()
        if id.startswith("claim/ucdp/2/") and claim["subject"] == "event/ucdp/2"
    }
    assert values == left
    ((line, told),) = [(one.line, one.reason) for one in found.partial]
    assert line == 3
    assert told.startswith(f"{reason}; the ")


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        (("3", "2", "3"), "Low is above Best"),
        (("3", "4", "3.5"), "Best is above High"),
        (("5", "", "4"), "Low is above High"),
        (("1", "2", "10"), None),
        (("", "2", ""), None),
    ],
)
def test_bounds_of_a_table_that_contradict_each_other_refuse_the_row(
    tmp_path: Path, numbers: tuple[str, str, str], reason: str | None
) -> None:
    path = tmp_path / "columns.yaml"
    claims = "".join(
        f"  {name}: {{subject: a, relation: deathCount, value: {name}, bound: {bound}}}\n"
        for name, bound in (("Low", "AtLeast"), ("Best", "Exactly"), ("High", "AtMost"))
    )
    path.write_text(MAP.partition("  b:")[0] + "claims:\n" + claims, encoding="utf-8")
    names = ("Nr", "A", "Low", "Best", "High")
    rows = [("1", "Ilo", *numbers), ("2", "Ilo", "1", "1", "1")]
    file = write(tmp_path / "table.csv", [dict(zip(names, row, strict=True)) for row in rows])
    found = made(tmp_path, "table", file, map=path)
    assert found.reasons == ({2: reason} if reason else {})


def test_a_row_that_is_taken_in_part_is_printed_and_kept(run: Run, tmp_path: Path) -> None:
    rows = rows_of(UCDP)
    rows[1] |= {"low": "3", "best": "2"}
    file, rejects = write(tmp_path / "ged.csv", rows), tmp_path / "rejects.csv"
    done = run("import", "ucdp-ged", file, "-o", "out.nq", "--rejects", rejects)
    reason = "low 3 is above best 2; the low estimate was left out"
    assert (
        f"note: 1 row was taken in part, the first at {file}:3 ({reason}); all are in {rejects}"
        in done.stderr
    )
    (kept,) = rows_of(rejects)
    assert (kept["file"], kept["line"], kept["reason"]) == (str(file), "3", reason)
    strict = run("import", "ucdp-ged", file, "-o", "strict.nq", "--strict")
    assert strict.returncode == 3
    assert f"{file}:3" in strict.stderr
    assert not (tmp_path / "strict.nq").exists()
