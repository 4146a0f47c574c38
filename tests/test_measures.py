"""Measures of the network, by the command, held to networkx's own."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest

import kg
from kg.measures import Ties, measure
from tests.conftest import Run
from tests.servers import Server


def test_measures_are_those_of_networkx(graph: kg.Graph) -> None:
    network = graph.network()
    measured = {one.id: one for one in measure(Ties.from_network(network))}
    simple = nx.Graph(network)
    simple.remove_edges_from(nx.selfloop_edges(simple))
    between = nx.betweenness_centrality(simple)
    assert set(measured) == set(network)
    for node, one in measured.items():
        assert one.ties == len(network.in_edges(node)) + len(network.out_edges(node)) - len(
            network.get_edge_data(node, node) or ()
        )
        assert one.ties == one.cooperative + one.conflictual + one.neutral
        assert one.neighbours == simple.degree(node)
        assert one.betweenness == pytest.approx(between[node])
    assert sum(one.pagerank for one in measured.values()) == pytest.approx(1)


def test_pagerank_follows_its_definition(graph: kg.Graph) -> None:
    """Of what a node has, 85 hundredths go to its neighbours in equal parts."""
    network = graph.network()
    simple = nx.Graph(network)
    simple.remove_edges_from(nx.selfloop_edges(simple))
    rank = {one.id: one.pagerank for one in measure(Ties.from_network(network))}
    lonely = sum(rank[node] for node in simple if not simple.degree(node))
    for node in simple:
        received = sum(rank[other] / simple.degree(other) for other in simple[node])
        own = 0.15 / len(simple) + 0.85 * (received + lonely / len(simple))
        assert rank[node] == pytest.approx(own)


def test_the_command_prints_them(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("network", "--format", "csv").stdout)))
    assert rows[0]["name"] == "Taliban"
    assert int(rows[0]["conflictual"]) > int(rows[0]["cooperative"]) > 0
    assert [int(row["ties"]) for row in rows] == sorted(
        (int(row["ties"]) for row in rows), reverse=True
    )
    few = json.loads(run("network", "--format", "json", "--limit", 2).stdout)
    assert [one["name"] for one in few] == [row["name"] for row in rows[:2]]
    table = run("network", "--limit", 1).stdout.splitlines()
    assert table[0].split()[:3] == ["name", "type", "ties"]
    assert table[2].startswith("Taliban  armed group  ")


def test_a_lens_and_an_endpoint_are_measured(run: Run, oxigraph_server: Server) -> None:
    lens = ("--as-of", "2021-08-29")
    here = run("network", "--format", "csv", *lens)
    assert here.stdout != run("network", "--format", "csv").stdout
    there = run("network", "--format", "csv", *lens, "--endpoint", oxigraph_server.query)
    assert there.stdout == here.stdout


def test_a_network_of_nothing_has_no_measures() -> None:
    assert measure(Ties.from_network(nx.MultiDiGraph())) == []
