from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.navigation import NavItem
from effgenai.ui.text.numbers import counted
from reviews.assignment.emails import sample_letters
from reviews.assignment.exports import assignment_csv
from reviews.assignment.forms import AssignForm, AssignmentTableForm, NotifyForm, RoleForm
from reviews.assignment.models import Assignment
from reviews.assignment.queries.desk import (
    COLUMNS,
    assignment_page,
    load_rows,
    papers_on_desk,
    unnotified_assignments,
)
from reviews.assignment.queries.papers import CANDIDATE_COLUMNS, READER_COLUMNS, paper_people
from reviews.assignment.services import assign_reviewer, tell_reviewers, unassign_reviewer
from reviews.navigation import assignment_tabs
from submissions.conflicts.models import Conflict
from submissions.conflicts.queries.shown import shown_conflicts
from submissions.conflicts.services.deciding import dismiss_conflict
from submissions.core.models import Submission

ROWS_A_PAGE = 100
SAMPLES = 3


@requires(Fact.IS_CHAIR)
@require_GET
def assignment(request: MemberRequest) -> HttpResponseBase:
    """All papers with their reviewers, and which are short of some."""
    asked = AssignmentTableForm(request.GET)
    page = assignment_page(request.viewer, asked.text, asked.asked("sort"))
    if asked.as_csv:
        return assignment_csv(request.conference.slug, page)
    context = {
        **desk_page(request.viewer, "assignment"),
        "tabs": assignment_tabs(request.viewer, "assignment"),
        "columns": COLUMNS,
        "page": page,
        "page_obj": Paginator(page.rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reviews/assignment/desk.html", context)


@requires(Fact.IS_CHAIR)
@require_GET
def assignment_loads(request: MemberRequest) -> HttpResponse:
    """How many papers each reviewer has, of how many they take."""
    context = {
        **desk_page(request.viewer, "assignment"),
        "tabs": assignment_tabs(request.viewer, "assignment_loads"),
        "loads": load_rows(request.viewer),
    }
    return render(request, "reviews/assignment/loads.html", context)


@requires(Fact.IS_CHAIR)
@require_GET
def assignment_paper(request: MemberRequest, number: int) -> HttpResponse:
    """Who reads this paper, and who could."""
    paper = _paper(request, number)
    prefetch_related_objects([paper], "topics")
    role = RoleForm(request.GET).role_asked
    people = paper_people(request.viewer, paper, role)
    context = {
        **desk_page(request.viewer, "assignment"),
        "paper": paper,
        "topics": paper.topics.all(),
        "reader_columns": READER_COLUMNS,
        "page": people,
        "crumb": f"No. {paper.number}",
        "role_tabs": [
            NavItem("As reviewer", "?role=reviewer", role == Role.REVIEWER),
            NavItem("As area chair", "?role=area_chair", role == Role.AREA_CHAIR),
        ],
        "candidate_columns": CANDIDATE_COLUMNS[:-1] if people.why_not else CANDIDATE_COLUMNS,
    }
    return render(request, "reviews/assignment/paper.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def assign(request: MemberRequest, number: int) -> HttpResponse:
    """Give the paper to someone."""
    paper = _paper(request, number)
    form = AssignForm(request.POST)
    if form.is_valid():
        role = Role(form.cleaned_data["role"])
        members = User.objects.filter(memberships__conference=request.conference, memberships__role=role)
        person = get_object_or_404(members, key=form.cleaned_data["person"])
        try:
            assignment = assign_reviewer(
                submission=paper, reviewer=person, role=role, by=request.user, at=request.at
            )
            messages.success(request, f"{person} reads paper {number} as {assignment.pseudonym}.")
        except Refused as refusal:
            messages.error(request, str(refusal))
    return _back_to(request, paper)


@requires(Fact.IS_CHAIR)
@require_POST
def unassign(request: MemberRequest, number: int, key: str) -> HttpResponse:
    """Take the paper away from someone."""
    paper = _paper(request, number)
    assignment = get_object_or_404(Assignment.objects.select_related("reviewer"), submission=paper, key=key)
    try:
        unassign_reviewer(assignment=assignment, by=request.user, at=request.at)
        warning = " They had been told of it, so a mail says so." if assignment.notified_at else ""
        messages.success(request, f"{assignment.reviewer} no longer has paper {number}.{warning}")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back_to(request, paper)


@requires(Fact.IS_CHAIR)
@require_POST
def dismiss(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    """Say that a potential conflict is none."""
    paper = _paper(request, number)
    known = shown_conflicts(request.viewer, Conflict.objects.filter(submission=paper))
    conflict = get_object_or_404(known.select_related("user"), pk=pk)
    try:
        dismiss_conflict(conflict=conflict, by=request.user, at=request.at)
        messages.success(request, f"{conflict.user} may read paper {number}.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back_to(request, paper)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def tell(request: MemberRequest) -> HttpResponse:
    """Show the letters about new papers, then send them."""
    if request.method == "POST":
        return _tell(request)
    letters = unnotified_assignments(request.viewer)
    assignments = [assignment for group in letters.values() for assignment in group]
    papers = len({assignment.submission_id for assignment in assignments})
    context = {
        **desk_page(request.viewer, "assignment"),
        "letters": letters,
        "effects": [
            (len(letters), "person gets a letter" if len(letters) == 1 else "people get one letter each"),
            (
                len(assignments),
                f"{'task' if len(assignments) == 1 else 'tasks'} on {counted(papers, 'paper')}",
            ),
        ],
        "samples": sample_letters(request.conference, letters, SAMPLES),
        "hidden": [("task", assignment.pk) for assignment in assignments],
    }
    return render(request, "reviews/assignment/tell.html", context)


def _tell(request: MemberRequest) -> HttpResponse:
    chosen = NotifyForm(request.POST).assignments
    number = tell_reviewers(conference=request.conference, assignments=chosen, by=request.user, at=request.at)
    messages.success(request, f"{counted(number, 'letter')} on the way.")
    return redirect("reviews:assignment", request.conference.slug)


def _paper(request: MemberRequest, number: int) -> Submission:
    return get_object_or_404(papers_on_desk(request.viewer), number=number)


def _back_to(request: MemberRequest, paper: Submission) -> HttpResponse:
    answer = redirect("reviews:assignment_paper", request.conference.slug, paper.number)
    if RoleForm(request.POST).role_asked == Role.AREA_CHAIR:
        answer["Location"] += "?role=area_chair"
    return answer
