"""The exception tree: every error says what is wrong, where, and what to do."""

from __future__ import annotations

import re

# What would move the cursor or turn the direction of a line on a terminal.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    r"""A text with control and direction characters shown by their numbers.

    >>> visible("a\nb\x1b[2J")
    'a\\nb\\x1b[2J'
    """
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], text)


class KgError(Exception):
    """The root of every error that kg raises on purpose.

    `what` names the fault, `where` the place (``file:line`` if there is one), `todo` the way out.

    >>> str(KgError("unknown query 'actor'", todo="did you mean 'actors'?"))
    "unknown query 'actor', did you mean 'actors'?"
    """

    exit_code = 3

    def __init__(self, what: str, where: str = "", todo: str = "") -> None:
        text = ", ".join(part for part in (what, where, todo) if part)
        super().__init__(visible(" ".join(text.splitlines())))
        self.what = what
        self.where = where
        self.todo = todo


class UsageError(KgError):
    """The caller asked for something that does not exist: a query, a parameter, a format."""

    exit_code = 2


class QueryError(UsageError):
    """A SPARQL text that does not parse."""


class UnknownNameError(UsageError):
    """A name that fits no resource, or more than one."""


class DataError(KgError):
    """Input that cannot be read, or that breaks the model; nothing of it was kept."""


class StoreError(KgError):
    """A store that cannot be opened, read or written."""


class LimitError(KgError):
    """A question or a command that needs more time or memory than it may have."""
