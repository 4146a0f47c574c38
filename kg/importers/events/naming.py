"""Things as rows mention them, each once: by the name that most rows give it, with all others.

Rows spell a name in several ways, and give a place several points. Of what shares an id the
commonest is kept, and of several that are as common the first in alphabetical order, so that the
order of rows changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from kg.importers.events.words import BLANK, lower, plain_name, slug, together
from kg.tables.columns import THINGS, conformed
from kg.tables.engine import Engine, laid_down
from kg.tables.nquads import in_language, tag_of, text_of

# What a mention says of its thing's name and point; `described` works out the others of these.
_MENTIONED = ("id", "name", "language", "latitude", "longitude")
_WORKED_OUT = ("other_names", "points", "written")
_SAME = tuple(name for name in THINGS.names if name not in (*_MENTIONED, *_WORKED_OUT))
_MENTIONS = ibis.schema(dict(THINGS.items()) | {"times": "int64"})
# Sums of whole numbers are of another type in each engine, and not kept as such in files.
_NUMBER = "decimal(18, 0)"
# More than there are mentions: what is left of it has as many digits, whatever is taken away.
_MOST = 2 * 10**15
_EMPTY = ibis.literal([], type="array<string>")
_NO_LIST = ibis.null("array<string>")


def described(found: ir.Table, engine: Engine) -> ir.Table:
    """Each thing that rows mention, once; columns are those of `kg.tables.columns.THINGS`.

    `found` is what `mentions` gives. Its `language` is the one that the source writes in, null
    where that is not known, and `times` how often the same mention is made, null for once. Of a
    column that says several things of one id, the first in alphabetical order is kept.
    """
    counted = laid_down(engine, "mentions", _counted(found))
    found = counted.group_by("id").agg(
        given=counted.other_names.collect().flatten().unique(),
        **{name: counted[name].min() for name in _SAME},
    )
    found = found.left_join(_names(counted), [("id", "named_id")])
    found = found.left_join(_points(counted), [("id", "placed_id")])
    others = found.given.fill_null(_EMPTY).concat(found.spellings.fill_null(_EMPTY))
    name = text_of(found.named)
    others = others.filter(lambda one: one.notnull()).filter(lambda one: text_of(one) != name)
    found = found.mutate(
        name=name,
        language=tag_of(found.named),
        other_names=others.unique().sort(),
        latitude=found.point.re_replace(" .*", ""),
        longitude=found.point.re_replace(".* ", ""),
    )
    return conformed(found, THINGS)


def mentions(tables: Sequence[ir.Table], language: str | None) -> ir.Table:
    """Mentions of several kinds of things as one table.

    Those without a column `language` are written in this one, a tag; None is not known.
    """
    tag = ibis.literal(language, type="string")
    return together(
        [
            conformed(
                table if "language" in table.columns else table.mutate(language=tag), _MENTIONS
            )
            for table in tables
        ]
    )


def _counted(mentions: ir.Table) -> ir.Table:
    """Mentions that agree in name and point as one, with their number."""
    return mentions.group_by(*_MENTIONED).agg(
        times=mentions.times.fill_null(1).sum().cast(_NUMBER),
        other_names=mentions.other_names.collect().flatten().unique().sort(),
        **{name: mentions[name].min() for name in _SAME},
    )


def _commonest(times: ir.IntegerValue, text: ir.StringValue) -> ir.StringValue:
    """Of a group the text of the largest number, and of those the first in the alphabet."""
    rank = (ibis.literal(_MOST).cast(_NUMBER) - times).cast("string")
    return rank.concat(text).min().substr(len(str(_MOST)))


def _names(counted: ir.Table) -> ir.Table:
    """The name of each id and its other spellings, as ``text@tag``; and the ways in which rows
    write it, where several differ in more than case and blanks and make the same id."""
    table = counted.filter(counted.name.notnull())
    plain = in_language(plain_name(table.name), table.language)
    table = table.mutate(spelling=plain, form=lower(table.name).re_replace(f"{BLANK}+", " "))
    spelled = table.group_by("id", "spelling").agg(times=table.times.sum().cast(_NUMBER))
    named = spelled.group_by("id").agg(
        named=_commonest(spelled.times, spelled.spelling), spellings=spelled.spelling.collect()
    )
    # An id that is not made of the name says itself what is one.
    keyed = table.mutate(key=slug(table.name)).filter(
        lambda one: one.id.replace("/", "-").contains(one.key)
    )
    written = keyed.group_by("id").agg(
        forms=keyed.form.nunique(), keys=keyed.key.nunique(), written=keyed.name.collect()
    )
    several = written.filter(written.forms > written.keys)
    several = several.select(written_id="id", written=several.written.unique().sort())
    named = named.left_join(several, [("id", "written_id")])
    return named.select("named", "spellings", "written", named_id="id")


def _points(counted: ir.Table) -> ir.Table:
    """The point of each id that has one, as a pair that a row has; and its other points."""
    table = counted.filter(counted.latitude.notnull() & counted.longitude.notnull())
    table = table.select("id", "times", pair=table.latitude.concat(" ", table.longitude))
    placed = table.group_by("id", "pair").agg(times=table.times.sum().cast(_NUMBER))
    found = placed.group_by("id").agg(
        point=_commonest(placed.times, placed.pair), pairs=placed.pair.collect()
    )
    others = found.pairs.filter(lambda pair, point=found.point: pair != point).sort()
    points = ibis.ifelse(others.length() > 0, others, _NO_LIST)
    return found.select("point", points=points, placed_id="id")
