"""Named queries: a SPARQL file each, with a head that says what it answers and what it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.errors import DataError, UsageError
from kg.resources import QUERIES

Value = NamedNode | Literal | Sequence[NamedNode | Literal]


class Parameter(NamedTuple):
    """What may be given to a query: the variable that it binds, and the kind of its value."""

    name: str
    type: str
    help: str
    example: str


class Head(NamedTuple):
    """The head of a query file: grlc's ``#+`` lines, in YAML."""

    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    stage: int
    graph: str


class NamedQuery(NamedTuple):
    """A query of the library, as its file holds it."""

    name: str
    theme: str
    path: Path
    text: str

    def head(self) -> Head:
        """Read the head. Raises `DataError` when it is no YAML or lacks a summary.

        >>> find("negotiations").head().parameters[0].name
        'actor'
        """
        return _read_head(self)

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name. Raises `UsageError`, naming those there are, for any other.

        >>> find("negotiations").parameter("actor").type
        'actor'
        """
        parameters = self.head().parameters
        for parameter in parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(f"--{parameter.name}" for parameter in parameters)
        raise UsageError(
            f"query '{self.name}' has no parameter '{name}'",
            todo=f"it takes {known}" if known else "it takes none",
        )

    def bind(self, values: Mapping[str, Value]) -> str:
        """The query with each value in place of its parameter's ``UNDEF``, as a serialised term.

        Several terms for one parameter stand side by side; one left out restricts nothing. Raises
        `UsageError` for a parameter that the query lacks.

        >>> query = find("described")
        >>> "VALUES ?thing { UNDEF }" in query.text
        True
        >>> "VALUES ?thing { <http://example.org/a> }" in query.bind(
        ...     {"thing": NamedNode("http://example.org/a")}
        ... )
        True
        >>> "VALUES" in query.bind({})
        False
        """
        for name in values:
            self.parameter(name)

        def term(match: re.Match[str]) -> str:
            value = values.get(match[1])
            if value is None:
                return ""
            terms = [value] if isinstance(value, NamedNode | Literal) else value
            return f"VALUES ?{match[1]} {{ {' '.join(map(str, terms))} }}"

        return _UNDEFINED.sub(term, self.text)


_UNDEFINED = re.compile(r"VALUES \?(\w+) \{ UNDEF \}")


@cache
def _read_head(query: NamedQuery) -> Head:
    import yaml

    lines = query.text.splitlines()
    text = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    try:
        head = yaml.load(text, Loader=yaml.CSafeLoader) or {}
        parameters = tuple(
            Parameter(item["name"], item["type"], item["help"], str(item["example"]))
            for item in head.get("parameters", ())
        )
        return Head(
            summary=head["summary"],
            description=head.get("description", "").strip(),
            tags=tuple(head.get("tags", ())),
            parameters=parameters,
            stage=int(head.get("stage", 0)),
            graph=head.get("graph", ""),
        )
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"unreadable head: {error!r}", str(query.path), "see docs/queries.md for the form"
        ) from None


def _read(path: Path) -> NamedQuery:
    return NamedQuery(path.stem, path.parent.name, path, path.read_text(encoding="utf-8"))


@cache
def _paths() -> dict[str, Path]:
    rules = QUERIES / "rules"
    found = sorted(path for path in QUERIES.glob("*/*.rq") if path.parent != rules)
    return {path.stem: path for path in found}


def names() -> list[str]:
    """The names of all queries that answer questions, by theme and name."""
    return sorted(_paths(), key=lambda name: (_paths()[name].parent.name, name))


@cache
def find(name: str) -> NamedQuery:
    """The query of that name. Raises `UsageError` with the near names when there is none.

    >>> find("disputed-claim")
    Traceback (most recent call last):
    kg.errors.UsageError: unknown query 'disputed-claim', did you mean 'disputed-claims'?
    """
    path = _paths().get(name)
    if path is None:
        import difflib

        near = difflib.get_close_matches(name, names(), n=3, cutoff=0.75)
        meant = " or ".join(f"'{other}'" for other in near)
        todo = f"did you mean {meant}?" if near else "'kg query --list' names them all"
        raise UsageError(f"unknown query '{name}'", todo=todo)
    return _read(path)


def theme(name: str) -> list[NamedQuery]:
    """The queries of one theme, by name.

    >>> [query.name for query in theme("rules")][:2]
    ['affirmed-by', 'claim-begins']
    """
    return [_read(path) for path in sorted((QUERIES / name).glob("*.rq"))]
