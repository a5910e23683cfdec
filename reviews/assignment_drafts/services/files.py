"""Drafts of the assignment from a file: what stands now, with what the file adds and takes off."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.accounts.names.made_up import made_up_address
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.records import record
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from effgenai.transitions import set_state
from reviews.assignment_drafts.interchange import FileContent, FileLine
from reviews.assignment_drafts.interchange.lines import ALL
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.context import DraftContext, draft_context
from reviews.assignment_drafts.queries.facts import Facts, Pair, facts_for
from reviews.assignment_drafts.queries.pairs.exclusions import Exclusions, exclusions_on
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.services.covering import cover
from reviews.assignment_drafts.states import DraftState, Standing
from reviews.bidding.fit import bid_weight
from reviews.expertise.queries import Member
from reviews.matching import solve
from submissions.core.models import Submission

MAX_NAME = 80
PROFILE = re.compile(r"~(.*?)\d+")  # of OpenReview: ~Ada_Nwosu1


@dataclasses.dataclass(frozen=True, slots=True)
class Understood:
    """What a file comes to in one role: pairs to add and to take off, and how many stand already."""

    role: Role
    pairs: frozenset[Pair]
    add: int
    off: int
    known: int

    @property
    def changes_something(self) -> bool:
        """Whether a draft of it would differ from what is in force."""
        return bool(self.add or self.off)


@dataclasses.dataclass(frozen=True, slots=True)
class FileUnderstood:
    """What a file comes to here, role by role, and what of it cannot be."""

    parts: list[Understood]
    problems: list[str]

    @property
    def add(self) -> int:
        """How many pairs it adds."""
        return sum(part.add for part in self.parts)

    @property
    def off(self) -> int:
        """How many pairs it takes off."""
        return sum(part.off for part in self.parts)

    @property
    def known(self) -> int:
        """How many of its lines name what stands already."""
        return sum(part.known for part in self.parts)

    @property
    def drafts(self) -> int:
        """How many drafts it makes: one a role in which it changes something."""
        return sum(part.changes_something for part in self.parts)


def understand(*, viewer: Viewer, listed: FileContent, role: Role) -> FileUnderstood:
    """Hold the lines of a file against papers, people, conflicts and loads. Changes nothing.

    Lines that name no role are of `role`. Of papers kept from the chair it says what it says of those that
    do not exist.
    """
    return _Reader(viewer, listed, role).read()


class _Reader:
    """Goes through the lines in their order, as the other systems do."""

    def __init__(self, viewer: Viewer, listed: FileContent, usual: Role) -> None:
        self._listed, self._usual = listed, usual
        roles = sorted({line.role or usual for line in listed.lines} or {usual}, reverse=True)
        self._sides = {role: _Side(viewer, facts_for(viewer, role)) for role in roles}
        self._problems = list(listed.problems)
        put = [line for line in listed.lines if not (line.takes_off or line.is_only)]
        self._assisting = {pair for line in put for pair in self._side(line).pairs_named_by(line)}

    def _side(self, line: FileLine) -> _Side:
        return self._sides[line.role or self._usual]

    def read(self) -> FileUnderstood:
        """All lines; those that cannot be are named."""
        for line in self._listed.lines:
            for why_not in self._whys_not(line):
                self._problems.append(f"{self._listed.unit} {line.at}: {why_not}")
        return FileUnderstood([side.understood() for side in self._sides.values()], self._problems)

    def _whys_not(self, line: FileLine) -> list[str]:
        """Do what the line says, and tell what of it cannot be."""
        side = self._side(line)
        papers = side.papers_of(line)
        if not papers:
            return [f"there is no paper {line.paper} that waits for reviewers."]
        if line.takes_off and line.email == ALL:
            whys_not = [side.clear(paper) for paper in papers]
        else:
            member, why_not = side.who(line.email)
            if member is None:
                return [why_not]
            give = side.take_off if line.takes_off else partial(self._put, side, line)
            whys_not = [give(paper, member) for paper in papers]
        return list(filter(None, whys_not))

    def _put(self, side: _Side, line: FileLine, paper: Submission, member: Member) -> str:
        pair = (paper.pk, member.user_id)
        others = [other for other in self._sides.values() if other is not side]
        if any(pair in other.pairs for other in others):
            return f"{member.user} has paper {paper.number} in another role."
        why_not = side.put(paper, member)
        if line.is_only and not why_not:
            return side.clear(paper, but=self._assisting | {pair})
        return why_not


class _Side:
    """What stands in one role, and what becomes of it line by line."""

    def __init__(self, viewer: Viewer, facts: Facts) -> None:
        self._facts = facts
        self._papers: dict[int | str, Submission] = {
            paper.external_id: paper for paper in facts.papers if paper.external_id
        }
        self._papers |= {paper.number: paper for paper in facts.papers}
        self._people = _People(facts)
        self.pairs: set[Pair] = set(facts.standing)
        self._readers: dict[int, set[int]] = defaultdict(set)
        for paper, who in facts.standing:
            self._readers[paper].add(who)
        visible = facts.standing if facts.is_partial else [*facts.standing, *_as_pairs(facts.elsewhere)]
        self._loads = Counter(who for _, who in visible)
        draft = AssignmentDraft(conference=viewer.conference, role=facts.role)
        ids = {member.user_id for member in facts.members}
        self._exclusions: Exclusions = exclusions_on(
            draft, [paper.pk for paper in facts.papers], ids, reader=viewer.user
        )
        self._known = 0

    def papers_of(self, line: FileLine) -> list[Submission]:
        """The papers that a line is about; none if there are no such papers."""
        if line.paper == ALL:
            return self._facts.papers
        paper = self._papers.get(line.paper)
        return [] if paper is None else [paper]

    def who(self, name: str) -> tuple[Member | None, str]:
        """The member of that address, profile or name; None with the reason if it is not one member."""
        return self._people.who(name)

    def pairs_named_by(self, line: FileLine) -> list[Pair]:
        """The pairs of the papers and the person of a line, where both are known."""
        member, _ = self.who(line.email)
        return [(paper.pk, member.user_id) for paper in self.papers_of(line)] if member else []

    def put(self, paper: Submission, member: Member) -> str:
        """Give the paper to the member; the reason if that cannot be."""
        pair = (paper.pk, member.user_id)
        if pair in self.pairs:
            self._known += 1
            return ""
        if why_not := self._exclusions.why_not(paper, member.user, may_have=True):
            return why_not
        if self._loads[member.user_id] >= member.load_max:
            return f"{member.user} would have more than {member.load_max} papers."
        self.pairs.add(pair)
        self._readers[paper.pk].add(member.user_id)
        self._loads[member.user_id] += 1
        return ""

    def take_off(self, paper: Submission, member: Member) -> str:
        """Take the paper from the member; the reason if that cannot be."""
        pair = (paper.pk, member.user_id)
        return self._drop([pair] if pair in self.pairs else [])

    def clear(self, paper: Submission, but: Collection[Pair] = ()) -> str:
        """Take the paper from all who have it, except these; the reason if some of them keep it."""
        pairs = [(paper.pk, who) for who in sorted(self._readers[paper.pk])]
        return self._drop([pair for pair in pairs if pair not in but])

    def _drop(self, pairs: list[Pair]) -> str:
        begun = [pair for pair in pairs if pair in self._facts.begun]
        for pair in pairs:
            if pair not in self._facts.begun:
                self.pairs.discard(pair)
                self._readers[pair[0]].discard(pair[1])
                self._loads[pair[1]] -= 1
        return "a review is begun, so its writer keeps the paper." if begun else ""

    def understood(self) -> Understood:
        """What became of all lines of this role."""
        standing = self._facts.standing
        add, off = len(self.pairs - standing), len(standing - self.pairs)
        return Understood(self._facts.role, frozenset(self.pairs), add=add, off=off, known=self._known)


class _People:
    """The members by address, by profile of OpenReview, and by name where one alone has it."""

    def __init__(self, facts: Facts) -> None:
        self._by_address = _people_by_address(facts)
        self._by_name: dict[str, list[Member]] = defaultdict(list)
        for member in facts.members:
            self._by_name[_plain_name(member.user.name)].append(member)

    def who(self, name: str) -> tuple[Member | None, str]:
        """The member, or None with the reason."""
        profile = name.strip("~").replace("_", ".")
        if member := self._by_address.get(name) or self._by_address.get(made_up_address(profile, "")):
            return member, ""
        called = self._by_name.get(_plain_name(PROFILE.sub(r"\1", name).replace("_", " ")), [])
        if len(called) > 1:
            return None, f"several members are called {name[:80]}. Write an address."
        if "@" in name or not called:
            return None, f"{name[:80]} is nobody on the committee in this role."
        return called[0], ""


def _plain_name(name: str) -> str:
    return " ".join(name.casefold().split())


def _as_pairs(counts: Counter[int]) -> list[Pair]:
    return [(0, who) for who in counts.elements()]


def _people_by_address(facts: Facts) -> dict[str, Member]:
    """Everybody by each of their proven addresses."""
    members = {member.user_id: member for member in facts.members}
    proven = EmailAddress.objects.filter(user__in=members, verified=True).values_list("email", "user")
    found = {email.lower(): members[user] for email, user in proven}
    return found | {member.user.email.lower(): member for member in facts.members}


@transaction.atomic
def drafts_from_file(
    *, viewer: Viewer, listed: FileContent, role: Role, name: str, at: dt.datetime
) -> list[AssignmentDraft]:
    """Make drafts of what stands now and all that can be done of a file, one for each role that it changes.

    Raises Refused if it changes nothing.
    """
    understood = understand(viewer=viewer, listed=listed, role=role)
    if viewer.user is None or not understood.drafts:
        raise Refused("Nothing in this file would change what is assigned.")
    changed = [part for part in understood.parts if part.changes_something]
    return [_draft(viewer, viewer.user, part, _name(name, listed, part, changed), at) for part in changed]


def _name(name: str, listed: FileContent, part: Understood, changed: Sequence[Understood]) -> str:
    """What the draft is called: the second of a file says for whom it is."""
    called = name.strip() or f"From {listed.form}"
    of_whom = ", area chairs" if len(changed) > 1 and part.role == Role.AREA_CHAIR else ""
    return called[: MAX_NAME - len(of_whom)] + of_whom


def _draft(viewer: Viewer, by: User, part: Understood, name: str, at: dt.datetime) -> AssignmentDraft:
    facts = facts_for(viewer, part.role)
    choices = Choices(role=part.role, standing=Standing.AFRESH, bids=bid_weight(viewer.conference.pk))
    draft = AssignmentDraft.objects.create(
        conference=viewer.conference,
        name=name,
        state=DraftState.RUNNING,
        **dataclasses.asdict(choices),
        created_at=at,
        created_by=by,
    )
    members = {member.user_id for member in facts.members}
    _write(draft, facts, {pair for pair in part.pairs if pair[1] in members}, viewer)
    record(
        action="proposal.make",
        by=by,
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
