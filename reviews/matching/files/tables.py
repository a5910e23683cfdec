"""Problems in CSV files: a line for each allowed pair, with the columns paper, reviewer and score."""

import csv
from collections.abc import Iterator
from pathlib import Path

from reviews.matching.problem.build import from_triples
from reviews.matching.problem.errors import ProblemError
from reviews.matching.problem.problem import Problem

_COLUMNS = ("paper", "reviewer", "score")


def read_table(path: Path | str, *, demand: int, load_max: int, load_min: int = 0) -> Problem:
    """The problem of a CSV file; papers and reviewers are numbered in the order in which they first appear.

    Every paper needs `demand` reviewers, every reviewer takes `load_min` to `load_max` papers. The names in
    the file are kept for messages. Raises `ProblemError` with the line where something is wrong.
    """
    triples = list(_lines(Path(path)))
    papers = list(dict.fromkeys(paper for paper, _, _ in triples))
    reviewers = list(dict.fromkeys(reviewer for _, reviewer, _ in triples))
    return from_triples(
        papers,
        reviewers,
        triples,
        demand=demand,
        load_max=load_max,
        load_min=load_min,
        paper_names=papers,
        reviewer_names=reviewers,
    )


def _lines(path: Path) -> Iterator[tuple[str, str, float]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise ProblemError(f"{path} lacks the columns {', '.join(missing)} in its first line.")
            for row in reader:
                yield _pair(path, reader.line_num, row)
    except FileNotFoundError:
        raise ProblemError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError, csv.Error):
        raise ProblemError(f"{path} is no readable CSV file in UTF-8.") from None


def _pair(path: Path, line: int, row: dict[str, str | None]) -> tuple[str, str, float]:
    paper, reviewer, score = ((row[name] or "").strip() for name in _COLUMNS)
    if not (paper and reviewer and score):
        raise ProblemError(f"Line {line} of {path} needs a paper, a reviewer and a score.")
    try:
        return paper, reviewer, float(score)
    except ValueError:
        raise ProblemError(f"Line {line} of {path} has “{score}” as a score, which is no number.") from None
