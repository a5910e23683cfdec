"""Signing in, signing up and forgotten passwords: what outsiders can learn, and whom they can shut out."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.accounts.tasks import clear_ended_sessions
from effgenai.mail.models import OutboundEmail
from tests.support.factories import make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
PASSWORD = "quite-a-long-password"
LOGIN = "/account/login/"
RESET = "/account/password/reset/"


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip"}  # as they are outside tests


@pytest.fixture
def ada():
    return make_user("Ada", "ada@example.org", password=PASSWORD)


def at(network):
    """A browser somewhere on the net."""
    return Client(REMOTE_ADDR=network)


def sign_in(client, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": "ada@example.org", "password": password}, **extra)


def is_in(client):
    return "_auth_user_id" in client.session


# --- Nobody is shut out by others -------------------------------------------------------------------------


def test_wrong_passwords_elsewhere_shut_nobody_out(ada):
    attacker = at("203.0.113.9")
    for _ in range(12):
        sign_in(attacker, "not the password")
    assert "Too many failed" in sign_in(attacker).content.decode()
    assert not is_in(attacker)
    home = at("198.51.100.7")
    assert sign_in(home).status_code == 302
    assert is_in(home)


def test_after_a_few_wrong_passwords_even_the_right_one_waits_in_that_network(ada):
    attacker = at("203.0.113.9")
    for _ in range(5):
        sign_in(attacker, "not the password")
    assert "Too many failed" in sign_in(attacker).content.decode()
    assert not is_in(attacker)


def test_all_addresses_of_one_subscriber_are_one_network(ada):
    for number in range(5):
        sign_in(at(f"2001:db8:1:2::{number + 1:x}"), "not the password")
    assert "Too many failed" in sign_in(at("2001:db8:1:2:ffff::9")).content.decode()
    assert sign_in(at("2001:db8:1:3::1")).status_code == 302


def test_another_name_of_the_site_gives_no_further_tries(ada):
    attacker = at("203.0.113.9")
    for _ in range(5):
        sign_in(attacker, "not the password", headers={"host": "testserver"})
    assert "Too many failed" in sign_in(attacker, headers={"host": "localhost"}).content.decode()


def test_one_network_tries_few_accounts(ada):
    attacker = at("203.0.113.9")
    for number in range(10):
        attacker.post(LOGIN, {"login": f"p{number}@example.org", "password": "not the password"})
    assert "Too many failed" in sign_in(attacker).content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "is_free"),
    [
        (0, "198.51.100.7", False),  # no proxy of ours: what the browser says of itself counts for nothing
        (1, "198.51.100.7", True),  # the proxy saw another visitor
        (1, "198.51.100.7, 203.0.113.9", False),  # the first part was made up by the visitor
    ],
)
def test_the_network_is_the_one_that_our_own_proxy_saw(ada, settings, proxies, forwarded, is_free):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    attacker = at("203.0.113.9")
    for _ in range(5):
        sign_in(attacker, "not the password", headers={"x-forwarded-for": "203.0.113.9"} if proxies else {})
    answer = sign_in(at("203.0.113.9"), headers={"x-forwarded-for": forwarded})
    assert (answer.status_code == 302) == is_free


def test_too_much_from_one_network_is_answered_with_a_sentence(ada):
    client = at("203.0.113.9")
    statuses = []
    for number in range(21):
        answer = client.post(RESET, {"email": f"p{number}@example.org"})
        statuses.append(answer.status_code)
    assert statuses == [302] * 20 + [429]
    assert "Please wait a little" in on_one_line(answer.content)


# --- Who has an account -----------------------------------------------------------------------------------


def sign_up(email):
    client = Client()
    data = {"name": "Zoë", "email": email, "password1": PASSWORD}
    return client, client.post(reverse("account_signup"), data)


def look(client, answer):
    """Everything that the browser gets to see of an answer, and of the next page."""
    following = client.get(answer["Location"])
    # What differs between any two answers: a moment, a nonce, an id.
    of_each = {"ETag", "Set-Cookie", "Content-Security-Policy", "Expires", "X-Request-ID"}
    headers = {name: value for name, value in answer.items() if name not in of_each}
    cookies = sorted((name, morsel["max-age"], morsel["path"]) for name, morsel in answer.cookies.items())
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", following.content.decode())
    return answer.status_code, headers, cookies, text


def test_signing_up_looks_the_same_whether_or_not_there_is_an_account(ada):
    known, fresh = look(*sign_up("ada@example.org")), look(*sign_up("bea@example.org"))
    assert known[:3] == fresh[:3]
    assert known[3].replace("ada@", "bea@") == fresh[3]
    assert OutboundEmail.objects.count() == 2


def counted(monkeypatch, name):
    """A list that grows with each slow piece of work of the password hasher."""
    done, work = [], getattr(Argon2PasswordHasher, name)

    def working(*args, **kwargs):
        done.append(name)
        return work(*args, **kwargs)

    monkeypatch.setattr(Argon2PasswordHasher, name, working)
    return done


def test_signing_up_does_the_same_work_whether_or_not_there_is_an_account(ada, monkeypatch):
    hashed = counted(monkeypatch, "encode")
    for email in ("ada@example.org", "bea@example.org"):
        sign_up(email)
    assert len(hashed) == 2
    sign_up("bea@example.org")  # not confirmed yet
    assert len(hashed) == 3


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address_answer_alike(ada, monkeypatch, known):
    encoded, verified = counted(monkeypatch, "encode"), counted(monkeypatch, "verify")
    email = "ada@example.org" if known else "nobody@example.org"
    page = Client().post(LOGIN, {"login": email, "password": "not the password"})
    assert "are not correct" in page.content.decode()
    assert len(encoded) + len(verified) == 2  # once for each way of signing in


def test_a_forgotten_password_answers_alike(ada):
    answers = []
    for email in ("ada@example.org", "nobody@example.org"):
        client = Client()
        answers.append(look(client, client.post(RESET, {"email": email})))
    assert answers[0] == answers[1]
    assert OutboundEmail.objects.count() == 2


# --- Mail to others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["reset", "sign up", "unknown"])
def test_nobody_fills_a_mailbox_from_a_form_that_everybody_may_use(settings, what):
    settings.ACCOUNT_RATE_LIMITS = False  # these are counted in the cache, and forgotten with it
    if what != "unknown":
        make_user("Ada", "ada@example.org", password=PASSWORD)
    for number in range(8):
        client = at(f"203.0.113.{number}")
        if what == "sign up":
            data = {"name": "Zoë", "email": "ada@example.org", "password1": PASSWORD}
            answer = client.post(reverse("account_signup"), data)
        else:
            answer = client.post(RESET, {"email": "ada@example.org"})
        assert answer.status_code == 302
    assert OutboundEmail.objects.filter(to_address="ada@example.org").count() == 3
    make_user("Bea", "bea@example.org", password=PASSWORD)
    at("203.0.113.1").post(RESET, {"email": "bea@example.org"})
    assert OutboundEmail.objects.filter(to_address="bea@example.org").count() == 1


# --- Forms and cookies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LOGIN, "/account/signup/", RESET, "/account/logout/"])
def test_forms_of_other_sites_sign_nobody_in_or_out(ada, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada) if path == "/account/logout/" else None
    data = {"login": "ada@example.org", "email": "ada@example.org", "password": PASSWORD}
    assert client.post(path, data).status_code == 403
    assert is_in(client) == (path == "/account/logout/")
    assert not OutboundEmail.objects.exists()


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(ada):
    client = Client()
    cookie = sign_in(client).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_in_begins_a_new_session(ada):
    client = Client()
    client.post(RESET, {"email": "ada@example.org"})
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert is_in(client)


def test_an_address_is_one_account_however_it_is_written(ada):
    sign_up("ADA@Example.org")
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_signing_up_twice_costs_as_many_queries_within_a_few(ada):
    counts = []
    for email in ("ada@example.org", "bea@example.org"):
        with CaptureQueriesContext(connection) as queries:
            sign_up(email)
        counts.append(len(queries))
    assert abs(counts[0] - counts[1]) <= 15


def test_sessions_that_have_run_out_are_forgotten_and_others_stay():
    for key, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + dt.timedelta(days=days))
    clear_ended_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["open"]
