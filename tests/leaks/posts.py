"""What is sent to the addresses that need more than their own form with its required fields filled in."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from effgenai.conferences.call.models import CallFile
from effgenai.conferences.core.models import ChairProposal
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import viewer_for
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.mail.states import EmailState
from program.core.models import Session, Talk
from program.core.services.history import undo
from program.core.services.talks import set_talk_board
from program.core.times import at_venue
from program.proposals.states import ProposalState
from reviews.assignment.models import Assignment
from reviews.assignment.states import AssignmentState
from reviews.assignment_drafts.states import DraftState
from reviews.bidding.models import BiddingRound
from reviews.committee.models import Application, Invitation
from reviews.committee.states import ApplicationState, InvitationState
from reviews.decisions.models import Decision, ScheduledRelease
from reviews.decisions.services.classes import add_waiting_list
from reviews.decisions.states import Released
from reviews.reviewing.models import Review
from reviews.reviewing.queries.flags import flags_for
from submissions.authors.models import AuthorAnswer
from submissions.conflicts.models import Conflict
from submissions.core.models import Submission
from submissions.core.states import SubmissionState
from tests.leaks.world import DAY, World, marker
from tests.support.factories import NOW, make_member

Words = dict[str, Any]


def _as_it_is(world: World) -> None:
    """Nothing has to happen before."""


@dataclasses.dataclass(frozen=True)
class Case:
    """Who sends what, in which phase, and what has to be changed in the world before.

    `words` are sent beside what the form has; `first` is an address to which its own case is sent before.
    """

    words: Words | Callable[[World], Words] = dataclasses.field(default_factory=dict)
    person: str = "chair"
    phase: str = "reviewing"
    before: Callable[[World], None] = _as_it_is
    first: str = ""

    def data(self, world: World) -> Words:
        """What is sent."""
        return self.words(world) if callable(self.words) else self.words


def _scheduled(world: World) -> None:
    """A chair wants the list of accepted papers shown tomorrow."""
    ScheduledRelease.objects.create(
        conference=world.conference,
        what=Released.ACCEPTED,
        accepted_shown="everyone",
        due_at=NOW + DAY,
        due_zone="AoE",
        scheduled_at=NOW,
        scheduled_by=world.people["chair"],
    )


def _claim(world: World) -> Words:
    address = EmailAddress.objects.create(user=world.people["author"], email="twin@one.example")
    return {"key": EmailConfirmationHMAC(address).key}


def _the_other_account(world: World) -> None:
    world.people["gone"] = world.rows["merge"].gone


def _picture(_: World) -> Words:
    drawn = io.BytesIO()
    Picture.new("RGB", (9, 9), "red").save(drawn, "PNG")
    return {"pictures": SimpleUploadedFile("red.png", drawn.getvalue(), "image/png")}


def _paper_file(_: World) -> Words:
    table = b"number,title,authors\n901,Words,Ann <ann@post.example>\n"
    return {"uploads": SimpleUploadedFile("papers.csv", table), "do": "import"}


def _committee_file(_: World) -> Words:
    table = b"name,email\nAnn,ann@post.example\n"
    return {"uploads": SimpleUploadedFile("committee.csv", table), "how": "join", "do": "import"}


def _review_file(world: World) -> Words:
    table = f"paper,reviewer,text\n{world.papers['b'].number},Somebody Else,Words\n"
    return {"uploads": SimpleUploadedFile("reviews.csv", table.encode()), "do": "import"}


def _conflict_file(world: World) -> Words:
    table = f"paper,email\n{world.papers['b'].number},{world.people['reviewer_open'].email}\n"
    return {"uploads": SimpleUploadedFile("conflicts.csv", table.encode()), "do": "import"}


def _page_file(_: World) -> Words:
    return {"upload": SimpleUploadedFile("travel.md", b"# Travel\n\nBy train.\n")}


def _second_file(world: World) -> None:
    CallFile.objects.create(
        conference=world.conference, label="Second", address="https://example.org/2", position=1
    )


def _proposed_chair(world: World) -> None:
    ChairProposal.objects.create(
        conference=world.conference,
        user=world.people["stranger"],
        proposed_by=world.people["chair_author"],
        proposed_at=NOW,
    )


def _failed(world: World) -> None:
    world.rows["mailing"].mails.update(state=EmailState.FAILED)


def _empty_room(world: World) -> None:
    Session.objects.filter(pk=world.rows["session"].pk).delete()


def _session_day(world: World) -> str:
    return at_venue(world.conference, world.rows["session"].starts_at).date().isoformat()


def _placed(world: World) -> Words:
    return {"day": _session_day(world), "begins": "03:00", "ends": "04:00", "room": "", "is_meant": "on"}


def _step(world: World) -> None:
    talk = Talk.objects.get(pk=world.rows["talk"].pk)
    set_talk_board(talk=talk, board="7", by=world.people["chair"], at=NOW)


def _swapped_talks(world: World) -> Words:
    keys = [talk.key for talk in world.rows["session"].talks.order_by("position", "id")]
    return {"one": keys[0], "other": keys[1], "order": ",".join(keys)}


def _step_undone(world: World) -> None:
    _step(world)
    undo(conference=world.conference, by=world.people["chair"], at=NOW)


def _prepared(world: World) -> None:
    Invitation.objects.update(state=InvitationState.PREPARED, sent_at=None)


def _long_invited(world: World) -> None:
    Invitation.objects.update(sent_at=NOW - 30 * DAY)


def _refused_applicant(world: World) -> None:
    Application.objects.update(state=ApplicationState.DECLINED, decided_at=NOW)


def _bidding_is_open(world: World) -> None:
    BiddingRound.objects.update_or_create(conference=world.conference, defaults={"is_enabled": True})


def _draft_is(state: DraftState) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        draft = world.rows["run"]
        draft.state = state
        if state in {DraftState.WAITING, DraftState.RUNNING}:
            draft.total = draft.bound = draft.seconds = None
        draft.save()

    return prepare


def _plan_is(state: ProposalState) -> Callable[[World], None]:
    def prepare(world: World) -> None:
        plan = world.rows["plan"]
        plan.state, plan.result = state, {}
        plan.save()

    return prepare


def _call_is_open(world: World) -> None:
    due = world.conference.milestones.filter(kind=MilestoneKind.SUBMISSIONS_DUE)
    due.update(instant=NOW + DAY)


def _submitted_alone(world: World) -> None:
    """What is typed into a draft has no lines: see SILENT on `submissions:save`."""
    _call_is_open(world)
    del world.papers["draft"]


def _withdrawn(world: World) -> None:
    paper = world.papers["a"]
    paper.state, paper.withdrawn_at = SubmissionState.WITHDRAWN, NOW
    paper.save()


def _no_answers(world: World) -> None:
    AuthorAnswer.objects.all().delete()


def _open_question(world: World) -> Words:
    open_ones = Conflict.objects.filter(user=world.people["other_reviewer"], standing="potential")
    return {"selected": [str(row.pk) for row in open_ones], "action": "confirm", "reason": "Words"}


def _nothing_written(world: World) -> None:
    Review.objects.all().delete()
    Assignment.objects.update(state=AssignmentState.ASSIGNED)


def _no_form(world: World) -> None:
    world.conference.review_fields.all().delete()


def _no_decisions(world: World) -> None:
    world.conference.decision_classes.all().delete()


def _duplicates_on_the_committee(world: World) -> None:
    question = world.rows["merge"]
    for person in (question.kept, question.gone):
        make_member(world.conference, Role.REVIEWER, person)
    question.__class__.objects.all().delete()


def _chosen_paper(world: World) -> Words:
    return {"selected": world.papers["b"].number, "outcome": world.rows["Oral"].pk}


def _ticked_paper(world: World) -> Words:
    return {"selected": world.papers["b"].number, "choice": world.rows["Oral"].pk}


def _nobody_reads_it(world: World) -> None:
    Assignment.objects.filter(submission=world.papers["b"]).delete()


def _ticked_paper_for_somebody(world: World) -> Words:
    person = world.people["other_reviewer"]
    return {"selected": world.papers["b"].number, "person": f"{Role.REVIEWER}:{person.key}"}


def _paper_that_waits(world: World) -> None:
    chair, paper = world.people["chair"], world.papers["b"]
    waits = add_waiting_list(conference=world.conference, by=chair, at=NOW)
    Decision.objects.filter(submission=paper).update(outcome=waits)
    Submission.objects.filter(pk=paper.pk).update(state=SubmissionState.SUBMITTED, decided_at=None)


def _unread_flag(world: World) -> Words:
    viewer = viewer_for(user=world.people["chair"], conference=world.conference, at=NOW)
    unread = [flag.key for flag in flags_for(viewer) if flag.is_unread]
    return {"selected": unread[:1], "action": "see"}


CASES: dict[str, Case] = {
    "accounts:affiliation": Case({"institution": "Words"}, person="author"),
    "accounts:remove_affiliation": Case(person="author"),
    "accounts:other_account": Case({"address": "twin@one.example"}, person="author"),
    "accounts:claim_account": Case(_claim, person="author"),
    "accounts:merge": Case(person="gone", before=_the_other_account),
    "accounts:merge_for_others": Case(person="site_admin"),
    "site:new_conference": Case(person="site_admin"),
    "site:show_at_root": Case(person="site_admin"),
    "conferences:paste_milestones": Case(
        {
            "add": "yes",
            "date-0-is_taken": "on",
            "date-0-kind": "other",
            "date-0-label": "Words",
            "date-0-when_0": "2027-03-15T23:59",
            "date-0-when_1": "AoE",
        }
    ),
    "conferences:paste_topics": Case({"text": "Words", "add": "yes"}),
    "conferences:paste_people_edit": Case({"text": "Words", "group": "organiser", "add": "yes"}),
    "conferences:paste_sponsors": Case({"text": "Words; Gold", "add": "yes"}),
    "conferences:policies": Case({"ethics_option": "own", "ethics_text": "Words"}),
    "conferences:new_call_file": Case({"address": "https://example.org/3"}),
    "conferences:move_call_file": Case({"way": "down"}, before=_second_file),
    "conferences:exceptions": Case({"when_0": "2026-12-01T00:00", "reason": "Words"}),
    "conferences:revoke_calendar": Case(person="other_author"),
    "conferences:images": Case(_picture),
    "conferences:new_news": Case({"body": "Words"}),
    "conferences:home_editor": Case({"do": "publish"}),
    "conferences:import_page": Case(_page_file),
    "conferences:preview_link": Case({"do": "make"}),
    "conferences:identity": Case({"accent": "#123456"}),
    "conferences:settings": Case({"title": "Words"}),
    "conferences:texts": Case({"submission_guide": "Words"}),
    "conferences:members": Case(
        lambda world: {"person": world.people["stranger"].email, "role": "site_editor"}
    ),
    "conferences:agree_to_chair": Case(before=_proposed_chair),
    "conferences:discard_proposal": Case(before=_proposed_chair),
    "mail:retry": Case(before=_failed),
    "program:paste_rooms": Case({"text": "Words", "add": "yes"}),
    "program:edit_room": Case({"name": "Words"}),
    "program:remove_room": Case(before=_empty_room),
    "program:new_session": Case({"ends": "13:00"}),
    "program:place_paper": Case(
        lambda world: {"paper-paper": world.papers["a"].pk, "paper-minutes": 5}, phase="released"
    ),
    "program:unavailable": Case({"email": "away@post.example", "from_day": "2026-12-12"}),
    "program:place_session": Case(
        lambda world: {"kind": "copy", "session": world.rows["session"].key, **_placed(world)}
    ),
    "program:shift_sessions": Case(lambda world: {"moved": f"{world.rows['session'].key}:0", "minutes": 5}),
    "program:place_day": Case(
        lambda world: {"kind": "copy", "shown": _session_day(world), "day": "2027-03-03"}
    ),
    "program:put_paper": Case(
        lambda world: {
            "paper": world.papers["a"].pk,
            "session": world.rows["session"].key,
            "minutes": 5,
        },
        phase="released",
    ),
    "program:edit_vote": Case({"day": "2027-03-03", "clock": "12:00"}),
    "program:make_vote_codes": Case({"number": 3}),
    "program:switch_feedback": Case({"on": "no"}),
    "program:hide_feedback": Case({"hidden": "yes"}, phase="programme"),
    "program:chairing_here": Case(lambda world: {"here": f"{world.rows['talk'].key} yes"}, phase="programme"),
    "program:chairing_link_here": Case(
        lambda world: {"here": f"{world.rows['talk'].key} yes"}, phase="programme"
    ),
    "program:day_here": Case({"here": "yes"}),
    "program:day_link": Case({"link": "make"}),
    "program:day_undo": Case(phase="programme", before=_step),
    "program:day_delay": Case(
        lambda world: {"minutes": 5, "way": "shorter", "seen": f"{world.rows['session'].key}:0"},
        phase="programme",
    ),
    "program:day_swap": Case(_swapped_talks, phase="programme"),
    "program:day_cancel": Case({"cancelled": "yes"}, phase="programme"),
    "program:lock_session": Case({"lock": "yes"}),
    "program:planner": Case(
        lambda world: {
            "do": "start",
            "scope": "waiting",
            "twice": "presenters",
            "minutes": 15,
            "seed": 1,
            "sessions": world.rows["session"].key,
        }
    ),
    "program:apply_plan": Case(lambda world: {"names": world.rows["session"].key}),
    "program:ask_plan_again": Case(before=_plan_is(ProposalState.WAITING)),
    "program:cancel_plan": Case(before=_plan_is(ProposalState.WAITING)),
    "program:stop_plan": Case(before=_plan_is(ProposalState.RUNNING)),
    "program:undo": Case(before=_step),
    "program:redo": Case(before=_step_undone),
    "program:add_talk": Case({"talk-title": "Words", "talk-speaker": "Words", "talk-minutes": 5}),
    "program:change_talk": Case({"action": "minutes", "minutes": 5}),
    "reviews:import_papers": Case(_paper_file),
    "reviews:import_reviews": Case(_review_file),
    "reviews:import_conflicts": Case(_conflict_file),
    "reviews:import_committee": Case(_committee_file),
    "reviews:invite": Case({"people": "somebody@post.example"}),
    "reviews:send_invitations": Case(
        lambda world: {"invitation": world.rows["invitation"].pk}, before=_prepared
    ),
    "reviews:remind_invited": Case(
        lambda world: {"invitation": world.rows["invitation"].pk}, before=_long_invited
    ),
    "reviews:apply": Case(
        lambda world: {"topics": world.conference.topics.first().pk, "papers": "Words"}, person="site_admin"
    ),
    "reviews:withdraw_application": Case(person="stranger"),
    "reviews:approve_applications": Case(
        lambda world: {"selected": world.rows["application"].key, "confirmed": "1"}
    ),
    "reviews:reviewer_call_settings": Case({"reviewer_guide": "Words"}),
    "reviews:reconsider_application": Case(before=_refused_applicant),
    "reviews:accept_invitation": Case({"load": 3}, person="stranger"),
    "reviews:expertise": Case(person="reviewer_open"),
    "reviews:add_past_paper": Case({"title": "Words", "abstract": "Words"}, person="reviewer_open"),
    "reviews:add_past_papers": Case({"papers": "A title of a paper"}, person="reviewer_open"),
    "reviews:remove_past_paper": Case(person="reviewer_done"),
    "reviews:assign": Case(lambda world: {"person": world.people["reviewer_open"].key, "role": "reviewer"}),
    "reviews:draft_file": Case(
        lambda world: {
            "do": "make",
            "text": f"paper,email\n{world.papers['b'].number},{world.people['reviewer_open'].email}",
        }
    ),
    "reviews:lift_rules": Case(lambda world: {"selected": world.rows["pair_rule"].pk}),
    "reviews:explain_rule": Case({"reason": "Words"}),
    "reviews:ask_again": Case(before=_draft_is(DraftState.WAITING)),
    "reviews:stop_run": Case(before=_draft_is(DraftState.RUNNING)),
    "reviews:cancel_run": Case(before=_draft_is(DraftState.WAITING)),
    "reviews:rename_run": Case({"name": "Words"}),
    "reviews:restore_run": Case(first="reviews:discard_run"),
    "reviews:undo_run": Case(first="reviews:apply_run"),
    "reviews:undo_draft_edit": Case({"version": 1}, first="reviews:draft_paper"),
    "reviews:draft_paper": Case(
        lambda world: {"action": "out", "person": world.people["other_reviewer"].key, "version": 0}
    ),
    "reviews:edit_draft_papers": Case(
        lambda world: {"action": "out", "selected": [world.papers["a"].number], "version": 0}
    ),
    "reviews:remind_bidders": Case(before=_bidding_is_open),
    "reviews:bid": Case({"value": "3"}, person="reviewer_open", before=_bidding_is_open),
    "reviews:bids": Case(
        lambda world: {f"bid-{paper.number}": "3" for paper in world.papers.values()},
        person="reviewer_open",
        before=_bidding_is_open,
    ),
    "reviews:member": Case({"load": 2}),
    "reviews:declare_conflict": Case(person="reviewer_open"),
    "reviews:submit_review": Case(person="reviewer_open"),
    "reviews:decline_assignment": Case({"reason": "Words"}, person="reviewer_open"),
    "reviews:decide": Case(_chosen_paper),
    "reviews:decide_ticked": Case(_ticked_paper),
    "reviews:assign_ticked": Case(_ticked_paper_for_somebody, before=_nobody_reads_it),
    "reviews:undo_decisions": Case(first="reviews:decide"),
    "reviews:mark_flags": Case(_unread_flag),
    "reviews:move_question": Case({"direction": "down"}),
    "reviews:correct_invitation": Case({"name": "Ada Right", "email": "ada@right.example"}, before=_prepared),
    "reviews:write_decision_letters": Case(phase="released"),
    "reviews:install_form": Case(before=_no_form),
    "reviews:add_waiting_list": Case(),
    "reviews:install_decision_classes": Case(before=_no_decisions),
    "reviews:remove_question": Case(phase="submission"),
    "reviews:unassign": Case(before=_nothing_written),
    "reviews:ask_twins": Case(before=_duplicates_on_the_committee),
    "reviews:decision_note": Case({"note": "Words"}, phase="decided"),
    "reviews:change_decision": Case(
        lambda world: {"outcome": world.rows["Reject"].pk, "reason": "Words"}, phase="released"
    ),
    "reviews:move_up": Case(
        lambda world: {
            "outcome": world.rows["Reject"].pk,
            "reason": "Words",
            "saw": f"{world.papers['b'].number}-1",
        },
        phase="released",
        before=_paper_that_waits,
    ),
    "reviews:release": Case(phase="decided"),
    "reviews:show_accepted": Case({"accepted-shown": "nobody"}),
    "reviews:show_reviews": Case({"reviews-shown": "nobody"}),
    "reviews:cancel_release": Case(before=_scheduled),
    "submissions:new": Case(person="author", before=_call_is_open),
    "submissions:edit": Case({"title": "Words"}, person="author", before=_submitted_alone),
    "submissions:submit": Case(person="author", before=_call_is_open),
    "submissions:withdraw": Case(person="author"),
    "submissions:lists": Case({"name": "Words", "is_shared": "on"}),
    "submissions:tags": Case(lambda _: {"word": marker("tag_b"), "to": "other", "do": "rename"}),
    "submissions:paper_tags": Case({"tags": "new"}),
    "submissions:tag_ticked": Case(lambda world: {"selected": world.papers["b"].number, "add": "new"}),
    "submissions:restore": Case(before=_withdrawn),
    "submissions:materials": Case({"code": "https://code.example/"}, "author", "released"),
    "submissions:hide_material": Case({"hidden": "yes"}, phase="released"),
    "submissions:awards": Case(phase="released"),
    "submissions:remove_award": Case(phase="released"),
    "submissions:conflict": Case({"action": "dismiss", "reason": "Words"}),
    "submissions:decide_conflicts": Case(_open_question),
    "submissions:answer": Case({"is_author": "yes"}, person="author", before=_no_answers),
    "submissions:listed": Case({"is_author": "no"}, person="visitor", before=_no_answers),
    "submissions:named": Case({"text": "Words Words", "word": "Words"}, "author", before=_call_is_open),
    "submissions:unname": Case(person="author", before=_call_is_open),
    "submissions:remove_advance": Case(person="reviewer_done"),
}
