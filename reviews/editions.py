"""What reviews give the next edition of a conference: the form, the decisions, and whom to invite again."""

from __future__ import annotations

from effgenai.conferences.editions import Edition, EditionPart
from effgenai.conferences.models import Conference
from effgenai.conferences.services.editions import cloned
from effgenai.conferences.states import Role
from reviews.invitees import Invitee
from reviews.models import Reviewer
from reviews.services.invitations import prepare_invitations


def copy_review_form(edition: Edition) -> None:
    """The questions to reviewers."""
    cloned(edition.old.review_fields.all(), edition)


def copy_decisions(edition: Edition) -> None:
    """The kinds of decisions with their letters."""
    cloned(edition.old.decision_classes.all(), edition)


def invite_again(edition: Edition) -> None:
    """Prepare, not send, invitations for last edition's committee, with the load that each took."""
    loads = dict(Reviewer.objects.filter(conference=edition.old).values_list("user", "load_max"))
    for role in (Role.REVIEWER, Role.AREA_CHAIR):
        members = edition.old.memberships.filter(role=role, user__is_active=True).select_related("user")
        by_load: dict[int, list[Invitee]] = {}
        for member in members.order_by("user__name", "pk"):
            invitee = Invitee(email=member.user.email, name=member.user.name)
            by_load.setdefault(loads.get(member.user_id, 4), []).append(invitee)
        for load, invitees in sorted(by_load.items()):
            prepare_invitations(
                conference=edition.new, invitees=invitees, role=role, load=load, by=edition.by, at=edition.at
            )


def _questions(conference: Conference) -> str:
    number = conference.review_fields.count()
    return f"{number} questions" if number else ""


def _decisions(conference: Conference) -> str:
    number = conference.decision_classes.count()
    return f"{number} kinds with their letters" if number else ""


def _committee(conference: Conference) -> str:
    roles = (Role.REVIEWER, Role.AREA_CHAIR)
    number = conference.memberships.filter(role__in=roles).values("user").distinct().count()
    return f"invitations for {number} people, to be sent when you say so" if number else ""


PARTS = {
    110: EditionPart("review_form", "Review form", _questions, copy_review_form),
    120: EditionPart("decisions", "Decisions", _decisions, copy_decisions),
    130: EditionPart("committee", "Committee", _committee, invite_again),
}
