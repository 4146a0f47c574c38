"""How each kind of sheet is laid out."""

from __future__ import annotations

from collections.abc import Iterable

from kg.sheets.contest import Change, ContestSheet
from kg.sheets.dossier import Contested, Dossier, Reversal
from kg.sheets.layout import Entry, Paper, Section
from kg.sheets.source_sheet import SourceSheet
from kg.sheets.stances import Stance
from kg.sheets.standings import Standing

_SIDES = (
    ("affirmed by", "Affirms"),
    ("suggested by", "Suggests"),
    ("doubted by", "Doubts"),
    ("denied by", "Denies"),
)
_ARROW = " \N{LEFTWARDS ARROW} "


def contest_paper(sheet: ContestSheet) -> Paper:
    """A contest sheet: each side with its claims, rivals, and what changed when."""
    standing = sheet.standing
    facts = [
        ("id", standing.proposition),
        ("lens", _lens(sheet)),
        ("status", standing.status_in_words),
        ("rule", f"{sheet.rule.name}: {sheet.rule.text}" if sheet.rule else ""),
        (
            "voices",
            f"{_number(standing.affirmed_by, 'affirm')}; {_number(standing.denied_by, 'deny')}",
        ),
        ("reported in", _sources(standing)),
        ("place", standing.place),
        ("from", standing.valid_from),
        ("until", standing.valid_until),
    ]
    sections = [
        Section(
            title,
            [
                _of_voice(stance, stance.claim in sheet.given_up)
                for stance in sheet.stances
                if stance.stance == side
            ],
        )
        for title, side in _SIDES
    ]
    sections.append(Section("incompatible with", list(map(_standing, sheet.rivals))))
    words = _words(sheet)
    changes = [_change(change, words) for change in sheet.changes]
    sections.append(Section("what changed when, by day of report", changes))
    return Paper(standing.statement, facts, sections)


def _lens(sheet: ContestSheet) -> str:
    """The lens, and whether its voice holds the proposition."""
    if not sheet.lens:
        return ""
    return sheet.lens if sheet.in_sight else f"{sheet.lens}: it does not hold"


def _sources(standing: Standing) -> str:
    sources = _counted(standing.sources, "source")
    return f"{sources}, {_counted(standing.origins, 'independent origin')}"


def _of_voice(stance: Stance, given_up: bool) -> Entry:
    when = stance.said_on or "day not known"
    line = f"{stance.speaker}, {when}{': ' + stance.content if stance.content else ''}"
    if given_up:
        line += " [not the voice's latest stance]"
    return Entry(line, _provenance(stance))


def _provenance(stance: Stance) -> tuple[str, ...]:
    """The source, the passage and the chain of credits of a claim, a line each."""
    address = f" {stance.url}" if stance.url else ""
    chain = _ARROW.join((stance.reported_in, *stance.credits))
    return (
        f"in {stance.reported_in}{address}",
        f"evidence: {'; '.join(stance.evidence)}" if stance.evidence else "",
        f"origin: {chain}" if stance.credits else "",
        f"disputes {', '.join(stance.disputes)}" if stance.disputes else "",
    )


def _standing(standing: Standing) -> Entry:
    sides = [
        f"{word} {', '.join(names)}"
        for word, names in (
            ("affirmed by", standing.affirmed_by),
            ("denied by", standing.denied_by),
        )
        if names
    ]
    return Entry(f"{standing.statement}: {standing.status_in_words}", ("; ".join(sides),))


def _words(sheet: ContestSheet) -> dict[str, str]:
    """Each claim of a contest sheet in words, by its id."""
    return {one.claim: f"{one.speaker} {one.stance.lower()} it" for one in sheet.stances}


def _change(change: Change, words: dict[str, str]) -> Entry:
    status = change.status.lower() or "no stance"
    sides = "; ".join(
        (
            _number(change.affirmed_by, "affirm"),
            _number(change.denied_by, "deny"),
            _counted(change.origins, "origin"),
        )
    )
    reported = zip(change.claims, change.reported_in, strict=True)
    claims = tuple(f"{words[claim]}, in {source}" for claim, source in reported)
    return Entry(f"{change.day} {status}: {sides}", claims)


def _counted(number: int, what: str) -> str:
    """A number of things.

    >>> _counted(1, "origin"), _counted(0, "origin")
    ('1 origin', '0 origins')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def _number(names: tuple[str, ...], verb: str) -> str:
    """How many voices do something, and which.

    >>> _number(("Red",), "affirm"), _number((), "deny")
    ('1 affirms or suggests (Red)', 'none denies or doubts')
    """
    third = {"affirm": "affirms or suggests", "deny": "denies or doubts"}[verb]
    verb = {"affirm": "affirm or suggest", "deny": "deny or doubt"}[verb]
    if not names:
        return f"none {third}"
    return f"{len(names)} {third if len(names) == 1 else verb} ({', '.join(names)})"


def dossier_paper(sheet: Dossier) -> Paper:
    """A dossier: roles, ties, claims made, claims about it, contests, reversals."""
    facts = [
        ("id", sheet.id),
        ("lens", sheet.lens),
        ("type", sheet.type),
        ("also", ", ".join(sheet.other_names)),
        ("elsewhere", ", ".join(sheet.elsewhere)),
    ]
    sections = [
        Section("roles", list(map(_standing, sheet.roles))),
        Section("ties", list(map(_standing, sheet.ties))),
        Section("claims it makes", _spoken(sheet.claims, sheet.standings)),
        Section("where others contradict it", list(map(_contested, sheet.contested))),
        Section("reversals", list(map(_reversal, sheet.reversals))),
        Section("claims of others about it", _spoken(sheet.about, sheet.standings)),
    ]
    return Paper(sheet.name, facts, sections)


def _spoken(claims: Iterable[Stance], standings: dict[str, Standing]) -> list[Entry]:
    entries = []
    for stance in claims:
        standing = standings[stance.proposition]
        when = stance.said_on or "day not known"
        words = f"{when}  {stance.speaker} {stance.stance.lower()}: "
        content = f" ({stance.content})" if stance.content else ""
        line = f"{words}{standing.statement}{content} [{standing.status_in_words}]"
        chain = _ARROW.join((stance.reported_in, *stance.credits))
        entries.append(Entry(line, (f"in {chain}",)))
    return entries


def _contested(contested: Contested) -> Entry:
    verb = "denied" if contested.stance == "affirms" else "affirmed"
    standing = contested.standing
    return Entry(
        f"{contested.stance}: {standing.statement} [{standing.status_in_words}]",
        (f"{verb} by {', '.join(contested.opponents)}",),
    )


def _reversal(reversal: Reversal) -> Entry:
    return Entry(
        f"{reversal.statement}: {reversal.before} until {reversal.before_until}, "
        f"{reversal.after} from {reversal.after_from}"
    )


def source_paper(sheet: SourceSheet) -> Paper:
    """The sheet of a source: whence, and each claim with where its proposition stands."""
    total = len(sheet.claims)
    disputed = sum(sheet.standings[one.proposition].status == "Disputed" for one in sheet.claims)
    facts = [
        ("id", sheet.id),
        ("lens", sheet.lens),
        ("publisher", sheet.publisher),
        ("published", sheet.published),
        ("address", sheet.url),
        ("origin", _ARROW.join((sheet.name, *sheet.credits)) if sheet.credits else "its own"),
        ("credited by", "; ".join(sheet.credited_by)),
        ("claims", f"{total}, {disputed} of them on disputed propositions"),
    ]
    sections = [Section("claims that it reports", _spoken(sheet.claims, sheet.standings))]
    return Paper(sheet.name, facts, sections)
