"""allauth's steps with passkeys, whose errors stand beside the button and keep where one was going."""

from __future__ import annotations

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


class LoginView(passkeys.LoginWebAuthnView):  # type: ignore[misc]  # allauth is not typed
    """Signing in by passkey alone."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page to sign in, with the reason, leading on to where the person was going."""
        for reason in form.errors.get("credential", []):
            messages.error(self.request, str(reason))
        page = passthrough_next_redirect_url(self.request, reverse("account_login"), "next")
        return HttpResponseRedirect(page)


class _Refusing:
    """A form that was refused is shown as it is: allauth makes another, which asks for the passkey twice."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The same page with the reason."""
        context = {**self.get_context_data(), "form": form}  # type: ignore[attr-defined]  # the view has it
        answer: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]  # the view has it
        return answer


class AgainView(_Refusing, passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth is not typed
    """A passkey before something sensitive."""


class AddView(_Refusing, passkeys.AddWebAuthnView):  # type: ignore[misc]  # allauth is not typed
    """One passkey more."""
