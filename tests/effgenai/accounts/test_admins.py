import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from effgenai.accounts.models import User
from effgenai.accounts.queries import person_with, verified_addresses
from effgenai.accounts.services import AddressTaken, create_person
from effgenai.audit.models import AuditLine
from tests.support.factories import NOW, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"


def create_admin(monkeypatch, *args, typed=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    out = io.StringIO()
    call_command("create_admin", *args, stdout=out)
    return out.getvalue()


def test_a_new_administrator_can_sign_in_at_once(client, monkeypatch):
    create_admin(monkeypatch, "Root@Example.org", "--name", "Root")
    user = User.objects.get()
    assert (user.email, user.name, user.is_staff) == ("root@example.org", "Root", True)
    assert AuditLine.objects.get().action == "account.create"
    response = client.post("/account/login/", {"login": "root@example.org", "password": PASSWORD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_existing_account_is_promoted_and_keeps_its_password(monkeypatch):
    user = make_user("Ada", "ada@example.org", password="the old passphrase")
    assert "Ada is a site administrator" in create_admin(monkeypatch, "ada@example.org", typed="")
    user.refresh_from_db()
    assert user.is_staff
    assert user.check_password("the old passphrase")
    assert AuditLine.objects.get().action == "account.make_admin"


@pytest.mark.parametrize(("email", "typed"), [("ada@example.org", "short"), ("no address", PASSWORD)])
def test_a_weak_password_or_no_address_is_refused(monkeypatch, email, typed):
    with pytest.raises(CommandError):
        create_admin(monkeypatch, email, typed=typed)
    assert not User.objects.exists()


def test_an_address_belongs_to_one_account(monkeypatch):
    make_user("Ada", "ada@example.org")
    with pytest.raises(AddressTaken, match="already an account"):
        create_person(email="ADA@example.org", at=NOW)
    assert User.objects.count() == 1
    assert not AuditLine.objects.exists()


def test_people_are_found_by_any_verified_address_and_by_no_other():
    user = make_user("Ada", "ada@example.org")
    EmailAddress.objects.create(user=user, email="ada@work.example", verified=True)
    EmailAddress.objects.create(user=user, email="ada@claimed.example", verified=False)
    assert person_with(" ADA@work.example ") == user
    assert person_with("ada@claimed.example") is None
    assert verified_addresses(user) == {"ada@example.org", "ada@work.example"}


def test_nobody_is_found_by_the_address_of_a_closed_account():
    user = make_user("Ada", "ada@example.org", is_active=False)
    assert person_with(user.email) is None
