"""What may be done to a conference now: each function answers None, or the sentence that says why not."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.conf import settings
from django.http.request import validate_host

from effgenai.accounts.models import User
from effgenai.conferences.core.models import ChairProposal, Conference, Membership
from effgenai.conferences.core.states import TRANSITIONS, PublicState, Role
from effgenai.conferences.core.viewer import Viewer


def why_not_move_to(conference: Conference, state: str) -> str | None:
    """The reason why the site may not be published, archived or taken back now, or None."""
    if state == conference.public_state:
        return f"The site is {PublicState(state).name.lower()} already."
    if state not in TRANSITIONS[conference.public_state]:
        return "A draft is published before it is archived, and an archived site is published again first."
    return None


def why_not_use_domain(domain: str) -> str | None:
    """The reason why a conference may not have this name as its own domain, or None."""
    if domain and validate_host(domain, settings.ALLOWED_HOSTS):
        return "The whole site answers under that name; choose one that is this conference's alone."
    return None


def why_not_remove_member(membership: Membership, chairs: int, by: User | None) -> str | None:
    """The reason why this person, or the operator (None), may not take a role away, or None.

    `chairs` is how many chairs there are.

    Nobody takes it from another chair: who is alone afterwards could name chairs at will.
    """
    if membership.role != Role.CHAIR:
        return None
    if by and membership.user_id != by.pk:
        return "A chair steps down themself; ask them, or whoever runs this installation."
    return "A conference needs a chair: name another one first." if chairs <= 1 else None


def why_not_agree(proposal: ChairProposal, chairs: Collection[int], by: User) -> str | None:
    """The reason why this chair may not make the proposed person a chair, or None.

    `chairs` are the people who are chairs now.
    """
    if proposal.proposed_by_id == by.pk and len(chairs) > 1:
        return "Another chair has to agree to this."
    return None


def may_see_conference(viewer: Viewer) -> bool:
    """Whether the viewer may see their conference: `Conference.objects.visible_to` for one object."""
    if viewer.conference.public_state != PublicState.DRAFT or viewer.roles:
        return True
    return viewer.user is not None and viewer.user.is_staff


def opens_preview(conference: Conference, key: str) -> bool:
    """Whether this is the key of the conference's preview link; takes as long either way."""
    is_the_key = secrets.compare_digest(conference.preview_key.encode(), key.encode())
    return bool(conference.preview_key) and is_the_key
