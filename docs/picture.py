"""Draw the pictures of the page: the flagship in four views.

``python docs/picture.py`` writes docs/panjshir.png, which the README shows, and the pictures of
docs/explorer.md; it needs the test extra and Chromium.
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

# Each view is an address of the page.
VIEWS = {
    "panjshir": "most=20&reported-by=2021-08-29"
    "&chosen=proposition:proposition%2Ftaliban-entered-panjshir",
    "explorer-opening": "",
    "explorer-lenses": "lens=voice&voice=actor%2Ftaliban"
    "&against=voice:actor%2Fnational-resistance-front&held-from=2021-08-28&held-until=2021-09-06&most=20",
    "explorer-actor": "around=actor%2Famrullah-saleh&chosen=actor:actor%2Famrullah-saleh",
}
DARK = ("explorer-actor",)


def draw(folder: Path) -> None:
    """Write a picture of each view of the flagship's page into a folder."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        file = kg.open().page(Path(work) / "panjshir.html")
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, fragment in VIEWS.items():
            page = browser.new_page(
                viewport={"width": 1400, "height": 860},
                color_scheme="dark" if name in DARK else "light",
                reduced_motion="reduce",
            )
            page.goto(f"{file.as_uri()}#{fragment}")
            page.wait_for_selector("html[data-ready=true]")
            page.wait_for_timeout(300)
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    draw(ROOT / "docs")
