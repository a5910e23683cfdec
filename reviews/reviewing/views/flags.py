from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.text.numbers import counted
from reviews.reviewing.forms import FlagsForm, MarkFlagsForm
from reviews.reviewing.queries.flags import COLUMNS, flags_page
from reviews.reviewing.services.flags import Marked, mark_flags

ROWS_A_PAGE = 100


@requires(Fact.IS_CHAIR)
@require_GET
def flags(request: MemberRequest) -> HttpResponse:
    """What reviewers flagged on the papers of the chair, unread first."""
    page = flags_page(request.viewer, FlagsForm(request.GET).text)
    context = {
        **desk_page(request.viewer, "reviews"),
        "columns": COLUMNS,
        "page": page,
        "page_obj": Paginator(page.rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "back": request.get_full_path(),
    }
    return render(request, "reviews/reviewing/flags.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def mark(request: MemberRequest) -> HttpResponse:
    """Mark flags as seen or as unread, then lead back to where they were."""
    form = MarkFlagsForm(request.POST)
    marked = mark_flags(viewer=request.viewer, keys=form.keys, seen=form.as_seen, at=request.at)
    _say(request, marked, "seen" if form.as_seen else "unread")
    paper = form.asked("paper")
    if paper is not None:
        return redirect("submissions:paper", request.conference.slug, paper)
    table = reverse("reviews:flags", args=[request.conference.slug])
    back: str = form.asked("back")
    return redirect(back if back.startswith(f"{table}?") else table)


def _say(request: MemberRequest, marked: Marked, state: str) -> None:
    if marked.done:
        messages.success(request, f"{counted(marked.done, 'flag')} marked as {state}.")
    if marked.changed:
        words = counted(marked.changed, "flag")
        messages.error(request, f"{words} changed meanwhile. Please look again: nothing was marked there.")
    if not marked.done and not marked.changed:
        messages.info(request, f"Tick the flags that are to be marked as {state} first.")
