from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.text import slugify

from effgenai.conferences.core.models import Conference
from effgenai.conferences.site.importing import UnreadablePage, read_page
from effgenai.conferences.site.services.pages import import_page

MARKDOWN = {".md", ".markdown", ".mkd", ".mkdn"}


class Command(BaseCommand):
    help = "Make a safe page of a Jekyll page, HTML or Markdown. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--conference", required=True, metavar="SLUG")
        parser.add_argument("--slug", default="", help="its address; made from the file's name if not given")
        parser.add_argument(
            "--title", default="", help="instead of the front matter's or the first heading's"
        )
        parser.add_argument("--publish", action="store_true", help="let everyone read it at once")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        conference = Conference.objects.filter(slug=options["conference"]).first()
        if conference is None:
            raise CommandError(f"There is no conference at “{options['conference']}”.")
        slug = options["slug"] or slugify(file.stem)
        try:
            imported = read_page(
                self._read(file), title=options["title"], is_markdown=self._is_markdown(file)
            )
            page, changed = import_page(
                conference=conference,
                slug=slug,
                imported=imported,
                publish=options["publish"],
                by=None,
                at=timezone.now(),
            )
        except UnreadablePage as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {' '.join(error.messages)}") from error
        state = "published" if page.is_published else "a draft"
        outcome = "stands" if changed else "has not changed; it stands"
        self.stdout.write(f"“{page.title}” {outcome} at /{conference.slug}/{page.slug}/, {state}.")

    @staticmethod
    def _read(file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error

    @staticmethod
    def _is_markdown(file: Path) -> bool | None:
        """A file's name tells Markdown; for other names its content decides."""
        return True if file.suffix.lower() in MARKDOWN else None
