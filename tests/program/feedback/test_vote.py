"""The vote on the best poster: one vote a code, and nothing is counted before it has closed."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from program.core.models import Session, Talk
from program.feedback.models import Ballot, PosterVote, VoteCode
from program.feedback.queries.vote import vote_result
from program.feedback.services import vote as services
from program.releases.services import release_schedule
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_member, make_user

pytestmark = pytest.mark.django_db
VOTE, DESK = "/ws/program/vote/", "/ws/chair/program/vote/"
YEARS = dt.timedelta(days=3650)


@pytest.fixture
def posters(conference, chair, room) -> list[Talk]:
    hall = Session.objects.create(
        conference=conference, title="Posters", kind="poster", room=room, starts_at=NOON, ends_at=NOON + HOUR
    )
    made = [Talk.objects.create(session=hall, title=f"P{n}", speaker="S", position=n) for n in range(3)]
    release_schedule(conference=conference, name="Final", by=chair, at=NOW)
    return made


@pytest.fixture
def vote(conference, chair, posters) -> PosterVote:
    made = services.set_vote(conference=conference, closes_at=NOW + YEARS, by=chair, at=NOW)
    services.make_codes(vote=made, number=5, by=chair, at=NOW)
    return made


def codes() -> list[str]:
    return [*VoteCode.objects.values_list("code", flat=True)]


def cast(code: str, poster: Talk, client: Client | None = None) -> str:
    answer = (client or Client()).post(VOTE, {"code": code, "poster": poster.key}, follow=True)
    return answer.content.decode()


def test_there_is_none_until_an_editor_opens_it(chair_client, posters) -> None:
    assert Client().get(VOTE).status_code == 404
    assert chair_client.get(f"{DESK}codes/").status_code == 404
    answer = chair_client.post(DESK, {"day": "2027-01-01", "clock": "12:00"}, follow=True)
    assert "Saved." in answer.content.decode()
    assert PosterVote.objects.get().closes_at == dt.datetime(2027, 1, 1, 11, 0, tzinfo=dt.UTC)


def test_a_code_votes_once_as_people_type_it(vote, posters) -> None:
    code = codes()[0]
    typed = f" {code[:4].upper()} {code[4:8]}-{code[8:]}"
    assert "Thank you, your vote is counted." in cast(typed, posters[0])
    assert "This code has voted already." in cast(code, posters[1])
    assert Ballot.objects.get().talk_key == posters[0].key


@pytest.mark.parametrize("code", ["", "wrong", "aaaaaaaaaaaa", "' OR 1=1", "x" * 500])
def test_what_is_no_code_votes_for_nothing(vote, posters, code) -> None:
    page = cast(code, posters[0])
    assert "Thank you" not in page
    assert "checked" in page  # the poster that was chosen is chosen still
    assert not Ballot.objects.exists()


def test_only_posters_that_visitors_see_can_be_chosen(vote, posters, conference) -> None:
    draft = Talk.objects.create(session=posters[0].session, title="Draft", speaker="S")
    assert "Draft" not in Client().get(VOTE).content.decode()
    assert "Choose one of these posters." in cast(codes()[0], draft)
    assert not Ballot.objects.exists()


def test_wrong_codes_are_limited_and_right_ones_are_not(vote, posters, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"poster_vote": "2/5m/ip"}
    cache.clear()
    for code in codes()[:3]:
        assert "Thank you" in cast(code, posters[0])
    for _ in range(2):
        assert "No slip has this code." in cast("aaaaaaaaaaaa", posters[0])
    assert "Too many wrong codes" in cast(codes()[3], posters[0])
    assert Ballot.objects.count() == 3


def test_the_server_closes_it_to_the_second(vote, posters) -> None:
    said = {"vote": vote, "talk_key": posters[0].key}
    services.cast_vote(code=codes()[0], at=vote.closes_at - dt.timedelta(seconds=1), **said)
    with pytest.raises(Refused, match="closed"):
        services.cast_vote(code=codes()[1], at=vote.closes_at, **said)
    assert Ballot.objects.count() == 1


def test_nobody_reads_totals_before_the_end(chair_client, chair, vote, posters) -> None:
    before = chair_client.get(DESK).content.decode()
    lines = AuditLine.objects.count()
    cast(codes()[0], posters[0])
    assert vote_result(vote, vote.closes_at - dt.timedelta(seconds=1)) is None
    after = chair_client.get(DESK).content.decode()
    assert before.count("vote") == after.count("vote")
    assert "The result" not in after
    assert AuditLine.objects.count() == lines
    assert "P0" not in after


def test_a_tie_is_said(chair_client, vote, posters) -> None:
    for code, poster in zip(
        codes(), [posters[0], posters[1], posters[0], posters[1], posters[2]], strict=True
    ):
        cast(code, poster)
    PosterVote.objects.update(closes_at=NOW)
    page = " ".join(chair_client.get(DESK).content.decode().split())
    assert "5 votes came" in page
    assert "A tie:</b> “P0”, “P1” have as many votes each." in page
    assert "The vote is closed." in Client().get(VOTE).content.decode()


def test_one_winner_is_no_tie_and_no_votes_are_none(vote, posters) -> None:
    assert vote_result(vote, vote.closes_at).first == []
    cast(codes()[0], posters[2])
    result = vote_result(vote, vote.closes_at)
    assert [talk.title for talk in result.first] == ["P2"]
    assert not result.is_tie


def test_a_closed_vote_stays_closed(chair_client, chair, conference, vote) -> None:
    PosterVote.objects.update(closes_at=NOW)
    chair_client.post(DESK, {"day": "2030-01-01", "clock": "12:00"})
    assert PosterVote.objects.get().closes_at == NOW
    chair_client.post(f"{DESK}codes/make/", {"number": 3})
    assert VoteCode.objects.count() == 5


def test_it_cannot_close_in_the_past_or_when_the_clocks_skip(chair_client, posters) -> None:
    for day, clock in (("2020-01-01", "12:00"), ("2027-03-28", "02:30")):
        answer = chair_client.post(DESK, {"day": day, "clock": clock})
        assert answer.status_code == 200
    assert not PosterVote.objects.exists()


def test_codes_are_many_and_cannot_be_guessed(chair_client, vote) -> None:
    chair_client.post(f"{DESK}codes/make/", {"number": 200})
    found = codes()
    assert len({*found}) == 205
    assert {len(code) for code in found} == {12}
    page = chair_client.get(f"{DESK}codes/").content.decode()
    assert all(code in page for code in found)
    chair_client.post(f"{DESK}codes/make/", {"number": 4999})
    assert VoteCode.objects.count() == 205


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.SITE_EDITOR])
def test_nobody_else_opens_it_or_reads_codes(conference, vote, role) -> None:
    user = make_user("Other")
    if role:
        make_member(conference, role, user)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(DESK).status_code == client.get(f"{DESK}codes/").status_code == 404
    assert client.post(DESK, {"day": "2030-01-01", "clock": "12:00"}).status_code == 404
    assert client.post(f"{DESK}codes/make/", {"number": 3}).status_code == 404
    assert VoteCode.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_at_once_are_one_vote(vote, posters) -> None:
    code = codes()[0]
    answers: list[bool] = []

    def press(number: int) -> None:
        answers.extend("Thank you" in cast(code, posters[number % 3]) for _ in range(10))
        connection.close()

    threads = [threading.Thread(target=press, args=[number]) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(True) == 1
    assert len(answers) == 50
    assert Ballot.objects.count() == 1
