"""What moving a date means for authors."""

from __future__ import annotations

from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.moves import Audience, Effects, Move
from effgenai.conferences.states import MilestoneKind
from effgenai.conferences.viewer import Viewer
from effgenai.mail.moves import moved_audience
from effgenai.ui.dates import moment
from submissions.models import Submission
from submissions.services.reminders import STEPS
from submissions.states import SubmissionState

FOR_AUTHORS = {
    MilestoneKind.SUBMISSIONS_DUE,
    MilestoneKind.DECISIONS,
    MilestoneKind.CAMERA_READY_DUE,
    MilestoneKind.STARTS,
    MilestoneKind.ENDS,
}
STILL_IN = {
    MilestoneKind.SUBMISSIONS_DUE: (SubmissionState.DRAFT, SubmissionState.SUBMITTED),
    MilestoneKind.DECISIONS: (SubmissionState.SUBMITTED,),
}


def author_effects(viewer: Viewer, move: Move) -> Effects:
    """What opens or closes for authors, their reminders, and a mail to those concerned; three queries."""
    kind = MilestoneKind(move.milestone.kind)
    lines = []
    if kind == MilestoneKind.CALL_OPENS:
        lines.append(f"Papers are taken from {move.after(viewer.at)}.")
    if kind == MilestoneKind.SUBMISSIONS_DUE:
        lines += [_form_line(viewer, move), *_reminder_lines(viewer, move)]
    return Effects(lines, [], [_audience(viewer, move)] if kind in FOR_AUTHORS else [])


def _form_line(viewer: Viewer, move: Move) -> str:
    if move.milestone.closes_at < viewer.at:
        return "Submission is closed from the moment you press: authors cannot change their papers any more."
    if move.old < viewer.at:
        return f"Submission opens again at once, until {move.after(viewer.at)}."
    return f"Authors can submit, and change what they submitted, until {move.after(viewer.at)}."


def _reminder_lines(viewer: Viewer, move: Move) -> list[str]:
    ahead = [move.milestone.instant - step for _, step in reversed(STEPS)]
    coming = [moment(instant, move.milestone.zone, viewer.at) for instant in ahead if instant > viewer.at]
    words = " and ".join(coming)
    return [f"Authors of drafts are reminded {words}."] if coming else []


def _audience(viewer: Viewer, move: Move) -> Audience:
    kind = MilestoneKind(move.milestone.kind)
    states = STILL_IN.get(kind, (SubmissionState.ACCEPTED,))
    known = Submission.objects.handled_by(viewer).filter(state__in=states).count()
    drafts = ", and whoever has begun a draft" if kind == MilestoneKind.SUBMISSIONS_DUE else ""
    papers = f"{known} paper" if known == 1 else f"{known} papers"
    return moved_audience(
        move=move,
        key="authors",
        words=f"Authors: the contact authors of {papers} that you look after{drafts}",
        people=_contacts(move, states),
        concerns="you are an author of a paper here",
        at=viewer.at,
    )


def _contacts(move: Move, states: tuple[str, ...]) -> list[User]:
    papers = Submission.objects.filter(conference=move.milestone.conference, state__in=states)
    contact = Q(authorships__submission__in=papers.values("pk"), authorships__is_contact=True)
    beginner = Q(pk__in=papers.filter(state=SubmissionState.DRAFT).values("created_by"))
    return list(User.objects.filter(contact | beginner, is_active=True).distinct().order_by("pk"))
