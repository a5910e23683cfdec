"""Forms that save themselves while somebody writes, for that person alone, until a button does it."""

from __future__ import annotations

import functools
from typing import Any, TypeVar

from django.forms import BaseForm, FileField
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.datastructures import MultiValueDict

from effgenai.conferences.core.errors import Overtaken, Refused
from effgenai.conferences.unfinished.models import UnfinishedForm
from effgenai.conferences.unfinished.queries import unfinished_form
from effgenai.conferences.unfinished.services import clear_unfinished, save_unfinished
from effgenai.conferences.web.http import MemberRequest, View
from effgenai.ui.text.numbers import whole

Form = TypeVar("Form", bound=BaseForm)
VERSION_HEADER = "X-Autosave"
GO_ON = "unfinished"


def saves_itself(view: View) -> View:
    """Let the form of this page save itself under its own address, below the guard that says who may use it.

    What was typed is offered when the page is opened again (`request.unfinished`), and goes once the view
    answers the button with a redirect.
    """

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.unfinished = unfinished_form(**_form_of(request))
        if request.method != "POST":
            return view(request, *args, **kwargs)
        if is_autosave(request):
            return autosave(request)
        if request.POST.get(GO_ON) == "discard":
            clear_unfinished(**_form_of(request))
            return HttpResponseRedirect(request.path)
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseRedirect):
            clear_unfinished(**_form_of(request))
        return answer

    return guarded


def begun_form(request: MemberRequest, path: str) -> UnfinishedForm | None:
    """What the person began in the form at `path`, for a page that leads there."""
    return unfinished_form(request.conference, request.user, path)


def resumed(request: Any, form: Form) -> Form:
    """The form with what was typed into it before, if the person asks to go on with that."""
    mine: UnfinishedForm | None = getattr(request, "unfinished", None)
    if mine is None or form.is_bound or GO_ON not in request.GET:
        return form
    for name, field in form.fields.items():
        if not isinstance(field, FileField):
            key = form.add_prefix(name)
            form.initial[name] = field.widget.value_from_datadict(mine.data, MultiValueDict(), key)
    return form


def _form_of(request: MemberRequest) -> dict[str, Any]:
    return {"conference": request.conference, "by": request.user, "path": request.path}


def is_autosave(request: MemberRequest) -> bool:
    """Whether the form saves itself: nobody has pressed a button."""
    return VERSION_HEADER in request.headers


def autosave(request: MemberRequest) -> HttpResponse:
    """Keep what is typed into the form at this address for its writer: the contract of docs/ui.md."""
    is_forced = request.POST.get("force") == "1"
    seen = None if is_forced else whole(request.headers[VERSION_HEADER]) or 0
    try:
        saved = save_unfinished(**_form_of(request), typed=request.POST, at=request.at, version=seen)
    except Overtaken as overtaken:
        return JsonResponse(_saved(request, overtaken.current), status=409)
    except Refused as refusal:
        return JsonResponse({"errors": {"__all__": [str(refusal)]}}, status=403)
    return JsonResponse(_saved(request, saved))


def _saved(request: MemberRequest, row: UnfinishedForm | None) -> dict[str, Any]:
    at = row.saved_at if row else request.at
    return {"version": row.version if row else 0, "saved_at": at.isoformat()}
