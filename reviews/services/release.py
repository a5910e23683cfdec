"""The release of decisions: one transaction makes them known and prepares their letters."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference
from effgenai.conferences.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import enqueue_mail
from reviews.emails.decisions import decision_mails
from reviews.models import Decision
from reviews.queries.release import releasable, seal_of
from reviews.rules.decisions import why_not_release
from reviews.states import DecisionState
from submissions.models import Submission
from submissions.services.decisions import record_outcome

LETTERS = "decision.letters"
CHANGED = (
    "The decisions have changed since this page was loaded, so nothing was released. "
    "Look at it again: it now shows how things stand."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Release:
    """What was released: the decisions, and the draft of their letters if anybody gets one."""

    decisions: list[Decision]
    mailing: Mailing | None


def release_decisions(
    *, viewer: Viewer, numbers: Collection[int] | None, seal: str, at: dt.datetime
) -> Release:
    """Release provisional decisions, all that the viewer handles or those on papers of these numbers.

    `seal` is what `seal_of` said of what the chair looked at: if anything differs, nothing happens. The
    letters are held in a draft until a chair approves them.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs release decisions.")
    with transaction.atomic():
        # Two releases at once: the second waits here, then finds other decisions than it showed.
        conference = Conference.objects.select_for_update().get(pk=viewer.conference.pk)
        _lock(viewer)
        decisions = releasable(viewer, numbers)
        if not decisions or seal != seal_of(decisions):
            raise Refused(CHANGED)
        for decision in decisions:
            _refuse(decision)
        _release(decisions, viewer=viewer, at=at)
        return Release(decisions, _prepare_letters(decisions, conference, viewer=viewer, at=at))


def _lock(viewer: Viewer) -> None:
    handled = Submission.objects.handled_by(viewer).values("pk")
    papers = Submission.objects.filter(pk__in=handled).order_by("pk").select_for_update()
    locked = [paper.pk for paper in papers.only("pk")]
    list(Decision.objects.filter(submission__in=locked).order_by("pk").select_for_update())


def _refuse(decision: Decision) -> None:
    refusal = why_not_release(decision.submission, decision)
    if refusal:
        raise Refused(refusal)


def _release(decisions: Sequence[Decision], *, viewer: Viewer, at: dt.datetime) -> None:
    assert viewer.user is not None
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions]).update(
        state=DecisionState.RELEASED, released_at=at, released_by=viewer.user
    )
    for decision in decisions:
        record_outcome(
            submission=decision.submission,
            accepted=decision.outcome.accepts,
            presentation=decision.outcome.presentation,
            by=viewer.user,
            at=at,
        )


def _prepare_letters(
    decisions: Sequence[Decision], conference: Conference, *, viewer: Viewer, at: dt.datetime
) -> Mailing | None:
    messages = [message for decision in decisions for message in decision_mails(decision)]
    if not messages or viewer.user is None:
        return None
    # The title holds no number: a chair in conflict with one of the papers reads it too.
    mailing = Mailing.objects.create(
        conference=conference,
        kind=LETTERS,
        title="Letters of decision",
        created_at=at,
        created_by=viewer.user,
    )
    enqueue_mail(messages=messages, at=at, conference=conference, mailing=mailing)
    return mailing
