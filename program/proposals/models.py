from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from effgenai.accounts.keys import new_key
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import AcceptedShown
from effgenai.transitions import Stateful
from program.proposals.states import ANSWERED, PROPOSAL_TRANSITIONS, UNDER_WAY, ProposalState

if TYPE_CHECKING:
    from effgenai.conferences.core.viewer import Viewer

PERSON = settings.AUTH_USER_MODEL


class ProgramProposalQuerySet(models.QuerySet["ProgramProposal"]):
    """Proposals of the planner, by who asks."""

    def visible_to(self, viewer: Viewer) -> ProgramProposalQuerySet:
        """An editor's own; those of others too where everybody may know every accepted paper.

        Whether others' are seen must not depend on the papers in them: it would tell that one is accepted.
        """
        mine = self.filter(conference=viewer.conference)
        if viewer.user is None or not viewer.may_edit_program:
            return mine.none()
        if viewer.conference.accepted_shown == AcceptedShown.EVERYONE:
            return mine
        return mine.filter(created_by=viewer.user)


class ProgramProposal(Stateful):
    """What the planner was asked, how far it is, and what came of it. Nothing of it is in the draft.

    `choices` are the fields of `choices.PlanningChoices`. `worker` to `attempts` are the lease of the worker
    that makes it. `result` names papers and sessions by their keys and people by name, and no titles of
    papers; it is empty until the planner has answered, and once the proposal is discarded. `step_number` is
    the step of the history that applying it was.
    """

    TRANSITIONS = PROPOSAL_TRANSITIONS

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="program_proposals")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    choices = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    worker = models.CharField(max_length=12, blank=True, default="")
    seen_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    step = models.CharField("what it does now", max_length=120, blank=True)
    share = models.PositiveSmallIntegerField("how far it is, per cent", default=0)
    is_to_stop = models.BooleanField(default=False)
    failure = models.CharField("why it failed", max_length=500, blank=True)
    step_number = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ProgramProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference"],
                condition=Q(state__in=UNDER_WAY),
                name="one_plan_of_a_conference_at_a_time",
                violation_error_message="A plan is being made already.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values),
                name="state_of_a_proposal_is_known",
                violation_error_message="That state of a proposal does not exist.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | ~Q(result={}),
                name="an_answered_proposal_has_its_plan",
                violation_error_message="A proposal that is there has a plan.",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ProposalState.APPLIED) & Q(applied_at__isnull=True)),
                name="a_proposal_is_applied_iff_it_has_a_time",
                violation_error_message="An applied proposal has the time of it, and only such a one.",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan of {self.created_at:%F %R}"
