"""Written pages stand below one another in the menu, and none hides behind a route."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse
from html5lib import HTMLParser

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.validators import RESERVED_PAGE_SLUGS
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.services.pages import save_page
from effgenai.urls import conference_patterns
from tests.support.factories import NOW, make_conference, make_member
from tests.support.pages import on_one_line

FIELDS = {"format": "markdown", "position": "0", "is_published": "on", "in_menu": "on", "body": "Text"}


@pytest.fixture
def conference(db, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return make_conference("effgenai")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR)
    client.force_login(person)
    return person


def url(conference, name, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def get(client, conference, name, *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    return on_one_line(response.content)


def make_page(conference, slug, **fields):
    values = {"slug": slug, "title": slug.title(), "updated_at": NOW, "is_published": True}
    return Page.objects.create(conference=conference, **{**values, **fields})


# --- Addresses -------------------------------------------------------------------------------------------
def first_parts(patterns, prefix=""):
    """The first path part of every route, where it is a fixed word."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from first_parts(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route.partition("/")[0]


def could_be_a_page(part: str) -> bool:
    try:
        validate_slug(part)
    except ValidationError:
        return False
    return True


def test_no_page_can_hide_behind_a_route() -> None:
    taken = {part for part in first_parts(conference_patterns) if could_be_a_page(part)}
    assert len(taken) > 8
    assert taken - RESERVED_PAGE_SLUGS == set()


# --- The tree --------------------------------------------------------------------------------------------
def menu(html):
    return html.partition('<details class="menu menu-more"')[2].partition("</details>")[0]


def test_children_are_indented_below_their_parent_in_menu_and_footer(client, conference) -> None:
    venue = make_page(conference, "venue", position=5)
    make_page(conference, "hotels", parent=venue)
    make_page(conference, "faq", position=9)
    html = get(client, conference, "home")
    HTMLParser(strict=True).parse(html)
    footer = html.partition('<nav class="footer-pages"')[2].partition("</nav>")[0]
    for part in (menu(html), footer):
        assert re.search(r">Venue</a><ul><li><a[^>]*>Hotels</a></li></ul></li><li><a[^>]*>Faq</a></li>", part)


def test_the_child_of_a_page_that_is_not_in_the_menu_stands_in_the_first_row(client, conference) -> None:
    venue = make_page(conference, "venue", is_published=False)
    make_page(conference, "hotels", parent=venue)
    html = menu(get(client, conference, "home"))
    assert re.search(r"</li><li><a[^>]*>Hotels</a></li></ul>$", html)
    assert "Venue" not in html


def test_a_child_leads_back_to_its_parent_and_the_parent_to_its_children(client, conference) -> None:
    venue = make_page(conference, "venue", description="Where it is.")
    make_page(conference, "hotels", parent=venue)
    make_page(conference, "secret", parent=venue, is_published=False)
    html = get(client, conference, "page", "hotels")
    assert re.search(r'class="crumbs".*href="/effgenai/venue/">Venue</a>', html, re.DOTALL)
    html = get(client, conference, "page", "venue")
    assert '<meta name="description" content="Where it is.">' in html
    assert "/effgenai/hotels/" in html.partition("<main")[2].partition("</main>")[0]
    assert "Secret" not in html


def test_a_parent_in_draft_is_not_named_to_visitors(client, conference) -> None:
    venue = make_page(conference, "venue", is_published=False)
    make_page(conference, "hotels", parent=venue)
    assert "Venue" not in get(client, conference, "page", "hotels")


@pytest.mark.parametrize("slug", ["venue", "child0"])
@pytest.mark.django_db
def test_pages_need_the_same_queries_for_one_child_and_three(client, slug) -> None:
    counts = []
    for number in (1, 3):
        conference = make_conference()
        venue = make_page(conference, "venue")
        for place in range(number):
            make_page(conference, f"child{place}", parent=venue)
        with CaptureQueriesContext(connection) as queries:
            get(client, conference, "page", slug)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Writing it ------------------------------------------------------------------------------------------
def write(client, conference, page, parent):
    values = {**FIELDS, "title": page.title, "slug": page.slug, "parent": parent}
    return client.post(url(conference, "edit_page", page.pk), values)


def test_a_page_is_put_below_another(client, conference, chair) -> None:
    venue, hotels = make_page(conference, "venue"), make_page(conference, "hotels")
    assert write(client, conference, hotels, venue.pk).status_code == 302
    hotels.refresh_from_db()
    assert hotels.parent == venue
    rows = get(client, conference, "pages").partition("<tbody")[2]
    assert 'class="main below"' in rows
    assert rows.index(">Venue<") < rows.index(">Hotels<")


def test_the_menu_has_two_levels_and_no_circles(client, conference, chair) -> None:
    venue = make_page(conference, "venue")
    hotels = make_page(conference, "hotels", parent=venue)
    third = make_page(conference, "third")
    theirs = make_page(make_conference("other"), "theirs")
    for page, parent in [(third, hotels), (venue, third), (venue, venue), (third, theirs), (hotels, hotels)]:
        before = page.parent_id
        assert write(client, conference, page, parent.pk).status_code == 200
        page.refresh_from_db()
        assert page.parent_id == before
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("gone", [False, True])
def test_a_parent_that_moved_or_went_since_is_refused(conference, chair, gone) -> None:
    venue, top, hotels = (make_page(conference, slug) for slug in ("venue", "top", "hotels"))
    hotels.parent = Page.objects.get(pk=venue.pk)
    if gone:
        Page.objects.filter(pk=venue.pk).delete()
    else:
        Page.objects.filter(pk=venue.pk).update(parent=top)
    with pytest.raises(Refused, match="is gone" if gone else "two levels"):
        save_page(page=hotels, by=chair, at=NOW)
    assert Page.objects.get(pk=hotels.pk).parent is None


def test_removing_a_parent_lifts_its_children(client, conference, chair) -> None:
    venue = make_page(conference, "venue")
    hotels = make_page(conference, "hotels", parent=venue)
    client.post(url(conference, "remove_page", venue.pk))
    hotels.refresh_from_db()
    assert hotels.parent is None
    assert "Hotels" in menu(get(client, conference, "home"))
