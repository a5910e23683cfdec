"""Conflicts of interest: who is in conflict with which paper, and what a chair may do about it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from effgenai.accounts.models import Affiliation, User
from effgenai.accounts.services import save_affiliation
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Institution
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.desk.services.rows import remove_row, save_row
from submissions.authors.models import Authorship
from submissions.authors.services import AuthorLine, link_authorships, write_authors
from submissions.conflicts.models import Conflict
from submissions.conflicts.services.deciding import dismiss_conflict
from submissions.conflicts.services.derived import declare_conflict, refresh_conflicts
from submissions.core.states import SubmissionState
from tests.support.factories import (
    NOW,
    confirm_address,
    make_conference,
    make_member,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return make_conference("ws")


def known(conference) -> set[tuple[int, str, str, str]]:
    rows = Conflict.objects.filter(submission__conference=conference)
    return set(rows.values_list("submission__number", "user__email", "source", "standing"))


def editor() -> User:
    """Somebody on no committee, who edits an author list."""
    return make_user()


def refresh(conference, **chosen) -> set[tuple[int, str, str, str]]:
    refresh_conflicts(conference=conference, at=NOW, **chosen)
    return known(conference)


def test_who_says_so_is_an_author_and_coauthors_wait_for_a_chair(conference) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    friend = make_user("Friend", "friend@b.example")
    make_submission(conference, [judge, friend])
    make_submission(conference, [friend])
    make_submission(conference, [make_user("Other", "other@c.example")])
    assert refresh(conference) == {
        (1, "judge@a.example", "author", "confirmed"),
        (2, "judge@a.example", "coauthor", "potential"),
    }


@pytest.mark.parametrize("fields", [{"state": SubmissionState.DRAFT}, {"state": SubmissionState.SUBMITTED}])
def test_drafts_and_what_is_not_public_elsewhere_count_for_nothing(conference, fields) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    friend = make_user("Friend", "friend@b.example")
    place = conference if fields["state"] == SubmissionState.DRAFT else make_conference("elsewhere")
    make_submission(place, [judge, friend], **fields)
    make_submission(conference, [friend])
    assert refresh(conference) == set()


@pytest.mark.parametrize(("binds", "standing"), [(True, "confirmed"), (False, "potential")])
def test_a_public_paper_of_a_past_edition_is_proof_for_papers_nobody_works_with(
    conference, binds, standing
) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    friend = make_user("Friend", "friend@b.example")
    make_submission(make_conference("before"), [judge, friend], state=SubmissionState.ACCEPTED)
    make_submission(conference, [friend])
    assert refresh(conference, binds=binds) == {(1, "judge@a.example", "coauthor", standing)}


def test_an_author_line_with_an_address_of_a_judge_counts_before_it_is_linked(conference) -> None:
    judge = make_member(conference, Role.CHAIR, make_user("Judge", "judge@a.example"))
    EmailAddress.objects.create(user=judge, email="judge@home.example", verified=True)
    paper = make_submission(conference)
    Authorship.objects.create(submission=paper, position=0, name="J", email="JUDGE@home.example")
    assert refresh(conference) == {(1, "judge@a.example", "author", "potential")}


def test_every_verified_address_shows_who_wrote_together(conference) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    friend = make_user("Friend", "friend@b.example")
    EmailAddress.objects.create(user=friend, email="friend@home.example", verified=True)
    make_submission(conference, [judge, friend])
    paper = make_submission(conference)
    lines = [AuthorLine("F", "friend@home.example")]
    write_authors(submission=paper, lines=lines, by=editor(), at=NOW)
    assert (2, "judge@a.example", "coauthor", "potential") in known(conference)


@pytest.mark.parametrize(
    ("affiliation", "email"),
    [("University of Toronto", "x@gmail.com"), ("", "x@vector.toronto.edu")],
)
def test_people_of_one_institution_are_in_conflict(conference, affiliation, email) -> None:
    judge = make_member(conference, Role.AREA_CHAIR, make_user("Judge", "judge@cs.toronto.edu"))
    Affiliation.objects.create(user=judge, institution="The University of Toronto")
    Affiliation.objects.create(user=judge, institution="Old Place", end_year=2020)
    paper = make_submission(conference)
    Authorship.objects.create(submission=paper, position=0, name="X", email=email, affiliation=affiliation)
    other = make_submission(conference)
    Authorship.objects.create(
        submission=other, position=0, name="Y", email="y@gmail.com", affiliation="Old Place"
    )
    assert refresh(conference) == {(1, "judge@cs.toronto.edu", "institution", "potential")}
    assert Conflict.objects.get().detail == "X"


def test_what_authors_tell_of_themselves_counts_as_well_as_the_paper(conference) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@gmail.com"))
    author = make_user("Author", "author@gmail.com")
    for person in (judge, author):
        Affiliation.objects.create(user=person, institution="ETH Zürich")
    make_submission(conference, [author])
    assert refresh(conference) == {(1, "judge@gmail.com", "institution", "potential")}


@pytest.mark.parametrize(
    ("years", "counts"),
    [
        ({}, True),
        ({"start_year": 2026}, True),
        ({"start_year": 2027}, False),
        ({"end_year": 2023}, True),
        ({"end_year": 2022}, False),
    ],
)
def test_an_affiliation_counts_from_its_first_year_to_three_after_its_last(conference, years, counts) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@gmail.com"))
    author = make_user("Author", "author@gmail.com")
    for person, when in ((judge, years), (author, {})):
        Affiliation.objects.create(user=person, institution="ETH Zürich", **when)
    make_submission(conference, [author])
    assert bool(refresh(conference)) is counts


def test_the_conference_says_for_how_long_a_past_affiliation_counts(conference) -> None:
    conference.past_affiliation_years = 10
    conference.save()
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@gmail.com"))
    Affiliation.objects.create(user=judge, institution="A Place", end_year=2017)
    paper = make_submission(conference)
    Authorship.objects.create(
        submission=paper, position=0, name="Y", email="y@gmail.com", affiliation="A Place"
    )
    assert refresh(conference) == {(1, "judge@gmail.com", "institution", "potential")}


def test_other_names_of_an_institution_find_conflicts_and_forget_none(conference) -> None:
    chair = make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))
    make_member(conference, Role.REVIEWER, make_user("Judge", "judge@here.example"))
    make_submission(conference, [make_user("Author", "author@there.example")])
    assert refresh(conference) == set()
    row = Institution(conference=conference, name="A Place", aliases="here.example\n\nthere.example\n")
    save_row(row=row, fields=["name", "aliases"], by=chair, at=NOW)
    found = {(1, "judge@here.example", "institution", "potential")}
    assert known(conference) == found
    remove_row(row=row, by=chair, at=NOW)
    assert known(conference) == found


def test_only_who_judges_can_be_in_conflict(conference) -> None:
    make_member(conference, Role.PROGRAM_EDITOR, make_user("Editor", "editor@a.example"))
    make_member(make_conference("other"), Role.CHAIR, make_user("Elsewhere", "chair@a.example"))
    make_submission(conference, [make_user("Author", "author@a.example")])
    assert refresh(conference) == set()


def test_a_potential_conflict_goes_with_its_author_and_a_dismissed_one_stays_dismissed(conference) -> None:
    make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    chair = make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))
    paper = make_submission(conference, [make_user("Author", "author@a.example")])
    refresh(conference)
    dismiss_conflict(conflict=Conflict.objects.get(), by=chair, at=NOW)
    assert refresh(conference) == {(1, "judge@a.example", "institution", "dismissed")}
    lines = [AuthorLine("B", "b@elsewhere.example")]
    write_authors(submission=paper, lines=lines, by=editor(), at=NOW)
    assert known(conference) == set()


def test_who_is_bound_cannot_edit_their_conflict_away_and_what_binds_stays(conference) -> None:
    judge = make_member(conference, Role.CHAIR, make_user("Judge", "judge@a.example"))
    make_member(conference, Role.REVIEWER, make_user("Other", "other@a.example"))
    make_member(conference, Role.REVIEWER, make_user("Bound", "bound@a.example"))
    paper = make_submission(conference, [make_user("Author", "author@a.example")])
    refresh(conference)
    Conflict.objects.filter(user__email="bound@a.example").update(standing="confirmed")
    lines = [AuthorLine("B", "b@elsewhere.example")]
    write_authors(submission=paper, lines=lines, by=judge, at=NOW)
    assert known(conference) == {
        (1, "judge@a.example", "institution", "potential"),
        (1, "bound@a.example", "institution", "confirmed"),
    }


def test_everybody_on_the_old_and_the_new_list_is_looked_at(conference) -> None:
    judges = [
        make_member(conference, Role.REVIEWER, make_user(name, f"{name}@gmail.com"))
        for name in ("old", "new")
    ]
    friend = make_user("Friend", "friend@gmail.com")
    shared = make_submission(conference, [judges[0], friend], say_so=False)
    make_submission(conference, [friend])
    refresh(conference)
    lines = [AuthorLine(str(who), who.email) for who in (judges[1], friend)]
    write_authors(submission=shared, lines=lines, by=editor(), at=NOW)
    assert known(conference) == {
        (1, judges[1].email, "author", "potential"),
        (2, judges[1].email, "coauthor", "potential"),
    }


def test_a_dismissed_conflict_opens_again_when_it_is_with_somebody_else_too(conference) -> None:
    make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    chair = make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))
    paper = make_submission(conference, [make_user("Author", "author@a.example")])
    refresh(conference)
    dismiss_conflict(conflict=Conflict.objects.get(), by=chair, at=NOW)
    lines = [
        AuthorLine("Author", "author@lab.a.example"),
        AuthorLine("New", "new@a.example", "Judge's group"),
    ]
    write_authors(submission=paper, lines=lines[:1], by=editor(), at=NOW)
    assert known(conference) == {(1, "judge@a.example", "institution", "dismissed")}
    write_authors(submission=paper, lines=lines[1:], by=editor(), at=NOW)
    assert known(conference) == {(1, "judge@a.example", "institution", "potential")}


def test_a_place_somebody_tells_of_later_is_seen_and_taking_it_back_opens_nothing(conference) -> None:
    judge = make_member(conference, Role.CHAIR, make_user("Judge", "judge@gmail.com"))
    paper = make_submission(conference)
    Authorship.objects.create(submission=paper, position=0, name="X", email="x@gmail.com", affiliation="ETH")
    place = save_affiliation(affiliation=Affiliation(user=judge, institution="ETH"), at=NOW)
    assert known(conference) == {(1, "judge@gmail.com", "institution", "potential")}
    place.institution = "Elsewhere"
    save_affiliation(affiliation=place, at=NOW)
    assert known(conference) == {(1, "judge@gmail.com", "institution", "potential")}


def test_verifying_an_address_links_papers_and_finds_conflicts(conference) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@gmail.com"))
    friend = make_user("Friend", "friend@b.example")
    shared = make_submission(make_conference("elsewhere"), [friend], state=SubmissionState.ACCEPTED)
    Authorship.objects.create(submission=shared, position=1, name="Judge", email="judge@work.example")
    make_submission(conference, [friend])
    make_submission(conference, [make_user("Colleague", "colleague@work.example")])
    confirm_address(judge, "judge@work.example")
    assert judge.authorships.get().submission == shared
    assert known(conference) == {
        (1, "judge@gmail.com", "coauthor", "potential"),
        (2, "judge@gmail.com", "institution", "potential"),
    }


def test_an_address_that_is_not_verified_opens_nothing() -> None:
    person = make_user("Eve", "eve@gmail.com")
    EmailAddress.objects.create(user=person, email="ada@uni.example", verified=False)
    paper = make_submission(make_conference("ws"))
    Authorship.objects.create(submission=paper, position=0, name="Ada", email="ada@uni.example")
    assert link_authorships(user=person, at=NOW) == 0
    assert not person.authorships.exists()


def test_a_person_listed_under_two_addresses_is_linked_once(conference) -> None:
    person = make_user("Ada", "ada@uni.example")
    EmailAddress.objects.create(user=person, email="ada@home.example", verified=True)
    paper = make_submission(conference)
    lines = [AuthorLine("Ada", "ada@home.example"), AuthorLine("Ada", "ADA@uni.example")]
    write_authors(submission=paper, lines=lines, by=editor(), at=NOW)
    assert [line.user for line in paper.authorships.all()] == [person, None]
    assert link_authorships(user=person, at=NOW) == 0


def test_a_declared_conflict_is_kept_with_the_record_and_survives_a_refresh(conference) -> None:
    judge = make_member(conference, Role.REVIEWER, make_user("Judge", "judge@a.example"))
    chair = make_member(conference, Role.CHAIR, make_user("Chair", "chair@c.example"))
    paper = make_submission(conference)
    declare_conflict(submission=paper, user=judge, by=judge, at=NOW, detail="my student's paper")
    declare_conflict(submission=paper, user=judge, by=chair, at=NOW)
    declare_conflict(submission=paper, user=judge, by=chair, at=NOW)
    assert refresh(conference) == {
        (1, "judge@a.example", "declared", "confirmed"),
        (1, "judge@a.example", "chair", "confirmed"),
    }
    assert AuditLine.objects.filter(action="conflict.declare", paper=1).count() == 3


def test_nobody_dismisses_what_always_holds_or_what_is_their_own(conference) -> None:
    author = make_member(conference, Role.REVIEWER, make_user("Author", "author@a.example"))
    chair = make_member(conference, Role.CHAIR, make_user("Chair", "chair@a.example"))
    make_submission(conference, [author])
    before, lines = refresh(conference), AuditLine.objects.count()
    for email, reason in (
        ("author@a.example", "always in conflict"),
        ("chair@a.example", "ask another chair"),
    ):
        with pytest.raises(Refused, match=reason):
            dismiss_conflict(conflict=Conflict.objects.get(user__email=email), by=chair, at=NOW)
    assert known(conference) == before
    assert AuditLine.objects.count() == lines


def test_the_number_of_queries_does_not_grow(conference, django_assert_num_queries) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            member = make_member(conference, Role.REVIEWER, make_user("M"))
            make_submission(conference, [member])

    grow(2)
    with django_assert_num_queries(16):
        refresh_conflicts(conference=conference, at=NOW)
    Conflict.objects.all().delete()
    grow(5)
    with django_assert_num_queries(16):
        refresh_conflicts(conference=conference, at=NOW)


def test_what_is_found_leaves_one_line_that_no_chair_meets_and_nothing_new_leaves_none(conference) -> None:
    chair = make_member(conference, Role.CHAIR)
    author = make_member(conference, Role.REVIEWER, make_user("Author", "author@a.example"))
    make_submission(conference, [author])
    for _ in range(2):
        refresh_conflicts(conference=conference, at=NOW)
    line = AuditLine.objects.get()
    assert (line.action, line.actor, line.conference, line.paper) == ("conflict.find", None, None, None)
    assert line.summary == f"{conference.slug}: 1 found, changed or cleared"
    viewer = viewer_for(user=chair, conference=conference, at=NOW)
    assert not AuditLine.objects.visible_to(viewer, hidden_papers=[]).exists()


def test_papers_linked_to_an_account_leave_a_line(conference) -> None:
    paper = make_submission(conference, [make_user("Author", "author@a.example")])
    paper.authorships.update(user=None)
    person = paper.authorships.get()
    user = EmailAddress.objects.get(email=person.email).user
    assert [link_authorships(user=user, at=NOW) for _ in range(2)] == [1, 0]
    line = AuditLine.objects.get(action="account.link_papers")
    assert (line.actor, line.conference, line.summary) == (user, None, "")
