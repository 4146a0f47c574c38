"""The first and the last day that a partial date may mean, as expressions."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def first_day(date: ir.StringValue) -> ir.StringValue:
    """The first day of a year, a month or a day; of nothing, null."""
    return ibis.cases(
        (date.length() == 4, date.concat("-01-01")),
        (date.length() == 7, date.concat("-01")),
        else_=date,
    )


def last_day(date: ir.StringValue) -> ir.StringValue:
    """The last day of a year, a month or a day; of nothing, null."""
    year, month = date.substr(0, 4).try_cast("int64"), date.substr(5, 2)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days = ibis.cases(
        (month == "02", ibis.ifelse(leap, "-29", "-28")),
        (month.isin(["04", "06", "09", "11"]), "-30"),
        else_="-31",
    )
    return ibis.cases(
        (date.length() == 4, date.concat("-12-31")),
        (date.length() == 7, date.concat(days)),
        else_=date,
    )


def is_day(text: ir.StringValue) -> ir.BooleanValue:
    """Whether a text is a day of the calendar, written ``YYYY-MM-DD``; it has no year 0."""
    formed = text.re_search(r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\z")
    return formed & ~text.startswith("0000") & (text <= last_day(text.substr(0, 7)))
