"""Potential conflicts: what they change, who is asked, what people say of themselves, and when all bind."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.mail.models import OutboundEmail
from reviews.decisions.emails import receivers_of
from submissions.authors.emails import author_token
from submissions.authors.services import AuthorLine, write_authors
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries.questions import notes_of_questions, queue
from submissions.conflicts.services.deciding import confirm_conflict, dismiss_conflict
from submissions.conflicts.services.declaring import bind_known_conflicts, say_author, say_no_author
from submissions.conflicts.services.derived import refresh_conflicts
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from submissions.papers.services.revisions import add_revision
from tests.support.factories import NOW, make_conference, make_member, make_submission, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws", contact_email="chairs@ws.example")


@pytest.fixture
def chair(conference):
    return make_member(conference, Role.CHAIR, make_user("Chair", "chair@gmail.com"))


@pytest.fixture
def judge(conference):
    return make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))


def standings(conference) -> set[tuple[int, str, str]]:
    rows = Conflict.objects.filter(submission__conference=conference)
    return set(rows.values_list("submission__number", "source", "standing"))


def asked(user, conference):
    return queue(viewer_for(user=user, conference=conference, at=NOW))


def list_only(conference, *people):
    """A submitted paper that names these people, who have not said whether that is right."""
    paper = make_submission(conference, list(people), say_so=False)
    refresh_conflicts(conference=conference, at=NOW)
    return paper


def sees(user, paper) -> bool:
    return Submission.objects.filter(pk=paper.pk).without_conflict(user).exists()


def test_being_listed_takes_a_paper_from_nobody_until_they_say_yes(conference, judge) -> None:
    paper = list_only(conference, judge)
    assert standings(conference) == {(1, "author", "potential")}
    assert sees(judge, paper)
    say_author(submission=paper, by=judge, at=NOW)
    say_author(submission=paper, by=judge, at=NOW)
    assert standings(conference) == {(1, "author", "confirmed")}
    assert not sees(judge, paper)
    assert AuditLine.objects.get(actor=judge).action == "submission.author_yes"


def test_who_is_not_listed_cannot_say_yes(conference, judge) -> None:
    paper = list_only(conference, make_user())
    with pytest.raises(Refused, match="not on the author list"):
        say_author(submission=paper, by=judge, at=NOW)
    assert not paper.answers.exists()


def test_a_yes_binds_the_others_and_nobody_by_their_own_word(conference, judge) -> None:
    other = make_member(conference, Role.REVIEWER, make_user("Other", "other@gmail.com"))
    shared = make_submission(conference, [judge, other], say_so=False)
    make_submission(conference, [judge])
    make_submission(conference, [other])
    refresh_conflicts(conference=conference, at=NOW)
    say_author(submission=shared, by=judge, at=NOW)
    coauthors = Conflict.objects.filter(source="coauthor")
    assert set(coauthors.values_list("user", "standing")) == {
        (judge.pk, "potential"),
        (other.pk, "potential"),
    }
    say_author(submission=shared, by=other, at=NOW)
    assert set(coauthors.values_list("user", "standing")) == {
        (judge.pk, "confirmed"),
        (other.pk, "potential"),
    }


def test_a_no_ends_what_followed_from_the_list_and_tells_the_chairs_without_conflict(
    conference, judge, chair
) -> None:
    blind = make_member(conference, Role.CHAIR)
    friend = make_user("Friend", "friend@gmail.com")
    paper = list_only(conference, judge, friend)
    make_submission(conference, [friend])
    refresh_conflicts(conference=conference, at=NOW)
    Conflict.objects.create(submission=paper, user=blind, source="chair", created_at=NOW)
    for _ in range(2):
        say_no_author(submission=paper, email="JUDGE@a.example", at=NOW)
    assert not judge.conflicts.exists()
    assert not judge.authorships.exists()
    sent = OutboundEmail.objects.get()
    assert (sent.to_user, sent.paper, sent.kind) == (chair, 1, "submission.no_author")
    assert "Judge" not in sent.body
    refresh_conflicts(conference=conference, at=NOW)
    assert not judge.conflicts.exists()


def test_a_no_is_remembered_when_the_line_comes_back(conference, judge) -> None:
    paper = list_only(conference, judge)
    say_no_author(submission=paper, email=judge.email, at=NOW)
    for lines in ([AuthorLine("B", "b@gmail.com")], [AuthorLine("J", judge.email)]):
        write_authors(submission=paper, lines=lines, by=make_user(), at=NOW)
    assert paper.authorships.get().user is None
    assert not judge.conflicts.exists()


def test_what_binds_is_not_ended_by_a_no_and_a_yes_stays(conference, judge) -> None:
    paper = list_only(conference, judge)
    Conflict.objects.update(standing="confirmed")
    say_no_author(submission=paper, email=judge.email, at=NOW)
    assert standings(conference) == {(1, "author", "confirmed")}
    say_author(submission=paper, by=judge, at=NOW)
    with pytest.raises(Refused, match="You have said"):
        say_no_author(submission=paper, email=judge.email, at=NOW)


def test_each_address_is_asked_once_for_ever_and_never_who_said_so(conference, judge) -> None:
    submitter = make_user("Ann", "ann@gmail.com")
    paper = make_submission(conference, [submitter])
    for lines in (
        [AuthorLine("J", judge.email)],
        [AuthorLine("B", "b@gmail.com"), AuthorLine("J", judge.email)],
    ):
        write_authors(
            submission=paper, lines=[AuthorLine("Ann", submitter.email), *lines], by=submitter, at=NOW
        )
        add_revision(submission=paper, by=submitter, at=NOW)
    asked_by_mail = OutboundEmail.objects.filter(kind="submission.listed")
    assert sorted(asked_by_mail.values_list("to_address", flat=True)) == ["b@gmail.com", judge.email]
    assert all(row.is_secret for row in asked_by_mail)


def test_who_said_no_gets_no_more_mail_about_the_paper(conference, judge) -> None:
    paper = list_only(conference, judge, make_user("Ann", "ann@gmail.com"))
    say_no_author(submission=paper, email=judge.email, at=NOW)
    OutboundEmail.objects.all().delete()
    add_revision(submission=paper, by=make_user(), at=NOW)
    assert judge.email not in OutboundEmail.objects.values_list("to_address", flat=True)
    assert [line.email for line in receivers_of(paper)] == ["ann@gmail.com"]


# --- The page behind the link ----------------------------------------------------------------------------


def link(paper, email) -> str:
    return reverse("submissions:listed", args=[paper.conference.slug, author_token(paper, email)])


def test_one_press_says_no_without_an_account(client, conference, judge) -> None:
    paper = list_only(conference, judge)
    address = link(paper, judge.email)
    assert "I am not an author" in client.get(address).content.decode()
    assert not paper.answers.exists()
    answer = client.post(address, {"is_author": "yes"}, follow=True)
    assert not paper.answers.exists(), "a yes needs the account of the address"
    answer = client.post(address, {"is_author": "no"}, follow=True)
    assert "You have said that you are not an author" in answer.content.decode()
    assert not paper.answers.get().is_author


def test_yes_is_for_the_account_of_the_address(client, conference, judge) -> None:
    paper = list_only(conference, judge)
    client.force_login(make_user())
    client.post(link(paper, judge.email), {"is_author": "yes"})
    assert not paper.answers.exists()
    client.force_login(judge)
    client.post(link(paper, judge.email), {"is_author": "yes"})
    assert paper.answers.get().user == judge


def test_links_that_lead_nowhere_look_the_same(client, conference, judge) -> None:
    paper = list_only(conference, judge)
    gone = make_submission(conference, [judge], say_so=False, state=SubmissionState.DRAFT)
    elsewhere = make_submission(make_conference("other"), [judge], say_so=False)
    tokens = [
        "made-up",
        author_token(paper, "nobody@gmail.com"),
        author_token(gone, judge.email),
        author_token(elsewhere, judge.email),
    ]
    pages = [client.get(reverse("submissions:listed", args=[conference.slug, token])) for token in tokens]
    assert {page.status_code for page in pages} == {404}
    bodies = {page.content.decode().replace(token, "") for page, token in zip(pages, tokens, strict=True)}
    assert len({body.split("<main", 1)[1] for body in bodies}) == 1


def test_who_is_signed_in_answers_on_their_list(client, conference, judge) -> None:
    paper = list_only(conference, judge)
    client.force_login(judge)
    for name, numbers in (("mine", []), ("paper", [1])):
        page = client.get(reverse(f"submissions:{name}", args=[conference.slug, *numbers]))
        assert "Yes, I am an author" in page.content.decode()
    client.post(reverse("submissions:answer", args=[conference.slug, 1]), {"is_author": "yes"})
    assert paper.answers.get().user == judge
    page = client.get(reverse("submissions:mine", args=[conference.slug]))
    assert "Yes, I am an author" not in page.content.decode()


def test_of_other_peoples_lines_nobody_says_anything(client, conference, judge, chair) -> None:
    paper = list_only(conference, judge)
    client.force_login(chair)
    answer = client.post(reverse("submissions:answer", args=[conference.slug, 1]), {"is_author": "no"})
    assert answer.status_code == 404
    assert not paper.answers.exists()


# --- When all that is known binds ------------------------------------------------------------------------


def test_what_is_known_binds_once_and_later_ones_wait(conference, judge, chair) -> None:
    make_submission(conference, [make_user("A", "a@a.example")])
    refresh_conflicts(conference=conference, at=NOW)
    assert bind_known_conflicts(conference=conference, by=chair, at=NOW) == 1
    assert AuditLine.objects.get(action="conflict.bind").paper == 1
    make_submission(conference, [make_user("B", "b@a.example")])
    refresh_conflicts(conference=conference, at=NOW)
    assert bind_known_conflicts(conference=conference, by=chair, at=NOW) == 0
    assert standings(conference) == {(1, "institution", "confirmed"), (2, "institution", "potential")}


def test_a_list_of_very_many_judges_binds_nobody_and_is_one_question(conference, chair) -> None:
    judges = [
        make_member(conference, Role.REVIEWER, make_user(f"J{n}", f"j{n}@gmail.com")) for n in range(10)
    ]
    paper = list_only(conference, *judges)
    bind_known_conflicts(conference=conference, by=chair, at=NOW)
    assert standings(conference) == {(1, "author", "potential")}
    (question,) = asked(chair, conference)
    assert (question.submission, len(question.rows)) == (paper, 10)


# --- The queue -------------------------------------------------------------------------------------------


def test_only_who_is_in_conflict_with_neither_side_is_asked(conference, judge, chair) -> None:
    paper = list_only(conference, chair, judge)
    free = make_member(conference, Role.CHAIR, make_user("free", "free@gmail.com"))
    bound = make_member(conference, Role.CHAIR, make_user("bound", "bound@gmail.com"))
    Conflict.objects.create(submission=paper, user=bound, source="chair", created_at=NOW)
    assert [row.people for row in asked(free, conference)] == ["Chair", "Judge"]
    assert [row.people for row in asked(chair, conference)] == ["Judge"]
    assert asked(bound, conference) == asked(judge, conference) == []


def post(client, conference, rows, action, **fields):
    selected = ["-".join(str(row.pk) for row in rows)]
    data = {"selected": selected, "action": action, "reason": "a word", **fields}
    return client.post(reverse("submissions:decide_conflicts", args=[conference.slug]), data)


def test_a_chair_confirms_and_dismisses_many_with_a_reason(client, conference, judge, chair) -> None:
    for name in ("A", "B"):
        make_submission(conference, [make_user(name, f"{name}@a.example")])
    refresh_conflicts(conference=conference, at=NOW)
    one, two = Conflict.objects.order_by("submission")
    client.force_login(chair)
    page = client.get(reverse("submissions:conflicts", args=[conference.slug])).content.decode()
    assert "same institution as an author (A)" in page
    assert "2 open" in page
    post(client, conference, [one], "confirm", reason="same group")
    post(client, conference, [two], "dismiss")
    assert standings(conference) == {(1, "institution", "confirmed"), (2, "institution", "dismissed")}
    line = AuditLine.objects.get(action="conflict.confirm")
    assert (line.paper, line.actor, line.detail) == (1, chair, {"reason": "same group"})
    assert (
        "No question is open"
        in client.get(reverse("submissions:conflicts", args=[conference.slug])).content.decode()
    )


@pytest.mark.parametrize("action", ["", "forget"])
def test_what_no_button_says_decides_nothing(client, conference, judge, chair, action) -> None:
    list_only(conference, judge)
    lines = AuditLine.objects.count()
    client.force_login(chair)
    post(client, conference, Conflict.objects.all(), action)
    page = client.get(reverse("submissions:conflicts", args=[conference.slug])).content.decode()
    assert "No button says that" in page
    one = reverse("submissions:conflict", args=[conference.slug, Conflict.objects.get().pk])
    assert client.post(one, {"action": action, "reason": "a word"}).status_code == 403
    client.force_login(judge)
    client.post(reverse("submissions:answer", args=[conference.slug, 1]), {"is_author": action})
    assert standings(conference) == {(1, "author", "potential")}
    assert AuditLine.objects.count() == lines


def test_a_word_for_the_record_is_needed(client, conference, judge, chair) -> None:
    list_only(conference, judge)
    lines = AuditLine.objects.count()
    client.force_login(chair)
    post(client, conference, Conflict.objects.all(), "confirm", reason=" ")
    assert standings(conference) == {(1, "author", "potential")}
    assert AuditLine.objects.count() == lines


def test_a_chair_can_answer_nothing_that_is_not_asked_of_them(client, conference, judge, chair) -> None:
    list_only(conference, chair)
    lines = AuditLine.objects.count()
    client.force_login(chair)
    page = client.get(reverse("submissions:conflicts", args=[conference.slug])).content.decode()
    assert "No question is open" in page
    post(client, conference, Conflict.objects.all(), "dismiss")
    client.force_login(judge)
    assert client.get(reverse("submissions:conflicts", args=[conference.slug])).status_code == 404
    post(client, conference, Conflict.objects.all(), "dismiss")
    assert standings(conference) == {(1, "author", "potential")}
    assert AuditLine.objects.count() == lines


def test_a_listing_that_a_chair_dismisses_names_no_author_any_more(conference, judge, chair) -> None:
    paper = list_only(conference, judge)
    dismiss_conflict(conflict=Conflict.objects.get(), by=chair, at=NOW)
    refresh_conflicts(conference=conference, at=NOW)
    assert not Conflict.objects.exists()
    assert paper.authorships.get().user is None


def test_nobody_decides_on_a_paper_that_is_kept_from_them(conference, judge, chair) -> None:
    paper = list_only(conference, judge)
    conflict = Conflict.objects.get()
    Conflict.objects.create(submission=paper, user=chair, source="chair", created_at=NOW)
    for decide in (confirm_conflict, dismiss_conflict):
        with pytest.raises(Refused, match="not yours"):
            decide(conflict=conflict, by=chair, at=NOW)
    assert (1, "author", "potential") in standings(conference)


def test_where_no_chair_is_free_the_site_administrator_is_asked_that_question_alone(
    client, conference, chair, judge
) -> None:
    admin = make_user("Admin", "admin@gmail.com", is_staff=True)
    list_only(conference, chair)
    list_only(conference, judge)
    assert [row.people for row in asked(admin, conference)] == ["Chair"]
    assert set(notes_of_questions(admin)) == {conference.pk}
    assert notes_of_questions(chair) == {}
    client.force_login(admin)
    page = client.get(reverse("submissions:conflicts", args=[conference.slug])).content.decode()
    assert "No. 1" in page
    assert "Paper 1" not in page
    assert "No. 2" not in page
    post(client, conference, Conflict.objects.all(), "confirm")
    assert standings(conference) == {(1, "author", "confirmed"), (2, "author", "potential")}


def test_where_authors_are_hidden_no_chair_reads_what_follows_from_them(conference, judge, chair) -> None:
    conference.hide_authors_from_chairs = True
    conference.save()
    list_only(conference, judge)
    admin = make_user("Admin", "admin@gmail.com", is_staff=True)
    assert asked(chair, conference) == []
    assert [row.people for row in asked(admin, conference)] == ["Judge"]


def test_the_queue_asks_a_constant_number_of_queries(client, conference, chair, judge) -> None:
    client.force_login(chair)
    url = reverse("submissions:conflicts", args=[conference.slug])
    counts = []
    for _ in range(2):
        for _ in range(2):
            Conflict.objects.create(
                submission=make_submission(conference),
                user=judge,
                source="institution",
                standing="potential",
                created_at=NOW,
            )
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[1]


# --- Rows of the code before ---------------------------------------------------------------------------


def test_the_upgrade_opens_no_paper_to_who_was_kept_from_it(conference, judge, chair) -> None:
    upgrade = import_module("submissions.migrations.0004_keep_what_binds")
    listed = make_submission(conference, [judge], say_so=False)
    near = make_submission(conference, [make_user("A", "a@a.example")], say_so=False)
    draft = make_submission(conference, [judge], say_so=False, state=SubmissionState.DRAFT)
    Conflict.objects.create(
        submission=near, user=judge, source="institution", standing="potential", created_at=NOW
    )
    with connection.cursor() as cursor:
        cursor.execute(upgrade.SAID_SO)
        cursor.execute(upgrade.BOUND)
    assert not sees(judge, listed)
    assert not sees(judge, near)
    assert not draft.answers.exists()
