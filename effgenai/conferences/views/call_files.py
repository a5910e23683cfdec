from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from effgenai.conferences.errors import Refused
from effgenai.conferences.forms.call_files import CallFileForm
from effgenai.conferences.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.models import CallFile
from effgenai.conferences.public_pages import public_page
from effgenai.conferences.services.call_files import (
    keep_call_file,
    move_call_file,
    remove_call_file,
    save_call_file,
)
from effgenai.conferences.states import PublicState
from effgenai.conferences.views.desk import desk_response
from effgenai.storage.errors import NotStored
from effgenai.storage.http import file_response

# The bytes at an address never change: a file that is replaced gets another key.
FOR_EVER = "public, max-age=31536000, immutable"
UNPUBLISHED = "private, no-cache"


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


@requires("is_chair")
@require_safe
def call_files(request: MemberRequest) -> HttpResponse:
    """The files in their order."""
    found = request.conference.call_files.select_related("track")
    return desk_response(request, "call_files", "call", "call_files", files=found)


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def new_call_file(request: MemberRequest) -> HttpResponse:
    """Offer another file."""
    return _edit(request, CallFile(conference=request.conference))


@requires("is_chair")
@require_http_methods(["GET", "POST"])
def call_file(request: MemberRequest, key: str) -> HttpResponse:
    """Rename a file, replace it, or give it to another track."""
    return _edit(request, get_object_or_404(request.conference.call_files, key=key))


def _edit(request: MemberRequest, row: CallFile) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = CallFileForm(data, request.FILES or None, instance=copy.copy(row))
    if data is not None and form.is_valid() and _save(request, form):
        return redirect("conferences:call_files", request.conference.slug)
    return desk_response(request, "call_file", "call", form=form, row=row)


def _save(request: MemberRequest, form: CallFileForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        kept = keep_call_file(file) if file else None
        save_call_file(row=form.instance, kept=kept, by=request.user, at=request.at)
    except NotStored as problem:
        form.add_error("file", problem)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"“{form.instance.label}” is in the call.")
    return True


@requires("is_chair")
@require_POST
def move(request: MemberRequest, key: str) -> HttpResponse:
    """Let a file change places with its neighbour."""
    row = get_object_or_404(request.conference.call_files, key=key)
    move_call_file(row=row, up=request.POST.get("way") != "down", by=request.user, at=request.at)
    return redirect("conferences:call_files", request.conference.slug)


@requires("is_chair")
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
    return desk_response(request, "remove", "call", **context)
