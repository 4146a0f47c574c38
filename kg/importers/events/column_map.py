"""Maps of tables: which columns of an event table say what, in YAML.

docs/events/table.md describes them.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from kg import ontology
from kg.errors import DataError
from kg.findings import Finding, Line, line_of, refuse
from kg.importers.yaml_tree import Fields, Items, Scalar, Tree, parse
from kg.inputs import read_bytes

MAPS = Path(__file__).parent / "maps"
FOLDERS = {"Place": "place", "Event": "event", "Office": "office"}
ACTORS = (
    *("Actor", "ArmedForce", "ArmedGroup", "Delegation", "Government", "Legislature"),
    *("MediaOrganization", "Organization", "Person", "Population", "State"),
)
SOURCES = ("Dataset", "NewsArticle", "Report", "SocialMediaPosting", "Source")
TIMES = ("validFrom", "validUntil", "saidOn", "datePublished")
NUMBERS = ("tone", "goldstein", "mentions", "articles", "outlets")
DATES = ("YYYY-MM-DD", "YYYY-MM", "YYYY")
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "stroke": "|"}


class Cell(NamedTuple):
    """Where a text comes from: columns, whose texts are joined by commas, or a constant.

    With `join` the texts of columns are joined by that, and end where one is empty.

    `values` gives other texts for those of the column, and `otherwise` one for all the rest;
    `only_if` takes the text only where another column holds one of some texts; `separator` parts
    the texts of a cell that holds several; `language` is the tag of the language of names.
    """

    columns: tuple[str, ...] = ()
    constant: str = ""
    values: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""
    only_if: tuple[str, tuple[str, ...]] | None = None
    separator: str = ""
    codes: str = ""
    prefix: str = ""
    language: str = ""
    join: str = ""

    @property
    def used(self) -> tuple[str, ...]:
        """All columns that it reads."""
        return (*self.columns, *((self.only_if[0],) if self.only_if else ()))


class Thing(NamedTuple):
    """An actor, place, event or office that rows name; `place` is another thing's name in the
    map."""

    kind: Cell
    name: Cell
    id: Cell
    place: str
    cells: dict[str, Cell]

    @property
    def folder(self) -> str:
        """The first part of its ids."""
        first = self.kind.constant or self.kind.values[0][1]
        return FOLDERS.get(first, "actor")


class Origin(NamedTuple):
    """A source that rows name; `publisher` is a thing's name in the map."""

    kind: str
    id: Cell
    publisher: str
    cells: dict[str, Cell]


class Claim(NamedTuple):
    """A claim that rows make. `things` are names of things in the map, by field; `reported` and
    `credits` names of sources."""

    relation: Cell
    things: dict[str, str]
    reported: tuple[str, ...]
    credits: tuple[str, ...]
    cells: dict[str, Cell]

    @property
    def bound(self) -> str:
        """The bound of its value where that is the same in every row, else nothing."""
        return self.cells["bound"].constant if "bound" in self.cells else "Exactly"

    @property
    def counted(self) -> tuple[object, ...]:
        """What it counts, when and where; nothing if it has no value."""
        ends = tuple((role, self.things.get(role)) for role in ("subject", "place", "describes"))
        times = (self.cells.get("validFrom"), self.cells.get("validUntil"))
        return (self.relation, *ends, *times) if "value" in self.cells else ()


class Map(NamedTuple):
    """What an event table's columns say; `language` is the tag of the language of names, where that
    is known, `file` is the one that says so, and `sha256` its digest."""

    name: str
    title: str
    coder: str
    coder_class: str
    delimiter: str
    dates: tuple[str, ...]
    key: tuple[str, ...]
    describes: str
    optional: tuple[str, ...]
    things: dict[str, Thing]
    sources: dict[str, Origin]
    claims: dict[str, Claim]
    language: str = ""
    file: str = ""
    sha256: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells that the map speaks of, each once, in its order."""
        cells: list[Cell] = []
        for thing in self.things.values():
            cells += [thing.kind, thing.name, thing.id, *thing.cells.values()]
        for origin in self.sources.values():
            cells += [origin.id, *origin.cells.values()]
        for claim in self.claims.values():
            cells += [claim.relation, *claim.cells.values()]
        return tuple(dict.fromkeys(cells))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that the map reads, each once, in its order."""
        used = [column for cell in self.cells for column in cell.used]
        return tuple(dict.fromkeys((*self.key, *used)))

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a table may not lack."""
        return tuple(column for column in self.columns if column not in self.optional)


_TOP = (
    *("name", "title", "coder", "delimiter", "dates", "key", "describes", "optional", "language"),
    *("things", "sources", "claims"),
)
_THING_CELLS = ("otherNames", "notation", "outside", "latitude", "longitude")
_THING = ("class", "name", "id", "place", *_THING_CELLS)
_ORIGIN_CELLS = ("datePublished", "url", "headline")
_ORIGIN = ("class", "id", "publisher", *_ORIGIN_CELLS)
_ROLES = ("subject", "object", "place", "describes", "claimant", "onBehalfOf")
_WORDS = {"stance": "Stances", "bound": "Bounds"}
_CLAIM_CELLS = ("value", "validFrom", "validUntil", "saidOn", "content", "confidence", *NUMBERS)
_CLAIM = ("relation", *_ROLES, "reportedIn", "credits", *_WORDS, *_CLAIM_CELLS)
_CELL = (
    *("column", "columns", "constant", "values", "else", "onlyIf", "separator", "codes"),
    *("prefix", "language", "join"),
)


def read_map(name: str) -> Map:
    """The map in a file, or one that comes with claimgraph, by its name.

    Raises `DataError` for a file that cannot be read, and for the first fault of a map.

    >>> read_map("icews").title
    'ICEWS Coded Event Data'
    """
    shipped = MAPS / f"{name}.yaml"
    path = shipped if re.fullmatch("[a-z-]+", name) and shipped.is_file() else Path(name)
    if not path.exists():
        known = ", ".join(shipped_maps())
        raise DataError(f"no map '{name}'", todo=f"name a YAML file, or one of {known}")
    tree, findings = parse(path)
    reader = _Reader(str(path), findings)
    found = reader.map(tree)
    refuse(sorted(reader.findings, key=line_of))
    assert found is not None
    return found._replace(file=str(path), sha256=hashlib.sha256(read_bytes(path)).hexdigest())


def shipped_maps() -> list[str]:
    """The names of the maps that come with claimgraph.

    >>> shipped_maps()
    ['icews', 'sfm', 'sfm-importer']
    """
    return sorted(one.stem for one in MAPS.glob("*.yaml"))


class _Reader:
    """Reads a map, and notes what is wrong in it."""

    def __init__(self, file: str, findings: Sequence[Finding]) -> None:
        self.file = file
        self.findings = list(findings)
        self._named: list[tuple[str, str, Line]] = []

    def map(self, tree: Tree | None) -> Map | None:
        if not isinstance(tree, Fields):
            self._fault("no map", 1, f"begin with {', '.join(_TOP[:3])}")
            return None
        top = self._fields(tree, _TOP, ("name", "title", "coder", "things", "claims"), "a map")
        name = self._text(top.get("name"))
        if name and not re.fullmatch("[a-z][a-z0-9-]*", name):
            self._fault(f"the name '{name}'", top["name"].line, "use lower-case letters and digits")
        coder, coder_class = self._coder(top.get("coder"))
        found = Map(
            name,
            self._text(top.get("title")),
            coder,
            coder_class,
            self._delimiter(top.get("delimiter")),
            self._dates(top.get("dates")),
            self._texts(top.get("key")),
            self._reference(top.get("describes"), "things"),
            self._texts(top.get("optional")),
            {name: self._thing(one) for name, one in self._section(top.get("things"))},
            {name: self._origin(one) for name, one in self._section(top.get("sources"))},
            {name: self._claim(one) for name, one in self._section(top.get("claims"))},
            self._language(top.get("language")),
        )
        self._check_names(found)
        self._check_claims(found, top.get("claims"))
        self._check_columns(found, tree)
        return found

    def _thing(self, tree: Tree) -> Thing:
        own = self._fields(tree, _THING, ("class", "name"), "a thing")
        kind = self._word(own.get("class"), (*ACTORS, *FOLDERS), "class")
        words = {kind.constant, kind.otherwise, *(word for _, word in kind.values)} - {""}
        if len({FOLDERS.get(word, "actor") for word in words}) > 1:
            todo = "describe actors and places as different things"
            self._fault("classes of different kinds", own["class"].line, todo)
        name = self._cell(own.get("name"))
        cells = self._cells(own, _THING_CELLS)
        id = self._cell(own["id"]) if "id" in own else name
        return Thing(kind, name, id, self._reference(own.get("place"), "things"), cells)

    def _origin(self, tree: Tree) -> Origin:
        own = self._fields(tree, _ORIGIN, ("id",), "a source")
        kind = self._word(own["class"], SOURCES, "class").constant if "class" in own else "Source"
        cells = self._cells(own, _ORIGIN_CELLS)
        publisher = self._reference(own.get("publisher"), "things")
        return Origin(kind, self._cell(own.get("id")), publisher, cells)

    def _claim(self, tree: Tree) -> Claim:
        own = self._fields(tree, _CLAIM, ("subject", "relation"), "a claim")
        if ("object" in own) == ("value" in own):
            self._fault("a claim needs either an object or a value", tree.line)
        relation = self._word(own.get("relation"), tuple(ontology.relations()), "relation")
        cells = self._cells(own, _CLAIM_CELLS)
        for field, scheme in _WORDS.items():
            if field in own:
                cells[field] = self._word(own[field], tuple(ontology.concepts(scheme)), field)
        things = {role: self._reference(own[role], "things") for role in _ROLES if role in own}
        reported, credits = (self._references(own.get(one)) for one in ("reportedIn", "credits"))
        return Claim(relation, things, reported, credits, cells)

    def _coder(self, tree: Tree | None) -> tuple[str, str]:
        if not isinstance(tree, Fields):
            return self._text(tree), "Actor"
        own = self._fields(tree, ("name", "class"), ("name",), "a coder")
        kind = self._word(own["class"], ACTORS, "class").constant if "class" in own else "Actor"
        return self._text(own.get("name")), kind

    def _delimiter(self, tree: Tree | None) -> str:
        word = self._text(tree)
        if tree is not None and word not in _DELIMITERS:
            todo = f"one of {', '.join(_DELIMITERS)}"
            self._fault(f"unknown delimiter '{word}'", tree.line, todo)
        return _DELIMITERS.get(word, "")

    def _dates(self, tree: Tree | None) -> tuple[str, ...]:
        for form in self._texts(tree):
            if not re.search("YYYY", form) or re.search("[A-CE-LN-XZa-z]", form):
                assert tree is not None
                todo = "write it with YYYY, MM, M, DD and D, such as DD/MM/YYYY"
                self._fault(f"no form of dates '{form}'", tree.line, todo)
        return self._texts(tree) or DATES

    def _cells(self, own: dict[str, Tree], known: Sequence[str]) -> dict[str, Cell]:
        return {field: self._cell(own[field]) for field in known if field in own}

    def _cell(self, tree: Tree | None) -> Cell:
        if not isinstance(tree, Fields):
            return Cell(columns=self._texts(tree))
        own = self._fields(tree, _CELL, (), "a cell")
        columns = self._texts(own.get("columns") or own.get("column"))
        constant = self._text(own.get("constant"))
        if bool(columns) == bool(constant):
            self._fault("a cell needs either a column or a constant", tree.line)
        values = tuple((key, self._text(value)) for key, value in self._section(own.get("values")))
        codes = self._text(own.get("codes"))
        if codes not in ("", "cameo"):
            self._fault(f"unknown codes '{codes}'", own["codes"].line, "write cameo")
        return Cell(
            columns,
            constant,
            values,
            self._text(own.get("else")),
            self._only_if(own.get("onlyIf")),
            self._text(own.get("separator")),
            codes,
            self._text(own.get("prefix")),
            self._language(own.get("language")),
            self._text(own.get("join")),
        )

    def _language(self, tree: Tree | None) -> str:
        tag = self._text(tree)
        if tree is not None and not re.fullmatch("[a-z]{2,3}(-[a-z0-9]{2,8})*", tag):
            todo = "write a tag in lower case, such as en, fa or prs"
            self._fault(f"the language '{tag}'", tree.line, todo)
        return tag

    def _only_if(self, tree: Tree | None) -> tuple[str, tuple[str, ...]] | None:
        if tree is None:
            return None
        own = self._fields(tree, ("column", "is"), ("column", "is"), "a condition")
        return self._text(own.get("column")), self._texts(own.get("is"))

    def _word(self, tree: Tree | None, known: Collection[str], field: str) -> Cell:
        """A word of the ontology, or a column with a table of such words."""
        if tree is None or isinstance(tree, Scalar):
            cell = Cell(constant=self._text(tree))
        else:
            cell = self._cell(tree)
            if not cell.values and not cell.codes:
                self._fault(f"a {field} from a column needs values", tree.line)
        words = [cell.constant, cell.otherwise, *(word for _, word in cell.values)]
        for word in words:
            if word and word not in known:
                assert tree is not None
                self._fault(f"unknown {field} '{word}'", tree.line, _near(word, known))
        return cell

    def _reference(self, tree: Tree | None, section: str) -> str:
        name = self._text(tree)
        if tree is not None:
            self._named.append((section, name, tree.line))
        return name

    def _references(self, tree: Tree | None) -> tuple[str, ...]:
        several = tree.items if isinstance(tree, Items) else [] if tree is None else [tree]
        return tuple(self._reference(one, "sources") for one in several)

    def _check_names(self, found: Map) -> None:
        known: dict[str, Collection[str]] = {"things": found.things, "sources": found.sources}
        for section, name, line in self._named:
            if name not in known[section]:
                self._fault(f"no '{name}' in {section}", line, _near(name, known[section]))

    def _check_claims(self, found: Map, tree: Tree | None) -> None:
        """Claims are named in ids."""
        if not isinstance(tree, Fields):
            return
        if not found.claims:
            self._fault("a map without claims", tree.line, "describe at least one")
        for name in found.claims:
            if not re.fullmatch("[A-Za-z][A-Za-z0-9_-]*", name):
                todo = "use letters, digits and hyphens"
                self._fault(f"the name '{name}' of a claim", tree.lines[name], todo)

    def _check_columns(self, found: Map, tree: Fields) -> None:
        seen: dict[str, str] = {"file": "", "row": ""}
        for column in found.columns:
            other = seen.setdefault(column.lower(), column)
            if other != column:
                todo = "rename it in the table and in the map"
                same = f" differs from '{other}' in case alone" if other else " has a kept name"
                self._fault(f"the column '{column}'{same}", tree.line, todo)
        for column in found.optional:
            if column not in found.columns:
                line = tree.lines["optional"]
                self._fault(f"no column '{column}' is used", line, _near(column, found.columns))

    def _section(self, tree: Tree | None) -> list[tuple[str, Tree]]:
        if tree is None:
            return []
        if not isinstance(tree, Fields):
            self._fault("a list or a text where fields belong", tree.line, "write name: value")
            return []
        return list(tree.fields.items())

    def _fields(
        self, tree: Tree, known: Sequence[str], needed: Sequence[str], what: str
    ) -> dict[str, Tree]:
        """The fields that are known; others, and missing ones, are told."""
        if not isinstance(tree, Fields):
            self._fault(f"{what} has fields", tree.line, f"known are {', '.join(known)}")
            return {}
        for name, line in tree.lines.items():
            if name not in known:
                self._fault(f"unknown field '{name}' of {what}", line, _near(name, known))
        for name in needed:
            if name not in tree.fields:
                self._fault(f"{what} without {name}", tree.line, f"add '{name}'")
        return {name: one for name, one in tree.fields.items() if name in known}

    def _texts(self, tree: Tree | None) -> tuple[str, ...]:
        if isinstance(tree, Items):
            return tuple(self._text(one) for one in tree.items)
        return (self._text(tree),) if tree is not None else ()

    def _text(self, tree: Tree | None) -> str:
        if tree is None:
            return ""
        if not isinstance(tree, Scalar) or not tree.text:
            self._fault("a text is missing", tree.line)
            return ""
        return tree.text

    def _fault(self, what: str, line: Line, todo: str = "") -> None:
        self.findings.append(Finding(what, f"{self.file}:{line}", todo))


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
