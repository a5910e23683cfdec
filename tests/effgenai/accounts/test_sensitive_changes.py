"""What touches the safety of an account: it asks again who one is, and the owner is told at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from effgenai.accounts.identities.services import ask_by_address, merge_accounts
from effgenai.accounts.models import NewAddress, User
from effgenai.mail.models import OutboundEmail
from tests.leaks.checks import fingerprint
from tests.support.factories import make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "quite-a-long-password"
ANOTHER = "another-long-password"
ADDRESSES = "/account/email/"
AGAIN = "/account/reauthenticate/"


@pytest.fixture
def ada():
    user = make_user("Ada", "ada@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="ada@home.example", verified=True)
    return user


def notified(kind):
    """To whom mails of a kind went."""
    return sorted(OutboundEmail.objects.filter(kind=f"account.{kind}").values_list("to_address", flat=True))


def addresses(user):
    return {row.email: (row.verified, row.primary) for row in EmailAddress.objects.filter(user=user)}


CHANGES = [
    ({"action_add": "", "email": "new@example.org"}, "email_added"),
    ({"action_remove": "", "email": "ada@home.example"}, "email_deleted"),
    ({"action_primary": "", "email": "ada@home.example"}, "email_changed"),
]


@pytest.mark.parametrize(("data", "kind"), CHANGES)
def test_addresses_are_changed_by_who_knows_the_password(ada, data, kind):
    client, before = signed_in(ada), addresses(ada)
    asked = client.post(ADDRESSES, data)
    assert asked["Location"].startswith(AGAIN)
    assert addresses(ada) == before
    assert not OutboundEmail.objects.exists()
    assert "Incorrect" in client.post(asked["Location"], {"password": "a guess"}).content.decode()
    assert addresses(ada) == before
    assert not OutboundEmail.objects.exists()
    client.post(asked["Location"], {"password": PASSWORD})
    assert addresses(ada) != before
    assert "ada@example.org" in notified(kind)


def test_every_address_that_was_there_before_is_told_of_another(ada):
    client = signed_in(ada)
    client.post(client.post(ADDRESSES, CHANGES[0][0])["Location"], {"password": PASSWORD})
    assert notified("email_added") == ["ada@example.org", "ada@home.example"]
    mail = OutboundEmail.objects.get(kind="account.email_confirmation")
    assert mail.to_address == "new@example.org"
    client.post(re.findall(r"http://testserver(/\S+)", mail.body)[0])
    assert addresses(ada)["new@example.org"] == (True, False)
    assert notified("email_confirm") == ["ada@example.org", "ada@home.example"]
    assert "new@example.org" in OutboundEmail.objects.filter(kind="account.email_confirm").first().body


def test_a_removed_address_is_told_itself(ada):
    client = signed_in(ada)
    client.post(client.post(ADDRESSES, CHANGES[1][0])["Location"], {"password": PASSWORD})
    assert notified("email_deleted") == ["ada@example.org", "ada@home.example"]


def test_an_address_that_was_never_confirmed_is_not_mailed_when_it_goes(ada):
    EmailAddress.objects.create(user=ada, email="stranger@example.org", verified=False)
    client = signed_in(ada)
    gone = {"action_remove": "", "email": "stranger@example.org"}
    client.post(client.post(ADDRESSES, gone)["Location"], {"password": PASSWORD})
    assert "stranger@example.org" not in addresses(ada)
    assert not OutboundEmail.objects.filter(to_address="stranger@example.org").exists()


def test_signing_up_tells_nobody_of_the_only_address():
    row = EmailAddress.objects.create(user=User.objects.create_user("a@b.example"), email="a@b.example")
    row.verified = True
    row.save()
    email_confirmed.send(EmailAddress, request=None, email_address=row)
    assert not OutboundEmail.objects.exists()
    assert not NewAddress.objects.exists()


# --- A new address and the password -----------------------------------------------------------------------


def ask_for_reset(address):
    client = Client()
    assert client.post("/account/password/reset/", {"email": address}).status_code == 302
    return OutboundEmail.objects.filter(to_address=address).latest("pk")


def confirm(user, address, at):
    row = EmailAddress.objects.create(user=user, email=address, verified=True)
    NewAddress.objects.create(address=row, since=at)


def test_a_new_address_resets_no_password_for_a_day(ada):
    confirm(ada, "new@example.org", timezone.now() - dt.timedelta(hours=23))
    mail = ask_for_reset("NEW@example.org".lower())
    assert mail.kind == "account.password_reset_waits"
    assert "/password/reset/key/" not in mail.body
    assert ask_for_reset("ada@example.org").kind == "account.password_reset_key"
    NewAddress.objects.update(since=timezone.now() - dt.timedelta(hours=25))
    assert ask_for_reset("new@example.org").kind == "account.password_reset_key"


def test_an_address_that_came_by_a_merge_is_new_too(ada):
    other = make_user("Ada", "ada@other.example", password=PASSWORD)
    merge_accounts(kept=ada, gone=other, by=ada, at=timezone.now())
    assert ask_for_reset("ada@other.example").kind == "account.password_reset_waits"
    assert ask_for_reset("ada@example.org").kind == "account.password_reset_key"


def test_the_only_address_of_an_account_is_never_new():
    make_user("Bea", "bea@example.org")  # no password yet: they set one by this very mail
    assert ask_for_reset("bea@example.org").kind == "account.password_reset_key"


# --- Passwords and sessions ------------------------------------------------------------------------------


def change_password(client, old=PASSWORD):
    return client.post(
        reverse("account_change_password"), {"oldpassword": old, "password1": ANOTHER, "password2": ANOTHER}
    )


def is_in(client):
    return client.get("/account/profile/").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_is_told_everywhere(ada):
    here, elsewhere = signed_in(ada), signed_in(ada)
    change_password(here, old="a guess")
    assert is_in(elsewhere)
    assert not OutboundEmail.objects.exists()
    change_password(here)
    assert is_in(here)
    assert not is_in(elsewhere)
    assert notified("password_changed") == ["ada@example.org", "ada@home.example"]


def test_whoever_made_their_own_address_the_primary_one_does_not_keep_the_owner_uninformed(ada):
    EmailAddress.objects.filter(user=ada).update(primary=False)
    EmailAddress.objects.create(user=ada, email="evil@example.com", verified=True, primary=True)
    change_password(signed_in(ada))
    assert notified("password_changed") == ["ada@example.org", "ada@home.example", "evil@example.com"]


def test_one_can_sign_out_everywhere_else(ada):
    here, elsewhere = signed_in(ada), signed_in(ada)
    other = signed_in(make_user("Bea"))
    page = here.get(reverse("account_change_password")).content.decode()
    assert "Sign out everywhere else" in page
    assert here.get(reverse("accounts:sign_out_elsewhere")).status_code == 405
    assert is_in(elsewhere)
    here.post(reverse("accounts:sign_out_elsewhere"))
    assert is_in(here)
    assert not is_in(elsewhere)
    assert is_in(other)
    here.post(reverse("accounts:sign_out_elsewhere"))
    assert is_in(here)
    assert is_in(signed_in(User.objects.get(pk=ada.pk)))


def test_sessions_from_before_go_on_where_nobody_signed_out(ada):
    """A rolling upgrade signs nobody out: the new column changes nothing before it is used."""
    salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
    as_before = salted_hmac(salt, ada.password, algorithm="sha256").hexdigest()
    assert ada.get_session_auth_hash() == as_before
    ada.sessions_ended = 1
    assert ada.get_session_auth_hash() != as_before


def test_visitors_sign_nobody_out(ada):
    elsewhere, before = signed_in(ada), fingerprint()
    assert Client().post(reverse("accounts:sign_out_elsewhere"))["Location"].startswith("/account/login/")
    assert fingerprint() == before
    assert is_in(elsewhere)


# --- People without a password, and second factors ----------------------------------------------------------


def test_who_has_only_a_passkey_shows_it_before_setting_a_password():
    bea = make_user("Bea")
    Authenticator.objects.create(user=bea, type=Authenticator.Type.WEBAUTHN, data={})
    new = {"password1": ANOTHER, "password2": ANOTHER}
    client = signed_in(bea)
    asked = client.post("/account/password/set/", new)
    assert asked["Location"].startswith(reverse("mfa_reauthenticate_webauthn"))
    bea.refresh_from_db()
    assert not bea.has_usable_password()
    assert signed_in(bea, ago=10).post("/account/password/set/", new).status_code == 302
    bea.refresh_from_db()
    assert bea.check_password(ANOTHER)
    assert notified("password_set") == [bea.email]


def test_who_has_neither_password_nor_passkey_is_not_shut_out():
    bea = make_user("Bea")
    client = signed_in(bea)
    assert client.get("/account/password/set/").status_code == 200
    client.post(ADDRESSES, {"action_add": "", "email": "new@example.org"})
    assert "new@example.org" in addresses(bea)


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
)
def test_passkeys_and_codes_are_changed_by_who_knows_the_password(ada, name):
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    if name != "mfa_activate_totp":
        Authenticator.objects.create(user=ada, type=Authenticator.Type.TOTP, data={"secret": ""})
    client, before = signed_in(ada), fingerprint()
    for answer in (client.get(reverse(name)), client.post(reverse(name), {})):
        assert answer["Location"].startswith(AGAIN)
    assert fingerprint() == before


# --- Merging ------------------------------------------------------------------------------------------------


def test_accounts_are_merged_by_who_signed_in_just_now(ada):
    other = make_user("A. Nwosu", "ada@other.example", password=PASSWORD)
    question = ask_by_address(by=ada, address=other.email, at=timezone.now())
    link, client = f"/account/merge/{question.gone_token}/", signed_in(ada)
    before = fingerprint()
    for answer in (client.get(link), client.post(link)):
        assert answer["Location"] == f"{AGAIN}?next={link.replace('/', '%2F')}"
    assert fingerprint() == before
    back = client.post(f"{AGAIN}?next={link}", {"password": PASSWORD})
    assert back["Location"] == link
    assert "This cannot be undone" in client.get(link).content.decode()
    client.post(link)
    assert User.objects.get(pk=other.pk).merged_into == ada


def test_administrators_merge_after_signing_in_just_now(ada):
    admin = make_user("Admin", password=PASSWORD, is_staff=True)
    other = make_user("A. Nwosu")
    path = reverse("accounts:merge_for_others", args=[ada.key, other.key])
    asked = signed_in(admin).post(path, {"sure": "on"})
    assert asked["Location"].startswith(AGAIN)
    assert User.objects.get(pk=other.pk).merged_into is None
    signed_in(admin, ago=10).post(path, {"sure": "on"})
    assert User.objects.get(pk=other.pk).merged_into == ada
