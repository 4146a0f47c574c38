"""UCDP Georeferenced Event Dataset: events of organised violence.

Columns after the codebook of version 23.1 (Högbladh, "UCDP GED Codebook version 23.1", Uppsala
University, 2023; https://ucdp.uu.se/downloads/), also as the API writes them.

That two sides fought is a claim of whoever `source_original` names, reported in the article of
`source_article`, or in the data set where there are several; of UCDP where nobody is named. The
numbers of deaths are claims of UCDP, that it credits to these articles.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kg.importers.events.mapped import Format
from kg.importers.events.naming import mentions
from kg.importers.events.staging import records
from kg.importers.events.words import (
    ADDRESS,
    BLANK,
    END,
    clean,
    decimal_number,
    digest,
    first_reason,
    host,
    larger,
    lower,
    on_earth,
    once,
    slug,
    together,
    whole_number,
    with_repeats,
)
from kg.tables.days import first_day, is_day, last_day
from kg.tables.engine import Engine

CODER = "actor/ucdp"
DATA_SET = "source/ucdp-ged"
_COLUMNS = (
    *("id", "type_of_violence", "dyad_name", "side_a_new_id", "side_a", "side_b_new_id", "side_b"),
    *("source_article", "source_original", "where_coordinates", "adm_1", "latitude", "longitude"),
    *("country", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b"),
    *("deaths_civilians", "deaths_unknown", "best", "high", "low"),
)
_NUMBERS = (*("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),)
# UCDP goes on to name a state's government by one number when another party becomes it.
_ERAS = {"130": ("2021-08-15", "303")}
_SHARED_NOTE = "UCDP's number {} names each government of the state, one after another"
_ERA_NOTE = "UCDP's number {} names a government; since {} it is that of UCDP's actor {}"
_ONE_SIDED = "3"
_NONE = ibis.null("string")


def read(rows: ir.Table, engine: Engine) -> ir.Table:
    """The cells of each row that claims need."""
    cells = {name: clean(rows[name]) for name in _COLUMNS}
    numbers = {name: whole_number(cells[name]) for name in _NUMBERS}
    days = {name: cells[name].substr(0, 10) for name in ("date_start", "date_end")}
    rows = rows.select("file", "row", **(cells | numbers | days))
    rows = rows.mutate(
        violence=whole_number(rows.type_of_violence),
        precision=whole_number(rows.date_prec),
        latitude=decimal_number(rows.latitude),
        longitude=decimal_number(rows.longitude),
        actor_a=_side(rows, "a"),
        actor_b=_side(rows, "b"),
        place_name=ibis.literal(", ").join(_place_parts(rows)),
        articles=_articles(rows.source_article),
        originals=_originals(rows.source_original),
    )
    place = slug(rows.country).concat(
        "/", slug(rows.where_coordinates), "-", rows.latitude, "-", rows.longitude
    )
    rows = with_repeats(rows, "id")
    reason, remark = _reason(rows), _remark(rows)
    text = ibis.literal(",").join([ibis.coalesce(rows[name], "") for name in _COLUMNS])
    return rows.mutate(
        place=ibis.literal("place/ucdp/").concat(place),
        reason=reason,
        remark=remark,
        text=ibis.ifelse(reason.isnull() & remark.isnull(), _NONE, text),
    ).drop("repeated")


def _side(rows: ir.Table, side: str) -> ir.StringValue:
    """The id of a side. A number that means another party since a day is another actor since."""
    number, name = whole_number(rows[f"side_{side}_new_id"]), rows[f"side_{side}"]
    eras = [
        ((number == one) & (rows.date_start >= since), ibis.literal(f"{one}-since-{since}"))
        for one, (since, _) in _ERAS.items()
    ]
    own = ibis.cases((name == "Civilians", "civilians"), *eras, else_=number)
    return ibis.literal("actor/ucdp/").concat(own)


def _place_parts(rows: ir.Table) -> list[ir.StringValue]:
    where, province, country = rows.where_coordinates, rows.adm_1, rows.country
    return [where, province.nullif(where), country.nullif(where)]


def _articles(packed: ir.StringValue) -> ir.ArrayValue:
    """The articles of a cell: quoted and parted by semicolons, or as they stand, numbered."""
    mark = "\x1f"
    bare = packed.re_replace(rf'^"{BLANK}*|{BLANK}*"{END}', "")
    parted = bare.re_replace(rf'"{BLANK}*;{BLANK}*"{BLANK}*', mark).split(mark)
    numbered = packed.re_replace(rf"{BLANK}*/\([0-9]+\){BLANK}*", mark).split(mark)
    found = ibis.ifelse(packed.startswith('"') & packed.endswith('"'), parted, numbered)
    return found.map(clean).filter(lambda text: text.notnull()).unique().sort()


# What `source_original` says where it names nobody.
_NOBODY = ("n/a", "n.a.", "na", "nan", "none", "null")


def _originals(packed: ir.StringValue) -> ir.ArrayValue:
    """Who said it: names separated by semicolons, line breaks, or strokes next to a blank.

    A stroke between letters belongs to a name, as in SSA/SSPP, to an address or a date; so does one
    within brackets. An address names its host.
    """
    lines = packed.re_replace(rf"{BLANK}*[;\n\r]+{BLANK}*", "\x1f")
    parted = lines.re_replace(rf"{BLANK}+/{BLANK}*|{BLANK}*/{BLANK}+", "\x1f")
    within = lines.re_search(r"\([^()]*/[^()]*\)")
    found = ibis.cases((packed.re_search(ADDRESS), packed), (within, lines), else_=parted)
    names = found.split("\x1f").map(clean).map(lambda name: ibis.coalesce(host(name), name))
    return (
        names.filter(lambda name: slug(name).notnull() & lower(name).notin(_NOBODY)).unique().sort()
    )


def _reason(rows: ir.Table) -> ir.StringValue:
    unread = [rows[name].isnull() for name in _NUMBERS]
    return first_reason(
        (~rows.id.re_search(rf"^[0-9]+{END}") | rows.id.isnull(), "id is no number"),
        (
            rows.violence.isnull() | rows.violence.notin(["1", "2", "3"]),
            "type_of_violence is not 1, 2 or 3",
        ),
        (rows.side_a.isnull() | rows.actor_a.isnull(), "side_a or its number is missing"),
        (rows.side_b.isnull() | rows.actor_b.isnull(), "side_b or its number is missing"),
        (rows.actor_a == rows.actor_b, "both sides are the same"),
        (~is_day(rows.date_start).fill_null(False), "date_start is no day"),
        (~is_day(rows.date_end).fill_null(False), "date_end is no day"),
        (rows.date_start > rows.date_end, "date_end lies before date_start"),
        *((fault, f"{name} is no number") for name, fault in zip(_NUMBERS, unread, strict=True)),
        (rows.latitude.isnull() | rows.longitude.isnull(), "latitude or longitude is no number"),
        (~on_earth(rows.latitude, rows.longitude), "latitude or longitude is out of range"),
        (rows.where_coordinates.isnull(), "where_coordinates is missing"),
        (rows.repeated, "id stands in an earlier row"),
    )


def _bounds(rows: ir.Table) -> dict[str, ir.BooleanValue]:
    """Whether the low and the high estimate agree with the best one, which is what UCDP counts."""
    return {"low": ~larger(rows.low, rows.best), "high": ~larger(rows.best, rows.high)}


def _remark(rows: ir.Table) -> ir.StringValue:
    agree = _bounds(rows)
    low = ibis.literal("low ").concat(rows.low, " is above best ", rows.best)
    high = ibis.literal("high ").concat(rows.high, " is below best ", rows.best)
    left_out = "; the low and high estimates were left out"
    return ibis.cases(
        (~agree["low"] & ~agree["high"], low.concat(", ", high, left_out)),
        (~agree["low"], low.concat("; the low estimate was left out")),
        (~agree["high"], high.concat("; the high estimate was left out")),
    )


def claims(rows: ir.Table, engine: Engine) -> ir.Table:
    """Who fought whom, by those who said so; and how many died, by UCDP."""
    rows = rows.mutate(sources=rows.articles.map(_source))
    named = rows.originals.length().fill_null(0) > 0
    said = rows.filter(named)
    said = said.mutate(name=said.originals.unnest())
    return together([_told(said), _coded(rows.filter(~named)), *_deaths(rows)])


def _told(rows: ir.Table) -> ir.Table:
    """What somebody said, in the one article of the row; who said it in which of several is not
    told, so that these are credited by UCDP's data set."""
    one = rows.sources.length().fill_null(0) == 1
    own, none = ibis.array([ibis.literal(DATA_SET)]), ibis.null("array<string>")
    return _fights(
        rows.mutate(
            claimant=_speaker(rows.name),
            reported=ibis.ifelse(one, rows.sources, own),
            credited=ibis.ifelse(one, none, rows.sources),
            content=ibis.literal("As UCDP coded what was told of the event."),
        )
    )


def _coded(rows: ir.Table) -> ir.Table:
    return _fights(
        rows.mutate(
            claimant=ibis.literal(CODER),
            reported=ibis.array([ibis.literal(DATA_SET)]),
            credited=rows.sources,
            content=_NONE,
        )
    )


def _fights(rows: ir.Table) -> ir.Table:
    speaker = rows.claimant.re_replace("^actor/(ucdp/said-by/)?", "")
    relation = ibis.ifelse(rows.violence == _ONE_SIDED, "attacks", "fights")
    return rows.select(
        claim=ibis.literal("claim/ucdp/").concat(rows.id, "/", relation, "/", speaker),
        proposition=ibis.literal("proposition/ucdp/").concat(rows.id, "/", relation),
        subject=rows.actor_a,
        relation=relation,
        object=rows.actor_b,
        value=_NONE,
        bound=_NONE,
        claimant=rows.claimant,
        sources=rows.reported,
        credits=rows.credited,
        content=rows.content,
        **_circumstances(rows),
    )


def _deaths(rows: ir.Table) -> list[ir.Table]:
    """The numbers of deaths: of the event as low, best and high, as far as these agree, and of each
    side as far as UCDP knows of any."""
    event = ibis.literal("event/ucdp/").concat(rows.id)
    unknown = ibis.literal("actor/ucdp/unknown")
    agree = _bounds(rows)
    wanted = [
        ("low", event, "AtLeast", agree["low"]),
        ("best", event, "Exactly", ibis.literal(True)),
        ("high", event, "AtMost", agree["high"]),
        ("deaths_a", rows.actor_a, "Exactly", rows.deaths_a != "0"),
        ("deaths_b", rows.actor_b, "Exactly", rows.deaths_b != "0"),
        (
            "deaths_civilians",
            ibis.literal("actor/ucdp/civilians"),
            "Exactly",
            rows.deaths_civilians != "0",
        ),
        ("deaths_unknown", unknown, "Exactly", rows.deaths_unknown != "0"),
    ]
    found = []
    for name, subject, bound, known in wanted:
        counted = rows.filter(known)
        path = name.replace("_", "-")
        found.append(
            counted.select(
                claim=ibis.literal("claim/ucdp/").concat(rows.id, f"/{path}"),
                proposition=ibis.literal("proposition/ucdp/").concat(rows.id, f"/{path}"),
                subject=subject,
                relation=ibis.literal("deathCount"),
                object=_NONE,
                value=rows[name],
                bound=ibis.literal(bound),
                claimant=ibis.literal(CODER),
                sources=ibis.array([ibis.literal(DATA_SET)]),
                credits=rows.sources,
                content=_NONE,
                **_circumstances(rows),
            )
        )
    return found


def _circumstances(rows: ir.Table) -> dict[str, ir.Value]:
    """When and where, as far as it is known: the days (`date_prec` 1), a whole month or year; else
    one or some of the days between two."""
    start, end = rows.date_start, rows.date_end
    parts = [start.substr(0, length) for length in (7, 4)]
    wholes = [((first_day(one) == start) & (last_day(one) == end), one) for one in parts]
    known = rows.precision == "1"
    return {
        "valid_from": ibis.cases((known, start), *wholes),
        "valid_until": ibis.cases((known, end), *wholes),
        "earliest": rows.date_start,
        "latest": rows.date_end,
        "place": rows.place,
        "event": ibis.literal("event/ucdp/").concat(rows.id),
        "stance": ibis.literal("Affirms"),
        "row": rows.row,
    }


def _speaker(name: ir.StringValue) -> ir.StringValue:
    return ibis.literal("actor/ucdp/said-by/").concat(slug(name))


def _source(article: ir.StringValue) -> ir.StringValue:
    return ibis.literal("source/ucdp/").concat(digest(article))


# An article as UCDP writes it since it has columns for that: publisher, day, headline.
_FORM = rf"(?s)^(.*?),{BLANK}*([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}),{BLANK}*(.*){END}"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A day as older citations write it: 25 Jul 13, 6 April 2006.
_EDGE = "[^0-9a-z_]"
_DAY = (
    rf"(?:^|{_EDGE})([0-3]?[0-9]) ({'|'.join(_MONTHS)})[a-z]* "
    rf"((?:19|20)?[0-9]{{2}})(?:{_EDGE}|{END})"
)


def sources(rows: ir.Table, engine: Engine) -> ir.Table:
    """The articles that UCDP read, and its data set."""
    found = rows.select(article=rows.articles.unnest()).distinct()
    article = found.article
    articles = found.select(
        id=_source(article),
        publisher=_publisher(article),
        published=ibis.coalesce(
            _if_day(article.re_extract(_FORM, 2)), _if_day(_older_day(article))
        ),
        headline=ibis.coalesce(clean(article.re_extract(_FORM, 3)), article),
        **{"class": ibis.literal("NewsArticle")},
    )
    own = rows.select(
        id=ibis.literal(DATA_SET),
        publisher=ibis.literal(CODER),
        published=_NONE,
        headline=_NONE,
        **{"class": ibis.literal("Dataset")},
    )
    return together([once(articles), own.distinct()])


def _if_day(text: ir.StringValue) -> ir.StringValue:
    return ibis.ifelse(is_day(text), text, _NONE)


def _older_day(citation: ir.StringValue) -> ir.StringValue:
    """The first day that a citation names; two digits of a year mean one from 1989, the data set's
    first, on."""
    text = lower(citation)
    day, month, year = (text.re_extract(_DAY, part) for part in (1, 2, 3))
    number = ibis.cases(*((month == name, f"{n:02}") for n, name in enumerate(_MONTHS, 1)))
    century = ibis.cases(
        (year.length() == 4, ibis.literal(" ")), (year >= "89", ibis.literal("19"))
    ).fill_null("20")
    return century.strip().concat(year, "-", number, "-", day.lpad(2, "0"))


def _publisher_name(article: ir.StringValue) -> ir.StringValue:
    """Who published an article: what stands before its day, else before the first comma, bracket,
    quotation mark or number."""
    named = clean(article.re_extract(_FORM, 1))
    begin = clean(article.re_extract('^([^,("\u201c0-9]*)', 1))
    named = ibis.ifelse(slug(named).isnull(), _NONE, named)
    return ibis.coalesce(host(article), named, begin, article)


def _publisher(article: ir.StringValue) -> ir.StringValue:
    key = ibis.coalesce(slug(_publisher_name(article)), digest(article))
    return ibis.literal("actor/outlet/").concat(key)


def things(rows: ir.Table, engine: Engine) -> ir.Table:
    """Sides, speakers, publishers, places and events, and UCDP itself."""
    cited = rows.select(article=rows.articles.unnest())
    publishers = cited.select(
        id=_publisher(cited.article), name=_publisher_name(cited.article), **_kind("Actor")
    )
    speakers = rows.select(name=rows.originals.unnest())
    speakers = speakers.select(id=_speaker(speakers.name), name=speakers.name, **_kind("Actor"))
    places = rows.select(
        "latitude", "longitude", id=rows.place, name=rows.place_name, **_kind("Place")
    )
    sides = [_sides(rows, "a"), _sides(rows, "b")]
    return mentions([*sides, publishers, speakers, places, _events(rows), *_own(rows)], "en")


def _kind(name: str) -> dict[str, ir.Value]:
    return {"class": ibis.literal(name)}


def _sides(rows: ir.Table, side: str) -> ir.Table:
    """A side with what the kind of violence and its name tell of it: state-based violence has a
    government on side A and an armed group or a government on side B."""
    id, name = rows[f"actor_{side}"], rows[f"side_{side}"]
    number = whole_number(rows[f"side_{side}_new_id"])
    since = id.re_extract(rf"(?s)-since-(.*){END}", 1).nullif("")
    meant = ibis.cases(
        *((id == f"actor/ucdp/{one}-since-{day}", other) for one, (day, other) in _ERAS.items()),
        else_=number,
    )
    outside = ibis.ifelse(
        name == "Civilians", _NONE, ibis.literal("https://ucdp.uu.se/actor/").concat(meant)
    )
    armed = ((rows.violence == "1") & (side == "b")) | (
        (rows.violence == _ONE_SIDED) & (side == "a")
    )
    kind = ibis.cases(
        (name == "Civilians", "Population"),
        (name.contains(", "), "Actor"),
        (name.startswith("Government of "), "Government"),
        (armed, "ArmedGroup"),
        else_="Actor",
    )
    note = ibis.cases(
        *(
            (id == f"actor/ucdp/{one}-since-{day}", _ERA_NOTE.format(one, day, other))
            for one, (day, other) in _ERAS.items()
        ),
        *((id == f"actor/ucdp/{one}", _SHARED_NOTE.format(one)) for one in _ERAS),
    )
    full_name = name.concat(ibis.literal(" (since ").concat(since, ")").fill_null(""))
    return rows.select(
        id=id,
        name=full_name,
        notation=number,
        outside=outside,
        note=note,
        # Of several kinds the one that comes first in the alphabet stays: the widest, Actor.
        **{"class": kind},
    )


def _events(rows: ir.Table) -> ir.Table:
    until = ibis.literal(" to ").concat(rows.date_end.nullif(rows.date_start)).fill_null("")
    dyad = ibis.coalesce(rows.dyad_name, rows.side_a.concat(" - ", rows.side_b))
    return rows.select(
        id=ibis.literal("event/ucdp/").concat(rows.id),
        name=dyad.concat(", ", rows.where_coordinates, ", ", rows.date_start, until),
        place=rows.place,
        notation=rows.id,
        **_kind("Event"),
    )


def _own(rows: ir.Table) -> list[ir.Table]:
    """UCDP, civilians and people of unknown affiliation, as far as rows speak of them."""
    coder = rows.select(id=ibis.literal(CODER), name=ibis.literal("Uppsala Conflict Data Program"))
    civilians = rows.filter(rows.deaths_civilians != "0").select(
        id=ibis.literal("actor/ucdp/civilians"), name=ibis.literal("Civilians")
    )
    unknown = rows.filter(rows.deaths_unknown != "0").select(
        id=ibis.literal("actor/ucdp/unknown"), name=ibis.literal("People of unknown affiliation")
    )
    return [
        coder.distinct().mutate(**_kind("Organization")),
        civilians.distinct().mutate(**_kind("Population")),
        unknown.distinct().mutate(**_kind("Population")),
    ]


FORMAT = Format(
    "UCDP Georeferenced Event Dataset", records(_COLUMNS), read, claims, things, sources
)
