"""Ties as columns: what every measure reads, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg import ontology
from kg.errors import DataError

if TYPE_CHECKING:
    import networkx

Numbers: TypeAlias = NDArray[np.int32]
Days: TypeAlias = NDArray[np.datetime64]
Mask: TypeAlias = NDArray[np.bool_]

# Of these no voice affirms any more: see docs/statuses.md.
GIVEN_UP = ("Denied", "Retracted")
SETTLED = ("Uncontested", "Conceded")


class Coded(NamedTuple):
    """A column of few different texts: the number of the text in each row, and the texts.

    A dictionary column of Arrow is one already: ``Coded(column.indices.to_numpy(),
    column.dictionary.to_pylist())``.

    >>> Coded.of(["fights", "meets", "fights"])
    Coded(numbers=array([0, 1, 0], dtype=int32), texts=('fights', 'meets'))
    """

    numbers: Numbers
    texts: Sequence[str]

    @classmethod
    def of(cls, column: Coded | Iterable[str]) -> Coded:
        """A column of texts, coded unless it is so already."""
        if isinstance(column, Coded):
            return cls(np.asarray(column.numbers, dtype=np.int32), tuple(column.texts))
        known: dict[str, int] = {}
        numbers = np.fromiter((known.setdefault(text, len(known)) for text in column), np.int32)
        return cls(numbers, tuple(known))

    def among(self, texts: Iterable[str]) -> Mask:
        """Which rows have one of these texts.

        >>> Coded.of(["fights", "meets"]).among(["meets"])
        array([False,  True])
        """
        wanted = set(texts)
        chosen = np.array([text in wanted for text in self.texts], dtype=bool)
        return chosen[self.numbers] if len(self.texts) else np.zeros(len(self.numbers), dtype=bool)

    def each(self, values: Sequence[int]) -> NDArray[np.int64]:
        """For each row, the value at the place of its text."""
        return np.asarray(values, dtype=np.int64)[self.numbers]


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties of a relationship graph, column by column.

    `nodes` are the ids of what is tied, with its `names` and `types`, and `actors` says which can
    take sides: places, events and offices cannot. Of each tie: the id of its
    `proposition`, the numbers of its `subject` and `object` among the nodes, the local name of its
    `relation`, its `family` and `polarity`, its `status`, and the first and the last day on which
    it may hold, NaT where that is not known. A million ties take about 40 MB beside the ids.

    Results are the same wherever nodes and ties stand in the same order; in the order of their ids
    they are those of `from_network`.
    """

    nodes: Sequence[str]
    names: Sequence[str]
    types: Sequence[str]
    actors: Mask
    proposition: Sequence[str]
    subject: Numbers
    object: Numbers
    relation: Coded
    family: Coded
    polarity: NDArray[np.int8]
    status: Coded
    earliest: Days
    latest: Days
    title: str = ""

    @classmethod
    def from_columns(
        cls,
        *,
        nodes: Sequence[str],
        proposition: Sequence[str],
        subject: Sequence[int] | NDArray[Any],
        object: Sequence[int] | NDArray[Any],
        relation: Coded | Iterable[str],
        status: Coded | Iterable[str],
        earliest: Iterable[str] | NDArray[Any],
        latest: Iterable[str] | NDArray[Any],
        names: Sequence[str] = (),
        types: Sequence[str] = (),
        actors: Sequence[bool] | NDArray[Any] | None = None,
        family: Coded | Iterable[str] | None = None,
        polarity: Sequence[int] | NDArray[Any] | None = None,
        title: str = "",
    ) -> Ties:
        """Ties from columns of equal length, as lists or, without a copy, as numpy arrays.

        Days are texts (``YYYY-MM-DD``, ``""`` where not known) or `datetime64`. A proposition's id
        is only read where it is listed: any sequence serves. Family and polarity are those that the
        ontology gives the relation, names are the ids, types empty and all nodes actors, unless
        they are given. Raises `DataError` for columns that do not fit each other, and for a day
        that is none.

        >>> ties = Ties.from_columns(
        ...     nodes=["a", "b"], proposition=["p"], subject=[0], object=[1],
        ...     relation=["fights"], status=["Disputed"], earliest=["2021-09-03"], latest=[""],
        ... )
        >>> len(ties), ties.family.texts, ties.polarity.tolist()
        (1, ('Conflictual',), [-1])
        """
        kinds = Coded.of(relation)
        known = ontology.relations()
        of_kinds = [known.get(name) for name in kinds.texts]
        if family is None:
            texts = Coded.of(kind.family if kind else "" for kind in of_kinds)
            family = Coded(_coded(texts.numbers, kinds), texts.texts)
        if polarity is None:
            signs = np.array([kind.polarity if kind else 0 for kind in of_kinds], dtype=np.int8)
            polarity = _coded(signs, kinds)
        ties = cls(
            nodes=nodes,
            names=names if len(names) else nodes,
            types=types if len(types) else [""] * len(nodes),
            actors=np.ones(len(nodes), bool) if actors is None else np.asarray(actors, dtype=bool),
            proposition=proposition,
            subject=np.asarray(subject, dtype=np.int32),
            object=np.asarray(object, dtype=np.int32),
            relation=kinds,
            family=Coded.of(family),
            polarity=np.asarray(polarity, dtype=np.int8),
            status=Coded.of(status),
            earliest=_days(earliest),
            latest=_days(latest),
            title=title,
        )
        ties._check()
        return ties

    @classmethod
    def from_network(cls, network: networkx.MultiDiGraph) -> Ties:
        """The ties of a graph as `kg.network.project` gives it, in the order of their ids.

        >>> import networkx
        >>> network = networkx.MultiDiGraph(title="Two")
        >>> network.add_nodes_from("ab", label="Somebody", type_label="person")
        >>> tie = {"relation": "meets", "family": "Cooperative", "polarity": 1, "status": "Denied"}
        >>> _ = network.add_edge("a", "b", key="p", **tie)
        >>> Ties.from_network(network).proposition
        ['p']
        """
        nodes = sorted(network)
        number = {node: place for place, node in enumerate(nodes)}
        edges = network.edges(keys=True, data=True)
        rows = sorted(edges, key=lambda edge: (str(edge[2]), edge[0], edge[1]))
        data = [edge[3] for edge in rows]
        acting = ontology.classes("Actor")
        return cls.from_columns(
            nodes=nodes,
            names=[network.nodes[node]["label"] for node in nodes],
            types=[network.nodes[node]["type_label"] for node in nodes],
            actors=[network.nodes[node].get("type", "Actor") in acting for node in nodes],
            proposition=[edge[2] for edge in rows],
            subject=[number[edge[0]] for edge in rows],
            object=[number[edge[1]] for edge in rows],
            relation=[tie.get("relation", "") for tie in data],
            family=[tie.get("family", "") for tie in data],
            polarity=[tie.get("polarity", 0) for tie in data],
            status=[tie.get("status", "") for tie in data],
            earliest=[tie.get("earliest", "") for tie in data],
            latest=[tie.get("latest", "") for tie in data],
            title=str(network.graph.get("title", "")),
        )

    def __len__(self) -> int:
        return len(self.subject)

    def pick(self, rows: Mask) -> Ties:
        """Some of the ties, and the nodes that they tie."""
        kept = np.flatnonzero(rows)
        subject, other = self.subject[kept], self.object[kept]
        used = np.unique(np.concatenate((subject, other)))
        number = np.zeros(len(self.nodes), dtype=np.int32)
        number[used] = np.arange(len(used), dtype=np.int32)
        places = used.tolist()
        return Ties(
            nodes=[self.nodes[place] for place in places],
            names=[self.names[place] for place in places],
            types=[self.types[place] for place in places],
            actors=self.actors[used],
            proposition=_Picked(self.proposition, kept),
            subject=number[subject],
            object=number[other],
            relation=Coded(self.relation.numbers[kept], self.relation.texts),
            family=Coded(self.family.numbers[kept], self.family.texts),
            polarity=self.polarity[kept],
            status=Coded(self.status.numbers[kept], self.status.texts),
            earliest=self.earliest[kept],
            latest=self.latest[kept],
            title=self.title,
        )

    def held(self) -> Mask:
        """Which ties are not merely denied: somebody affirms them, or nothing is known of that."""
        return ~self.status.among(GIVEN_UP)

    def among_actors(self) -> Mask:
        """Which ties are between actors."""
        return np.asarray(self.actors[self.subject] & self.actors[self.object])

    def disputed(self) -> Mask:
        """Which ties are neither uncontested nor conceded."""
        return ~self.status.among(SETTLED)

    def _check(self) -> None:
        of_nodes = {len(self.nodes), len(self.names), len(self.types), len(self.actors)}
        of_ties = {
            *(len(self.proposition), len(self.subject), len(self.object), len(self.polarity)),
            *(len(column.numbers) for column in (self.relation, self.family, self.status)),
            *(len(self.earliest), len(self.latest)),
        }
        if len(of_nodes) > 1 or len(of_ties) > 1:
            raise DataError("columns of different lengths", "ties", "give each row a value")
        ends = np.concatenate((self.subject, self.object))
        if len(ends) and not (ends.min() >= 0 and ends.max() < len(self.nodes)):
            what = "a subject or object is no number of a node"
            raise DataError(what, "ties", f"there are {len(self.nodes):,} nodes, from 0 on")


class _Picked(Sequence[str]):
    """Some of a sequence's texts, looked up when they are read."""

    def __init__(self, texts: Sequence[str], places: NDArray[np.int64]) -> None:
        self._texts, self._places = texts, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, place: Any) -> Any:
        return self._texts[int(self._places[place])]


def _coded(values: NDArray[Any], kinds: Coded) -> NDArray[Any]:
    return values[kinds.numbers] if len(kinds.texts) else np.zeros(0, dtype=values.dtype)


def _days(column: Iterable[str] | NDArray[Any]) -> Days:
    if not isinstance(column, np.ndarray):
        column = list(column)
    try:
        return np.asarray(column, dtype="datetime64[D]")
    except ValueError as error:
        raise DataError(f"a day that is none: {error}", "ties", "write YYYY-MM-DD") from None
