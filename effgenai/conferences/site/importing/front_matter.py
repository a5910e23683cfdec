"""What stands above a page: YAML between two lines of dashes (Jekyll), or TOML between plus signs (Hugo)."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
# Pandoc: title, authors and date, each behind a percent sign.
_TITLE_BLOCK = re.compile(r"\A%[ \t]+([^\n]+)\n(?:%[^\n]*\n){0,2}(?=[ \t]*\n)")
MAX_FRONT_MATTER = 20_000


class UnreadablePage(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file is no page. The text says what is wrong with it."""


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The front matter and what follows it. Raises UnreadablePage where it is too long or damaged."""
    found = _FRONT_MATTER.match(text) or _TOML.match(text)
    if found is None:
        block = _TITLE_BLOCK.match(text)
        return ({"title": block[1].strip()}, text[block.end() :]) if block else ({}, text)
    if len(found[1]) > MAX_FRONT_MATTER:
        raise UnreadablePage(f"The front matter has more than {MAX_FRONT_MATTER:,} characters.")
    front = _toml(found[1]) if found.re is _TOML else _yaml(found[1])
    return (front if isinstance(front, dict) else {}), text[found.end() :]


def _yaml(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadablePage(f"The front matter is not valid YAML: {error}") from error


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise UnreadablePage(f"The front matter is not valid TOML: {error}") from error


class _Loader(yaml.SafeLoader):
    """YAML without references to other parts of it, which would let a short text stand for an endless one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Take a part of the text; a reference is refused."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("It refers to another part of itself.")
        return super().compose_node(parent, index)
