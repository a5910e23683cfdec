"""A conference of real size, made up from a seed; 490 papers and 120 reviewers unless a size is given."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from demo.drawing.pdf import make_pdf
from effgenai.accounts.models import Affiliation, User
from effgenai.conferences.core.hooks import run_setup
from effgenai.conferences.core.models import Conference, Membership, Topic, Track
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.dates.models import Milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.files.models import StoredFile
from program.core.models import Room, Session, Talk
from program.releases.services import release_schedule
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision
from reviews.decisions.states import DecisionState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review
from reviews.reviewing.states import ReviewState
from submissions.authors.models import Authorship
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.models import Revision, Submission
from submissions.core.states import SubmissionState

TOPICS = 20
STEMS = ["atten", "diffu", "distil", "quant", "prun", "rout", "cach", "sampl", "sched", "speech"]
ENDINGS = ["ing", "ion", "er", "ed", "able", "ity", "ance", "ment", "ive", "ory", "or", "al", "ful", "less"]
WORDS = [stem + ending for stem in STEMS for ending in ENDINGS]


@dataclasses.dataclass(frozen=True)
class Size:
    """How many papers, reviewers, and reviews of each; how many talks at most; conflicts of each paper."""

    papers: int = 490
    reviewers: int = 120
    per_paper: int = 3
    talks: int = 204
    conflicts: int = 0


USUAL = Size()


@transaction.atomic
def build(at: dt.datetime, size: Size = USUAL, seed: int = 1) -> Conference:
    """The conference as it stands in the middle of its decisions, a third of them accepted."""
    draw = random.Random(seed)  # made-up data, no secret
    conference = _conference(at)
    topics = Topic.objects.bulk_create(
        Topic(conference=conference, name=f"Topic {number}", position=number) for number in range(TOPICS)
    )
    people = _people(size.reviewers, "reviewer")
    _committee(conference, people, topics, draw, at)
    chair = User.objects.create_user("chair@bench.example", name="Chair")
    Membership.objects.create(conference=conference, user=chair, role=Role.CHAIR, since=at)
    papers = _papers(conference, topics, size, draw, at)
    _reviews(papers, people, size, draw, at)
    _decisions(papers, chair, draw, at)
    _programme(conference, papers[1::3][: size.talks], chair, at)
    _conflicts(papers, people, size, draw, at)
    return conference


def _conference(at: dt.datetime) -> Conference:
    conference = Conference.objects.create(
        slug="bench",
        short_name="Bench",
        title="A conference of real size",
        abstract=_text(random.Random(0), 120),  # made-up data
        public_state=PublicState.PUBLISHED,
        is_current=True,
        created_at=at,
    )
    Track.objects.create(conference=conference, name="Papers", page_limit=9, archival=True)
    for kind, days in (("call_opens", -90), ("submissions_due", -40), ("reviews_due", -5), ("decisions", 3)):
        Milestone.objects.create(
            conference=conference, kind=MilestoneKind(kind), instant=at + dt.timedelta(days=days)
        )
    run_setup(conference, at)
    return conference


def _people(count: int, word: str) -> list[User]:
    return User.objects.bulk_create(
        User(email=f"{word}{number}@bench.example", name=f"{word.title()} {number}", password="!")
        for number in range(count)
    )


def _committee(
    conference: Conference, people: list[User], topics: list[Topic], draw: random.Random, at: dt.datetime
) -> None:
    Membership.objects.bulk_create(
        Membership(conference=conference, user=user, role=Role.REVIEWER, since=at) for user in people
    )
    Affiliation.objects.bulk_create(
        Affiliation(user=user, institution=f"University {number % 60}") for number, user in enumerate(people)
    )
    rows = Reviewer.objects.bulk_create(
        Reviewer(conference=conference, user=user, load_max=15, joined_at=at) for user in people
    )
    through = Reviewer.topics.through
    through.objects.bulk_create(
        through(reviewer_id=row.pk, topic_id=topic.pk) for row in rows for topic in draw.sample(topics, 3)
    )
    PastPaper.objects.bulk_create(
        PastPaper(user=user, title=f"{_text(draw, 6)} {number}", abstract=_text(draw, 60))
        for user in people
        for number in range(5)
    )


def _papers(
    conference: Conference, topics: list[Topic], size: Size, draw: random.Random, at: dt.datetime
) -> list[Submission]:
    track = conference.tracks.get()
    manuscript = _manuscript(conference, at)
    papers = Submission.objects.bulk_create(
        Submission(
            conference=conference,
            number=number,
            track=track,
            title=_text(draw, 8).capitalize(),
            abstract=_text(draw, 160),
            manuscript=manuscript,
            state=SubmissionState.SUBMITTED,
            created_at=at,
            updated_at=at,
            submitted_at=at - dt.timedelta(days=40, minutes=number * 17),
        )
        for number in range(1, size.papers + 1)
    )
    through = Submission.topics.through
    through.objects.bulk_create(
        through(submission_id=paper.pk, topic_id=topic.pk)
        for paper in papers
        for topic in draw.sample(topics, 2)
    )
    _authors(papers, _people(3 * size.papers // 2, "author"), draw)
    Revision.objects.bulk_create(
        Revision(
            submission=paper,
            number=1,
            title=paper.title,
            abstract=paper.abstract,
            track_name=track.name,
            manuscript=manuscript,
            created_at=at,
            receipt="0" * 64,
        )
        for paper in papers
    )
    return papers


def _manuscript(conference: Conference, at: dt.datetime) -> StoredFile:
    content = make_pdf("A manuscript", _text(random.Random(2), 300), pages=9)  # made-up data
    facts: dict[str, Any] = {
        "conference": conference,
        "sha256": "0" * 64,
        "size": len(content),
        "content_type": "application/pdf",
        "pages": 9,
        "stored_at": at,
        "path": default_storage.save("bench.pdf", ContentFile(content)),
    }
    copy = StoredFile.objects.create(name="copy.pdf", **facts)
    return StoredFile.objects.create(name="paper.pdf", reviewer_copy=copy, **facts)


def _authors(papers: list[Submission], authors: list[User], draw: random.Random) -> None:
    Authorship.objects.bulk_create(
        Authorship(
            submission=paper,
            position=position,
            name=user.name,
            email=user.email,
            affiliation=f"University {user.pk % 60}",
            user=user,
            is_contact=position == 0,
        )
        for paper in papers
        for position, user in enumerate(draw.sample(authors, 3))
    )


def _reviews(
    papers: list[Submission], people: list[User], size: Size, draw: random.Random, at: dt.datetime
) -> None:
    names = {field.name: field for field in papers[0].conference.review_fields.all()}
    assignments = Assignment.objects.bulk_create(
        Assignment(
            submission=paper,
            reviewer=people[(number * size.per_paper + place) % len(people)],
            pseudonym=f"Reviewer {draw.randrange(10**9)}",
            state=AssignmentState.DONE,
            assigned_at=at,
        )
        for number, paper in enumerate(papers)
        for place in range(size.per_paper)
    )
    Review.objects.bulk_create(
        Review(
            assignment=assignment,
            state=ReviewState.SUBMITTED,
            answers=_answers(names, score := draw.randint(1, 6), draw),
            overall=score,
            saved_at=at,
            submitted_at=at - dt.timedelta(hours=draw.randrange(500)),
        )
        for assignment in assignments
    )


def _decisions(papers: list[Submission], chair: User, draw: random.Random, at: dt.datetime) -> None:
    outcomes = list(papers[0].conference.decision_classes.all())
    Decision.objects.bulk_create(
        Decision(
            submission=paper,
            outcome=draw.choice(outcomes),
            state=DecisionState.PROVISIONAL,
            decided_at=at,
            decided_by=chair,
        )
        for paper in papers[::2]
    )
    accepted = [paper.pk for paper in papers[1::3]]
    Submission.objects.filter(pk__in=accepted).update(
        state=SubmissionState.ACCEPTED, decided_at=at, decided_by=chair, presentation="Poster"
    )


def _programme(conference: Conference, accepted: list[Submission], chair: User, at: dt.datetime) -> None:
    """Three rooms, sessions of six talks each, as many as there are papers."""
    rooms = Room.objects.bulk_create(
        Room(conference=conference, name=f"Hall {number}") for number in (1, 2, 3)
    )
    begins = at.replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=30)
    sessions = Session.objects.bulk_create(
        Session(
            conference=conference,
            title=f"Session {number + 1}",
            room=rooms[number % 3],
            starts_at=(start := begins + dt.timedelta(days=number // 9, hours=3 * (number // 3 % 3))),
            ends_at=start + dt.timedelta(hours=2),
        )
        for number in range(len(accepted) // 6)
    )
    Talk.objects.bulk_create(
        Talk(session=sessions[number // 6], position=number % 6, submission=paper, minutes=20)
        for number, paper in enumerate(accepted[: 6 * len(sessions)])
    )
    release_schedule(conference=conference, name="Programme", by=chair, at=at)


def _conflicts(
    papers: list[Submission], people: list[User], size: Size, draw: random.Random, at: dt.datetime
) -> None:
    """Conflicts of each source and standing, with people who do not review the paper."""
    kinds = (
        (ConflictSource.INSTITUTION, ConflictStanding.CONFIRMED),
        (ConflictSource.COAUTHOR, ConflictStanding.POTENTIAL),
        (ConflictSource.NAMED, ConflictStanding.CONFIRMED),
        (ConflictSource.DECLARED, ConflictStanding.POTENTIAL),
    )
    Conflict.objects.bulk_create(
        Conflict(submission=paper, user=user, source=source, standing=standing, created_at=at)
        for number, paper in enumerate(papers)
        for user in draw.sample(_others(number, people, size), size.conflicts)
        for source, standing in [draw.choice(kinds)]
    )


def _others(number: int, people: list[User], size: Size) -> list[User]:
    first = number * size.per_paper % len(people)
    rest = people[first:] + people[:first]
    return rest[size.per_paper :]


def _answers(names: dict[str, Any], score: int, draw: random.Random) -> dict[str, Any]:
    return {
        name: score if field.is_overall else draw.randint(1, 4) if field.anchors else _text(draw, 80)
        for name, field in names.items()
        if field.kind != "tick"
    }


def _text(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(WORDS, k=words))
