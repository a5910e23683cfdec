"""How people say that two accounts are theirs, prove it, and what others learn of it: nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from effgenai.accounts.identities.services import ask_both, ask_by_address, question_of
from effgenai.accounts.models import MergeRequest, User
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from tests.leaks.checks import fingerprint
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.signing_in import signed_in as signed_in_some_time_ago

pytestmark = pytest.mark.django_db
OTHER = "/account/profile/other/"
SECRET_TITLE = "A paper of the other account"


@pytest.fixture
def uni():
    return make_user("Ada Nwosu", "ada@uni.example")


@pytest.fixture
def home():
    user = make_user("A. Nwosu", "ada@home.example")
    make_submission(make_conference("ws"), [user], title=SECRET_TITLE)
    return user


def signed_in(user):
    return signed_in_some_time_ago(user, ago=10)


def link_to(address):
    body = OutboundEmail.objects.filter(to_address=address).latest("pk").body
    return re.findall(r"/account/merge/\w+/", body)[0]


def is_merged(user):
    return User.objects.get(pk=user.pk).merged_into_id is not None


def test_a_mail_to_the_other_address_and_both_are_one(uni, home):
    client = signed_in(uni)
    client.post(OTHER, {"address": " Ada@Home.example "})
    mail = OutboundEmail.objects.get()
    assert (mail.to_address, mail.to_user, mail.is_secret) == ("ada@home.example", home, True)
    page = client.get(link_to("ada@home.example")).content.decode()
    assert SECRET_TITLE in page
    assert not is_merged(home)
    answer = client.post(link_to("ada@home.example"), follow=True)
    assert "one now" in answer.content.decode()
    assert is_merged(home)
    assert MergeRequest.objects.get().merged_at is not None


@pytest.mark.parametrize("address", ["nobody@home.example", "ada@home.example", "ada@uni.example"])
def test_the_answer_does_not_tell_who_has_an_account(uni, home, address):
    client = signed_in(uni)
    answer = client.post(OTHER, {"address": address}, follow=True).content.decode()
    assert f"If another account of this site has the address {address}, a mail is on its way" in answer
    assert OutboundEmail.objects.count() == (address == "ada@home.example")


def test_an_address_that_was_never_verified_is_nobodys(uni, home):
    EmailAddress.objects.filter(user=home).update(verified=False)
    signed_in(uni).post(OTHER, {"address": "ada@home.example"})
    assert not OutboundEmail.objects.exists()
    assert not MergeRequest.objects.exists()


def test_the_mail_and_the_link_alone_show_nothing_of_the_other_account(uni, home):
    paper = make_submission(make_conference("far"), [uni], title="Of the first")
    signed_in(uni).post(OTHER, {"address": "ada@home.example"})
    link = link_to("ada@home.example")
    for client in (Client(), signed_in(home), signed_in(make_user("Third"))):
        before = fingerprint()
        for answer in (client.get(link), client.post(link)):
            text = answer.content.decode()
            assert SECRET_TITLE not in text
            assert paper.title not in text
            assert "Make them one" not in text
        assert fingerprint() == before
    assert not is_merged(home)


def test_who_was_written_to_by_mistake_says_so_once_and_for_all(uni, home):
    client = signed_in(uni)
    client.post(OTHER, {"address": "ada@home.example"})
    link = link_to("ada@home.example")
    assert "not mine" in Client().get(link).content.decode()
    Client().post(f"{link}decline/")
    assert client.get(link).status_code == client.post(link).status_code == 404
    client.post(OTHER, {"address": "ada@home.example"})
    assert OutboundEmail.objects.count() == 1
    assert not is_merged(home)


def test_a_link_is_open_for_a_fortnight(uni, home):
    question = ask_by_address(by=uni, address=home.email, at=NOW)
    token = question.gone_token
    assert question_of(token, NOW + dt.timedelta(days=13)) == (question, home, uni)
    assert question_of(token, NOW + dt.timedelta(days=14)) is None


def test_nobody_is_mailed_twice_in_a_row_about_one_pair(uni, home):
    chair = make_user("Chair")
    minutes = dt.timedelta(minutes=1)
    assert ask_by_address(by=uni, address=home.email, at=NOW)
    assert ask_by_address(by=uni, address=home.email, at=NOW + 9 * minutes) is None
    assert ask_both(one=home, other=uni, by=chair, at=NOW + 60 * minutes, why="They") is None
    assert OutboundEmail.objects.count() == 1
    assert ask_by_address(by=home, address=uni.email, at=NOW + 11 * minutes)
    assert MergeRequest.objects.count() == 1


def test_two_people_of_one_name_cannot_become_one_by_both_pressing(uni, home):
    """Each proves an account of their own; nobody proves both."""
    ask_both(one=uni, other=home, by=make_user("Chair"), at=timezone.now(), why="They")
    for user in (uni, home):
        client = signed_in(user)
        answer = client.post(link_to(user.email))
        assert "proves already" in answer.content.decode()
    assert not is_merged(uni)
    assert not is_merged(home)


def test_either_link_of_a_chairs_question_opens_for_the_other_account(uni, home):
    uni.last_login = NOW
    uni.save()
    question = ask_both(one=home, other=uni, by=make_user("Chair"), at=timezone.now(), why="They")
    assert (question.kept, question.gone) == (uni, home)
    for mail in OutboundEmail.objects.filter(kind="account.merge_suggested"):
        other = {"ada@uni.example": "home.example", "ada@home.example": "uni.example"}[mail.to_address]
        assert other not in mail.body
    answer = signed_in(home).post(link_to("ada@uni.example"))
    assert answer.status_code == 302
    assert is_merged(home)
    assert not is_merged(uni)


def test_a_mail_does_not_prove_an_account_with_a_second_factor(uni, home):
    Authenticator.objects.create(user=home, type=Authenticator.Type.TOTP, data={})
    client = signed_in(uni)
    client.post(OTHER, {"address": home.email})
    before = fingerprint()
    answer = client.post(link_to(home.email)).content.decode()
    assert "second factor" in answer
    assert SECRET_TITLE not in answer
    assert fingerprint() == before
    question = MergeRequest.objects.get()
    signed_in(home).post(f"/account/merge/{question.kept_token}/")
    assert is_merged(home)


def test_an_administrators_account_is_not_taken_over_by_a_mail(uni, home):
    User.objects.filter(pk=home.pk).update(is_staff=True)
    client = signed_in(uni)
    client.post(OTHER, {"address": home.email})
    assert "site administrator" in client.post(link_to(home.email)).content.decode()
    assert not is_merged(home)


def claimed(uni, home):
    address = EmailAddress.objects.create(user=uni, email=home.email, verified=False)
    return EmailConfirmationHMAC.create(address).key


def test_confirming_an_address_of_another_account_offers_the_merge(uni, home):
    key, client = claimed(uni, home), signed_in(uni)
    page = client.get(f"/account/confirm-email/{key}/").content.decode()
    assert "See how both become one" in page
    answer = client.post("/account/merge/claim/", {"key": key}, follow=True)
    assert SECRET_TITLE in answer.content.decode()
    assert not is_merged(home)
    client.post(answer.redirect_chain[-1][0])
    assert is_merged(home)


@pytest.mark.parametrize("key", ["", "made-up", None])
def test_only_the_mailed_key_claims_an_account(uni, home, key):
    key = claimed(uni, home) if key is None else key
    other = signed_in(make_user("Third"))
    before = fingerprint()
    assert other.post("/account/merge/claim/", {"key": key}).status_code == 404
    assert fingerprint() == before


def test_the_profile_hints_only_at_what_is_proven(uni, home):
    hint = "It looks as if you have two accounts"
    client = signed_in(uni)
    assert hint not in client.get("/account/profile/").content.decode()
    colleague = make_user("Álvaro Nwosu", "alvaro@uni.example")
    assert hint not in client.get("/account/profile/").content.decode()
    make_user("Nwosu, Ada", "ada.nwosu@lab.uni.example")
    assert hint not in client.get("/account/profile/").content.decode()
    make_user("Somebody", "A.da@lab.uni.example")
    page = client.get("/account/profile/").content.decode()
    assert hint in page
    assert "a.da@" not in page
    assert hint not in signed_in(colleague).get("/account/profile/").content.decode()


def test_the_hint_does_not_answer_to_a_name_that_one_types(uni):
    make_user("Grace Hopper", "grace@uni.example")
    client = signed_in(uni)
    pages = []
    for name in ("Ada Nwosu", "Grace Hopper"):
        User.objects.filter(pk=uni.pk).update(name=name)
        pages.append(
            [client.get(path).content.decode().replace(name, "") for path in ("/account/profile/", OTHER)]
        )
    assert "It looks as if" not in "".join(pages[0])
    assert [without_token(page) for page in pages[0]] == [without_token(page) for page in pages[1]]


def without_token(page):
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)


ADMIN = "/account/twins/"


def test_administrators_compare_and_merge(uni, home):
    User.objects.filter(pk=home.pk).update(name="Ada Nwosu")
    client = signed_in(make_user("Admin", is_staff=True))
    page = client.get(ADMIN).content.decode()
    assert "same name, addresses that begin alike" in page
    answer = client.post(ADMIN, {"kept": uni.email, "gone": home.email})
    page = client.get(answer.url).content.decode()
    assert "ada@home.example" in page
    assert SECRET_TITLE not in page
    client.post(answer.url)
    assert not is_merged(home)
    client.post(answer.url, {"sure": "on"})
    assert is_merged(home)


def test_administrators_do_not_merge_their_own_accounts_here(uni, home):
    User.objects.filter(pk=uni.pk).update(is_staff=True)
    client = signed_in(User.objects.get(pk=uni.pk))
    answer = client.post(f"{ADMIN}{uni.key}/{home.key}/", {"sure": "on"})
    assert "Merge your own accounts" in answer.content.decode()
    assert not is_merged(home)


def test_there_is_no_such_page_for_anyone_else(uni, home):
    conference = make_conference("x")
    chair = make_member(conference, Role.CHAIR)
    for person in (uni, chair):
        client = signed_in(person)
        assert client.get(ADMIN).status_code == 404
        answer = client.post(f"{ADMIN}{uni.key}/{home.key}/", {"sure": "on"})
        assert answer.status_code == 404
    assert not is_merged(home)


def test_an_unknown_address_is_told_to_administrators(uni):
    client = signed_in(make_user("Admin", is_staff=True))
    page = client.post(ADMIN, {"kept": uni.email, "gone": "no@no.example"}).content.decode()
    assert "There is no account with this address." in page
