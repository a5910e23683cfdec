"""Names in scripts that run from right to left stand in a direction of their own on every page.

Otherwise an Arabic and a Hebrew author beside each other change places, and a name draws the sign or the
number after it to its other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest

from effgenai.accounts.models import User
from effgenai.conferences.people.models import Person
from reviews.committee.models import Invitation
from submissions.authors.models import Authorship
from tests.leaks.checks import walk
from tests.leaks.world import World, build

pytestmark = pytest.mark.django_db

NAMES = ("محمد الفارسي", "משה כהן")
LEFTWARD = re.compile(f"({'|'.join(NAMES)}) \\d+")
ISOLATED = re.compile("\u2068[^\u2069]*\u2069")  # what `isolated_names` writes into plain sentences
LINES = {"p", "li", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "div", "caption", "legend", "figcaption"}
WITHOUT_MARKUP = {"head", "script", "style", "option", "textarea", "pre", "title", "svg"}


def _rename(world: World) -> None:
    """Everybody gets an Arabic or a Hebrew name, authors of one paper by turns."""
    for model in (User, Authorship, Person, Invitation):
        for number, row in enumerate(model.objects.order_by("pk")):
            row.name = f"{NAMES[number % 2]} {number}"
            row.save(update_fields=["name"])


def _bare(node: Element, line: str = "") -> Iterator[str]:
    """The names below this element that neither an element of their own nor the whole line keeps apart."""
    if not isinstance(node.tag, str) or node.tag in WITHOUT_MARKUP or node.tag == "bdi" or node.get("dir"):
        return
    if "visually-hidden" in node.get("class", ""):
        return
    if node.tag in LINES:
        line = " ".join("".join(node.itertext()).split())
    texts = [node.text, *(child.tail for child in node)]
    for text in filter(None, texts):
        for found in LEFTWARD.finditer(ISOLATED.sub("", text)):
            if found[0] != line:
                yield " ".join(text.split())[:100]
    for child in node:
        yield from _bare(child, line)


@pytest.mark.parametrize("person", ["chair", "area_chair", "reviewer_done", "author", "visitor"])
def test_names_of_any_direction_stand_apart(person: str) -> None:
    world = build("programme")
    _rename(world)
    found = []
    for place, text in walk(world, person):
        if "<html" in text:
            page = html5lib.parse(text, namespaceHTMLElements=False)
            found += [f"{place.name}: {words}" for words in dict.fromkeys(_bare(page))]
    assert found == [], "\n".join(found)
