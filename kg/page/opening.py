"""What a page shows first; its reader goes on from there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opening:
    """What a page shows first. What is not given is empty.

    `voice` is the IRI of the voice whose lens it is seen through; `as_of` the last day of report
    time, `first` and `last` the days of world time between which propositions may hold, all
    ``YYYY-MM-DD``. `around` is the IRI of an actor, whose surroundings `depth` ties away are drawn;
    `propositions` or else `things` are IRIs of what is drawn and nothing besides, because they
    answer `question`.
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
