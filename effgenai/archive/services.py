from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from effgenai.accounts.models import User
from effgenai.archive import rules
from effgenai.archive.models import SiteExport
from effgenai.archive.states import ExportState
from effgenai.archive.writing.writer import Written
from effgenai.conferences.core.errors import refuse
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.records import record
from effgenai.conferences.core.services.conference import lock_conference
from effgenai.resilience.nudges import nudge_on_commit
from effgenai.storage.saving import Content
from effgenai.transitions import transition, transition_unrecorded

LEASE = dt.timedelta(minutes=5)
MAX_ATTEMPTS = 3
SAVED_ZIPS = 3  # so many of a conference can be downloaded
GAVE_UP = "The worker ended before it had finished, several times. Ask whoever runs the site for the logs."


@dataclasses.dataclass(frozen=True, slots=True)
class Packed:
    """A zip in the storage: where it lies, and what it is."""

    path: str
    content: Content


@transaction.atomic
def ask_for_export(*, conference: Conference, by: User, at: dt.datetime) -> SiteExport:
    """Have a worker write the public site as files. Raises Refused with the sentence of `why_not_export`."""
    lock_conference(conference)
    refuse(rules.why_not_export(conference))
    export = SiteExport.objects.create(conference=conference, asked_by=by, asked_at=at)
    record(action="site_export.ask", by=by, at=at, conference=conference)
    nudge(export.pk)
    return export


def nudge(pk: int) -> None:
    """Ask a worker to write it, once the surrounding transaction has been committed."""
    from effgenai.archive.tasks import write_export  # tasks import services

    nudge_on_commit(write_export, pk)


@transaction.atomic
def take_export(*, pk: int, at: dt.datetime) -> SiteExport | None:
    """Take an export for this worker; None if another one has it, or it is finished.

    One that has killed its workers several times is given up.
    """
    export = SiteExport.objects.select_for_update(skip_locked=True, no_key=True).due(at).filter(pk=pk).first()
    if export is None:
        return None
    if export.attempts >= MAX_ATTEMPTS:
        fail_export(export=export, error=GAVE_UP, at=at)
        return None
    attempts = export.attempts + 1
    leased = {"leased_until": at + LEASE, "attempts": attempts}
    transition_unrecorded(export, ExportState.RUNNING, done=0, total=0, **leased)
    return export


def note_progress(*, export: SiteExport, done: int, total: int, at: dt.datetime) -> bool:
    """Tell how far it is, which renews the lease; False if it is no longer ours."""
    until = at + LEASE
    ours = SiteExport.objects.filter(
        pk=export.pk, state=ExportState.RUNNING, leased_until=export.leased_until
    ).update(done=done, total=total, leased_until=until)
    export.done, export.total, export.leased_until = done, total, until
    return bool(ours)


@transaction.atomic
def finish_export(
    *, export: SiteExport, written: Written, problems: list[str], packed: Packed, at: dt.datetime
) -> list[str]:
    """Note what was written and where the zip lies; return the paths of zips that are no longer needed."""
    transition(
        export,
        ExportState.DONE,
        partial(
            record,
            action="site_export.finish",
            by=None,
            at=at,
            conference=export.conference,
            summary=f"{written.pages} pages, {written.files} files",
            problems=len(problems),
        ),
        finished_at=at,
        leased_until=None,
        pages=written.pages,
        files=written.files,
        size=written.size,
        problems=problems,
        path=packed.path,
        zip_size=packed.content.size,
        zip_sha256=packed.content.sha256,
    )
    return _clear_old_zips(export.conference)


def _clear_old_zips(conference: Conference) -> list[str]:
    with_zip = SiteExport.objects.filter(conference=conference).exclude(path="")
    old = list(with_zip[SAVED_ZIPS:])
    SiteExport.objects.filter(pk__in=[export.pk for export in old]).update(path="")
    return [export.path for export in old]


def delete_zips(paths: list[str]) -> None:
    """Remove zips from the storage, after the transaction in which their rows were cleared."""
    for path in paths:
        default_storage.delete(path)


@transaction.atomic
def fail_export(*, export: SiteExport, error: str, at: dt.datetime) -> None:
    """Note why it could not be written."""
    line = partial(
        record,
        action="site_export.fail",
        by=None,
        at=at,
        conference=export.conference,
        summary=error[:300],
    )
    transition(export, ExportState.FAILED, line, finished_at=at, leased_until=None, error=error[:500])
