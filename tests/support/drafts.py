"""Papers, people and drafts of the assignment, for the tests of drafts."""

import json

from django.db import connection
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import PairRule
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.services.making import propose_assignment, start_draft
from reviews.expertise.models import Reviewer
from tests.support.factories import NOW, make_member, make_submission, make_user


def make_reviewer(conference, name, *, role=Role.REVIEWER, topic="", **fields):
    person = make_member(conference, role, make_user(name))
    row = Reviewer.objects.create(conference=conference, user=person, joined_at=NOW, **fields)
    row.topics.set(conference.topics.filter(name=topic))
    return person


def make_paper(conference, title, *, topic="", authors=None):
    paper = make_submission(conference, authors or [], title=title, abstract="")
    paper.topics.set(conference.topics.filter(name=topic))
    return paper


def give(paper, person, **fields):
    number = paper.assignments.count()
    return Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=f"R{number}", assigned_at=NOW, **fields
    )


def rule(paper, person, kind, role=Role.REVIEWER):
    return PairRule.objects.create(submission=paper, user=person, kind=kind, role=role, made_at=NOW)


def settings_of(draft):
    """What code of the release before reads of a draft."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT settings FROM reviews_assignmentrun WHERE id = %s", [draft.pk])
        return json.loads(cursor.fetchone()[0])


def write_settings(draft, changes):
    """Change them as code of the release before does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reviews_assignmentrun SET settings = %s WHERE id = %s",
            [json.dumps({**settings_of(draft), **changes}), draft.pk],
        )


def url(conference, name="propose", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def propose(conference, chair, **chosen):
    return propose_assignment(conference=conference, by=chair, at=NOW, choices=Choices(**chosen))


def start(conference, chair, **chosen):
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    return start_draft(viewer=viewer, choices=Choices(**chosen), at=NOW)


def pairs(draft):
    return {
        (pair.submission.title, pair.user.name) for pair in draft.pairs.select_related("submission", "user")
    }


def state_of(draft):
    draft.refresh_from_db()
    return draft.state
