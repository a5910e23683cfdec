"""The table of decisions: deciding on many papers at once, notes, and changes after the release."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.text.csv import csv_response
from effgenai.ui.text.numbers import counted
from effgenai.ui.web.rows import numbered
from reviews.decisions.exports import HEADER, decision_rows
from reviews.decisions.forms import (
    ChangeForm,
    DecideForm,
    DecisionsForm,
    NoteForm,
)
from reviews.decisions.models import Decision, DecisionClass
from reviews.decisions.queries import (
    CHANGE_COLUMNS,
    changes_of,
    columns_of,
    decisions_page,
    waiting_decisions,
)
from reviews.decisions.rules import why_not_change
from reviews.decisions.services import changing, deciding
from reviews.reviewing.cells import cells_of
from reviews.reviewing.queries.counts import papers_under_review

FIGURES = "reviews/decisions/desk/figures.jinja"


@requires(Fact.IS_CHAIR)
@require_GET
def decisions(request: MemberRequest) -> HttpResponse:
    """All papers with their scores and what is decided."""
    asked = DecisionsForm(request.GET)
    page = decisions_page(request.viewer, asked.text, asked.asked("sort"))
    context = {
        **desk_page(request.viewer, "decisions"),
        "columns": columns_of(page.scale),
        "page": page,
        "cells": cells_of(request.conference, page.scale, FIGURES),
        "change": numbered("reviews:change_decision", request.conference.slug),
        "note": numbered("reviews:decision_note", request.conference.slug),
        "undo": request.session.get(memory_of(request)),
        "back": request.get_full_path(),
    }
    return render(request, "reviews/decisions/desk.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Decide on the ticked papers, or lead to the release of just those."""
    form = DecideForm(request.POST)
    if not form.numbers:
        messages.info(request, "Tick the papers first.")
    elif form.leads_to_release:
        table = reverse("reviews:release", args=[request.conference.slug])
        return redirect(f"{table}?{urlencode({'selected': form.numbers}, doseq=True)}")
    elif waiting := _waiting_alone(request, form):
        table = reverse("reviews:move_up", args=[request.conference.slug])
        asked = {"selected": waiting, "outcome": form.outcome_id or ""}
        return redirect(f"{table}?{urlencode(asked, doseq=True)}")
    else:
        outcome = None if form.takes_back else _outcome(request, form.outcome_id)
        decide_on(request, form.numbers, outcome, seen=form.seen)
    return _back(request)


def _waiting_alone(request: MemberRequest, form: DecideForm) -> list[int]:
    """The ticked papers if all of them are known to be on the waiting list; empty otherwise."""
    found = [each.submission.number for each in waiting_decisions(request.viewer, form.numbers)]
    return found if not form.takes_back and len(found) == len(set(form.numbers)) else []


def decide_on(
    request: MemberRequest,
    numbers: Collection[int],
    outcome: DecisionClass | None,
    *,
    seen: Mapping[int, int | None],
) -> bool:
    """Decide on these papers, say so or why not, and remember how it is undone; False if it was refused."""
    try:
        before = deciding.set_decisions(
            viewer=request.viewer, numbers=numbers, outcome=outcome, at=request.at, seen=seen
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if not before:
        messages.info(request, "These papers stood there already; nothing changed.")
        return True
    words = outcome.name if outcome else "no decision"
    request.session[memory_of(request)] = {
        "before": {str(number): pk for number, pk in before.items()},
        "after": outcome.pk if outcome else None,
        "words": f"{counted(len(before), 'paper')} set to “{words}”",
    }
    messages.success(
        request, f"{counted(len(before), 'paper')} set to “{words}”. Nobody is told until you release it."
    )
    return True


@requires(Fact.IS_CHAIR)
@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Put the last change of decisions back."""
    memory = request.session.pop(memory_of(request), None)
    if memory is None:
        messages.info(request, "There is nothing to undo.")
        return _back(request)
    before = {int(number): pk for number, pk in memory["before"].items()}
    try:
        done = deciding.undo_decisions(
            viewer=request.viewer, before=before, after=memory["after"], at=request.at
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(request)
    left = len(before) - len(done)
    rest = f" {counted(left, 'paper')} had been decided anew and stay as they are." if left else ""
    messages.success(request, f"{counted(len(done), 'paper')} put back.{rest}")
    return _back(request)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def note(request: MemberRequest, number: int) -> HttpResponse:
    """What the authors of one paper read with its decision."""
    paper = get_object_or_404(papers_under_review(request.viewer), number=number)
    decision = get_object_or_404(Decision.objects.select_related("outcome"), submission=paper)
    form = NoteForm(request.POST or None, initial={"note": decision.note})
    if request.method == "POST" and form.is_valid():
        try:
            deciding.write_note(
                viewer=request.viewer, number=number, note=form.cleaned_data["note"], at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The note on paper {number} is kept.")
            return redirect("reviews:decisions", request.conference.slug)
    context = {"paper": paper, "decision": decision, "form": form, **desk_page(request.viewer, "decisions")}
    return render(request, "reviews/decisions/note.html", context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def change(request: MemberRequest, number: int) -> HttpResponse:
    """Change a released decision, with a reason and a letter to those who know the earlier one."""
    paper = get_object_or_404(papers_under_review(request.viewer), number=number)
    decision = get_object_or_404(Decision.objects.released().select_related("outcome"), submission=paper)
    changes = list(changes_of(decision))
    wanted = DecideForm(request.GET).outcome_id
    form = ChangeForm(
        request.POST or None,
        conference=request.conference,
        initial={"outcome": wanted or decision.outcome_id, "note": decision.note, "seen": len(changes)},
    )
    if request.method == "POST" and form.is_valid():
        answer = _change(request, number, form)
        if answer is not None:
            return answer
    context = {
        **desk_page(request.viewer, "decisions"),
        "paper": paper,
        "decision": decision,
        "form": form,
        "changes": changes,
        "columns": CHANGE_COLUMNS,
        "why_not": why_not_change(paper, decision),
    }
    return render(request, "reviews/decisions/change.html", context)


def _change(request: MemberRequest, number: int, form: ChangeForm) -> HttpResponse | None:
    """Where it leads; None if it was refused, which the form then tells."""
    try:
        mailing = changing.change_decision(
            viewer=request.viewer,
            number=number,
            change=changing.OtherDecision(**form.cleaned_data),
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, Overtaken):  # the page shows it now, so it may be sent again
            form.data = {**request.POST.dict(), "seen": refusal.current}
        return None
    if mailing is None:
        messages.success(request, "The decision is changed. There is nobody to write to.")
        return redirect("reviews:change_decision", request.conference.slug, number)
    messages.success(request, "The decision is changed. The letters about it wait here for your approval.")
    return redirect("mail:mailing", request.conference.slug, mailing.key)


@requires(Fact.IS_CHAIR)
@require_GET
def export_decisions(request: MemberRequest) -> HttpResponseBase:
    """Scores and decisions of the chair's papers as CSV."""
    return csv_response(f"{request.conference.slug}-decisions.csv", HEADER, decision_rows(request.viewer))


def memory_of(request: MemberRequest) -> str:
    """Where the session keeps what can be undone."""
    return f"decisions-undo:{request.conference.pk}"


def _back(request: MemberRequest) -> HttpResponse:
    """The table as it was filtered and sorted; never an address outside it."""
    table = reverse("reviews:decisions", args=[request.conference.slug])
    back: str = DecideForm(request.POST).asked("back")
    return redirect(back if back == table or back.startswith(f"{table}?") else table)


def _outcome(request: MemberRequest, pk: int | None) -> DecisionClass:
    return get_object_or_404(request.conference.decision_classes, pk=pk)
