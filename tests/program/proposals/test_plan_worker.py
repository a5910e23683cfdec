"""Plans made by a real worker: it ends what is cancelled, and another one follows one that died."""

from __future__ import annotations

from contextlib import closing

import psutil
import pytest
from django.db import connection
from django.utils import timezone

from effgenai.operations.models import FailedTask
from effgenai.resilience.leases import SILENCE
from program.proposals.models import ProgramProposal
from program.proposals.states import ProposalState
from program.tasks import resume_plans
from tests.plugins.mail import wait_until
from tests.program.proposals.conftest import make_paper
from tests.program.proposals.test_planner import form_of, where

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
READING = "Reading the draft"


def is_proposed() -> bool:
    return ProgramProposal.objects.filter(state=ProposalState.PROPOSED).exists()


def is_reading() -> bool:
    return ProgramProposal.objects.filter(step__startswith=READING).exists()


def test_a_real_worker_makes_a_plan(chair_client, conference, sessions, url, celery_worker_process) -> None:
    make_paper(conference, "Whales")
    progress = chair_client.post(url("planner"), form_of(sessions)).url
    wait_until(lambda: chair_client.get(progress).status_code == 302, say=celery_worker_process.output)
    assert "papers placed" in chair_client.get(progress, follow=True).content.decode().replace(
        "paper placed", "papers placed"
    )
    assert not where(conference)


def test_cancelling_a_plan_ends_the_process_that_computes_it(
    chair_client, conference, sessions, url, idle_worker
) -> None:
    make_paper(conference, "Whales")
    chair_client.post(url("planner"), form_of(sessions))
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        other.cursor().execute("LOCK TABLE program_unavailability")  # the worker waits and hears nothing
        idle_worker.start()
        wait_until(is_reading, say=idle_worker.output)
        (before,) = psutil.Process(idle_worker.process.pid).children()
        chair_client.post(url("cancel_plan", ProgramProposal.objects.get().key))
        wait_until(lambda: not before.is_running(), say=idle_worker.output)
        other.rollback()
    chair_client.post(url("planner"), form_of(sessions))  # the worker goes on with what comes next
    wait_until(is_proposed, say=idle_worker.output)
    assert ProgramProposal.objects.filter(state=ProposalState.CANCELLED).count() == 1
    assert not FailedTask.objects.exists()


def test_a_plan_whose_worker_is_killed_is_made_by_the_next_one(
    chair_client, conference, sessions, url, idle_worker
) -> None:
    make_paper(conference, "Whales")
    chair_client.post(url("planner"), form_of(sessions))
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        other.cursor().execute("LOCK TABLE program_unavailability")
        idle_worker.start()
        wait_until(is_reading, say=idle_worker.output)
        idle_worker.kill()
        other.rollback()
    ProgramProposal.objects.update(seen_at=timezone.now() - 2 * SILENCE)
    idle_worker.start()
    resume_plans.delay()  # as beat does every minute
    wait_until(is_proposed, say=idle_worker.output)
