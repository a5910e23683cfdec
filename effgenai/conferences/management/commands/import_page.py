from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.site.importing.front_matter import UnreadablePage
from effgenai.conferences.site.importing.home import read_home_page
from effgenai.conferences.site.importing.pages import is_named_markdown, read_page
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.queries.home import live_home
from effgenai.conferences.site.services.imports import Import, ImportOutcome, import_home, import_page
from effgenai.ui.text.reading.decoding import BadTable, decode


class Command(BaseCommand):
    help = (
        "Make a safe page of a Jekyll page, HTML or Markdown, and say what it loses. A page that is there "
        "already stays: the file becomes its draft. The same file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--conference", required=True, metavar="SLUG")
        parser.add_argument("--slug", default="", help="its address; made from the file's name if not given")
        parser.add_argument(
            "--title", default="", help="instead of the front matter's or the first heading's"
        )
        parser.add_argument(
            "--as-home",
            action="store_true",
            help="make the draft of the home page of it, with its title, questions and topics",
        )
        parser.add_argument("--publish", action="store_true", help="let everyone read a new page at once")
        parser.add_argument(
            "--replace", action="store_true", help="overwrite the page that is there, and its draft"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        conference = Conference.objects.filter(slug=options["conference"]).first()
        if conference is None:
            raise CommandError(f"There is no conference at “{options['conference']}”.")
        doing = Import(
            by=None,
            at=timezone.now(),
            publish=options["publish"],
            replace=options["replace"],
            replace_draft=options["replace"],
        )
        try:
            text = decode(file.read_bytes()).text
            make = self._import_home if options["as_home"] else self._import_page
            make(conference, file, text, options, doing)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except (UnreadablePage, BadTable, Refused) as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {' '.join(error.messages)}") from error

    def _import_page(
        self, conference: Conference, file: Path, text: str, options: dict[str, Any], doing: Import
    ) -> None:
        imported = read_page(text, title=options["title"], is_markdown=is_named_markdown(file.name))
        slug = options["slug"] or slugify(file.stem)
        page, outcome = import_page(conference=conference, slug=slug, imported=imported, doing=doing)
        self.stdout.write(_said(conference, page, outcome))
        self._tell(imported.left_out)

    def _import_home(
        self, conference: Conference, file: Path, text: str, options: dict[str, Any], doing: Import
    ) -> None:
        imported = read_home_page(
            text,
            present=live_home(conference),
            title=options["title"],
            is_markdown=is_named_markdown(file.name),
        )
        outcome = import_home(conference=conference, imported=imported, doing=doing)
        self.stdout.write(_said_of_home(conference, outcome))
        self._tell(imported.left_out)

    def _tell(self, left_out: tuple[str, ...]) -> None:
        if left_out:
            self.stdout.write("Left out:")
        for words in left_out:
            self.stdout.write(f"  {words}")


def _said_of_home(conference: Conference, outcome: ImportOutcome) -> str:
    editor = reverse("conferences:home_editor", args=[conference.slug])
    if outcome is ImportOutcome.DRAFT:
        preview = reverse("conferences:preview_home", args=[conference.slug])
        return f"The file is now the draft of the home page: see it at {preview}, publish it at {editor}."
    if outcome is ImportOutcome.PAGE:
        return f"The home page at /{conference.slug}/ is published as the file has it."
    return f"Nothing has changed; the home page is edited at {editor}."


def _said(conference: Conference, page: Page, outcome: ImportOutcome) -> str:
    address = f"/{conference.slug}/{page.slug}/"
    if outcome is ImportOutcome.DRAFT:
        return (
            f"The file is now the draft of “{page.title}”, which stands at {address} as it was. See, change "
            "and publish the draft under Site → Pages, or use --replace."
        )
    state = "published" if page.is_published else "a draft"
    words = "stands" if outcome is ImportOutcome.PAGE else "has not changed; it stands"
    return f"“{page.title}” {words} at {address}, {state}."
