"""Caught mails: one file each, so they outlive the process, and never more than a fixed number."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

LIMIT = 2000
_ID = re.compile(r"\d{20}\Z")


@dataclass(frozen=True)
class Mail:
    """One caught mail: its envelope, and what was in it."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    source: bytes
    message: EmailMessage

    @property
    def at(self) -> dt.datetime:
        """When it arrived."""
        return dt.datetime.fromtimestamp(int(self.id) / 1e9, tz=dt.UTC)

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"] or "")

    @property
    def message_id(self) -> str:
        """The Message-ID, with its angle brackets."""
        return str(self.message["Message-ID"] or "").strip()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers in their order, decoded."""
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        """The plain text; empty if the mail has none."""
        return _content(self.message, "plain")

    @property
    def html(self) -> str:
        """The HTML; empty if the mail has none."""
        return _content(self.message, "html")

    @property
    def links(self) -> list[str]:
        """The addresses of pages in the plain text, in their order."""
        return find_links(self.text)

    def as_json(self) -> dict[str, Any]:
        """All of it in plain values."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "from": self.sender,
            "to": list(self.recipients),
            "subject": self.subject,
            "message_id": self.message_id,
            "headers": self.headers,
            "text": self.text,
            "html": self.html,
            "links": self.links,
        }


def find_links(text: str) -> list[str]:
    """The http addresses in a text, without the punctuation that ends a sentence."""
    return [link.rstrip(".,;:!?)") for link in re.findall(r"https?://[^\s<>\"]+", text)]


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except LookupError:  # a charset that Python does not know
        payload = part.get_payload(decode=True)
        return payload.decode("latin-1") if isinstance(payload, bytes) else ""


class Mailbox:
    """A folder of mails. Each file is a line of JSON with the envelope, then the mail as it came."""

    def __init__(self, folder: Path, *, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._mails = {
            path.stem: _read(path) for path in sorted(folder.glob("*.eml")) if _ID.match(path.stem)
        }

    def add(self, *, sender: str, recipients: Sequence[str], source: bytes) -> Mail:
        """Keep a mail; the oldest goes when there are too many."""
        envelope = json.dumps({"from": sender, "to": list(recipients)}).encode()
        with self._lock:
            mail_id = f"{max(time.time_ns(), int(max(self._mails, default='0')) + 1):020d}"
            draft = self.folder / f"{mail_id}.new"
            draft.write_bytes(envelope + b"\n" + source)
            path = draft.rename(draft.with_suffix(".eml"))
            self._mails[mail_id] = _read(path)
            self._delete(list(self._mails)[: -self.limit])
            return self._mails[mail_id]

    def mails(self, *, to: str = "") -> list[Mail]:
        """The mails, newest first; only those to addresses that contain `to`."""
        with self._lock:
            mails = list(reversed(self._mails.values()))
        return [mail for mail in mails if any(to.lower() in one.lower() for one in mail.recipients)]

    def get(self, mail_id: str) -> Mail | None:
        """The mail of that id, if it is still here."""
        with self._lock:
            return self._mails.get(mail_id)

    def clear(self) -> None:
        """Forget all mails."""
        with self._lock:
            self._delete(list(self._mails))

    def _delete(self, mail_ids: list[str]) -> None:
        for mail_id in mail_ids:
            del self._mails[mail_id]
            (self.folder / f"{mail_id}.eml").unlink(missing_ok=True)


def _read(path: Path) -> Mail:
    head, _, source = path.read_bytes().partition(b"\n")
    envelope = json.loads(head)
    message = email.message_from_bytes(source, EmailMessage, policy=email.policy.default)
    return Mail(path.stem, envelope["from"], tuple(envelope["to"]), source, message)
