"""The document: template, data, styles and scripts in one HTML text."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kg.page import assets
from kg.page.columns import page_data
from kg.page.content import PageContent
from kg.page.legend import legend_of
from kg.page.opening import Opening


def render(content: PageContent, opening: Opening | None = None) -> str:
    """The interactive page, as one HTML document that needs nothing else.

    `opening` says what it shows first; without, everything that is not too much to read. The same
    input gives the same text, to be written as UTF-8. Raises `KgError` where the installed pyvis
    lacks the script that draws.

    >>> import networkx
    >>> network = networkx.MultiDiGraph(title="Panjshir")
    >>> page = render(PageContent("https://example.org/", network, [], {}, {}, {}))
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
            title=content.network.graph["title"],
            policy=_policy(styles, scripts),
            legend=legend_of(content.network, content.facts),
            data=Markup(page_data(content, opening or Opening())),
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
