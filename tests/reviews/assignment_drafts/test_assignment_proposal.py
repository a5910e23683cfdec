import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.changes import draft_changes
from reviews.assignment_drafts.queries.drafts import draft_page
from reviews.assignment_drafts.services import making
from reviews.assignment_drafts.services.applying import apply_draft
from reviews.assignment_drafts.services.making import discard_draft, propose_assignment
from reviews.assignment_drafts.states import DraftState
from reviews.expertise.models import PastPaper, Reviewer
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


def make_reviewer(conference, name, *, load=4, wrote="", topic=""):
    person = make_member(conference, Role.REVIEWER, make_user(name))
    row = Reviewer.objects.create(conference=conference, user=person, load_max=load, joined_at=NOW)
    row.topics.set(conference.topics.filter(name=topic))
    if wrote:
        PastPaper.objects.create(user=person, title=wrote)
    return person


def make_paper(conference, title, *, topic="", authors=None, **fields):
    paper = make_submission(conference, authors, title=title, abstract=f"All about {title}.", **fields)
    paper.topics.set(conference.topics.filter(name=topic))
    return paper


def conflict(paper, person, **fields):
    kept = {"source": ConflictSource.COAUTHOR, "created_at": NOW, **fields}
    return Conflict.objects.create(submission=paper, user=person, **kept)


def give(paper, person, **fields):
    number = paper.assignments.count()
    return Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=f"R{number}", assigned_at=NOW, **fields
    )


def url(conference, name="propose", *args):
    return reverse(f"reviews:{name}", args=[conference.slug, *args])


def propose(conference, chair):
    return propose_assignment(conference=conference, by=chair, at=NOW)


def seen(draft, chair):
    return draft_changes(viewer_for(user=chair, conference=draft.conference, at=NOW), draft).fingerprint


def apply_now(draft, by):
    return apply_draft(draft=draft, by=by, at=NOW, seen=seen(draft, by))


def pairs(draft):
    return {
        (pair.submission.title, pair.user.name) for pair in draft.pairs.select_related("submission", "user")
    }


def test_words_decide_where_topics_do_not(conference, chair):
    make_reviewer(conference, "Quin", wrote="Post-training quantisation of weights", load=1)
    make_reviewer(conference, "Spec", wrote="Speculative decoding with drafts", load=1)
    make_paper(conference, "Speculative decoding revisited")
    make_paper(conference, "Quantisation of weights to four bits")
    draft = propose(conference, chair)
    assert pairs(draft) == {
        ("Speculative decoding revisited", "Spec"),
        ("Quantisation of weights to four bits", "Quin"),
    }
    assert draft.pairs.first().parts["text"] > 0
    assert not Assignment.objects.exists()
    assert not OutboundEmail.objects.exists()


def test_topics_decide_where_words_do_not(conference, chair):
    make_reviewer(conference, "Cora", topic="Compression", load=1)
    make_reviewer(conference, "Ines", topic="Inference", load=1)
    make_paper(conference, "Alpha", topic="Inference")
    make_paper(conference, "Beta", topic="Compression")
    draft = propose(conference, chair)
    assert pairs(draft) == {("Alpha", "Ines"), ("Beta", "Cora")}
    assert draft.total == pytest.approx(draft.bound)


def test_the_whole_is_best_even_if_one_paper_gets_its_second_choice(conference, chair):
    both = make_reviewer(conference, "Both", load=1)
    conference.reviewers.get(user=both).topics.set(conference.topics.all())
    make_reviewer(conference, "Cora", topic="Compression", load=1)
    make_paper(conference, "Alpha", topic="Compression")
    make_paper(conference, "Beta", topic="Inference")
    assert pairs(propose(conference, chair)) == {("Alpha", "Cora"), ("Beta", "Both")}


@pytest.mark.parametrize("why", ["conflict", "potential", "author", "declined", "area_chair"])
def test_who_must_not_read_it_is_not_proposed(conference, chair, why):
    best = make_reviewer(conference, "Best", topic="Compression")
    make_reviewer(conference, "Other")
    paper = make_paper(conference, "Alpha", topic="Compression", authors=[best] if why == "author" else [])
    if why in {"conflict", "potential"}:
        conflict(paper, best, standing="confirmed" if why == "conflict" else "potential")
    if why == "declined":
        give(paper, best, state=AssignmentState.DECLINED)
    if why == "area_chair":
        give(paper, best, role=Role.AREA_CHAIR)
    assert pairs(propose(conference, chair)) == {("Alpha", "Other")}


def test_a_dismissed_conflict_is_none(conference, chair):
    best = make_reviewer(conference, "Best", topic="Compression")
    make_reviewer(conference, "Other")
    conflict(make_paper(conference, "Alpha", topic="Compression"), best, standing=ConflictStanding.DISMISSED)
    assert pairs(propose(conference, chair)) == {("Alpha", "Best")}


def test_what_is_assigned_stays(conference, chair):
    conference.reviews_per_paper = 2
    conference.save()
    kept, new = make_reviewer(conference, "Kept"), make_reviewer(conference, "New", topic="Compression")
    make_reviewer(conference, "Third")
    paper = make_paper(conference, "Alpha", topic="Compression")
    task = give(paper, kept)
    draft = propose(conference, chair)
    assert {pair.user: pair.is_new for pair in draft.pairs.all()} == {kept: False, new: True}
    assert len(apply_now(draft, chair).add) == 1
    assert Assignment.objects.filter(pk=task.pk, pseudonym="R0").exists()
    assert Assignment.objects.count() == 2


def test_who_told_nothing_takes_the_usual_load(conference, chair):
    person = make_member(conference, Role.REVIEWER, make_user("Silent"))
    for number in range(5):
        make_paper(conference, f"Paper {number}")
    draft = propose(conference, chair)
    assert [pair.user for pair in draft.pairs.all()] == [person] * 4
    apply_now(draft, chair)
    assert Assignment.objects.count() == 4


def test_who_left_the_committee_keeps_their_paper_and_counts_for_it(conference, chair):
    gone = make_reviewer(conference, "Gone")
    make_reviewer(conference, "There")
    give(make_paper(conference, "Alpha"), gone)
    make_paper(conference, "Beta")
    conference.memberships.filter(user=gone).delete()
    assert pairs(propose(conference, chair)) == {("Beta", "There")}


def test_too_few_reviewers_are_named_and_the_rest_is_assigned(client, conference, chair):
    make_reviewer(conference, "Only", load=1)
    make_paper(conference, "Alpha")
    make_paper(conference, "Beta")
    draft = propose(conference, chair)
    page = draft_page(viewer_for(user=chair, conference=conference, at=NOW), draft)
    assert len(page.short) == 1
    assert page.new == 1
    assert draft.notes[0].startswith("All 2 papers need 2 reviews")
    shown = client.get(url(conference, "run", draft.key)).content.decode()
    assert "Some places stay empty" in shown
    assert "1 missing" in shown


@pytest.mark.parametrize("what", ["papers", "reviewers"])
def test_without_papers_or_reviewers_nothing_is_proposed(client, conference, chair, what):
    if what == "reviewers":
        make_paper(conference, "Alpha")
    else:
        make_reviewer(conference, "Only")
        make_paper(conference, "A draft", state=SubmissionState.DRAFT)
    page = client.post(url(conference)).content.decode()
    assert "Nothing to assign yet" in page
    assert not AssignmentDraft.objects.exists()


def test_the_chair_reads_it_and_applies_it(client, conference, chair):
    make_reviewer(conference, "Cora", topic="Compression")
    paper = make_paper(conference, "Alpha", topic="Compression")
    draft = propose(conference, chair)
    address = url(conference, "run", draft.key)
    page = client.get(address).content.decode()
    assert "Proven optimal" in page
    assert "Cora" in page
    assert "topics 1.00" in page
    assert not Assignment.objects.exists()

    client.post(url(conference, "apply_run", draft.key), {"seen": seen(draft, chair)})
    task = Assignment.objects.get()
    assert (task.submission, task.draft, task.notified_at) == (paper, draft, None)
    assert (task.score, task.parts) == (pytest.approx(1.0), {"topics": 1.0})
    assert task.pseudonym.startswith("Reviewer ")
    assert AuditLine.objects.get(action="assignment.create").paper == paper.number
    assert not OutboundEmail.objects.exists()
    assert "applied it" in client.get(address).content.decode()


def test_a_discarded_one_is_not_applied(client, conference, chair):
    make_reviewer(conference, "Cora")
    make_paper(conference, "Alpha")
    draft = propose(conference, chair)
    client.post(url(conference, "discard_run", draft.key))
    with pytest.raises(Refused, match="was discarded"):
        apply_now(draft, chair)
    with pytest.raises(Refused, match="is discarded already"):
        discard_draft(draft=draft, by=chair, at=NOW)
    assert not Assignment.objects.exists()


# --- A chair in conflict -----------------------------------------------------------------------------


@pytest.fixture
def hidden(conference, chair):
    secret = make_paper(conference, "Kept from the chair")
    conflict(secret, chair)
    return secret


def test_a_paper_in_conflict_is_neither_proposed_nor_counted(client, conference, chair, hidden):
    make_reviewer(conference, "Cora")
    make_paper(conference, "Alpha")
    assert "each of 1 paper " in client.get(url(conference)).content.decode()
    draft = propose(conference, chair)
    assert pairs(draft) == {("Alpha", "Cora")}
    assert hidden.pk not in draft.covered()
    page = client.get(url(conference, "run", draft.key)).content.decode()
    assert "Kept from the chair" not in page


def test_hidden_tasks_limit_the_proposal_but_are_not_told(client, conference, chair, hidden):
    cora = make_reviewer(conference, "Cora", load=2, topic="Compression")
    give(hidden, cora)
    make_paper(conference, "Alpha")
    make_paper(conference, "Beta")
    draft = propose(conference, chair)
    assert draft.pairs.count() == 1
    assert all("Cora" not in note and "load" not in note.replace("raise loads", "") for note in draft.notes)
    page = client.get(url(conference, "run", draft.key)).content.decode()
    assert "1 / 2" in page


def test_a_proposal_over_it_is_not_there_for_the_chair_in_conflict(client, conference, chair, hidden):
    make_reviewer(conference, "Cora")
    other = make_member(conference, Role.CHAIR)
    draft = propose(conference, other)
    assert ("Kept from the chair", "Cora") in pairs(draft)
    assert client.get(url(conference, "run", draft.key)).status_code == 404
    assert client.post(url(conference, "apply_run", draft.key)).status_code == 404
    assert client.post(url(conference, "discard_run", draft.key)).status_code == 404
    assert draft.key not in client.get(url(conference)).content.decode()
    assert not Assignment.objects.exists()
    draft.refresh_from_db()
    assert draft.state == DraftState.PROPOSED
    client.force_login(other)
    assert client.get(url(conference, "run", draft.key)).status_code == 200


def test_one_becomes_hidden_when_a_conflict_is_found_later(client, conference, chair):
    make_reviewer(conference, "Cora")
    paper = make_paper(conference, "Alpha")
    draft = propose(conference, chair)
    conflict(paper, chair)
    assert client.get(url(conference, "run", draft.key)).status_code == 404
    assert client.post(url(conference, "apply_run", draft.key)).status_code == 404
    assert not Assignment.objects.exists()


def test_the_record_of_a_proposal_holds_no_number(conference, chair):
    make_reviewer(conference, "Cora")
    make_paper(conference, "Alpha")
    apply_now(propose(conference, chair), chair)
    for line in AuditLine.objects.filter(paper=None):
        assert not any(char.isdigit() for char in line.summary)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AREA_CHAIR, Role.PROGRAM_EDITOR])
def test_proposals_are_for_chairs(client, conference, chair, role):
    make_reviewer(conference, "Cora")
    make_paper(conference, "Alpha")
    draft = propose(conference, chair)
    client.force_login(make_member(conference, role))
    for address in (url(conference), url(conference, "run", draft.key)):
        assert client.get(address).status_code == 404
    for address in (
        url(conference),
        url(conference, "apply_run", draft.key),
        url(conference, "discard_run", draft.key),
    ):
        assert client.post(address).status_code == 404
    assert AssignmentDraft.objects.count() == 1
    assert not Assignment.objects.exists()


# --- The command, numbers of queries -------------------------------------------------------


def test_the_command_proposes_for_a_chair(conference, chair, capsys):
    make_reviewer(conference, "Cora", topic="Compression")
    make_paper(conference, "Alpha", topic="Compression")
    call_command("propose_assignment", conference.slug)
    draft = AssignmentDraft.objects.get()
    assert draft.created_by == chair
    told = capsys.readouterr().out
    assert "Total fit 1.000, at most 1.000" in told
    assert url(conference, "run", draft.key) in told


def test_the_command_ends_with_3_and_assigns_nothing_unless_the_draft_is_near_the_best(
    conference, chair, capsys, monkeypatch
):
    make_reviewer(conference, "Cora", topic="Compression")
    make_paper(conference, "Alpha", topic="Compression")
    make = making.propose_assignment

    def half_done(**asked):
        draft = make(**asked)
        draft.bound, draft.is_finished = 2.0, False
        draft.save()
        return draft

    monkeypatch.setattr("reviews.management.commands.propose_assignment.propose_assignment", half_done)
    with pytest.raises(CommandError, match="not proven") as ended:
        call_command("propose_assignment", conference.slug, apply="yes")
    assert ended.value.returncode == 3
    told = capsys.readouterr().out
    assert "Search not finished. It may be as much as 50.00 % below the best possible" in told
    assert url(conference, "run", AssignmentDraft.objects.get().key) in told
    assert not Assignment.objects.exists()


def test_the_command_says_what_is_wrong(conference):
    with pytest.raises(CommandError, match="There is no conference"):
        call_command("propose_assignment", "nowhere")
    with pytest.raises(CommandError, match="The conference has no chair"):
        call_command("propose_assignment", conference.slug)
    chair = make_member(conference, Role.CHAIR)
    with pytest.raises(CommandError, match="No such chair"):
        call_command("propose_assignment", conference.slug, by="x@example.org")
    with pytest.raises(CommandError, match="No submitted paper"):
        call_command("propose_assignment", conference.slug, by=chair.email)


def test_the_number_of_queries_does_not_grow(client, conference, chair):
    def count(number):
        for _ in range(number):
            make_reviewer(conference, "Someone", topic="Compression", wrote="Compression of things")
            give(make_paper(conference, "Paper", topic="Compression"), make_reviewer(conference, "Else"))
        draft = propose(conference, chair)
        numbers = []
        for address in (url(conference), url(conference, "run", draft.key)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            propose(conference, chair)
        return [*numbers, len(queries)]

    assert count(1) == count(2)
