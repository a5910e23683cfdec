"""Links in mails lead to the site, whatever name a request claims to have come to."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.mail.models import OutboundEmail
from tests.support.factories import make_conference, make_user

pytestmark = pytest.mark.django_db
SITE = "https://conference.example.org"
PASSWORD = "quite-a-long-password"
FORGED = [
    {"host": "testserver", "x-forwarded-host": "evil.example"},
    {"host": "other.example.org"},
    {"host": "localhost:8666"},
]


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "other.example.org"]


def ask(client, what, headers):
    if what == "sign up":
        data = {"name": "Zo\u00eb", "email": "zoe@example.org", "password1": PASSWORD}
        client.post(reverse("account_signup"), data, headers=headers)
    elif what == "sign up again":
        make_user("Zo\u00eb", "zoe@example.org")
        data = {"name": "Zo\u00eb", "email": "zoe@example.org", "password1": PASSWORD}
        client.post(reverse("account_signup"), data, headers=headers)
    elif what == "reset":
        make_user("Zo\u00eb", "zoe@example.org", password=PASSWORD)
        client.post(reverse("account_reset_password"), {"email": "zoe@example.org"}, headers=headers)
    elif what == "unknown":
        client.post(reverse("account_reset_password"), {"email": "zoe@example.org"}, headers=headers)


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("what", ["sign up", "sign up again", "reset", "unknown"])
def test_every_link_of_a_mail_about_an_account_is_below_the_site(client, what, headers):
    ask(client, what, headers)
    (mail,) = OutboundEmail.objects.all()
    links = re.findall(r"https?://[^/\s]+", mail.body)
    assert len(links) >= 2
    assert set(links) == {SITE}


def test_the_own_domain_of_a_conference_sends_no_mail_but_leads_to_the_site():
    make_conference("mine", domain="workshop.example.com")
    make_user("Ada", "ada@example.org", password=PASSWORD)
    cache.clear()
    there = Client(headers={"host": "workshop.example.com"})
    answer = there.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, SITE + reverse("account_reset_password"))
    assert not OutboundEmail.objects.exists()


def test_a_name_that_is_not_ours_is_refused(client):
    answer = client.post(
        reverse("account_reset_password"), {"email": "ada@example.org"}, headers={"host": "evil.example"}
    )
    assert answer.status_code == 400
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:///evil.example",
     "javascript:alert(1)", "http://localhost/", "https://other.example.org/",
     "https://conference.example.org@evil.example/"],
)  # fmt: skip
def test_signing_in_leads_nowhere_but_to_this_site(client, path):
    person = make_user("Ada", "ada@example.org", password=PASSWORD)
    answer = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": path}
    )
    assert answer.status_code == 302
    assert answer["Location"] == reverse("accounts:profile")
    assert User.objects.get().last_login
