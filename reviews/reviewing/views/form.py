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
from effgenai.conferences.web.pressed import Direction, pressed
from effgenai.ui.tables import Column
from reviews.reviewing.forms import NewQuestionForm, QuestionForm
from reviews.reviewing.models import ReviewField
from reviews.reviewing.rules import why_not_remove_question
from reviews.reviewing.services import form as services

COLUMNS = (
    Column("Question"),
    Column("Kind", phone=False),
    Column("Who reads it"),
    Column("Answer", phone=False),
    Column("Order"),
)


@requires(Fact.IS_CHAIR)
@require_GET
def form(request: MemberRequest) -> HttpResponse:
    """The questions that reviewers answer, in order, and who reads the answers."""
    context = {
        **desk_page(request.viewer, "reviews"),
        "columns": COLUMNS,
        "questions": request.conference.review_fields.all(),
        "is_in_use": services.form_is_in_use(request.conference),
    }
    return render(request, "reviews/reviewing/form/list.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def install(request: MemberRequest) -> HttpResponse:
    """Begin with the usual questions."""
    services.install_default_review_form(request.conference, request.at, by=request.user)
    messages.success(request, "The usual review form is in place. Change what you like.")
    return redirect("reviews:form", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@once
def add_question(request: MemberRequest) -> HttpResponse:
    """Write a new question."""
    form = NewQuestionForm(request.POST or None, instance=ReviewField(conference=request.conference))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_question(question=form.instance, by=request.user, at=request.at)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            return redirect("reviews:form", request.conference.slug)
    return render(
        request,
        "reviews/reviewing/form/question.html",
        {**desk_page(request.viewer, "reviews"), "form": form},
    )


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def question(request: MemberRequest, name: str) -> HttpResponse:
    """Change a question."""
    question = _question(request, name)
    form = QuestionForm(request.POST or None, instance=_question(request, name))
    is_in_use = services.form_is_in_use(request.conference)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_question(question=question, by=request.user, at=request.at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reviews:form", request.conference.slug)
    context = {
        **desk_page(request.viewer, "reviews"),
        "form": form,
        "question": question,
        "is_in_use": is_in_use,
        "why_not_remove": why_not_remove_question(question, is_in_use=is_in_use),
    }
    return render(request, "reviews/reviewing/form/question.html", context)


@requires(Fact.IS_CHAIR)
@require_POST
def move_question(request: MemberRequest, name: str) -> HttpResponse:
    """Move a question one place up or down."""
    question = _question(request, name)
    up = pressed(request, "direction", Direction) is Direction.UP
    services.move_question(question=question, up=up, by=request.user, at=request.at)
    return redirect("reviews:form", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_POST
def remove_question(request: MemberRequest, name: str) -> HttpResponse:
    """Take a question off the form."""
    services.remove_question(question=_question(request, name), by=request.user, at=request.at)
    return redirect("reviews:form", request.conference.slug)


def _question(request: MemberRequest, name: str) -> ReviewField:
    return get_object_or_404(request.conference.review_fields, name=name)
