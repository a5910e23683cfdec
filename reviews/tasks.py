"""Work of the reviews app that a worker does: ids in, a service called."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.conferences.errors import Refused
from effgenai.conferences.models import Conference
from reviews.models import AssignmentRun
from reviews.progress import note_progress
from reviews.services import proposals, reminders


@shared_task
def propose_assignment(conference: int, by: int, key: str) -> None:
    """Make the proposal `key` for a chair. A second delivery of the same task finds it made."""
    if AssignmentRun.objects.filter(key=key).exists():
        return
    try:
        proposals.propose_assignment(
            conference=Conference.objects.get(pk=conference),
            by=User.objects.get(pk=by),
            at=timezone.now(),
            key=key,
        )
    except Refused as refusal:
        note_progress(key, by=by, words=str(refusal))
    except Exception:
        note_progress(key, by=by, words="Something went wrong while it was made. Please try again.")
        raise


@shared_task
def remind_reviewers() -> None:
    """Send the reminders of reviews that are due now."""
    reminders.remind_reviewers(at=timezone.now())
