"""What chairs do with the papers that they ticked in the list."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.http import MemberRequest, View, requires
from effgenai.ui.text.csv import csv_response
from submissions.selection.forms import SelectionForm
from submissions.selection.queries import Selection, address_of_list, export_selection, selection_of


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
