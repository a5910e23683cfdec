from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from reviews.models import Reviewer
from submissions.models import Submission


@dataclasses.dataclass(frozen=True, slots=True)
class Fit:
    """How well a reviewer fits a paper, 0 to 1, and the parts it is made of."""

    score: float
    parts: dict[str, float]

    @property
    def words(self) -> str:
        """What it is made of, in words."""
        return ", ".join(f"{name} {value:.2f}" for name, value in self.parts.items())


def fits_of_paper(submission: Submission, members: Sequence[Reviewer]) -> dict[int, Fit]:
    """The fit of each of them with the paper."""
    topics = {topic.pk for topic in submission.topics.all()}
    fits = {}
    for member in members:
        known = {topic.pk for topic in member.topics.all()}
        score = len(topics & known) / len(topics) if topics else 0.0
        fits[member.user_id] = Fit(score, {"topics": score})
    return fits
