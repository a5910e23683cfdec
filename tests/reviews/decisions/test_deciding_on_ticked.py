"""Deciding on papers that were ticked in the list of submissions."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.mail.models import OutboundEmail
from reviews.decisions.models import Decision
from reviews.decisions.states import DecisionState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
DECIDE = "/effgenai/chair/decisions/ticked/"
LIST = "/effgenai/chair/submissions/"


def stands() -> dict[int, str]:
    return dict(Decision.objects.values_list("submission__number", "outcome__name"))


def decided(paper, outcome, **facts):
    return Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW, **facts)


def confirm(client, numbers, choice, **words):
    return client.post(DECIDE, {"numbers": numbers, "choice": choice, "confirm": "yes", **words}, follow=True)


def test_the_page_says_on_how_many_it_decides_and_changes_nothing(papers, kinds, chair, client) -> None:
    decided(papers[1], kinds["poster"])
    page = on_one_line(client.post(DECIDE, {"selected": [1, 2], "list": "sort=-title"}).content)
    assert "Decide on 2 papers" in page
    assert "1 paper of these has a provisional decision already" in page
    assert 'name="numbers" value="1-2"' in page
    assert 'name="list" value="sort=-title"' in page
    assert "Title 2" not in page
    assert stands() == {2: kinds["poster"].name}
    assert not AuditLine.objects.filter(action="decision.set").exists()


def test_ticked_papers_get_the_decision_and_nobody_is_told(papers, kinds, chair, client) -> None:
    answer = confirm(client, "1,3", kinds["oral"].pk, list="sort=-title", saw="1-0 3-0")
    assert answer.redirect_chain == [(f"{LIST}?sort=-title", 302)]
    assert "2 papers set to" in answer.content.decode()
    assert stands() == {1: kinds["oral"].name, 3: kinds["oral"].name}
    assert not OutboundEmail.objects.exists()
    client.post("/effgenai/chair/decisions/undo/")
    assert stands() == {}


def test_a_provisional_decision_is_taken_back(papers, kinds, chair, client) -> None:
    decided(papers[0], kinds["oral"])
    confirm(client, "1-2", "none")
    assert stands() == {}


def test_a_released_decision_is_named_and_never_written_over(papers, kinds, chair, client) -> None:
    decided(papers[0], kinds["oral"], state=DecisionState.RELEASED, released_at=NOW)
    withdrawn = make_submission(
        papers[0].conference, [], title="Gone", state=SubmissionState.WITHDRAWN, withdrawn_at=NOW
    )
    page = on_one_line(client.post(DECIDE, {"selected": [1, 2, withdrawn.number]}).content)
    assert "The decision on paper 1 is released; its authors know of it." in page
    assert f"Paper {withdrawn.number} is withdrawn; there is nothing to decide." in page
    assert "Decide on 1 paper<" in page.replace(" <", "<")
    assert 'name="numbers" value="2"' in page
    confirm(client, "1-2", kinds["reject"].pk)
    assert stands() == {1: kinds["oral"].name}
    assert not AuditLine.objects.filter(action="decision.set").exists()


def test_what_another_chair_decided_meanwhile_is_told_and_stays(papers, kinds, chair, client) -> None:
    decided(papers[0], kinds["oral"])
    answer = confirm(client, "1-2", kinds["reject"].pk, saw="1-0 2-0")
    assert "Somebody decided since you loaded this page" in answer.content.decode()
    assert stands() == {1: kinds["oral"].name}


@pytest.mark.parametrize("choice", ["", "99999", "x"])
def test_a_choice_that_is_none_is_asked_for_again(papers, kinds, chair, client, choice) -> None:
    answer = confirm(client, "1-2", choice)
    assert answer.status_code == 200
    assert "Decide on 2 papers" in answer.content.decode()
    assert stands() == {}


def test_a_chair_in_conflict_decides_on_nothing_of_it(papers, kinds, chair, client) -> None:
    Conflict.objects.create(submission=papers[0], user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    for words in ({"selected": [1, 2]}, {"numbers": "1-2", "choice": kinds["oral"].pk, "confirm": "yes"}):
        answer = client.post(DECIDE, words, follow=True)
        assert answer.redirect_chain == [(LIST, 302)]
        assert "Title 0" not in answer.content.decode()
    assert stands() == {}
    assert not AuditLine.objects.filter(action="decision.set").exists()
    assert not OutboundEmail.objects.exists()


def test_others_decide_nothing(papers, kinds, client) -> None:
    conference = papers[0].conference
    for person in (
        make_user(),
        make_member(conference, Role.AREA_CHAIR),
        make_member(make_conference("x"), Role.CHAIR),
    ):
        client.force_login(person)
        assert client.post(DECIDE, {"selected": [1]}).status_code == 404
    assert stands() == {}


def test_without_kinds_of_decisions_the_page_leads_to_them(papers, kinds, chair, client) -> None:
    papers[0].conference.decision_classes.all().delete()
    page = client.post(DECIDE, {"selected": [1]}).content.decode()
    assert "First say what you can decide" in page
    assert "primary" not in page.split("<main")[1].split("</main>")[0].replace('button primary" href', "")


def test_the_page_costs_the_same_queries_however_many_are_ticked(papers, kinds, chair, client) -> None:
    def queries(numbers) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.post(DECIDE, {"selected": numbers}).status_code == 200
        return len(captured)

    queries([1])
    before = queries([1, 2])
    for _ in range(20):
        make_submission(papers[0].conference, [make_user()])
    assert queries(list(range(1, 24))) == before
