"""Addresses that an import had to make up, because its source names none: no mail ever goes there.

They end with `.invalid`, a name that RFC 2606 (section 2) keeps from ever being somebody's. What stands
before it tells where the person works, as in `person-0007@cs.toronto.edu.invalid`.
"""

from __future__ import annotations

ENDING = ".invalid"


def made_up_address(local: str, domain: str) -> str:
    """The address for a person of whom the source knows at most the domain."""
    return f"{local}@{domain or 'unknown'}{ENDING}"


def is_made_up(address: str) -> bool:
    """Whether nothing can arrive there."""
    return address.lower().endswith(ENDING)
