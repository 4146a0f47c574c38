"""Texts of event data as ids and names, as expressions."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

# Engines read regular expressions alike where these say neither `$` (it stands before a last line
# end for some) nor `\s` (it has a vertical tab for some), and replacements name no groups.
END = r"\z"
BLANK = r"[\t\n\f\r ]"
# Marks that show nothing: they turn the direction of writing, join or part letters.
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_AT_ENDS = rf"[\t\n\f\r {_UNSEEN}]+"


def lower(text: ir.StringValue) -> ir.StringValue:
    """A text in lower case, letter by letter: engines differ in two letters of which the case
    depends on others."""
    return text.replace("\u0130", "i").lower().replace("\u03c2", "\u03c3")


# A web address that can stand as an IRI.
ADDRESS = rf"^https?://[^\t\n\f\r <>\"{{}}|\\^`]+{END}"


def slug(text: ir.StringValue) -> ir.StringValue:
    """Letters and digits of any script in lower case, joined by hyphens; of none, null."""
    words = lower(text).re_replace(r"[^\p{L}\p{N}]+", "-").re_replace(rf"^-|-{END}", "")
    return words.nullif("")


def digest(text: ir.StringValue) -> ir.StringValue:
    """Sixteen hexadecimal digits that stand for a text (of its SHA-256)."""
    return text.hexdigest("sha256").substr(0, 16)


def clean(text: ir.StringValue) -> ir.StringValue:
    """A text without blanks at its ends and without unseen marks; of nothing, null."""
    ends = rf"^{_AT_ENDS}|{_AT_ENDS}{END}"
    return text.re_replace(f"{ends}|[{_UNSEEN}]+", "").nullif("")


def whole_number(text: ir.StringValue) -> ir.StringValue:
    """A whole number without leading zeros, also of ``9.0``; of anything else, null."""
    return text.re_extract(rf"^0*([1-9][0-9]*|0)(\.0*)?{END}", 1).nullif("")


def decimal_number(text: ir.StringValue) -> ir.StringValue:
    """A decimal number as the portable profile writes it; of anything else, null."""
    form = rf"^(-?)0*([1-9][0-9]*|0)((\.[0-9]*[1-9])0*|\.0*)?{END}"
    sign, whole, part = (text.re_extract(form, group) for group in (1, 2, 4))
    found = sign.concat(whole, part).nullif("")
    return ibis.ifelse(found == "-0", "0", found)


def on_earth(latitude: ir.StringValue, longitude: ir.StringValue) -> ir.BooleanValue:
    """Whether two decimal numbers are degrees of a place."""
    return (latitude.cast("float64").abs() <= 90) & (longitude.cast("float64").abs() <= 180)


def first_reason(*faults: tuple[ir.BooleanValue, str]) -> ir.StringValue:
    """The first reason that holds, or null; an unknown condition does not hold."""
    return ibis.cases(*((fault.fill_null(False), reason) for fault, reason in faults))


def with_repeats(rows: ir.Table, *names: str) -> ir.Table:
    """Rows with `repeated`: whether an earlier row has the same values in these columns, none of
    which is null."""
    # Few rows are repeated: to look for these takes less than to number all that are alike.
    alike = rows.group_by(*names).agg(first_row=rows.row.min(), alike=rows.count())
    several = alike.filter(alike.alike > 1).drop("alike")
    joined = rows.left_join(
        several.rename({f"{name}_again": name for name in names}),
        [(name, f"{name}_again") for name in names],
    )
    later = (joined.row > joined.first_row).fill_null(False)
    return joined.mutate(repeated=later).drop("first_row", *(f"{name}_again" for name in names))


def once(table: ir.Table, key: str = "id") -> ir.Table:
    """Each key once, with the first of its other values in alphabetical order."""
    others = [name for name in table.columns if name != key]
    return table.group_by(key).agg(**{name: table[name].min() for name in others})


def together(tables: Sequence[ir.Table]) -> ir.Table:
    """The rows of several tables of the same columns."""
    return ibis.union(*tables, distinct=False)


_DAYS = (
    r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    r"|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|02-(0[1-9]|1[0-9]|2[0-8])"
)
_LEAP_YEARS = r"[0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00"
_DATES = rf"^([0-9]{{4}}(-(0[1-9]|1[0-2]))?|[0-9]{{4}}-({_DAYS})|({_LEAP_YEARS})-02-29){END}"


def is_date(text: ir.StringValue) -> ir.BooleanValue:
    """Whether a text is a day, a month or a year: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``."""
    return text.re_search(_DATES)
