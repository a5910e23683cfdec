"""Importing papers in the browser: choose files, see what would be made, then import."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page, tabs
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.tables import Column
from effgenai.ui.text.numbers import counted
from reviews.imports.forms import ImportForm
from reviews.imports.reports import report_lines
from reviews.imports.services.papers import import_file, preview_import
from submissions.imports.decisions import UnknownWords
from submissions.imports.imported import BadImport, PaperFile

MAX_SHOWN = 10
COLUMNS = (Column("In the files"), Column("Taken as"))


@dataclasses.dataclass(frozen=True, slots=True)
class _Preview:
    """What a chair sees of files before anything is imported.

    `unknown` are words of which nobody said what they mean, with how often each comes.
    """

    found: PaperFile
    lines: list[str]
    taken: list[tuple[str, str]]
    left_out: list[tuple[str, int]]
    said: list[tuple[str, str]]
    unknown: list[tuple[str, int]]


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def import_papers(request: MemberRequest) -> HttpResponse:
    """Read files, show what they come to, then import them."""
    form = ImportForm(request.POST or None, request.FILES or None, conference=request.conference)
    preview = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "import" and (imported := _imported(request, form)):
            return imported
        preview = _preview(request, form)
    context: dict[str, Any] = {
        **desk_page(request.viewer, "submissions"),
        "tabs": tabs(request.viewer, "submissions", "reviews:import_papers"),
        "form": form,
        "preview": preview,
        "columns": COLUMNS,
        "shown": preview.found.papers[:MAX_SHOWN] if preview else [],
    }
    return render(request, "reviews/imports/import.html", context)


def _arguments(request: MemberRequest, form: ImportForm) -> dict[str, Any]:
    return {
        "conference": request.conference,
        "papers": form.found.papers,
        "track": form.cleaned_data.get("track", ""),
        "meanings": form.meanings(),
        "with_scores": not form.cleaned_data.get("without_scores"),
        "by": request.user,
        "at": request.at,
    }


def _preview(request: MemberRequest, form: ImportForm) -> _Preview | None:
    """What would be made; None, with the reasons in the form, where nothing can be."""
    said = [(word, says.value) for says, words in form.meanings().items() for word in words]
    lines: list[str] = []
    unknown: list[tuple[str, int]] = []
    try:
        report = preview_import(**_arguments(request, form))
        lines = report_lines(report, is_released=False, names_papers=False)
    except UnknownWords as words:
        unknown = words.words.most_common()
    except BadImport as bad:
        form.refuse(bad)
        return None
    taken, left_out = list(form.found.taken.items()), form.found.left_out.most_common()
    return _Preview(form.found, lines, taken, left_out, said, unknown)


def _imported(request: MemberRequest, form: ImportForm) -> HttpResponse | None:
    """The way back after the import; None where the preview has to say why nothing was imported."""
    try:
        report = import_file(**_arguments(request, form))
    except BadImport:
        return None
    papers = counted(len(report.papers.new), "paper")
    messages.success(request, f"{papers} imported. Nobody got a mail; decisions are provisional.")
    return redirect("submissions:desk", request.conference.slug)
