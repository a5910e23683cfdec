"""What authors of a paper on the waiting list read first."""

from __future__ import annotations

import pytest

from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.states import DecisionState
from tests.support.factories import NOW, make_conference, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_out", [False, True])
def test_they_read_that_it_waits_once_that_is_released(client, is_out) -> None:
    conference, author = make_conference("ws"), make_user()
    paper = make_submission(conference, [author])
    outcome = DecisionClass.objects.create(conference=conference, name="Waiting list", waits=True)
    state = DecisionState.RELEASED if is_out else DecisionState.PROVISIONAL
    released_at = NOW if is_out else None
    Decision.objects.create(
        submission=paper, outcome=outcome, state=state, decided_at=NOW, released_at=released_at
    )
    client.force_login(author)
    for path in ("", "1/"):
        page = client.get(f"/ws/submissions/{path}").content.decode()
        assert ("On the waiting list" in page) == is_out
