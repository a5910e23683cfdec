"""Names of people hold no addresses: they stand at the top of mails to others."""

import pytest
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.accounts.names.personal_names import NO_ADDRESSES, holds_address
from effgenai.mail.models import OutboundEmail
from submissions.authors.forms import AuthorForm
from tests.support.factories import make_user

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "Win at http://spam.example",
    "HTTPS://SPAM.EXAMPLE",
    "ftp://spam.example",
    "Prizes: www.spam.example",
    "\uff57\uff57\uff57\uff0espam\uff0eexample",  # letters of full width
    "Click spam.example/prize",
    "Open spam.com now",
    "Spam.NET",
    "spam\u3002com",  # the full stop of Chinese, which browsers read as a dot
    "Write to win@spam.example",
]
NAMES = [
    "J. R. R. Tolkien",
    "J.R.R. Tolkien",
    "Prof.Dr. Ada Nwosu",
    "Prof. Dr.-Ing. habil. M\u00fcller-L\u00fcdenscheidt",
    "Jeanne d'Arc",
    "O\u2019Neil",
    "Martin Luther King, Jr.",
    "A.Kim",
    "Y.Li",
    "Md.Ali",
    "St.John",
    "Ludwig van Beethoven",
    "\u738b\u5c0f\u660e",
    "\u041f\u0451\u0442\u0440 \u0418\u043b\u044c\u0438\u0447",
    "\u0645\u062d\u0645\u062f \u0628\u0646",
    "\u0ba4\u0bae\u0bbf\u0bb4\u0bcd",
    "Nguy\u1ec5n V\u0103n A",
    "Net Com",
    "AC/DC",
    "\u00d8",
]


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_no_name(name):
    assert holds_address(name)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_people_are_names(name):
    assert not holds_address(name)


def test_nobody_signs_up_under_an_address_of_the_web(client):
    data = {
        "name": "Win at www.spam.example",
        "email": "ada@example.org",
        "password1": "quite-a-long-password",
    }
    page = client.post(reverse("account_signup"), data)
    assert NO_ADDRESSES in page.content.decode()
    assert not User.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_a_profile_is_not_renamed_to_an_address(client):
    person = make_user("Ada Nwosu")
    client.force_login(person)
    page = client.post(reverse("accounts:profile"), {"name": "http://spam.example"})
    assert NO_ADDRESSES in page.content.decode()
    person.refresh_from_db()
    assert person.name == "Ada Nwosu"


def test_an_author_line_names_a_person():
    form = AuthorForm({"name": "spam.example/win", "email": "victim@example.org"})
    assert form.errors["name"] == [NO_ADDRESSES]


def test_a_name_is_one_line_so_that_nobody_writes_a_letter_with_it(client):
    letter = "Ada\r\n\r\nYou have won.\nAnswer today"
    client.post(
        reverse("account_signup"),
        {"name": letter, "email": "victim@example.org", "password1": "quite-a-long-password"},
    )
    assert User.objects.get().name == "Ada You have won. Answer today"
    assert OutboundEmail.objects.get().body.startswith("Dear Ada You have won. Answer today,\n")
