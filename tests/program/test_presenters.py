"""Who presents a paper stands where it gets its place; nobody is asked to be in two sessions at once."""

from __future__ import annotations

import pytest

from program.core.models import Session, Talk
from submissions.core.states import SubmissionState
from tests.program.conftest import HOUR, NOON
from tests.support.factories import make_submission, make_user

pytestmark = pytest.mark.django_db
DESK = "/ws/chair/program/"


@pytest.fixture
def paper(conference):
    paper = make_submission(
        conference, [make_user("Ada Nwosu"), make_user("Bo O")], state=SubmissionState.ACCEPTED
    )
    paper.authorships.filter(name="Bo O").update(is_presenter=True)
    return paper


def test_the_desk_the_choice_of_papers_and_the_talk_say_who_presents(chair_client, session, paper) -> None:
    place = f"{DESK}sessions/{session.key}/"
    for url in (DESK, place):
        page = chair_client.get(url).content.decode()
        assert "presented by Bo O" in page
        assert "presented by Ada" not in page
    chair_client.post(f"{place}papers/", {"paper-paper": paper.pk, "paper-minutes": 20})
    assert chair_client.get(place).content.decode().count("presented by Bo O") == 1


def test_where_nobody_is_ticked_nothing_is_said(chair_client, session, paper) -> None:
    paper.authorships.update(is_presenter=False)
    for url in (DESK, f"{DESK}sessions/{session.key}/"):
        assert "presented by" not in chair_client.get(url).content.decode()


@pytest.mark.parametrize(("later", "is_torn"), [(HOUR / 4, True), (HOUR / 2, False)])
def test_somebody_who_presents_in_two_sessions_at_once_is_named(
    chair_client, conference, session, paper, later, is_torn
) -> None:
    bo = paper.authorships.get(name="Bo O").user
    second = make_submission(conference, [bo], state=SubmissionState.ACCEPTED)
    second.authorships.update(is_presenter=True)
    other = Session.objects.create(
        conference=conference, title="Posters", starts_at=NOON + later, ends_at=NOON + later + HOUR
    )
    for position, (place, one) in enumerate(((session, paper), (other, second))):
        Talk.objects.create(session=place, submission=one, position=position, minutes=20)
    words = "Bo O presents in “Morning talks” and in “Posters”, at the same time."
    assert (words in chair_client.get(DESK).content.decode()) == is_torn
