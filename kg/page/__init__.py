"""The interactive page: a graph of actors and relations that shows the claims behind every edge.

The page is one HTML document that needs no network: the vis-network that pyvis bundles draws it,
and a content security policy keeps out everything else.
"""

from kg.page.content import PageContent, content_of
from kg.page.document import render
from kg.page.opening import Opening
from kg.page.page import Page

__all__ = ["Opening", "Page", "PageContent", "content_of", "render"]
