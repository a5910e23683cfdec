"""How well a reviewer fits: text, topics, bids, and what to do where one of them is silent."""

import numpy as np
import pytest

from reviews.matching import ProblemError, combine, table_part, text_affinity, topic_affinity

PAPERS = ["Sampling from diffusion models in fewer steps", "Sparse attention for long documents"]
PAST = [
    ["Diffusion models with fewer sampling steps", "Score matching for diffusion models"],
    ["Attention over long documents", "Protein folding", "Sparse attention kernels"],
    [],
]


def test_text_finds_who_wrote_about_it_and_who_wrote_nothing():
    part = text_affinity(PAPERS, PAST)
    table = part.scores.toarray()
    assert table[0].argmax() == 0
    assert table[1].argmax() == 1
    assert part.knows_reviewer.tolist() == [True, True, False]
    assert part.value(0, 2) is None


def test_text_is_the_mean_of_the_nearest_past_papers():
    one = text_affinity(PAPERS, [["Diffusion models", "Cheese", "Wine"], ["Sparse attention"]], nearest=1)
    two = text_affinity(PAPERS, [["Diffusion models", "Cheese", "Wine"], ["Sparse attention"]], nearest=2)
    assert two.value(0, 0) == pytest.approx(one.value(0, 0) / 2)
    assert two.value(1, 1) == pytest.approx(one.value(1, 1))


def test_the_same_words_are_the_best_fit():
    assert text_affinity(["Efficient samplers"], [["efficient samplers"]]).value(0, 0) == pytest.approx(1.0)


def test_text_in_small_blocks_is_the_same(monkeypatch):
    whole = text_affinity(PAPERS * 5, PAST).scores.toarray()
    monkeypatch.setattr("reviews.matching.text.nearest.CELLS_AT_ONCE", 1)
    assert np.array_equal(text_affinity(PAPERS * 5, PAST).scores.toarray(), whole)


def test_only_the_nearest_reviewers_are_kept_if_asked():
    part = text_affinity(
        ["alpha beta"], [["alpha beta"], ["alpha gamma"], ["alpha delta epsilon"]], max_reviewers=2
    )
    assert part.scores.indices.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("papers", "past"), [([], []), ([""], [["the of"]]), (["x"], [[]]), ([], [["word"]])]
)
def test_text_without_words_is_silent(papers, past):
    part = text_affinity(papers, past)
    assert part.scores.shape == (len(papers), len(past))
    assert part.scores.nnz == 0


def test_topics_are_the_share_of_the_paper_that_is_covered():
    part = topic_affinity(
        [{"nlp", "theory"}, {"theory": 3.0, "nlp": 1.0}, set()], [{"nlp"}, {"theory": 0.5}, set()]
    )
    assert part.scores.toarray().tolist() == [[0.5, 0.25, 0], [0.25, 0.375, 0], [0, 0, 0]]
    assert part.knows_paper.tolist() == [True, True, False]
    assert part.value(0, 2) is None


def test_weights_go_to_the_parts_that_speak():
    text = table_part("text", [[0.5, 0.2, np.nan, np.nan]])
    topics = table_part("topics", [[1.0, np.nan, 0.4, np.nan]])
    affinity = combine([text, topics], {"text": 3, "topics": 1})
    assert affinity.dense().tolist() == [pytest.approx([(1.5 + 1) / 4, 0.2, 0.4, 0.0])]
    assert affinity.silent == (3,)
    assert affinity.values(0, 1) == {"text": 0.2, "topics": None}


def test_a_part_of_weight_zero_counts_nothing_but_is_kept():
    affinity = combine([table_part("a", [[1.0]]), table_part("b", [[0.5]])], {"b": 2})
    assert affinity.dense().tolist() == [[0.5]]
    assert affinity.values(0, 0) == {"a": 1.0, "b": 0.5}


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"c": 1}, "weight for c, but no such part"),
        ({"a": -1}, "weight of a must be"),
        ({"a": float("nan")}, "weight of a must be"),
        ({"a": 0}, "At least one part needs a weight"),
    ],
)
def test_weights_that_make_no_sense_are_refused(weights, sentence):
    with pytest.raises(ProblemError, match=sentence):
        combine([table_part("a", [[1.0]])], weights)


def test_parts_of_different_shape_are_refused():
    with pytest.raises(ProblemError, match="not of the same papers"):
        combine([table_part("a", [[1.0]]), table_part("b", [[1.0, 2.0]])], {"a": 1, "b": 1})
