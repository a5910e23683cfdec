from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Viewer, viewer_for
from effgenai.ui.text.numbers import counted
from reviews.assignment_drafts.interchange import BadAssignmentFile, FileContent, file_text, read_assignments
from reviews.assignment_drafts.queries.changes import draft_changes
from reviews.assignment_drafts.services.applying import apply_draft
from reviews.assignment_drafts.services.files import drafts_from_file, understand
from reviews.management.options import as_command_error, chair_of, conference_at, content_of


class Command(BaseCommand):
    help = (
        "Make drafts of the assignment from a file of HotCRP, OpenReview, CMT or your own. Only --apply yes "
        "assigns anything. Nobody gets a mail. What a file holds: docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, a workbook, XML or JSON")
        parser.add_argument("--conference", required=True, metavar="SLUG")
        parser.add_argument("--by", metavar="EMAIL", help="the chair who makes them; else the first one")
        parser.add_argument(
            "--role",
            choices=[Role.REVIEWER, Role.AREA_CHAIR],
            default=Role.REVIEWER,
            help="for lines that name no role",
        )
        parser.add_argument("--name", default="", help="of the drafts")
        parser.add_argument("--apply", choices=["no", "yes"], default="no", help="assign them at once")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        conference = conference_at(options["conference"])
        chair = chair_of(conference, options["by"])
        viewer, role = viewer_for(user=chair, conference=conference, at=timezone.now()), Role(options["role"])
        listed = _read(file)
        self.stdout.write(_report(viewer, listed, role))
        with as_command_error():
            drafts = drafts_from_file(
                viewer=viewer, listed=listed, role=role, name=options["name"], at=viewer.at
            )
            for draft in drafts:
                if options["apply"] == "yes":
                    seen = draft_changes(viewer, draft).fingerprint
                    apply_draft(draft=draft, by=chair, at=viewer.at, seen=seen)
                page = reverse("reviews:run", args=[conference.slug, draft.key])
                self.stdout.write(
                    f"{draft.name}, {draft.get_state_display().lower()}: {settings.SITE_URL}{page}"
                )


def _read(file: Path) -> FileContent:
    try:
        return read_assignments(file_text(content_of(file)))
    except BadAssignmentFile as bad:
        raise CommandError(str(bad)) from bad


def _report(viewer: Viewer, listed: FileContent, role: Role) -> str:
    """What the file comes to, and each line that is left out."""
    found = understand(viewer=viewer, listed=listed, role=role)
    left_out = counted(len(found.problems), "line")
    figures = (
        f"{found.add} to add, {found.off} to take off, {found.known} there already, {left_out} left out."
    )
    return "\n".join([f"Read as {listed.form}. {figures}.", *found.problems])
