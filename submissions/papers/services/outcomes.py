"""What a release decides on many papers, in a few statements however many they are."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import Line, record_all
from effgenai.resilience.database.locks import lock_all
from effgenai.transitions import transition_all
from submissions.core.models import Submission
from submissions.core.records import paper_line
from submissions.core.states import SubmissionState


@dataclasses.dataclass(frozen=True, slots=True)
class PaperOutcome:
    """What becomes of a paper: accepted and presented so, rejected, or still waiting."""

    submission: Submission
    accepts: bool
    presentation: str
    waits: bool = False

    @property
    def state(self) -> SubmissionState:
        """The state in which the paper is from then on."""
        if self.waits:
            return SubmissionState.SUBMITTED
        return SubmissionState.ACCEPTED if self.accepts else SubmissionState.REJECTED


@transaction.atomic
def record_outcomes(*, outcomes: Sequence[PaperOutcome], by: User | None, at: dt.datetime) -> None:
    """Make decisions public: the papers are accepted, rejected or on the waiting list from now on.

    Only the release of decisions calls this. Raises Refused, and changes nothing, if one of the papers no
    longer waits for a decision.
    """
    pks = [outcome.submission.pk for outcome in outcomes]
    for row in lock_all(Submission.objects.filter(pk__in=pks).only("number", "state")):
        if row.state != SubmissionState.SUBMITTED:
            state = row.get_state_display().lower()
            raise Refused(f"Paper {row.number} is {state} and waits for no decision.")
    alike: dict[tuple[SubmissionState, str], list[int]] = defaultdict(list)
    for outcome in outcomes:
        alike[outcome.state, outcome.presentation if outcome.accepts else ""].append(outcome.submission.pk)
    for (state, presentation), papers in alike.items():
        _decide(papers, state, presentation, by=by, at=at)
    record_all([_line(outcome, by=by, at=at) for outcome in outcomes])


def _decide(
    papers: Sequence[int], state: SubmissionState, presentation: str, *, by: User | None, at: dt.datetime
) -> None:
    rows = Submission.objects.filter(pk__in=papers)
    if state == SubmissionState.SUBMITTED:
        rows.update(presentation="", decided_at=None, decided_by=None, updated_at=at)
        return
    transition_all(rows, state, presentation=presentation, decided_at=at, decided_by=by, updated_at=at)


def _line(outcome: PaperOutcome, *, by: User | None, at: dt.datetime) -> Line:
    if outcome.waits:
        return paper_line("submission.wait", outcome.submission, by=by, at=at)
    return paper_line("submission.decide", outcome.submission, by=by, at=at, summary=outcome.state.label)
