"""How a row of the outbox looks on the wire. Nothing that people type can add a header to it."""

from __future__ import annotations

import re
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from effgenai.mail.models import OutboundEmail

_BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def write_mail(mail: OutboundEmail, connection: Any = None) -> EmailMessage:
    """The mail as it goes out: one receiver, a fixed Message-ID and date, in the conference's name."""
    conference = mail.conference
    site_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    reply_to = mail.reply_to or (conference.contact_email if conference else "")
    headers = {
        "From": named_address(conference.short_name if conference else site_name, sender),
        "To": named_address(mail.to_name, mail.to_address),
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(
        subject=one_line(mail.subject),
        body=mail.body,
        from_email=sender,
        to=[one_line(mail.to_address)],
        reply_to=[one_line(reply_to)] if reply_to else None,
        headers=headers,
        connection=connection,
    )


def named_address(name: str, address: str) -> str:
    """Name and address as a header holds them: quoted if plain, else in encoded words of legal length."""
    name, address = one_line(name), one_line(address)
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8').encode(linesep='')} <{address}>"


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return " ".join(_BREAKS.sub(" ", text).split())
