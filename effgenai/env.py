"""Settings from the environment: each value is named, typed and checked in one place."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(RuntimeError):
    """A setting is missing or cannot be understood; the message names it."""


def text(name: str, default: str | None = None) -> str:
    """The variable `name`; without `default` it must be set. Raises SettingError if it is not."""
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(f"{name} must be set; see docs/settings.md.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable: 1, true, yes, on or 0, false, no, off, in any case.

    Raises SettingError if it is another word.
    """
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SettingError(f"{name} must be yes or no, not {value!r}.")


def integer(name: str, default: int) -> int:
    """A whole number. Raises SettingError if it is none."""
    value = os.environ.get(name, "").strip()
    try:
        return int(value) if value else default
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {value!r}.") from None


def choice(name: str, default: str, known: set[str]) -> str:
    """One of a few words. Raises SettingError if it is another one."""
    value = os.environ.get(name, "").strip().lower() or default
    if value not in known:
        raise SettingError(f"{name} must be one of {', '.join(sorted(known))}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """Django's database settings from `postgresql://user:password@host:port/name?option=value`.

    A server on a Unix socket is written with its folder as the option `host`. Raises SettingError if the
    address is of another kind.
    """
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"{name} must start with postgresql://, not {url.scheme}://.")
    options = dict(parse_qsl(url.query))
    host = options.pop("host", None) or unquote(url.hostname or "")
    return {
        "ENGINE": "effgenai.resilience.database",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(url.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def smtp(name: str, default: str) -> dict[str, Any]:
    """Django's mail settings from `smtp://user:password@host:port`, `smtps://` or `smtp+starttls://`.

    Raises SettingError if the address is of another kind.
    """
    url = urlsplit(text(name, default))
    if url.scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise SettingError(f"{name} must start with smtp://, smtps:// or smtp+starttls://.")
    usual = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
    return {
        "EMAIL_HOST": url.hostname or "localhost",
        "EMAIL_PORT": url.port or usual[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
    }
