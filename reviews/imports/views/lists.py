"""Importing what stands beside papers in the browser: choose files, see what would be made, then import."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.states import Role
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.tables import Column
from reviews.imports.forms import CommitteeImportForm, ConflictsImportForm, FilesForm, ReviewsImportForm
from reviews.imports.services.committee import import_committee, preview_committee
from reviews.imports.services.conflicts import import_conflicts, preview_conflicts
from reviews.imports.services.reviews import import_reviews, preview_reviews
from submissions.imports.imported import BadImport

MAX_SHOWN = 50
COLUMNS = (Column("In the files"), Column("Taken as"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What a page of one kind of files says; `stage` is that of the desk, `back` where its table stands."""

    title: str
    lead: str
    press: str
    stage: str
    back: str
    address: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Preview:
    """What a chair sees of files before anything is imported."""

    lines: Sequence[str]
    problems: Sequence[str]
    forms: Sequence[str]
    left_out: Sequence[tuple[str, int]]
    taken: Mapping[str, str]
    first: Sequence[tuple[str, str]]
    questions: Sequence[tuple[str, str]] = ()
    matching: Sequence[tuple[str, str]] = ()

    @property
    def shown(self) -> Sequence[str]:
        """The first problems."""
        return self.problems[:MAX_SHOWN]


COMMITTEE = _Page(
    title="Import a committee",
    lead="Members of a committee that was gathered elsewhere come here with their roles and topics.",
    press="Import the committee",
    stage="committee",
    back="reviews:committee",
    address="reviews:import_committee",
)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def import_members(request: MemberRequest) -> HttpResponse:
    """Members of the committee: to be invited, or at once."""
    form = CommitteeImportForm(request.POST or None, request.FILES or None)

    def asked() -> dict[str, Any]:
        return {
            "conference": request.conference,
            "members": form.found.members,
            "usual": Role(form.cleaned_data["role"]),
            "are_members": form.cleaned_data["how"] == "join",
            "by": request.user,
            "at": request.at,
        }

    def preview() -> _Preview:
        found = form.found
        first = [(one.name or one.email, one.email if one.name else "") for one in found.members[:MAX_SHOWN]]
        return _Preview(
            lines=preview_committee(**asked()).lines,
            problems=found.problems,
            forms=found.forms,
            left_out=found.left_out.most_common(),
            taken=found.taken,
            first=first,
        )

    return _import(request, COMMITTEE, form, preview, lambda: import_committee(**asked()).lines)


REVIEWS = _Page(
    title="Import reviews",
    lead="Reviews that were written elsewhere come here as submitted ones, with those who wrote them. "
    "Authors read them when the decision is released.",
    press="Import the reviews",
    stage="reviews",
    back="reviews:progress",
    address="reviews:import_reviews",
)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def import_written_reviews(request: MemberRequest) -> HttpResponse:
    """Reviews with their texts, each column as the answer to a question."""
    form = ReviewsImportForm(request.POST or None, request.FILES or None)

    def asked() -> dict[str, Any]:
        return {
            "conference": request.conference,
            "found": form.found,
            "chosen": form.chosen(),
            "by": request.user,
            "at": request.at,
        }

    def preview() -> _Preview:
        report = preview_reviews(**asked())
        return _Preview(
            lines=report.lines,
            problems=report.problems,
            forms=form.found.forms,
            left_out=form.found.left_out.most_common(),
            taken={},
            first=[],
            questions=report.questions,
            matching=list(report.taken.items()),
        )

    return _import(request, REVIEWS, form, preview, lambda: import_reviews(**asked()).lines)


CONFLICTS = _Page(
    title="Import conflicts of interest",
    lead="Conflicts that are known elsewhere come here as if you had set each: they bind at once.",
    press="Import the conflicts",
    stage="conflicts",
    back="submissions:conflicts",
    address="reviews:import_conflicts",
)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def import_known_conflicts(request: MemberRequest) -> HttpResponse:
    """Who is in conflict with which paper."""
    form = ConflictsImportForm(request.POST or None, request.FILES or None)

    def asked() -> dict[str, Any]:
        return {
            "conference": request.conference,
            "conflicts": form.found.conflicts,
            "problems": form.found.problems,
            "by": request.user,
            "at": request.at,
        }

    def preview() -> _Preview:
        report = preview_conflicts(**asked())
        found = form.found
        return _Preview(
            lines=report.lines,
            problems=report.problems,
            forms=found.forms,
            left_out=found.left_out.most_common(),
            taken=found.taken,
            first=[(f"Paper {one.paper}", one.person) for one in found.conflicts[:MAX_SHOWN]],
        )

    return _import(request, CONFLICTS, form, preview, lambda: import_conflicts(**asked()).lines)


def _import(
    request: MemberRequest,
    page: _Page,
    form: FilesForm,
    preview: Callable[[], _Preview],
    work: Callable[[], Sequence[str]],
) -> HttpResponse:
    """The page of one kind of files: its form, its preview, or the way back once it is done."""
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "import":
                messages.success(request, " ".join([*work(), "Nobody got a mail."]))
                return redirect(page.back, request.conference.slug)
            shown = preview()
        except BadImport as bad:
            form.refuse(bad)
    context: dict[str, Any] = {
        **desk_page(request.viewer, page.stage),
        "page": page,
        "form": form,
        "preview": shown,
        "columns": COLUMNS,
        "back": reverse(page.back, args=[request.conference.slug]),
        "again": reverse(page.address, args=[request.conference.slug]),
    }
    return render(request, "reviews/imports/list.html", context)
