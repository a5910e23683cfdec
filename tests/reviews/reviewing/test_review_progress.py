import csv
import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.desk import desk_page
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState, MailingState
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.reviewing.models import Review
from reviews.reviewing.queries.progress import open_reviews, progress_page, reviews_stage
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)
from tests.support.records import lines_besides_defaults

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def conference():
    conference = make_conference("effgenai", reviews_per_paper=2)
    install_default_review_form(conference, NOW)
    return conference


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("effgenai.conferences.middleware.timezone.now", lambda: NOW)


def give(paper, person=None, **fields):
    person = person or make_member(paper.conference, Role.REVIEWER)
    pseudonym = f"Reviewer C{paper.assignments.count()}"
    return Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=pseudonym, assigned_at=NOW, **fields
    )


def scored(paper, *scores, confidence=3):
    for score in scores:
        assignment = give(paper, state=AssignmentState.DONE)
        Review.objects.create(
            assignment=assignment,
            state=ReviewState.SUBMITTED,
            answers={"overall": score, "confidence": confidence, "summary": "=1+1", "chair_comments": "Psst"},
            overall=score,
            saved_at=NOW,
            submitted_at=NOW,
        )
    return paper


def put_in_conflict(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.CHAIR, created_at=NOW)


def look(person, conference, text="", sort="number", at=NOW):
    return progress_page(viewer_for(user=person, conference=conference, at=at), text, sort)


def desk(client, **query):
    return client.get(reverse("reviews:progress", args=["effgenai"]), query)


def test_the_table_has_counts_mean_spread_and_state(conference, chair):
    paper = scored(make_submission(conference), 2, 5)
    give(paper)
    give(paper, state=AssignmentState.DECLINED)
    row = look(chair, conference).rows[0]
    assert (row.done, row.assigned, row.mean, row.spread, row.confidence) == (2, 3, 3.5, 3, 3)
    assert (row.words, row.kind, row.declined) == ("1 missing", "attention", 1)


def test_what_is_missing_is_late_once_the_date_has_passed(conference, chair):
    give(make_submission(conference))
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW)
    assert look(chair, conference).rows[0].words == "1 missing"
    page = look(chair, conference, at=NOW + DAY)
    assert (page.rows[0].words, page.rows[0].kind, page.is_late) == ("1 late", "bad", True)


@pytest.mark.parametrize(
    ("answer", "confidence"),
    [(3, 3), (-1, -1), (True, None), ("3", None), (2.5, None), (None, None), (10**9, None)],
)
def test_confidence_is_a_small_whole_number(conference, chair, answer, confidence):
    scored(make_submission(conference), 4, confidence=answer)
    assert look(chair, conference).rows[0].confidence == confidence


def test_drafts_and_area_chairs_are_no_reviews(conference, chair):
    paper = make_submission(conference)
    give(paper, role=Role.AREA_CHAIR, person=make_member(conference, Role.AREA_CHAIR, make_user("Ada")))
    Review.objects.create(assignment=give(paper), draft={"overall": "6"}, saved_at=NOW)
    row = look(chair, conference).rows[0]
    assert (row.done, row.assigned, row.scores, row.area_chairs) == (0, 1, [], ["Ada"])


def test_what_was_declined_is_not_owed_and_counts_nowhere(conference, chair):
    paper = scored(make_submission(conference), 4)
    declined = give(paper, state=AssignmentState.DECLINED)
    Assignment.objects.filter(pk=declined.pk).update(assigned_at=NOW - 9 * DAY)
    page = look(chair, conference)
    assert (page.open_reviewers, page.start) == (0, NOW)
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert open_reviews(viewer) == []
    assert reviews_stage(viewer).note == ""


def test_area_chairs_and_papers_that_were_withdrawn_owe_no_review(conference, chair):
    give(scored(make_submission(conference), 4), role=Role.AREA_CHAIR)
    give(make_submission(conference, state=SubmissionState.WITHDRAWN))
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert open_reviews(viewer) == []
    assert look(chair, conference).open_reviewers == 0


def test_the_search_narrows_and_the_sorting_orders(conference, chair, client):
    scored(make_submission(conference, title="Alpha"), 1, 6)
    scored(make_submission(conference, title="Beta"), 4)
    make_submission(conference, title="Gamma")
    assert [row.title for row in look(chair, conference, "reviews:<2").rows] == ["Beta", "Gamma"]
    assert [row.title for row in look(chair, conference, "spread:>=2").rows] == ["Alpha"]
    assert [row.title for row in look(chair, conference, sort="-mean").rows] == ["Beta", "Alpha", "Gamma"]
    assert [row.title for row in look(chair, conference, sort="mean").rows] == ["Alpha", "Beta", "Gamma"]
    assert "Gamma" not in desk(client, q="reviews:>0").content.decode()
    assert "is not known" in desk(client, q="colour:red").content.decode()


def test_the_numbers_on_top(conference, chair, client):
    scored(make_submission(conference), 1, 6)
    give(make_submission(conference))
    page = look(chair, conference)
    assert (page.done, page.asked, page.few, page.disagreement, page.open_reviewers) == (2, 3, 1, 1, 1)
    assert [count for _, count in page.points] == [1, 2]
    shown = desk(client).content.decode()
    assert "2 / 3" in shown
    assert "Remind 1 reviewer" in shown


def test_a_chair_in_conflict_notices_nothing(conference, chair, client):
    scored(make_submission(conference), 4, 4)
    secret = make_submission(conference, title="Hidden from Cecily")
    put_in_conflict(secret, chair)
    scored(secret, 3)
    late = make_member(conference, Role.REVIEWER)
    before = desk(client).content
    Review.objects.filter(assignment__submission=secret).update(overall=1, submitted_at=NOW - DAY)
    give(secret, late)
    page = look(chair, conference)
    assert (page.total, page.done, page.asked, page.disagreement, page.open_reviewers) == (1, 2, 2, 0, 0)
    assert strip(desk(client).content) == strip(before)
    assert "Hidden" not in export(client)
    sidebar = desk_page(viewer_for(user=chair, conference=conference, at=NOW), "reviews")["sidebar"]
    assert next(item for item in sidebar if item.label == "Reviews").state == "done"


def strip(page):
    """The page without its form tokens, which differ each time."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"", page)


def export(client):
    answer = client.get(reverse("reviews:export_reviews", args=["effgenai"]))
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_export_has_every_answer_and_no_formulas(conference, chair, client):
    scored(make_submission(conference, title="=cmd()"), 5)
    header, row = csv.reader(export(client).splitlines())
    cells = dict(zip(header, row, strict=True))
    assert cells["title"] == "'=cmd()"
    assert cells["Summary"] == "'=1+1"
    assert (cells["overall"], cells["Comments to the chairs"]) == ("5", "Psst")


def test_the_export_leaves_out_reviews_that_are_only_begun(conference, chair, client):
    paper = scored(make_submission(conference), 5)
    Review.objects.create(assignment=give(paper), draft={"summary": "typed"}, saved_at=NOW)
    header, *rows = csv.reader(export(client).splitlines())
    assert [row[header.index("overall")] for row in rows] == ["5"]


@pytest.mark.parametrize("name", ["progress", "export_reviews", "form"])
def test_nobody_but_chairs_has_these_pages(conference, client, name):
    address = reverse(f"reviews:{name}", args=["effgenai"])
    for role in (Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR):
        client.force_login(make_member(conference, role))
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def remind(client):
    return client.post(reverse("reviews:remind_reviewers", args=["effgenai"]))


def test_reminding_prepares_one_mail_for_each_missing_review(conference, chair, client):
    person = make_member(conference, Role.REVIEWER, make_user("Rita Reader"))
    papers = [make_submission(conference, title=f"Title {n}") for n in range(2)]
    for paper in papers:
        give(paper, person)
    scored(make_submission(conference), 4)
    answer = remind(client)
    mailing = Mailing.objects.get()
    assert answer.url == reverse("mail:mailing", args=["effgenai", mailing.key])
    assert (mailing.state, mailing.created_by) == (MailingState.DRAFT, chair)
    mails = OutboundEmail.objects.order_by("paper")
    assert [mail.paper for mail in mails] == [paper.number for paper in papers]
    assert {mail.state for mail in mails} == {EmailState.HELD}
    assert "Dear Rita Reader" in mails[0].body
    assert "Title 0" in mails[0].body
    assert "/effgenai/reviewing/" in mails[0].body


def test_a_second_press_finds_the_same_draft(conference, chair, client):
    give(make_submission(conference))
    assert remind(client).url == remind(client).url
    assert Mailing.objects.count() == 1
    assert OutboundEmail.objects.count() == 1


def test_a_chair_in_conflict_reminds_nobody_about_that_paper(conference, chair, client):
    secret = make_submission(conference)
    give(secret)
    put_in_conflict(secret, chair)
    assert remind(client).url == reverse("reviews:progress", args=["effgenai"])
    assert not OutboundEmail.objects.exists()
    assert not Mailing.objects.exists()


def test_nobody_else_prepares_reminders(conference, client):
    give(make_submission(conference))
    client.force_login(make_member(conference, Role.AREA_CHAIR))
    assert remind(client).status_code == 404
    left = [model for model in (Mailing, OutboundEmail) if model.objects.exists()]
    assert left == []
    assert not lines_besides_defaults()


def test_withdrawn_papers_are_not_on_the_desk(conference, chair):
    give(make_submission(conference, state=SubmissionState.WITHDRAWN))
    assert look(chair, conference).total == 0


def test_the_desk_costs_the_same_with_more_papers(conference, chair, client):
    def count(address):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
            assert answer.status_code == 200
            b"".join(answer)
        return len(captured)

    addresses = [reverse(f"reviews:{name}", args=["effgenai"]) for name in ("progress", "export_reviews")]
    scored(make_submission(conference), 3)
    desk(client)
    before = [count(address) for address in addresses]
    for _ in range(2):
        give(scored(make_submission(conference), 3, 4))
    assert [count(address) for address in addresses] == before
