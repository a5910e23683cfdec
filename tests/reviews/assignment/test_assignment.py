import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.desk import desk_page
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.services import assign_reviewer, pseudonyms, tell_reviewers
from reviews.assignment.states import AssignmentState
from reviews.expertise import past_texts
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review
from reviews.reviewing.states import ReviewState
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
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=2)


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


@pytest.fixture
def paper(conference, chair):
    return make_submission(conference, [make_user("Arthur Author")], title="A paper to read")


def make_reviewer(conference, name="Rita Reader", *, load=4, role=Role.REVIEWER):
    person = make_member(conference, role, make_user(name))
    Reviewer.objects.create(conference=conference, user=person, load_max=load, joined_at=NOW)
    return person


def give(paper, person, **fields):
    number = paper.assignments.count()
    return Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=f"R{number}", assigned_at=NOW, **fields
    )


def conflict(paper, person, **fields):
    kept = {"source": ConflictSource.COAUTHOR, "created_at": NOW, **fields}
    return Conflict.objects.create(submission=paper, user=person, **kept)


def url(conference, name="assignment", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def post_assign(client, paper, person, role="reviewer"):
    address = url(paper.conference, "assign", paper.number)
    return client.post(address, {"person": person.key, "role": role}, follow=True)


def nothing_happened():
    return not (Assignment.objects.exists() or AuditLine.objects.exists() or OutboundEmail.objects.exists())


def test_a_reviewer_is_assigned_under_a_random_name_and_without_a_mail(client, conference, paper):
    person = make_reviewer(conference)
    page = post_assign(client, paper, person).content.decode()
    task = Assignment.objects.get()
    assert (task.submission, task.reviewer, task.role, task.state) == (paper, person, "reviewer", "assigned")
    assert task.pseudonym.startswith("Reviewer ")
    assert f"Rita Reader reads paper {paper.number} as {task.pseudonym}." in page
    line = AuditLine.objects.get()
    assert (line.action, line.paper) == ("assignment.create", paper.number)
    assert not OutboundEmail.objects.exists()


def test_who_told_nothing_of_themselves_can_be_assigned(client, conference, paper):
    person = make_member(conference, Role.REVIEWER, make_user("Silent Member"))
    page = client.get(url(conference, "assignment_paper", paper.number)).content.decode()
    assert "0 of 4" in page
    post_assign(client, paper, person)
    assert Assignment.objects.get().reviewer == person


def test_an_area_chair_is_assigned_as_such(client, conference, paper):
    person = make_reviewer(conference, role=Role.AREA_CHAIR)
    post_assign(client, paper, person, role="area_chair")
    assert Assignment.objects.get().role == Role.AREA_CHAIR
    assert post_assign(client, paper, person).status_code == 404


def test_pseudonyms_are_different_and_in_no_order():
    names = pseudonyms(50)
    assert len(set(names)) == 50
    assert names != sorted(names)
    assert not set(pseudonyms(100, taken=names)) & set(names)


@pytest.mark.parametrize("standing", [ConflictStanding.POTENTIAL, ConflictStanding.CONFIRMED])
def test_who_is_in_conflict_is_refused(client, conference, paper, standing):
    person = make_reviewer(conference)
    conflict(paper, person, standing=standing)
    page = post_assign(client, paper, person).content.decode()
    assert "Rita Reader is in conflict: wrote another paper with an author." in page
    assert nothing_happened()


def test_an_author_is_refused_even_where_no_conflict_was_written(client, conference, paper):
    author = paper.authorships.get().user
    make_member(conference, Role.REVIEWER, author)
    Reviewer.objects.create(conference=conference, user=author, joined_at=NOW)
    assert (
        "Arthur Author is in conflict: is an author." in post_assign(client, paper, author).content.decode()
    )
    assert nothing_happened()


def test_a_dismissed_conflict_does_not_bind(client, conference, paper):
    person = make_reviewer(conference)
    conflict(paper, person, standing=ConflictStanding.DISMISSED)
    post_assign(client, paper, person)
    assert Assignment.objects.exists()


def test_a_chair_dismisses_a_potential_conflict(client, conference, paper):
    person = make_reviewer(conference)
    row = conflict(paper, person, standing=ConflictStanding.POTENTIAL, detail="Arthur Author")
    address = url(conference, "assignment_paper", paper.number)
    page = on_one_line(client.get(address).content)
    assert "Perhaps in conflict: wrote another paper with an author (Arthur Author)" in page
    page = client.post(
        url(conference, "dismiss_conflict", paper.number, row.pk), follow=True
    ).content.decode()
    assert "Rita Reader may read paper" in page
    assert "Dismissed: wrote another paper" in on_one_line(page)
    row.refresh_from_db()
    assert row.standing == ConflictStanding.DISMISSED
    assert AuditLine.objects.get().paper == paper.number


def test_the_conflict_of_an_author_cannot_be_dismissed(client, conference, paper):
    author = paper.authorships.get().user
    row = conflict(paper, author, source=ConflictSource.AUTHOR)
    page = client.post(
        url(conference, "dismiss_conflict", paper.number, row.pk), follow=True
    ).content.decode()
    assert "An author of a paper is always in conflict with it." in page
    row.refresh_from_db()
    assert row.standing == ConflictStanding.CONFIRMED
    assert not AuditLine.objects.exists()


def test_nobody_gets_more_papers_than_they_take(client, conference, paper):
    person = make_reviewer(conference, load=1)
    post_assign(client, make_submission(conference), person)
    page = post_assign(client, paper, person).content.decode()
    assert "Rita Reader has 1 of at most 1 papers." in page
    assert paper.assignments.count() == 0


def test_nobody_gets_a_paper_twice(client, conference, paper):
    person = make_reviewer(conference)
    post_assign(client, paper, person)
    assert "has this paper already" in post_assign(client, paper, person).content.decode()
    assert Assignment.objects.count() == 1


def test_who_declined_is_not_asked_again(client, conference, paper):
    person = make_reviewer(conference)
    give(paper, person, state=AssignmentState.DECLINED)
    assert "has declined this paper" in post_assign(client, paper, person).content.decode()
    assert Assignment.objects.count() == 1


def test_who_is_not_on_the_committee_is_not_found(client, conference, paper):
    assert post_assign(client, paper, make_user()).status_code == 404
    assert nothing_happened()


@pytest.mark.parametrize("state", [SubmissionState.ACCEPTED, SubmissionState.REJECTED])
def test_a_decided_paper_keeps_its_reviewers(client, conference, chair, state):
    paper = make_submission(conference, state=state)
    person = make_reviewer(conference)
    assert "its reviewers stay as they are" in post_assign(client, paper, person).content.decode()
    assert nothing_happened()


@pytest.mark.parametrize(
    "state", [SubmissionState.DRAFT, SubmissionState.WITHDRAWN, SubmissionState.DESK_REJECTED]
)
def test_a_paper_that_is_not_read_is_not_on_the_desk(client, conference, chair, state):
    paper = make_submission(conference, state=state, title="Nobody reads me")
    assert post_assign(client, paper, make_reviewer(conference)).status_code == 404
    assert "Nobody reads me" not in client.get(url(conference)).content.decode()
    assert nothing_happened()


def test_a_task_is_taken_away_while_nothing_is_written(client, conference, paper):
    task = give(paper, make_reviewer(conference))
    client.post(url(conference, "unassign", paper.number, task.key))
    assert not Assignment.objects.exists()
    assert AuditLine.objects.get().action == "assignment.remove"


@pytest.mark.parametrize("what", ["begun", "submitted"])
def test_nothing_that_was_written_is_taken_away(client, conference, paper, what):
    task = give(paper, make_reviewer(conference))
    times = {"state": ReviewState.SUBMITTED, "submitted_at": NOW} if what == "submitted" else {}
    Review.objects.create(assignment=task, draft={"summary": "It is"}, saved_at=NOW, **times)
    page = client.post(url(conference, "unassign", paper.number, task.key), follow=True).content.decode()
    assert ("A review is begun" if what == "begun" else "The review is written") in page
    assert Assignment.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_task_of_another_paper_is_not_found(client, conference, paper):
    task = give(make_submission(conference), make_reviewer(conference))
    assert client.post(url(conference, "unassign", paper.number, task.key)).status_code == 404
    assert Assignment.objects.exists()


def test_telling_takes_as_many_statements_for_fifty_tasks_as_for_five(conference, chair):
    def statements(number):
        tasks = [
            give(make_submission(conference), make_reviewer(conference, f"R {n}")) for n in range(number)
        ]
        keys = [task.pk for task in tasks]
        with CaptureQueriesContext(connection) as queries:
            assert tell_reviewers(conference=conference, assignments=keys, by=chair, at=NOW) == number
        assert Assignment.objects.filter(pk__in=keys, notified_at=NOW).count() == number
        return len(queries)

    statements(1)
    assert statements(5) == statements(50)


def test_reviewers_are_told_once_in_one_letter_each(client, conference, chair, paper):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + dt.timedelta(days=30))
    rita, hugo = make_reviewer(conference), make_reviewer(conference, "Hugo Helper")
    second = make_submission(conference, title="Another paper")
    tasks = [give(paper, rita), give(second, rita), give(paper, hugo)]
    declined = give(second, hugo, state=AssignmentState.DECLINED)
    page = client.get(url(conference, "tell_reviewers")).content.decode()
    assert "Dear Rita Reader," in page
    assert "Another paper" in page
    for _ in range(2):
        client.post(url(conference, "tell_reviewers"), {"task": [task.pk for task in [*tasks, declined]]})
    to_rita = OutboundEmail.objects.get(to_user=rita)
    assert "A paper to read" in to_rita.body
    assert "Another paper" in to_rita.body
    assert "Reviews are due Mon 31 Aug 2026, 00:00 AoE" in to_rita.body
    assert (to_rita.is_secret, to_rita.paper) == (True, None)
    to_hugo = OutboundEmail.objects.get(to_user=hugo)
    assert (to_hugo.is_secret, to_hugo.paper) == (False, paper.number)
    assert Assignment.objects.filter(notified_at=None).get() == declined
    assert "Everybody knows" in client.get(url(conference, "tell_reviewers")).content.decode()


def test_a_later_paper_makes_a_letter_of_its_own(client, conference, chair, paper):
    rita = make_reviewer(conference)
    client.post(url(conference, "tell_reviewers"), {"task": [give(paper, rita).pk]})
    later = make_submission(conference, title="A later one")
    client.post(url(conference, "tell_reviewers"), {"task": [give(later, rita).pk]})
    first, second = OutboundEmail.objects.order_by("pk")
    assert "A later one" not in first.body
    assert "A paper to read" not in second.body


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_the_desk_is_for_chairs(client, conference, paper, role):
    person = make_member(conference, role)
    client.force_login(person)
    task = give(paper, make_reviewer(conference))
    for name, *args in (
        ["assignment"],
        ["assignment_loads"],
        ["tell_reviewers"],
        ["assignment_paper", paper.number],
    ):
        assert client.get(url(conference, name, *args)).status_code == 404
    assert client.post(url(conference, "assign", paper.number), {"person": person.key}).status_code == 404
    assert client.post(url(conference, "unassign", paper.number, task.key)).status_code == 404
    assert client.post(url(conference, "tell_reviewers"), {"task": [task.pk]}).status_code == 404
    task.refresh_from_db()
    assert task.notified_at is None
    assert not OutboundEmail.objects.exists()
    assert not AuditLine.objects.exists()


# --- A chair in conflict -----------------------------------------------------------------------------


@pytest.fixture
def hidden(conference, chair):
    secret = make_submission(conference, title="Kept from the chair")
    conflict(secret, chair)
    return secret


def test_a_paper_in_conflict_is_in_no_row_and_no_number(client, conference, chair, paper, hidden):
    rita = make_reviewer(conference, load=3)
    give(paper, rita)
    give(hidden, rita)
    page = client.get(url(conference)).content.decode()
    assert "A paper to read" in page
    assert "Kept from the chair" not in page
    assert "1 / 2" in page
    loads = client.get(url(conference, "assignment_loads")).content.decode()
    assert "1 / 3" in loads
    candidates = client.get(url(conference, "assignment_paper", make_submission(conference).number))
    assert "1 of 3" in candidates.content.decode()
    letters = client.get(url(conference, "tell_reviewers")).content.decode()
    assert "A paper to read" in letters
    assert "Kept from the chair" not in letters


def test_its_pages_are_not_found_and_change_nothing(client, conference, hidden):
    rita = make_reviewer(conference)
    task = give(hidden, rita)
    assert client.get(url(conference, "assignment_paper", hidden.number)).status_code == 404
    assert post_assign(client, hidden, make_reviewer(conference, "Hugo")).status_code == 404
    assert client.post(url(conference, "unassign", hidden.number, task.key)).status_code == 404
    potential = conflict(hidden, rita, standing=ConflictStanding.POTENTIAL)
    assert client.post(url(conference, "dismiss_conflict", hidden.number, potential.pk)).status_code == 404
    client.post(url(conference, "tell_reviewers"), {"task": [task.pk]})
    task.refresh_from_db()
    assert task.notified_at is None
    assert Assignment.objects.count() == 1
    assert not OutboundEmail.objects.exists()
    assert not AuditLine.objects.exists()


def test_the_export_leaves_it_out(client, conference, chair, paper, hidden):
    rita = make_reviewer(conference)
    give(paper, rita, score=0.5)
    give(hidden, rita)
    lines = client.get(url(conference), {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{paper.number},A paper to read,Rita Reader,")
    assert lines[1].endswith(",Reviewer,R0,assigned,0.5")


def test_another_chair_sees_it(client, conference, paper, hidden):
    give(hidden, make_reviewer(conference))
    client.force_login(make_member(conference, Role.CHAIR))
    page = client.get(url(conference)).content.decode()
    assert "Kept from the chair" in page
    assert "1 / 4" in page


def test_a_refusal_for_load_tells_of_no_hidden_paper(conference, chair, paper, hidden):
    rita = make_reviewer(conference, load=2)
    give(hidden, rita)
    third = make_submission(conference)
    assign_reviewer(submission=paper, reviewer=rita, by=chair, at=NOW)
    assign_reviewer(submission=third, reviewer=rita, by=chair, at=NOW)
    with pytest.raises(Refused, match="has 2 of at most 2 papers"):
        assign_reviewer(submission=make_submission(conference), reviewer=rita, by=chair, at=NOW)


def test_the_rail_counts_short_papers_without_hidden_ones(conference, chair, paper, hidden):
    def note(person):
        sidebar = desk_page(viewer_for(user=person, conference=conference, at=NOW), "assignment")["sidebar"]
        return next(item.note for item in sidebar if item.label == "Assignment")

    assert note(chair) == "1 short"
    assert note(make_member(conference, Role.CHAIR)) == "2 short"


# --- Numbers of queries ------------------------------------------------------------------------------


def fill(conference, number):
    for _ in range(number):
        paper = make_submission(conference, [make_user()])
        paper.topics.set(conference.topics.all())
        for _ in range(2):
            person = make_reviewer(conference, "Someone")
            conference.reviewers.get(user=person).topics.set(conference.topics.all())
            PastPaper.objects.create(user=person, title="A paper on topics")
            give(paper, person)
            conflict(conference.submissions.first(), person)


@pytest.mark.parametrize(
    "name", ["assignment", "assignment_loads", "tell_reviewers", "assignment_paper", "propose"]
)
def test_the_number_of_queries_does_not_grow(client, conference, chair, name):
    address = url(conference, name, *([1] if name == "assignment_paper" else []))
    fill(conference, 1)
    client.get(address)
    past_texts.clear()
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).status_code == 200
    fill(conference, 2)
    past_texts.clear()
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(three) == len(one), [query["sql"][:200] for query in three]


def test_the_desk_makes_few_queries_for_many_papers(client, conference, chair):
    fill(conference, 30)
    with CaptureQueriesContext(connection) as queries:
        client.get(url(conference))
    assert len(queries) < 25


def test_readers_and_candidates_are_weighed_on_one_scale(client, conference, paper):
    reader, candidate = make_reviewer(conference, "Rita Reader"), make_reviewer(conference, "Carl Candidate")
    for person in (reader, candidate):
        PastPaper.objects.create(user=person, title="A paper to read", abstract="and more words")
    give(paper, reader, score=0.9)  # as it was when a draft was applied, with other papers beside it
    text = on_one_line(client.get(url(conference, "assignment_paper", paper.number)).content)
    fits = re.findall(r'<td class="num">(\d\.\d{3})</td>', text)
    assert len(fits) == 2
    assert fits[0] == fits[1] != "0.900"


def test_search_and_order(client, conference, chair, paper):
    full = make_submission(conference, title="Zebra full")
    for name in ("One", "Two"):
        give(full, make_reviewer(conference, name), notified_at=NOW)

    def shown(**query):
        page = client.get(url(conference), query).content.decode()
        titles = [title for title in ("A paper to read", "Zebra full") if title in page]
        return sorted(titles, key=page.index)

    assert shown() == ["A paper to read", "Zebra full"]
    assert shown(sort="-title") == ["Zebra full", "A paper to read"]
    assert shown(q="missing:yes") == ["A paper to read"]
    assert shown(q="one") == ["Zebra full"]
    assert shown(q="told:no") == []


def test_where_authors_are_hidden_from_chairs_no_conflict_tells_of_them(client, conference, paper):
    writer, colleague = make_reviewer(conference, "Wanda Writer"), make_reviewer(conference, "Carl Colleague")
    conflict(paper, writer, source="author")
    conflict(paper, colleague, source="coauthor", standing="potential", detail="Nadia Named")
    page = url(conference, "assignment_paper", paper.number)
    told = client.get(page).content.decode()
    assert "is an author" in told
    assert "Nadia Named" in told
    conference.hide_authors_from_chairs = True
    conference.save()
    hidden = client.get(page).content.decode()
    refused = post_assign(client, paper, writer).content.decode() + client.get(page).content.decode()
    for word in ("is an author", "with an author", "Nadia Named", "Dismiss this conflict"):
        assert word not in hidden
        assert word not in refused
    assert "is in conflict with it" in hidden
