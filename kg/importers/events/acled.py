"""ACLED: events of political violence, demonstrations and other politically important events.

Columns after the "ACLED Codebook" (https://acleddata.com/methodology/acled-codebook), with types
of actors in words or, as in older exports, in numbers.

What happened is a claim of each outlet that `source` names, and of ACLED where none is named. The
number of deaths is a claim of ACLED, that it credits to them. The codebook says that the order of
the two actors has no meaning but in violence against civilians: who did it to whom is told only
where their types, or the kind of event, leave no doubt (ontology/codes/acled-events.csv).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from kg.importers.events.codes import codes
from kg.importers.events.mapped import Format
from kg.importers.events.naming import mentions
from kg.importers.events.staging import records
from kg.importers.events.words import (
    clean,
    decimal_number,
    first_reason,
    on_earth,
    slug,
    together,
    whole_number,
)
from kg.tables.days import first_day, is_day, last_day
from kg.tables.engine import Engine

CODER = "actor/acled"
DATA_SET = "source/acled"
_REQUIRED = (
    *("event_id_cnty", "event_date", "time_precision", "sub_event_type", "actor1", "inter1"),
    *("actor2", "inter2", "country", "location", "latitude", "longitude", "geo_precision"),
    *("source", "fatalities"),
)
_OPTIONAL = ("admin1", "timestamp")
# Months of dates such as 06 September 2021.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# What begins like a day.
_FORMED = "^([0-9]{4}-[0-9]{2}-[0-9]{2})"
# How far a week lies around its middle, the date that stands for it.
_HALF_WEEK = 3
# Sources that wish not to be named.
_UNNAMED = "undisclosed-source"
_NONE = ibis.null("string")


def read(rows: ir.Table, engine: Engine) -> ir.Table:
    """The cells of each row that claims need, and which of its actors acts."""
    cells = {name: clean(rows[name]) for name in (*_REQUIRED, *_OPTIONAL)}
    id = slug(cells["event_id_cnty"])
    times = ibis.row_number().over(group_by=id, order_by=rows.row)
    rows = rows.select("file", "row", id=id, times=times, **cells)
    rows = rows.mutate(
        code=slug(rows.sub_event_type).replace("protestors", "protesters"),
        day=_day(rows.event_date),
        added=_added(rows.timestamp),
        precision=whole_number(rows.time_precision),
        nearness=whole_number(rows.geo_precision),
        deaths=whole_number(rows.fatalities),
        lat=decimal_number(rows.latitude),
        lon=decimal_number(rows.longitude),
        first=_actor(rows.actor1),
        second=_actor(rows.actor2),
        outlets=_outlets(rows.source),
    )
    rows = _coded(rows, engine)
    reason = _reason(rows)
    text = ibis.literal(",").join([ibis.coalesce(rows[name], "") for name in cells])
    # An actor that deals with itself acts alone.
    rows = rows.mutate(
        second=rows.second.nullif(rows["first"]),
        added=ibis.ifelse(is_day(rows.added), rows.added, _NONE),
        reason=reason,
        text=ibis.ifelse(reason.isnull(), _NONE, text),
    )
    return rows.mutate(**_when(rows), **_where(rows), **_acting(rows))


def _day(text: ir.StringValue) -> ir.StringValue:
    """``2021-09-06``, ``06 September 2021`` or ``6-Sep-2021`` in the form of a day; else null."""
    written = "^([0-9]{1,2})[ -]([A-Za-z]{3})[A-Za-z]*[ -]([0-9]{4})$"
    name = text.re_extract(written, 2).lower()
    month = ibis.cases(*((name == one, f"-{n:02}-") for n, one in enumerate(_MONTHS, 1)))
    told = text.re_extract(written, 3).concat(month, text.re_extract(written, 1).lpad(2, "0"))
    return ibis.coalesce(told, text.re_extract(_FORMED, 1).nullif(""))


def _added(text: ir.StringValue) -> ir.StringValue:
    """A time stamp, in seconds since 1970 or written out, in the form of a day; else null."""
    seconds = ibis.ifelse(text.re_search("^[0-9]{9,10}$"), text, _NONE).cast("int64")
    start = ibis.literal("1970-01-01").cast("date")
    counted = (start + ibis.interval(days=1) * (seconds // 86400)).cast("string").substr(0, 10)
    return ibis.coalesce(counted, text.re_extract(_FORMED, 1).nullif(""))


def _actor(name: ir.StringValue) -> ir.StringValue:
    return ibis.literal("actor/acled/").concat(slug(name))


def _outlets(packed: ir.StringValue) -> ir.ArrayValue:
    """The names of sources, without those that wish not to be named."""
    names = packed.split(";").map(clean)
    return names.filter(lambda name: slug(name).nullif(_UNNAMED).notnull())


def _coded(rows: ir.Table, engine: Engine) -> ir.Table:
    """Rows with what the tables of codes say of their kinds of events and actors."""
    events = codes(engine, "acled-events")
    events = events.select(
        known="code", code_name="label", tie=events.relation, tie_subject=events.subject
    )
    places = codes(engine, "acled-places")
    places = places.select(placed="code", gain=places.relation, gain_subject=places.subject)
    types = codes(engine, "acled-actor-types")
    by_word = types.select(key=_first_word(types.code), type=types.code, kind=types["class"])
    by_number = types.select(key=types.number, type=types.code, kind=types["class"])
    keyed = together([by_word, by_number])
    rows = rows.left_join(events, [("code", "known")]).left_join(places, [("code", "placed")])
    for number in (1, 2):
        inter = rows[f"inter{number}"]
        rows = rows.mutate(key=ibis.coalesce(whole_number(inter), _first_word(slug(inter))))
        told = {f"type{number}": keyed.type, f"kind{number}": keyed.kind}
        named = keyed.select(told=keyed.key, **told)
        rows = rows.left_join(named, [("key", "told")]).drop("key", "told")
    return rows.drop("placed")


def _first_word(code: ir.StringValue) -> ir.StringValue:
    return code.re_extract("^([a-z]+)", 1).nullif("")


def _reason(rows: ir.Table) -> ir.StringValue:
    steps = ["1", "2", "3"]
    return first_reason(
        (rows.id.isnull(), "event_id_cnty is missing"),
        (rows.day.isnull() | ~is_day(rows.day), "event_date is no day"),
        (rows.precision.isnull() | rows.precision.notin(steps), "time_precision is not 1, 2 or 3"),
        (rows.known.isnull(), "sub_event_type is none of ACLED's"),
        (rows["first"].isnull(), "actor1 is missing"),
        (_untyped(rows, 1), "inter1 is no type of actor"),
        (_untyped(rows, 2), "inter2 is no type of actor"),
        (rows.country.isnull() | slug(rows.country).isnull(), "country is missing"),
        (rows.location.isnull() | slug(rows.location).isnull(), "location is missing"),
        (rows.lat.isnull() | rows.lon.isnull(), "latitude or longitude is no number"),
        (~on_earth(rows.lat, rows.lon), "latitude or longitude is out of range"),
        (rows.nearness.isnull() | rows.nearness.notin(steps), "geo_precision is not 1, 2 or 3"),
        (rows.deaths.isnull(), "fatalities is no number"),
        (rows.times > 0, "event_id_cnty stands in an earlier row"),
    )


def _untyped(rows: ir.Table, number: int) -> ir.BooleanValue:
    """Whether the type of an actor is given and none of ACLED's; 0 stands for no actor."""
    return rows[f"inter{number}"].nullif("0").notnull() & rows[f"type{number}"].isnull()


def _when(rows: ir.Table) -> dict[str, ir.Value]:
    """When it happened, by `time_precision`: on the day (1), in the week of which the date is the
    middle (2), in the month (3)."""
    month = rows.day.substr(0, 7)
    exact, week = rows.precision == "1", rows.precision == "2"
    within = ibis.cases((exact, rows.day), (rows.precision == "3", month))
    middle = ibis.ifelse(week & rows.reason.isnull(), rows.day, _NONE).cast("date")
    half = ibis.interval(days=_HALF_WEEK)
    begin, end = ((middle - half).cast("string"), (middle + half).cast("string"))
    return {
        "within": within,
        "until": within,
        "earliest": ibis.coalesce(begin.substr(0, 10), first_day(within)),
        "latest": ibis.coalesce(end.substr(0, 10), last_day(within)),
    }


def _where(rows: ir.Table) -> dict[str, ir.Value]:
    """Where it happened. Where `geo_precision` is 3 the location only stands for a region, and the
    country is what is known."""
    exact = rows.nearness != "3"
    path = slug(rows.country).concat("/", slug(rows.location), "-", rows.lat, "-", rows.lon)
    country = rows.country.nullif(rows.location)
    region = rows.admin1.nullif(rows.location).nullif(rows.country)
    name = rows.location.concat(
        ibis.literal(", ").concat(region).fill_null(""),
        ibis.literal(", ").concat(country).fill_null(""),
    )
    return {
        "place": ibis.literal("place/acled/").concat(ibis.ifelse(exact, path, slug(rows.country))),
        "place_name": ibis.ifelse(exact, name, rows.country),
        "place_latitude": ibis.ifelse(exact, rows.lat, _NONE),
        "place_longitude": ibis.ifelse(exact, rows.lon, _NONE),
    }


def _acting(rows: ir.Table) -> dict[str, ir.Value]:
    """Which of two actors the relation begins with, and which gains the place: 1, 2 or null."""
    two = rows.second.notnull()
    civilians, protesters = _only(rows, "civilians"), _only(rows, "protesters")
    state = _only(rows, "state-forces")
    acts = ibis.cases(
        (rows.tie_subject.isin(["either", "first"]), 1),
        (rows.tie_subject == "other-than-civilians", 3 - civilians),
        (rows.tie_subject == "other-than-protesters", 3 - protesters),
        (rows.tie_subject == "state-forces", state),
    )
    gains = ibis.cases(
        (two & (rows.gain_subject == "state-forces"), state),
        (two & (rows.gain_subject == "other-than-state-forces"), 3 - state),
        (~two & (rows.gain_subject == "lone"), 1),
    )
    return {
        "acts": ibis.ifelse(two, acts, ibis.null("int8")),
        "gains": ibis.ifelse(rows.nearness == "1", gains, ibis.null("int8")),
    }


def _only(rows: ir.Table, kind: str) -> ir.IntegerValue:
    """The one of two actors, 1 or 2, that is of a type, the other being of another; else null."""
    one, other = rows.type1 == kind, rows.type2 == kind
    return ibis.cases((one & ~other, 1), (other & ~one, 2))


def claims(rows: ir.Table, engine: Engine) -> ir.Table:
    """What happened, by each outlet or by ACLED; and how many died, by ACLED."""
    told = together([_ties(rows), _gains(rows)])
    named = told.outlets.length().fill_null(0) > 0
    reported = told.filter(named)
    reported = reported.mutate(speaker=reported.outlets.map(slug).unique().unnest())
    reported = reported.mutate(
        claimant=_outlet(reported.speaker),
        sources=ibis.array([_source(reported.id, reported.speaker)]),
        said_on=_NONE,
    )
    coded = told.filter(~named)
    coded = coded.mutate(
        speaker=ibis.literal("acled"),
        claimant=ibis.literal(CODER),
        sources=ibis.array([ibis.literal(DATA_SET)]),
        said_on=coded.added,
    )
    return together([_said(reported), _said(coded), _deaths(rows)])


def _ties(rows: ir.Table) -> ir.Table:
    """How the two actors of an event are tied; that a lone one takes part in it."""
    swapped = (rows.acts == 2).fill_null(False)
    return _told(
        rows,
        subject=ibis.ifelse(swapped, rows.second, rows["first"]),
        relation=ibis.cases(
            (rows.second.isnull(), "takesPartIn"), (rows.acts.isnull(), "linkedTo"), else_=rows.tie
        ),
        object=ibis.ifelse(swapped, rows["first"], ibis.coalesce(rows.second, _event(rows))),
    )


def _gains(rows: ir.Table) -> ir.Table:
    """Who came to hold the place of an event, or to be there: from then on, unless it is an act."""
    rows = rows.filter(rows.gains.notnull())
    act = rows.gain == "seized"
    rows = rows.mutate(
        until=ibis.ifelse(act, rows.until, _NONE),
        earliest=ibis.ifelse(act, rows.earliest, _NONE),
        latest=ibis.ifelse(act, rows.latest, _NONE),
    )
    return _told(
        rows,
        subject=ibis.ifelse(rows.gains == 2, rows.second, rows["first"]),
        relation=rows.gain,
        object=rows.place,
    )


def _told(rows: ir.Table, **content: ir.Value) -> ir.Table:
    return rows.select(
        *("id", "row", "outlets", "added", "place", "code", "within", "until"),
        *("earliest", "latest"),
        **content,
    )


def _said(told: ir.Table) -> ir.Table:
    return told.select(
        claim=ibis.literal("claim/acled/").concat(told.id, "/", told.relation, "/", told.speaker),
        proposition=ibis.literal("proposition/acled/").concat(told.id, "/", told.relation),
        subject=told.subject,
        relation=told.relation,
        object=told.object,
        value=_NONE,
        bound=_NONE,
        claimant=told.claimant,
        said_on=told.said_on,
        sources=told.sources,
        credits=ibis.null("array<string>"),
        **_circumstances(told),
    )


def _deaths(rows: ir.Table) -> ir.Table:
    """The number of deaths, the lowest that was reported; 0 also stands for no word of any."""
    counted = rows.filter(rows.deaths != "0")
    event = counted.id
    return counted.select(
        claim=ibis.literal("claim/acled/").concat(event, "/deaths"),
        proposition=ibis.literal("proposition/acled/").concat(event, "/deaths"),
        subject=_event(counted),
        relation=ibis.literal("deathCount"),
        object=_NONE,
        value=counted.deaths,
        bound=ibis.literal("AtLeast"),
        claimant=ibis.literal(CODER),
        said_on=counted.added,
        sources=ibis.array([ibis.literal(DATA_SET)]),
        credits=counted.outlets.map(slug).unique().sort().map(lambda one: _source(event, one)),
        **_circumstances(counted),
    )


def _circumstances(rows: ir.Table) -> dict[str, ir.Value]:
    return {
        "valid_from": rows.within,
        "valid_until": rows.until,
        "earliest": rows.earliest,
        "latest": rows.latest,
        "place": rows.place,
        "event": _event(rows),
        "code": _code(rows.code),
        "stance": ibis.literal("Affirms"),
        "row": rows.row,
    }


def _event(rows: ir.Table) -> ir.StringValue:
    return ibis.literal("event/acled/").concat(rows.id)


def _code(code: ir.StringValue) -> ir.StringValue:
    return ibis.literal("acled/").concat(code)


def _outlet(key: ir.StringValue) -> ir.StringValue:
    return ibis.literal("actor/outlet/").concat(key)


def _source(event: ir.StringValue, outlet: ir.StringValue) -> ir.StringValue:
    return ibis.literal("source/acled/").concat(event, "/", outlet)


def sources(rows: ir.Table, engine: Engine) -> ir.Table:
    """What each outlet reported of an event, published by the day on which ACLED had taken it up;
    and the data set."""
    found = rows.select("id", "added", outlet=rows.outlets.map(slug).unique().unnest())
    reports = found.select(
        id=_source(found.id, found.outlet),
        publisher=_outlet(found.outlet),
        published=found.added,
        **_kind("Source"),
    )
    own = rows.select(
        id=ibis.literal(DATA_SET),
        publisher=ibis.literal(CODER),
        published=_NONE,
        **_kind("Dataset"),
    )
    return together([reports, own.distinct()])


def _kind(name: str) -> dict[str, ir.Value]:
    return {"class": ibis.literal(name)}


def things(rows: ir.Table, engine: Engine) -> ir.Table:
    """Actors, outlets, places and events, the codes of events and actors, and ACLED itself."""
    actors = _actors(rows)
    outlets = rows.select(name=rows.outlets.unnest())
    outlets = outlets.select(id=_outlet(slug(outlets.name)), name=outlets.name, **_kind("Actor"))
    places = rows.select(
        id=rows.place,
        name=rows.place_name,
        latitude=rows.place_latitude,
        longitude=rows.place_longitude,
        **_kind("Place"),
    )
    own = rows.select(
        id=ibis.literal(CODER), name=ibis.literal("Armed Conflict Location & Event Data")
    )
    types = codes(engine, "acled-actor-types")
    found = [
        actors,
        outlets,
        places,
        _events(rows),
        _concepts(rows.select(id=_code(rows.code), name=rows.code_name, notation=rows.code)),
        _concepts(
            types.select(id=_type(types.code), name=types.label, notation=types.code).semi_join(
                actors.select(id=actors.actor_type), "id"
            )
        ),
        own.distinct().mutate(**_kind("Organization")),
    ]
    return mentions(found, "en")


def _actors(rows: ir.Table) -> ir.Table:
    """The actors with what their types and names tell: of an actor that events give several types,
    none is told."""
    both = together([_described(rows, 1), _described(rows, 2)])
    both = both.filter(both.id.notnull())
    both = both.group_by(both.columns).agg(times=both.count())
    known = both.group_by("id").agg(
        one_type=both.type.min(),
        types=both.type.nunique(),
        one_kind=both.kind.min(),
        kinds=both.kind.nunique(),
    )
    found = both.join(known, "id")
    return found.select(
        "id",
        "name",
        "times",
        actor_type=_type(ibis.ifelse(found.types == 1, found.one_type, _NONE)),
        **{"class": ibis.ifelse(found.kinds == 1, found.one_kind, "Actor")},
    )


def _described(rows: ir.Table, number: int) -> ir.Table:
    """An actor with the class of its type, or that of how ACLED names it."""
    name = rows[f"actor{number}"]
    kind = ibis.cases(
        (name.startswith("Unidentified"), "Actor"),
        (name.startswith("Military Forces of "), "ArmedForce"),
        (name.startswith("Government of "), "Government"),
        else_=ibis.coalesce(rows[f"kind{number}"], "Actor"),
    )
    return rows.select(
        id=rows["first" if number == 1 else "second"],
        name=name,
        type=rows[f"type{number}"],
        kind=kind,
    )


def _type(code: ir.StringValue) -> ir.StringValue:
    return ibis.literal("acled-actor-type/").concat(code)


def _events(rows: ir.Table) -> ir.Table:
    """The events, named by what happened, where and when as far as that is known."""
    where = ibis.ifelse(rows.nearness == "3", rows.country, rows.location)
    when = ibis.coalesce(rows.within, ibis.literal("about ").concat(rows.day))
    return rows.select(
        id=_event(rows),
        name=rows.code_name.concat(", ", where, ", ", when),
        place=rows.place,
        notation=rows.event_id_cnty,
        **_kind("Event"),
    )


def _concepts(codes: ir.Table) -> ir.Table:
    return codes.distinct().mutate(**_kind("Concept"))


FORMAT = Format("ACLED", records(_REQUIRED, _OPTIONAL), read, claims, things, sources)
