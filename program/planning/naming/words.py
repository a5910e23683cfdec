"""Names for sessions, from words that set their papers apart from others."""

from collections.abc import Mapping, Sequence

import numpy as np

from program.planning.problem.model import Floats, PlanningProblem

_WORDS = 3


def session_names(problem: PlanningProblem, sessions: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A name for each session that has papers, of up to three words or pairs of words of its papers.

    `sessions` are ids of papers by the session's id. Words count that most of its papers have and few others;
    of words that say the same the longer stands.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import, in every process

    numbers = problem.numbers
    texts = [" ".join([paper.title, *paper.keywords]) for paper in problem.papers]
    vectorizer = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english")
    try:
        rows = vectorizer.fit_transform(texts)
    except ValueError:  # nothing but stop words
        return {}
    rare = np.square(vectorizer.idf_)
    words = list(vectorizer.get_feature_names_out())
    found = {}
    for session, papers in sessions.items():
        inside = rows[[numbers[paper] for paper in papers if paper in numbers]]
        if inside.shape[0]:
            share = np.asarray((inside > 0).mean(axis=0)).ravel()
            weights: Floats = np.asarray(inside.mean(axis=0)).ravel() * share * rare
            chosen = _distinct(weights, words)
            if chosen:
                found[session] = _title(chosen)
    return found


def _distinct(weights: Floats, words: Sequence[str]) -> list[str]:
    chosen: list[str] = []
    for at in np.argsort(-weights, kind="stable"):
        if weights[at] <= 0 or len(chosen) == _WORDS:
            break
        parts = set(words[at].split())
        same = [word for word in chosen if parts & set(word.split())]
        if not same:
            chosen.append(words[at])
        elif len(same) == 1 and parts > set(same[0].split()):
            chosen[chosen.index(same[0])] = words[at]
    return chosen


def _title(words: Sequence[str]) -> str:
    *first, last = words
    text = f"{', '.join(first)} and {last}" if first else last
    return text[:1].upper() + text[1:]
