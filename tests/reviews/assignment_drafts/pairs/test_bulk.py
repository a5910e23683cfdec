"""Several papers of a draft are changed at once: all of it or nothing."""

import pytest

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import PairRule
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import make_paper, make_reviewer, pairs, propose, rule, url
from tests.support.factories import NOW, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(conference, chair):
    for title in ("Alpha", "Beta", "Gamma"):
        make_paper(conference, title)
    make_reviewer(conference, "Cora", load_max=3)
    return propose(conference, chair)


def press(client, conference, draft, action, *numbers, version=0, **more):
    given = {"action": action, "selected": numbers, "version": version, **more}
    return client.post(url(conference, "edit_draft_papers", draft.key), given, follow=True).content.decode()


def test_who_reads_ticked_papers_is_required_and_no_longer(client, conference, draft):
    assert "keeps 2 more pairs" in press(client, conference, draft, "require", 1, 2)
    assert set(PairRule.objects.values_list("submission__number", "kind")) == {
        (1, "required"),
        (2, "required"),
    }
    assert "keeps 1 more pair." in press(client, conference, draft, "require", 2, 3)
    assert "2 pairs are required no longer" in press(client, conference, draft, "free", 1, 3)
    assert PairRule.objects.get().submission.number == 2
    assert AuditLine.objects.filter(action="pair.rule").count() == 5


def test_ticked_papers_lose_who_is_not_required_and_that_is_taken_back_as_one(client, conference, draft):
    press(client, conference, draft, "require", 3)
    assert "2 pairs are out" in press(client, conference, draft, "out", 1, 2, 3)
    assert pairs(draft) == {("Gamma", "Cora")}
    client.post(url(conference, "undo_draft_edit", draft.key), {"version": 1})
    assert pairs(draft) == {("Alpha", "Cora"), ("Beta", "Cora"), ("Gamma", "Cora")}
    assert not Assignment.objects.exists()


def test_a_stale_page_and_no_tick_change_nothing(client, conference, draft):
    assert "Somebody changed this draft" in press(client, conference, draft, "out", 1, version=7)
    assert "Nobody can be taken out" in press(client, conference, draft, "out")
    assert len(pairs(draft)) == 3


def test_one_pair_that_may_not_be_has_the_whole_refused(client, conference, draft):
    second = draft.pairs.get(submission__number=2)
    Conflict.objects.create(
        submission=second.submission, user=second.user, source=ConflictSource.COAUTHOR, created_at=NOW
    )
    assert "is in conflict with paper 2" in press(client, conference, draft, "require", 1, 2)
    assert not PairRule.objects.exists()


def test_a_never_that_was_set_meanwhile_is_not_touched(client, conference, draft):
    pair = draft.pairs.get(submission__number=1)
    rule(pair.submission, pair.user, "forbidden")
    press(client, conference, draft, "free", 1)
    assert PairRule.objects.get().kind == "forbidden"


def test_nobody_but_a_chair_who_may_read_the_whole_draft_changes_it(client, conference, chair, draft):
    paper = draft.pairs.first().submission
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.COAUTHOR, created_at=NOW)
    address = url(conference, "edit_draft_papers", draft.key)
    given = {"action": "out", "selected": [1, 2, 3], "version": 0}
    assert client.post(address, given).status_code == 404
    client.force_login(make_member(conference, Role.REVIEWER))
    assert client.post(address, given).status_code == 404
    assert len(pairs(draft)) == 3


def test_the_draft_offers_it_until_it_is_applied(client, conference, draft):
    page = url(conference, "run", draft.key)
    assert "Require who reads them" in client.get(page).content.decode()
    draft.state = "discarded"
    draft.save()
    assert "Require who reads them" not in client.get(page).content.decode()
    assert "discarded" in press(client, conference, draft, "out", 1)
    assert len(pairs(draft)) == 3
