"""A page that has been made: to be written to a file, or shown in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from jinja2 import Template

from kg.exporters import write_file
from kg.page.opening import Opening


@dataclass(frozen=True)
class Page:
    """The interactive relationship graph as one HTML document, and what it opens on.

    A notebook shows it in a frame of its own.

    >>> Page("<!DOCTYPE html>", Opening(depth=2)).opening.depth
    2
    """

    html: str = field(repr=False)
    opening: Opening

    def write(self, path: str | Path) -> Path:
        """Write the page to a file, as UTF-8; gives its path.

        Raises `StoreError` when the file cannot be written; nothing is left half written.
        """
        write_file(Path(path), self.html.encode("utf-8"))
        return Path(path)

    def _repr_html_(self) -> str:
        """The frame that a notebook shows: the page has no part in the notebook around it."""
        frame = Template(_frame(), autoescape=True).render(html=self.html)
        return str(frame)


def _frame() -> str:
    return resources.files(__package__).joinpath("frame.html").read_text("utf-8")
