from __future__ import annotations

import argparse
import math
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.changes import draft_changes
from reviews.assignment_drafts.rules.choices import Choices, aims
from reviews.assignment_drafts.rules.proof import Proof, proof_of
from reviews.assignment_drafts.services.applying import apply_draft
from reviews.assignment_drafts.services.making import propose_assignment
from reviews.assignment_drafts.states import Aim, Standing
from reviews.bidding.fit import bid_weight
from reviews.management.options import as_command_error, chair_of, conference_at

UNFINISHED_CODE = 3
NOT_FINISHED = (
    "It is not proven that the draft is near the best possible; its page says how far it may be from it. "
    "Nothing of it is assigned."
)


class Command(BaseCommand):
    help = "Make a draft of the assignment for a chair of a conference. Only --apply yes assigns anything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the conference, as in its address")
        parser.add_argument("--by", metavar="EMAIL", help="the chair whose draft it is; else the first one")
        parser.add_argument("--role", choices=[Role.REVIEWER, Role.AREA_CHAIR], default=Role.REVIEWER)
        parser.add_argument("--objective", choices=aims(), default=Aim.TOTAL)
        parser.add_argument("--standing", choices=Standing.values, default=Standing.ALL_STAYS)
        parser.add_argument("--target", type=_fit, metavar="0.8", help="the worst paper need not be better")
        parser.add_argument("--reserve", type=int, default=0, help="papers kept free for emergencies")
        parser.add_argument("--balanced", action="store_true", help="nobody gets many more than others")
        parser.add_argument("--probability-limit", type=_share, metavar="0.5")
        parser.add_argument("--seed", type=int, default=1, help="of the draw under a limit")
        parser.add_argument("--name", default="")
        parser.add_argument("--apply", choices=["no", "yes"], default="no", help="assign it at once")

    def handle(self, *args: Any, **options: Any) -> None:
        conference = conference_at(options["slug"])
        chair = chair_of(conference, options["by"])
        choices = Choices(
            role=options["role"],
            objective=options["objective"],
            standing=options["standing"],
            target=options["target"],
            reserve=options["reserve"],
            balanced=options["balanced"],
            probability_limit=options["probability_limit"],
            seed=options["seed"],
            bids=bid_weight(conference.pk),
        )
        with as_command_error():
            draft = propose_assignment(
                conference=conference, by=chair, at=timezone.now(), choices=choices, name=options["name"]
            )
        proof = proof_of(draft)
        self.stdout.write(_report(draft, proof))
        if options["apply"] == "yes" and not proof.is_unfinished:
            self.stdout.write(_apply(draft, chair))
        page = reverse("reviews:run", args=[conference.slug, draft.key])
        self.stdout.write(f"For {chair}: {settings.SITE_URL}{page}")
        if proof.is_unfinished:
            raise CommandError(NOT_FINISHED, returncode=UNFINISHED_CODE)


def _apply(draft: AssignmentDraft, chair: User) -> str:
    """Assign what the draft says, or nothing if any pair of it cannot be."""
    at = timezone.now()
    changes = draft_changes(viewer_for(user=chair, conference=draft.conference, at=at), draft)
    with as_command_error():
        apply_draft(draft=draft, by=chair, at=at, seen=changes.fingerprint)
    return (
        f"Applied. New tasks: {len(changes.add)}, taken off: {len(changes.off)}. Nobody was told of new ones."
    )


def _report(draft: AssignmentDraft, proof: Proof) -> str:
    figures = [
        f"Draft {draft.key}, “{draft.name}”.",
        f"Total fit {draft.total:.3f}, at most {draft.bound:.3f} (gap {100 * (draft.gap or 0.0):.3f} %).",
        f"Worst paper {draft.worst:.3f}. Solved in {draft.seconds:.2f} s.",
    ]
    return "\n".join([*figures, f"{proof.sign[1]}. {' '.join(proof.sentences)}", *draft.notes])


def _fit(typed: str) -> float:
    try:
        fit = float(typed)
    except ValueError:
        fit = math.nan
    if not math.isfinite(fit):
        raise argparse.ArgumentTypeError("a fit is a number")
    return fit


def _share(typed: str) -> float:
    try:
        share = float(typed)
    except ValueError:
        share = math.nan
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError("a chance lies above 0 and is at most 1")
    return share
