"""The questions of a conference's review form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.states import Role
from effgenai.resilience.database.locks import lock
from reviews.assignment.models import Assignment
from reviews.reviewing.models import ReviewField
from reviews.reviewing.rules import why_not_change_question, why_not_remove_question
from reviews.reviewing.states import Audience, FieldKind

DEFAULT_FORM: list[dict[str, Any]] = [
    {
        "name": "summary",
        "label": "Summary",
        "help": "What the paper does and claims, in your own words and without judgement.",
        "kind": FieldKind.TEXT,
    },
    {
        "name": "strengths",
        "label": "Strengths",
        "help": "What is new, sound, clear or useful here. Point to sections and figures.",
        "kind": FieldKind.TEXT,
    },
    {
        "name": "weaknesses",
        "label": "Weaknesses",
        "help": "What stands against the claims, and what would mend it. Number the points.",
        "kind": FieldKind.TEXT,
    },
    {
        "name": "soundness",
        "label": "Soundness",
        "help": "Do the experiments and arguments carry the claims?",
        "kind": FieldKind.SCORE,
        "anchors": [
            [1, "Flawed: a central claim is wrong or has no support."],
            [2, "Weak: important evidence is missing or does not fit the claims."],
            [3, "Good: the main claims are supported; open points are minor."],
            [4, "Excellent: every claim is carried by careful and complete evidence."],
        ],
    },
    {
        "name": "overall",
        "label": "Overall recommendation",
        "help": "Your own judgement, with everything weighed.",
        "kind": FieldKind.SCORE,
        "is_overall": True,
        "anchors": [
            [1, "Strong reject: known results, a wrong central claim, or out of scope."],
            [2, "Reject: weaknesses that a revision for this workshop cannot mend."],
            [3, "Weak reject: has merit, but the reasons against it weigh more."],
            [4, "Weak accept: the reasons for it weigh more; worth discussing here."],
            [5, "Accept: a solid paper with something to learn for most participants."],
            [6, "Strong accept: among the best you would expect to see here; should be a talk."],
        ],
    },
    {
        "name": "confidence",
        "label": "Confidence",
        "help": "How sure are you of this judgement?",
        "kind": FieldKind.SCORE,
        "anchors": [
            [1, "A guess: outside my field, or I could not follow the paper."],
            [2, "Low: I may have missed central parts or related work."],
            [3, "Medium: I followed the main points, but did not check the details."],
            [4, "High: I know the area and checked the important parts."],
            [5, "Certain: I know the related work well and checked the details."],
        ],
    },
    {
        "name": "committee_note",
        "label": "Note to the committee",
        "help": "For the other reviewers and the area chair, for example where you would change your mind.",
        "kind": FieldKind.TEXT,
        "audience": Audience.COMMITTEE,
        "required": False,
    },
    {
        "name": "chair_comments",
        "label": "Comments to the chairs",
        "help": "What only the chairs should know, such as a suspicion or a conflict you noticed late.",
        "kind": FieldKind.TEXT,
        "audience": Audience.CHAIRS,
        "required": False,
    },
    {
        "name": "dual_submission",
        "label": "I suspect dual submission",
        "help": "Tick it if this work seems to be out, or under review, elsewhere; tell the chairs where.",
        "kind": FieldKind.TICK,
        "audience": Audience.CHAIRS,
        "required": False,
    },
    {
        "name": "ethics",
        "label": "This paper needs an ethics check",
        "help": "Tick it if people, their data or a likely misuse need a second look; tell the chairs why.",
        "kind": FieldKind.TICK,
        "audience": Audience.CHAIRS,
        "required": False,
    },
]


def install_default_review_form(
    conference: Conference, at: dt.datetime, *, by: User | None = None
) -> list[ReviewField]:
    """Give a conference without questions the usual review form; leave any other as it is."""
    with transaction.atomic():
        lock_conference(conference)
        if not conference.review_fields.exists():
            ReviewField.objects.bulk_create(
                ReviewField(conference=conference, position=position, **question)
                for position, question in enumerate(DEFAULT_FORM)
            )
            words = f"{len(DEFAULT_FORM)} usual questions"
            record(action="review_form.install", by=by, at=at, conference=conference, summary=words)
        return list(conference.review_fields.all())


def add_question(*, question: ReviewField, by: User, at: dt.datetime) -> ReviewField:
    """Put a new question at the end of the form. Reviews that are written already lack it.

    Raises ValidationError if it cannot stand beside the others.
    """
    conference = question.conference
    with transaction.atomic():
        lock_conference(conference)
        last = conference.review_fields.aggregate(last=Max("position"))["last"]
        question.position = (last or 0) + 1
        question.full_clean(validate_constraints=True)
        question.save()
        _record("review_form.add", question, by=by, at=at)
        return question


def change_question(*, question: ReviewField, by: User, at: dt.datetime, **values: Any) -> ReviewField:
    """Reword a question; its steps and a wider audience only until the first review is submitted.

    Raises Refused if these values may not be given to it.
    """
    with transaction.atomic():
        question = lock(question)
        refuse(why_not_change_question(question, values, is_in_use=form_is_in_use(question.conference)))
        for name, value in values.items():
            setattr(question, name, value)
        question.full_clean()
        question.save(update_fields=list(values))
        _record("review_form.change", question, by=by, at=at)
        return question


def move_question(*, question: ReviewField, up: bool, by: User, at: dt.datetime) -> None:
    """Let a question change places with its neighbour; at the end of the form nothing happens."""
    with transaction.atomic():
        lock_conference(question.conference)
        form = list(ReviewField.objects.filter(conference=question.conference_id))
        here = next(index for index, other in enumerate(form) if other.pk == question.pk)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(form):
            return
        form[here], form[there] = form[there], form[here]
        for position, other in enumerate(form):
            other.position = position
        ReviewField.objects.bulk_update(form, ["position"])
        _record("review_form.move", question, by=by, at=at)


def remove_question(*, question: ReviewField, by: User, at: dt.datetime) -> None:
    """Take a question off the form, as long as no paper is with reviewers.

    Raises Refused if it has to stay.
    """
    with transaction.atomic():
        question = lock(question, to_delete=True)
        refuse(why_not_remove_question(question, is_in_use=form_is_in_use(question.conference)))
        _record("review_form.remove", question, by=by, at=at)
        question.delete()


def form_is_in_use(conference: Conference) -> bool:
    """True once papers are with reviewers: from then on the promises of the form are kept.

    Not once reviews are in: of these a chair may not learn who is in conflict with the papers.
    """
    return Assignment.objects.filter(submission__conference=conference, role=Role.REVIEWER).exists()


def _record(action: str, question: ReviewField, *, by: User, at: dt.datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        conference=question.conference,
        summary=question.label,
        name=question.name,
    )
