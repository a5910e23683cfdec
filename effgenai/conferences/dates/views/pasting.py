"""Dates pasted as a list: seen as they are understood, corrected, then added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.dates.forms.pasting import (
    MAX_DATES,
    DatesForm,
    PastedDate,
    PastedDateForm,
    pasted_dates,
)
from effgenai.conferences.dates.services import add_milestones
from effgenai.conferences.dates.states import MilestoneKind
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.dates import moment_with_year
from effgenai.ui.text.numbers import counted


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def paste_dates(request: MemberRequest) -> HttpResponse:
    """A list of dates, what is understood of it, and each date as it can be corrected."""
    form = DatesForm(request.POST or None)
    rows: list[PastedDateForm] = []
    unknown: list[PastedDate] = []
    if request.method == "POST" and "add" in request.POST:
        rows = _corrected(request.conference, request.POST)
        wrong = [row for row in rows if not row.is_valid()]  # each is asked, so that all mistakes are shown
        if not wrong and _add(request, form, rows):
            return redirect("conferences:milestones", request.conference.slug)
    elif form.is_valid():
        found = pasted_dates(request.conference, form.cleaned_data["text"])
        rows = _rows(request.conference, [one for one in found if not one.why_not])
        unknown = [one for one in found if one.why_not]
    context: dict[str, Any] = {"form": form, "rows": rows, "unknown": unknown}
    return desk_response(request, "conferences/dates/desk/paste.html", "call", **context)


def _rows(conference: Conference, found: Sequence[PastedDate]) -> list[PastedDateForm]:
    """A form for each date; those of a kind that is there already are not ticked."""
    dates = list(conference.milestones.all())
    there = {date.kind: date for date in dates}
    names = {date.name.casefold() for date in dates}
    rows = []
    for place, one in enumerate(found):
        known = there.get(one.kind) if one.kind != MilestoneKind.OTHER else None
        is_there = known is not None or one.label.casefold() in names
        when = moment_with_year(known.instant, known.zone) if known else ""
        already = f"There already: {known.name}, {when}." if known else ""
        initial: dict[str, Any] = {
            "line": one.line,
            "assumed": " ".join(filter(None, (one.assumed, already))),
            "is_taken": not is_there,
            "kind": one.kind,
            "label": one.label,
            "when": [one.wall, one.zone],
        }
        rows.append(
            PastedDateForm(
                initial=initial, prefix=f"date-{place}", conference=conference, named_zone=one.zone
            )
        )
    return rows


def _corrected(conference: Conference, posted: Mapping[str, Any]) -> list[PastedDateForm]:
    places = [place for place in range(MAX_DATES) if f"date-{place}-kind" in posted]
    return [PastedDateForm(posted, prefix=f"date-{place}", conference=conference) for place in places]


def _add(request: MemberRequest, form: DatesForm, rows: Sequence[PastedDateForm]) -> bool:
    """Add the ticked dates, all or none; what stands in the way is said above the form."""
    dates = [row.milestone for row in rows if row.cleaned_data["is_taken"]]
    try:
        add_milestones(milestones=dates, by=request.user, at=request.at)
    except Refused as refusal:
        form.is_valid()
        form.add_error(None, str(refusal))
        return False
    left = len(rows) - len(dates)
    tail = f" {counted(left, 'line')} of the list {'was' if left == 1 else 'were'} left out." if left else ""
    messages.success(request, f"{counted(len(dates), 'date')} added.{tail}")
    return True
