"""The attributes that Jekyll's Markdown writes in braces: ids stay, everything else is left out and told."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATTRIBUTES = re.compile(r"[ \t]?\{:([^{}\n]*)\}")
_ID = re.compile(r"#([A-Za-z][\w:.-]*)")
_CONTENTS = re.compile(r" {0,3}\{:\s*toc\b[^{}]*\}\s*")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_WITHOUT_EFFECT = {".no_toc"}


def without_attributes(text: str) -> tuple[str, list[str]]:
    """The Markdown with ids as `{#id}` behind headings and as anchors elsewhere, and what was left out."""
    reader = _Reader()
    for line, is_code in lines_of(text):
        reader.read(line, is_code=is_code)
    return "\n".join(reader.lines), reader.left_out


def lines_of(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is code between fences."""
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        is_fence = found is not None and (not fence or found[1].startswith(fence))
        yield line, bool(fence) or is_fence
        if found and is_fence:
            fence = "" if fence else found[1]


class _Reader:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.left_out: list[str] = []

    def read(self, line: str, *, is_code: bool) -> None:
        """Take one line; attributes that fill it belong to what stands above."""
        if is_code or "{:" not in line:
            self.lines.append(line)
        elif _CONTENTS.fullmatch(line):
            self._place_contents()
        elif found := _ATTRIBUTES.fullmatch(line.rstrip()):
            self._attach(self._ids(found[1]))
            self.lines.append("")
        else:
            self.lines.append(self._within(line))

    def _place_contents(self) -> None:
        """The mark of a list of contents; kramdown wants the item of a list before it, which goes."""
        if self.lines and _ITEM.match(self.lines[-1]):
            self.lines.pop()
        self.lines += ["", "[TOC]", ""]

    def _ids(self, words: str) -> list[str]:
        """The ids among attributes; what else they say is told."""
        others = [word for word in words.split() if not _ID.fullmatch(word)]
        if set(others) - _WITHOUT_EFFECT:
            self.left_out.append(f"Attributes {{: {' '.join(others)[:80]}}}")
        return [found[1] for word in words.split() if (found := _ID.fullmatch(word))]

    def _attach(self, ids: list[str]) -> None:
        if not ids:
            return
        place = len(self.lines) - 1
        if place > 0 and _UNDERLINE.fullmatch(self.lines[place]) and self.lines[place - 1].strip():
            place -= 1
            self.lines[place] += f" {{#{ids[0]}}}"
        elif place >= 0 and _HEADING.match(self.lines[place]):
            self.lines[place] += f" {{#{ids[0]}}}"
        elif place >= 0 and self.lines[place].strip():
            self.lines[place] += _anchors(ids)
        else:
            self.lines.append(_anchors(ids))

    def _within(self, line: str) -> str:
        """The line with its attributes replaced; those in code, between backticks, stay."""
        is_heading = bool(_HEADING.match(line))

        def instead(found: re.Match[str]) -> str:
            ids = self._ids(found[1])
            if is_heading:
                return "".join(f" {{#{name}}}" for name in ids[:1])
            return _anchors(ids)

        parts = line.split("`")
        parts[::2] = [_ATTRIBUTES.sub(instead, part) for part in parts[::2]]
        return "`".join(parts)


def _anchors(ids: list[str]) -> str:
    return "".join(f'<a id="{name}"></a>' for name in ids)
