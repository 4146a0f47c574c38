"""GDELT events, 1.0 (57 and 58 columns) and 2.0 (61), mixed as they come.

Columns after the codebooks "GDELT Data Format Codebook V1.03" (2013) and "The GDELT Event Database
Data Format Codebook V2.0" (2015), https://www.gdeltproject.org/data.html.

Events that agree in actors, code, day and place are one proposition; each row is a claim on it by
the outlet of its SOURCEURL, or by GDELT where the row names none.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kg.importers.events.codes import codes
from kg.importers.events.mapped import Format
from kg.importers.events.naming import mentions
from kg.importers.events.staging import lines
from kg.importers.events.words import (
    END,
    clean,
    decimal_number,
    digest,
    first_reason,
    host,
    lower,
    on_earth,
    once,
    slug,
    together,
    whole_number,
    with_repeats,
)
from kg.tables.days import is_day
from kg.tables.engine import Engine

CODER = "actor/gdelt"
DATA_SET = "source/gdelt"
# The number of columns with the position from which on the place of the action is described.
_PLACES = {57: 49, 58: 49, 61: 51}
# The kinds of places by GDELT's numbers.
_KINDS = {"1": "country", "2": "us-state", "3": "us-city", "4": "city", "5": "state"}
# The number of a feature in GNS or GNIS; 0 means none.
_FEATURE = rf"^-?[1-9][0-9]*{END}"
_COUNTRY = "^[a-z]{2}"
# The code of an unknown division of a country.
_NO_DIVISION = rf"^[a-z]{{2}}00{END}"
_NONE = ibis.null("string")


def read(rows: ir.Table, engine: Engine) -> ir.Table:
    """The fields of each line that claims need."""
    rows = rows.mutate(line=rows.line.re_replace(rf"\r{END}", "").replace("\r", " "))
    rows = rows.mutate(fields=rows.line.split("\t"))
    rows = rows.mutate(width=rows.fields.length().fill_null(0))
    rows = rows.mutate(**_event(rows), **_actor(rows, 1), **_actor(rows, 2), **_place(rows))
    events = codes(engine, "cameo-events")
    known = events.select(known=events.code, code_name=events.label, relation=events.relation)
    rows = rows.left_join(known, [("code", "known")])
    rows = with_repeats(rows, "id")
    rows = rows.mutate(reason=_reason(rows))
    # An actor that deals with itself takes part in what happens.
    alone = (rows.actor1 == rows.actor2).fill_null(False)
    rows = rows.mutate(actor2=ibis.ifelse(alone, _NONE, rows.actor2))
    return rows.mutate(
        relation=ibis.cases(
            (rows.actor2.isnull(), "takesPartIn"),
            (rows.actor1.isnull(), "directedAt"),
            else_=rows.relation,
        ),
        event=ibis.ifelse(rows.actor1.isnull() | rows.actor2.isnull(), _event_id(rows), _NONE),
        text=ibis.ifelse(rows.reason.isnull(), _NONE, rows.line),
    ).drop("line", "fields", "width", "known", "repeated", "point_given")


def _event(rows: ir.Table) -> dict[str, ir.Value]:
    field = rows.fields
    last = ibis.ifelse(rows.width == 57, _NONE, field[rows.width - 1])
    url = clean(last)
    return {
        "id": field[0],
        "day": _day(field[1]),
        "code": field[26],
        "goldstein": decimal_number(field[30]),
        "mentions": whole_number(field[31]),
        "outlets": whole_number(field[32]),
        "articles": whole_number(field[33]),
        "tone": decimal_number(field[34]),
        "added": _day(field[ibis.ifelse(rows.width == 61, 59, 56)]),
        "url": url,
        "outlet": ibis.coalesce(host(url), url),
    }


def _day(digits: ir.StringValue) -> ir.StringValue:
    """The day of ``20180101`` or ``20180101001500``."""
    return digits.substr(0, 4).concat("-", digits.substr(4, 2), "-", digits.substr(6, 2))


def _actor(rows: ir.Table, number: int) -> dict[str, ir.Value]:
    """The codes of an actor, of which the first may be composed of the others, and its name."""
    start = 5 if number == 1 else 15
    code, name, country, group, ethnic, _, _, role = (
        clean(rows.fields[start + place]) for place in range(8)
    )
    key = slug(ibis.literal(" ").join([ibis.coalesce(code, ""), ibis.coalesce(name, "")]))
    return {
        f"actor{number}": ibis.literal("actor/gdelt/").concat(key),
        f"name{number}": ibis.coalesce(name, code),
        f"code{number}": code,
        f"country{number}": country,
        f"group{number}": group,
        f"ethnic{number}": ethnic,
        f"role{number}": role,
    }


def _place(rows: ir.Table) -> dict[str, ir.Value]:
    """Where the action took place, by GDELT's own ids; never by name alone.

    A country is known by its code. What GDELT numbers is known by the number of the feature and its
    point: files before April 2013 give 0 to many places, and a number may come twice. What has
    neither number nor code is known by name and point.
    """
    field = rows.fields
    start = ibis.ifelse(rows.width == 61, _PLACES[61], _PLACES[58])
    after = ibis.ifelse(rows.width == 61, start + 5, start + 4)
    kind = ibis.cases(*((field[start] == number, word) for number, word in _KINDS.items()))
    name, country, division, feature = (
        clean(field[place]) for place in (start + 1, start + 2, start + 3, after + 2)
    )
    given = [clean(field[place]) for place in (after, after + 1)]
    latitude, longitude = (decimal_number(one) for one in given)
    point = ibis.literal("/").concat(latitude, "-", longitude).fill_null("")
    numbered = ibis.ifelse(feature.re_search(_FEATURE), feature, _NONE).concat(point)
    division = _code(division, "^[a-z]{2}[a-z0-9]+")
    division = ibis.ifelse(division.re_search(_NO_DIVISION), _NONE, division)
    named = ibis.literal("named/").concat(slug(name), point)
    key = ibis.cases(
        (kind == "country", ibis.coalesce(_code(country, _COUNTRY), _code(feature, _COUNTRY))),
        (kind == "us-state", division),
        (kind == "state", ibis.coalesce(numbered, division)),
        else_=numbered,
    )
    return {
        "place": ibis.literal("place/gdelt/").concat(kind, "/", ibis.coalesce(key, named)),
        "place_name": name,
        "latitude": latitude,
        "longitude": longitude,
        "point_given": given[0].notnull() | given[1].notnull(),
    }


def _code(text: ir.StringValue, form: str) -> ir.StringValue:
    """A code of a form in lower case; of anything else, null."""
    return ibis.ifelse(lower(text).re_search(form + END), lower(text), _NONE)


def _event_id(rows: ir.Table) -> ir.StringValue:
    where = ibis.coalesce(rows.place.re_replace("^place/gdelt/", ""), "-")
    return ibis.literal("event/gdelt/").concat(rows.day, "/", rows.code, "/", where)


def _reason(rows: ir.Table) -> ir.StringValue:
    return first_reason(
        (rows.line == "", "an empty line"),
        (rows.width.notin(list(_PLACES)), "neither 57, 58 nor 61 columns"),
        (rows.id.re_search(rf"^[0-9]+{END}") == False, "GLOBALEVENTID is no number"),  # noqa: E712
        (~is_day(rows.day), "SQLDATE is no day"),
        (~is_day(rows.added), "DATEADDED is no day"),
        (rows.known.isnull(), "EventCode is no code of CAMEO"),
        (rows.actor1.isnull() & rows.actor2.isnull(), "no actor"),
        (rows.tone.isnull() | rows.goldstein.isnull(), "AvgTone or GoldsteinScale is no number"),
        (
            rows.mentions.isnull() | rows.outlets.isnull() | rows.articles.isnull(),
            "NumMentions, NumSources or NumArticles is no number",
        ),
        (
            rows.place.notnull()
            & rows.point_given
            & (rows.latitude.isnull() | rows.longitude.isnull()),
            "ActionGeo_Lat or ActionGeo_Long is not a number",
        ),
        (
            ~on_earth(rows.latitude, rows.longitude),
            "ActionGeo_Lat or ActionGeo_Long is out of range",
        ),
        (rows.repeated, "GLOBALEVENTID stands in an earlier row"),
    )


def claims(rows: ir.Table, engine: Engine) -> ir.Table:
    """A claim for each row."""
    parts = [rows.actor1, rows.actor2, rows.place]
    ends = [ibis.coalesce(part.re_replace("^[a-z]+/gdelt/", ""), "-") for part in parts]
    key = ibis.literal("/").join([rows.day, rows.code, *ends])
    by_outlet = rows.url.notnull()
    other = ibis.coalesce(rows.actor2, rows.event)
    return rows.select(
        claim=ibis.literal("claim/gdelt/").concat(rows.id),
        proposition=ibis.literal("proposition/gdelt/").concat(key),
        subject=ibis.coalesce(rows.actor1, rows.event),
        relation=rows.relation,
        object=ibis.ifelse(rows.actor1.isnull(), rows.actor2, other),
        valid_from=rows.day,
        valid_until=rows.day,
        earliest=rows.day,
        latest=rows.day,
        place=rows.place,
        event=rows.event,
        code=ibis.literal("cameo/").concat(rows.code),
        claimant=ibis.ifelse(by_outlet, _outlet(rows), CODER),
        stance=ibis.literal("Affirms"),
        said_on=ibis.ifelse(by_outlet, _NONE, rows.added),
        sources=ibis.array([ibis.ifelse(by_outlet, _source(rows), DATA_SET)]),
        tone=rows.tone,
        goldstein=rows.goldstein,
        mentions=rows.mentions,
        articles=rows.articles,
        outlets=rows.outlets,
        row=rows.row,
    )


def _outlet(rows: ir.Table) -> ir.StringValue:
    name = lower(rows.outlet).re_replace(r"[^\p{L}\p{N}.]+", "-")
    return ibis.literal("actor/outlet/").concat(name)


def _source(rows: ir.Table) -> ir.StringValue:
    return ibis.literal("source/gdelt/").concat(digest(rows.url))


def sources(rows: ir.Table, engine: Engine) -> ir.Table:
    """The articles, each published by the day on which GDELT took it in, and the data set."""
    articles = rows.filter(rows.url.notnull())
    named = articles.select(
        id=_source(articles),
        publisher=_outlet(articles),
        published=articles.added,
        url=articles.url,
    )
    kind = once(named).mutate(**{"class": ibis.literal("NewsArticle")})
    own = rows.filter(rows.url.isnull()).select(
        id=ibis.literal(DATA_SET), publisher=ibis.literal(CODER), published=_NONE, url=_NONE
    )
    return together([kind, own.distinct().mutate(**{"class": ibis.literal("Source")})])


def things(rows: ir.Table, engine: Engine) -> ir.Table:
    """Actors, outlets, places, events, and the codes of all of them."""
    both = together([_actors(rows, 1), _actors(rows, 2)])
    both = both.filter(both.id.notnull())
    actors = both.group_by(both.columns).agg(times=both.count())
    found = [
        _described(actors, engine),
        _outlets(rows),
        _places(rows),
        _events(rows),
        _codes(rows, "code", engine, "cameo-events", "cameo"),
        _codes(actors, "country", engine, "cameo-countries", "cameo-country"),
        _codes(actors, "role", engine, "cameo-types", "cameo-type"),
        _codes(actors, "group", engine, "cameo-groups", "cameo-group"),
    ]
    return mentions(found, "en")


def _actors(rows: ir.Table, number: int) -> ir.Table:
    columns = ("name", "code", "country", "group", "ethnic", "role")
    found = {column: rows[f"{column}{number}"] for column in columns}
    return rows.select(id=rows[f"actor{number}"], **found)


def _described(actors: ir.Table, engine: Engine) -> ir.Table:
    """Actors with the class that their codes tell, and the codes as ids."""
    countries, roles = codes(engine, "cameo-countries"), codes(engine, "cameo-types")
    table = actors.left_join(
        countries.select(country_code="code", country_name="label"),
        [("country", "country_code")],
    )
    table = table.left_join(
        roles.select(role_code="code", role_class="class"),
        [("role", "role_code")],
    )
    is_state = (table.code == table.country) & (table.name == table.country_name.upper())
    kind = ibis.cases(
        (is_state.fill_null(False), "State"),
        ((table.role_class != "Actor").fill_null(False), table.role_class),
        (table.group.notnull(), "Organization"),
        (table.ethnic.notnull(), "Population"),
        else_="Actor",
    )
    return table.select(
        "id",
        "name",
        "times",
        notation=table.code,
        country=ibis.literal("cameo-country/").concat(table.country),
        actor_type=ibis.literal("cameo-type/").concat(table.role),
        known_group=ibis.literal("cameo-group/").concat(table.group),
        **{"class": kind},
    )


def _outlets(rows: ir.Table) -> ir.Table:
    """The publishers of articles; GDELT where a row names none."""
    by_outlet = rows.url.notnull()
    return rows.select(
        id=ibis.ifelse(by_outlet, _outlet(rows), CODER),
        name=ibis.ifelse(by_outlet, rows.outlet, "GDELT Project"),
        **{"class": ibis.ifelse(by_outlet, "MediaOrganization", "Organization")},
    )


def _places(rows: ir.Table) -> ir.Table:
    placed = rows.filter(rows.place.notnull())
    return placed.select(
        "latitude",
        "longitude",
        id=placed.place,
        name=ibis.coalesce(placed.place_name, placed.place),
        **{"class": ibis.literal("Place")},
    )


def _events(rows: ir.Table) -> ir.Table:
    """What single actors take part in, named by its code, place and day."""
    rows = rows.filter(rows.event.notnull())
    where = ibis.literal(", ").concat(rows.place_name).fill_null("")
    name = rows.code_name.concat(where, ", ", rows.day)
    kind = {"class": ibis.literal("Event")}
    return rows.select(id=rows.event, name=name, place=rows.place, **kind)


def _codes(rows: ir.Table, column: str, engine: Engine, table: str, scheme: str) -> ir.Table:
    """The codes of a column as concepts, by the names that their table gives them."""
    used = rows.select(code=rows[column]).filter(lambda one: one.code.notnull()).distinct()
    known = codes(engine, table).select(known="code", label="label")
    named = used.left_join(known, [("code", "known")])
    return named.select(
        id=ibis.literal(f"{scheme}/").concat(named.code),
        name=ibis.coalesce(named.label, named.code),
        notation=named.code,
        **{"class": ibis.literal("Concept")},
    )


FORMAT = Format("GDELT events", lines, read, claims, things, sources)
