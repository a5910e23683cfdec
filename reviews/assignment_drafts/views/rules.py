from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.ui.forms.asked import SearchForm
from effgenai.ui.text.numbers import counted
from reviews.assignment_drafts.forms import LiftForm, WhyForm
from reviews.assignment_drafts.models import PairRule
from reviews.assignment_drafts.queries.pairs.ruled import COLUMNS, pair_rules_page
from reviews.assignment_drafts.services.ruling import explain_rule, lift_rules
from reviews.navigation import assignment_tabs

ROWS_A_PAGE = 100


@requires(Fact.IS_CHAIR)
@require_GET
def pair_rules(request: MemberRequest) -> HttpResponse:
    """Every pair that is required or forbidden, by whom, when and why."""
    page = pair_rules_page(request.viewer, SearchForm(request.GET).text)
    context = {
        **desk_page(request.viewer, "assignment"),
        "tabs": assignment_tabs(request.viewer, "pair_rules"),
        "columns": COLUMNS,
        "page": page,
        "page_obj": Paginator(page.rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "back": request.get_full_path(),
    }
    return render(request, "reviews/assignment_drafts/rules.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def lift(request: MemberRequest) -> HttpResponse:
    """Take back the rules that are ticked."""
    form = LiftForm(request.POST)
    lifted = lift_rules(viewer=request.viewer, rules=form.asked("selected"), at=request.at)
    if lifted:
        messages.success(request, f"{counted(lifted, 'rule')} taken back.")
    else:
        messages.info(request, "Tick the rules that are to be taken back first.")
    return _back(request, form.asked("back"))


@requires(Fact.IS_CHAIR)
@require_POST
def explain(request: MemberRequest, pk: int) -> HttpResponse:
    """Say why a rule is there."""
    if not PairRule.objects.visible_to(request.viewer).filter(pk=pk).exists():
        raise Http404
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return _back(request, request.POST.get("back", ""))
    try:
        explain_rule(viewer=request.viewer, rule=pk, reason=form.cleaned_data["reason"], at=request.at)
        messages.success(request, "Noted why.")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(request, request.POST.get("back", ""))


def _back(request: MemberRequest, back: str) -> HttpResponse:
    table = reverse("reviews:pair_rules", args=[request.conference.slug])
    return redirect(back if back.startswith(f"{table}?") else table)
