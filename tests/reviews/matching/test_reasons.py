"""Each pair can say why, and each missing pair why not and at what price."""

import numpy as np
import pytest

from reviews.matching import (
    Obstacle,
    combine,
    embedding_affinity,
    from_dense,
    reasons_for,
    solve,
    text_affinity,
    topic_affinity,
    why_not,
)

PAPERS = ["Sampling from diffusion models in fewer steps", "Sparse attention for long documents"]
PAST = [["Cooking", "Diffusion models in fewer steps"], ["Sparse attention kernels"], []]


@pytest.fixture
def affinity():
    topics = topic_affinity([{"vision"}, {"nlp"}], [{"vision"}, {"nlp"}, {"nlp"}])
    return combine([text_affinity(PAPERS, PAST), topics], {"text": 1, "topics": 1})


def test_a_pair_shows_its_parts_its_past_papers_and_their_words(affinity):
    problem = from_dense(affinity.dense(), demand=1, load_max=1)
    (reason,) = reasons_for(problem, [(0, 0)], affinity)
    assert reason.parts["topics"] == 1.0
    assert [near.number for near in reason.near] == [1]
    assert reason.near[0].words[:2] == ("diffusion models", "fewer steps")
    assert (reason.rank_for_paper, reason.rank_for_reviewer, reason.candidates) == (1, 1, 3)


def test_ranks_are_counted_among_allowed_pairs():
    table = np.array([[0.9, 0.5, 0.7], [0.1, 0.6, 0.2]])
    problem = from_dense(table, demand=1, load_max=2, conflicts=[(0, 0)])
    (reason,) = reasons_for(problem, [(0, 1)])
    assert (reason.rank_for_paper, reason.candidates, reason.rank_for_reviewer) == (2, 2, 2)
    assert (reason.parts, reason.near) == ({}, ())


def test_a_reviewer_without_past_papers_has_no_text_part(affinity):
    problem = from_dense(affinity.dense(), demand=1, load_max=1)
    (reason,) = reasons_for(problem, [(1, 2)], affinity)
    assert (reason.parts, reason.near) == ({"text": None, "topics": 1.0}, ())


def test_with_meaning_the_past_paper_that_says_it_in_other_words_is_shown():
    kin = {"Denoising generators": 1.0, "Cooking": 0.0}
    papers, past = ["Diffusion models"], [["Cooking", "Denoising generators", "Models of diffusion in soil"]]

    def encode(texts):
        return np.array([[kin.get(text, 1.0), 1.0 - kin.get(text, 1.0)] for text in texts])

    parts = [text_affinity(papers, past), embedding_affinity(papers, past, encode=encode)]
    affinity = combine(parts, {"text": 1, "meaning": 1})
    (reason,) = reasons_for(from_dense(affinity.dense(), demand=1, load_max=1), [(0, 0)], affinity)
    assert [(near.number, near.meaning) for near in reason.near] == [(2, 1.0), (1, 1.0)]
    assert reason.near[1].words == ()


def test_why_not_names_the_obstacle():
    mask = np.array([[True, True, True, False]])
    problem = from_dense(
        np.ones((1, 4)), demand=1, load_max=1, allowed=mask, conflicts=[(0, 0)], forbidden=[(0, 1)]
    )
    found = [why_not(problem, solve(problem), 0, who).obstacle for who in range(4)]
    assert found == [Obstacle.CONFLICT, Obstacle.FORBIDDEN, Obstacle.ASSIGNED, Obstacle.NO_SCORE]


def test_why_not_tells_the_exact_price_and_what_would_be_left():
    problem = from_dense([[0.9, 0.8], [0.7, 0.1]], demand=1, load_max=1)
    answer = why_not(problem, solve(problem), 0, 0)
    assert answer.loss == pytest.approx(1.5 - 1.0)
    assert "would leave paper 1" in answer.sentence
    assert "fall by 0.500" in answer.sentence


def test_why_not_where_somebody_else_would_lack_the_paper():
    problem = from_dense([[1.0, 1.0]], demand=1, load_max=1, load_min=[0, 1])
    answer = why_not(problem, solve(problem), 0, 0)
    assert answer.obstacle == Obstacle.IMPOSSIBLE
    assert "Reviewer 1 is to have at least 1 paper" in answer.sentence
