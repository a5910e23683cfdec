"""Affinity from words of one paper after another, against past papers that are read once.

`text_affinity` reads everything anew, which is right for all papers at once. For a single paper nearly all of
that is work on past papers, and these seldom change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.sparse import csc_array, csr_array

from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.text.affinity import Part
from reviews.matching.text.nearest import Block, fits, mean_of_nearest, starts_of
from reviews.matching.text.tfidf import COMMON, MANY_TEXTS, word_counter


class PreparedWords:
    """The words of everybody's past papers, to compare single papers with.

    What it answers for a paper is what `text_affinity([paper], past)` does.
    """

    def __init__(self, past: Sequence[Sequence[str]], *, nearest: int = 3) -> None:
        written = [text for texts in past for text in texts]
        counter = word_counter()
        try:
            counts = csr_array(counter.fit_transform(written)).astype(np.float64)
        except ValueError:  # no texts, or nothing but stop words
            counts = csr_array((len(written), 0), dtype=np.float64)
        counts.data = _damped(counts.data)
        self._analyze: Callable[[str], list[str]] = counter.build_analyzer()
        self._column: Mapping[str, int] = getattr(counter, "vocabulary_", {})
        self._texts_with = np.bincount(counts.indices, minlength=counts.shape[1])
        self._n_texts = len(written) + 1
        self._words = csc_array(counts)
        self._length = np.asarray((counts * self._rarity(self._texts_with)[None, :]).power(2).sum(axis=1))
        self._starts, self._measure = starts_of(past), mean_of_nearest(nearest)

    def part_for(self, paper: str, *, name: str = "text") -> Part:
        """Similarity of one paper to the nearest past papers of everybody, as a table of one row."""
        counted = Counter(self._analyze(paper))
        shared = sorted((self._column[word], n) for word, n in counted.items() if word in self._column)
        new = [n for word, n in counted.items() if word not in self._column]
        known = np.array([column for column, _ in shared], dtype=np.int64)
        rarity = self._rarity(self._texts_with[known] + 1)
        weights = _damped([n for _, n in shared]) * rarity
        weights_of_new = _damped(new) * self._rarity(np.ones(1, dtype=np.int64))
        length = float((weights**2).sum() + (weights_of_new**2).sum())
        cosines, speaks = self._cosines(known, rarity, weights, length)
        return Part(
            name=name,
            scores=fits(lambda _: cosines[None, :], 1, self._starts, self._measure),
            knows_paper=np.array([length > 0]),
            knows_reviewer=np.diff(np.concatenate([[0], np.cumsum(speaks)])[self._starts]) > 0,
        )

    def _rarity(self, texts_with: Ints) -> Floats:
        """What a word weighs that so many of all texts have; nothing if it is common among very many."""
        weight = np.log((1 + self._n_texts) / (1 + texts_with)) + 1
        if self._n_texts > MANY_TEXTS:
            weight[texts_with > COMMON * self._n_texts] = 0
        return np.asarray(weight, dtype=np.float64)

    def _cosines(self, columns: Ints, rarity: Floats, weights: Floats, length: float) -> tuple[Block, Bools]:
        """The similarity of each past paper, and which of them say anything.

        A word of the paper counts in one more text than among past papers alone, which changes the length of
        those that have it.
        """
        shared = self._words[:, columns]
        before = self._rarity(self._texts_with[columns])
        lengths = self._length + shared.power(2) @ (rarity**2 - before**2)
        lengths[lengths < 1e-9] = 0
        speaks = lengths > 0
        products = shared @ (rarity * weights)
        whole = np.sqrt(lengths * length)
        return np.divide(products, whole, out=np.zeros_like(products), where=whole > 0).astype(
            np.float32
        ), speaks


def _damped(numbers: Sequence[int] | Floats) -> Floats:
    """How much a word counts that a text has so many times."""
    return np.asarray(1 + np.log(np.asarray(numbers, dtype=np.float64)))
