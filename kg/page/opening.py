"""What a page shows first; its reader goes on from there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opening:
    """What a page shows first, of all that it holds; each part may be empty, and they combine.

    `voice` is the IRI of the actor whose lens is on, `as_of` the last day of report time that is
    seen, `first` and `last` the days of world time. `around` is the IRI of a thing that is shown
    with what lies up to `depth` ties from it; `propositions` and `things` are IRIs that are picked
    out, and `question` says in words what they answer. Days are written YYYY-MM-DD.
    """

    voice: str = ""
    as_of: str = ""
    first: str = ""
    last: str = ""
    around: str = ""
    depth: int = 1
    propositions: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    question: str = ""
