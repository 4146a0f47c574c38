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
    """Letters, their marks and digits of any script in lower case, joined by hyphens; of none,
    null.

    Signs part words. ``+`` and ``#`` after a letter or digit are words themselves: C, C++ and C#
    differ.
    """
    words = lower(text).re_replace(r"^[^\p{L}\p{N}]+", "")
    words = words.replace("+", " plus ").replace("#", " sharp ")
    return words.re_replace(r"[^\p{L}\p{M}\p{N}]+", "-").re_replace(rf"^-|-{END}", "").nullif("")


def digest(text: ir.StringValue) -> ir.StringValue:
    """Sixteen hexadecimal digits that stand for a text (of its SHA-256)."""
    return text.hexdigest("sha256").substr(0, 16)


def clean(text: ir.StringValue) -> ir.StringValue:
    """A text without blanks at its ends and without unseen marks; of nothing, null."""
    ends = rf"^{_AT_ENDS}|{_AT_ENDS}{END}"
    return text.re_replace(f"{ends}|[{_UNSEEN}]+", "").nullif("")


# Signs that part the items of a list, or that a damaged byte leaves behind. What may belong to a
# name stays: an apostrophe, an exclamation mark, a plus or a hash at its end, a full stop there.
_SEPARATORS = r"\t\n\f\r ;,:|/\\=~_<>^\x{00a6}\x{fffd}\x{2022}\x{00b7}\x{2026}"
_STRAY_ENDS = (
    rf"^[{_SEPARATORS}.*+?\x{{2013}}\x{{2014}}-]+"
    rf"|{BLANK}+[*\x{{2013}}\x{{2014}}-]+{END}|[{_SEPARATORS}]+{END}"
)
# A bracket or quotation mark at an end of a text that lacks the other one.
_OPENED = rf"^[(][^)]*{END}|^\[[^\]]*{END}|^[\x{{201c}}\x{{00ab}}][^\x{{201d}}\x{{00bb}}]*{END}"
_CLOSED = rf"^[^(]*[)]{END}|^[^\[]*\]{END}|^[^\x{{201c}}\x{{00ab}}]*[\x{{201d}}\x{{00bb}}]{END}"


def plain_name(text: ir.StringValue) -> ir.StringValue:
    """A name without stray signs: separators at its ends, a bracket or quotation mark without its
    other half, quotation marks around all of it. What has no letter or digit stays as it is."""
    quotes = text.length() - text.replace('"', "").length()
    around = text.re_search(rf'^"[^"]*"{END}')
    plain = ibis.ifelse((quotes == 1) | around, text.replace('"', ""), text)
    plain = ibis.ifelse(plain.re_search(_OPENED), plain.substr(1), plain)
    plain = ibis.ifelse(plain.re_search(_CLOSED), plain.re_replace(rf".{END}", ""), plain)
    plain = plain.re_replace(_STRAY_ENDS, "")
    return ibis.ifelse(slug(plain).isnull(), text, plain)


def host(url: ir.StringValue) -> ir.StringValue:
    """The host of a web address without ``www``; of anything else, null."""
    found = lower(url).re_extract("^[a-z]+://([^/:?#]+)", 1)
    return found.re_replace(r"^www[0-9]*\.", "").nullif("")


def larger(one: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Whether a whole number is larger than another, of however many digits."""
    longer = one.length() > other.length()
    return longer | ((one.length() == other.length()) & (one > other))


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
    # The calendar has no year 0.
    return text.re_search(_DATES) & ~text.startswith("0000")
