"""Characters that XML 1.0 cannot hold, not even escaped: most control characters."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def forbidden(text: str) -> list[str]:
    """The characters of a text that XML cannot hold.

    >>> forbidden("a\\x01b\\t")
    ['\\x01']
    """
    return _FORBIDDEN.findall(text)


def replaced(text: str) -> str:
    """The text with U+FFFD, the replacement character, in their place."""
    return _FORBIDDEN.sub(REPLACEMENT, text)


def written(value: str | int | float | bool) -> str:
    """A value as XML Schema writes it, in characters that XML can hold.

    >>> written(True)
    'true'
    """
    return replaced(str(value).lower() if isinstance(value, bool) else str(value))


def keep_returns(document: bytes) -> bytes:
    """A finished document with each carriage return escaped; readers would take it for a line feed.

    Python's XML writers escape it in attributes and leave it raw in text.
    """
    return document.replace(b"\r", b"&#13;")
