"""The place of submissions on the desk, and what waits for authors."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.contributions.desk import author_todos, submissions_stage
from submissions.core.states import SubmissionState
from tests.submissions.conftest import DAY
from tests.support.factories import NOW, make_member, make_milestone, make_submission, make_user

pytestmark = pytest.mark.django_db


def viewer(user, conference, at=NOW):
    return viewer_for(user=user, conference=conference, at=at)


def test_the_stage_counts_what_the_chair_handles(conference, chair) -> None:
    hidden = make_submission(conference)
    make_submission(conference)
    make_submission(conference, state=SubmissionState.DRAFT)
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.CHAIR, created_at=NOW)
    stage = submissions_stage(viewer(chair, conference))
    assert stage is not None
    assert (stage.note, stage.state) == ("1", "now")
    assert submissions_stage(viewer(make_member(conference, Role.REVIEWER), conference)) is None


def test_the_stage_is_later_before_the_call_and_done_after_the_deadline(conference, chair) -> None:
    due = conference.milestones.get().instant
    make_milestone(conference, MilestoneKind.CALL_OPENS, due - DAY)
    early, late = (submissions_stage(viewer(chair, conference, at)) for at in (due - 2 * DAY, due + DAY))
    assert (early.state, late.state) == ("later", "later")
    make_submission(conference)
    assert submissions_stage(viewer(chair, conference, due + DAY)).state == "done"


def test_drafts_wait_for_their_authors_with_the_deadline(conference) -> None:
    author = make_user()
    make_submission(conference, [author], state=SubmissionState.DRAFT, title="")
    make_submission(conference, [author])
    draft, submitted = author_todos(viewer(author, conference))
    due = conference.milestones.get().instant
    assert (draft.title, draft.action, draft.due, draft.done) == (
        "Untitled draft",
        "Go on writing",
        due,
        False,
    )
    assert (submitted.due, submitted.done, submitted.url) == (None, True, "/ws/submissions/2/")
    assert list(author_todos(viewer(make_user(), conference))) == []
