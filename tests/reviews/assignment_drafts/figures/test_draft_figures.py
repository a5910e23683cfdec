"""What the page of a draft says of its figures, and who may see the draft."""

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.drafts import (
    DraftPage,
    ProposedPaper,
    draft_page,
    drafts_of,
    find_draft,
)
from reviews.assignment_drafts.rules.proof import (
    below_best,
    cost_of,
    cost_share,
    is_optimal,
    is_worst_best,
    proof_of,
)
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.models import Submission
from tests.support.drafts import make_paper, make_reviewer, propose
from tests.support.factories import NOW, make_conference, make_member


def page_of(*papers, **figures):
    """The page of a draft whose papers have pairs of these scores."""
    listed = [
        ProposedPaper(Submission(number=number), [ProposedPair(score=score) for score in scores], 0)
        for number, scores in enumerate(papers, start=1)
    ]
    draft = AssignmentDraft(**figures)
    shown = {"papers": listed, "all_papers": listed, "distribution": [], "loads": [], "chips": []}
    return DraftPage(draft=draft, has_rules=False, broken=[], **shown)


def test_the_mean_is_that_of_pairs():
    assert page_of([1.0, 0.5], [0.6]).mean == pytest.approx(0.7)
    assert page_of([], []).mean == 0.0


@pytest.mark.parametrize(
    ("cost", "greatest", "shown"),
    [
        (0.5, 2.0, 0.5),
        (1e-3, 2.0, 1e-3),
        (1e-7, 2.0, None),  # of rounding
        (0.0, 2.0, None),
        (None, 2.0, None),
        (None, None, None),
        (0.0, 0.0, None),
    ],
)
def test_what_choices_cost_is_told_if_it_is_more_than_rounding(cost, greatest, shown):
    draft = AssignmentDraft(cost=cost, greatest=greatest)
    assert cost_of(draft) == shown
    assert cost_share(draft) == pytest.approx(100 * shown / greatest if shown else 0.0)


@pytest.mark.parametrize(
    ("worst", "worst_bound", "is_best"),
    [(0.9, 0.9, True), (0.9, 0.95, False), (0.5, None, False), (None, 0.5, False)],
)
def test_the_worst_paper_is_compared_with_the_best_it_could_be(worst, worst_bound, is_best):
    assert is_worst_best(AssignmentDraft(worst=worst, worst_bound=worst_bound)) == is_best


@pytest.mark.parametrize(
    ("figures", "below"),
    [
        ({"total": 3.0, "bound": 4.0}, 25.0),
        ({"total": 0.5, "bound": 0.75}, 25.0),
        ({"total": 4.0, "bound": 4.0}, 0.0),
        ({"total": 5.0, "bound": 4.0}, 0.0),
        ({"total": 1.0, "bound": 4.0, "expected": 3.0}, 25.0),
        ({"total": 1.0, "bound": 4.0, "expected": 3.0, "version": 1}, 75.0),
        ({}, 0.0),
        ({"total": 1.0}, 0.0),
        ({"bound": 4.0}, 0.0),
    ],
)
def test_it_is_told_how_far_below_the_best_a_draft_is(figures, below):
    assert below_best(AssignmentDraft(**figures)) == pytest.approx(below)
    assert is_optimal(AssignmentDraft(**figures)) == (below == 0.0)


def words_of(**figures):
    figures = {"total": 100.0, "bound": 100.0, "worst": 0.4} | figures
    proof = proof_of(AssignmentDraft(**figures))
    return proof.sign[1], " ".join(proof.sentences)


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        ({}, "Proven optimal"),
        ({"total": 99.5}, "Near the best"),
        ({"total": 99.0}, "Near the best"),
        ({"total": 98.9}, "Not proven near the best"),
        ({"total": 60.0, "bound": 99.6, "is_finished": False}, "Search not finished"),
        ({"total": 99.5, "worst_bound": 0.4}, "Near the best"),
        ({"worst_bound": 0.4}, "Proven optimal"),
        ({"worst_bound": 0.403}, "Near the best"),
        ({"worst_bound": 0.8}, "Not proven near the best"),
        ({"expected": 99.5, "total": 80.0}, "Near the best"),
        ({"even_gap": 0.0, "total": 90.0}, "Proven optimal"),
        ({"even_gap": 0.005, "total": 90.0}, "Near the best"),
        ({"even_gap": 0.02}, "Not proven near the best"),
        ({"total": 60.0, "version": 1}, "Changed by hand"),
    ],
)
def test_only_what_lies_within_a_hundredth_is_called_near_the_best(figures, word):
    assert words_of(**figures)[0] == word


def test_a_draw_says_that_its_figures_are_of_the_mean_of_all_draws():
    _, text = words_of(total=97.0, expected=99.5)
    assert "This draw has a total fit of 97.00, the mean of all draws is 99.50." in text
    assert "That mean, not this draw, is at most 0.50 % below the best possible, 100.00." in text


def test_an_even_draft_tells_its_gap_and_its_price_apart():
    _, text = words_of(total=90.0, even_gap=0.004, cost=10.0, greatest=100.0)
    assert "How evenly it spreads the fit is at most 0.40 % below the best possible." in text
    assert "Spreading the fit evenly costs 10.00 of the total fit (10.0 %)." in text
    assert "total fit above" not in text


def test_a_search_that_was_ended_says_so_even_where_the_answer_is_near_the_best():
    assert "The search was ended before it had proven more." in words_of(total=99.5, is_finished=False)[1]
    assert "ended" not in words_of(total=99.5)[1]


@pytest.fixture
def conference(db):
    return make_conference("effgenai", reviews_per_paper=2)


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def viewer(conference, chair):
    return viewer_for(user=chair, conference=conference, at=NOW)


def test_papers_short_of_reviewers_are_found(conference, chair):
    make_reviewer(conference, "Ada", load_max=2)
    make_reviewer(conference, "Ben", load_max=1)
    for title in ("Alpha", "Beta"):
        make_paper(conference, title)
    page = draft_page(viewer(conference, chair), propose(conference, chair), "missing:yes")
    assert [paper.missing for paper in page.papers] == [1]
    assert [(chip.label, chip.count) for chip in page.chips] == [
        *(("Places empty", 1), ("New people", 2), ("Changed by hand", 0)),
    ]
    assert not page.has_rules


def test_a_page_says_whether_there_are_rules_on_panels(conference, chair):
    make_reviewer(conference, "Ada", is_senior=True)
    make_paper(conference, "Alpha")
    assert draft_page(viewer(conference, chair), propose(conference, chair, senior=True)).has_rules


@pytest.mark.parametrize("is_covered", [True, False])
@pytest.mark.parametrize("is_named", [True, False])
def test_a_draft_is_kept_from_a_chair_in_conflict_with_what_it_covers_or_names(
    conference, chair, is_covered, is_named
):
    paper, person = make_paper(conference, "Alpha"), make_reviewer(conference, "Ada")
    draft = AssignmentDraft.objects.create(conference=conference, created_at=NOW, created_by=chair)
    if is_covered:
        draft.papers.create(submission=paper)
    if is_named:
        draft.pairs.create(submission=paper, user=person, score=1.0)
    assert drafts_of(viewer(conference, chair)) == [draft]
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    is_open = not (is_covered or is_named)
    assert drafts_of(viewer(conference, chair)) == [draft] * is_open
    assert find_draft(viewer(conference, chair), draft.key) == (draft if is_open else None)


def test_a_draft_is_open_to_chairs_of_its_conference_alone(conference, chair):
    draft = AssignmentDraft.objects.create(conference=conference, created_at=NOW, created_by=chair)
    other = make_conference("other")
    assert find_draft(viewer(other, make_member(other, Role.CHAIR)), draft.key) is None
    assert find_draft(viewer(conference, make_reviewer(conference, "Ada")), draft.key) is None
    assert find_draft(viewer(conference, chair), draft.key) == draft
