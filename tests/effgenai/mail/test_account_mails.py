import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.mail.accounts.adapter import AFTER_SIGN_IN
from effgenai.mail.delivery.sending import deliver_due_mail
from effgenai.mail.models import OutboundEmail
from effgenai.mail.states import EmailState
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from tests.support.factories import NOW, make_conference, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "quite-a-long-password"


def sign_up(client, name="Zoë O'Neil & <Sons>", email="zoe@example.org", **more):
    data = {"name": name, "email": email, "password1": PASSWORD, **more}
    return client.post(reverse("account_signup"), data)


def link_in(text):
    return re.findall(r"http://testserver(/\S+)", text)[0]


def test_signing_up_writes_a_secret_mail_into_the_outbox(client):
    sign_up(client)
    mail = OutboundEmail.objects.get()
    assert (mail.kind, mail.state) == ("account.email_confirmation_signup", EmailState.QUEUED)
    assert (mail.to_address, mail.to_user) == ("zoe@example.org", User.objects.get())
    assert mail.is_secret
    assert mail.conference is None
    assert mail.subject == "Please confirm your e-mail address"
    assert mail.body.startswith("Dear Zoë O'Neil & <Sons>,\n\nwelcome.")
    assert mail.body.endswith("http://testserver\n")
    assert not re.search(r"\n{3}|&#|&amp;", mail.body)


def test_the_link_of_the_delivered_mail_opens_the_account_and_is_kept_nowhere(client, mail_catcher):
    sign_up(client)
    deliver_due_mail(at=OutboundEmail.objects.get().due_at)
    (mail,) = mail_catcher.mails(to="zoe@example.org")
    assert OutboundEmail.objects.get().body == ""
    assert "EffGenAI" in mail.message["From"]

    page = client.get(link_in(mail.text))
    assert page.status_code == 200
    assert not EmailAddress.objects.filter(verified=True).exists()
    answer = client.post(link_in(mail.text))
    assert EmailAddress.objects.filter(verified=True).exists()
    assert answer.status_code == 302


def test_a_reset_goes_by_the_outbox_and_its_link_sets_a_new_password(client):
    person = make_user("Ada", "ada@example.org", password=PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    mail = OutboundEmail.objects.get()
    assert mail.kind == "account.password_reset_key"
    assert mail.is_secret
    page = client.get(link_in(mail.body), follow=True)
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    client.post(page.redirect_chain[-1][0], new)
    person.refresh_from_db()
    assert person.check_password("another-long-password")
    assert OutboundEmail.objects.filter(kind="account.password_reset", to_user=person).exists()


def test_whether_an_address_has_an_account_is_told_to_the_address_alone(client):
    make_user("Ada", "ada@example.org")
    known = sign_up(client, email="ada@example.org")
    fresh = sign_up(client, email="new@example.org")
    assert (known.status_code, known.url) == (fresh.status_code, fresh.url)
    kinds = dict(OutboundEmail.objects.values_list("to_address", "kind"))
    assert kinds == {
        "ada@example.org": "account.account_already_exists",
        "new@example.org": "account.email_confirmation_signup",
    }
    assert User.objects.filter(emailaddress__email="ada@example.org").count() == 1

    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    mail = OutboundEmail.objects.get(to_address="nobody@example.org")
    assert mail.body.startswith("Good day,\n")
    assert reverse("account_signup") in mail.body


def test_each_request_for_a_mail_is_a_mail_of_its_own(client):
    make_user("Ada", "ada@example.org")
    for _ in range(2):
        client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    assert OutboundEmail.objects.filter(kind="account.password_reset_key").count() == 2


def test_a_changed_password_is_told_to_its_owner_with_where_it_came_from(client):
    person = make_user("Ada", "ada@example.org", password=PASSWORD)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    new = {
        "oldpassword": PASSWORD,
        "password1": "another-long-password",
        "password2": "another-long-password",
    }
    client.post(reverse("account_change_password"), new, headers={"user-agent": "Lynx & Co"})
    mail = OutboundEmail.objects.get(kind="account.password_changed")
    assert mail.to_user == person
    assert mail.body.startswith("Dear Ada,\n\nthe password of your account was changed.")
    assert "Lynx & Co" in mail.body
    assert "127.0.0.1" in mail.body


@pytest.mark.parametrize(
    "name",
    ["account/email/email_changed", "account/email/email_deleted", "account/email/email_confirm",
     "account/email/email_confirmation", "account/email/password_set", "mfa/email/totp_activated",
     "mfa/email/totp_deactivated", "mfa/email/recovery_codes_generated", "mfa/email/webauthn_added",
     "mfa/email/webauthn_removed", "account/email/email_added", "account/email/password_reset_waits"],
)  # fmt: skip
def test_every_mail_about_an_account_is_in_our_words(name):
    from allauth.account.adapter import get_adapter

    words = {"from_email": "a@b.c", "to_email": "d@e.f", "deleted_email": "a@b.c", "timestamp": NOW}
    words |= {"added_email": "a@b.c", "confirmed_email": "a@b.c", "resets_from": NOW}
    mail = get_adapter().render_mail(
        name, "ada@example.org", {"name": "Ada", "site_name": "EffGenAI", **words}
    )
    assert mail.subject
    assert mail.body.startswith("Dear Ada,\n\n")
    assert "EffGenAI" in mail.body
    assert "Hello from" not in mail.body
    assert not mail.alternatives
    assert max(len(line) for line in mail.body.splitlines()) <= 78


def sign_in(client, person, path=""):
    answer = client.post(f"{reverse('account_login')}{path}", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return answer.url


def test_after_signing_in_one_sees_what_needs_one_now(client):
    make_conference("effgenai", is_current=True)
    assert sign_in(client, make_user(password=PASSWORD)) == "/effgenai/me/"


def test_a_page_that_was_asked_for_comes_first(client):
    make_conference("effgenai", is_current=True)
    person = make_user(password=PASSWORD)
    assert sign_in(client, person, "?next=/effgenai/submissions/new/") == "/effgenai/submissions/new/"


def test_a_page_of_another_site_is_not_gone_to(client):
    make_conference("effgenai", is_current=True)
    assert sign_in(client, make_user(password=PASSWORD), "?next=https://evil.example/") == "/effgenai/me/"


def test_without_a_current_conference_one_sees_ones_profile(client):
    make_conference("draft", public_state="draft", is_current=True)
    assert sign_in(client, make_user(password=PASSWORD)) == reverse("accounts:profile")


def test_who_has_no_name_is_asked_for_it(client):
    make_conference("effgenai", is_current=True)
    person = make_user(password=PASSWORD)
    User.objects.update(name="")
    assert sign_in(client, person) == reverse("accounts:profile")


def test_an_invitation_survives_the_detour_over_the_mail(client, mail_catcher):
    conference = make_conference("effgenai", is_current=True)
    make_user(email="other@example.org")  # so the invited address proves nothing about who signs up
    invitation = Invitation.objects.create(
        conference=conference, email="other@example.org", state=InvitationState.SENT,
        created_at=NOW, sent_at=timezone.now(), sendings=1,
    )  # fmt: skip
    enter = reverse("reviews:enter_invitation", args=["effgenai", invitation.token])
    client.post(enter, {"way": "sign_up"})
    page = reverse("reviews:invitation", args=["effgenai", invitation.token])
    assert client.session[AFTER_SIGN_IN] == page
    sign_up(client)
    mail = OutboundEmail.objects.get(kind="account.email_confirmation_signup")
    answer = client.post(link_in(mail.body), follow=True)
    assert answer.redirect_chain[-1][0] == page
