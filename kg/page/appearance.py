"""How actors and ties look: shapes and colour groups by type, lines by status and origins.

Colours are named here; ``style/page.css`` gives their values, once for light and once for dark.
"""

from __future__ import annotations

from typing import NamedTuple


class ActorStyle(NamedTuple):
    """The look of one type: a vis-network shape, and the colour group that its kin share."""

    shape: str
    group: str


class LineStyle(NamedTuple):
    """The look of a line: its name on the page, its status, and its dashes (drawn, gap, …)."""

    label: str
    status: str
    dashes: tuple[int, ...]


# In the order of the legend. Types of one group share a colour and differ in shape.
ACTOR_STYLES = {
    "Person": ActorStyle("dot", "people"),
    "Population": ActorStyle("hexagon", "people"),
    "ArmedGroup": ActorStyle("triangle", "armed"),
    "ArmedForce": ActorStyle("triangleDown", "armed"),
    "State": ActorStyle("square", "state"),
    "Government": ActorStyle("diamond", "state"),
    "Legislature": ActorStyle("hexagon", "state"),
    "Organization": ActorStyle("square", "organization"),
    "Delegation": ActorStyle("diamond", "organization"),
    "MediaOrganization": ActorStyle("hexagon", "organization"),
    "Place": ActorStyle("square", "setting"),
    "Event": ActorStyle("star", "setting"),
    "Office": ActorStyle("diamond", "setting"),
}
OTHER_TYPE = ActorStyle("dot", "setting")

# By the status of a tie; what is uncontested and rests on one origin has a line of its own.
LINE_STYLES = {
    "Uncontested": LineStyle("Uncontested", "Uncontested", ()),
    "SingleOrigin": LineStyle("Uncontested, one origin", "Uncontested", (2, 5)),
    "Conceded": LineStyle("Conceded", "Conceded", (14, 4, 3, 4)),
    "Disputed": LineStyle("Disputed", "Disputed", (10, 6)),
    "Retracted": LineStyle("Retracted", "Retracted", (10, 4, 2, 4, 2, 4)),
    "Denied": LineStyle("Denied", "Denied", (4, 10)),
    "": LineStyle("No status", "", ()),
}
STATUSES = ("Uncontested", "Conceded", "Disputed", "Retracted", "Denied", "")


def actor_style(type_name: str) -> ActorStyle:
    """The look of actors, places, events and offices of a type, given by its local name.

    >>> actor_style("ArmedGroup")
    ActorStyle(shape='triangle', group='armed')
    """
    return ACTOR_STYLES.get(type_name, OTHER_TYPE)


def polarity_name(polarity: int) -> str:
    """The name under which a polarity has its colour: by its sign, whatever its size.

    >>> [polarity_name(polarity) for polarity in (1, 0, -1)]
    ['cooperative', 'neutral', 'conflictual']
    """
    if polarity > 0:
        return "cooperative"
    return "conflictual" if polarity < 0 else "neutral"
