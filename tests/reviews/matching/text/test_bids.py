"""Parts that speak of single pairs, and how far they can bend a score."""

from __future__ import annotations

import numpy as np
import pytest

from reviews.matching import ProblemError, combine, lean, pair_part, topic_affinity

PAPERS, REVIEWERS = [["a"], ["b"]], [["a"], [], ["b"]]


def base():
    return combine([topic_affinity(PAPERS, REVIEWERS)], {"topics": 1})


def test_a_share_of_each_score_goes_to_the_part():
    bids = pair_part("bids", (2, 3), {(0, 1): 1.0, (1, 2): -1.0, (0, 0): 0.7})
    leant = lean(base(), bids, 0.4)
    expected = [[0.6 + 0.4 * 0.7, 0.4, 0.0], [0.0, 0.0, 0.6 - 0.4]]
    assert leant.dense() == pytest.approx(np.array(expected))
    assert leant.values(0, 1) == {"topics": None, "bids": 1.0}
    assert leant.values(1, 0)["bids"] == 0.0
    assert leant.weights == pytest.approx({"topics": 0.6, "bids": 0.4})
    assert leant.silent == (1,)


def test_where_nothing_else_is_known_the_share_stays_the_share():
    unknown = combine([topic_affinity([[]], [[]])], {"topics": 1})
    leant = lean(unknown, pair_part("bids", (1, 1), {(0, 0): 1.0}), 0.5)
    assert leant.dense().tolist() == [[0.5]]


@pytest.mark.parametrize("share", [-0.1, 0.51, 1.0, float("nan")])
def test_more_than_half_is_refused(share):
    with pytest.raises(ProblemError, match="must be between 0 and"):
        lean(base(), pair_part("bids", (2, 3), {}), share)


def test_another_table_is_refused():
    with pytest.raises(ProblemError, match="same papers"):
        lean(base(), pair_part("bids", (1, 1), {}), 0.5)
