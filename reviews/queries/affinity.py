"""How close the words of papers are to what reviewers wrote."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def text_scores(papers: Sequence[str], writings: Sequence[Sequence[str]]) -> npt.NDArray[np.float64]:
    """How close the words of each paper are to what each reviewer wrote, 0 to 1."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    scores = np.zeros((len(papers), len(writings)))
    past = [text for texts in writings for text in texts]
    if not past or not papers:
        return scores
    vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform([*papers, *past])
    close = (vectors[: len(papers)] @ vectors[len(papers) :].T).toarray()
    start = 0
    for column, texts in enumerate(writings):
        if texts:
            own = np.sort(close[:, start : start + len(texts)], axis=1)[:, ::-1]
            scores[:, column] = own[:, :3].mean(axis=1)
        start += len(texts)
    return scores
