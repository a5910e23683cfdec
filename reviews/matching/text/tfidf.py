"""Affinity from words: what a reviewer has written against what a paper is about. Needs no download.

Words and pairs of neighbouring words are weighted by how rare they are (TF-IDF with 1 + log counts). The
affinity is the mean cosine similarity of the three nearest past papers, so that one old sideline neither
makes nor spoils it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from reviews.matching.problem.arrays import Ints
from reviews.matching.text.affinity import Part
from reviews.matching.text.nearest import Block, fits, mean_of_nearest, starts_of

# Among very many texts, words that a tenth of them have make four fifths of the work and little difference.
MANY_TEXTS, COMMON = 5000, 0.1
_READ = {"ngram_range": (1, 2), "stop_words": "english", "strip_accents": "unicode"}


@dataclass(frozen=True, eq=False, kw_only=True)
class TextPart(Part):
    """The signal of words with its evidence: the weighted words of every paper and past paper, a row each.

    `starts` is where the past papers of each reviewer begin in `past_words`, and its end.
    """

    words: npt.NDArray[np.str_]
    paper_words: csr_array
    past_words: csr_array
    starts: Ints

    def past_of(self, reviewer: int) -> csr_array:
        """The weighted words of this reviewer's past papers, a row each."""
        return self.past_words[int(self.starts[reviewer]) : int(self.starts[reviewer + 1])]


def text_affinity(
    papers: Sequence[str],
    past: Sequence[Sequence[str]],
    *,
    nearest: int = 3,
    max_reviewers: int | None = None,
    name: str = "text",
) -> TextPart:
    """Similarity of each paper's text to the `nearest` of each reviewer's past papers, 0 to 1.

    A reviewer without past papers is unknown to this part. With `max_reviewers`, only the nearest so many of
    each paper are stored, so that memory is bounded however many there are.
    """
    written = [text for texts in past for text in texts]
    words, table = _weighted_words([*papers, *written])
    paper_words, past_words = table[: len(papers)], table[len(papers) :]
    starts = starts_of(past)
    return TextPart(
        name=name,
        scores=_similarities(paper_words, past_words, starts, nearest=nearest, max_reviewers=max_reviewers),
        knows_paper=np.diff(paper_words.indptr) > 0,
        knows_reviewer=_has_words(past_words, starts),
        words=words,
        paper_words=paper_words,
        past_words=past_words,
        starts=starts,
    )


def word_counter() -> Any:
    """What counts words and pairs of neighbouring words: a `CountVectorizer` of scikit-learn."""
    from sklearn.feature_extraction.text import CountVectorizer  # a second to import, in every process

    return CountVectorizer(**_READ)


def _weighted_words(texts: Sequence[str]) -> tuple[npt.NDArray[np.str_], csr_array]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import, in every process

    vectorizer = TfidfVectorizer(
        sublinear_tf=True,
        max_df=COMMON if len(texts) > MANY_TEXTS else 1.0,
        dtype=np.float32,
        **_READ,
    )
    try:
        table = csr_array(vectorizer.fit_transform(texts))
    except ValueError:  # no texts, or nothing but stop words
        return np.array([], dtype=np.str_), csr_array(np.zeros((len(texts), 0), dtype=np.float32))
    return np.asarray(vectorizer.get_feature_names_out(), dtype=np.str_), table


def _has_words(past_words: csr_array, starts: Ints) -> npt.NDArray[np.bool_]:
    ends = past_words.indptr[starts]
    return np.asarray(np.diff(ends) > 0)


def _similarities(
    papers: csr_array, past: csr_array, starts: Ints, *, nearest: int, max_reviewers: int | None
) -> csr_array:
    turned = csr_array(past.T)

    def cells(rows: slice) -> Block:
        return np.asarray((papers[rows] @ turned).toarray())

    return fits(cells, papers.shape[0], starts, mean_of_nearest(nearest), max_reviewers)
