from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.accounts.models import User
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.numbers import counted
from reviews.assignment_drafts.forms import BulkForm, DraftEditForm
from reviews.assignment_drafts.models import AssignmentDraft
from reviews.assignment_drafts.queries.context import DraftContext, DraftMove, draft_context, move_for
from reviews.assignment_drafts.queries.panel_rules import panel_facts
from reviews.assignment_drafts.queries.papers import CANDIDATE_COLUMNS, READER_COLUMNS, draft_paper
from reviews.assignment_drafts.rules.drafts import why_not_edit
from reviews.assignment_drafts.services.bulk import require_no_longer, require_readers, take_out_readers
from reviews.assignment_drafts.services.editing import STALE, Edit, edit_draft, rule_pair, undo_edit
from reviews.assignment_drafts.states import PairRuleKind
from reviews.assignment_drafts.views.drafts import base, draft_or_404
from submissions.core.models import Submission

RULES = {"require": PairRuleKind.REQUIRED, "never": PairRuleKind.FORBIDDEN, "lift": None}
RULED = {
    "require": "Every later draft keeps {person} on paper {number}.",
    "never": "No later draft gives paper {number} to {person}.",
    "lift": "What was said of {person} and paper {number} is taken back.",
}
IMPOSSIBLE = (
    "Nothing can be moved so that {person} gets this paper: every change would leave a place empty, or "
    "give somebody too many papers."
)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def draft_paper_page(request: MemberRequest, key: str, number: int) -> HttpResponse:
    """One paper of a draft: who reads it and why, who else could, and what each change costs."""
    draft = draft_or_404(request, key)
    paper = _paper(request, draft, number)
    if request.method == "POST":
        return _changed(request, draft, paper)
    context = draft_context(request.viewer, draft)
    facts = panel_facts(request.viewer, draft, [*context.row, *context.of_paper])
    shown = {
        **base(request),
        "draft": draft,
        "page": draft_paper(context, paper, facts),
        "reader_columns": READER_COLUMNS,
        "candidate_columns": CANDIDATE_COLUMNS,
        "crumb": f"No. {paper.number}",
        "why_not": why_not_edit(draft),
        "version": draft.version,
        "edits": len(draft.edits),
        "move": _move(request, context, paper),
    }
    return render(request, "reviews/assignment_drafts/paper.html", shown)


def _paper(request: MemberRequest, draft: AssignmentDraft, number: int) -> Submission:
    """A paper of the draft; the whole draft is open to whoever came here."""
    own = Submission.objects.handled_by(request.viewer).filter(pk__in=draft.covered())
    return get_object_or_404(own.select_related("conference"), number=number)


def _move(request: MemberRequest, context: DraftContext, paper: Submission) -> dict[str, Any] | None:
    """What would have to move, if somebody is asked for."""
    member = next((one for one in context.facts.members if one.user.key == request.GET.get("put")), None)
    if member is None or paper.pk not in context.row or (paper.pk, member.user_id) in context.named:
        return None
    found = move_for(context, paper, member)
    words = "" if found else IMPOSSIBLE.format(person=member.user)
    return {"person": member.user, "found": found, "words": words}


def _changed(request: MemberRequest, draft: AssignmentDraft, paper: Submission) -> HttpResponse:
    known = Q(memberships__conference=request.conference, memberships__role=draft.role)
    people = User.objects.filter(known | Q(pk__in=draft.pairs.values("user"))).distinct()
    form = DraftEditForm(request.POST)
    person = get_object_or_404(people, key=form.asked("person"))
    action = form.asked("action")
    try:
        if action in RULES:
            rule_pair(draft=draft, pair=(paper, person), kind=RULES[action], by=request.user, at=request.at)
            messages.success(request, RULED[action].format(person=person, number=paper.number))
        else:
            edit_draft(draft=draft, edit=_edit(request, draft, paper, person), by=request.user, at=request.at)
            messages.success(request, "The draft is changed. Nothing is assigned by it.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:draft_paper", request.conference.slug, draft.key, paper.number)


def _edit(request: MemberRequest, draft: AssignmentDraft, paper: Submission, person: User) -> Edit:
    """The change that was asked for: out, put (instead of somebody), or the exact move."""
    form = DraftEditForm(request.POST)
    seen, pair = form.seen, (paper.pk, person.pk)
    match form.asked("action"):
        case "out":
            return Edit(seen=seen, out=[pair])
        case "put":
            instead = User.objects.filter(key=form.asked("instead")).first()
            return Edit(seen=seen, out=[(paper.pk, instead.pk)] if instead else [], put=[pair])
        case "move":
            found = _same_move(request, draft, paper, person)
            return Edit(seen=seen, out=[one.ids for one in found.out], put=[one.ids for one in found.put])
    raise Http404


def _same_move(request: MemberRequest, draft: AssignmentDraft, paper: Submission, person: User) -> DraftMove:
    """The move that was shown, found again. Refuses if it is another one now."""
    context = draft_context(request.viewer, draft)
    member = next((one for one in context.facts.members if one.user_id == person.pk), None)
    found = move_for(context, paper, member) if member and paper.pk in context.row else None
    if found is None or found.fingerprint != DraftEditForm(request.POST).asked("move"):
        raise Refused(STALE)
    return found


@requires(Fact.IS_CHAIR)
@require_POST
def undo_draft_edit(request: MemberRequest, key: str) -> HttpResponse:
    """Take back the last change by hand."""
    draft, form = draft_or_404(request, key), DraftEditForm(request.POST)
    try:
        undo_edit(draft=draft, seen=form.seen, by=request.user, at=request.at)
        messages.success(request, "The last change by hand is taken back.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    if form.back_to is not None:
        return redirect("reviews:draft_paper", request.conference.slug, key, form.back_to)
    return redirect("reviews:run", request.conference.slug, key)


@requires(Fact.IS_CHAIR)
@require_POST
def edit_papers(request: MemberRequest, key: str) -> HttpResponse:
    """Change the ticked papers of a draft at once."""
    draft, form = draft_or_404(request, key), BulkForm(request.POST)
    chosen = form.asked("selected")
    about: dict[str, Any] = {"draft": draft, "papers": chosen, "by": request.user, "at": request.at}
    try:
        match form.asked("action"):
            case "require":
                done = require_readers(**about)
                words = f"Every later draft keeps {counted(done, 'more pair')}."
            case "free":
                done = require_no_longer(**about)
                words = f"{counted(done, 'pair is', 'pairs are')} required no longer."
            case "out":
                done = take_out_readers(**about, seen=form.seen)
                words = f"{counted(done, 'pair is', 'pairs are')} out of the draft; that can be taken back."
            case _:
                raise Http404
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, str(refusal))
    page, back = reverse("reviews:run", args=[request.conference.slug, key]), form.asked("back")
    return redirect(back if back.startswith(f"{page}?") else page)
