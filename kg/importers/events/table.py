"""Any table of events: CSV, TSV, XLSX or Parquet, with a map of what its columns say.

Each claim of the map is made by each row that has its subject, its relation and its object or
value: by the thing that the map names as claimant, else by the coder, whose data set reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import permutations

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from kg.errors import DataError
from kg.importers import xlsx_file
from kg.importers.events.codes import codes
from kg.importers.events.column_map import (
    NUMBERS,
    TIMES,
    Cell,
    Claim,
    Map,
    Thing,
    read_map,
    shipped_maps,
)
from kg.importers.events.files import Input
from kg.importers.events.mapped import Format
from kg.importers.events.naming import mentions
from kg.importers.events.staging import Damaged, Staged, records
from kg.importers.events.table_cells import Cells, kept_name, parsed, plain_or_digest
from kg.importers.events.words import BLANK, digest, first_reason, once, together
from kg.tables.columns import CLAIMS, SOURCES, THINGS, conformed
from kg.tables.days import first_day, last_day
from kg.tables.engine import Engine, laid_down
from kg.tables.nquads import in_language

__all__ = ["format_for", "read_map"]

_NONE = ibis.null("string")
_NO_LIST = ibis.null("array<string>")
# The order of bounds on one number.
_RANKS = {"AtLeast": 1, "Exactly": 2, "AtMost": 3}


def format_for(map: Map) -> Format:
    """The format of tables that a map describes.

    >>> format_for(read_map("icews")).title
    'ICEWS Coded Event Data'
    """
    return Format(
        title=map.title,
        stage=partial(_stage, map),
        read=partial(_read, map),
        claims=partial(_claims, map),
        things=partial(_things, map),
        sources=partial(_sources, map),
        variant=map.sha256,
    )


def _stage(map: Map, files: Sequence[Input], engine: Engine) -> Staged:
    """The rows of files, which are text separated as the map says or their endings do."""
    damaged: list[Damaged] = []
    tables = [_as_parquet(file, number, map, engine, damaged) for number, file in enumerate(files)]
    stage = records(map.needed, map.optional, _delimiter(map, files), partial(_advice, map))
    staged = stage(tables, engine)
    return staged._replace(damaged=lambda: [*damaged, *staged.damaged()])


def _advice(map: Map, names: Sequence[str]) -> str:
    """What to do about a table with columns of other names than those that a map reads."""
    fit = [one for one in shipped_maps() if set(read_map(one).needed) <= set(names)]
    if fit:
        return f"import it with --map {fit[0]}, which reads these columns"
    lacking = [name for name in map.needed if name not in names]
    if len(lacking) == len(map.needed):
        return "is it a table of this kind, with the names of its columns in the first row?"
    return (
        f"add the columns, or make a map of your own from {map.file} that leaves them out, or "
        "lists them under 'optional'"
    )


def _delimiter(map: Map, files: Sequence[Input]) -> str:
    tabs = [file.path.name.removesuffix(".gz").lower().endswith((".tsv", ".tab")) for file in files]
    return map.delimiter or ("\t" if tabs and all(tabs) else ",")


def _as_parquet(
    file: Input, number: int, map: Map, engine: Engine, damaged: list[Damaged]
) -> Input:
    """A workbook as a Parquet file; any other file as it is."""
    if file.path.suffix.lower() != ".xlsx":
        return file
    sheet = xlsx_file.read(file.path)
    if sheet.findings:
        first = sheet.findings[0]
        raise DataError(first.what, file.name, first.todo)
    head = [content.text.strip() for content in sheet.rows[0].cells]
    rows = []
    for ordinal, row in enumerate(sheet.rows[1:], 1):
        cells = dict(zip(head, row.cells, strict=False))
        used = {name: cells[name] for name in map.columns if name in cells}
        faults = [(name, cell.fault) for name, cell in used.items() if cell.fault]
        if faults:
            text = ",".join(content.text for content in row.cells)
            reason = "; ".join(f"{name} holds {fault}" for name, fault in faults)
            damaged.append(Damaged(number + 1, ordinal, reason, text))
        else:
            rows.append({name: cell.text for name, cell in used.items()})
    path = engine.work / f"workbook-{number}.parquet"
    schema = pa.schema([(name, pa.string()) for name in map.columns if name in head])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    return Input(file.name, path, file.sha256)


def _read(map: Map, rows: ir.Table, engine: Engine) -> ir.Table:
    """The cells of rows under names of their own, with the relations that codes stand for."""
    rows = parsed(map, rows, engine)
    for name, claim in map.claims.items():
        rows = _coded(map, rows, name, claim.relation, engine)
    rows = laid_down(engine, "table_coded", rows)
    rows = laid_down(engine, "table_judged", rows.mutate(reason=_reason(map, rows)))
    columns = [rows[kept_name(map, column)] for column in map.columns]
    text = ibis.literal(",").join([column.fill_null("") for column in columns])
    return rows.mutate(text=ibis.ifelse(rows.reason.isnull(), _NONE, text))


def _coded(map: Map, rows: ir.Table, name: str, relation: Cell, engine: Engine) -> ir.Table:
    if not relation.codes:
        return rows
    events = codes(engine, "cameo-events")
    known = events.select(
        **{f"{name}_code": "code", f"{name}_label": "label", f"{name}_relation": "relation"}
    )
    return rows.left_join(known, Cells(map, rows).text(relation) == known[f"{name}_code"])


def _reason(map: Map, rows: ir.Table) -> ir.StringValue:
    made = [_made(map, name, rows) for name in map.claims]
    if map.describes:
        made.append(Cells(map, rows).thing(map.describes).notnull())
    return first_reason(
        *_key_faults(map, rows), *_cell_faults(map, rows), (~ibis.or_(*made), _no_claim(map))
    )


Fault = tuple[ir.BooleanValue, str]


def _key_faults(map: Map, rows: ir.Table) -> list[Fault]:
    columns = map.key or map.columns
    names = [kept_name(map, column) for column in columns]
    repeated = ibis.row_number().over(group_by=names, order_by=rows.row) > 0
    missing = [(rows[kept_name(map, one)].isnull(), f"{one} is missing") for one in map.key]
    stands = "stands" if len(map.key) == 1 else "stand"
    again = (
        f"{', '.join(map.key)} {stands} in an earlier row" if map.key else "an earlier row again"
    )
    return [*missing, (repeated, again)]


def _cell_faults(map: Map, rows: ir.Table) -> list[Fault]:
    """What cells hold that is not what the map takes it for."""
    cells = Cells(map, rows)
    found: list[Fault] = []

    def check(cell: Cell, read: ir.Value, fault: str) -> None:
        if cell.columns:
            wrong = cells.text(cell).notnull() & read.isnull()
            found.append((wrong, f"{', '.join(cell.columns)} is {fault}"))

    for name, claim in map.claims.items():
        if claim.relation.codes:
            check(claim.relation, rows[f"{name}_relation"], "no code of CAMEO")
        for field, cell in claim.cells.items():
            if field in TIMES:
                check(cell, cells.date(cell), "no date")
            elif field == "value" or field in NUMBERS:
                check(cell, cells.number(cell), "no number")
    for thing in map.things.values():
        for field, most in (("latitude", 90), ("longitude", 180)):
            if field in thing.cells:
                cell = thing.cells[field]
                check(cell, cells.degrees(cell, most), f"no {field}")
        if "outside" in thing.cells:
            check(thing.cells["outside"], cells.address(thing.cells["outside"]), "no web address")
    for origin in map.sources.values():
        if "datePublished" in origin.cells:
            cell = origin.cells["datePublished"]
            check(cell, cells.date(cell), "no date")
        if "url" in origin.cells:
            check(origin.cells["url"], cells.address(origin.cells["url"]), "no web address")
    return (
        found + _unknown_words(map, cells) + _turned_times(map, cells) + _crossed_bounds(map, cells)
    )


def _unknown_words(map: Map, cells: Cells) -> list[Fault]:
    tables = [
        *(thing.kind for thing in map.things.values()),
        *(claim.relation for claim in map.claims.values()),
        *(cell for claim in map.claims.values() for cell in claim.cells.values()),
    ]
    return [
        (cells.unknown(cell), f"{', '.join(cell.columns)} holds what the map has no word for")
        for cell in tables
        if cell.values and not cell.otherwise
    ]


def _turned_times(map: Map, cells: Cells) -> list[Fault]:
    found = []
    for claim in map.claims.values():
        begin, end = claim.cells.get("validFrom"), claim.cells.get("validUntil")
        if begin and end and begin != end:
            wrong = first_day(cells.date(begin)) > last_day(cells.date(end))
            found.append(
                (wrong, f"{', '.join(end.columns)} lies before {', '.join(begin.columns)}")
            )
    return found


def _crossed_bounds(map: Map, cells: Cells) -> list[Fault]:
    """Where what is at least so many is more than what it is exactly, or at most."""
    found = []
    for one, other in permutations(map.claims.values(), 2):
        ranks = [_RANKS.get(claim.bound, 0) for claim in (one, other)]
        if one.counted and one.counted == other.counted and 0 < ranks[0] < ranks[1]:
            low, high = one.cells["value"], other.cells["value"]
            wrong = cells.number(low).cast("float64") > cells.number(high).cast("float64")
            found.append((wrong, f"{', '.join(low.columns)} is above {', '.join(high.columns)}"))
    return found


def _no_claim(map: Map) -> str:
    """Says which columns a claim needs: those of its ends, its relation and its value."""
    used: list[str] = []
    for claim in map.claims.values():
        ends = (map.things[name].name for role, name in claim.things.items() if _is_end(role))
        used += [column for cell in (*ends, claim.relation) for column in cell.columns]
        used += claim.cells["value"].columns if "value" in claim.cells else ()
    return (
        f"no claim: of {', '.join(dict.fromkeys(used))} some are missing, or the ends are the same"
    )


def _is_end(role: str) -> bool:
    return role in ("subject", "object")


def _relation(map: Map, name: str, rows: ir.Table) -> ir.StringValue:
    claim = map.claims[name]
    if claim.relation.codes:
        return rows[f"{name}_relation"]
    return Cells(map, rows).text(claim.relation)


def _made(map: Map, name: str, rows: ir.Table) -> ir.BooleanValue:
    """Whether a row makes a claim."""
    claim, cells = map.claims[name], Cells(map, rows)
    subject = cells.thing(claim.things["subject"])
    stated = subject.notnull() & _relation(map, name, rows).notnull()
    if "value" in claim.cells:
        return stated & cells.number(claim.cells["value"]).notnull()
    what = cells.thing(claim.things.get("object"))
    return stated & (subject != what).fill_null(False)


def _claims(map: Map, rows: ir.Table, engine: Engine) -> ir.Table:
    """The claims of all rows."""
    made = [_claim(map, name, claim, rows) for name, claim in map.claims.items()]
    return together([conformed(table, CLAIMS) for table in made])


def _claim(map: Map, name: str, claim: Claim, rows: ir.Table) -> ir.Table:
    rows = rows.filter(_made(map, name, rows))
    cells = Cells(map, rows)
    said = _said(map, name, claim, rows)
    things = {role: cells.thing(claim.things.get(role)) for role in ("claimant", "onBehalfOf")}
    own = ibis.array([ibis.literal(f"source/{map.name}")])
    texts = {field: cells.text(claim.cells.get(field)) for field in ("content", "confidence")}
    numbers = {field: cells.number(claim.cells.get(field)) for field in NUMBERS}
    stance = cells.text(claim.cells["stance"]) if "stance" in claim.cells else None
    return rows.select(
        claim=ibis.literal(f"claim/{map.name}/").concat(_row_key(map, rows), f"/{name}"),
        proposition=ibis.literal(f"proposition/{map.name}/").concat(_says(said)),
        claimant=ibis.coalesce(things["claimant"], ibis.literal(f"actor/{map.name}")),
        on_behalf_of=things["onBehalfOf"],
        stance=ibis.literal("Affirms") if stance is None else ibis.coalesce(stance, "Affirms"),
        said_on=cells.date(claim.cells.get("saidOn")),
        sources=ibis.coalesce(_origins(cells, claim.reported), own),
        credits=_origins(cells, claim.credits),
        row=rows.row,
        **said,
        **texts,
        **numbers,
    )


def _said(map: Map, name: str, claim: Claim, rows: ir.Table) -> dict[str, ir.StringValue]:
    """What the proposition of a claim says."""
    cells = Cells(map, rows)
    things = {
        column: cells.thing(claim.things.get(role))
        for column, role in (
            ("subject", "subject"),
            ("object", "object"),
            ("place", "place"),
            ("event", "describes"),
        )
    }
    value = cells.number(claim.cells.get("value"))
    bound = ibis.coalesce(cells.text(claim.cells.get("bound")), ibis.literal("Exactly"))
    code = ibis.literal("cameo/").concat(rows[f"{name}_code"]) if claim.relation.codes else _NONE
    return {
        **things,
        "relation": _relation(map, name, rows),
        "value": value,
        "bound": ibis.ifelse(value.isnull(), _NONE, bound),
        "valid_from": cells.date(claim.cells.get("validFrom")),
        "valid_until": cells.date(claim.cells.get("validUntil")),
        "code": code,
    }


def _says(said: dict[str, ir.StringValue]) -> ir.StringValue:
    """The id of a proposition: its main parts in words, and a digest of all of them."""
    whole = digest(ibis.literal("\x1f").join([part.fill_null("") for part in said.values()]))
    subject, what = (said[end].re_replace("^[a-z]+/[^/]+/", "") for end in ("subject", "object"))
    return subject.concat(
        "/", said["relation"], "/", ibis.coalesce(what, said["value"]), "/", whole
    )


def _row_key(map: Map, rows: ir.Table) -> ir.StringValue:
    """The part of ids that stands for a row: its key, else a digest of all its cells."""
    if map.key:
        cells = [plain_or_digest(rows[kept_name(map, column)]) for column in map.key]
        return ibis.literal("/").join(cells)
    cells = [rows[kept_name(map, column)].fill_null("") for column in map.columns]
    return digest(ibis.literal("\x1f").join(cells))


def _origins(cells: Cells, names: Sequence[str]) -> ir.ArrayValue:
    empty = ibis.literal([], type="array<string>")
    several = [cells.origins(name).fill_null(empty) for name in names]
    if not several:
        return _NO_LIST
    found = ibis.array(several).flatten().unique()
    return ibis.ifelse(found.length() > 0, found, _NO_LIST)


def _sources(map: Map, rows: ir.Table, engine: Engine) -> ir.Table:
    """The sources that rows name, and the data set."""
    own = rows.select(
        id=ibis.literal(f"source/{map.name}"),
        publisher=ibis.literal(f"actor/{map.name}"),
        headline=ibis.literal(map.title),
        **{"class": ibis.literal("Dataset")},
    )
    found = [_named_sources(map, name, rows) for name in map.sources]
    return once(together([conformed(table, SOURCES) for table in (own.distinct(), *found)]))


def _named_sources(map: Map, name: str, rows: ir.Table) -> ir.Table:
    origin, cells = map.sources[name], Cells(map, rows)
    several = bool(origin.id.separator)
    table = rows.select(
        id=cells.origins(name).unnest(),
        item=cells.parted(origin.id).unnest() if several else _NONE,
        publisher=cells.thing(origin.publisher),
        published=cells.date(origin.cells.get("datePublished")),
        url=cells.address(origin.cells.get("url")),
        headline=cells.text(origin.cells.get("headline")),
    )
    # A text of several words is how a source is cited; one without blanks is its id.
    cited = ibis.ifelse(table.item.re_search(BLANK), table.item, _NONE)
    return table.mutate(
        headline=ibis.coalesce(table.headline, cited), **{"class": ibis.literal(origin.kind)}
    ).drop("item")


def _things(map: Map, rows: ir.Table, engine: Engine) -> ir.Table:
    """The things that rows name, codes, and the coder."""
    own = rows.select(
        id=ibis.literal(f"actor/{map.name}"),
        name=ibis.literal(map.coder),
        **{"class": ibis.literal(map.coder_class)},
    )
    coded = [
        rows.filter(_made(map, name, rows)).select(
            id=ibis.literal("cameo/").concat(rows[f"{name}_code"]),
            name=rows[f"{name}_label"],
            notation=rows[f"{name}_code"],
            **{"class": ibis.literal("Concept")},
        )
        for name, claim in map.claims.items()
        if claim.relation.codes
    ]
    named = [_thing(map, thing, name, rows) for name, thing in map.things.items()]
    return mentions([_narrowed(named), own.distinct(), *coded], map.language or None)


def _thing(map: Map, thing: Thing, name: str, rows: ir.Table) -> ir.Table:
    cells = Cells(map, rows)
    latitude = cells.degrees(thing.cells.get("latitude"), 90)
    longitude = cells.degrees(thing.cells.get("longitude"), 180)
    placed = latitude.notnull() & longitude.notnull()
    others = thing.cells.get("otherNames")
    parted = others is not None and bool(others.separator)
    listed = cells.parted(others) if others is not None and parted else None
    other_names = ibis.array([cells.text(others)]) if listed is None else listed
    tag = _language(map, others)
    table = rows.select(
        id=cells.thing(name),
        name=cells.text(thing.name),
        language=ibis.literal(_language(map, thing.name), type="string"),
        other_names=other_names.map(lambda one: in_language(one, tag)),
        latitude=ibis.ifelse(placed, latitude, _NONE),
        longitude=ibis.ifelse(placed, longitude, _NONE),
        place=cells.thing(thing.place),
        notation=cells.text(thing.cells.get("notation")),
        outside=cells.address(thing.cells.get("outside")),
        **{"class": cells.text(thing.kind)},
    )
    return table.filter(table.id.notnull())


def _language(map: Map, cell: Cell | None) -> str | None:
    """The language of a cell's texts, as far as the map says it."""
    return (cell.language if cell else "") or map.language or None


def _narrowed(named: Sequence[ir.Table]) -> ir.Table:
    """The mentions of things, each thing with the class that is narrower than the others, if there
    is one."""
    table = together([conformed(one, THINGS) for one in named])
    kind = table["class"]
    wide = ["Actor", "Organization"]
    narrow = ibis.ifelse(kind.isin(wide), _NONE, kind)
    known = table.group_by("id").agg(
        narrow=narrow.min(),
        kinds=narrow.nunique(),
        # Of the two wide ones the narrower stands later in the alphabet.
        wide=ibis.ifelse(kind.isin(wide), kind, _NONE).max(),
    )
    chosen = ibis.cases((known.kinds == 1, known.narrow), (known.kinds == 0, known.wide))
    known = known.select("id", chosen=chosen.fill_null("Actor"))
    joined = table.join(known, "id")
    return joined.mutate(**{"class": joined.chosen}).drop("chosen")
