"""The rules on who reads a paper together, from what the conference knows of papers and people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from effgenai.accounts.institutions import institution_name
from effgenai.accounts.models import Affiliation
from reviews.assignment_drafts.queries.facts import Facts
from reviews.assignment_drafts.rules.choices import Choices
from reviews.bidding.models import Bid
from reviews.expertise.queries import Member
from reviews.matching import Bools, Ints, PanelRules
from submissions.authors.models import Authorship


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
