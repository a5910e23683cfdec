from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from effgenai.accounts.queries import person_with
from effgenai.accounts.services import create_person
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.services.conference import create_conference


class Command(BaseCommand):
    help = "Create a draft conference with its first chair."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--slug", required=True, help="first part of its addresses, such as effgenai-2027"
        )
        parser.add_argument("--title", required=True)
        parser.add_argument("--short-name", default="", help="for headers and mails; the title if not given")
        parser.add_argument("--chair", required=True, metavar="ADDRESS", help="verified address of the chair")

    @transaction.atomic
    def handle(self, *args: Any, slug: str, title: str, short_name: str, chair: str, **options: Any) -> None:
        values = {"slug": slug, "title": title, "short_name": short_name or title[:40]}
        self._check(values)
        at = timezone.now()
        person = person_with(chair)
        if person is None:
            person = create_person(email=chair, at=at)
            self.stdout.write(f"{chair} has an account now; “forgotten password” sets its password.")
        try:
            conference = create_conference(**values, chair=person, by=None, at=at)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"“{conference.title}” stands at /{conference.slug}/, a draft that its chair sees.")

    @staticmethod
    def _check(values: dict[str, str]) -> None:
        fields = {field.name for field in Conference._meta.fields}  # noqa: SLF001 - Django's documented API
        try:
            Conference(**values).full_clean(exclude=fields - values.keys(), validate_constraints=False)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
