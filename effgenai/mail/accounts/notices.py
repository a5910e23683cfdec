"""Telling people at once, at the addresses they had before, that the addresses of their account change."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.http import HttpRequest

from effgenai.accounts.services import note_new_addresses
from effgenai.accounts.sign_in.moments import moment_of


def tell_of_added(sender: Any, *, request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """Somebody who is signed in gave another address; nothing follows from it before it is confirmed."""
    _tell("email_added", email_address, {"added_email": email_address.email})


def tell_of_confirmed(
    sender: Any, *, request: HttpRequest, email_address: EmailAddress, **kwargs: Any
) -> None:
    """An address was confirmed. Beside others it is new for a while, and the others are told."""
    if _proven_beside(email_address):
        note_new_addresses(addresses=[email_address], at=moment_of(request))
        _tell("email_confirm", email_address, {"confirmed_email": email_address.email})


def tell_of_removed(sender: Any, *, request: HttpRequest, email_address: EmailAddress, **kwargs: Any) -> None:
    """An address was removed: it is told itself. allauth tells those that stay."""
    if email_address.verified:
        _send("email_deleted", email_address, email_address.email, {"deleted_email": email_address.email})


def _tell(name: str, about: EmailAddress, words: dict[str, str]) -> None:
    for address in _proven_beside(about):
        _send(name, about, address, words)


def _send(name: str, about: EmailAddress, to: str, words: dict[str, str]) -> None:
    get_adapter().send_notification_mail(f"account/email/{name}", about.user, words, to)


def _proven_beside(address: EmailAddress) -> list[str]:
    """The verified addresses that the account has besides."""
    others = EmailAddress.objects.filter(user_id=address.user_id, verified=True).exclude(pk=address.pk)
    return list(others.order_by("-primary", "pk").values_list("email", flat=True))
