"""Reminders of drafts before the deadline: each person once per deadline and step, whatever restarts."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from submissions.core.states import SubmissionState
from submissions.papers.services.reminders import remind_authors
from submissions.tasks import remind_authors_of_drafts
from tests.support.factories import NOW, make_conference, make_milestone, make_submission, make_user

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DUE = NOW + 10 * DAY


@pytest.fixture
def conference():
    conference = make_conference("ws")
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, DUE, grace_minutes=600)
    return conference


@pytest.fixture
def author(conference):
    author = make_user("Ada", "ada@uni.example")
    make_submission(conference, [author, make_user("Second")], state=SubmissionState.DRAFT, title="My draft")
    return author


def addresses() -> list[str]:
    return sorted(OutboundEmail.objects.values_list("to_address", flat=True))


@pytest.mark.parametrize("at", [NOW, DUE - 3 * DAY - HOUR, DUE, DUE + HOUR])
def test_nobody_is_reminded_too_early_or_once_it_is_too_late(author, at) -> None:
    assert remind_authors(at=at) == 0
    assert addresses() == []


def test_contact_authors_are_reminded_three_days_and_one_day_before(author) -> None:
    moments = [DUE - 3 * DAY, DUE - 2 * DAY, DUE - DAY - HOUR, DUE - DAY, DUE - HOUR, DUE - HOUR]
    assert [remind_authors(at=at) for at in moments] == [1, 0, 0, 1, 0, 0]
    assert addresses() == ["ada@uni.example"] * 2
    mail = OutboundEmail.objects.first()
    assert mail is not None
    assert "My draft" in mail.body
    assert "/ws/submissions/1/" in mail.body
    assert mail.is_secret


def test_a_step_that_was_slept_through_is_not_made_up_for(author) -> None:
    assert remind_authors(at=DUE - HOUR) == 1
    assert remind_authors(at=DUE - HOUR) == 0


@pytest.mark.parametrize("correction", [dt.timedelta(minutes=1), -dt.timedelta(minutes=1), HOUR, 7 * DAY])
def test_a_date_that_is_corrected_sends_no_step_again(author, conference, correction) -> None:
    assert remind_authors(at=DUE - 3 * DAY) == 1
    conference.milestones.update(instant=DUE + correction)
    assert remind_authors(at=DUE + correction - 3 * DAY + HOUR) == 0
    assert remind_authors(at=DUE + correction - DAY) == 1
    assert remind_authors(at=DUE + correction - HOUR) == 0


def test_a_track_with_a_date_of_its_own_has_its_own_steps(author, conference) -> None:
    short = conference.tracks.create(name="Short papers", position=1)
    make_submission(conference, [author], track=short, state=SubmissionState.DRAFT, title="Short")
    MilestoneException.objects.create(
        milestone=conference.milestones.get(), track=short, instant=DUE + 5 * DAY, created_at=NOW
    )
    assert remind_authors(at=DUE - 3 * DAY) == 1
    assert remind_authors(at=DUE + 2 * DAY) == 1
    assert remind_authors(at=DUE + 2 * DAY + HOUR) == 0


def bodies(at: dt.datetime) -> list[str]:
    """The reminders that are written then."""
    known = set(OutboundEmail.objects.values_list("pk", flat=True))
    remind_authors(at=at)
    return [mail.body for mail in OutboundEmail.objects.exclude(pk__in=known).order_by("pk")]


@pytest.mark.parametrize("moves", ["all", "track"])
def test_dates_that_fall_together_hide_no_draft_and_repeat_none(author, conference, moves) -> None:
    """Of one of them the author was reminded already when both came to be due at one moment."""
    short = conference.tracks.create(name="Short papers", position=1)
    make_submission(conference, [author], track=short, state=SubmissionState.DRAFT, title="A short one")
    due = conference.milestones.get()
    first = DUE + (5 if moves == "all" else -5) * DAY
    own = MilestoneException.objects.create(milestone=due, track=short, instant=first, created_at=NOW)
    told = "My draft" if moves == "all" else "A short one"
    (body,) = bodies(min(DUE, first) - DAY)
    assert told in body
    moved = due if moves == "all" else own
    moved.instant = max(DUE, first)
    moved.save()
    (body,) = bodies(max(DUE, first) - DAY)
    assert told not in body
    assert ("A short one" if moves == "all" else "My draft") in body
    assert bodies(max(DUE, first) - HOUR) == []


def test_a_person_with_more_time_for_all_drafts_is_told_of_each_once(author, conference) -> None:
    short = conference.tracks.create(name="Short papers", position=1)
    make_submission(conference, [author], track=short, state=SubmissionState.DRAFT, title="A short one")
    due = conference.milestones.get()
    for who in ({"track": short, "instant": DUE + DAY}, {"user": author, "instant": DUE + 5 * DAY}):
        MilestoneException.objects.create(milestone=due, created_at=NOW, **who)
    assert bodies(DUE) == []
    written = "".join(bodies(DUE + 4 * DAY))
    assert (written.count("My draft"), written.count("A short one")) == (1, 1)
    assert bodies(DUE + 4 * DAY + HOUR) == []


def test_several_drafts_make_one_mail_and_submitted_papers_none(author, conference) -> None:
    make_submission(conference, [author], state=SubmissionState.DRAFT, title="Another draft")
    make_submission(conference, [author], title="Submitted")
    starter = make_user("Starter", "starter@uni.example")
    make_submission(conference, state=SubmissionState.DRAFT, created_by=starter, title="")
    assert remind_authors(at=DUE - DAY) == 2
    assert addresses() == ["ada@uni.example", "starter@uni.example"]
    body = OutboundEmail.objects.get(to_address="ada@uni.example").body
    assert "Another draft" in body
    assert "Submitted" not in body
    assert "Untitled draft" in OutboundEmail.objects.get(to_address="starter@uni.example").body


def test_the_number_of_queries_does_not_grow(author, conference, django_assert_num_queries) -> None:
    with django_assert_num_queries(9) as few:
        remind_authors(at=DUE - 3 * DAY)
    make_submission(conference, [make_user(), make_user()], state=SubmissionState.DRAFT)
    make_submission(conference, [make_user()], state=SubmissionState.DRAFT)
    with django_assert_num_queries(len(few)):
        remind_authors(at=DUE - DAY)


def test_the_beat_writes_what_is_due_by_the_clock(author, conference) -> None:
    from django.utils import timezone

    conference.milestones.update(instant=timezone.now() + 20 * HOUR)
    remind_authors_of_drafts()
    assert addresses() == ["ada@uni.example"]
