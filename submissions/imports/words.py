"""What the words of other systems say of a paper: its decision, or the state it is in.

A word is recognised whole, in the spellings of HotCRP, OpenReview, CMT and EasyChair, whatever its capitals,
brackets and dashes. What is not recognised is never guessed: “Accept?” or “Weak accept” may mean anything.
"""

from __future__ import annotations

import dataclasses
import enum
import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping

from submissions.core.states import SubmissionState


class Says(enum.Enum):
    """What a word says of a paper."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNDECIDED = "undecided"
    WAIT = "wait"
    DRAFT = SubmissionState.DRAFT.value
    WITHDRAWN = SubmissionState.WITHDRAWN.value
    DESK_REJECTED = SubmissionState.DESK_REJECTED.value

    @property
    def is_state(self) -> bool:
        """Whether it is a state of the paper, in which nothing is left to decide."""
        return self in STATES


STATES = {Says.DRAFT, Says.WITHDRAWN, Says.DESK_REJECTED}


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the words of a paper mean: `word` is the one that counts, `presentation` what it says of the kind.

    `is_listed` says that the person who imports, or the conference, gave the word its meaning.
    """

    says: Says = Says.UNDECIDED
    presentation: str = ""
    word: str = ""
    is_listed: bool = False

    @property
    def state(self) -> SubmissionState:
        """The state in which such a paper arrives."""
        return SubmissionState(self.says.value) if self.says.is_state else SubmissionState.SUBMITTED

    @property
    def decides(self) -> bool:
        """Whether it is a decision."""
        return self.says in {Says.ACCEPT, Says.REJECT, Says.WAIT}


NOTHING_SAID = Outcome()
# Each kind of presentation with the words that other systems have for it.
KINDS = {
    "Oral": ("oral", "oral presentation"),
    "Spotlight": ("spotlight", "spotlight presentation"),
    "Poster": ("poster", "poster presentation"),
    "Spotlight poster": ("spotlight poster", "spotlightposter"),
    "Talk": ("talk",),
    "Notable top 5%": ("notable top 5%", "top 5%"),
    "Notable top 25%": ("notable top 25%", "top 25%"),
}
# These name a kind only behind a word of acceptance: alone they may be what was submitted.
KINDS_OF_PAPERS = {
    "Long paper": ("long paper", "long"),
    "Short paper": ("short paper", "short"),
    "Full paper": ("full paper", "full"),
    "Demo": ("demo",),
    "Lightning talk": ("lightning talk",),
    "Main": ("main", "main conference"),
    "Findings": ("findings",),
}
ACCEPTED = ("accept", "accepted")
JOINTS = ("", "as", "as a", "as an", "for", "to")
WORDS = {
    Says.REJECT: ("reject", "rejected", "rejection", "not accepted", "decline", "declined"),
    Says.UNDECIDED: (
        "undecided",
        "not decided",
        "not decided yet",
        "not yet decided",
        "to be decided",
        "tbd",
        "no decision",
        "no decision yet",
        "awaiting decision",
        "decision pending",
        "pending decision",
        "pending",
        "under review",
        "in review",
        "submitted",
        "active",
        "unspecified",
        "none",
        "n/a",
    ),
    Says.WAIT: (
        "waiting list",
        "on waiting list",
        "on the waiting list",
        "waitlist",
        "waitlisted",
        "wait list",
    ),
    Says.WITHDRAWN: (
        "withdraw",
        "withdrawn",
        "withdrawn by author",
        "withdrawn by authors",
        "withdrawn by the authors",
        "withdrawn submission",
    ),
    Says.DRAFT: ("draft", "incomplete", "in progress", "inprogress", "not submitted", "unsubmitted"),
    Says.DESK_REJECTED: (
        "desk reject",
        "desk rejected",
        "desk rejection",
        "desk rejected submission",
        "reject without review",
        "rejected without review",
    ),
}


def plain(word: str) -> str:
    """A word for comparing: “Accept (Oral)”, “accept: oral” and “ACCEPT-ORAL” are the same."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return " ".join(re.sub(r"[\s()\[\]:,/_\-–—]+", " ", folded).split())


def _acceptances() -> Iterable[tuple[str, str]]:
    """Each word of acceptance with its kind of presentation."""
    yield from ((word, "") for word in ACCEPTED)
    for kind, names in (KINDS | KINDS_OF_PAPERS).items():
        for parts in itertools.product(ACCEPTED, JOINTS, names):
            yield " ".join(parts), kind
    for kind, names in KINDS.items():
        yield from ((name, kind) for name in names)


KNOWN = {plain(word): Outcome(Says.ACCEPT, kind) for word, kind in _acceptances()} | {
    plain(word): Outcome(says) for says, words in WORDS.items() for word in words
}


@dataclasses.dataclass(frozen=True, slots=True)
class Dictionary:
    """Meanings of words: `chosen` by the person who imports, before those known, before the conference's own.

    The keys of `chosen` and `own` are `plain`.
    """

    chosen: Mapping[str, Says] = dataclasses.field(default_factory=dict)
    own: Mapping[str, Says] = dataclasses.field(default_factory=dict)

    def outcome(self, word: str) -> Outcome | None:
        """What the word means; None if nobody knows."""
        if not word:
            return NOTHING_SAID
        key = plain(word)
        if key in self.chosen:
            return _listed(word, self.chosen[key])
        if key in KNOWN:
            return dataclasses.replace(KNOWN[key], word=word)
        return _listed(word, self.own[key]) if key in self.own else None


def _listed(word: str, says: Says) -> Outcome:
    return Outcome(says, word if says is Says.ACCEPT else "", word, is_listed=True)
