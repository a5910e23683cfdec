"""The release of decisions: in one transaction, with the letters."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Overtaken, Refused, refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.conferences.core.viewer import Viewer
from effgenai.mail.models import Mailing
from effgenai.mail.services import Message, prepare_letters, prepare_mailing
from effgenai.resilience.database.locks import lock_all
from effgenai.transitions import transition_all
from reviews.decisions.emails import decision_mails
from reviews.decisions.models import Decision
from reviews.decisions.queries import notified_of, releasable, seal_of, unwritten, with_authors
from reviews.decisions.rules import why_not_release
from reviews.decisions.services.showing import ShownTo, show
from reviews.decisions.states import DecisionState
from submissions.core.models import Submission
from submissions.papers.services.transitions import await_outcome, record_outcome

LETTERS = "decision.letters"
# It holds no number: a chair in conflict with one of the papers reads it too.
TITLE = "Letters of decision"
NOTHING = "No provisional decision was left to release."
CHANGED = (
    "The decisions have changed since this page was loaded, so nothing was released. "
    "Look at it again: it now shows how things stand."
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReleasedDecisions:
    """What was released: the decisions, and the draft of their letters if anybody gets one."""

    decisions: list[Decision]
    mailing: Mailing | None


def release_decisions(
    *,
    viewer: Viewer,
    numbers: Collection[int] | None,
    seal: str | None,
    at: dt.datetime,
    shown: ShownTo | None = None,
) -> ReleasedDecisions:
    """Release provisional decisions, all that the viewer handles or those on papers of these numbers.

    `seal` is what `seal_of` said of what the chair looked at: if anything differs, nothing happens. Without
    one they are released as they stand. `shown` says to whom accepted papers and reviews are shown from then
    on. The letters are held in a draft until a chair approves them.

    Raises Overtaken if what would be released is not what `seal` stands for, and
    Refused if nothing is to be released.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs release decisions.")
    with transaction.atomic():
        # Two releases at once: the second waits here, then finds other decisions than it showed.
        conference = lock_conference(viewer.conference)
        _lock(viewer)
        decisions = releasable(viewer, numbers)
        if seal is not None and (not decisions or seal != seal_of(decisions)):
            raise Overtaken(CHANGED)
        refuse(None if decisions else NOTHING)
        show(viewer=viewer, shown=shown or ShownTo(), at=at)
        for decision in decisions:
            _check_releasable(decision)
        _release(decisions, viewer=viewer, at=at)
        return ReleasedDecisions(decisions, _prepare_letters(decisions, conference, viewer=viewer, at=at))


def _lock(viewer: Viewer) -> None:
    handled = Submission.objects.handled_by(viewer).values("pk")
    papers = lock_all(Submission.objects.filter(pk__in=handled).only("pk"))
    lock_all(Decision.objects.filter(submission__in=papers))


def _check_releasable(decision: Decision) -> None:
    refuse(why_not_release(decision.submission, decision))


def _release(decisions: Sequence[Decision], *, viewer: Viewer, at: dt.datetime) -> None:
    assert viewer.user is not None
    rows = Decision.objects.filter(pk__in=[decision.pk for decision in decisions])
    transition_all(rows, DecisionState.RELEASED, released_at=at, released_by=viewer.user)
    for decision in decisions:
        _follow(decision, by=viewer.user, at=at)


def _follow(decision: Decision, *, by: User, at: dt.datetime) -> None:
    paper, outcome = decision.submission, decision.outcome
    if outcome.waits:
        await_outcome(submission=paper, by=by, at=at)
        return
    record_outcome(
        submission=paper, accepted=outcome.accepts, presentation=outcome.presentation, by=by, at=at
    )


def _prepare_letters(
    decisions: Sequence[Decision], conference: Conference, *, viewer: Viewer, at: dt.datetime
) -> Mailing | None:
    messages = [message for decision in decisions for message in decision_mails(decision)]
    if not messages or viewer.user is None:
        return None
    return prepare_mailing(
        conference=conference, kind=LETTERS, title=TITLE, messages=messages, by=viewer.user, at=at
    )


def prepare_missing_letters(*, viewer: Viewer, at: dt.datetime) -> Mailing:
    """Prepare the letters on released decisions of which no author has been written to, or return the draft.

    So letters that were discarded can be had again. Raises Refused if none is missing.
    """
    if viewer.user is None or not viewer.is_chair:
        raise Refused("Only chairs write letters of decision.")
    return prepare_letters(
        conference=viewer.conference,
        kind=LETTERS,
        title=TITLE,
        write=lambda mailing: _missing_letters(viewer, attempt=mailing.key),
        nobody="The authors of all papers with a released decision have been written to.",
        by=viewer.user,
        at=at,
    )


def _missing_letters(viewer: Viewer, *, attempt: str) -> list[Message]:
    decisions = with_authors(unwritten(viewer))
    known = notified_of(viewer.conference, [decision.submission.number for decision in decisions])
    return [
        message
        for decision in decisions
        for message in decision_mails(decision, notified=known[decision.submission.number], attempt=attempt)
    ]
