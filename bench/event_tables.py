"""Tables in the shape of GDELT's and UCDP's files, of any size: the same seed gives the same bytes.

Their shape is that of the real files: how many rows share an article, an actor, a place or an
event, how long an address is, how often a column is empty. All names in them are made up.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import TypeVar

from kg.resources import ONTOLOGY

T = TypeVar("T")

UCDP_COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "dyad_new_id"),
    *("dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_original", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "country", "country_id"),
    *("region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b"),
    *("deaths_civilians", "deaths_unknown", "best", "high", "low"),
)


def gdelt(rows: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Rows of GDELT 2.0: 61 columns.

    >>> len(next(gdelt(1)))
    61
    >>> list(gdelt(100)) == list(gdelt(100))
    True
    """
    random = Random(seed)
    actors = [_actor(random, number) for number in range(max(40, rows // 30))]
    places = [_place(random, number) for number in range(max(30, rows // 50))]
    events = _codes("cameo-events")
    article, left = "", 0
    for number in range(rows):
        if not left:
            article, left = _address(random, number), random.choice((1, 2, 3, 5, 12))
        left -= 1
        first = _common(random, actors) if random.random() < 0.91 else [""] * 10
        second = _common(random, actors) if random.random() < 0.72 or not first[0] else [""] * 10
        code = _common(random, events)
        day = f"201801{random.choice((1, 1, 1, 1, 1, 2, 3, 28)):02}"
        place = _common(random, places)
        yield [
            *(str(700_000_000 + number), day, day[:6], day[:4], f"{day[:4]}.0027"),
            *first,
            *second,
            *(str(number % 2), code, code[:3], code[:2], str(1 + number % 4)),
            *(f"{random.randrange(-100, 100) / 10}", str(random.choice((2, 4, 5, 10, 10)))),
            *("1", str(random.choice((2, 4, 5, 10))), f"{random.uniform(-10, 10):.13f}"),
            *_common(random, places),
            *_common(random, places),
            *place,
            *(day + "000000", article),
        ]


def ucdp(rows: int, *, seed: int = 1) -> Iterator[list[str]]:
    """Rows of UCDP GED, in the order of `UCDP_COLUMNS`.

    >>> len(next(ucdp(1))) == len(UCDP_COLUMNS)
    True
    """
    random = Random(seed)
    sides = [(str(1000 + n), f"Front {_name(random)} {n}") for n in range(max(10, rows // 100))]
    states = [(str(n), f"Government of {_name(random)}") for n in range(1, 40)]
    speakers = [f"{_name(random)} {_name(random)}" for _ in range(max(20, rows // 20))]
    places = [(_name(random), _name(random)) for _ in range(max(20, rows // 4))]
    for number in range(rows):
        kind = random.choice((1, 1, 1, 1, 2, 3))
        (a, side_a), (b, side_b) = _common(random, states), _common(random, sides)
        if kind == 2:
            (a, side_a) = sides[(sides.index((b, side_b)) + 1) % len(sides)]
        if kind == 3:
            b, side_b = "1", "Civilians"
            a, side_a = str(5000 + int(a)), side_a
        place, province = _common(random, places)
        month, first = random.randrange(1, 13), random.randrange(1, 28)
        start = f"{random.randrange(1990, 2023)}-{month:02}-{first:02}"
        end = f"{start[:8]}{min(28, first + random.choice((0, 0, 0, 1, 5))):02}"
        told = random.randrange(1, 4)
        article = ";".join(
            f'"{_name(random)} News,{end},Report {number}-{one} from {place}"'
            for one in range(told)
        )
        original = random.choice(("", speakers[number % len(speakers)], "; ".join(speakers[:2])))
        dead = [random.choice((0, 0, 0, 1, 2, 5, 12)) for _ in range(4)]
        best = sum(dead)
        yield [
            *(str(number + 1), f"XXX-{number}", start[:4], "1", "Clear", str(kind)),
            *(
                f"{a}{b}",
                f"{side_a} - {side_b}",
                a,
                side_a,
                b,
                side_b,
                str(told),
                article,
                original,
            ),
            *(str(1 + number % 5), place, f"near {place}", province, ""),
            *(f"{random.randrange(-60, 60) + len(place) / 16}", f"{len(province) / 8}"),
            *("Utopia", "700", "Asia", "1", str(1 + number % 5), start, end),
            *(map(str, dead)),
            *(str(best), str(best + number % 3), str(max(0, best - number % 2))),
        ]


def write_gdelt(path: Path, rows: int, *, seed: int = 1) -> None:
    """Write rows of GDELT as it publishes them: parted by tabs, without names of columns."""
    found = gdelt(rows, seed=seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        while part := list(islice(found, 10_000)):
            file.write("".join("\t".join(row) + "\n" for row in part))


def write_ucdp(path: Path, rows: int, *, seed: int = 1) -> None:
    """Write rows of UCDP GED as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(UCDP_COLUMNS)
        writer.writerows(ucdp(rows, seed=seed))


def _actor(random: Random, number: int) -> list[str]:
    country = random.choice(_codes("cameo-countries"))
    role = random.choice(("", "", "", "GOV", "COP", "MIL", "BUS", "CVL"))
    name = f"{_name(random)} {number}".upper()
    if random.random() < 0.3:
        country = ""
    return [(country + role) or "CVL", name, country, "", "", "", "", role, "", ""]


def _place(random: Random, number: int) -> list[str]:
    kind = random.choice((1, 3, 4, 4, 4))
    name = f"{_name(random)}, {_name(random)}"
    north, east = random.randrange(-600_000, 700_000), random.randrange(-1_700_000, 1_700_000)
    return [
        *(str(kind), name, "XX", f"XX{number % 90:02}", str(number % 9000)),
        *(f"{north / 10_000}", f"{east / 10_000}", str(-2_000_000 - number)),
    ]


def _address(random: Random, number: int) -> str:
    host = f"www.{_name(random).lower()}{int(random.random() ** 2 * 300)}.example"
    path = "-".join(_name(random).lower() for _ in range(7))
    return f"http://{host}/news/{path}/article_{number:012x}.html"


_SYLLABLES = (
    "ba",
    "re",
    "mo",
    "li",
    "sun",
    "ka",
    "tor",
    "ve",
    "ni",
    "dar",
    "osh",
    "ul",
    "pe",
    "gi",
)


def _name(random: Random) -> str:
    return "".join(random.choices(_SYLLABLES, k=3)).capitalize()


def _common(random: Random, choices: Sequence[T]) -> T:
    """A choice: the first ones are made most often, as in all that people report."""
    return choices[int(len(choices) * random.random() ** 3)]


def _codes(table: str) -> list[str]:
    with (ONTOLOGY / "codes" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    return codes
