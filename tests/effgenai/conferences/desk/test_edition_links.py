"""Links of texts to the edition before: those to pages that come along move, the others are told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.desk.guides.edition_links import EditionLinks
from effgenai.conferences.people.models import Person
from effgenai.conferences.site.models import Page
from tests.support.editions import edition_url, make_next, page_of
from tests.support.factories import NOW, make_conference, make_member

SITE = "https://site.example"
OWN = "https://small.example"


@pytest.fixture
def links():
    old = Conference(slug="ws26", domain="small.example")
    with override_settings(SITE_URL=SITE):
        yield EditionLinks(old, "ws27", {"venue", "faq"})


MOVED = [
    ("[home](/ws26/)", "[home](/ws27/)"),
    ("[home](/ws26)", "[home](/ws27)"),
    ("[submit](/ws26/submissions/new/)", "[submit](/ws27/submissions/new/)"),
    ("[yours](/ws26/submissions)", "[yours](/ws27/submissions)"),
    ("[calendar](/ws26/dates.ics)", "[calendar](/ws27/dates.ics)"),
    ("[call](/ws26/call.txt)", "[call](/ws27/call.txt)"),
    ("[call](/ws26/call)", "[call](/ws27/call)"),
    ("[call]( </ws26/call/> 'Title')", "[call]( </ws27/call/> 'Title')"),
    ("[topics](/ws26/call/?from=faq#topics)", "[topics](/ws27/call/?from=faq#topics)"),
    ("[#](/ws26/#topics)", "[#](/ws27/#topics)"),
    ("[programme](/ws26/program/)", "[programme](/ws27/program/)"),
    ("[you](/ws26/me/) [papers](/ws26/reviewing/)", "[you](/ws27/me/) [papers](/ws27/reviewing/)"),
    ("[venue](/ws26/venue/)", "[venue](/ws27/venue/)"),
    ("See [the call][1].\n\n[1]: /ws26/call/ 'Call'", "See [the call][1].\n\n[1]: /ws27/call/ 'Call'"),
    ("[1]:\n  </ws26/call/>", "[1]:\n  </ws27/call/>"),
    ('<a href="/ws26/faq/">', '<a href="/ws27/faq/">'),
    ("<a href='/ws26/faq/'>", "<a href='/ws27/faq/'>"),
    ("<A HREF = /ws26/faq>", "<A HREF = /ws27/faq>"),
    (f"[call]({SITE}/ws26/call/)", f"[call]({SITE}/ws27/call/)"),
    (f"<{SITE}/ws26/>", f"<{SITE}/ws27/>"),
    (f"Read {SITE}/ws26/call/.", f"Read {SITE}/ws27/call/."),
    ("[call](HTTPS://Site.example/ws26/call/)", f"[call]({SITE}/ws27/call/)"),
    (f"[home]({OWN})", f"[home]({SITE}/ws27/)"),
    (f"[home]({OWN}/)", f"[home]({SITE}/ws27/)"),
    (f"[call]({OWN}/ws26/call/)", f"[call]({SITE}/ws27/call/)"),
    ("/ws26/call/", "/ws27/call/"),
]


@pytest.mark.parametrize(("text", "moved"), MOVED)
def test_links_to_what_every_edition_has_lead_to_the_new_one(links, text, moved) -> None:
    assert links.moved(text) == moved
    assert links.left(text) == []


@pytest.mark.parametrize(
    "address",
    [
        "/ws26/papers/3/",
        "/ws26/papers",
        "/ws26/program/abc123/",
        "/ws26/news/",
        "/ws26/news/opened/",
        "/ws26/people/7/",
        "/ws26/travel/",
        "/ws26/call/files/abc/",
        f"{SITE}/ws26/papers/3/cite.bib",
        f"{OWN}/ws26/papers/3/",
    ],
)
def test_links_to_rows_and_pages_of_the_old_edition_stay_and_are_listed(links, address) -> None:
    for text in (f"[x]({address})", f"<a href='{address}'>", f"[x]: {address}"):
        assert links.moved(text) == text
        assert links.left(f"{text}\n\n{text}") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "[x](/ws260/call/)",
        "[x](/ws26-old/call/)",
        "[x](https://other.example/ws26/call/)",
        "[x](//[broken/ws26/)",
        "[x](call/) and [y](../faq/) and [z](#topics)",
        "In /ws26/call/ we wrote 1/ws26/2.",
        "[mail](mailto:ws26@site.example)",
    ],
)
def test_what_is_no_link_to_the_old_edition_is_left_alone(links, text) -> None:
    assert links.moved(text) == text
    assert links.left(text) == []


@pytest.fixture
def old(client, db):
    day = dt.date(2026, 8, 20)
    old = make_conference(
        "ws26", title="Small Models", starts_on=day, abstract="[Submit](/ws26/submissions/new/)"
    )
    old.home_blocks = [
        {"key": "x", "kind": "text", "heading": "", "shown": True, "text": "[A](/ws26/papers/1/)"}
    ]
    old.save()
    body = "[Best paper](/ws26/papers/3/), [Venue](/ws26/venue/), [Keynote](/ws26/program/abc/)"
    Page.objects.create(conference=old, slug="faq", title="Questions", body=body, updated_at=NOW)
    Page.objects.create(conference=old, slug="venue", title="Venue", updated_at=NOW)
    Person.objects.create(conference=old, name="Ada", biography="Won [a prize](/ws26/news/prize/).")
    client.force_login(make_member(old, Role.CHAIR), backend="django.contrib.auth.backends.ModelBackend")
    return old


def test_the_look_ahead_and_the_guide_of_the_new_edition_list_what_stays(client, old) -> None:
    preview = page_of(client, old).context["preview"]
    assert [(link.where, link.address) for link in preview.links] == [
        ("the home page", "/ws26/papers/1/"),
        ("“Questions”", "/ws26/papers/3/"),
        ("“Questions”", "/ws26/program/abc/"),
        ("“Ada”", "/ws26/news/prize/"),
    ]
    new = make_next(client, old)
    assert new.abstract == "[Submit](/ws27/submissions/new/)"
    assert "/ws27/venue/" in new.pages.get(slug="faq").body
    guide = client.get(f"/{new.slug}/chair/setup/guide/").content.decode()
    assert "Look at the links to the last edition" in guide
    assert "/ws26/program/abc/ in “Questions”" in guide
    new.pages.all().delete()
    new.people.all().delete()
    Conference.objects.filter(pk=new.pk).update(home_blocks=[])
    assert "links to the last edition" not in client.get(f"/{new.slug}/chair/setup/guide/").content.decode()


def test_a_page_that_stays_behind_is_listed_with_its_links(client, old) -> None:
    parts = [offer.part.key for offer in client.get(edition_url(old)).context["form"].offers]
    preview = page_of(client, old, parts=[part for part in parts if part != "pages"]).context["preview"]
    assert [link.where for link in preview.links] == ["the home page", "“Ada”"]
