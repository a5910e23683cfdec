from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from effgenai.archive.models import SiteExport
from effgenai.archive.work import copies, runs
from effgenai.resilience.nudges import nudge


@shared_task
def write_export(pk: int) -> None:
    """Write a site that a chair asked for."""
    runs.run_export(pk=pk, clock=timezone.now)


@shared_task
def resume_exports() -> None:
    """Write those that nobody began, because the broker was down, or whose worker died."""
    for pk in SiteExport.objects.due(timezone.now()).values_list("pk", flat=True):
        nudge(write_export, pk)


# The name on the queue stays, as workers of two releases run side by side during an upgrade.
@shared_task(name="effgenai.archive.tasks.keep_copies")
def renew_copies() -> None:
    """Renew the copies that are served while the site is down."""
    copies.renew_copies(at=timezone.now())
