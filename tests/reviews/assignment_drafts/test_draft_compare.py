"""Two drafts side by side, a draft beside what is in force, and the page of one draft."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.comparison import compare
from reviews.assignment_drafts.queries.drafts import draft_page
from reviews.assignment_drafts.states import DraftState
from reviews.expertise.models import Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(conference):
    return [make_submission(conference, title=title) for title in ("Alpha", "Beta")]


@pytest.fixture
def people(conference):
    found = [make_member(conference, Role.REVIEWER, make_user(name)) for name in ("Ada", "Ben", "Cora")]
    for person in found:
        Reviewer.objects.create(conference=conference, user=person, load_max=4, joined_at=NOW)
    return found


def draft(chair, name, *pairs, **choices):
    draft = AssignmentDraft.objects.create(
        conference=pairs[0][0].conference,
        name=name,
        state=DraftState.PROPOSED,
        total=sum(score for _, _, score in pairs),
        bound=2.0,
        seconds=0,
        created_at=NOW,
        created_by=chair,
        **choices,
    )
    for paper in {paper for paper, _, _ in pairs}:
        draft.papers.create(submission=paper)
    for paper, person, score in pairs:
        ProposedPair.objects.create(
            draft=draft, submission=paper, user=person, score=score, parts={"text": score}
        )
    return draft


@pytest.fixture
def drafts(chair, papers, people):
    (alpha, beta), (ada, ben, cora) = papers, people
    first = draft(chair, "First", (alpha, ada, 0.9), (beta, ben, 0.2))
    return first, draft(chair, "Second", (alpha, ada, 0.9), (beta, cora, 0.6), objective="floor")


def viewer(chair, conference):
    return viewer_for(user=chair, conference=conference, at=NOW)


def page(client, conference, **asked):
    return client.get(reverse("reviews:compare_drafts", args=[conference.slug]), asked)


def test_figures_and_differences_of_two_drafts(chair, conference, drafts, papers, people):
    found = compare(viewer(chair, conference), *drafts)
    assert (found.a.total, found.b.total) == (pytest.approx(1.1), pytest.approx(1.5))
    assert found.a.below == pytest.approx(45)
    (difference,) = found.differences
    assert difference.submission == papers[1]
    assert [one.name for one in difference.only_a + difference.only_b] == ["Ben", "Cora"]
    assert difference.change == "+0.400"
    assert found.same_pairs == 1
    assert found.worst(found.a)[0] == (papers[1], pytest.approx(0.2))
    assert found.load_steps == [(0, 1, 1), (1, 2, 2)]
    assert [name for name, _, _ in found.settings] == ["Aim"]
    assert found.is_weighed_alike


def test_the_page_shows_both(client, conference, drafts):
    first, second = drafts
    text = page(client, conference, a=first.key, b=second.key).content.decode()
    assert "Asked for differently" in text
    assert "Ben" in text
    assert "+0.400" in text


def test_drafts_that_weigh_otherwise_are_said_to(client, chair, conference, papers, people):
    first = draft(chair, "First", (papers[0], people[0], 0.9))
    second = draft(chair, "Second", (papers[0], people[0], 0.9), text=20, topics=80)
    text = page(client, conference, a=first.key, b=second.key).content.decode()
    assert "Their totals measure different things" in text
    assert "None: both say the same." in text


def test_beside_what_is_in_force(client, chair, conference, drafts, papers, people):
    task = {"pseudonym": "R", "assigned_at": NOW}
    Assignment.objects.create(submission=papers[0], reviewer=people[0], score=0.9, **task)
    Assignment.objects.create(submission=papers[1], reviewer=people[2], **task)
    found = compare(viewer(chair, conference), drafts[0], None)
    assert [one.name for one in found.differences[0].only_b] == ["Cora"]
    assert found.b.below is None
    assert "In force now" in page(client, conference, a=drafts[0].key, b="now").content.decode()
    assert page(client, conference, a="now", b=drafts[0].key).status_code == 200


def test_a_chair_in_conflict_compares_nothing_that_covers_the_paper(
    client, chair, conference, drafts, papers
):
    apart = draft(chair, "Apart", (papers[0], make_member(conference, Role.REVIEWER), 0.5))
    Conflict.objects.create(submission=papers[1], user=chair, source=ConflictSource.COAUTHOR, created_at=NOW)
    for asked in ({"a": drafts[0].key, "b": "now"}, {"a": apart.key, "b": drafts[1].key}):
        assert page(client, conference, **asked).status_code == 404
    text = page(client, conference, a=apart.key, b="now").content.decode()
    assert "First" not in text
    assert "Beta" not in text


@pytest.mark.parametrize("asked", [{}, {"a": "nothing"}, {"a": "now", "b": "now"}])
def test_what_is_not_there_is_not_compared(client, conference, chair, asked):
    assert page(client, conference, **asked).status_code == 404


def test_reviewers_with_area_chairs_are_not_compared(client, chair, conference, drafts):
    other = draft(
        chair, "Other", (make_submission(conference), make_member(conference, Role.AREA_CHAIR), 1.0)
    )
    AssignmentDraft.objects.filter(pk=other.pk).update(role=Role.AREA_CHAIR)
    assert page(client, conference, a=drafts[0].key, b=other.key).status_code == 404


def test_comparisons_are_for_chairs(client, conference, drafts):
    client.force_login(make_member(conference, Role.REVIEWER))
    assert page(client, conference, a=drafts[0].key, b=drafts[1].key).status_code == 404


def test_the_number_of_queries_does_not_grow(client, chair, conference, drafts):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert page(client, conference, a=drafts[0].key, b=drafts[1].key).status_code == 200
        return len(queries)

    count()
    before = count()
    for draft in drafts:
        for _ in range(4):
            person, paper = make_member(conference, Role.REVIEWER), make_submission(conference)
            ProposedPair.objects.create(draft=draft, submission=paper, user=person, score=0.5, parts={})
    count()
    assert count() == before


# --- The page of one draft -----------------------------------------------------------------


def test_a_draft_is_read_worst_first_and_searched(client, chair, conference, drafts, papers):
    who = viewer(chair, conference)
    assert [row.submission for row in draft_page(who, drafts[0]).papers] == [papers[1], papers[0]]
    assert [row.submission for row in draft_page(who, drafts[0], "ada").papers] == [papers[0]]
    assert not draft_page(who, drafts[0], "hand:yes").papers
    assert [row.submission for row in draft_page(who, drafts[0], "", "-title").papers] == papers[::-1]


def test_it_says_how_far_from_the_best_it_is_and_what_choices_cost(client, conference, drafts):
    draft = drafts[0]
    draft.cost, draft.greatest = 0.5, 2.5
    draft.save()
    text = on_one_line(client.get(reverse("reviews:run", args=[conference.slug, draft.key])).content)
    assert "Not proven near the best" in text
    assert "It may be as much as 45.00 % below the best possible" in text
    assert "cost 0.50 of the total fit (20.0 %)" in text


def test_it_is_exported(client, conference, drafts):
    answer = client.get(reverse("reviews:run", args=[conference.slug, drafts[0].key]), {"format": "csv"})
    lines = b"".join(answer).decode().splitlines()
    assert lines[0].endswith("paper,title,name,e-mail,fit,made of,new,by hand")
    assert "Beta,Ben" in lines[1]
