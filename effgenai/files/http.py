from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified

from effgenai.files.models import StoredFile


def pdf_response(request: HttpRequest, file: StoredFile, name: str) -> HttpResponseBase:
    """Stream a stored PDF to someone who may read it, under a neutral name of ours.

    Never the name it was uploaded with: that may tell who wrote it.
    """
    etag = f'"{file.sha256}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        content = default_storage.open(file.path)
        response = FileResponse(content, filename=name, content_type=file.content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
