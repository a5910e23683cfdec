from __future__ import annotations

import datetime as dt

from django.db import transaction

from effgenai.accounts.keys import new_key
from effgenai.accounts.models import User
from effgenai.audit.services import record
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference
from effgenai.conferences.viewer import viewer_for
from reviews.matching import Affinity, Problem, Solution, solve
from reviews.models import Assignment, AssignmentRun, ProposedPair
from reviews.queries.facts import Facts, facts_for, problem_of
from reviews.queries.fit import affinity_of, fit_at, with_bids
from reviews.services.assignment import record_assignment, staff_papers
from reviews.states import RunState
from submissions.models import Submission

CHANGED = (
    "Papers, reviewers, conflicts or assignments have changed since this proposal was made, so it was not "
    "applied. Propose again: it takes a moment and keeps what is assigned."
)


def propose_assignment(*, conference: Conference, by: User, at: dt.datetime, key: str = "") -> AssignmentRun:
    """Solve the whole assignment for this chair and keep the answer as a proposal; nothing is assigned yet.

    It covers the papers that `by` is not in conflict with, and keeps what is assigned already.
    """
    facts = facts_for(viewer_for(user=by, conference=conference, at=at))
    reason = why_not_propose(facts)
    if reason:
        raise Refused(reason)
    affinity = with_bids(affinity_of(facts.papers, facts.members), facts.papers, facts.members)
    problem = problem_of(facts, affinity)
    solution = solve(problem, allow_shortfall=True)
    return _keep(
        facts, affinity, problem, solution, conference=conference, by=by, at=at, key=key or new_key()
    )


def why_not_propose(facts: Facts) -> str | None:
    """Why there is nothing to propose."""
    if not facts.papers:
        return "No submitted paper waits for reviewers."
    if not facts.members:
        return "There are no reviewers yet. Invite some under Committee."
    return None


@transaction.atomic
def _keep(
    facts: Facts,
    affinity: Affinity,
    problem: Problem,
    solution: Solution,
    *,
    conference: Conference,
    by: User,
    at: dt.datetime,
    key: str,
) -> AssignmentRun:
    run = AssignmentRun.objects.create(
        key=key,
        conference=conference,
        state=RunState.PROPOSED,
        settings=_settings(facts, affinity, problem, solution),
        total=solution.total,
        bound=solution.bound,
        seconds=solution.seconds,
        notes=_notes(facts, solution),
        created_at=at,
        created_by=by,
    )
    pairs = (_pair(run, facts, affinity, place) for place in solution.pairs())
    ProposedPair.objects.bulk_create(pairs, batch_size=1000)
    # No numbers: another chair may be in conflict with one of the papers.
    record(
        action="proposal.make", by=by, at=at, conference=conference, summary="Assignment proposed", run=key
    )
    return run


def _pair(run: AssignmentRun, facts: Facts, affinity: Affinity, place: tuple[int, int]) -> ProposedPair:
    paper, member, fit = facts.papers[place[0]], facts.members[place[1]], fit_at(affinity, *place)
    return ProposedPair(
        run=run,
        submission=paper,
        user=member.user,
        score=fit.score,
        parts=fit.parts,
        is_new=(paper.pk, member.user_id) not in facts.standing,
    )


def _settings(facts: Facts, affinity: Affinity, problem: Problem, solution: Solution) -> dict[str, object]:
    found = [len(solution.reviewers_of(row)) for row in range(problem.n_papers)]
    short = problem.demand - found
    return {
        "papers": [paper.pk for paper in facts.papers],
        "missing": {str(facts.papers[row].pk): int(n) for row, n in enumerate(short) if n > 0},
        "wanted": facts.wanted,
        "reviewers": len(facts.members),
        "weights": dict(affinity.weights),
        "fingerprint": facts.fingerprint,
    }


def _notes(facts: Facts, solution: Solution) -> list[str]:
    """What the engine says of places that stay empty.

    Its sentences name the room that reviewers have left. Where tasks elsewhere take some of it, they would
    tell this chair of papers kept from them, so only what is missing is said then.
    """
    if not facts.elsewhere:
        return [shortage.sentence for shortage in solution.shortages]
    return [_plain_shortage(facts, shortage.papers, shortage.missing) for shortage in solution.shortages]


def _plain_shortage(facts: Facts, rows: tuple[int, ...], missing: int) -> str:
    numbers = ", ".join(str(facts.papers[row].number) for row in rows[:20])
    more = f" and {len(rows) - 20} more" if len(rows) > 20 else ""
    return (
        f"Reviewers still missing: {missing}, for paper {numbers}{more}. Invite more reviewers, raise loads, "
        "or lift a conflict."
    )


@transaction.atomic
def apply_run(*, run: AssignmentRun, by: User, at: dt.datetime) -> int:
    """Assign what a proposal says, all or nothing; return how many tasks are new.

    Refuses if anything it was made from has changed: of two chairs who press at once, the second is told.
    """
    covered = run.settings.get("papers", [])
    list(Submission.objects.select_for_update().filter(pk__in=covered).order_by("pk").values_list("pk"))
    row = _locked(run)
    facts = facts_for(viewer_for(user=by, conference=row.conference, at=at))
    if facts.fingerprint != row.settings.get("fingerprint"):
        raise Refused(CHANGED)
    new = row.pairs.filter(is_new=True).select_related("submission__conference", "user").order_by("pk")
    tasks = staff_papers(
        pairs=[(pair.submission, pair.user, pair.score, pair.parts) for pair in new], run=row, by=by, at=at
    )
    row.state, row.applied_at, row.applied_by = RunState.APPLIED, at, by
    row.save(update_fields=["state", "applied_at", "applied_by"])
    _record_applied(tasks, run=row, by=by, at=at)
    return len(tasks)


def _record_applied(tasks: list[Assignment], *, run: AssignmentRun, by: User, at: dt.datetime) -> None:
    for task in tasks:
        record_assignment("assignment.create", task, by=by, at=at)
    record(
        action="proposal.apply",
        by=by,
        at=at,
        conference=run.conference,
        summary="Proposed assignment applied",
        run=run.key,
    )


@transaction.atomic
def discard_run(*, run: AssignmentRun, by: User, at: dt.datetime) -> None:
    """Put a proposal aside; it stays to be read."""
    row = _locked(run)
    row.state = RunState.DISCARDED
    row.save(update_fields=["state"])
    record(
        action="proposal.discard",
        by=by,
        at=at,
        conference=row.conference,
        summary="Proposal discarded",
        run=row.key,
    )


def _locked(run: AssignmentRun) -> AssignmentRun:
    row = (
        AssignmentRun.objects.select_for_update(of=("self",))
        .select_related("conference", "applied_by")
        .get(pk=run.pk)
    )
    if row.state == RunState.APPLIED:
        raise Refused(f"{row.applied_by} has applied this proposal already.")
    if row.state == RunState.DISCARDED:
        raise Refused("This proposal was discarded. Propose again.")
    return row
