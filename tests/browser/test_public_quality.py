"""Public pages in a real browser: nothing jumps, nothing is cut off, nothing asks another host, all is light.

What the pages say of themselves is checked in tests/demo/test_public_markup.py, what axe finds in
test_accessible_pages.py.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.utils import timezone
from pypdfium2 import PdfDocument

from effgenai.conferences.core.models import Conference
from effgenai.conferences.site.models import Page
from effgenai.conferences.web.public_pages import public_addresses
from tests.plugins.demo import lay_out_demo
from tests.support.factories import NOW, make_conference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 390, 768, 1280, 1920)
OF_EACH_KIND = 2
MAX_SHIFT = 0.02
MAX_BYTES = 60_000
MAX_BYTES_WITH_FONTS = 150_000

NOTE_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    const moved = entry.sources.map((source) => source.node?.outerHTML?.slice(0, 100));
    window.shifts.push({ value: entry.value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""

# To the foot of the page, a screen at a time, as a reader would; pictures arrive on the way.
SCROLL = """async () => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await painted();
  }
  await Promise.all([...document.images].filter((image) => !image.complete && image.checkVisibility()).map(
    (image) => new Promise((done) => { image.onload = image.onerror = done; setTimeout(done, 2000); })
  ));
  await painted();
  return window.shifts;
}"""

WIDER = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return "";
  const scrolls = (element) =>
    element && (getComputedStyle(element).overflowX !== "visible" || scrolls(element.parentElement));
  const out = [...document.querySelectorAll("main *, body > *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .filter((element) => !scrolls(element.parentElement));
  return `${wide} pixels: ${out.at(-1)?.outerHTML.slice(0, 150)}`;
}"""

# WCAG 2.2, 2.5.8: 24 by 24 pixels, or a circle of that size around it that meets no other target; links
# within a sentence are as high as its line.
SMALL_TARGETS = r"""() => {
  const text = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const inSentence = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    const around = element.closest("p, li, dd, td, figcaption, summary, span, h1, h2, h3");
    return text(around ?? element.parentElement).length > text(element).length + 2;
  };
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const shown = [...document.querySelectorAll(targets)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0);
  const centre = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const isSmall = (box) => box.width < 24 || box.height < 24;
  const gap = (point, box) => Math.hypot(
    Math.max(box.left - point.x, 0, point.x - box.right), Math.max(box.top - point.y, 0, point.y - box.bottom)
  );
  const between = (one, other) => Math.hypot(one.x - other.x, one.y - other.y);
  const meets = (box, other) =>
    gap(centre(box), other) < 12 || (isSmall(other) && between(centre(box), centre(other)) < 24);
  const apart = (one, other) => !one.contains(other) && !other.contains(one);
  const crowded = ({ element, box }) =>
    shown.some((other) => apart(element, other.element) && meets(box, other.box));
  const told = ({ element, box }) => `${box.width}x${box.height} ${element.outerHTML.slice(0, 99)}`;
  return shown.filter(({ element, box }) => isSmall(box) && !inSentence(element)).filter(crowded).map(told);
}"""

# What scripts add on top: the reader's own time, how long is left, buttons that copy.
WITHOUT_ADDITIONS = """() => {
  const additions = "time[data-local], time[data-countdown], button";
  for (const element of document.querySelectorAll(additions)) element.remove();
  return document.querySelector("main").innerText;
}"""


@pytest.fixture
def addresses(live_site) -> list[str]:
    """Some pages of each kind, of each public conference of the demo."""
    lay_out_demo()
    kinds = defaultdict(list)
    for conference in Conference.objects.public():
        for address in public_addresses(conference, timezone.now()):
            if address.endswith("/"):
                kinds[conference.slug, resolve(address).view_name].append(address)
    return [address for found in kinds.values() for address in found[:OF_EACH_KIND]]


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_jumps_is_cut_off_or_too_small_to_touch(live_site, addresses, width: int) -> None:
    page = live_site.new_person(width=width, height=800)
    page.add_init_script(NOTE_SHIFTS)
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    found = []
    for address in addresses:
        assert page.goto(address).status == 200
        shifts = page.evaluate(SCROLL)
        if sum(shift["value"] for shift in shifts) >= MAX_SHIFT:
            found.append(f"{address} jumps: {shifts}")
        if width == 390:
            found += [f"{address}: small target {target}" for target in page.evaluate(SMALL_TARGETS)]
        else:
            found += _too_wide(page, address)
    assert "\n".join(found) == ""
    assert hosts - {""} == {urlsplit(live_site.url).netloc}


def _too_wide(page: Any, address: str) -> list[str]:
    """At which widths of the window the page is wider."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if wide := page.evaluate(WIDER):
            found.append(f"{address} at {width}: {wide}")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def test_every_page_can_be_read_without_scripts_and_home_is_light(live_site, addresses) -> None:
    with_scripts, without = live_site.new_person(), live_site.new_person(scripts=False)
    found = []
    for address in addresses:
        texts = []
        for page in (with_scripts, without):
            page.goto(address)
            texts.append([line.strip() for line in page.evaluate(WITHOUT_ADDITIONS).split("\n")])
        missing = [line for line in texts[0] if line not in texts[1]]
        if missing:
            found.append(f"{address}: only with scripts: {missing}")
        elif len(" ".join(texts[1])) < 40:
            found.append(f"{address}: nothing to read")
    assert "\n".join(found) == ""
    for conference in Conference.objects.public():
        loaded = _loaded(live_site.new_person(), f"/{conference.slug}/")
        assert {"Document", "Stylesheet", "Script"} <= loaded.keys()
        without_pictures = {kind: size for kind, size in loaded.items() if kind != "Image"}
        assert sum(without_pictures.values()) < MAX_BYTES_WITH_FONTS, loaded
        assert sum(without_pictures.values()) - without_pictures["Font"] < MAX_BYTES, loaded


def test_the_rule_for_targets_finds_those_that_break_it(live_site) -> None:
    """Two small buttons side by side; the same apart; a link in a sentence."""
    page = live_site.new_person()
    small = '<button style="width: 20px; height: 20px; border: 0; margin: {}">x</button>'
    page.set_content(f"<div style='display: flex'>{small.format('0 1px') * 2}</div>")
    assert len(page.evaluate(SMALL_TARGETS)) == 2
    page.set_content(f"<div style='display: flex'>{small.format('0 4px') * 2}</div>")
    assert page.evaluate(SMALL_TARGETS) == []
    page.set_content("<p style='font-size: 10px'>Read <a href='/'>this</a> or <a href='/'>that</a> one.</p>")
    assert page.evaluate(SMALL_TARGETS) == []


def _loaded(page: Any, address: str) -> dict[str, int]:
    """The bytes that came over the wire for a page, by kind."""
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    network = page.context.new_cdp_session(page)
    network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    network.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    loaded: dict[str, int] = defaultdict(int)
    for request, size in sizes.items():
        loaded[kinds.get(request, "Other")] += size
    return loaded


ON_PAPER = """() => {
  const clutter = "nav, form, button, .button, footer.site-footer";
  const shown = [...document.querySelectorAll(clutter)].filter((element) => element.checkVisibility());
  const ink = getComputedStyle(document.body).color;
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  return { clutter: shown.map((element) => element.outerHTML.slice(0, 99)), ink, paper };
}"""


def test_pages_are_fit_for_paper(live_site, addresses) -> None:
    """Black on white in the dark theme too, and without what only a screen can use."""
    page = live_site.new_person(dark=True)
    page.emulate_media(media="print")
    found = []
    for address in addresses:
        page.goto(address, wait_until="domcontentloaded")
        paper = page.evaluate(ON_PAPER)
        if paper != {"clutter": [], "ink": "rgb(0, 0, 0)", "paper": "#fff"}:
            found.append(f"{address}: {paper}")
    assert "\n".join(found) == ""
    for conference in Conference.objects.public():
        page.goto(f"/{conference.slug}/program/")
        days = page.locator(".schedule-day").count()
        assert len(PdfDocument(page.pdf(format="A4"))) == days


def test_on_paper_a_link_says_where_it_leads(live_site) -> None:
    body = "See [the template](https://templates.example/a) and [the call](/paper/call/)."
    Page.objects.create(
        conference=make_conference("paper"), slug="links", body=body, is_published=True, updated_at=NOW
    )
    page = live_site.new_person()
    page.emulate_media(media="print")
    page.goto("/paper/links/")
    after = "element => getComputedStyle(element, '::after').content"
    assert "https://templates.example/a" in page.locator(".prose a").first.evaluate(after)
    assert page.locator(".prose a").last.evaluate(after) == "none"
