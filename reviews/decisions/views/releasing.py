"""The release: what it does, when, and what is shown to whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.dates import ZonedInstant, moment
from reviews.decisions.before_release import release_page
from reviews.decisions.forms import (
    ReleaseDecisionsForm,
    SelectedPapersForm,
    ShowAcceptedForm,
    ShowReviewsForm,
    WhenForm,
)
from reviews.decisions.queries import SCHEDULED_COLUMNS
from reviews.decisions.services import letters, releasing, scheduling, showing
from reviews.decisions.services.showing import ShownTo
from reviews.decisions.states import Released
from reviews.decisions.views.deciding import memory_of


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def release(request: MemberRequest) -> HttpResponse:
    """Show exactly what a release does; then do exactly that."""
    numbers = SelectedPapersForm(request.GET).numbers or None
    if request.method != "POST":
        return _release_page(request, numbers)
    form = ReleaseDecisionsForm(request.POST, conference=request.conference)
    if not form.is_valid():
        return _release_page(request, numbers, release_form=form)
    shown = ShownTo(form.accepted_shown, form.reviews_shown)
    when = form.cleaned_data["when"]
    try:
        if when is not None:
            return _schedule(request, Released.DECISIONS, when, shown, numbers)
        return _release(request, numbers, shown)
    except Overtaken as refusal:
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    except Refused as refusal:
        form.add_error("when" if when else None, str(refusal))
        return _release_page(request, numbers, release_form=form)


def _release_page(
    request: MemberRequest,
    numbers: list[int] | None,
    *,
    release_form: ReleaseDecisionsForm | None = None,
    accepted_form: ShowAcceptedForm | None = None,
    reviews_form: ShowReviewsForm | None = None,
) -> HttpResponse:
    page, conference = release_page(request.viewer, numbers), request.conference
    context = {
        **desk_page(request.viewer, "decisions"),
        "page": page,
        "is_selection": numbers is not None,
        "hidden": [("seal", page.seal)],
        "release_form": release_form or ReleaseDecisionsForm(conference=conference),
        "accepted_form": accepted_form or ShowAcceptedForm(conference=conference),
        "reviews_form": reviews_form or ShowReviewsForm(conference=conference),
        "scheduled_columns": SCHEDULED_COLUMNS,
    }
    return render(request, "reviews/decisions/release.html", context)


def _release(request: MemberRequest, numbers: list[int] | None, shown: ShownTo) -> HttpResponse:
    done = releasing.release_decisions(
        viewer=request.viewer,
        numbers=numbers,
        seal=request.POST.get("seal", ""),
        at=request.at,
        shown=shown,
    )
    request.session.pop(memory_of(request), None)
    if done.mailing is not None:
        is_unfinished = done.mailing.unwritten.exists()
        words = "are being written, and then wait" if is_unfinished else "wait"
        messages.success(
            request, f"The decisions are released. Their letters {words} here for your approval."
        )
        return redirect("mail:mailing", request.conference.slug, done.mailing.key)
    messages.success(request, "The decisions are released. There is nobody to write to.")
    return redirect("reviews:decisions", request.conference.slug)


def _schedule(
    request: MemberRequest,
    what: Released,
    when: ZonedInstant,
    shown: ShownTo,
    numbers: list[int] | None = None,
) -> HttpResponse:
    scheduling.schedule_release(
        viewer=request.viewer, what=what, when=when, shown=shown, at=request.at, numbers=numbers
    )
    words = moment(when.instant, when.zone, request.at)
    messages.success(request, f"It is done by itself {words}. Until then you can cancel it below.")
    return redirect("reviews:release", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def show_accepted(request: MemberRequest) -> HttpResponse:
    """Say who sees the list of accepted papers, now or at a time."""
    form = ShowAcceptedForm(request.POST, conference=request.conference)
    answer = _show(request, form, Released.ACCEPTED, lambda to: ShownTo(accepted=to))
    return answer or _release_page(request, None, accepted_form=form)


@requires(Fact.IS_CHAIR)
@require_POST
def show_reviews(request: MemberRequest) -> HttpResponse:
    """Say whose authors read the reviews, now or at a time."""
    form = ShowReviewsForm(request.POST, conference=request.conference)
    answer = _show(request, form, Released.REVIEWS, lambda to: ShownTo(reviews=to))
    return answer or _release_page(request, None, reviews_form=form)


def _show(
    request: MemberRequest, form: WhenForm, what: Released, shown_to: Callable[[Any], ShownTo]
) -> HttpResponse | None:
    """Where it leads; None if the form says what is wrong."""
    if not form.is_valid():
        return None
    shown, when = shown_to(form.cleaned_data["shown"]), form.cleaned_data["when"]
    if when is None:
        is_news = showing.show(viewer=request.viewer, shown=shown, at=request.at)
        messages.success(request, "That holds from now on." if is_news else "It was so already.")
        return redirect("reviews:release", request.conference.slug)
    try:
        return _schedule(request, what, when, shown)
    except Refused as refusal:
        form.add_error("when", str(refusal))
        return None


@requires(Fact.IS_CHAIR)
@require_POST
def cancel_release(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back what was to be released at a time."""
    try:
        scheduling.cancel_release(viewer=request.viewer, pk=pk, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "That release is cancelled.")
    return redirect("reviews:release", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def write_letters(request: MemberRequest) -> HttpResponse:
    """Prepare the letters that authors of released papers did not get, and show them for approval."""
    try:
        mailing = letters.prepare_missing_letters(viewer=request.viewer, at=request.at)
    except Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("reviews:decisions", request.conference.slug)
    messages.success(request, "The letters wait here for your approval.")
    return redirect("mail:mailing", request.conference.slug, mailing.key)
