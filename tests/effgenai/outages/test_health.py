"""/healthz and /readyz tell the truth, and tell it in time."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.utils import timezone

from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from effgenai.operations.health import checks, views

pytestmark = pytest.mark.django_db(transaction=True)
PARTS = {"database", "migrations", "queue", "cache", "broker", "disk"}


@pytest.fixture(autouse=True)
def _looked_at_anew(monkeypatch):
    monkeypatch.setattr(views, "readiness", checks.Readiness())


@pytest.fixture
def ready(client):
    def ask():
        views.readiness = checks.Readiness()
        answer = client.get("/readyz")
        parts = answer.json()["parts"]
        assert parts.keys() == PARTS
        assert answer["Cache-Control"].startswith("max-age=0")
        assert (answer.status_code == 200) is answer.json()["ready"] is (set(parts.values()) == {"ok"})
        return {name: word for name, word in parts.items() if word != "ok"}

    return ask


def test_the_process_is_alive_whatever_else_is_not(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_all_is_well(ready):
    assert ready() == {}


@pytest.mark.parametrize("fault", ["hangs", "is_full", "is_read_only", "is_down"])
def test_a_valkey_that_is_of_no_use_is_named(ready, own_valkey, settings, fault):
    settings.CELERY_BROKER_URL = own_valkey.url
    assert ready() == {}
    getattr(own_valkey, fault)()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": own_valkey.url}}
    settings.CELERY_BROKER_URL = own_valkey.url
    assert ready() == {"cache": "down", "broker": "down"}


def test_a_database_that_is_gone_is_named(ready, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    assert ready() == {"database": "down", "migrations": "unknown", "queue": "unknown"}


def test_a_missing_migration_is_named(ready, monkeypatch):
    monkeypatch.setattr(checks, "_known_migrations", lambda: frozenset({("mail", "9999_tomorrow")}))
    assert ready() == {"migrations": "missing"}


def test_mail_that_nobody_takes_up_is_named_without_a_word_about_it(ready, client, settings):
    now = timezone.now()
    mail = OutboundEmail(
        kind="secret.kind",
        dedupe_key="a",
        message_id="<a@b>",
        to_address="ada@example.org",
        subject="Secret",
        body="b",
        state=EmailState.QUEUED,
        created_at=now,
        due_at=now - dt.timedelta(minutes=settings.READY_QUEUE_MINUTES - 1),
    )
    mail.save()
    assert ready() == {}
    mail.due_at -= dt.timedelta(minutes=2)
    mail.save()
    assert ready() == {"queue": "behind"}
    assert json.loads(client.get("/readyz").content)["parts"]["queue"] == "behind"


def test_a_disk_without_room_is_named(ready, settings):
    settings.READY_FREE_MB = 10**9
    assert ready() == {"disk": "full"}


def test_many_who_ask_cost_one_look(monkeypatch):
    looks, now = [], [0.0]

    def look(at):
        looks.append(at)
        return {"database": "ok"}

    monkeypatch.setattr(checks, "look", look)
    readiness = checks.Readiness(clock=lambda: now[0])
    for _ in range(50):
        assert readiness.parts(timezone.now()) == {"database": "ok"}
    assert len(looks) == 1
    now[0] += checks.CACHED_SECONDS
    readiness.parts(timezone.now())
    assert len(looks) == 2
