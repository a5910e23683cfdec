"""Every public page and export of the example conferences, read by parsers that are not ours."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import feedparser
import pytest
import vobject
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from html5lib import HTMLParser
from html5lib.constants import E
from pyld import jsonld

from demo.services import load_demo
from effgenai.conferences.core.models import Conference
from effgenai.conferences.web.public_pages import public_addresses

# The rows are made once for all tests and are gone before the first; the mark alone has the database set up.
pytestmark = pytest.mark.django_db

READ = (".ics", ".atom", ".rss", ".json")
SCHEMA = "https://schema.org"
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PHRASING = {
    "p",
    "span",
    "strong",
    "em",
    "b",
    "i",
    "small",
    "a",
    "button",
    "label",
    "time",
    *HEADINGS,
    "summary",
}
BLOCKS = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "header",
    "footer",
    "nav",
    "form",
    "figure",
}
# HTML lets links hold blocks where their parent may, and headings stand in a summary.
MAY_HOLD_BLOCKS = {"a"}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary", "label"}
OBSOLETE = {"center", "font", "big", "strike", "tt", "marquee", "frame", "frameset", "acronym", "basefont"}
OBSOLETE_ATTRIBUTES = {"align", "valign", "bgcolor", "border", "cellpadding", "cellspacing", "nowrap"}
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list")
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup", "hr"},
}
REQUIRED = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "link": {"rel", "href"},
    "source": {"srcset"},
    "form": {"method"},
    "time": {"datetime"},
}


@pytest.fixture(scope="module")
def answers(django_db_setup: None, django_db_blocker: Any) -> dict[str, bytes]:
    """Each public page and export of the public conferences, by its address."""
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(at=timezone.now())
        client = Client()
        for conference in Conference.objects.public():
            for address in public_addresses(conference, timezone.now()):
                if address.endswith(("/", *READ)):
                    answer = client.get(address)
                    assert answer.status_code == 200, address
                    found[address] = answer.content
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def pages(answers: dict[str, bytes]) -> dict[str, Element]:
    """Each page as a strict parser reads it; none may hold an error."""
    found, errors = {}, []
    for address, body in answers.items():
        if address.endswith("/"):
            parser = HTMLParser(namespaceHTMLElements=False)
            found[address] = parser.parse(body.decode())
            errors += [f"{address}:{line}: {E[code] % facts}" for (line, _), code, facts in parser.errors]
    assert errors == []
    return found


def problems(pages: dict[str, Element], check: Callable[[Element], Iterator[str]]) -> str:
    """What the check complains of, a line each."""
    return "\n".join(f"{address}: {what}" for address, page in pages.items() for what in check(page))


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def tags(page: Element) -> Iterator[Element]:
    """The elements of HTML; formulas and drawings have rules of their own."""
    return (element for element in page.iter() if isinstance(element.tag, str) and "{" not in element.tag)


def ids(page: Element) -> list[str]:
    return [element.get("id", "") for element in page.iter() if element.get("id") is not None]


def test_there_is_something_to_read(pages):
    """A finished conference and one that is in the middle, with every kind of page."""
    assert len(pages) > 60
    kinds = {re.sub(r"\d+|(?<=/)[\w-]{8,}(?=/)", "*", address.split("/", 2)[2]) for address in pages}
    assert {
        "",
        "call/",
        "dates/",
        "people/",
        "people/*/",
        "papers/",
        "papers/*/",
        "program/",
        "program/*/",
    } <= kinds


def test_ids_are_unique_and_what_points_at_one_finds_it(pages):
    def check(page: Element) -> Iterator[str]:
        counted = Counter(ids(page))
        yield from (f"id “{name}” {count} times" for name, count in counted.items() if count > 1)
        yield from (f"“{name}” is no id" for name in counted if not name or re.search(r"\s", name))
        for element in tags(page):
            for attribute in POINTERS:
                for name in (element.get(attribute) or "").split():
                    if name not in counted:
                        yield f"{element.tag} {attribute} points at “{name}”, which is not there"
            target = element.get("href", "")
            if element.tag == "a" and target.startswith("#") and target[1:] not in {*counted, "", "top"}:
                yield f"a link leads to {target}, which is not there"

    assert problems(pages, check) == ""


def test_elements_stand_where_they_may(pages):
    def check(page: Element) -> Iterator[str]:
        parents = {child: parent for parent in page.iter() for child in parent}
        for element in tags(page):
            if element.tag in OBSOLETE:
                yield f"{element.tag} is obsolete"
            if wrong := OBSOLETE_ATTRIBUTES & set(element.attrib):
                yield f"{element.tag} has the obsolete {wrong}"
            allowed = CHILDREN.get(element.tag)
            yield from (
                f"{child.tag} in {element.tag}"
                for child in element
                if allowed and isinstance(child.tag, str) and child.tag not in allowed
            )
            yield from _wrong_ancestors(element, parents)

    assert problems(pages, check) == ""


def _wrong_ancestors(element: Element, parents: dict[Element, Element]) -> Iterator[str]:
    above, holder = [], parents.get(element)
    while holder is not None:
        above.append(holder.tag)
        holder = parents.get(holder)
    if element.tag in BLOCKS:
        inner = [tag for tag in above if tag not in MAY_HOLD_BLOCKS]
        if above and inner and inner[0] in PHRASING:
            yield f"{element.tag} in {inner[0]}"
    if element.tag in INTERACTIVE - {"label"} and {"a", "button"} & set(above):
        yield f"{element.tag} in a link or button"
    if element.tag in {"form", "main", "header", "footer"} and element.tag in above:
        yield f"{element.tag} in {element.tag}"


def test_elements_have_what_they_need_and_no_style_or_script_of_their_own(pages):
    def check(page: Element) -> Iterator[str]:
        for element in tags(page):
            missing = REQUIRED.get(element.tag, set()) - set(element.attrib)
            if element.tag == "time" and re.match(r"\d{4}-\d\d-\d\d", words(element)):
                missing = set()
            if missing:
                yield f"{element.tag} without {missing}: {words(element)[:40]}"
            yield from (
                f"{element.tag} {name}" for name in element.attrib if name == "style" or name.startswith("on")
            )
            if int(element.get("tabindex", "0")) > 0:
                yield f"{element.tag} jumps the queue of the tab key"
            if element.tag == "a" and not words(element) and not _name(element):
                yield f"a link without a name: {element.get('href')}"

    assert problems(pages, check) == ""


def _name(element: Element) -> str:
    pictures = [image.get("alt", "") for image in element.iter("img")]
    return element.get("aria-label", "") or element.get("title", "") or "".join(pictures)


def test_every_field_has_a_label(pages):
    def check(page: Element) -> Iterator[str]:
        named = {label.get("for") for label in page.iter("label")}
        inside = {field for label in page.iter("label") for field in label.iter()}
        for element in page.iter():
            if element.tag not in {"input", "select", "textarea"} or element.get("type") in {
                "hidden",
                "submit",
            }:
                continue
            if element.get("id") not in named and element not in inside and not element.get("aria-label"):
                yield f"{element.tag} {element.get('name')} has no label"

    assert problems(pages, check) == ""


def test_headings_are_one_first_and_then_in_order(pages):
    def check(page: Element) -> Iterator[str]:
        found = [
            (HEADINGS[element.tag], words(element)) for element in page.iter() if element.tag in HEADINGS
        ]
        levels = [level for level, _ in found]
        if levels.count(1) != 1:
            yield f"{levels.count(1)} first headings"
        yield from (f"h{level} is empty" for level, text in found if not text)
        for before, (level, text) in zip([0, *levels], found, strict=False):
            if level > before + 1:
                yield f"h{level} “{text}” follows h{before}"

    assert problems(pages, check) == ""


def test_every_page_says_what_it_is(pages):
    def check(page: Element) -> Iterator[str]:
        if page.get("lang") != "en-GB":
            yield "no language"
        if len(list(page.iter("main"))) != 1:
            yield "not exactly one main part"
        if not 10 <= len(words(next(page.iter("title")))) <= 200:
            yield f"title: {words(next(page.iter('title')))}"
        described = meta(page, "description")
        if not 50 <= len(described) <= 300:
            yield f"description of {len(described)} letters: {described}"

    assert problems(pages, check) == ""


def meta(page: Element, name: str) -> str:
    found = [e.get("content", "") for e in page.iter("meta") if name in {e.get("name"), e.get("property")}]
    assert len(found) == 1, name
    return found[0].strip()


@pytest.mark.parametrize("what", ["title", "description"])
def test_no_two_pages_say_the_same_of_themselves(pages, what):
    said = defaultdict(list)
    for address, page in pages.items():
        said[words(next(page.iter("title"))) if what == "title" else meta(page, what)].append(address)
    assert "\n".join(f"{text}: {where}" for text, where in said.items() if len(where) > 1) == ""


def test_every_page_has_one_whole_address_and_a_picture_for_links_to_it(pages):
    for address, page in pages.items():
        named = [link.get("href") for link in page.iter("link") if link.get("rel") == "canonical"]
        assert named == [settings.SITE_URL + address]
        assert meta(page, "og:url") == named[0]
        assert meta(page, "og:title")
        assert meta(page, "og:image").startswith(settings.SITE_URL)


def expanded(data: Any) -> list[dict[str, Any]]:
    """What a program that knows JSON-LD makes of the data; it may ask nobody."""

    def load(url: str, options: Any) -> dict[str, Any]:
        assert url.rstrip("/") == SCHEMA
        context = {"@vocab": f"{SCHEMA}/", "url": {"@type": "@id"}, "image": {"@type": "@id"}}
        document = {"@context": context}
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": document,
            "contentType": "application/ld+json",
        }

    return jsonld.expand(data, {"documentLoader": load})


def facts_of(page: Element) -> list[dict[str, Any]]:
    scripts = [e for e in page.iter("script") if e.get("type") == "application/ld+json"]
    return [found for script in scripts for found in expanded(json.loads(words(script)))]


def test_data_for_search_engines_can_be_read_and_leads_somewhere(pages):
    def check(page: Element) -> Iterator[str]:
        found = facts_of(page)
        if not found:
            yield "no data"
        for fact in found:
            if not all(kind.startswith(f"{SCHEMA}/") for kind in fact.get("@type", [""])):
                yield f"of no known type: {fact.get('@type')}"
            for url in _urls(fact):
                if not url.startswith(("https://", "http://")):
                    yield f"“{url}” is no whole address"

    assert problems(pages, check) == ""


def _urls(fact: Any) -> Iterator[str]:
    if isinstance(fact, list):
        for part in fact:
            yield from _urls(part)
    elif isinstance(fact, dict):
        if "@id" in fact:
            yield fact["@id"]
        for name, part in fact.items():
            if name not in {"@id", "@type", "@value"}:
                yield from _urls(part)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("", "EducationEvent"), ("papers/1/", "ScholarlyArticle"), ("papers/2/", "ScholarlyArticle")],
)
def test_what_pages_are_about_is_told_in_data(pages, path, kind):
    of_this_kind = [address for address in pages if address.split("/", 2)[2] == path]
    assert of_this_kind
    for address in of_this_kind:
        assert f"{SCHEMA}/{kind}" in {name for fact in facts_of(pages[address]) for name in fact["@type"]}


@pytest.mark.parametrize("ending", [".atom", ".rss"])
def test_feeds_are_read_by_another_program(answers, pages, ending):
    feeds = {address: body for address, body in answers.items() if address.endswith(ending)}
    assert len(feeds) >= 2
    for address, body in feeds.items():
        feed = feedparser.parse(body)
        assert not feed.bozo, (address, feed.get("bozo_exception"))
        assert feed.entries
        assert len({entry.id for entry in feed.entries}) == len(feed.entries)
        for entry in feed.entries:
            assert entry.title
            assert entry.published_parsed
            assert entry.link.removeprefix(settings.SITE_URL) in pages


def test_calendars_are_read_by_another_program(answers):
    calendars = {address: body for address, body in answers.items() if address.endswith(".ics")}
    assert len(calendars) >= 4
    for address, body in calendars.items():
        assert max(map(len, body.split(b"\r\n"))) <= 75, address
        (calendar,) = vobject.readComponents(body.decode())
        events = calendar.vevent_list
        uids = [event.uid.value for event in events]
        assert len(set(uids)) == len(uids)
        for event in events:
            assert event.summary.value
            assert "dtend" not in event.contents or event.dtend.value >= event.dtstart.value
            assert event.dtstamp.value.tzinfo is not None
            assert event.url.value.startswith(settings.SITE_URL)


def test_data_of_papers_is_json(answers):
    data = {address: json.loads(body) for address, body in answers.items() if address.endswith(".json")}
    lists = [found["papers"] for address, found in data.items() if address.endswith("papers.json")]
    assert sum(map(len, lists)) > 30


def test_data_of_programmes_is_json(answers):
    data = [json.loads(body) for address, body in answers.items() if address.endswith("/program.json")]
    talks = [talk for found in data for session in found["sessions"] for talk in session["talks"]]
    assert any(talk["paper"] for talk in talks)
