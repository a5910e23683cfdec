"""What is decided on each paper, as columns of the chairs' list of papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from effgenai.conferences.core.viewer import Viewer
from reviews.decisions.models import Decision
from submissions.core.models import Submission
from submissions.papers.columns import Look, PaperColumn, PaperColumns, Value

PART = "Decision"
COLUMNS = (
    PaperColumn("decision", "Decision", part=PART, groups=True, phone=True),
    PaperColumn("decided", "Decided on", Look.DAY, PART),
    PaperColumn("released", "Released on", Look.DAY, PART),
)
FIELDS = {"decision": "outcome__name", "decided": "decided_at", "released": "released_at"}


def _read(viewer: Viewer, keys: Collection[str]) -> Mapping[str, Mapping[int, Value]]:
    """The values by column and paper; one query."""
    papers = Submission.objects.handled_by(viewer).values("pk")
    known = [key for key in FIELDS if key in keys]
    rows = list(
        Decision.objects.filter(submission__in=papers).values_list(
            "submission", *(FIELDS[key] for key in known)
        )
    )
    return {key: {row[0]: row[place] for row in rows} for place, key in enumerate(known, start=1)}


DECISION_COLUMNS = PaperColumns(COLUMNS, _read)
