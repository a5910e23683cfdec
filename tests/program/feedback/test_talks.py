"""Feedback on talks: of released ones that have begun, of nobody, and for presenters once they are done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.models import User
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import Role
from program.core.models import Session, SessionPerson, Talk
from program.feedback.models import FeedbackSwitch, TalkFeedback
from program.feedback.rules import MAX_WORDS
from program.releases.services import release_schedule
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.signing_in import BACKEND

pytestmark = pytest.mark.django_db
DESK, OWN = "/ws/chair/program/feedback/", "/ws/program/feedback/"
SECOND = dt.timedelta(seconds=1)
TWENTY = dt.timedelta(minutes=20)
# Two weeks after the day of the conference, at midnight in Vienna.
CLOSES = dt.datetime(2026, 12, 26, 23, 0, tzinfo=dt.UTC)
Clock = Callable[[dt.datetime], None]


@pytest.fixture
def clock(monkeypatch) -> Clock:
    def put(instant: dt.datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: instant)

    put(NOON + HOUR / 2)
    return put


@pytest.fixture
def talks(session, paper) -> list[Talk]:
    """A paper, and after it an invited talk."""
    return [
        Talk.objects.create(session=session, submission=paper, minutes=20),
        Talk.objects.create(session=session, title="Keynote", speaker="Cy Roe", position=1, minutes=20),
    ]


@pytest.fixture
def released(conference, chair, talks, clock) -> None:
    cache.clear()
    FeedbackSwitch.objects.create(conference=conference)
    release_schedule(conference=conference, name="Final", by=chair, at=NOW)


def form(talk: Talk) -> str:
    return f"/ws/program/talks/{talk.key}/feedback/"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def author_of(paper) -> User:
    return paper.authorships.get().user


def page_of(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def give(talk: Talk, words: str = "Well said", rating: object = 5, client: Client | None = None):
    return (client or Client()).post(form(talk), {"rating": rating, "words": words})


def piece(talk: Talk, conference: Conference, words: str = "Well said", **fields) -> TalkFeedback:
    item = f"paper:{talk.submission.number}" if talk.submission else f"talk:{talk.key}"
    return TalkFeedback.objects.create(conference=conference, item=item, rating=4, words=words, **fields)


def test_an_editor_switches_it_on_and_off(conference, chair_client, chair, talks, clock) -> None:
    release_schedule(conference=conference, name="Final", by=chair, at=NOW)
    public = f"/ws/program/talks/{talks[0].key}/"
    assert Client().get(form(talks[0])).status_code == give(talks[0]).status_code == 404
    assert "Give feedback" not in page_of(Client(), public)
    assert "Feedback is off" in page_of(chair_client, DESK)
    for word, said in (("yes", "on"), ("yes", "on")):
        answer = chair_client.post(f"{DESK}switch/", {"on": word}, follow=True)
        assert f"Feedback is {said}." in answer.content.decode()
    assert f'href="{form(talks[0])}">Give feedback' in page_of(Client(), public)
    assert give(talks[0]).status_code == 302
    chair_client.post(f"{DESK}switch/", {"on": "no"})
    assert give(talks[0]).status_code == 404
    assert "Give feedback" not in page_of(Client(), public)
    assert TalkFeedback.objects.count() == 1
    actions = AuditLine.objects.filter(action__startswith="talk_feedback").values_list("action", flat=True)
    assert sorted(actions) == ["talk_feedback.close", "talk_feedback.open"]


def test_it_is_taken_from_the_beginning_of_the_talk(released, talks, clock) -> None:
    clock(NOON + TWENTY - SECOND)
    assert give(talks[0]).status_code == 302
    answer = give(talks[1], "Typed too early")
    assert answer.status_code == 409
    assert "Feedback opens when the talk begins: Sat 12 Dec, 12:20 CET." in answer.content.decode()
    assert "Typed too early" in answer.content.decode()
    page = page_of(Client(), form(talks[1]))
    assert "Feedback opens when the talk begins" in page
    assert "<textarea" not in page
    clock(NOON + TWENTY)
    assert give(talks[1]).status_code == 302
    assert TalkFeedback.objects.count() == 2


def test_posters_begin_with_their_session(conference, chair, room, clock) -> None:
    hall = Session.objects.create(
        conference=conference, title="Hall", kind="poster", room=room, starts_at=NOON, ends_at=NOON + HOUR
    )
    made = [Talk.objects.create(session=hall, title=f"P{n}", speaker="S", position=n) for n in range(3)]
    FeedbackSwitch.objects.create(conference=conference)
    release_schedule(conference=conference, name="Final", by=chair, at=NOW)
    clock(NOON)
    assert give(made[2]).status_code == 302


def test_it_closes_two_weeks_after_the_conference(released, talks, clock) -> None:
    clock(CLOSES - SECOND)
    assert "Sun 27 Dec, 00:00 CET" in page_of(Client(), form(talks[0]))
    assert give(talks[0]).status_code == 302
    clock(CLOSES)
    answer = give(talks[0], "Typed too late")
    assert answer.status_code == 409
    assert "Feedback on this talk closed: Sun 27 Dec, 00:00 CET." in answer.content.decode()
    assert "Typed too late" in answer.content.decode()
    assert TalkFeedback.objects.count() == 1


def test_a_cancelled_talk_takes_none(conference, chair, released, talks) -> None:
    Talk.objects.filter(pk=talks[0].pk).update(is_cancelled=True)
    release_schedule(conference=conference, name="Cancelled", by=chair, at=NOW)
    assert "This talk was cancelled" in page_of(Client(), form(talks[0]))
    assert "Give feedback" not in page_of(Client(), f"/ws/program/talks/{talks[0].key}/")
    assert give(talks[0]).status_code == 409
    assert not TalkFeedback.objects.exists()


def test_what_visitors_do_not_see_takes_none(conference, chair, released, session, talks, paper) -> None:
    draft = Talk.objects.create(session=session, title="Draft", speaker="S", position=5)
    elsewhere = make_conference("other")
    FeedbackSwitch.objects.create(conference=elsewhere)
    paper.state, paper.withdrawn_at = SubmissionState.WITHDRAWN, NOW
    paper.save()
    for address in (
        form(draft),
        form(talks[0]),
        form(talks[1]).replace("/ws/", "/other/"),
        "/ws/program/talks/none/feedback/",
    ):
        assert Client().get(address).status_code == 404
        assert Client().post(address, {"rating": 5}).status_code == 404
    assert not TalkFeedback.objects.exists()


@pytest.mark.parametrize("rating", ["", "0", "6", "five", "5.0", "٥٥", "-1", "9" * 40])
def test_a_rating_is_one_of_five_and_what_was_typed_stays(released, talks, rating) -> None:
    answer = give(talks[0], "Łódź <b>نعم</b>", rating)
    assert answer.status_code == 200
    assert "Choose one of the five." in answer.content.decode()
    assert "Łódź &lt;b&gt;نعم&lt;/b&gt;" in answer.content.decode()
    assert not TalkFeedback.objects.exists()


def test_words_are_limited_and_may_be_left_out(released, talks) -> None:
    longest = "ß" * MAX_WORDS
    answer = give(talks[0], f"{longest}!")
    assert answer.status_code == 200
    assert longest in answer.content.decode()
    assert "checked" in answer.content.decode()
    assert not TalkFeedback.objects.exists()
    assert give(talks[0], longest).status_code == give(talks[0], "").status_code == 302
    assert sorted(TalkFeedback.objects.values_list("words", flat=True)) == ["", longest]


def test_a_form_that_was_sent_says_thanks_once_and_counts_once(released, talks) -> None:
    client = Client(enforce_csrf_checks=True)
    (token,) = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page_of(client, form(talks[0])))
    said = {"rating": 5, "words": "Fine", "csrfmiddlewaretoken": token}
    answer = client.post(form(talks[0]), said, follow=True)
    assert answer.redirect_chain == [(f"/ws/program/talks/{talks[0].key}/", 302)]
    assert "Thank you. The presenters read your feedback" in answer.content.decode()
    client.post(form(talks[0]), said)
    assert TalkFeedback.objects.count() == 1
    assert client.post(form(talks[0]), {"rating": 5}).status_code == 403
    assert "Thank you" not in page_of(Client(), f"/ws/program/talks/{talks[0].key}/")


def test_nobody_can_tell_who_gave_it_or_when(released, talks, paper) -> None:
    lines = AuditLine.objects.count()
    give(talks[0], client=client_of(author_of(paper)))
    assert AuditLine.objects.count() == lines
    kept = {field.name for field in TalkFeedback._meta.get_fields()}
    assert kept == {"id", "conference", "key", "item", "rating", "words", "is_hidden"}
    assert TalkFeedback._meta.ordering == ["key"]


def test_a_network_may_send_so_much(released, talks, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"talk_feedback": "2/5m/ip"}
    for words in ("One", "Two"):
        assert give(talks[0], "", rating="").status_code == 200  # what is not taken does not count
        assert give(talks[0], words).status_code == 302
    answer = give(talks[1], "Three")
    assert answer.status_code == 429
    assert "Too much feedback came from your network." in answer.content.decode()
    assert "Three" in answer.content.decode()
    assert TalkFeedback.objects.count() == 2


def test_the_page_has_its_own_head_and_is_kept_by_nobody(released, talks, paper) -> None:
    answer = Client().get(form(talks[0]))
    page = " ".join(answer.content.decode().split())
    assert f"<title>Feedback on “{paper.title}”" in page
    assert re.search(rf'rel="canonical" href="[^"]+{form(talks[0])}"', page)
    assert re.search(r'name="robots" content="\s*noindex\s*"', page)
    assert answer["Cache-Control"] == "private, no-store"


def test_presenters_read_what_is_not_hidden_once_their_session_has_ended(
    conference, released, talks, paper, clock
) -> None:
    piece(talks[0], conference, "Good <i>pace</i>")
    piece(talks[0], conference, "An insult", is_hidden=True)
    piece(talks[1], conference, "Of the keynote")
    author = client_of(author_of(paper))
    clock(NOON + HOUR - SECOND)
    assert "Good" not in page_of(author, OWN)
    clock(NOON + HOUR)
    page = page_of(author, OWN)
    assert paper.title in page
    assert "4: good" in page
    assert "Good &lt;i&gt;pace&lt;/i&gt;" in page
    assert "An insult" not in page
    assert "Of the keynote" not in page


def test_others_read_nothing(conference, released, session, talks, paper, chair, clock) -> None:
    piece(talks[0], conference, "Good pace")
    session_chair, reviewer, other = make_user("Cy Roe"), make_user("Re Viewer"), make_user("Other Author")
    SessionPerson.objects.create(session=session, name="Cy Roe", email=session_chair.email)
    make_member(conference, Role.REVIEWER, reviewer)
    make_submission(conference, [other], state=SubmissionState.ACCEPTED)
    clock(NOON + HOUR)
    for person in (session_chair, reviewer, other):
        client = client_of(person)
        assert "Nothing to read yet" in page_of(client, OWN)
        assert client.get(DESK).status_code == client.get(f"{DESK}{talks[0].key}/").status_code == 404
    assert "Good pace" not in page_of(client_of(session_chair), f"/ws/program/chairing/{session.key}/")
    assert "/account/login/" in Client().get(OWN)["Location"]
    for address in (form(talks[0]), f"/ws/program/talks/{talks[0].key}/", "/ws/program/program.json"):
        assert "Good pace" not in page_of(Client(), address)


def test_totals_are_not_public(conference, released, talks) -> None:
    urls = ("/ws/program/", f"/ws/program/talks/{talks[0].key}/", form(talks[0]))
    token = r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"'
    before = [re.sub(token, "", page_of(Client(), url)) for url in urls]
    for _ in range(7):
        piece(talks[0], conference)
    cache.clear()
    assert [re.sub(token, "", page_of(Client(), url)) for url in urls] == before


def test_editors_hide_a_piece_and_show_it_again(
    conference, chair_client, released, talks, paper, clock
) -> None:
    row = piece(talks[0], conference, "An insult")
    clock(NOON + HOUR)
    author, url = client_of(author_of(paper)), f"{DESK}{talks[0].key}/{row.key}/hide/"
    assert "An insult" in page_of(chair_client, f"{DESK}{talks[0].key}/")
    for word, seen in (("yes", False), ("yes", False), ("no", True)):
        chair_client.post(url, {"hidden": word})
        assert ("An insult" in page_of(author, OWN)) is seen
        assert "An insult" in page_of(chair_client, f"{DESK}{talks[0].key}/")
    actions = AuditLine.objects.filter(action__startswith="talk_feedback").order_by("pk")
    assert [*actions.values_list("action", flat=True)] == ["talk_feedback.hide", "talk_feedback.show"]


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.SITE_EDITOR])
def test_nobody_else_switches_or_hides(conference, released, talks, role) -> None:
    row, user = piece(talks[0], conference), make_user("Other")
    if role:
        make_member(conference, role, user)
    for client, answer in ((client_of(user), 404), (Client(), 302)):
        hide = f"{DESK}{talks[0].key}/{row.key}/hide/"
        assert client.post(f"{DESK}switch/", {"on": "no"}).status_code == answer
        assert client.post(hide, {"hidden": "yes"}).status_code == answer
    assert FeedbackSwitch.objects.exists()
    assert not TalkFeedback.objects.get().is_hidden


def test_a_piece_is_hidden_at_its_own_talk_and_conference_alone(
    chair_client, conference, released, talks
) -> None:
    row = piece(talks[0], conference)
    foreign = TalkFeedback.objects.create(conference=make_conference("other"), item=row.item, rating=1)
    for path in (f"{talks[1].key}/{row.key}", f"{talks[0].key}/{foreign.key}", f"{talks[0].key}/none"):
        assert chair_client.post(f"{DESK}{path}/hide/", {"hidden": "yes"}).status_code == 404
    assert not TalkFeedback.objects.filter(is_hidden=True).exists()
    assert row.key in page_of(chair_client, f"{DESK}{talks[0].key}/")
    assert foreign.key not in page_of(chair_client, f"{DESK}{talks[0].key}/")


def test_it_stays_with_a_paper_that_is_placed_anew(
    conference, chair, chair_client, released, session, talks, paper
) -> None:
    piece(talks[0], conference, "Good pace")
    talks[0].delete()
    again = Talk.objects.create(session=session, submission=paper, minutes=20, position=7)
    release_schedule(conference=conference, name="Anew", by=chair, at=NOW)
    assert "Good pace" in page_of(chair_client, f"{DESK}{again.key}/")


def test_more_pieces_take_no_more_queries(conference, chair_client, released, talks, paper, clock) -> None:
    clock(NOON + HOUR)
    author = client_of(author_of(paper))
    pages = [(chair_client, DESK), (chair_client, f"{DESK}{talks[0].key}/"), (author, OWN)]

    def numbers() -> list[int]:
        found = []
        for client, url in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    piece(talks[0], conference)
    numbers()
    few = numbers()
    for number in range(49):
        piece(talks[number % 2], conference, is_hidden=number % 5 == 0)
    assert numbers() == few
    assert re.search(r'class="num">26<|class="num">25<', page_of(chair_client, DESK))
