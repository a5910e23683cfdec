"""Papers are taken for as long as the date of their track, or of the person, allows."""

from __future__ import annotations

import datetime as dt

import pytest

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Track
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from submissions.contributions.desk import author_todos
from submissions.core.models import Submission
from submissions.core.rules import why_not_edit, why_not_start, why_not_submit
from submissions.core.states import SubmissionState
from submissions.papers.services.drafts import PaperDetails, save_paper, start_draft
from submissions.papers.services.reminders import remind_authors
from tests.support.factories import NOW, make_conference, make_milestone, make_submission, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture
def conference(db):
    return make_conference("ws")


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW - DAY, zone="UTC")


@pytest.fixture
def short(conference):
    return Track.objects.create(conference=conference, name="Short papers", position=1)


@pytest.fixture
def author():
    return make_user(email="ada@uni.example")


def give(due, instant, **whom):
    MilestoneException.objects.create(milestone=due, instant=instant, zone="UTC", created_at=NOW, **whom)


def viewer(conference, user):
    return viewer_for(user=user, conference=conference, at=NOW)


def test_a_track_stays_open_while_the_others_are_closed(conference, due, short, author):
    give(due, NOW + DAY, track=short)
    usual = conference.tracks.first()
    looking = viewer(conference, author)
    assert why_not_start(looking) is None
    with pytest.raises(Refused, match="Papers were due Fri 31 Jul, 12:00 UTC"):
        start_draft(viewer=looking, track=usual, title="Late", by=author, at=NOW)
    assert not Submission.objects.exists()
    draft = start_draft(viewer=looking, track=short, title="In time", by=author, at=NOW)
    assert why_not_submit(draft, looking) is None
    assert why_not_submit(make_submission(conference, [author], state=SubmissionState.DRAFT), looking)


def test_a_paper_cannot_slip_into_a_closed_track(conference, due, short, author):
    give(due, NOW + DAY, track=short)
    paper = make_submission(conference, [author], track=short)
    facts = PaperDetails(title="T", abstract="A", track=conference.tracks.first(), topics=[])
    with pytest.raises(Refused, match="“Papers” is closed"):
        save_paper(
            submission=paper, viewer=viewer(conference, author), facts=facts, version=0, by=author, at=NOW
        )
    paper.refresh_from_db()
    assert paper.track == short


def test_a_person_has_more_time_and_nobody_else(conference, due, author):
    give(due, NOW + DAY, user=author)
    paper = make_submission(conference, [author, make_user()])
    other = paper.authorships.last().user
    assert why_not_edit(paper, viewer(conference, author)) is None
    assert "were due" in why_not_edit(paper, viewer(conference, other))


def test_the_duty_tells_the_date_that_counts(conference, due, short, author):
    give(due, NOW + DAY, track=short)
    give(due, NOW + 3 * DAY, user=author)
    make_submission(conference, [author], state=SubmissionState.DRAFT, track=short)
    assert [todo.due for todo in author_todos(viewer(conference, author))] == [NOW + 3 * DAY]


def test_reminders_follow_the_date_of_the_track_and_of_the_person(conference, due, short, author):
    give(due, NOW + 2 * DAY, track=short)
    slow = make_user(email="slow@uni.example")
    give(due, NOW + 10 * DAY, user=slow)
    usual = make_user(email="usual@uni.example")
    make_submission(conference, [author], state=SubmissionState.DRAFT, track=short)
    make_submission(conference, [slow], state=SubmissionState.DRAFT, track=short)
    make_submission(conference, [usual], state=SubmissionState.DRAFT)
    assert remind_authors(at=NOW) == 1
    mail = OutboundEmail.objects.get()
    assert mail.to_address == "ada@uni.example"
    assert "Mon 3 Aug 2026, 12:00 UTC" in mail.subject
    assert remind_authors(at=NOW) == 0
    assert remind_authors(at=NOW + 8 * DAY) == 1
    assert OutboundEmail.objects.filter(to_address="slow@uni.example").exists()
