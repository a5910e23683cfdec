"""How alike two papers are: the cosine of their weighted words."""

from collections.abc import Sequence

import numpy as np

from program.planning.problem.model import Floats


def text_likeness(texts: Sequence[str]) -> Floats:
    """Cosine of the TF-IDF rows of each two texts, 0 to 1, with zeros on the diagonal.

    Words and pairs of neighbouring words count by 1 + log of how often they stand there. A text without
    words is like none.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import, in every process

    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english")
    try:
        rows = vectorizer.fit_transform(texts)
    except ValueError:  # no texts, or nothing but stop words
        return np.zeros((len(texts), len(texts)))
    likeness = np.asarray((rows @ rows.T).toarray(), dtype=np.float64)
    np.fill_diagonal(likeness, 0.0)
    return likeness
