"""The same form sent again, by a second click or by "reload": done once, and both lead to what came of it.

Every drawn form has a token against forgery of its own. A form that comes again with this token and word for
word the same is the same form; changed or drawn anew it is another one. That it came is written in the
transaction of what it did, so of any number that come at once one is done, and the others wait for it.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from effgenai.conferences.core.models import SentForm

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
LIFETIME = dt.timedelta(days=1)
SENT_BEFORE = "This was sent already; nothing is done twice."

P = ParamSpec("P")
Request = TypeVar("Request", bound=HttpRequest)


def once(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Do what a form asks for once, however often it is sent. A form that was not taken may come again.

    The view runs in one transaction, so it is no place for uploads.
    """

    @functools.wraps(view)
    def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST" or TOKEN not in request.POST:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return _answer(request, lambda: view(request, *args, **kwargs))

    return guarded


def _answer(request: Any, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    form, is_new = SentForm.objects.get_or_create(key=_key(request), defaults={"at": request.at})
    if not is_new:
        messages.info(request, SENT_BEFORE)
        return HttpResponseRedirect(form.leads_to)
    answer = do()
    if isinstance(answer, HttpResponseRedirect):
        form.leads_to = answer.url
        form.save(update_fields=["leads_to"])
    else:
        form.delete()
    return answer


def _key(request: HttpRequest) -> str:
    said = [request.user.pk, request.get_full_path(), sorted(request.POST.lists())]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def clear_sent_forms(*, at: dt.datetime) -> None:
    """Nobody presses a button for a second time after a day."""
    SentForm.objects.filter(at__lt=at - LIFETIME).delete()
