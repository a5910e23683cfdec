"""What a chair is told beside a draft: what stays empty, which rules could not be kept, who is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from effgenai.conferences.core.states import Role
from effgenai.ui.text.numbers import listed
from reviews.assignment_drafts.queries.facts import Facts
from reviews.assignment_drafts.rules.choices import Choices
from reviews.matching import Affinity, Infeasibility, Infeasible, LimitCost, MatchingError

NAMED = 20
PLAIN_FAILURE = (
    "With these choices not every paper gets the people it needs. Loosen a limit or a rule, or invite more."
)
PLAIN_LEAST = "Not everybody can be given the least number of papers they are to have."


def failure_words(facts: Facts, error: MatchingError) -> str:
    """Why the engine found nothing, in words that tell this chair of no paper kept from them.

    Sentences of the engine name loads, which tasks on such papers may fill. Then only the fact is told.
    """
    if facts.is_partial and isinstance(error, Infeasible):
        return PLAIN_FAILURE
    return _for_role(facts.role, str(error))


def broken_words(facts: Facts, rows: Sequence[int]) -> str:
    """That what must stay on these papers breaks a rule, and what can be done."""
    return (
        f"What is assigned already, or required, breaks a rule on {_papers(facts, rows)}: start afresh, drop "
        "the rule, or take somebody off."
    )


def notes_of(
    facts: Facts, affinity: Affinity, choices: Choices, infeasibilities: Sequence[Infeasibility]
) -> list[str]:
    """All there is to tell, what stays empty first."""
    lacking = [_for_role(facts.role, _sentence(facts, one)) for one in infeasibilities if not _is_rule(one)]
    return [
        *lacking,
        *_lifted_rules(facts, [one for one in infeasibilities if _is_rule(one)]),
        *_rules_broken(facts),
        *_more_than_they_take(facts, choices),
        *_left_out(facts),
        *_unknown(facts, affinity),
    ]


def _is_rule(infeasibility: Infeasibility) -> bool:
    return bool(infeasibility.papers) and not infeasibility.missing


def _sentence(facts: Facts, infeasibility: Infeasibility) -> str:
    if not facts.is_partial:
        return infeasibility.sentence
    if not infeasibility.papers or " to have at least " in infeasibility.sentence:
        return PLAIN_LEAST
    return (
        f"Reviewers still missing: {infeasibility.missing}, for {_papers(facts, infeasibility.papers)}. "
        "Invite more reviewers, raise loads, or lift a conflict."
    )


def _lifted_rules(facts: Facts, infeasibilities: Sequence[Infeasibility]) -> list[str]:
    who = _for_role(facts.role, "a reviewer")
    kinds = {
        "who is senior": [one for one in infeasibilities if " is senior" in one.sentence],
        "who knows one of its topics": [one for one in infeasibilities if " is senior" not in one.sentence],
    }
    return [
        f"The rule is lifted for {_papers(facts, [p for one in ones for p in one.papers])}: no room for "
        f"{who} {kind}."
        for kind, ones in kinds.items()
        if ones
    ]


def _papers(facts: Facts, rows: Sequence[int]) -> str:
    return _numbers([facts.papers[row].number for row in rows])


def _rules_broken(facts: Facts) -> list[str]:
    numbers = {paper.pk: paper.number for paper in facts.papers}
    papers = sorted({numbers[paper] for paper, _ in facts.unkept})
    if not papers:
        return []
    why = "who was asked for is in conflict, has declined, is away, or is not on the committee any more"
    return [f"A required pair could not be kept for {_numbers(papers)}: {why}."]


def _numbers(papers: Sequence[int]) -> str:
    return ("paper " if len(papers) == 1 else "papers ") + listed([str(number) for number in papers], NAMED)


def _more_than_they_take(facts: Facts, choices: Choices) -> list[str]:
    counts = Counter(who for _, who in facts.staying(choices))
    people = [str(member.user) for member in facts.members if counts[member.user_id] > member.load_max]
    if not people:
        return []
    return [
        f"Tasks that stay and required pairs give more papers than they take to: {listed(people, NAMED)}."
    ]


def _left_out(facts: Facts) -> list[str]:
    if not facts.away:
        return []
    names = listed([str(member.user) for member in facts.away], NAMED)
    return [f"Away until reviews are due, and so given nothing new: {names}."]


def _unknown(facts: Facts, affinity: Affinity) -> list[str]:
    people = [str(facts.members[column].user) for column in affinity.silent]
    if not people:
        return []
    return [
        f"Nothing that counts here is known of these people, so no paper fits them: {listed(people, NAMED)}."
    ]


def limit_words(facts: Facts, limit: LimitCost) -> str:
    """What would be done to a limit that costs something, in words."""
    who = str(facts.members[limit.reviewer].user)
    if limit.kind == "load":
        return f"{who} takes one paper more"
    if limit.kind == "least" or limit.paper is None:
        return f"{who} need not take one paper of the least number"
    number = facts.papers[limit.paper].number
    return f"{who} need not stay on paper {number}"


def _for_role(role: str, sentence: str) -> str:
    """The engine's sentence as it is said of area chairs."""
    if role != Role.AREA_CHAIR:
        return sentence
    sentence = re.sub(r"\breviewer", "area chair", re.sub(r"\bReviewer", "Area chair", sentence))
    sentence = re.sub(r"(\d+|fewer) review(s?)\b", r"\1 area chair\2", sentence)
    return sentence.replace("may review it", "may look after it")
