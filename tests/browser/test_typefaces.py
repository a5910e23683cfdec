"""Typefaces in a real browser: ours are there, and others are fetched only for letters that need them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.factories import make_conference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

USED = """async () => {
  await document.fonts.ready;
  return [...document.fonts].filter((face) => face.status === "loaded").map((face) => face.family);
}"""


def files_for(page: Any, address: str) -> set[str]:
    """The names of the font files that a page makes the browser fetch."""
    fetched: set[str] = set()
    page.on("request", lambda request: fetched.add(urlsplit(request.url).path))
    page.goto(address, wait_until="networkidle")
    return {PurePosixPath(path).stem for path in fetched if path.endswith(".woff2")}


def test_a_page_is_set_in_our_typefaces(live_site) -> None:
    make_conference("plain", abstract="Small models.")
    page = live_site.new_person()
    assert files_for(page, "/plain/") == {"inter-latin", "source-serif-latin"}
    assert {"Inter", "Source Serif 4"} <= {family.strip('"') for family in page.evaluate(USED)}


def test_further_letters_are_fetched_where_they_stand(live_site) -> None:
    make_conference("tieng", title="Hội thảo về mô hình nhỏ")
    assert "source-serif-latin-ext" in files_for(live_site.new_person(), "/tieng/")
