"""Pictures: the bytes as browsers fetch them, the picture of a shared link, and the library of the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from effgenai.conferences.core.states import PublicState
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.pictures.forms import KINDS, DescribeForm
from effgenai.conferences.pictures.making import ACCEPT, CONTENT_TYPES, BadPicture, path_of
from effgenai.conferences.pictures.queries import library, uses_of_pictures
from effgenai.conferences.pictures.services import describe_image, remove_image, store_image
from effgenai.conferences.pictures.share import conference_picture
from effgenai.conferences.web.desk import desk_response
from effgenai.conferences.web.http import ConferenceRequest, MemberRequest, requires
from effgenai.conferences.web.public_pages import public_file, public_page
from effgenai.storage.saving import open_whole

FOR_EVER = "max-age=31536000, immutable"
MAX_AT_ONCE = 30


@public_file
def image(request: ConferenceRequest, key: str, width: int, name: str) -> HttpResponse:
    """A picture in one width and format. What stands at such an address never changes."""
    found = get_object_or_404(request.conference.images.only("sha256", "widths", "kept"), key=key)
    if width not in found.widths or name not in CONTENT_TYPES:
        raise Http404
    etag = f'"{found.sha256[:32]}-{width}-{name}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        size, _ = found.kept.get(f"{width}.{name}", (None, ""))
        content = _content(path_of(found.sha256, width, name), size)
        response = HttpResponse(content, content_type=CONTENT_TYPES[name])
    whose = "private" if request.conference.public_state == PublicState.DRAFT else "public"
    response["ETag"], response["Cache-Control"] = etag, f"{whose}, {FOR_EVER}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(path: str, size: int | None) -> bytes:
    with open_whole(path, size) as file:
        return bytes(file.read())


@public_page
def share_picture(request: ConferenceRequest) -> HttpResponse:
    """What other programs show beside a link to the conference."""
    return HttpResponse(conference_picture(request.conference), content_type="image/png")


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def images(request: MemberRequest) -> HttpResponse:
    """The library. Several pictures may come at once; one that cannot be taken stops no other."""
    if request.method == "POST":
        _take(request, request.FILES.getlist("pictures"))
        return redirect("conferences:images", request.conference.slug)
    context: dict[str, Any] = {"rows": library(request.conference), "accept": ACCEPT, "kinds": KINDS}
    return desk_response(request, "conferences/pictures/desk/images.html", "site", "images", **context)


def _take(request: MemberRequest, uploads: list[UploadedFile[bytes]]) -> None:
    if not uploads:
        messages.error(request, "Choose at least one picture.")
    if len(uploads) > MAX_AT_ONCE:
        messages.error(request, f"At most {MAX_AT_ONCE} pictures at once; upload the others after these.")
    taken = sum(_take_one(request, upload) for upload in uploads[:MAX_AT_ONCE])
    if taken:
        messages.success(request, "One picture is stored." if taken == 1 else f"{taken} pictures are stored.")


def _take_one(request: MemberRequest, upload: UploadedFile[bytes]) -> bool:
    try:
        store_image(upload=upload, conference=request.conference, by=request.user, at=request.at)
    except BadPicture as error:
        messages.error(request, f"{upload.name}: {error}")
        return False
    return True


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def edit_image(request: MemberRequest, key: str) -> HttpResponse:
    """Say what a picture shows; see where it is used."""
    found = get_object_or_404(request.conference.images, key=key)
    form = DescribeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        words = {"alt": form.cleaned_data["alt"], "credit": form.cleaned_data["credit"]}
        describe_image(image=found, by=request.user, at=request.at, **words)
        messages.success(request, "What it shows is saved.")
        return redirect("conferences:images", request.conference.slug)
    uses = uses_of_pictures(request.conference).get(found.key, [])
    return desk_response(
        request, "conferences/pictures/desk/image.html", "site", image=found, form=form, uses=uses
    )


@requires(Fact.MAY_EDIT_SITE)
@require_http_methods(["GET", "POST"])
def drop_image(request: MemberRequest, key: str) -> HttpResponse:
    """Remove a picture, after a look at where it stands."""
    found = get_object_or_404(request.conference.images, key=key)
    if request.method == "POST":
        remove_image(image=found, by=request.user, at=request.at)
        messages.success(request, f"“{found}” is removed.")
        return redirect("conferences:images", request.conference.slug)
    uses = uses_of_pictures(request.conference).get(found.key, [])
    return desk_response(
        request, "conferences/pictures/desk/remove_image.html", "site", image=found, uses=uses
    )
