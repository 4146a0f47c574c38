"""What the page saves of what is seen, read by those who will read it."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

import kg
from kg import library
from kg.exporters import csv_tables, flat
from kg.page import assets
from tests.conftest import ROOT

SCRIPTS = ROOT / "kg" / "page" / "script"
FILES = (
    *("dom", "layout", "xml", "outlines", "lettering", "svg", "png"),
    *("tables", "graphml", "sparql", "save"),
)
PUBLIC = ("svgOf", "pngOf", "csvOf", "graphmlOf", "sparqlOf", "save")
SVG = "{http://www.w3.org/2000/svg}"
TIES = library.find("network-ties")
BASE = "https://w3id.org/claimgraph/panjshir/"
HOSTILE = [
    '</title></svg><script>parent.intruder = 1</script><svg onload="parent.intruder = 1">',
    "\"quoted\" & 'quoted' <b>&amp;</b> ]]> --> <![CDATA[",
    "one\nline\r\nand\ranother\ttab",
    "=cmd|' /C calc'!A0",
    "'=already",
    "\u202eright to left\u200f \u0637\u0627\u0644\u0628\u0627\u0646 (1)",
    "\u2028 \u0085 \U0001f54a \ufeff",
    "a; b\\; c",
    "return\rwithout a line feed",
]
CONTROLS = "nul \x00 bell \x07 escape \x1b noncharacter \ufffe\uffff"

Call = Callable[..., Any]
few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def page(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A blank page with the export scripts, under the policy of the real one."""
    sources = "\n".join((SCRIPTS / f"{name}.js").read_text("utf-8") for name in FILES)
    script = f'"use strict";\n{sources}\nObject.assign(window, {{ {", ".join(PUBLIC)} }});\n'
    script = f"(() => {{\n{script}}})();"
    policy = f"default-src 'none'; script-src {assets.csp_hash(script)}; img-src data: blob:"
    file = tmp_path_factory.mktemp("page") / "blank.html"
    file.write_text(
        '<!DOCTYPE html><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<body><script>{script}</script>",
        encoding="utf-8",
        newline="",
    )
    page = browser.new_context(offline=True, accept_downloads=True).new_page()
    page.set_default_timeout(20_000)
    page.goto(file.as_uri())
    return page


@pytest.fixture(scope="module")
def call(page: Any) -> Call:
    """Call a function with arguments of JSON; `halves` halves every U+10000 in them."""

    def call_(function: str, *arguments: Any, halves: bool = False) -> Any:
        return page.evaluate(
            """([name, given, halves]) => {
              const text = halves ? given.replaceAll("\\u{10000}", "\\\\ud800") : given;
              return window[name](...JSON.parse(text));
            }""",
            [function, json.dumps(arguments, ensure_ascii=False), halves],
        )

    return call_


def picture(**changes: Any) -> dict[str, Any]:
    look = {"fill": "#e69f00", "outline": "#3a3f47", "textColor": "#1d2025", "size": 15}
    shapes = ["dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star"]
    nodes = [
        {**look, "label": shape, "shape": shape, "x": 200 * (place % 3), "y": 170 * (place // 3)}
        for place, shape in enumerate(shapes)
    ]
    line = {"colour": "#0072b2", "textColor": "#00619a", "width": 1.6, "arrowTo": True}
    curves = [0.1, -0.3, 0.72, 0.08, -0.5, 0.2, 0.3]
    lines = [
        {
            **line,
            "from": nodes[place],
            "to": nodes[(place + 4) % 7],
            "curve": curve,
            "dashes": [9, 6] if place % 2 else [],
            "arrowFrom": place == 2,
            "label": f"tie {place}",
        }
        for place, curve in enumerate(curves)
    ]
    seen = {
        "title": "Panjshir",
        "caption": "All voices, as reported by 3 September 2021",
        "background": "#f7f7f5",
        "text": "#1d2025",
        "nodes": nodes,
        "lines": lines,
        "legend": [
            {"label": "Cooperative", "colour": "#0072b2", "dashes": []},
            {"label": "Disputed", "colour": "#525963", "dashes": [9, 6]},
        ],
    }
    return seen | changes


def rows(texts: list[str]) -> dict[str, Any]:
    """Two actors, and a tie between them for each text, which stands wherever a text may."""
    actors = [
        {"iri": BASE + name, "label": text, "type": "Person"}
        for name, text in zip(("actor/a", "actor/b"), (texts * 2 or ["", ""])[:2], strict=True)
    ]
    ties = [
        {
            "proposition": f"{BASE}proposition/{number}",
            "subject": BASE + "actor/a",
            "subject_label": text,
            "relation": "opposes",
            "object": BASE + "actor/b",
            "object_label": text,
            "statement": text,
            "status": "Disputed",
            "voices_affirming": 2,
            "voices_denying": 1,
            "sources": 3,
            "origins": 2,
            "affirmed_by": [text, "Taliban"],
            "denied_by": [],
            "valid_from": "2021-08",
            "valid_until": "",
            "place": text,
        }
        for number, text in enumerate(texts)
    ]
    return {"actors": actors, "ties": ties}


def test_no_two_scripts_declare_the_same_name() -> None:
    declared: dict[str, str] = {}
    twice = []
    for path in sorted(SCRIPTS.glob("*.js")):
        pattern = r"^(?:async )?(?:function|const|let|class) (\w+)"
        for name in re.findall(pattern, path.read_text("utf-8"), re.MULTILINE):
            if name in declared:
                twice.append((name, declared[name], path.name))
            declared[name] = path.name
    assert twice == []


# SVG


def show(page: Any, svg: str) -> None:
    page.set_content("<!DOCTYPE html><style>body { margin: 0 }</style><main></main>")
    page.evaluate(
        """(svg) => {
          const read = new DOMParser().parseFromString(svg, "image/svg+xml");
          document.querySelector("main").append(document.importNode(read.documentElement, true));
        }""",
        svg,
    )


@pytest.fixture
def viewer(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1600, "height": 1600}, offline=True)
    yield context.new_page()
    context.close()


def lettering(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(SVG + "text")]


def test_every_name_and_tie_and_row_of_the_legend_is_in_the_picture(call: Call) -> None:
    seen = picture()
    svg = call("svgOf", seen)
    assert sorted(lettering(svg)) == sorted(
        [seen["title"], seen["caption"]]
        + [item["label"] for part in ("nodes", "lines", "legend") for item in seen[part]]
    )
    titles = {title.text for title in ET.fromstring(svg).iter(SVG + "title")}
    assert {"Panjshir", "hexagon", "dot tie 0 triangleDown"} <= titles


def test_all_of_it_is_within_the_frame(call: Call, viewer: Any) -> None:
    long = "The Commission for Contacts with the National Resistance Front of Afghanistan"
    seen = picture(title=long * 3, caption=long * 9)
    seen["nodes"][0]["label"] = seen["lines"][6]["label"] = long
    # Its name is the lowest of all there is.
    seen["nodes"][6]["label"] = seen["nodes"][3]["label"] = ""
    seen["lines"][6].update(
        {"from": {"x": 0, "y": 400, "size": 9}, "to": {"x": 1, "y": 700, "size": 9}}
    )
    seen["legend"] = [{"label": f"{long} {n}", "colour": "#000000", "dashes": []} for n in range(4)]
    show(viewer, call("svgOf", seen))
    outside = viewer.evaluate(
        """() => {
          const frame = document.querySelector("svg").getBoundingClientRect();
          return [...document.querySelectorAll("text, path, polygon, circle")].filter((part) => {
            const box = part.getBoundingClientRect();
            return box.left < frame.left + 8 || box.right > frame.right - 8
              || box.top < frame.top + 8 || box.bottom > frame.bottom - 8;
          }).map((part) => part.outerHTML);
        }"""
    )
    assert outside == []


def test_a_long_name_is_broken_and_cut_and_kept_whole_in_its_title(call: Call) -> None:
    names = ["National Resistance Front of Afghanistan", "word" * 50_000]
    seen = picture(lines=[], legend=[])
    seen["nodes"] = [
        {**node, "label": name} for node, name in zip(seen["nodes"], names, strict=False)
    ]
    svg = call("svgOf", seen)
    written = lettering(svg)[2:]
    assert " ".join(line for line in written if "word" not in line) == names[0]
    assert max(map(len, written)) < 40
    assert written[-1].endswith("…")
    assert names[1] in [title.text for title in ET.fromstring(svg).iter(SVG + "title")]


def test_an_arrow_ends_at_the_rim_of_what_it_points_at(call: Call, viewer: Any) -> None:
    show(viewer, call("svgOf", picture()))
    points = viewer.evaluate(
        """() => [...document.querySelectorAll("g:has(> path)")]
          .filter((g) => !g.querySelector("text"))
          .map((g) => {
            const to = g.querySelector("title").textContent.split(" ").at(-1);
            const group = [...document.querySelectorAll("g:has(> text)")]
              .find((g) => g.querySelector("title")?.textContent === to);
            const shape = group.querySelector("polygon, circle");
            const [tip, , back] = g.querySelector("polygon:last-child").points;
            const [x, y] = [tip.x - back.x, tip.y - back.y];
            const length = Math.hypot(x, y);
            const at = (by) => new DOMPoint(tip.x + (by * x) / length, tip.y + (by * y) / length);
            return [to, shape.isPointInFill(at(-1.5)), shape.isPointInFill(at(1.5)), length];
          })"""
    )
    assert [point[0] for point in points] == [line["to"]["label"] for line in picture()["lines"]]
    assert all(not before and behind for _, before, behind, _ in points)
    assert min(length for *_, length in points) > 10


def test_the_picture_is_what_vis_network_draws(call: Call, viewer: Any) -> None:
    """Shapes and curves fall on those of the canvas, pixel by pixel."""
    seen = picture(title="", caption="", legend=[])
    for item in [*seen["nodes"], *seen["lines"]]:
        item.update(label="", size=30, arrowTo=False, arrowFrom=False, dashes=[])
    frame = ET.fromstring(call("svgOf", seen)).attrib["viewBox"].split()
    left, top, width, height = map(int, frame)
    show(viewer, call("svgOf", seen))
    ours = viewer.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
    viewer.set_content("<!DOCTYPE html><style>body { margin: 0 }</style><div id=graph></div>")
    viewer.add_script_tag(content=assets.vis_script())
    viewer.evaluate(
        """([seen, left, top, width, height]) => {
          const container = document.getElementById("graph");
          Object.assign(container.style, {
            width: `${width}px`, height: `${height}px`, background: seen.background,
          });
          const id = (end) => seen.nodes.findIndex((node) => node.x === end.x && node.y === end.y);
          const nodes = seen.nodes.map((node, id) => ({
            id, shape: node.shape, x: node.x, y: node.y, size: node.size, borderWidth: 1.5,
            color: { background: node.fill, border: node.outline },
          }));
          const edges = seen.lines.map((line) => ({
            from: id(line.from), to: id(line.to), width: line.width, color: line.colour,
            smooth: {
              enabled: true, type: line.curve > 0 ? "curvedCW" : "curvedCCW",
              roundness: Math.abs(line.curve),
            },
          }));
          const network = new vis.Network(container, { nodes, edges }, { physics: false });
          network.moveTo({ position: { x: left + width / 2, y: top + height / 2 }, scale: 1 });
          return new Promise((drawn) => {
            network.once("afterDrawing", drawn);
            network.redraw();
          });
        }""",
        [seen, left, top, width, height],
    )
    theirs = viewer.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
    assert differing(viewer, ours, theirs) == []


def differing(viewer: Any, one: bytes, other: bytes) -> list[Any]:
    """Where a picture has something that the other has not within two pixels."""
    found: list[Any] = viewer.evaluate(
        """async (pictures) => {
          const read = async (data) => {
            const blob = await (await fetch(`data:image/png;base64,${data}`)).blob();
            const bitmap = await createImageBitmap(blob);
            const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
            pen.drawImage(bitmap, 0, 0);
            return pen.getImageData(0, 0, bitmap.width, bitmap.height);
          };
          const [one, other] = await Promise.all(pictures.map(read));
          const distance = (a, i, b, j) => Math.max(
            ...[0, 1, 2].map((part) => Math.abs(a.data[i + part] - b.data[j + part])));
          const lacking = [];
          for (const [a, b] of [[one, other], [other, one]]) {
            for (let y = 3; y < a.height - 3; y += 1) {
              for (let x = 3; x < a.width - 3; x += 1) {
                const i = 4 * (y * a.width + x);
                let near = 255;
                for (let dy = -2; dy <= 2; dy += 1) {
                  for (let dx = -2; dx <= 2; dx += 1) {
                    near = Math.min(near, distance(a, i, b, i + 4 * (dy * a.width + dx)));
                  }
                }
                if (near > 70) {
                  lacking.push([x, y, near]);
                }
              }
            }
          }
          return lacking;
        }""",
        [base64.b64encode(data).decode("ascii") for data in (one, other)],
    )
    return found


def test_a_tie_of_a_thing_with_itself_is_drawn_beside_it(call: Call, viewer: Any) -> None:
    seen = picture()
    seen["lines"] = [{**seen["lines"][0], "to": seen["lines"][0]["from"]}]
    show(viewer, call("svgOf", seen))
    box = viewer.evaluate(
        """() => {
          const { width, height } = document.querySelector("path").getBBox();
          return [width, height];
        }"""
    )
    assert box == pytest.approx([48, 48], abs=1)


def test_a_picture_of_nothing_still_says_what_it_would_show(call: Call) -> None:
    svg = call("svgOf", picture(nodes=[], lines=[], legend=[]))
    assert lettering(svg) == ["Panjshir", "All voices, as reported by 3 September 2021"]
    assert not re.search("NaN|Infinity|undefined", svg)


def test_the_same_picture_gives_the_same_svg(call: Call) -> None:
    assert call("svgOf", picture()) == call("svgOf", picture())


def test_hostile_texts_are_only_texts_in_an_svg(call: Call, viewer: Any, tmp_path: Path) -> None:
    for text in [*HOSTILE, CONTROLS, "half \U00010000 pair"]:
        seen = picture(title=text, caption=text)
        for item in [*seen["nodes"], *seen["lines"], *seen["legend"]]:
            item["label"] = text
        svg = call("svgOf", seen, halves="half" in text)
        root = ET.fromstring(svg)
        assert not list(root.iter(SVG + "script"))
        assert not [name for part in root.iter() for name in part.attrib if name.startswith("on")]
        (tmp_path / "picture.svg").write_text(svg, encoding="utf-8", newline="")
        viewer.goto((tmp_path / "picture.svg").as_uri())
        assert viewer.evaluate("window.intruder") is None
        title = viewer.evaluate("document.querySelector('title').textContent")
        assert title == re.sub("[\x00\x07\x1b\ufffe\uffff\U00010000]", "\ufffd", text)


# PNG


def png(page: Any, svg: str, scale: float) -> dict[str, Any]:
    """The bytes of a PNG, and how many of its pixels have which colour."""
    found: dict[str, Any] = page.evaluate(
        """async ([svg, scale]) => {
          const blob = await pngOf(svg, scale);
          const bitmap = await createImageBitmap(blob);
          const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
          pen.drawImage(bitmap, 0, 0);
          const { data } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
          const colours = {};
          for (let at = 0; at < data.length; at += 4) {
            const name = `#${[...data.subarray(at, at + 3)]
              .map((part) => part.toString(16).padStart(2, "0")).join("")}`;
            colours[name] = (colours[name] ?? 0) + 1;
          }
          const bytes = new Uint8Array(await blob.arrayBuffer());
          const head = [...bytes.subarray(0, 33)];
          return { type: blob.type, head, colours };
        }""",
        [svg, scale],
    )
    return found


def size_of(found: dict[str, Any]) -> tuple[int, int]:
    head = bytes(found["head"])
    assert head[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_a_png_has_the_scale_and_the_colours_that_were_asked_for(page: Any, call: Call) -> None:
    svg = call("svgOf", picture(background="#15181d"))
    frame = ET.fromstring(svg).attrib
    found = png(page, svg, 2)
    assert found["type"] == "image/png"
    assert size_of(found) == (2 * int(frame["width"]), 2 * int(frame["height"]))
    # Seven filled nodes of about 30 by 30 units, thin lines, and the ground as the rest.
    assert 10_000 < found["colours"]["#e69f00"] < 40_000
    assert found["colours"]["#0072b2"] > 1_000
    assert found["colours"]["#15181d"] > sum(found["colours"].values()) * 0.8


def test_a_png_stays_within_what_a_canvas_can_hold(page: Any, call: Call) -> None:
    seen = picture(lines=[])
    seen["nodes"][6].update(x=30_000, y=2_000)
    svg = call("svgOf", seen)
    width, height = size_of(png(page, svg, 4))
    frame = ET.fromstring(svg).attrib
    assert width == 8192
    assert height == pytest.approx(8192 * int(frame["height"]) / int(frame["width"]), abs=1)


def test_a_text_that_is_no_svg_gives_no_png(page: Any) -> None:
    assert page.evaluate("pngOf('<svg', 1).then(() => '', (error) => error.name)") != ""


# CSV


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_csv_has_the_columns_and_values_of_the_ties(call: Call) -> None:
    (row,) = table(call("csvOf", rows(["Taliban oppose Massoud"])))
    assert row["subject_label"] == row["statement"] == "Taliban oppose Massoud"
    assert (row["voices_affirming"], row["sources"]) == ("2", "3")
    assert flat.split(row["affirmed_by"]) == ("Taliban oppose Massoud", "Taliban")
    assert (row["denied_by"], row["valid_from"]) == ("", "2021-08")
    assert set(row) == set(rows(["a"])["ties"][0])


def test_a_csv_of_nothing_is_a_header(call: Call) -> None:
    assert table(call("csvOf", {"actors": [], "ties": []})) == []
    assert call("csvOf", {"actors": [], "ties": []}).startswith("proposition,subject,")


def test_lone_surrogates_become_replacement_characters_in_a_csv(call: Call) -> None:
    (row,) = table(call("csvOf", rows(["half \U00010000 pair"]), halves=True))
    assert row["statement"] == "half \ufffd pair"


@few
@given(texts=st.lists(st.text() | st.sampled_from([*HOSTILE, CONTROLS]), max_size=5))
@example(texts=HOSTILE)
def test_a_csv_gives_every_text_back_and_no_formula(call: Call, texts: list[str]) -> None:
    read = table(call("csvOf", rows(texts)))
    assert [csv_tables.plain(row["statement"]) for row in read] == texts
    assert [csv_tables.harmless(text) for text in texts] == [row["statement"] for row in read]
    named = [flat.split(csv_tables.plain(row["affirmed_by"])) for row in read]
    assert named == [(text, "Taliban") if text else ("Taliban",) for text in texts]


# GraphML


def network(text: str, tmp_path: Path) -> nx.MultiDiGraph:
    file = tmp_path / "seen.graphml"
    file.write_bytes(text.encode("utf-8"))
    return nx.read_graphml(file, force_multigraph=True)


def test_networkx_reads_the_graphml(call: Call, tmp_path: Path) -> None:
    read = network(call("graphmlOf", rows(["Ahmad Massoud", "Taliban"])), tmp_path)
    a, b = BASE + "actor/a", BASE + "actor/b"
    assert dict(read.nodes(data="label")) == {a: "Ahmad Massoud", b: "Taliban"}
    assert sorted(read.edges(keys=True)) == [(a, b, f"{BASE}proposition/{n}") for n in (0, 1)]
    edge = read.edges[a, b, BASE + "proposition/1"]
    assert (edge["voices_affirming"], edge["status"], edge["affirmed_by"]) == (
        *(2, "Disputed"),
        "Taliban; Taliban",
    )


def test_the_graphml_has_no_attribute_that_kg_export_has_not(
    call: Call, tmp_path: Path, graph: kg.Graph
) -> None:
    seen = network(call("graphmlOf", rows(["a"])), tmp_path)
    graph.export(str(tmp_path / "whole.graphml"))
    whole = nx.read_graphml(tmp_path / "whole.graphml", force_multigraph=True)
    for ours, theirs in (
        (dict(seen.nodes(data=True)), dict(whole.nodes(data=True))),
        (
            {e[:2]: e[2] for e in seen.edges(data=True)},
            {e[:2]: e[2] for e in whole.edges(data=True)},
        ),
    ):
        kinds = {(k, type(v)) for row in theirs.values() for k, v in row.items()}
        assert {(k, type(v)) for row in ours.values() for k, v in row.items()} <= kinds


def test_ends_that_are_no_actors_are_nodes_and_values_are_no_ends(
    call: Call, tmp_path: Path
) -> None:
    seen = rows(["Bazarak", "300 fighters"])
    seen["actors"] = []
    seen["ties"][1]["object"] = ""
    read = network(call("graphmlOf", seen), tmp_path)
    assert set(dict(read.nodes(data="label")).values()) == {"Bazarak"}
    assert [key for *_, key in read.edges(keys=True)] == [BASE + "proposition/0"]


def test_hostile_texts_are_only_texts_in_a_graphml(call: Call, tmp_path: Path) -> None:
    texts = [*HOSTILE, CONTROLS]
    read = network(call("graphmlOf", rows(texts)), tmp_path)
    places = {key: place for *_, key, place in read.edges(keys=True, data="place")}
    assert [places[f"{BASE}proposition/{number}"] for number in range(len(texts))] == [
        re.sub("[\x00\x07\x1b\ufffe\uffff]", "\ufffd", text) for text in texts
    ]
    seen = rows(["a"])
    seen["ties"][0]["subject"] = seen["actors"][0]["iri"] = BASE + 'actor/a b>\\u003e<"&'
    assert seen["actors"][0]["iri"] in network(call("graphmlOf", seen), tmp_path)
    half = network(call("graphmlOf", rows(["half \U00010000 pair"]), halves=True), tmp_path)
    assert half.nodes[BASE + "actor/a"]["label"] == "half \ufffd pair"


# SPARQL

ANY = "SELECT ?proposition WHERE { VALUES ?proposition { UNDEF } }"
BAD_IRIS = [
    "",
    "proposition/relative",
    BASE + "a b",
    BASE + "a> } DROP ALL #",
    BASE + "a\\u003e",
    BASE + "a\\",
    BASE + "a\nb",
    BASE + "a\x00",
    BASE + "{a}",
    BASE + "a|b^c`d",
    BASE + 'a"',
    "<" + BASE,
    BASE + "half \U00010000",
    BASE + "\U00010000",
]


def is_iri(text: str) -> bool:
    try:
        return bool(NamedNode(text))
    except ValueError:
        return False


iris = st.builds(
    "{}:{}".format,
    st.from_regex(r"[a-z][a-z0-9+.-]{0,5}", fullmatch=True),
    st.text(st.sampled_from("$&'`\"<>\\/?#%4A1()*é\u200f\U0001f54aطz ") | st.characters()),
)


@pytest.fixture(scope="module")
def empty() -> ox.Store:
    return ox.Store()


def given_back(store: ox.Store, query: str) -> list[str]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [solution["proposition"].value for solution in solutions]


def refused(page: Any, iri: str) -> bool:
    answer = page.evaluate(
        """([query, iri]) => {
          try {
            return sparqlOf(query, [iri.replaceAll("\\u{10000}", "\\ud800")], "");
          } catch (error) {
            return null;
          }
        }""",
        [ANY, iri],
    )
    return answer is None


def test_the_query_gives_those_ties_and_no_others(call: Call, graph: kg.Graph) -> None:
    whole = graph.query("network-ties")
    known = sorted({row.proposition for row in whole})
    seen = known[1::3]
    query = call("sparqlOf", TIES.text, seen, "Ties of Taliban,\nas reported by 2021-09-03")
    rows = list(graph.query(query))
    assert len(seen) > 10
    assert sorted({row.proposition for row in rows}) == seen
    assert rows == [row for row in whole if row.proposition in seen]
    assert query.startswith("# Ties of Taliban,\n# as reported by 2021-09-03\n#+ summary:")


def test_the_query_of_nothing_gives_nothing(call: Call, graph: kg.Graph) -> None:
    assert list(graph.query(call("sparqlOf", TIES.text, [], "Nothing"))) == []


def test_a_tie_that_is_named_twice_is_given_once(call: Call, empty: ox.Store) -> None:
    assert given_back(empty, call("sparqlOf", ANY, ["urn:a:b", "urn:a:b"], "")) == ["urn:a:b"]


def test_a_query_without_a_place_for_propositions_is_an_error(page: Any) -> None:
    with pytest.raises(Exception, match="to fill"):
        page.evaluate("sparqlOf('SELECT * { ?s ?p ?o }', ['urn:a:b'], '')")


@pytest.mark.parametrize("iri", BAD_IRIS)
def test_what_is_no_iri_is_refused(page: Any, iri: str) -> None:
    # A whole character beyond the first plane is fine in an IRI: half of one is not.
    assert refused(page, iri)


@few
@example(given_iris=["urn:a:$&$$$'$1"])
@given(given_iris=st.lists(iris.filter(is_iri), min_size=1, max_size=6, unique=True))
def test_every_iri_comes_back_from_the_query(
    call: Call, empty: ox.Store, given_iris: list[str]
) -> None:
    assert given_back(empty, call("sparqlOf", ANY, given_iris, "")) == given_iris


@few
@given(iri=iris | st.text())
def test_no_text_becomes_anything_but_that_iri(page: Any, empty: ox.Store, iri: str) -> None:
    if refused(page, iri):
        assert not is_iri(iri)
        return
    query = page.evaluate("([query, iri]) => sparqlOf(query, [iri], '')", [ANY, iri])
    if is_iri(iri):
        assert given_back(empty, query) == [iri]
    else:
        with pytest.raises(SyntaxError):
            empty.query(query)


@few
@given(words=st.text() | st.sampled_from([*HOSTILE, CONTROLS]))
@example(words="a\n} ; DROP ALL\r#+ summary: b\u2028#+ tags: c")
@example(words="a\\u000ASELECT \\U0000000A SELECT \\\\u000a")
def test_words_are_comments_whatever_they_say(call: Call, empty: ox.Store, words: str) -> None:
    query = call("sparqlOf", ANY, ["urn:a:b"], words)
    assert given_back(empty, query) == ["urn:a:b"]
    # rdflib reads escapes before comments.
    rows = rdflib.Graph().query(query)
    assert [str(row[rdflib.Variable("proposition")]) for row in rows.bindings] == ["urn:a:b"]
    assert not [line for line in query.splitlines() if line.startswith("#+")]


# Saving


def test_a_text_and_a_picture_are_saved_under_their_names(page: Any, tmp_path: Path) -> None:
    with page.expect_download() as waiting:
        page.evaluate("save('طالبان ties.csv', 'text/csv', 'a,é\\r\\n')")
    assert waiting.value.suggested_filename == "طالبان ties.csv"
    assert Path(waiting.value.path()).read_bytes() == "a,é\r\n".encode()
    with page.expect_download() as waiting:
        page.evaluate("save('a.bin', 'image/png', new Blob([new Uint8Array([137, 0, 255])]))")
    assert Path(waiting.value.path()).read_bytes() == b"\x89\x00\xff"
    assert page.locator("a").count() == 0
