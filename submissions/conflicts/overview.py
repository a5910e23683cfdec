"""The parts of the overview of conflicts: papers and people, the pairs of them, and what is searched for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from effgenai.ui.text.numbers import named_number, with_numbers
from submissions.conflicts.states import BY_AUTHORS, BY_REVIEWER, ConflictSource, ConflictStanding

# In the place of every source that tells who the authors are, where chairs may not know that.
HIDDEN = "hidden"
LABELS: Mapping[str, str] = {
    ConflictSource.AUTHOR: "Author",
    ConflictSource.COAUTHOR: "Co-author",
    ConflictSource.INSTITUTION: "Same institution",
    ConflictSource.NAMED: "Named by authors",
    ConflictSource.ADVANCE: "Said in advance",
    ConflictSource.DECLARED: "Declared",
    ConflictSource.CHAIR: "Set by a chair",
    ConflictSource.IMPORTED: "Imported",
    HIDDEN: "Reason hidden",
}
STRENGTH: Mapping[str, int] = {
    ConflictStanding.DISMISSED: 0,
    ConflictStanding.POTENTIAL: 1,
    ConflictStanding.CONFIRMED: 2,
}
DISMISSED, NONE = "dismissed", "none"
IS = "is:"
SOURCE = "source:"


def label_of(source: str) -> str:
    """What a source is called above those whom it brings into conflict."""
    return LABELS[source]


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """A paper or a member of the committee; `place` is where it stands among its like.

    `mark` is how the other side mentions it, safe to be shown; `text` what a search compares. `counts`: it is
    one of those that are free without a conflict.
    """

    pk: int
    place: int
    number: int | None
    name: str
    mark: SafeString
    text: str
    url: str
    counts: bool
    note: str = ""

    def says(self, word: str) -> bool:
        """Whether a word of a search stands in its name or title, or is its number."""
        if self.number is not None and named_number(word) == self.number:
            return True
        return word in self.text


class Mention(NamedTuple):
    """The other side of a pair, for one reason. Without `url` the reader may not decide on it."""

    subject: Subject
    url: str
    standing: str

    @property
    def drawn(self) -> str:
        """As a link where there is something to decide, with a question mark if it is potential."""
        sign = "?" if self.standing == ConflictStanding.POTENTIAL else ""
        mark = self.subject.mark
        return f'<a href="{self.url}" {mark}</a>{sign}' if self.url else f"<bdi {mark}</bdi>{sign}"


class MentionGroup(NamedTuple):
    """All that one source brings into conflict."""

    label: str
    mentions: Sequence[Mention]

    @property
    def drawn(self) -> SafeString:
        """The mentions with commas between. There are 10,000 on a page: each costs no more than it must."""
        return SafeString(", ".join([one.drawn for one in self.mentions]))


@dataclasses.dataclass(slots=True)
class ConflictPair:
    """A paper and a person with what keeps them apart: each source once, with its standing and address."""

    paper: int
    person: int
    standing: str = ConflictStanding.DISMISSED
    reasons: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)

    def add(self, source: str, standing: str, url: str) -> None:
        """One more reason; of two from one source the stronger one stays."""
        known = self.reasons.get(source)
        if known is None or STRENGTH[standing] > STRENGTH[known[0]]:
            self.reasons[source] = (standing, url)
        if STRENGTH[standing] > STRENGTH[self.standing]:
            self.standing = standing

    def other(self, subject: Subject) -> int:
        """The key of the side that is not the subject."""
        return self.person if subject.number is not None else self.paper

    @property
    def sources(self) -> set[str]:
        """The sources of all that is not dismissed."""
        return {source for source, (standing, _) in self.reasons.items() if standing != DISMISSED}


def is_one_sided(sources: Collection[str]) -> bool:
    """Whether the authors alone, or the reviewer alone, say that there is a conflict."""
    return bool(sources) and (BY_AUTHORS.issuperset(sources) or BY_REVIEWER.issuperset(sources))


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """All that an overview is drawn from, as far as its reader may know it; papers and people in order."""

    papers: Mapping[int, Subject]
    people: Mapping[int, Subject]
    pairs: Sequence[ConflictPair]


def _never(_pair: ConflictPair) -> bool:
    return False


# What `is:` asks of a pair; "none" asks for rows that have no pair.
STATES: Mapping[str, Callable[[ConflictPair], bool]] = {
    "confirmed": lambda pair: pair.standing == ConflictStanding.CONFIRMED,
    "potential": lambda pair: pair.standing == ConflictStanding.POTENTIAL,
    DISMISSED: lambda pair: pair.standing == ConflictStanding.DISMISSED,
    "one-sided": lambda pair: is_one_sided(pair.sources),
    NONE: _never,
}


@dataclasses.dataclass(frozen=True, slots=True)
class ConflictSearch:
    """What the overview is filtered by: words, `is:potential` and the like, and `source:`."""

    words: Sequence[str]
    states: Collection[str]
    sources: Collection[str]

    @classmethod
    def of(cls, text: str) -> ConflictSearch:
        """The search of a box; a state or source that does not exist is a word like any other."""
        terms = with_numbers(text).casefold().split()
        states = {state for state in STATES if f"{IS}{state}" in terms}
        sources = {source for source in LABELS if f"{SOURCE}{source}" in terms}
        taken = {f"{IS}{state}" for state in states} | {f"{SOURCE}{source}" for source in sources}
        return cls([term for term in terms if term not in taken], states, sources)

    def takes(self, pair: ConflictPair, subject: Subject, other: Subject) -> bool:
        """Whether the pair is one of those asked for; of all, those that are not dismissed."""
        if not (self.words or self.states or self.sources):
            return pair.standing != ConflictStanding.DISMISSED
        if not self.states and pair.standing == ConflictStanding.DISMISSED:
            return False
        if not all(STATES[state](pair) for state in self.states):
            return False
        if not all(
            source in pair.reasons and self.names(source, pair.reasons[source][0]) for source in self.sources
        ):
            return False
        return all(subject.says(word) or other.says(word) for word in self.words)

    def takes_alone(self, subject: Subject, *, has_conflicts: bool) -> bool:
        """Whether the subject has a row though none of its pairs is asked for."""
        if self.sources or set(self.states) - {NONE} or (self.states and has_conflicts):
            return False
        return all(subject.says(word) for word in self.words)

    def names(self, source: str, standing: str) -> bool:
        """Whether a reason of a pair that is taken is one of those asked for."""
        if self.sources and source not in self.sources:
            return False
        return (standing == ConflictStanding.DISMISSED) == (DISMISSED in self.states)
