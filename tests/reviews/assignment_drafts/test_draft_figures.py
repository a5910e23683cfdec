"""What the page of a draft says of its figures, and who may see the draft."""

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.drafts import (
    DraftPage,
    ProposedPaper,
    below_best,
    draft_page,
    drafts_of,
    find_draft,
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


def test_a_draft_is_edited_once_a_version_was_made_by_hand():
    assert page_of(version=1).is_edited
    assert not page_of(version=0).is_edited


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
    page = page_of(cost=cost, greatest=greatest)
    assert page.cost == shown
    assert page.cost_share == pytest.approx(100 * shown / greatest if shown else 0.0)


@pytest.mark.parametrize(
    ("papers", "worst_bound", "is_best"),
    [
        ([[0.5, 0.4], [1.0]], 0.9, True),
        ([[0.5, 0.4], [1.0]], 0.95, False),
        ([[0.5]], None, False),
        ([], 0.5, False),
    ],
)
def test_the_worst_paper_is_compared_with_the_best_it_could_be(papers, worst_bound, is_best):
    assert page_of(*papers, worst_bound=worst_bound).is_worst_best == is_best


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
    assert page_of(**figures).is_optimal == (below == 0.0)


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
