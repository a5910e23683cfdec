"""What the decisions and states of a file mean, settled before anything is written."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from submissions.imports.imported import BadImport, ImportedPaper
from submissions.imports.words import NOTHING_SAID, Dictionary, Outcome, Says, plain

HOW_TO_SAY = (
    'Say what each of them is, with --accept "Word", --reject "Word" or --undecided "Word", '
    "as often as needed, and import the file again."
)


class UnknownWords(BadImport):
    """Decisions or states of which nobody said what they mean; `words` tells how often each comes."""

    def __init__(self, words: Counter[str]) -> None:
        listed = ", ".join(f"“{word}” ({number})" for word, number in words.most_common())
        super().__init__([f"These decisions or states are not known: {listed}. {HOW_TO_SAY}"])
        self.words = words


def chosen_words(words: Mapping[Says, Collection[str]]) -> dict[str, Says]:
    """The meaning that the person who imports gave to words; raises BadImport if one has got two."""
    meanings: dict[str, set[Says]] = {}
    for says, listed in words.items():
        for word in listed:
            meanings.setdefault(plain(word), set()).add(says)
    twice = [word for word, says in meanings.items() if len(says) > 1]
    if twice:
        raise BadImport([f"“{word}” cannot be several of accept, reject and undecided." for word in twice])
    return {word: says.pop() for word, says in meanings.items()}


def settle(papers: Sequence[ImportedPaper], dictionary: Dictionary) -> list[ImportedPaper]:
    """The papers with what their words mean.

    Raises UnknownWords with every word that is not known, and BadImport with every paper whose state and
    decision contradict each other.
    """
    words = Counter(word for paper in papers for word in (paper.decision, paper.status))
    unknown = Counter({word: words[word] for word in words if dictionary.outcome(word) is None})
    if unknown:
        raise UnknownWords(unknown)
    said = [(paper, *_outcomes(paper, dictionary)) for paper in papers]
    problems = [_contradiction(paper) for paper, decision, status in said if _differ(decision, status)]
    if problems:
        raise BadImport(problems)
    return [
        dataclasses.replace(paper, outcome=_foremost(decision, status)) for paper, decision, status in said
    ]


def _outcomes(paper: ImportedPaper, dictionary: Dictionary) -> tuple[Outcome, Outcome]:
    decision, status = dictionary.outcome(paper.decision), dictionary.outcome(paper.status)
    return decision or NOTHING_SAID, status or NOTHING_SAID


def _differ(decision: Outcome, status: Outcome) -> bool:
    """Whether one accepts and the other does not, or a paper that was never submitted is decided."""
    said = {decision.says, status.says}
    if Says.DRAFT in said:
        return not said <= {Says.DRAFT, Says.UNDECIDED}
    return Says.ACCEPT in said and bool(said & {Says.REJECT, Says.DESK_REJECTED, Says.WAIT})


def _contradiction(paper: ImportedPaper) -> str:
    return f"{paper.place}: its state is “{paper.status}”, but its decision “{paper.decision}”."


def _foremost(decision: Outcome, status: Outcome) -> Outcome:
    """What counts: the state of a paper before its decision, and either before none."""
    said = [decision, status]
    states = [outcome for outcome in said if outcome.says.is_state]
    decided = [outcome for outcome in said if outcome.decides]
    return [*states, *decided, decision][0]
