"""FollowTheMoney: streams of entities and of statements.

Schemata and properties after the model's own pages, https://followthemoney.tech/explorer/; the
tables `ftm-classes` and `ftm-schemata` in ontology/codes/ say which of them are things, and which
tie two of them.

An entity that ties others is a claim for each pair of its ends: by its publisher if it names one,
else by the one data set that it is from, else by the stream, which credits the data sets.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from kg.importers.events.codes import codes
from kg.importers.events.ftm_stream import (
    ENDS,
    THING_PROPERTIES,
    TIE_PROPERTIES,
    Tie,
    fragments,
    ties,
)
from kg.importers.events.mapped import Format
from kg.importers.events.naming import mentions
from kg.importers.events.words import (
    ADDRESS,
    END,
    clean,
    decimal_number,
    digest,
    first_reason,
    host,
    is_date,
    once,
    slug,
    together,
)
from kg.tables.days import first_day, last_day
from kg.tables.engine import Engine
from kg.tables.nquads import in_language

_NONE = ibis.null("string")
_NO_LIST = ibis.null("array<string>")
_EMPTY = ibis.literal([], type="array<string>")
# What a schema's first end is if no entity: a name.
_NAMED = ("Sanction",)
_FOLDERS = {"Place": "place", "Event": "event", "Office": "office"}
_DATES = ("startDate", "endDate", "date")


def read(rows: ir.Table, engine: Engine) -> ir.Table:
    """The fragments with the data set that tells each, and why one cannot be taken."""
    several, alone = _number_of(rows.datasets) > 1, _number_of(rows.datasets) == 1
    rows = rows.mutate(
        dataset=ibis.ifelse(alone, rows.datasets[0], rows.stream),
        credited=ibis.ifelse(several, rows.datasets, _NO_LIST),
        first_seen=ibis.ifelse(is_date(rows.first_seen), rows.first_seen, _NONE),
    ).drop("datasets", "stream")
    classes = codes(engine, "ftm-classes")
    things = _merged_things(rows, classes)
    known = things.select(known=things.id, unnamed=things.name.isnull())
    faults = _tie_faults(rows, things)
    joined = rows.left_join(known, rows.id == known.known)
    joined = joined.left_join(
        faults, [joined.id == faults.tie_id, joined.dataset == faults.tie_dataset]
    )
    only_tie = joined.type.isin(_tie_schemata(classes_too=False))
    reason = ibis.cases(
        (only_tie, joined.fault),
        (
            joined.known.isnull(),
            joined.type.concat(" is no actor, place, event or office, and no tie of two"),
        ),
        (joined.unnamed, joined.type.concat(" without a name")),
    )
    text = ibis.ifelse(reason.isnull(), _NONE, joined.text)
    return joined.mutate(reason=reason, text=text).select(*rows.columns, "reason")


def _tie_schemata(*, classes_too: bool = True) -> list[str]:
    """The schemata that tie others; without those whose entities are things themselves."""
    return [tie.schema for tie in ties() if classes_too or "id" not in (tie.source, tie.target)]


def _merged(rows: ir.Table, keys: Sequence[str], properties: Sequence[str]) -> ir.Table:
    """The fragments of each entity as one: the values of each property once, in their order."""
    values = {name: _filled(rows[name].collect().flatten().unique().sort()) for name in properties}
    stated = ibis.or_(*(rows[name].notnull() for name in properties))
    return rows.group_by(*keys).agg(
        type=rows.type.min(),
        row=rows.row.min(),
        first_seen=rows.first_seen.max(where=stated),
        **values,
    )


def _filled(values: ir.ArrayValue) -> ir.ArrayValue:
    """A list, or null where it has no values: to count into an empty one is an error on Spark."""
    return ibis.ifelse(_number_of(values) > 0, values, _NO_LIST)


def _merged_things(rows: ir.Table, classes: ir.Table) -> ir.Table:
    """The actors, places, events and offices of a stream: their ids, classes, and a name.

    Of fragments with several classes, one that is narrower than `Actor` counts if it is the only
    one.
    """
    kinds = classes.select(kind_of="schema", kind=classes["class"])
    found = rows.join(kinds, rows.type == kinds.kind_of)
    narrow = found.group_by("id").agg(
        number=found.kind.nullif("Actor").nunique(), kind=found.kind.nullif("Actor").min()
    )
    narrow = narrow.select(kind_id="id", kind=ibis.ifelse(narrow.number == 1, narrow.kind, "Actor"))
    table = _merged(found, ["id"], THING_PROPERTIES).join(narrow, [("id", "kind_id")])
    name = ibis.coalesce(_first(table.caption), _first(table.name), _address(table))
    others = _flat(table.name, table["alias"], table.previousName)
    wikidata = ibis.ifelse(table.wikidataId.length() == 1, table.wikidataId[0], _NONE)
    known = wikidata.re_search(rf"^Q[1-9][0-9]*{END}")
    return table.select(
        "id",
        thing=_folder(table.kind).concat("/ftm/", _key(table.id)),
        name=name,
        other_names=others.map(clean)
        .filter(lambda one: one.notnull())
        .map(lambda one: in_language(one, None)),
        outside=ibis.ifelse(
            known, ibis.literal("http://www.wikidata.org/entity/").concat(wikidata), _NONE
        ),
        **{"class": table.kind},
    )


def _flat(*lists: ir.ArrayValue) -> ir.ArrayValue:
    """The values of several lists, as one; a list that is null has none."""
    return ibis.array([one.fill_null(_EMPTY) for one in lists]).flatten()


def _first(values: ir.ArrayValue) -> ir.StringValue:
    return clean(values[0])


def _address(table: ir.Table) -> ir.StringValue:
    parts = [_first(table[name]) for name in ("street", "postalCode", "city", "region", "state")]
    return ibis.coalesce(_first(table.full), ibis.literal(", ").join(parts).nullif(""))


def _names(rows: ir.Table, known: ir.Table) -> ir.Table:
    """What things are called, as often as fragments say it: by captions, else by names, else by
    addresses."""
    captions, names = (
        rows.select("id", name=rows[column].unnest()) for column in ("caption", "name")
    )
    names = names.anti_join(captions, "id")
    others = known.select("id", "name").anti_join(captions, "id").anti_join(names, "id")
    found = together([captions, names, others])
    found = found.mutate(name=clean(found.name))
    things = known.select("thing", of="id")
    return found.join(things, found.id == things.of).select("name", id="thing")


def _points(rows: ir.Table, known: ir.Table) -> ir.Table:
    """Where things are: the pairs of one latitude and one longitude that a fragment has, else that
    the fragments of a data set have together."""
    both = rows.filter(rows.latitude.notnull() | rows.longitude.notnull())
    alone = _pair(both.select("id", "latitude", "longitude"))
    several = _pair(_merged(both, ["id", "dataset"], ["latitude", "longitude"]))
    found = together([alone, several.anti_join(alone, "id")])
    things = known.select("thing", of="id")
    joined = found.join(things, found.id == things.of)
    return joined.select("latitude", "longitude", id="thing")


def _pair(table: ir.Table) -> ir.Table:
    """The points of rows that have one, in degrees."""
    latitude, longitude = _one_number(table.latitude, 90), _one_number(table.longitude, 180)
    found = table.select("id", latitude=latitude, longitude=longitude)
    return found.filter(found.latitude.notnull() & found.longitude.notnull())


def _one_number(values: ir.ArrayValue, most: int) -> ir.StringValue:
    """The only number of several values, if it is no larger than `most` either way."""
    number = decimal_number(ibis.ifelse(values.length() == 1, values[0], _NONE))
    within = number.cast("float64").abs() <= most
    return ibis.ifelse(within, number, _NONE)


def _folder(kind: ir.StringValue) -> ir.StringValue:
    return ibis.cases(*((kind == name, folder) for name, folder in _FOLDERS.items()), else_="actor")


def _key(id: ir.StringValue) -> ir.StringValue:
    """An id as a part of ours: as it stands where it is plain, else its digest."""
    return ibis.ifelse(id.re_search(rf"^[A-Za-z0-9][A-Za-z0-9_-]*{END}"), id, digest(id))


def _merged_ties(rows: ir.Table) -> ir.Table:
    """The entities that tie others, as each data set tells them, with the ids at their ends."""
    found = rows.filter(rows.type.isin(_tie_schemata()))
    properties = (*TIE_PROPERTIES, *ENDS, "credited")
    merged = _merged(found, ["id", "dataset"], properties)
    kinds = ties()
    return merged.mutate(
        sources=ibis.cases(*((merged.type == tie.schema, _end(merged, tie, 0)) for tie in kinds)),
        targets=ibis.cases(*((merged.type == tie.schema, _end(merged, tie, 1)) for tie in kinds)),
        relation=ibis.cases(*((merged.type == tie.schema, tie.relation) for tie in kinds)),
    ).drop(*ENDS)


def _end(merged: ir.Table, tie: Tie, end: int) -> ir.ArrayValue:
    name = (tie.source, tie.target)[end]
    return ibis.array([merged.id]) if name == "id" else merged[name]


def _pairs(merged: ir.Table, things: ir.Table) -> ir.Table:
    """Each two ends that a tie has, where both are things of the stream, as our ids."""
    table = merged.mutate(source=merged.sources.unnest()).drop("sources")
    table = table.mutate(target=table.targets.unnest()).drop("targets")
    first = things.select(first_id=things.id, first_thing=things.thing)
    second = things.select(second_id=things.id, object=things.thing)
    table = table.left_join(first, table.source == first.first_id)
    table = table.join(second, table.target == second.second_id)
    by_name = table.type.isin(_NAMED)
    named = ibis.literal("actor/ftm/authority/").concat(slug(table.source))
    table = table.mutate(
        subject=ibis.ifelse(by_name, named, table.first_thing),
        authority=ibis.ifelse(by_name, clean(table.source), _NONE),
    )
    return table.filter(table.subject.notnull() & (table.subject != table.object)).drop(
        "first_id", "first_thing", "second_id", "source", "target"
    )


def _tie_faults(rows: ir.Table, things: ir.Table) -> ir.Table:
    """Why a tie, as a data set tells it, makes no claim: `tie_id`, `tie_dataset`, `fault`."""
    merged = _merged_ties(rows)
    pairs = _pairs(merged, things)
    found = pairs.select(pair_id="id", pair_dataset="dataset").distinct()
    table = merged.left_join(
        found, [merged.id == found.pair_id, merged.dataset == found.pair_dataset]
    )
    start, end = _begin(table), _end_date(table)
    fault = first_reason(
        *(
            (table[name].map(lambda one: ~_is_date(one)).anys(), f"{name} is no date")
            for name in _DATES
        ),
        (first_day(start) > last_day(end), "endDate lies before startDate"),
        *(
            (
                (table.type == tie.schema) & (_number_of(table[column]) == 0),
                f"{name} is missing",
            )
            for tie in ties()
            for name, column in ((tie.source, "sources"), (tie.target, "targets"))
        ),
        *(((table.type == tie.schema) & table.pair_id.isnull(), _no_pair(tie)) for tie in ties()),
    )
    return table.select(tie_id="id", tie_dataset="dataset", fault=fault)


def _no_pair(tie: Tie) -> str:
    if tie.schema in _NAMED:
        return f"{tie.target} is no actor, place, event or office of these files"
    ends = f"{tie.source} and {tie.target}"
    return f"{ends} are not two actors, places, events or offices of these files"


def _is_date(text: ir.StringValue) -> ir.BooleanValue:
    return is_date(_day(text)).fill_null(False)


def _day(text: ir.StringValue) -> ir.StringValue:
    """A date without the time of day that may follow it."""
    return text.re_replace("(?s)[T ].*", "")


def _begin(table: ir.Table) -> ir.StringValue:
    """The earliest of several dates, as the model itself takes it."""
    return ibis.coalesce(_day(table.startDate[0]), _day(table.date[0]))


def _end_date(table: ir.Table) -> ir.StringValue:
    """The latest of several dates; a tie that has nothing but a date was on that date."""
    alone = _number_of(table.startDate) == 0
    date = ibis.ifelse(alone, _last(table.date), _NONE)
    return _day(ibis.coalesce(_last(table.endDate), date))


def _last(values: ir.ArrayValue) -> ir.StringValue:
    last = _number_of(values) - 1
    return ibis.ifelse(last >= 0, values[last], _NONE)


def _number_of(values: ir.ArrayValue) -> ir.IntegerValue:
    """How many values a list has. Spark gives -1 for the length of null."""
    return ibis.ifelse(values.isnull(), 0, values.length())


def _told(rows: ir.Table, engine: Engine) -> ir.Table:
    """The pairs with who says so, where it is reported, and what that is credited to."""
    things = _merged_things(rows, codes(engine, "ftm-classes"))
    table = _pairs(_merged_ties(rows), things)
    own = _key(table.dataset)
    publisher = clean(ibis.ifelse(table.publisher.length() == 1, table.publisher[0], _NONE))
    publisher = ibis.ifelse(slug(publisher).isnull(), _NONE, publisher)
    urls = table.sourceUrl.filter(lambda url: url.re_search(ADDRESS))
    table = table.mutate(
        publisher_name=publisher,
        publisher_id=ibis.literal("actor/ftm/publisher/").concat(slug(publisher)),
        dataset_id=ibis.literal("actor/ftm/dataset/").concat(own),
        edition=_edition(own, table.first_seen),
        urls=_filled(urls),
    )
    by_publisher = table.publisher_id.notnull()
    pages = table.urls.map(lambda url, by=table.publisher_id: _page(by, url))
    originals = table.credited.map(lambda name: _edition(_key(name), _NONE))
    credits = _flat(ibis.ifelse(by_publisher, _NO_LIST, pages), originals)
    return table.mutate(
        pages=pages,
        originals=originals,
        claimant=ibis.coalesce(table.publisher_id, table.dataset_id),
        reported=ibis.ifelse(by_publisher & pages.notnull(), pages, ibis.array([table.edition])),
        credits=_filled(credits),
    )


def _edition(dataset: ir.StringValue, day: ir.StringValue) -> ir.StringValue:
    """A data set as it was on the day on which it was first seen to say something."""
    since = ibis.literal("/").concat(day).fill_null("")
    return ibis.literal("source/ftm/dataset/").concat(dataset, since)


def _page(publisher: ir.StringValue, url: ir.StringValue) -> ir.StringValue:
    by = ibis.coalesce(publisher, _outlet(url))
    return ibis.literal("source/ftm/page/").concat(digest(by.concat(" ", url)))


def _outlet(url: ir.StringValue) -> ir.StringValue:
    name = host(url).re_replace(r"[^\p{L}\p{N}.]+", "-")
    return ibis.literal("actor/outlet/").concat(name)


def claims(rows: ir.Table, engine: Engine) -> ir.Table:
    """A claim for each pair of ends of each tie, as each data set tells it."""
    table = _told(rows, engine)
    begin, end = _begin(table), _end_date(table)
    subject, what = (side.re_replace("^[a-z]+/ftm/", "") for side in (table.subject, table.object))
    says = ibis.literal("/").join(
        [subject, table.relation, what, begin.fill_null("-"), end.fill_null("-")]
    )
    pair = digest(ibis.literal(" ").join([subject, what]))
    return table.select(
        claim=ibis.literal("claim/ftm/").concat(
            _key(table.id), "/", _key(table.dataset), "/", pair
        ),
        proposition=ibis.literal("proposition/ftm/").concat(says),
        subject=table.subject,
        relation=table.relation,
        object=table.object,
        valid_from=begin,
        valid_until=end,
        claimant=table.claimant,
        stance=ibis.literal("Affirms"),
        sources=table.reported,
        credits=table.credits,
        content=_content(table),
        row=table.row,
    )


def _content(table: ir.Table) -> ir.StringValue:
    """What a tie tells beside its ends: role, share, amount and status."""
    ended = ibis.cases((table.type == "Debt", "debt"), (table.type == "Succession", "successor"))
    amount = _joined(table.amount)
    currency = ibis.ifelse(table.currency.length() == 1, table.currency[0], _NONE)
    parts = [
        ended,
        _joined(table.role),
        _joined(table.relationship),
        ibis.literal("share: ").concat(_joined(table.percentage)),
        ibis.literal("amount: ").concat(amount, ibis.literal(" ").concat(currency).fill_null("")),
        ibis.literal("amount: ").concat(_joined(table.amountEur), " EUR"),
        ibis.literal("amount: ").concat(_joined(table.amountUsd), " USD"),
        ibis.literal("status: ").concat(_joined(table.status)),
    ]
    return ibis.array(parts).filter(lambda part: part.notnull()).join("; ").nullif("")


def _joined(values: ir.ArrayValue) -> ir.StringValue:
    return values.join(", ").nullif("")


def sources(rows: ir.Table, engine: Engine) -> ir.Table:
    """The data sets as of the days on which they were first seen to say something, and pages."""
    table = _told(rows, engine)
    own = table.select(
        id=table.edition, publisher=table.dataset_id, published=table.first_seen, url=_NONE
    )
    named = table.select(dataset=table.credited.unnest())
    credited = named.select(
        id=_edition(_key(named.dataset), _NONE),
        publisher=ibis.literal("actor/ftm/dataset/").concat(_key(named.dataset)),
        published=_NONE,
        url=_NONE,
    )
    linked = table.select("publisher_id", url=table.urls.unnest())
    pages = linked.select(
        id=_page(linked.publisher_id, linked.url),
        publisher=ibis.coalesce(linked.publisher_id, _outlet(linked.url)),
        published=_NONE,
        url=linked.url,
    )
    found = [(together([own, credited]), "Dataset"), (pages, "Source")]
    return together([once(one).mutate(**{"class": ibis.literal(kind)}) for one, kind in found])


def things(rows: ir.Table, engine: Engine) -> ir.Table:
    """Actors, places, events and offices; and those who impose, publish and tell."""
    known = _merged_things(rows, codes(engine, "ftm-classes"))
    own = known.select("class", "other_names", "outside", id="thing", notation="id")
    told = _told(rows, engine)
    linked = told.filter(told.publisher_id.isnull()).select(url=told.urls.unnest())
    credited = told.select(name=told.credited.unnest())
    named = [
        told.filter(told.authority.notnull()).select(id=told.subject, name=told.authority),
        told.select(id=told.dataset_id, name=told.dataset),
        credited.select(
            id=ibis.literal("actor/ftm/dataset/").concat(_key(credited.name)),
            name=credited.name,
        ),
        told.filter(told.publisher_id.notnull()).select(
            id=told.publisher_id, name=told.publisher_name
        ),
        linked.select(id=_outlet(linked.url), name=host(linked.url)),
    ]
    others = together(named).mutate(**{"class": ibis.literal("Actor")})
    return mentions([own, _names(rows, known), _points(rows, known), others], None)


FORMAT = Format("FollowTheMoney", fragments, read, claims, things, sources)
