"""Where actors stand: coordinates computed beforehand, for pages of thousands to open at once."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import igraph

# What of the page's canvas, in its pixels, an actor has for itself.
ROOM = 90
MOST_ROUNDS = 500
LARGE = 1000


def coordinates(actors: int, ties: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """A place on a canvas for each actor, those tied to each other near each other.

    `actors` is their number, `ties` are pairs of their indices. The places are in pixels about the
    middle. The method is that of Fruchterman and Reingold (1991), as igraph has it, beyond a
    thousand actors on a grid; the same input gives the same places.

    >>> coordinates(1, [])
    [(0, 0)]
    >>> near, far = coordinates(3, [(0, 1)])[1:]
    >>> near != far
    True
    """
    if actors < 2:
        return [(0, 0)] * actors
    pairs = sorted({(min(pair), max(pair)) for pair in ties if pair[0] != pair[1]})
    graph = igraph.Graph(actors + 1, pairs)
    # A light tie to a point in the middle keeps what is not connected from drifting away.
    graph.add_edges((actors, centre) for centre in _centres(graph, actors))
    weights = [1.0] * len(pairs) + [0.1] * (graph.ecount() - len(pairs))
    places = _places(graph, weights)[:actors]
    return _scaled(places)


def _centres(graph: igraph.Graph, middle: int) -> list[int]:
    """The best connected actor of each part of the graph."""
    degrees = graph.degree()
    return [
        min(part, key=lambda actor: (-degrees[actor], actor))
        for part in graph.connected_components()
        if middle not in part
    ]


def _places(graph: igraph.Graph, weights: Sequence[float]) -> list[tuple[float, float]]:
    number = graph.vcount()
    # A spiral, in a frame that nothing may leave.
    reach = [math.sqrt(n) / 2 for n in range(number)]
    start = [(r * math.cos(2.4 * n), r * math.sin(2.4 * n)) for n, r in enumerate(reach)]
    edge = [math.sqrt(number)] * number
    other_edge = [-side for side in edge]
    igraph.set_random_number_generator(random.Random(11))
    try:
        layout = graph.layout_fruchterman_reingold(
            weights=list(weights),
            seed=start,
            niter=MOST_ROUNDS if number < LARGE else 100,
            grid=number > LARGE,
            minx=other_edge,
            maxx=edge,
            miny=other_edge,
            maxy=edge,
        )
    finally:
        igraph.set_random_number_generator(random)
    return [(x, y) for x, y in layout]


def _scaled(places: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Places about the middle, so far apart that each actor has room."""
    number = len(places)
    middle_x = sum(x for x, _ in places) / number
    middle_y = sum(y for _, y in places) / number
    away = [(x - middle_x, y - middle_y) for x, y in places]
    spread = math.sqrt(sum(x * x + y * y for x, y in away) / number) or 1.0
    scale = ROOM * math.sqrt(number) / spread
    return [(round(x * scale), round(y * scale)) for x, y in away]
