"""Many graphs in one request: N-Quads, for stores that take them faster so than one by one."""

from __future__ import annotations

from collections.abc import Iterable

from kg.transfer.digest import Digest
from kg.transfer.graphs import in_graph
from kg.transfer.shipment import Cargo, Part, Shipment
from kg.transfer.ways import PACKED, new_file
from kg.transport import Body


class Pack:
    """Gathers graphs that a store does not hold yet, and sends them whenever there are enough."""

    def __init__(self, shipment: Shipment) -> None:
        self._shipment = shipment
        self._graphs: dict[str, Digest] = {}
        self._path = new_file(shipment.folder)

    def add(self, graph: str, digest: Digest, statements: Iterable[bytes]) -> None:
        """Add a graph with its statements, lines of N-Triples."""
        with self._path.open("ab") as file:
            file.writelines(in_graph(graph, statements))
        self._graphs[graph] = digest
        if self._size() >= PACKED.most:
            self.send()

    def send(self) -> None:
        """Send what was gathered, if anything was."""
        if self._graphs:
            part = Part("", self._size(), Body(self._path), self._shipment.remote.load)
            self._shipment.send(Cargo(self._graphs, str(PACKED)), iter([part]))
            self._graphs = {}
            self._path = new_file(self._shipment.folder)

    def _size(self) -> int:
        return sum(digest.size for digest in self._graphs.values())
