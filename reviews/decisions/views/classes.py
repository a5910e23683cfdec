"""The kinds of decision and their letters."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.web.desk import desk_page
from effgenai.conferences.web.http import MemberRequest, requires
from effgenai.conferences.web.once import once
from reviews.decisions.emails import PLACEHOLDERS
from reviews.decisions.forms import (
    DecisionClassForm,
)
from reviews.decisions.models import DecisionClass
from reviews.decisions.queries import (
    CLASS_COLUMNS,
)
from reviews.decisions.services import classes as kinds


@requires(Fact.IS_CHAIR)
@require_GET
def classes(request: MemberRequest) -> HttpResponse:
    """The kinds of decision and their letters."""
    context = {
        **desk_page(request.viewer, "decisions"),
        "columns": CLASS_COLUMNS,
        "classes": request.conference.decision_classes.all(),
        "has_waiting_list": request.conference.decision_classes.filter(waits=True).exists(),
    }
    return render(request, "reviews/decisions/classes.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def install_classes(request: MemberRequest) -> HttpResponse:
    """Begin with the usual kinds of decision."""
    kinds.install_default_decisions(request.conference, request.at, by=request.user)
    messages.success(request, "Oral, poster and reject are in place, each with its letter.")
    return redirect("reviews:decision_classes", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def add_waiting_list(request: MemberRequest) -> HttpResponse:
    """Add a waiting list with a letter that can be changed."""
    try:
        added = kinds.add_waiting_list(conference=request.conference, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:decision_classes", request.conference.slug)
    messages.success(request, "There is a waiting list now. Read its letter, and change what you like.")
    return redirect("reviews:decision_class", request.conference.slug, added.pk)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def decision_class(request: MemberRequest, pk: int | None = None) -> HttpResponse:
    """Change a kind of decision and its letter, or add one."""
    known = get_object_or_404(request.conference.decision_classes, pk=pk) if pk else None
    instance = known or DecisionClass(conference=request.conference)
    form = DecisionClassForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid() and _save_class(request, form):
        return redirect("reviews:decision_classes", request.conference.slug)
    context = {
        **desk_page(request.viewer, "decisions"),
        "form": form,
        "known": known,
        "placeholders": [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()],
    }
    return render(request, "reviews/decisions/class.html", context)


def _save_class(request: MemberRequest, form: DecisionClassForm) -> bool:
    try:
        kinds.save_decision_class(outcome=form.instance, by=request.user, at=request.at)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return False
    return True
