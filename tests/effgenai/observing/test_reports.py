"""Errors that leave the house, as mails to ADMINS or events for Sentry, hold nothing that anybody sent."""

import json
import logging

import pytest
import sentry_sdk
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory
from sentry_sdk.transport import Transport

from effgenai.observing.admin_mail import MAX_MAILS, WITHIN_SECONDS, AdminsHandler, Limit
from effgenai.observing.sentry import report_to
from reviews.committee.views import invitations
from tests.support.factories import make_conference

pytestmark = pytest.mark.django_db
TOKEN = "qwertzuiopasdfghjklyxcvbnmqwertz"
TYPED = "a sentence that somebody typed"


class Events(Transport):
    """Keeps what would have been sent."""

    def __init__(self, options=None):
        super().__init__(options)
        self.kept = []

    def capture_envelope(self, envelope):
        self.kept += [item.payload.json for item in envelope.items if item.payload.json]


@pytest.fixture
def breaks(monkeypatch):
    """Post a form to a page that breaks."""

    def broken(conference, token):
        secret_local = TYPED
        raise LookupError(f"no {token} among {len(secret_local)}")

    monkeypatch.setattr(invitations, "find_invitation", broken)
    make_conference("leak")

    def post():
        client = Client(raise_request_exception=False)
        client.cookies["sessionid"] = "cookie-value"
        return client.post(f"/leak/invitations/{TOKEN}/decline/?q={TOKEN}", {"reason": TYPED})

    return post


@pytest.fixture
def admins(mail_catcher, settings):
    """The handler as settings.py sets it up for ADMINS, mailing to a real SMTP server."""
    settings.ADMINS = [("", "admin@site.example")]
    now = [0.0]
    handler = AdminsHandler(limit=Limit(clock=lambda: now[0]))
    logging.getLogger().addHandler(handler)
    yield mail_catcher, now
    logging.getLogger().removeHandler(handler)


def secrets_in(text):
    return [secret for secret in (TOKEN, TYPED, "cookie-value", "secret_local") if secret in text]


def test_an_error_is_mailed_to_the_admins_with_its_id_and_traceback_and_nothing_else(breaks, admins):
    catcher, _ = admins
    response = breaks()
    (mail,) = catcher.wait_for(to="admin@site.example")
    assert "Internal Server Error" in mail.subject
    assert "LookupError" in mail.text
    assert response["X-Request-ID"] in mail.text
    assert secrets_in(mail.subject + mail.text) == ["secret_local"]  # the line of code, not its value
    assert TYPED not in mail.text


def test_a_storm_sends_a_few_and_the_next_mail_tells_of_the_others(admins):
    catcher, now = admins
    for number in range(50):
        logging.getLogger("x").error("broken %s", number)
    assert len(catcher.mails()) == MAX_MAILS
    now[0] = WITHIN_SECONDS + 1
    logging.getLogger("x").error("broken again")
    (mail,) = catcher.mails(subject="broken again")
    assert f"{50 - MAX_MAILS} more errors" in mail.text


def test_what_strangers_try_is_not_mailed(admins):
    logging.getLogger("django.security.SuspiciousOperation").error("tried")
    logging.getLogger("x").warning("not an error")
    assert not admins[0].mails()


def test_a_dead_mail_server_does_not_make_the_error_worse(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.ADMINS = [("", "admin@site.example")]
    broken = logging.makeLogRecord({"name": "x", "msg": "broken", "levelno": 40, "levelname": "ERROR"})
    assert AdminsHandler().handle(broken)  # it came back: whoever logged the error goes on


@pytest.fixture
def sentry():
    transport = Events()
    with sentry_sdk.isolation_scope():
        report_to("https://key@sentry.example/1", transport=transport)
        yield transport.kept
        sentry_sdk.get_client().close()
        sentry_sdk.get_global_scope().set_client(None)


def by_wsgi(request):
    """Answer the request as the web server would; the client of tests takes a shorter way."""
    got = {}
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)  # the test goes on with its connection
    try:
        WSGIHandler()(request.environ, lambda _, headers: got.update(headers)).close()
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    return got


def test_an_event_has_no_form_cookie_value_or_secret(breaks, sentry):
    address = f"/leak/invitations/{TOKEN}/decline/?q={TOKEN}"
    request = RequestFactory().post(address, {"reason": TYPED}, headers={"cookie": "sessionid=cookie-value"})
    request.environ["HTTP_COOKIE"] += "; csrftoken=" + "a" * 32
    request.environ["HTTP_X_CSRFTOKEN"] = "a" * 32
    response = by_wsgi(request)
    (event,) = sentry
    text = json.dumps(event)
    assert "LookupError" in text
    assert event["tags"]["request_id"] == response["X-Request-ID"]
    assert event["request"] == {"method": "POST", "url": "http://testserver/leak/invitations/***/decline/"}
    assert not set(event) & {"user", "breadcrumbs", "extra", "contexts", "server_name", "modules"}
    assert [secret for secret in secrets_in(text) if secret != "secret_local"] == []


def test_without_a_dsn_the_client_is_not_even_loaded(settings):
    import subprocess
    import sys

    code = "import django, sys; django.setup(); sys.exit('sentry_sdk' in sys.modules)"
    import os

    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "effgenai.settings", "SENTRY_DSN": ""}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0
