"""Two opposed camps, and those who talk with both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError
from kg.measures.pairs import Pairs, pairs
from kg.measures.ties import Mask, Ties

# To talk with somebody is not to side with them: brokers are found by these.
TALKS = ("agreesWith", "meets", "negotiatesWith", "offersTalksTo", "plansTalksWith")
# Neutral relations that say to whom one belongs, and cooperative ones that say whom one backs.
ALLEGIANCE = ("leads", "memberOf", "represents", "speaksFor")
BACKING = ("aids", "alliedWith", "supports")
STEPS = 300
EXACT_ENOUGH = 1e-7


class Camps(NamedTuple):
    """Two opposed camps: for each node 1, 2, or 0 for neither; and the node that names each."""

    of: NDArray[np.int64]
    first: int
    second: int


class Member(NamedTuple):
    """An actor of one of the camps, which is named by its leading actor; with its ties that bind it
    to members of its camp, and its conflictual ones to members of the other."""

    camp: str
    id: str
    name: str
    type: str
    binding: int
    hostile: int


class Broker(NamedTuple):
    """An actor that talks with both camps: how often with the first and with the second, with whom,
    and the propositions that say so. `camp` is its own, if it has one."""

    id: str
    name: str
    type: str
    camp: str
    talks_first: int
    talks_second: int
    first: tuple[str, ...]
    second: tuple[str, ...]
    propositions: tuple[str, ...]


def named_camps(ties: Ties, first: str, second: str) -> Camps:
    """The camps of two leaders, given by their ids.

    An actor belongs to the camp of the leader with which it has more binding ties, as subject or
    object: that it leads, represents, speaks for or is a member of, supports, aids or is allied
    with. Ties that are merely denied do not count. One with as many to both belongs to neither, and
    so does one with none. Raises `UsageError` for a leader that nothing ties, and for the same one
    twice.
    """
    number = {node: place for place, node in enumerate(ties.nodes) if node in (first, second)}
    for leader in (first, second):
        if leader not in number:
            raise UsageError(f"no tie of {leader}", todo="name an actor that has ties")
    if first == second:
        raise UsageError("both camps have one leader", todo="name two actors")
    bonds = ties.relation.among((*ALLEGIANCE, *BACKING)) & ties.among_actors()
    bound = pairs(ties, ties.held() & bonds)
    near = [_ties_with(bound, number[leader], len(ties.nodes)) for leader in (first, second)]
    of = np.where(near[0] > near[1], 1, np.where(near[1] > near[0], 2, 0))
    of[number[first]], of[number[second]] = 1, 2
    return Camps(of, number[first], number[second])


def find_camps(ties: Ties) -> Camps:
    """The two camps that a graph's signed ties set most against each other.

    A pair of actors counts 1 or -1, by the sign of the sum of the polarities of its ties, to which
    allegiance (leads, represents, speaks for, member of) adds 1; talks and what is merely denied do
    not count. The core of the camps has the most agreement for each of its actors: ties within a
    camp less hostile ones, and hostile ties between the camps less others (Bonchi and others,
    "Discovering Polarized Communities in Signed Networks", 2019); it is looked for along the first
    eigenvector of the signed pairs, as there. Every other actor joins the camp with which it has
    more friendly and fewer hostile pairs, if any. The first camp is that with more members, and
    each is named by the actor that weighs most in it. Raises `UsageError` where no two camps are
    opposed.
    """
    found = _sides(ties)
    weight = _first_eigenvector(found, len(ties.nodes))
    core = _core(found, weight)
    # Those outside of the core, by how they stand to it.
    near = _product(found, core.astype(np.float64))
    of = np.where(core != 0, core, np.sign(near).astype(np.int64))
    if not (of > 0).any() or not (of < 0).any():
        raise UsageError("no two opposed camps are seen", todo="name two leaders by --camps")
    if (of < 0).sum() > (of > 0).sum():
        of = -of
    leaders = [int(np.argmax(np.where(of == sign, np.abs(weight), -1))) for sign in (1, -1)]
    return Camps(np.where(of < 0, 2, of), leaders[0], leaders[1])


def members(ties: Ties, camps: dict[str, int], names: tuple[str, str]) -> list[Member]:
    """The members of both camps: the first camp's first, in each those with the most ties.

    `camps` says of an actor's id whether it belongs to the first or the second camp, and `names`
    how these are called.
    """
    of = _numbers(ties, camps)
    counted = ties.held() & ties.among_actors() & (ties.subject != ties.object)
    a, b = of[ties.subject], of[ties.object]
    binds = counted & _binding(ties) & (a == b)
    against = counted & (ties.polarity < 0) & (a * b == 2)
    binding, hostile = (_ends(ties, rows).tolist() for rows in (binds, against))
    found = []
    for node in np.flatnonzero(of).tolist():
        camp = int(of[node])
        name, counts = ties.names[node], (binding[node], hostile[node])
        one = Member(names[camp - 1], ties.nodes[node], name, ties.types[node], *counts)
        found.append((camp, -sum(counts), name, one))
    return [row[-1] for row in sorted(found)]


def brokers(ties: Ties, camps: dict[str, int], names: tuple[str, str]) -> list[Broker]:
    """The actors that talk with both camps, those first that do so most evenly and most often.

    `camps` and `names` are those of `members`. To talk is to negotiate, meet, agree, offer or plan
    talks, whoever begins; talks that are merely denied do not count.
    """
    of = _numbers(ties, camps)
    talks = ties.held() & ties.relation.among(TALKS) & (ties.subject != ties.object)
    seen: dict[int, tuple[list[int], list[int]]] = {}
    partners: dict[int, tuple[set[int], set[int]]] = {}
    for row in np.flatnonzero(talks & ((of[ties.subject] > 0) | (of[ties.object] > 0))).tolist():
        ends = int(ties.subject[row]), int(ties.object[row])
        for node, other in (ends, ends[::-1]):
            if of[other]:
                side = int(of[other]) - 1
                seen.setdefault(node, ([], []))[side].append(row)
                partners.setdefault(node, (set(), set()))[side].add(other)
    found = [
        Broker(
            *(ties.nodes[node], ties.names[node], ties.types[node]),
            names[int(of[node]) - 1] if of[node] else "",
            *(len(sides[0]), len(sides[1])),
            *(_names(ties, partners[node][0]), _names(ties, partners[node][1])),
            tuple(sorted(ties.proposition[row] for rows in sides for row in rows)),
        )
        for node, sides in seen.items()
        if all(sides)
    ]
    return sorted(found, key=_evenness)


def by_id(ties: Ties, camps: Camps) -> tuple[dict[str, int], tuple[str, str]]:
    """The camp of each actor by its id, and the names of the two: as `members` and `brokers` take
    them, of these ties or of a part of them."""
    of = {ties.nodes[node]: int(camps.of[node]) for node in np.flatnonzero(camps.of).tolist()}
    return of, (ties.names[camps.first], ties.names[camps.second])


def _numbers(ties: Ties, camps: dict[str, int]) -> NDArray[np.int64]:
    return np.array([camps.get(node, 0) for node in ties.nodes], dtype=np.int64)


def _names(ties: Ties, some: set[int]) -> tuple[str, ...]:
    return tuple(sorted(ties.names[node] for node in some))


def _evenness(one: Broker) -> tuple[int, int, str, str]:
    fewer = min(one.talks_first, one.talks_second)
    return -fewer, -one.talks_first - one.talks_second, one.name, one.id


def _ties_with(bound: Pairs, leader: int, size: int) -> NDArray[np.int64]:
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, bound.second[bound.first == leader], bound.ties[bound.first == leader])
    np.add.at(found, bound.first[bound.second == leader], bound.ties[bound.second == leader])
    return found


def _binding(ties: Ties) -> Mask:
    cooperative = (ties.polarity > 0) & ~ties.relation.among(TALKS)
    return cooperative | ties.relation.among(ALLEGIANCE)


def _sides(ties: Ties) -> Pairs:
    """The pairs that side with each other or against: `sums` is 1 or -1."""
    signs = np.where(_binding(ties), 1, np.minimum(ties.polarity.astype(np.int64), 0))
    found = pairs(ties, ties.held() & ties.among_actors() & (signs != 0), signs)
    some = found.sums != 0
    return Pairs(found.first[some], found.second[some], found.ties[some], np.sign(found.sums[some]))


def _product(found: Pairs, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The signed adjacency matrix, times a vector."""
    size = len(values)
    forth: NDArray[np.float64] = np.bincount(
        found.first, found.sums * values[found.second], size
    ).astype(np.float64)
    return forth + np.bincount(found.second, found.sums * values[found.first], size)


def _first_eigenvector(found: Pairs, size: int) -> NDArray[np.float64]:
    """The eigenvector of the largest eigenvalue, by power iteration with a shift.

    The shift, above the size of every eigenvalue (the largest share of neighbours along a path of
    two), keeps a large negative one from winning. It begins where hostile neighbours differ.
    """
    degree = np.bincount(found.first, minlength=size) + np.bincount(found.second, minlength=size)
    if not len(found.first):
        return np.zeros(size)
    # An eigenvalue is at most the root of the product of two neighbours' degrees.
    shift = float(np.sqrt((degree[found.first] * degree[found.second]).max()))
    busiest = int(np.argmax(degree))
    vector = np.zeros(size)
    vector[busiest] = 1.0
    vector += _product(found, vector) + np.sign(_product(found, degree.astype(np.float64))) / size
    for _ in range(STEPS):
        following = _product(found, vector) + shift * vector
        following /= np.linalg.norm(following)
        if np.abs(following - vector).max() < EXACT_ENOUGH:
            return following
        vector = following
    return vector


def _core(found: Pairs, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """The actors that weigh most, as many as agree best for their number: 1 or -1 by their side."""
    # Rounded, so that equals stay in order whatever the last digits are.
    order = np.argsort(-np.round(np.abs(weight), 9), kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    side = np.sign(np.round(weight, 9)).astype(np.int64)
    joined = np.maximum(place[found.first], place[found.second])
    agreement = found.sums * side[found.first] * side[found.second]
    by_number = np.cumsum(np.bincount(joined, agreement, len(order)))
    if not len(order):
        return side
    best = int(np.argmax(by_number / np.arange(1, len(order) + 1)))
    return np.where(place <= best, side, 0)


def _ends(ties: Ties, rows: Mask) -> NDArray[np.int64]:
    size = len(ties.nodes)
    return np.bincount(ties.subject[rows], minlength=size) + np.bincount(
        ties.object[rows], minlength=size
    )


def leading(ties: Ties, camps: Camps, most: int = 5) -> tuple[Sequence[str], Sequence[str]]:
    """The names of the first members of each camp, its leader first."""
    leaders = (camps.first, camps.second)
    ranked = members(ties, *by_id(ties, camps))

    def first(camp: int) -> Iterator[str]:
        own = ties.nodes[leaders[camp]]
        yield ties.names[leaders[camp]]
        for one in ranked:
            if one.camp == ties.names[leaders[camp]] and one.id != own:
                yield one.name

    return tuple(islice(first(0), most)), tuple(islice(first(1), most))
