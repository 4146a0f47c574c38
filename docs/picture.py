"""Draw the README's picture: Panjshir on 28 August 2021 as the Taliban had it.

``python docs/picture.py`` writes docs/panjshir.png; it needs the test extra and Chromium.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

import kg  # noqa: E402

MIDDLE_OF_THE_ENTRY = """() => {
  const network = window.kgPage.network;
  const edges = Object.values(network.body.edges);
  const entry = edges.find((edge) =>
    edge.options.label?.trim() === "entered" && edge.to.options.label?.trim() === "Panjshir");
  const place = network.canvasToDOM(entry.edgeType.getPoint(0.5));
  const frame = network.canvas.frame.getBoundingClientRect();
  return [place.x + frame.left, place.y + frame.top];
}"""


def draw(out: Path) -> None:
    """Write the picture of the flagship's page to `out`."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        graph = kg.open().lens(as_of="2021-08-29", on="2021-08-28", according_to="Taliban")
        page_file = graph.page(Path(folder) / "panjshir.html")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 860}, color_scheme="light")
        page.goto(page_file.as_uri())
        page.wait_for_selector("html[data-ready=true]")
        page.mouse.click(*page.evaluate(MIDDLE_OF_THE_ENTRY))
        page.wait_for_timeout(1000)
        page.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    draw(ROOT / "docs" / "panjshir.png")
