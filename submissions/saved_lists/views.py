"""The page on which chairs save what their list shows, and change what they saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from submissions.saved_lists.forms import ChangeListForm, ListButtonForm, SaveListForm
from submissions.saved_lists.queries import COLUMNS, PARTS, address_of, saved_lists
from submissions.saved_lists.services import change_list, delete_list, save_list


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def lists(request: MemberRequest) -> HttpResponse:
    """Save the columns, order and group of the address under a name; rename and remove what is saved."""
    asked = ListButtonForm(request.POST)
    is_new = request.method == "POST" and not asked.asked("do")
    initial = {part: request.GET.get(part, "") for part in PARTS}
    form = SaveListForm(request.POST if is_new else None, initial=initial)
    if request.method == "POST" and (_save(request, form) if is_new else _change(request, asked)):
        return redirect("submissions:lists", request.conference.slug)
    context: dict[str, Any] = {
        **desk_page(request.viewer, "submissions"),
        "columns": COLUMNS,
        "lists": [(saved, address_of(saved)) for saved in saved_lists(request.viewer)],
        "form": form,
    }
    return render(request, "submissions/saved_lists/lists.html", context)


def _save(request: MemberRequest, form: SaveListForm) -> bool:
    if not form.is_valid():
        return False
    try:
        saved = save_list(viewer=request.viewer, details=form.details, at=request.at)
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return False
    messages.success(request, f"“{saved}” is saved.")
    return True


def _change(request: MemberRequest, asked: ListButtonForm) -> bool:
    viewer, pk, form = request.viewer, asked.asked("saved") or 0, ChangeListForm(request.POST)
    try:
        if asked.asked("do") == "delete":
            saved = delete_list(viewer=viewer, pk=pk, at=request.at)
            messages.success(request, f"“{saved}” is removed.")
        elif form.is_valid():
            saved = change_list(viewer=viewer, pk=pk, **form.cleaned_data, at=request.at)
            messages.success(request, f"“{saved}” is changed.")
        else:
            messages.error(request, "A list needs a name of at most 60 characters.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return True
