"""What the authors of a paper read first: where it stands, what they can do, and by when."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.models import MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from submissions.core.dates import dates_for
from submissions.core.states import SubmissionState
from submissions.materials.models import Material
from submissions.materials.states import MaterialKind
from submissions.papers.queries.own import own_papers
from submissions.papers.queries.steps import FINAL_PDF, next_step
from tests.submissions.conftest import DAY, pdf, signed_in
from tests.support.factories import NOW, make_member, make_milestone, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def final(conference):
    return make_milestone(conference, MilestoneKind.CAMERA_READY_DUE, timezone.now() + 20.5 * DAY, zone="AoE")


def step_of(paper, user, at=None, *, has_final_pdf=False):
    viewer = viewer_for(user=user, conference=paper.conference, at=at or timezone.now())
    return next_step(viewer, paper, dates_for(viewer), has_final_pdf=has_final_pdf)


def body(client, url):
    page = client.get(url).content.decode()
    return page[page.index("<main") :]


def test_the_page_of_an_accepted_paper_leads_with_it_and_what_to_do_by_when(
    conference, author, client_of_author, final
) -> None:
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED, presentation="Oral")
    page = body(client_of_author, f"/ws/submissions/{paper.number}/")
    told = ["Accepted", "Oral", "Upload your final PDF.", "in 20 days", "AoE", "Abstract", "Withdraw"]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    assert 'class="reader-time"' in page[: page.index("Abstract")]
    assert f'href="/ws/submissions/{paper.number}/materials/"' in page[: page.index("Abstract")]
    assert page.count("/withdraw/") == 1


def test_to_withdraw_stands_last_and_is_no_first_action(conference, author, client_of_author) -> None:
    paper = make_submission(conference, [author])
    page = body(client_of_author, f"/ws/submissions/{paper.number}/")
    assert page.index("/withdraw/") > page.index("Conflicts named by the authors")
    assert 'class="actions"' not in page[: page.index("Abstract")]


@pytest.mark.parametrize(
    ("days", "has_pdf", "sentence", "action", "is_wanted"),
    [
        (0, False, "Upload your final PDF.", "Upload the final PDF", True),
        (0, True, "Your final PDF is in; you can replace it.", "Change files and links", False),
        (21, False, "No final PDF came in time; ask the chairs.", "Add poster, slides, links", False),
        (21, True, "Your final PDF is in. Posters", "Change files and links", False),
    ],
)
def test_the_final_pdf_is_asked_for_until_its_date(
    conference, author, final, days, has_pdf, sentence, action, is_wanted
) -> None:
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    step = step_of(paper, author, timezone.now() + days * DAY, has_final_pdf=has_pdf)
    assert step.sentence.startswith(sentence)
    assert (step.action, step.is_wanted) == (action, is_wanted)


def test_the_date_is_the_one_that_counts_for_track_and_person(conference, author, final) -> None:
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    later = {"instant": final.instant + DAY, "zone": "UTC", "created_at": NOW}
    MilestoneException.objects.create(milestone=final, user=author, **later)
    assert step_of(paper, author).due.instant == final.instant + DAY


def test_an_archived_conference_asks_for_nothing(conference, author, final) -> None:
    conference.public_state = PublicState.ARCHIVED
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    step = step_of(paper, author)
    assert (step.sentence, step.due, step.is_wanted) == ("", None, False)


def test_a_draft_tells_what_it_lacks_until_papers_are_due(conference, author) -> None:
    draft = make_submission(conference, [author], state=SubmissionState.DRAFT, abstract="")
    step = step_of(draft, author)
    assert step.first == step.missing[0].sentence
    assert (step.outcome, step.action, step.is_wanted) == ("Not submitted yet", "Go on writing", True)
    late = step_of(draft, author, timezone.now() + 11 * DAY)
    assert (late.outcome, late.is_wanted) == ("Not submitted", False)
    assert late.due_words == "Papers were due"


def test_a_submitted_paper_tells_until_when_it_changes_and_then_when_decisions_come(
    conference, author
) -> None:
    paper = make_submission(conference, [author])
    assert step_of(paper, author).action == "Change or replace"
    afterwards = timezone.now() + 11 * DAY
    assert step_of(paper, author, afterwards).sentence == "The decision is not out yet."
    decisions = make_milestone(conference, MilestoneKind.DECISIONS, timezone.now() + 30 * DAY)
    told = step_of(paper, author, afterwards)
    assert (told.due.instant, told.due_words, told.action) == (decisions.instant, "Decisions expected", "")
    decisions.is_public = False
    decisions.save()
    assert step_of(paper, author, afterwards).due is None, "authors learn of no date of the committee"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (SubmissionState.REJECTED, "Not accepted"),
        (SubmissionState.DESK_REJECTED, "Rejected without review"),
        (SubmissionState.WITHDRAWN, "Withdrawn"),
    ],
)
def test_what_has_ended_says_since_when_and_asks_for_nothing(conference, author, state, outcome) -> None:
    step = step_of(make_submission(conference, [author], state=state), author)
    assert (step.outcome, step.since, step.action, step.due) == (outcome, NOW, "", None)


def test_the_list_leads_with_what_waits_for_its_authors(conference, author, client_of_author, final) -> None:
    rejected = make_submission(conference, [author], state=SubmissionState.REJECTED, title="Rejected one")
    accepted = make_submission(conference, [author], state=SubmissionState.ACCEPTED, title="Accepted one")
    draft = make_submission(conference, [author], state=SubmissionState.DRAFT, title="Draft")
    found = own_papers(viewer_for(user=author, conference=conference, at=timezone.now()))
    assert [own.paper for own in found] == [draft, accepted, rejected]
    page = body(client_of_author, "/ws/submissions/")
    row = page[page.index("Accepted") : page.index("Not accepted")]
    assert row.index("Accepted") < row.index("Accepted one") < row.index("Upload your final PDF.")
    assert page.count("button primary") == 1


def test_the_list_links_the_final_pdf_while_the_paper_is_accepted(conference, author, client_of_author):
    assert FINAL_PDF == MaterialKind.PAPER
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    url = f"/ws/submissions/{paper.number}/materials/paper.pdf"
    assert url not in body(client_of_author, "/ws/submissions/")
    client_of_author.post(f"/ws/submissions/{paper.number}/materials/", {"seen": "", "paper": pdf()})
    assert Material.objects.filter(submission=paper).exists()
    assert url in body(client_of_author, "/ws/submissions/")


def test_who_reads_the_paper_otherwise_meets_no_step(conference, author, chair) -> None:
    paper = make_submission(conference, [author], state=SubmissionState.ACCEPTED)
    for person in (chair, make_member(conference, Role.REVIEWER)):
        page = body(signed_in(person), f"/ws/submissions/{paper.number}/")
        assert "paper-step" not in page
        assert not re.search(r'href="[^"]*/withdraw/"', page)
