"""Who is in conflict with each paper, as columns of the chairs' list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Q

from effgenai.conferences.core.viewer import Viewer
from submissions.conflicts.models import Conflict, ConflictQuerySet
from submissions.conflicts.queries.shown import shown_conflicts
from submissions.conflicts.states import TELLING_SOURCES, ConflictStanding
from submissions.core.models import Submission
from submissions.papers.columns import Look, PaperColumn, PaperColumns, Value
from submissions.papers.hidden import DECISION_IS_OUT

PART = "Conflicts"
STANDINGS = {"conflicts": ConflictStanding.CONFIRMED, "possible-conflicts": ConflictStanding.POTENTIAL}
COLUMNS = (
    PaperColumn("conflicts", "In conflict", Look.NAMES, PART),
    PaperColumn("possible-conflicts", "Perhaps in conflict", Look.NAMES, PART),
)


def _read(viewer: Viewer, keys: Collection[str]) -> Mapping[str, Mapping[int, Value]]:
    """The names of people in conflict, by column and paper; one query."""
    wanted = {str(STANDINGS[key]): key for key in keys}
    rows = _known(viewer).filter(standing__in=wanted)
    names: dict[str, dict[int, dict[int, str]]] = {key: defaultdict(dict) for key in keys}
    for standing, paper, user, name, email in rows.order_by("user__name", "user").values_list(
        "standing", "submission", "user", "user__name", "user__email"
    ):
        names[wanted[standing]][paper][user] = name or email
    return {
        key: {paper: tuple(people.values()) for paper, people in found.items()}
        for key, found in names.items()
    }


def _known(viewer: Viewer) -> ConflictQuerySet:
    """The conflicts that the page of each paper tells this chair."""
    handled = Submission.objects.handled_by(viewer)
    rows = shown_conflicts(viewer, Conflict.objects.filter(submission__in=handled.values("pk")))
    if not viewer.conference.hide_authors_from_chairs:
        return rows
    members = viewer.conference.memberships.values("user")
    outsiders = ~Q(user__in=members) & Q(source__in=TELLING_SOURCES)
    return rows.exclude(outsiders & ~Q(submission__state__in=DECISION_IS_OUT))


CONFLICT_COLUMNS = PaperColumns(COLUMNS, _read)
