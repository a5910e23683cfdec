"""Somebody who works on a site that breaks: notes what was answered, and goes on."""

from __future__ import annotations

import http.cookiejar
import io
import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

from PIL import Image

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
MAX_DRAFTS = 100


@dataclass
class Done:
    """What the site said it had done, and how often it said that it could not."""

    saves: list[str] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    drafts: int = 0
    refused: int = 0
    problems: list[str] = field(default_factory=list)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Tell of the redirect rather than follow it."""


class Client:
    """A chair at one conference, by plain HTTP."""

    PASSWORD = "quite-a-long-password"

    def __init__(self, port: int, email: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.email = email
        self._jar = http.cookiejar.CookieJar()
        self._chair = self._opener(self._jar)

    @staticmethod
    def _opener(jar: http.cookiejar.CookieJar) -> urllib.request.OpenerDirector:
        return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay())

    def is_up(self) -> bool:
        """Whether the site answers at all."""
        try:
            return self._get(self._chair, "/healthz")[0] == 200
        except OSError:
            return False

    def is_answered(self) -> bool:
        """Whether the site answers the chair, who is still signed in."""
        try:
            return self._get(self._chair, "/chaos/chair/setup/news/")[0] == 200
        except OSError:
            return False

    def work(self, done: Done, stop: threading.Event, most: int) -> None:
        """Save, upload, sign up and ask for drafts in turn, until told to stop or `most` times."""
        self._sign_in(stop)
        steps = (self._save, self._upload, self._sign_up, self._draft)
        for number in range(most):
            if stop.is_set():
                break
            try:
                steps[number % len(steps)](done, number)
            except OSError:
                done.refused += 1
                stop.wait(0.2)

    def _sign_in(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                fields = {"login": self.email, "password": self.PASSWORD}
                status, _ = self._send(self._chair, "/account/login/", fields)
            except OSError:
                status = 0
            if status == 302:
                return
            time.sleep(0.2)

    def _save(self, done: Done, number: int) -> None:
        title = f"Piece {number}"
        fields = {"title": title, "body": "Kept. " * 200, "publication": "draft"}
        if self._post(done, "/chaos/chair/setup/news/new/", fields):
            done.saves.append(title)

    def _upload(self, done: Done, number: int) -> None:
        name = f"picture-{number}.png"
        page = "/chaos/chair/setup/images/"
        if self._post(done, page, {}, picture=(name, _picture(number))):
            status, text = self._get(self._chair, page)
            if status == 200 and name in text:
                done.uploads.append(name)

    def _sign_up(self, done: Done, number: int) -> None:
        email = f"new{number}-{uuid.uuid4().hex[:8]}@example.org"
        fields = {"name": "New Person", "email": email, "password1": self.PASSWORD}
        status, _ = self._send(self._opener(http.cookiejar.CookieJar()), "/account/signup/", fields)
        if status == 302:
            done.mails.append(email)
        else:
            done.refused += 1

    def _draft(self, done: Done, number: int) -> None:
        if number < 4 * MAX_DRAFTS and self._post(
            done, "/chaos/chair/assignment/propose/", {}, form="/chaos/chair/setup/news/new/"
        ):
            done.drafts += 1

    def _post(
        self,
        done: Done,
        path: str,
        fields: dict[str, str],
        *,
        picture: tuple[str, bytes] | None = None,
        form: str = "",
    ) -> bool:
        """Send a form as the chair. Being sent to sign in again is a loss, too."""
        status, where = self._send(self._chair, path, fields, picture=picture, form=form)
        if status == 302 and "/account/login" in where:
            done.problems.append(f"signed out at {path}")
        elif status == 302:
            return True
        else:
            done.refused += 1
        return False

    def _send(
        self,
        opener: urllib.request.OpenerDirector,
        path: str,
        fields: dict[str, str],
        *,
        picture: tuple[str, bytes] | None = None,
        form: str = "",
    ) -> tuple[int, str]:
        """Open the page of the form, send it, and return the status and where that leads."""
        status, page = self._get(opener, form or path)
        found = TOKEN.search(page)
        if status != 200 or not found:
            return status, ""
        token = {"csrfmiddlewaretoken": found[1]}
        kind, body = _multipart(token, *picture) if picture else ("", urlencode({**fields, **token}).encode())
        headers = {"Content-Type": kind} if kind else {}
        return self._ask(opener, urllib.request.Request(self.base + path, body, headers))

    def _get(self, opener: urllib.request.OpenerDirector, path: str) -> tuple[int, str]:
        return self._ask(opener, urllib.request.Request(self.base + path))

    @staticmethod
    def _ask(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Location", "")


def _picture(number: int) -> bytes:
    """A picture like no other."""
    file = io.BytesIO()
    Image.new("RGB", (40 + number % 50, 40 + number // 50), (number % 256, number // 256 % 256, 80)).save(
        file, "PNG"
    )
    return file.getvalue()


def _multipart(fields: dict[str, str], name: str, content: bytes) -> tuple[str, bytes]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="pictures"; filename="{name}"\r\n'
    parts += [f"{head}Content-Type: image/png\r\n\r\n".encode(), content, f"\r\n--{mark}--\r\n".encode()]
    return f"multipart/form-data; boundary={mark}", b"".join(parts)
