"""A release prepares letters to those who are concerned, which a chair approves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.conferences.core.states import AcceptedShown
from effgenai.mail.models import Mailing, OutboundEmail
from effgenai.mail.states import EmailState, MailingState
from program.core.models import Room, Session, SessionPerson, Talk
from program.releases import letters as letters_module
from program.releases.models import Release, ReleasePerson
from program.releases.services import release_and_write
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_submission, make_user

pytestmark = pytest.mark.django_db
RELEASE = "/ws/chair/program/release/"


def talk_of(session, title: str = "Invited", email: str = "bo@post.example", **fields) -> Talk:
    return Talk.objects.create(session=session, title=title, speaker="Bo Li", email=email, **fields)


def release(conference, chair, name: str = "Next") -> dict[str, OutboundEmail]:
    """The new letters, by address."""
    made, _ = release_and_write(conference=conference, name=name, by=chair, at=NOW)
    of_release = [f"schedule:ws:{person.pk}" for person in made.people.all()]
    mails = OutboundEmail.objects.filter(dedupe_key__in=of_release)
    return {mail.to_address: mail for mail in mails}


def deliver() -> None:
    held = OutboundEmail.objects.filter(state=EmailState.HELD)
    held.update(state=EmailState.SENT, sent_at=NOW)


def notified(conference, chair) -> dict[str, OutboundEmail]:
    """The letters on a first release, which have arrived."""
    mails = release(conference, chair, "First")
    deliver()
    return mails


def test_the_first_release_tells_everybody_what_they_have_and_waits_for_approval(
    chair_client, conference, session, paper
) -> None:
    Talk.objects.create(session=session, submission=paper, minutes=20)
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example")
    SessionPerson.objects.create(session=session, name="Di Fox", email="di@post.example", role="panellist")
    SessionPerson.objects.create(session=session, name="Nobody", email="")
    answer = chair_client.post(RELEASE, {"name": "First", "letters": "on"}, follow=True)
    assert "Letters wait for a chair&#x27;s approval under “Mail”." in answer.content.decode()
    mails = {mail.to_name: mail for mail in OutboundEmail.objects.filter(kind="schedule.release")}
    assert mails.keys() == {"Ada Nwosu", "Cy Roe", "Di Fox"}
    assert {mail.state for mail in mails.values()} == {EmailState.HELD}
    assert Mailing.objects.get().state == MailingState.DRAFT
    body = mails["Ada Nwosu"].body
    assert f"New: your talk “{paper.title}”\n  Sat 12 Dec 2026, 12:00–12:20 CET, Hall\n" in body
    assert "times at the venue (Europe/Vienna)" in body
    assert f"/ws/program/{session.key}/" in body
    assert "New: you chair “Morning talks”" in mails["Cy Roe"].body
    assert "you are on the panel of “Morning talks”" in mails["Di Fox"].body


def test_without_the_tick_nobody_is_written_to(chair_client, conference, session) -> None:
    talk_of(session)
    chair_client.post(RELEASE, {"name": "First"})
    assert Release.objects.count() == 1
    assert not OutboundEmail.objects.filter(kind="schedule.release").exists()
    assert not Mailing.objects.exists()


def test_who_presents_is_written_to_and_the_contact_where_nobody_is_ticked(
    conference, chair, session
) -> None:
    people = [make_user("One"), make_user("Two")]
    ticked, plain = (make_submission(conference, people, state=SubmissionState.ACCEPTED) for _ in range(2))
    ticked.authorships.filter(user=people[1]).update(is_presenter=True)
    for paper in (ticked, plain):
        Talk.objects.create(session=session, submission=paper)
    mails = release(conference, chair)
    assert ticked.title in mails[people[1].email].body
    assert plain.title not in mails[people[1].email].body
    assert plain.title in mails[people[0].email].body
    assert ticked.title not in mails[people[0].email].body


def test_addresses_that_an_import_made_up_get_nothing(conference, chair, session) -> None:
    talk_of(session, email="person@cs.example.invalid")
    assert release(conference, chair) == {}
    assert not Mailing.objects.exists()


CHANGES = [
    (lambda _: Talk.objects.update(minutes=25), "New time: it was Sat 12 Dec 2026, 12:00–12:15 CET.", "talk"),
    (
        lambda _: Session.objects.update(starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR),
        "Sat 12 Dec 2026, 13:00–13:15 CET, Hall",
        "talk",
    ),
    (lambda _: Talk.objects.update(title="Other"), "It was called “Invited”.", "talk"),
    (lambda _: Talk.objects.update(board="7b"), "New board: 7b (it was none).", "talk"),
    (lambda _: Talk.objects.update(speaker="Al Ma"), "Named in the programme: Al Ma (it was Bo Li).", "talk"),
    (lambda _: Session.objects.update(title="Noon"), "It was in the session “Morning talks”.", "talk"),
    (lambda _: Session.objects.update(kind="poster"), "It was your talk before.", "talk"),
    (
        lambda one: SessionPerson.objects.create(session=one, name="Ed Poe"),
        "Session chair: Cy Roe, Ed Poe (it was Cy Roe).",
        "talk",
    ),
    (lambda _: Talk.objects.update(title="Other"), "Its talks have changed", "chair"),
    (lambda _: Session.objects.update(ends_at=NOON + 2 * HOUR), "New time: it was Sat 12 Dec", "chair"),
]


@pytest.mark.parametrize(("change", "words", "whose"), CHANGES)
def test_each_kind_of_change_is_told_to_whom_it_concerns(
    conference, chair, session, change, words, whose
) -> None:
    talk_of(session)
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example", position=0)
    notified(conference, chair)
    change(session)
    mails = release(conference, chair)
    mail = mails["cy@post.example" if whose == "chair" else "bo@post.example"]
    assert words in mail.body
    assert "Changed: " in mail.body
    assert "have changed" in mail.subject


def test_a_session_that_ends_later_is_told_to_its_chair_and_to_no_speaker(conference, chair, session) -> None:
    talk_of(session)
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example")
    notified(conference, chair)
    Session.objects.update(ends_at=NOON + 2 * HOUR)
    assert release(conference, chair).keys() == {"cy@post.example"}


def test_a_new_room_alone_is_told_once(conference, chair, session) -> None:
    talk_of(session)
    notified(conference, chair)
    Session.objects.update(room=Room.objects.create(conference=conference, name="Foyer"))
    body = release(conference, chair)["bo@post.example"].body
    assert body.count("your talk “Invited”") == 1
    assert body.count("New room: Foyer (it was Hall).") == 1
    assert "New time" not in body


def test_nobody_else_gets_a_mail(conference, chair, session) -> None:
    other = Session.objects.create(
        conference=conference, title="Later", starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    talk_of(session)
    talk_of(other, "Calm", "calm@post.example")
    notified(conference, chair)
    Session.objects.filter(pk=session.pk).update(room=None)
    assert release(conference, chair).keys() == {"bo@post.example"}


def test_a_person_with_several_talks_gets_one_mail_with_all_of_them(conference, chair, session) -> None:
    for position, title in enumerate(("First", "Second")):
        talk_of(session, title, "Bo@post.example" if position else "bo@post.example", position=position)
    notified(conference, chair)
    Talk.objects.filter(title="Second").update(minutes=5)
    mails = release(conference, chair)
    assert len(mails) == 1
    body = mails["bo@post.example"].body
    assert "As before: your talk “First”" in body
    assert "Changed: your talk “Second”" in body


def test_a_release_of_cancellations_alone_writes_to_those_who_were_in_it(conference, chair, session) -> None:
    talk_of(session)
    Session.objects.create(conference=conference, title="Dinner", starts_at=NOON, ends_at=NOON + HOUR)
    notified(conference, chair)
    Session.objects.filter(pk=session.pk).delete()
    body = release(conference, chair)["bo@post.example"].body
    assert "Cancelled: your talk “Invited”" in body
    assert "no longer in the programme; it was Sat 12 Dec 2026, 12:00–12:15 CET, Hall." in body


@pytest.mark.parametrize("was_notified", [True, False])
def test_authors_of_a_withdrawn_paper_are_told_if_they_were_before(
    conference, chair, session, paper, was_notified
) -> None:
    Talk.objects.create(session=session, submission=paper)
    release(conference, chair, "First")
    if was_notified:
        deliver()
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    mails = list(release(conference, chair).values())
    assert [f"Cancelled: your talk “{paper.title}”" in mail.body for mail in mails] == [True] * was_notified


def test_who_presents_no_more_reads_that_it_is_theirs_no_longer(conference, chair, session) -> None:
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example")
    notified(conference, chair)
    SessionPerson.objects.update(name="Di Fox", email="di@post.example")
    mails = release(conference, chair)
    assert "No longer yours: you chair “Morning talks”" in mails["cy@post.example"].body
    assert "New: you chair “Morning talks”" in mails["di@post.example"].body


def test_each_is_told_what_differs_from_what_they_were_last_told(conference, chair, session) -> None:
    talk_of(session)
    notified(conference, chair)
    Session.objects.update(title="Second name")
    waiting = release(conference, chair)["bo@post.example"]
    Session.objects.update(title="Third name")
    last = release(conference, chair)["bo@post.example"]
    assert "It was in the session “Morning talks”." in last.body
    waiting.refresh_from_db()
    # Ten corrections are not ten mails: the letter that had not left is overtaken.
    assert (waiting.state, waiting.mailing.state) == (EmailState.STOPPED, MailingState.STOPPED)
    assert OutboundEmail.objects.filter(state=EmailState.HELD).count() == 1


def test_who_was_told_of_no_release_is_told_all(conference, chair, chair_client, session) -> None:
    talk_of(session)
    chair_client.post(RELEASE, {"name": "First"})
    Session.objects.create(conference=conference, title="Dinner", starts_at=NOON, ends_at=NOON + HOUR)
    assert "New: your talk “Invited”" in release(conference, chair)["bo@post.example"].body


def test_a_paper_that_is_placed_anew_is_the_same_talk(conference, chair, session, paper) -> None:
    first = Talk.objects.create(session=session, submission=paper)
    notified(conference, chair)
    first.delete()
    Talk.objects.create(session=session, submission=paper)
    assert release(conference, chair) == {}


def test_posters_have_the_time_of_their_session_and_a_board(conference, chair, session, paper) -> None:
    Session.objects.update(kind="poster")
    Talk.objects.create(session=session, submission=paper, board="12")
    (mail,) = release(conference, chair).values()
    assert (
        f"New: your poster “{paper.title}”\n  Sat 12 Dec 2026, 12:00–13:00 CET, Hall, board 12" in mail.body
    )


def test_a_faulty_letter_stops_neither_the_release_nor_the_others(
    chair_client, conference, session, monkeypatch
) -> None:
    talk_of(session)
    talk_of(session, "Bad", "bad@post.example")
    real = letters_module._letter

    def broken(conference, person, *rest):
        if person.email == "bad@post.example":
            raise KeyError("placeholder")
        return real(conference, person, *rest)

    monkeypatch.setattr(letters_module, "_letter", broken)
    assert "1 mail cannot be written" in " ".join(chair_client.get(RELEASE).content.decode().split())
    answer = chair_client.post(RELEASE, {"name": "First", "letters": "on"}, follow=True)
    assert "Not all letters could be written." in answer.content.decode()
    assert Release.objects.count() == 1
    assert [mail.to_address for mail in OutboundEmail.objects.all()] == ["bo@post.example"]


def test_mails_that_cannot_be_prepared_leave_the_release(chair_client, session, monkeypatch) -> None:
    def broken(**_):
        raise RuntimeError("no outbox")

    talk_of(session)
    monkeypatch.setattr("program.releases.services.prepare_mailing", broken)
    answer = chair_client.post(RELEASE, {"name": "First", "letters": "on"}, follow=True)
    assert "Not all letters could be written." in answer.content.decode()
    assert Release.objects.count() == 1
    assert not ReleasePerson.objects.exists()
    assert not Mailing.objects.exists()


def test_the_page_tells_how_many_people_get_a_mail_and_shows_one(chair_client, session) -> None:
    assert "For nobody with an address" in chair_client.get(RELEASE).content.decode()
    talk_of(session)
    talk_of(session, "More", "more@post.example")
    shown = " ".join(chair_client.get(RELEASE).content.decode().split())
    assert "2 people get a mail" in shown
    assert "Dear Bo Li," in shown
    assert not OutboundEmail.objects.exists()


def test_while_accepted_papers_are_held_back_nobody_is_written_to(
    chair_client, conference, chair, session, paper
) -> None:
    type(conference).objects.filter(pk=conference.pk).update(accepted_shown=AcceptedShown.NOBODY)
    Talk.objects.create(session=session, submission=paper)
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example")
    assert "Accepted papers are not shown yet" in chair_client.get(RELEASE).content.decode()
    chair_client.post(RELEASE, {"name": "First", "letters": "on"})
    assert Release.objects.count() == 1
    assert not OutboundEmail.objects.exists()
    assert not ReleasePerson.objects.exists()
    type(conference).objects.filter(pk=conference.pk).update(accepted_shown=AcceptedShown.EVERYONE)
    conference.refresh_from_db()
    session.title = "Renamed"
    session.save()
    assert release(conference, chair).keys() == {paper.authorships.get().email, "cy@post.example"}


def test_a_letter_on_one_paper_is_kept_from_chairs_in_conflict_with_it(conference, chair, session) -> None:
    people = [make_user("One"), make_user("Two")]
    papers = [
        make_submission(conference, authors, state=SubmissionState.ACCEPTED)
        for authors in (people[:1], people[1:], people[1:])
    ]
    for paper in papers:
        Talk.objects.create(session=session, submission=paper)
    mails = release(conference, chair)
    assert mails[people[0].email].paper == papers[0].number
    # One on several says no more than the public programme does, and there is none where that is held back.
    assert mails[people[1].email].paper is None


def test_addresses_are_in_nothing_that_visitors_get(client, conference, chair, session) -> None:
    talk_of(session)
    SessionPerson.objects.create(session=session, name="Cy Roe", email="cy@post.example")
    notified(conference, chair)
    assert "post.example" not in str(Release.objects.get().schedule)
    for page in ("", "program.json", "calendar.ics", "changes/", "changes.atom", f"{session.key}/"):
        assert b"post.example" not in client.get(f"/ws/program/{page}").content


def test_fifty_talks_cost_no_more_queries_than_five(chair_client, conference, chair, session) -> None:
    def queries(name: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as page:
            chair_client.get(RELEASE)
        with CaptureQueriesContext(connection) as released:
            release_and_write(conference=conference, name=name, by=chair, at=NOW + dt.timedelta(days=1))
        return len(page), len(released)

    def add(number: int) -> None:
        for _ in range(number):
            paper = make_submission(conference, [make_user()], state=SubmissionState.ACCEPTED)
            Talk.objects.create(session=session, submission=paper)

    # None of the papers leaves a line of its own in the record.
    add(25)
    notified(conference, chair)
    Session.objects.update(title="Second")
    few = queries("Second")
    deliver()
    add(45)
    Session.objects.update(title="Third")
    assert queries("Third") == few
