"""The draft of a written page is nowhere but with those who write it, until it is published."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.site.services.pages import autosave_page, restore_page, save_page
from effgenai.conferences.web.public_pages import public_addresses
from tests.support.factories import NOW, make_conference, make_member

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def conference(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return make_conference("effgenai")


@pytest.fixture
def editor(conference):
    return make_member(conference, Role.SITE_EDITOR)


@pytest.fixture
def page(conference):
    values = {"slug": "faq", "title": "Questions", "body": "Zqold", "updated_at": NOW, "is_published": True}
    return Page.objects.create(conference=conference, **values)


def type_on(page, editor, at=NOW + MINUTE, **fields):
    """Let the editor type these into the draft."""
    written = Page.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(written, name, value)
    autosave_page(page=written, by=editor, at=at, seen=None)


def everything_public(client, conference) -> dict[str, str]:
    """What a visitor, a feed, a crawler and the export of the site meet, by address."""
    addresses = ["/sitemap.xml", "/robots.txt", *public_addresses(conference, timezone.now())]
    return {address: b"".join(client.get(address)).decode(errors="replace").lower() for address in addresses}


def test_a_draft_is_met_by_no_visitor_feed_sitemap_or_export(client, conference, page, editor) -> None:
    hidden = {"slug": "zqhidden", "title": "Zqhidden", "body": "Zqhidden", "updated_at": NOW}
    Page.objects.create(conference=conference, **hidden)
    type_on(page, editor, title="Zqtyped", body="Zqtyped", slug="zqtyped", description="Zqtyped")
    found = everything_public(client, conference)
    assert "zqold" in found[reverse("conferences:page", args=["effgenai", "faq"])]
    for address, text in found.items():
        for word in ("zqtyped", "zqhidden"):
            assert word not in address + text, address
    for slug in ("zqtyped", "zqhidden"):
        assert client.get(reverse("conferences:page", args=["effgenai", slug])).status_code == 404


def test_typing_does_not_touch_the_page_and_publishing_does(client, conference, page, editor) -> None:
    type_on(page, editor, body="Zqtyped")
    address = reverse("conferences:page", args=["effgenai", "faq"])
    assert "Zqold" in client.get(address).content.decode()
    written = Page.objects.get(pk=page.pk)
    written.body = "Zqtyped"
    save_page(page=written, by=editor, at=NOW + 2 * MINUTE)
    assert "Zqtyped" in client.get(address + "?").content.decode()
    kept = SiteVersion.objects.filter(page=page).values_list("content__body", "published_at", "saved_by")
    assert list(kept) == [("Zqtyped", NOW + 2 * MINUTE, editor.pk), ("Zqold", NOW + MINUTE, None)]


def test_restoring_makes_a_draft_and_typing_goes_on_from_it(client, conference, page, editor) -> None:
    page.body = "Zqnew"
    save_page(page=page, by=editor, at=NOW + MINUTE)
    former = SiteVersion.objects.get(page=page, content__body="Zqold")
    restore_page(version=former, by=editor, at=NOW + 2 * MINUTE)
    draft = SiteVersion.objects.get(page=page, published_at=None)
    assert (draft.content["body"], draft.saved_by) == ("Zqold", editor)
    type_on(page, editor, at=NOW + 3 * MINUTE, body="Zqold and more")
    draft.refresh_from_db()
    assert draft.content["body"] == "Zqold and more"
    former.refresh_from_db()
    assert former.content["body"] == "Zqold"
    assert "Zqnew" in client.get(reverse("conferences:page", args=["effgenai", "faq"])).content.decode()
