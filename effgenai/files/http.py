from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified

from effgenai.files.models import StoredFile
from effgenai.storage.http import file_response


def pdf_response(request: HttpRequest, file: StoredFile, name: str) -> HttpResponseBase:
    """Stream a stored PDF to someone who may read it, under a neutral name of ours.

    Never the name it was uploaded with: that may tell who wrote it.
    """
    etag = f'"{file.sha256}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = file_response(file.path, file.size, filename=name, content_type=file.content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
