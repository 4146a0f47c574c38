"""IRIs written short, only where every reader gives the same IRI back."""

from __future__ import annotations

import re

# No dot segments, colons, queries or fragments: nothing that resolving could change.
_BASE = re.compile(r"https?://[^/?#]+/(?:[\w~-][\w.~-]*/)*")
_RELATIVE = re.compile(r"[\w~-][\w.~-]*(?:/[\w~-][\w.~-]*)*")


def usable(base: str) -> bool:
    """Whether IRIs may be written relative to `base`.

    >>> usable("https://example.org/set/"), usable("https://example.org/set"), usable("urn:set:")
    (True, False, False)
    """
    return _BASE.fullmatch(base) is not None


def relative(iri: str, base: str) -> str:
    """What to write for `iri` in a document with this usable base; ``""`` when it must be whole.

    >>> relative("https://example.org/set/actor/a", "https://example.org/set/")
    'actor/a'
    >>> relative("https://example.org/set/a:b", "https://example.org/set/")
    ''
    """
    rest = iri[len(base) :] if iri.startswith(base) else ""
    return rest if _RELATIVE.fullmatch(rest) else ""
