"""What a new edition takes of reviewing: the form, the kinds of decision, and whom to invite again.

No paper, review or decision comes along, and nothing that reviewers told of themselves: they are asked anew.
"""

from __future__ import annotations

from collections import defaultdict

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.desk.edition_parts import values_of
from effgenai.conferences.desk.editions import Copying, EditionPart, number_of
from reviews.committee.invitees import Invitee
from reviews.committee.services.invitations import prepare_invitations
from reviews.decisions.models import DecisionClass
from reviews.expertise.models import Reviewer
from reviews.expertise.rules import USUAL_LOAD
from reviews.reviewing.models import ReviewField

QUESTION = ("name", "label", "help", "kind", "anchors", "audience", "required", "is_overall", "position")
OUTCOME = ("name", "accepts", "waits", "presentation", "capacity", "mail_subject", "mail_body", "position")
INVITED = (Role.REVIEWER, Role.AREA_CHAIR)


def _form_words(viewer: Viewer) -> str:
    return number_of(viewer.conference.review_fields.count(), "question", "questions")


def _copy_form(copying: Copying) -> None:
    ReviewField.objects.bulk_create(
        ReviewField(conference=copying.new, **values_of(question, *QUESTION))
        for question in copying.old.review_fields.all()
    )


def _decisions_words(viewer: Viewer) -> str:
    kinds = viewer.conference.decision_classes.count()
    return number_of(kinds, "kind with its letter", "kinds with their letters")


def _copy_decisions(copying: Copying) -> None:
    DecisionClass.objects.bulk_create(
        DecisionClass(conference=copying.new, **values_of(outcome, *OUTCOME))
        for outcome in copying.old.decision_classes.all()
    )


def _committee_words(viewer: Viewer) -> str:
    members = viewer.conference.memberships.filter(role__in=INVITED, user__is_active=True)
    roles = list(members.values_list("role", flat=True))
    return " and ".join(
        filter(
            None,
            [
                number_of(roles.count(Role.REVIEWER), "reviewer", "reviewers"),
                number_of(roles.count(Role.AREA_CHAIR), "area chair", "area chairs"),
            ],
        )
    )


def _invite_committee(copying: Copying) -> None:
    """Invitations that wait to be sent, each with the role and the load of last time."""
    loads = dict(Reviewer.objects.filter(conference=copying.old).values_list("user", "load_max"))
    asked: dict[tuple[str, int], list[Invitee]] = defaultdict(list)
    members = copying.old.memberships.filter(role__in=INVITED, user__is_active=True)
    for member in members.select_related("user").order_by("user__name", "pk"):
        invitee = Invitee(email=member.user.email.lower(), name=member.user.name)
        asked[member.role, loads.get(member.user_id, USUAL_LOAD)].append(invitee)
    for (role, load), invitees in asked.items():
        prepare_invitations(
            conference=copying.new,
            invitees=invitees,
            role=Role(role),
            load=load,
            by=copying.by,
            at=copying.at,
        )


PARTS = (
    EditionPart("review_form", "Review form", _form_words, _copy_form),
    EditionPart("decision_classes", "Kinds of decision", _decisions_words, _copy_decisions),
    EditionPart(
        "committee",
        "Invitations to the last committee",
        _committee_words,
        _invite_committee,
        note="Prepared with last time’s loads; you send them when the site is published.",
    ),
)
