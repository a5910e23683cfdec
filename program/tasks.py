"""Work of the programme that a worker does: ids in, a service called."""

from __future__ import annotations

import os
from typing import Any

from billiard import current_process
from celery import shared_task
from django.utils import timezone

from program.proposals.services import computing, making
from program.stars.services import clear_unused


@shared_task(bind=True)
def make_plan(self: Any, key: str, *, takes_over: bool = False) -> None:
    """Make a plan of the programme. A delivery that comes again follows a worker that has ended."""
    info = self.request.delivery_info or {}
    again = takes_over or bool(info.get("redelivered"))
    # A process that its worker replaces may end in the middle of whatever is computed; the worker may not.
    end = (lambda: os._exit(0)) if current_process().name != "MainProcess" else None
    computing.work_on_proposal(
        key=key, at=timezone.now(), takes_over=again, clock=timezone.now, end_process=end
    )


@shared_task
def resume_plans() -> None:
    """Ask again for plans that nobody began, because the broker was down, or whose worker died."""
    making.resume_lost_proposals(at=timezone.now())


@shared_task
def clear_unused_stars() -> int:
    """Delete what visitors starred who have not come back for long."""
    return clear_unused(timezone.now())
