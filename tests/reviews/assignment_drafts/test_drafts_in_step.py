"""Code of the release before goes on with drafts of code of now, and the other way round."""

import datetime as dt
from dataclasses import asdict
from importlib import import_module

import pytest
from django.db import connection

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.drafts import find_draft
from reviews.assignment_drafts.queries.facts import choices_of
from reviews.assignment_drafts.rules.choices import MAX_SEED, Choices
from reviews.assignment_drafts.services import computing
from reviews.assignment_drafts.services.computing import work_on_draft
from reviews.assignment_drafts.services.editing import Edit, edit_draft, undo_edit
from reviews.assignment_drafts.states import DraftState, Standing
from reviews.matching import MAX_MIN
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from tests.support.drafts import (
    make_paper,
    make_reviewer,
    pairs,
    propose,
    settings_of,
    start,
    state_of,
    write_settings,
)
from tests.support.factories import NOW, make_member, make_user

pytestmark = pytest.mark.django_db

CHOSEN = Choices(
    objective=MAX_MIN,
    text=20,
    topics=80,
    bids=10,
    standing=Standing.AFRESH,
    balanced=True,
    seed=7,
    senior=True,
)
# What that code cannot choose: it reads the usual from a row that says something else.
CHOSEN_SINCE = {"target", "reserve"}
USUAL = {"limits": [], "version": 0, "edits": [], "missing": {}, "places": {}}


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Cecily Chair"))


@pytest.fixture
def paper(conference):
    return make_paper(conference, "Alpha")


@pytest.fixture
def cora(conference, paper):
    return make_reviewer(conference, "Cora", is_senior=True)


def old_draft(conference, chair, settings):
    """A draft that code of the release before has just asked for."""
    draft = AssignmentDraft.objects.create(conference=conference, created_at=NOW, created_by=chair)
    write_settings(draft, settings)
    return AssignmentDraft.objects.get()


def test_it_reads_what_was_chosen_and_which_papers_are_covered(conference, chair, paper, cora):
    draft = start(conference, chair, **asdict(CHOSEN))
    known = {name: value for name, value in asdict(CHOSEN).items() if name not in CHOSEN_SINCE}
    assert settings_of(draft) == {**USUAL, "choices": known, "papers": [paper.pk]}


def test_it_reads_the_answer(conference, chair, paper, cora):
    draft = propose(conference, chair, **asdict(CHOSEN))
    settings = settings_of(draft)
    assert settings["worst_paper"] == paper.pk
    assert settings["proof"] == {"bound": draft.bound, "worst_bound": draft.worst_bound, "gap": draft.gap}
    assert (settings["worst"], settings["price"], settings["greatest"]) == (
        *(draft.worst, draft.cost, draft.greatest),
    )


def test_it_reads_the_lease_as_long_as_there_is_one(conference, chair, paper, cora, monkeypatch):
    draft, seen = start(conference, chair), []
    monkeypatch.setattr(computing, "new_key", lambda: "me")
    monkeypatch.setattr(computing, "_answer", lambda *_: seen.append(settings_of(draft)))
    with pytest.raises(AttributeError):
        work_on_draft(key=draft.key, at=NOW)
    assert (seen[0]["worker"], seen[0]["attempts"]) == ("me", 1)
    assert dt.datetime.fromisoformat(seen[0]["seen_at"]) == NOW
    assert not {"worker", "attempts", "seen_at"} & set(settings_of(draft))


def test_it_reads_changes_by_hand_and_their_undoing(conference, chair, paper, cora):
    draft = propose(conference, chair)
    edit_draft(draft=draft, edit=Edit(seen=0, out=[(paper.pk, cora.pk)]), by=chair, at=NOW)
    settings = settings_of(draft)
    assert (settings["version"], settings["missing"], settings["places"]) == (
        *(1, {str(paper.pk): 1}, {str(paper.pk): 1}),
    )
    assert [pair["user_id"] for pair in settings["edits"][0]["out"]] == [cora.pk]
    undo_edit(draft=draft, seen=1, by=chair, at=NOW)
    settings = settings_of(draft)
    assert (settings["version"], settings["missing"], settings["edits"]) == (2, {}, [])


def test_what_it_asked_for_is_made_now(conference, chair, paper, cora):
    draft = old_draft(conference, chair, {"choices": asdict(CHOSEN), "papers": [paper.pk]})
    assert choices_of(draft) == CHOSEN
    assert draft.covered() == {paper.pk}
    work_on_draft(key=draft.key, at=NOW)
    assert state_of(draft) == DraftState.PROPOSED
    assert pairs(draft) == {("Alpha", "Cora")}


def test_what_it_did_not_know_of_is_as_usual(conference, chair, paper, cora):
    draft = old_draft(conference, chair, {"choices": {"role": "reviewer"}, "papers": [paper.pk]})
    assert choices_of(draft) == Choices()
    assert (draft.limits, draft.edits, draft.version) == ([], [], 0)


@pytest.mark.parametrize(("seed", "nearest"), [(-1, 0), (2**31 - 1, MAX_SEED), (10**20, MAX_SEED)])
def test_a_seed_that_its_command_took_from_anybody_is_brought_within_what_can_be(
    conference, chair, seed, nearest
):
    draft = old_draft(conference, chair, {"choices": {"role": "reviewer", "seed": seed}})
    assert draft.seed == settings_of(draft)["choices"]["seed"] == nearest


def test_a_paper_that_it_covers_is_kept_from_a_chair_in_conflict(conference, chair, paper, cora):
    draft = old_draft(conference, chair, {"papers": [paper.pk]})
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert find_draft(viewer, draft.key) == draft
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    assert find_draft(viewer, draft.key) is None


def test_a_paper_that_it_names_without_covering_it_is_kept_from_a_chair_in_conflict(
    conference, chair, paper, cora
):
    draft = propose(conference, chair)
    draft.papers.all().delete()
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert find_draft(viewer, draft.key) == draft
    Conflict.objects.create(submission=paper, user=chair, source=ConflictSource.DECLARED, created_at=NOW)
    assert find_draft(viewer, draft.key) is None


def test_its_answer_is_read(conference, chair, paper, cora):
    other = make_paper(conference, "Beta")
    draft = old_draft(conference, chair, {"papers": [paper.pk, 0]})
    AssignmentDraft.objects.update(total=1.5, bound=2.0, seconds=0.1)
    answered = {"papers": [other.pk], "missing": {str(other.pk): 1}, "worst": 0.0, "worst_paper": other.pk}
    costs = {"greatest": 2.5, "price": 0.5, "expected": 1.4, "limits": [["Cora takes one paper more", 0.2]]}
    write_settings(draft, answered | costs | {"proof": {"worst_bound": 0.3, "gap": -1e-17}})
    draft.refresh_from_db()
    assert list(draft.papers.values_list("submission", "missing", "places")) == [(other.pk, 1, None)]
    assert (draft.worst, draft.worst_paper, draft.worst_bound, draft.gap) == (0.0, other, 0.3, 0.0)
    assert (draft.greatest, draft.cost, draft.expected) == (2.5, 0.5, 1.4)
    assert draft.limits == [["Cora takes one paper more", 0.2]]


def test_its_changes_by_hand_are_taken_back_now(conference, chair, paper, cora):
    draft = propose(conference, chair)
    pair = draft.pairs.values("submission_id", "user_id", "score", "parts", "is_new", "by_hand").get()
    draft.pairs.all().delete()
    number = {str(paper.pk): 1}
    edits = [{"out": [pair], "put": []}]
    write_settings(draft, {"edits": edits, "version": 1, "places": number, "missing": number, "worst": 0.0})
    row = draft.papers.get()
    assert (row.missing, row.places) == (1, 1)
    undo_edit(draft=draft, seen=1, by=chair, at=NOW)
    assert pairs(draft) == {("Alpha", "Cora")}
    row.refresh_from_db()
    assert (row.missing, row.places) == (0, 1)


def test_its_lease_is_a_lease(conference, chair, paper, cora):
    draft = start(conference, chair)
    AssignmentDraft.objects.update(state=DraftState.RUNNING)
    write_settings(draft, {"worker": "old", "attempts": 1, "seen_at": NOW.isoformat()})
    work_on_draft(key=draft.key, at=NOW)  # finds it taken
    draft.refresh_from_db()
    assert (draft.state, draft.worker, draft.attempts) == (DraftState.RUNNING, "old", 1)
    assert draft.seen_at == NOW


def test_papers_that_change_now_change_for_it(conference, chair, paper, cora):
    draft = start(conference, chair)
    draft.papers.update(missing=2)
    assert settings_of(draft)["missing"] == {str(paper.pk): 2}
    draft.papers.all().delete()
    assert settings_of(draft)["papers"] == []


def test_an_upgrade_copies_what_is_there(conference, chair, paper, cora):
    migration = import_module("reviews.migrations.0011_drafts_in_step")
    draft = start(conference, chair, **asdict(CHOSEN))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(migration.NO_TRIGGERS)
        cursor.execute("UPDATE reviews_assignmentrun SET objective = 'total', seed = 1")
        cursor.execute("DELETE FROM reviews_coveredpaper")
        for statements in (
            migration.FROM_SETTINGS,
            migration.TO_SETTINGS,
            migration.FROM_PAPERS,
            migration.COPY,
        ):
            cursor.execute(statements)
    draft.refresh_from_db()
    assert choices_of(draft) == CHOSEN
    assert draft.covered() == {paper.pk}
