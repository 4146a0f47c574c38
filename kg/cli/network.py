"""``kg network``: measures of the relationship graph."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.cli.arguments import (
    Subparsers,
    add_lens,
    add_store,
    count,
    filled,
    open_graph,
    path,
    say,
    write,
)
from kg.errors import UsageError
from kg.rows import as_text

if TYPE_CHECKING:
    from kg.measures import Answer, Triad

MEASURES = {
    "nodes": "of each actor, place, event and office: ties by family, how many are disputed, "
    "neighbours, betweenness with its error, PageRank, community",
    "ties": "ties by family, and how many are disputed",
    "centrality": "neighbours, betweenness with its error, PageRank",
    "communities": "groups that are tied among themselves more than to others",
    "camps": "the members of two opposed camps",
    "brokers": "who talks with both camps",
    "balance": "how many triads of friends and enemies are balanced",
    "triads": "those that are not, with what is behind each side",
}
PICTURES = (".png", ".svg")


def add(commands: Subparsers) -> None:
    """Add the command to the parser of ``kg``."""
    parser = commands.add_parser("network", help="measure the relationship graph")
    measures = "; ".join(f"{name}: {text}" for name, text in MEASURES.items())
    parser.description = f"Measure the relationship graph. {measures}."
    parser.add_argument(
        "measure", nargs="?", choices=tuple(MEASURES), default="nodes", help="what (nodes)"
    )
    parser.add_argument(
        "--format", choices=("table", "csv", "json"), default=None, help="the form (table)"
    )
    parser.add_argument("--limit", type=count, metavar="N", help="only the first N of each window")
    parser.add_argument(
        "--output",
        type=path,
        metavar="FILE",
        help="write to a file: .csv, .json, or a picture over time, .png or .svg",
    )
    _add_time(parser)
    group = parser.add_argument_group("how")
    group.add_argument(
        "--camps",
        nargs=2,
        type=filled,
        metavar="ACTOR",
        default=(),
        help="the leaders of the two camps; else they are found",
    )
    group.add_argument(
        "--sample", type=count, metavar="N", default=0, help="betweenness from N nodes"
    )
    group.add_argument("--exact", action="store_true", help="betweenness from all, however many")
    group.add_argument(
        "--hostile", action="store_true", help="communities by all ties, not only those that bind"
    )
    group.add_argument("--claims", action="store_true", help="the claims behind triads")
    add_store(parser)
    add_lens(parser)
    parser.set_defaults(run=run)


def _add_time(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("windows of time")
    group.add_argument(
        "--by",
        choices=("year", "month", "week", "day"),
        help="each by itself, with the ties that may hold in it",
    )
    group.add_argument(
        "--from", dest="first", type=filled, metavar="DATE", help="from this date on"
    )
    group.add_argument("--until", type=filled, metavar="DATE", help="up to this date")
    group.add_argument(
        "--began",
        action="store_true",
        help="ties only in the window of the first day on which they may hold",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    out: Path | None = options.output
    if out is not None and out.suffix.lower() in PICTURES:
        _draw(options, out)
        return 0
    form = options.format or _form(out)
    if options.claims and options.measure != "triads":
        raise UsageError("--claims belongs to triads", todo="'kg network triads --claims'")
    found = open_graph(options).measures(
        options.measure,
        by=options.by or "",
        first=options.first or "",
        until=options.until or "",
        began=options.began,
        camps=options.camps,
        sample=options.sample,
        exact=options.exact,
        hostile=options.hostile,
        claims=options.claims,
        limit=options.limit,
    )
    for note in found.notes:
        say(f"note: {note}")
    text = _written(found, form)
    if out is None:
        write(text)
    else:
        from kg.exporters.files import write_file

        write_file(out, (text if text.endswith("\n") else f"{text}\n").encode("utf-8"))
    return 0


def _form(out: Path | None) -> str:
    """The form that a file's name tells."""
    if out is None:
        return "table"
    forms = {".csv": "csv", ".json": "json", ".txt": "table"}
    if out.suffix.lower() not in forms:
        todo = f"end it in {' '.join((*forms, *PICTURES))}, or give --format"
        raise UsageError("the file's name tells no form", str(out), todo)
    return forms[out.suffix.lower()]


def _draw(options: argparse.Namespace, out: Path) -> None:
    """Write the picture over time."""
    if options.measure != "nodes" or options.format:
        raise UsageError("a picture is of nodes, and has no other form", todo="leave both out")
    from kg.exporters.files import write_file
    from kg.measures.picture import draw

    picture = draw(
        open_graph(options).ties(),
        out.suffix.lower()[1:],
        by=options.by or "",
        first=options.first or "",
        until=options.until or "",
        began=options.began,
        most=options.limit or 6,
        sample=options.sample,
        exact=options.exact,
    )
    write_file(out, picture.content)
    for note in picture.notes:
        say(f"note: {note}")
    say(f"{out} written")


def _written(found: Answer, form: str) -> str:
    if form == "json":
        return json.dumps(list(_objects(found)), ensure_ascii=False, indent=2)
    if found.behind and form == "table":
        return _sheet(found)
    lines = list(_claim_lines(found)) if found.behind else list(_lines(found))
    if form == "csv":
        return _as_csv(lines)
    hidden = {"id", "propositions"}
    columns = [name for name in lines[0] if name not in hidden] if lines else []
    return as_text(columns, [[line[name] for name in columns] for line in lines])


def _objects(found: Answer) -> Iterator[dict[str, Any]]:
    """The rows as JSON has them."""
    timed = len(found.parts) != 1 or bool(found.parts[0].window)
    for part in found.parts:
        for row in part.rows:
            content = {**row._asdict()}
            if "sides" in content:
                content["sides"] = [_side(side, found) for side in row.sides]
            yield ({"window": part.window} if timed else {}) | content


def _side(side: Any, found: Answer) -> dict[str, Any]:
    content: dict[str, Any] = side._asdict()
    if found.behind:
        content["propositions"] = [
            {
                "proposition": name,
                "statement": found.behind[name].statement,
                "status": found.behind[name].status,
                "claims": [claim._asdict() for claim in found.behind[name].claims],
            }
            for name in side.propositions
        ]
    return content


def _lines(found: Answer) -> Iterator[dict[str, str]]:
    """The rows as tables have them: a text in each cell."""
    timed = len(found.parts) != 1 or bool(found.parts[0].window)
    for part in found.parts:
        for row in part.rows:
            cells = _of_triad(row) if found.measure == "triads" else row._asdict()
            texts = {name: _cell(value) for name, value in cells.items()}
            yield ({"window": part.window} if timed else {}) | texts


def _of_triad(triad: Triad) -> dict[str, Any]:
    places = ("first", "second", "third")
    pairs = ("first_second", "first_third", "second_third")
    return {
        **dict(zip(places, triad.names, strict=True)),
        "ties": triad.ties,
        **{
            name: f"{'+' if side.sign > 0 else '-'} {len(side.propositions)}"
            for name, side in zip(pairs, triad.sides, strict=True)
        },
        "propositions": tuple(name for side in triad.sides for name in side.propositions),
    }


def _claim_lines(found: Answer) -> Iterator[dict[str, str]]:
    """A line for each claim behind each side of each triad."""
    number = 0
    for part in found.parts:
        for triad in part.rows:
            number += 1
            for side in triad.sides:
                for name in side.propositions:
                    for claim in found.behind[name].claims:
                        yield {
                            "window": part.window,
                            "triad": str(number),
                            "names": "; ".join(triad.names),
                            "side": " and ".join(side.names),
                            "sign": "+" if side.sign > 0 else "-",
                            "proposition": name,
                            "statement": found.behind[name].statement,
                            "status": found.behind[name].status,
                            "claimant": claim.claimant,
                            "on_behalf_of": "; ".join(claim.on_behalf_of),
                            "stance": claim.stance,
                            "said_on": claim.said_on,
                            "publisher": claim.publisher,
                            "published": claim.published,
                            "source": claim.source,
                            "claim": claim.id,
                        }


def _sheet(found: Answer) -> str:
    """Triads laid out: each side with its propositions, who says so, and where."""
    from kg.sheets.layout import Paper, Section, as_text

    sections = [
        Section(" · ".join(filter(None, (part.window, *triad.names))), _entries(triad, found))
        for part in found.parts
        for triad in part.rows
    ]
    return as_text(Paper(f"{found.title}: unbalanced triads", [], sections))


def _entries(triad: Triad, found: Answer) -> list[Any]:
    from kg.sheets.layout import Entry

    entries = []
    for side in triad.sides:
        sign = "+" if side.sign > 0 else "\N{MINUS SIGN}"
        entries.append(Entry(f"{sign} {side.names[0]} and {side.names[1]}"))
        for name in side.propositions:
            behind = found.behind[name]
            said = [
                f"{claim.claimant}{_for(claim.on_behalf_of)} {claim.stance.lower()},"
                f" {claim.said_on or 'undated'}, in {claim.publisher}, {claim.published}"
                for claim in behind.claims
            ]
            entries.append(Entry(f"  {behind.statement} ({behind.status.lower()})", tuple(said)))
    return entries


def _for(names: Sequence[str]) -> str:
    return f" for {' and '.join(names)}" if names else ""


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) >= 0.001 or not value else f"{value:.2e}"
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _as_csv(lines: Sequence[dict[str, str]]) -> str:
    from kg.rows import as_csv

    return as_csv([lines[0] if lines else (), *(line.values() for line in lines)])
