"""What tests of decisions do again and again; their conference is called "effgenai"."""

from __future__ import annotations

from django.urls import reverse

from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.models import Decision
from reviews.reviewing.models import Review
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_user


def url(name="decisions", *args):
    return reverse(f"reviews:{name}", args=["effgenai", *args])


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def decided(paper, kind, **fields):
    return Decision.objects.create(submission=paper, outcome=kind, decided_at=NOW, **fields)


def put_in_conflict(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.CHAIR, created_at=NOW)


def release(client, papers=(), seal=None):
    address = url("release")
    if papers:
        address += "?" + "&".join(f"selected={paper.number}" for paper in papers)
    page = client.get(address)
    return client.post(address, {"seal": seal or page.context["page"].seal})


def scored(paper, *scores):
    for score in scores:
        task = Assignment.objects.create(
            submission=paper,
            reviewer=make_user(),
            pseudonym=f"Reviewer E{paper.assignments.count()}",
            state=AssignmentState.DONE,
            assigned_at=NOW,
        )
        Review.objects.create(
            assignment=task,
            state=ReviewState.SUBMITTED,
            overall=score,
            answers={"overall": score, "confidence": 4},
            saved_at=NOW,
            submitted_at=NOW,
        )
