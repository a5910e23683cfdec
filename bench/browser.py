"""Pages of two checkouts in Chromium, by turns: when the document is ready, when something is first seen."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from bench.compare import Page, Site

TIMES = """() => ({
    ready: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    nodes: document.querySelectorAll("*").length,
})"""
PAINTED = 'performance.getEntriesByName("first-contentful-paint").length > 0'


def print_loads(ours: Site, theirs: Site, pages: Sequence[Page], pairs: int) -> None:
    """Load each page so many times in both, and print the medians in milliseconds and their ratios."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        print(f"\n{'in Chromium':24}" + "".join(f"{word:>9}" for word in HEAD))
        for page in pages:
            here, there = [], []
            for _ in range(pairs):
                here.append(_load(browser, ours, page.path, page.person))
                there.append(_load(browser, theirs, page.beside or page.path, page.person))
            _print_line(page.label, here, there)
        browser.close()


HEAD = ("nodes", "then", "ready", "then", "ratio", "painted", "then", "ratio")


def _load(browser: Browser, site: Site, path: str, person: str) -> dict[str, float]:
    address = f"http://127.0.0.1:{site.port}"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": site.cookies[person], "url": address}])
    tab = context.new_page()
    tab.goto(address + path)
    tab.wait_for_function(PAINTED)
    times: dict[str, float] = tab.evaluate(TIMES)
    context.close()
    return times


def _print_line(label: str, here: list[dict[str, float]], there: list[dict[str, float]]) -> None:
    (nodes, ready, paint), (nodes_then, ready_then, paint_then) = (
        [statistics.median(load[what] for load in loads) for what in ("nodes", "ready", "paint")]
        for loads in (here, there)
    )
    print(
        f"{label:24}{nodes:9.0f}{nodes_then:9.0f}{ready:9.0f}{ready_then:9.0f}{ready / ready_then:9.3f}"
        f"{paint:9.0f}{paint_then:9.0f}{paint / paint_then:9.3f}"
    )
