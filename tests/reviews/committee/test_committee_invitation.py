import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.committee.models import Invitation
from reviews.committee.services.invitations import send_invitations
from reviews.committee.states import InvitationState
from reviews.expertise.models import Reviewer
from tests.support.factories import make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db

RECENTLY = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
WHILE_AGO = RECENTLY - dt.timedelta(days=12)
LONG_AGO = RECENTLY - dt.timedelta(days=90)


@pytest.fixture
def conference():
    return make_conference("effgenai", contact_email="chairs@example.org")


@pytest.fixture
def invitation(conference):
    return Invitation.objects.create(
        conference=conference,
        email="ada@example.org",
        name="Ada",
        state=InvitationState.SENT,
        created_at=RECENTLY,
        sent_at=RECENTLY,
        sendings=1,
        load=3,
    )


def url(invitation, name="invitation"):
    return reverse(f"reviews:{name}", args=[invitation.conference.slug, invitation.token])


def facts(invitation):
    invitation.refresh_from_db()
    return (invitation.state, invitation.user, invitation.answered_at, AuditLine.objects.count())


def test_inviting_and_reminding_takes_as_many_statements_for_fifty_people_as_for_five(conference):
    chair = make_member(conference, Role.CHAIR)

    def statements(number, *, is_reminder):
        rows = [
            Invitation.objects.create(
                conference=conference,
                email=f"p{Invitation.objects.count()}@example.org",
                created_at=LONG_AGO,
                **(
                    {"state": InvitationState.SENT, "sent_at": WHILE_AGO, "sendings": 1}
                    if is_reminder
                    else {}
                ),
            )
            for _ in range(number)
        ]
        keys = [row.pk for row in rows]
        now = dt.datetime.now(dt.UTC)
        with CaptureQueriesContext(connection) as queries:
            sent = send_invitations(
                conference=conference, invitations=keys, by=chair, at=now, is_reminder=is_reminder
            )
        assert sent == number
        mails = OutboundEmail.objects.filter(to_address__in=[row.email for row in rows])
        assert {mail.dedupe_key for mail in mails} == {f"invitation:{key}:{1 + is_reminder}" for key in keys}
        assert {(row.state, row.sendings, row.sent_at) for row in Invitation.objects.filter(pk__in=keys)} == {
            (InvitationState.SENT, 1 + is_reminder, now)
        }
        return len(queries)

    for is_reminder in (False, True):
        assert statements(5, is_reminder=is_reminder) == statements(50, is_reminder=is_reminder)


def test_opening_the_page_changes_nothing(client, invitation):
    before = facts(invitation)
    page = client.get(url(invitation))
    assert page.status_code == 200
    assert "at most 3 papers" in page.content.decode()
    assert facts(invitation) == before
    assert not client.session.keys()


def test_answering_needs_a_post(client, invitation):
    client.force_login(make_user())
    for name in ("accept_invitation", "decline_invitation", "enter_invitation"):
        assert client.get(url(invitation, name)).status_code == 405
    assert facts(invitation)[0] == InvitationState.SENT


def test_accepting_binds_the_account_whatever_its_address(client, conference, invitation):
    person = make_user("Ada L.", "other@example.net")
    client.force_login(person)
    topic = conference.topics.first()
    answer = client.post(url(invitation, "accept_invitation"), {"load": "2", "topics": [topic.pk]})
    assert answer.url == reverse("reviews:expertise", args=[conference.slug])
    assert facts(invitation)[:2] == (InvitationState.ACCEPTED, person)
    assert [row.role for row in person.memberships.all()] == [Role.REVIEWER]
    reviewer = Reviewer.objects.get(conference=conference, user=person)
    assert (reviewer.load_max, list(reviewer.topics.all())) == (2, [topic])
    assert AuditLine.objects.get().action == "invitation.accept"
    assert client.get(answer.url).status_code == 200


def test_accepting_finds_the_conflicts_of_the_new_member(client, conference, invitation):
    author = make_user("Ada", "ada@uni.example.org")
    paper = make_submission(conference, [author])
    client.force_login(author)
    client.post(url(invitation, "accept_invitation"), {"load": "2"})
    assert [conflict.source for conflict in paper.conflicts.filter(user=author)] == ["author"]


def test_a_visitor_cannot_accept_and_is_told_what_to_do(client, invitation):
    answer = client.post(url(invitation, "accept_invitation"), {"load": "2"})
    assert "Sign in, or make an account" in answer.content.decode()
    assert facts(invitation)[0] == InvitationState.SENT
    assert not Reviewer.objects.exists()


def test_a_wrong_load_is_named_and_keeps_the_choice(client, conference, invitation):
    client.force_login(make_user())
    topic = conference.topics.first()
    answer = client.post(url(invitation, "accept_invitation"), {"load": "0", "topics": [topic.pk]})
    page = answer.content.decode()
    assert "greater than or equal to 1" in page
    assert "checked" in page
    assert facts(invitation)[0] == InvitationState.SENT


def test_declining_needs_no_account_and_keeps_the_reason(client, invitation):
    answer = client.post(url(invitation, "decline_invitation"), {"reason": "No time."}, follow=True)
    assert "You declined" in answer.content.decode()
    invitation.refresh_from_db()
    assert (invitation.state, invitation.decline_reason) == (InvitationState.DECLINED, "No time.")
    assert not OutboundEmail.objects.exists()


def test_a_reason_that_is_too_long_stays_in_the_box(client, invitation):
    page = client.post(url(invitation, "decline_invitation"), {"reason": "x" * 501}).content.decode()
    assert "at most 500 characters" in page
    assert "x" * 501 in page
    assert facts(invitation)[0] == InvitationState.SENT


def test_who_declined_may_still_say_yes(client, invitation):
    client.post(url(invitation, "decline_invitation"), {})
    person = make_user()
    client.force_login(person)
    client.post(url(invitation, "accept_invitation"), {"load": "1"})
    assert facts(invitation)[:2] == (InvitationState.ACCEPTED, person)


def test_an_accepted_one_cannot_be_taken_by_someone_else(client, invitation):
    client.force_login(first := make_user())
    client.post(url(invitation, "accept_invitation"), {"load": "1"})
    before = facts(invitation)
    client.force_login(second := make_user())
    answer = client.post(url(invitation, "accept_invitation"), {"load": "5"})
    assert "This invitation was accepted" in answer.content.decode()
    client.post(url(invitation, "decline_invitation"), {"reason": "Not me."})
    assert facts(invitation) == before
    assert before[1] == first
    assert not second.memberships.exists()


@pytest.mark.parametrize("what", ["revoked", "old"])
def test_a_closed_one_says_so_and_takes_no_answer(client, invitation, what):
    if what == "revoked":
        invitation.state = InvitationState.EXPIRED
    else:
        invitation.sent_at = LONG_AGO
    invitation.save()
    before = facts(invitation)
    client.force_login(make_user())
    page = client.get(url(invitation))
    assert page.status_code == 410
    assert "no longer open" in page.content.decode()
    assert "chairs@example.org" in page.content.decode()
    for name in ("accept_invitation", "decline_invitation", "enter_invitation"):
        assert client.post(url(invitation, name), {"load": "1"}).status_code == 410
    assert facts(invitation) == before
    assert not Reviewer.objects.exists()


def test_unknown_foreign_and_unsent_addresses_look_alike(client, conference, invitation):
    foreign = reverse("reviews:invitation", args=[make_conference().slug, invitation.token])
    unknown = reverse("reviews:invitation", args=[conference.slug, "x" * 32])
    Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.PREPARED)
    for address in (foreign, unknown, url(invitation)):
        page = client.get(address)
        assert page.status_code == 404
        assert "There is no such invitation" in page.content.decode()
        assert "Ada" not in page.content.decode()


def test_signing_in_leads_back(client, invitation):
    answer = client.post(url(invitation, "enter_invitation"), {"way": "sign_in"})
    assert answer.url.startswith(reverse("account_login"))
    assert url(invitation).replace("/", "%2F") in answer.url
    assert client.session["invitation"] == invitation.token
    assert "account_verified_email" not in client.session


def test_signing_up_with_the_invited_address_needs_no_second_proof(client, invitation):
    answer = client.post(url(invitation, "enter_invitation"), {"way": "sign_up"})
    assert client.session["account_verified_email"] == "ada@example.org"
    answer = client.post(
        answer.url, {"name": "Ada", "email": "ada@example.org", "password1": "a long enough passphrase"}
    )
    assert answer.url == url(invitation)
    address = EmailAddress.objects.get(email="ada@example.org")
    assert address.verified
    client.post(url(invitation, "accept_invitation"), {"load": "3"})
    assert facts(invitation)[:2] == (InvitationState.ACCEPTED, address.user)


def test_an_address_that_has_an_account_is_never_given_to_a_new_one(client, invitation):
    make_user("Ada", "ada@example.org")
    client.post(url(invitation, "enter_invitation"), {"way": "sign_up"})
    assert "account_verified_email" not in client.session


def test_a_forwarded_link_gives_nobody_the_invited_address(client, invitation):
    """Carol was given Ada's link: her new account is hers alone, and confirmed by mail as any other."""
    answer = client.post(url(invitation, "enter_invitation"), {"way": "sign_up"})
    client.post(
        answer.url, {"name": "Carol", "email": "carol@example.org", "password1": "a long enough passphrase"}
    )
    carol = User.objects.get(name="Carol")
    addresses = EmailAddress.objects.filter(user=carol).values_list("email", "verified")
    assert list(addresses) == [("carol@example.org", False)]
    assert carol.email == "carol@example.org"
    assert "_auth_user_id" not in client.session
    assert OutboundEmail.objects.get().kind == "account.email_confirmation_signup"
    # Nor does what the link proved stay behind for whoever signs up next in this browser.
    client.post(
        reverse("account_signup"),
        {"name": "Dan", "email": "ada@example.org", "password1": "a long enough passphrase"},
    )
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_accepting_a_forwarded_link_leaves_the_papers_of_the_invited_alone(client, conference, invitation):
    theirs = make_submission(conference)
    line = theirs.authorships.create(name="Ada", email="ada@example.org", position=0)
    carol = make_user("Carol", "carol@example.org")
    client.force_login(carol, backend="django.contrib.auth.backends.ModelBackend")
    client.post(url(invitation, "accept_invitation"), {"load": "3"})
    assert facts(invitation)[:2] == (InvitationState.ACCEPTED, carol)
    line.refresh_from_db()
    assert line.user is None
    assert not EmailAddress.objects.filter(email="ada@example.org").exists()


def test_the_link_proves_its_address_to_the_account_that_lists_it(client, invitation):
    person = make_user("Ada", "ada@home.example")
    row = EmailAddress.objects.create(user=person, email="ada@example.org", verified=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.get(url(invitation))
    row.refresh_from_db()
    assert not row.verified
    client.post(url(invitation, "accept_invitation"), {"load": "3"})
    row.refresh_from_db()
    assert row.verified
