"""The desk's first page: what needs its reader, and how far things are, over what they may see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.sections import desk_sections
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from effgenai.ui.charts import Growth
from reviews.assignment.models import Assignment
from reviews.reviewing.models import Review
from reviews.reviewing.queries.progress import progress_page
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("effgenai.conferences.middleware.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    install_default_review_form(conference, NOW)
    make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW + 7 * DAY)
    return conference


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Cecily Chair"))


def section(user, conference, title):
    viewer = viewer_for(user=user, conference=conference, at=NOW)
    return next((one.context for one in desk_sections(viewer) if one.title == title), None)


def paper_of(conference, *, days_ago=1, **fields):
    return make_submission(conference, submitted_at=NOW - days_ago * DAY, **fields)


def ask_review(paper, person=None, *, is_in=False):
    person = person or make_member(paper.conference, Role.REVIEWER)
    pseudonym = f"R{paper.assignments.count()}"
    task = Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=pseudonym, assigned_at=NOW - 9 * DAY
    )
    if is_in:
        Review.objects.create(
            assignment=task,
            state=ReviewState.SUBMITTED,
            answers={"overall": 4},
            overall=4,
            saved_at=NOW,
            submitted_at=NOW - DAY,
        )
    return person


def test_papers_are_counted_with_those_of_the_last_seven_days(conference, chair):
    paper_of(conference, days_ago=1)
    paper_of(conference, days_ago=8)
    found = section(chair, conference, "Submissions")
    assert (found["total"], found["new"]) == (2, 1)
    assert found["growth"].times == [NOW - 8 * DAY, NOW - DAY]
    assert [row.total for row in found["weeks"]] == [1, 2, None]


def test_a_chair_in_conflict_finds_no_paper_review_mail_or_line_of_it(conference, chair):
    hidden = paper_of(conference)
    ask_review(hidden, is_in=True)
    ask_review(hidden)
    OutboundEmail.objects.create(
        conference=conference,
        paper=hidden.number,
        state=EmailState.FAILED,
        kind="x",
        dedupe_key="x",
        message_id="<x@x>",
        to_name="Ada",
        to_address="a@u.example",
        subject="s",
        body="t",
        created_at=NOW,
        due_at=NOW,
    )
    record(action="submission.submit", by=None, at=NOW, conference=conference, paper=hidden.number)
    assert section(chair, conference, "Reviews")["in_words"] == "1 / 2"
    assert section(chair, conference, "Mails")["progress"]["failed"] == 1
    assert section(chair, conference, "Lately")["events"]

    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    assert section(chair, conference, "Submissions") | {"due": None} == {
        "total": 0,
        "new": 0,
        "due": None,
        "growth": None,
        "weeks": [],
    }
    assert section(chair, conference, "Reviews") is None
    assert section(chair, conference, "Mails") is None
    assert all(event.paper is None for event in section(chair, conference, "Lately")["events"])


def test_the_last_edition_is_drawn_for_its_chairs_alone(conference, chair):
    before = make_conference("before")
    make_milestone(before, MilestoneKind.SUBMISSIONS_DUE, NOW - 358 * DAY)
    make_submission(before, submitted_at=NOW - 360 * DAY)
    conference.previous = before
    conference.save()
    paper_of(conference)
    assert section(chair, conference, "Submissions")["growth"].earlier == []
    make_member(before, Role.CHAIR, chair)
    assert section(chair, conference, "Submissions")["growth"].earlier == [NOW + 5 * DAY]


def test_reviews_are_counted_as_on_their_own_page_and_late_people_are_named(conference, chair, client):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW - 2 * DAY)
    late = make_member(conference, Role.REVIEWER, make_user("Lena Late"))
    for paper in (paper_of(conference), paper_of(conference)):
        ask_review(paper, late)
        ask_review(paper, is_in=True)
    page = progress_page(viewer_for(user=chair, conference=conference, at=NOW), "", "")
    found = section(chair, conference, "Reviews")
    assert found["in_words"] == page.in_words == "2 / 4"
    assert found["owing"] == page.open_reviewers
    assert found["late"] == [(late, 2)]
    client.force_login(chair)
    html = on_one_line(client.get(reverse("conferences:desk", args=["effgenai"])).content.decode())
    assert 'Lena Late</bdi></a> <span class="muted">2 reviews</span>' in html
    assert "person late" in html


def test_the_same_done_in_a_row_is_one_line(conference, chair):
    for number in (1, 2, 2):
        record(action="decision.set", by=chair, at=NOW, conference=conference, paper=number)
    record(action="session.change", by=chair, at=NOW - 8 * DAY, conference=conference)
    first, *others = section(chair, conference, "Lately")["events"]
    assert (first.times, first.paper) == (3, None)
    assert {event.line.actor for event in others} == {None}


@pytest.mark.parametrize("role", [Role.SITE_EDITOR, Role.PROGRAM_EDITOR])
def test_editors_find_their_work_without_numbers_of_papers(conference, client, role):
    paper_of(conference)
    editor = make_member(conference, role)
    assert desk_sections(viewer_for(user=editor, conference=conference, at=NOW)) == []
    client.force_login(editor)
    html = client.get(reverse("conferences:desk", args=["effgenai"])).content.decode()
    assert "What needs you now" in html
    assert "Submissions" not in html


def test_sections_need_the_same_queries_for_one_paper_and_for_ten(conference, chair):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW - 2 * DAY)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    counts = []
    for number in (1, 9):
        for _ in range(number):
            paper = paper_of(conference)
            ask_review(paper, is_in=True)
            ask_review(paper)
        with CaptureQueriesContext(connection) as asked:
            desk_sections(viewer)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_weeks_to_come_have_no_total():
    times = [NOW - 10 * DAY, NOW - DAY]
    growth = Growth(times, NOW - 12 * DAY, NOW + 7 * DAY, earlier=[NOW - 30 * DAY])
    rows = growth.weeks(NOW)
    assert [(row.weeks, row.total, row.earlier) for row in rows] == [(2, 1, 1), (1, 2, 1), (0, None, 1)]
