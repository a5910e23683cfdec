"""What chairs do with the papers that they ticked in the list."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, View, requires
from effgenai.ui.text.csv import csv_response
from effgenai.ui.text.numbers import counted
from submissions.selection.forms import SelectionForm, TagTickedForm
from submissions.selection.queries import Selection, address_of_list, export_selection, selection_of
from submissions.tags.queries import known_words
from submissions.tags.services import change_tags


def on_selection(view: Callable[[MemberRequest, Selection], HttpResponseBase]) -> View:
    """A page for chairs that gets the ticked papers; without any, or with one of others, back to the list."""

    @requires(Fact.IS_CHAIR)
    @require_POST
    @functools.wraps(view)
    def guarded(request: MemberRequest) -> HttpResponseBase:
        asked = SelectionForm(request.POST)
        try:
            selection = selection_of(request.viewer, asked.chosen, asked.query, whole=asked.wants_all)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of_list(request.conference, asked.query))
        if not selection.papers:
            messages.info(request, "Tick the papers first.")
            return redirect(selection.back)
        return view(request, selection)

    return guarded


def confirmed(request: MemberRequest) -> QueryDict | None:
    """What the page that asks how was sent with; None as long as it is to be shown."""
    return request.POST if "confirm" in request.POST else None


@on_selection
def export(request: MemberRequest, selection: Selection) -> HttpResponseBase:
    """The ticked papers as CSV."""
    header, rows = export_selection(request.viewer, selection)
    return csv_response(f"{request.conference.slug}-papers.csv", header, rows)


@on_selection
def tag(request: MemberRequest, selection: Selection) -> HttpResponseBase:
    """Put tags on the ticked papers, and take others off."""
    form = TagTickedForm(confirmed(request))
    if form.is_valid():
        _tag(request, selection, form)
        return redirect(selection.back)
    context = {
        **desk_page(request.viewer, "submissions"),
        "title": "Tag",
        "selection": selection,
        "form": form,
        "known": known_words(request.viewer),
        "ready": selection.ranges,
        "submit": f"Tag {selection.words}",
    }
    return render(request, "submissions/selection/tag.html", context)


def _tag(request: MemberRequest, selection: Selection, form: TagTickedForm) -> None:
    added, removed = form.cleaned_data["add"], form.cleaned_data["remove"]
    try:
        changed = change_tags(
            viewer=request.viewer, numbers=selection.numbers, add=added, remove=removed, at=request.at
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    words = f"Tags changed on {counted(changed, 'paper')}." if changed else "Nothing had to be changed."
    messages.success(request, words)
