"""The rules on who reads a paper together, from what the conference knows of papers and people."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from effgenai.accounts.models import Affiliation
from effgenai.accounts.names.institutions import institution_name
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.assignment_drafts.queries.facts import Facts, choices_of
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.rules.panels import BROKEN, PanelFacts, Panels, broken_rules
from reviews.assignment_drafts.states import PairRuleKind
from reviews.bidding.models import Bid
from reviews.expertise.queries import Member, members_with_role
from reviews.matching import Bools, Ints, PanelRules
from submissions.authors.models import Authorship
from submissions.conflicts.models import Conflict
from submissions.core.models import Submission


def panel_rules_of(facts: Facts, choices: Choices) -> PanelRules | None:
    """The rules that were chosen, over these papers and people; None if none was."""
    if not choices.panel_rules:
        return None
    papers, people = _topics(facts) if choices.topic else (None, None)
    return PanelRules(
        senior=np.array([member.is_senior for member in facts.members]) if choices.senior else None,
        groups=_institution_lists(facts.members) if choices.one_per_institution else (),
        paper_topics=papers,
        reviewer_topics=people,
        liked=_liked(facts) if choices.liked else np.empty((0, 2), dtype=np.int64),
        authors=_authors(facts) if choices.no_mutual else np.empty((0, 2), dtype=np.int64),
    )


def institutions_of(members: Iterable[Member]) -> dict[str, set[int]]:
    """Who works at each institution now, by its name as it is compared."""
    rows = Affiliation.objects.filter(user__in=[member.user_id for member in members], end_year=None)
    found: dict[str, set[int]] = defaultdict(set)
    for name, user in rows.order_by("institution", "pk").values_list("institution", "user"):
        if mark := institution_name(name):
            found[mark].add(user)
    return found


def _institution_lists(members: Sequence[Member]) -> tuple[Ints, ...]:
    """Lists with an institution of each person; more than one list where somebody works at several."""
    lists: list[dict[int, int]] = []
    for number, people in enumerate(institutions_of(members).values()):
        free = next((one for one in lists if not people & one.keys()), None)
        if free is None:
            free = {}
            lists.append(free)
        free.update(dict.fromkeys(people, number))
    return tuple(np.array([one.get(member.user_id, -1) for member in members]) for one in lists)


def _liked(facts: Facts) -> Ints:
    """Who would like to read what, by row and column."""
    row = {paper.pk: number for number, paper in enumerate(facts.papers)}
    column = {member.user_id: number for number, member in enumerate(facts.members)}
    bids = Bid.objects.filter(submission__in=row, reviewer__in=column, value__gt=0).order_by("pk")
    pairs = [(row[paper], column[who]) for paper, who in bids.values_list("submission", "reviewer")]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _topics(facts: Facts) -> tuple[Bools, Bools]:
    of_papers = [{topic.pk for topic in paper.topics.all()} for paper in facts.papers]
    of_people = [{topic.pk for topic in member.topics} for member in facts.members]
    names = sorted(set().union(*of_papers, *of_people))
    return _table(of_papers, names), _table(of_people, names)


def _table(owned: Sequence[set[int]], names: Sequence[int]) -> Bools:
    rows = [[name in topics for name in names] for topics in owned]
    return np.array(rows, dtype=bool).reshape(len(owned), len(names))


def _authors(facts: Facts) -> Ints:
    row = {paper.pk: number for number, paper in enumerate(facts.papers)}
    column = {member.user_id: number for number, member in enumerate(facts.members)}
    wrote = Authorship.objects.filter(submission__in=row, user__in=column).order_by("pk")
    pairs = {(row[paper], column[who]) for paper, who in wrote.values_list("submission", "user") if who}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


V = TypeVar("V")


@dataclasses.dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule and the papers that do not keep it, by number."""

    words: str
    papers: list[Submission]


def panel_facts(viewer: Viewer, draft: AssignmentDraft, papers: Sequence[int]) -> PanelFacts | None:
    """What the rules of a draft ask about these papers (ids); None where none was asked for.

    A constant number of queries. Where authors are hidden from chairs, nothing is said of mutual reviews:
    it would tell who wrote what.
    """
    hidden = {"no_mutual"} if viewer.conference.hide_authors_from_chairs else set()
    rules = tuple(rule for rule in choices_of(draft).panel_rules if rule not in hidden)
    if not rules:
        return None
    members = members_with_role(viewer, Role(draft.role))
    return PanelFacts(
        rules=rules,
        senior=frozenset(member.user_id for member in members if member.is_senior),
        places=_places(members) if "one_per_institution" in rules else {},
        topics_of_papers=_topics_of(papers) if "topic" in rules else {},
        topics_of_people={one.user_id: frozenset(topic.pk for topic in one.topics) for one in members},
        willing=_willing(papers, members, draft.role) if "liked" in rules else {},
        authors=_authors_of(papers) if "no_mutual" in rules else {},
    )


def panels_of(pairs: Iterable[ProposedPair]) -> dict[int, set[int]]:
    """Who reads each paper, by ids."""
    found: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        found[pair.submission_id].add(pair.user_id)
    return dict(found)


def broken_in(facts: PanelFacts | None, panels: Panels, papers: Iterable[Submission]) -> list[BrokenRule]:
    """The rules that are not kept, each with its papers in the order given; none where none was asked for."""
    if facts is None:
        return []
    found: dict[str, list[Submission]] = {rule: [] for rule in facts.rules}
    for paper in papers:
        for rule in broken_rules(facts, panels, paper.pk):
            found[rule].append(paper)
    return [BrokenRule(BROKEN[rule], broken) for rule, broken in found.items() if broken]


def broken_in_draft(viewer: Viewer, draft: AssignmentDraft) -> list[BrokenRule]:
    """The same for a whole draft, which the viewer may see."""
    panels = panels_of(draft.pairs.all())
    facts = panel_facts(viewer, draft, list(panels))
    papers = Submission.objects.filter(pk__in=panels).only("number", "title").order_by("number")
    return broken_in(facts, panels, papers) if facts else []


def _places(members: Iterable[Member]) -> dict[int, frozenset[str]]:
    return _gathered((who, name) for name, people in institutions_of(members).items() for who in people)


def _topics_of(papers: Iterable[int]) -> dict[int, frozenset[int]]:
    rows = Submission.topics.through.objects.filter(submission__in=papers)
    return _gathered(rows.values_list("submission", "topic"))


def _authors_of(papers: Iterable[int]) -> dict[int, frozenset[int]]:
    rows = Authorship.objects.filter(submission__in=papers, user__isnull=False)
    return _gathered((paper, who) for paper, who in rows.values_list("submission", "user") if who)


def _willing(papers: Sequence[int], members: Iterable[Member], role: str) -> dict[int, frozenset[int]]:
    """Who said yes to each paper, of those whom neither a conflict nor a chair keeps from it."""
    bids = Bid.objects.filter(submission__in=papers, reviewer__in=[one.user_id for one in members])
    conflicts = Conflict.objects.keeping_apart().filter(submission__in=papers)
    never = PairRule.objects.filter(submission__in=papers, role=role, kind=PairRuleKind.FORBIDDEN)
    yes = set(bids.filter(value__gt=0).values_list("submission", "reviewer"))
    excluded = {*conflicts.values_list("submission", "user"), *never.values_list("submission", "user")}
    return _gathered(yes - excluded)


def _gathered(rows: Iterable[tuple[int, V]]) -> dict[int, frozenset[V]]:
    found: dict[int, set[V]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
