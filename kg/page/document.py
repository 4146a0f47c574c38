"""The document: template, data, styles and scripts in one HTML text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import networkx as nx
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kg.page import assets
from kg.page.content import page_data
from kg.page.drawing import number_items
from kg.page.legend import legend_of
from kg.page.opening import Opening

if TYPE_CHECKING:
    from kg.claims import ClaimDetail
    from kg.network import Fact


def render(
    network: nx.MultiDiGraph,
    claims: Mapping[str, Sequence[ClaimDetail]],
    facts: Sequence[Fact],
    *,
    opening: Opening | None = None,
) -> str:
    """The interactive page of a network, as one HTML document that needs nothing else.

    `network` is a graph as `kg.network` describes it, its title in ``network.graph["title"]``;
    `claims` gives the claims of each proposition by its IRI; `facts` are the propositions that
    have a value instead of an object; `opening` is what is shown first. The same input gives the
    same text, to be written as UTF-8. Raises `KgError` where the installed pyvis lacks the script
    that draws.

    >>> network = nx.MultiDiGraph(title="Panjshir")
    >>> page = render(network, {}, [])
    >>> page.startswith("<!DOCTYPE html>"), "<title>Panjshir</title>" in page
    (True, True)
    """
    styles = [assets.vis_style(), assets.style()]
    scripts = [assets.vis_script(), assets.script()]
    # The styles and scripts are our own and the library's, and the data are already escaped:
    # these alone enter as they are. All else is escaped by the template.
    return (
        _environment()
        .from_string(assets.template())
        .render(
            title=network.graph["title"],
            opening=opening,
            actors=network.number_of_nodes(),
            relations=network.number_of_edges(),
            policy=_policy(styles, scripts),
            legend=legend_of(network),
            data=Markup(page_data(network, number_items(network), claims, facts)),
            styles=[Markup(text) for text in styles],
            scripts=[Markup(text) for text in scripts],
        )
    )


def _environment() -> Environment:
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _policy(styles: Sequence[str], scripts: Sequence[str]) -> str:
    """A content security policy that admits these very texts, and images made from data."""
    directives = {
        "default-src": ["'none'"],
        "script-src": [assets.csp_hash(text) for text in scripts],
        "style-src": [assets.csp_hash(text) for text in styles],
        "img-src": ["data:", "blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
