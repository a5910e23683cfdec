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


@shared_task
def keep_copies() -> None:
    """Renew the copies that are served while the site is down."""
    copies.keep_copies(at=timezone.now())
