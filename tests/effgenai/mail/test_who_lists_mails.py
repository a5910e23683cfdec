"""Which mails and mailings the lists hold: of whom, about what, in which state."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState, ListedFor
from tests.support.factories import NOW, make_conference, make_member, make_user

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)
_numbers = itertools.count()


@pytest.fixture
def conference():
    return make_conference("here")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR)


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def mail(conference, state=EmailState.QUEUED, **fields):
    number = next(_numbers)
    times = {
        EmailState.SENT: {"sent_at": NOW},
        EmailState.SENDING: {"leased_until": NOW},
    }.get(state, {})
    known = {
        "dedupe_key": f"test:{number}",
        "message_id": f"<{number}@example.org>",
        "to_address": "a@b.example",
    }
    values = {"created_at": NOW, "due_at": NOW, "state": state, **known, **times, **fields}
    return OutboundEmail.objects.create(conference=conference, **values)


def test_chairs_list_mails_of_their_conference_but_those_about_hidden_papers(conference, chair):
    plain, about_3 = mail(conference), mail(conference, paper=3)
    about_4 = mail(conference, paper=4)
    mail(make_conference())
    viewer = look(chair, conference)
    assert set(OutboundEmail.objects.visible_to(viewer, hidden_papers=[])) == {plain, about_3, about_4}
    assert set(OutboundEmail.objects.visible_to(viewer, hidden_papers=iter([4]))) == {plain, about_3}


def test_nobody_but_chairs_lists_mails(conference):
    mail(conference)
    people = [make_member(conference, role) for role in Role if role != Role.CHAIR]
    for person in [*people, make_user(), make_member(make_conference(), Role.CHAIR), None]:
        assert not OutboundEmail.objects.visible_to(look(person, conference), hidden_papers=[]).exists()


def test_secret_mails_are_listed_for_whom_they_say(conference, chair):
    rows = {listed: mail(conference, is_secret=True, listed_for=listed) for listed in ListedFor}
    viewer = look(chair, conference)
    kept = OutboundEmail.objects.visible_to(viewer, hidden_papers=[], keeps_papers=True)
    free = OutboundEmail.objects.visible_to(viewer, hidden_papers=[], keeps_papers=False)
    assert set(kept) == {rows[ListedFor.CHAIRS]}
    assert set(free) == {rows[ListedFor.CHAIRS], rows[ListedFor.UNCONFLICTED]}


def test_mailings_with_a_mail_that_the_chair_may_see_are_listed(conference, chair):
    about_3, about_both, empty = (
        Mailing.objects.create(
            conference=conference, kind="test", title="T", created_at=NOW, created_by=chair
        )
        for _ in range(3)
    )
    mail(conference, mailing=about_3, paper=3)
    mail(conference, mailing=about_both, paper=3)
    mail(conference, mailing=about_both, paper=4)
    viewer = look(chair, conference)
    assert set(Mailing.objects.visible_to(viewer, hidden_papers=[])) == {about_3, about_both}
    assert list(Mailing.objects.visible_to(viewer, hidden_papers=[3])) == [about_both]
    assert empty not in Mailing.objects.visible_to(viewer, hidden_papers=[])


def test_mails_that_failed_or_are_tried_again_are_undelivered(conference):
    failed = mail(conference, EmailState.FAILED, last_error="No such mailbox")
    silent = mail(conference, EmailState.FAILED)
    again = {mail(conference, state, last_error="Later") for state in (EmailState.QUEUED, EmailState.SENDING)}
    for state in EmailState:
        if state != EmailState.FAILED:
            mail(conference, state)
    mail(conference, EmailState.SENT, last_error="Later")
    assert set(OutboundEmail.objects.undelivered()) == {failed, silent, *again}


def test_mails_are_due_at_their_time_and_when_their_sender_is_gone(conference):
    due = mail(conference)
    orphan = mail(conference, EmailState.SENDING, leased_until=NOW - SECOND)
    mail(conference, due_at=NOW + SECOND)
    mail(conference, EmailState.SENDING, leased_until=NOW)
    for state in (EmailState.HELD, EmailState.SENT, EmailState.FAILED, EmailState.STOPPED):
        mail(conference, state)
    mail(conference, EmailState.FAILED, leased_until=NOW - SECOND)
    assert set(OutboundEmail.objects.due(NOW)) == {due, orphan}
