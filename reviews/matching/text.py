"""Affinity from text: what a reviewer has written against what a paper is about. Needs no download.

Words and pairs of neighbouring words, weighted by how rare they are (TF-IDF with 1 + log counts); a
reviewer's fit is the mean similarity of the three nearest past papers, so that one old sideline neither
makes nor spoils it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from reviews.matching.affinity import Part
from reviews.matching.arrays import Floats, Ints

_CELLS_AT_ONCE = 2**24  # similarities held in memory at a time: 64 MB
# Among very many texts, words that a tenth of them have make four fifths of the work and little difference.
_MANY_TEXTS, _COMMON = 5000, 0.1
_Block = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, kw_only=True)
class TextPart(Part):
    """The text signal with its evidence: the weighted words of every paper and past paper."""

    words: npt.NDArray[np.str_]
    paper_words: csr_array
    past_words: csr_array
    starts: Ints

    def past_of(self, reviewer: int) -> csr_array:
        """The weighted words of this reviewer's past papers."""
        return self.past_words[int(self.starts[reviewer]) : int(self.starts[reviewer + 1])]


def text_affinity(
    papers: Sequence[str],
    past: Sequence[Sequence[str]],
    *,
    nearest: int = 3,
    keep: int | None = None,
    name: str = "text",
) -> TextPart:
    """Similarity of each paper's text to the `nearest` of each reviewer's past papers, 0 to 1.

    A reviewer without past papers is not known to this part. With `keep`, only so many reviewers are stored
    for each paper, the nearest; memory is then bounded however many there are.
    """
    written = [text for texts in past for text in texts]
    words, table = _weighted_words([*papers, *written])
    paper_words, past_words = table[: len(papers)], table[len(papers) :]
    lengths = np.array([len(texts) for texts in past], dtype=np.int64)
    starts: Ints = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return TextPart(
        name=name,
        scores=_similarities(paper_words, past_words, starts, nearest=nearest, keep=keep),
        knows_paper=np.diff(paper_words.indptr) > 0,
        knows_reviewer=_has_words(past_words, starts),
        words=words,
        paper_words=paper_words,
        past_words=past_words,
        starts=starts,
    )


def _weighted_words(texts: Sequence[str]) -> tuple[npt.NDArray[np.str_], csr_array]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import, in every process

    vectorizer = TfidfVectorizer(
        sublinear_tf=True,
        ngram_range=(1, 2),
        stop_words="english",
        strip_accents="unicode",
        max_df=_COMMON if len(texts) > _MANY_TEXTS else 1.0,
        dtype=np.float32,
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
    papers: csr_array, past: csr_array, starts: Ints, *, nearest: int, keep: int | None
) -> csr_array:
    n_papers, n_reviewers = papers.shape[0], len(starts) - 1
    if not (n_papers and past.shape[0] and papers.shape[1]):
        return csr_array((n_papers, n_reviewers))
    groups, step = _groups_of_length(starts), max(1, _CELLS_AT_ONCE // past.shape[0])
    turned = csr_array(past.T)
    blocks = []
    for start in range(0, n_papers, step):
        cells = (papers[start : start + step] @ turned).toarray()
        fits = _mean_of_nearest(cells, groups, n_reviewers, nearest)
        blocks.append(csr_array(_top(fits, keep)))
    return csr_array(vstack(blocks, format="csr"))


def _groups_of_length(starts: Ints) -> list[tuple[Ints, Ints]]:
    """Reviewers with equally many past papers, and the columns of those, a row per reviewer."""
    lengths = np.diff(starts)
    groups = []
    for length in np.unique(lengths[lengths > 0]):
        who = np.flatnonzero(lengths == length)
        groups.append((who, starts[who][:, None] + np.arange(length)))
    return groups


def _mean_of_nearest(
    cells: _Block, groups: list[tuple[Ints, Ints]], n_reviewers: int, nearest: int
) -> Floats:
    fits = np.zeros((cells.shape[0], n_reviewers))
    for who, columns in groups:
        values = cells[:, columns]
        if columns.shape[1] > nearest:
            values = np.partition(values, columns.shape[1] - nearest, axis=2)[:, :, -nearest:]
        fits[:, who] = np.sort(values, axis=2).mean(axis=2, dtype=np.float64)
    return fits


def _top(fits: Floats, keep: int | None) -> Floats:
    if keep is None or keep >= fits.shape[1]:
        return fits
    far = np.argsort(-fits, axis=1, kind="stable")[:, keep:]
    np.put_along_axis(fits, far, 0.0, axis=1)
    return fits
