"""The call for papers, made from the settings that enforce it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from django.urls import reverse

from effgenai.conferences.call.models import CallFile, Policy
from effgenai.conferences.call.parts import FormQuestion, asked_of_authors
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.models import Conference, Topic, Track
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Viewer
from effgenai.conferences.core.wording import archival, page_limit
from effgenai.conferences.dates.models import Milestone, MilestoneException
from effgenai.conferences.dates.queries.pages import dates_of, timeline
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.people.models import Person
from effgenai.conferences.people.states import PeopleGroup
from effgenai.storage.inventory import Stored
from effgenai.storage.saving import Content
from effgenai.ui.navigation import TimelinePoint
from effgenai.ui.tables import Column

SUBMIT = "submissions/new/"

FILE_COLUMNS = (
    Column("Name"),
    Column("For"),
    Column("Where", phone=False),
    Column("Order"),
    Column("Action"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class TrackRow:
    """A track with its rules in words, its own files, and its own due date if it has one."""

    track: Track
    pages: str
    archival: str
    files: list[CallFile]
    due: MilestoneException | None


@dataclasses.dataclass(frozen=True, slots=True)
class CallStep:
    """What the head of the page says: a label, the moment it is about, and the one button."""

    label: str
    action: str
    address: str
    moment: Milestone | MilestoneException | None = None
    is_past: bool = False

    @property
    def submits(self) -> bool:
        """Whether the button leads to the form for a new paper."""
        return self.address == SUBMIT


@dataclasses.dataclass(frozen=True, slots=True)
class CallPage:
    """Everything in the call for papers."""

    step: CallStep
    dates: list[Milestone]
    due: Milestone | None
    tracks: list[TrackRow]
    files: list[CallFile]
    asked: list[FormQuestion]
    topics: list[Topic]
    policies: list[Policy]
    points: list[TimelinePoint]

    @property
    def has_limits(self) -> bool:
        """Whether some track limits the pages."""
        return any(row.track.page_limit for row in self.tracks)


def call_page(viewer: Viewer) -> CallPage:
    """The call for papers; seven queries."""
    conference = viewer.conference
    dates = dates_of(viewer, public_only=True)
    files = list(conference.call_files.all())
    tracks = _tracks(conference, dates, files)
    topics = list(conference.topics.all())
    return CallPage(
        step=call_step(conference, dates, tracks, viewer.at),
        dates=dates,
        due=_of_kind(dates, MilestoneKind.SUBMISSIONS_DUE),
        tracks=tracks,
        files=[file for file in files if file.track_id is None],
        asked=[asked for asked in asked_of_authors(conference) if topics or asked.name != "Topics"],
        topics=topics,
        policies=policies_of(conference),
        points=timeline(dates, viewer.at),
    )


def policies_of(conference: Conference) -> list[Policy]:
    """The policies in the order in which a call says them; one query."""
    order = list(PolicyKind)
    return sorted(conference.policies.all(), key=lambda policy: order.index(PolicyKind(policy.kind)))


def organisers_of(conference: Conference) -> list[Person]:
    """The organisers in their order; one query."""
    return list(conference.people.filter(group=PeopleGroup.ORGANISER))


def _tracks(conference: Conference, dates: Sequence[Milestone], files: Sequence[CallFile]) -> list[TrackRow]:
    due = _of_kind(dates, MilestoneKind.SUBMISSIONS_DUE)
    exceptions = MilestoneException.objects.filter(milestone=due, track__isnull=False) if due else ()
    own = {exception.track_id: exception for exception in exceptions}
    return [
        TrackRow(
            track=track,
            pages=page_limit(track),
            archival=archival(track),
            files=[file for file in files if file.track_id == track.pk],
            due=own.get(track.pk),
        )
        for track in conference.tracks.all()
    ]


def _of_kind(dates: Sequence[Milestone], kind: MilestoneKind) -> Milestone | None:
    return next((date for date in dates if date.kind == kind), None)


def call_step(
    conference: Conference, dates: Sequence[Milestone], tracks: Sequence[TrackRow], at: dt.datetime
) -> CallStep:
    """What matters about the call at this moment. The grace after a date is hidden here as everywhere."""
    opens, due = (_of_kind(dates, kind) for kind in (MilestoneKind.CALL_OPENS, MilestoneKind.SUBMISSIONS_DUE))
    if conference.public_state == PublicState.ARCHIVED:
        return _closed_step(due, dates, at, over=True)
    if opens and opens.instant > at:
        return CallStep("The call opens", "Add the dates to your calendar", "dates.ics", opens)
    if not tracks:
        return CallStep("What to submit, and by when, will be announced here.", "See all dates", "dates/")
    return _open_step(due, tracks, at) or _closed_step(due, dates, at)


def _open_step(due: Milestone | None, tracks: Sequence[TrackRow], at: dt.datetime) -> CallStep | None:
    if due is None:
        return CallStep("Papers are welcome now; the last day will be announced.", "Submit a paper", SUBMIT)
    if due.ends_at > at and any(row.due is None or row.due.ends_at > at for row in tracks):
        return CallStep("Papers are due", "Submit a paper", SUBMIT, due)
    later = [row for row in tracks if row.due and row.due.ends_at > at]
    if not later:
        return None
    last = max(later, key=lambda row: row.due.instant if row.due else at)
    return CallStep(f"Still open: {last.track.name}. Due", "Submit a paper", SUBMIT, last.due)


def _closed_step(
    due: Milestone | None, dates: Sequence[Milestone], at: dt.datetime, *, over: bool = False
) -> CallStep:
    label = "Papers were due" if due else "The call is closed."
    decided = _of_kind(dates, MilestoneKind.DECISIONS)
    if over or (decided and decided.instant <= at):
        return CallStep(label, "Read the accepted papers", "papers/", due, is_past=True)
    return CallStep(label, "See all dates", "dates/", due, is_past=True)


def call_addresses(conference: Conference, at: dt.datetime) -> Iterator[str]:
    """The call in all its forms, and the files it offers; one query."""
    for name in ("call", "call_text", "call_mail"):
        yield reverse(f"conferences:{name}", args=[conference.slug])
    for key in conference.call_files.exclude(path="").values_list("key", flat=True):
        yield reverse("conferences:call_file_download", args=[conference.slug, key])


def files_of_calls() -> Iterator[Stored]:
    """Every file that a call offers."""
    rows = CallFile.objects.exclude(path="").order_by("pk")
    for path, slug, size, sha256 in rows.values_list("path", "conference__slug", "size", "sha256").iterator():
        yield Stored(path, "file of the call", slug, Content(size, sha256))
