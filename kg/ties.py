"""The ties of a graph as columns, from tables where event data lie beside its store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers import Queryable
from kg.measures import Coded, Ties
from kg.network import columns, title
from kg.store import Store

if TYPE_CHECKING:
    import pyarrow


def ties(graph: Queryable) -> Ties:
    """The ties of a graph.

    >>> from kg import flagship
    >>> len(ties(flagship.load()))
    333
    """
    if isinstance(graph, Store) and graph.standings:
        return _from_tables(graph)
    return Ties.from_columns(**columns(graph)._asdict())


def _from_tables(graph: Store) -> Ties:
    from kg.tables import ties as tables
    from kg.tables.duck import at_work
    from kg.tabulated import Tabulated

    with at_work() as duck:
        whole = Tabulated(graph, duck)
        standings = whole.standings()
        nodes = tables.nodes(standings, whole.things())
        tied = duck.arrow(tables.ties(standings, nodes))
        about = duck.arrow(nodes)
    return Ties.from_columns(
        nodes=[graph.base + id for id in about["id"].to_pylist()],
        names=about["name"].to_pylist(),
        types=about["type"].to_pylist(),
        actors=about["acting"].to_numpy(),
        proposition=[graph.base + id for id in tied["proposition"].to_pylist()],
        subject=tied["subject_number"].to_numpy(),
        object=tied["object_number"].to_numpy(),
        relation=_coded(tied["relation"]),
        status=_coded(tied["status"].fill_null("")),
        earliest=_days(tied["earliest"]),
        latest=_days(tied["latest"]),
        title=title(graph),
    )


def _coded(column: pyarrow.ChunkedArray) -> Coded:
    coded = column.combine_chunks().dictionary_encode()
    return Coded(coded.indices.to_numpy(), coded.dictionary.to_pylist())


def _days(column: pyarrow.ChunkedArray) -> Any:
    """Days as numpy has them, NaT where none is known."""
    return column.cast("date32").to_numpy()
