"""UCDP Actor Dataset: the sides of organised violence, with their names and their ties.

Columns as version 22.1 has them (https://ucdp.uu.se/downloads/); docs/events/ucdp-actors.md tells
what each becomes, and why. Ids are those of `ucdp_ged`: number 130 is the government of
Afghanistan as the file describes it, and ties of the file are ties of that actor; the other actor
that the number means in events since 15 August 2021 is not described here.

That an actor split from another, was in an alliance with it or joined it is a claim of UCDP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from kg.importers.events.mapped import Format
from kg.importers.events.naming import mentions
from kg.importers.events.staging import records
from kg.importers.events.words import (
    clean,
    first_reason,
    once,
    together,
    whole_number,
    with_repeats,
)
from kg.tables.engine import Engine
from kg.tables.nquads import in_language

CODER = "actor/ucdp"
DATA_SET = "source/ucdp-actors"
_NONE = ibis.null("string")
_MARK = "\x1f"


class _Tie(NamedTuple):
    """A flag, the columns of the other actors' numbers and names, and what is claimed of them."""

    flag: str
    numbers: str
    names: str | None
    way: str
    relation: str
    content: str | None = None


_TIES = (
    _Tie("Splinter", "ActorIdPrev", "NamePrev", "splinter", "splitFrom"),
    _Tie(
        *("SplitTemp", "ActorIdSplitTemp", "NameSplitTemp", "temporary-split", "splitFrom"),
        "UCDP codes the split as temporary.",
    ),
    _Tie("Alliance", "ActorIdAlliance", "NameAlliance", "alliance", "alliedWith"),
    _Tie("JoinGroup", "ActorIdGroup", "GroupName", "joined", "memberOf"),
    _Tie("OSCoalition", "OSCoalitionID", None, "one-sided-coalition", "memberOf"),
    _Tie("NSCoalition", "NSCoalitionID", None, "non-state-coalition", "memberOf"),
)


class _Fault(NamedTuple):
    """A name that the data set gives to an actor by mistake, and what tells so."""

    number: str
    column: str
    text: str
    why: str


_FAULTS = (
    _Fault(
        *("8114", "NameOrigFull", "جبهه متحد اسلامی ملی برای نجات افغانستان"),
        "it is the name of actor 304, whose own row has it in Latin letters",
    ),
)

_NAMES = ("NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng")
_NEW_NAMES = ("NewName", "NewNameFullMotherTongue", "NewNameFullEng")
# The columns whose names are in English; the others may be in any language.
_ENGLISH = ("NameData", "NameOrigFullEng", "NewNameFullEng")
_REQUIRED = (*("ActorId", "Org"), *_NAMES, *(tie.flag for tie in _TIES))
_OPTIONAL = (
    *_NEW_NAMES,
    *(tie.numbers for tie in _TIES),
    *(tie.names for tie in _TIES if tie.names),
    "Version",
)
_CLASSES = {"1": "ArmedGroup", "2": "Population", "3": "Population", "4": "Government"}


def read(rows: ir.Table, engine: Engine) -> ir.Table:
    """The cells of each row that claims need."""
    raw = {name: rows[name] for name in (*_REQUIRED, *_OPTIONAL)}
    cells = {name: clean(cell.re_replace(r"\s+", " ")).nullif("n/a") for name, cell in raw.items()}
    # Programs that fill gaps write 1 as 1.0.
    for name in ("Org", *(tie.flag for tie in _TIES)):
        cells[name] = ibis.coalesce(whole_number(cells[name]), cells[name])
    rows = rows.select("file", "row", **cells)
    rows = rows.mutate(number=whole_number(rows.ActorId))
    rows = rows.mutate(
        **{
            fault.column: ibis.ifelse(
                (rows.number == fault.number) & (rows[fault.column] == fault.text),
                _NONE,
                rows[fault.column],
            )
            for fault in _FAULTS
        }
    )
    rows = with_repeats(rows, "number")
    reason = _reason(rows)
    text = ibis.literal(",").join([ibis.coalesce(rows[name], "") for name in cells])
    text = ibis.ifelse(reason.isnull(), _NONE, text)
    return rows.mutate(reason=reason, text=text).drop("repeated")


def _reason(rows: ir.Table) -> ir.StringValue:
    faults: list[tuple[ir.BooleanValue, str]] = [
        (rows.number.isnull(), "ActorId is no number"),
        (rows.NameData.isnull(), "NameData is missing"),
        (rows.Org.isnull() | rows.Org.notin(list(_CLASSES)), "Org is not 1, 2, 3 or 4"),
    ]
    for tie in _TIES:
        flag, numbers = rows[tie.flag], rows[tie.numbers]
        formed = numbers.re_search(r"^[0-9]+(\.0+)?( *, *[0-9]+(\.0+)?)*$").fill_null(False)
        faults += [
            (flag.isnull() | flag.notin(["0", "1"]), f"{tie.flag} is neither 0 nor 1"),
            ((flag == "1") & ~formed, f"{tie.numbers} names no actors by number"),
        ]
    return first_reason(*faults, (rows.repeated, "ActorId stands in an earlier row"))


def claims(rows: ir.Table, engine: Engine) -> ir.Table:
    """Each tie of an actor to another, by UCDP; none of an actor to itself."""
    return together([_claimed(rows, tie) for tie in _TIES])


def _claimed(rows: ir.Table, tie: _Tie) -> ir.Table:
    pairs = _others(rows, tie)
    ends = [pairs.number, f"/{tie.way}/", pairs.other]
    said = [pairs.number, f"/{tie.relation}/", pairs.other]
    return pairs.select(
        claim=ibis.literal("claim/ucdp-actors/").concat(*ends),
        proposition=ibis.literal("proposition/ucdp/").concat(*said),
        subject=_actor(pairs.number),
        relation=ibis.literal(tie.relation),
        object=_actor(pairs.other),
        claimant=ibis.literal(CODER),
        stance=ibis.literal("Affirms"),
        sources=ibis.array([ibis.literal(DATA_SET)]),
        content=_NONE if tie.content is None else ibis.literal(tie.content),
        row=pairs.row,
    )


def _others(rows: ir.Table, tie: _Tie) -> ir.Table:
    """Each actor with each `other` that it has a tie to."""
    tied = rows.filter(rows[tie.flag] == "1")
    numbers = tied[tie.numbers].split(",").map(lambda one: whole_number(clean(one))).unique()
    pairs = tied.select("row", "number", "NameData", other=numbers.unnest())
    return pairs.filter(pairs.other != pairs.number)


def _actor(number: ir.StringValue) -> ir.StringValue:
    return ibis.literal("actor/ucdp/").concat(number)


def things(rows: ir.Table, engine: Engine) -> ir.Table:
    """The actors of the file, those that it only speaks of, coalitions, and UCDP."""
    described = _described(rows)
    coalitions = _coalitions(rows).anti_join(described, "id")
    mentioned = _mentioned(rows).anti_join(described, "id").anti_join(coalitions, "id")
    own = rows.select(id=ibis.literal(CODER), name=ibis.literal("Uppsala Conflict Data Program"))
    found = [
        described,
        coalitions.mutate(**_kind("Population")),
        mentioned.mutate(**_kind("Actor")),
        own.distinct().mutate(**_kind("Organization")),
    ]
    return mentions(found, "en")


def _kind(name: str) -> dict[str, ir.Value]:
    return {"class": ibis.literal(name)}


def _described(rows: ir.Table) -> ir.Table:
    named = rows.NameData
    return rows.select(
        id=_actor(rows.number),
        name=named,
        other_names=_other_names(rows),
        notation=rows.number,
        outside=ibis.literal("https://ucdp.uu.se/actor/").concat(rows.number),
        **{"class": ibis.cases(*((rows.Org == code, kind) for code, kind in _CLASSES.items()))},
    )


def _other_names(rows: ir.Table) -> ir.ArrayValue:
    """The names of an actor since it entered UCDP's data, with their languages.

    New names are parted by commas; their long forms only where these are as many, since a comma
    may also belong to a name. A stroke next to a blank parts a name from another form of it. A name
    that one column has in English is in English wherever it stands.
    """
    several = rows.NewName.split(",").length()
    found = {name: rows[name] for name in _NAMES}
    for name in _NEW_NAMES:
        parted = rows[name].re_replace(",", _MARK)
        agree = rows[name].split(",").length() == several
        found[name] = ibis.cases((several == 1, rows[name]), (agree, parted))
    english = _parted([found[name] for name in _ENGLISH])
    own = _parted([cell for name, cell in found.items() if name not in _ENGLISH])
    own = own.filter(lambda name, english=english: ~english.contains(name))
    tagged = english.map(lambda name: in_language(name, "en"))
    return tagged.concat(own.map(lambda name: in_language(name, None))).unique().sort()


def _parted(cells: Sequence[ir.StringValue]) -> ir.ArrayValue:
    packed = ibis.literal(_MARK).join([ibis.coalesce(one, "") for one in cells])
    names = packed.re_replace(r"\s+/\s*|/\s+", _MARK).split(_MARK).map(clean)
    return names.filter(lambda name: name.notnull()).unique().sort()


def _mentioned(rows: ir.Table) -> ir.Table:
    """Actors that have a tie to one of the file, by the names next to their numbers."""
    found = together([_named_beside(rows, tie, tie.names) for tie in _TIES if tie.names])
    named = found.filter(found.name.notnull())
    unnamed = found.anti_join(named, "id").select("id").distinct()
    name = ibis.literal("UCDP actor ").concat(unnamed.id.re_replace("^actor/ucdp/", ""))
    return together([named, unnamed.mutate(name=name)])


def _named_beside(rows: ir.Table, tie: _Tie, column: str) -> ir.Table:
    """The others of a tie; without names where these are not as many as the numbers."""
    tied = rows.filter(rows[tie.flag] == "1")
    numbers, names = tied[tie.numbers].split(","), tied[column].split(",")
    agree = (names.length() == numbers.length()).fill_null(False)
    beside = ibis.ifelse(agree, names, numbers.map(lambda _: _NONE))
    pairs = tied.select(pair=numbers.zip(beside).unnest())
    number, name = whole_number(clean(pairs.pair.f1)), clean(pairs.pair.f2)
    return pairs.select(id=_actor(number), name=name)


def _coalitions(rows: ir.Table) -> ir.Table:
    """Coalitions, that have numbers but no rows, by the names of their members."""
    ties = [tie for tie in _TIES if not tie.names]
    pairs = together([_others(rows, tie).drop("row") for tie in ties]).distinct()
    # Spark collects in no order: the names are put in that of the numbers afterwards.
    numbered = pairs.number.lpad(12, "0").concat(" ", pairs.NameData)
    members = pairs.group_by("other").agg(numbered=numbered.collect())
    names = members.numbered.sort().map(lambda name: name.re_replace("^[0-9]+ ", ""))
    alone = ibis.ifelse(members.numbered.length() == 1, " and others", "")
    return members.select(id=_actor(members.other), name=names.join(", ").concat(alone))


def sources(rows: ir.Table, engine: Engine) -> ir.Table:
    """The data set."""
    own = rows.select(
        id=ibis.literal(DATA_SET),
        publisher=ibis.literal(CODER),
        headline=ibis.literal("UCDP Actor Dataset").concat(
            ibis.literal(" ").concat(rows.Version).fill_null("")
        ),
        **_kind("Dataset"),
    )
    return once(own)


FORMAT = Format("UCDP Actor Dataset", records(_REQUIRED, _OPTIONAL), read, claims, things, sources)
