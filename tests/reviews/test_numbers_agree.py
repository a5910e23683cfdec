"""The numbers of the sidebar, the guide and the pages, side by side through all phases of a conference."""

import datetime as dt
import re

import pytest

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.desk.guide import guide_of
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.todos import todos_of
from effgenai.mail.delivery.undelivered import failed_mails, with_own_page
from effgenai.mail.models import OutboundEmail
from effgenai.mail.queries import mail_desk
from effgenai.mail.services import Message, enqueue_mail
from effgenai.mail.states import EmailState
from effgenai.ui.text.numbers import counted
from program.core.models import papers_to_place
from reviews.assignment.models import Assignment
from reviews.assignment.queries.desk import assignment_page, unnotified_assignments
from reviews.assignment.services import assign_reviewer
from reviews.assignment.states import AssignmentState
from reviews.bidding.models import BiddingRound
from reviews.bidding.queries import bidding_of, bidding_page, progress_now
from reviews.bidding.services import place_bids
from reviews.committee.emails import invitation_message, mail_key
from reviews.committee.models import Invitation
from reviews.committee.queries.invitations import failed_invitations, fits, invitation_rows
from reviews.committee.queries.members import committee_page
from reviews.committee.services.invitations import resend_invitation, revoke_invitation
from reviews.committee.states import InvitationState
from reviews.decisions.before_release import release_page
from reviews.decisions.models import Decision
from reviews.decisions.queries import decisions_page
from reviews.decisions.services.classes import install_default_decisions
from reviews.decisions.services.releasing import release_decisions
from reviews.decisions.states import DecisionState
from reviews.expertise.models import Reviewer
from reviews.expertise.queries import members_without_expertise
from reviews.reviewing.models import Review
from reviews.reviewing.queries.flags import flags_page
from reviews.reviewing.queries.progress import progress_page
from reviews.reviewing.services.form import install_default_review_form
from reviews.reviewing.states import ReviewState
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries.questions import queue
from submissions.conflicts.states import ConflictSource, ConflictStanding
from submissions.core.states import SubmissionState
from submissions.papers.queries.table import Filters, paper_table
from submissions.papers.services.transitions import withdraw_paper
from tests.support.factories import NOW, make_conference, make_member, make_milestone, make_submission

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Numbers:
    """What one chair reads at one moment: notes of the sidebar, reasons of the guide, chips of a page."""

    def __init__(self, person, conference, at):
        self.viewer = viewer_for(user=person, conference=conference, at=at)
        self.rail = {item.label: item.note for item in desk_page(self.viewer, "")["sidebar"]}
        self.guide = {item.title: item.why for item in guide_of(self.viewer).items}

    def of_guide(self, title, words):
        """The number in front of these words in an item of the guide; 0 if they are not there."""
        found = re.search(rf"([\d,]+) {words}", self.guide.get(title, ""))
        return int(found[1]) if found else 0

    def in_titles(self, words):
        """The number in front of these words in the title of an item of the guide; 0 if there is none."""
        found = (re.fullmatch(rf"([\d,]+) {words}", title) for title in self.guide)
        return next((int(one[1]) for one in found if one), 0)


def failed_invitation(conference, address):
    """An invitation that was sent and not delivered."""
    row = Invitation.objects.create(
        conference=conference,
        email=address,
        state=InvitationState.SENT,
        created_at=NOW,
        sent_at=NOW,
        sendings=1,
    )
    message = invitation_message(row, at=NOW, due="", is_reminder=False)
    enqueue_mail(messages=[message], at=NOW, conference=conference)
    OutboundEmail.objects.filter(dedupe_key=mail_key(row)).update(state=EmailState.FAILED, last_error="550")
    return row


def chip(page, query):
    return next(each.count for each in page.chips if each.query == query)


def noted(number, words):
    return words.format(number) if number else ""


def agree(person, conference, at):
    """Hold the numbers of one chair against each other; return what they read, for comparisons over time."""
    read = Numbers(person, conference, at)
    viewer, rail = read.viewer, read.rail
    papers = paper_table(viewer, Filters())
    assert rail["Submissions"] == noted(papers.total, "{}") == noted(len(papers.papers), "{}")

    assignment = assignment_page(viewer, "", "number")
    assert rail["Assignment"] == noted(assignment.short, "{} short")
    assert assignment.short == chip(assignment, "missing:yes")
    assert assignment.short == read.of_guide("Assign the papers", r"papers? of \d+ have fewer")
    told_by_letters = sum(map(len, unnotified_assignments(viewer).values()))
    assert assignment.unnotified == told_by_letters == sum(row.unnotified for row in assignment.rows)
    assert assignment.unnotified == read.of_guide("Tell the reviewers", r"tasks? (is|are) assigned")
    assert (assignment.assigned < assignment.wanted) == (assignment.short > 0)

    reviews = progress_page(viewer, "", "number")
    rows = reviews.rows
    assert (reviews.done, reviews.asked) == (sum(r.done for r in rows), sum(r.assigned for r in rows))
    share = f"{100 * reviews.done // reviews.asked} %" if reviews.done < reviews.asked else ""
    assert rail["Reviews"] == share
    missing = read.of_guide("Get the reviews in", r"of [\d,]+ reviews? missing")
    assert missing == reviews.asked - reviews.done == sum(row.missing for row in rows)

    decisions = decisions_page(viewer, "", "number")
    undecided = read.of_guide("Decide", "papers? without a decision")
    assert decisions.undecided == undecided == chip(decisions, "decision:none")
    provisional = read.of_guide("Send the decisions", r"decisions? (is|are) provisional")
    assert decisions.provisional == provisional == release_page(viewer, None).count
    decided = decisions.total - decisions.undecided
    is_done = all(row.is_released for row in decisions.rows)
    assert rail["Decisions"] == ("" if is_done or not decided else f"{decided} / {decisions.total}")

    agree_on_people(read, viewer, rail)
    flags = flags_page(viewer, "")
    waiting = [todo.title for todo in todos_of(viewer) if "flag" in todo.title]
    assert waiting == ([f"{counted(flags.unread, 'flag')} of reviewers unread"] if flags.unread else [])
    return [rail, read.guide, assignment.progress, reviews.in_words, decisions.total, flags.total]


def agree_on_people(read, viewer, sidebar):
    """Committee, conflicts, mail and programme."""
    committee = committee_page(viewer, "")
    members = noted(committee.failed, "{} failed") or str(committee.total_members)
    assert sidebar["Committee"] in {members, ""}
    reviewers = chip(committee, "role:reviewer")
    assert read.of_guide("Invite reviewers", r"reviewers? (has|have) joined") == reviewers
    unknown = chip(committee, "expertise:none")
    assert unknown == len(members_without_expertise(viewer))
    assert unknown == read.of_guide("Ask reviewers what they know", r"members? (has|have) named")
    assert committee.prepared == read.of_guide("Send the invitations", "wait to be sent")
    places = re.search(r"the reviewers take ([\d,]+)", read.guide.get("Find more reviewers", ""))
    assert places is None or int(places[1]) == committee.capacity
    assert sidebar["Conflicts"] in {noted(len(queue(viewer)), "{} open"), ""}
    held = mail_desk(viewer, "").progress["held"]
    assert read.of_guide("Approve the mails that wait", r"(is|are) written") == held
    failed = agree_on_failures(read, viewer, committee)
    assert sidebar["Mail"] == (noted(held, "{} wait") or noted(failed, "{} failed"))
    to_place = papers_to_place(viewer).count()
    assert sidebar["Programme"] == noted(to_place, "{} to place")
    assert read.of_guide("Place the accepted papers", "have no place") == to_place


def agree_on_failures(read, viewer, committee):
    """What could not be delivered: mails of all kinds, and of these the invitations; the number of all."""
    desk = mail_desk(viewer, "state:failed")
    failed = desk.progress["failed"]
    chips = [each.count for each in desk.chips if each.query == "state:failed"]
    assert chips == ([failed] if failed else [])
    assert failed == desk.mails.count() == failed_mails(viewer).count()
    apart = with_own_page(failed_mails(viewer)).count()
    invited = [row for row in invitation_rows(viewer) if fits(row, "state:failed")]
    assert apart == committee.failed == len(failed_invitations(viewer)) == len(invited)
    assert read.in_titles("invitations? could not be delivered") == apart
    assert read.in_titles("mails? could not be delivered") == (failed if failed > apart else 0)
    return failed


@pytest.fixture
def conference():
    found = make_conference("effgenai", reviews_per_paper=2)
    install_default_review_form(found, NOW)
    install_default_decisions(found, NOW)
    make_milestone(found, MilestoneKind.CALL_OPENS, NOW)
    make_milestone(found, MilestoneKind.SUBMISSIONS_DUE, NOW + 10 * DAY)
    make_milestone(found, MilestoneKind.REVIEWS_DUE, NOW + 30 * DAY)
    return found


def submitted_review(paper, person, at, **answers):
    task = Assignment.objects.get(submission=paper, reviewer=person)
    Assignment.objects.filter(pk=task.pk).update(state=AssignmentState.DONE)
    return Review.objects.create(
        assignment=task,
        state=ReviewState.SUBMITTED,
        answers={"overall": 4, **answers},
        overall=4,
        saved_at=at,
        submitted_at=at,
    )


@pytest.fixture
def chairs(conference):
    """One in conflict with nothing, and one who is in conflict with the fifth paper."""
    return [make_member(conference, Role.CHAIR) for _ in range(2)]


@pytest.fixture
def hold(conference, chairs):
    """Hold the numbers of both chairs against each other on a day; what each read."""
    return lambda day: [agree(person, conference, NOW + day * DAY) for person in chairs]


def test_the_numbers_agree_from_before_the_call_to_the_release(conference, chairs, hold):
    chair, blind = chairs
    hold(-5)
    reviewers = gather_committee(conference)
    hold(-4)
    papers = take_papers(conference, reviewers, blind)
    hold(5)
    take_bids(conference, reviewers, papers)
    bids_agree(conference, chair, reviewers)
    hold(11)
    assign(papers, reviewers, chair)
    hold(12)
    Assignment.objects.filter(submission=papers[3]).update(notified_at=NOW + 13 * DAY)
    hold(13)
    write_reviews(papers, reviewers)
    seen = hold(20)[1]
    # What happens to the paper of the conflict moves nothing that the chair in conflict reads.
    submitted_review(papers[4], reviewers[2], NOW, chair_comments="Psst")
    assert hold(20)[1] == seen
    decide(conference, papers)
    hold(31)
    withdraw_paper(submission=papers[3], by=chair, at=NOW + 32 * DAY)
    hold(32)
    release(blind, conference, NOW + 33 * DAY)
    assert Decision.objects.get(submission=papers[4]).state == DecisionState.PROVISIONAL
    hold(33)
    # Reviews that never came are not asked for any more, and nobody is told of tasks.
    papers[2].refresh_from_db()
    no = conference.decision_classes.last()
    Decision.objects.create(submission=papers[2], outcome=no, decided_at=NOW + 34 * DAY)
    release(chair, conference, NOW + 34 * DAY)
    rail = hold(34)[0][0]
    assert (rail["Assignment"], rail["Reviews"], rail["Decisions"]) == ("", "", "")


def gather_committee(conference):
    """Four reviewers, an area chair, and three who are invited."""
    reviewers = [make_member(conference, Role.REVIEWER) for _ in range(4)]
    Reviewer.objects.create(conference=conference, user=reviewers[0], load_max=3, joined_at=NOW)
    make_member(conference, Role.AREA_CHAIR)
    for state in (InvitationState.PREPARED, InvitationState.PREPARED, InvitationState.SENT):
        Invitation.objects.create(
            conference=conference,
            email=f"{Invitation.objects.count()}@post.example",
            state=state,
            created_at=NOW,
            sent_at=NOW if state == InvitationState.SENT else None,
        )
    return reviewers


def take_papers(conference, reviewers, blind):
    """Five papers, a draft and a withdrawn one; a chair is in conflict with the last of the five."""
    papers = [make_submission(conference) for _ in range(5)]
    make_submission(conference, state=SubmissionState.DRAFT)
    make_submission(conference, state=SubmissionState.WITHDRAWN)
    Conflict.objects.create(submission=papers[4], user=blind, source=ConflictSource.CHAIR, created_at=NOW)
    Conflict.objects.create(
        submission=papers[0],
        user=reviewers[3],
        source=ConflictSource.INSTITUTION,
        standing=ConflictStanding.POTENTIAL,
        created_at=NOW,
    )
    return papers


def take_bids(conference, reviewers, papers):
    """The reviewer and the chair count the same, and of fewer papers where there is a conflict."""
    BiddingRound.objects.create(
        conference=conference, is_enabled=True, least_bids=9, closes_at=NOW + 15 * DAY, closes_zone="UTC"
    )
    Conflict.objects.create(
        submission=papers[1], user=reviewers[1], source=ConflictSource.DECLARED, created_at=NOW
    )
    for number, person in enumerate(reviewers[:3]):
        viewer = viewer_for(user=person, conference=conference, at=NOW + 11 * DAY)
        wanted = {paper.number: 2 for paper in papers[: number + 2]}
        place_bids(viewer=viewer, by=person, values=wanted, at=NOW + 11 * DAY)


def assign(papers, reviewers, chair):
    """One paper has too many, one too few, one nobody."""
    chosen = (reviewers[:3], reviewers[2:3], reviewers[:0], reviewers[:2], reviewers[2:])
    for paper, people in zip(papers, chosen, strict=True):
        for person in people:
            assign_reviewer(submission=paper, reviewer=person, by=chair, at=NOW + 12 * DAY)


def write_reviews(papers, reviewers):
    """One is in without having been told, one is flagged, one was declined."""
    submitted_review(papers[0], reviewers[0], NOW, ethics=True)
    submitted_review(papers[3], reviewers[0], NOW)
    Assignment.objects.filter(submission=papers[0], reviewer=reviewers[1]).update(
        state=AssignmentState.DECLINED, decline_reason="No time"
    )


def decide(conference, papers):
    """Provisional decisions, one of them on a paper that is withdrawn later."""
    yes, _, no = conference.decision_classes.all()
    for paper, outcome in ((papers[0], yes), (papers[1], no), (papers[3], no), (papers[4], yes)):
        Decision.objects.create(submission=paper, outcome=outcome, decided_at=NOW + 31 * DAY)


def release(person, conference, at):
    viewer = viewer_for(user=person, conference=conference, at=at)
    release_decisions(viewer=viewer, numbers=None, seal=release_page(viewer, None).seal, at=at)


def bids_agree(conference, chair, reviewers):
    at = NOW + 11 * DAY
    bidding = bidding_of(conference)
    page = bidding_page(viewer_for(user=chair, conference=conference, at=at), bidding)
    bars = {name: (yes, least) for name, yes, least in page.reviewers}
    below = 0
    for person in reviewers:
        progress = progress_now(viewer_for(user=person, conference=conference, at=at), bidding)
        assert bars[str(person)] == (progress.yes, progress.least)
        below += not progress.is_enough
    assert page.below == below
    assert bars[str(reviewers[1])] == (2, 4)


def test_a_paper_that_came_accepted_without_a_decision_of_ours_is_not_undecided(conference):
    chair = make_member(conference, Role.CHAIR)
    make_submission(conference, state=SubmissionState.ACCEPTED)
    make_submission(conference)
    agree(chair, conference, NOW + 20 * DAY)
    page = decisions_page(viewer_for(user=chair, conference=conference, at=NOW), "decision:none", "number")
    assert (page.undecided, len(page.rows)) == (1, 1)


def test_mails_that_failed_are_counted_alike_on_every_page(conference):
    chair = make_member(conference, Role.CHAIR)
    rows = [failed_invitation(conference, f"{name}@gone.example") for name in ("one", "two")]
    rail = agree(chair, conference, NOW)[0]
    assert (rail["Committee"], rail["Mail"]) == ("2 failed", "2 failed")
    news = Message(kind="news", dedupe_key="news", to_address="c@gone.example", subject="News", body="Words")
    enqueue_mail(messages=[news], at=NOW, conference=conference)
    OutboundEmail.objects.filter(dedupe_key="news").update(state=EmailState.FAILED, last_error="550")
    rail, guide, *_ = agree(chair, conference, NOW)
    assert (rail["Committee"], rail["Mail"]) == ("2 failed", "3 failed")
    assert guide["3 mails could not be delivered"].startswith("2 of them have an entry of their own here.")
    revoke_invitation(invitation=rows[0], by=chair, at=NOW)
    rail = agree(chair, conference, NOW)[0]
    assert (rail["Committee"], rail["Mail"]) == ("1 failed", "2 failed")
    resend_invitation(invitation=rows[1], by=chair, at=NOW)
    rail = agree(chair, conference, NOW)[0]
    assert rail["Mail"] == "1 failed"
