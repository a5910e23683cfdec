"""Whatever judges type of themselves shows them nothing of who wrote what, and no author takes a paper away.

A judge guesses the authors of every paper at once in every way there is: works where they work, has an
address there, wrote a paper with them, or says so. Every page they can open stays what it was, byte for byte,
but for those that show them what they typed.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from effgenai.accounts.models import Affiliation, User
from effgenai.accounts.services import save_affiliation
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from reviews.assignment.models import assigned_to, looked_after_by
from reviews.bidding.models import BiddingRound, biddable_by
from reviews.committee.models import Invitation
from reviews.committee.services.invitations import accept_invitation
from reviews.committee.states import InvitationState
from reviews.expertise.bibliography.listed import ListedPaper
from reviews.expertise.rules import Availability
from reviews.expertise.services import add_past_papers, save_expertise
from submissions.authors.services import AuthorLine
from submissions.conflicts.models import Conflict
from submissions.conflicts.services.advance import foretell
from submissions.core.models import Submission
from submissions.papers.access import papers_readable_by
from submissions.papers.services.drafts import PaperDetails, save_paper, start_draft
from submissions.papers.services.transitions import submit_paper
from tests.leaks.checks import walk
from tests.leaks.walk import without_noise
from tests.leaks.world import World, build, marker
from tests.support.factories import NOW, confirm_address

pytestmark = pytest.mark.django_db
AT = NOW + dt.timedelta(hours=1)
AUTHORS = ("author", "other_author")
# Where somebody meets what they typed themselves: their profile and addresses, their papers and what is
# to do for them, and their past papers; and the calendar of who was named as an author with them, for who
# holds its secret.
OWN = {
    "account_email",
    "conferences:own_calendar",
    "accounts:profile",
    "conferences:me",
    "site:mine",
    "reviews:expertise",
    "submissions:advance",
    "submissions:mine",
}

# Chairs read of everybody what they typed, and so of themselves; but nothing else changes there.
OF_CHAIRS = {"audit:desk", "audit:export", "conferences:desk", "reviews:committee", "reviews:member"}
TELLING = [marker("title_a"), marker("title_b"), "conflict", r"Paper \d", r"No\. "]


@pytest.fixture
def world() -> World:
    """While papers are bid on, with some of them given to reviewers already."""
    world = build("reviewing")
    BiddingRound.objects.create(conference=world.conference, is_enabled=True)
    due = world.conference.milestones.get(kind=MilestoneKind.SUBMISSIONS_DUE)
    for person in ("reviewer_done", "other_reviewer", "area_chair", "chair", *AUTHORS):
        MilestoneException.objects.get_or_create(
            milestone=due,
            user=world.people[person],
            defaults={"instant": NOW + dt.timedelta(days=1), "created_at": NOW},
        )
    return world


def viewer(world: World, user: User) -> Viewer:
    return viewer_for(user=user, conference=world.conference, at=AT)


def write(world: World, by: User, others: list[User], *, submit: bool = True) -> Submission:
    """A paper of this person that names the others as authors."""
    track, topics = world.conference.tracks.get(), list(world.conference.topics.all())
    paper = start_draft(viewer=viewer(world, by), track=track, title="A guess", by=by, at=AT)
    lines = [AuthorLine(str(one), one.email, is_contact=one == by) for one in (by, *others)]
    facts = PaperDetails(
        title="A guess",
        abstract="Text.",
        track=track,
        topics=topics,
        authors=lines,
        manuscript=world.papers["a"].manuscript,
    )
    saved = save_paper(
        submission=paper, viewer=viewer(world, by), facts=facts, version=paper.version, by=by, at=AT
    )
    return submit_paper(submission=saved, viewer=viewer(world, by), by=by, at=AT) if submit else saved


def guess(world: World, judge: User) -> None:
    """Everything a judge may say of themselves, so that it fits the authors of every paper."""
    authors = [world.people[name] for name in AUTHORS]
    for author in authors:
        domain = author.email.partition("@")[2]
        save_affiliation(affiliation=Affiliation(user=judge, institution=f"Institute of {domain}"), at=NOW)
        for place in author.affiliations.all():
            save_affiliation(affiliation=Affiliation(user=judge, institution=place.institution), at=NOW)
        confirm_address(judge, f"{judge.pk}@{domain}")
        for text in (author.name, author.email, f"Institute of {domain}"):
            foretell(conference=world.conference, text=text, word="A guess", by=judge, at=AT)
    past = [ListedPaper(title="Of another matter", abstract="", year=2020)]
    add_past_papers(conference=world.conference, user=judge, papers=past, at=AT)
    knowledge = {"topics": list(world.conference.topics.all()[:1]), "load": 4, "availability": Availability()}
    save_expertise(conference=world.conference, user=judge, at=AT, **knowledge)
    write(world, judge, authors, submit=False)
    write(world, judge, authors)


@pytest.mark.parametrize(
    ("person", "hidden"),
    [
        ("reviewer_done", False),
        ("other_reviewer", True),
        ("area_chair", False),
        ("chair", False),
        ("chair", True),
    ],
)
def test_a_guess_shows_a_judge_nothing(world: World, person: str, *, hidden: bool) -> None:
    world.conference.hide_authors_from_chairs = hidden
    world.conference.save()
    judge = world.people[person]
    write(world, judge, [])  # that a chair wrote any paper is known to the outbox: not to be told of guesses
    before = {place.url: without_noise(text) for place, text in walk(world, person)}
    guess(world, judge)
    waiting = Conflict.objects.filter(user=judge, submission__in=[world.papers["a"], world.papers["b"]])
    assert set(waiting.values_list("source", "standing")) == {
        ("advance", "potential"),
        ("coauthor", "potential"),
        ("institution", "potential"),
    }
    assert waiting.count() == 6
    changed = [
        (place.name, before[place.url], without_noise(text))
        for place, text in walk(world, person)
        if before.get(place.url, without_noise(text)) != without_noise(text)
    ]
    assert {name for name, _, _ in changed} - OWN - (OF_CHAIRS if person == "chair" else set()) == set()
    for name, old, new in changed:
        if name in OF_CHAIRS:
            assert _hints_in(old) == _hints_in(new), name


def _hints_in(page: str) -> list[int]:
    """How often a page says something that could tell of a paper."""
    return [len(re.findall(pattern, page)) for pattern in TELLING]


@pytest.mark.parametrize("submit", [False, True], ids=["draft", "submitted"])
def test_an_author_list_takes_no_paper_from_those_it_names(world: World, *, submit: bool) -> None:
    judges = [world.people[name] for name in ("chair", "area_chair", "reviewer_done", "other_reviewer")]

    def known() -> list[set[int]]:
        lists = (papers_readable_by, assigned_to, looked_after_by, biddable_by)
        return [
            set(papers(viewer(world, judge)).values_list("pk", flat=True))
            for judge in judges
            for papers in lists
        ]

    before = known()
    write(world, world.people["author"], judges, submit=submit)
    assert all(one <= other for one, other in zip(before, known(), strict=True))
    assert not Conflict.objects.filter(user__in=judges, standing="confirmed").exists()


def test_a_chair_in_conflict_cannot_edit_the_list_and_join_once_more_to_see_the_paper(world: World) -> None:
    chair, paper = world.people["chair_author"], world.papers["a"]
    lines = [AuthorLine("Somebody else", "else@gmail.com", is_contact=True)]
    facts = PaperDetails(
        title=paper.title,
        abstract=paper.abstract,
        track=paper.track,
        topics=list(paper.topics.all()),
        authors=lines,
    )
    due = world.conference.milestones.get(kind=MilestoneKind.SUBMISSIONS_DUE)
    MilestoneException.objects.create(
        milestone=due, user=chair, instant=NOW + dt.timedelta(days=1), created_at=NOW
    )
    save_paper(
        submission=paper, viewer=viewer(world, chair), facts=facts, version=paper.version, by=chair, at=AT
    )
    invitation = Invitation.objects.create(
        conference=world.conference,
        email=chair.email,
        role=Role.REVIEWER,
        state=InvitationState.SENT,
        created_at=NOW,
        sent_at=NOW,
    )
    accept_invitation(invitation=invitation, user=chair, load=3, topics=[], at=AT)
    now = viewer(world, chair)
    for papers in (papers_readable_by(now), looked_after_by(now), biddable_by(now)):
        assert not papers.filter(pk=paper.pk).exists()
    assert chair.conflicts.get(submission=paper, source="author").standing == "confirmed"
