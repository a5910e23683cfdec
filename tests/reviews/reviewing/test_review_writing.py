import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.todos import todos_of
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from reviews.reviewing.models import Review, ReviewVersion
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
ANSWERS = {
    "q-summary": "It caches $x$.",
    "q-strengths": "Clear.",
    "q-weaknesses": "Short.",
    "q-soundness": "3",
    "q-overall": "5",
    "q-confidence": "4",
    "q-committee_note": "",
    "q-chair_comments": "Only for you.",
}


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    install_default_review_form(conference, NOW)
    return conference


@pytest.fixture
def reviewer(conference, client):
    person = make_member(conference, Role.REVIEWER, make_user("Rita Reader"))
    client.force_login(person)
    return person


@pytest.fixture
def paper(conference):
    return make_submission(conference, [make_user("Arthur Author")], title="A paper to read")


@pytest.fixture
def assignment(paper, reviewer):
    return give(paper, reviewer)


def give(paper, person, **fields):
    number = paper.assignments.count()
    values = {"pseudonym": f"Reviewer A{number}", "assigned_at": NOW, **fields}
    return Assignment.objects.create(submission=paper, reviewer=person, **values)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time at which requests begin."""

    class Clock:
        at = NOW

    monkeypatch.setattr("effgenai.conferences.middleware.timezone.now", lambda: Clock.at)
    return Clock


def url(assignment, name="review"):
    return reverse(f"reviews:{name}", args=[assignment.submission.conference.slug, assignment.key])


def submit(client, assignment, version=0, **changes):
    data = {**ANSWERS, "version": version, **{f"q-{name}": value for name, value in changes.items()}}
    return client.post(url(assignment, "submit_review"), data)


def save(client, assignment, version=0, force=None, **changes):
    data = {"version": version, **{f"q-{name}": value for name, value in changes.items()}}
    return client.post(url(assignment, "save_review"), data | ({"force": force} if force else {}))


def due(conference, instant, **fields):
    return make_milestone(conference, MilestoneKind.REVIEWS_DUE, instant, **fields)


def release(paper):
    outcome = DecisionClass.objects.create(conference=paper.conference, name="Reject")
    Decision.objects.create(
        submission=paper, outcome=outcome, state=DecisionState.RELEASED, decided_at=NOW, released_at=NOW
    )


def nothing_written():
    return not (Review.objects.exists() or lines_besides_defaults() or OutboundEmail.objects.exists())


def test_the_list_names_the_papers_and_never_the_authors(client, assignment):
    page = client.get(reverse("reviews:tasks", args=["effgenai"])).content.decode()
    assert "A paper to read" in page
    assert "not begun" in page
    assert "Write the review<span" in page
    assert "your score" not in page
    assert "Arthur" not in page


def test_the_page_shows_paper_form_and_readers_but_no_author(client, conference, assignment):
    make_member(conference, Role.CHAIR)
    give(assignment.submission, make_user())
    page = client.get(url(assignment)).content.decode()
    assert "A paper to read" in page
    by_most = "Read by the authors once decisions are released, and by 1 other reviewer and at most 1 chair."
    assert page.count(by_most) == 1  # said once, not beside each question
    assert "Read only by the chairs (at most 1 chair), never by authors or other reviewers." in page
    assert "Weak accept" in page
    assert "Arthur" not in page


def test_the_head_count_does_not_tell_that_a_chair_is_in_conflict(client, conference, assignment):
    chair = make_member(conference, Role.CHAIR)
    before = client.get(url(assignment)).content.decode()
    Conflict.objects.create(
        submission=assignment.submission, user=chair, source=ConflictSource.CHAIR, created_at=NOW
    )
    assert "at most 1 chair" in before
    assert "at most 1 chair" in client.get(url(assignment)).content.decode()


def test_what_is_typed_is_kept_and_numbered(client, assignment):
    answer = save(client, assignment, summary="Half a sent")
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert save(client, assignment, 1, summary="Half a sentence").json()["version"] == 2
    review = Review.objects.get()
    assert (review.state, review.draft["summary"], review.answers) == (
        ReviewState.DRAFT,
        "Half a sentence",
        {},
    )
    assert "Half a sentence" in client.get(url(assignment)).content.decode()


def test_a_second_tab_is_told_and_may_insist(client, assignment):
    save(client, assignment, summary="First tab")
    answer = save(client, assignment, 0, summary="Second tab")
    assert (answer.status_code, answer.json()["version"]) == (409, 1)
    assert Review.objects.get().draft["summary"] == "First tab"
    assert save(client, assignment, 0, force="1", summary="Second tab").status_code == 200
    assert Review.objects.get().draft["summary"] == "Second tab"


def test_the_same_text_again_is_no_clash(client, assignment):
    save(client, assignment, summary="Same")
    answer = save(client, assignment, 0, summary="Same")
    assert (answer.status_code, answer.json()["version"]) == (200, 1)


def test_an_empty_form_begins_nothing(client, assignment):
    assert save(client, assignment, summary="").json()["version"] == 0
    assert nothing_written()


def test_wrong_values_are_kept_and_named(client, assignment):
    answer = save(client, assignment, overall="9", summary="Kept\x00")
    assert answer.status_code == 422
    assert "overall" in answer.json()["errors"]
    assert Review.objects.get().draft["summary"] == "Kept"


def test_a_submitted_review_is_a_version_and_finishes_the_task(client, assignment):
    assert submit(client, assignment).status_code == 302
    review = Review.objects.get()
    assert (review.state, review.overall, review.draft) == (ReviewState.SUBMITTED, 5, {})
    assert review.answers["soundness"] == 3
    assert review.answers["ethics"] is False
    assert ReviewVersion.objects.get().answers == review.answers
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.DONE
    line = lines_besides_defaults().get()
    assert (line.action, line.paper, line.actor) == (
        "review.submit",
        assignment.submission.number,
        assignment.reviewer,
    )
    assert not OutboundEmail.objects.exists()


def test_a_double_click_makes_one_version(client, assignment):
    submit(client, assignment)
    assert submit(client, assignment).status_code == 302
    assert ReviewVersion.objects.count() == 1
    assert lines_besides_defaults().count() == 1


def test_submitting_right_after_the_page_saved_itself_is_no_clash(client, assignment):
    names = {name.removeprefix("q-"): value for name, value in ANSWERS.items()}
    save(client, assignment, **names)
    assert submit(client, assignment, 0).status_code == 302
    assert Review.objects.get().state == ReviewState.SUBMITTED


def test_an_incomplete_review_comes_back_with_what_was_typed(client, assignment):
    answer = submit(client, assignment, overall="", summary="My summary")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please answer this question." in page
    assert "My summary" in page
    review = Review.objects.get()
    assert (review.state, review.draft["summary"]) == (ReviewState.DRAFT, "My summary")


def test_an_old_tab_does_not_submit_over_a_newer_text(client, assignment):
    save(client, assignment, summary="Newer")
    answer = submit(client, assignment, 0, summary="Older")
    assert answer.status_code == 422
    assert "saved elsewhere" in answer.content.decode()
    assert "Older" in answer.content.decode()
    assert Review.objects.get().draft["summary"] == "Newer"
    assert submit(client, assignment, 1, summary="Older").status_code == 302
    assert Review.objects.get().answers["summary"] == "Older"


def test_without_scripts_one_can_save_and_go_on_later(client, assignment):
    answer = client.post(url(assignment, "submit_review"), {"version": 0, "q-summary": "Later", "later": "1"})
    assert answer.url == reverse("reviews:tasks", args=["effgenai"])
    review = Review.objects.get()
    assert (review.state, review.draft["summary"]) == (ReviewState.DRAFT, "Later")


def test_a_change_before_the_date_is_a_second_version(client, conference, assignment, clock):
    due(conference, NOW + DAY)
    submit(client, assignment)
    clock.at = NOW + DAY
    assert submit(client, assignment, 1, overall="2").status_code == 302
    review = Review.objects.get()
    assert (review.overall, review.submitted_at) == (2, NOW)
    assert [version.number for version in review.versions.all()] == [2, 1]


def test_until_it_is_submitted_again_readers_have_the_old_text(client, assignment):
    submit(client, assignment)
    save(
        client,
        assignment,
        1,
        **{name.removeprefix("q-"): value for name, value in ANSWERS.items()} | {"summary": "New"},
    )
    review = Review.objects.get()
    assert (review.answers["summary"], review.draft["summary"]) == ("It caches $x$.", "New")
    assert "You changed something since." in client.get(url(assignment)).content.decode()


def test_after_date_and_grace_a_submitted_review_stays(client, conference, assignment, clock):
    due(conference, NOW + DAY, grace_minutes=60)
    submit(client, assignment)
    clock.at = NOW + DAY + dt.timedelta(minutes=60)
    assert submit(client, assignment, 1, overall="2").status_code == 302
    clock.at += dt.timedelta(seconds=1)
    answer = submit(client, assignment, 2, overall="1", summary="Still typed")
    assert answer.status_code == 422
    assert "Reviews are closed" in answer.content.decode()
    assert "Still typed" in answer.content.decode()
    assert save(client, assignment, 2, overall="1").status_code == 403
    assert Review.objects.get().overall == 2
    assert "Reviews are closed" in client.get(url(assignment)).content.decode()


def test_a_late_review_is_taken_until_the_release(client, conference, paper, assignment, clock):
    due(conference, NOW)
    clock.at = NOW + 3 * DAY
    page = client.get(url(assignment)).content.decode()
    assert "A late review still counts" in page
    assert submit(client, assignment).status_code == 302


def test_after_the_release_nothing_is_taken(client, paper, assignment):
    save(client, assignment, summary="Unfinished")
    release(paper)
    answer = submit(client, assignment, 1)
    assert "The decision on this paper is released" in answer.content.decode()
    assert save(client, assignment, 1, summary="More").status_code == 403
    review = Review.objects.get()
    assert (review.state, review.draft["summary"]) == (ReviewState.DRAFT, "Unfinished")
    assert "Unfinished" in client.get(url(assignment)).content.decode()


def test_a_withdrawn_paper_needs_no_review(client, paper, assignment):
    paper.state, paper.withdrawn_at = SubmissionState.WITHDRAWN, NOW
    paper.save()
    assert "withdrew this paper" in submit(client, assignment).content.decode()
    assert nothing_written()
    assert "no review needed" in client.get(reverse("reviews:tasks", args=["effgenai"])).content.decode()


@pytest.mark.parametrize("name", ["review", "decline_assignment"])
def test_nobody_else_has_the_page(client, conference, assignment, name):
    for person in (make_member(conference, Role.REVIEWER), make_member(conference, Role.CHAIR), make_user()):
        client.force_login(person)
        assert client.get(url(assignment, name)).status_code == 404


@pytest.mark.parametrize("name", ["save_review", "submit_review", "decline_assignment"])
def test_nobody_else_writes(client, conference, assignment, name):
    for person in (make_member(conference, Role.REVIEWER), make_member(conference, Role.CHAIR), make_user()):
        client.force_login(person)
        assert client.post(url(assignment, name), {**ANSWERS, "reason": "No"}).status_code == 404
    client.logout()
    assert client.post(url(assignment, name), ANSWERS).status_code == 302
    assert nothing_written()
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.ASSIGNED


def test_who_came_into_conflict_has_it_no_more(client, assignment):
    Conflict.objects.create(
        submission=assignment.submission,
        user=assignment.reviewer,
        source=ConflictSource.CHAIR,
        created_at=NOW,
    )
    assert client.get(url(assignment)).status_code == 404
    assert submit(client, assignment).status_code == 404
    assert "A paper to read" not in client.get(reverse("reviews:tasks", args=["effgenai"])).content.decode()
    assert nothing_written()


def test_another_conference_does_not_open_it(client, assignment):
    make_conference("other")
    assert client.get(reverse("reviews:review", args=["other", assignment.key])).status_code == 404


def test_area_chairs_write_no_review(client, conference, paper, reviewer):
    assignment = give(paper, make_member(conference, Role.AREA_CHAIR), role=Role.AREA_CHAIR)
    client.force_login(assignment.reviewer)
    assert submit(client, assignment).status_code == 404
    page = client.get(reverse("reviews:tasks", args=["effgenai"])).content.decode()
    assert "Papers you look after" in page
    assert nothing_written()


@pytest.mark.parametrize("name", ["save_review", "decline_assignment"])
def test_the_paper_is_locked_before_the_task_as_everywhere(client, assignment, name):
    with CaptureQueriesContext(connection) as queries:
        client.post(url(assignment, name), {**ANSWERS, "reason": "Outside my field.", "version": "0"})
    locks = [query["sql"].partition(" FROM ")[2] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert locks[0].startswith('"submissions_submission"')
    assert locks[1].startswith('"reviews_assignment"')


def test_a_reviewer_gives_a_paper_back_with_a_reason(client, assignment):
    answer = client.post(url(assignment, "decline_assignment"), {"reason": "Outside my field."})
    assert answer.url == reverse("reviews:tasks", args=["effgenai"])
    assignment.refresh_from_db()
    assert (assignment.state, assignment.decline_reason) == (AssignmentState.DECLINED, "Outside my field.")
    assert not Conflict.objects.exists()
    assert client.get(url(assignment)).status_code == 404
    assert lines_besides_defaults().get().action == "assignment.decline"


def test_a_conflict_that_is_declared_is_kept(client, assignment):
    client.post(url(assignment, "decline_assignment"), {"reason": "A friend wrote it.", "is_conflict": "on"})
    row = Conflict.objects.get()
    assert (row.user, row.submission, row.source) == (
        assignment.reviewer,
        assignment.submission,
        ConflictSource.DECLARED,
    )


def test_declining_needs_a_reason(client, assignment):
    answer = client.post(url(assignment, "decline_assignment"), {"reason": " "})
    assert "field is required" in answer.content.decode()
    assert nothing_written()


def test_a_submitted_review_cannot_be_declined(client, assignment):
    submit(client, assignment)
    assert client.post(url(assignment, "decline_assignment"), {"reason": "No"}).status_code == 403
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.DONE


def test_open_reviews_are_duties_with_their_date(conference, reviewer, assignment):
    milestone = due(conference, NOW + DAY)
    viewer = viewer_for(user=reviewer, conference=conference, at=NOW)
    duty = next(duty for duty in todos_of(viewer) if "A paper to read" in duty.title)
    assert (duty.url, duty.due, duty.done) == (url(assignment), milestone.instant, False)


def test_the_pages_cost_the_same_with_more_papers(client, conference, reviewer):
    def count(address):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    address = reverse("reviews:tasks", args=["effgenai"])
    first = give(make_submission(conference), reviewer)
    client.get(address)
    one, page = count(address), count(url(first))
    for _ in range(2):
        more = make_submission(conference)
        give(more, reviewer)
        give(first.submission, make_member(conference, Role.REVIEWER))
    assert count(address) == one
    assert count(url(first)) == page
