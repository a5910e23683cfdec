"""The final PDF is taken until its date: which date counts for whom, and what a late one meets."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.files.models import StoredFile
from effgenai.mail.models import OutboundEmail
from submissions.conflicts.models import Conflict
from submissions.contributions.desk import material_todos
from submissions.core.states import SubmissionState
from submissions.materials.forms import state_of
from submissions.materials.rules import why_not_add_material
from submissions.materials.services import MaterialFacts, save_materials
from submissions.materials.states import MaterialKind
from tests.submissions.conftest import DAY, pdf, signed_in
from tests.support.factories import NOW, make_member, make_milestone, make_submission, make_user

pytestmark = pytest.mark.django_db
URL = "/ws/submissions/1/materials/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def paper(conference, author):
    return make_submission(conference, [author], state=SubmissionState.ACCEPTED)


@pytest.fixture
def due(conference):
    return make_milestone(conference, MilestoneKind.CAMERA_READY_DUE, timezone.now() - DAY, zone="AoE")


def looking(paper, user, at):
    return viewer_for(user=user, conference=paper.conference, at=at)


def upload(client, paper, /, **values):
    return client.post(URL, {"seen": state_of(paper.materials.current()), **values})


def move(due, **by) -> None:
    due.instant += dt.timedelta(**by)
    due.save()


def late_file() -> StoredFile:
    """The one file of which the record says that it came too late."""
    line = AuditLine.objects.get(action="submission.late_file")
    return StoredFile.objects.get(sha256=line.detail["sha256"])


def test_a_date_that_is_not_set_closes_nothing(paper, author) -> None:
    assert why_not_add_material(paper, looking(paper, author, NOW), MaterialKind.PAPER) is None


@pytest.mark.parametrize(("after", "is_open"), [(-HOUR, True), (29 * HOUR / 60, True), (HOUR, False)])
def test_it_closes_with_the_hidden_grace_of_its_date(paper, author, due, after, is_open) -> None:
    due.grace_minutes = 30
    due.save()
    viewer = looking(paper, author, due.ends_at + after)
    assert (why_not_add_material(paper, viewer, MaterialKind.PAPER) is None) == is_open
    for kind in set(MaterialKind) - {MaterialKind.PAPER}:
        assert why_not_add_material(paper, viewer, kind) is None, "posters and slides come later"


@pytest.mark.parametrize("whom", ["track", "person"])
def test_a_track_or_a_person_may_have_another_date(paper, author, due, whom) -> None:
    other = make_submission(paper.conference, [make_user()], state=SubmissionState.ACCEPTED)
    mine = {"track": {"track": paper.track}, "person": {"user": author}}[whom]
    MilestoneException.objects.create(
        milestone=due, instant=due.instant + 2 * DAY, zone="UTC", created_at=NOW, **mine
    )
    at = due.instant + DAY
    assert why_not_add_material(paper, looking(paper, author, at), MaterialKind.PAPER) is None
    if whom == "person":
        person = other.authorships.get().user
        assert "was due" in str(why_not_add_material(other, looking(other, person, at), MaterialKind.PAPER))


def test_the_page_says_by_when_in_aoe_and_in_the_time_of_its_reader(paper, due, client_of_author) -> None:
    move(due, days=6)
    page = client_of_author.get(URL).content.decode()
    assert "Final PDF due" in page
    assert "AoE</time>" in page
    assert 'class="reader-time"' in page


def test_a_late_upload_gets_a_sentence_and_loses_nothing(paper, author, due, client_of_author) -> None:
    assert 'name="paper"' not in client_of_author.get(URL).content.decode()
    answer = upload(client_of_author, paper, paper=pdf(), slides=pdf("Slides"), code="https://code.example/x")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The final PDF was due" in page
    assert "has arrived and is" in page
    assert set(paper.materials.values_list("kind", flat=True)) == {"slides", "code"}
    file = late_file()
    assert file.key in page
    assert not OutboundEmail.objects.exists()

    again = upload(client_of_author, paper, kept=file.key, code="https://code.example/x")
    assert again.status_code == 200
    assert AuditLine.objects.filter(action="submission.late_file").count() == 1
    move(due, days=2)
    given = upload(client_of_author, paper, kept=file.key, code="https://code.example/x", paper_public="on")
    assert given.status_code == 302
    assert paper.materials.current().get(kind="paper").file == file


def test_nobody_takes_up_the_late_file_of_somebody_else(paper, due, client_of_author, chair) -> None:
    other = make_submission(paper.conference, [make_user()], state=SubmissionState.ACCEPTED)
    theirs = signed_in(other.authorships.get().user)
    theirs.post(f"/ws/submissions/{other.number}/materials/", {"seen": "", "paper": pdf("Theirs")})
    key = late_file().key
    assert upload(signed_in(chair), paper, kept=key).status_code == 302
    assert not paper.materials.exists()


def test_the_word_that_it_may_be_shown_can_be_taken_back_afterwards(paper, due, client_of_author) -> None:
    move(due, days=2)
    upload(client_of_author, paper, paper=pdf(), paper_public="on")
    move(due, days=-2)
    assert upload(client_of_author, paper).status_code == 302
    assert not paper.materials.current().get(kind="paper").is_public


def test_a_chair_may_add_what_came_by_mail_but_not_to_their_own_paper(paper, due, author, chair) -> None:
    assert upload(signed_in(chair), paper, paper=pdf()).status_code == 302
    make_member(paper.conference, Role.CHAIR, author)
    answer = upload(signed_in(author), paper, paper=pdf("Another"))
    assert "The final PDF was due" in answer.content.decode()
    assert paper.materials.count() == 1


def test_a_chair_in_conflict_may_not(paper, due, chair) -> None:
    Conflict.objects.create(submission=paper, user=chair, source="chair", created_at=NOW)
    assert upload(signed_in(chair), paper, paper=pdf()).status_code == 404
    assert not StoredFile.objects.exists()


def test_the_service_decides_whatever_the_page_says(paper, author, due) -> None:
    file = StoredFile(pk=1)
    with pytest.raises(Refused, match="The final PDF was due"):
        save_materials(
            submission=paper,
            viewer=looking(paper, author, due.instant + DAY),
            facts=[MaterialFacts(kind=MaterialKind.PAPER, file=file)],
            by=author,
            at=due.instant + DAY,
        )
    assert not paper.materials.exists()
    assert not AuditLine.objects.exists()


def test_what_cannot_be_done_any_more_is_no_duty(paper, author, due) -> None:
    before = list(material_todos(looking(paper, author, due.instant - DAY)))
    after = list(material_todos(looking(paper, author, due.ends_at + DAY)))
    assert [(todo.done, todo.action) for todo in before] == [(False, "Add your final PDF, poster, slides")]
    assert [(todo.done, todo.action) for todo in after] == [(True, "Add your poster, slides, links")]
