"""Every address that HTML and CSS name, found and replaced in place: all other text stays as it is."""

from __future__ import annotations

import enum
import html
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


class LinkUse(enum.Enum):
    """What an address stands there for."""

    LINK = "a link that the reader may follow"
    ASSET = "a file that the browser fetches by itself"
    SCRIPT = "a script"
    FACT = "a fact for other programs, which stays absolute"


# What becomes of an address: its replacement, or None where it leads nowhere in the archive.
Answerer = Callable[[str, LinkUse], str | None]

_ATTRIBUTES = {
    ("a", "href"): LinkUse.LINK,
    ("area", "href"): LinkUse.LINK,
    ("audio", "src"): LinkUse.ASSET,
    ("embed", "src"): LinkUse.ASSET,
    ("iframe", "src"): LinkUse.ASSET,
    ("image", "href"): LinkUse.ASSET,
    ("image", "xlink:href"): LinkUse.ASSET,
    ("img", "src"): LinkUse.ASSET,
    ("object", "data"): LinkUse.ASSET,
    ("script", "src"): LinkUse.SCRIPT,
    ("source", "src"): LinkUse.ASSET,
    ("track", "src"): LinkUse.ASSET,
    ("use", "href"): LinkUse.ASSET,
    ("use", "xlink:href"): LinkUse.ASSET,
    ("video", "poster"): LinkUse.ASSET,
    ("video", "src"): LinkUse.ASSET,
}
_SETS = {("img", "srcset"), ("source", "srcset"), ("link", "imagesrcset")}
_FETCHED = {"stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest", "preload", "modulepreload"}
_NEEDLESS = {"preconnect", "dns-prefetch", "prefetch"}
_PICTURES = {"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "citation_pdf_url"}
_WHOLE = {"audio", "form", "iframe", "object", "script", "video"}  # elements that go with all they hold
_FOR_LINKS = {"href", "rel", "target", "download", "ping", "aria-current"}
_LOOKS_OF_BUTTONS = {"button", "primary", "large", "small", "danger"}
_CSS_ADDRESS = re.compile(r"""url\(\s*(?P<quote>["']?)(?P<url>[^"')]*)(?P=quote)\s*\)""")
_CSS_IMPORT = re.compile(r"""(?P<before>@import\s+)(?P<quote>["'])(?P<url>[^"']*)(?P=quote)""")


def edit_html(text: str, answer: Answerer) -> str:
    """The page with each address as `answer` says; forms go, links that lead nowhere become plain text."""
    editor = _Editor(text, answer)
    editor.feed(text)
    editor.close()
    return editor.result()


def edit_css(text: str, answer: Answerer) -> str:
    """The style sheet with each address as `answer` says; one that leads nowhere stays."""

    def put(match: re.Match[str]) -> str:
        old = match["url"].strip()
        new = old if old.startswith(("data:", "#")) else answer(old, LinkUse.ASSET) or old
        whole, start = match[0], match.start("url") - match.start()
        return whole[:start] + new + whole[start + len(match["url"]) :]

    return _CSS_IMPORT.sub(put, _CSS_ADDRESS.sub(put, text))


def addresses_in_html(text: str) -> list[tuple[int, str, LinkUse]]:
    """Every address of a page with its line, and what it stands there for."""
    found: list[tuple[int, str, LinkUse]] = []

    def note(link: str, use: LinkUse) -> str:
        found.append((editor.getpos()[0], link, use))
        return link

    editor = _Editor(text, note)
    editor.feed(text)
    editor.close()
    return found


def addresses_in_css(text: str) -> list[tuple[int, str]]:
    """Every address of a style sheet with its line."""
    matches = [*_CSS_ADDRESS.finditer(text), *_CSS_IMPORT.finditer(text)]
    return [(text.count("\n", 0, match.start()) + 1, match["url"].strip()) for match in matches]


class _Editor(HTMLParser):
    def __init__(self, text: str, answer: Answerer) -> None:
        super().__init__(convert_charrefs=False)
        self._text = text
        self._answer = answer
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._edits: list[tuple[int, int, str]] = []
        self._going: tuple[str, int] | None = None

    def result(self) -> str:
        """The text with all edits made."""
        parts, end = [], 0
        for start, stop, new in self._edits:
            parts += [self._text[end:start], new]
            end = stop
        return "".join([*parts, self._text[end:]])

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Edit a tag, or begin to leave out its element."""
        if self._going:
            return
        start, raw = self._here(), self.get_starttag_text() or ""
        new = None if tag == "form" else self._edited(tag, attrs)
        if new is None and tag in _WHOLE:
            self._going = (tag, start)
        elif new != attrs:
            self._edits.append((start, start + len(raw), _tag(tag, new, closed=raw.endswith("/>"))))

    def handle_endtag(self, tag: str) -> None:
        """End the element that is left out."""
        if self._going and self._going[0] == tag:
            self._edits.append((self._going[1], self._text.find(">", self._here()) + 1, ""))
            self._going = None

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _edited(self, tag: str, attrs: Attributes) -> Attributes | None:
        """The attributes anew; None if the tag goes."""
        values = dict(attrs)
        if tag == "link":
            return self._edited_link(attrs, set((values.get("rel") or "").lower().split()))
        if tag == "meta":
            if (values.get("property") or values.get("name")) in _PICTURES:
                self._answer(values.get("content") or "", LinkUse.FACT)
            return attrs
        new = [(name, self._edited_value(tag, name, value)) for name, value in attrs]
        if [value for _, value in new].count(None) > [value for _, value in attrs].count(None):
            return _without_link(attrs) if tag in {"a", "area"} else None
        return _as_classic(new) if tag == "script" and "src" in values else new

    def _edited_value(self, tag: str, name: str, value: str | None) -> str | None:
        if value is None:
            return None
        if (tag, name) in _SETS:
            return self._edited_set(value)
        use = _ATTRIBUTES.get((tag, name))
        return self._answer(value, use) if use else value

    def _edited_link(self, attrs: Attributes, rel: set[str]) -> Attributes | None:
        if rel & _NEEDLESS or ("as", "font") in attrs:
            return None
        if "canonical" in rel:
            return attrs
        use = LinkUse.ASSET if rel & _FETCHED else LinkUse.LINK
        new = [(name, self._answer(value or "", use) if name == "href" else value) for name, value in attrs]
        return None if ("href", None) in new else new

    def _edited_set(self, value: str) -> str:
        found = []
        for candidate in filter(None, (part.strip() for part in re.split(r",\s+|,$", value))):
            address, _, size = candidate.partition(" ")
            found.append(
                " ".join(filter(None, [self._answer(address, LinkUse.ASSET) or address, size.strip()]))
            )
        return ", ".join(found)


def _without_link(attrs: Attributes) -> Attributes:
    """An `a` without address is plain text; it must not look like a button either."""
    plain = (_plain_class(*item) for item in attrs if item[0] not in _FOR_LINKS)
    return [item for item in plain if item != ("class", "")]


def _plain_class(name: str, value: str | None) -> tuple[str, str | None]:
    if name != "class":
        return name, value
    return name, " ".join(word for word in (value or "").split() if word not in _LOOKS_OF_BUTTONS)


def _as_classic(attrs: Attributes) -> Attributes:
    """Browsers load no module from a folder; a deferred script runs at the same moment."""
    if ("type", "module") not in attrs:
        return attrs
    return [*(item for item in attrs if item[0] != "type"), ("defer", None)]


def _tag(tag: str, attrs: Attributes | None, *, closed: bool) -> str:
    if attrs is None:
        return ""
    return f"<{tag}{''.join(_written(attrs))}{' /' if closed else ''}>"


def _written(attrs: Attributes) -> Iterator[str]:
    for name, value in attrs:
        yield f" {name}" if value is None else f' {name}="{html.escape(value)}"'
