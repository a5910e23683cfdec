from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from effgenai.conferences.core.models import Conference
from program.queries.schedule import public_schedule


def public_addresses(conference: Conference) -> list[str]:
    """The address of every public page and file of the programme; before a release there are no sessions."""
    schedule = public_schedule(conference, timezone.now())
    sessions = [("session", [session.key]) for session in schedule.sessions] if schedule else []
    parts: list[tuple[str, list[str]]] = [("schedule", []), ("calendar", []), ("grid", []), *sessions]
    return [reverse(f"program:{name}", args=[conference.slug, *rest]) for name, rest in parts]
