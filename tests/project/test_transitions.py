"""States change by the tables of their machines alone, and every arrow of a table is asked for somewhere."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from effgenai.conferences.core.models import Conference
from effgenai.transitions import NoSuchTransition, Stateful, set_state, transition, transition_all
from tests.support.factories import make_conference

ROOT = Path(__file__).parents[2]
MODULES = [
    path
    for folder in ("effgenai", "submissions", "reviews", "program")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and path != ROOT / "effgenai/transitions.py"
]
# These leave the line of the record to their caller.
BARE = {"transition_unrecorded", "transition_all", "prepare_all", "prepare_first", "set_state"}
CALLS = {"transition", "_move", *BARE}  # the second hands its state on to the first
# Who calls them, and where the line is. A deed of a person is never among them without one.
BARE_CALLERS = {
    "effgenai/archive/services.py: take_export": "a worker begins; its asking and its end have lines",
    "effgenai/mail/delivery/sending.py: _step": "a worker begins; the row of the mail tells how it went",
    "effgenai/mail/delivery/sending.py: _queue_orphans": "a worker died; the row of the mail tells",
    "effgenai/mail/delivery/sending.py: _noting": "the row of the mail tells when it left",
    "effgenai/mail/delivery/sending.py: _note_trouble": "the row of the mail tells what went wrong",
    "effgenai/mail/delivery/sending.py: _put_back": "the row of the mail tells what went wrong",
    "effgenai/mail/services.py: approve_mailing": "one line for all mails: mailing.approve",
    "effgenai/mail/services.py: stop_mailing": "one line for all mails: mailing.stop",
    "effgenai/mail/services.py: _give_free": "part of stop_mailing",
    "effgenai/mail/services.py: stop_letters": "follows from deeds that have lines: a decision changed",
    "effgenai/mail/services.py: settle_failed": "follows from deeds that have lines: an invitation answered",
    "effgenai/mail/services.py: settle_mailings": "follows from the mails; the approval has a line",
    "reviews/assignment_drafts/services/computing.py: _take": "a worker begins; that it was asked has a line",
    "reviews/assignment_drafts/services/computing.py: fail": "the draft tells its chair why there is none",
    "reviews/assignment_drafts/services/computing.py: _save": "saves the whole row, then proposal.make",
    "program/proposals/services/computing.py: _take": "a worker begins; that it was asked has a line",
    "program/proposals/services/computing.py: fail": "the plan tells its editor why there is none",
    "program/proposals/services/computing.py: _save": "saves the whole row, then plan.make",
    "reviews/assignment_drafts/services/files.py: _finish": "part of draft_from_file: proposal.make",
    "reviews/committee/services/invitations.py: _mark_sent": "one line for all that are sent together",
    "reviews/decisions/services/releasing.py: _release": "one line for each paper: submission.decide",
    "submissions/papers/services/outcomes.py: _decide": "one line for each paper: submission.decide",
    "reviews/imports/services/papers.py: _release": "one line for each paper: submission.decide",
    "reviews/imports/services/reviews.py: _submit": "one line for each paper: review.import",
    "reviews/reviewing/services/reviews.py: _submit": "saves the whole row, then records review.submit",
}


def machines():
    return [model for model in apps.get_models() if issubclass(model, Stateful)]


def nodes(path):
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def calls():
    return [
        node
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS
    ]


def bare_callers():
    return {
        f"{path.relative_to(ROOT)}: {function.name}"
        for path in MODULES
        for function in nodes(path)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in BARE
    }


def test_nobody_changes_a_state_without_a_line_but_for_a_reason():
    assert bare_callers() == set(BARE_CALLERS)


def test_all_thirteen_machines_name_their_table():
    assert len(machines()) == 13


def test_nobody_sets_a_state_beside_the_tables():
    written = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr in {"state", "public_state"}
    ]
    updated = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "update"
        and {"state", "public_state"} & {keyword.arg for keyword in node.keywords}
    ]
    assert written + updated == []


@pytest.mark.parametrize("model", machines(), ids=lambda model: model.__name__)
def test_every_state_that_a_table_leads_to_is_asked_for(model):
    targets = {str(state) for after in model.TRANSITIONS.values() for state in after}
    asked = {
        part.attr.lower()
        for call in calls()
        for argument in call.args[1:]
        for part in ast.walk(argument)
        if isinstance(part, ast.Attribute)
    }
    states = {
        choice.name.lower() for choice in type(next(iter(model.TRANSITIONS))) if choice.value in targets
    }
    assert states - asked <= set(FROM_A_FORM.get(model, ()))


# A chair chooses the next public state on a page; the rule says which may be chosen.
FROM_A_FORM = {Conference: {"draft", "published", "archived"}}


def test_a_wish_that_is_not_in_the_table_is_a_fault():
    model = next(machine for machine in machines() if machine.__name__ == "Submission")
    row = model(state="withdrawn")
    with pytest.raises(NoSuchTransition, match="does not go from withdrawn to draft"):
        set_state(row, "draft")
    assert row.state == "withdrawn"


@pytest.mark.django_db
def test_a_change_and_its_line_come_together():
    conference, lines = make_conference("ws", public_state="draft"), []
    transition(conference, "published", lambda: lines.append(conference.public_state))
    conference.refresh_from_db()
    assert (conference.public_state, lines) == ("published", ["published"])


@pytest.mark.django_db
def test_what_is_not_in_the_table_has_no_line():
    conference, lines = make_conference("ws", public_state="draft"), []
    with pytest.raises(NoSuchTransition):
        transition(conference, "archived", lambda: lines.append("archived"))
    conference.refresh_from_db()
    assert (conference.public_state, lines) == ("draft", [])


@pytest.mark.django_db
def test_of_many_rows_only_those_change_whose_state_leads_there():
    model = next(machine for machine in machines() if machine.__name__ == "SiteExport")
    assert transition_all(model.objects.all(), "done") == 0
