from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.services.members import remove_member
from effgenai.conferences.core.states import Role


class Command(BaseCommand):
    help = "Take a role from somebody, also that of a chair who cannot be reached. All chairs are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--conference", required=True, metavar="SLUG")
        parser.add_argument(
            "--person", required=True, metavar="ADDRESS", help="the address they sign in with"
        )
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])

    def handle(self, *args: Any, conference: str, person: str, role: str, **options: Any) -> None:
        found = Membership.objects.filter(
            conference__slug=conference, user__email__iexact=person, role=role
        ).first()
        if found is None:
            raise CommandError(f"{person} is no {Role(role).label.lower()} of “{conference}”.")
        try:
            remove_member(membership=found, by=None, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person} is no {Role(role).label.lower()} of “{conference}” any more.")
