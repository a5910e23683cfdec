"""What moving a date means for authors."""

from __future__ import annotations

from django.db.models import Q

from effgenai.accounts.models import User
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.dates.moves import DateMove, Effects, Recipients, reminder_lines, unmoved_people
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.contributions.moved_dates import moved_audience
from effgenai.ui.text.numbers import counted
from submissions.core.models import Submission, SubmissionQuerySet
from submissions.core.states import SubmissionState
from submissions.papers.services.reminders import STEPS

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


def author_effects(viewer: Viewer, move: DateMove) -> Effects:
    """What opens or closes for authors, their reminders, and a mail to those concerned; three queries."""
    kind = MilestoneKind(move.milestone.kind)
    lines = []
    if kind == MilestoneKind.CALL_OPENS:
        lines.append(f"Papers are taken from {move.after(viewer.at)}.")
    if kind == MilestoneKind.SUBMISSIONS_DUE:
        ahead = [(f"{name} before", before) for name, before in reversed(STEPS)]
        lines += [_form_line(viewer, move), *reminder_lines(move, "Authors of drafts", ahead, viewer.at)]
    if kind == MilestoneKind.CAMERA_READY_DUE:
        lines.append(_final_pdf_line(viewer, move))
    return Effects(lines, [], [_audience(viewer, move)] if kind in FOR_AUTHORS else [])


def _form_line(viewer: Viewer, move: DateMove) -> str:
    if move.milestone.closes_at < viewer.at:
        return "Submission is closed from the moment you press: authors cannot change their papers any more."
    if move.old + (move.milestone.closes_at - move.milestone.instant) < viewer.at:
        return f"Submission opens again at once, until {move.after(viewer.at)}."
    until = f"{move.after(viewer.at)}: {move.distance}"
    return f"Authors can submit, and change what they submitted, until {until}."


def _final_pdf_line(viewer: Viewer, move: DateMove) -> str:
    if move.milestone.closes_at < viewer.at:
        return "From the moment you press, authors can add or replace no final PDF any more."
    return f"Authors can add and replace their final PDF until {move.after(viewer.at)}: {move.distance}."


def _audience(viewer: Viewer, move: DateMove) -> Recipients:
    kind = MilestoneKind(move.milestone.kind)
    states = STILL_IN.get(kind, (SubmissionState.ACCEPTED,))
    concerned = _concerned(move, states)
    known = Submission.objects.handled_by(viewer).filter(pk__in=concerned.values("pk")).count()
    drafts = ", and whoever has begun a draft" if kind == MilestoneKind.SUBMISSIONS_DUE else ""
    papers = counted(known, "paper")
    return moved_audience(
        move=move,
        key="authors",
        words=f"Authors: the contact authors of {papers} that you look after{drafts}",
        people=_contacts(move, concerned),
        concerns="you are an author of a paper here",
        at=viewer.at,
    )


def _concerned(move: DateMove, states: tuple[str, ...]) -> SubmissionQuerySet:
    """The papers for which the date moves: not those of tracks with a date of their own."""
    papers = Submission.objects.filter(conference=move.milestone.conference, state__in=states)
    of_tracks = move.milestone.exceptions.filter(track__isnull=False)
    return papers.exclude(track__in=of_tracks.values("track"))


def _contacts(move: DateMove, papers: SubmissionQuerySet) -> list[User]:
    """Contact authors and those who began a draft, without people whose own date is later than both."""
    contact = Q(authorships__submission__in=papers.values("pk"), authorships__is_contact=True)
    beginner = Q(pk__in=papers.filter(state=SubmissionState.DRAFT).values("created_by"))
    people = User.objects.filter(contact | beginner, is_active=True)
    return list(people.exclude(pk__in=unmoved_people(move)).distinct().order_by("pk"))
