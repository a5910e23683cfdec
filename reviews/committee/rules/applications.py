"""What applicants and chairs may do with an offer to review: None, or the sentence that says why not."""

from __future__ import annotations

import datetime as dt

from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from reviews.committee.models import Application
from reviews.committee.states import APPLICATION_TRANSITIONS, ApplicationState

# So many changes of one person in so much time are enough for anyone who types.
MAX_CHANGES = 20
CHANGES_WITHIN = dt.timedelta(hours=1)
CLOSED = "The call for reviewers is closed. Thank you for thinking of us."


def is_call_open(viewer: Viewer) -> bool:
    """Whether offers are taken: the chairs have opened the call, and the edition is not over."""
    conference = viewer.conference
    return conference.calls_for_reviewers and conference.public_state != PublicState.ARCHIVED


def why_not_apply(viewer: Viewer, application: Application | None, *, is_verified: bool) -> str | None:
    """The reason why the viewer may not offer to review, or change their offer; None if they may."""
    if viewer.is_committee:
        return "You are on the committee already. Your topics and your load are under “Your expertise”."
    if application and application.state in {ApplicationState.APPROVED, ApplicationState.DECLINED}:
        return "Your application has been answered."
    if not is_call_open(viewer):
        return CLOSED
    if not is_verified:
        return "Verify one of your e-mail addresses first, under “E-mail addresses” of your account."
    return None


def why_too_often(changes: int) -> str | None:
    """Whether somebody has changed their offer too often of late."""
    if changes < MAX_CHANGES:
        return None
    return "You changed your application many times within an hour. Please come back a little later."


def why_not_withdraw(application: Application) -> str | None:
    """The reason why its writer may not take it back; None if they may."""
    if ApplicationState.WITHDRAWN in APPLICATION_TRANSITIONS[application.state]:
        return None
    return f"This application is {application.get_state_display().lower()}; it cannot be withdrawn."


def why_not_decide(application: Application) -> str | None:
    """The reason why no chair may answer it; None if one may."""
    if application.state == ApplicationState.APPLIED:
        return None
    return f"{application.user}: this application is {application.get_state_display().lower()} already."


def why_not_reconsider(application: Application) -> str | None:
    """The reason why no chair may take a refusal back; None if one may."""
    if application.state == ApplicationState.DECLINED:
        return None
    return "Only an application that was declined can be taken up again."
