"""A YAML file as scalars, lists and mappings that know their lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from kg.errors import DataError
from kg.findings import Finding, Line
from kg.inputs import read_text


class Scalar(NamedTuple):
    """A value as it was written, unquoted."""

    text: str
    line: Line


class Items(NamedTuple):
    """A list."""

    items: list[Tree]
    line: Line


class Fields(NamedTuple):
    """A mapping: its fields by name, and the line of each name."""

    fields: dict[str, Tree]
    lines: dict[str, Line]
    line: Line


Tree = Scalar | Items | Fields

LONGEST = 100_000
_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
}


def items(tree: Tree) -> Iterator[Tree]:
    """The items of a list; anything else is a list of itself."""
    yield from tree.items if isinstance(tree, Items) else [tree]


def parse(path: Path) -> tuple[Tree | None, list[Finding]]:
    """The tree of a file (None for an empty one), with what was found wrong in it.

    Raises `DataError` when the file cannot be read or is no YAML.
    """
    text = read_text(path)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        builder = _Builder(str(path))
        return (None if root is None else builder.tree(root)), builder.findings
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}" if mark else str(path)
        todo = "write several things as a list" if "another document" in str(error) else ""
        raise DataError(f"bad YAML: {error.problem or error.context}", place, todo) from None
    except RecursionError:
        raise DataError("bad YAML: nested too deeply", str(path)) from None
    except yaml.YAMLError as error:
        raise DataError(f"bad YAML: {' '.join(str(error).split())}", str(path)) from None


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self._seen: set[int] = set()

    def tree(self, node: yaml.Node) -> Tree:
        line = node.start_mark.line + 1
        if node.tag not in _TAGS:
            self._fault(f"a YAML tag '{node.tag}'", line, "leave tags out")
        if not isinstance(node, yaml.ScalarNode):
            if id(node) in self._seen:
                self._fault("a YAML alias", line, "write its content out, or give an id")
                return Items([], line)
            self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._fields(node, line)
        if isinstance(node, yaml.SequenceNode):
            return Items([self.tree(item) for item in node.value], line)
        return self._scalar(str(node.tag), str(node.value), line)

    def _scalar(self, tag: str, text: str, line: int) -> Scalar:
        if len(text) > LONGEST:
            self._fault(f"a text of {len(text)} characters", line, f"at most {LONGEST}")
        empty = tag == "tag:yaml.org,2002:null" or len(text) > LONGEST
        return Scalar("" if empty else text, line)

    def _fields(self, node: yaml.MappingNode, line: int) -> Fields:
        mapping = Fields({}, {}, line)
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "a list or fields"
            if name in mapping.fields:
                self._fault(f"'{name}' stands twice", key.start_mark.line + 1, "make it a list")
                continue
            mapping.lines[name] = key.start_mark.line + 1
            mapping.fields[name] = self.tree(value)
        return mapping

    def _fault(self, what: str, line: int, todo: str) -> None:
        self.findings.append(Finding(what, f"{self.file}:{line}", todo))
