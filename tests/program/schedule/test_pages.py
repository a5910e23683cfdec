"""Pages of talks, sessions, speakers and rooms: what the last release says, and nothing of the draft."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from program.core.models import Room, Session, SessionPerson, Talk
from program.releases.models import Release
from program.releases.services import release_schedule
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import NOW, make_conference, make_submission, make_user

pytestmark = pytest.mark.django_db


def release(conference, chair, name: str = "First") -> Release:
    return release_schedule(conference=conference, name=name, by=chair, at=NOW)


def page(url: str) -> str:
    cache.clear()
    answer = Client().get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def is_there(url: str) -> bool:
    cache.clear()
    return Client().get(url).status_code == 200


@pytest.fixture
def talk(session, paper) -> Talk:
    return Talk.objects.create(session=session, submission=paper, minutes=20)


def speaker(released: Release, name: str) -> list[str]:
    """The address of each person of that name."""
    known = released.schedule["contributors"]
    places = {place for people in known["parts"].values() for place, other in people if other == name}
    return [f"/ws/program/people/{known['people'][place][0]}/" for place in sorted(places)]


def test_a_talk_says_who_when_where_and_leads_to_the_paper(conference, chair, room, talk, paper) -> None:
    Room.objects.update(note="Second floor, past the café", map_url="https://map.example/hall")
    Talk.objects.create(session=talk.session, title="Second", speaker="Bo Li", position=1, minutes=30)
    released = release(conference, chair)
    text = page(f"/ws/program/talks/{talk.key}/")
    for words in ("12:00–12:20", "Europe/Vienna", "Saturday 12 December", "Second floor, past the café"):
        assert words in text
    for url in (
        *speaker(released, "Ada Nwosu"),
        f"/ws/program/rooms/{room.pk}/",
        f"/ws/papers/{paper.number}/",
    ):
        assert f'href="{url}"' in text
        page(url)
    assert 'rel="canonical"' in text
    assert 'name="description"' in text


@pytest.mark.parametrize("kind", ["poster", "demo"])
def test_what_hangs_has_its_board_and_the_time_of_its_session(conference, chair, talk, kind) -> None:
    Session.objects.update(kind=kind)
    Talk.objects.update(board="17b", minutes=5)
    release(conference, chair)
    text = page(f"/ws/program/talks/{talk.key}/")
    assert "board 17b" in text
    assert "12:00–13:00" in text
    assert "12:05" not in text


def test_schedule_and_session_lead_to_each_talk(conference, chair, session, talk) -> None:
    release(conference, chair)
    for url in ("/ws/program/", f"/ws/program/{session.key}/"):
        assert f'href="/ws/program/talks/{talk.key}/"' in page(url)


def test_a_speaker_has_all_their_talks_and_is_nobody_else_of_that_name(
    conference, chair, session, talk, paper
) -> None:
    author = paper.authorships.get()
    second = make_submission(
        conference, [author.user], state=SubmissionState.ACCEPTED, title="The other of mine"
    )
    namesake = make_submission(
        conference, [make_user("Ada Nwosu")], state=SubmissionState.ACCEPTED, title="By a namesake"
    )
    for place, one in enumerate((second, namesake), 1):
        Talk.objects.create(session=session, submission=one, position=place)
    SessionPerson.objects.create(session=session, name="A. Nwosu", email=author.email.upper())
    released = release(conference, chair)
    first, other = speaker(released, "Ada Nwosu")
    assert "The other of mine" in page(first)
    assert "Session chair" in page(first)
    assert "By a namesake" not in page(first)
    assert "By a namesake" in page(other)
    assert author.email.split("@", maxsplit=1)[0] not in first


def test_people_without_an_address_are_never_taken_for_one(conference, chair, session) -> None:
    for place in range(2):
        Talk.objects.create(session=session, title=f"Talk {place}", speaker="Bo Li", position=place)
    assert len(speaker(release(conference, chair), "Bo Li")) == 2


def test_two_addresses_of_one_account_are_one_person(conference, chair, session, talk, paper) -> None:
    user = paper.authorships.get().user
    papers = [make_submission(conference, [user], state=SubmissionState.ACCEPTED) for _ in range(2)]
    for place, one in enumerate(papers, 1):
        one.authorships.update(email=f"ada-{place}@else.example")
        Talk.objects.create(session=session, submission=one, position=place)
    papers[0].authorships.update(user=None)
    papers[1].authorships.update(email="ada-1@else.example")
    assert len(speaker(release(conference, chair), "Ada Nwosu")) == 1


def test_the_address_of_a_speaker_outlives_the_paper_that_it_came_from(
    conference, chair, session, talk, paper
) -> None:
    second = make_submission(conference, [paper.authorships.get().user], state=SubmissionState.ACCEPTED)
    Talk.objects.create(session=session, submission=second, position=1)
    before = speaker(release(conference, chair), "Ada Nwosu")[0]
    talk.delete()
    after = speaker(release(conference, chair, "Second"), "Ada Nwosu")[0]
    assert before != after
    cache.clear()
    assert Client().get(before).headers["Location"] == after


def test_what_was_taken_out_says_that_it_is_cancelled(conference, chair, session, talk) -> None:
    other = Session.objects.create(
        conference=conference, title="Panel", starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
    )
    invited = Talk.objects.create(session=session, title="Invited words", speaker="Bo Li", position=1)
    release(conference, chair)
    key, session_key = invited.key, other.key
    invited.delete()
    other.delete()
    release(conference, chair, "Second")
    for url, title in (
        (f"/ws/program/talks/{key}/", "Invited words"),
        (f"/ws/program/{session_key}/", "Panel"),
    ):
        assert "Cancelled" in page(url)
        assert title in page(url)


def test_a_withdrawn_paper_is_named_no_more(conference, chair, talk, paper) -> None:
    released = release(conference, chair)
    Submission.objects.update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    text = page(f"/ws/program/talks/{talk.key}/")
    assert "Cancelled" in text
    assert paper.title not in text
    assert not is_there(speaker(released, "Ada Nwosu")[0])


def test_nothing_that_is_only_in_the_draft_has_a_page(conference, chair, session, room) -> None:
    release(conference, chair)
    new = Talk.objects.create(session=session, title="Not out yet", speaker="Bo Li")
    later = Room.objects.create(conference=conference, name="Secret hall")
    make_conference("other")
    for slug in ("ws", "other"):
        assert not is_there(f"/{slug}/program/talks/{new.key}/")
        assert not is_there(f"/{slug}/program/rooms/{later.pk}/")
    assert not is_there(f"/other/program/rooms/{room.pk}/")
    Room.objects.filter(pk=room.pk).update(note="A new way")
    assert "A new way" not in page(f"/ws/program/rooms/{room.pk}/")


def test_pages_cost_the_same_whatever_the_size(conference, chair, session, talk, paper) -> None:
    released = release(conference, chair)
    addresses = [f"/ws/program/talks/{talk.key}/", f"/ws/program/{session.key}/", "/ws/program/"]
    addresses += speaker(released, "Ada Nwosu")

    def counts() -> list[int]:
        found = []
        for url in addresses:
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(url).status_code == 200
            found.append(len(queries))
        return found

    before = counts()
    for place in range(1, 12):
        more = make_submission(conference, [paper.authorships.get().user], state=SubmissionState.ACCEPTED)
        Talk.objects.create(session=session, submission=more, position=place)
    release(conference, chair, "Second")
    assert counts() == before
    assert before[2] <= 10
