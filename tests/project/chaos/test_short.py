"""The short form of `make chaos`: a few seconds of real kills under load, with nothing lost in the end."""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import threading
from functools import partial
from urllib.parse import quote, urlsplit

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.chaos import ROOT, Storm, is_quiet, losses, make_world
from bench.chaos_client import Client
from effgenai.embedded import folders
from effgenai.embedded.servers.running import Running
from effgenai.embedded.servers.valkey import free_port, valkey
from effgenai.embedded.supervisor import Supervisor
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from effgenai.resilience.leases import SILENCE
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.states import DraftState
from tests.plugins.mail import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
SECONDS, PAUSE, MAX_STEPS = 13, 2.0, 600


@pytest.fixture
def env(transactional_db, mail_catcher):
    """The environment of processes on this test's database and mail server."""
    name = quote(settings.DATABASES["default"]["NAME"])
    database_url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    more = {"DATABASE_URL": database_url, "EMAIL_URL": mail_catcher.smtp_url, "DEBUG": "1"}
    return {**os.environ, **more, "DATABASE_CONN_MAX_AGE": "60", "ALLOWED_HOSTS": "127.0.0.1"}


@pytest.fixture
def supervisor(env, tmp_path):
    """Web, worker and Valkey of this test, kept up as `make draft` keeps them up."""
    running: list[Running] = []
    with valkey(folders.data_folder(tmp_path), running=running) as url:
        found = Supervisor(tmp_path, env={**env, "REDIS_URL": url}, cwd=ROOT)
        found.watch_over(running[0])
        yield found
        found.stop_all()


def start(supervisor: Supervisor) -> int:
    port, python = free_port(), [sys.executable, "-m"]
    web = ["gunicorn", "effgenai.wsgi", f"--bind=127.0.0.1:{port}", "--threads=4", "--no-control-socket"]
    worker = ["celery", "-A", "effgenai", "worker", "-c1", "--without-gossip", "--without-mingle"]
    supervisor.start("web", [*python, *web])
    supervisor.start("worker", [*python, *worker])
    return port


def cut_connections() -> None:
    """What a crash of PostgreSQL is to everybody else; the server itself serves other tests as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def next_round(broker: Celery) -> None:
    """What beat does each minute, and the minutes until leases are over."""
    long_ago = timezone.now() - 2 * SILENCE
    OutboundEmail.objects.filter(state=EmailState.SENDING).update(leased_until=long_ago)
    AssignmentDraft.objects.filter(state=DraftState.RUNNING).update(seen_at=long_ago)
    AssignmentDraft.objects.filter(state=DraftState.WAITING).update(
        created_at=long_ago - dt.timedelta(hours=1)
    )
    for name in ("effgenai.mail.tasks.deliver_due_mail", "reviews.tasks.resume_drafts"):
        broker.send_task(name)


def test_real_kills_under_load_lose_nothing_that_was_answered(supervisor, mail_catcher):
    email = make_world(Client.PASSWORD)
    client = Client(start(supervisor), email)
    storm = Storm(supervisor, client, {}, random.Random(8))
    storm.victims = {name: partial(storm.kill, name) for name in ("web", "worker", "valkey")}
    storm.victims |= {"postgres": cut_connections, "frozen": partial(storm.freeze, "valkey")}
    wait_until(client.is_up, time_limit=60)
    done = storm.rage(seconds=SECONDS, pause=PAUSE, most=MAX_STEPS)
    assert set(storm.hurts) == set(storm.victims)
    assert storm.settle(lambda: True, seconds=40)  # the site answers again
    client.work(done, threading.Event(), 4)  # all kinds of work, now that nothing breaks
    with Celery("rounds", broker=supervisor.env["REDIS_URL"], set_as_current=False) as broker:
        for _ in range(8):
            next_round(broker)
            if storm.settle(is_quiet, seconds=6):
                break
    assert losses(done, mail_catcher.mails(), storm.hurts) == []
    assert is_quiet()
    assert min(len(done.saves), len(done.uploads), len(done.mails), done.drafts) > 0
