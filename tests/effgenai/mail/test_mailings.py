import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.delivery.sending import deliver_due_mail
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.services import (
    Message,
    approve_mailing,
    prepare_mailing,
    retry_failed,
    stop_mailing,
)
from effgenai.mail.states import EmailState, MailingState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.leaks.walk import text_of, without_noise
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def viewer(conference, person):
    return viewer_for(user=person, conference=conference, at=NOW)


def decision_mails(papers):
    return [
        Message(
            kind="decision.letter",
            dedupe_key=f"decision:{paper.pk}",
            to_address=f"author{paper.number}@example.org",
            to_name=f"Author {paper.number}",
            subject=f"Your paper {paper.number}",
            body=f"About {paper.title}.\n",
            paper=paper.number,
        )
        for paper in papers
    ]


def prepare(conference, by, papers):
    return prepare_mailing(
        conference=conference,
        kind="decision",
        title="Decisions",
        messages=decision_mails(papers),
        by=by,
        at=NOW,
    )


def in_conflict(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.CHAIR, created_at=NOW)


def states():
    return sorted(OutboundEmail.objects.values_list("state", flat=True))


def url(name, conference, *args):
    return reverse(f"mail:{name}", args=[conference.slug, *args])


def everything():
    return (
        list(OutboundEmail.objects.order_by("pk").values_list()),
        list(Mailing.objects.order_by("pk").values_list()),
        AuditLine.objects.count(),
    )


def seen(client, conference):
    return without_noise(text_of(client.get(url("desk", conference))))


def test_a_mailing_waits_until_it_is_approved_and_then_goes_out(conference, chair, mail_catcher):
    mailing = prepare(conference, chair, [make_submission(conference) for _ in range(3)])
    deliver_due_mail(at=NOW)
    assert mail_catcher.mails() == []
    assert mailing.state == MailingState.DRAFT

    assert approve_mailing(mailing=mailing, viewer=viewer(conference, chair)) == 3
    mailing.refresh_from_db()
    assert (mailing.state, mailing.approved_by) == (MailingState.APPROVED, chair)
    assert deliver_due_mail(at=NOW).sent == 3
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT
    lines = set(AuditLine.objects.values_list("action", "actor", "paper"))
    actions = ("mailing.prepare", "mailing.approve")
    assert lines == {(action, chair.pk, paper) for action in actions for paper in (1, 2, 3)}


def test_the_same_letters_are_not_prepared_twice(conference, chair):
    papers = [make_submission(conference)]
    prepare(conference, chair, papers)
    with pytest.raises(Refused, match="has this mail already"), transaction.atomic():
        prepare(conference, chair, papers)
    assert Mailing.objects.count() == OutboundEmail.objects.count() == 1


def test_a_second_approval_changes_nothing(conference, chair):
    mailing = prepare(conference, chair, [make_submission(conference)])
    approve_mailing(mailing=mailing, viewer=viewer(conference, chair))
    before = everything()
    with pytest.raises(Refused, match="No mail of this mailing waits"), transaction.atomic():
        approve_mailing(mailing=mailing, viewer=viewer(conference, chair))
    assert everything() == before


def test_a_chair_in_conflict_releases_and_notices_only_the_mails_they_may_see(
    conference, chair, client, mail_catcher
):
    other = make_member(conference, Role.CHAIR)
    mine, theirs = make_submission(conference), make_submission(conference)
    in_conflict(theirs, chair)
    mailing = prepare(conference, other, [mine, theirs])

    page = client.get(url("mailing", conference, mailing.key)).content.decode()
    assert "Approve and send 1 mail<" in page
    assert "Your paper 2" not in page
    client.post(url("approve", conference, mailing.key))
    deliver_due_mail(at=OutboundEmail.objects.get(paper=mine.number).due_at)
    assert [mail.subject for mail in mail_catcher.mails()] == ["Your paper 1"]
    assert states() == [EmailState.HELD, EmailState.SENT]
    page = client.get(url("mailing", conference, mailing.key)).content.decode()
    assert "to approve" not in page
    assert "1 of 1" in page or 'max="1"' in page

    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert "Approve and send 1 mail<" in client.get(url("mailing", conference, mailing.key)).content.decode()
    client.post(url("approve", conference, mailing.key))
    assert states() == [EmailState.QUEUED, EmailState.SENT]


def test_a_mailing_only_about_papers_in_conflict_does_not_exist_for_that_chair(conference, chair, client):
    other = make_member(conference, Role.CHAIR)
    paper = make_submission(conference)
    in_conflict(paper, chair)
    nothing = seen(client, conference)
    mailing = prepare(conference, other, [paper])
    before = everything()
    letter = OutboundEmail.objects.get()
    assert seen(client, conference) == nothing
    assert not AuditLine.objects.filter(paper__isnull=True).exists()
    for name, key in [("mailing", mailing.key), ("mail", letter.key)]:
        assert client.get(url(name, conference, key)).status_code == 404
    for name, key in [("approve", mailing.key), ("stop", mailing.key), ("retry", mailing.key),
                      ("retry_mail", letter.key)]:  # fmt: skip
        assert client.post(url(name, conference, key)).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    "role", [None, Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR, Role.SITE_EDITOR]
)
def test_nobody_but_chairs_gets_near_the_mails(conference, client, role):
    chair = make_member(conference, Role.CHAIR)
    mailing = prepare(conference, chair, [make_submission(conference)])
    person = make_member(conference, role) if role else make_user()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    before = everything()
    assert client.get(url("desk", conference)).status_code == 404
    assert client.get(url("mailing", conference, mailing.key)).status_code == 404
    for name in ("approve", "stop", "retry"):
        assert client.post(url(name, conference, mailing.key)).status_code == 404
    assert everything() == before


def test_a_chair_of_another_conference_gets_nothing_either(conference, client):
    mailing = prepare(conference, make_member(conference, Role.CHAIR), [make_submission(conference)])
    elsewhere = make_conference("elsewhere")
    person = make_member(elsewhere, Role.CHAIR)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    before = everything()
    assert client.post(url("approve", elsewhere, mailing.key)).status_code == 404
    assert client.post(url("approve", conference, mailing.key)).status_code == 404
    assert everything() == before


def test_a_signed_out_approval_is_sent_to_sign_in(conference, client):
    mailing = prepare(conference, make_member(conference, Role.CHAIR), [make_submission(conference)])
    before = everything()
    assert client.post(url("approve", conference, mailing.key)).status_code == 302
    assert everything() == before


def test_reading_approves_nothing(conference, chair, client):
    mailing = prepare(conference, chair, [make_submission(conference)])
    before = everything()
    assert client.get(url("approve", conference, mailing.key)).status_code == 405
    client.get(url("mailing", conference, mailing.key))
    assert everything() == before


def test_a_stop_keeps_the_rest_back_and_the_letters_can_be_written_anew(conference, chair, mail_catcher):
    papers = [make_submission(conference) for _ in range(3)]
    mailing = prepare(conference, chair, papers)
    approve_mailing(mailing=mailing, viewer=viewer(conference, chair))
    deliver_due_mail(at=NOW, most=1)
    assert stop_mailing(mailing=mailing, viewer=viewer(conference, chair)) == 2
    deliver_due_mail(at=NOW)
    mailing.refresh_from_db()
    assert len(mail_catcher.mails()) == 1
    assert mailing.state == MailingState.STOPPED
    assert states() == [EmailState.SENT, EmailState.STOPPED, EmailState.STOPPED]

    again = prepare(conference, chair, papers)
    assert again.mails.count() == 2
    assert not {mail.message_id for mail in again.mails.all()} & {
        mail.message_id for mail in mailing.mails.all()
    }
    with pytest.raises(Refused, match="left or been stopped"), transaction.atomic():
        stop_mailing(mailing=mailing, viewer=viewer(conference, chair))


def test_mails_to_made_up_addresses_are_counted_before_they_are_approved(conference, chair, client):
    mailing = prepare(conference, chair, [make_submission(conference) for _ in range(3)])
    OutboundEmail.objects.filter(pk=mailing.mails.first().pk).update(to_address="ada@uni.example.invalid")
    page = on_one_line(client.get(url("mailing", conference, mailing.key)).content)
    assert '<b class="num">1</b> <span>of them goes to an address that an import made up' in page


def test_discarding_asks_first_and_says_how_many_people_hear_nothing(conference, chair, client):
    papers = [make_submission(conference) for _ in range(3)]
    in_conflict(papers[2], chair)
    mailing = prepare(conference, chair, papers)
    page = on_one_line(client.get(url("mailing", conference, mailing.key)).content)
    assert f'href="{url("stop", conference, mailing.key)}">Discard 2 mails…</a>' in page
    before = everything()
    question = on_one_line(client.get(url("stop", conference, mailing.key)).content)
    assert "Discard 2 mails?" in question
    assert '<b class="num">2</b> <span>people hear nothing by this mailing</span>' in question
    assert everything() == before
    client.post(url("stop", conference, mailing.key))
    assert states() == [EmailState.HELD, EmailState.STOPPED, EmailState.STOPPED]
    assert "left or been stopped" in client.get(url("stop", conference, mailing.key)).content.decode()


def test_a_stop_between_two_mails_is_respected(conference, chair, mail_catcher, monkeypatch):
    from effgenai.mail.delivery import sending as delivery

    mailing = prepare(conference, chair, [make_submission(conference) for _ in range(3)])
    approve_mailing(mailing=mailing, viewer=viewer(conference, chair))
    real = delivery._deliver

    def stop_after(*of_mail):
        left = real(*of_mail)
        stop_mailing(mailing=mailing, viewer=viewer(conference, chair))
        return left

    monkeypatch.setattr(delivery, "_deliver", stop_after)
    deliver_due_mail(at=NOW)
    assert len(mail_catcher.mails()) == 1
    states = sorted(mailing.mails.values_list("state", flat=True))
    assert states == [EmailState.SENT, EmailState.STOPPED, EmailState.STOPPED]


def test_a_chair_in_conflict_stops_only_what_they_see(conference, chair):
    other = make_member(conference, Role.CHAIR)
    mine, theirs = make_submission(conference), make_submission(conference)
    in_conflict(theirs, chair)
    mailing = prepare(conference, other, [mine, theirs])
    assert stop_mailing(mailing=mailing, viewer=viewer(conference, chair)) == 1
    assert OutboundEmail.objects.get(paper=theirs.number).state == EmailState.HELD
    mailing.refresh_from_db()
    assert mailing.state == MailingState.DRAFT
    assert approve_mailing(mailing=mailing, viewer=viewer(conference, other)) == 1


def test_what_could_not_be_delivered_is_tried_again_on_demand(conference, chair, client, mail_catcher):
    mailing = prepare(conference, chair, [make_submission(conference) for _ in range(2)])
    approve_mailing(mailing=mailing, viewer=viewer(conference, chair))
    mail_catcher.answers["author1@example.org"] = "550 No such user"
    deliver_due_mail(at=NOW)
    page = client.get(url("mailing", conference, mailing.key)).content.decode()
    assert "Try 1 mail again" in page
    assert "550 No such user" in page
    mail_catcher.answers.clear()
    client.post(url("retry", conference, mailing.key))
    deliver_due_mail(at=OutboundEmail.objects.get(paper=1).due_at)
    assert states() == [EmailState.SENT, EmailState.SENT]
    assert len(mail_catcher.mails()) == 2
    assert retry_failed(viewer=viewer(conference, chair)) == 0


def test_one_mail_is_tried_again_only_if_it_failed(conference, chair, client, make_mail):
    failed = make_mail(conference, state=EmailState.FAILED, last_error="550 no")
    sent = make_mail(conference, state=EmailState.SENT, sent_at=NOW)
    for mail in (failed, sent):
        client.post(url("retry_mail", conference, mail.key))
        mail.refresh_from_db()
    assert (failed.state, sent.state) == (EmailState.QUEUED, EmailState.SENT)
    assert AuditLine.objects.filter(action="mail.retry").count() == 1


def test_the_desk_counts_finds_and_shows_only_visible_mails(conference, chair, client, make_mail):
    hidden = make_submission(conference)
    in_conflict(hidden, chair)
    make_mail(conference, paper=hidden.number, state=EmailState.FAILED, subject="Hidden subject")
    make_mail(conference, is_secret=True, subject="Secret link")
    make_mail(make_conference("elsewhere"), subject="Elsewhere")
    make_mail(conference, subject="Reminder", to_name="Ada")
    make_mail(conference, subject="Receipt", state=EmailState.SENT, sent_at=NOW)
    page = client.get(url("desk", conference)).content.decode()
    assert "2 mails" in page
    for word in ("Hidden subject", "Secret link", "Elsewhere", "failed</"):
        assert word not in page
    found = client.get(url("desk", conference), {"q": "state:queued ada"}).content.decode()
    assert "Reminder" in found
    assert "Receipt" not in found
    assert (
        "No mail fits"
        in client.get(url("desk", conference), {"q": f"paper:{hidden.number}"}).content.decode()
    )


def test_an_empty_desk_says_what_will_appear(conference, chair, client):
    assert "No mail yet" in client.get(url("desk", conference)).content.decode()


def test_every_letter_can_be_read_and_nothing_in_it_becomes_a_page(conference, chair, client, make_mail):
    mail = make_mail(conference, subject="<b>Subject</b>", body="Dear <script>x</script>,\n\nline\n")
    page = client.get(url("mail", conference, mail.key)).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>x" not in page
    assert "<b>Subject" not in page


def test_progress_is_a_small_piece_that_asks_again_while_mails_move(conference, chair, client):
    mailing = prepare(conference, chair, [make_submission(conference)])
    approve_mailing(mailing=mailing, viewer=viewer(conference, chair))
    piece = client.get(
        url("mailing", conference, mailing.key), headers={"hx-request": "true"}
    ).content.decode()
    assert "hx-get" in piece
    assert "<html" not in piece
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    piece = client.get(
        url("mailing", conference, mailing.key), headers={"hx-request": "true"}
    ).content.decode()
    assert "hx-get" not in piece


@pytest.mark.parametrize("name", ["desk", "mailing"])
def test_the_number_of_queries_does_not_grow_with_the_mails(conference, chair, client, name):
    def queries(papers):
        mailing = prepare(conference, chair, papers)
        args = [mailing.key] if name == "mailing" else []
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url(name, conference, *args)).status_code == 200
        return len(captured)

    client.get(url("desk", conference))
    one = queries([make_submission(conference)])
    assert queries([make_submission(conference) for _ in range(3)]) == one


def test_a_mailing_about_many_papers_or_none_is_one_line_of_the_record(conference, chair):
    prepare(conference, chair, [make_submission(conference) for _ in range(21)])
    news = Message(kind="news", dedupe_key="news", to_address="a@b.c", subject="News", body="News.")
    prepare_mailing(conference=conference, kind="news", title="News", messages=[news], by=chair, at=NOW)
    assert list(AuditLine.objects.values_list("paper", flat=True)) == [None, None]
