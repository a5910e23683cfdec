"""More time for one paper: who gives it, what it opens, and whom it is told."""

from __future__ import annotations

import pytest
from django.utils import timezone

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.queries.milestones import milestone
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from effgenai.ui.dates import ZonedInstant
from submissions.conflicts.models import Conflict
from submissions.core.models import PaperException
from submissions.core.rules import why_not_edit
from submissions.core.states import SubmissionState
from submissions.materials.rules import why_not_add_material
from submissions.materials.states import MaterialKind
from submissions.papers.services.more_time import give_more_time
from tests.submissions.conftest import DAY, signed_in
from tests.support.factories import NOW, make_member, make_milestone, make_submission, make_user
from tests.support.pages import on_one_line

pytestmark = pytest.mark.django_db
URL = "/ws/chair/submissions/1/more-time/"
PAGE = "/ws/submissions/1/"
UNTIL = timezone.now().replace(second=0, microsecond=0) + 5 * DAY


@pytest.fixture
def paper(closed, author):
    return make_submission(closed, [author, make_user("Bo O")])


def sent(until=UNTIL):
    return {"when_0": f"{until:%Y-%m-%d %H:%M}", "when_1": "UTC", "reason": "ill"}


def closed_to(paper, user, at=None):
    return why_not_edit(paper, viewer_for(user=user, conference=paper.conference, at=at or timezone.now()))


def nothing_happened() -> bool:
    return not (
        PaperException.objects.exists() or AuditLine.objects.exists() or OutboundEmail.objects.exists()
    )


def test_a_chair_gives_a_paper_more_time_from_its_page_and_its_authors_are_told(paper, author, chair) -> None:
    client = signed_in(chair)
    assert URL in client.get(PAGE).content.decode()
    assert "tell 2 authors" in on_one_line(client.get(URL).content.decode())
    assert "were due" in str(closed_to(paper, author))
    assert client.post(URL, sent()).status_code == 302
    for line in paper.authorships.all():
        assert closed_to(paper, line.user) is None
        mail = OutboundEmail.objects.get(to_address=line.email)
        assert f"You can change or replace it until {UNTIL:%a %-d %b}" in mail.body
        assert "ill" not in mail.body
        assert mail.paper == paper.number
    assert "Papers were due" in str(closed_to(paper, author, UNTIL + DAY))
    line = AuditLine.objects.get(action="submission.more_time")
    assert (line.paper, line.detail["reason"]) == (1, "ill")
    page = on_one_line(client.get(PAGE).content.decode())
    assert "Its authors have time until" in page
    assert "(ill)" in page
    own = signed_in(author).get(PAGE).content.decode()
    assert "Change or replace" in own
    assert "ill)" not in own
    assert "Papers were due" not in signed_in(author).get(f"{PAGE}edit/").content.decode()


def test_no_other_paper_gets_any_of_it(paper, author, chair) -> None:
    other = make_submission(paper.conference, [author])
    signed_in(chair).post(URL, sent())
    assert "were due" in str(closed_to(other, author))


def test_an_accepted_paper_gets_more_time_for_its_final_pdf(conference, author, chair) -> None:
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    make_milestone(conference, MilestoneKind.CAMERA_READY_DUE, timezone.now() - DAY)
    viewer = viewer_for(user=author, conference=conference, at=timezone.now())
    assert why_not_add_material(paper, viewer, MaterialKind.PAPER)
    assert signed_in(chair).post(URL, sent()).status_code == 302
    assert why_not_add_material(paper, viewer, MaterialKind.PAPER) is None
    assert "Its final PDF is taken until" in OutboundEmail.objects.get().body
    assert "Upload your final PDF." in signed_in(author).get("/ws/submissions/").content.decode()


def test_another_date_takes_its_place_and_is_told_anew(paper, chair) -> None:
    for until in (UNTIL, UNTIL + DAY):
        signed_in(chair).post(URL, sent(until))
    assert PaperException.objects.get().instant == UNTIL + DAY
    assert OutboundEmail.objects.count() == 4


def test_it_is_taken_back_and_the_authors_are_told(paper, author, chair) -> None:
    client = signed_in(chair)
    client.post(URL, sent())
    assert "Take the extra time back" in client.get(URL).content.decode()
    assert client.post(f"{URL}back/").status_code == 302
    assert "were due" in str(closed_to(paper, author))
    assert OutboundEmail.objects.filter(body__contains="have taken the extra time back").count() == 2
    client.post(f"{URL}back/")
    assert AuditLine.objects.filter(action="submission.less_time").count() == 1


def test_it_only_ever_gives_more_time_and_keeps_what_was_typed(paper, chair) -> None:
    answer = signed_in(chair).post(URL, sent(timezone.now() - 3 * DAY))
    assert "It only ever gives more time" in answer.content.decode()
    assert 'value="ill"' in answer.content.decode()
    assert nothing_happened()


@pytest.mark.parametrize(
    "state", [SubmissionState.REJECTED, SubmissionState.DESK_REJECTED, SubmissionState.WITHDRAWN]
)
def test_of_what_has_ended_nothing_is_due(closed, author, chair, state) -> None:
    paper = make_submission(closed, [author], state=state)
    page = signed_in(chair).get(URL).content.decode()
    assert "nothing of it is due" in page
    with pytest.raises(Refused, match="nothing of it is due"):
        give_more_time(submission=paper, when=ZonedInstant(UNTIL, "UTC"), reason="", by=chair, at=NOW)
    assert nothing_happened()


def test_nobody_gives_more_time_but_chairs_without_conflict(paper, author, chair) -> None:
    Conflict.objects.create(submission=paper, user=chair, source="chair", created_at=NOW)
    chair_author = make_member(paper.conference, Role.CHAIR, author)
    reviewer = make_member(paper.conference, Role.REVIEWER)
    for person in (chair, chair_author, reviewer, make_user()):
        for url in (URL, f"{URL}back/"):
            assert signed_in(person).post(url, sent()).status_code in {403, 404}
    assert nothing_happened()


def test_where_authors_are_hidden_chairs_do_not_learn_how_many_there_are(paper, chair) -> None:
    paper.conference.hide_authors_from_chairs = True
    paper.conference.save()
    page = on_one_line(signed_in(chair).get(URL).content.decode())
    assert "Give more time and tell its authors" in page
    assert "2 authors" not in page


def test_the_date_of_all_stays_as_it_is(paper, chair) -> None:
    due = milestone(paper.conference, MilestoneKind.SUBMISSIONS_DUE)
    signed_in(chair).post(URL, sent())
    assert milestone(paper.conference, MilestoneKind.SUBMISSIONS_DUE).instant == due.instant
