from contextlib import closing

import psutil
import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from effgenai.conferences.core.states import Role
from effgenai.operations.models import FailedTask
from effgenai.resilience.leases import SILENCE
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.states import DraftState
from reviews.expertise.models import Reviewer
from reviews.tasks import resume_drafts
from tests.plugins.mail import wait_until
from tests.support.factories import NOW, make_conference, make_member, make_submission

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_a_real_worker_makes_a_draft(client, celery_worker_process):
    conference = make_conference("effgenai", reviews_per_paper=1)
    chair = make_member(conference, Role.CHAIR)
    person = make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
    make_submission(conference)
    client.force_login(chair)
    progress = client.post(reverse("reviews:propose", args=[conference.slug])).url
    wait_until(lambda: client.get(progress).status_code == 302, say=celery_worker_process.output)
    assert "Proven optimal" in client.get(progress, follow=True).content.decode()
    assert AssignmentDraft.objects.get().created_by == chair
    assert not Assignment.objects.exists()


def test_cancelling_a_draft_ends_the_process_that_computes_it(client, idle_worker):
    conference = make_conference("effgenai", reviews_per_paper=1)
    chair, person = make_member(conference, Role.CHAIR), make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
    make_submission(conference)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("reviews:propose", args=[conference.slug]))
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        other.cursor().execute("LOCK TABLE reviews_bid")  # the worker waits and hears nothing, like an engine
        idle_worker.start()
        wait_until(lambda: AssignmentDraft.objects.get().step.startswith("Comparing"), say=idle_worker.output)
        (before,) = psutil.Process(idle_worker.process.pid).children()
        client.post(reverse("reviews:cancel_run", args=[conference.slug, AssignmentDraft.objects.get().key]))
        wait_until(lambda: not before.is_running(), say=idle_worker.output)
        other.rollback()
    client.post(reverse("reviews:propose", args=[conference.slug]))  # the worker goes on with what comes next
    wait_until(
        lambda: AssignmentDraft.objects.filter(state=DraftState.PROPOSED).exists(), say=idle_worker.output
    )
    assert AssignmentDraft.objects.filter(state=DraftState.CANCELLED).count() == 1
    assert not FailedTask.objects.exists()


def test_a_draft_whose_worker_is_killed_half_way_is_made_by_the_next_one(client, idle_worker):
    conference = make_conference("effgenai", reviews_per_paper=1)
    chair, person = make_member(conference, Role.CHAIR), make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
    make_submission(conference)
    client.force_login(chair, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("reviews:propose", args=[conference.slug]))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reviews_bid")  # the worker wants to read it, and waits
        idle_worker.start()
        wait_until(lambda: AssignmentDraft.objects.get().step.startswith("Comparing"), say=idle_worker.output)
        idle_worker.kill()
    (draft,) = AssignmentDraft.objects.all()
    assert draft.state == DraftState.RUNNING
    draft.seen_at = timezone.now() - 2 * SILENCE
    draft.save()
    idle_worker.start()
    resume_drafts.delay()  # as beat does every minute
    wait_until(lambda: AssignmentDraft.objects.get().state == DraftState.PROPOSED, say=idle_worker.output)
    assert AssignmentDraft.objects.get().pairs.count() == 1
