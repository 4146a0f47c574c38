"""From what people write to the resource they mean: a label, an id, a CURIE or an IRI."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg import ontology
from kg.answers import Queryable
from kg.claims import cells
from kg.dates import PartialDate
from kg.errors import DataError, UnknownNameError, UsageError
from kg.library import Parameter, find
from kg.terms import CG, PREFIXES, XSD, local_name, shorten

_CLASSES = {
    name.lower(): name
    for name in ("Actor", "Place", "Event", "Office", "Source", "Proposition", "Claim")
}
_TERMS = {"status": "Statuses", "stance": "Stances", "quality": "EvidenceQualities"}


class Name(NamedTuple):
    """A name of a resource."""

    text: str
    iri: str


def value_of(store: Queryable, parameter: Parameter, text: str) -> NamedNode | Literal:
    """The term that a text means for a parameter.

    Raises `UnknownNameError` with the near names when nothing, or more than one thing, has that
    name; `UsageError` when the text is no date or number.
    """
    if parameter.type == "date":
        return _date(parameter, text)
    if parameter.type == "integer":
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise UsageError(f"--{parameter.name} takes a whole number, not '{text}'")
        return Literal(int(text))
    if parameter.type == "relation":
        return _term(parameter.type, text, tuple(ontology.relations()))
    if parameter.type in _TERMS:
        return _term(parameter.type, text, ontology.concepts(_TERMS[parameter.type]))
    if parameter.type == "text":
        return Literal(text)
    if parameter.type == "graph":
        return NamedNode(text if "://" in text else store.base + text)
    return resolve(store, text, parameter.type)


def _date(parameter: Parameter, text: str) -> Literal:
    try:
        date = PartialDate.parse(text)
    except DataError as error:
        raise UsageError(f"--{parameter.name}: {error.what}", todo=error.todo) from None
    if date.datatype != XSD.date:
        raise UsageError(f"--{parameter.name} takes a day, not '{text}'", todo="write YYYY-MM-DD")
    return date.literal()


def _term(kind: str, text: str, known: tuple[str, ...]) -> NamedNode:
    """A term of the ontology by local name, CURIE, IRI or label."""
    wanted = _folded(text.removeprefix(CG.iri).removeprefix("cg:"))
    for name in known:
        if wanted in (_folded(name), _folded(ontology.label(CG[name].value))):
            return CG[name]
    near = difflib.get_close_matches(text, known, n=3, cutoff=0.4)
    todo = f"near names: {', '.join(near)}" if near else f"one of {', '.join(sorted(known))}"
    raise UnknownNameError(f"unknown {kind} '{text}'", todo=todo)


def resolve(store: Queryable, text: str, kind: str = "thing") -> NamedNode:
    """The resource that a text means: an IRI, a CURIE, an id of the data set, or a name.

    `kind` says what it must be: an actor, place, event, office, source, proposition or claim; a
    thing is one of the first four, any is any of them. A name is compared without regard to case,
    over labels and alternative labels in every language; of several, the one that does not come
    from event data is meant, where there is just one. Raises `UnknownNameError` with what comes
    near.
    """
    iri = _as_iri(store, text)
    if iri is not None:
        return _checked(store, iri, text, kind)
    wanted = _folded(text)
    every: list[Name] = []
    places: list[str] = []
    for listed in _LISTED.get(kind, (_names,)):
        if not places:
            every += listed(store)
            places = sorted({name.iri for name in every if _folded(name.text) == wanted})
    fitting = [place for place in places if _fits(kinds(store, NamedNode(place)), kind)]
    if len(fitting) > 1:
        # What people coded goes before what event data call by the same name.
        curated = [place for place in fitting if not _is_imported(store, NamedNode(place))]
        fitting = curated if len(curated) == 1 else fitting
    if len(fitting) == 1:
        return NamedNode(fitting[0])
    if fitting:
        options = ", ".join(shorten(place, store.base) for place in fitting)
        raise UnknownNameError(f"'{text}' is the name of several", todo=f"write one of {options}")
    if places:
        raise _misfit(store, places[0], kind)
    raise _unknown(store, text, kind, _near(every, wanted))


def _is_imported(store: Queryable, thing: NamedNode) -> bool:
    """Whether an import of event data describes a thing."""
    return next(cells(store, "imported", thing=thing), None) is not None


def knows(store: Queryable, text: str) -> bool:
    """Whether a text is the name of anything in the graph, or of several things."""
    try:
        resolve(store, text, "any")
    except UnknownNameError as error:
        return "several" in error.what
    return True


def _checked(store: Queryable, iri: NamedNode, text: str, kind: str) -> NamedNode:
    """The IRI, if the graph describes it as a thing of that kind."""
    types = kinds(store, iri)
    if not types:
        lists = _LISTED.get(kind, (_names,))
        known = sorted({name.iri for listed in lists for name in listed(store)})
        near = difflib.get_close_matches(iri.value, known, n=3)
        raise _unknown(store, text, kind, [shorten(other, store.base) for other in near])
    if not _fits(types, kind):
        raise _misfit(store, iri.value, kind)
    return iri


def _fits(types: set[str], kind: str) -> bool:
    if kind == "any":
        return any(_fits(types, each) for each in _CLASSES)
    return kind not in _CLASSES or not types.isdisjoint(ontology.classes(_CLASSES[kind]))


def _misfit(store: Queryable, iri: str, kind: str) -> UnknownNameError:
    if kind == "any":
        todo = f"name one of these: {', '.join(sorted(_CLASSES))}"
        return UnknownNameError(f"{shorten(iri, store.base)} has no sheet", todo=todo)
    article = "an" if kind[0] in "aeo" else "a"
    return UnknownNameError(f"{shorten(iri, store.base)} is not {article} {kind}")


def _unknown(store: Queryable, text: str, kind: str, near: list[str]) -> UnknownNameError:
    todo = "near names: " + ", ".join(f"'{name}'" for name in near) if near else ""
    listing = {"proposition": "statuses", "source": "sources"}.get(kind, "names")
    what = "name" if kind == "any" else kind
    return UnknownNameError(
        f"unknown {what} '{text}'", todo=todo or f"'kg query {listing}' lists what there is"
    )


def _near(every: list[Name], wanted: str) -> list[str]:
    """Names that hold the text, then names that are spelled like it."""
    folded = {_folded(name.text): name.text for name in every}
    holding = [folded[text] for text in sorted(folded) if wanted and wanted in text]
    alike = [folded[text] for text in difflib.get_close_matches(wanted, sorted(folded), n=5)]
    return list(dict.fromkeys(holding[:5] + alike))[:5]


def _as_iri(store: Queryable, text: str) -> NamedNode | None:
    prefix, colon, rest = text.partition(":")
    if colon and rest.startswith("//"):
        full = text
    elif colon and prefix in PREFIXES:
        full = PREFIXES[prefix] + rest
    elif re.fullmatch(r"[a-z]+/\S+", text):
        full = store.base + text
    else:
        return None
    try:
        return NamedNode(full)
    except ValueError:
        raise UnknownNameError(f"'{text}' is no IRI", todo="write a name, or an id") from None


def kinds(store: Queryable, iri: NamedNode) -> set[str]:
    """The local names of a thing's types; none where the graph does not describe it."""
    answer = store.query(find("described").bind({"thing": iri}))
    assert isinstance(answer, QuerySolutions)
    return {local_name(row["type"].value) for row in answer}


def _names(store: Queryable) -> list[Name]:
    answer = store.query(find("names").bind({}))
    assert isinstance(answer, QuerySolutions)
    return [Name(row["name"].value, row["thing"].value) for row in answer]


def _statements(store: Queryable) -> list[Name]:
    """The propositions by what they state, with and without the date, and by their ids' ends."""
    answer = store.query(find("statuses").bind({}))
    assert isinstance(answer, QuerySolutions)
    names = []
    for row in answer:
        statement, iri = row["statement"].value, row["proposition"].value
        without_date = re.sub(r", [0-9-]+$", "", statement)
        names += [Name(text, iri) for text in (statement, without_date, local_name(iri))]
    return names


def _sources(store: Queryable) -> list[Name]:
    """The sources by publisher and date."""
    answer = store.query(find("source-of-record").bind({}))
    assert isinstance(answer, QuerySolutions)
    return [Name(row["name"].value, row["source"].value) for row in answer]


# Where names are looked for, by kind: the first list that has the name decides. Whatever is not
# here has its names among those of actors, places, events and offices.
_LISTED = {
    "proposition": (_statements,),
    "source": (_sources,),
    "any": (_names, _statements, _sources),
}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
