"""Everything of one account becomes another's, or nothing does."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group

from effgenai.accounts.identities.rows import merge_parts
from effgenai.accounts.identities.services import merge_accounts, merge_for_others
from effgenai.accounts.models import Affiliation, Profile, User
from effgenai.accounts.services import NotMerged
from effgenai.audit.models import AuditLine
from effgenai.conferences.core.states import Role
from effgenai.conferences.dates.models import CalendarKey, MilestoneException
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.models import OutboundEmail
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.models import AssignmentDraft, PairRule, ProposedPair
from reviews.bidding.models import Bid
from reviews.bidding.states import BidValue
from reviews.committee.models import Application, Invitation
from reviews.committee.states import ApplicationState
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review
from submissions.authors.models import Authorship
from submissions.conflicts.models import AdvanceConflict, Conflict, NamedConflict
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from submissions.materials.models import Material
from tests.leaks.checks import fingerprint
from tests.support.factories import (
    NOW,
    make_conference,
    make_member,
    make_milestone,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def conference():
    return make_conference("ws")


@pytest.fixture
def kept():
    return make_user("Ada Nwosu", "ada@uni.example")


@pytest.fixture
def gone():
    return make_user("A. Nwosu", "ada@home.example")


def merge(kept, gone, **changes):
    return merge_accounts(**{"kept": kept, "gone": gone, "by": kept, "at": NOW, **changes})


def assert_refused(words, kept, gone, **changes):
    before, mails = fingerprint(), OutboundEmail.objects.count()
    with pytest.raises(NotMerged, match=words):
        merge(kept, gone, **changes)
    assert (fingerprint(), OutboundEmail.objects.count()) == (before, mails)


def relations_to_people():
    """Every relation of any installed app that names an account."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if field.concrete and not field.many_to_many and field.related_model is User
    }


def test_every_relation_to_an_account_says_how_it_is_merged():
    known = [relation for part in merge_parts() for relation in part.rows]
    assert set(known) == relations_to_people()
    assert len(known) == len(set(known))


def test_no_field_names_an_account_in_another_way():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and not field.is_relation and field.name.endswith(("user_id", "person_id"))
    ]
    assert loose == []


def test_addresses_lead_to_the_account_that_stays(client, kept, gone):
    for person, password in ((kept, "right"), (gone, "other")):
        person.set_password(password)
        person.save()
    EmailAddress.objects.create(user=gone, email="typed@nowhere.example", verified=False)
    EmailAddress.objects.create(user=kept, email="ada@home.example", verified=False)
    merge(kept, gone)
    rows = EmailAddress.objects.order_by("email").values_list("email", "user", "verified", "primary")
    assert list(rows) == [
        ("ada@home.example", kept.pk, True, False),
        ("ada@uni.example", kept.pk, True, True),
    ]
    assert not client.login(email="ada@home.example", password="other")
    answer = client.post("/account/login/", {"login": "ada@home.example", "password": "right"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(kept.pk)


def test_the_account_that_goes_is_closed_and_keeps_its_name(client, kept, gone):
    client.force_login(gone)
    merge(kept, gone)
    gone.refresh_from_db()
    assert (gone.is_active, gone.merged_into, gone.name) == (False, kept, "A. Nwosu")
    assert gone.email.endswith("@merged.invalid")
    assert client.get("/account/profile/").status_code == 302


def test_the_person_is_told_at_both_addresses_and_the_record_keeps_it(kept, gone):
    merge(kept, gone)
    mails = OutboundEmail.objects.filter(kind="account.merge_done")
    assert {mail.to_address for mail in mails} == {"ada@uni.example", "ada@home.example"}
    assert all("one now" in mail.body and mail.is_secret for mail in mails)
    line = AuditLine.objects.get(action="account.merge")
    assert (line.actor, line.detail) == (kept, {"kept": kept.key, "gone": gone.key})
    assert line.conference is None


def test_an_account_merged_before_follows(kept, gone):
    first = make_user("Ada", "ada@first.example")
    merge(gone, first, by=gone)
    merge(kept, gone)
    first.refresh_from_db()
    assert first.merged_into == kept
    assert EmailAddress.objects.get(email="ada@first.example").user == kept


def test_profiles_fill_each_other(kept, gone):
    Profile.objects.create(user=kept, home_page="https://uni.example/ada")
    Profile.objects.create(user=gone, orcid="0000-0002-1825-0097", home_page="https://home.example/")
    Affiliation.objects.create(user=kept, institution="University", start_year=2020)
    Affiliation.objects.create(user=gone, institution="university", start_year=2020)
    Affiliation.objects.create(user=gone, institution="Foundry")
    merge(kept, gone)
    mine = Profile.objects.get()
    assert (mine.user, mine.orcid) == (kept, "0000-0002-1825-0097")
    assert mine.home_page == "https://uni.example/ada"
    assert sorted(row.institution for row in kept.affiliations.all()) == ["Foundry", "University"]
    assert Affiliation.objects.count() == 2


def test_a_merge_gives_no_office_of_the_installation(kept, gone):
    gone.groups.add(Group.objects.create(name="Operators"))
    merge(kept, gone)
    kept.refresh_from_db()
    assert (kept.is_staff, kept.is_superuser, kept.groups.count()) == (False, False, 0)


def test_roles_of_both_are_united(conference, kept, gone):
    other = make_conference("other")
    for person, role, since in ((kept, Role.REVIEWER, NOW), (gone, Role.REVIEWER, NOW - DAY)):
        person.memberships.create(conference=conference, role=role, since=since)
    gone.memberships.create(conference=conference, role=Role.AREA_CHAIR, since=NOW)
    gone.memberships.create(conference=other, role=Role.SITE_EDITOR, since=NOW)
    merge(kept, gone)
    roles = kept.memberships.order_by("conference__slug", "role").values_list("conference__slug", "role")
    assert list(roles) == [("other", "site_editor"), ("ws", "area_chair"), ("ws", "reviewer")]
    assert kept.memberships.get(role=Role.REVIEWER).since == NOW - DAY
    assert not gone.memberships.exists()
    lines = AuditLine.objects.filter(action="member.merge")
    assert {line.conference.slug for line in lines} == {"other", "ws"}


def test_of_two_other_dates_the_later_holds(conference, kept, gone):
    due = make_milestone(conference, MilestoneKind.SUBMISSIONS_DUE, NOW)
    starts = make_milestone(conference, MilestoneKind.STARTS, NOW)
    for person, milestone, days in ((kept, due, 1), (gone, due, 2), (kept, starts, 4), (gone, starts, 3)):
        MilestoneException.objects.create(
            milestone=milestone, user=person, instant=NOW + days * DAY, created_at=NOW
        )
    merge(kept, gone)
    held = {row.milestone: row.instant for row in kept.date_exceptions.all()}
    assert held == {due: NOW + 2 * DAY, starts: NOW + 4 * DAY}
    assert MilestoneException.objects.count() == 2


def test_a_calendar_keeps_its_address(conference, kept, gone):
    other = make_conference("other")
    for person, where, key in (
        (kept, conference, "mine"),
        (gone, conference, "theirs"),
        (gone, other, "far"),
    ):
        CalendarKey.objects.create(conference=where, user=person, key=key, made_at=NOW)
    merge(kept, gone)
    assert {(row.user, row.key) for row in CalendarKey.objects.all()} == {(kept, "mine"), (kept, "far")}


def test_papers_and_what_was_done_to_them_are_theirs(conference, kept, gone):
    paper = make_submission(conference, [gone], created_by=gone)
    Material.objects.create(
        submission=paper, kind="code", address="https://x.example/", added_at=NOW, added_by=gone
    )
    merge(kept, gone)
    paper.refresh_from_db()
    assert (paper.created_by, paper.authorships.get().user) == (kept, kept)
    assert Material.objects.get().added_by == kept


@pytest.mark.parametrize("contact_is_kept", [True, False])
def test_on_one_paper_under_both_the_contact_line_is_linked(conference, kept, gone, contact_is_kept):
    authors = [kept, gone] if contact_is_kept else [gone, kept]
    paper = make_submission(conference, authors)
    merge(kept, gone)
    lines = [(line.user, line.is_contact) for line in paper.authorships.all()]
    assert lines == [(kept, True), (None, False)]


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("dismissed", "confirmed", "confirmed"),
        ("dismissed", "potential", "potential"),
        ("confirmed", "dismissed", "confirmed"),
        ("potential", "potential", "potential"),
    ],
)
def test_of_two_conflicts_the_stronger_holds(conference, kept, gone, mine, theirs, expected):
    paper = make_submission(conference, [make_user()])
    for person, standing, detail in ((kept, mine, "Li"), (gone, theirs, "Wu, Li")):
        Conflict.objects.create(
            submission=paper,
            user=person,
            source=ConflictSource.INSTITUTION,
            standing=ConflictStanding(standing),
            detail=detail,
            created_at=NOW,
        )
    Conflict.objects.create(
        submission=paper, user=gone, source=ConflictSource.DECLARED, created_at=NOW, created_by=gone
    )
    merge(kept, gone)
    rows = {row.source: row for row in kept.conflicts.all()}
    assert (rows["institution"].standing, rows["institution"].detail) == (expected, "Li, Wu")
    assert rows["declared"].created_by == kept
    assert Conflict.objects.count() == 2


def test_what_was_named_and_said_in_advance_of_both_stands_once(conference, kept, gone):
    paper, other = make_submission(conference), make_submission(conference)
    for where, person in ((paper, kept), (paper, gone), (other, gone)):
        NamedConflict.objects.create(submission=where, user=person, kind="family", created_at=NOW)
    for person, text in ((kept, "Ada"), (gone, "ADA"), (gone, "Bob")):
        said = {"conference": conference, "word": "friend", "created_at": NOW}
        AdvanceConflict.objects.create(user=person, text=text, **said)
    merge(kept, gone)
    assert set(NamedConflict.objects.values_list("submission", "user")) == {
        (paper.pk, kept.pk),
        (other.pk, kept.pk),
    }
    assert set(AdvanceConflict.objects.values_list("user", "text")) == {(kept.pk, "Ada"), (kept.pk, "Bob")}


def test_conflicts_that_only_both_together_have_are_found(conference, kept, gone):
    make_member(conference, Role.REVIEWER, kept)
    coauthor = make_user("Co", "co@far.example")
    make_submission(make_conference("before"), [gone, coauthor], state=SubmissionState.ACCEPTED)
    own, colleague = make_submission(conference, [gone]), make_submission(conference, [coauthor])
    place = make_submission(conference, [make_user("Neighbour", "n@lab.home.example")])
    merge(kept, gone)
    found = {(row.submission, row.source) for row in kept.conflicts.all()}
    assert {(own, "author"), (colleague, "coauthor"), (place, "institution")} <= found


def test_topics_are_united_and_the_lower_load_holds(conference, kept, gone):
    first, second = conference.topics.all()
    for person, topic, most, least in ((kept, first, 5, 4), (gone, second, 3, 1)):
        row = Reviewer.objects.create(
            conference=conference, user=person, load_max=most, load_min=least, joined_at=NOW
        )
        row.topics.add(topic)
    Reviewer.objects.filter(user=gone).update(
        is_senior=True, away_from=NOW.date(), away_until=NOW.date(), joined_at=NOW - DAY
    )
    merge(kept, gone)
    row = Reviewer.objects.get()
    assert (row.user, row.load_max, row.load_min, row.is_senior) == (kept, 3, 1, True)
    assert (set(row.topics.all()), row.away_from, row.joined_at) == ({first, second}, NOW.date(), NOW - DAY)


def test_past_papers_are_listed_once_with_their_abstracts(kept, gone):
    PastPaper.objects.create(user=kept, title="On Pruning")
    PastPaper.objects.create(user=gone, title="on pruning", abstract="We prune.", year=2024)
    PastPaper.objects.create(user=gone, title="On Growing")
    merge(kept, gone)
    rows = kept.past_papers.order_by("title").values_list("title", "abstract", "year")
    assert list(rows) == [("On Growing", "", None), ("On Pruning", "We prune.", 2024)]


def test_the_later_bid_and_the_stricter_rule_count(conference, kept, gone):
    papers = [make_submission(conference, [make_user()]) for _ in range(3)]
    bids = [
        (kept, 0, 3, NOW),
        (gone, 0, -1, NOW + DAY),
        (kept, 1, 2, NOW + DAY),
        (gone, 1, 1, NOW),
        (gone, 2, 3, NOW),
    ]
    for person, number, value, at in bids:
        Bid.objects.create(reviewer=person, submission=papers[number], value=BidValue(value), at=at)
    rules = [(kept, 0, "required"), (gone, 0, "forbidden"), (kept, 1, "forbidden"), (gone, 1, "required")]
    for person, number, kind in rules:
        PairRule.objects.create(submission=papers[number], user=person, kind=kind, made_at=NOW, made_by=gone)
    merge(kept, gone)
    found = Bid.objects.order_by("submission__number").values_list("reviewer", "value")
    assert list(found) == [(kept.pk, -1), (kept.pk, 2), (kept.pk, 3)]
    assert {(rule.user, rule.kind, rule.made_by) for rule in PairRule.objects.all()} == {
        (kept, "forbidden", kept)
    }


def task(paper, person, state=AssignmentState.ASSIGNED, *, draft="", **fields):
    row = Assignment.objects.create(
        submission=paper, reviewer=person, pseudonym=person.key, state=state, assigned_at=NOW, **fields
    )
    if draft:
        Review.objects.create(assignment=row, draft={"text": draft}, saved_at=NOW)
    return row


def test_tasks_move_and_of_two_the_begun_one_remains(conference, kept, gone):
    papers = [make_submission(conference, [make_user()]) for _ in range(4)]
    alone = task(papers[0], gone, assigned_by=gone)
    task(papers[1], kept)
    begun = task(papers[1], gone, draft="Good.")
    task(papers[2], kept, AssignmentState.DECLINED, draft="Old.")
    stands = task(papers[2], gone)
    mine = task(papers[3], kept)
    task(papers[3], gone)
    merge(kept, gone)
    assert set(kept.assignments.all()) == {alone, begun, stands, mine} == set(Assignment.objects.all())
    alone.refresh_from_db()
    assert alone.assigned_by == kept
    removed = AuditLine.objects.filter(action="assignment.remove")
    assert {line.paper for line in removed} == {papers[1].number, papers[2].number, papers[3].number}


def test_two_begun_reviews_of_one_paper_are_never_thrown_together(conference, kept, gone):
    paper = make_submission(conference, [make_user()])
    task(paper, kept, draft="Good."), task(paper, gone, draft="Bad.")
    make_member(conference, Role.REVIEWER, gone)
    assert_refused("begun a review of paper 1 of WS", kept, gone)
    admin = make_user("Admin", is_staff=True)
    assert_refused("begun a review of the same paper;", kept, gone, by=admin)


def test_who_reviews_a_paper_and_looks_after_it_is_refused(conference, kept, gone):
    paper = make_submission(conference, [make_user()])
    task(paper, kept), task(paper, gone, role=Role.AREA_CHAIR)
    assert_refused("looks after it", kept, gone)


def test_drafts_of_the_assignment_name_a_pair_once_and_undo_finds_the_person(conference, kept, gone):
    papers = [make_submission(conference, [make_user()]) for _ in range(2)]
    removed = [
        {"reviewer_id": gone.pk, "assigned_by_id": None},
        {"reviewer_id": 0, "assigned_by_id": gone.pk},
    ]
    draft = AssignmentDraft.objects.create(
        conference=conference, created_at=NOW, created_by=gone, changes={"removed": removed}
    )
    for person, paper, by_hand in ((kept, 0, False), (gone, 0, True), (gone, 1, False)):
        ProposedPair.objects.create(
            draft=draft, submission=papers[paper], user=person, score=1, by_hand=by_hand
        )
    merge(kept, gone)
    draft.refresh_from_db()
    assert draft.created_by == kept
    assert draft.changes["removed"][0]["reviewer_id"] == kept.pk
    assert draft.changes["removed"][1] == {"reviewer_id": 0, "assigned_by_id": kept.pk}
    pairs = draft.pairs.order_by("submission__number").values_list("user", "by_hand")
    assert list(pairs) == [(kept.pk, True), (kept.pk, False)]


def test_of_two_offers_to_review_the_one_that_got_further_remains(conference, kept, gone):
    other = make_conference("other")
    states = {
        (kept, conference): ApplicationState.WITHDRAWN,
        (gone, conference): ApplicationState.APPLIED,
        (kept, other): ApplicationState.APPLIED,
        (gone, other): ApplicationState.WITHDRAWN,
    }
    for (person, where), state in states.items():
        Application.objects.create(
            conference=where, user=person, state=state, career_stage="student", applied_at=NOW, changed_at=NOW
        )
    merge(kept, gone)
    assert {(row.user, row.state) for row in Application.objects.all()} == {(kept, "applied")}
    assert Application.objects.count() == 2


def test_invitations_mails_and_the_past_of_the_record(conference, kept, gone):
    invitation = Invitation.objects.create(
        conference=conference, email="ada@home.example", user=gone, created_by=gone, created_at=NOW
    )
    line = AuditLine.objects.create(conference=conference, at=NOW, actor=gone, action="test.test")
    mail = OutboundEmail.objects.create(
        kind="test", dedupe_key="k", message_id="m", to_user=gone, to_address="ada@home.example",
        subject="S", body="B", created_at=NOW, due_at=NOW,
    )  # fmt: skip
    merge(kept, gone)
    for row in (invitation, line, mail):
        row.refresh_from_db()
    assert (invitation.user, invitation.created_by, mail.to_user) == (kept, kept, kept)
    assert line.actor == gone


def test_a_task_in_conflict_after_the_merge_stays_and_is_named_to_chairs_without_one(conference, kept, gone):
    make_member(conference, Role.REVIEWER, kept)
    own = make_submission(conference, [gone])
    there = task(own, kept)
    other = task(make_submission(conference, [make_user()]), kept)
    merge(kept, gone)
    assert set(kept.assignments.all()) == {there, other}
    line = AuditLine.objects.get(action="assignment.conflict")
    assert (line.paper, line.actor, line.detail["pseudonym"]) == (own.number, None, there.pseudonym)


def test_no_account_is_merged_with_itself(kept):
    assert_refused("with itself", kept, kept)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}])
def test_closed_accounts_and_those_of_administrators_are_not_taken_over(kept, gone, changes):
    User.objects.filter(pk=gone.pk).update(**changes)
    assert_refused("closed already|administrator's", kept, gone)


def test_nothing_is_merged_into_a_closed_account(kept, gone):
    merge(kept, gone)
    third = make_user()
    assert_refused("closed", gone, third, by=third)


def test_different_orcids_are_different_people_until_one_is_put_right(kept, gone):
    Profile.objects.create(user=kept, orcid="0000-0002-1825-0097")
    Profile.objects.create(user=gone, orcid="0000-0002-1694-233X")
    assert_refused("different ORCID", kept, gone)


def test_an_administrator_never_gains_by_a_merge(kept, gone):
    admin = make_user("Admin", is_staff=True)
    before = fingerprint()
    for one, other, by in ((admin, gone, admin), (kept, gone, kept)):
        with pytest.raises(NotMerged):
            merge_for_others(kept=one, gone=other, by=by, at=NOW)
    assert fingerprint() == before
    merge_for_others(kept=kept, gone=gone, by=admin, at=NOW)
    gone.refresh_from_db()
    assert gone.merged_into == kept
    assert "by an administrator" in OutboundEmail.objects.filter(to_address="ada@home.example").get().body


def test_a_failure_on_the_way_leaves_everything_as_it_was(conference, kept, gone, monkeypatch):
    make_submission(conference, [gone])
    before = fingerprint()
    monkeypatch.setattr("effgenai.audit.contributions.record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merge(kept, gone)
    assert fingerprint() == before
    assert EmailAddress.objects.get(email="ada@home.example").user == gone
    assert Authorship.objects.get().user == gone
