"""What differs between two graphs: claims and statuses that appeared, went or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from kg.answers import Queryable
from kg.sheets.layout import Entry, Paper, Section
from kg.sheets.stances import Stance, stances
from kg.sheets.standings import Standing, standings

_One = TypeVar("_One", Standing, Stance)

# What counts as a change of a proposition, and of a claim.
_OF_STANDINGS = (
    *("statement", "subject", "relation", "object", "value", "bound"),
    *("status", "affirmed_by", "denied_by", "origins", "place", "valid_from", "valid_until"),
)
_OF_STANCES = (
    *("proposition", "stance", "claimant", "voices", "said_on", "content", "evidence"),
    *("published", "publisher", "url", "credits", "disputes"),
)


@dataclass(frozen=True)
class Claimed:
    """A claim in one of its sources, with its proposition in words."""

    statement: str
    stance: Stance


@dataclass(frozen=True)
class Change:
    """A proposition or a claim that both graphs have: the fields that differ, on either side.

    `id` is its short id; `words` say what it is.
    """

    id: str
    words: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What the second graph has more, has no more, and has otherwise than the first.

    It is true when there is any difference.
    """

    propositions_appeared: tuple[Standing, ...]
    propositions_went: tuple[Standing, ...]
    propositions_changed: tuple[Change, ...]
    claims_appeared: tuple[Claimed, ...]
    claims_went: tuple[Claimed, ...]
    claims_changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return any(vars(self).values())


def diff(before: Queryable, after: Queryable) -> Difference:
    """What differs between two graphs, compared by the ids of propositions and claims."""
    base = before.base
    all_before, all_after = _standings(before, base), _standings(after, base)
    words = {id: one.statement for id, one in (all_before | all_after).items()}
    said_before, said_after = _said(before, base), _said(after, base)
    return Difference(
        propositions_appeared=tuple(_only(all_after, all_before)),
        propositions_went=tuple(_only(all_before, all_after)),
        propositions_changed=tuple(
            Change(id, words[id], old, new)
            for id, old, new in _changed(all_before, all_after, _OF_STANDINGS)
        ),
        claims_appeared=tuple(
            Claimed(words[one.proposition], one) for one in _only(said_after, said_before)
        ),
        claims_went=tuple(
            Claimed(words[one.proposition], one) for one in _only(said_before, said_after)
        ),
        claims_changed=tuple(
            Change(said_after[key].claim, _words(said_after[key], words), old, new)
            for key, old, new in _changed(said_before, said_after, _OF_STANCES)
        ),
    )


def _standings(graph: Queryable, base: str) -> dict[str, Standing]:
    """Every proposition by its short id."""
    return {one.proposition: one for one in standings(graph, base=base).values()}


def _said(graph: Queryable, base: str) -> dict[str, Stance]:
    """Every claim by its short id and that of its source."""
    return {f"{one.claim} {one.source}": one for one in stances(graph, base)}


def _only(here: Mapping[str, _One], there: Mapping[str, _One]) -> list[_One]:
    return [here[key] for key in sorted(here.keys() - there.keys())]


def _changed(
    before: Mapping[str, _One], after: Mapping[str, _One], fields: tuple[str, ...]
) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What both have with other fields: the key, and those fields before and after."""
    found = []
    for key in sorted(before.keys() & after.keys()):
        old, new = before[key], after[key]
        names = [name for name in fields if getattr(old, name) != getattr(new, name)]
        if names:
            found.append((key, _fields(old, names), _fields(new, names)))
    return found


def _fields(one: Standing | Stance, names: list[str]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def as_data(difference: Difference) -> dict[str, Any]:
    """A difference as dicts, lists, texts and numbers, for JSON."""
    return asdict(difference)


def as_paper(difference: Difference, before: str, after: str) -> Paper:
    """A difference laid out; `before` and `after` name the two graphs."""
    sections = [
        Section("propositions that appeared", list(map(_of, difference.propositions_appeared))),
        Section("propositions that went", list(map(_of, difference.propositions_went))),
        Section(
            "propositions that changed", list(map(_of_change, difference.propositions_changed))
        ),
        Section("claims that appeared", list(map(_of_claim, difference.claims_appeared))),
        Section("claims that went", list(map(_of_claim, difference.claims_went))),
        Section("claims that changed", list(map(_of_change, difference.claims_changed))),
    ]
    facts = [("from", before), ("to", after), ("", "" if difference else "no difference")]
    return Paper("Difference", facts, sections)


def _of(standing: Standing) -> Entry:
    return Entry(f"{standing.statement} [{standing.status_in_words}]")


def _of_claim(claimed: Claimed) -> Entry:
    stance = claimed.stance
    line = _words(stance, {stance.proposition: claimed.statement})
    return Entry(line, (f"in {stance.reported_in}",))


def _words(stance: Stance, statements: Mapping[str, str]) -> str:
    """A claim in words: who, for whom, the stance, the proposition."""
    return f"{stance.speaker} {stance.stance.lower()}: {statements[stance.proposition]}"


def _of_change(change: Change) -> Entry:
    return Entry(
        change.words,
        tuple(
            f"{name.replace('_', ' ')}: {_turn(change.before[name], change.after[name])}"
            for name in change.before
        ),
    )


def _turn(before: Any, after: Any) -> str:
    """What becomes of a field's value: of a list, what joins and what leaves it.

    >>> _turn(("Red", "Blue"), ("Red", "Green"))
    '+ Green, - Blue'
    """
    if isinstance(before, tuple):
        joined = [f"+ {one}" for one in after if one not in before]
        left = [f"- {one}" for one in before if one not in after]
        return ", ".join(joined + left) or "in another order"
    return f"{before or 'none'} \N{RIGHTWARDS ARROW} {after or 'none'}"
