"""One paper of a draft as a chair changes it: its readers with reasons, and who else could read it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from effgenai.ui.tables import Column
from reviews.assignment_drafts.models import ProposedPair
from reviews.assignment_drafts.queries.context import DraftContext
from reviews.assignment_drafts.queries.pairs.exclusions import exclusions_on
from reviews.assignment_drafts.queries.panel_rules import panels_of
from reviews.assignment_drafts.rules.panels import ASKED, BROKEN, PanelFacts, broken_rules
from reviews.bidding.fit import Fit, part_words, signed
from reviews.expertise.models import PastPaper
from reviews.expertise.queries import Member
from reviews.matching import Reason, reasons_for
from submissions.core.models import Submission

NEAR = 2

READER_COLUMNS = (
    Column("Name, and why"),
    Column("Fit", look="num"),
    Column("Action"),
)
CANDIDATE_COLUMNS = (
    Column("Name"),
    Column("Fit", look="num"),
    Column("Papers", look="num", phone=False),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the draft on this paper. `reason` is None for somebody no longer on the committee."""

    pair: ProposedPair
    reason: Reason | None
    near: list[str]
    is_begun: bool
    is_required: bool

    @property
    def words(self) -> str:
        """What the fit is made of."""
        return part_words(self.pair.parts)

    @property
    def is_locked(self) -> bool:
        """Whether they stay whatever is done by hand."""
        return self.is_begun or self.is_required


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could read it, or why not. `cost` is what the total loses by the plain change.

    `breaks` and `mends` say what that change does to the rules on who reads a paper together.
    """

    member: Member
    fit: Fit
    papers: int
    rank: int
    rank_for_them: int
    why_not: str
    is_forbidden: bool
    is_full: bool
    cost: float | None
    breaks: list[str]
    mends: list[str]

    @property
    def change(self) -> str:
        """What the plain change does to the total, with its sign."""
        return "" if self.cost is None else signed(-self.cost)


@dataclasses.dataclass(frozen=True, slots=True)
class DraftPaper:
    """The page of one paper in a draft. `weakest` is who would leave for somebody better.

    `rules` are those on who reads a paper together that were asked for, each with how it is broken now.
    """

    submission: Submission
    readers: list[Reader]
    candidates: list[Candidate]
    missing: int
    weakest: ProposedPair | None
    rules: list[tuple[str, str]]

    @property
    def total(self) -> float:
        """The sum of fits of its readers."""
        return sum(reader.pair.score for reader in self.readers)


def draft_paper(context: DraftContext, submission: Submission, facts: PanelFacts | None = None) -> DraftPaper:
    """The paper with everybody, the best candidates first and those who cannot read it last.

    `facts` are for the rules on who reads a paper together, if the draft was to keep some.
    """
    readers = _readers(context, submission)
    free = [reader.pair for reader in readers if not reader.is_locked]
    missing = context.missing(submission.pk)
    weakest = min(free, key=lambda pair: (pair.score, -pair.pk), default=None)
    instead = None if missing else weakest
    return DraftPaper(
        submission=submission,
        readers=readers,
        candidates=_candidates(context, submission, facts, missing=missing, instead=instead),
        missing=missing,
        weakest=instead,
        rules=_rules(context, submission, facts),
    )


def _rules(context: DraftContext, submission: Submission, facts: PanelFacts | None) -> list[tuple[str, str]]:
    if facts is None:
        return []
    broken = broken_rules(facts, panels_of(context.pairs), submission.pk)
    return [(ASKED[rule], BROKEN[rule] if rule in broken else "") for rule in facts.rules]


def _readers(context: DraftContext, submission: Submission) -> list[Reader]:
    pairs = context.of_paper[submission.pk]
    known = [pair for pair in pairs if context.knows(pair.submission_id, pair.user_id)]
    places = [context.place((pair.submission_id, pair.user_id)) for pair in known]
    reasons = dict(zip(known, reasons_for(context.as_it_is, places, context.affinity), strict=True))
    titles = _titles([pair.user_id for pair in known])
    listed = []
    for pair in pairs:
        reason, ids = reasons.get(pair), (pair.submission_id, pair.user_id)
        listed.append(
            Reader(
                pair=pair,
                reason=reason,
                near=_near(reason, titles.get(pair.user_id, [])) if reason else [],
                is_begun=ids in context.facts.begun,
                is_required=ids in context.facts.required,
            )
        )
    return listed


def _titles(people: list[int]) -> dict[int, list[str]]:
    """What each of them wrote before, in the order in which the engine numbers it."""
    found: dict[int, list[str]] = {who: [] for who in people}
    rows = PastPaper.objects.filter(user__in=people).order_by("pk")
    for who, title in rows.values_list("user", "title"):
        found[who].append(title)
    return found


def _near(reason: Reason, titles: list[str]) -> list[str]:
    """The past papers that made the fit, with the words in common."""
    return [
        f"{titles[near.number]}" + (f" ({', '.join(near.words)})" if near.words else "")
        for near in reason.near[:NEAR]
        if near.number < len(titles)
    ]


def _candidates(
    context: DraftContext,
    submission: Submission,
    facts: PanelFacts | None,
    *,
    missing: int,
    instead: ProposedPair | None,
) -> list[Candidate]:
    if submission.pk not in context.row:
        return []
    members = [one for one in context.facts.members if (submission.pk, one.user_id) not in context.named]
    people = [member.user_id for member in members]
    exclusions = exclusions_on(context.draft, [submission.pk], people, reader=context.facts.reader)
    places = [context.place((submission.pk, member.user_id)) for member in members]
    reasons = reasons_for(context.as_it_is, places)
    after = _after(context, submission.pk, facts, instead)
    rows = []
    for member, reason in zip(members, reasons, strict=True):
        fit, papers = context.fit(submission.pk, member.user_id), context.loads[member.user_id]
        forbidden = (submission.pk, member.user_id) in exclusions.forbidden
        barred = exclusions.why_not(submission, member.user, may_have=True)
        why_not = barred or ("" if member.load_max else f"{member.user} takes no papers.")
        is_full = papers >= member.load_max
        plain = not why_not and not is_full and (missing or instead)
        cost = (instead.score if instead else 0.0) - fit.score if plain else None
        breaks, mends = after(member.user_id) if plain else ([], [])
        rows.append(
            Candidate(
                member=member,
                fit=fit,
                papers=papers,
                rank=reason.rank_for_paper,
                rank_for_them=reason.rank_for_reviewer,
                why_not=why_not,
                is_forbidden=forbidden,
                is_full=is_full,
                cost=cost,
                breaks=breaks,
                mends=mends,
            )
        )
    return sorted(rows, key=lambda row: (bool(row.why_not), -row.fit.score, str(row.member.user).lower()))


def _after(
    context: DraftContext, paper: int, facts: PanelFacts | None, instead: ProposedPair | None
) -> Callable[[int], tuple[list[str], list[str]]]:
    """What rules break, and which are mended, if somebody comes in, for the one who would leave."""
    if facts is None:
        return lambda _: ([], [])
    panels = panels_of(context.pairs)
    before = broken_rules(facts, panels, paper)
    staying = panels.get(paper, set()) - ({instead.user_id} if instead else set())

    def compare(person: int) -> tuple[list[str], list[str]]:
        now = broken_rules(facts, {**panels, paper: staying | {person}}, paper)
        breaks = [BROKEN[rule] for rule in now if rule not in before]
        return breaks, [ASKED[rule] for rule in before if rule not in now]

    return compare
