"""Which addresses belong to the archive of a conference, and which file each becomes."""

from __future__ import annotations

import mimetypes
import posixpath
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.public_pages import is_public

HTML = "text/html"
ASSETS = "/assets/"
# Where the table of the system differs from machine to machine, or does not know the type at all.
ENDINGS = {
    "application/atom+xml": ".xml",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/pdf": ".pdf",
    "application/rss+xml": ".xml",
    "application/xml": ".xml",
    "application/x-bibtex": ".bib",
    "image/avif": ".avif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "text/calendar": ".ics",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/plain": ".txt",
}


class Space:
    """The public addresses of one conference."""

    def __init__(self, conference: Conference) -> None:
        self.root = f"/{conference.slug}/"
        self.site = settings.SITE_URL
        site = urlsplit(settings.SITE_URL)
        own = {conference.domain, f"{conference.domain}:{site.port}"} if conference.domain else set()
        self._own_hosts = {host.lower() for host in own}
        self._hosts = {site.netloc.lower(), *self._own_hosts}

    def local(self, link: str, base: str) -> str | None:
        """The address of ours that a link found at `base` means, without question and fragment.

        None if it leads elsewhere, or nowhere at all.
        """
        try:
            parts = urlsplit(urljoin(self.site + quote(base), link.strip()))
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or parts.netloc.lower() not in self._hosts:
            return None
        path = _plain(parts.path)
        # On its own domain the home page of a conference is at the root, all else below its name as here.
        return self.root if path == "/" and parts.netloc.lower() in self._own_hosts else path

    def holds(self, address: str) -> bool:
        """Whether the address is in the conference's part of the site, or a style or script of all parts."""
        return address.startswith((self.root, ASSETS, settings.STATIC_URL))

    def file_of(self, address: str, content_type: str) -> str:
        """The path within the archive at which the answer of this address lies."""
        path = address.removeprefix(self.root).lstrip("/")
        if content_type == HTML:
            return f"{path}index.html" if path.endswith("/") or not path else _with_ending(path, ".html")
        path = path.rstrip("/") or "index"
        ending = ENDINGS.get(content_type) or mimetypes.guess_extension(content_type) or ""
        return path if PurePosixPath(path).suffix else path + ending


def leads_to_public_page(address: str) -> bool:
    """Whether a page or file for everyone is drawn there, of whichever conference."""
    try:
        return is_public(resolve(address).func)
    except Resolver404:
        return False


def _plain(path: str) -> str:
    """Without escapes and dots, so that no name leads out of the folder; a closing slash stays."""
    plain = posixpath.normpath("/" + unquote(path).lstrip("/"))
    return f"{plain}/" if path.endswith("/") and plain != "/" else plain


def _with_ending(path: str, ending: str) -> str:
    return path if path.endswith(ending) else path + ending
