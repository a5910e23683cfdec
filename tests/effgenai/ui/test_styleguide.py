"""Every component and every kind of page, in both themes, on a screen and on a phone."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from playwright.sync_api import expect

from effgenai.ui.styleguide.views import PAGES
from effgenai.ui.web.typefaces.styles import face_rules
from tests.support.accessibility import faults

PATHS = ["/styleguide/", *(f"/styleguide/{page}/" for page in PAGES)]
ACCOUNT_PATHS = ["/account/login/", "/account/signup/", "/account/password/reset/", "/nowhere/"]


@pytest.fixture(autouse=True)
def _with_styleguide(settings):
    settings.ROOT_URLCONF = "tests.effgenai.ui.styleguide_urls"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit(live_site, width, dark):
    page = live_site.new_person(width=width, dark=dark)
    for path in [*PATHS, *ACCOUNT_PATHS]:
        page.goto(path)
        page.evaluate("scrollTo(0, 0)")
        assert faults(page, path) == []


def test_pages_work_without_scripts(live_site):
    page = live_site.new_person(scripts=False, width=390)
    page.goto("/styleguide/desk/")
    page.locator("input[name=selected]").first.check()
    assert page.get_by_role("button", name="Assign a reviewer").is_visible()
    assert page.get_by_role("link", name="Decisions").is_visible()
    page.goto("/styleguide/home/")
    page.get_by_text("Menu", exact=True).click()
    assert page.get_by_role("link", name="Call for papers").is_visible()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)


def weight(path: str) -> int:
    return len(gzip.compress(Client().get(path).content))


@pytest.mark.django_db
def test_the_public_home_is_light_even_before_it_is_compressed():
    html = Client().get("/styleguide/home/").content
    assets = [part.split(b'"')[0].decode() for part in html.split(b'"/assets/')[1:]]
    total = len(html) + sum(len(Client().get(f"/assets/{asset}").content) for asset in assets)
    assert len(assets) == 2
    assert total - len(face_rules()) < 60_000  # what typefaces cost has a promise of its own


@pytest.mark.django_db
def test_a_desk_page_is_light():
    html = Client().get("/styleguide/desk/").content
    assets = [part.split(b'"')[0].decode() for part in html.split(b'"/assets/')[1:]]
    assert weight("/styleguide/desk/") + sum(weight(f"/assets/{asset}") for asset in assets) < 30_000


@pytest.mark.django_db
def test_an_unknown_example_is_not_there():
    assert Client().get("/styleguide/secrets/").status_code == 404
