import pytest
from django.urls import reverse

from effgenai.conferences.states import Role
from reviews.models import Assignment, AssignmentRun, Reviewer
from tests.factories import NOW, make_conference, make_member, make_submission
from tests.plugins.mail import wait_until

pytestmark = pytest.mark.worker


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
    assert AssignmentRun.objects.get().created_by == chair
    assert not Assignment.objects.exists()
