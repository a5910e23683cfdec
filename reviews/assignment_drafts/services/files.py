"""A draft of the assignment from a file: what stands now, with what the file adds and takes off."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict

from allauth.account.models import EmailAddress
from django.db import transaction

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.transitions import set_state
from reviews.assignment_drafts.interchange import FileContent, FileLine
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.context import DraftContext, draft_context
from reviews.assignment_drafts.queries.exclusions import Exclusions, exclusions_on
from reviews.assignment_drafts.queries.facts import Facts, Pair, facts_for
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.services.covering import cover
from reviews.assignment_drafts.states import DraftState, Standing
from reviews.bidding.fit import bid_weight
from reviews.expertise.queries import Member
from reviews.matching import solve
from submissions.core.models import Submission

MAX_NAME = 80


@dataclasses.dataclass(frozen=True, slots=True)
class Understood:
    """What a file comes to here: pairs to add and to take off, how many stand already, and what cannot be."""

    pairs: frozenset[Pair]
    add: int
    off: int
    known: int
    problems: list[str]


def understand(*, viewer: Viewer, listed: FileContent, role: Role) -> Understood:
    """Hold the lines of a file against papers, people, conflicts and loads. Changes nothing.

    Of papers kept from the chair it says what it says of those that do not exist.
    """
    return _Reader(viewer, facts_for(viewer, role), listed).read()


class _Reader:
    """Goes through the lines in their order, as the other systems do."""

    def __init__(self, viewer: Viewer, facts: Facts, listed: FileContent) -> None:
        self._facts, self._listed = facts, listed
        self._papers = {paper.number: paper for paper in facts.papers}
        self._people = _people_by_address(facts)
        self._pairs: set[Pair] = set(facts.standing)
        visible = facts.standing if facts.is_partial else [*facts.standing, *_as_pairs(facts.elsewhere)]
        self._loads = Counter(who for _, who in visible)
        self._problems = list(listed.problems)
        draft = AssignmentDraft(conference=viewer.conference, role=facts.role)
        self._exclusions: Exclusions = exclusions_on(
            draft, [paper.pk for paper in facts.papers], self._ids(), reader=viewer.user
        )
        self._known = 0

    def _ids(self) -> set[int]:
        return {member.user_id for member in self._people.values()}

    def read(self) -> Understood:
        """All lines; those that cannot be are named."""
        for line in self._listed.lines:
            if why_not := self._why_not(line):
                self._problems.append(f"Line {line.at}: {why_not}")
        standing = self._facts.standing
        return Understood(
            pairs=frozenset(self._pairs),
            add=len(self._pairs - standing),
            off=len(standing - self._pairs),
            known=self._known,
            problems=self._problems,
        )

    def _why_not(self, line: FileLine) -> str:
        """Do what the line says, or tell why it cannot be."""
        paper = self._papers.get(line.paper)
        if paper is None:
            return f"there is no paper {line.paper} that waits for reviewers."
        if line.takes_off and line.email == "all":
            return self._take_off([pair for pair in self._pairs if pair[0] == paper.pk])
        member = self._people.get(line.email)
        if member is None:
            return f"{line.email[:80]} is nobody on the committee in this role."
        pair = (paper.pk, member.user_id)
        if line.takes_off:
            return self._take_off([pair] if pair in self._pairs else [])
        return self._put(paper, member)

    def _put(self, paper: Submission, member: Member) -> str:
        pair = (paper.pk, member.user_id)
        if pair in self._pairs:
            self._known += 1
            return ""
        if why_not := self._exclusions.why_not(paper, member.user, may_have=True):
            return why_not
        if self._loads[member.user_id] >= member.load_max:
            return f"{member.user} would have more than {member.load_max} papers."
        self._pairs.add(pair)
        self._loads[member.user_id] += 1
        return ""

    def _take_off(self, pairs: list[Pair]) -> str:
        begun = [pair for pair in pairs if pair in self._facts.begun]
        for pair in pairs:
            if pair not in self._facts.begun:
                self._pairs.discard(pair)
                self._loads[pair[1]] -= 1
        return "a review is begun, so its writer keeps the paper." if begun else ""


def _as_pairs(counts: Counter[int]) -> list[Pair]:
    return [(0, who) for who in counts.elements()]


def _people_by_address(facts: Facts) -> dict[str, Member]:
    """Everybody by each of their proven addresses."""
    members = {member.user_id: member for member in facts.members}
    proven = EmailAddress.objects.filter(user__in=members, verified=True).values_list("email", "user")
    found = {email.lower(): members[user] for email, user in proven}
    return found | {member.user.email.lower(): member for member in facts.members}


@transaction.atomic
def draft_from_file(
    *, viewer: Viewer, listed: FileContent, role: Role, name: str, at: dt.datetime
) -> AssignmentDraft:
    """Make a draft of what stands now and all that can be done of a file. Refuses what changes nothing."""
    understood = understand(viewer=viewer, listed=listed, role=role)
    if viewer.user is None or not (understood.add or understood.off):
        raise Refused("Nothing in this file would change what is assigned.")
    facts = facts_for(viewer, role)
    choices = Choices(role=role, standing=Standing.AFRESH, bids=bid_weight(viewer.conference.pk))
    draft = AssignmentDraft.objects.create(
        conference=viewer.conference,
        name=name.strip()[:MAX_NAME] or f"From {listed.form}",
        state=DraftState.RUNNING,
        **dataclasses.asdict(choices),
        created_at=at,
        created_by=viewer.user,
    )
    members = {member.user_id for member in facts.members}
    _write(draft, facts, {pair for pair in understood.pairs if pair[1] in members}, viewer)
    record(
        action="proposal.make",
        by=viewer.user,
        at=at,
        conference=viewer.conference,
        summary="Draft of the assignment made from a file",
        draft=draft.key,
    )
    return draft


def _write(draft: AssignmentDraft, facts: Facts, pairs: set[Pair], viewer: Viewer) -> None:
    """The pairs with their fit, and what the best assignment with as many places would come to."""
    blank = [
        ProposedPair(
            draft=draft,
            submission_id=paper,
            user_id=who,
            score=0.0,
            is_new=(paper, who) not in facts.standing,
        )
        for paper, who in sorted(pairs)
    ]
    ProposedPair.objects.bulk_create(blank, batch_size=1000)
    context = draft_context(viewer, draft)
    for pair in context.pairs:
        fit = context.fit(pair.submission_id, pair.user_id)
        pair.score, pair.parts, pair.by_hand = fit.score, fit.parts, pair.is_new
    ProposedPair.objects.bulk_update(context.pairs, ["score", "parts", "by_hand"], batch_size=1000)
    _finish(draft, facts, context)


def _finish(draft: AssignmentDraft, facts: Facts, context: DraftContext) -> None:
    best = solve(context.problem(), allow_shortfall=True)
    sums: dict[int, float] = defaultdict(float, {paper.pk: 0.0 for paper in facts.papers})
    for pair in context.pairs:
        sums[pair.submission_id] += pair.score
    filled = Counter(pair.submission_id for pair in context.pairs)
    worst = min(sums, key=lambda paper: (sums[paper], paper))
    draft.total, draft.bound, draft.seconds = sum(sums.values()), best.bound, best.seconds
    set_state(draft, DraftState.PROPOSED)
    draft.share = 100
    draft.gap = max(0.0, best.bound - draft.total) / max(1.0, abs(best.bound))
    draft.worst, draft.worst_paper_id = sums[worst], worst
    draft.save()
    cover(draft, facts, missing=[facts.wanted - filled[paper.pk] for paper in facts.papers])
