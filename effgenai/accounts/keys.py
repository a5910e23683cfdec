"""Random public names of rows, so that a URL tells neither order nor number."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no letters that are mistaken for one another


def new_key() -> str:
    """Twelve random letters: about 59 bits, enough that nobody meets another's by guessing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def new_token() -> str:
    """Thirty-two random letters for addresses that are secrets in themselves, such as invitations."""
    return "".join(secrets.choice(ALPHABET) for _ in range(32))
