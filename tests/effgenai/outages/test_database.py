"""PostgreSQL away, frozen, read-only, slow or locked: pages answer 503 and give back what was typed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import html5lib
import psycopg
import pytest
from celery.signals import celeryd_init
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from effgenai.conferences.core.states import Role
from effgenai.conferences.news.models import News
from effgenai.resilience.database import limits
from effgenai.ui.web.outages import is_outage
from effgenai.ui.web.typed import typed_in
from tests.support.factories import make_conference, make_member

ROOT = Path(__file__).parents[3]
TEXT = "A <b>long</b> text\nthat took an hour to write."

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database(settings, monkeypatch):
    """The settings of the database, which a test may change: connections made anew follow them."""
    found = connection.settings_dict
    for name, value in {**found, "OPTIONS": dict(found["OPTIONS"]), "ANSWER_SECONDS": None}.items():
        monkeypatch.setitem(found, name, value)
    connection.close()
    yield found
    connection.close()


@pytest.fixture
def chair(client):
    """A signed-in chair, who meets error pages as a browser does."""
    conference = make_conference("effgenai")
    client.force_login(make_member(conference, Role.CHAIR))
    client.raise_request_exception = False
    return client


def send(client: Client, fields: dict[str, str] | None = None, **headers: str):
    values = {"title": "Rooms", "body": TEXT, "publication": "draft", "csrfmiddlewaretoken": "t0ken"}
    return client.post(reverse("conferences:new_news", args=["effgenai"]), fields or values, headers=headers)


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page sends."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    inputs = tree.findall(".//main//form//input")
    return {field.get("name"): field.get("value") for field in inputs}


# --- What people see -----------------------------------------------------------------------------------


def test_a_locked_table_costs_ten_seconds_and_no_text(chair, database):
    database["OPTIONS"]["options"] = "-c lock_timeout=50"
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("LOCK TABLE conferences_news")
        answer = send(chair)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "20", "no-store")
    assert "A &lt;b&gt;long&lt;/b&gt; text" in answer.text
    assert not News.objects.exists()
    again = send(chair, fields_of(answer.text))
    assert again.status_code == 302
    assert News.objects.get().body.split() == TEXT.split()


def test_a_database_that_is_gone_is_told_on_every_page(chair, database):
    database["HOST"] = "/nowhere"
    answer = send(chair)
    assert answer.status_code == 503
    assert fields_of(answer.text)["body"] == TEXT
    page = chair.get("/effgenai/")
    assert page.status_code == 503
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]


def test_a_database_that_may_not_write_is_told(chair, database):
    database["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
    assert send(chair).status_code == 503


def test_scripts_read_a_sentence_and_try_again(chair, database):
    database["HOST"] = "/nowhere"
    for headers in ({"accept": "application/json"}, {"hx-request": "true"}):
        answer = send(chair, **headers)
        assert (answer.status_code, answer["Retry-After"]) == (503, "20")
        assert "try again" in answer.json()["error"]
        assert "long" not in answer.text


def typed(fields: dict[str, object], **headers: str):
    return typed_in(RequestFactory().post("/somewhere/", fields, headers=headers))


@pytest.mark.parametrize("name", ["password", "oldpassword", "password1", "code", "reset_token", "mfa-otp"])
def test_secrets_are_never_shown_nor_kept(name):
    assert typed({"note": "two words", name: "of great worth"}) is None


def test_what_others_send_here_is_not_shown():
    assert typed({"note": "two words"}, origin="https://evil.example") is None
    assert typed({"note": "two words"}, origin="http://testserver") is not None


def test_words_without_a_sentence_are_kept_but_not_shown():
    found = typed({"keywords": "green power", "form-0-sign": "c2lnbmVk", "csrfmiddlewaretoken": "a"})
    assert found.texts == [("Keywords", "green power")]
    assert len(found.fields) == 3


def test_files_must_be_chosen_again(tmp_path):
    (tmp_path / "a.pdf").write_text("%PDF")
    with (tmp_path / "a.pdf").open("rb") as file:
        found = typed({"title": "Two words", "file": file})
    assert (found.has_files, found.fields) == (True, [])


def test_an_unreadable_form_still_gets_its_page():
    request = RequestFactory().post("/", b"broken", content_type="multipart/form-data; boundary=b")
    assert typed_in(request) is None or typed_in(request).fields == []


# --- What counts as an outage --------------------------------------------------------------------------


def test_faults_of_the_code_are_none():
    assert not is_outage(None)
    assert not is_outage(ValueError())
    assert not is_outage(IntegrityError())
    assert not is_outage(FileNotFoundError(errno.ENOENT, "missing"))


def test_what_lies_behind_an_error_counts():
    error = ValueError()
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert is_outage(error)
    error = ValueError()
    error.__context__ = OperationalError("too many connections")
    assert is_outage(error)
    error.__suppress_context__ = True
    assert not is_outage(error)


@pytest.mark.parametrize("error", [psycopg.errors.DiskFull, psycopg.errors.TooManyConnections])
def test_a_full_database_is_an_outage(error):
    with pytest.raises(OperationalError) as raised, connection.wrap_database_errors:
        raise error
    assert is_outage(raised.value)


# --- Time limits ---------------------------------------------------------------------------------------


def test_statements_end_in_time(database, settings):
    settings.DATABASE_WEB_SECONDS = 1
    limits.limit_web()
    with pytest.raises(OperationalError, match="statement timeout"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")


def test_transactions_that_do_nothing_end_in_time(database):
    database["OPTIONS"]["options"] = "-c idle_in_transaction_session_timeout=20"
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        time.sleep(0.3)
        cursor.execute("SELECT 1")
    assert is_outage(raised.value)


def test_a_frozen_server_is_not_waited_for(database):
    database["ANSWER_SECONDS"] = 0.3
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
        try:
            os.kill(pid, signal.SIGSTOP)
        except OSError:
            pytest.skip("the server runs elsewhere")
        try:
            with pytest.raises(OperationalError, match="not answered in time"):
                cursor.execute("SELECT 1")
        finally:
            os.kill(pid, signal.SIGCONT)
    connection.close()
    assert News.objects.count() == 0  # over a new connection


def shown() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        statement = cursor.fetchone()[0]
        cursor.execute("SHOW lock_timeout")
        return [statement, cursor.fetchone()[0]]


def test_each_kind_of_process_has_its_limits(database):
    assert shown() == ["0", "0"]
    celeryd_init.send(sender="worker")
    connection.close()
    assert shown() == ["10min", "10min"]
    database["OPTIONS"]["options"] = "-c statement_timeout=7s"
    limits.limit_web()
    connection.close()
    assert shown() == ["7s", "10s"]  # what the address of the database says wins


def test_the_web_process_limits_itself():
    script = "import effgenai.wsgi; from django.conf import settings as s; print(s.DATABASES['default'])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "statement_timeout=30s -c lock_timeout=10s" in done.stdout
