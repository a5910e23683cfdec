"""Which files and links beside papers everyone may see."""

from __future__ import annotations

import pytest

from effgenai.conferences.core.viewer import viewer_for
from submissions.core.states import SubmissionState
from submissions.materials.models import Material
from submissions.materials.rules import why_not_add_material, why_not_award
from submissions.materials.states import MaterialKind
from tests.support.factories import NOW, make_conference, make_submission, make_user

pytestmark = pytest.mark.django_db


def link(paper, **fields):
    values = {"kind": MaterialKind.CODE, "address": "https://a.example", "is_public": True, **fields}
    return Material.objects.create(submission=paper, added_at=NOW, **values)


def test_material_is_public_if_its_authors_agree_and_nothing_speaks_against_it():
    conference = make_conference()
    paper = make_submission(conference, state=SubmissionState.ACCEPTED)
    public = link(paper)
    link(paper, is_current=False)
    link(paper, kind=MaterialKind.DATA, is_public=False)
    link(paper, kind=MaterialKind.PROJECT, is_hidden=True)
    for state in SubmissionState:
        if state != SubmissionState.ACCEPTED:
            link(make_submission(conference, state=state))
    assert list(Material.objects.public()) == [public]
    assert paper.materials.current().count() == 3


@pytest.mark.parametrize("state", SubmissionState)
def test_only_accepted_papers_get_material_and_awards(state):
    paper = make_submission(make_conference(), state=state)
    viewer = viewer_for(user=make_user(), conference=paper.conference, at=NOW)
    is_accepted = state == SubmissionState.ACCEPTED
    assert (why_not_add_material(paper, viewer) is None) == is_accepted
    assert (why_not_award(paper) is None) == is_accepted
