"""Measures of the network, by the command and in Python, held to networkx's own."""

from __future__ import annotations

import csv
import io
import json
import random
import shlex
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.errors import DataError, UsageError
from kg.measures import (
    Coded,
    Question,
    Ties,
    ask,
    balance,
    by_id,
    centrality,
    communities,
    community_rows,
    find_camps,
    measure,
    named_camps,
    pagerank,
    unbalanced,
    windows,
)
from kg.measures.camps import brokers
from tests.conftest import Run
from tests.servers import Server
from tests.test_docs import blocks, commands


def made(rows: Iterable[tuple[str, ...]], **more: object) -> Ties:
    """Ties from rows: subject, relation, object, and then a status, a first and a last day."""
    full = [(*row, *("Uncontested", "", "")[len(row) - 3 :]) for row in rows]
    nodes = sorted({row[end] for row in full for end in (0, 2)})
    number = {node: place for place, node in enumerate(nodes)}
    options: dict[str, object] = {
        "nodes": nodes,
        "proposition": [f"{row[0]} {row[1]} {row[2]} {place}" for place, row in enumerate(full)],
        "subject": [number[row[0]] for row in full],
        "object": [number[row[2]] for row in full],
        "relation": [row[1] for row in full],
        "status": [row[3] for row in full],
        "earliest": [row[4] for row in full],
        "latest": [row[5] for row in full],
    }
    return Ties.from_columns(**(options | more))  # type: ignore[arg-type]


def drawn(size: int, number: int, seed: int = 1) -> Ties:
    """Ties at random, in groups of ten."""
    source = random.Random(seed)
    rows = []
    for _ in range(number):
        one = source.randrange(size)
        other = one // 10 * 10 + source.randrange(10) if source.random() < 0.8 else 0
        other = other if other < size and source.random() < 0.9 else source.randrange(size)
        rows.append((f"{one:03}", source.choice(("meets", "leads", "fights")), f"{other:03}"))
    return made(rows)


def simple(ties: Ties) -> nx.Graph:
    """The pairs as networkx has them, its nodes in order."""
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ties.nodes)))
    graph.add_edges_from(zip(ties.subject.tolist(), ties.object.tolist(), strict=True))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


# Held to networkx


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
        assert one.error == 0
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


def test_pagerank_is_that_of_networkx() -> None:
    pytest.importorskip("scipy", reason="networkx's PageRank needs scipy")
    ties = drawn(200, 600)
    theirs = nx.pagerank(simple(ties), tol=1e-12, max_iter=1000)
    assert pagerank(ties).tolist() == pytest.approx([theirs[node] for node in range(len(theirs))])


def test_a_sample_of_betweenness_is_that_of_networkx() -> None:
    ties = drawn(200, 600)
    ours = centrality(ties, sample=40).betweenness
    theirs = nx.betweenness_centrality(simple(ties), k=40, seed=1)
    assert ours.tolist() == pytest.approx([theirs[node] for node in range(len(theirs))])


def test_the_error_of_a_sample_is_as_large_as_its_deviations() -> None:
    """Of estimates with a standard error, two thirds lie within one of it, most within four."""
    source = random.Random(1)
    ends = [(source.randrange(300), source.randrange(300)) for _ in range(1800)]
    ties = made((f"{a:03}", "meets", f"{b:03}") for a, b in ends)
    exact = np.array(centrality(ties, exact=True).betweenness)
    found = centrality(ties, sample=60)
    away = np.abs(found.betweenness - exact) / found.error
    assert 0.55 < (away < 1).mean() < 0.8
    assert (away < 4).mean() > 0.85
    # A larger sample errs less.
    assert centrality(ties, sample=240).error.sum() < found.error.sum() / 2


def test_a_sample_of_all_is_exact() -> None:
    ties = drawn(50, 150)
    all_of_them = centrality(ties, sample=len(ties.nodes))
    assert all_of_them.betweenness.tolist() == centrality(ties).betweenness.tolist()
    assert not all_of_them.error.any()


@pytest.mark.parametrize("hostile", [False, True])
def test_communities_are_as_modular_as_those_of_networkx(hostile: bool) -> None:
    ties = drawn(200, 800)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(ties.nodes)))
    polarity = ties.polarity.tolist()
    for row, (a, b) in enumerate(zip(ties.subject.tolist(), ties.object.tolist(), strict=True)):
        if a != b and (hostile or polarity[row] >= 0):
            before = graph.get_edge_data(a, b, {"weight": 0})["weight"]
            graph.add_edge(a, b, weight=before + 1)
    found = communities(ties, hostile=hostile)
    sets = [set(np.flatnonzero(found.numbers == n).tolist()) for n in set(found.numbers.tolist())]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, sets))
    theirs = nx.community.louvain_communities(graph, seed=1)
    assert found.modularity > nx.community.modularity(graph, theirs) - 0.01


def test_communities_are_numbered_by_size_and_told() -> None:
    ties = made(
        [("a", "leads", "b"), ("b", "meets", "c"), ("a", "meets", "c"), ("c", "meets", "d"),
         ("x", "leads", "y"), ("x", "fights", "a"), ("z", "fights", "y")]
    )  # fmt: skip
    found = communities(ties)
    numbers = dict(zip(ties.nodes, found.numbers.tolist(), strict=True))
    assert numbers == {"a": 1, "b": 1, "c": 1, "d": 1, "x": 2, "y": 2, "z": 0}
    first, second = community_rows(ties, found)
    assert (first.size, first.within, first.outward, first.leading[0]) == (4, 4, 0, "c")
    assert (second.size, second.within) == (2, 1)
    # By all ties, hostility is a tie as well.
    assert communities(ties, hostile=True).numbers.min() == 1


# Camps and brokers

CAMPS = [
    ("north", "fights", "south"),
    ("general", "leads", "north"),
    ("ally", "supports", "north"),
    ("ally", "opposes", "south"),
    ("minister", "memberOf", "south"),
    ("minister", "condemns", "general"),
    ("envoy", "negotiatesWith", "north"),
    ("south", "meets", "envoy"),
    ("minister", "offersTalksTo", "envoy"),
    ("guest", "meets", "north"),
    ("traitor", "negotiatesWith", "south"),
    ("traitor", "negotiatesWith", "north", "Denied"),
]


@pytest.mark.parametrize("named", [False, True])
def test_camps_are_found_and_who_talks_with_both(named: bool) -> None:
    ties = made(CAMPS)
    camps = named_camps(ties, "north", "south") if named else find_camps(ties)
    of, names = by_id(ties, camps)
    assert {node for node, camp in of.items() if camp == of["north"]} == {
        "north", "general", "ally"
    }  # fmt: skip
    assert {node for node, camp in of.items() if camp == of["south"]} == {"south", "minister"}
    (broker,) = brokers(ties, of, names)
    assert (broker.name, broker.camp) == ("envoy", "")
    sides = {broker.first: broker.talks_first, broker.second: broker.talks_second}
    assert sides == {("north",): 1, ("minister", "south"): 2}
    assert len(broker.propositions) == 3


def test_who_backs_both_leaders_alike_is_in_neither_camp() -> None:
    ties = made([*CAMPS, ("both", "supports", "north"), ("both", "aids", "south")])
    assert "both" not in by_id(ties, named_camps(ties, "north", "south"))[0]


def test_places_take_no_side() -> None:
    rows = [*CAMPS, ("north", "attacks", "town"), ("south", "supports", "town")]
    nodes = sorted({row[end] for row in rows for end in (0, 2)})
    acting = [node != "town" for node in nodes]
    assert "town" in by_id(made(rows), find_camps(made(rows)))[0]
    ties = made(rows, actors=acting)
    assert "town" not in by_id(ties, find_camps(ties))[0]
    assert balance(made(rows)).triads == balance(ties).triads + 1


def test_without_enemies_there_are_no_camps() -> None:
    with pytest.raises(UsageError, match="no two opposed camps"):
        find_camps(made([("a", "meets", "b"), ("b", "supports", "c")]))


# Structural balance

# Friends of whom one fights the other's ally; three enemies; two balanced triads.
UNBALANCED = [
    ("a", "alliedWith", "b"),
    ("b", "supports", "c"),
    ("b", "aids", "c"),
    ("a", "fights", "c"),
    ("a", "fights", "c"),
    ("c", "fights", "d"),
    ("a", "fights", "d"),
    ("b", "fights", "d", "Denied"),
    ("b", "meets", "d"),
    ("d", "leads", "a"),
]


def test_unbalanced_triads_are_listed_with_what_is_behind() -> None:
    ties = made(UNBALANCED)
    counted = balance(ties)
    # abc is torn, acd all enemies, abd torn, bcd torn.
    assert (counted.triads, counted.torn, counted.all_enemies) == (4, 3, 1)
    assert (counted.balanced, counted.share) == (0, 0.0)
    first, *others = unbalanced(ties)
    assert first.names == ("a", "b", "c")
    assert first.ties == 5
    signs = {side.names: (side.sign, len(side.propositions)) for side in first.sides}
    assert signs == {("a", "b"): (1, 1), ("a", "c"): (-1, 2), ("b", "c"): (1, 2)}
    assert first.sides[1].propositions == ("a fights c 3", "a fights c 4")
    assert len(others) == 3
    assert unbalanced(ties, 1) == [first]
    known = {name for one in (first, *others) for side in one.sides for name in side.propositions}
    assert not any("Denied" in name or name == "b fights d 7" for name in known)


def test_a_sum_of_nothing_is_no_side() -> None:
    ties = made([("a", "fights", "b"), ("a", "meets", "b"), ("b", "meets", "c"),
                 ("a", "meets", "c")])  # fmt: skip
    assert balance(ties).triads == 0
    assert balance(ties).pairs == 2
    assert balance(ties).share is None


@given(
    st.lists(
        st.tuples(
            st.integers(0, 7),
            st.sampled_from(("fights", "meets", "leads")),
            st.integers(0, 7),
            st.sampled_from(("Uncontested", "Disputed", "Denied", "Retracted", "Conceded")),
        ),
        max_size=60,
    ),
    st.integers(1, 40),
)
def test_balance_is_what_looking_at_all_threes_gives(
    rows: list[tuple[int, str, int, str]], chunk: int
) -> None:
    ties = made([(str(a), relation, str(b), status) for a, relation, b, status in rows])
    sums: dict[tuple[str, str], int] = {}
    for a, relation, b, status in rows:
        if a != b and status not in ("Denied", "Retracted"):
            pair = (str(min(a, b)), str(max(a, b)))
            sums[pair] = sums.get(pair, 0) + {"fights": -1, "meets": 1, "leads": 0}[relation]
    signs = {pair: 1 if total > 0 else -1 for pair, total in sums.items() if total}
    kinds = [0, 0, 0, 0]
    odd = set()
    for a, b, c in combinations(sorted(ties.nodes), 3):
        pairs = [(a, b), (a, c), (b, c)]
        if all(pair in signs for pair in pairs):
            negative = sum(signs[pair] < 0 for pair in pairs)
            kinds[negative] += 1
            if negative % 2:
                odd.add((a, b, c))
    with pytest.MonkeyPatch.context() as patch:
        # However few ways are looked at in one go.
        patch.setattr("kg.measures.triads.CHUNK", chunk)
        found = balance(ties)
        listed = unbalanced(ties, 1000)
    assert [found.friends, found.torn, found.common_enemy, found.all_enemies] == kinds
    assert {one.ids for one in listed} == odd
    assert len(listed) == len(odd)


# Windows of time

DATED = [
    ("a", "meets", "b", "Uncontested", "2021-08-30", "2021-09-01"),
    ("b", "fights", "c", "Disputed", "2021-09-02", "2021-09-02"),
    ("c", "meets", "d", "Uncontested", "2021-09-01", ""),
    ("d", "meets", "a", "Uncontested", "", "2021-08-31"),
    ("a", "leads", "d"),
]


def in_windows(by: str, **options: object) -> dict[str, list[str]]:
    _, found = windows(made(DATED), by, **options)  # type: ignore[arg-type]
    return {
        window.name: [name.rpartition(" ")[0] for name in window.ties.proposition]
        for window in found
    }


def test_a_tie_is_in_each_window_in_which_it_may_hold() -> None:
    assert in_windows("month") == {
        "2021-08": ["a meets b", "d meets a"],
        "2021-09": ["a meets b", "b fights c", "c meets d"],
    }
    assert in_windows("day")["2021-09-02"] == ["b fights c", "c meets d"]
    assert list(in_windows("week")) == ["2021-W35"]
    assert list(in_windows("", first="2021-09-02", until="2021-09")) == ["2021-09-02 to 2021-09-30"]


def test_began_leaves_a_tie_in_one_window() -> None:
    assert in_windows("month", began=True) == {
        "2021-08": ["a meets b"],
        "2021-09": ["b fights c", "c meets d"],
    }


def test_what_is_in_no_window_is_counted() -> None:
    period, _ = windows(made(DATED), "day", first="2021-09-02")
    assert (period.undated, period.outside) == (1, 2)
    period, _ = windows(made(DATED), "day", began=True)
    assert (period.undated, period.outside) == (2, 0)


def test_windows_that_are_none_are_refused() -> None:
    with pytest.raises(UsageError, match="no span of time 'hour'"):
        windows(made(DATED), "hour")
    with pytest.raises(UsageError, match="no such date"):
        windows(made(DATED), first="August")
    with pytest.raises(UsageError, match="more than 4,000 windows by day"):
        windows(made(DATED), "day", first="1900")


def test_a_year_has_its_days_whatever_its_length() -> None:
    rows = [("a", "meets", "b", "", "2019-12-31", "2021-01-01")]
    _, found = windows(made(rows), "year")
    spans = [(window.name, str(window.first), str(window.last)) for window in found]
    assert spans == [
        ("2019", "2019-12-31", "2019-12-31"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2021", "2021-01-01", "2021-01-01"),
    ]


# Columns


def test_columns_are_lists_or_arrays() -> None:
    lists = drawn(40, 120)
    kinds = Coded.of(lists.relation.texts[number] for number in lists.relation.numbers)
    arrays = Ties.from_columns(
        nodes=lists.nodes, proposition=lists.proposition, subject=lists.subject,
        object=lists.object, relation=kinds, status=Coded.of(["Uncontested"] * 120),
        earliest=np.full(120, "NaT", dtype="datetime64[D]"),
        latest=np.full(120, "NaT", dtype="datetime64[D]"),
    )  # fmt: skip
    assert measure(arrays) == measure(lists)
    assert balance(arrays) == balance(lists)


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DataError, match="columns of different lengths"):
        made([("a", "meets", "b")], status=[])
    with pytest.raises(DataError, match="a subject or object is no number of a node"):
        made([("a", "meets", "b")], subject=[2])
    with pytest.raises(DataError, match="a day that is none"):
        made([("a", "meets", "b")], earliest=["yesterday"])


def test_the_store_and_the_network_give_the_same_ties(graph: kg.Graph) -> None:
    here, there = graph.ties(), Ties.from_network(graph.network())
    assert here.proposition == there.proposition
    assert measure(here) == measure(there)
    assert here.earliest.tolist() == there.earliest.tolist()
    assert here.actors.tolist() == there.actors.tolist()


# The command


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_command_prints_them(run: Run) -> None:
    rows = rows_of(run("network", "--format", "csv").stdout)
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
    empty = Ties.from_network(nx.MultiDiGraph())
    for name in ("nodes", "ties", "centrality", "communities", "triads"):
        assert list(ask(empty, Question(name))) == []
    assert list(ask(empty, Question("ties", by="day"))) == []


def test_the_command_measures_windows(run: Run) -> None:
    done = run("network", "ties", "--by", "month", "--limit", 2, "--format", "csv")
    rows = rows_of(done.stdout)
    assert [row["window"] for row in rows] == ["2021-08", "2021-08", "2021-09", "2021-09"]
    assert [row["name"] for row in rows[:2]] == ["Taliban", "National Resistance Front"]
    assert int(rows[2]["ties"]) > int(rows[0]["ties"])
    assert "note: 115 ties without a day in no window" in done.stderr


def test_the_camps_of_the_flagship_are_named_by_their_leaders(run: Run) -> None:
    named = ("--camps", "Taliban", "National Resistance Front")
    rows = json.loads(run("network", "camps", *named, "--format", "json").stdout)
    of = {row["name"]: row["camp"] for row in rows}
    assert of["Zabihullah Mujahid"] == "Taliban"
    assert of["Ahmad Massoud"] == of["Fahim Dashty"] == "National Resistance Front"
    found = json.loads(run("network", "camps", "--format", "json").stdout)
    sides = {row["name"]: row["camp"] for row in found}
    assert sides["Ahmad Massoud"] == sides["Amrullah Saleh"] != sides["Taliban"]
    done = run("network", "brokers", *named)
    assert "note: first camp: Taliban, Pakistan" in done.stderr
    assert "note: nobody talks with both camps" in done.stderr
    assert "unknown actor" in run("network", "camps", "--camps", "Taliban", "Nobody").stderr


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A source that reports friends of whom one fights the other's ally, and one who talks with
    both sides."""
    said = [
        ("red", "alliedWith", "blue", "Affirms"), ("blue", "supports", "green", "Affirms"),
        ("red", "fights", "green", "Affirms"), ("red", "fights", "green", "Denies"),
        ("envoy", "negotiatesWith", "red", "Affirms"), ("envoy", "meets", "green", "Affirms"),
    ]  # fmt: skip
    actors = "".join(
        f"- {{id: actor/{name}, type: ArmedGroup, prefLabel: {{en: {name.title()}}}}}\n"
        for name in ("blue", "envoy", "green", "red", "wire")
    )
    claims = "".join(
        f"  - claimant: actor/{'green' if stance == 'Denies' else 'wire'}\n"
        f"    stance: {stance}\n    saidOn: 2021-09-01\n"
        f"    proposition: {{id: proposition/{a}-{relation.lower()}-{b}, subject: actor/{a},"
        f" relation: {relation}, object: actor/{b}, validFrom: 2021-09-01}}\n"
        for a, relation, b, stance in said
    )
    file = tmp_path / "torn.yaml"
    file.write_text(
        "id: source/wire-2021-09-02\ntype: NewsArticle\npublisher: actor/wire\n"
        f"datePublished: 2021-09-02\nreports:\n{claims}",
        encoding="utf-8",
    )
    (tmp_path / "people.yaml").write_text(actors, encoding="utf-8")
    return file


def test_triads_come_with_the_claims_behind_them(run: Run, torn: Path) -> None:
    imported = run("import", torn.parent / "people.yaml", torn, "--store", "torn")
    assert imported.returncode == 0, imported.stderr
    done = run("network", "triads", "--claims", "--store", "torn")
    # The envoy, too, is a friend of two enemies.
    assert "note: 2 of 2 triads unbalanced" in done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert any("Blue" in line and "Green" in line and "Red" in line for line in lines)
    assert "\N{MINUS SIGN} Green and Red" in lines
    assert any(line.startswith("Red fights Green") and "(disputed)" in line for line in lines)
    assert any(line.startswith("Green denies, 2021-09-01, in Wire, 2021-09-02") for line in lines)
    rows = rows_of(
        run("network", "triads", "--claims", "--store", "torn", "--format", "csv").stdout
    )
    assert [row["triad"] for row in rows] == ["1"] * 4 + ["2"] * 4
    denial = next(row for row in rows if row["stance"] == "Denies")
    assert (denial["side"], denial["sign"], denial["claimant"]) == ("Green and Red", "-", "Green")
    triad, _ = json.loads(
        run("network", "triads", "--claims", "--store", "torn", "--format", "json").stdout
    )
    stated = {p["statement"]: len(p["claims"]) for s in triad["sides"] for p in s["propositions"]}
    assert sorted(stated.values()) == [1, 1, 2]
    named = ("--camps", "red", "green", "--store", "torn", "--format", "json")
    (broker,) = json.loads(run("network", "brokers", *named).stdout)
    assert (broker["name"], broker["first"], broker["second"]) == ("Envoy", ["Red"], ["Green"])
    assert len(broker["propositions"]) == 2


def test_what_does_not_go_together_is_refused(run: Run) -> None:
    for arguments, told in [
        (("network", "ties", "--claims"), "--claims belongs to triads"),
        (("network", "--output", "table.docx"), "the file's name tells no form"),
        (("network", "ties", "--output", "a.png"), "a picture is of nodes"),
        (("network", "--from", "spring"), "no such date 'spring'"),
        (("export", "a.nq", "--with-measures"), "N-Quads has no place for measures"),
    ]:
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert told in done.stderr


def test_a_table_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    assert run("network", "balance", "--output", "balance.csv").stdout == ""
    (row,) = rows_of((tmp_path / "balance.csv").read_text(encoding="utf-8"))
    assert int(row["triads"]) == int(row["balanced"]) > 0
    assert row["share"] == "1.0000"


# Measures in exports


@pytest.mark.parametrize("format", ["graphml", "gexf", "csv"])
def test_nodes_of_exports_carry_their_measures(
    graph: kg.Graph, tmp_path: Path, format: str
) -> None:
    graph.export(tmp_path / f"out.{format}", measures=True)
    if format == "csv":
        text = (tmp_path / "out-nodes.csv").read_text(encoding="utf-8")
        read = {row["id"]: row for row in rows_of(text)}
    else:
        reader = nx.read_graphml if format == "graphml" else nx.read_gexf
        read = dict(reader(tmp_path / f"out.{format}").nodes(data=True))
    assert len(read) == 157
    for one in measure(graph.ties()):
        node = read[one.id]
        assert int(node["ties"]) == one.ties
        assert int(node["neighbours"]) == one.neighbours
        assert int(node["community"]) == one.community
        assert float(node["betweenness"]) == pytest.approx(one.betweenness)
        assert float(node["pagerank"]) == pytest.approx(one.pagerank)
        assert float(node["betweenness_error"]) == 0


# The document


def test_what_the_document_shows_runs(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in commands("docs/network.md"):
        done = run(*shlex.split(line)[1:])
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout or "--output" in line or "note: " in done.stderr
    assert (tmp_path / "centrality.csv").read_text(encoding="utf-8").startswith("id,name,")
    names: dict[str, object] = {}
    for code in blocks("docs/network.md", "python"):
        exec(compile(code, "network.md", "exec"), names)
    assert capsys.readouterr().out.splitlines()[-1] == "[1, 1, 1, 1]"
