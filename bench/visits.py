"""What a page does in headless Chromium without a network: when it draws, its memory, its steps."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from playwright.async_api import Browser, CDPSession, Page, async_playwright

SCRIPTS = Path(__file__).parent / "script"
# A page that computes without a pause gives no answers; nobody waits longer for one.
PATIENCE = 10
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

T = TypeVar("T")
Patches = Sequence[Mapping[str, object]]


class Step(NamedTuple):
    """Seconds from a change until the second frame after it, and those of the call alone."""

    seconds: float
    called: float


class Visit(NamedTuple):
    """Seconds until a page first drew and until it was still, the megabytes of its script's memory
    after a garbage collection, its requests to the network, and the steps tried on it, by name.

    None is what did not happen within the limit. A page that takes no changes has no steps.
    """

    drawn: float | None
    still: float | None
    megabytes: float | None
    requests: int
    steps: dict[str, list[Step] | None]


def visit(
    file: Path, watch: str, steps: Mapping[str, Patches] | None = None, *, limit: float
) -> Visit:
    """Open a page in a browser of its own and wait until it is still, or for `limit` seconds.

    `watch` names the script that notes when it draws. Raises `RuntimeError` without Chromium.
    """
    return asyncio.run(_visit(file, watch, steps or {}, limit))


async def _visit(file: Path, watch: str, steps: Mapping[str, Patches], limit: float) -> Visit:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise RuntimeError("no chromium here: apt-get install chromium")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=_OPTIONS)
        try:
            return await _look(browser, file, watch, steps, limit)
        finally:
            await browser.close()


async def _look(
    browser: Browser, file: Path, watch: str, steps: Mapping[str, Patches], limit: float
) -> Visit:
    context = await browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    page = await context.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    await page.add_init_script(path=SCRIPTS / f"{watch}.js")
    devtools = await context.new_cdp_session(page)
    await devtools.send("Performance.enable")
    await page.goto(file.as_uri(), wait_until="commit")
    await _within(page.evaluate("benchSeen.rest"), limit)
    seen = await _within(page.evaluate("[benchSeen.drawn, benchSeen.still]")) or (None, None)
    drawn, still = (time / 1000 if time else None for time in seen)
    megabytes = await _within(_megabytes(devtools))
    taken = {name: await _steps(page, patches, limit) for name, patches in steps.items() if still}
    outside = sum(not url.startswith(("file:", "data:", "blob:")) for url in requests)
    return Visit(drawn, still, megabytes, outside, taken)


async def _within(answer: Coroutine[Any, Any, T], seconds: float = PATIENCE) -> T | None:
    """An answer of the page, or None if it gives none in time."""
    try:
        return await asyncio.wait_for(answer, seconds)
    except TimeoutError:
        return None


async def _megabytes(devtools: CDPSession) -> float:
    await devtools.send("HeapProfiler.collectGarbage")
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "JSHeapUsedSize")) / 1e6


async def _steps(page: Page, patches: Patches, limit: float) -> list[Step] | None:
    step = (SCRIPTS / "step.js").read_text("utf-8")
    taken = await _within(page.evaluate(step, [dict(patch) for patch in patches]), limit)
    return taken and [Step(total / 1000, called / 1000) for total, called in taken]
