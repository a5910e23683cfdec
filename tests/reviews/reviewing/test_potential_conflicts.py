"""A conflict that waits for a chair keeps new tasks away, silently, and takes none from anybody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.services.members import add_member
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment.services import assign_reviewer
from reviews.assignment_drafts.queries.facts import facts_for
from reviews.bidding.models import BiddingRound
from reviews.bidding.services import set_bidding
from reviews.expertise.models import Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Carla Chair", "carla@gmail.com"))
    client.force_login(person)
    return person


@pytest.fixture
def paper(conference):
    return make_submission(conference, [make_user("Ann Author", "ann@uni.example")])


def reviewer(conference, person=None):
    person = make_member(conference, Role.REVIEWER, person or make_user("Rita", "rita@gmail.com"))
    Reviewer.objects.create(conference=conference, user=person, load_max=4, joined_at=NOW)
    return person


def waiting(paper, person):
    return Conflict.objects.create(
        submission=paper,
        user=person,
        source=ConflictSource.INSTITUTION,
        standing=ConflictStanding.POTENTIAL,
        detail="Ann Author",
        created_at=NOW,
    )


def give(paper, person):
    return Assignment.objects.create(submission=paper, reviewer=person, pseudonym="R1", assigned_at=NOW)


def test_the_engine_makes_no_new_pair_and_keeps_a_task_that_stands(conference, chair, paper):
    new, standing = reviewer(conference), reviewer(conference, make_user("Sam", "sam@gmail.com"))
    give(paper, standing)
    for person in (new, standing):
        waiting(paper, person)
    facts = facts_for(viewer_for(user=chair, conference=conference, at=NOW))
    assert facts.barred == {(paper.pk, new.pk)}
    assert facts.standing == {(paper.pk, standing.pk)}


def test_being_listed_keeps_new_tasks_away_before_any_row_is_written(conference, chair):
    person = reviewer(conference)
    paper = make_submission(conference, [person], say_so=False)
    facts = facts_for(viewer_for(user=chair, conference=conference, at=NOW))
    assert facts.barred == {(paper.pk, person.pk)}


def test_by_hand_a_chair_is_told_of_others_and_not_of_themself(conference, chair, paper):
    for person, words in (
        (reviewer(conference), "Rita is in conflict: same institution as an author"),
        (reviewer(conference, chair), "Carla Chair needs another chair to be given paper 1."),
    ):
        waiting(paper, person)
        with pytest.raises(Refused, match=words):
            assign_reviewer(submission=paper, reviewer=person, by=chair, at=NOW)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("hidden", [False, True])
def test_pages_of_papers_and_people_tell_a_chair_nothing_of_their_own(
    client, conference, chair, paper, hidden
):
    conference.hide_authors_from_chairs = hidden
    conference.save()
    reviewer(conference, chair)
    addresses = [
        reverse("submissions:paper", args=[conference.slug, 1]),
        reverse("submissions:conflicts", args=[conference.slug]),
        reverse("reviews:assignment_paper", args=[conference.slug, 1]),
        reverse("reviews:member", args=[conference.slug, chair.key]),
    ]

    def bodies():
        pages = [client.get(address).content.decode() for address in addresses]
        return [page.partition("<main")[2].partition("csrfmiddlewaretoken")[0] for page in pages]

    before = bodies()
    row = waiting(paper, chair)
    assert bodies() == before
    address = reverse("reviews:dismiss_conflict", args=[conference.slug, 1, row.pk])
    assert client.post(address).status_code == 404
    row.refresh_from_db()
    assert row.standing == ConflictStanding.POTENTIAL


def test_what_is_known_when_bidding_opens_binds_and_is_not_asked_again_when_it_reopens(
    conference, chair, paper
):
    row = waiting(paper, reviewer(conference, make_user("Uma", "uma@uni.example")))
    for is_enabled in (True, False):
        set_bidding(conference=conference, bidding=BiddingRound(is_enabled=is_enabled), by=chair, at=NOW)
    row.refresh_from_db()
    assert row.standing == ConflictStanding.CONFIRMED
    later = waiting(paper, reviewer(conference))
    set_bidding(conference=conference, bidding=BiddingRound(is_enabled=True), by=chair, at=NOW)
    later.refresh_from_db()
    assert later.standing == ConflictStanding.POTENTIAL


def test_closing_bidding_that_was_never_open_binds_nothing(conference, chair, paper):
    row = waiting(paper, reviewer(conference))
    set_bidding(conference=conference, bidding=BiddingRound(is_enabled=False), by=chair, at=NOW)
    row.refresh_from_db()
    assert row.standing == ConflictStanding.POTENTIAL


def test_a_new_chair_is_looked_at_and_what_is_sure_binds_for_who_has_seen_nothing(conference, chair):
    friend, new = make_user("Friend", "friend@gmail.com"), make_user("New", "new@gmail.com")
    make_submission(make_conference("before"), [friend, new], state=SubmissionState.ACCEPTED)
    make_submission(conference, [friend])
    add_member(conference=conference, user=new, role=Role.CHAIR, by=chair, at=NOW)
    assert new.conflicts.get().standing == ConflictStanding.CONFIRMED


def test_joining_once_more_binds_nothing_by_itself(conference, chair):
    friend = make_user("Friend", "friend@gmail.com")
    make_submission(make_conference("before"), [friend, chair], state=SubmissionState.ACCEPTED)
    make_submission(conference, [friend])
    add_member(conference=conference, user=chair, role=Role.AREA_CHAIR, by=chair, at=NOW)
    assert chair.conflicts.get().standing == ConflictStanding.POTENTIAL
