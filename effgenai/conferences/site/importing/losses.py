"""What a page here may not hold: scripts, frames, styles, forms, pictures from elsewhere. Each is told."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from effgenai.ui.text.markdown import MATHML_TAGS, TEXT_TAGS, words

# Left out with everything in them: for visitors they are no text.
_WHOLE = {
    "script": "Script",
    "style": "Style sheet",
    "template": "Template",
    "iframe": "Embedded page",
    "object": "Embedded page",
    "video": "Video",
    "audio": "Sound",
    "svg": "Drawing",
    "canvas": "Drawing",
    "noscript": "Text for browsers without scripts",
    "title": "Title of the document",
    "head": "",
}
_PARTS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>[a-z][a-z0-9:-]*)\b(?P<attributes>[^<>]*)>", re.IGNORECASE | re.DOTALL
)
_CODE_SPAN = re.compile(r"``[^\n]{1,300}?``|`[^`\n]{1,300}`")
# An address between angle brackets is a link of Markdown, not an element.
_AUTOLINK = re.compile(r"<[a-z][a-z0-9+.-]{1,31}:[^\s<>]{0,2000}>|<[^\s<>@/]{1,100}@[^\s<>]{1,300}>")
_PARTS_OF_MARKDOWN = re.compile(
    f"{_CODE_SPAN.pattern}|(?P<link>{_AUTOLINK.pattern})|{_PARTS.pattern}", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = re.compile(r"""\b([a-z][a-z-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
# They only arrange a page; their text stays.
_ARRANGING = words(
    """
    html body main header footer nav section article aside address hgroup font center big tt wbr time mark
    cite dfn col colgroup picture source
    """
)
_OF_DOCUMENTS = words("link meta base")
_FORMS = words("form input button select option textarea label fieldset legend")
_KNOWN = TEXT_TAGS | MATHML_TAGS | _ARRANGING
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|\Z", re.IGNORECASE)
_RUNS = re.compile(r"\s*(?:javascript|data|vbscript):", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"image:[a-z0-9]{1,40}")
MAX_WORDS = 120


def without_lost_parts(markup: str, *, in_markdown: bool = False) -> tuple[str, list[str]]:
    """The HTML without what goes with everything in it, and what it loses: here, and once it is cleaned.

    In Markdown, code between backticks and addresses between angle brackets stay as they are.
    """
    parts = _PARTS_OF_MARKDOWN if in_markdown else _PARTS
    closings = _last_closings(markup)
    pieces: list[str] = []
    left_out: list[str] = []
    place = 0
    while part := parts.search(markup, place):
        is_text = part[0].startswith("`") or bool(part.groupdict().get("link"))
        tag = (part["tag"] or "").lower()
        end = part.end()
        if tag in _WHOLE and end <= closings[tag]:
            end = _end_of(tag, markup, end)
        stays = is_text or (tag and tag not in _WHOLE)
        pieces += [markup[place : part.start()], part[0] if stays else ""]
        left_out += _losses_of_tag(tag, part["attributes"] or "")
        place = end
    return "".join([*pieces, markup[place:]]), left_out


def _last_closings(markup: str) -> dict[str, int]:
    """Where the last closing tag of each kind begins; -1 if it is never closed."""
    found = dict.fromkeys(_WHOLE, -1)
    for closing in re.finditer(rf"</({'|'.join(_WHOLE)})\s*>", markup, re.IGNORECASE):
        found[closing[1].lower()] = closing.start()
    return found


def _end_of(tag: str, markup: str, start: int) -> int:
    closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(markup, start)
    return closing.end() if closing else start


def _losses_of_tag(tag: str, attributes: str) -> Iterator[str]:
    values = {
        found[1].lower(): html.unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(attributes)
    }
    if tag in _WHOLE:
        address = values.get("src") or values.get("data") or ""
        yield from [_named(_WHOLE[tag], address)] if _WHOLE[tag] else []
        return
    yield from _losses_of_element(tag, values)
    if "style" in values:
        yield "Style of a single element"
    if any(name.startswith("on") for name in values):
        yield f"Script that begins with an event of <{tag}>"


def _losses_of_element(tag: str, values: Mapping[str, str]) -> Iterator[str]:
    if tag == "img":
        yield from losses_of_picture(values.get("src", ""), values.get("alt", ""))
    elif tag == "a":
        yield from losses_of_link(values.get("href", "#"))
    elif tag == "embed":
        yield _named("Embedded page", values.get("src", ""))
    elif tag == "link" and "stylesheet" in values.get("rel", ""):
        yield _named("Style sheet", values.get("href", ""))
    elif tag in _OF_DOCUMENTS:
        yield _named(f"Facts about the document, <{tag}>", _facts(values))
    elif tag in _FORMS:
        yield f"Part of a form: <{tag}>"
    elif tag and tag not in _KNOWN:
        yield f"Element <{tag}>, without its text, which stays"


def _facts(values: Mapping[str, str]) -> str:
    """What a tag of the head of a document says, in the words of its attributes."""
    return " ".join(
        filter(None, (values.get(name, "") for name in ("name", "property", "rel", "content", "href")))
    )


def _named(what: str, address: str) -> str:
    return f"{what}: {address}" if address else what


def losses_of_picture(address: str, alt: str) -> Iterator[str]:
    """What is said of a picture, unless it is one of the library."""
    if _OWN_PICTURE.fullmatch(address):
        return
    shown = "in the file itself" if address.startswith("data:") else address
    words = f" (“{alt}”)" if alt else ""
    yield f"Picture {shown}{words}: upload it under Pictures, then write image: and its key"


def losses_of_link(address: str) -> Iterator[str]:
    """What is said of a link that leads nowhere from here."""
    if not address.strip():
        yield "Link without an address, of which the text stays"
    elif _RUNS.match(address):
        yield f"Link that runs a script: {address}"
    elif not _ELSEWHERE.match(address):
        yield f"Link within the old site, which may lead nowhere from here: {address}"


def counted(left_out: Iterable[str]) -> tuple[str, ...]:
    """Each loss once, in the order in which they come, and how often it came; long ones are cut."""
    shortened = (words if len(words) <= MAX_WORDS else f"{words[:MAX_WORDS]}…" for words in left_out)
    times = Counter(shortened)
    return tuple(words if many == 1 else f"{words} ({many} times)" for words, many in times.items())
