from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from demo.services import load_demo
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.site.importing.front_matter import UnreadablePage
from effgenai.conferences.site.importing.pages import is_named_markdown
from effgenai.ui.text.reading.decoding import BadTable, decode


class Command(BaseCommand):
    help = "Load the example workshop, unless there is already a conference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--home-page", type=Path, help="a page (Jekyll, Markdown, HTML) to be its home page"
        )

    def handle(self, *args: Any, home_page: Path | None, **options: Any) -> None:
        if Conference.objects.exists():
            self.stdout.write(
                "There is already a conference; the demo is loaded only into an empty installation."
            )
            return
        try:
            text = decode(home_page.read_bytes()).text if home_page else ""
            is_markdown = is_named_markdown(home_page.name) if home_page else None
            conference = load_demo(at=timezone.now(), home_page=text, is_markdown=is_markdown)
        except (OSError, BadTable, UnreadablePage, Refused) as error:
            raise CommandError(f"{home_page} cannot be the home page: {error}") from error
        self.stdout.write(f"Loaded {conference} with {conference.submissions.count()} papers.")
