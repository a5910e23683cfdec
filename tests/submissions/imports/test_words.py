"""Words of other systems for decisions and states: recognised whole, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.core.states import SubmissionState
from submissions.imports.words import KNOWN, Dictionary, Says, plain


def said(word: str) -> tuple[Says, str]:
    outcome = Dictionary().outcome(word)
    assert outcome is not None
    return outcome.says, outcome.presentation


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("Accept", ""), ("ACCEPT", ""), ("Accepted", ""), ("  accepted ", ""), ("Ａｃｃｅｐｔ", "")),
        *(("Accept (Oral)", "Oral"), ("Accept (oral)", "Oral"), ("Accept: oral", "Oral")),
        *(("Accept-Oral", "Oral"), ("Accepted as oral presentation", "Oral"), ("Oral", "Oral")),
        *(("Accept (Spotlight)", "Spotlight"), ("accepted as a spotlight", "Spotlight")),
        *(("Accept – poster", "Poster"), ("Poster", "Poster"), ("Accept as Poster Presentation", "Poster")),
        ("Accept (spotlight poster)", "Spotlight poster"),
        ("Accept: notable-top-5%", "Notable top 5%"),
        ("Accepted as short paper", "Short paper"),
        *(("Accept-Findings", "Findings"), ("Accept to Main Conference", "Main")),
    ],
)
def test_acceptances_are_recognised_with_their_kind(word, kind) -> None:
    assert said(word) == (Says.ACCEPT, kind)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Reject", "Rejected", "REJECT", "Not accepted", "not-accepted", "Decline"), Says.REJECT),
        (("Desk rejected", "Desk Reject", "desk-rejection", "Rejected without review"), Says.DESK_REJECTED),
        (("Withdrawn", "Withdrawn by Authors", "Withdrawn Submission"), Says.WITHDRAWN),
        (("no decision", "Awaiting Decision", "Undecided", "Unspecified", "Under review"), Says.UNDECIDED),
        (("N/A", "pending", "", "None", "TBD"), Says.UNDECIDED),
        (("Draft", "Not submitted", "incomplete"), Says.DRAFT),
    ],
)
def test_other_words_are_recognised(words, says) -> None:
    assert {said(word) for word in words} == {(says, "")}


@pytest.mark.parametrize(
    "word",
    [
        *("Strong reject", "Weak accept", "Borderline", "accept?", "probably accept", "Accept if revised"),
        *("Conditional accept", "Major revision", "unaccepted", "No", "1", "Long paper", "Zusage", "采纳"),
        *("Reject and resubmit", "Accept or reject", "Not rejected", "Not withdrawn", "Accept (?)", "-"),
        *("Never accepted", "acceptance pending", "Oral or poster", "rejected as oral"),
    ],
)
def test_what_may_mean_anything_is_not_recognised(word) -> None:
    assert Dictionary().outcome(word) is None


@given(st.sampled_from(sorted(KNOWN)), st.sampled_from(["not", "un", "no", "in", "dis", "weak", "maybe"]))
def test_a_word_before_a_known_one_never_leaves_its_meaning(word, before) -> None:
    outcome = Dictionary().outcome(f"{before} {word}")
    assert outcome is None or outcome.says is not Says.ACCEPT


def test_what_is_said_of_a_word_counts_before_what_is_known_and_that_before_the_conference() -> None:
    own = {plain("Workshop"): Says.ACCEPT, plain("Desk rejected"): Says.ACCEPT, "borderline": Says.ACCEPT}
    dictionary = Dictionary({plain("Poster"): Says.REJECT, "borderline": Says.UNDECIDED}, own)
    said_of = {
        word: dictionary.outcome(word) for word in ("POSTER", "Workshop", "Desk rejected", "Borderline")
    }
    assert {word: outcome and outcome.says for word, outcome in said_of.items()} == {
        "POSTER": Says.REJECT,
        "Workshop": Says.ACCEPT,
        "Desk rejected": Says.DESK_REJECTED,
        "Borderline": Says.UNDECIDED,
    }


def test_states_are_those_of_papers() -> None:
    assert {outcome.state for outcome in KNOWN.values()} == {
        SubmissionState.DRAFT,
        SubmissionState.SUBMITTED,
        SubmissionState.WITHDRAWN,
        SubmissionState.DESK_REJECTED,
    }
