"""Comparing one paper with past papers that are read already gives what comparing all anew gives."""

import random

import numpy as np
import pytest

from reviews.matching import PreparedWords, text_affinity
from reviews.matching.text import prepared, tfidf

WORDS = [
    f"{start}{end}"
    for start in ("graph", "cache", "token", "prune", "naïve")
    for end in ("", "s", "ing", "er")
]


def text(draw, length):
    return " ".join(draw.choice(WORDS) for _ in range(length))


def facts(part):
    """All that an affinity says, with scores to six digits."""
    scores = np.round(part.scores.toarray(), 6) + 0.0
    return part.name, scores.tolist(), part.knows_reviewer.tolist(), part.knows_paper.tolist()


def read_before(paper, past):
    return facts(PreparedWords(past).part_for(paper))


def read_anew(paper, past):
    return facts(text_affinity([paper], past))


@pytest.mark.parametrize("seed", range(12))
def test_a_paper_fits_as_if_all_were_read_anew(seed):
    draw = random.Random(seed)
    past = [[text(draw, draw.randint(0, 12)) for _ in range(draw.randint(0, 6))] for _ in range(9)]
    paper = text(draw, 20) + " unheard of words"
    assert read_before(paper, past) == read_anew(paper, past)


def test_words_that_nobody_has_written_make_the_paper_longer():
    past = [["graph caches"]]
    plain = PreparedWords(past).part_for("graph caches").scores[0, 0]
    assert PreparedWords(past).part_for("graph caches and zebras").scores[0, 0] < plain
    longer = "graph caches and zebras"
    assert read_before(longer, past) == read_anew(longer, past)


@pytest.mark.parametrize(
    ("paper", "past"),
    [
        ("", [["graph"]]),
        ("graph", []),
        ("graph", [[], []]),
        ("graph", [["", "the of"], []]),
        ("the of", [["graph"]]),
        ("заметка о графах", [["о графах"], ["図について"]]),
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_compare(paper, past):
    assert read_before(paper, past) == read_anew(paper, past)


def test_among_very_many_texts_common_words_are_left_out_as_well(monkeypatch):
    for module in (prepared, tfidf):
        monkeypatch.setattr(module, "MANY_TEXTS", 30)
    draw = random.Random(3)
    past = [[f"{text(draw, 2)} rare{number} odd{number % 7}" for number in range(9)] for _ in range(5)]
    for paper in ("rare1 odd3 graph cacheing", "rare1 rare1 rare2 odd3"):
        assert read_before(paper, past) == read_anew(paper, past)
