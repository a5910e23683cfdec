"""How many people one person may cause to be mailed in a day. Counted in the outbox, not in a cache."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.mail.accounts.limits import why_not_reach
from effgenai.mail.models import OutboundEmail
from effgenai.mail.services import Message, enqueue_mail
from reviews.committee.invitees import Invitee
from reviews.committee.models import Invitation
from reviews.committee.services.invitations import prepare_invitations, send_invitations
from reviews.committee.states import InvitationState
from tests.leaks.checks import fingerprint
from tests.support.factories import NOW, make_conference, make_member, make_user
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
A_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.MAIL_PEOPLE_PER_DAY = 3
    settings.MAIL_PEOPLE_PER_DAY_CHAIRS = 5


@pytest.fixture
def ada():
    return make_user("Ada", "ada@example.org", password="quite-a-long-password")


def people(*numbers):
    return [f"p{number}@example.org" for number in numbers]


@transaction.atomic
def mail(by, addresses, at=NOW):
    messages = [
        Message(kind="x", dedupe_key=f"{at} {address}", to_address=address, subject="x", body="x")
        for address in addresses
    ]
    enqueue_mail(messages=messages, at=at, conference=None, by=by)


def test_more_people_in_a_day_are_refused_with_a_sentence_and_nobody_is_mailed(ada):
    mail(ada, people(1, 2))
    before = fingerprint()
    with pytest.raises(Refused, match="more than 3 people within a day"):
        mail(ada, people(3, 4))
    assert fingerprint() == before
    mail(ada, people(3))


def test_a_cache_that_is_emptied_gives_no_more(ada):
    mail(ada, people(1, 2, 3))
    cache.clear()
    assert why_not_reach(people(4), by=ada, at=NOW)


def test_the_same_people_again_and_ones_own_addresses_are_no_more_people(ada):
    mail(ada, people(1, 2, 3))
    assert why_not_reach([*people(1, 2), "P3@Example.org", "ADA@example.org"], by=ada, at=NOW) is None


def test_the_next_day_is_another_day_and_somebody_else_somebody_else(ada):
    mail(ada, people(1, 2, 3))
    assert why_not_reach(people(4), by=ada, at=NOW + A_DAY) is None
    assert why_not_reach(people(4), by=make_user(), at=NOW) is None


def test_what_the_software_sends_is_not_counted(ada):
    mail(None, people(*range(9)))
    assert why_not_reach(people(10, 11, 12), by=ada, at=NOW) is None


def test_chairs_and_administrators_may_reach_more(ada):
    chair = make_member(make_conference(), Role.CHAIR)
    for person in (chair, make_user(is_staff=True)):
        assert why_not_reach(people(*range(5)), by=person, at=NOW) is None
        assert why_not_reach(people(*range(6)), by=person, at=NOW)
    reviewer = make_member(make_conference(), Role.REVIEWER)
    assert why_not_reach(people(*range(4)), by=reviewer, at=NOW)


def test_invitations_are_counted():
    conference = make_conference("ws")
    chair = make_member(conference, Role.CHAIR)
    invitees = [Invitee(email=address) for address in people(*range(6))]
    prepare_invitations(
        conference=conference, invitees=invitees, role=Role.REVIEWER, load=3, by=chair, at=timezone.now()
    )
    keys = list(Invitation.objects.values_list("pk", flat=True))
    with pytest.raises(Refused, match="more than 5 people"):
        send_invitations(conference=conference, invitations=keys, by=chair, at=timezone.now())
    assert set(Invitation.objects.values_list("state", flat=True)) == {InvitationState.PREPARED}
    assert not OutboundEmail.objects.exists()
    send_invitations(conference=conference, invitations=keys[:5], by=chair, at=timezone.now())
    assert OutboundEmail.objects.filter(caused_by=chair).count() == 5


def test_adding_addresses_mails_few_strangers(ada):
    client = signed_in(ada)
    client.post("/account/reauthenticate/", {"password": "quite-a-long-password"})
    for address in people(*range(5)):
        client.post("/account/email/", {"action_add": "", "email": address})
        EmailAddress.objects.filter(email=address).delete()
    asked = OutboundEmail.objects.filter(kind="account.email_confirmation")
    assert asked.count() == 3
    # What tells the owner is never held back.
    assert OutboundEmail.objects.filter(kind="account.email_added").count() == 5


def test_asking_to_merge_mails_few_people_and_answers_the_same(ada):
    for address in people(*range(5)):
        make_user(email=address)
    client = signed_in(ada)
    answers = set()
    for address in [*people(*range(5)), "nobody@example.org"]:
        page = client.post("/account/profile/other/", {"address": address}, follow=True).content.decode()
        answers.add(
            f"If another account of this site has the address {address}, a mail is on its way" in page
        )
    assert answers == {True}
    assert OutboundEmail.objects.filter(kind="account.merge_asked").count() == 3
