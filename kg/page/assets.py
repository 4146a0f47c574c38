"""The page's parts: our own files, and the vis-network that pyvis carries."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources
from importlib.resources.abc import Traversable

from kg.errors import KgError

_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
# Each file declares functions; the last one calls them.
_SCRIPTS = (
    *("dom", "days", "model", "standing", "seen", "lines", "history"),
    *("theme", "lettering", "layout", "room", "doubleclick", "graph", "keys", "focus"),
    *("xml", "outlines", "svg", "png", "tables", "graphml", "sparql", "save", "saving"),
    *("legend", "lenses", "tracks", "clocks", "timeline", "search"),
    *("contest", "dossier", "comparison", "sheets", "panel", "table"),
    "main",
)
_STYLES = ("page", "legend", "graph", "panel", "timeline", "table", "narrow", "print")


def template() -> str:
    """The page's jinja2 template."""
    return _own("template.html")


def options() -> str:
    """The options of vis-network, as JSON."""
    return _own("options.json")


def style() -> str:
    """The page's own style sheet: its files one after the other."""
    return "\n".join(_own("style", f"{name}.css") for name in _STYLES)


def script() -> str:
    """The page's own script: its files one after the other, in a scope of their own."""
    files = "\n".join(_own("script", f"{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{files}}})();\n'


def vis_script() -> str:
    """The vis-network script bundled with pyvis. Raises `KgError` where pyvis carries none."""
    return _SOURCE_MAP.sub("", _bundled("vis-network.min.js"))


def vis_style() -> str:
    """The vis-network style sheet bundled with pyvis. Raises `KgError` where pyvis carries none."""
    return _bundled("vis-network.css")


def csp_hash(text: str) -> str:
    """The source expression that lets a content security policy admit an inline text.

    >>> csp_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest())
    return f"'sha256-{digest.decode('ascii')}'"


def _own(*path: str) -> str:
    return resources.files(__package__).joinpath(*path).read_text("utf-8")


def _bundled(name: str) -> str:
    library = resources.files("pyvis").joinpath("lib")
    versions = [folder for folder in library.iterdir() if folder.joinpath(name).is_file()]
    if not versions:
        raise KgError(f"pyvis carries no {name}", str(library), "install pyvis 0.3.2")
    # An HTML parser turns every line end into a line feed; the hash must be of what it sees.
    text = max(versions, key=_version).joinpath(name).read_text("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _version(folder: Traversable) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", folder.name))
