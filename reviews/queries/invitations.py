from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower
from django.urls import reverse

from effgenai.conferences.duties import Duty
from effgenai.conferences.models import Conference
from effgenai.conferences.viewer import Viewer
from reviews.models import Invitation
from reviews.rules.invitations import has_lapsed
from reviews.states import InvitationState


def find_invitation(conference: Conference, token: str) -> Invitation | None:
    """The invitation of this secret address; one that was never sent is not there yet."""
    sent = conference.invitations.exclude(state=InvitationState.PREPARED)
    return sent.select_related("conference", "user").filter(token=token).first()


def is_open(invitation: Invitation, at: dt.datetime) -> bool:
    """True while it can be answered, or a no be turned into a yes."""
    return invitation.state in {InvitationState.SENT, InvitationState.DECLINED} and not has_lapsed(
        invitation, at
    )


def invitation_duties(viewer: Viewer) -> Iterable[Duty]:
    """Invitations to any verified address of the viewer that wait for an answer; one query."""
    if viewer.user is None:
        return
    mine = EmailAddress.objects.filter(user=viewer.user, verified=True).values(address=Lower("email"))
    waiting = Invitation.objects.alias(address=Lower("email")).filter(
        conference=viewer.conference, state=InvitationState.SENT, address__in=mine
    )
    for invitation in waiting:
        if is_open(invitation, viewer.at):
            yield Duty(
                title=f"You are invited as {invitation.get_role_display().lower()}",
                url=reverse("reviews:invitation", args=[viewer.conference.slug, invitation.token]),
                action="Answer the invitation",
                note=f"About {invitation.load} papers to review.",
            )
