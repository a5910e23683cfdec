import datetime as dt
import smtplib

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from effgenai.embedded.servers.valkey import free_port
from effgenai.mail.delivery import sending as delivery
from effgenai.mail.delivery.envelope import write_mail
from effgenai.mail.delivery.sending import LEASE, _queue_orphans, claim_mail, deliver_due_mail
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.services import Message, enqueue_mail
from effgenai.mail.states import EmailState, MailingState
from effgenai.resilience.database.writes import rows_stamp
from tests.support.factories import NOW, make_conference, make_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def test_a_mail_goes_out_with_fixed_identity_in_the_name_of_its_conference(mail_catcher, make_mail):
    conference = make_conference("effgenai", short_name="EffGenAI", contact_email="chairs@example.org")
    row = make_mail(conference, to_name="Ada", subject="Über α", body="Grüße an Łukasz, 世界.\n")

    assert deliver_due_mail(at=NOW).sent == 1

    (mail,) = mail_catcher.mails()
    headers = {name.lower(): value for name, value in mail.headers}
    assert mail.recipients == (row.to_address,)
    assert mail.message_id == row.message_id
    assert mail.subject == "Über α"
    assert mail.text.strip() == "Grüße an Łukasz, 世界."
    assert headers["to"] == f"Ada <{row.to_address}>"
    assert headers["from"].startswith("EffGenAI <")
    assert headers["reply-to"] == "chairs@example.org"
    assert headers["auto-submitted"] == "auto-generated"
    assert mail.message["Date"].datetime == NOW
    assert not {"cc", "bcc"} & set(headers)
    row.refresh_from_db()
    assert row.state == EmailState.SENT
    assert NOW <= row.sent_at < NOW + MINUTE
    assert row.leased_until is None
    assert row.attempts == 1


def test_the_answer_goes_where_the_mail_says(mail_catcher, make_mail):
    make_mail(make_conference(contact_email="chairs@example.org"), reply_to="someone@example.org")
    deliver_due_mail(at=NOW)
    assert mail_catcher.mails()[0].message["Reply-To"] == "someone@example.org"


@pytest.mark.parametrize(
    "name",
    ["Łukasz Żółć", 'Ada "the first", Lovelace', "Lovelace, Ada; <x>", "李" * 60, "Jürgen, Müller <x@y.z>"],
)
def test_any_name_arrives_as_it_is_and_is_one_receiver(mail_catcher, make_mail, name):
    make_mail(to_name=name, to_address="ada@example.org")
    deliver_due_mail(at=NOW)
    (mail,) = mail_catcher.mails()
    (address,) = mail.message["To"].addresses
    assert address.addr_spec == "ada@example.org"
    # Python 3.11 keeps the space between two encoded words, which readers are to drop.
    assert address.display_name.replace(" ", "") == name.replace(" ", "")
    assert mail.recipients == ("ada@example.org",)


def test_nothing_that_people_type_becomes_a_header_or_a_second_receiver(mail_catcher, make_mail):
    poison = "Hello\r\nBcc: evil@example.org\r\n\r\nbody\u2028x"
    conference = make_conference(short_name="A\nBcc: b@c.d")
    make_mail(conference, to_name=poison, subject=poison, reply_to="a@b.c\nBcc: evil@example.org")
    deliver_due_mail(at=NOW)
    for mail in mail_catcher.mails():
        assert len(mail.recipients) == 1
        assert mail.message["Bcc"] is None
        assert mail.text.startswith("Body")
    assert OutboundEmail.objects.get().state in {EmailState.SENT, EmailState.FAILED}


def test_an_address_that_cannot_be_written_fails_for_good_and_stops_nobody_else(mail_catcher, make_mail):
    bad = make_mail(to_address="a@b.c\nBcc: evil@example.org, ;")
    good = make_mail()
    deliver_due_mail(at=NOW)
    bad.refresh_from_db()
    assert bad.state == EmailState.FAILED
    assert bad.last_error
    assert [mail.recipients for mail in mail_catcher.mails()] == [(good.to_address,)]


def test_nothing_is_sent_to_an_address_that_an_import_made_up(mail_catcher, make_mail):
    nowhere, fine = make_mail(to_address="person-0001@Uni.Example.INVALID"), make_mail()
    assert deliver_due_mail(at=NOW) == (1, False)
    nowhere.refresh_from_db()
    assert (nowhere.state, nowhere.last_error) == (
        EmailState.FAILED,
        "The address was made up by an import. Nothing was sent.",
    )
    assert [mail.recipients for mail in mail_catcher.mails()] == [(fine.to_address,)]


def test_a_refused_address_fails_with_the_sentence_of_the_server(mail_catcher, make_mail):
    gone, fine = make_mail(), make_mail()
    mail_catcher.answers[gone.to_address] = "550 No such user here"
    assert deliver_due_mail(at=NOW).sent == 1
    gone.refresh_from_db()
    fine.refresh_from_db()
    assert gone.state == EmailState.FAILED
    assert "550 No such user here" in gone.last_error
    assert fine.state == EmailState.SENT
    deliver_due_mail(at=NOW + 10 * MINUTE)
    assert len(mail_catcher.mails()) == 1


def test_a_temporary_refusal_is_tried_again_later_and_later(mail_catcher, make_mail):
    row = make_mail()
    mail_catcher.answers[row.to_address] = "451 Try again"
    at, waits = NOW, []
    for _ in range(3):
        deliver_due_mail(at=at)
        row.refresh_from_db()
        assert row.state == EmailState.QUEUED
        assert "451" in row.last_error
        waits.append(row.due_at - at)
        deliver_due_mail(at=row.due_at - dt.timedelta(seconds=5))
        at = row.due_at
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    assert row.attempts == 3
    mail_catcher.answers.clear()
    assert deliver_due_mail(at=at).sent == 1
    row.refresh_from_db()
    assert (row.state, row.last_error) == (EmailState.SENT, "")


def test_in_the_end_it_is_given_up(mail_catcher, make_mail):
    row = make_mail(attempts=len(delivery.DELAYS))
    mail_catcher.answers[row.to_address] = "451 Try again"
    deliver_due_mail(at=NOW)
    row.refresh_from_db()
    assert row.state == EmailState.FAILED


def test_an_outage_of_the_server_costs_no_mail_an_attempt(settings, make_mail):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    rows = [make_mail(), make_mail()]
    assert deliver_due_mail(at=NOW) == (0, False)
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.attempts) == (EmailState.QUEUED, 0)
    assert "cannot be reached" in rows[0].last_error
    assert NOW < rows[0].due_at < NOW + 3 * MINUTE


def test_one_connection_serves_a_whole_round(mail_catcher, make_mail, monkeypatch):
    opened = []
    connect = smtplib.SMTP.connect

    def count(self, *args, **kwargs):
        opened.append(args)
        return connect(self, *args, **kwargs)

    monkeypatch.setattr(smtplib.SMTP, "connect", count)
    for _ in range(5):
        make_mail()
    assert deliver_due_mail(at=NOW).sent == 5
    assert len(opened) == 1


def test_a_further_mail_costs_one_statement_and_one_commit(mail_catcher, make_mail):
    def statements(number):
        for _ in range(number):
            make_mail()
        with CaptureQueriesContext(connection) as queries:
            assert deliver_due_mail(at=NOW).sent == number
        return len(queries)

    statements(1)
    assert statements(9) - statements(4) == 5


def test_the_last_mail_of_a_round_is_written_down_with_the_round(mail_catcher, make_mail):
    first, second = make_mail(), make_mail()
    deliver_due_mail(at=NOW, most=1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (EmailState.SENT, EmailState.QUEUED)
    assert second.attempts == 0


def test_what_has_left_is_written_down_also_where_the_next_mail_breaks_the_round(
    mail_catcher, make_mail, monkeypatch
):
    first, second = make_mail(), make_mail()

    def break_at_second(mail, connection):
        if mail == second:
            raise RuntimeError("a fault of ours")
        return write_mail(mail, connection)

    monkeypatch.setattr("effgenai.mail.delivery.sending.write_mail", break_at_second)
    with pytest.raises(RuntimeError):
        deliver_due_mail(at=NOW)
    first.refresh_from_db()
    assert first.state == EmailState.SENT


def test_what_is_kept_of_pages_is_dropped_after_a_round(
    mail_catcher, make_mail, settings, django_capture_on_commit_callbacks
):
    settings.KEEP_PAGES_SECONDS = 60
    make_mail(last_error="451 Later")
    before = rows_stamp()
    with django_capture_on_commit_callbacks(execute=True):
        deliver_due_mail(at=NOW)
    assert rows_stamp() != before


def test_a_broken_connection_is_made_anew(mail_catcher, make_mail, monkeypatch):
    first, second = make_mail(), make_mail()
    real = smtplib.SMTP.sendmail
    broken: list[bool] = []

    def break_once(self, *args, **kwargs):
        if not broken:
            broken.append(True)
            self.close()
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", break_once)
    deliver_due_mail(at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (EmailState.QUEUED, EmailState.SENT)
    deliver_due_mail(at=first.due_at)
    assert len(mail_catcher.mails()) == 2


def test_nothing_is_sent_before_its_time_nor_while_it_is_held(mail_catcher, make_mail):
    make_mail(due_at=NOW + MINUTE)
    make_mail(state=EmailState.HELD)
    make_mail(state=EmailState.STOPPED)
    make_mail(state=EmailState.FAILED)
    assert deliver_due_mail(at=NOW).sent == 0
    assert mail_catcher.mails() == []


def test_a_mail_under_lease_belongs_to_who_took_it(mail_catcher, make_mail):
    row = make_mail()
    claimed = claim_mail(at=NOW, lease=LEASE)
    assert claimed == row
    assert claim_mail(at=NOW + LEASE, lease=LEASE) is None
    _queue_orphans(at=NOW + LEASE)
    assert claim_mail(at=NOW + LEASE, lease=LEASE) is None
    _queue_orphans(at=NOW + LEASE + MINUTE)
    again = claim_mail(at=NOW + LEASE + MINUTE, lease=LEASE)
    assert claimed
    assert again
    assert again == row
    assert again.message_id == claimed.message_id
    assert again.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_is_passed_over(make_mail):
    first, second = make_mail(), make_mail()
    from django.db import connections

    other = connections.create_connection("default")
    with transaction.atomic():
        list(OutboundEmail.objects.select_for_update().filter(pk=first.pk))
        try:
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM mail_outboundemail ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1")
                assert cursor.fetchone() == (second.pk,)
        finally:
            other.close()


def test_a_stop_while_sending_never_repeats_the_mail_and_the_row_tells_the_truth(
    mail_catcher, make_mail, monkeypatch
):
    row, rest = make_mail(), make_mail()
    real = smtplib.SMTP.sendmail

    def stop_meanwhile(self, *args, **kwargs):
        OutboundEmail.objects.exclude(state=EmailState.SENT).update(state=EmailState.STOPPED)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", stop_meanwhile)
    assert deliver_due_mail(at=NOW).sent == 1
    row.refresh_from_db()
    rest.refresh_from_db()
    assert (row.state, rest.state) == (EmailState.SENT, EmailState.STOPPED)
    assert len(mail_catcher.mails()) == 1


def test_a_mail_stopped_while_the_server_refuses_it_stays_stopped(mail_catcher, make_mail, monkeypatch):
    row = make_mail()

    def refuse(self, *args, **kwargs):
        OutboundEmail.objects.update(state=EmailState.STOPPED)
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "sendmail", refuse)
    deliver_due_mail(at=NOW)
    row.refresh_from_db()
    assert row.state == EmailState.STOPPED


def test_what_is_secret_is_wiped_once_it_has_left_or_failed(mail_catcher, make_mail):
    secret, open_one, refused = make_mail(is_secret=True), make_mail(), make_mail(is_secret=True)
    mail_catcher.answers[refused.to_address] = "550 no"
    deliver_due_mail(at=NOW)
    for row in (secret, open_one, refused):
        row.refresh_from_db()
    assert mail_catcher.mails(to=secret.to_address)[0].text.startswith("Body")
    assert (secret.body, refused.body) == ("", "")
    assert open_one.body


def test_a_round_is_bounded_and_says_that_there_is_more(mail_catcher, make_mail):
    for _ in range(3):
        make_mail()
    assert deliver_due_mail(at=NOW, most=2) == (2, True)
    assert deliver_due_mail(at=NOW, most=2) == (1, False)


def test_an_approved_mailing_becomes_sent_with_its_last_mail(mail_catcher, make_mail):
    person = make_user()
    mailing = Mailing.objects.create(
        conference=make_conference(),
        kind="test",
        title="Letters",
        created_at=NOW,
        created_by=person,
        approved_at=NOW,
        approved_by=person,
        state=MailingState.APPROVED,
    )
    make_mail(mailing=mailing)
    later = make_mail(mailing=mailing, due_at=NOW + 5 * MINUTE)
    deliver_due_mail(at=NOW)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENDING
    deliver_due_mail(at=later.due_at)
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENT


def test_the_same_news_to_the_same_person_is_one_row_for_ever():
    message = Message(kind="t", dedupe_key="k", to_address="a@b.c", subject="s", body="b")
    with transaction.atomic():
        assert enqueue_mail(messages=[message, message], at=NOW, conference=None) == 1
    with transaction.atomic():
        assert enqueue_mail(messages=[message], at=NOW, conference=None) == 0
    assert OutboundEmail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_without_the_transaction_of_its_event_is_an_error():
    message = Message(kind="t", dedupe_key="k", to_address="a@b.c", subject="s", body="b")
    with pytest.raises(RuntimeError):
        enqueue_mail(messages=[message], at=NOW, conference=None)
    assert OutboundEmail.objects.count() == 0


@pytest.mark.parametrize(
    ("answer", "state"),
    [((554, b"Spam"), EmailState.FAILED), ((451, b"Later"), EmailState.QUEUED)],
)
def test_a_refusal_of_the_text_is_final_or_not_as_the_server_says(
    mail_catcher, make_mail, monkeypatch, answer, state
):
    row = make_mail()
    monkeypatch.setattr(smtplib.SMTP, "data", lambda *_: answer)
    deliver_due_mail(at=NOW)
    row.refresh_from_db()
    assert row.state == state
    assert f"{answer[0]} {answer[1].decode()}" in row.last_error
