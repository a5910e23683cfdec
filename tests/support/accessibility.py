"""What is wrong with a page for somebody's eyes, hands or screen reader, and whether it fits the screen."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page: Page, name: str, *, heading: str = "") -> list[str]:
    """What axe finds on the page, and whether it is too wide; each sentence begins with the name.

    After a click, give the main heading (or its start) of the page that comes: until it stands there,
    the page before it may be about to go, and axe cannot look at a page that goes.
    """
    if heading:
        expect(page.locator("h1").first).to_have_text(re.compile(f"^{re.escape(heading)}"))
    page.wait_for_load_state("load")
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [
        f"{name}: {rule['id']}: {node['html'][:150]}" for rule in violations for node in rule["nodes"][:3]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: wider than the screen")
    return found
