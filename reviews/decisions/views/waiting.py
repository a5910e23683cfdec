"""Papers of the waiting list move up, several at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.decisions.forms import DecideForm, MoveUpForm, SeenChangesForm
from reviews.decisions.queries import waiting_decisions
from reviews.decisions.services.changing import MoveUp, move_up

COLUMNS = (Column("No.", look="num"), Column("Paper"), Column("Decision", phone=False))


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def move_papers_up(request: MemberRequest) -> HttpResponse:
    """The ticked papers of the waiting list, what becomes of them, and why."""
    wanted = DecideForm(request.GET)
    form = MoveUpForm(
        request.POST or None, conference=request.conference, initial={"outcome": wanted.outcome_id}
    )
    seen = SeenChangesForm(request.POST).seen
    if request.method == "POST" and form.is_valid() and (answer := _move(request, form, seen)):
        return answer
    waiting = waiting_decisions(request.viewer, seen or wanted.numbers)
    context = {
        **desk_page(request.viewer, "decisions"),
        "form": form,
        "waiting": waiting,
        "columns": COLUMNS,
    }
    return render(request, "reviews/decisions/move_up.html", context)


def _move(request: MemberRequest, form: MoveUpForm, seen: dict[int, int]) -> HttpResponse | None:
    """Where it leads; None if it was refused, which the form then tells."""
    try:
        moved = MoveUp(**form.cleaned_data, seen=seen)
        mailing = move_up(viewer=request.viewer, moved=moved, at=request.at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    words = f"{counted(len(seen), 'paper')} set to “{moved.outcome.name}”."
    if mailing is None:
        messages.success(request, f"{words} There is nobody to write to.")
        return redirect("reviews:decisions", request.conference.slug)
    messages.success(request, f"{words} The letters wait here for your approval.")
    return redirect("mail:mailing", request.conference.slug, mailing.key)
