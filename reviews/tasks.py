"""Work of the reviews app that a worker does: ids in, a service called."""

from __future__ import annotations

import os
from typing import Any

from billiard import current_process
from celery import shared_task
from django.utils import timezone

from reviews.assignment_drafts.services import computing as work
from reviews.assignment_drafts.services import making
from reviews.committee.services import duplicates
from reviews.decisions.services import scheduling
from reviews.expertise.fit import texts_in_use
from reviews.expertise.vectors import read_new
from reviews.reviewing.services import reminders


@shared_task(bind=True)
def make_draft(self: Any, key: str, *, takes_over: bool = False) -> None:
    """Make a draft of the assignment. A delivery that comes again follows a worker that has ended."""
    info = self.request.delivery_info or {}
    again = takes_over or bool(info.get("redelivered"))
    end = _end_this_process if _is_one_of_several() else None
    work.work_on_draft(key=key, at=timezone.now(), takes_over=again, clock=timezone.now, end_process=end)


def _is_one_of_several() -> bool:
    """Whether this is a process that its worker replaces, not the worker itself."""
    return bool(current_process().name != "MainProcess")


def _end_this_process() -> None:
    """End at once, in the middle of whatever is computed; the worker starts another process."""
    os._exit(0)


@shared_task
def resume_drafts() -> None:
    """Ask again for drafts that nobody began, because the broker was down, or whose worker died."""
    making.resume_lost_drafts(at=timezone.now())


# Asked for by its feature, which lies below this module; listed here so that workers know it.
count_duplicate_accounts = duplicates.count_duplicate_accounts


@shared_task
def remind_reviewers() -> None:
    """Send the reminders of reviews that are due now."""
    reminders.remind_reviewers(at=timezone.now())


@shared_task
def release_what_is_due() -> None:
    """Release what chairs scheduled for a time that has come."""
    scheduling.release_what_is_due(at=timezone.now())


@shared_task
def read_texts() -> None:
    """Let the language model, if there is one, read papers ahead of the pages that compare them."""
    read_new(texts_in_use())
