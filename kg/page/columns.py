"""The page's data: what it holds as columns of plain values, in one JSON text for a data block.

Things are numbered in the order of their IRIs, and refer to each other by these numbers: no name
from the data is ever a key in the browser. An IRI is written relative to the base of the data set,
another in angle brackets; a day is the number of days since 1970-01-01.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kg.library import find
from kg.measures import Ties, attributes
from kg.page.appearance import LINE_STYLES, STATUSES, actor_style, polarity_name
from kg.page.assets import options
from kg.page.content import PageContent
from kg.page.coordinates import coordinates
from kg.page.opening import Opening

# JSON allows these inside strings; a script element does not, or not in every browser.
_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
_EPOCH = date(1970, 1, 1).toordinal()
_MEASURES = ("betweenness", "pagerank", "community")
STANCES = ("Affirms", "Suggests", "Doubts", "Denies")

Columns = dict[str, list[Any]]


class Numbers(NamedTuple):
    """The number of each thing, by its IRI."""

    actors: Mapping[str, int]
    relations: Mapping[str, int]
    propositions: Mapping[str, int]
    voices: Mapping[str, int]
    sources: Mapping[str, int]
    claims: Mapping[str, int]


def page_data(content: PageContent, opening: Opening) -> str:
    """All that the script needs to know, as JSON that is safe inside a script element.

    Facts about a subject that is not in the network, and claims of propositions that are neither a
    tie nor such a fact, are left out: nothing on the page leads to them.
    """
    rows = _propositions(content)
    numbers = _number(content, rows)
    return embeddable(
        {
            "title": content.network.graph["title"],
            "base": content.base,
            "types": _types(content),
            "relations": _relations(rows, numbers),
            "statuses": STATUSES,
            "lines": [{"name": name, **style._asdict()} for name, style in LINE_STYLES.items()],
            "stances": STANCES,
            "actors": _actors(content, numbers, rows),
            "propositions": _proposition_columns(content, numbers, rows),
            "voices": _voices(content, numbers),
            "sources": _sources(content, numbers),
            "claims": _claims(content, numbers),
            "reports": _reports(content, numbers),
            "options": json.loads(options()),
            "query": find("network-ties").text,
            "opening": _opening(opening, numbers),
        }
    )


def embeddable(data: Mapping[str, Any]) -> str:
    r"""JSON that cannot end or change the script element that holds it, and stays the same JSON.

    >>> embeddable({"label": "</script>"})
    '{"label":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return text


def day_number(text: str) -> int | None:
    """The number of a day, for ``YYYY-MM-DD``; None for an empty text.

    >>> day_number("1970-01-02"), day_number("")
    (1, None)
    """
    return date.fromisoformat(text).toordinal() - _EPOCH if text else None


class _Row(NamedTuple):
    """A tie or, without an object, a fact."""

    iri: str
    subject: str
    object: str
    attributes: Mapping[str, Any]


def _propositions(content: PageContent) -> list[_Row]:
    network = content.network
    edges = network.edges(keys=True, data=True)
    ties = (_Row(key, subject, object_, data) for subject, object_, key, data in edges)
    known = (fact for fact in content.facts if fact.subject in network)
    facts = (_Row(fact.proposition, fact.subject, "", fact._asdict()) for fact in known)
    # One row for each: a fact with several places has a row for each of them.
    return sorted({row.iri: row for row in (*facts, *ties)}.values(), key=lambda row: row.iri)


def _number(content: PageContent, rows: Sequence[_Row]) -> Numbers:
    claims = [claim for row in rows for claim in content.claims.get(row.iri, ())]
    speakers = {claim.speaker for claim in claims}
    return Numbers(
        actors=_numbered(content.network),
        relations=_numbered({row.attributes["relation"] for row in rows}),
        propositions=_numbered(row.iri for row in rows),
        voices=_numbered(speakers.union(*(claim.voices for claim in claims))),
        sources=_numbered(content.sources),
        claims=_numbered({claim.id for claim in claims}),
    )


def _numbered(iris: Iterable[str]) -> dict[str, int]:
    return {iri: number for number, iri in enumerate(sorted(iris))}


def _relative(iri: str, base: str) -> str:
    return iri.removeprefix(base) if base and iri.startswith(base) else f"<{iri}>"


def _types(content: PageContent) -> list[dict[str, str]]:
    names = sorted({(node["type"], node["type_label"]) for _, node in _nodes(content)})
    return [{"name": name, "label": label, **actor_style(name)._asdict()} for name, label in names]


def _nodes(content: PageContent) -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(content.network.nodes(data=True))


def _relations(rows: Sequence[_Row], numbers: Numbers) -> list[dict[str, object]]:
    names = ("label", "family", "symmetric")
    found = {
        row.attributes["relation"]: {
            "name": row.attributes["relation"],
            **{name: row.attributes[name] for name in names},
            "polarity": polarity_name(row.attributes["polarity"]),
        }
        for row in rows
    }
    return [found[name] for name in numbers.relations]


def _actors(content: PageContent, numbers: Numbers, rows: Sequence[_Row]) -> Columns:
    types = {(row["name"], row["label"]): number for number, row in enumerate(_types(content))}
    nodes = [node for _, node in _nodes(content)]
    measured = attributes(Ties.from_network(content.network))
    of = numbers.actors
    places = coordinates(len(of), ((of[row.subject], of[row.object]) for row in rows if row.object))
    return {
        "iri": [_relative(iri, content.base) for iri in of],
        "label": [node["label"] for node in nodes],
        "type": [types[node["type"], node["type_label"]] for node in nodes],
        "names": [list(node["alt_labels"]) for node in nodes],
        # Over everything reported, whatever lens or day.
        **{name: [measured[iri][name] for iri in of] for name in _MEASURES},
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
    }


def _proposition_columns(content: PageContent, numbers: Numbers, rows: Sequence[_Row]) -> Columns:
    texts = {"statement": "statement", "from": "valid_from", "until": "valid_until"}
    return {
        "iri": [_relative(row.iri, content.base) for row in rows],
        "subject": [numbers.actors[row.subject] for row in rows],
        "relation": [numbers.relations[row.attributes["relation"]] for row in rows],
        "object": [numbers.actors[row.object] if row.object else -1 for row in rows],
        **{to: [row.attributes[name] for row in rows] for to, name in texts.items()},
        "first": [day_number(row.attributes["earliest"]) for row in rows],
        "last": [day_number(row.attributes["latest"]) for row in rows],
        "place": [row.attributes["place"] for row in rows],
        "rivals": [_known(content.rivals.get(row.iri, ()), numbers.propositions) for row in rows],
    }


def _known(iris: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    return [numbers[iri] for iri in iris if iri in numbers]


def _voices(content: PageContent, numbers: Numbers) -> Columns:
    names: dict[str, str] = {}
    for proposition in numbers.propositions:
        for claim in content.claims.get(proposition, ()):
            names[claim.speaker] = claim.claimant
            others = [voice for voice in claim.voices if voice != claim.speaker]
            names.update(zip(others, claim.on_behalf_of, strict=False))
    return {
        "iri": [_relative(iri, content.base) for iri in numbers.voices],
        "name": [names[iri] for iri in numbers.voices],
        "actor": [numbers.actors.get(iri, -1) for iri in numbers.voices],
    }


def _sources(content: PageContent, numbers: Numbers) -> Columns:
    details = [content.sources[iri] for iri in numbers.sources]
    return {
        "iri": [_relative(iri, content.base) for iri in numbers.sources],
        "label": [detail.label for detail in details],
        "headline": [detail.headline for detail in details],
        "url": [detail.url for detail in details],
        "publisher": [detail.publisher for detail in details],
        # The voice that the publisher is, for what it says in its own words.
        "voice": [numbers.voices.get(detail.publisher_id, -1) for detail in details],
        "published": [detail.published for detail in details],
        "first": [day_number(detail.first) for detail in details],
        "known": [day_number(detail.known) for detail in details],
    }


def _claims(content: PageContent, numbers: Numbers) -> Columns:
    claims = {
        claim.id: claim
        for proposition in numbers.propositions
        for claim in reversed(content.claims.get(proposition, ()))
    }
    rows = [claims[iri] for iri in numbers.claims]
    return {
        "iri": [_relative(iri, content.base) for iri in numbers.claims],
        "proposition": [numbers.propositions[row.proposition] for row in rows],
        "claimant": [numbers.voices[row.speaker] for row in rows],
        "voices": [[numbers.voices[voice] for voice in row.voices] for row in rows],
        "stance": [STANCES.index(row.stance) for row in rows],
        "said": [row.said_on for row in rows],
        "first": [day_number(row.first) for row in rows],
        "last": [day_number(row.last) for row in rows],
        "content": [row.content for row in rows],
        "disputes": [_known(row.disputes, numbers.claims) for row in rows],
    }


def _reports(content: PageContent, numbers: Numbers) -> Columns:
    """A claim in a source: the sources that it goes back to, and the passages."""
    rows = [
        claim
        for proposition in numbers.propositions
        for claim in content.claims.get(proposition, ())
        if claim.source in numbers.sources
    ]
    return {
        "claim": [numbers.claims[row.id] for row in rows],
        "source": [numbers.sources[row.source] for row in rows],
        "origins": [_known(row.origins, numbers.sources) for row in rows],
        "evidence": [list(row.evidence) for row in rows],
    }


def _opening(opening: Opening, numbers: Numbers) -> dict[str, object]:
    """What the page shows first, as changes to the state that its script begins with."""
    around = numbers.actors.get(opening.around)
    chosen: dict[str, object] = {
        "asOf": day_number(opening.as_of),
        "from": day_number(opening.first),
        "until": day_number(opening.last),
        "around": None if around is None else [around],
        "depth": opening.depth if around is not None else None,
        "propositions": _known(opening.propositions, numbers.propositions) or None,
        "things": _known(opening.things, numbers.actors) or None,
        "question": opening.question or None,
    }
    if opening.voice in numbers.voices:
        chosen |= {"lens": "voice", "voice": numbers.voices[opening.voice]}
    return {name: value for name, value in chosen.items() if value is not None}
