"""The button with a real worker, and one that is killed while it writes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from effgenai.archive import services
from effgenai.archive.models import SiteExport
from effgenai.archive.states import ExportState
from effgenai.archive.tasks import write_export
from effgenai.conferences.core.states import Role
from effgenai.conferences.site.models import Page
from tests.plugins.mail import wait_until
from tests.support.factories import NOW, make_conference, make_member

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def state() -> str:
    return SiteExport.objects.get().state


def test_the_button_is_answered_by_the_worker(celery_worker_process, client):
    conference = make_conference("forever")
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("archive:desk", args=["forever"]))
    wait_until(lambda: state() == ExportState.DONE, say=celery_worker_process.output)
    export = SiteExport.objects.get()
    assert export.problems == []
    answer = client.get(reverse("archive:download", args=["forever", export.key]))
    assert len(b"".join(answer)) > 1000


def test_a_killed_worker_costs_time_and_nothing_else(celery_worker_process, monkeypatch):
    conference = make_conference("forever")
    page = {"title": "P", "body": "$x$ " * 500, "is_published": True, "updated_at": NOW}
    Page.objects.bulk_create(Page(conference=conference, slug=f"p{number}", **page) for number in range(80))
    services.ask_for_export(conference=conference, by=make_member(conference, Role.CHAIR), at=timezone.now())
    wait_until(lambda: SiteExport.objects.filter(done__gt=0).exists(), say=celery_worker_process.output)
    celery_worker_process.kill()
    assert state() == ExportState.RUNNING
    SiteExport.objects.update(leased_until=timezone.now())
    celery_worker_process.start()
    write_export.delay(SiteExport.objects.get().pk)
    wait_until(lambda: state() == ExportState.DONE, time_limit=60, say=celery_worker_process.output)
    export = SiteExport.objects.get()
    assert export.attempts == 2
    assert export.pages >= 80
