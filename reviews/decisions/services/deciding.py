"""Provisional decisions and notes to authors, of which nobody but the chairs knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from effgenai.conferences.core.errors import Refused, refuse
from effgenai.conferences.core.records import record_all
from effgenai.conferences.core.viewer import Viewer
from effgenai.resilience.database.locks import lock_all
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.rules import why_not_decide
from reviews.decisions.states import DecisionState
from submissions.core.models import Submission
from submissions.core.records import paper_line, record_paper


def set_decisions(
    *,
    viewer: Viewer,
    numbers: Collection[int],
    outcome: DecisionClass | None,
    at: dt.datetime,
    seen: Mapping[int, int | None] | None = None,
) -> dict[int, int | None]:
    """Decide on papers, provisionally; without an `outcome` take their provisional decisions back.

    `seen` is what the chair saw decided on each paper; what another chair decided since is told, and nothing
    changes. Return what was decided before, as number -> primary key of the class or None, for those that
    changed.

    Raises Refused if a paper cannot be decided on, or somebody decided on one since it was `seen`.
    """
    wanted: dict[int, int | None] = dict.fromkeys(numbers, outcome.pk if outcome else None)
    with transaction.atomic():
        refuse(_decided_meanwhile(viewer, wanted, seen or {}))
        return _set(viewer=viewer, wanted=wanted, at=at)


def _decided_meanwhile(
    viewer: Viewer, wanted: Mapping[int, int | None], seen: Mapping[int, int | None]
) -> str | None:
    """What somebody else decided since, in words; the same decision twice is none."""
    papers = [paper for paper in lock_papers(viewer, wanted) if paper.number in seen]
    stands = {paper.number: _outcome_of(paper) for paper in papers}
    others = [n for n, now in stands.items() if now not in {seen[n], wanted[n]}]
    if not others:
        return None
    names = dict(viewer.conference.decision_classes.values_list("pk", "name"))
    clauses = (f"paper {n} stands at “{names.get(stands[n] or 0, 'no decision')}” now" for n in others)
    return (
        f"Somebody decided since you loaded this page: {'; '.join(clauses)}. "
        "Nothing was changed. Look again and decide."
    )


def undo_decisions(
    *, viewer: Viewer, before: dict[int, int | None], after: int | None, at: dt.datetime
) -> dict[int, int | None]:
    """Put back what `set_decisions` returned, but only where `after`, what it set, still stands.

    Raises Refused if a decision was released meanwhile.
    """
    with transaction.atomic():
        papers = lock_papers(viewer, before)
        still = {paper.number for paper in papers if _outcome_of(paper) == after}
        return _set(viewer=viewer, wanted={n: pk for n, pk in before.items() if n in still}, at=at)


def write_note(*, viewer: Viewer, number: int, note: str, at: dt.datetime) -> Decision:
    """Keep a note that the authors read with the decision.

    Raises Refused once the decision is released, or where there is none.
    """
    with transaction.atomic():
        paper = lock_papers(viewer, [number])[0]
        decision = decision_of(paper)
        if decision is None:
            raise Refused("Decide on the paper first; the note goes out with the decision.")
        refuse(why_not_decide(paper, decision))
        decision.note = note
        decision.save(update_fields=["note"])
        record_paper("decision.note", paper, by=viewer.user, at=at, summary="note to the authors changed")
        return decision


@transaction.atomic
def _set(*, viewer: Viewer, wanted: dict[int, int | None], at: dt.datetime) -> dict[int, int | None]:
    """Decide on many papers in a few statements; return what was decided before on those that changed."""
    papers = [paper for paper in lock_papers(viewer, wanted) if _outcome_of(paper) != wanted[paper.number]]
    for paper in papers:
        refuse(why_not_decide(paper, decision_of(paper)))
    before = {paper.number: _outcome_of(paper) for paper in papers}
    _decide(papers, wanted, viewer=viewer, at=at)
    names = dict(viewer.conference.decision_classes.values_list("pk", "name"))
    record_all(
        [
            paper_line(
                "decision.set",
                paper,
                by=viewer.user,
                at=at,
                summary=names.get(wanted[paper.number] or 0, "decision taken back"),
            )
            for paper in papers
        ]
    )
    return before


def lock_papers(viewer: Viewer, numbers: Collection[int]) -> list[Submission]:
    """The papers of these numbers, locked. One that the viewer does not handle refuses the whole."""
    handled = Submission.objects.handled_by(viewer).values("pk")
    rows = Submission.objects.select_related("decision", "conference")
    papers = lock_all(rows.filter(pk__in=handled, number__in=numbers))
    if len(papers) != len(set(numbers)):
        raise Refused("One of these papers is not there any more. Load the page again.")
    return sorted(papers, key=lambda paper: paper.number)


def _decide(
    papers: Sequence[Submission], wanted: Mapping[int, int | None], *, viewer: Viewer, at: dt.datetime
) -> None:
    taken_back = [paper.pk for paper in papers if wanted[paper.number] is None]
    Decision.objects.filter(submission__in=taken_back, state=DecisionState.PROVISIONAL).delete()
    rows = [
        Decision(submission=paper, outcome_id=outcome, decided_at=at, decided_by=viewer.user)
        for paper in papers
        if (outcome := wanted[paper.number]) is not None
    ]
    Decision.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["outcome", "decided_at", "decided_by"],
    )


def decision_of(paper: Submission) -> Decision | None:
    """The decision on a paper that was read with it, if there is one."""
    return getattr(paper, "decision", None)


def _outcome_of(paper: Submission) -> int | None:
    decision = decision_of(paper)
    return decision.outcome_id if decision else None
