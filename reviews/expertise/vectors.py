"""Vectors of texts, kept in the cache: the language model reads a text once, some 15 a second.

Pages never wait for it. They use what is known; a worker reads what is new (`read_texts`) and proposals,
which are made by a worker as well, wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from django.core.cache import cache

from reviews.matching import MeaningPart, embedding_affinity, has_local_model, local_model

CACHED_FOR = 120 * 24 * 3600
AT_ONCE = 64
# So many texts a page may have read while somebody waits: half a second.
MAX_PER_PAGE = 8
# What a worker reads ahead before it looks for new texts again, and for how long it may be at it.
MAX_PER_ROUND, BUSY, BUSY_FOR = 5000, "meaning:busy", 1800
# Told how many texts are read of how many.
Tell = Callable[[int, int], None]
Vectors = npt.NDArray[np.float32]


def meaning_of(
    papers: Sequence[str], past: Sequence[Sequence[str]], tell: Tell | None = None
) -> MeaningPart | None:
    """How near papers are to past papers in meaning; None without the model.

    Unless there is somebody to `tell` that it takes a while, also None where many texts are not read yet: a
    part that knows some people and not others would be unfair between them.
    """
    vectors = vectors_of((*papers, *(text for texts in past for text in texts)), tell)
    return None if vectors is None else meaning_with(papers, past, vectors)


def meaning_with(
    papers: Sequence[str], past: Sequence[Sequence[str]], vectors: Mapping[str, Vectors]
) -> MeaningPart:
    """How near papers are to past papers in meaning, by the vectors of all these texts."""
    return embedding_affinity(papers, past, encode=lambda asked: np.stack([vectors[text] for text in asked]))


def vectors_of(texts: Iterable[str], tell: Tell | None = None) -> dict[str, Vectors] | None:
    """The vector of each text that is not blank; None without the model, or where a page would wait."""
    if not has_local_model():
        return None
    wanted = {text for text in texts if text.strip()}
    known = _known(wanted)
    new = sorted(wanted - known.keys())
    if len(new) > MAX_PER_PAGE and tell is None:
        return None
    return known | _read(new, tell)


def read_new(texts: Iterable[str]) -> int:
    """Have the model read some of what it has not read yet; return how many texts that were.

    Where another worker is at it already, nothing.
    """
    if not (has_local_model() and cache.add(BUSY, value=True, timeout=BUSY_FOR)):
        return 0
    try:
        wanted = {text for text in texts if text.strip()}
        return len(_read(sorted(wanted - _known(wanted).keys())[:MAX_PER_ROUND]))
    finally:
        cache.delete(BUSY)


def _known(texts: Iterable[str]) -> dict[str, Vectors]:
    keys = {_key(text): text for text in texts}
    found = cache.get_many(list(keys))
    return {keys[key]: _unpacked(value) for key, value in found.items()}


def _read(texts: Sequence[str], tell: Tell | None = None) -> dict[str, Vectors]:
    """Kept after each few, so that a worker that is stopped has not worked for nothing."""
    known: dict[str, Vectors] = {}
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        packed = [vector.astype(np.float16).tobytes() for vector in local_model()(some)]
        cache.set_many({_key(text): value for text, value in zip(some, packed, strict=True)}, CACHED_FOR)
        known |= {text: _unpacked(value) for text, value in zip(some, packed, strict=True)}
        if tell:
            tell(len(known), len(texts))
    return known


def _key(text: str) -> str:
    return f"meaning:1:{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def _unpacked(value: bytes) -> Vectors:
    return np.frombuffer(value, dtype=np.float16).astype(np.float32)
