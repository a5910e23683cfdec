from __future__ import annotations

import datetime as dt

from effgenai.conferences.models import Conference
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
