"""What a chair may choose, which panels keep the rules, and what may be done with a draft: no database."""

import datetime as dt

import pytest

from effgenai.resilience.leases import LOST_AFTER, SILENCE, SOON
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.rules.choices import Choices, why_not_choose
from reviews.assignment_drafts.rules.drafts import (
    is_lost,
    is_silent,
    is_unanswered,
    why_not_apply,
    why_not_ask_again,
    why_not_edit,
    why_not_move,
    why_not_undo,
)
from reviews.assignment_drafts.rules.panels import PanelFacts, broken_rules
from reviews.assignment_drafts.states import DRAFT_TRANSITIONS, UNDER_WAY, DraftState
from tests.support.factories import NOW

ALPHA, BETA = 1, 2
ANN, BEN, CORA = 11, 12, 13


@pytest.mark.parametrize(("text", "topics"), [(0, 100), (100, 0), (1, 99)])
def test_a_fit_may_be_of_one_part_alone(text, topics):
    assert why_not_choose(Choices(text=text, topics=topics)) == {}


@pytest.mark.parametrize(("text", "topics"), [(-1, 101), (101, -1), (50, 49)])
def test_parts_of_a_fit_are_shares_of_a_whole(text, topics):
    assert set(why_not_choose(Choices(text=text, topics=topics))) == {"topics"}


def test_a_paper_without_readers_keeps_all_rules():
    facts = PanelFacts(rules=("senior", "topic"), topics_of_papers={ALPHA: frozenset({1})})
    assert broken_rules(facts, {ALPHA: []}, ALPHA) == broken_rules(facts, {}, ALPHA) == []
    assert broken_rules(facts, {ALPHA: [ANN]}, ALPHA) == ["senior", "topic"]


@pytest.mark.parametrize(
    ("wanted", "known", "is_broken"),
    [({1}, {1, 2}, False), ({1}, {2}, True), ({1}, set(), True), (set(), {1}, False), (set(), set(), False)],
)
def test_somebody_knows_a_topic_of_a_paper_that_has_one(wanted, known, is_broken):
    facts = PanelFacts(
        rules=("topic",),
        topics_of_papers={ALPHA: frozenset(wanted)},
        topics_of_people={ANN: frozenset(known)},
    )
    assert broken_rules(facts, {ALPHA: [ANN, BEN]}, ALPHA) == ["topic"] * is_broken


@pytest.mark.parametrize(
    ("of_alpha", "of_beta", "is_broken"),
    [
        ([BEN], [ANN], True),
        ([BEN, CORA], [CORA, ANN], True),
        ([BEN], [CORA], False),
        ([CORA], [ANN], False),
        ([CORA], [CORA], False),
        ([ANN], [CORA], False),  # reading one's own paper is no exchange
    ],
)
def test_two_people_do_not_read_each_others_papers(of_alpha, of_beta, is_broken):
    """Ann wrote Alpha, Ben wrote Beta."""
    facts = PanelFacts(rules=("no_mutual",), authors={ALPHA: frozenset({ANN}), BETA: frozenset({BEN})})
    panels = {ALPHA: of_alpha, BETA: of_beta}
    assert broken_rules(facts, panels, ALPHA) == ["no_mutual"] * is_broken


def test_a_paper_that_nobody_reads_is_no_exchange():
    facts = PanelFacts(rules=("no_mutual",), authors={ALPHA: frozenset({ANN}), BETA: frozenset({BEN})})
    assert broken_rules(facts, {ALPHA: [BEN]}, ALPHA) == []


@pytest.mark.parametrize(("willing", "is_broken"), [({ANN}, False), ({CORA}, True), (set(), False)])
def test_somebody_is_willing_where_there_is_one(willing, is_broken):
    facts = PanelFacts(rules=("liked",), willing={ALPHA: frozenset(willing)})
    assert broken_rules(facts, {ALPHA: [ANN, BEN]}, ALPHA) == ["liked"] * is_broken


@pytest.mark.parametrize(("of_ben", "is_broken"), [({"tromso"}, True), ({"oslo"}, False), (set(), False)])
def test_two_people_are_of_different_institutions(of_ben, is_broken):
    places = {ANN: frozenset({"tromso", "bergen"}), BEN: frozenset(of_ben)}
    facts = PanelFacts(rules=("one_per_institution",), places=places)
    assert broken_rules(facts, {ALPHA: [ANN, BEN]}, ALPHA) == ["one_per_institution"] * is_broken


def test_one_senior_person_is_enough():
    facts = PanelFacts(rules=("senior",), senior=frozenset({ANN}))
    assert broken_rules(facts, {ALPHA: [ANN, BEN]}, ALPHA) == []
    assert broken_rules(facts, {ALPHA: [BEN]}, ALPHA) == ["senior"]


def draft(state, *, seen=None, created=dt.timedelta()):
    """A draft asked for so long ago, with a sign of life so long ago."""
    seen_at = None if seen is None else NOW - seen
    return AssignmentDraft(state=state, seen_at=seen_at, created_at=NOW - created)


MOMENT = dt.timedelta(seconds=1)
LONG_AGO = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "seen", "silent"),
    [
        (DraftState.RUNNING, SILENCE, False),
        (DraftState.RUNNING, SILENCE + MOMENT, True),
        (DraftState.WAITING, LONG_AGO, False),
        (DraftState.PROPOSED, LONG_AGO, False),
    ],
)
def test_a_worker_at_it_is_silent_after_five_minutes(state, seen, silent):
    assert is_silent(draft(state, seen=seen), NOW) == silent
    assert is_silent(draft(state, created=seen), NOW) == silent


@pytest.mark.parametrize(
    ("state", "seen", "unanswered"),
    [
        (DraftState.WAITING, SOON, False),
        (DraftState.WAITING, SOON + MOMENT, True),
        (DraftState.RUNNING, LONG_AGO, False),
    ],
)
def test_a_draft_that_waits_is_unanswered_after_seconds(state, seen, unanswered):
    assert is_unanswered(draft(state, seen=seen, created=LONG_AGO), NOW) == unanswered
    assert is_unanswered(draft(state, created=seen), NOW) == unanswered


@pytest.mark.parametrize(
    ("state", "created", "lost"),
    [
        (DraftState.WAITING, LOST_AFTER, False),
        (DraftState.WAITING, LOST_AFTER + MOMENT, True),
        (DraftState.RUNNING, LOST_AFTER + MOMENT, False),
        (DraftState.RUNNING, LONG_AGO, True),
        (DraftState.CANCELLED, LONG_AGO, False),
    ],
)
def test_a_draft_is_lost_that_nobody_took_or_whose_worker_fell_silent(state, created, lost):
    assert is_lost(draft(state, created=created), NOW) == lost


@pytest.mark.parametrize("state", DraftState)
def test_a_draft_goes_where_the_table_leads(state):
    row = draft(state)
    row.total = 1.0
    allowed = {to for to in DraftState if why_not_move(row, to) is None}
    assert allowed == DRAFT_TRANSITIONS[state]


@pytest.mark.parametrize(
    ("state", "to", "said"),
    [
        (DraftState.DISCARDED, DraftState.PROPOSED, "nothing in this draft to take back"),
        (DraftState.PROPOSED, DraftState.CANCELLED, "too late to cancel: the draft is draft already"),
        (DraftState.RUNNING, DraftState.DISCARDED, "still being made; cancel it first"),
        (DraftState.APPLIED, DraftState.DISCARDED, "has applied this draft already"),
        (DraftState.DISCARDED, DraftState.DISCARDED, "The draft is discarded already"),
    ],
)
def test_it_is_said_why_a_draft_cannot_go_there(state, to, said):
    assert said in why_not_move(draft(state), to)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (DraftState.RUNNING, "A worker is at it."),
        (DraftState.WAITING, "A worker is at it."),
        (DraftState.PROPOSED, "This draft is not being made."),
    ],
)
def test_no_other_worker_is_asked_while_one_is_at_it_or_none_is_needed(state, said):
    assert why_not_ask_again(draft(state), NOW) == said
    lost = draft(state, created=LONG_AGO)
    assert (why_not_ask_again(lost, NOW) is None) == (state in UNDER_WAY)


@pytest.mark.parametrize("state", DraftState)
def test_a_draft_alone_is_applied_and_changed_by_hand(state):
    is_draft = state == DraftState.PROPOSED
    assert (why_not_apply(draft(state)) is None) == (why_not_edit(draft(state)) is None) == is_draft


def test_what_was_applied_is_undone_if_it_is_known_what_it_did():
    row = draft(DraftState.APPLIED)
    assert "before changes were kept" in why_not_undo(row)
    row.changes = {"added": []}
    assert why_not_undo(row) is None
    assert "not applied" in why_not_undo(draft(DraftState.PROPOSED))
