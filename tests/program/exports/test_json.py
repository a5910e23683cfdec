"""The released programme as data."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.accounts.models import User
from program.releases.models import Release
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_submission, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/effgenai/program/program.json"
START = dt.datetime(2026, 9, 1, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def conference():
    return make_conference("effgenai", title="On $x^2$", place="Nairobi")


def talk(paper: Submission, begins: dt.datetime) -> dict[str, object]:
    said = {"speaker": "Ada Nwosu", "abstract": paper.abstract, "minutes": 20}
    known = {"key": f"t{paper.number}", "paper": paper.number, "title": paper.title}
    return {**known, **said, "starts_at": begins.isoformat()}


def release(conference, papers: list[Submission], *, number: int = 1, by: User | None = None) -> Release:
    """A release with one session of these papers."""
    begins = [START + place * dt.timedelta(minutes=20) for place in range(len(papers))]
    session = {
        "key": "morning",
        "kind": "oral",
        "title": "Morning",
        "room": "Hall",
        "chair": "Grace",
        "starts_at": START.isoformat(),
        "ends_at": (START + dt.timedelta(hours=2)).isoformat(),
        "talks": [talk(paper, begin) for paper, begin in zip(papers, begins, strict=True)],
    }
    return Release.objects.create(
        conference=conference,
        number=number,
        name=f"Release {number}",
        released_at=NOW,
        released_by=by or make_user(),
        schedule={"time_zone": "Africa/Nairobi", "rooms": ["Hall"], "sessions": [session]},
    )


def accepted(conference, count: int = 1) -> list[Submission]:
    state = SubmissionState.ACCEPTED
    return [make_submission(conference, state=state, title=f"Über $n_{place}$") for place in range(count)]


def test_it_tells_sessions_and_talks_with_times_of_the_venue(client, conference) -> None:
    release(conference, accepted(conference))
    answer = client.get(ADDRESS)
    assert answer["Content-Type"].startswith("application/json")
    assert "Über" in answer.content.decode()
    found = answer.json()
    assert found["conference"] == {
        "short_name": "EFFGENAI",
        "title": "On x²",
        "place": "Nairobi",
        "time_zone": "Africa/Nairobi",
        "url": "http://testserver/effgenai/",
    }
    assert found["release"]["number"] == 1
    (session,) = found["sessions"]
    assert session["url"] == "http://testserver/effgenai/program/morning/"
    assert session["starts_at"] == "2026-09-01T10:00:00+03:00"
    (told,) = session["talks"]
    assert (told["title"], told["minutes"], told["speakers"]) == ("Über $n_0$", 20, "Ada Nwosu")
    assert told["paper"] == "http://testserver/effgenai/papers/1/"


def test_before_a_release_there_is_none(client, conference) -> None:
    accepted(conference)
    assert client.get(ADDRESS).status_code == 404


def test_only_the_last_release_counts_and_no_paper_that_was_withdrawn(client, conference) -> None:
    stays, goes = accepted(conference, 2)
    release(conference, [goes])
    release(conference, [stays, goes], number=2)
    Submission.objects.filter(pk=goes.pk).update(state=SubmissionState.WITHDRAWN, withdrawn_at=NOW)
    found = client.get(ADDRESS).json()
    assert found["release"]["name"] == "Release 2"
    assert [told["key"] for told in found["sessions"][0]["talks"]] == [f"t{stays.number}"]


@pytest.mark.parametrize("talks", [5, 200])
def test_it_takes_five_queries_at_most_however_many_talks(client, conference, talks) -> None:
    release(conference, accepted(conference, talks))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ADDRESS).status_code == 200
    assert len(queries) <= 5, queries.captured_queries
