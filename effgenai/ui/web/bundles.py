"""One request for all styles of a page and one for all its scripts, with one file a component in the source.

A bundle is its parts joined; its address holds the hash of its content, so browsers may keep it for ever.
The scripts are modules without imports, each in a block of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from effgenai.ui.web.typefaces.styles import face_rules

LAYERS = "@layer reset, tokens, base, layout, components, pages, utilities;\n"

_CORE = ("reset", "tokens", "base", "layout", "utilities")
_EVERYWHERE = (
    "content/button",
    "content/callout",
    "content/countdown",
    "shell/crumbs",
    "content/empty",
    "content/filter",
    "shell/footer",
    "shell/header",
    "content/items",
    "content/kinds",
    "shell/menu",
    "content/pairs",
    "content/people",
    "content/pictures",
    "content/prose",
    "content/status",
    "content/tag",
    "content/timeline",
)
_PUBLIC = (
    "public/call",
    "public/contents",
    "public/dates",
    "public/hero",
    "public/preview",
    "public/papers",
    "public/questions",
    "public/schedule",
    "public/section",
    "public/topics",
)
_WORK = (
    "desk/account",
    "desk/bar",
    "forms/blocks",
    "desk/chart",
    "forms/choices",
    "forms/confirm",
    "desk/dashboard",
    "desk/day",
    "desk/diff",
    "forms/field",
    "forms/file",
    "forms/filter",
    "forms/formset",
    "desk/guide",
    "desk/library",
    "desk/moves",
    "desk/page",
    "desk/progress",
    "forms/saving",
    "desk/score",
    "shell/sidebar",
    "forms/split",
    "desk/standing",
    "desk/stats",
    "content/table",
    "shell/pagination",
    "shell/tabs",
    "desk/steps",
    "forms/tags",
    "forms/tick",
    "shell/touch",
)


def _styles(components: tuple[str, ...]) -> tuple[str, ...]:
    return (*_CORE, *(f"components/{name}" for name in (*_EVERYWHERE, *components)))


BUNDLES: dict[str, tuple[str, ...]] = {
    "public.css": _styles(_PUBLIC),
    "work.css": _styles(_WORK),
    "public.js": ("time", "theme", "menu", "copy", "papers"),
    "work.js": (
        "time",
        "theme",
        "menu",
        "forms",
        "authors",
        "autosave",
        "blocks",
        "table",
        "split",
        "copy",
        "count",
        "sum",
    ),
}

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")
_BLANK = re.compile(r"(?<=[{};]) | (?=\})")


@dataclass(frozen=True)
class Bundle:
    """The content of a bundle, plain and compressed."""

    body: bytes
    compressed: bytes
    digest: str


def _source(folder: str, part: str) -> str:
    found = finders.find(f"{folder}/{part}.{folder}")
    if not isinstance(found, str):
        raise FileNotFoundError(f"{folder}/{part}.{folder}")
    return Path(found).read_text(encoding="utf-8")


def _joined_styles(parts: tuple[str, ...]) -> str:
    text = "".join(_source("css", part) for part in parts)
    return LAYERS + face_rules() + _BLANK.sub("", _SPACE.sub(" ", _COMMENT.sub("", text))).lstrip()


def _joined_scripts(parts: tuple[str, ...]) -> str:
    return "".join(f"{{\n{_source('js', part)}}}\n" for part in parts)


def _build(name: str) -> Bundle:
    join = _joined_styles if name.endswith(".css") else _joined_scripts
    body = join(BUNDLES[name]).encode()
    return Bundle(body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:12])


_build_once = lru_cache(maxsize=None)(_build)


def bundle(name: str) -> Bundle:
    """Return the bundle called `name` ("public.css"); read once, or every time while developing."""
    return _build(name) if settings.DEBUG else _build_once(name)
