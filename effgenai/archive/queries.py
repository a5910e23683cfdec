from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from effgenai.archive.models import SiteExport
from effgenai.archive.rules import why_not_export
from effgenai.archive.states import ExportState
from effgenai.conferences.core.viewer import Viewer
from effgenai.storage.inventory import Stored
from effgenai.storage.saving import Content
from effgenai.ui.tables import Column

LOOKS = {
    ExportState.ASKED: ("info", "waiting"),
    ExportState.RUNNING: ("info", "being written"),
    ExportState.DONE: ("good", "written"),
    ExportState.FAILED: ("bad", "failed"),
}
SHOWN = 20

COLUMNS = (
    Column("Asked for"),
    Column("By", phone=False),
    Column("State"),
    Column("Files", look="num", phone=False),
    Column("Size", look="num", phone=False),
    Column("Zip"),
)


@dataclasses.dataclass(frozen=True, slots=True)
class ExportRow:
    """A writing of the site as chairs see it."""

    export: SiteExport
    kind: str
    words: str

    @property
    def is_unfinished(self) -> bool:
        """Whether the page should look again."""
        return self.export.finished_at is None


@dataclasses.dataclass(frozen=True, slots=True)
class ArchivePage:
    """The last writing, those before it, and why none can be asked for now."""

    last: ExportRow | None
    earlier: list[ExportRow]
    why_not: str | None


def archive_page(viewer: Viewer) -> ArchivePage:
    """What chairs see of the writings of their site; two queries."""
    found = SiteExport.objects.visible_to(viewer).select_related("asked_by")[:SHOWN]
    rows = [_row(export) for export in found]
    return ArchivePage(rows[0] if rows else None, rows[1:], why_not_export(viewer.conference))


def _row(export: SiteExport) -> ExportRow:
    kind, words = LOOKS[ExportState(export.state)]
    if export.state == ExportState.DONE and export.problems:
        kind, words = "attention", "written, with broken links"
    return ExportRow(export, kind, words)


def saved_zips() -> Iterator[Stored]:
    """The zips that are still there for download."""
    rows = SiteExport.objects.exclude(path="").order_by("pk")
    for path, slug, size, sha256 in rows.values_list("path", "conference__slug", "zip_size", "zip_sha256"):
        content = Content(size, sha256) if size is not None and sha256 else None
        yield Stored(path, "site as files", slug, content)
