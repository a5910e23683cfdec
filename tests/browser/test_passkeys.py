"""Passkeys, codes and recovery codes in a real browser, with an authenticator that Chromium makes up."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import CDPSession, Page, expect

from tests.support.accessibility import faults
from tests.support.factories import make_user
from tests.support.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL, PASSWORD = "ada@example.org", "a long enough word"
ADD = "/account/2fa/webauthn/add/"
NEXT = "?next=/account/email/"


@pytest.fixture
def page(live_site) -> Page:
    """Ada, signed in."""
    make_user("Ada Stone", EMAIL, password=PASSWORD)
    return sign_in(live_site.new_person(), EMAIL, PASSWORD)


def _with_authenticator(page: Page, *, verifies: bool = True) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    _authenticator(devtools, verifies=verifies)
    return devtools


def _authenticator(devtools: CDPSession, *, verifies: bool = True) -> str:
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    made: str = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return made


def _add_passkey(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add the passkey").click()


def _show_who(page: Page) -> None:
    """Answer once more who one is, by password."""
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def _sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    page.wait_for_url(lambda url: "logout" not in url)


def _looked_at(page: Page, heading: str, found: list[str]) -> None:
    expect(page.locator("h1").first).to_have_text(re.compile(heading))
    found += faults(page, heading)


def test_a_passkey_is_added_signs_in_alone_is_a_second_step_and_is_removed(page: Page) -> None:
    found: list[str] = []
    _with_authenticator(page)
    page.goto("/account/2fa/")
    _looked_at(page, "Passkeys and codes", found)
    page.get_by_role("link", name="Add a passkey").click()
    _show_who(page)
    _looked_at(page, "Add a passkey", found)
    _add_passkey(page, "Work laptop")
    _looked_at(page, "Recovery codes", found)
    expect(page.get_by_text("Your passkey is added.")).to_be_visible()
    code = page.locator("#codes").inner_text().split()[0]
    assert Authenticator.objects.get(type="webauthn").wrap().is_passwordless

    _sign_out(page)
    page.goto(f"/account/login/{NEXT}")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", name="E-mail addresses")).to_be_visible()

    _sign_out(page)
    sign_in(page, EMAIL, PASSWORD, start=f"/account/login/{NEXT}")
    _looked_at(page, "One more step", found)
    expect(page.get_by_label("Recovery code")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="E-mail addresses")).to_be_visible()

    _sign_out(page)
    sign_in(page, EMAIL, PASSWORD, start=f"/account/login/{NEXT}")
    page.get_by_label("Recovery code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This code is wrong, out of date or used already.").first).to_be_visible()
    found += faults(page, "wrong code")
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="E-mail addresses")).to_be_visible()

    page.goto("/account/2fa/webauthn/")
    _looked_at(page, "Passkeys", found)
    page.get_by_role("link", name="Rename Work laptop").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.wait_for_url("**/webauthn/reauthenticate/**")
    _looked_at(page, "Is it still you", found)
    page.get_by_role("button", name="Use a passkey").click()
    _looked_at(page, "Rename a passkey", found)
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    _looked_at(page, "Remove “Old laptop”", found)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_role("heading", name="No passkeys yet")).to_be_visible()
    assert not Authenticator.objects.exists()
    assert found == []


def test_what_goes_wrong_with_a_passkey_is_said_on_the_page(page: Page) -> None:
    found: list[str] = []
    devtools = _with_authenticator(page)
    page.goto(ADD)
    _show_who(page)
    _add_passkey(page, "Phone")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(ADD)
    _add_passkey(page, "Phone again")
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for your account already")
    found += faults(page, "registered already")

    page.evaluate(
        "() => { navigator.credentials.create ="
        " () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("you cancelled")
    assert Authenticator.objects.filter(type="webauthn").count() == 1

    Authenticator.objects.all().delete()
    _sign_out(page)
    page.goto(f"/account/login/{NEXT}")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_text("This passkey opens no account here")).to_be_visible()
    sign_in(page, EMAIL, PASSWORD, start="")
    assert page.url.endswith("/account/email/")

    devtools.detach()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(ADD)
    _show_who(page)
    expect(page.get_by_role("alert")).to_contain_text("cannot use passkeys")
    expect(page.get_by_role("button", name="Add the passkey")).to_be_disabled()
    assert found == []


def test_who_has_codes_from_an_app_is_offered_these_alone(page: Page) -> None:
    found: list[str] = []
    page.goto("/account/2fa/totp/activate/")
    _show_who(page)
    _looked_at(page, "Set up codes", found)
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Code").fill(_now(secret))
    page.get_by_role("button", name="Turn on codes").click()
    _looked_at(page, "Recovery codes", found)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert page.locator("#codes").inner_text().strip() in download.value.path().read_text()
    page.get_by_role("link", name="Make new ones").click()
    _looked_at(page, "Make new recovery codes", found)
    expect(page.get_by_text("The 10 that you have left stop working.")).to_be_visible()
    page.get_by_role("button", name="Make new codes").click()
    recovery = page.locator("#codes").inner_text().split()[0]

    _sign_out(page)
    sign_in(page, EMAIL, PASSWORD, start=f"/account/login/{NEXT}")
    _looked_at(page, "One more step", found)
    expect(page.get_by_label("Code from your app, or a recovery code")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    page.get_by_label("Code from your app, or a recovery code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="E-mail addresses")).to_be_visible()

    page.goto("/account/2fa/totp/deactivate/")
    _show_who(page)
    _looked_at(page, "Stop using codes", found)
    page.get_by_role("button", name="Stop using codes").click()
    _looked_at(page, "Passkeys and codes", found)
    assert not Authenticator.objects.exists()
    assert found == []


def _now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
