"""Calendar files: the public dates for everyone, and each person's own by a secret address."""

from __future__ import annotations

import datetime as dt
import re

import icalendar
import ics
import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.settings import update_settings
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.models import CalendarKey, MilestoneChange, MilestoneException
from effgenai.conferences.dates.services import make_calendar_key, remove_milestone
from effgenai.conferences.dates.states import MilestoneKind
from reviews.assignment.models import Assignment
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    return make_conference("effgenai", time_zone="Europe/Vienna")


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + 10 * DAY)


@pytest.fixture
def ada(conference, due):
    """An author with a draft."""
    ada = make_user("Ada", "ada@example.org")
    make_submission(conference, [ada], state=SubmissionState.DRAFT, title="My draft")
    return ada


def url(name, conference, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def feed(conference, user):
    key = make_calendar_key(conference=conference, user=user, at=NOW)
    return url("own_calendar", conference, key.key)


def parsed(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(response.content.decode())


def events(response):
    calendar = parsed(response)
    return {event.summary.value: event for event in calendar.contents.get("vevent", [])}


def public_events(conference):
    return events(Client().get(url("calendar", conference)))


# --- For everyone ----------------------------------------------------------------------------------------
def test_the_public_calendar_says_what_it_is_and_when_to_ask_again(conference, due):
    calendar = parsed(Client().get(url("calendar", conference)))
    calendar.validate()
    assert calendar.method.value == "PUBLISH"
    assert calendar.contents["x-wr-calname"][0].value == "Dates of EFFGENAI"
    refresh = calendar.contents["refresh-interval"][0]
    assert (refresh.params["VALUE"], refresh.value) == (["DURATION"], "PT6H")


def test_a_date_is_one_moment_in_universal_time(conference, due):
    event = public_events(conference)["EFFGENAI: Papers due"]
    assert event.dtstart.value == due.instant
    assert "dtend" not in event.contents
    assert "23:59" not in event.description.value
    assert "00:00 AoE" in event.description.value


def test_a_date_that_moves_keeps_its_name_and_counts_its_moves(conference, due):
    before = public_events(conference)["EFFGENAI: Papers due"]
    for days in (1, 2):
        MilestoneChange.objects.create(
            milestone=due,
            old_instant=due.instant,
            new_instant=due.instant + days * DAY,
            changed_at=NOW + days * DAY,
            reason="extended, once more",
        )
    due.instant += 2 * DAY
    due.save()
    after = events(Client().get(url("calendar", conference) + "?now"))["EFFGENAI: Papers due"]
    assert after.uid.value == before.uid.value
    assert (int(before.sequence.value), int(after.sequence.value)) == (0, 2)
    assert after.dtstart.value == before.dtstart.value + 2 * DAY
    assert after.dtstamp.value == after.last_modified.value == NOW + 2 * DAY
    assert "extended, once more" in after.description.value


def test_the_calendar_is_the_same_byte_by_byte_until_a_date_changes(conference, due, monkeypatch):
    MilestoneException.objects.create(
        milestone=due, track=conference.tracks.get(), instant=NOW + 20 * DAY, created_at=NOW + DAY
    )
    Conference.objects.update(starts_on=dt.date(2026, 12, 12))
    first = Client().get(url("calendar", conference)).content
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + 40 * DAY)
    assert Client().get(url("calendar", conference) + "?later").content == first
    stamps = {name: event.last_modified.value for name, event in public_events(conference).items()}
    assert stamps["EFFGENAI: Papers due (Papers)"] == NOW + DAY
    assert set(stamps.values()) == {conference.created_at, NOW + DAY}


def test_a_track_with_another_date_has_an_entry_of_its_own(conference, due):
    track = conference.tracks.get()
    exception = MilestoneException.objects.create(
        milestone=due, track=track, instant=NOW + 20 * DAY, reason="for late ideas", created_at=NOW + DAY
    )
    own = make_user()
    MilestoneException.objects.create(
        milestone=due, user=own, instant=NOW + 30 * DAY, reason="ill", created_at=NOW
    )
    found = public_events(conference)
    assert set(found) == {"EFFGENAI: Papers due", "EFFGENAI: Papers due (Papers)"}
    event = found["EFFGENAI: Papers due (Papers)"]
    assert event.dtstart.value == exception.instant
    assert "for late ideas" in event.description.value
    assert str(exception.pk) not in re.split(r"[-@]", event.uid.value.partition("-track-")[0])


def test_dates_of_the_committee_and_their_exceptions_are_not_in_it(conference):
    hidden = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + DAY, is_public=False)
    MilestoneException.objects.create(
        milestone=hidden, track=conference.tracks.get(), instant=NOW + 2 * DAY, created_at=NOW
    )
    assert public_events(conference) == {}


def test_the_public_calendar_needs_the_same_queries_for_one_exception_and_three(conference, due):
    counts = []
    for names in (["Short"], ["Demos", "Posters"]):
        for name in names:
            track = conference.tracks.create(name=name)
            MilestoneException.objects.create(
                milestone=due, track=track, instant=NOW + 20 * DAY, created_at=NOW
            )
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(url("calendar", conference) + "?fresh").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- One's own -------------------------------------------------------------------------------------------
def test_ones_own_calendar_needs_no_sign_in_and_holds_ones_own_duties(conference, ada):
    make_submission(conference, [make_user("Bob")], state=SubmissionState.DRAFT, title="Somebody else's")
    response = Client().get(feed(conference, ada))
    event = events(response)["EFFGENAI: My draft"]
    assert event.dtstart.value == NOW + 10 * DAY
    assert event.url.value.endswith("/effgenai/submissions/1/edit/")
    assert "Somebody else" not in response.content.decode()


def test_it_is_kept_by_nobody_in_between_and_tells_no_other_site_of_itself(conference, ada):
    response = Client().get(feed(conference, ada))
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"


def test_it_holds_nothing_that_the_page_of_duties_does_not_show(client, conference, ada):
    address = feed(conference, ada)
    client.force_login(ada)
    page = client.get(url("me", conference)).content.decode()
    for event in events(Client().get(address)).values():
        assert event.summary.value.removeprefix("EFFGENAI: ") in page
        for line in event.description.value.splitlines()[:2]:
            assert line in page
    assert address.split("/")[-1] in page
    assert address.split("/")[-1] not in Client().get(address).content.decode()


def test_a_personal_exception_moves_the_duty_and_is_told_without_the_words_of_chairs(conference, ada, due):
    MilestoneException.objects.create(
        milestone=due, user=ada, instant=due.instant + 3 * DAY, zone="UTC", reason="a strike", created_at=NOW
    )
    MilestoneException.objects.create(
        milestone=due, user=make_user(), instant=due.instant + DAY, reason="not yours", created_at=NOW
    )
    response = Client().get(feed(conference, ada))
    found = events(response)
    assert found["EFFGENAI: My draft"].dtstart.value == due.instant + 3 * DAY
    mine = found["EFFGENAI: Papers due (for you)"]
    assert mine.dtstart.value == due.instant + 3 * DAY
    for secret in ("a strike", "not yours"):
        assert secret not in response.content.decode()


def test_an_exception_that_the_date_has_overtaken_is_not_told(conference, ada, due):
    MilestoneException.objects.create(milestone=due, user=ada, instant=due.instant - DAY, created_at=NOW)
    assert set(events(Client().get(feed(conference, ada)))) == {"EFFGENAI: My draft"}


def test_what_is_done_leaves_the_calendar_and_a_move_keeps_the_entry(conference, ada, due):
    address = feed(conference, ada)
    before = events(Client().get(address))["EFFGENAI: My draft"]
    MilestoneChange.objects.create(
        milestone=due, old_instant=due.instant, new_instant=due.instant + DAY, changed_at=NOW
    )
    conference.milestones.update(instant=due.instant + DAY)
    after = events(Client().get(address))["EFFGENAI: My draft"]
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value == before.dtstart.value + DAY
    conference.submissions.update(state=SubmissionState.SUBMITTED, submitted_at=NOW)
    assert events(Client().get(address)) == {}


def test_it_follows_the_rights_that_its_owner_has_now(conference):
    reviewer = make_member(conference, Role.REVIEWER)
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + 5 * DAY)
    paper = make_submission(conference, [make_user("Bob")], title="Under review")
    task = Assignment.objects.create(submission=paper, reviewer=reviewer, pseudonym="R1", assigned_at=NOW)
    address = feed(conference, reviewer)
    assert "Under review" in Client().get(address).content.decode()
    task.delete()
    assert "Under review" not in Client().get(address).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(conference, ada, method):
    assert getattr(Client(), method)(feed(conference, ada)).status_code == 405


def test_a_wrong_a_renewed_and_a_revoked_key_lead_nowhere(client, conference, ada):
    old = feed(conference, ada)
    client.force_login(ada)
    client.post(url("make_calendar", conference))
    new = url("own_calendar", conference, CalendarKey.objects.get().key)
    assert old != new
    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
    client.post(url("revoke_calendar", conference))
    assert [Client().get(address).status_code for address in (old, new)] == [404, 404]
    assert Client().get(url("own_calendar", conference, "x" * 43)).status_code == 404


def test_a_key_belongs_to_one_conference_and_to_someone_who_is_active(conference, ada):
    address = feed(conference, ada)
    other = make_conference("other")
    assert Client().get(address.replace("effgenai", other.slug)).status_code == 404
    ada.is_active = False
    ada.save()
    assert Client().get(address).status_code == 404


def test_the_calendar_of_a_draft_conference_opens_to_its_members_alone(conference, ada):
    chair = make_member(conference, Role.CHAIR)
    Conference.objects.update(public_state=PublicState.DRAFT)
    conference.refresh_from_db()
    assert Client().get(url("dates", conference)).status_code == 404
    assert Client().get(feed(conference, ada)).status_code == 404
    address = feed(conference, chair)
    assert Client().get(address).status_code == 200
    chair.memberships.all().delete()
    assert Client().get(address).status_code == 404


def test_the_page_of_duties_makes_shows_renews_and_voids_the_address(client, conference, ada):
    client.force_login(ada)
    assert "Make the address" in client.get(url("me", conference)).content.decode()
    answer = client.post(url("make_calendar", conference), follow=True)
    key = CalendarKey.objects.get(conference=conference, user=ada).key
    assert len(key) == 43
    page = answer.content.decode()
    assert f"/effgenai/calendar/{key}.ics</code>" in page
    assert f'href="webcal://testserver/effgenai/calendar/{key}.ics"' in page
    client.post(url("revoke_calendar", conference))
    assert key not in client.get(url("me", conference)).content.decode()


def test_the_record_tells_of_each_address_but_not_what_it_is(client, conference, ada):
    client.force_login(ada)
    for name in ("make_calendar", "make_calendar", "revoke_calendar", "revoke_calendar"):
        client.post(url(name, conference))
    lines = list(AuditLine.objects.order_by("pk").values_list("action", "actor", "summary", "detail"))
    words = [f"the address of their calendar was {verb}" for verb in ("made", "renewed", "made void")]
    actions = ["calendar.make", "calendar.make", "calendar.revoke"]
    assert lines == [(action, ada.pk, text, {}) for action, text in zip(actions, words, strict=True)]


@pytest.mark.parametrize("name", ["make_calendar", "revoke_calendar"])
def test_addresses_are_made_and_voided_by_signed_in_posts_alone(client, conference, ada, name):
    make_calendar_key(conference=conference, user=ada, at=NOW)
    before = CalendarKey.objects.values().get()
    assert client.post(url(name, conference))["Location"].startswith("/account/login/")
    client.force_login(ada)
    assert client.get(url(name, conference)).status_code == 405
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(ada)
    assert stranger.post(url(name, conference)).status_code == 403
    assert CalendarKey.objects.values().get() == before


def test_nobody_renews_or_voids_the_address_of_somebody_else(client, conference, ada):
    make_calendar_key(conference=conference, user=ada, at=NOW)
    before = CalendarKey.objects.values().get()
    client.force_login(make_member(conference, Role.CHAIR))
    client.post(url("make_calendar", conference))
    client.post(url("revoke_calendar", conference))
    assert CalendarKey.objects.values().get() == before


def test_ones_own_calendar_needs_the_same_queries_for_one_paper_and_three(conference, ada):
    address, counts = feed(conference, ada), []
    for titles in ([], ["Another", "A third"]):
        for title in titles:
            make_submission(conference, [ada], state=SubmissionState.DRAFT, title=title)
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_public_date_that_is_removed_is_sent_as_cancelled_and_its_kind_is_free(conference, due):
    chair = make_member(conference, Role.CHAIR)
    MilestoneException.objects.create(
        milestone=due, track=conference.tracks.get(), instant=NOW + 20 * DAY, created_at=NOW
    )
    before = public_events(conference)["EFFGENAI: Papers due"]
    remove_milestone(milestone=due, by=chair, at=NOW + DAY)
    assert not conference.milestones.exists()
    assert not MilestoneException.objects.exists()
    (after,) = events(Client().get(url("calendar", conference) + "?later")).values()
    assert (after.uid.value, after.status.value) == (before.uid.value, "CANCELLED")
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.last_modified.value == NOW + DAY
    assert "Papers due" not in Client().get(url("dates", conference)).content.decode()
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + 30 * DAY)
    found = parsed(Client().get(url("calendar", conference) + "?latest")).vevent_list
    assert sorted(event.status.value for event in found) == ["CANCELLED", "CONFIRMED"]


@pytest.mark.parametrize("hidden", ["date", "site"])
def test_a_date_that_nobody_saw_leaves_nothing_behind(conference, due, hidden):
    chair = make_member(conference, Role.CHAIR)
    if hidden == "date":
        due.is_public = False
        due.save()
    else:
        Conference.objects.update(public_state=PublicState.DRAFT)
    remove_milestone(milestone=due, by=chair, at=NOW + DAY)
    assert not type(due).with_removed.exists()


# --- As other programs read them -------------------------------------------------------------------------
def test_days_that_move_keep_their_name_and_count_on(conference):
    chair = make_member(conference, Role.CHAIR)
    Conference.objects.update(starts_on=dt.date(2026, 12, 12))
    conference.refresh_from_db()
    before = public_events(conference)[conference.title]
    for number, (name, value) in enumerate(
        [("starts_on", dt.date(2026, 12, 11)), ("ends_on", dt.date(2026, 12, 13)), ("place", "Graz")], 1
    ):
        setattr(conference, name, value)
        update_settings(conference=conference, fields=[name], by=chair, at=NOW + number * DAY)
        after = events(Client().get(url("calendar", conference) + f"?{number}"))[conference.title]
        assert after.uid.value == before.uid.value
        assert int(after.sequence.value) > int(before.sequence.value)
        assert after.dtstamp.value == after.last_modified.value == NOW + number * DAY
        before = after
    assert (after.dtstart.value, after.dtend.value) == (dt.date(2026, 12, 11), dt.date(2026, 12, 14))


def test_other_settings_leave_the_days_as_they_are(conference):
    chair = make_member(conference, Role.CHAIR)
    Conference.objects.update(starts_on=dt.date(2026, 12, 12))
    before = Client().get(url("calendar", conference)).content
    conference.refresh_from_db()
    conference.reviews_per_paper = 4
    update_settings(conference=conference, fields=["reviews_per_paper"], by=chair, at=NOW + DAY)
    assert Client().get(url("calendar", conference) + "?later").content == before


def test_a_calendar_without_dates_is_one_that_every_program_takes(conference, ada):
    conference.milestones.all().delete()
    for address in (url("calendar", conference), feed(conference, ada)):
        response = Client().get(address)
        calendar = parsed(response)
        calendar.validate()
        (note,) = calendar.contents["vjournal"]
        assert note.summary.value.endswith(": nothing is scheduled yet")
        assert len(icalendar.Calendar.from_ical(response.content).subcomponents) == 1
        assert not ics.Calendar(response.content.decode()).events


def test_three_programs_read_the_same_moments_and_days(conference, due):
    Conference.objects.update(starts_on=dt.date(2026, 12, 12), ends_on=dt.date(2026, 12, 13))
    text = Client().get(url("calendar", conference)).content.decode()
    one = {str(event["UID"]): event.start for event in icalendar.Calendar.from_ical(text).events}
    two = {event.uid.value: event.dtstart.value for event in vobject.readOne(text).vevent_list}
    three = {
        event.uid: event.begin.date() if event.all_day else event.begin.datetime
        for event in ics.Calendar(text).events
    }
    assert one == two == three
    assert set(one.values()) == {due.instant, dt.date(2026, 12, 12)}
