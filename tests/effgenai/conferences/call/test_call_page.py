import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from html5lib import HTMLParser

from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import BlindMode, PublicState
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.public_pages import public_addresses
from submissions.papers.forms import PaperForm
from tests.support.factories import NOW, make_conference, make_milestone

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai", title="Efficient Generative AI")


def html(client, conference):
    answer = client.get(reverse("conferences:call", args=[conference.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def button(page):
    """The one filled button: where it leads and what it says."""
    assert page.count('class="button primary') == 1
    _, _, rest = page.partition('class="button primary large" href="/effgenai/')
    address, _, rest = rest.partition('">')
    return address, rest.partition("</a>")[0]


def words(page):
    return re.sub(r"<[^>]*>", "", page)


def set_dates(conference, **days):
    for kind, number in days.items():
        make_milestone(conference, MilestoneKind(kind), NOW + number * DAY)


@pytest.mark.parametrize(
    ("days", "address", "action", "label"),
    [
        ({}, "submissions/new/", "Submit a paper", "Papers are welcome now"),
        ({"call_opens": 1}, "dates.ics", "Add the dates to your calendar", "The call opens in"),
        ({"call_opens": -1, "submissions_due": 3}, "submissions/new/", "Submit a paper", "Papers are due in"),
        ({"submissions_due": -1, "decisions": 9}, "dates/", "See all dates", "Papers were due"),
        ({"submissions_due": -9, "decisions": -1}, "papers/", "Read the accepted papers", "Papers were due"),
    ],
)
def test_the_one_filled_button_is_right_for_the_moment(client, conference, days, address, action, label):
    set_dates(conference, **days)
    page = html(client, conference)
    assert button(page) == (address, action)
    assert label in words(page)


def test_an_archived_call_takes_no_papers_whatever_its_dates_say(client, conference):
    set_dates(conference, submissions_due=3)
    Conference.objects.filter(pk=conference.pk).update(public_state=PublicState.ARCHIVED)
    assert button(html(client, conference)) == ("papers/", "Read the accepted papers")


def test_without_tracks_nothing_can_be_submitted(client, conference):
    conference.tracks.all().delete()
    page = html(client, conference)
    assert button(page) == ("dates/", "See all dates")
    assert "will be announced" in page


def test_the_hidden_grace_is_not_betrayed(client, conference):
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - dt.timedelta(minutes=1), grace_minutes=60)
    assert button(html(client, conference))[1] == "See all dates"


def test_a_track_with_another_date_says_so_and_keeps_the_call_open(client, conference):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY)
    short = Track.objects.create(conference=conference, name="Short papers", position=1)
    MilestoneException.objects.create(
        milestone=due, track=short, instant=NOW + 2 * DAY, reason="for late ideas", created_at=NOW
    )
    page = html(client, conference)
    assert button(page) == ("submissions/new/", "Submit a paper")
    assert "Still open: Short papers. Due in" in words(page)
    assert "2 days 0 h" in page
    assert "for late ideas" in page


def test_the_exception_of_a_person_or_of_a_hidden_date_is_not_told(client, conference, django_user_model):
    person = django_user_model.objects.create_user("a@example.org")
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY, is_public=False)
    MilestoneException.objects.create(
        milestone=due, track=conference.tracks.get(), instant=NOW + DAY, reason="secret", created_at=NOW
    )
    MilestoneException.objects.create(
        milestone=due, user=person, instant=NOW + DAY, reason="secret", created_at=NOW
    )
    assert "secret" not in html(client, conference)
    due.is_public = True
    due.save()
    due.exceptions.filter(user=None).delete()
    page = html(client, conference)
    assert "secret" not in page
    assert button(page)[1] == "See all dates"


def test_the_call_says_what_the_form_enforces(client, conference):
    page = html(client, conference)
    limits: dict[str, Any] = PaperForm.base_fields
    assert f"at most {limits['title'].max_length} characters" in page
    assert f"at most {limits['abstract'].max_length:,} characters" in page
    assert f"one PDF of at most {settings.MAX_UPLOAD_BYTES // 1024**2} MB, anonymous" in page
    assert "those of the list that fit" in page
    conference.topics.all().delete()
    conference.blind_mode = BlindMode.SINGLE
    conference.save()
    page = html(client, conference)
    assert "those of the list that fit" not in page
    assert "anonymous" not in page


def test_policies_stand_in_their_order_with_safe_text(client, conference):
    Policy.objects.create(conference=conference, kind=PolicyKind.ARCHIVAL, text="No **proceedings**.")
    Policy.objects.create(
        conference=conference, kind=PolicyKind.DUAL_SUBMISSION, text="<script>alert(1)</script>Not twice."
    )
    page = html(client, conference)
    assert page.index("Dual submission") < page.index("Proceedings")
    assert "No <strong>proceedings</strong>." in page
    assert "<script>alert" not in page


def test_the_call_leads_to_its_other_forms_and_to_reviewing_only_when_asked_for(client, conference):
    page = html(client, conference)
    assert 'href="/effgenai/call.txt"' in page
    assert 'href="/effgenai/call.eml"' in page
    assert "review-with-us" not in page
    Conference.objects.filter(pk=conference.pk).update(calls_for_reviewers=True)
    assert 'href="/effgenai/review-with-us/"' in html(client, conference)


def fill(conference, number):
    for place in range(number):
        track = Track.objects.create(conference=conference, name=f"Track {place}", page_limit=place + 1)
        Topic.objects.create(conference=conference, name=f"Topic {place}")
        CallFile.objects.create(
            conference=conference, label=f"File {place}", address="https://example.org/", track=track
        )
        CallFile.objects.create(conference=conference, label=f"All {place}", path="x", name="x.zip", size=9)
        Policy.objects.create(conference=conference, kind=list(PolicyKind)[place], text="Text.")


@pytest.mark.parametrize("name", ["call", "call_text", "call_mail"])
def test_the_call_needs_the_same_queries_for_one_row_and_three(client, name):
    counts = []
    for number in (1, 3):
        conference = make_conference()
        set_dates(conference, submissions_due=3, decisions=9)
        fill(conference, number)
        address = reverse(f"conferences:{name}", args=[conference.slug])
        client.get(f"{address}?first")  # what is kept in the cache is read once
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_full_page_is_valid_and_its_contents_lead_to_its_parts(client, conference):
    set_dates(conference, submissions_due=3)
    fill(conference, 3)
    page = html(client, conference)
    HTMLParser(strict=True).parse(page)
    for anchor in ("tracks", "topics", "dates", "how", "policies", "review", "contact"):
        assert f'href="#{anchor}"' in page
        assert page.count(f'id="{anchor}"') == 1


def test_call_text_mail_and_files_belong_to_the_public_site(conference):
    fill(conference, 1)
    known = public_addresses(conference, timezone.now())
    file = conference.call_files.exclude(path="").get()
    for address in ("call/", "call.txt", "call.eml", f"call/files/{file.key}/"):
        assert f"/effgenai/{address}" in known
    assert len([address for address in known if "/call/files/" in address]) == 1
