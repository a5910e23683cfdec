"""A release of many decisions: answered at once, its letters written by workers, each once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.names.made_up import ENDING
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.mail.delivery import writing
from effgenai.mail.models import Mailing, OutboundEmail, UnwrittenLetters
from effgenai.mail.services import approve_mailing, enqueue_mail, settle_mailings, stop_mailing
from effgenai.mail.states import EmailState, MailingState
from effgenai.mail.tasks import write_unwritten_letters
from reviews.decisions.models import Decision
from reviews.decisions.services.changing import OtherDecision, change_decision
from reviews.decisions.services.letters import prepare_missing_letters
from reviews.decisions.services.releasing import release_decisions
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.decisions import decided, look, put_in_conflict, release, url
from tests.support.factories import NOW, make_member, make_submission, make_user

PAPERS = 5


@pytest.fixture(autouse=True)
def small_batches(db, monkeypatch):
    monkeypatch.setattr(writing, "PAPERS_A_BATCH", 2)


@pytest.fixture
def many(conference, kinds):
    papers = [make_submission(conference, [make_user(), make_user()]) for _ in range(PAPERS)]
    for paper in papers:
        decided(paper, kinds["oral" if paper.number % 2 else "reject"])
    return papers


def release_all(conference, chair):
    return release_decisions(viewer=look(chair, conference), numbers=None, seal=None, at=NOW).mailing


def written():
    return sorted(paper or 0 for paper in OutboundEmail.objects.values_list("paper", flat=True))


def every_letter(papers):
    return sorted(paper.number for paper in papers for _ in range(2))


def test_the_first_letters_are_there_at_once_and_a_worker_writes_the_others(client, chair, many):
    answer = release(client)
    mailing = Mailing.objects.get()
    assert answer.url.endswith(f"/mail/{mailing.key}/")
    assert {paper.state for paper in Submission.objects.all()} == {"accepted", "rejected"}
    assert written() == [1, 1, 2, 2]
    desk = client.get("/effgenai/chair/mail/").content.decode()
    assert "papers have letters that are still being written" in " ".join(desk.split())
    page = client.get(answer.url).content.decode()
    assert "3 papers" in page
    assert "2 / 5" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "Approve and send" not in page

    write_unwritten_letters()

    assert written() == every_letter(many)
    assert not UnwrittenLetters.objects.exists()
    assert {mail.state for mail in OutboundEmail.objects.all()} == {EmailState.HELD}
    page = client.get(answer.url).content.decode()
    assert "Approve and send 10 mails" in page
    assert "refresh" not in page


def test_nothing_is_approved_while_letters_are_being_written(client, chair, conference, many):
    mailing = release_all(conference, chair)
    with pytest.raises(Refused, match="still being written"):
        approve_mailing(mailing=mailing, viewer=look(chair, conference))
    assert not OutboundEmail.objects.exclude(state=EmailState.HELD).exists()
    write_unwritten_letters()
    assert approve_mailing(mailing=mailing, viewer=look(chair, conference)) == 10


def test_a_worker_that_dies_between_leaves_each_letter_written_once_or_to_write(
    conference, chair, many, monkeypatch
):
    release_all(conference, chair)
    real, calls = enqueue_mail, []

    def die_once(**kwargs):
        number = real(**kwargs)
        calls.append(number)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return number

    monkeypatch.setattr(writing, "enqueue_mail", die_once)
    with pytest.raises(KeyboardInterrupt):
        write_unwritten_letters()
    assert len(written()) == 4
    assert UnwrittenLetters.objects.count() == 3
    write_unwritten_letters()
    write_unwritten_letters()
    assert written() == every_letter(many)


def test_letters_say_what_their_papers_were_told(conference, chair, kinds, many):
    release_all(conference, chair)
    write_unwritten_letters()
    for mail in OutboundEmail.objects.all():
        kind = Decision.objects.get(submission__number=mail.paper or 0).outcome
        assert mail.subject.startswith(kind.mail_subject.partition("{")[0])


def test_discarding_keeps_back_what_is_not_written_and_it_can_be_had_again(conference, chair, many):
    mailing = release_all(conference, chair)
    assert stop_mailing(mailing=mailing, viewer=look(chair, conference)) == 4
    mailing.refresh_from_db()
    assert mailing.state == MailingState.STOPPED
    write_unwritten_letters()
    assert not OutboundEmail.objects.exclude(state=EmailState.STOPPED).exists()

    again = prepare_missing_letters(viewer=look(chair, conference), at=NOW)
    write_unwritten_letters()
    assert sorted(mail.paper or 0 for mail in again.mails.all()) == every_letter(many)


def test_letters_that_are_to_be_written_are_not_missing(client, conference, chair, many):
    release_all(conference, chair)
    mailing = Mailing.objects.get()
    mailing.state, mailing.approved_at, mailing.approved_by = MailingState.SENT, NOW, chair
    mailing.save()
    with pytest.raises(Refused, match="have been written to"):
        prepare_missing_letters(viewer=look(chair, conference), at=NOW)


def test_a_decision_changed_meanwhile_has_one_letter_and_that_is_the_new_one(conference, chair, kinds, many):
    release_all(conference, chair)
    waiting = UnwrittenLetters.objects.order_by("paper").last()
    other = OtherDecision(outcome=kinds["poster"], note="", reason="A slip.", seen=0)
    change_decision(viewer=look(chair, conference), number=waiting.paper, change=other, at=NOW)
    write_unwritten_letters()
    letters = OutboundEmail.objects.filter(paper=waiting.paper)
    assert letters.count() == 2
    assert {letter.mailing.title for letter in letters} == {"Letters of changed decisions"}


def test_a_chair_in_conflict_learns_nothing_of_what_is_to_be_written(client, conference, chair, many):
    blind = make_member(conference, Role.CHAIR)
    for paper in many:
        put_in_conflict(paper, blind)
    mailing = release_all(conference, chair)
    client.force_login(blind)
    assert client.get(f"/effgenai/chair/mail/{mailing.key}/").status_code == 404
    assert Mailing.objects.visible_to(look(chair, conference), hidden_papers=[]).exists()
    many[-1].conflicts.all().delete()
    page = client.get(f"/effgenai/chair/mail/{mailing.key}/").content.decode()
    assert "0 / 1" in page
    assert "1 paper " in page


def test_a_mailing_is_not_sent_while_another_chair_s_letters_are_to_be_written(conference, chair, many):
    mailing = release_all(conference, chair)
    mailing.state = MailingState.SENDING
    mailing.approved_at, mailing.approved_by = NOW, chair
    mailing.save()
    OutboundEmail.objects.update(state=EmailState.SENT, sent_at=NOW)
    settle_mailings()
    mailing.refresh_from_db()
    assert mailing.state == MailingState.SENDING


def test_who_cannot_be_written_to_gets_no_row(conference, chair, kinds):
    paper = make_submission(conference, [make_user()])
    paper.authorships.update(email=f"nobody{ENDING}")
    decided(paper, kinds["oral"])
    assert release_all(conference, chair) is None
    assert not UnwrittenLetters.objects.exists()
    assert Submission.objects.get().state == SubmissionState.ACCEPTED


@pytest.mark.parametrize("kind", ["oral", "reject"])
def test_a_release_takes_as_many_statements_for_fifty_papers_as_for_five(conference, chair, kinds, kind):
    def statements(number):
        for _ in range(number):
            decided(make_submission(conference, [make_user()]), kinds[kind])
        with CaptureQueriesContext(connection) as queries:
            release_all(conference, chair)
        return len(queries)

    statements(1)  # which reads what is kept between requests
    assert statements(5) == statements(50)


def test_the_page_before_a_release_reads_as_many_statements_for_fifty_papers_as_for_five(
    client, conference, chair, kinds
):
    def statements(number):
        for _ in range(number):
            decided(make_submission(conference, [make_user(), make_user()]), kinds["oral"])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url("release")).content.decode()
        assert f"Release {Decision.objects.count()} decisions" in page
        return len(queries)

    statements(2)
    assert statements(5) == statements(50)


@pytest.mark.parametrize("contacts_only", [True, False])
def test_the_page_before_a_release_counts_the_letters_that_are_written(
    client, conference, chair, kinds, contacts_only
):
    conference.letters_to_contacts_only = contacts_only
    conference.save()
    some, other = (make_submission(conference, [make_user(), make_user()]) for _ in range(2))
    nobody = make_submission(conference, [make_user()])
    for paper in (some, other, nobody):
        decided(paper, kinds["oral"])
    some.authorships.update(is_contact=False)
    other.authorships.update(is_contact=True)
    nobody.authorships.update(email=f"nobody{ENDING}")
    page = client.get(url("release")).content.decode()
    release_all(conference, chair)
    letters = Mailing.objects.get().mails.count()
    assert letters == (3 if contacts_only else 4)
    assert f'<b class="num">{letters}</b> <span>letters are prepared' in page
    assert f"no letter is prepared: {nobody.number}." in page


def test_a_page_that_is_discarded_says_what_is_not_written(client, chair, many):
    release(client)
    page = client.get(f"/effgenai/chair/mail/{Mailing.objects.get().key}/stop/").content.decode()
    assert "papers get no letters any more" in page
    assert "Discard the letters" in page
    assert url("release")
