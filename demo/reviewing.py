"""Committee, assignments, reviews and first decisions: a workshop that reviews as papers come in."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter
from typing import Any

from demo.content.workshop import PAPERS, REVIEW_STRENGTHS, REVIEW_SUMMARIES, REVIEW_WEAKNESSES
from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.services import approve_mailing
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision
from reviews.decisions.services.classes import install_default_decisions
from reviews.decisions.services.letters import prepare_missing_letters
from reviews.decisions.states import DecisionState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review, ReviewVersion
from reviews.reviewing.states import ReviewState
from submissions.core.models import Submission
from submissions.papers.services.outcomes import PaperOutcome, record_outcomes

ASSIGNED, REVIEWED, PROVISIONAL, RELEASED = 12, 9, 8, 5
OUTCOMES = ["Accept as oral", "Accept as poster", "Accept as oral", "Accept as poster", "Reject"]


def make_committee(conference: Conference, people: list[User], draw: random.Random, at: dt.datetime) -> None:
    """Working data of the committee: two topics each, and past papers near them."""
    topics = list(conference.topics.all())
    for number, user in enumerate(people):
        reviewer = Reviewer.objects.create(conference=conference, user=user, load_max=6, joined_at=at)
        chosen = [topics[number % len(topics)], topics[(number + 2) % len(topics)]]
        reviewer.topics.set(chosen)
        wanted = {topic.position for topic in chosen}
        near = [seed for seed in PAPERS if wanted & set(seed.topics)]
        PastPaper.objects.bulk_create(
            PastPaper(user=user, title=f"Towards “{seed.title}”", abstract=seed.abstract, year=2024)
            for seed in draw.sample(near, min(3, len(near)))
        )


def make_reviews(
    conference: Conference, papers: list[Submission], people: list[User], draw: random.Random, at: dt.datetime
) -> None:
    """Three reviewers on each of the first papers; earlier papers have all their reviews, later ones some."""
    loads: Counter[User] = Counter()
    for place, paper in enumerate(papers[:ASSIGNED]):
        chosen = _near_and_free(paper, people, loads)[: conference.reviews_per_paper]
        loads.update(chosen)
        moment = at - dt.timedelta(days=12 - place)
        for seat, person in enumerate(chosen):
            assignment = _assign(paper, person, draw, moment)
            if place < REVIEWED or seat == 2:
                said = _said(place * len(chosen) + seat)
                _submit(assignment, said, draw, min(moment + dt.timedelta(days=2 + seat), at))


def _near_and_free(paper: Submission, people: list[User], loads: Counter[User]) -> list[User]:
    """Those without conflict, first who shares topics with the paper and has few papers yet."""
    bound = {conflict.user_id for conflict in paper.conflicts.all()}
    wanted = set(paper.topics.values_list("pk", flat=True))
    shared = {
        row.user_id: len(wanted & {topic.pk for topic in row.topics.all()})
        for row in Reviewer.objects.filter(conference=paper.conference).prefetch_related("topics")
    }
    free = [person for person in people if person.pk not in bound]
    return sorted(free, key=lambda person: loads[person] - shared[person.pk])


def make_area_chairs(
    papers: list[Submission], people: list[User], draw: random.Random, at: dt.datetime
) -> None:
    """Each of the assigned papers has an area chair."""
    for paper, person in zip(papers[:ASSIGNED], itertools.cycle(people), strict=False):
        if not paper.conflicts.filter(user=person).exists():
            _assign(paper, person, draw, at - dt.timedelta(days=12), role=Role.AREA_CHAIR)


def make_decisions(conference: Conference, papers: list[Submission], chair: User, at: dt.datetime) -> None:
    """The first papers are decided and released, some more are decided and not yet released."""
    classes = {outcome.name: outcome for outcome in install_default_decisions(conference, at)}
    for place, paper in enumerate(papers[:PROVISIONAL]):
        outcome = classes[OUTCOMES[place % len(OUTCOMES)]]
        released = place < RELEASED
        Decision.objects.create(
            submission=paper,
            outcome=outcome,
            state=DecisionState.RELEASED if released else DecisionState.PROVISIONAL,
            decided_at=at - dt.timedelta(days=1),
            decided_by=chair,
            released_at=at if released else None,
            released_by=chair if released else None,
        )
        if released:
            decided = PaperOutcome(paper, outcome.accepts, outcome.presentation)
            record_outcomes(outcomes=[decided], by=chair, at=at)


def send_letters(conference: Conference, chair: User, at: dt.datetime) -> None:
    """The letters of the decisions that are released are on their way."""
    viewer = viewer_for(user=chair, conference=conference, at=at)
    approve_mailing(mailing=prepare_missing_letters(viewer=viewer, at=at), viewer=viewer)


def _assign(
    paper: Submission, person: User, draw: random.Random, at: dt.datetime, role: Role = Role.REVIEWER
) -> Assignment:
    name = f"{draw.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{draw.randrange(2, 10)}"
    kind = "Area chair" if role == Role.AREA_CHAIR else "Reviewer"
    return Assignment.objects.create(
        submission=paper,
        reviewer=person,
        role=role,
        pseudonym=f"{kind} {name}",
        assigned_at=at,
        notified_at=at,
    )


def _said(place: int) -> dict[str, str]:
    """The texts of one review: no two of a paper share one."""
    return {
        "summary": REVIEW_SUMMARIES[place % len(REVIEW_SUMMARIES)],
        "strengths": REVIEW_STRENGTHS[(2 * place + 1) % len(REVIEW_STRENGTHS)],
        "weaknesses": REVIEW_WEAKNESSES[(4 * place + 3) % len(REVIEW_WEAKNESSES)],
    }


def _submit(assignment: Assignment, said: dict[str, str], draw: random.Random, at: dt.datetime) -> None:
    answers = _answers(assignment, said, draw)
    review = Review.objects.create(
        assignment=assignment,
        state=ReviewState.SUBMITTED,
        answers=answers,
        overall=int(answers["overall"]),
        saved_at=at,
        submitted_at=at,
        version=1,
    )
    ReviewVersion.objects.create(review=review, number=1, answers=answers, submitted_at=at)
    assignment.state = AssignmentState.DONE
    assignment.save(update_fields=["state"])


def _answers(assignment: Assignment, said: dict[str, str], draw: random.Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in assignment.submission.conference.review_fields.all():
        if field.anchors:
            steps = [step for step, _ in field.anchors]
            answers[field.name] = draw.choice(steps[len(steps) // 3 :])
        elif field.name in said:
            answers[field.name] = said[field.name]
    return answers
