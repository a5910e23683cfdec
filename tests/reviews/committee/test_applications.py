import contextlib
import datetime as dt
import itertools
import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from html5lib import HTMLParser

from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import Policy
from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.public_pages import public_addresses
from effgenai.conferences.web.todos import todos_of
from effgenai.mail.models import OutboundEmail
from reviews.committee.models import Application
from reviews.committee.queries.members import committee_stage
from reviews.committee.rules.applications import MAX_CHANGES
from reviews.committee.services.applications import (
    ApplicationOffer,
    apply_to_review,
    approve_applications,
    decline_application,
    reconsider_application,
    withdraw_application,
)
from reviews.committee.states import APPLICATION_TRANSITIONS, ApplicationState
from reviews.expertise.models import PastPaper, Reviewer
from submissions.conflicts.models import Conflict
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db

STATES = list(ApplicationState)


@pytest.fixture
def conference():
    return make_conference("effgenai", calls_for_reviewers=True, contact_email="chairs@example.org")


@pytest.fixture
def volunteer(client):
    user = make_user("Ada Lovelace", "ada@example.org")
    client.force_login(user)
    return user


def url(conference, name, *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def offer(conference, **changes):
    return {
        "topics": [conference.topics.first().pk],
        "load": "3",
        "career_stage": "postdoc",
        "past_reviews": "12",
        "links": "https://dblp.org/pid/1\n0000-0002-1825-0097",
        "papers": "A paper on pruning\nAnother on caches",
        "voucher": "Charles Babbage",
        "note": "Happy to help.",
        **changes,
    }


def send(client, conference, **changes):
    return client.post(url(conference, "apply"), offer(conference, **changes))


def make_application(conference, state=ApplicationState.APPLIED, user=None, **fields):
    if state in {ApplicationState.APPROVED, ApplicationState.DECLINED}:
        fields["decided_at"] = NOW
    row = Application.objects.create(
        conference=conference, user=user or make_user(), state=state, career_stage="student",
        applied_at=NOW, changed_at=NOW, **{"load": 3, "links": "https://example.org/", **fields},
    )  # fmt: skip
    row.topics.set(conference.topics.all()[:1])
    return row


def untouched():
    """Nothing was written, recorded or mailed since the application was made."""
    return not AuditLine.objects.exists() and not OutboundEmail.objects.exists()


# --- The public page ------------------------------------------------------------------------------------
def test_a_visitor_reads_what_is_asked_and_is_led_to_sign_in(client, conference):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW + dt.timedelta(days=90))
    Policy.objects.create(conference=conference, kind=PolicyKind.LLM_REVIEWERS, text="Read yourselves.")
    Conference.objects.filter(pk=conference.pk).update(reviewer_guide="Be **kind**.")
    page = client.get(url(conference, "call_for_reviewers"))
    html = page.content.decode()
    HTMLParser(strict=True).parse(html)
    for words in (
        "about 4 papers",
        "You do not see who wrote a paper",
        "Reviews due",
        "Compression",
        "Read yourselves.",
        "Be <strong>kind</strong>.",
    ):
        assert words in html
    assert html.count('class="button primary') == 1
    answer = client.get(url(conference, "apply"))
    assert answer.status_code == 302
    assert "/account/login/" in answer.url


def test_a_date_that_is_not_public_is_not_told(client, conference):
    make_milestone(conference, MilestoneKind.REVIEWS_DUE, NOW, is_public=False)
    assert "Reviews due" not in client.get(url(conference, "call_for_reviewers")).content.decode()


@pytest.mark.parametrize("how", ["closed", "archived"])
def test_a_closed_call_says_so_and_takes_nothing(client, conference, volunteer, how):
    changes = {"calls_for_reviewers": False} if how == "closed" else {"public_state": PublicState.ARCHIVED}
    Conference.objects.filter(pk=conference.pk).update(**changes)
    page = client.get(url(conference, "call_for_reviewers")).content.decode()
    assert "is closed" in page
    assert "noindex" in page
    assert "is closed" in client.get(url(conference, "apply")).content.decode()
    assert "is closed" in send(client, conference).content.decode()
    assert not Application.objects.exists()
    assert untouched()


def test_the_site_leads_to_the_call_only_while_it_is_open(client, conference):
    home = reverse("conferences:home", args=[conference.slug])
    assert "/effgenai/review-with-us/" in client.get(home).content.decode()
    assert "/effgenai/review-with-us/" in public_addresses(conference, timezone.now())
    Conference.objects.filter(pk=conference.pk).update(calls_for_reviewers=False)
    assert "/effgenai/review-with-us/" not in client.get(home + "?fresh").content.decode()
    conference.refresh_from_db()
    assert "/effgenai/review-with-us/" not in public_addresses(conference, timezone.now())


# --- Applying -------------------------------------------------------------------------------------------
def test_an_offer_is_kept_recorded_and_shown_to_its_writer(client, conference, volunteer):
    assert send(client, conference).url == url(conference, "call_for_reviewers")
    row = Application.objects.get()
    assert (row.user, row.state, row.load, row.past_reviews) == (volunteer, ApplicationState.APPLIED, 3, 12)
    assert row.links == "https://dblp.org/pid/1\nhttps://orcid.org/0000-0002-1825-0097"
    assert [topic.name for topic in row.topics.all()] == ["Compression"]
    assert AuditLine.objects.get().action == "application.submit"
    assert "waits for the chairs" in client.get(url(conference, "call_for_reviewers")).content.decode()
    assert "Charles Babbage" in client.get(url(conference, "apply")).content.decode()
    assert not volunteer.memberships.exists()


def test_a_volunteer_gets_one_receipt_for_an_offer_and_none_for_changes(client, conference, volunteer):
    send(client, conference)
    mail = OutboundEmail.objects.get()
    assert (mail.kind, mail.to_address) == ("committee.application_received", "ada@example.org")
    assert "review at most 3 papers" in mail.body
    assert url(conference, "call_for_reviewers") in mail.body
    assert "Happy to help" not in mail.body
    send(client, conference, load="1")
    assert OutboundEmail.objects.count() == 1
    client.post(url(conference, "withdraw_application"))
    assert OutboundEmail.objects.count() == 1
    send(client, conference)
    assert OutboundEmail.objects.count() == 2, "an offer that is made anew has a receipt of its own"


def test_an_offer_that_is_refused_has_no_receipt(client, conference, volunteer):
    send(client, conference, load="0")
    assert untouched()


def test_volunteers_see_on_their_pages_that_they_wait(client, conference, volunteer):
    me, mine = f"/{conference.slug}/me/", "/conferences/mine/"
    assert "Your offer to review" not in client.get(me).content.decode()
    send(client, conference)
    page = client.get(me).content.decode()
    assert "Your offer to review" in page
    assert "waits for the chairs" in page
    assert "All of the below is done" not in page
    assert conference.title in client.get(mine).content.decode()
    Application.objects.update(state=ApplicationState.APPROVED, decided_at=NOW)
    assert "Your offer to review" not in client.get(me).content.decode()


def test_an_offer_can_be_changed_until_it_is_answered(client, conference, volunteer):
    send(client, conference)
    first = Application.objects.get()
    send(client, conference, load="1", note="")
    row = Application.objects.get()
    assert (row.load, row.note, row.applied_at) == (1, "", first.applied_at)
    assert row.changed_at > first.changed_at
    Application.objects.update(state=ApplicationState.DECLINED, decided_at=NOW)
    assert "has been answered" in send(client, conference, load="9").content.decode()
    assert Application.objects.get().load == 1


def test_a_withdrawn_offer_is_hidden_from_chairs_and_can_be_made_again(client, conference, volunteer):
    send(client, conference)
    client.post(url(conference, "withdraw_application"))
    row = Application.objects.get()
    assert row.state == ApplicationState.WITHDRAWN
    client.force_login(make_member(conference, Role.CHAIR))
    assert client.get(url(conference, "application", row.key)).status_code == 404
    assert "Nobody has applied yet" in client.get(url(conference, "applications")).content.decode()
    client.force_login(volunteer)
    send(client, conference)
    assert Application.objects.get().state == ApplicationState.APPLIED
    assert [line.action for line in AuditLine.objects.order_by("pk")] == [
        "application.submit",
        "application.withdraw",
        "application.submit",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"load": "0"}, "greater than or equal to 1"),
        ({"load": ""}, "This field is required"),
        ({"topics": []}, "Choose at least one topic."),
        ({"career_stage": ""}, "This field is required"),
        ({"career_stage": "king"}, "valid choice"),
        ({"past_reviews": "-1"}, "greater than or equal to 0"),
        ({"links": "javascript:alert(1)"}, "is not an address of the web"),
        ({"links": "not an address"}, "is not an address of the web"),
        ({"links": "\n".join(["https://example.org/"] * 11)}, "At most 10 addresses"),
        ({"links": "", "papers": "", "voucher": ""}, "Give us something to go by"),
        ({"papers": "x" * 20_001}, "at most 20000 characters"),
        ({"note": "x" * 2001}, "at most 2000 characters"),
        ({"voucher": "x" * 301}, "at most 300 characters"),
    ],
)
def test_wrong_input_is_named_and_stays_in_its_box(client, conference, volunteer, changes, sentence):
    page = send(client, conference, **changes).content.decode()
    assert sentence in page
    assert "Happy to help." in page or "note" in changes
    assert not Application.objects.exists()
    assert untouched()


def test_without_topics_in_the_conference_none_are_asked_for(client, conference, volunteer):
    conference.topics.all().delete()
    client.post(url(conference, "apply"), {**offer(make_conference()), "topics": []})
    assert Application.objects.get().topics.count() == 0


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.CHAIR])
def test_members_of_the_committee_need_not_apply(client, conference, role):
    client.force_login(make_member(conference, role))
    assert "on the committee already" in client.get(url(conference, "apply")).content.decode()
    assert "on the committee already" in send(client, conference).content.decode()
    assert not Application.objects.exists()
    assert untouched()


def test_an_address_has_to_be_verified_first(client, conference, volunteer):
    EmailAddress.objects.update(verified=False)
    assert "Verify one of your e-mail addresses" in send(client, conference).content.decode()
    assert not Application.objects.exists()


def test_nobody_changes_an_offer_without_end(client, conference, volunteer):
    for _ in range(MAX_CHANGES):
        send(client, conference)
    assert "many times within an hour" in send(client, conference, load="9").content.decode()
    assert Application.objects.get().load == 3
    assert AuditLine.objects.count() == MAX_CHANGES


def test_withdrawing_needs_an_offer_that_waits(client, conference, volunteer):
    assert client.post(url(conference, "withdraw_application")).status_code == 404
    for state in (ApplicationState.APPROVED, ApplicationState.DECLINED, ApplicationState.WITHDRAWN):
        Application.objects.all().delete()
        make_application(conference, state, user=volunteer)
        assert client.post(url(conference, "withdraw_application")).status_code == 403
        assert Application.objects.get().state == state
    assert untouched()


# --- Answering ------------------------------------------------------------------------------------------
@pytest.fixture
def chair(client, conference):
    chair = make_member(conference, Role.CHAIR, make_user("Chair"))
    client.force_login(chair)
    return chair


def approve(client, conference, *rows, **more):
    data = {"selected": [row.key for row in rows], "confirmed": "1", **more}
    return client.post(url(conference, "approve_applications"), data, follow=True)


def test_chairs_see_everything_that_was_told(client, conference, chair):
    ada = make_user("Ada Lovelace")
    row = make_application(
        conference, user=ada, voucher="Charles", note="First line\nsecond", links="https://example.org/ada",
        papers="@article{x, title={On {E}ngines}, year=1943}",
    )  # fmt: skip
    ada.affiliations.create(institution="Example University")
    ada.affiliations.create(institution="Former College", start_year=1990, end_year=1999)
    page = client.get(url(conference, "application", row.key)).content.decode()
    for words in (
        "Charles",
        "First line<br>second",
        "On Engines",
        "1943",
        "Example University",
        "Compression",
    ):
        assert words in page
    assert 'href="https://example.org/ada" rel="nofollow noopener"' in page
    assert "Former College" not in page


def test_approving_shows_first_whom_and_what_letter(client, conference, chair):
    rows = [make_application(conference, user=make_user(f"Volunteer {number}")) for number in range(3)]
    data = {"selected": [row.key for row in rows]}
    page = client.post(url(conference, "approve_applications"), data).content.decode()
    assert "Volunteer 0" in page
    assert "people become reviewers and get a mail each" in page
    assert "Welcome to the programme committee of EFFGENAI" in page
    assert Application.objects.waiting().count() == 3
    assert untouched()


def test_approved_volunteers_are_reviewers_with_what_they_told(client, conference, chair):
    ada = make_user("Ada Lovelace")
    paper = make_submission(conference, [ada])
    row = make_application(conference, user=ada, papers="A paper on pruning\nAnother on caches")
    page = approve(client, conference, row).content.decode()
    assert "Approved: Ada Lovelace" in page
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (ApplicationState.APPROVED, chair)
    assert [membership.role for membership in ada.memberships.all()] == [Role.REVIEWER]
    reviewer = Reviewer.objects.get(user=ada)
    assert (reviewer.load_max, [topic.name for topic in reviewer.topics.all()]) == (3, ["Compression"])
    assert {row.title for row in ada.past_papers.all()} == {"A paper on pruning", "Another on caches"}
    assert Conflict.objects.filter(submission=paper, user=ada).exists()
    mail = OutboundEmail.objects.get()
    assert (mail.to_address, mail.reply_to) == (ada.email, "chairs@example.org")
    assert "at most 3 papers" in mail.body
    assert url(conference, "expertise") in mail.body
    assert AuditLine.objects.filter(action="application.approve", actor=chair).count() == 1


def test_several_are_approved_at_once_and_those_answered_are_passed_over(client, conference, chair):
    rows = [make_application(conference) for _ in range(3)]
    declined = make_application(conference, ApplicationState.DECLINED)
    foreign = make_application(make_conference())
    approve(client, conference, *rows, declined, foreign)
    assert conference.memberships.filter(role=Role.REVIEWER).count() == 3
    assert OutboundEmail.objects.count() == 3
    declined.refresh_from_db()
    foreign.refresh_from_db()
    assert (declined.state, foreign.state) == (ApplicationState.DECLINED, ApplicationState.APPLIED)


def test_approving_again_does_nothing(client, conference, chair):
    row = make_application(conference)
    approve(client, conference, row)
    lines = AuditLine.objects.count()
    page = approve(client, conference, row).content.decode()
    assert "Nobody was approved" in page
    assert (OutboundEmail.objects.count(), AuditLine.objects.count()) == (1, lines)


def test_who_joined_by_invitation_meanwhile_keeps_load_and_topics(client, conference, chair):
    row = make_application(conference)
    make_member(conference, Role.REVIEWER, row.user)
    reviewer = Reviewer.objects.create(conference=conference, user=row.user, load_max=7, joined_at=NOW)
    reviewer.topics.set(conference.topics.filter(name="Inference"))
    approve(client, conference, row)
    reviewer.refresh_from_db()
    assert reviewer.load_max == 7
    assert [topic.name for topic in reviewer.topics.all()] == ["Inference"]
    assert row.user.memberships.count() == 1


def test_declining_sends_a_polite_letter_with_a_word_of_the_chairs(client, conference, chair):
    row = make_application(conference, user=make_user("Ada"))
    page = client.get(url(conference, "decline_application", row.key)).content.decode()
    assert "We are grateful for your offer" in page
    assert untouched()
    client.post(url(conference, "decline_application", row.key), {"note": "We had too many systems people."})
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (ApplicationState.DECLINED, chair)
    mail = OutboundEmail.objects.get()
    assert mail.body.startswith("Dear Ada,\n\nThank you for your offer")
    assert "We had too many systems people." in mail.body
    assert not row.user.memberships.exists()


def test_a_refusal_can_be_taken_back_and_said_again(client, conference, chair):
    row = make_application(conference)
    decline = url(conference, "decline_application", row.key)
    client.post(decline, {"note": ""})
    client.post(url(conference, "reconsider_application", row.key))
    row.refresh_from_db()
    assert (row.state, row.decided_at, row.decided_by) == (ApplicationState.APPLIED, None, None)
    assert OutboundEmail.objects.count() == 1
    client.post(decline, {"note": ""})
    assert OutboundEmail.objects.count() == 2


@pytest.mark.parametrize("state", [ApplicationState.APPLIED, ApplicationState.APPROVED])
def test_only_a_refusal_can_be_taken_back(client, conference, chair, state):
    row = make_application(conference, state)
    assert client.post(url(conference, "reconsider_application", row.key)).status_code == 403
    row.refresh_from_db()
    assert row.state == state
    assert untouched()


@pytest.mark.parametrize("state", [ApplicationState.APPROVED, ApplicationState.DECLINED])
def test_an_answered_application_is_not_declined_again(client, conference, chair, state):
    row = make_application(conference, state)
    decline = url(conference, "decline_application", row.key)
    assert client.get(decline).url == url(conference, "application", row.key)
    assert "already" in client.post(decline, {"note": ""}).content.decode()
    row.refresh_from_db()
    assert row.state == state
    assert untouched()


def test_the_services_obey_the_table_of_states(conference):
    chair = make_member(conference, Role.CHAIR)
    done = {"by": chair, "at": NOW}
    services = [
        lambda row: approve_applications(conference=conference, keys=[row.key], **done),
        lambda row: decline_application(application=row, note="", **done),
        lambda row: reconsider_application(application=row, **done),
        lambda row: withdraw_application(application=row, by=row.user, at=NOW),
        lambda row: apply_to_review(
            viewer=viewer_for(user=row.user, conference=conference, at=NOW),
            user=row.user,
            offer=ApplicationOffer(topics=[], load=2, career_stage="student", past_reviews=0),
            at=NOW,
        ),
    ]
    seen: dict[str, set[str]] = {state: set() for state in STATES}
    for state, service in itertools.product(STATES, services):
        row = make_application(conference, state)
        with contextlib.suppress(Refused):
            service(row)
        row.refresh_from_db()
        seen[state] |= {row.state} - {state}
    assert seen == APPLICATION_TRANSITIONS


@pytest.mark.parametrize(
    "role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.SITE_EDITOR, Role.PROGRAM_EDITOR]
)
def test_others_neither_read_nor_answer(client, conference, role):
    row = make_application(conference, note="Private words")
    client.force_login(make_member(conference, role) if role else make_user())
    for name in ("applications", "reviewer_call_settings"):
        assert client.get(url(conference, name)).status_code == 404
    assert client.get(url(conference, "application", row.key)).status_code == 404
    assert approve(client, conference, row).status_code == 404
    for name in ("decline_application", "reconsider_application"):
        assert client.post(url(conference, name, row.key)).status_code == 404
    assert "Private words" not in client.get(url(conference, "apply")).content.decode()
    assert Application.objects.get().state == ApplicationState.APPLIED
    assert untouched()


def test_an_application_to_another_conference_is_not_found(client, conference, chair):
    foreign = make_application(make_conference())
    assert client.get(url(conference, "application", foreign.key)).status_code == 404
    assert client.post(url(conference, "decline_application", foreign.key)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == ApplicationState.APPLIED


@pytest.mark.django_db(transaction=True)
def test_two_chairs_who_approve_at_once_make_one_reviewer_and_one_mail():
    conference = make_conference(calls_for_reviewers=True)
    chairs = [make_member(conference, Role.CHAIR) for _ in range(2)]
    row = make_application(conference, papers="A paper on pruning")
    barrier, approved = threading.Barrier(2), []

    def press(chair):
        try:
            barrier.wait(timeout=10)
            approved.append(
                len(approve_applications(conference=conference, keys=[row.key], by=chair, at=NOW))
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[chair]) for chair in chairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(approved) == [0, 1]
    assert conference.memberships.filter(role=Role.REVIEWER).count() == 1
    assert OutboundEmail.objects.count() == 1
    assert PastPaper.objects.count() == 1


# --- Finding one's way ----------------------------------------------------------------------------------
def test_the_list_filters_by_state_topic_and_name_and_puts_those_first_who_wait(client, conference, chair):
    done = make_application(conference, ApplicationState.APPROVED, user=make_user("Done Person"))
    waiting = make_application(conference, user=make_user("Waiting Person"))
    waiting.topics.set(conference.topics.filter(name="Inference"))

    def names(query):
        page = client.get(url(conference, "applications"), {"q": query}).content.decode()
        found = [
            (page.find(str(row.user)), str(row.user)) for row in (done, waiting) if str(row.user) in page
        ]
        return [name for _, name in sorted(found)]

    assert names("") == ["Waiting Person", "Done Person"]
    assert names("state:approved") == ["Done Person"]
    assert names("topic:inference") == ["Waiting Person"]
    assert names("done") == ["Done Person"]
    assert names("nobody") == []


def test_the_number_that_waits_stands_in_the_rail_and_among_the_duties(client, conference, chair):
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert committee_stage(viewer).note == ""
    make_application(conference)
    make_application(conference, ApplicationState.DECLINED)
    assert committee_stage(viewer).note == "1 waiting"
    assert "1 person offers to review" in [duty.title for duty in todos_of(viewer)]
    reviewer = viewer_for(user=make_member(conference, Role.REVIEWER), conference=conference, at=NOW)
    assert not any("to review" in duty.title and "offer" in duty.title for duty in todos_of(reviewer))


def test_chairs_open_the_call_and_say_what_volunteers_should_know(client, chair, conference):
    Conference.objects.filter(pk=conference.pk).update(calls_for_reviewers=False)
    address = url(conference, "reviewer_call_settings")
    client.post(address, {"calls_for_reviewers": "on", "reviewer_guide": "Be kind."})
    conference.refresh_from_db()
    assert (conference.calls_for_reviewers, conference.reviewer_guide) == (True, "Be kind.")
    assert AuditLine.objects.get().action == "conference.change"
    client.post(address, {"calls_for_reviewers": "on", "reviewer_guide": "Be kind."})
    assert AuditLine.objects.count() == 1


@pytest.mark.parametrize("name", ["applications", "application"])
def test_chairs_pages_need_the_same_queries_for_one_and_three(client, conference, chair, name):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            row = make_application(conference, papers="One\nTwo")
            row.topics.set(conference.topics.all())
            row.user.affiliations.create(institution="X")
        address = url(conference, name) if name == "applications" else url(conference, name, row.key)
        client.get(address)  # what is kept in the cache is read once
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_approving_three_needs_no_more_locks_than_rows(client, conference, chair):
    rows = [make_application(conference) for _ in range(3)]
    found = approve_applications(
        conference=conference, keys=[row.key for row in reversed(rows)], by=chair, at=NOW
    )
    assert [row.pk for row in found] == [row.pk for row in rows]
