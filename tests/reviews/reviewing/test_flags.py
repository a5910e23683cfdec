import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.web.todos import todos_of
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.decisions.before_release import release_page
from reviews.decisions.models import Decision
from reviews.decisions.queries import decisions_page
from reviews.decisions.services.classes import install_default_decisions
from reviews.reviewing.models import Review, ReviewField, SeenFlag
from reviews.reviewing.queries.flags import flag_signs, flags_for, flags_page, seal_of
from reviews.reviewing.queries.progress import progress_page
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.services.reviews import submit_review
from reviews.reviewing.states import Audience, FieldKind, ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.states import ConflictSource
from submissions.core.states import SubmissionState
from submissions.papers.queries.table import Filters, paper_table
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
QUIET = {"chair_comments": "", "ethics": False, "dual_submission": False, "summary": "Fine."}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("effgenai.conferences.middleware.timezone.now", lambda: NOW)


@pytest.fixture
def conference():
    conference = make_conference("effgenai")
    install_default_review_form(conference, NOW)
    return conference


@pytest.fixture
def chair(conference, client):
    person = make_member(conference, Role.CHAIR, make_user("Cecily Chair"))
    client.force_login(person)
    return person


def reviewed(paper, state=ReviewState.SUBMITTED, assignment=AssignmentState.DONE, **answers):
    task = Assignment.objects.create(
        submission=paper,
        reviewer=make_member(paper.conference, Role.REVIEWER, make_user("Rita Reviewer")),
        pseudonym=f"Reviewer F{paper.assignments.count()}",
        state=assignment,
        assigned_at=NOW,
    )
    submitted_at = NOW if state == ReviewState.SUBMITTED else None
    return Review.objects.create(
        assignment=task,
        state=state,
        answers=QUIET | answers,
        draft=answers if state == ReviewState.DRAFT else {},
        saved_at=NOW,
        submitted_at=submitted_at,
    )


def put_in_conflict(paper, person):
    Conflict.objects.create(submission=paper, user=person, source=ConflictSource.CHAIR, created_at=NOW)


def look(person, conference):
    return viewer_for(user=person, conference=conference, at=NOW)


def url(name, *args):
    return reverse(f"reviews:{name}", args=["effgenai", *args])


def asked_of(chair, conference):
    return [todo.title for todo in todos_of(look(chair, conference)) if "flag" in todo.title]


def mark(client, keys, action="see", **more):
    return client.post(url("mark_flags"), {"selected": keys, "action": action, **more}, follow=True)


def keys_of(chair, conference):
    return [flag.key for flag in flags_for(look(chair, conference))]


def test_ticks_notes_and_suspicions_are_flags_and_what_says_nothing_is_none(conference, chair):
    paper = make_submission(conference)
    reviewed(paper, ethics=True)
    reviewed(paper, chair_comments="I know who wrote this.")
    reviewed(paper, dual_submission=True)
    reviewed(paper)
    found = {(flag.question, flag.text) for flag in flags_for(look(chair, conference))}
    assert found == {
        ("ethics", ""),
        ("chair_comments", "I know who wrote this."),
        ("dual_submission", ""),
    }


def test_which_questions_of_a_form_of_ones_own_are_flags(conference, chair):
    conference.review_fields.all().delete()
    for name, kind, audience, required in [
        ("shown-tick", FieldKind.TICK, Audience.AUTHORS, False),
        ("committee__tick", FieldKind.TICK, Audience.COMMITTEE, False),
        ("committee-note", FieldKind.TEXT, Audience.COMMITTEE, False),
        ("asked-note", FieldKind.TEXT, Audience.CHAIRS, True),
        ("free-choice", FieldKind.CHOICE, Audience.CHAIRS, False),
        ("asked-choice", FieldKind.CHOICE, Audience.CHAIRS, True),
        ("score", FieldKind.SCORE, Audience.CHAIRS, False),
    ]:
        ReviewField.objects.create(
            conference=conference,
            name=name,
            label=name,
            kind=kind,
            audience=audience,
            required=required,
            anchors=[["yes", "Yes, surely"], ["no", "No"]] if kind == FieldKind.CHOICE else [],
        )
    names = conference.review_fields.values_list("name", flat=True)
    reviewed(make_submission(conference), **{name: True if "tick" in name else "yes" for name in names})
    found = {(flag.question, flag.text) for flag in flags_for(look(chair, conference))}
    assert found == {("committee__tick", ""), ("asked-note", "yes"), ("free-choice", "Yes, surely")}


def test_drafts_and_reviews_of_who_gave_the_paper_back_flag_nothing(conference, chair):
    paper = make_submission(conference)
    reviewed(paper, state=ReviewState.DRAFT, assignment=AssignmentState.ASSIGNED, ethics=True)
    reviewed(paper, assignment=AssignmentState.DECLINED, ethics=True)
    assert flags_for(look(chair, conference)) == []
    assert asked_of(chair, conference) == []


def test_every_table_shows_the_sign_and_finds_it(conference, chair, client):
    install_default_decisions(conference, NOW)
    noted = reviewed(
        make_submission(conference, title="Noted"), ethics=True, chair_comments="Psst"
    ).assignment
    reviewed(make_submission(conference, title="Plain"))
    viewer = look(chair, conference)
    Decision.objects.create(
        submission=noted.submission, outcome=conference.decision_classes.first(), decided_at=NOW
    )
    for search, titles in [
        ("flag:unread", ["Noted"]),
        ("flag:ethics", ["Noted"]),
        ('flag:"ethics check"', ["Noted"]),
        ("flag:seen", []),
        ("flag:none", ["Plain"]),
        ("-flag:unread", ["Plain"]),
        ("flag:unread noted", ["Noted"]),
        ("flag:unread plain", []),
    ]:
        assert [row.title for row in progress_page(viewer, search, "number").rows] == titles, search
        assert [row.title for row in decisions_page(viewer, search, "number").rows] == titles, search
        table = paper_table(viewer, Filters(text=search))
        assert [paper.title for paper in table.papers] == titles, search
    for address in (url("progress"), url("decisions"), reverse("submissions:desk", args=["effgenai"])):
        page = client.get(address).content.decode()
        assert "unread: " in page
        assert "chair comments" in page
        assert "flag%3Aunread" in page
    assert [paper.title for paper in release_page(viewer, None).unread] == ["Noted"]
    assert "Flags that no chair has seen" in client.get(url("release")).content.decode()
    csv = client.get(reverse("submissions:export", args=["effgenai"]), {"q": "flag:unread"})
    text = b"".join(csv.streaming_content).decode()
    assert "Noted" in text
    assert "Plain" not in text


def test_the_desk_tells_chairs_until_one_of_them_marks_it_as_seen(conference, chair, client):
    other = make_member(conference, Role.CHAIR, make_user("Otto Other"))
    paper = make_submission(conference, title="Noted")
    reviewed(paper, ethics=True, chair_comments="Psst <b>bold</b>")
    assert asked_of(chair, conference) == asked_of(other, conference) == ["2 flags of reviewers unread"]
    assert (
        "2 flags of reviewers unread"
        in client.get(reverse("conferences:desk", args=["effgenai"])).content.decode()
    )
    page = client.get(url("flags"), {"q": "flag:unread"}).content.decode()
    assert "Psst" in page
    assert "<b>bold" not in page
    keys = keys_of(chair, conference)
    said = mark(client, keys[:1]).content.decode()
    assert "1 flag marked as seen." in said
    assert asked_of(other, conference) == ["1 flag of reviewers unread"]
    mark(client, keys)
    assert asked_of(chair, conference) == asked_of(other, conference) == []
    flags = flags_for(look(other, conference))
    assert {(flag.seen_by, flag.seen_at) for flag in flags} == {("Cecily Chair", NOW)}
    assert "seen: " in client.get(url("progress")).content.decode()
    assert list(AuditLine.objects.filter(action="review_flag.see").values_list("paper", flat=True)) == [1, 1]


def test_who_saw_it_first_stays_named_and_it_can_be_unread_again(conference, chair, client):
    other = make_member(conference, Role.CHAIR, make_user("Otto Other"))
    reviewed(make_submission(conference), ethics=True)
    keys = keys_of(chair, conference)
    mark(client, keys)
    client.force_login(other)
    mark(client, keys)
    assert SeenFlag.objects.get().seen_by == chair
    assert AuditLine.objects.filter(action="review_flag.see").count() == 1
    page = mark(client, keys, "unsee").content.decode()
    assert "1 flag marked as unread." in page
    assert not SeenFlag.objects.exists()
    assert AuditLine.objects.filter(action="review_flag.unsee").count() == 1


def test_the_button_of_one_flag_marks_that_one_and_leads_back_to_its_paper(conference, chair, client):
    paper = make_submission(conference, title="Noted")
    reviewed(paper, ethics=True, dual_submission=True)
    page = client.get(reverse("submissions:paper", args=["effgenai", paper.number])).content.decode()
    assert "Flags of reviewers" in page
    first, _ = keys_of(chair, conference)
    answer = client.post(url("mark_flags"), {"see": first, "paper": paper.number})
    assert answer.url == reverse("submissions:paper", args=["effgenai", paper.number])
    assert SeenFlag.objects.count() == 1
    client.post(url("mark_flags"), {"unsee": first, "paper": paper.number})
    assert not SeenFlag.objects.exists()
    elsewhere = client.post(url("mark_flags"), {"see": first, "back": "https://evil.example/"})
    assert elsewhere.url == url("flags")


def test_nothing_ticked_and_a_search_that_is_not_understood_are_told(conference, chair, client):
    reviewed(make_submission(conference), ethics=True)
    assert "Tick the flags" in mark(client, []).content.decode()
    page = client.get(url("flags"), {"q": "colour:red"}).content.decode()
    assert "is not known" in page
    assert "needs an ethics check" in page
    assert flags_page(look(chair, conference), "number:7").rows == []


def test_a_note_that_is_changed_is_unread_again(conference, chair, client):
    review = reviewed(make_submission(conference), chair_comments="First", ethics=True)
    keys = keys_of(chair, conference)
    mark(client, keys)
    answers = review.answers | {"chair_comments": "Second"}
    submit_review(
        assignment=review.assignment,
        typed=answers,
        answers=answers,
        version=review.version,
        by=review.assignment.reviewer,
        at=NOW,
    )
    unread = [flag for flag in flags_for(look(chair, conference)) if flag.is_unread]
    assert [(flag.question, flag.text) for flag in unread] == [("chair_comments", "Second")]
    said = mark(client, keys).content.decode()
    assert "changed meanwhile" in said
    assert [flag.text for flag in flags_for(look(chair, conference)) if flag.is_unread] == ["Second"]


def test_a_chair_in_conflict_sees_neither_sign_nor_count_and_can_mark_nothing(conference, chair, client):
    install_default_decisions(conference, NOW)
    paper = make_submission(conference, title="Noted")
    review = reviewed(paper, ethics=True)
    keys = keys_of(chair, conference)
    Decision.objects.create(submission=paper, outcome=conference.decision_classes.first(), decided_at=NOW)
    put_in_conflict(paper, chair)
    viewer = look(chair, conference)
    assert flags_for(viewer) == []
    assert asked_of(chair, conference) == []
    assert release_page(viewer, None).unread == []
    assert paper_table(viewer, Filters(text="flag:unread")).chips == []
    chips = {chip.query: chip.count for chip in progress_page(viewer, "", "number").chips}
    assert chips["flag:unread"] == 0
    assert client.get(reverse("submissions:paper", args=["effgenai", paper.number])).status_code == 404
    said = mark(client, keys).content.decode()
    forged = mark(client, [f"{review.assignment.key}.ethics.0"]).content.decode()
    assert "changed meanwhile" in said
    assert "changed meanwhile" in forged
    assert not SeenFlag.objects.exists()
    assert not OutboundEmail.objects.exists()
    assert not AuditLine.objects.filter(action__startswith="review_flag").exists()


@pytest.mark.parametrize("role", [Role.AREA_CHAIR, Role.REVIEWER, Role.PROGRAM_EDITOR, None])
def test_nobody_but_chairs_may_look_or_mark(role, conference, chair, client):
    reviewed(make_submission(conference), ethics=True)
    keys = keys_of(chair, conference)
    person = make_member(conference, role) if role else make_user()
    client.force_login(person)
    assert client.get(url("flags")).status_code in {403, 404}
    assert client.post(url("mark_flags"), {"selected": keys, "action": "see"}).status_code in {403, 404}
    assert not SeenFlag.objects.exists()
    assert asked_of(person, conference) == []


def test_flags_on_papers_that_were_withdrawn_still_stand_on_the_table_of_papers(conference, chair):
    reviewed(make_submission(conference, state=SubmissionState.WITHDRAWN), ethics=True)
    viewer = look(chair, conference)
    assert len(paper_table(viewer, Filters(text="flag:unread")).papers) == 1
    assert asked_of(chair, conference) == ["1 flag of reviewers unread"]


def test_the_number_of_queries_does_not_grow(conference, chair):
    viewer = look(chair, conference)

    def queries():
        with CaptureQueriesContext(connection) as found:
            flags_for(viewer)
        return len(found)

    reviewed(make_submission(conference), ethics=True)
    few = queries()
    for _ in range(5):
        reviewed(make_submission(conference), ethics=True, chair_comments="Psst")
    assert queries() == few == 3


def test_signs_are_told_without_reading_an_answer(conference, chair, django_assert_num_queries) -> None:
    for _ in range(3):
        reviewed(make_submission(conference, [make_user()]), ethics=True, chair_comments="Look")
    viewer = look(chair, conference)
    with django_assert_num_queries(2) as asked:
        signs = flag_signs(viewer)
    assert {sign.words for sign in signs.values()} == {"unread: chair comments, ethics"}
    assert not any('"answers"' in query["sql"] for query in asked.captured_queries)


def test_the_seal_of_the_database_is_that_of_the_marks(conference, chair) -> None:
    paper = make_submission(conference, [make_user()])
    review = reviewed(paper, ethics=True, chair_comments="“Ünïcode” 😀\nand more", overall=4)
    review.refresh_from_db()
    assert review.seals["chair_comments"] == seal_of("“Ünïcode” 😀\nand more")
    assert review.seals["ethics"] == seal_of("true")
    assert "dual_submission" not in review.seals
