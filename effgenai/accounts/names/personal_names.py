"""What a person's name may hold: anything that names somebody, in any script, but no address on the web.

A name stands at the top of mails to others. With an address in it, whoever signs up, or lists an author,
would send an advertisement to anybody in the name of a conference.
"""

from __future__ import annotations

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError

NO_ADDRESSES = "Please give a name alone, without an address on the web or of mail."
# Endings that mail programmes make links of by themselves. Those that are names as well are left out.
_ENDINGS = "com|net|org|info|biz|xyz|online|site|shop|click|website|store|ru|cn|io"
_ADDRESS = re.compile(
    r"http"
    r"|://"
    r"|www\."
    r"|\w@\w"
    rf"|\w\w\.(?:{_ENDINGS})(?!\w)"
    r"|\w\w\.\w{2,}[/:?#]",
    re.IGNORECASE,
)


def one_line(name: str) -> str:
    """The name with single spaces, however it was typed: lines of one's own have no place in a greeting."""
    return " ".join(name.split())


def holds_address(name: str) -> bool:
    """True if there is something in the name that a mail programme would make a link of."""
    plain = unicodedata.normalize("NFKC", name).replace("\N{IDEOGRAPHIC FULL STOP}", ".")
    return _ADDRESS.search(plain) is not None


def refuse_addresses(name: str) -> None:
    """The validator of names that people type."""
    if holds_address(name):
        raise ValidationError(NO_ADDRESSES, code="address")


class NameField(forms.CharField):
    """A field for the name of a person."""

    default_validators = [refuse_addresses]

    def to_python(self, value: object) -> str:
        """What was typed, on one line."""
        return one_line(super().to_python(value) or "")
