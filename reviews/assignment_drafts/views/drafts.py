from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.numbers import counted
from reviews.assignment.emails import lost_papers_wording, returned_papers_wording
from reviews.assignment.models import Assignment
from reviews.assignment_drafts.exports import draft_csv
from reviews.assignment_drafts.forms import DraftTableForm
from reviews.assignment_drafts.models import AssignmentDraft, ProposedPair
from reviews.assignment_drafts.queries.changes import COLUMNS, Changes, draft_changes
from reviews.assignment_drafts.queries.drafts import (
    CURVE_COLUMNS,
    LIMIT_COLUMNS,
    PAPER_COLUMNS,
    draft_page,
    find_draft,
)
from reviews.assignment_drafts.queries.panel_rules import broken_in_draft
from reviews.assignment_drafts.queries.undoing import Undoing, undoing_of
from reviews.assignment_drafts.rules.drafts import why_not_apply, why_not_undo
from reviews.assignment_drafts.services.applying import apply_draft, undo_draft
from reviews.navigation import assignment_tabs

ROWS_A_PAGE = 50
SAMPLES = 3


@requires(Fact.IS_CHAIR)
@require_GET
def draft(request: MemberRequest, key: str) -> HttpResponseBase:
    """What the engine proposes, with reasons, before anything is assigned."""
    found = draft_or_404(request, key)
    if found.total is None:
        return redirect("reviews:run_progress", request.conference.slug, key)
    asked = DraftTableForm(request.GET)
    page = draft_page(request.viewer, found, asked.text, asked.asked("sort"))
    if asked.as_csv:
        return draft_csv(request.conference.slug, page)
    shown = Paginator(page.papers, ROWS_A_PAGE).get_page(request.GET.get("page"))
    columns = {
        "paper_columns": PAPER_COLUMNS,
        "limit_columns": LIMIT_COLUMNS,
        "curve_columns": CURVE_COLUMNS,
    }
    context = {**base(request), **columns, "page": page, "page_obj": shown, "back": request.get_full_path()}
    return render(request, "reviews/assignment_drafts/draft.html", context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def apply(request: MemberRequest, key: str) -> HttpResponse:
    """See what applying the draft would change and whom it tells; then do exactly that."""
    found = draft_or_404(request, key)
    if request.method == "POST":
        return _apply(request, found)
    if why_not := why_not_apply(found):
        messages.error(request, why_not)
        return redirect("reviews:run", request.conference.slug, key)
    return render(
        request,
        "reviews/assignment_drafts/apply.html",
        {**base(request), **_preview(request, found), "columns": COLUMNS},
    )


def _apply(request: MemberRequest, found: AssignmentDraft) -> HttpResponse:
    slug = request.conference.slug
    try:
        changes = apply_draft(
            draft=found,
            by=request.user,
            at=request.at,
            seen=request.POST.get("seen", ""),
            without_blocked="without_blocked" in request.POST,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        if find_draft(request.viewer, found.key):
            return redirect("reviews:apply_run", slug, found.key)
        return redirect("reviews:drafts", slug)
    messages.success(request, _applied_words(changes))
    return redirect("reviews:assignment", slug)


def _applied_words(changes: Changes) -> str:
    done = [_done_words("assigned on", changes.add)]
    if changes.off:
        done.append(_done_words("taken off", changes.off))
    notified = (
        "Nobody was told of a new one yet: press “Tell reviewers” when it stands." if changes.add else ""
    )
    return f"{', '.join(done)}. {notified}".strip()


def _preview(request: MemberRequest, found: AssignmentDraft) -> dict[str, Any]:
    changes = draft_changes(request.viewer, found)
    letters = changes.letters
    samples = [
        (person, lost_papers_wording(request.conference, person, assignments))
        for person, assignments in list(letters.items())[:SAMPLES]
    ]
    papers = Paginator(changes.papers, ROWS_A_PAGE).get_page(request.GET.get("page"))
    broken = broken_in_draft(request.viewer, found)
    return {"draft": found, "changes": changes, "broken": broken, "page_obj": papers, "samples": samples}


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def undo(request: MemberRequest, key: str) -> HttpResponse:
    """See what undoing would take back, or what stands in its way; then do it."""
    found = draft_or_404(request, key)
    if request.method == "POST":
        try:
            undoing = undo_draft(draft=found, by=request.user, at=request.at)
            messages.success(request, _undone_words(undoing))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("reviews:run", request.conference.slug, key)
    if why_not := why_not_undo(found):
        messages.error(request, why_not)
        return redirect("reviews:run", request.conference.slug, key)
    undoing = undoing_of(found, request.user)
    samples = [
        (f"To {person.email}: {wording.subject}", wording.body)
        for person, assignments in list(undoing.letters.items())[:SAMPLES]
        for wording in [returned_papers_wording(request.conference, person, assignments)]
    ]
    context = {"draft": found, "undoing": undoing, "effects": _effects(undoing), "samples": samples}
    return render(request, "reviews/assignment_drafts/undo.html", {**base(request), **context})


def _undone_words(undoing: Undoing) -> str:
    back = f", {counted(len(undoing.removed), 'task')} back as before" if undoing.removed else ""
    return f"Undone: {_done_words('taken off', undoing.added)}{back}. The draft is a draft again."


def _effects(undoing: Undoing) -> list[tuple[int, str]]:
    added, removed = len(undoing.added), len(undoing.removed)
    rows = [
        (
            added,
            "task that the draft made is taken off; nobody was told of it"
            if added == 1
            else "tasks that the draft made are taken off; nobody was told of them",
        ),
        (
            removed,
            "task that it took off comes back as it was"
            if removed == 1
            else "tasks that it took off come back as they were",
        ),
        (
            len(undoing.letters),
            "person gets a mail that a paper is theirs again"
            if len(undoing.letters) == 1
            else "people get a mail that a paper is theirs again",
        ),
    ]
    return [row for row in rows if row[0]]


def _done_words(done: str, rows: Sequence[ProposedPair | Assignment]) -> str:
    """Tasks and papers, each counted: "3 tasks assigned on 2 papers"."""
    papers = len({row.submission_id for row in rows})
    of_papers = f" {counted(papers, 'paper')}" if papers else ""
    return f"{counted(len(rows), 'task')} {done if papers else done.removesuffix(' on')}{of_papers}"


def base(request: MemberRequest) -> dict[str, Any]:
    """What every page about drafts begins with."""
    return {**desk_page(request.viewer, "assignment"), "tabs": assignment_tabs(request.viewer, "drafts")}


def draft_or_404(request: MemberRequest, key: str) -> AssignmentDraft:
    """The draft, unless one of its papers is kept from this chair."""
    found = find_draft(request.viewer, key)
    if found is None:
        raise Http404
    return found
