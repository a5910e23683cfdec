from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.services import load_demo
from effgenai.conferences.core.models import Conference


class Command(BaseCommand):
    help = "Load the example workshop, unless there is already a conference."

    def handle(self, *args: Any, **options: Any) -> None:
        if Conference.objects.exists():
            self.stdout.write(
                "There is already a conference; the demo is loaded only into an empty installation."
            )
            return
        conference = load_demo(at=timezone.now())
        self.stdout.write(f"Loaded {conference} with {conference.submissions.count()} papers.")
