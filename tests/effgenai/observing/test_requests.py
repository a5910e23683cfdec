"""One id for the page, the header, each line and the traceback; and no secret in any of them."""

import json
import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from effgenai.conferences.desk.views import conferences as site
from effgenai.mail import tasks as mail_tasks
from effgenai.observing import request_ids
from effgenai.observing.tasks import QUEUED_AT, REQUEST_ID
from reviews.committee.views import invitations
from tests.support.factories import make_conference

pytestmark = pytest.mark.django_db
TOKEN = "qwertzuiopasdfghjklyxcvbnmqwertz"
logger = logging.getLogger("somebody.elses")


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)


@pytest.fixture
def calm():
    """A client to which a broken page is an answer."""
    return Client(raise_request_exception=False)


def test_every_answer_has_an_id_and_no_two_have_the_same(client):
    ids = [client.get("/robots.txt")["X-Request-ID"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{12}", one) for one in ids)


@pytest.mark.parametrize(
    ("proxies", "header", "is_taken"),
    [(1, "4f1c-from.caddy_1", True), (0, "4f1c-from.caddy_1", False), (1, "short", False),
     (1, "a" * 65, False), (1, "x y z 1 2 3 4", False), (1, "<script>1234", False), (1, "ä" * 12, False)],
)  # fmt: skip
def test_an_id_is_taken_over_from_our_own_proxy_alone_and_only_if_well_formed(
    client, settings, proxies, header, is_taken
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    given = client.get("/robots.txt", headers={"X-Request-ID": header})["X-Request-ID"]
    assert (given == header) is is_taken


def test_the_error_page_its_header_and_the_traceback_have_one_id(calm, written, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError(f"at /leak/invitations/{TOKEN}/")

    monkeypatch.setattr(site, "conferences_of", broken)
    response = calm.get("/conferences/")
    (quote,) = re.findall(r"<code>(\w+)</code>", response.content.decode())
    assert response.status_code == 500
    assert response["X-Request-ID"] == quote
    lines = [json.loads(line) for line in written().splitlines() if line.startswith("{")]
    (trouble,) = [line for line in lines if "ZeroDivisionError" in line.get("exc_info", "")]
    assert trouble["request_id"] == quote
    assert f"[{quote}]" in written()
    assert TOKEN not in written()
    assert {line.get("request_id") for line in lines if line["logger"].startswith("django.request")} == {
        quote
    }


def test_the_access_log_names_the_route_and_no_secret(client, written):
    conference = make_conference("leak")
    url = reverse("reviews:invitation", args=[conference.slug, TOKEN])
    client.get(f"{url}?next={TOKEN}", headers={"referer": f"http://testserver{url}"})
    (line,) = [
        json.loads(line)
        for line in written().splitlines()
        if line.startswith("{") and "effgenai.access" in line
    ]
    assert (line["route"], line["method"]) == ("reviews:invitation", "GET")
    assert line["path"] == "/leak/invitations/***/?***"
    assert isinstance(line["ms"], int)
    assert TOKEN not in written()


@pytest.mark.parametrize(
    "path",
    [f"/nowhere/{TOKEN}/", f"/leak/invitations/{TOKEN}", f"/leak/{TOKEN}/x/", f"/account/merge/{TOKEN}/",
     f"/account/password/reset/key/1-{TOKEN}/", f"/account/confirm-email/{TOKEN}/", f"/?key={TOKEN}"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_line_of_any_logger_has_the_secret(client, written, path, method):
    make_conference("leak")
    getattr(client, method)(path)
    assert written()
    assert TOKEN not in written()


def test_suspicious_requests_are_logged_without_their_addresses(client, written, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    make_conference("leak")
    url = reverse("reviews:decline_invitation", args=["leak", TOKEN])
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["csrftoken"] = "a" * 32
    assert strict.post(url, {"a": 1, "b": 2}).status_code == 400
    client.get(f"/leak/invitations/{TOKEN}/", headers={"host": "evil.example"})
    assert "TooManyFields" in written() or "Bad Request" in written()
    assert TOKEN not in written()


def test_an_error_in_a_secret_page_hides_the_secret_wherever_it_stands(calm, written, monkeypatch):
    def broken(conference, token):
        logger.warning("looked for %s", token, extra={"data": {"args": token}})
        raise LookupError(token)

    monkeypatch.setattr(invitations, "find_invitation", broken)
    make_conference("leak")
    assert calm.get(f"/leak/invitations/{TOKEN}/").status_code == 500
    assert "LookupError" in written()
    assert TOKEN not in written()


def test_outside_of_a_request_a_line_has_no_id(client, written):
    client.get("/robots.txt")
    logger.info("later")
    (line,) = [
        json.loads(line) for line in written().splitlines() if "later" in line and line.startswith("{")
    ]
    assert "request_id" not in line


def test_a_task_takes_the_id_of_its_request_along():
    request_ids.begin("0123456789ab")
    headers: dict[str, object] = {}
    from celery.signals import before_task_publish, task_postrun, task_prerun

    before_task_publish.send(sender="x", headers=headers)
    assert headers[REQUEST_ID] == "0123456789ab"
    assert headers[QUEUED_AT] > 0
    request_ids.end()
    task = mail_tasks.deliver_due_mail
    task.push_request(**{REQUEST_ID: "0123456789ab"})
    try:
        task_prerun.send(sender=task, task_id="t", task=task)
        assert request_ids.current_id() == "0123456789ab"
        task_postrun.send(sender=task)
        assert request_ids.current_id() == ""
    finally:
        task.pop_request()


def test_no_logger_has_a_handler_that_writes_addresses_as_they_are():
    for name in ("django", "django.server", "django.request", "gunicorn.error", "celery"):
        found = logging.getLogger(name)
        assert found.propagate
        assert not found.handlers
