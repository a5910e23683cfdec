from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.text.csv import csv_response
from reviews.reviewing.cells import cells_of
from reviews.reviewing.exports import review_header, review_questions, review_rows
from reviews.reviewing.forms import ReviewProgressForm
from reviews.reviewing.queries.progress import columns_of, progress_page
from reviews.reviewing.services.reminders import prepare_nudges

FIGURES = "reviews/reviewing/progress/figures.jinja"


@requires(Fact.IS_CHAIR)
@require_GET
def progress(request: MemberRequest) -> HttpResponse:
    """How far the reviews are, paper by paper."""
    asked = ReviewProgressForm(request.GET)
    page = progress_page(request.viewer, asked.text, asked.asked("sort"))
    context = {
        **desk_page(request.viewer, "reviews"),
        "columns": columns_of(page.scale),
        "page": page,
        "cells": cells_of(request.conference, page.scale, FIGURES),
    }
    return render(request, "reviews/reviewing/progress.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
@once
def remind(request: MemberRequest) -> HttpResponse:
    """Prepare reminders and lead to their preview; nothing is sent before it is approved there."""
    try:
        mailing = prepare_nudges(viewer=request.viewer, at=request.at)
    except Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("reviews:progress", request.conference.slug)
    messages.info(request, "The reminders are prepared. Look at them, then approve them to be sent.")
    return redirect("mail:mailing", request.conference.slug, mailing.key)


@requires(Fact.IS_CHAIR)
@require_GET
def export_reviews(request: MemberRequest) -> HttpResponseBase:
    """All reviews of the chair's papers as CSV."""
    questions = review_questions(request.viewer)
    name = f"{request.conference.slug}-reviews.csv"
    return csv_response(name, review_header(questions), review_rows(request.viewer, questions))
