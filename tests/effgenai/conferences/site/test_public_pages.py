import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from html5lib import HTMLParser

from effgenai.conferences.call.models import OpenQuestion
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import BlindMode, PublicState, Role
from effgenai.conferences.dates.models import MilestoneChange
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.states import PageFormat
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
PAGES = ["home", "call", "dates", "calendar", "people"]


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai", title="Efficient Generative AI", time_zone="Europe/Vienna")


def url(conference, name="home", *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def text(client, conference, name="home", *args):
    response = client.get(url(conference, name, *args))
    assert response.status_code == 200
    return on_one_line(response.content)


def fill(conference, number):
    for position in range(number):
        OpenQuestion.objects.create(conference=conference, text=f"Question {position}?")
        Topic.objects.create(conference=conference, name=f"Topic {position}")
        Track.objects.create(conference=conference, name=f"Track {position}")
        Person.objects.create(conference=conference, name=f"Organiser {position}")
        Person.objects.create(conference=conference, name=f"Speaker {position}", group=PeopleGroup.SPEAKER)
        Page.objects.create(
            conference=conference, slug=f"p{position}", title="Page", is_published=True, updated_at=NOW
        )
        date = make_milestone(conference, MilestoneKind.OTHER, NOW + position * DAY, label=f"Date {position}")
        MilestoneChange.objects.create(
            milestone=date, old_instant=NOW, new_instant=date.instant, changed_at=NOW, changed_by=None
        )
        make_member(conference, Role.REVIEWER)


@pytest.mark.parametrize("name", PAGES)
def test_public_pages_need_the_same_queries_for_one_row_and_three(client, name):
    counts = []
    for number in (1, 3):
        conference = make_conference()
        fill(conference, number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url(conference, name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["home", "call", "dates", "people"])
def test_public_pages_are_valid_described_and_have_one_first_heading(client, conference, name):
    fill(conference, 2)
    html = text(client, conference, name)
    HTMLParser(strict=True).parse(html)
    assert html.count("<h1") == 1
    assert '<meta name="description"' in html
    assert f'<link rel="canonical" href="http://testserver{url(conference, name)}">' in html
    assert '<html lang="en-GB"' in html


def test_the_home_page_shows_what_the_chairs_wrote(client, conference):
    Conference.objects.filter(pk=conference.pk).update(
        edition="1st workshop",
        host="the host conference",
        place="Hall 4, Vienna",
        starts_on=dt.date(2026, 12, 12),
        ends_on=dt.date(2026, 12, 12),
        summary="Models for everyone.",
        abstract="A cost of $n^2$.",
        aims="* one aim",
    )
    fill(conference, 1)
    html = text(client, conference)
    for words in (
        "1st workshop · with the host conference",
        "Saturday 12 December 2026 · Hall 4, Vienna",
        "Models for everyone.",
        "<math",
        "one aim",
        "Question 0?",
        "Topic 0",
        "Organiser 0",
        "Speaker 0",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("kind", "label", "action", "address"),
    [
        (MilestoneKind.CALL_OPENS, "The call opens in", "Read the call", "call/"),
        (MilestoneKind.SUBMISSIONS_DUE, "Paper submission closes in", "Submit a paper", "submissions/new/"),
        (MilestoneKind.DECISIONS, "Decisions are sent in", "See all dates", "dates/"),
        (MilestoneKind.CAMERA_READY_DUE, "Final versions are due in", "See the accepted papers", "papers/"),
        (MilestoneKind.STARTS, "It begins in", "See the programme", "program/"),
    ],
)
def test_the_next_date_brings_its_button(client, conference, kind, label, action, address):
    make_milestone(conference, MilestoneKind.OTHER, NOW - DAY)
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + DAY)
    make_milestone(conference, kind, NOW + 3 * DAY)
    html = text(client, conference)
    assert label in html
    assert f'href="/effgenai/{address}">{action}</a>' in html
    assert "3 days 0 h" in html


def test_without_any_date_the_home_page_says_so(client, conference):
    assert "Dates will be announced here" in text(client, conference)


def test_after_the_last_date_the_home_page_leads_to_the_papers(client, conference):
    make_milestone(conference, MilestoneKind.ENDS, NOW - DAY)
    assert 'href="/effgenai/papers/">Read the papers</a>' in text(client, conference)


def test_a_moved_date_is_struck_out(client, conference):
    due = make_milestone(
        conference, MilestoneKind.SUBMISSIONS_DUE, dt.datetime(2026, 8, 23, 11, 59, tzinfo=dt.UTC)
    )
    MilestoneChange.objects.create(
        milestone=due,
        old_instant=due.instant - 7 * DAY,
        new_instant=due.instant,
        changed_at=NOW,
        reason="extended by a week",
    )
    assert "15 Aug</del>" in text(client, conference)
    dates = text(client, conference, "dates")
    assert "<del>Sat 15 Aug, 23:59 AoE</del>" in dates
    assert "Sat 22 Aug, 23:59 AoE" in dates
    assert "Sun 23 Aug, 13:59 CEST" in dates
    assert "extended by a week" in dates


def test_the_hidden_grace_is_never_shown(client, conference):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY, grace_minutes=13579)
    for name in PAGES:
        assert "13579" not in text(client, conference, name)


def test_a_date_that_is_not_public_is_shown_to_the_committee_alone(client, conference):
    make_milestone(conference, MilestoneKind.OTHER, NOW + DAY, label="Secret talk", is_public=False)
    for name in PAGES:
        assert "Secret talk" not in text(client, conference, name)
    client.force_login(make_member(conference, Role.REVIEWER))
    assert "Secret talk" in text(client, conference, "dates")
    assert "Secret talk" not in text(client, conference, "calendar")


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (BlindMode.DOUBLE, "double-blind"),
        (BlindMode.SINGLE, "single-blind"),
        (BlindMode.OPEN, "Review is open"),
    ],
)
def test_the_call_says_what_the_settings_enforce(client, conference, mode, words):
    Conference.objects.filter(pk=conference.pk).update(blind_mode=mode, reviews_per_paper=4)
    Track.objects.create(conference=conference, name="Short", page_limit=4, archival=True)
    html = text(client, conference, "call")
    assert words in html
    assert "4 reviews" in html
    assert "up to 8 pages" in html
    assert "up to 4 pages" in html
    assert "archival: published" in html


def test_the_call_offers_submission_only_while_it_is_possible(client, conference):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    assert "submissions/new/" in text(client, conference, "call")
    due.instant = NOW - DAY
    due.save(update_fields=["instant"])
    assert "submissions/new/" not in text(client, conference, "call")


def test_the_calendar_keeps_the_uid_of_a_date_that_moves(client, conference):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    before = text(client, conference, "calendar")
    MilestoneChange.objects.create(
        milestone=due, old_instant=due.instant, new_instant=NOW + 3 * DAY, changed_at=NOW
    )
    due.instant = NOW + 3 * DAY
    due.save(update_fields=["instant"])
    after = text(client, conference, "calendar")
    for calendar in (before, after):
        assert f"UID:date-{due.key}@" in calendar
    assert "DTSTART:20260802T120000Z" in before
    assert "DTSTART:20260804T120000Z" in after
    assert "SEQUENCE:1" in after


def test_the_days_of_the_event_are_whole_days_of_the_calendar(client, conference):
    Conference.objects.update(
        starts_on=dt.date(2026, 12, 12), ends_on=dt.date(2026, 12, 13), place="Hall 4, Vienna"
    )
    calendar = client.get(f"/{conference.slug}/dates.ics").content.decode()
    for line in (
        "DTSTART;VALUE=DATE:20261212",
        "DTEND;VALUE=DATE:20261214",
        "LOCATION:Hall 4\\, Vienna",
    ):
        assert line in calendar.splitlines()


def test_before_the_call_opens_the_due_date_leads_to_the_call(client, conference):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY)
    make_milestone(conference, MilestoneKind.CALL_OPENS, NOW + 2 * DAY)
    assert "submissions/new/" not in text(client, conference)


def test_an_archived_site_says_that_it_is_a_past_edition(client, conference):
    Conference.objects.update(public_state=PublicState.ARCHIVED)
    assert "past edition" in text(client, conference)


def test_the_people_page_names_the_committee_and_nothing_else_of_it(client, conference):
    make_member(conference, Role.REVIEWER, make_user("Zora Reviewer", "zora@secret.example"))
    make_member(conference, Role.AREA_CHAIR, make_user("Abel Areachair", "abel@secret.example"))
    nameless = make_user("x", "nameless@secret.example")
    nameless.name = ""
    nameless.save()
    make_member(conference, Role.REVIEWER, nameless)
    make_member(make_conference("other"), Role.REVIEWER, make_user("Other Person"))
    html = text(client, conference, "people")
    assert "Zora Reviewer" in html
    assert "Abel Areachair" in html
    assert "Other Person" not in html
    assert "secret.example" not in html


def test_a_draft_conference_does_not_exist_for_visitors(client, conference):
    Conference.objects.filter(pk=conference.pk).update(public_state=PublicState.DRAFT)
    for name in [*PAGES, "theme"]:
        assert client.get(url(conference, name)).status_code == 404
    client.force_login(make_user())
    assert client.get(url(conference)).status_code == 404
    client.force_login(make_member(conference, Role.CHAIR))
    assert "noindex" in text(client, conference)


def make_page(conference, **fields):
    values = {"slug": "faq", "title": "Questions", "updated_at": NOW, "is_published": True}
    return Page.objects.create(conference=conference, **{**values, **fields})


def test_a_published_page_is_in_the_menu_and_a_draft_is_not_there_at_all(client, conference):
    make_page(conference, body="# Part\n\nText with $x^2$")
    make_page(conference, slug="hidden", title="Hidden page", is_published=False)
    html = text(client, conference, "page", "faq")
    assert html.count("<h1") == 1
    assert '<h2 id="s-part">Part</h2>' in html
    assert "<math" in html
    assert 'href="/effgenai/faq/" aria-current="page"' in html
    assert "Hidden page" not in html
    assert client.get(url(conference, "page", "hidden")).status_code == 404


def test_a_draft_page_is_seen_by_those_who_edit_the_site(client, conference):
    make_page(conference, is_published=False)
    client.force_login(make_member(conference, Role.SITE_EDITOR))
    assert "This page is a draft" in text(client, conference, "page", "faq")
    client.force_login(make_member(conference, Role.REVIEWER))
    assert client.get(url(conference, "page", "faq")).status_code == 404


def test_a_page_of_another_conference_is_not_found_here(client, conference):
    make_page(make_conference("other"))
    assert client.get(url(conference, "page", "faq")).status_code == 404


@pytest.mark.parametrize("format_", PageFormat)
def test_hostile_text_does_not_survive(client, conference, format_):
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>go</a>"
        "<iframe src='//evil'></iframe><style>*{display:none}</style><p class='button' style='x'>kept</p>"
    )
    make_page(conference, body=hostile, format=format_)
    html = text(client, conference, "page", "faq").partition("<main")[2]
    for bad in ("<script", "onerror", "javascript:", "<iframe", "<style", "style=", 'class="button"'):
        assert bad not in html.partition("</main>")[0]
    assert "kept" in html


def test_hostile_text_in_the_settings_does_not_survive(client, conference):
    Conference.objects.filter(pk=conference.pk).update(
        title="<script>x</script>", abstract="<b onclick=x>b</b>", summary="<i>sum</i>", place="<u>place</u>"
    )
    html = text(client, conference)
    for bad in ("<script>x", "<b onclick", "<i>sum", "<u>place"):
        assert bad not in html


def test_a_page_that_has_not_changed_is_not_sent_again(client, conference):
    etag = client.get(url(conference, "people"))["ETag"]
    again = client.get(url(conference, "people"), headers={"If-None-Match": etag})
    assert again.status_code == 304
    Person.objects.create(conference=conference, name="New Person")
    assert client.get(url(conference, "people"), headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "theme", "me"])
def test_public_pages_only_read(client, conference, name):
    client.force_login(make_user())
    assert client.post(url(conference, name)).status_code == 405


def test_the_theme_is_the_readable_accent(client, conference):
    Conference.objects.filter(pk=conference.pk).update(accent="#ffff00")
    response = client.get(url(conference, "theme"))
    assert response["Content-Type"].startswith("text/css")
    assert "--accent-light:" in response.content.decode()
    assert "--accent-light:#ffff00" not in response.content.decode()
