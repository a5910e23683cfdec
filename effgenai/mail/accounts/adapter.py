from __future__ import annotations

import uuid
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from effgenai.accounts.models import User
from effgenai.accounts.queries import resets_from, verified_addresses
from effgenai.accounts.sign_in.moments import moment_of
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.queries import conferences_of
from effgenai.conferences.web.todos import conferences_with
from effgenai.mail.accounts.limits import CHOSEN, has_enough, why_not_reach
from effgenai.mail.services import Message, enqueue_mail

# A page of ours that sends someone to sign in keeps here where they wanted to go; it survives the
# detour over the mail that proves an address, where `next` does not.
AFTER_SIGN_IN = "after_sign_in"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's hooks: its mails go through the outbox, and people land where they are needed."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail to the outbox. It is secret: most of them hold a link that opens an account.

        What strangers can ask for comes a few times an hour; the links of the mails before go on working. Who
        caused mail to too many people causes no more, and is told nothing that they do not know.
        """
        request = allauth_context.request
        kind, at = (
            f"account.{template_prefix.rpartition('/')[2]}",
            moment_of(request),
        )
        asking = _signed_in(request) if kind in CHOSEN else None
        if has_enough(kind=kind, address=email, at=at) or (
            asking and why_not_reach([email], by=asking, at=at)
        ):
            return
        user = _person(context, request)
        words = {"request": request, "email": email, "name": user.name if user else "", **_site()}
        words |= {name: _on_site(name, value) for name, value in context.items()}
        mail = self.render_mail(template_prefix, email, words)
        message = Message(
            kind=kind,
            dedupe_key=f"account:{uuid.uuid4().hex}",
            to_address=email,
            to_name=user.name if user else "",
            to_user=user,
            subject=mail.subject,
            body=f"{mail.body}\n",
            is_secret=True,
        )
        with transaction.atomic():
            enqueue_mail(messages=[message], at=at, conference=None, by=asking)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell someone that their account was changed, by name, at every address that they proved.

        Whoever took an account over may have made an address of their own the primary one.
        """
        words = {"user": user, **(context or {})}
        for address in [email] if email else sorted(verified_addresses(user)):
            super().send_notification_mail(template_prefix, user, words, address)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Mail the link; to an address that has been the account's for less than a day, say when it may."""
        at = resets_from(user, email, moment_of(allauth_context.request))
        if at is None:
            super().send_password_reset_mail(user, email, context)
            return
        link = reverse("account_reset_password")
        words = {"user": user, "resets_from": at, "password_reset_url": link}
        self.send_mail("account/email/password_reset_waits", email, words)

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> User:
        """Keep a new account. A secret link proves the address to which it was sent, and no other."""
        proven = request.session.get("account_verified_email") or ""
        if proven.lower() != form.cleaned_data["email"].lower():
            self.unstash_verified_email(request)
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def respond_email_verification_sent(self, request: HttpRequest, user: User | None) -> HttpResponseBase:
        """Say that a mail is on its way: the same whether or not there was an account before.

        Where there was one, a password is hashed as for a new one, or how long the answer takes would tell.
        """
        if user is None:
            make_password(uuid.uuid4().hex)
        response: HttpResponseBase = super().respond_email_verification_sent(request, user)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed sign-ins count by address and network together: nobody can lock out somebody elsewhere."""
        return f"{get_ip(request)} {credentials.get('email', '').lower()}"

    def is_safe_url(self, url: str) -> bool:
        """Whether someone may be led there after signing in: to a page of this site."""
        names = {urlsplit(settings.SITE_URL).netloc, allauth_context.request.get_host()}
        return url_has_allowed_host_and_scheme(url, names, require_https=settings.SECURE)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where someone goes who asked for no page: on with what they came for, else what needs them now."""
        assert isinstance(request.user, User)
        path = request.session.pop(AFTER_SIGN_IN, "")
        if path:
            return str(path)
        if not request.user.name:
            return reverse("accounts:profile")
        return _console(request.user)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same after signing up."""
        return self.get_login_redirect_url(request)


def _console(user: User) -> str:
    """What needs the person now: in their conference, in all of them, or else in the current one."""
    mine = conferences_of(user).filter(pk__in=conferences_with(user))[:2]
    if len(mine) > 1:
        return reverse("site:mine")
    first = mine[0] if mine else Conference.objects.visible_to(user).filter(is_current=True).first()
    return reverse("conferences:me", args=[first.slug]) if first else reverse("accounts:profile")


def _person(context: dict[str, Any], request: HttpRequest | None) -> User | None:
    """Whom allauth writes to, where it says so or they are signed in.

    Who is signed in is asked in any case: an answer says `Vary: Cookie` if it was, which would tell a
    stranger whether an address has an account.
    """
    signed_in, named = _signed_in(request), context.get("user")
    return named if isinstance(named, User) else signed_in


def _signed_in(request: HttpRequest | None) -> User | None:
    asking = getattr(request, "user", None)
    return asking if isinstance(asking, User) and asking.is_authenticated else None


def _on_site(name: str, value: Any) -> Any:
    """The value for a mail. Links are below SITE_URL, under whatever name the request came in."""
    if not name.endswith("_url") or not isinstance(value, str):
        return value
    return settings.SITE_URL + urlsplit(value)._replace(scheme="", netloc="").geturl()


def _site() -> dict[str, str]:
    return {"site_name": parseaddr(settings.DEFAULT_FROM_EMAIL)[0], "site_url": settings.SITE_URL}
