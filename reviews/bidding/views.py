from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from effgenai.ui.text.numbers import counted
from reviews.bidding.forms import BID_CHOICES, BiddingForm, BidFilterForm, BidForm, bids_of
from reviews.bidding.models import biddable_by
from reviews.bidding.queries import COLUMNS, bidding_of, bidding_page, bids_page, progress_now
from reviews.bidding.rules import CLOSED, is_bidding_open
from reviews.bidding.services import place_bids, prepare_bid_reminders, set_bidding
from reviews.navigation import assignment_tabs

ROWS_A_PAGE = 50


@requires(Fact.IS_REVIEWER)
@require_http_methods(["GET", "POST"])
def bids(request: MemberRequest) -> HttpResponse:
    """The papers one may bid on, the best fit first. Without JavaScript the whole page is saved at once."""
    bidding = bidding_of(request.conference)
    if not is_bidding_open(bidding, request.at):
        return render(request, "reviews/bidding/closed.html", status=403 if request.method == "POST" else 200)
    if request.method == "POST":
        return _save_page(request)
    filters = BidFilterForm(request.GET).filters()
    page = bids_page(request.viewer, bidding, filters)
    context = {"page": page, "filters": filters, "choices": BID_CHOICES}
    return render(request, "reviews/bidding/list.html", context)


def _save_page(request: MemberRequest) -> HttpResponse:
    try:
        values = bids_of(request.POST)
        number = place_bids(viewer=request.viewer, by=request.user, values=values, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{counted(number, 'bid')} saved.")
    return redirect(request.get_full_path())


@requires(Fact.IS_REVIEWER)
@require_POST
def bid(request: MemberRequest, number: int) -> JsonResponse:
    """Bid on one paper; the answer says how far one is."""
    bidding = bidding_of(request.conference)
    if not is_bidding_open(bidding, request.at):
        return JsonResponse({"error": CLOSED}, status=403)
    get_object_or_404(biddable_by(request.viewer), number=number)
    try:
        value = BidForm(request.POST).bid()
        place_bids(viewer=request.viewer, by=request.user, values={number: value}, at=request.at)
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    progress = progress_now(request.viewer, bidding)
    words = dict(BID_CHOICES)[value]
    return JsonResponse(
        {
            "said": f"Paper {number}: {words}. {progress.words}.",
            "progress": progress.words,
            "yes": progress.yes,
            "least": progress.least,
        }
    )


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def bidding(request: MemberRequest) -> HttpResponse:
    """How bidding goes, and whether it is open."""
    row = bidding_of(request.conference)
    form = BiddingForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        set_bidding(conference=request.conference, bidding=form.instance, by=request.user, at=request.at)
        messages.success(request, "Saved.")
        return redirect("reviews:bidding", request.conference.slug)
    page = bidding_page(request.viewer, bidding_of(request.conference))
    context = {
        **desk_page(request.viewer, "assignment"),
        "tabs": assignment_tabs(request.viewer, "bidding"),
        "form": form,
        "columns": COLUMNS,
        "page": page,
        "open": is_bidding_open(bidding_of(request.conference), request.at),
        "page_obj": Paginator(page.papers, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reviews/bidding/desk.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
@once
def remind(request: MemberRequest) -> HttpResponse:
    """Prepare letters to those who bid on too few papers; nothing is sent before it is approved."""
    try:
        mailing = prepare_bid_reminders(viewer=request.viewer, at=request.at)
    except Refused as refusal:
        messages.info(request, str(refusal))
        return redirect("reviews:bidding", request.conference.slug)
    messages.info(request, "The letters are prepared. Look at them, then approve them to be sent.")
    return redirect("mail:mailing", request.conference.slug, mailing.key)
