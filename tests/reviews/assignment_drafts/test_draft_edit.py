"""A draft is changed by hand: what is shown, what it costs, what is refused, what is taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import PairRule
from reviews.assignment_drafts.queries.context import draft_context, move_for
from reviews.assignment_drafts.queries.papers import draft_paper
from reviews.assignment_drafts.queries.recent_fit import clear, recent_affinity
from reviews.assignment_drafts.rules.choices import Choices
from reviews.assignment_drafts.services.editing import Edit, edit_draft, rule_pair, undo_edit
from reviews.assignment_drafts.services.making import discard_draft, propose_assignment
from reviews.assignment_drafts.states import PairRuleKind
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.factories import NOW, make_member, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db


def reviewer(conference, name, *topics, load=1):
    person = make_member(conference, Role.REVIEWER, make_user(name))
    row = Reviewer.objects.create(conference=conference, user=person, load_max=load, joined_at=NOW)
    row.topics.set(conference.topics.filter(name__in=topics))
    return person


def submission(conference, title, *topics):
    paper = make_submission(conference, title=title, abstract="")
    paper.topics.set(conference.topics.filter(name__in=topics))
    return paper


@pytest.fixture
def people(conference):
    return {
        "Cora": reviewer(conference, "Cora", "Compression"),
        "Ines": reviewer(conference, "Ines", "Inference"),
        "Both": reviewer(conference, "Both", "Compression", "Inference"),
    }


@pytest.fixture
def alpha(conference, people):
    return submission(conference, "Alpha", "Compression")


@pytest.fixture
def beta(conference, people):
    return submission(conference, "Beta", "Inference")


@pytest.fixture
def draft(conference, chair, alpha, beta, people):
    """Alpha is read by Cora and Beta by Ines, or either by Both: two pairs that fit in full."""
    made = propose_assignment(conference=conference, by=chair, at=NOW)
    made.pairs.filter(submission=alpha).update(user=people["Cora"])
    made.pairs.filter(submission=beta).update(user=people["Ines"])
    return made


def context(draft, chair):
    return draft_context(viewer_for(user=chair, conference=draft.conference, at=NOW), draft)


def member(found, person):
    return next(one for one in found.facts.members if one.user == person)


def edit(draft, chair, **changes):
    draft.refresh_from_db()
    asked = Edit(
        seen=changes.pop("seen", draft.version),
        **{name: [(paper.pk, who.pk) for paper, who in pairs] for name, pairs in changes.items()},
    )
    return edit_draft(draft=draft, edit=asked, by=chair, at=NOW)


def named(draft):
    return set(draft.pairs.values_list("submission__title", "user__name"))


def url(draft, name, *args):
    return reverse(f"reviews:{name}", args=[draft.conference.slug, draft.key, *args])


AS_MADE = {("Alpha", "Cora"), ("Beta", "Ines")}


# --- What the page says --------------------------------------------------------------------


def test_the_page_tells_who_and_why_and_the_price_of_others(client, draft, chair, alpha, people):
    PastPaper.objects.create(user=people["Cora"], title="Alpha of old")
    page = draft_paper(context(draft, chair), alpha)
    (reader,) = page.readers
    assert (reader.pair.user, reader.near) == (people["Cora"], ["Alpha of old (alpha)"])
    assert (reader.reason.candidates, reader.reason.rank_for_reviewer) == (3, 1)
    both, ines = page.candidates
    assert (both.member.user, both.papers, both.is_full) == (people["Both"], 0, False)
    assert both.cost == pytest.approx(reader.pair.score - both.fit.score)
    assert (ines.is_full, ines.cost) == (True, None)
    text = client.get(url(draft, "draft_paper", alpha.number)).content.decode()
    assert "wrote Alpha of old" in text
    assert "is full" in text


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("conflict", "in conflict with paper"),
        ("declined", "has declined paper"),
        ("never", "never gets paper"),
    ],
)
def test_who_cannot_read_it_is_listed_last_with_the_reason(draft, chair, alpha, people, why, words):
    both = people["Both"]
    if why == "conflict":
        conflict(alpha, both)
    if why == "declined":
        assignment(alpha, both, state=AssignmentState.DECLINED)
    if why == "never":
        rule_pair(draft=draft, pair=(alpha, both), kind=PairRuleKind.FORBIDDEN, by=chair, at=NOW)
    last = draft_paper(context(draft, chair), alpha).candidates[-1]
    assert last.member.user == both
    assert words in last.why_not
    assert last.cost is None
    with pytest.raises(Refused, match=words):
        edit(draft, chair, out=[(alpha, people["Cora"])], put=[(alpha, both)])
    assert named(draft) == AS_MADE


def conflict(paper, person):
    return Conflict.objects.create(
        submission=paper, user=person, source=ConflictSource.COAUTHOR, created_at=NOW
    )


def assignment(paper, person, **fields):
    return Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym="R", assigned_at=NOW, **fields
    )


def test_the_exact_price_names_all_that_moves(draft, chair, alpha, beta, people):
    found = context(draft, chair)
    move = move_for(found, alpha, member(found, people["Ines"]))
    assert {(one.submission, one.user) for one in move.out} == {
        (alpha, people["Cora"]),
        (beta, people["Ines"]),
    }
    assert {(one.submission, one.user) for one in move.put} == {
        (alpha, people["Ines"]),
        (beta, people["Both"]),
    }
    assert move.loss == pytest.approx(1.0)


def test_what_nothing_can_make_possible_is_said(client, draft, chair, alpha, beta, people):
    rule_pair(draft=draft, pair=(beta, people["Ines"]), kind=PairRuleKind.REQUIRED, by=chair, at=NOW)
    page = client.get(url(draft, "draft_paper", alpha.number), {"put": people["Ines"].key}).content.decode()
    assert "Nothing can be moved so that Ines gets this paper" in page
    assert named(draft) == AS_MADE


# --- Changing it ---------------------------------------------------------------------------


def test_a_swap_changes_the_figures_at_once(client, draft, chair, alpha, people):
    posted = {"action": "put", "person": people["Both"].key, "instead": people["Cora"].key, "version": 0}
    answer = client.post(url(draft, "draft_paper", alpha.number), posted, follow=True)
    assert "The draft is changed. Nothing is assigned by it." in answer.content.decode()
    assert named(draft) == {("Alpha", "Both"), ("Beta", "Ines")}
    assert draft.pairs.get(submission=alpha).by_hand
    assert not Assignment.objects.exists()
    line = AuditLine.objects.get(action="proposal.edit")
    assert (line.paper, line.summary) == (alpha.number, "− Cora, + Both")


def missing(draft):
    return dict(draft.papers.filter(missing__gt=0).values_list("submission", "missing"))


def test_taking_out_leaves_a_place_empty_and_the_bound_as_it_was(draft, chair, alpha, beta, people):
    bound, total = draft.bound, draft.total
    edit(draft, chair, out=[(alpha, people["Cora"])])
    draft.refresh_from_db()
    assert (draft.bound, missing(draft)) == (bound, {alpha.pk: 1})
    assert draft.total == pytest.approx(total - 1)
    assert (draft.worst, draft.worst_paper) == (0.0, alpha)
    page = draft_paper(context(draft, chair), alpha)
    assert (page.missing, page.weakest) == (1, None)
    edit(draft, chair, put=[(alpha, people["Both"])])
    draft.refresh_from_db()
    assert missing(draft) == {}
    assert draft.total == pytest.approx(total)


def test_a_move_is_done_in_one_step(client, draft, chair, alpha, beta, people):
    page = client.get(url(draft, "draft_paper", alpha.number), {"put": people["Ines"].key})
    assert "The total falls by 1.000." in on_one_line(page.content)
    shown = page.context["move"]["found"].fingerprint
    posted = {"action": "move", "person": people["Ines"].key, "version": 0, "move": shown}
    client.post(url(draft, "draft_paper", alpha.number), posted)
    assert named(draft) == {("Alpha", "Ines"), ("Beta", "Both")}


def test_a_move_that_is_another_one_now_is_not_done(client, draft, chair, alpha, beta, people):
    page = client.get(url(draft, "draft_paper", alpha.number), {"put": people["Ines"].key})
    conflict(beta, people["Both"])
    shown = page.context["move"]["found"].fingerprint
    posted = {"action": "move", "person": people["Ines"].key, "version": 0, "move": shown}
    answer = client.post(url(draft, "draft_paper", alpha.number), posted, follow=True)
    assert "Somebody changed this draft" in answer.content.decode()
    assert named(draft) == AS_MADE


def test_of_two_chairs_the_second_is_told(draft, chair, alpha, people):
    other = make_member(draft.conference, Role.CHAIR)
    edit(draft, other, out=[(alpha, people["Cora"])])
    with pytest.raises(Refused, match="Somebody changed this draft"):
        edit(draft, chair, seen=0, put=[(alpha, people["Both"])])
    assert named(draft) == {("Beta", "Ines")}


def test_nobody_gets_more_than_they_take(draft, chair, alpha, beta, people):
    with pytest.raises(Refused, match="Ines would have 2 of at most 1 papers"):
        edit(draft, chair, out=[(alpha, people["Cora"])], put=[(alpha, people["Ines"])])
    assert named(draft) == AS_MADE


def test_who_has_begun_a_review_stays(draft, chair, alpha, people):
    begun = assignment(alpha, people["Cora"])
    Review.objects.create(assignment=begun, draft={"text": "So far"}, saved_at=NOW)
    assert draft_paper(context(draft, chair), alpha).readers[0].is_begun
    with pytest.raises(Refused, match="has begun a review"):
        edit(draft, chair, out=[(alpha, people["Cora"])])
    assert named(draft) == AS_MADE


def test_whoever_holds_a_task_may_be_named_again(draft, chair, alpha, people):
    assignment(alpha, people["Both"])
    edit(draft, chair, out=[(alpha, people["Cora"])], put=[(alpha, people["Both"])])
    assert not draft.pairs.get(submission=alpha).is_new


def test_only_a_draft_is_changed(draft, chair, alpha, people):
    discard_draft(draft=draft, by=chair, at=NOW)
    with pytest.raises(Refused, match="only a draft can be changed"):
        edit(draft, chair, out=[(alpha, people["Cora"])])
    assert named(draft) == AS_MADE


def test_changes_are_taken_back_one_by_one(client, draft, chair, alpha, people):
    before = list(draft.pairs.order_by("submission").values("submission", "user", "score", "parts", "is_new"))
    total = draft.total
    edit(draft, chair, out=[(alpha, people["Cora"])])
    edit(draft, chair, put=[(alpha, people["Both"])])
    client.post(url(draft, "undo_draft_edit"), {"version": 2, "paper": alpha.number})
    assert named(draft) == {("Beta", "Ines")}
    client.post(url(draft, "undo_draft_edit"), {"version": 3})
    after = list(draft.pairs.order_by("submission").values("submission", "user", "score", "parts", "is_new"))
    assert after == before
    draft.refresh_from_db()
    assert draft.total == pytest.approx(total)
    with pytest.raises(Refused, match="Nothing was changed by hand"):
        undo_edit(draft=draft, seen=4, by=chair, at=NOW)


def test_a_change_about_an_account_that_is_gone_is_not_taken_back(draft, chair, alpha, people):
    edit(draft, chair, out=[(alpha, people["Cora"])])
    draft.refresh_from_db()
    draft.edits[0]["out"][0]["user_id"] = 0
    draft.save()
    with pytest.raises(Refused, match="gone or merged"):
        undo_edit(draft=draft, seen=1, by=chair, at=NOW)
    assert named(draft) == {("Beta", "Ines")}


# --- What chairs say of pairs for good -----------------------------------------------------


def test_a_required_pair_is_kept_by_hand_and_by_later_drafts(client, draft, chair, alpha, people):
    page = url(draft, "draft_paper", alpha.number)
    client.post(page, {"action": "require", "person": people["Cora"].key})
    assert PairRule.objects.get().kind == PairRuleKind.REQUIRED
    assert AuditLine.objects.get(action="pair.rule").paper == alpha.number
    with pytest.raises(Refused, match="A chair requires Cora"):
        edit(draft, chair, out=[(alpha, people["Cora"])])
    again = propose_assignment(conference=draft.conference, by=chair, at=NOW)
    assert ("Alpha", "Cora") in named(again)
    client.post(page, {"action": "lift", "person": people["Cora"].key})
    assert not PairRule.objects.exists()


def test_a_pair_in_conflict_is_not_required(draft, chair, alpha, people):
    conflict(alpha, people["Both"])
    with pytest.raises(Refused, match="in conflict"):
        rule_pair(draft=draft, pair=(alpha, people["Both"]), kind=PairRuleKind.REQUIRED, by=chair, at=NOW)
    assert not PairRule.objects.exists()


# --- Who may -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_drafts_are_changed_by_chairs(client, draft, alpha, people, role):
    client.force_login(make_member(draft.conference, role))
    posted = {"action": "out", "person": people["Cora"].key, "version": 0}
    assert client.get(url(draft, "draft_paper", alpha.number)).status_code == 404
    assert client.post(url(draft, "draft_paper", alpha.number), posted).status_code == 404
    assert client.post(url(draft, "undo_draft_edit"), {"version": 0}).status_code == 404
    assert named(draft) == AS_MADE


def test_a_chair_in_conflict_with_any_paper_finds_no_page_of_it(client, draft, chair, alpha, beta, people):
    conflict(beta, chair)
    posted = {"action": "out", "person": people["Cora"].key, "version": 0}
    assert client.get(url(draft, "draft_paper", alpha.number)).status_code == 404
    assert client.post(url(draft, "draft_paper", alpha.number), posted).status_code == 404
    with pytest.raises(Refused, match="not there any more"):
        edit(draft, chair, out=[(alpha, people["Cora"])])
    assert named(draft) == AS_MADE


def test_a_paper_that_the_draft_does_not_cover_has_no_page(client, draft, conference):
    other = submission(conference, "Gamma")
    assert client.get(url(draft, "draft_paper", other.number)).status_code == 404


def test_fit_is_kept_until_a_text_a_topic_or_a_weight_changes(draft, chair, alpha, people, monkeypatch):
    monkeypatch.setattr("reviews.assignment_drafts.queries.recent_fit.has_local_model", lambda: False)
    clear()

    def fit(**choices):
        return recent_affinity(context(draft, chair).facts, Choices(**choices))

    kept = fit()
    assert fit() is kept
    assert fit(text=20, topics=80) is not kept
    PastPaper.objects.create(user=people["Cora"], title="Something new")
    newer = fit()
    assert newer is not kept
    draft.conference.reviewers.get(user=people["Cora"]).topics.clear()
    assert fit() is not newer
    clear()


def test_the_number_of_queries_does_not_grow(client, conference, draft, alpha, chair):
    def count():
        clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(draft, "draft_paper", alpha.number)).status_code == 200
        return len(queries)

    count()
    before = count()
    for number in range(4):
        person = reviewer(conference, f"More {number}", "Compression")
        conflict(alpha, person)
        PastPaper.objects.create(user=person, title="Compression of things")
    count()
    assert count() == before
