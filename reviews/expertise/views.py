from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from reviews.expertise.bibliography.listed import ListedPaper
from reviews.expertise.forms import PaperListForm, PastPaperForm, ReviewerForm
from reviews.expertise.models import PastPaper
from reviews.expertise.queries import expertise_initial
from reviews.expertise.services import (
    add_past_papers,
    prepare_expertise_letters,
    remove_past_paper,
    save_expertise,
)

SHOWN = 20


@requires(Fact.IS_REVIEWER, Fact.IS_AREA_CHAIR)
@require_http_methods(["GET", "POST"])
def expertise(request: MemberRequest) -> HttpResponse:
    """What I know, how much I take, what I wrote."""
    if request.method == "GET":
        return _page(request)
    form = ReviewerForm(request.POST, conference=request.conference)
    if not form.is_valid():
        return _page(request, form=form)
    save_expertise(
        conference=request.conference,
        user=request.user,
        load=form.cleaned_data["load"],
        topics=form.cleaned_data["topics"],
        availability=form.availability,
        at=request.at,
    )
    messages.success(request, "Your topics, load and times are saved.")
    return redirect("reviews:expertise", request.conference.slug)


@requires(Fact.IS_REVIEWER, Fact.IS_AREA_CHAIR)
@require_POST
def add_paper(request: MemberRequest) -> HttpResponse:
    """Add one past paper."""
    form = PastPaperForm(request.POST)
    if not form.is_valid():
        return _page(request, paper_form=form)
    data = form.cleaned_data
    return _add(request, [ListedPaper(data["title"], data["abstract"], data["year"])])


@requires(Fact.IS_REVIEWER, Fact.IS_AREA_CHAIR)
@require_POST
def add_list(request: MemberRequest) -> HttpResponse:
    """Add lists and files of past papers, and tell what of them was not understood."""
    form = PaperListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, list_form=form)
    done = _add(request, form.reading.papers)
    return _page(request, problems=form.reading.problems) if form.reading.problems else done


def _add(request: MemberRequest, papers: list[ListedPaper]) -> HttpResponse:
    added = add_past_papers(conference=request.conference, user=request.user, papers=papers, at=request.at)
    messages.success(request, added.words)
    return redirect("reviews:expertise", request.conference.slug)


@requires(Fact.IS_REVIEWER, Fact.IS_AREA_CHAIR)
@require_POST
def remove_paper(request: MemberRequest, pk: int) -> HttpResponse:
    """Take one of my papers off the list."""
    paper = get_object_or_404(PastPaper, user=request.user, pk=pk)
    remove_past_paper(conference=request.conference, paper=paper, by=request.user, at=request.at)
    messages.success(request, f"“{paper.title}” is off your list.")
    return redirect("reviews:expertise", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
@once
def ask(request: MemberRequest) -> HttpResponse:
    """Prepare letters to those of whom nothing is known; nothing is sent before it is approved."""
    try:
        mailing = prepare_expertise_letters(viewer=request.viewer, at=request.at)
    except Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("reviews:committee", request.conference.slug)
    messages.info(request, "The letters are prepared. Look at them, then approve them to be sent.")
    return redirect("mail:mailing", request.conference.slug, mailing.key)


def _page(
    request: MemberRequest,
    *,
    form: ReviewerForm | None = None,
    paper_form: PastPaperForm | None = None,
    list_form: PaperListForm | None = None,
    problems: Sequence[str] = (),
) -> HttpResponse:
    initial = expertise_initial(request.viewer)
    context = {
        "form": form or ReviewerForm(conference=request.conference, initial=initial),
        "paper_form": paper_form or PastPaperForm(),
        "list_form": list_form or PaperListForm(),
        "problems": problems[:SHOWN],
        "more_problems": max(0, len(problems) - SHOWN),
        "papers": request.user.past_papers.all(),
    }
    return render(request, "reviews/expertise/expertise.html", context)
