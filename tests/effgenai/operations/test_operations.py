"""What an administrator and a watcher see of an installation, and who else sees nothing."""

import datetime as dt
import json
import re
import time
import tomllib
from pathlib import Path

import pytest
from celery import current_app, shared_task
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from effgenai import VERSION
from effgenai.conferences.core.states import Role
from effgenai.mail.delivery.sending import deliver_due_mail
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState, ListedFor
from effgenai.observing.tasks import QUEUED_AT
from effgenai.operations import services
from effgenai.operations.models import FailedTask
from effgenai.operations.queue import look_at_queue
from effgenai.storage.models import FileFinding, LastUpkeep, Upkeep
from effgenai.storage.saving import FileProblem
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
PAGES = ("operations:status", "operations:mails", "operations:tasks")
ROOT = Path(__file__).parents[3]
TOKEN = "a-token-of-the-watcher"


@shared_task(name="tests.break_down")
def break_down(title):
    """A task that fails on what somebody typed."""
    raise ValueError(f"no place for '{title}' by ada@lovelace.example")


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(client):
    return sign_in(client, make_user("Site Admin", is_staff=True))


@pytest.fixture
def broker():
    """The real broker, with an empty queue."""
    queue = current_app.conf.task_default_queue
    with Redis.from_url(django_settings.CELERY_BROKER_URL) as connection:
        connection.delete(queue, "unacked")
        yield lambda **headers: connection.lpush(queue, json.dumps({"headers": headers}))
        connection.delete(queue)


@pytest.mark.parametrize("name", PAGES)
def test_for_everybody_but_site_administrators_there_is_no_such_page(client, name):
    assert client.get(reverse(name)).status_code == 302
    chair = make_member(make_conference(), Role.CHAIR)
    assert sign_in(client, chair).get(reverse(name)).status_code == 404


def test_the_status_page_tells_what_runs_and_how_it_is(admin, broker):
    services.note_beat(at=timezone.now())
    broker(**{QUEUED_AT: time.time() - 7300})
    page = on_one_line(admin.get(reverse("operations:status")).content)
    for part in (
        f">{VERSION}<",
        "PostgreSQL",
        "Valkey ",
        "all applied",
        "GB free",
        "1 waiting, the oldest for 2 hours",
    ):
        assert part in page
    assert re.search(r"ran \d+ seconds ago", page)


def test_a_clock_that_stands_still_is_seen(admin, broker):
    services.note_beat(at=timezone.now() - dt.timedelta(hours=3))
    assert "ran 3 hours ago" in admin.get(reverse("operations:status")).content.decode()


def test_a_broker_that_does_not_answer_is_said_and_breaks_nothing(admin, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert look_at_queue(now=0) is None
    assert "the broker does not answer" in admin.get(reverse("operations:status")).content.decode()


def test_backup_and_damaged_files_are_told(admin):
    page = admin.get(reverse("operations:status")).content.decode()
    assert "none yet" in page
    assert "not checked yet" in page
    LastUpkeep.objects.create(what=Upkeep.BACKUP, at=timezone.now() - dt.timedelta(hours=5), files=3)
    LastUpkeep.objects.create(what=Upkeep.CHECK, at=timezone.now() - dt.timedelta(hours=2), files=3)
    FileFinding.objects.create(
        path="ab/cd", kind="manuscript", conference="effgenai", problem=FileProblem.values[0], found_at=NOW
    )
    page = admin.get(reverse("operations:status")).content.decode()
    assert "5 hours ago" in page
    assert "1 of 3 damaged, checked 2 hours ago" in page
    assert "ab/cd" in page


def test_the_version_is_that_of_the_project():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


def test_a_failed_mail_of_an_account_is_listed_without_its_secrets(admin, client, mail_catcher):
    mail_catcher.answers["typo@gone.example"] = "550 5.1.1 No such user"
    client.post(
        reverse("account_signup"),
        {"name": "Zoë", "email": "typo@gone.example", "password1": "quite-a-long-password"},
    )
    sign_in(client, make_user(is_staff=True))
    client.post(reverse("account_reset_password"), {"email": "typo@gone.example"})
    mail = OutboundEmail.objects.filter(kind__startswith="account.").first()
    secret = re.search(r"http://\S+", mail.body)
    OutboundEmail.objects.update(created_at=timezone.now())
    deliver_due_mail(at=mail.due_at)
    page = client.get(reverse("operations:mails")).content.decode()
    assert "typo@gone.example" in page
    assert mail.kind in page
    assert "550 5.1.1 No such user" in page
    assert secret is None or secret[0] not in page
    assert reverse("operations:mails") in client.get(reverse("operations:status")).content.decode()


def test_mails_whose_receivers_are_a_secret_are_counted_and_not_listed(admin):
    conference = make_conference(short_name="Leak")
    for number in range(2):
        OutboundEmail.objects.create(
            conference=conference, kind="submission.reminder", dedupe_key=f"d{number}",
            message_id=f"<{number}@x>",
            to_address=f"writer{number}@draft.example", subject="Draft", body="x", is_secret=True,
            listed_for=ListedFor.NOBODY, state=EmailState.FAILED, created_at=timezone.now(), due_at=NOW,
            last_error=f"550 <writer{number}@draft.example> unknown",
        )  # fmt: skip
    page = admin.get(reverse("operations:mails")).content.decode()
    assert "submission.reminder" in page
    assert "draft.example" not in page
    assert re.search(r'class="num">2</td>', page)


def test_a_task_that_fails_leaves_a_line_without_what_people_typed(admin):
    break_down.apply(args=["My secret paper"], task_id="0123456789ab")
    (line,) = FailedTask.objects.all()
    assert (line.task, line.error, line.request_id) == ("tests.break_down", "ValueError", "0123456789ab")
    assert line.message.startswith("no place for")
    page = admin.get(reverse("operations:tasks")).content.decode()
    assert "tests.break_down" in page
    for typed in ("My secret paper", "ada@lovelace"):
        assert typed not in line.message
        assert typed not in page


def test_failures_are_forgotten_after_a_month():
    for days in (1, 40):
        services.note_failure(task="x", error=OSError(), request_id="", at=NOW - dt.timedelta(days=days))
    assert services.clear_failures(at=NOW) == 1
    assert FailedTask.objects.count() == 1


def metrics(client, token=TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


@pytest.mark.parametrize("token", ["", "wrong", "ä"])
def test_the_figures_are_closed_without_the_token(client, settings, token):
    assert metrics(client, token).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert metrics(client, token).status_code == 404
    assert client.get("/metrics").status_code == 404


def test_the_figures_tell_of_requests_queue_mails_and_tasks(client, settings, broker):
    settings.METRICS_TOKEN = TOKEN
    make_conference("leak")
    for path in ("/leak/invitations/qwertzuiopasdfghjklyxcvbnmqwertz/", "/robots.txt", "/nowhere/at/all"):
        client.get(path)
    client.generic("BREW", "/robots.txt")
    broker(**{QUEUED_AT: time.time() - 100})
    services.note_failure(task="x.y", error=OSError(), request_id="", at=NOW)
    answer = metrics(client)
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    for line in (
        'effgenai_requests_total{method="GET",route="site:robots",status="200"}',
        'effgenai_requests_total{method="other",route="site:robots",status="405"}',
        'effgenai_request_seconds_bucket{le="0.5",route="reviews:invitation"}',
        'effgenai_requests_total{method="GET",route="none",status="404"}',
        "effgenai_queue_length 1.0",
        'effgenai_mails{state="failed"} 0.0',
        'effgenai_failed_tasks{task="x.y"} 1.0',
        "effgenai_broker_up 1.0",
    ):
        assert line in text
    assert re.search(r"effgenai_queue_age_seconds 1\d\d\.", text)
    assert "qwertz" not in text
    assert "/leak" not in text
