"""Moving a date is one step: what it changes is shown, then all of it happens, or none."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

DAY = dt.timedelta(days=1)
DUE = NOW + 5 * DAY
LATER = DUE + 7 * DAY


@pytest.fixture
def conference(db):
    return make_conference("ws")


@pytest.fixture
def chair(conference, client):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    return chair


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE, zone="UTC")


def url(name, conference, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def to(moment, **fields):
    values = {"when_0": moment.strftime("%Y-%m-%dT%H:%M"), "when_1": "UTC", "grace_minutes": "0"}
    return {**values, "is_public": "on", "seen": DUE.isoformat(), **fields}


def confirmed(moment, **fields):
    return to(moment, confirmed=moment.isoformat(), **fields)


def post(client, conference, date, values):
    return client.post(url("milestone", conference, date.key), values)


def addresses():
    return sorted(OutboundEmail.objects.values_list("to_address", flat=True))


@pytest.mark.usefixtures("chair")
def test_the_preview_tells_what_changes_and_changes_nothing(client, conference, due):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, DUE + 3 * DAY)
    make_submission(conference, [make_user()])
    html = post(client, conference, due, to(LATER)).content.decode()
    assert (
        "From <del>Thu 6 Aug, 12:00 UTC</del> to <strong>Thu 13 Aug, 12:00 UTC</strong>, 7 days later" in html
    )
    assert "strike out the old one" in html
    assert (
        "Authors can submit, and change what they submitted, until Thu 13 Aug, 12:00 UTC: 7 days later."
        in html
    )
    assert "Authors of drafts are reminded three days before: Mon 10 Aug, 12:00 UTC." in html
    assert "Authors of drafts are reminded one day before: Wed 12 Aug, 12:00 UTC." in html
    assert "would no longer come before “Reviews due”" in html
    assert "the contact authors of 1 paper that you look after, and whoever has begun a draft" in html
    due.refresh_from_db()
    assert due.instant == DUE
    assert addresses() == []


@pytest.mark.usefixtures("chair")
def test_one_press_moves_the_date_and_writes_to_those_who_were_ticked(client, conference, due):
    author, second, drafting = (make_user(email=f"{name}@uni.example") for name in ("ada", "ben", "eve"))
    make_submission(conference, [author, second])
    make_submission(conference, [drafting], state=SubmissionState.DRAFT, created_by=drafting)
    make_submission(conference, [make_user()], state=SubmissionState.WITHDRAWN)
    make_submission(make_conference("other"), [make_user()])
    values = confirmed(LATER, tell="authors", reason="by popular demand")
    assert post(client, conference, due, values).status_code == 302
    due.refresh_from_db()
    assert (due.instant, due.changes.get().reason) == (LATER, "by popular demand")
    assert addresses() == ["ada@uni.example", "eve@uni.example"]
    mail = OutboundEmail.objects.first()
    assert "Papers due: Thu 13 Aug 2026, 12:00 UTC\n  It was: Thu 6 Aug 2026, 12:00 UTC" in mail.body
    assert "The reason: by popular demand" in mail.body
    assert mail.is_secret


@pytest.mark.usefixtures("chair")
def test_without_a_tick_nobody_is_written_to(client, conference, due):
    make_submission(conference, [make_user()])
    assert post(client, conference, due, confirmed(LATER)).status_code == 302
    assert addresses() == []


@pytest.mark.usefixtures("chair")
def test_a_date_that_somebody_else_moved_stays_where_they_put_it(client, conference, due):
    make_submission(conference, [make_user()])
    due.instant = DUE + DAY
    due.save()
    html = post(client, conference, due, confirmed(LATER, tell="authors")).content.decode()
    assert "Somebody else has moved this date to Fri 7 Aug, 12:00 UTC meanwhile." in html
    due.refresh_from_db()
    assert due.instant == DUE + DAY
    assert not due.changes.exists()
    assert addresses() == []


@pytest.mark.usefixtures("chair")
def test_a_move_that_is_refused_writes_to_nobody(client, conference, due):
    make_milestone(conference, MilestoneKind.CALL_OPENS, DUE + DAY, zone="UTC")
    make_submission(conference, [make_user()])
    html = post(client, conference, due, confirmed(DUE - DAY, tell="authors")).content.decode()
    assert "has to come before" in html
    due.refresh_from_db()
    assert due.instant == DUE
    assert addresses() == []


@pytest.mark.usefixtures("chair")
def test_a_move_that_would_be_refused_is_refused_before_the_preview(client, conference, due):
    make_milestone(conference, MilestoneKind.CALL_OPENS, DUE + DAY, zone="UTC")
    html = post(client, conference, due, to(DUE - DAY)).content.decode()
    assert "has to come before" in html
    assert "This date moves" not in html
    assert 'value="2026-08-05T12:00"' in html


@pytest.mark.usefixtures("chair")
def test_a_date_put_into_the_past_is_told_to_close_at_once(client, conference, due):
    html = post(client, conference, due, to(NOW - DAY)).content.decode()
    assert "The new moment has passed already" in html
    assert "Submission is closed from the moment you press" in html
    assert "Authors of drafts are not reminded three days before any more" in html


@pytest.mark.usefixtures("chair")
def test_submission_that_is_over_opens_again(client, conference, due):
    conference.milestones.update(instant=NOW - DAY)
    values = to(NOW + DAY, seen=(NOW - DAY).isoformat())
    html = post(client, conference, due, values).content.decode()
    assert "Submission opens again at once, until Sun 2 Aug, 12:00 UTC." in html


@pytest.mark.usefixtures("chair")
def test_a_reminder_that_went_out_is_told_not_to_come_again(client, conference, due):
    conference.milestones.update(instant=NOW + 2 * DAY)
    values = to(NOW + 9 * DAY, seen=(NOW + 2 * DAY).isoformat())
    html = post(client, conference, due, values).content.decode()
    assert "Authors of drafts were reminded three days before already; that is not repeated." in html
    assert "Authors of drafts are reminded one day before: Sun 9 Aug, 12:00 UTC." in html


@pytest.mark.usefixtures("chair")
def test_those_for_whom_nothing_moves_get_no_mail(client, conference, due):
    short = conference.tracks.create(name="Short papers", position=1)
    ada, ben, eve = (make_user(email=f"{name}@uni.example") for name in ("ada", "ben", "eve"))
    for author, track in ((ada, conference.tracks.first()), (ben, short), (eve, conference.tracks.first())):
        make_submission(conference, [author], track=track)
    given = {"milestone": due, "zone": "UTC", "created_at": NOW}
    MilestoneException.objects.create(track=short, instant=LATER + DAY, **given)
    MilestoneException.objects.create(user=eve, instant=LATER + DAY, **given)
    MilestoneException.objects.create(user=ada, instant=DUE + DAY, **given)
    html = post(client, conference, due, to(LATER)).content.decode()
    assert "“Short papers” keeps its own date, Fri 14 Aug, 12:00 UTC." in html
    assert "One person has a date of their own that gives no more time than the new one" in html
    assert "the contact authors of 2 papers" in html
    post(client, conference, due, confirmed(LATER, tell="authors"))
    assert addresses() == ["ada@uni.example"]


@pytest.mark.usefixtures("chair")
def test_moving_back_is_the_same_step_and_news_once_more(client, conference, due, monkeypatch):
    make_submission(conference, [make_user(email="ada@uni.example")])
    post(client, conference, due, confirmed(LATER, tell="authors"))
    for hours, (there, back) in enumerate([(DUE, LATER), (LATER, DUE)], 1):
        at = NOW + dt.timedelta(hours=hours)
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        values = confirmed(there, tell="authors", seen=back.isoformat())
        assert post(client, conference, due, values).status_code == 302
    due.refresh_from_db()
    assert due.instant == LATER
    assert due.changes.count() == 3
    assert addresses() == ["ada@uni.example"] * 3


@pytest.mark.usefixtures("chair")
def test_reviewers_with_open_reviews_are_told_of_theirs(client, conference):
    due = make_milestone(conference, MilestoneKind.REVIEWS_DUE, DUE, zone="UTC")
    reviewer = make_member(conference, Role.REVIEWER, make_user(email="rev@uni.example"))
    make_member(conference, Role.REVIEWER)
    paper = make_submission(conference, [make_user()])
    Assignment.objects.create(submission=paper, reviewer=reviewer, role=Role.REVIEWER, assigned_at=NOW)
    html = post(client, conference, due, to(LATER)).content.decode()
    assert "Reviewers: 1 reviewer with open reviews" in html
    assert "Reviews can be changed until Thu 13 Aug, 12:00 UTC" in html
    assert post(client, conference, due, confirmed(LATER, tell="reviewers")).status_code == 302
    assert addresses() == ["rev@uni.example"]


def test_a_chair_in_conflict_reads_the_same_preview_whatever_is_hidden(client, conference, due, chair):
    paper = make_submission(conference, [make_user()])
    before = post(client, conference, due, to(LATER)).content.decode()
    assert "of 1 paper that" in before
    Conflict.objects.create(
        submission=paper,
        user=chair,
        source=ConflictSource.CHAIR,
        standing=ConflictStanding.CONFIRMED,
        created_at=NOW,
    )
    hidden = post(client, conference, due, to(LATER)).content.decode()
    assert "of 0 papers that" in hidden
    paper.delete()
    assert _without_token(post(client, conference, due, to(LATER)).content.decode()) == _without_token(hidden)


def _without_token(html):
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", html)


@pytest.mark.usefixtures("chair")
def test_a_week_later_is_one_link_away(client, conference, due):
    html = client.get(url("milestone", conference, due.key)).content.decode()
    assert 'href="?ahead=168"' in html
    offered = client.get(url("milestone", conference, due.key), {"ahead": "168"}).content.decode()
    assert 'value="2026-08-13T12:00"' in offered
    due.refresh_from_db()
    assert due.instant == DUE


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize(
    ("ahead", "offered"),
    [("9" * 5_000, "2026-08-06"), ("-1", "2026-08-06"), ("x", "2026-08-06"), ("99999", "2027-08-06")],
)
def test_an_address_that_asks_for_another_time_never_asks_for_too_much(
    client, conference, due, ahead, offered
):
    html = client.get(url("milestone", conference, due.key), {"ahead": ahead}).content.decode()
    assert f'value="{offered}T12:00"' in html


@pytest.mark.usefixtures("chair")
@pytest.mark.parametrize("odd", ["2026-99-99T00:00:00+00:00", "2026-08-01T12:00:00", "9" * 5_000, ""])
def test_a_move_that_was_seen_at_no_moment_begins_where_the_date_is(client, conference, due, odd):
    answer = post(client, conference, due, to(LATER, seen=odd, confirmed=odd))
    assert f'name="seen" value="{DUE.isoformat()}"' in answer.content.decode()
    due.refresh_from_db()
    assert due.instant == DUE


@pytest.mark.usefixtures("chair")
def test_a_track_that_is_overtaken_is_told_of(client, conference, due):
    track = conference.tracks.get()
    MilestoneException.objects.create(
        milestone=due, track=track, instant=DUE + DAY, zone="UTC", created_at=NOW
    )
    html = post(client, conference, due, to(LATER)).content.decode()
    assert "“Papers” keeps its own date, Fri 7 Aug, 12:00 UTC, which is now the earlier one." in html


def test_others_move_nothing(client, conference, due):
    for role in (Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR):
        person = make_member(conference, role)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert post(client, conference, due, confirmed(LATER, tell="authors")).status_code == 404
    due.refresh_from_db()
    assert due.instant == DUE
    assert addresses() == []


@pytest.mark.usefixtures("chair")
def test_a_date_that_nobody_could_see_is_corrected_and_not_moved(client, conference, due):
    Conference.objects.update(public_state=PublicState.DRAFT)
    html = post(client, conference, due, to(LATER)).content.decode()
    assert "The site is not published yet" in html
    post(client, conference, due, confirmed(LATER))
    due.refresh_from_db()
    assert due.instant == LATER
    assert not due.changes.exists()
    Conference.objects.update(public_state=PublicState.PUBLISHED)
    post(client, conference, due, confirmed(LATER + DAY, seen=LATER.isoformat()))
    assert [change.old_instant for change in due.changes.all()] == [LATER]


def is_ticked(client, conference, due, values) -> bool:
    """Whether the authors are ticked in the preview."""
    html = post(client, conference, due, values).content.decode()
    tick = re.search(r'<input[^>]*name="tell"[^>]*value="authors"[^>]*>', html)
    assert tick
    return "checked" in tick[0]


@pytest.mark.usefixtures("chair")
def test_an_extension_tells_people_unless_the_chair_unticks_them(client, conference, due):
    make_submission(conference, [make_user()])
    assert is_ticked(client, conference, due, to(LATER))
    assert not is_ticked(client, conference, due, to(DUE - DAY)), "an earlier date is no extension"
    again = to(LATER + DAY, confirmed=LATER.isoformat())
    assert not is_ticked(client, conference, due, again), "what was unticked before stays so"
    assert addresses() == []
    post(client, conference, due, confirmed(LATER))
    assert addresses() == [], "unticked: nobody is written to"


@pytest.mark.usefixtures("chair")
def test_while_the_site_is_a_draft_nobody_is_ticked(client, conference, due):
    conference.public_state = PublicState.DRAFT
    conference.save()
    assert not is_ticked(client, conference, due, to(LATER))
