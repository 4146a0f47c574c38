"""Sheets on paper: the same sections as plain text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.rows import markdown, one_line


class Entry(NamedTuple):
    """A line, and the details below it."""

    line: str
    details: tuple[str, ...] = ()


class Section(NamedTuple):
    """A heading with its entries."""

    title: str
    entries: list[Entry]


class Paper(NamedTuple):
    """A sheet laid out: its title, what it is about in short lines, and its sections."""

    title: str
    facts: list[tuple[str, str]]
    sections: list[Section]


def as_text(paper: Paper) -> str:
    """The sheet for a terminal; sections without entries are left out.

    >>> print(as_text(Paper("Town", [("type", "place")], [Section("ties", [Entry("Red")])])))
    Town
      type  place
    <BLANKLINE>
    ties (1)
      Red
    """
    width = max((len(name) for name, _ in paper.facts), default=0)
    lines = [one_line(paper.title)]
    lines += [f"  {name.ljust(width)}  {one_line(text)}" for name, text in paper.facts if text]
    for section in paper.sections:
        if section.entries:
            lines += ["", f"{section.title} ({len(section.entries)})"]
            lines += _lines(section.entries, "  ", "      ")
    return "\n".join(lines)


def _lines(entries: Iterable[Entry], first: str, other: str) -> Iterator[str]:
    for entry in entries:
        yield first + one_line(entry.line)
        yield from (other + one_line(detail) for detail in entry.details if detail)


def as_markdown(paper: Paper) -> str:
    r"""The sheet in Markdown; what Markdown would take for its own is escaped.

    >>> print(as_markdown(Paper("A*B", [], [Section("ties", [Entry("Red", ("late",))])])))
    # A\*B
    <BLANKLINE>
    ## ties
    <BLANKLINE>
    - Red
      - late
    """
    lines = [f"# {_escaped(paper.title)}", ""]
    facts = [f"- {name}: {_escaped(text)}" for name, text in paper.facts if text]
    lines += [*facts, ""] if facts else []
    for section in paper.sections:
        if section.entries:
            escaped = [
                Entry(_escaped(entry.line), tuple(map(_escaped, entry.details)))
                for entry in section.entries
            ]
            lines += [f"## {section.title}", "", *_lines(escaped, "- ", "  - "), ""]
    return "\n".join(lines).rstrip("\n")


def _escaped(text: str) -> str:
    """A text with what Markdown and HTML would take for their own escaped; addresses are links."""
    parts = re.split(r"(https?://[^\s<>]+)", one_line(text))
    return "".join(
        f"<{part}>" if place % 2 else markdown(part) if place == 0 else _within(part)
        for place, part in enumerate(parts)
    )


def _within(part: str) -> str:
    """A text that goes on after an address, with the blanks at its ends."""
    return f" {markdown(part)}".rstrip() if part.startswith(" ") else markdown(part)
