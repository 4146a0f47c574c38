"""Stable, readable IRIs from keys: the same content gives the same IRI on every machine."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def slug(text: str) -> str:
    """Letters and digits of any script in lower case, joined by hyphens.

    >>> slug("Massoud's supporters")
    'massoud-s-supporters'
    """
    normal = unicodedata.normalize("NFC", text).lower()
    return _NOT_WORD.sub("-", normal).strip("-")


def _words(name: str) -> str:
    """A local name such as ``callsFor`` as words.

    >>> _words("callsFor")
    'calls For'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def claim_id(source: str, claimant: str, stance: str, proposition: str, said_on: str = "") -> str:
    """The id of a claim that was given none: who, with which stance, on what, when, and where.

    The arguments are ids (relative or full IRIs); what follows their last slash is used, of a
    source what follows ``source/``.

    >>> claim_id("source/voa-2021-08-28", "actor/zahid", "Denies", "proposition/taliban-entered",
    ...          "2021-08-28")
    'claim/voa-2021-08-28/zahid-denies-taliban-entered-2021-08-28'
    """
    last = [part.rpartition("/")[2] for part in (claimant, stance, proposition, said_on)]
    return f"claim/{slug(source.rpartition('source/')[2])}/{slug(' '.join(last))}"


def evidence_id(claim: str, number: int) -> str:
    """The id of a claim's evidence, counted from 1.

    >>> evidence_id("claim/voa/zahid", 1)
    'claim/voa/zahid/evidence/1'
    """
    return f"{claim}/evidence/{number}"


def selector_id(evidence: str) -> str:
    """The id of the selector that picks the passage of an evidence.

    >>> selector_id("claim/voa/zahid/evidence/1")
    'claim/voa/zahid/evidence/1/selector'
    """
    return f"{evidence}/selector"


def graph_for(base: str, name: str) -> str:
    """The IRI of a named graph of the data set at `base`.

    >>> graph_for("https://example.org/set/", "source/voa")
    'https://example.org/set/graph/source/voa'
    """
    return f"{base}graph/{name}"


def proposition_id(subject: str, relation: str, what: str, valid_from: str = "") -> str:
    """The id of a proposition that was given none: subject, relation, object or value, begin.

    >>> proposition_id("actor/taliban", "entered", "place/panjshir", "2021-08-28")
    'proposition/taliban-entered-panjshir-2021-08-28'
    >>> proposition_id("actor/hamid-karzai", "callsFor", "event/ceasefire")
    'proposition/hamid-karzai-calls-for-ceasefire'
    """
    parts = (subject, _words(relation), what, valid_from)
    last = [part.rpartition("/")[2] for part in parts]
    return f"proposition/{slug(' '.join(last))}"


def source_graph(base: str, source: str) -> str:
    """The named graph that holds what a source reports.

    >>> source_graph("https://example.org/set/", "https://example.org/set/source/voa")
    'https://example.org/set/graph/source/voa'
    """
    relative = source.removeprefix(base)
    return graph_for(base, relative if relative != source else f"source/{slug(source)}")
