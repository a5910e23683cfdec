from __future__ import annotations

import copy

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from effgenai.conferences.call.forms import CallFileForm, PoliciesForm
from effgenai.conferences.call.models import CallFile
from effgenai.conferences.call.plain import CallFacts, call_mail, call_text
from effgenai.conferences.call.queries import FILE_COLUMNS, call_page, organisers_of
from effgenai.conferences.call.services import (
    move_call_file,
    remove_call_file,
    save_call_file,
    save_content_of,
    save_policies,
)
from effgenai.conferences.core.errors import Refused
from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.core.wording import blinding, reviews_per_paper
from effgenai.conferences.unfinished.views import resumed, saves_itself
from effgenai.conferences.web.addresses import public_response, public_url
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.pressed import Direction, pressed
from effgenai.conferences.web.public_pages import public_page
from effgenai.storage.errors import NotStored
from effgenai.storage.http import file_response

# The bytes at an address never change: a file that is replaced gets another key.
FOR_EVER = "public, max-age=31536000, immutable"
UNPUBLISHED = "private, no-cache"


@public_page
def call(request: ConferenceRequest) -> HttpResponse:
    """The call for papers, made from the settings that enforce it."""
    conference = request.conference
    context = {
        "page": call_page(request.viewer),
        "blinding": blinding(conference),
        "reviews": reviews_per_paper(conference),
    }
    return public_response(request, "conferences/call/public/call.html", **context)


@public_page
def plain(request: ConferenceRequest) -> HttpResponse:
    """The call as plain text, for mailing lists."""
    return HttpResponse(call_text(_facts(request)), content_type="text/plain; charset=utf-8")


@public_page
def mail(request: ConferenceRequest) -> HttpResponse:
    """The call as a mail that lacks only its receivers: programs for mail open it for writing."""
    conference = request.conference
    response = HttpResponse(call_mail(_facts(request)), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{conference.slug}-call.eml"'
    return response


def _facts(request: ConferenceRequest) -> CallFacts:
    conference = request.conference
    home = reverse("conferences:home", args=[conference.slug])
    return CallFacts(
        conference=conference,
        page=call_page(request.viewer),
        organisers=organisers_of(conference),
        home=public_url(conference, home),
        pages=public_url(conference, f"{home}call/").removesuffix("call/"),
        forms=settings.SITE_URL + home,
    )


@public_page
def download(request: ConferenceRequest, key: str) -> HttpResponseBase:
    """A file of the call, to keep and never to show in the page: what is in it is its makers' business."""
    file = get_object_or_404(request.conference.call_files.exclude(path=""), key=key)
    etag = f'"{file.sha256}"'
    response = _not_modified(request, etag) or _file_response(file)
    response["ETag"] = etag
    is_draft = request.conference.public_state == PublicState.DRAFT
    response["Cache-Control"] = UNPUBLISHED if is_draft else FOR_EVER
    return response


def _not_modified(request: ConferenceRequest, etag: str) -> HttpResponseBase | None:
    return HttpResponseNotModified() if request.headers.get("If-None-Match") == etag else None


def _file_response(file: CallFile) -> HttpResponseBase:
    how = {"as_attachment": True, "filename": file.name, "content_type": file.content_type}
    response = file_response(file.path, file.size, **how)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(Fact.IS_CHAIR)
@require_safe
def call_files(request: MemberRequest) -> HttpResponse:
    """The files in their order."""
    found = request.conference.call_files.select_related("track")
    context = {"columns": FILE_COLUMNS, "files": found}
    return desk_response(request, "conferences/call/desk/call_files.html", "call", "call_files", **context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def new_call_file(request: MemberRequest) -> HttpResponse:
    """Offer another file."""
    return _edit(request, CallFile(conference=request.conference))


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def call_file(request: MemberRequest, key: str) -> HttpResponse:
    """Rename a file, replace it, or give it to another track."""
    return _edit(request, get_object_or_404(request.conference.call_files, key=key))


def _edit(request: MemberRequest, row: CallFile) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CallFileForm(data, request.FILES or None, instance=copy.copy(row))
    if data is not None and form.is_valid() and _save(request, form):
        return redirect("conferences:call_files", request.conference.slug)
    return desk_response(request, "conferences/call/desk/call_file.html", "call", form=form, row=row)


def _save(request: MemberRequest, form: CallFileForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        saved = save_content_of(file) if file else None
        save_call_file(row=form.instance, saved=saved, by=request.user, at=request.at)
    except NotStored as problem:
        form.add_error("file", problem)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"“{form.instance.label}” is in the call.")
    return True


@requires(Fact.IS_CHAIR)
@require_POST
def move(request: MemberRequest, key: str) -> HttpResponse:
    """Let a file change places with its neighbour."""
    row = get_object_or_404(request.conference.call_files, key=key)
    up = pressed(request, "way", Direction) is Direction.UP
    move_call_file(row=row, up=up, by=request.user, at=request.at)
    return redirect("conferences:call_files", request.conference.slug)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
def drop_call_file(request: MemberRequest, key: str) -> HttpResponse:
    """Take a file off the call, after a look at what that means."""
    row = get_object_or_404(request.conference.call_files, key=key)
    if request.method == "POST":
        remove_call_file(row=row, by=request.user, at=request.at)
        messages.success(request, f"“{row.label}” is removed.")
        return redirect("conferences:call_files", request.conference.slug)
    effect = "It leaves the call, and its address answers “not found”. Copies that people have stay theirs."
    context = {"name": row.label, "effect": effect, "back": "conferences:call_files", "back_label": "Files"}
    return desk_response(request, "conferences/web/remove.html", "call", **context)


@requires(Fact.IS_CHAIR)
@require_http_methods(["GET", "POST"])
@saves_itself
def policies(request: MemberRequest) -> HttpResponse:
    """What the call lays down besides length and anonymity, each rule chosen or written."""
    data = request.POST if request.method == "POST" else None
    form = resumed(request, PoliciesForm(data, policies=request.conference.policies.all()))
    if data is not None and form.is_valid():
        return _save_policies(request, form)
    return desk_response(
        request, "conferences/call/desk/policies.html", "call", "policies", form=form, parts=form.parts()
    )


def _save_policies(request: MemberRequest, form: PoliciesForm) -> HttpResponse:
    changed = save_policies(
        conference=request.conference, chosen=form.chosen(), by=request.user, at=request.at
    )
    messages.success(request, "The policies are saved." if changed else "Nothing was changed.")
    for label in form.texts_in_force():
        messages.info(
            request, f"{label}: your own text stays. Empty its box to take the wording of the option."
        )
    return redirect("conferences:policies", request.conference.slug)
