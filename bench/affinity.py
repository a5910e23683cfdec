"""How good and how fast fit from text is: `python -m bench.affinity [EXPERTISE.json.gz]`.

The file holds `papers` (id to title and abstract) and `reviewers` with `past_papers` and `ratings` (paper to
1..5), as in the gold standard of Stelmakh et al. (2023), whose loss is told. Times are of made-up texts that
nobody has read before.
"""

import argparse
import gzip
import json
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from reviews.matching import Affinity, Part, combine, embedding_affinity, has_local_model, text_affinity

WORDS = 180  # of a title and an abstract
TIES = 1e-9
Signal = Callable[[Sequence[str], Sequence[Sequence[str]]], Part | Affinity]


def both(papers: Sequence[str], past: Sequence[Sequence[str]]) -> Affinity:
    """Words and meaning in equal halves, as a proposal weighs them."""
    parts = [text_affinity(papers, past), embedding_affinity(papers, past)]
    return combine(parts, {"text": 0.5, "meaning": 0.5})


def signals() -> dict[str, Signal]:
    """What can be measured here."""
    return {"words": text_affinity} | (
        {"meaning": embedding_affinity, "both": both} if has_local_model() else {}
    )


def loss(scores: np.ndarray[Any, Any], rows: dict[str, int], reviewers: list[dict[str, Any]]) -> float:
    """The share of pairs of papers in the wrong order, weighted by how far their ratings are apart."""
    wrong = total = 0.0
    for column, reviewer in enumerate(reviewers):
        for (one, high), (other, low) in combinations(reviewer["ratings"].items(), 2):
            apart = (scores[rows[one], column] - scores[rows[other], column]) * np.sign(high - low)
            total += abs(high - low)
            wrong += abs(high - low) * (0.5 if abs(apart) < TIES else float(apart < 0))
    return wrong / total


def losses(path: Path) -> dict[str, float]:
    """The loss of each signal on a file of ratings."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    rows = {paper: number for number, paper in enumerate(data["papers"])}
    papers = [_text(paper) for paper in data["papers"].values()]
    past = [[_text(paper) for paper in reviewer["past_papers"]] for reviewer in data["reviewers"]]
    return {
        name: loss(signal(papers, past).scores.toarray(), rows, data["reviewers"])
        for name, signal in signals().items()
    }


def _text(paper: dict[str, str | None]) -> str:
    return f"{paper['title'] or ''}\n{paper['abstract'] or ''}"


def made_up_texts(papers: int, reviewers: int, past: int) -> tuple[list[str], list[list[str]]]:
    """Texts of papers, and of the past papers of each reviewer."""
    rng = np.random.default_rng(1)
    words = np.array([f"{a}{b}ing" for a in "bcdfglmnprst" for b in ("al", "et", "ir", "on", "umb")])
    texts = [" ".join(rng.choice(words, WORDS)) for _ in range(papers + reviewers * past)]
    return texts[:papers], [texts[papers + n * past : papers + (n + 1) * past] for n in range(reviewers)]


def speed(papers: int, reviewers: int, past: int) -> None:
    """The time of each signal on made-up texts that nobody has read before."""
    texts, wrote = made_up_texts(papers, reviewers, past)
    for name, signal in signals().items():
        if signal is both:
            continue
        started = perf_counter()
        signal(texts, wrote)
        print(
            f"{papers} papers, {reviewers} x {past} past papers: {name} in {perf_counter() - started:.1f} s"
        )


def main() -> None:
    """Measure what is installed."""
    parser = argparse.ArgumentParser(description="Quality and time of fit from text.")
    parser.add_argument("expertise", nargs="?", type=Path)
    chosen = parser.parse_args()
    if chosen.expertise:
        for name, value in losses(chosen.expertise).items():
            print(f"loss of {name:8} {value:.4f}")
    speed(490, 120, 10)


if __name__ == "__main__":
    main()
