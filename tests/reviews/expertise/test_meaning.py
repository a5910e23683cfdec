"""Fit by meaning in the product: read by workers, kept in the cache, shown beside words and topics."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from django.core.cache import cache

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.services import computing as work
from reviews.assignment_drafts.states import DraftState
from reviews.bidding.fit import fits_of_paper
from reviews.expertise import vectors
from reviews.expertise.fit import affinity_of, texts_in_use
from reviews.expertise.models import PastPaper
from reviews.expertise.queries import members_with_role, seats
from reviews.tasks import read_texts
from submissions.core.states import SubmissionState
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
SUBJECTS = ("cat", "dog")


@pytest.fixture
def conference():
    return make_conference("effgenai", reviews_per_paper=1)


@pytest.fixture
def cats(conference):
    person = make_member(conference, Role.REVIEWER, make_user("Rita Reviewer"))
    PastPaper.objects.create(user=person, title="Felines: cat")
    return person


@pytest.fixture
def dogs(conference):
    person = make_member(conference, Role.REVIEWER, make_user("Robert Reviewer"))
    PastPaper.objects.create(user=person, title="Canines: dog")
    return person


@pytest.fixture
def paper(conference):
    return make_submission(conference, title="On cat and kin", state=SubmissionState.SUBMITTED)


@pytest.fixture
def read(monkeypatch):
    """The texts that a stand-in for the model was given: it knows cats from dogs."""
    cache.clear()
    given = []

    def encode(texts):
        given.extend(texts)
        told = np.array([[subject in text for subject in SUBJECTS] for text in texts], dtype=np.float32)
        return told + np.float32(0.01)

    monkeypatch.setattr(vectors, "has_local_model", lambda: True)
    monkeypatch.setattr(vectors, "local_model", lambda: encode)
    return given


def members(conference):
    viewer = viewer_for(user=make_member(conference, Role.CHAIR), conference=conference, at=NOW)
    return members_with_role(viewer, Role.REVIEWER)


def test_meaning_stands_beside_words_with_half_of_their_weight(conference, cats, dogs, paper, read):
    affinity = affinity_of([paper], members(conference))
    assert affinity.weights == pytest.approx({"text": 0.3, "meaning": 0.3, "topics": 0.4})
    assert affinity.values(0, 0)["meaning"] > 0.9
    assert affinity.values(0, 1)["meaning"] < 0.1
    topics = {seat.user_id: seat.topics for seat in seats(conference)}
    fit = fits_of_paper(paper, topics)[cats.pk]
    assert "meaning 1.0" in fit.words


def test_without_the_model_nothing_is_said_of_meaning(conference, cats, paper):
    affinity = affinity_of([paper], members(conference), tell=mock.Mock())
    assert affinity.weights == {"text": 0.6, "topics": 0.4}


def test_every_text_is_read_once(conference, cats, dogs, paper, read):
    before = affinity_of([paper], members(conference)).dense()
    assert len(read) == 3
    assert np.array_equal(affinity_of([paper], members(conference)).dense(), before)
    assert len(read) == 3


def test_pages_do_not_wait_for_many_texts_and_workers_do(conference, cats, paper, read):
    PastPaper.objects.bulk_create(
        PastPaper(user=cats, title=f"Paper {number}") for number in range(vectors.MAX_PER_PAGE)
    )
    assert "meaning" not in affinity_of([paper], members(conference)).weights
    assert read == []
    told = []
    affinity = affinity_of([paper], members(conference), tell=lambda *numbers: told.append(numbers))
    assert "meaning" in affinity.weights
    assert told == [(len(read), vectors.MAX_PER_PAGE + 2)]
    assert "meaning" in affinity_of([paper], members(conference)).weights


def test_a_worker_reads_ahead_what_is_compared(conference, cats, paper, read):
    make_submission(conference, title="A draft", state=SubmissionState.DRAFT)
    PastPaper.objects.create(user=make_user(), title="Of somebody else")
    read_texts()
    assert sorted(read) == sorted(texts_in_use())
    assert {text.split("\n")[0] for text in read} == {paper.title, "Felines: cat"}
    read_texts()
    assert len(read) == 2


def test_two_workers_do_not_read_the_same(cats, paper, read):
    cache.set(vectors.BUSY, value=True)
    read_texts()
    assert read == []


def test_a_draft_tells_that_papers_are_read(conference, cats, paper, read):
    chair = make_member(conference, Role.CHAIR)
    draft = AssignmentDraft.objects.create(
        conference=conference,
        created_by=chair,
        created_at=NOW,
        state=DraftState.WAITING,
    )
    with mock.patch.object(work._Lease, "note") as note:
        work.work_on_draft(key=draft.key, at=NOW)
    draft.refresh_from_db()
    assert draft.state == DraftState.PROPOSED
    note.assert_any_call("Reading papers: 2 of 2", 50)
    assert "meaning" in draft.pairs.get().parts


def test_it_works_without_the_cache(conference, cats, dogs, paper, read, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "meaning" in affinity_of([paper], members(conference)).weights


def test_a_worker_without_the_model_has_nothing_to_do(cats, paper, django_assert_num_queries):
    with django_assert_num_queries(0):
        read_texts()
