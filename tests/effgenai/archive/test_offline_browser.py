"""The exported folder in a real browser that has no network: every page, and nothing fails."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from playwright.sync_api import expect

from effgenai.archive.writing.folder import files_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_opens_from_a_folder_without_network(browser, written, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    asked, troubles = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: troubles.append(f"{request.failure}: {request.url}"))
    page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    pages = [file for file in files_of(written) if file.endswith(".html")]
    assert len(pages) > 8
    for file in pages:
        page.goto((written / file).as_uri())
        assert page.locator("h1").count() == 1, file
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), file
    context.close()
    # The browser drops its own request for the icon when the next page is opened at once.
    assert [trouble for trouble in troubles if not trouble.startswith("net::ERR_ABORTED")] == []
    files = {url.partition("#")[0] for url in asked if not url.startswith("data:")}
    assert {file for file in files if not file.startswith(written.as_uri())} == set()
    assert {file for file in files if not _path(file).is_file()} == set()


def test_a_reader_walks_from_the_first_page_to_a_paper(browser, world, written):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((written / "index.html").as_uri())
    page.get_by_role("link", name="Papers", exact=True).first.click()
    page.get_by_role("link", name=world.papers["a"].title).first.click()
    expect(page.locator("h1")).to_have_text(world.papers["a"].title)
    assert Path(page.url.removeprefix("file://")).is_relative_to(written)
    assert page.locator("body").evaluate("body => getComputedStyle(body).fontFamily") != "Times"
    context.close()


def _path(url: str) -> Path:
    return Path(unquote(urlparse(url).path))
