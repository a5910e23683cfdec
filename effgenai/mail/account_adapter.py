from __future__ import annotations

import uuid
from email.utils import parseaddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from effgenai.accounts.models import User
from effgenai.conferences.models import Conference
from effgenai.mail.services import Message, enqueue_mail

# A page of ours that sends someone to sign in keeps here where they wanted to go; it survives the
# detour over the mail that proves an address, where `next` does not.
AFTER_SIGN_IN = "after_sign_in"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's hooks: its mails go through the outbox, and people land where they are needed."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox. It is secret: most of them hold a link that opens an account."""
        request = allauth_context.request
        user = _person(context, request)
        words = {"request": request, "email": email, "name": user.name if user else "", **_site(), **context}
        mail = self.render_mail(template_prefix, email, words)
        message = Message(
            kind=f"account.{template_prefix.rpartition('/')[2]}",
            dedupe_key=f"account:{uuid.uuid4().hex}",
            to_address=email,
            to_name=user.name if user else "",
            to_user=user,
            subject=mail.subject,
            body=f"{mail.body}\n",
            is_secret=True,
        )
        with transaction.atomic():
            enqueue_mail(
                messages=[message], at=getattr(request, "at", None) or timezone.now(), conference=None
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell someone that their account was changed, by name."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where someone goes who asked for no page: on with what they came for, else what needs them now."""
        assert isinstance(request.user, User)
        path = request.session.pop(AFTER_SIGN_IN, "")
        if path:
            return str(path)
        if not request.user.name:
            return reverse("accounts:profile")
        current = Conference.objects.visible_to(request.user).filter(is_current=True).first()
        return reverse("conferences:me", args=[current.slug]) if current else reverse("accounts:profile")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same after signing up."""
        return self.get_login_redirect_url(request)


def _person(context: dict[str, Any], request: HttpRequest | None) -> User | None:
    """Whom allauth writes to, where it says so or they are signed in."""
    for user in (context.get("user"), getattr(request, "user", None)):
        if isinstance(user, User) and user.is_authenticated:
            return user
    return None


def _site() -> dict[str, str]:
    return {"site_name": parseaddr(settings.DEFAULT_FROM_EMAIL)[0], "site_url": settings.SITE_URL}
