"""Signed structural balance: whether friends of friends are friends, and who breaks the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.answers import Queryable
from kg.claims import ClaimDetail, claims
from kg.measures.pairs import Pairs, keys_of, siding, signed
from kg.measures.ties import Ties

# So many ways of two pairs are looked at in one go: a few hundred MB.
CHUNK = 4_000_000
LISTED = 100


class Balance(NamedTuple):
    """How many triads there are, and how many of them balanced; `share` is None without any.

    The rest counts them by the signs of their three pairs: `friends` (+ + +) and `common_enemy`
    (+ - -) are balanced, `torn` (+ + -) and `all_enemies` (- - -) are not.
    """

    pairs: int
    positive: int
    triads: int
    balanced: int
    share: float | None
    friends: int
    common_enemy: int
    torn: int
    all_enemies: int


class Side(NamedTuple):
    """Two of a triad: their names, the sign of what ties them, and the propositions behind it."""

    names: tuple[str, str]
    sign: int
    propositions: tuple[str, ...]


class Triad(NamedTuple):
    """An unbalanced triad: the ids and names of the three, and its sides; `ties` counts the
    propositions behind all of them."""

    ids: tuple[str, str, str]
    names: tuple[str, str, str]
    ties: int
    sides: tuple[Side, Side, Side]


class _Triads(NamedTuple):
    """Triads, by the places of their three pairs."""

    one: NDArray[np.int64]
    two: NDArray[np.int64]
    three: NDArray[np.int64]


def balance(ties: Ties) -> Balance:
    """Count the balanced and the unbalanced triads: three actors each two of which have a sign.

    The sign of two actors is that of the sum of the polarities of the ties between them that are
    not merely denied; two whose sum is 0 have none. A triad is balanced when the product of its
    signs is positive (Heider, "Attitudes and Cognitive Organization", 1946; Cartwright and Harary,
    "Structural balance: a generalization of Heider's theory", 1956). All triads are counted, by
    the neighbours of lower degree (Chiba and Nishizeki, "Arboricity and Subgraph Listing
    Algorithms", 1985).

    >>> ties = Ties.from_columns(
    ...     nodes=["a", "b", "c"], proposition=["p", "q", "r"], subject=[0, 1, 2], object=[1, 2, 0],
    ...     relation=["alliedWith", "alliedWith", "fights"], status=["", "", ""],
    ...     earliest=["", "", ""], latest=["", "", ""],
    ... )
    >>> balance(ties).torn, balance(ties).share
    (1, 0.0)
    """
    found = signed(ties)
    kinds = np.zeros(4, dtype=np.int64)
    for triads in _triads(found, len(ties.nodes)):
        kinds += np.bincount(_negative(found, triads), minlength=4)
    friends, torn, enemy, enemies = kinds.tolist()
    every, balanced = friends + torn + enemy + enemies, friends + enemy
    share = balanced / every if every else None
    positive = int((found.sums > 0).sum())
    return Balance(len(found.sums), positive, every, balanced, share, friends, enemy, torn, enemies)


def unbalanced(ties: Ties, most: int = LISTED) -> list[Triad]:
    """The unbalanced triads, those with the most ties first, and no more than `most` of them.

    Signs are those of `balance`, which counts all.
    """
    found = signed(ties)
    kept = np.zeros((0, 3), dtype=np.int64)
    for triads in _triads(found, len(ties.nodes)):
        odd = _negative(found, triads) % 2 == 1
        kept = _first(found, np.vstack((kept, np.column_stack(triads)[odd])), most)
    behind = _behind(ties, found, np.unique(kept))
    return [_triad(ties, found, row, behind) for row in kept.tolist()]


def claims_behind(store: Queryable, triads: Sequence[Triad]) -> Mapping[str, Sequence[ClaimDetail]]:
    """The claims on the propositions behind triads, by proposition; see `kg.claims.claims`."""
    from pyoxigraph import NamedNode

    wanted = {name for one in triads for side in one.sides for name in side.propositions}
    if not wanted:
        return {}
    return claims(store, proposition=[NamedNode(name) for name in sorted(wanted)])


def _triads(found: Pairs, size: int) -> Iterator[_Triads]:
    """All triads, some millions of ways at a time, each once.

    Each pair leads from the node with fewer pairs to that with more; a triad is two pairs that lead
    from one node, and a third between their ends.
    """
    ends = np.concatenate((found.first, found.second))
    degree = np.bincount(ends, minlength=size)
    order = np.lexsort((np.arange(size), degree))
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    a, b = rank[found.first], rank[found.second]
    source, target = np.minimum(a, b), np.maximum(a, b)
    keys = source * size + target
    pair = np.argsort(keys)
    source, target, keys = source[pair], target[pair], keys[pair]
    # The pairs of each source stand together; each makes a way with all that follow it there.
    last = np.searchsorted(source, source, side="right")
    following = last - np.arange(len(source)) - 1
    begun = 0
    ways = np.cumsum(following)
    while begun < len(source):
        before = ways[begun - 1] if begun else 0
        end = max(int(np.searchsorted(ways, before + CHUNK, side="right")), begun + 1)
        number = following[begun:end]
        one = np.repeat(np.arange(begun, end), number)
        step = np.arange(len(one)) - np.repeat(np.cumsum(number) - number, number)
        two = one + 1 + step
        wanted = target[one] * size + target[two]
        three = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        closed = keys[three] == wanted
        yield _Triads(pair[one[closed]], pair[two[closed]], pair[three[closed]])
        begun = end


def _negative(found: Pairs, triads: _Triads) -> NDArray[np.int64]:
    """How many of the three pairs of each triad are negative."""
    negative = (found.sums < 0).astype(np.int64)
    return np.asarray(sum(negative[column] for column in triads))


def _first(found: Pairs, rows: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The triads with the most ties; of equals, those of the nodes that stand first."""
    ties = found.ties[rows].sum(axis=1)
    rows = np.sort(rows, axis=1)
    order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0], -ties))
    return rows[order[:most]]


def _behind(ties: Ties, found: Pairs, wanted: NDArray[np.int64]) -> dict[int, list[str]]:
    """The propositions behind some of the pairs, each with a polarity, and not merely denied."""
    size = max(len(ties.nodes), 1)
    keys, which = keys_of(ties, siding(ties))
    asked = found.first[wanted] * size + found.second[wanted]
    behind: dict[int, list[str]] = defaultdict(list)
    if len(asked):
        place = np.minimum(np.searchsorted(asked, keys), len(asked) - 1)
        hits = np.flatnonzero(asked[place] == keys)
        for hit in hits.tolist():
            behind[int(wanted[place[hit]])].append(ties.proposition[int(which[hit])])
    return behind


def _triad(ties: Ties, found: Pairs, row: Sequence[int], behind: Mapping[int, list[str]]) -> Triad:
    nodes = sorted({int(end[pair]) for pair in row for end in (found.first, found.second)})
    sides = tuple(
        Side(
            (ties.names[int(found.first[pair])], ties.names[int(found.second[pair])]),
            int(found.sums[pair]),
            tuple(sorted(behind[pair])),
        )
        for pair in row
    )
    a, b, c = nodes
    return Triad(
        (ties.nodes[a], ties.nodes[b], ties.nodes[c]),
        (ties.names[a], ties.names[b], ties.names[c]),
        sum(len(side.propositions) for side in sides),
        (sides[0], sides[1], sides[2]),
    )
