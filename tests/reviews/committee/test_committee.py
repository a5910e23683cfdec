import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Membership
from effgenai.conferences.core.states import PublicState, Role
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.committee.invitees import parse_invitees
from reviews.committee.models import Invitation
from reviews.committee.states import InvitationState
from reviews.expertise.models import PastPaper, Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai", contact_email="chairs@example.org")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR)
    client.force_login(person)
    return person


def invite(conference, email="ada@example.org", **fields):
    times = {"created_at": NOW}
    if fields.get("state", InvitationState.PREPARED) != InvitationState.PREPARED:
        times |= {"sent_at": NOW, "sendings": 1}
    return Invitation.objects.create(conference=conference, email=email, **{**times, **fields})


def url(conference, name="committee", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


@pytest.mark.parametrize(
    ("line", "name", "email"),
    [
        ("Ada Lovelace <Ada@Example.org>", "Ada Lovelace", "ada@example.org"),
        ('"Lovelace, Ada" <ada@example.org>,', "Lovelace, Ada", "ada@example.org"),
        ("ada@example.org", "", "ada@example.org"),
        ("ada@example.org, Ada Lovelace", "Ada Lovelace", "ada@example.org"),
        ("Ada;Lovelace;ada@example.org", "Ada Lovelace", "ada@example.org"),
        ('"Ada Lovelace","ada@example.org"', "Ada Lovelace", "ada@example.org"),
        ("Łukasz Żółć\tlukasz@example.org", "Łukasz Żółć", "lukasz@example.org"),
    ],
)
def test_a_line_names_a_person_in_any_usual_form(line, name, email):
    parsed = parse_invitees(line)
    assert [(one.name, one.email) for one in parsed.invitees] == [(name, email)]
    assert parsed.bad_lines == []


@pytest.mark.parametrize(
    ("line", "people"),
    [
        (
            "Emi Rub <emi@a.example>; Bo O <bo@b.example>; zoe@a.example",
            [("Emi Rub", "emi@a.example"), ("Bo O", "bo@b.example"), ("", "zoe@a.example")],
        ),
        ("a@a.example, b@b.example,", [("", "a@a.example"), ("", "b@b.example")]),
        ("a@a.example b@b.example", [("", "a@a.example"), ("", "b@b.example")]),
        (
            "Rub, Emi <emi@a.example>, O, Bo <bo@b.example>",
            [("Rub, Emi", "emi@a.example"), ("O, Bo", "bo@b.example")],
        ),
        (
            "emi@a.example, Emi Rub; bo@b.example, Bo O",
            [("Emi Rub", "emi@a.example"), ("Bo O", "bo@b.example")],
        ),
        (
            "王小明 <wang@a.example>；李四 <li@b.example>",
            [("王小明", "wang@a.example"), ("李四", "li@b.example")],
        ),
    ],
)
def test_several_people_may_stand_on_a_line(line, people):
    parsed = parse_invitees(line)
    assert [(one.name, one.email) for one in parsed.invitees] == people
    assert parsed.bad_lines == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Mei Tanaka\tTohoku University\tmei@t.example", "Mei Tanaka"),
        ("17;Mei Tanaka;mei@t.example;Tohoku University;Japan", "Mei Tanaka"),
        ("Mei\tTanaka\tTohoku University\tmei@t.example", "Mei Tanaka"),
        ("mei@t.example,Mei Tanaka,Tohoku University", "Mei Tanaka"),
    ],
)
def test_what_else_stands_in_a_row_is_no_part_of_the_name(line, name):
    assert [one.name for one in parse_invitees(line).invitees] == [name]


@pytest.mark.parametrize(
    "table",
    [
        "Affiliation,Name,E-mail\nTohoku University,Mei Tanaka,mei@t.example",
        "family_name;given_name;country;email\nTanaka;Mei;Japan;mei@t.example",
        "Email\tLast name\tFirst name\nmei@t.example\tTanaka\tMei",
        'Name,Email\n"Mei Tanaka","Mei <mei@t.example>"',
        "Address,Name,E-Mail\nSendai 980,Mei Tanaka,mei@t.example",
        "Reviewer,E-Mail,Name,Address\nR2,mei@t.example,Mei Tanaka,Sendai 980",
    ],
)
def test_a_heading_says_which_column_is_what(table):
    parsed = parse_invitees(table)
    assert [(one.name, one.email) for one in parsed.invitees] == [("Mei Tanaka", "mei@t.example")]
    assert parsed.bad_lines == []


def test_a_row_without_an_address_in_its_column_is_named():
    parsed = parse_invitees("Name,Email\nMei Tanaka,\nBo,bo@b.example")
    assert parsed.bad_lines == [(2, "Mei Tanaka,")]
    assert [one.email for one in parsed.invitees] == ["bo@b.example"]


def test_a_row_with_two_addresses_is_named():
    parsed = parse_invitees("Name;Email\nMei Tanaka;mei@t.example, mt@home.example")
    assert parsed.bad_lines == [(2, "Mei Tanaka;mei@t.example, mt@home.example")]
    assert parsed.invitees == []


def test_a_list_may_begin_with_a_head_and_hold_empty_lines_and_doubles():
    parsed = parse_invitees("Name,E-mail\n\nAda,ada@example.org\nAda L.,ADA@example.org\n")
    assert [one.email for one in parsed.invitees] == ["ada@example.org"]
    assert parsed.bad_lines == []


@pytest.mark.parametrize(
    "line",
    [
        "Ada Lovelace",
        "ada@",
        "<>",
        "Ada <ada at example>",
        "a@example.org, Ada, b@example.org",
        "Ada, Lovelace <ada@example.org>; Bo and c@example.org b@example.org",
    ],
)
def test_a_line_that_does_not_say_for_sure_whom_it_means_is_named(line):
    parsed = parse_invitees(f"ok@example.org\n{line}")
    assert parsed.bad_lines == [(2, line)]


def test_a_bad_line_keeps_the_text_in_the_box_and_prepares_nothing(client, conference, chair):
    text = "Ada <ada@example.org>\nno address here"
    answer = client.post(url(conference, "invite"), {"people": text, "role": "reviewer", "load": "3"})
    page = answer.content.decode()
    assert "Line 2 does not say for sure whom to write to: “no address here”" in page
    assert "Ada &lt;ada@example.org&gt;\nno address here</textarea>" in page
    assert not Invitation.objects.exists()


def test_a_list_is_prepared_then_previewed_then_sent_once(client, conference, chair):
    answer = client.post(
        url(conference, "invite"),
        {"people": "Ada <ada@example.org>\nbob@example.org", "role": "reviewer", "load": "3"},
    )
    assert answer.url == url(conference, "send_invitations")
    assert not OutboundEmail.objects.exists()
    page = client.get(answer.url).content.decode()
    assert "ada@example.org" in page
    assert "bob@example.org" in page
    assert "Dear Ada," in page
    assert "at most 3 papers" in page
    assert Invitation.objects.get(email="ada@example.org").token not in page

    chosen = list(Invitation.objects.values_list("pk", flat=True))
    for _ in range(2):
        client.post(answer.url, {"invitation": chosen})
    assert OutboundEmail.objects.count() == 2
    assert set(Invitation.objects.values_list("state", flat=True)) == {InvitationState.SENT}
    mail = OutboundEmail.objects.get(to_address="ada@example.org")
    ada = Invitation.objects.get(email="ada@example.org")
    assert url(conference, "invitation", ada.token) in mail.body
    assert mail.is_secret
    assert mail.reply_to == "chairs@example.org"
    assert AuditLine.objects.filter(action="invitation.send").count() == 1


def test_only_what_was_previewed_is_sent(client, conference, chair):
    previewed = invite(conference, "ada@example.org")
    later = invite(conference, "bob@example.org")
    client.post(url(conference, "send_invitations"), {"invitation": [previewed.pk, "x"]})
    later.refresh_from_db()
    assert later.state == InvitationState.PREPARED
    assert [mail.to_address for mail in OutboundEmail.objects.all()] == ["ada@example.org"]


def test_name_and_address_can_be_corrected_before_anything_is_sent(client, conference, chair):
    row = invite(conference, state=InvitationState.PREPARED)
    page = client.get(url(conference, "send_invitations")).content.decode()
    address = reverse("reviews:correct_invitation", args=[conference.slug, row.pk])
    assert address in page
    answer = client.post(address, {"name": "Ada Lovelace", "email": "Ada@Right.example"})
    assert answer.url == url(conference, "send_invitations")
    row.refresh_from_db()
    assert (row.name, row.email, row.state) == ("Ada Lovelace", "ada@right.example", InvitationState.PREPARED)
    assert AuditLine.objects.get(action="invitation.correct").summary.endswith("ada@right.example")
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize(
    ("state", "answered"), [(InvitationState.SENT, None), (InvitationState.DECLINED, NOW)]
)
def test_what_was_sent_is_not_corrected_in_silence(client, conference, chair, state, answered):
    row = invite(conference, state=state, answered_at=answered)
    address = reverse("reviews:correct_invitation", args=[conference.slug, row.pk])
    page = client.post(address, {"name": "Eve", "email": "eve@example.org"}).content.decode()
    assert "was sent already" in page
    before = row.email
    row.refresh_from_db()
    assert row.email == before
    assert not AuditLine.objects.filter(action="invitation.correct").exists()


def test_nobody_is_invited_twice_by_a_correction(client, conference, chair):
    row = invite(conference, state=InvitationState.PREPARED)
    member = make_member(conference, Role.REVIEWER)
    address = reverse("reviews:correct_invitation", args=[conference.slug, row.pk])
    assert "on the committee" in client.post(address, {"email": member.email.upper()}).content.decode()


def test_who_was_invited_to_the_role_or_has_it_is_not_invited_again(client, conference, chair):
    invite(conference, state=InvitationState.SENT)
    member = make_member(conference, Role.REVIEWER)
    people = f"ADA@example.org\n{member.email}"
    answer = client.post(
        url(conference, "invite"), {"people": people, "role": "reviewer", "load": "3"}, follow=True
    )
    assert f"invited to this role before: ada@example.org, {member.email}." in answer.content.decode()
    assert Invitation.objects.count() == 1
    assert not AuditLine.objects.exists()


def test_nothing_is_sent_while_the_site_is_a_draft(client, conference, chair):
    conference.public_state = PublicState.DRAFT
    conference.save()
    row = invite(conference)
    assert "Publish the site first" in client.get(url(conference, "send_invitations")).content.decode()
    client.post(url(conference, "send_invitations"), {"invitation": [row.pk]})
    row.refresh_from_db()
    assert row.state == InvitationState.PREPARED
    assert not OutboundEmail.objects.exists()


def test_reminders_go_to_those_who_wait_for_more_than_a_day(client, conference, chair):
    old = dt.timedelta(days=3)
    waiting = invite(conference, state=InvitationState.SENT, sent_at=NOW - old)
    fresh = invite(conference, "bob@example.org", state=InvitationState.SENT, sent_at=dt.datetime.now(dt.UTC))
    answered = invite(conference, "eve@example.org", state=InvitationState.DECLINED, answered_at=NOW)
    page = client.get(url(conference, "remind_invited")).content.decode()
    assert "have not heard from you" in page
    for _ in range(2):
        client.post(url(conference, "remind_invited"), {"invitation": [waiting.pk, fresh.pk, answered.pk]})
    assert [mail.to_address for mail in OutboundEmail.objects.all()] == ["ada@example.org"]
    waiting.refresh_from_db()
    assert waiting.sendings == 2


def test_the_page_tells_how_each_invitation_stands(client, conference, chair):
    conference.public_state = PublicState.PUBLISHED
    recently, long_ago = dt.datetime.now(dt.UTC), NOW - dt.timedelta(days=400)
    invite(conference, "a@example.org")
    invite(conference, "b@example.org", state=InvitationState.SENT, sent_at=recently, sendings=2)
    invite(conference, "c@example.org", state=InvitationState.SENT, sent_at=long_ago)
    invite(
        conference,
        "d@example.org",
        state=InvitationState.DECLINED,
        answered_at=NOW,
        decline_reason="No time.",
    )
    page = client.get(url(conference, "invitations")).content.decode()
    for words in (
        "not sent yet",
        "waits, sent 2 times",
        "no answer; no longer open",
        "declined",
        "“No time.”",
    ):
        assert words in page
    assert Invitation.objects.first().token not in page


def test_an_invitation_can_be_taken_back_and_sent_again(client, conference, chair):
    row = invite(conference, state=InvitationState.SENT)
    client.post(url(conference, "revoke_invitation", row.pk))
    row.refresh_from_db()
    assert row.state == InvitationState.EXPIRED
    client.post(url(conference, "resend_invitation", row.pk))
    row.refresh_from_db()
    assert row.state == InvitationState.SENT
    assert OutboundEmail.objects.count() == 1


def test_one_that_was_never_sent_disappears_when_taken_back(client, conference, chair):
    row = invite(conference)
    client.post(url(conference, "revoke_invitation", row.pk))
    assert not Invitation.objects.exists()
    assert not OutboundEmail.objects.exists()


@pytest.mark.parametrize("state", [InvitationState.ACCEPTED, InvitationState.DECLINED])
def test_an_answered_one_is_neither_sent_again_nor_taken_back(client, conference, chair, state):
    row = invite(conference, state=state, answered_at=NOW)
    client.post(url(conference, "resend_invitation", row.pk))
    client.post(url(conference, "revoke_invitation", row.pk))
    row.refresh_from_db()
    assert row.state == state
    assert not OutboundEmail.objects.exists()
    assert not AuditLine.objects.exists()


def test_another_conference_has_no_such_invitation(client, conference, chair):
    elsewhere = invite(make_conference(), state=InvitationState.SENT)
    assert client.post(url(conference, "revoke_invitation", elsewhere.pk)).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.state == InvitationState.SENT


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
@pytest.mark.parametrize("name", ["committee", "invitations", "invite", "send_invitations", "remind_invited"])
def test_the_desk_is_for_chairs(client, conference, role, name):
    client.force_login(make_member(conference, role))
    assert client.get(url(conference, name)).status_code == 404
    assert client.post(url(conference, name)).status_code in {404, 405}


def test_a_chair_sets_role_and_load(client, conference, chair):
    person = make_member(conference, Role.REVIEWER)
    client.post(url(conference, "member", person.key), {"roles": ["area_chair"], "load": "7"})
    assert list(person.memberships.values_list("role", flat=True)) == ["area_chair"]
    assert Reviewer.objects.get(user=person).load_max == 7
    assert AuditLine.objects.filter(action="committee.update").count() == 1


def test_setting_roles_never_touches_the_chair_role(client, conference, chair):
    client.post(url(conference, "member", chair.key), {"roles": [], "load": "2"})
    assert list(chair.memberships.values_list("role", flat=True)) == ["chair"]


def test_papers_are_counted_over_what_the_chair_may_know_of(client, conference, chair):
    reviewer = make_member(conference, Role.REVIEWER)
    Reviewer.objects.create(conference=conference, user=reviewer, load_max=4, joined_at=NOW)
    shown, hidden = make_submission(conference), make_submission(conference)
    for paper in (shown, hidden):
        Assignment.objects.create(submission=paper, reviewer=reviewer, pseudonym="A", assigned_at=NOW)
    assert "2 of 4" in client.get(url(conference)).content.decode()
    Conflict.objects.create(submission=hidden, user=chair, source=ConflictSource.COAUTHOR, created_at=NOW)
    page = client.get(url(conference)).content.decode()
    assert "1 of 4" in page
    assert "2 of 4" not in page


def test_the_search_finds_names_roles_topics_and_unknown_expertise(client, conference, chair):
    known = make_member(conference, Role.REVIEWER, make_user("Known One"))
    row = Reviewer.objects.create(conference=conference, user=known, joined_at=NOW)
    row.topics.add(conference.topics.get(name="Compression"))
    make_member(conference, Role.AREA_CHAIR, make_user("Blank Other"))

    def found(text):
        rows = client.get(url(conference), {"q": text}).content.decode().partition("<tbody>")[2]
        return {name for name in ("Known One", "Blank Other") if f">{name}</a>" in rows}

    assert found("") == {"Known One", "Blank Other"}
    assert found("known") == {"Known One"}
    assert found("topic:compr") == {"Known One"}
    assert found("role:area_chair") == {"Blank Other"}
    assert found("expertise:none") == {"Blank Other"}
    assert found("nobody") == set()


def test_the_table_can_be_exported_as_it_is_filtered(client, conference, chair):
    make_member(conference, Role.REVIEWER, make_user("=Rita"))
    answer = client.get(url(conference), {"format": "csv", "q": "role:reviewer"})
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("name,e-mail,affiliation,roles,papers")
    assert len(lines) == 2
    assert lines[1].startswith("'=Rita,")


def fill(conference, number):
    for _ in range(number):
        person = make_member(conference, Role.REVIEWER)
        row = Reviewer.objects.create(conference=conference, user=person, joined_at=NOW)
        row.topics.set(conference.topics.all())
        PastPaper.objects.create(user=person, title="A paper")
        invite(conference, person.email, state=InvitationState.SENT)
        invite(conference, f"new-{person.email}")


@pytest.mark.parametrize("name", ["committee", "invitations", "send_invitations", "remind_invited"])
def test_the_number_of_queries_does_not_grow(client, conference, chair, name):
    fill(conference, 1)
    client.get(url(conference, name))
    with CaptureQueriesContext(connection) as one:
        client.get(url(conference, name))
    fill(conference, 2)
    with CaptureQueriesContext(connection) as three:
        client.get(url(conference, name))
    assert Membership.objects.count() == 4
    assert len(three) == len(one)
