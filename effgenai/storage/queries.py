"""What the administrator's page shows of stored files and backups."""

from __future__ import annotations

import dataclasses
import datetime as dt

from effgenai.storage.models import FileFinding, LastUpkeep, Upkeep


@dataclasses.dataclass(frozen=True, slots=True)
class FileReport:
    """When all files were last looked at (None: never yet), how many, and what was found."""

    checked_at: dt.datetime | None
    files: int
    findings: list[FileFinding]


def file_findings() -> FileReport:
    """The damaged files known now; two queries. For site administrators alone."""
    last = LastUpkeep.objects.filter(what=Upkeep.CHECK).first()
    findings = list(FileFinding.objects.all())
    return FileReport(last.at if last else None, last.files if last else 0, findings)


def last_backup() -> dt.datetime | None:
    """When the last backup was finished; None if there never was one."""
    return LastUpkeep.objects.filter(what=Upkeep.BACKUP).values_list("at", flat=True).first()
