from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference
from effgenai.conferences.states import Role
from reviews.services.proposals import propose_assignment


class Command(BaseCommand):
    help = "Propose an assignment for a chair of a conference. Nothing is assigned before they apply it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--conference", required=True, metavar="SLUG")
        parser.add_argument("--chair", metavar="ADDRESS", help="whose proposal it is; else the first chair's")

    def handle(self, *args: Any, **options: Any) -> None:
        conference = Conference.objects.filter(slug=options["conference"]).first()
        if conference is None:
            raise CommandError(f"There is no conference “{options['conference']}”.")
        chair = _chair(conference, options["chair"])
        try:
            run = propose_assignment(conference=conference, by=chair, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        page = reverse("reviews:run", args=[conference.slug, run.key])
        self.stdout.write(
            f"Total fit {run.total:.3f}, at most {run.bound:.3f}, solved in {run.seconds:.2f} s."
        )
        for note in run.notes:
            self.stdout.write(note)
        self.stdout.write(f"For {chair}: {settings.SITE_URL}{page}")


def _chair(conference: Conference, address: str | None) -> User:
    chairs = User.objects.filter(memberships__conference=conference, memberships__role=Role.CHAIR)
    if address:
        chairs = chairs.filter(email=address.lower())
    chair = chairs.order_by("memberships__since", "pk").first()
    if chair is None:
        raise CommandError("No such chair." if address else "The conference has no chair.")
    return chair
